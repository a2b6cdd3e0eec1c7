//! What can be concluded: the smallest detectable decrease against simulated power, and every verdict and reason.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small positive numbers")]

use crate::effect_support::{Districts, START, bytes, close, finite};
use lofte_analysis::effect::conclusion::{
    Caution, Conclusion, ConclusionError, ConclusionParams, Dispersion, DispersionSource, Evidence,
    MAX_DETECTABLE, MIN_CONTROLS, POWER, Reason, Verdict, conclude,
};
use lofte_analysis::effect::difference_in_differences::DifferenceError;
use lofte_analysis::effect::displacement::{MATCHED_RATIO, SMALL_COUNT};
use lofte_analysis::effect::minimum_detectable_effect::{
    DetectableError, Expected, minimum_detectable_decrease,
};
use lofte_analysis::effect::{Panel, PanelError};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

const PARAMS: ConclusionParams = ConclusionParams {
    level: 0.95,
    power: POWER,
    max_detectable: MAX_DETECTABLE,
    min_controls: MIN_CONTROLS,
    matched_ratio: MATCHED_RATIO,
    small_count: SMALL_COUNT,
    dispersion: Dispersion::Estimated,
};

/// A Poisson count by multiplying uniform numbers (Knuth), in parts so that nothing underflows.
fn poisson(random: &mut Pcg64Mcg, mean: f64) -> u64 {
    let mut count = 0;
    let mut rest = mean;
    while rest > 0.0 {
        let limit = (-rest.min(30.0)).exp();
        rest -= 30.0;
        let mut product: f64 = random.random();
        while product > limit {
            count += 1;
            product *= random.random::<f64>();
        }
    }
    count
}

/// `units` alike units, `mean` events a period; the treated one has `mean` x `effect` from `start` on.
fn simulated(seed: u64, units: usize, periods: usize, start: usize, mean: f64, effect: f64) -> Vec<u64> {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let cell = |index: usize| {
        let treated = index / periods == 0 && index % periods >= start;
        if treated { mean * effect } else { mean }
    };
    (0..units * periods).map(|index| poisson(&mut random, cell(index))).collect()
}

fn concluded(values: &[u64], units: usize, start: usize, params: &ConclusionParams) -> Conclusion {
    conclude(&Panel { values, units, treated: 0, start }, params).unwrap()
}

#[test]
fn a_decrease_an_increase_and_no_change_are_seen() {
    let params = ConclusionParams { dispersion: Dispersion::Given(1.0), ..PARAMS };
    let find = |effect: f64| concluded(&simulated(7, 25, 48, 24, 12.0, effect), 25, 24, &params);
    let (fall, rise, none) = (find(0.6), find(1.5), find(1.0));
    assert_eq!(fall.verdict, Verdict::DecreaseSeen);
    assert!(fall.change < -0.3 && fall.interval.upper < 0.0 && fall.p_value < 0.05);
    assert_eq!(rise.verdict, Verdict::IncreaseSeen);
    assert!(rise.change > 0.3 && rise.interval.lower > 0.0);
    assert_eq!(none.verdict, Verdict::NoChangeSeen);
    assert!(none.interval.contains(0.0) && none.detectable.unwrap() < 0.3);
    assert_eq!((none.evidence, none.cautions.as_slice()), (Evidence::Placebos, [].as_slice()));
}

#[test]
fn where_nothing_happened_a_change_is_seldom_seen() {
    let rounds = 300;
    let seen = (0..rounds).filter(|seed| {
        let found = concluded(&simulated(1000 + seed, 20, 24, 12, 20.0, 1.0), 20, 12, &PARAMS);
        matches!(found.verdict, Verdict::DecreaseSeen | Verdict::IncreaseSeen)
    });
    // At most 5 %, and four standard errors of a simulated share above that.
    let limit = 0.05 * rounds as f64 + 4.0 * (0.05 * 0.95 * rounds as f64).sqrt();
    assert!((seen.count() as f64) < limit);
}

#[test]
fn district_11_of_chicago_cannot_be_told() {
    let districts = Districts::read();
    let found = conclude(&districts.panel(), &PARAMS).unwrap();
    let Verdict::CannotTell { reasons } = &found.verdict else { panic!("{found:?}") };
    let sum = |unit: usize| districts.row(unit)[..START].iter().sum::<u64>() as f64;
    let others: f64 = (0..22).filter(|unit| *unit != districts.treated).map(sum).sum();
    let expected = sum(districts.treated) / (others / 21.0);
    let unlike = reasons.iter().find_map(|reason| match reason {
        Reason::UnmatchedLevels { ratio, .. } => *ratio,
        _ => None,
    });
    close(unlike.unwrap(), expected, 1e-12);
    assert_eq!((found.evidence, found.dispersion_source), (Evidence::Placebos, DispersionSource::Placebos));
    // Districts drift by themselves far more than single months vary: 2 would make the design look five times as good.
    assert!(found.dispersion > 10.0 && found.change > 0.1 && found.interval.contains(0.0));
    let residuals = ConclusionParams { min_controls: 30, ..PARAMS };
    let found = conclude(&districts.panel(), &residuals).unwrap();
    assert!(found.dispersion_source == DispersionSource::Residuals && found.dispersion < 4.0);
    assert!(found.cautions.contains(&Caution::NotJudgedByPlacebos));
}

#[test]
fn every_reason() {
    let reasons = |found: Conclusion| match found.verdict {
        Verdict::CannotTell { reasons } => reasons,
        _ => Vec::new(),
    };
    // A quiet town: three events a year on each side.
    let quiet = concluded(&[3, 2, 4, 3], 2, 1, &PARAMS);
    assert_eq!(
        quiet.cautions,
        [Caution::SmallCount { count: 2 }, Caution::DriftUnseen, Caution::NotJudgedByPlacebos]
    );
    let [weak, few] = reasons(quiet.clone())[..] else { panic!("{quiet:?}") };
    assert_eq!(weak, Reason::DetectableTooLarge { detectable: None, limit: 0.3 });
    assert_eq!(few, Reason::TooFewControls { available: 1, required: 19 });
    // Nothing to compare with is never enough, whatever the caller says.
    let open = ConclusionParams { min_controls: 0, max_detectable: 0.9, ..PARAMS };
    let alone = concluded(&[900, 500], 1, 1, &open);
    assert_eq!(reasons(alone.clone()), [Reason::TooFewControls { available: 0, required: 1 }]);
    close(alone.change, 500.0 / 900.0 - 1.0, 1e-12);
    assert!(alone.level_ratio.is_none() && alone.p_value < 0.001);
    // Three times the level of the others.
    let unlike = concluded(&[900, 500, 300, 290], 2, 1, &open);
    assert_eq!(reasons(unlike.clone()), [Reason::UnmatchedLevels { ratio: Some(3.0), limit: 1.5 }]);
    let nothing = concluded(&[900, 500, 0, 0], 2, 1, &open);
    assert!(reasons(nothing.clone()).contains(&Reason::UnmatchedLevels { ratio: None, limit: 1.5 }));
    // Falling by 4 % a period before as after.
    let drifting: Vec<u64> =
        (0..48_i32).map(|t| if t < 24 { (300.0 * 0.96_f64.powi(t)).round() as u64 } else { 200 }).collect();
    let found = concluded(&drifting, 2, 12, &open);
    let [Reason::DriftBefore { carried_on, p_value }] = reasons(found.clone())[..] else {
        panic!("{found:?}")
    };
    assert!((carried_on - 0.96_f64.powi(12) + 1.0).abs() < 0.02 && p_value < 0.001);
}

#[test]
fn four_counts_by_hand() {
    let open = ConclusionParams { min_controls: 1, dispersion: Dispersion::Given(2.0), ..PARAMS };
    let found = concluded(&[2000, 1500, 1800, 1700], 2, 1, &open);
    let ratio: f64 = 1500.0 / 2000.0 / (1700.0 / 1800.0);
    let error = (2.0 * (1.0 / 2000.0 + 1.0 / 1500.0 + 1.0 / 1800.0 + 1.0 / 1700.0_f64)).sqrt();
    close(found.change, ratio - 1.0, 1e-12);
    close(found.interval.upper, (ratio.ln() + 1.959_963_984_540_054 * error).exp() - 1.0, 1e-9);
    assert_eq!((found.verdict, found.dispersion), (Verdict::DecreaseSeen, 2.0));
    assert_eq!(found.sums.control_after, 1700);
    // The same with a target that fell to nothing: half an event is added to all four.
    let gone = concluded(&[2000, 0, 1800, 1700], 2, 1, &open);
    close(gone.change, 0.5 / 2000.5 / (1700.5 / 1800.5) - 1.0, 1e-12);
    assert_eq!(gone.cautions[0], Caution::SmallCount { count: 0 });
    // Longer after than before, without others: rates are compared.
    let alone = concluded(&[100, 100, 50, 50, 50, 50], 1, 2, &open);
    close(alone.change, -0.5, 1e-12);
    assert_eq!((alone.dispersion, alone.periods_after), (2.0, 4));
    // Nothing is known of the dispersion when there is one period on each side.
    let estimated = ConclusionParams { dispersion: Dispersion::Estimated, ..open };
    assert_eq!(
        concluded(&[2000, 1500, 1800, 1700], 2, 1, &estimated).dispersion_source,
        DispersionSource::Assumed
    );
}

#[test]
fn the_detectable_decrease_is_the_first_that_satisfies_its_definition() {
    let cases = [
        (83.0, 83.0, Some((66.0, 66.0)), 1.0),
        (500.0, 250.0, Some((5000.0, 2500.0)), 3.0),
        (40.0, 60.0, None, 1.5),
    ];
    for (before, after, control, dispersion) in cases {
        let expected = Expected { treated_before: before, treated_after: after, control };
        let found = minimum_detectable_decrease(&expected, dispersion, 0.95, 0.8).unwrap().unwrap();
        let rest = control.map_or(0.0, |(c0, c1): (f64, f64)| 1.0 / c0 + 1.0 / c1);
        let (z, mut share) = (1.959_963_984_540_054 + 0.841_621_233_572_914, 0.0);
        // The plain way: try every decrease in steps of a millionth.
        loop {
            share += 1e-6;
            let kept: f64 = 1.0 - share;
            if -kept.ln() >= z * (dispersion * (1.0 / before + 1.0 / (after * kept) + rest)).sqrt() {
                break;
            }
        }
        assert!((found - share).abs() < 2e-6, "{found} against {share}");
    }
}

#[test]
fn the_detectable_decrease_is_seen_as_often_as_it_says() {
    let (before, control) = (400.0, 600.0);
    let expected =
        Expected { treated_before: before, treated_after: before, control: Some((control, control)) };
    let share = minimum_detectable_decrease(&expected, 1.0, 0.95, 0.8).unwrap().unwrap();
    let params = ConclusionParams {
        min_controls: 1,
        dispersion: Dispersion::Given(1.0),
        matched_ratio: 5.0,
        max_detectable: 0.9,
        ..PARAMS
    };
    let mut random = Pcg64Mcg::seed_from_u64(11);
    let rounds = 4000;
    let seen = (0..rounds).filter(|_| {
        let means = [before, before * (1.0 - share), control, control];
        let counts = means.map(|mean| poisson(&mut random, mean));
        concluded(&counts, 2, 1, &params).verdict == Verdict::DecreaseSeen
    });
    // Two hundredths for the normal approximation, and four standard errors of a simulated share.
    let power = seen.count() as f64 / f64::from(rounds);
    assert!((power - 0.8).abs() < 0.02 + 4.0 * (0.16 / f64::from(rounds)).sqrt(), "{power}");
}

#[test]
fn bad_input_says_so() {
    let expected = Expected { treated_before: 80.0, treated_after: 80.0, control: None };
    let fail = |dispersion, level, power| {
        minimum_detectable_decrease(&expected, dispersion, level, power).unwrap_err()
    };
    for bad in [0.0, 1.0, f64::NAN, 2.0] {
        assert!(matches!(fail(1.0, bad, 0.8), DetectableError::Level { .. }));
        assert!(matches!(fail(1.0, 0.95, bad), DetectableError::Power { .. }));
    }
    for bad in [0.99, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(fail(bad, 0.95, 0.8), DetectableError::Dispersion { .. }));
        let params = ConclusionParams { dispersion: Dispersion::Given(bad), ..PARAMS };
        let panel = Panel { values: &[30_u64, 20, 30, 30], units: 2, treated: 0, start: 1 };
        let wrong = conclude(&panel, &params).unwrap_err();
        assert!(matches!(wrong, ConclusionError::Detectable(DetectableError::Dispersion { .. })), "{wrong}");
    }
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        for expected in [
            Expected { treated_before: bad, ..expected },
            Expected { treated_after: bad, ..expected },
            Expected { control: Some((30.0, bad)), ..expected },
        ] {
            let wrong = minimum_detectable_decrease(&expected, 1.0, 0.95, 0.8);
            assert!(matches!(wrong, Err(DetectableError::Expected { .. })), "{bad}");
        }
    }
    let none = Expected { treated_before: 0.0, ..expected };
    assert_eq!(minimum_detectable_decrease(&none, 1.0, 0.95, 0.8), Ok(None));
    let panel = Panel { values: &[30_u64, 20, 30, 30], units: 2, treated: 0, start: 1 };
    for bad in [0.0, 1.0, f64::NAN] {
        let params = ConclusionParams { max_detectable: bad, ..PARAMS };
        assert!(matches!(conclude(&panel, &params), Err(ConclusionError::LargestDetectable { .. })));
    }
    let params = ConclusionParams { matched_ratio: 0.9, ..PARAMS };
    assert!(matches!(conclude(&panel, &params), Err(ConclusionError::MatchedRatio { .. })));
    let shape = conclude(&Panel { units: 3, ..panel }, &PARAMS).unwrap_err();
    assert_eq!(
        shape,
        ConclusionError::Counts(DifferenceError::Panel(PanelError::Shape { values: 4, units: 3 }))
    );
    let none = conclude(&Panel { values: &[0, 0, 0, 0], ..panel }, &PARAMS).unwrap();
    assert!(matches!(none.verdict, Verdict::CannotTell { .. }) && none.change.abs() < 1e-12);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn more_events_and_less_dispersion_show_smaller_decreases(events in 20.0_f64..5000.0, more in 1.01_f64..5.0, dispersion in 1.0_f64..4.0) {
        let of = |events: f64, dispersion: f64| {
            let expected =
                Expected { treated_before: events, treated_after: events, control: Some((events, events)) };
            minimum_detectable_decrease(&expected, dispersion, 0.95, 0.8).unwrap().unwrap_or(1.0)
        };
        prop_assert!(of(events * more, dispersion) <= of(events, dispersion));
        prop_assert!(of(events, dispersion) <= of(events, dispersion * more));
        prop_assert!(of(events, dispersion) > 0.0);
    }

    #[test]
    fn always_an_answer_and_never_not_a_number(units in 1_usize..25, counts in prop::collection::vec(0_u64..9, 25 * 14), start in 1_usize..14, given: bool) {
        let values = &counts[..units * 14];
        let dispersion = if given { Dispersion::Given(1.5) } else { Dispersion::Estimated };
        let params = ConclusionParams { dispersion, min_controls: 2, ..PARAMS };
        let panel = Panel { values, units, treated: units - 1, start };
        let found = conclude(&panel, &params).unwrap();
        // The detectable decrease (twice, once in its reason), the drift and the ratio of the levels (twice) may be none.
        prop_assert!(finite(&found, 5), "{found:?}");
        prop_assert!((0.0..=1.0).contains(&found.p_value) && found.change > -1.0);
        prop_assert!(found.interval.lower <= found.change && found.change <= found.interval.upper);
        if let Verdict::CannotTell { reasons } = &found.verdict {
            prop_assert!(!reasons.is_empty());
        }
        let turned: Vec<u64> = values.chunks(14).rev().flatten().copied().collect();
        let other = conclude(&Panel { values: &turned, treated: 0, ..panel }, &params).unwrap();
        // Another order of adding may change the last digit.
        prop_assert_eq!(std::mem::discriminant(&found.verdict), std::mem::discriminant(&other.verdict));
        prop_assert!((found.p_value - other.p_value).abs() < 1e-9);
        let run = || conclude(&panel, &params).unwrap();
        prop_assert_eq!(bytes(1, run), bytes(2, run));
    }
}
