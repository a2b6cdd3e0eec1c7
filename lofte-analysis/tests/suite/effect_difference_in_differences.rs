//! Difference in differences against statsmodels (oracle/evaluation/evaluate_chicago.json) and a plain recount of placebos.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small positive numbers")]

use crate::effect_support::{Districts, MONTHS, START, bytes, close, finite, oracle};
use lofte_analysis::effect::difference_in_differences::{
    DifferenceError, DifferenceInDifferences, DifferenceParams, MIN_CONTROLS, MIN_EVENTS, MIN_PERIODS_BEFORE,
    PlaceboStatistic, difference_in_differences,
};
use lofte_analysis::effect::{Panel, PanelError};
use lofte_analysis::sample_size::{SampleUnit, Sufficiency};
use proptest::prelude::*;

const PARAMS: DifferenceParams = DifferenceParams {
    level: 0.95,
    statistic: PlaceboStatistic::Effect,
    min_controls: MIN_CONTROLS,
    min_periods_before: MIN_PERIODS_BEFORE,
    min_events: MIN_EVENTS,
};

fn given(panel: &Panel<'_, u64>, params: &DifferenceParams) -> DifferenceInDifferences {
    difference_in_differences(panel, params).unwrap().sufficient().unwrap()
}

#[test]
fn district_11_of_chicago() {
    let (districts, oracle) = (Districts::read(), oracle());
    let result = given(&districts.panel(), &PARAMS);
    let number = |group: &str, name: &str| oracle[group][name].as_f64().unwrap();
    close(result.log_ratio.treated.estimate, number("did_poisson", "log_irr"), 1e-8);
    close(result.ratio, number("did_poisson", "irr"), 1e-8);
    close(result.difference.treated.estimate, number("did_ols", "effect"), 1e-8);
    close(result.difference.treated.estimate, oracle["did_simple"].as_f64().unwrap(), 1e-8);
    assert_eq!((result.controls, result.periods_before, result.periods_after), (21, 72, 48));
    assert!(result.corrected.is_empty() && result.dispersion.unwrap() > 1.0);
    // The clustered standard errors say p = 1e-35 and p = 1e-7; the districts where nothing was done say otherwise.
    assert!(result.log_ratio.p_value > 0.05 && result.difference.p_value > 0.04);
    assert!(result.ratio_interval.unwrap().contains(1.0));
    let mean = (0..22).filter(|unit| *unit != districts.treated).map(|unit| districts.row(unit)[5] as f64);
    close(result.control_mean[5], mean.sum::<f64>() / 21.0, 1e-12);
}

/// The logarithm of the ratio of ratios of one unit against others, by plain sums.
fn plain(districts: &Districts, unit: usize, others: &[usize]) -> (f64, f64) {
    let sum = |units: &[usize], months: std::ops::Range<usize>| {
        units.iter().map(|unit| districts.row(*unit)[months.clone()].iter().sum::<u64>()).sum::<u64>() as f64
    };
    let [t0, t1] = [0..START, START..MONTHS].map(|months| sum(&[unit], months));
    let [c0, c1] = [0..START, START..MONTHS].map(|months| sum(others, months));
    ((t1 / t0 / (c1 / c0)).ln(), (1.0 / t0 + 1.0 / t1 + 1.0 / c0 + 1.0 / c1).sqrt())
}

#[test]
fn placebos_by_a_plain_recount() {
    let districts = Districts::read();
    for statistic in [PlaceboStatistic::Effect, PlaceboStatistic::Standardised] {
        let result = given(&districts.panel(), &DifferenceParams { statistic, ..PARAMS });
        let size = |(effect, error): (f64, f64)| match statistic {
            PlaceboStatistic::Effect => effect.abs(),
            PlaceboStatistic::Standardised => effect.abs() / error,
        };
        let untreated: Vec<usize> = (0..22).filter(|unit| *unit != districts.treated).collect();
        let own = plain(&districts, districts.treated, &untreated);
        let mut sizes = Vec::new();
        for (unit, found) in untreated.iter().zip(&result.log_ratio.placebos) {
            let others: Vec<usize> = untreated.iter().copied().filter(|other| other != unit).collect();
            let expected = plain(&districts, *unit, &others);
            assert_eq!(found.unit, *unit);
            close(found.estimate, expected.0, 1e-9);
            close(found.poisson_error, expected.1, 1e-9);
            sizes.push(size(expected));
        }
        let larger = sizes.iter().filter(|placebo| **placebo >= size(own)).count();
        close(result.log_ratio.p_value, (larger + 1) as f64 / 22.0, 1e-12);
        // At 95 % with 21 placebos only the largest may be beyond the interval.
        let largest = sizes.iter().fold(0.0_f64, |largest, size| largest.max(*size));
        let half = if statistic == PlaceboStatistic::Effect { largest } else { largest * own.1 };
        close(result.log_ratio.interval.unwrap().upper, own.0 + half, 1e-9);
    }
}

#[test]
fn the_drift_before_is_found() {
    // The treated unit falls by 5 % a period against the others, before and after alike.
    let mut values: Vec<u64> = Vec::new();
    for unit in 0..12_u64 {
        values.extend((0..30_i32).map(|t| {
            let level = if unit == 0 { 400.0 * 0.95_f64.powi(t) } else { 100.0 };
            level.round() as u64
        }));
    }
    let panel = Panel { values: &values, units: 12, treated: 0, start: 18 };
    let result = given(&panel, &PARAMS);
    let drift = result.pre_trend.unwrap();
    assert!((drift.slope - 0.95_f64.ln()).abs() < 0.002 && drift.p_value < 1e-6);
    assert!(drift.interval.contains(0.95_f64.ln()) && drift.periods == 18);
    // The whole effect is drift: from the middle before to the middle after lie 15 periods.
    assert!((drift.carried_on - 0.95_f64.powi(15) + 1.0).abs() < 0.02, "{drift:?}");
    assert!((result.ratio - 0.95_f64.powi(15)).abs() < 0.03);
    let flat: Vec<u64> = values.iter().enumerate().map(|(i, _)| 50 + i as u64 % 3).collect();
    let flat = given(&Panel { values: &flat, ..panel }, &PARAMS).pre_trend.unwrap();
    assert!(flat.p_value > 0.5 && flat.carried_on.abs() < 0.01 && flat.dispersion <= 1.0);
}

#[test]
fn zeros_are_corrected_and_told() {
    let mut values = vec![3_u64; 11 * 24];
    values[12..24].fill(0);
    values[5 * 24..6 * 24].fill(0);
    let panel = Panel { values: &values, units: 11, treated: 0, start: 12 };
    let result = given(&panel, &PARAMS);
    assert_eq!(result.corrected, [0, 5]);
    let expected = (0.5 / 36.5_f64).ln() - (324.5 / 324.5_f64).ln();
    close(result.log_ratio.treated.estimate, expected, 1e-12);
    close(result.log_ratio.p_value, 1.0 / 11.0, 1e-12);
    close(result.difference.treated.estimate, -3.0, 1e-12);
    assert!(finite(&result, 3));
    // Nothing anywhere but in the treated unit.
    let mut values = vec![0_u64; 11 * 24];
    values[..24].fill(2);
    let result = given(&Panel { values: &values, ..panel }, &PARAMS);
    assert!(result.pre_trend.is_none() && result.dispersion.is_none());
}

#[test]
fn floors_and_bad_input() {
    let values = vec![2_u64; 10 * 24];
    let panel = Panel { values: &values, units: 10, treated: 0, start: 12 };
    assert!(matches!(difference_in_differences(&panel, &PARAMS), Ok(Sufficiency::Sufficient(_))));
    let below =
        |panel: &Panel<'_, u64>| difference_in_differences(panel, &PARAMS).unwrap().insufficient().unwrap();
    let few = below(&Panel { values: &values[..9 * 24], units: 9, ..panel });
    assert_eq!((few.unit, few.available, few.required), (SampleUnit::Controls, 8, MIN_CONTROLS));
    let short = below(&Panel { start: 11, ..panel });
    assert_eq!((short.unit, short.available, short.required), (SampleUnit::Periods, 11, MIN_PERIODS_BEFORE));
    let mut quiet = values.clone();
    quiet[..24].fill(0);
    quiet[3] = 19;
    let quiet = below(&Panel { values: &quiet, ..panel });
    assert_eq!((quiet.unit, quiet.available, quiet.required), (SampleUnit::Events, 19, MIN_EVENTS));
    let open = DifferenceParams { min_controls: 0, min_periods_before: 0, min_events: 0, ..PARAMS };
    let alone = Panel { values: &values[..24], units: 1, ..panel };
    assert_eq!(difference_in_differences(&alone, &open).unwrap().insufficient().unwrap().required, 2);
    let none = Panel { values: &[0; 96], units: 4, ..panel };
    assert_eq!(difference_in_differences(&none, &open).unwrap().insufficient().unwrap().required, 1);

    let fail = |panel: &Panel<'_, u64>, params: &DifferenceParams| {
        difference_in_differences(panel, params).unwrap_err()
    };
    let shape = fail(&Panel { units: 7, ..panel }, &PARAMS);
    assert!(matches!(shape, DifferenceError::Panel(PanelError::Shape { .. })));
    for level in [0.0, 1.0, f64::NAN] {
        let params = DifferenceParams { level, ..PARAMS };
        assert!(matches!(fail(&panel, &params), DifferenceError::Level { .. }));
    }
    let huge = vec![u64::MAX / 100; 10 * 24];
    assert_eq!(fail(&Panel { values: &huge, ..panel }, &PARAMS), DifferenceError::TooManyEvents);
}

fn panel() -> impl Strategy<Value = (Vec<u64>, usize)> {
    (3_usize..24).prop_flat_map(|units| (prop::collection::vec(0_u64..40, units * 8), Just(units)))
}

const OPEN: DifferenceParams =
    DifferenceParams { min_controls: 2, min_periods_before: 1, min_events: 1, ..PARAMS };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn order_of_units_and_threads_change_nothing((values, units) in panel(), start in 1_usize..8, standardised: bool) {
        let statistic = if standardised { PlaceboStatistic::Standardised } else { PlaceboStatistic::Effect };
        let params = DifferenceParams { statistic, ..OPEN };
        let panel = Panel { values: &values, units, treated: 0, start };
        let turned: Vec<u64> = values.chunks(8).rev().flatten().copied().collect();
        let turned = Panel { values: &turned, treated: units - 1, ..panel };
        if let Sufficiency::Sufficient(plain) = difference_in_differences(&panel, &params).unwrap() {
            let turned = given(&turned, &params);
            let numbers = |result: &DifferenceInDifferences| {
                let test = &result.log_ratio;
                [test.p_value, test.treated.estimate, result.difference.treated.estimate].map(f64::to_bits)
            };
            prop_assert_eq!(numbers(&plain), numbers(&turned));
            prop_assert_eq!(plain.log_ratio.interval, turned.log_ratio.interval);
            prop_assert!(finite(&plain, 4));
            let run = || difference_in_differences(&panel, &params).unwrap();
            prop_assert_eq!(bytes(1, run), bytes(2, run));
        }
    }

    #[test]
    fn order_of_periods_on_one_side_changes_nothing((values, units) in panel()) {
        let panel = Panel { values: &values, units, treated: 1, start: 5 };
        let mut turned = values.clone();
        for row in turned.chunks_mut(8) {
            row[..5].reverse();
            row[5..].rotate_left(1);
        }
        if let Sufficiency::Sufficient(plain) = difference_in_differences(&panel, &OPEN).unwrap() {
            let turned = given(&Panel { values: &turned, ..panel }, &OPEN);
            prop_assert_eq!(plain.log_ratio, turned.log_ratio);
            prop_assert_eq!(plain.difference, turned.difference);
        }
    }
}
