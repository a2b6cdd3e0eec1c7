//! Tables in batches: cutting the rows anywhere gives the same bytes, and the numbers are those of one question at a time.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use lofte_analysis::survey::auxiliary::Auxiliary;
use lofte_analysis::survey::batches::{MeanTable, ShareTable};
use lofte_analysis::survey::calibrate::CalibrationMethod;
use lofte_analysis::survey::{
    DegreesOfFreedom, Design, DesignColumns, Estimate, EstimateOptions, LonelyPsu, Stratum, SurveyError,
    means_by, shares_by,
};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

const GROUPS: u32 = 5;
const ITEMS: usize = 3;

/// A wave: design, group of each row, answers and numbers of each question.
#[derive(Debug)]
struct Wave {
    design: Design,
    groups: Vec<Option<u32>>,
    answers: Vec<Vec<Option<bool>>>,
    values: Vec<Vec<Option<f64>>>,
}

/// Rows with unequal weights (some zero), missing answers, rows in no group; clusters or not.
fn wave(rows: u32, seed: u64, clustered: bool) -> Wave {
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let clusters: Vec<u32> = (0..rows).map(|_| rng.random_range(0..rows / 2)).collect();
    let strata: Vec<u32> = if clustered {
        clusters.iter().map(|cluster| cluster % 3).collect()
    } else {
        (0..rows).map(|_| rng.random_range(0..4)).collect()
    };
    let weights: Vec<f64> =
        (0..rows).map(|_| if rng.random_bool(0.05) { 0.0 } else { rng.random_range(0.5..20.0) }).collect();
    let columns = DesignColumns {
        strata: Some(&strata),
        psu: clustered.then_some(clusters.as_slice()),
        weights: Some(&weights),
        ..DesignColumns::default()
    };
    let design = Design::from_columns(rows as usize, &columns).unwrap().with_lonely_psu(LonelyPsu::Adjust);
    let groups = (0..rows).map(|_| rng.random_bool(0.95).then(|| rng.random_range(0..GROUPS))).collect();
    let answers = (0..ITEMS)
        .map(|item| {
            let share = [0.5, 0.05, 1.0][item];
            (0..rows).map(|_| rng.random_bool(0.9).then(|| rng.random_bool(share))).collect()
        })
        .collect();
    // The second number is large and hardly varies, the third not at all.
    let values = (0..ITEMS)
        .map(|item| {
            let (level, width) = [(0.0, 100.0), (1e6, 1.0), (7.0, 0.0)][item];
            let mut draw = |_| rng.random_bool(0.9).then(|| level + width * rng.random_range(-1.0..1.0));
            (0..rows).map(&mut draw).collect()
        })
        .collect();
    Wave { design, groups, answers, values }
}

fn tables(wave: &Wave, cuts: &[usize], options: &EstimateOptions) -> [Vec<Vec<Option<Estimate>>>; 2] {
    let mut shares = ShareTable::new(&wave.design, &wave.groups, GROUPS as usize, ITEMS).unwrap();
    let mut means = MeanTable::new(&wave.design, &wave.groups, GROUPS as usize, ITEMS).unwrap();
    let mut start = 0;
    for &end in cuts.iter().chain([&wave.groups.len()]) {
        shares.add(&wave.answers.iter().map(|item| &item[start..end]).collect::<Vec<_>>()).unwrap();
        means.add(&wave.values.iter().map(|item| &item[start..end]).collect::<Vec<_>>()).unwrap();
        start = end;
    }
    [shares.estimates(options).unwrap(), means.estimates(options).unwrap()]
}

fn near(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-10 * a.abs().max(b.abs()) + 1e-12 * scale
}

fn same(a: &Estimate, b: &Estimate) -> bool {
    let scale = a.value.abs();
    near(a.value, b.value, scale)
        && near(a.se, b.se, scale)
        && near(a.interval.lower, b.interval.lower, scale)
        && near(a.interval.upper, b.interval.upper, scale)
        && near(a.weight_sum, b.weight_sum, 0.0)
        && (a.n, a.yes, a.interval_method) == (b.n, b.yes, b.interval_method)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn cutting_the_rows_changes_nothing(
        seed in any::<u64>(), clustered in any::<bool>(), cuts in proptest::collection::vec(0..300_usize, 0..6),
    ) {
        let wave = wave(300, seed, clustered);
        let options = EstimateOptions::default();
        let mut cuts = cuts;
        cuts.sort_unstable();
        let bytes = |cuts: &[usize]| serde_json::to_string(&tables(&wave, cuts, &options)).unwrap();
        prop_assert_eq!(bytes(&[]), bytes(&cuts));
    }

    #[test]
    fn the_numbers_are_those_of_one_question_at_a_time(seed in any::<u64>(), clustered in any::<bool>()) {
        let wave = wave(300, seed, clustered);
        for df in [DegreesOfFreedom::Domain, DegreesOfFreedom::Design, DegreesOfFreedom::Satterthwaite] {
            let options = EstimateOptions { df, ..EstimateOptions::default() };
            let [shares, means] = tables(&wave, &[100], &options);
            for item in 0..ITEMS {
                let groups = GROUPS as usize;
                let plain =
                    shares_by(&wave.design, &wave.answers[item], &wave.groups, groups, &options).unwrap();
                let numbers =
                    means_by(&wave.design, &wave.values[item], &wave.groups, groups, &options).unwrap();
                let pairs = shares[item].iter().zip(&plain).chain(means[item].iter().zip(&numbers));
                for (table, plain) in pairs {
                    match (table, plain) {
                        (Some(table), Some(plain)) => {
                            prop_assert!(same(table, plain), "item {item}\n{table:?}\n{plain:?}");
                            // A number that does not vary has a design effect of rounding only.
                            if plain.se > 1e-9 * plain.value {
                                let [a, b] = [table, plain].map(|e| e.design_effect.unwrap_or(-1.0));
                                prop_assert!((a - b).abs() <= 1e-7 * b.abs(), "{a} {b}");
                            }
                        }
                        (table, plain) => prop_assert_eq!(table, plain),
                    }
                }
            }
        }
    }
}

#[test]
fn threads_change_no_byte() {
    let wave = wave(600, 3, false);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| serde_json::to_string(&tables(&wave, &[], &EstimateOptions::default())).unwrap())
    };
    assert_eq!(run(1), run(2));
}

#[test]
fn what_does_not_fit_is_refused() {
    let area = [Stratum { name: "Flen".into(), population: Some(900.0) }];
    let design = Design::stratified(&[0; 6], &area).unwrap();
    let all = vec![Some(0); 6];
    let options = EstimateOptions::default();
    let mut table = ShareTable::new(&design, &all, 1, 2).unwrap();
    let (four, three) = ([Some(true); 4], [Some(true); 3]);
    assert_eq!(
        table.add(&[&four]).unwrap_err().to_string(),
        "number of columns in the batch is 1; it must be 2, one column for each question of the table"
    );
    let error = table.add(&[&four, &three]).unwrap_err();
    assert!(matches!(error, SurveyError::Length { expected: 4, found: 3, .. }), "{error}");
    table.add(&[&four, &four]).unwrap();
    let error = table.estimates(&options).unwrap_err();
    assert!(matches!(error, SurveyError::Length { expected: 6, found: 4, .. }), "{error}");
    let error = table.add(&[&three, &three]).unwrap_err();
    assert!(matches!(error, SurveyError::Length { expected: 6, found: 7, .. }), "{error}");
    // A refused batch has left nothing behind.
    table.add(&[&three[..2], &three[..2]]).unwrap();
    assert_eq!(table.estimates(&options).unwrap()[1][0].unwrap().yes, Some(6));

    let mut means = MeanTable::new(&design, &all, 1, 1).unwrap();
    means.add(&[&[Some(1.0), None]]).unwrap();
    let error = means.add(&[&[None, Some(f64::NAN)]]).unwrap_err();
    assert_eq!(error, SurveyError::NotFinite { row: 3, column: "values 1".into() });
    let error = ShareTable::new(&design, &[Some(0), None, Some(3), None, None, None], 2, 1).unwrap_err();
    assert_eq!(error, SurveyError::UnknownCode { row: 2, column: "group".into(), code: 3 });

    let register = Auxiliary::new(6).margin("sex", &[0, 1, 0, 1, 0, 1], &[400.0, 500.0]).unwrap();
    let (calibrated, _) = design.calibrate(&register, CalibrationMethod::Linear).unwrap();
    assert_eq!(
        ShareTable::new(&calibrated, &all, 1, 1).unwrap_err().to_string(),
        "a table cannot be made in batches where the weights are calibrated; give all rows at once instead"
    );
}

#[test]
fn a_stratum_with_one_respondent_is_named() {
    let columns = DesignColumns { strata: Some(&[0, 0, 1]), ..DesignColumns::default() };
    let design = Design::from_columns(3, &columns).unwrap();
    let mut table = ShareTable::new(&design, &[Some(0); 3], 1, 1).unwrap();
    table.add(&[&[Some(true), Some(false), Some(true)]]).unwrap();
    let error = table.estimates(&EstimateOptions::default()).unwrap_err();
    assert_eq!(error, SurveyError::OneRespondent { stratum: "1".into() });
}
