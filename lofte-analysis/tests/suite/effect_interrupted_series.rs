//! The interrupted series against statsmodels (oracle/evaluation/evaluate_chicago.json).

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small positive numbers")]

use crate::effect_support::{Districts, MONTHS, START, close, finite, numbers, oracle};
use lofte_analysis::effect::interrupted_series::{
    Change, Errors, InterruptedSeries, MIN_EVENTS, MIN_PERIODS, MIN_PERIODS_EACH_SIDE, MIN_SEASON_EVENTS,
    MIN_SEASON_PERIODS, Season, SeriesError, SeriesParams, Term, interrupted_series,
};
use lofte_analysis::sample_size::{MinimumReason, SampleUnit, Sufficiency};
use proptest::prelude::*;

const CHICAGO: SeriesParams = SeriesParams {
    start: START,
    change: Change::LevelAndSlope,
    season: Some(Season { length: 12.0, harmonics: 2 }),
    errors: Errors::QuasiPoisson,
    level: 0.95,
    min_periods: MIN_SEASON_PERIODS,
    min_events: MIN_SEASON_EVENTS,
    min_periods_each_side: MIN_PERIODS_EACH_SIDE,
};

const SHORT: SeriesParams = SeriesParams {
    start: 12,
    change: Change::Level,
    season: None,
    min_periods: MIN_PERIODS,
    min_events: MIN_EVENTS,
    ..CHICAGO
};

fn days() -> Vec<f64> {
    let month = [31.0, 28.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];
    let leap = |t: usize| (2010 + t / 12).is_multiple_of(4) && t % 12 == 1;
    (0..MONTHS).map(|t| month[t % 12] + f64::from(leap(t))).collect()
}

fn given(counts: &[u64], exposures: Option<&[f64]>, params: &SeriesParams) -> InterruptedSeries {
    interrupted_series(counts, exposures, params).unwrap().sufficient().unwrap()
}

#[test]
fn district_11_of_chicago() {
    let (districts, oracle) = (Districts::read(), oracle());
    let counts = districts.row(districts.treated);
    let newey_west = SeriesParams { errors: Errors::NeweyWest { lags: 12 }, ..CHICAGO };
    let days = days();
    let cases = [
        ("its_quasipoisson", given(counts, Some(&days), &CHICAGO)),
        ("its_ols_newey_west", given(counts, None, &newey_west)),
    ];
    for (name, result) in &cases {
        let (coefficients, errors) = (numbers(&oracle[*name]["coef"]), numbers(&oracle[*name]["se"]));
        assert_eq!(result.coefficients.len(), 8);
        for ((term, ours), (theirs, error)) in result.coefficients.iter().zip(coefficients.iter().zip(errors))
        {
            close(ours.estimate, *theirs, 1e-8);
            close(ours.standard_error, error, 1e-8);
            assert!(ours.interval.contains(ours.estimate), "{term:?}");
        }
        assert_eq!((result.degrees_of_freedom, result.periods), (112, 120));
        assert_eq!(result.coefficients[2], (Term::LevelChange, result.level_change));
        assert_eq!(Some(result.coefficients[3].1), result.slope_change);
    }
    close(cases[0].1.dispersion, oracle["its_quasipoisson"]["dispersion"].as_f64().unwrap(), 1e-8);
}

#[test]
fn the_mean_change_is_the_mean_of_the_two_lines() {
    let districts = Districts::read();
    let counts = districts.row(districts.treated);
    let days = days();
    let result = given(counts, Some(&days), &CHICAGO);
    let after = START..MONTHS;
    let logs = after.clone().map(|t| (result.fitted[t] / result.without_change[t]).ln());
    close(result.mean_change.estimate, logs.sum::<f64>() / 48.0, 1e-9);
    for t in 0..START {
        close(result.fitted[t], result.without_change[t], 1e-9);
    }
    let line = SeriesParams { errors: Errors::NeweyWest { lags: 3 }, ..CHICAGO };
    let line = given(counts, Some(&days), &line);
    let rates = after.map(|t| (line.fitted[t] - line.without_change[t]) / days[t]);
    close(line.mean_change.estimate, rates.sum::<f64>() / 48.0, 1e-9);
    // Quasi-Poisson keeps the sum of the events.
    close(result.fitted.iter().sum::<f64>(), result.events as f64, 1e-9);
}

#[test]
fn the_error_of_the_mean_change_by_pushing_every_count() {
    // Least squares are linear in the counts, so one event more in period t shows its weight in the estimate, and Newey
    // and West's variance is the weighted sum over pairs of periods of weight x residual.
    let counts: Vec<u64> = (0..30).map(|t| 20 + t * t * 7 % 11 - if t < 14 { 0 } else { 6 }).collect();
    let lags = 4;
    let errors = Errors::NeweyWest { lags };
    let params = SeriesParams { start: 14, change: Change::LevelAndSlope, errors, ..SHORT };
    let plain = given(&counts, None, &params);
    let pushed: Vec<f64> = (0..30)
        .map(|t| {
            let mut more = counts.clone();
            more[t] += 1;
            let push = given(&more, None, &params).mean_change.estimate - plain.mean_change.estimate;
            push * (counts[t] as f64 - plain.fitted[t])
        })
        .collect();
    let mut variance = 0.0;
    for (s, one) in pushed.iter().enumerate() {
        for (t, other) in pushed.iter().enumerate() {
            let apart = s.abs_diff(t) as f64 / (lags + 1) as f64;
            variance += one * other * (1.0 - apart).max(0.0);
        }
    }
    close(plain.mean_change.standard_error, variance.sqrt(), 1e-8);
    let level = given(&counts, None, &SeriesParams { change: Change::Level, ..params });
    assert_eq!((level.mean_change, level.slope_change), (level.level_change, None));
}

#[test]
fn no_lags_are_whites_covariance() {
    // Without trend in the counts, White's variance of a difference of two means is the sum of squares of each side.
    let counts: Vec<u64> = (0..24).map(|t| if t < 12 { 20 + t % 4 } else { 14 + t * t % 5 }).collect();
    let params = SeriesParams { errors: Errors::NeweyWest { lags: 0 }, ..SHORT };
    let none = given(&counts, None, &params);
    let exposures = [2.0; 24];
    let halved = given(&counts, Some(&exposures), &params);
    close(halved.level_change.estimate, none.level_change.estimate / 2.0, 1e-12);
    close(halved.level_change.standard_error, none.level_change.standard_error / 2.0, 1e-12);
    // By hand: (X'X)^-1 X' diag(r^2) X (X'X)^-1 for the third coefficient, with the projection of the step.
    let t: Vec<f64> = (0..24).map(f64::from).collect();
    let step: Vec<f64> = t.iter().map(|t| f64::from(*t >= 12.0)).collect();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / 24.0;
    let (mt, ms) = (mean(&t), mean(&step));
    let slope = t.iter().zip(&step).map(|(t, s)| (t - mt) * (s - ms)).sum::<f64>()
        / t.iter().map(|t| (t - mt).powi(2)).sum::<f64>();
    let pure: Vec<f64> = t.iter().zip(&step).map(|(t, s)| s - ms - slope * (t - mt)).collect();
    let square: f64 = pure.iter().map(|p| p * p).sum();
    let estimate = pure.iter().zip(&counts).map(|(p, y)| p * *y as f64).sum::<f64>() / square;
    close(none.level_change.estimate, estimate, 1e-10);
    let meat: f64 = (0..24).map(|i| (pure[i] * (counts[i] as f64 - none.fitted[i])).powi(2)).sum();
    close(none.level_change.standard_error, meat.sqrt() / square, 1e-10);
}

#[test]
fn dispersion_below_one_is_taken_as_one() {
    let counts: Vec<u64> = (0..24).map(|t| if t < 12 { 20 } else { 10 + t % 2 }).collect();
    let result = given(&counts, None, &SHORT);
    assert!(result.dispersion < 0.1);
    let error = result.level_change.standard_error;
    // With the slope known, it would be the root of 1/240 + 1/126; with the slope estimated it is larger.
    assert!(error > (1.0 / 240.0 + 1.0 / 126.0_f64).sqrt());
}

#[test]
fn neighbours_that_hang_together_are_told() {
    let wave: Vec<u64> = (0..60).map(|t| (30.0 + 12.0 * (f64::from(t) / 5.0).sin()).round() as u64).collect();
    let params = SeriesParams { start: 30, ..SHORT };
    assert!(given(&wave, None, &params).autocorrelation.unwrap() > 0.7);
    let zigzag: Vec<u64> = (0..60).map(|t| 30 + 8 * (t % 2)).collect();
    assert!(given(&zigzag, None, &params).autocorrelation.unwrap() < -0.7);
}

#[test]
fn floors() {
    let counts = [5_u64; 40];
    let below = |counts: &[u64], params: &SeriesParams| {
        interrupted_series(counts, None, params).unwrap().insufficient()
    };
    let season = SeriesParams { start: 12, ..CHICAGO };
    let short = below(&counts[..23], &season).unwrap();
    assert_eq!((short.unit, short.available, short.required), (SampleUnit::Periods, 23, 24));
    assert_eq!(short.reason, MinimumReason::SeasonIsUnseen);
    let few = below(&[2; 29], &season).unwrap();
    assert_eq!((few.unit, few.available, few.required), (SampleUnit::Events, 58, 60));
    let few = below(&[0; 24], &SHORT).unwrap();
    assert_eq!(
        (few.unit, few.available, few.required, few.reason),
        (SampleUnit::Events, 0, 20, MinimumReason::TrendIsNoise)
    );
    for start in [7, 33] {
        let side = below(&counts, &SeriesParams { start, ..SHORT }).unwrap();
        assert_eq!((side.unit, side.available, side.required), (SampleUnit::Periods, 7, 8));
    }
    let open = SeriesParams { min_periods: 0, min_events: 0, min_periods_each_side: 0, ..SHORT };
    assert_eq!(below(&[0; 24], &open).unwrap().required, 1);
    // Without any floor, more coefficients than periods are still refused.
    let tiny = SeriesParams { start: 1, ..open };
    assert!(matches!(interrupted_series(&[3, 4], None, &tiny), Err(SeriesError::NotFitted { .. })));
}

#[test]
fn bad_input_says_so() {
    let counts: Vec<u64> = (0..24).map(|t| 5 + t % 4).collect();
    let fail = |exposures: Option<&[f64]>, params: &SeriesParams| {
        interrupted_series(&counts, exposures, params).unwrap_err()
    };
    for level in [0.0, 1.0, f64::NAN] {
        assert!(matches!(fail(None, &SeriesParams { level, ..SHORT }), SeriesError::Level { .. }));
    }
    for start in [0, 24, 99] {
        assert!(matches!(fail(None, &SeriesParams { start, ..SHORT }), SeriesError::Start { .. }));
    }
    assert!(matches!(interrupted_series(&[], None, &SHORT), Err(SeriesError::Start { periods: 0, .. })));
    assert!(matches!(fail(Some(&[30.0]), &SHORT), SeriesError::Exposures { exposures: 1, periods: 24 }));
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let mut exposures = [30.0; 24];
        exposures[9] = bad;
        assert!(matches!(fail(Some(&exposures), &SHORT), SeriesError::Value { .. }), "{bad}");
        let season = Some(Season { length: bad, harmonics: 1 });
        assert!(matches!(fail(None, &SeriesParams { season, ..SHORT }), SeriesError::Value { .. }), "{bad}");
    }
    for harmonics in [0, 6, u32::MAX] {
        let season = Some(Season { length: 12.0, harmonics });
        assert!(matches!(fail(None, &SeriesParams { season, ..SHORT }), SeriesError::Harmonics { .. }));
    }
    let errors = Errors::NeweyWest { lags: 24 };
    assert!(matches!(fail(None, &SeriesParams { errors, ..SHORT }), SeriesError::Lags { lags: 24, .. }));
}

#[test]
fn what_cannot_be_estimated_says_so() {
    let sided: Vec<u64> = (0..24).map(|t| if t < 12 { 7 } else { 0 }).collect();
    let error = interrupted_series(&sided, None, &SHORT).unwrap_err();
    assert!(error.to_string().contains("one side"), "{error}");
    // A straight line has no noise to judge chance by; least squares would divide rounding by rounding.
    let params = SeriesParams { errors: Errors::NeweyWest { lags: 2 }, ..SHORT };
    let error = interrupted_series(&[9; 24], None, &params).unwrap_err();
    assert!(error.to_string().contains("does not vary"), "{error}");
    // Quasi-Poisson has: constant counts still are counts.
    let constant = given(&[9; 24], None, &SHORT);
    assert!(constant.level_change.estimate.abs() < 1e-9 && constant.level_change.p_value > 0.99);
    let huge: Vec<u64> = (0..24).map(|t| u64::MAX / (1 + t % 3)).collect();
    if let Ok(Sufficiency::Sufficient(result)) = interrupted_series(&huge, None, &SHORT) {
        assert!(finite(&result, 2));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_longer_unit_of_exposure_changes_only_the_intercept(counts in prop::collection::vec(1_u64..60, 30), factor in 0.01_f64..100.0) {
        let params = SeriesParams { start: 15, change: Change::LevelAndSlope, ..SHORT };
        let (one, other) = ([1.0; 30], [factor; 30]);
        let (one, other) = (given(&counts, Some(&one), &params), given(&counts, Some(&other), &params));
        prop_assert!((one.level_change.estimate - other.level_change.estimate).abs() < 1e-7);
        prop_assert!((one.mean_change.standard_error - other.mean_change.standard_error).abs() < 1e-7);
        let moved = one.coefficients[0].1.estimate - other.coefficients[0].1.estimate;
        prop_assert!((moved - factor.ln()).abs() < 1e-7);
        for (a, b) in one.fitted.iter().zip(&other.fitted) {
            prop_assert!((a - b).abs() < 1e-6 * a);
        }
    }

    #[test]
    fn nothing_that_leaves_is_not_a_number(counts in prop::collection::vec(0_u64..6, 24..40), start in 1_usize..24, lags in 0_usize..24, quasi: bool, slope: bool) {
        let errors = if quasi { Errors::QuasiPoisson } else { Errors::NeweyWest { lags } };
        let change = if slope { Change::LevelAndSlope } else { Change::Level };
        let params = SeriesParams { start, errors, change, min_periods_each_side: 1, ..SHORT };
        if let Ok(Sufficiency::Sufficient(result)) = interrupted_series(&counts, None, &params) {
            // The season is none, and the change of slope may be.
            prop_assert!(finite(&result, 2), "{:?}", result);
            prop_assert!((0.0..=1.0).contains(&result.level_change.p_value));
        }
    }
}
