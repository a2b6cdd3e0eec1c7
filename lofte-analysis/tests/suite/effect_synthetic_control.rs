//! Synthetic control against scipy's SLSQP (oracle/evaluation/evaluate_chicago.json) and against the conditions of an optimum.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use crate::effect_support::{Districts, MONTHS, START, bytes, close, finite, numbers, oracle};
use lofte_analysis::effect::synthetic_control::{
    MIN_CONTROLS, MIN_PERIODS_BEFORE, PlaceboDonors, SyntheticControl, SyntheticError, SyntheticParams,
    synthetic_control,
};
use lofte_analysis::effect::{Panel, PanelError};
use lofte_analysis::sample_size::{SampleUnit, Sufficiency};
use proptest::prelude::*;
use serde_json::Value;

const PARAMS: SyntheticParams = SyntheticParams {
    placebo_donors: PlaceboDonors::WithTreated,
    poorest_fit: None,
    min_controls: MIN_CONTROLS,
    min_periods_before: MIN_PERIODS_BEFORE,
};

fn outcomes(districts: &Districts) -> Vec<f64> {
    districts.counts.iter().map(|count| *count as f64).collect()
}

fn chicago(values: &[f64], treated: usize, params: &SyntheticParams) -> SyntheticControl {
    let panel = Panel { values, units: values.len() / MONTHS, treated, start: START };
    synthetic_control(&panel, params).unwrap().sufficient().unwrap()
}

#[test]
fn district_11_of_chicago() {
    let (districts, oracle) = (Districts::read(), oracle());
    let values = outcomes(&districts);
    // The months that the oracle counted are the months counted here.
    let rows: Vec<f64> = oracle["Y"].as_array().unwrap().iter().flat_map(numbers).collect();
    assert_eq!(values, rows);
    let result = chicago(&values, districts.treated, &PARAMS);
    let theirs = &oracle["synthetic"];
    let (names, weights) = (numbers(&theirs["donors"]), numbers(&theirs["weights"]));
    assert_eq!(result.donors.len(), 21);
    for ((donor, name), weight) in result.donors.iter().zip(names).zip(weights) {
        assert!((districts.numbers[donor.unit] as f64 - name).abs() < 0.5);
        assert!((donor.weight - weight).abs() <= 1e-4, "{name}: {} against {weight}", donor.weight);
    }
    close(result.treated.mse_before, theirs["pre_mse"].as_f64().unwrap(), 1e-6);
    close(result.treated.mse_after, theirs["post_mse"].as_f64().unwrap(), 1e-5);
    close(result.treated.mean_gap_after, theirs["gap_mean_post"].as_f64().unwrap(), 1e-5);
    // The oracle's solver stops too early in other districts, so those are compared with exact weights (below).
    let ratio = numbers(&theirs["rmspe_ratio"])[districts.treated];
    close(result.treated.rmspe_ratio.unwrap(), ratio, 1e-5);
    assert_eq!((result.ranked, result.controls, result.periods_after), (21, 21, 48));
    close(result.smallest_p, 1.0 / 22.0, 1e-12);
    assert!(!result.weights_may_differ);
    assert!(
        (result.gaps[7] - (districts.row(districts.treated)[7] as f64 - result.synthetic[7])).abs() < 1e-12
    );
}

#[test]
fn every_district_against_exact_weights() {
    let districts = Districts::read();
    let values = outcomes(&districts);
    let text = include_str!("../../oracle/evaluation/synthetic_chicago.json");
    let exact = serde_json::from_str::<Value>(text).unwrap()["result"].clone();
    let rows = exact["districts"].as_array().unwrap();
    let all = chicago(&values, districts.treated, &PARAMS);
    assert_eq!(rows.len(), 22);
    for (unit, row) in rows.iter().enumerate() {
        let result = chicago(&values, unit, &PARAMS);
        for donor in &result.donors {
            let weight = row["weights"][districts.numbers[donor.unit].to_string()].as_f64().unwrap_or(0.0);
            assert!((donor.weight - weight).abs() <= 1e-9, "{unit} {donor:?} {weight}");
        }
        let found = all.placebos.iter().chain([&all.treated]).find(|fit| fit.unit == unit).unwrap();
        assert_eq!(*found, result.treated);
        close(found.mse_before, row["pre_mse"].as_f64().unwrap(), 1e-10);
        close(found.mse_after, row["post_mse"].as_f64().unwrap(), 1e-10);
        close(found.rmspe_ratio.unwrap(), row["rmspe_ratio"].as_f64().unwrap(), 1e-10);
    }
    close(all.p_value.unwrap(), exact["placebo_p"].as_f64().unwrap(), 1e-12);
    assert!(all.p_value.unwrap() > 0.27);
}

/// At the best weights, moving weight to any donor cannot help: the residual's product with every donor is at most that
/// with the mixture (Karush-Kuhn-Tucker). This needs no second optimiser.
fn is_optimal(values: &[f64], units: usize, start: usize, result: &SyntheticControl) -> bool {
    let periods = values.len() / units;
    let row = |unit: usize| &values[unit * periods..unit * periods + start];
    let product = |other: &[f64]| other.iter().zip(&result.gaps).map(|(x, gap)| x * gap).sum::<f64>();
    let own = product(&result.synthetic[..start]);
    let size = values.iter().fold(0.0_f64, |size, value| size.max(value.abs()));
    let sum: f64 = result.donors.iter().map(|donor| donor.weight).sum();
    result
        .donors
        .iter()
        .all(|donor| donor.weight >= 0.0 && product(row(donor.unit)) <= own + 1e-9 * size * size)
        && (sum - 1.0).abs() < 1e-12
}

#[test]
fn every_district_has_optimal_weights() {
    let districts = Districts::read();
    let values = outcomes(&districts);
    for treated in 0..districts.numbers.len() {
        let result = chicago(&values, treated, &PARAMS);
        assert!(is_optimal(&values, districts.numbers.len(), START, &result), "{treated}");
    }
}

#[test]
fn areas_of_very_different_size() {
    // A small town among towns a thousand times as large, and one that is its like.
    let like: Vec<f64> = (0..40).map(|t| 10.0 + f64::from(t * 7 % 5)).collect();
    let mut values: Vec<f64> = like.iter().enumerate().map(|(t, v)| v + (t as f64 * 0.7).sin()).collect();
    for unit in 0..12 {
        let scale = if unit == 3 { 1.0 } else { 1000.0 * f64::from(unit + 1) };
        values.extend(
            like.iter().enumerate().map(|(t, v)| scale * (v + (t as f64 * f64::from(unit + 2)).cos())),
        );
    }
    let panel = Panel { values: &values, units: 13, treated: 0, start: 30 };
    let result = synthetic_control(&panel, &PARAMS).unwrap().sufficient().unwrap();
    assert!(result.donors[3].weight > 0.99 && result.treated.mse_before < 2.0);
    let product = |unit: usize| (0..30).map(|t| values[unit * 40 + t] * result.gaps[t]).sum::<f64>();
    let own: f64 = (0..30).map(|t| result.synthetic[t] * result.gaps[t]).sum();
    assert!(result.donors.iter().all(|donor| product(donor.unit) <= own + 1e-6));
}

#[test]
fn a_perfect_fit_has_no_ratio_and_more_donors_than_periods_are_told() {
    let mut values: Vec<f64> = Vec::new();
    for unit in 0..14_u32 {
        values.extend((0..14_u32).map(|t| f64::from((unit * 5 + t * 3) % 11) + 1.0));
    }
    // The treated unit is the mean of the second and the third.
    for t in 0..14 {
        values[t] = f64::midpoint(values[14 + t], values[28 + t]);
    }
    let panel = Panel { values: &values, units: 14, treated: 0, start: 12 };
    let result = synthetic_control(&panel, &PARAMS).unwrap().sufficient().unwrap();
    assert_eq!((result.treated.rmspe_ratio, result.p_value), (None, None));
    assert!(result.weights_may_differ && result.treated.mse_before < 1e-20);
    // Constant series: everything fits everything.
    let flat = [4.0; 14 * 14];
    let panel = Panel { values: &flat, ..panel };
    let result = synthetic_control(&panel, &PARAMS).unwrap().sufficient().unwrap();
    assert!(result.treated.mse_after < 1e-20 && result.p_value.is_none());
    let zeros = [0.0; 14 * 14];
    let panel = Panel { values: &zeros, ..panel };
    assert!(synthetic_control(&panel, &PARAMS).unwrap().sufficient().unwrap().p_value.is_none());
}

#[test]
fn poor_fits_can_be_left_out_of_the_ranking() {
    let districts = Districts::read();
    let values = outcomes(&districts);
    let all = chicago(&values, districts.treated, &PARAMS);
    let params = SyntheticParams { poorest_fit: Some(0.5), ..PARAMS };
    let some = chicago(&values, districts.treated, &params);
    let kept = all.placebos.iter().filter(|unit| unit.mse_before <= 0.5 * all.treated.mse_before);
    let kept: Vec<_> = kept.collect();
    assert_eq!(some.ranked, kept.len() as u64);
    assert!(some.ranked < all.ranked);
    let own = all.treated.rmspe_ratio.unwrap();
    let larger = kept.iter().filter(|unit| unit.rmspe_ratio.unwrap() >= own).count();
    close(some.p_value.unwrap(), (larger + 1) as f64 / (kept.len() + 1) as f64, 1e-12);
    // Without the treated unit among the donors the treated unit itself is judged on the same weights.
    let params = SyntheticParams { placebo_donors: PlaceboDonors::WithoutTreated, ..PARAMS };
    let without = chicago(&values, districts.treated, &params);
    assert!(without.treated == all.treated && without.placebos != all.placebos);
}

#[test]
fn floors_and_bad_input() {
    let values: Vec<f64> = (0..200).map(|i| f64::from(i * 7 % 13)).collect();
    let panel = Panel { values: &values, units: 10, treated: 0, start: 12 };
    let below = |panel: &Panel<'_, f64>| synthetic_control(panel, &PARAMS).unwrap().insufficient().unwrap();
    assert!(matches!(synthetic_control(&panel, &PARAMS), Ok(Sufficiency::Sufficient(_))));
    let few = below(&Panel { values: &values[..180], units: 9, ..panel });
    assert_eq!((few.unit, few.available, few.required), (SampleUnit::Controls, 8, 9));
    let short = below(&Panel { start: 11, ..panel });
    assert_eq!((short.unit, short.available, short.required), (SampleUnit::Periods, 11, 12));
    let open = SyntheticParams { min_controls: 0, min_periods_before: 0, ..PARAMS };
    let pair = Panel { values: &values[..40], units: 2, ..panel };
    assert_eq!(synthetic_control(&pair, &open).unwrap().insufficient().unwrap().required, 2);

    let fail = |panel: &Panel<'_, f64>| synthetic_control(panel, &PARAMS).unwrap_err();
    assert!(matches!(fail(&Panel { units: 0, ..panel }), SyntheticError::Panel(PanelError::Shape { .. })));
    assert!(matches!(fail(&Panel { units: 7, ..panel }), SyntheticError::Panel(PanelError::Shape { .. })));
    assert!(matches!(fail(&Panel { values: &[], ..panel }), SyntheticError::Panel(PanelError::Shape { .. })));
    assert!(matches!(
        fail(&Panel { treated: 10, ..panel }),
        SyntheticError::Panel(PanelError::Treated { .. })
    ));
    for start in [0, 20, 21] {
        assert!(matches!(fail(&Panel { start, ..panel }), SyntheticError::Panel(PanelError::Start { .. })));
    }
    for bad in [f64::NAN, f64::INFINITY, -f64::INFINITY, 1e200] {
        let mut values = values.clone();
        values[17] = bad;
        let error = fail(&Panel { values: &values, ..panel });
        assert!(matches!(error, SyntheticError::Outcome { index: 17, .. }), "{bad}");
    }
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let params = SyntheticParams { poorest_fit: Some(bad), ..PARAMS };
        assert!(matches!(synthetic_control(&panel, &params), Err(SyntheticError::PoorFit { .. })));
    }
}

fn panel() -> impl Strategy<Value = (Vec<f64>, usize)> {
    (3_usize..16).prop_flat_map(|units| (prop::collection::vec(0.0_f64..50.0, units * 20), Just(units)))
}

const OPEN: SyntheticParams = SyntheticParams { min_controls: 2, min_periods_before: 1, ..PARAMS };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn weights_are_optimal((values, units) in panel(), start in 2_usize..19) {
        let panel = Panel { values: &values, units, treated: units / 2, start };
        let result = synthetic_control(&panel, &OPEN).unwrap().sufficient().unwrap();
        prop_assert!(is_optimal(&values, units, start, &result));
        prop_assert!(finite(&result, 3 + units));
    }

    #[test]
    fn level_and_scale_change_no_weight((values, units) in panel(), shift in -100.0_f64..100.0, scale in 0.01_f64..100.0) {
        let start = 18;
        prop_assume!(units <= 12);
        let panel = Panel { values: &values, units, treated: 0, start };
        let plain = synthetic_control(&panel, &OPEN).unwrap().sufficient().unwrap();
        let moved: Vec<f64> = values.iter().map(|value| scale * (value + shift)).collect();
        let moved = synthetic_control(&Panel { values: &moved, ..panel }, &OPEN).unwrap().sufficient().unwrap();
        for (one, other) in plain.donors.iter().zip(&moved.donors) {
            prop_assert!((one.weight - other.weight).abs() < 1e-7);
        }
        prop_assert_eq!(plain.p_value, moved.p_value);
    }

    #[test]
    fn order_of_units_and_threads_change_nothing((values, units) in panel()) {
        let panel = Panel { values: &values, units, treated: units - 1, start: 18 };
        let plain = synthetic_control(&panel, &OPEN).unwrap().sufficient().unwrap();
        let turned: Vec<f64> = values.chunks(20).rev().flatten().copied().collect();
        let turned_panel = Panel { values: &turned, treated: 0, ..panel };
        let turned = synthetic_control(&turned_panel, &OPEN).unwrap().sufficient().unwrap();
        for (one, other) in plain.donors.iter().zip(turned.donors.iter().rev()) {
            prop_assert!((one.weight - other.weight).abs() < 1e-7);
        }
        prop_assert_eq!(plain.p_value, turned.p_value);
        let run = || synthetic_control(&panel, &OPEN).unwrap();
        prop_assert_eq!(bytes(1, run), bytes(2, run));
    }
}
