//! The comparison of two maps against scipy's hypergeometric and Fisher (oracle/point_pattern/sppt_chicago.json).

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use crate::effect_support::{bytes, close, numbers};
use lofte_analysis::effect::point_pattern::{
    MIN_EVENTS, MIN_UNITS, PointPatternError, PointPatternParams, PointPatternTest, Position,
    point_pattern_test,
};
use lofte_analysis::sample_size::{MinimumReason, SampleUnit};
use proptest::prelude::*;
use serde_json::Value;

const PARAMS: PointPatternParams = PointPatternParams {
    alpha: 0.05,
    level: 0.95,
    drawn_share: 0.85,
    min_events: MIN_EVENTS,
    min_units: MIN_UNITS,
};

fn oracle() -> Value {
    let text = include_str!("../../oracle/point_pattern/sppt_chicago.json");
    serde_json::from_str::<Value>(text).unwrap()["result"].clone()
}

fn counts(value: &Value) -> Vec<u64> {
    value.as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).collect()
}

fn compared(first: &[u64], second: &[u64]) -> PointPatternTest {
    point_pattern_test(first, second, &PARAMS).unwrap().sufficient().unwrap()
}

#[test]
fn chicago_2018_against_2019() {
    let oracle = oracle();
    let result = compared(&counts(&oracle["base"]), &counts(&oracle["test"]));
    assert_eq!(result.units.len(), 187);
    let (low, high) = (numbers(&oracle["exact_lo"]), numbers(&oracle["exact_hi"]));
    let (p, adjusted) = (numbers(&oracle["fisher_p"]), numbers(&oracle["fisher_bh"]));
    for (index, unit) in result.units.iter().enumerate() {
        assert!((100.0 * unit.drawn.lower - low[index]).abs() <= 1e-9, "{index}");
        assert!((100.0 * unit.drawn.upper - high[index]).abs() <= 1e-9, "{index}");
        close(unit.p_value, p[index], 1e-9);
        close(unit.p_adjusted, adjusted[index], 1e-9);
        let position = match oracle["exact_index"][index].as_i64().unwrap() {
            -1 => Position::Below,
            0 => Position::Within,
            _ => Position::Above,
        };
        assert_eq!(unit.position, position, "{index}");
    }
    close(result.classic.all, oracle["exact_S"].as_f64().unwrap(), 1e-15);
    close(result.similarity.all, oracle["fisher_S"].as_f64().unwrap(), 1e-15);
    // The oracle's robust S is of its simulation; the exact one is counted from the oracle's own columns.
    let index = oracle["exact_index"].as_array().unwrap();
    let busy: Vec<usize> =
        (0..187).filter(|i| result.units[*i].first + result.units[*i].second > 0).collect();
    let same = busy.iter().filter(|i| index[**i] == 0).count();
    assert_eq!(result.units_with_events, busy.len() as u64);
    close(result.classic.with_events, same as f64 / busy.len() as f64, 1e-15);
    assert!((result.drawn_events as f64 - 0.85 * result.second_events as f64).abs() <= 0.5);
}

#[test]
fn simulated_drawings_agree_with_the_oracle_for_most_units() {
    let oracle = oracle();
    let result = compared(&counts(&oracle["base"]), &counts(&oracle["test"]));
    let simulated = oracle["mc_index"].as_array().unwrap();
    let alike = result.units.iter().zip(simulated).filter(|(unit, simulated)| {
        (unit.position == Position::Within) == (simulated.as_i64().unwrap() == 0)
    });
    close(alike.count() as f64 / 187.0, oracle["agree"].as_f64().unwrap(), 1e-12);
}

#[test]
fn below_the_floor() {
    let below = |first: &[u64], second: &[u64]| {
        point_pattern_test(first, second, &PARAMS).unwrap().insufficient().unwrap()
    };
    let few = below(&[20, 9], &[50, 50]);
    assert_eq!((few.unit, few.available, few.required), (SampleUnit::Events, 29, MIN_EVENTS));
    assert_eq!(few.reason, MinimumReason::PatternIsChance);
    assert_eq!(below(&[100], &[100]).unit, SampleUnit::Units);
    assert_eq!(below(&[], &[]).unit, SampleUnit::Units);
    assert_eq!(below(&[0, 0], &[0, 0]).available, 0);
    // A floor of 0 still needs one event, and one that is drawn.
    let open = PointPatternParams { min_events: 0, min_units: 0, drawn_share: 0.1, ..PARAMS };
    assert_eq!(point_pattern_test(&[1, 0], &[0, 0], &open).unwrap().insufficient().unwrap().required, 1);
    assert_eq!(
        point_pattern_test(&[1, 0], &[1, 1], &open).unwrap().insufficient().unwrap().reason,
        MinimumReason::Undefined
    );
}

#[test]
fn bad_input_says_so() {
    assert_eq!(
        point_pattern_test(&[1], &[1, 2], &PARAMS).unwrap_err(),
        PointPatternError::Units { first: 1, second: 2 }
    );
    assert_eq!(
        point_pattern_test(&[u64::MAX, 1], &[1, 2], &PARAMS).unwrap_err(),
        PointPatternError::TooManyEvents
    );
    for value in [0.0, 1.0, -1.0, 1.5, f64::NAN, f64::INFINITY] {
        for params in [
            PointPatternParams { alpha: value, ..PARAMS },
            PointPatternParams { level: value, ..PARAMS },
            PointPatternParams { drawn_share: value, ..PARAMS },
        ] {
            let result = point_pattern_test(&[40, 40], &[40, 40], &params);
            assert!(matches!(result, Err(PointPatternError::Share { .. })), "{value}");
        }
    }
}

#[test]
fn the_largest_maps_give_numbers() {
    let params = PARAMS;
    let first = [400_000_000, 300_000_000, 0, 1];
    let second = [400_000_000, 1, 300_000_000, 0];
    let result = point_pattern_test(&first, &second, &params).unwrap().sufficient().unwrap();
    let units = &result.units;
    assert!(units[1].differs && units[2].differs && units[1].p_value >= 0.0 && !units[3].differs);
    assert!(units.iter().all(|unit| unit.drawn.lower.is_finite() && unit.drawn.upper.is_finite()));
}

fn maps() -> impl Strategy<Value = (Vec<u64>, Vec<u64>)> {
    prop::collection::vec((0_u64..60, 0_u64..60), 3..40)
        .prop_map(|pairs| pairs.into_iter().unzip())
        .prop_filter("enough events", |(first, second): &(Vec<u64>, Vec<u64>)| {
            first.iter().sum::<u64>() >= MIN_EVENTS && second.iter().sum::<u64>() >= MIN_EVENTS
        })
}

proptest! {
    #[test]
    fn a_map_is_like_itself((first, _) in maps()) {
        let result = compared(&first, &first);
        prop_assert!(result.similarity.all >= 1.0 && result.units.iter().all(|unit| unit.p_value > 0.99));
    }

    #[test]
    fn which_map_is_first_changes_nothing_in_fishers_test((first, second) in maps()) {
        let (there, back) = (compared(&first, &second), compared(&second, &first));
        for (one, other) in there.units.iter().zip(&back.units) {
            prop_assert!((one.p_value - other.p_value).abs() <= 1e-9 * one.p_value);
        }
    }

    #[test]
    fn order_of_units_and_threads_change_nothing((first, second) in maps(), turn in 0_usize..40) {
        let turned = |map: &[u64]| {
            let mut map = map.to_vec();
            map.rotate_left(turn % first.len());
            map
        };
        let (plain, other) = (compared(&first, &second), compared(&turned(&first), &turned(&second)));
        let mut units = plain.units.clone();
        units.rotate_left(turn % first.len());
        prop_assert_eq!(&units, &other.units);
        prop_assert_eq!(plain.similarity, other.similarity);
        let run = || compared(&first, &second);
        prop_assert_eq!(bytes(1, run), bytes(2, run));
    }

    #[test]
    fn probabilities_are_probabilities((first, second) in maps(), level in 0.5_f64..0.999) {
        let params = PointPatternParams { level, ..PARAMS };
        let result = point_pattern_test(&first, &second, &params).unwrap().sufficient().unwrap();
        for unit in &result.units {
            prop_assert!((0.0..=1.0).contains(&unit.p_value) && unit.p_adjusted >= unit.p_value * (1.0 - 1e-14));
            prop_assert!(unit.drawn.lower <= unit.drawn.upper);
            // The share of the drawn map lies between the limits but for the steps of a count.
            let step = 1.0 / result.drawn_events as f64;
            prop_assert!(unit.drawn.lower - step <= unit.second_share && unit.second_share <= unit.drawn.upper + step);
        }
    }
}
