//! Displacement against the published values (oracle/displacement/displacement.json).

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use lofte_analysis::effect::displacement::{
    AreaWeights, BeforeAfter, Cell, Contrast, Difference, DisplacementCounts, DisplacementError,
    DisplacementParams, MATCHED_RATIO, SMALL_COUNT, Side, Warning, displacement, harm_displacement,
};
use lofte_analysis::effect::weighted_displacement_quotient::{
    Reading, WeightedDisplacementQuotient, weighted_displacement_quotient,
};
use lofte_analysis::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};
use proptest::prelude::*;
use serde_json::Value;

const EQUAL: AreaWeights =
    AreaWeights { target: 1.0, control: 1.0, surroundings: 1.0, surroundings_control: 1.0 };
const PLAIN: DisplacementParams = DisplacementParams {
    level: 0.95,
    time_before: 1.0,
    time_after: 1.0,
    areas: EQUAL,
    small_count: SMALL_COUNT,
    matched_ratio: MATCHED_RATIO,
};

fn oracle() -> Value {
    let text = include_str!("../../oracle/displacement/displacement.json");
    serde_json::from_str::<Value>(text).unwrap()["result"].clone()
}

fn pair(before: u64, after: u64) -> BeforeAfter {
    BeforeAfter { before, after }
}

fn paper() -> DisplacementCounts {
    DisplacementCounts {
        target: Contrast { area: pair(207, 110), control: pair(308, 318) },
        surroundings: Some(Contrast { area: pair(178, 157), control: pair(150, 140) }),
    }
}

fn near(ours: f64, theirs: &Value) {
    let theirs = theirs.as_f64().unwrap();
    assert!((ours - theirs).abs() <= 1e-8, "{ours} against {theirs}");
}

fn compare(total: &Difference, row: &Value) {
    near(total.estimate, &row["est_total"]);
    near(total.standard_error, &row["se_total"]);
    near(total.z.unwrap(), &row["z"]);
    let interval = total.interval.unwrap();
    near(interval.lower, &row["lo"]);
    near(interval.upper, &row["hi"]);
}

#[test]
fn the_published_values() {
    let oracle = oracle();
    let wdd = &oracle["wdd"];
    let result = displacement(&paper(), &PLAIN).unwrap().sufficient().unwrap();
    let row = &wdd["paper Crime Science 2018"];
    compare(&result.total, row);
    near(result.local.estimate, &row["est_local"]);
    near(result.local.standard_error, &row["se_local"]);
    let around = result.displacement.unwrap();
    near(around.estimate, &row["est_displace"]);
    // The variance of the surroundings is 625; a parenthesis in the wrong place makes it 21 475.
    assert!((around.standard_error - 25.0).abs() < 1e-12);
    assert_eq!((result.events, result.warnings.as_slice()), (1568, [].as_slice()));

    let areas = AreaWeights { target: 1.2, control: 0.9, surroundings: 1.5, surroundings_control: 1.6 };
    let result =
        displacement(&paper(), &DisplacementParams { areas, ..PLAIN }).unwrap().sufficient().unwrap();
    let row = &wdd["area weights .9,1.2,1.6,1.5"];
    compare(&result.total, row);
    near(result.displacement.unwrap().standard_error, &row["se_displace"]);

    let counts = DisplacementCounts {
        target: Contrast { area: pair(80, 20), control: pair(100, 50) },
        surroundings: None,
    };
    let params = DisplacementParams { time_before: 2.0, ..PLAIN };
    let result = displacement(&counts, &params).unwrap().sufficient().unwrap();
    compare(&result.total, &wdd["time weights 2,1"]);
    assert!(result.displacement.is_none() && result.quotient.is_none() && result.local == result.total);
}

#[test]
fn harm_weights() {
    let rows =
        [(133, 91, 130, 74), (388, 305, 327, 202), (148, 97, 398, 190), (86, 64, 144, 92), (94, 67, 183, 96)];
    let kinds = rows.map(|(c0, c1, t0, t1)| DisplacementCounts {
        target: Contrast { area: pair(t0, t1), control: pair(c0, c1) },
        surroundings: None,
    });
    let harm = [3.0, 2.0, 5.0, 7.0, 10.0];
    let result = harm_displacement(&kinds, &harm, &PLAIN).unwrap().sufficient().unwrap();
    let oracle = oracle();
    let row = &oracle["wdd_harm_weights_3_2_5_7_10"];
    near(result.total.estimate, &row["est"]);
    near(result.total.standard_error, &row["se"]);
    near(result.total.z.unwrap(), &row["z"]);
    near(result.total.interval.unwrap().lower, &row["lo"]);
    near(result.total.interval.unwrap().upper, &row["hi"]);
    let sums = [428.0, 1222.0, 833.0, 386.0, 440.0];
    let all: f64 = sums.iter().zip(harm).map(|(sum, weight)| sum * weight).sum();
    assert!((result.largest_event_share - 10.0 / all).abs() < 1e-15);
    // 398 against 148 and 183 against 94 are no match, 144 against 86 neither.
    let unmatched: Vec<usize> = result.warnings.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(unmatched, [2, 3, 4]);
}

#[test]
fn one_homicide_decides() {
    let kind = |before, after| DisplacementCounts {
        target: Contrast { area: pair(before, after), control: pair(20, 20) },
        surroundings: None,
    };
    let theft = kind(20, 10);
    let homicide =
        DisplacementCounts { target: Contrast { area: pair(1, 0), control: pair(0, 0) }, surroundings: None };
    let result = harm_displacement(&[theft, homicide], &[1.0, 5000.0], &PLAIN).unwrap().sufficient().unwrap();
    assert!(result.largest_event_share > 0.98);
    // A kind that did not occur is no event, however heavy.
    let nothing =
        DisplacementCounts { target: Contrast { area: pair(0, 0), control: pair(0, 0) }, surroundings: None };
    let result = harm_displacement(&[theft, nothing], &[1.0, 5000.0], &PLAIN).unwrap().sufficient().unwrap();
    assert!((result.largest_event_share - 1.0 / 70.0).abs() < 1e-15);
}

#[test]
fn quotients_are_shown_only_when_the_target_fell() {
    let oracle = oracle();
    let target = |t0, t1, c0, c1| Contrast { area: pair(t0, t1), control: pair(c0, c1) };
    let cases = [
        ("20->10, buffer 15->15, control 100->100", pair(15, 15), Reading::Neither),
        ("buffer 15->20", pair(15, 20), Reading::SomeDisplacement),
        ("buffer 15->10", pair(15, 10), Reading::SomeDiffusion),
    ];
    for (name, buffer, expected) in cases {
        let WeightedDisplacementQuotient::Shown { success, quotient, reading, .. } =
            weighted_displacement_quotient(&target(20, 10, 100, 100), &buffer)
        else {
            panic!("{name}")
        };
        near(quotient, &oracle["wdq"][name]["wdq"]);
        near(success, &oracle["wdq"][name]["success"]);
        assert!(reading == expected && !(quotient == 0.0 && quotient.is_sign_negative()));
    }
    let up = weighted_displacement_quotient(&target(20, 25, 100, 100), &pair(15, 15));
    assert!(matches!(up, WeightedDisplacementQuotient::NoSuccess { success } if success > 0.0));
    // 1/3 of the control both times: unchanged, whatever 1.0 / 3.0 is in binary.
    let same = weighted_displacement_quotient(&target(1, 2, 3, 6), &pair(15, 15));
    assert_eq!(same, WeightedDisplacementQuotient::NoSuccess { success: 0.0 });
    assert_eq!(
        weighted_displacement_quotient(&target(20, 10, 0, 10), &pair(15, 10)),
        WeightedDisplacementQuotient::ControlIsZero
    );
    let all = weighted_displacement_quotient(&target(20, 10, 100, 100), &pair(15, 40));
    assert!(matches!(
        all,
        WeightedDisplacementQuotient::Shown { reading: Reading::DisplacementExceedsGain, .. }
    ));
    let more = weighted_displacement_quotient(&target(20, 10, 100, 100), &pair(40, 15));
    assert!(matches!(
        more,
        WeightedDisplacementQuotient::Shown { reading: Reading::DiffusionExceedsGain, .. }
    ));
}

#[test]
fn small_counts_and_unlike_areas_are_told() {
    let counts = DisplacementCounts {
        target: Contrast { area: pair(12, 4), control: pair(30, 5) },
        surroundings: Some(Contrast { area: pair(0, 9), control: pair(9, 9) }),
    };
    let result = displacement(&counts, &PLAIN).unwrap().sufficient().unwrap();
    assert_eq!(
        result.warnings,
        [
            Warning::SmallCount { cell: Cell::TargetAfter, count: 4 },
            Warning::SmallCount { cell: Cell::SurroundingsBefore, count: 0 },
            Warning::UnmatchedLevels { side: Side::Target, ratio: Some(2.5) },
            Warning::UnmatchedLevels { side: Side::Surroundings, ratio: None },
        ]
    );
    // Twice the area with twice the events is a match.
    let areas = AreaWeights { control: 2.5, ..EQUAL };
    let result = displacement(&counts, &DisplacementParams { areas, ..PLAIN }).unwrap().sufficient().unwrap();
    let target = |warning: &&Warning| matches!(warning, Warning::UnmatchedLevels { side: Side::Target, .. });
    assert!(result.warnings.iter().find(target).is_none());
}

#[test]
fn nothing_is_not_a_certain_zero() {
    let none =
        DisplacementCounts { target: Contrast { area: pair(0, 0), control: pair(0, 0) }, surroundings: None };
    let floor = InsufficientData {
        unit: SampleUnit::Events,
        available: 0,
        required: 1,
        reason: MinimumReason::Undefined,
    };
    assert_eq!(displacement(&none, &PLAIN).unwrap(), Sufficiency::Insufficient(floor));
    assert_eq!(harm_displacement(&[], &[], &PLAIN).unwrap().insufficient(), Some(floor));
    // Events in the target only: the surroundings have an estimate of 0 but no interval.
    let empty = Contrast { area: pair(0, 0), control: pair(0, 0) };
    let some = DisplacementCounts { surroundings: Some(empty), ..paper() };
    let around = displacement(&some, &PLAIN).unwrap().sufficient().unwrap().displacement.unwrap();
    assert_eq!((around.z, around.p_value, around.interval), (None, None, None));
}

#[test]
fn bad_parameters_say_so() {
    for level in [0.0, 1.0, -1.0, f64::NAN] {
        let params = DisplacementParams { level, ..PLAIN };
        assert!(matches!(displacement(&paper(), &params), Err(DisplacementError::Level { .. })), "{level}");
    }
    for weight in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-300, 1e300] {
        let areas = AreaWeights { surroundings_control: weight, ..EQUAL };
        for params in
            [DisplacementParams { time_after: weight, ..PLAIN }, DisplacementParams { areas, ..PLAIN }]
        {
            let result = displacement(&paper(), &params);
            assert!(matches!(result, Err(DisplacementError::Weight { .. })), "{weight}");
        }
        let result = harm_displacement(&[paper()], &[weight], &PLAIN);
        assert!(matches!(result, Err(DisplacementError::Weight { .. })), "{weight}");
    }
    let params = DisplacementParams { matched_ratio: 0.5, ..PLAIN };
    assert!(matches!(displacement(&paper(), &params), Err(DisplacementError::MatchedRatio { .. })));
    let huge = DisplacementCounts {
        target: Contrast { area: pair(u64::MAX, 1), control: pair(1, 1) },
        surroundings: None,
    };
    assert!(matches!(displacement(&huge, &PLAIN), Err(DisplacementError::CountTooLarge { .. })));
    assert_eq!(harm_displacement(&[paper()], &[], &PLAIN), Err(DisplacementError::Kinds));
    let without = DisplacementCounts { surroundings: None, ..paper() };
    assert_eq!(harm_displacement(&[paper(), without], &[1.0, 1.0], &PLAIN), Err(DisplacementError::Kinds));
}

fn counts() -> impl Strategy<Value = DisplacementCounts> {
    prop::array::uniform8(0_u64..2000).prop_map(|k| DisplacementCounts {
        target: Contrast { area: pair(k[0], k[1]), control: pair(k[2], k[3]) },
        surroundings: Some(Contrast { area: pair(k[4], k[5]), control: pair(k[6], k[7]) }),
    })
}

proptest! {
    #[test]
    fn time_turned_round_turns_the_sign(counts in counts()) {
        let turn = |pair: BeforeAfter| BeforeAfter { before: pair.after, after: pair.before };
        let contrast = |c: Contrast| Contrast { area: turn(c.area), control: turn(c.control) };
        let turned = DisplacementCounts {
            target: contrast(counts.target), surroundings: counts.surroundings.map(contrast),
        };
        if let (Sufficiency::Sufficient(there), Sufficiency::Sufficient(back)) =
            (displacement(&counts, &PLAIN).unwrap(), displacement(&turned, &PLAIN).unwrap())
        {
            prop_assert!((there.total.estimate + back.total.estimate).abs() < 1e-9);
            prop_assert!((there.total.standard_error - back.total.standard_error).abs() < 1e-9);
        }
    }

    #[test]
    fn harm_of_one_is_the_plain_difference_and_scales(counts in counts(), harm in 0.1_f64..1000.0) {
        if let Sufficiency::Sufficient(plain) = displacement(&counts, &PLAIN).unwrap() {
            let weighed = harm_displacement(&[counts], &[harm], &PLAIN).unwrap().sufficient().unwrap();
            prop_assert!((weighed.total.estimate - harm * plain.total.estimate).abs() < 1e-7);
            prop_assert!((weighed.total.standard_error - harm * plain.total.standard_error).abs() < 1e-7);
            // Two kinds with the same weight are one kind.
            let halves = harm_displacement(&[counts, counts], &[1.0, 1.0], &PLAIN).unwrap().sufficient().unwrap();
            prop_assert!((halves.total.estimate - 2.0 * plain.total.estimate).abs() < 1e-7);
            let wider = std::f64::consts::SQRT_2 * plain.total.standard_error;
            prop_assert!((halves.total.standard_error - wider).abs() < 1e-7);
        }
    }

    #[test]
    fn nothing_that_leaves_is_not_a_number(k: [u64; 8], weights in prop::array::uniform6(1e-50_f64..1e50), harm: f64) {
        let target = Contrast { area: pair(k[0] >> 12, k[1] % 7), control: pair(k[2] % 3, k[3] >> 30) };
        let around = Contrast { area: pair(k[4] % 100, k[5] >> 12), control: pair(k[6] % 2, k[7] % 9) };
        let counts = DisplacementCounts { target, surroundings: Some(around) };
        let areas = AreaWeights {
            target: weights[0], control: weights[1], surroundings: weights[2], surroundings_control: weights[3],
        };
        let params = DisplacementParams { time_before: weights[4], time_after: weights[5], areas, ..PLAIN };
        if let Ok(Sufficiency::Sufficient(result)) = displacement(&counts, &params) {
            let text = serde_json::to_string(&result.total).unwrap();
            prop_assert!(result.total.z.is_some() && !text.contains("null"), "{}", text);
        }
        if let Ok(Sufficiency::Sufficient(result)) = harm_displacement(&[counts], &[harm], &params) {
            prop_assert!(result.largest_event_share.is_finite() && result.total.standard_error.is_finite());
        }
    }
}
