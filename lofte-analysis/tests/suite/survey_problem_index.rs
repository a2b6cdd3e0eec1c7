//! The problem index: between 0 and 6, larger where a share is larger, the same with and without steps at a cut point, worked
//! by hand in two strata, and with an interval that agrees with a formula where there is one.

#![allow(clippy::unwrap_used, clippy::float_cmp, reason = "a test may stop; exact points are the claim")]

use lofte_analysis::survey::problem_index::{CutPointError, CutPoints, ProblemIndexParams, problem_index};
use lofte_analysis::survey::{Design, EstimateOptions, Stratum, SurveyError, share};
use proptest::prelude::*;

const PARAMS: ProblemIndexParams = ProblemIndexParams { replicates: 1_000, seed: 7, level: 0.95 };

fn cuts() -> impl Strategy<Value = [f64; 6]> {
    // Seven gaps above nothing, of which the first six end at the cut points.
    proptest::array::uniform7(0.001..1.0_f64).prop_map(|gaps| {
        let all: f64 = gaps.iter().sum();
        let mut sum = 0.0;
        std::array::from_fn(|at| {
            sum += gaps[at] / all;
            sum
        })
    })
}

proptest! {
    #[test]
    fn points_are_between_0_and_6_and_grow_with_the_share(cuts in cuts(), one in 0.0..=1.0_f64, other in 0.0..=1.0_f64) {
        let table = CutPoints::new(cuts).unwrap();
        let (low, high) = (one.min(other), one.max(other));
        prop_assert!(table.step(low) <= table.step(high) && table.step(high) <= 6);
        prop_assert!(table.smooth(low) <= table.smooth(high) && (0.0..=6.0).contains(&table.smooth(high)));
        for share in [low, high] {
            let (step, smooth) = (f64::from(table.step(share)), table.smooth(share));
            prop_assert!(step <= smooth && smooth <= step + 1.0);
        }
        for (points, cut) in (1..).zip(cuts) {
            prop_assert_eq!(table.step(cut), points);
            prop_assert!((table.smooth(cut) - f64::from(points)).abs() < 1e-9);
        }
        prop_assert_eq!((table.step(0.0), table.smooth(0.0)), (0, 0.0));
    }

    #[test]
    fn the_index_grows_with_every_share(yes in 0..100_usize, more in 0..100_usize, cuts in cuts()) {
        let index = |yes: usize| {
            let design = flen(100, 4_000.0);
            let column: Vec<Option<bool>> = (0..100).map(|row| Some(row < yes)).collect();
            let other: Vec<Option<bool>> = (0..100).map(|row| Some(row % 7 == 0)).collect();
            let table = CutPoints::new(cuts).unwrap();
            let found =
                problem_index(&design, &[&column, &other], &[table, table], &[Some(0); 100], 1, &PARAMS).unwrap();
            found[0].clone().unwrap()
        };
        let (few, many) = (index(yes.min(more)), index(yes.max(more)));
        prop_assert!(few.index <= many.index && few.smooth <= many.smooth);
        prop_assert!((0.0..=6.0).contains(&few.index) && (0.0..=6.0).contains(&many.index));
        let interval = many.smooth_interval.unwrap();
        prop_assert!(0.0 <= interval.lower && interval.lower <= interval.upper && interval.upper <= 6.0);
    }
}

fn flen(rows: usize, population: f64) -> Design {
    let area = [Stratum { name: "Flen".into(), population: Some(population) }];
    Design::stratified(&vec![0; rows], &area).unwrap()
}

/// Centrum has 1 000 people and 50 answers, Salsta 4 000 and 50. Littering: 10 of 50 and 5 of 50, together
/// (1000 · 0.2 + 4000 · 0.1) / 5000 = 12 %, 2 points. Fights: 4 of 50 and 20 of 50, together 33.6 %, 5 points.
/// Mean 3.5; Centrum 4 and 1 points, 2.5; Salsta 2 and 6, 4.0.
#[test]
fn two_strata_worked_by_hand() {
    let areas = [("Centrum", 1_000.0), ("Salsta", 4_000.0)];
    let areas = areas.map(|(name, population)| Stratum { name: name.into(), population: Some(population) });
    let of_row: Vec<u32> = (0..100).map(|row| u32::from(row >= 50)).collect();
    let design = Design::stratified(&of_row, &areas).unwrap();
    let column = |centrum: u32, salsta: u32| -> Vec<Option<bool>> {
        (0..100).map(|row| Some(if row < 50 { row < centrum } else { row - 50 < salsta })).collect()
    };
    let (littering, fights) = (column(10, 5), column(4, 20));
    let table = CutPoints::new([0.05, 0.10, 0.15, 0.20, 0.30, 0.40]).unwrap();
    let answers: [&[Option<bool>]; 2] = [&littering, &fights];
    let whole = problem_index(&design, &answers, &[table; 2], &[Some(0); 100], 1, &PARAMS).unwrap();
    let whole = whole[0].as_ref().unwrap();
    assert_eq!((whole.index, whole.parts[0].points, whole.parts[1].points), (3.5, 2, 5));
    // 2 and 2 of 5 hundredths above the second cut point, 5 and 3.6 of 10 above the fifth.
    assert!((whole.smooth - f64::midpoint(2.4, 5.36)).abs() < 1e-12);
    let groups: Vec<Option<u32>> = of_row.iter().copied().map(Some).collect();
    let by_area = problem_index(&design, &answers, &[table; 2], &groups, 2, &PARAMS).unwrap();
    assert_eq!(by_area.iter().map(|found| found.as_ref().unwrap().index).collect::<Vec<_>>(), [2.5, 4.0]);
}

/// Where the share lies far from the ends of even cut points, the companion is the share times twenty, and its interval that
/// of the share.
#[test]
fn the_interval_of_the_companion_agrees_with_the_formula_of_the_share() {
    let design = flen(600, 9_000.0);
    let column: Vec<Option<bool>> = (0..600).map(|row| Some(row % 20 < 3)).collect();
    let table = CutPoints::new([0.05, 0.10, 0.15, 0.20, 0.25, 0.30]).unwrap();
    let params = ProblemIndexParams { replicates: 4_000, ..PARAMS };
    let found = problem_index(&design, &[&column], &[table], &[Some(0); 600], 1, &params).unwrap();
    let found = found[0].clone().unwrap();
    let of_share = share(&design, &column, None, &EstimateOptions::default()).unwrap();
    let half = 20.0 * 1.96 * of_share.se;
    let interval = found.smooth_interval.unwrap();
    assert!((found.smooth - 20.0 * of_share.value).abs() < 1e-9);
    for (bound, wanted) in [(interval.lower, found.smooth - half), (interval.upper, found.smooth + half)] {
        assert!((bound - wanted).abs() < 0.1 * half, "{bound} is not {wanted}");
    }
    // The index itself is 2 or 3 in about as many samples, since the share lies at a cut point.
    assert!(found.interval.unwrap().contains(found.index));
}

#[test]
fn any_number_of_threads_gives_the_same_interval() {
    let of = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let column: Vec<Option<bool>> = (0..200).map(|row| (row % 11 != 0).then_some(row % 6 == 0)).collect();
        let table = CutPoints::new([0.05, 0.10, 0.15, 0.20, 0.30, 0.40]).unwrap();
        let design = flen(200, 900.0);
        pool.install(|| problem_index(&design, &[&column], &[table], &[Some(0); 200], 1, &PARAMS).unwrap())
    };
    assert_eq!(of(1), of(4));
}

#[test]
fn few_answers_lone_units_and_nonsense_are_values_or_refusals() {
    let table = CutPoints::new([0.05, 0.10, 0.15, 0.20, 0.30, 0.40]).unwrap();
    let column: Vec<Option<bool>> = (0..40).map(|row| Some(row % 3 == 0)).collect();
    let mut few = column.clone();
    few[..11].fill(None);
    let ask = |column: &[Option<bool>], params: &ProblemIndexParams| {
        problem_index(&flen(40, 900.0), &[column], &[table], &[Some(0); 40], 1, params)
    };
    assert_eq!(ask(&few, &PARAMS), Ok(vec![None]));
    assert!(ask(&column, &PARAMS).unwrap()[0].as_ref().unwrap().interval.is_some());
    let refused = |params| ask(&column, &params).unwrap_err();
    assert!(matches!(
        refused(ProblemIndexParams { replicates: 999, ..PARAMS }),
        SurveyError::Parameter { .. }
    ));
    assert!(matches!(refused(ProblemIndexParams { level: 1.0, ..PARAMS }), SurveyError::Parameter { .. }));
    assert!(matches!(ask(&column[..39], &PARAMS), Err(SurveyError::Length { .. })));
    // One stratum with one answer: the index is there, and nothing is known of how sure it is.
    let areas = ["a", "b"].map(|name| Stratum { name: name.into(), population: Some(900.0) });
    let of_row: Vec<u32> = (0..40).map(|row| u32::from(row == 39)).collect();
    let design = Design::stratified(&of_row, &areas).unwrap();
    let lone = problem_index(&design, &[&column], &[table], &[Some(0); 40], 1, &PARAMS).unwrap();
    assert_eq!(lone[0].as_ref().unwrap().interval, None);
    for (cuts, at) in [([0.0, 0.1, 0.2, 0.3, 0.4, 0.5], 0), ([0.1, 0.2, 0.3, 0.4, 0.5, 1.01], 5)] {
        assert!(
            matches!(CutPoints::new(cuts), Err(CutPointError::OutsideRange { at: found, .. }) if found == at)
        );
    }
    assert!(matches!(
        CutPoints::new([0.1, 0.2, 0.2, 0.3, 0.4, 0.5]),
        Err(CutPointError::NotIncreasing { at: 2, .. })
    ));
    assert!(CutPoints::new([f64::NAN, 0.2, 0.3, 0.4, 0.5, 0.6]).is_err());
}
