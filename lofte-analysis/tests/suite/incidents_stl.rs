//! STL against statsmodels and R, in the variants that programs have as defaults (oracle/*/README.md).

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use lofte_analysis::incidents::stl::{LocalFit, Loess, Stl, StlError, StlParams, stl};
use lofte_analysis::sample_size::{MinimumReason, SampleUnit};
use proptest::prelude::*;
use serde_json::Value;

fn result(text: &str) -> Value {
    serde_json::from_str::<Value>(text).unwrap()["result"].clone()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn monthly() -> Vec<f64> {
    numbers(&result(include_str!("../../oracle/trend/trend.json"))["y"])
}

fn weekly() -> Vec<f64> {
    numbers(&result(include_str!("../../oracle/alerts/alerts_ref_chicago.json"))["weekly"])
}

fn compare(ours: &[f64], theirs: &Value) {
    let theirs = numbers(theirs);
    assert_eq!(ours.len(), theirs.len());
    for (i, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        assert!((ours - theirs).abs() <= 1e-8, "point {i}: {ours} against {theirs}");
    }
}

const fn line(window: u32) -> Loess {
    Loess { window, fit: LocalFit::Line, jump: 1 }
}

const PINNED: StlParams = StlParams {
    period: 12,
    seasonal: line(13),
    trend: line(23),
    low_pass: line(13),
    inner: 2,
    outer: 0,
    min_cycles: 2,
};

fn parts(values: &[f64], params: &StlParams) -> Stl {
    stl(values, params).unwrap().sufficient().unwrap()
}

#[test]
fn the_pinned_parameters_agree_with_statsmodels_and_r() {
    let ours = parts(&monthly(), &PINNED);
    for oracle in
        [include_str!("../../oracle/trend/trend.json"), include_str!("../../oracle/trend/trend_ref.json")]
    {
        let oracle = &result(oracle)["stl"];
        compare(&ours.trend, &oracle["trend"]);
        compare(&ours.seasonal, &oracle["seasonal"]);
        compare(&ours.remainder, &oracle["resid"]);
    }
    assert!(ours.weights.iter().all(|weight| weight.to_bits() == 1.0_f64.to_bits()));
}

#[test]
fn the_defaults_of_programs_agree_with_r() {
    let reference = result(include_str!("../../oracle/stl/stl_ref.json"));
    let variants = reference.as_object().unwrap();
    assert_eq!(variants.len(), 6);
    for (name, variant) in variants {
        let whole = |name: &str, i: usize| u32::try_from(variant[name][i].as_u64().unwrap()).unwrap();
        let single = |name: &str| u32::try_from(variant[name].as_u64().unwrap()).unwrap();
        let loess = |i| Loess {
            window: whole("window", i),
            fit: if whole("degree", i) == 0 { LocalFit::Level } else { LocalFit::Line },
            jump: whole("jump", i),
        };
        let params = StlParams {
            period: single("period"),
            seasonal: loess(0),
            trend: loess(1),
            low_pass: loess(2),
            inner: single("inner"),
            outer: single("outer"),
            min_cycles: 2,
        };
        let values = if params.period == 52 { weekly() } else { monthly() };
        let ours = parts(&values[..single("n") as usize], &params);
        assert!(ours.params == params, "{name}");
        compare(&ours.trend, &variant["trend"]);
        compare(&ours.seasonal, &variant["seasonal"]);
        compare(&ours.weights, &variant["weights"]);
    }
}

#[test]
fn one_far_off_month_bends_the_robust_curves_far_less() {
    let noise = |t: u32| f64::from(t * t * 7 % 11) - 5.0;
    let mut values: Vec<f64> =
        (0..144).map(|t| f64::from(t) + noise(t) + [90.0, 0.0, -30.0, -60.0][t as usize % 4]).collect();
    let params =
        StlParams { period: 4, seasonal: line(35), trend: line(21), low_pass: line(5), outer: 15, ..PINNED };
    let plain = StlParams { outer: 0, ..params };
    let mut off = [params, plain].map(|params| parts(&values, &params).trend[70]);
    values[70] += 500.0;
    let robust = parts(&values, &params);
    off[0] -= robust.trend[70];
    off[1] -= parts(&values, &plain).trend[70];
    assert!(off[1].abs() > 20.0 && off[0].abs() < 1.0, "{off:?}");
    assert!(robust.weights[70] == 0.0);
}

#[test]
fn below_two_cycles_there_is_no_season() {
    let floor = stl(&monthly()[..23], &PINNED).unwrap().insufficient().unwrap();
    assert_eq!(
        (floor.unit, floor.available, floor.required, floor.reason),
        (SampleUnit::Periods, 23, 24, MinimumReason::SeasonIsUnseen)
    );
    assert!(stl(&monthly()[..24], &PINNED).unwrap().sufficient().is_some());
    assert!(stl(&[], &PINNED).unwrap().insufficient().is_some());
}

#[test]
fn bad_input_is_named() {
    let values = monthly();
    let failure = |params: StlParams| stl(&values, &params).unwrap_err();
    for window in [0, 1, 2, 8] {
        assert_eq!(failure(StlParams { seasonal: line(window), ..PINNED }), StlError::Window { window });
        assert_eq!(failure(StlParams { trend: line(window), ..PINNED }), StlError::Window { window });
        assert_eq!(failure(StlParams { low_pass: line(window), ..PINNED }), StlError::Window { window });
    }
    assert_eq!(failure(StlParams { trend: Loess { jump: 0, ..line(23) }, ..PINNED }), StlError::Jump);
    assert_eq!(failure(StlParams { period: 1, ..PINNED }), StlError::Period { period: 1 });
    assert_eq!(failure(StlParams { inner: 0, ..PINNED }), StlError::Rounds);
    assert_eq!(failure(StlParams { outer: 101, ..PINNED }), StlError::Rounds);
    assert_eq!(failure(StlParams { min_cycles: 1, ..PINNED }), StlError::Floor { min_cycles: 1 });
    for bad in [f64::NAN, f64::INFINITY, 1e200] {
        let mut values = values.clone();
        values[7] = bad;
        assert_eq!(stl(&values, &PINNED).unwrap_err(), StlError::Value { position: 7 });
    }
    let widest =
        StlParams { trend: line(u32::MAX), seasonal: line(u32::MAX), low_pass: line(u32::MAX), ..PINNED };
    assert!(parts(&values, &widest).trend.iter().all(|value| value.is_finite()));
}

#[test]
fn a_constant_series_is_all_trend() {
    for params in [PINNED, StlParams { outer: 4, ..PINNED }] {
        let ours = parts(&[7.0; 60], &params);
        assert!(ours.trend.iter().all(|value| (value - 7.0).abs() < 1e-12));
        assert!(ours.seasonal.iter().chain(&ours.remainder).all(|value| value.abs() < 1e-12));
    }
}

proptest! {
    #[test]
    fn parts_add_up_and_follow_scale_and_shift(
        values in prop::collection::vec(-500.0..500.0_f64, 36..90), factor in 0.1..10.0_f64, shift in -100.0..100.0_f64, slope in -3.0..3.0_f64,
        window in 1_u32..20, jump in 1_u32..8,
    ) {
        let params = StlParams { seasonal: line(2 * window + 1), trend: Loess { jump, ..line(2 * window + 9) }, ..PINNED };
        let ours = parts(&values, &params);
        for (i, value) in values.iter().enumerate() {
            prop_assert!((ours.trend[i] + ours.seasonal[i] + ours.remainder[i] - value).abs() < 1e-9);
        }
        // From three cycles on lines are kept by local lines, so a line added to the series is added to the trend alone.
        let other: Vec<f64> = values.iter().enumerate().map(|(t, value)| factor * value + shift + slope * t as f64).collect();
        let moved = parts(&other, &params);
        for i in 0..values.len() {
            prop_assert!((moved.seasonal[i] - factor * ours.seasonal[i]).abs() < 1e-7);
            prop_assert!((moved.trend[i] - factor * ours.trend[i] - shift - slope * i as f64).abs() < 1e-7);
        }
    }

    #[test]
    fn nothing_that_leaves_is_not_a_number(
        values in prop::collection::vec(prop_oneof![Just(0.0), Just(1e100), -1e3..1e3], 0..60),
        period in 2_u32..15, windows in prop::array::uniform3(1_u32..40), jumps in prop::array::uniform3(1_u32..9), inner in 1_u32..4, outer in 0_u32..4, level: bool,
    ) {
        let fit = if level { LocalFit::Level } else { LocalFit::Line };
        let loess = |i: usize| Loess { window: 2 * windows[i] + 1, fit, jump: jumps[i] };
        let params = StlParams { period, seasonal: loess(0), trend: loess(1), low_pass: loess(2), inner, outer, min_cycles: 2 };
        if let Some(ours) = stl(&values, &params).unwrap().sufficient() {
            let all = ours.trend.iter().chain(&ours.seasonal).chain(&ours.remainder).chain(&ours.weights);
            prop_assert!(all.into_iter().all(|value| value.is_finite()));
        }
    }
}
