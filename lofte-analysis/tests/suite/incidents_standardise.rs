//! Direct standardisation against epitools, the gamma interval against Garwood's, and widening.

#![expect(clippy::unwrap_used, clippy::float_cmp, reason = "a test may stop at the first surprise")]

use lofte_analysis::ConfidenceInterval;
use lofte_analysis::incidents::dispersion::widen;
use lofte_analysis::incidents::rates::{
    CountIn, RateError, Ratio, garwood, observed_expected, rate, rate_ratio,
};
use lofte_analysis::incidents::standardise::{
    Group, MIN_EVENTS_PER_GROUP, StandardiseParams, StandardisedRate, standardised_rate,
};
use lofte_analysis::sample_size::SampleUnit;
use proptest::prelude::*;
use serde_json::Value;

const PARAMS: StandardiseParams =
    StandardiseParams { per: 1.0, level: 0.95, min_events_per_group: MIN_EVENTS_PER_GROUP };

fn close(ours: f64, theirs: f64, relative: f64) {
    assert!((ours - theirs).abs() <= relative * theirs.abs(), "{ours} against {theirs}");
}

fn given(groups: &[Group], params: &StandardiseParams) -> StandardisedRate {
    standardised_rate(groups, params).unwrap().sufficient().unwrap()
}

#[test]
fn the_table_in_fleiss_agrees_with_epitools() {
    let reference: Value = serde_json::from_str(include_str!("../../oracle/rates/rates_ref.json")).unwrap();
    let result = &reference["result"];
    let number = |value: &Value| value.as_f64().unwrap();
    for (row, births, events) in [(0, "n1", "b1"), (1, "n5", "b5")] {
        let groups: Vec<Group> = result["dsr_input"]
            .as_array()
            .unwrap()
            .iter()
            .zip(result["dsr_std"].as_array().unwrap())
            .map(|(group, standard)| Group {
                count: group[events].as_u64().unwrap(),
                population: number(&group[births]),
                standard: number(standard),
            })
            .collect();
        let theirs = &result["dsr"][row];
        let ours = given(&groups, &PARAMS);
        close(ours.crude, number(&theirs["crude.rate"]), 1e-12);
        close(ours.value, number(&theirs["adj.rate"]), 1e-12);
        close(ours.interval.lower, number(&theirs["lci"]), 1e-9);
        close(ours.interval.upper, number(&theirs["uci"]), 1e-9);
        // Only the proportions of the standard matter, and `per` is a unit.
        let other: Vec<Group> =
            groups.iter().map(|group| Group { standard: group.standard / 1e4, ..*group }).collect();
        let scaled = given(&other, &StandardiseParams { per: 1e5, ..PARAMS });
        close(scaled.interval.upper, ours.interval.upper * 1e5, 1e-12);
    }
}

#[test]
fn the_smallest_group_decides() {
    let groups = [(4, 100.0), (50, 1000.0)];
    let groups = groups.map(|(count, population)| Group { count, population, standard: 1.0 });
    let below = standardised_rate(&groups, &PARAMS).unwrap().insufficient().unwrap();
    assert_eq!((below.unit, below.available, below.required), (SampleUnit::EventsOfSmallestGroup, 4, 5));
    assert!(
        below.to_string().starts_with("too few events in the smallest group: 4, and this method needs 5")
    );
    assert!(
        standardised_rate(&groups, &StandardiseParams { min_events_per_group: 4, ..PARAMS })
            .unwrap()
            .sufficient()
            .is_some()
    );
}

#[test]
fn no_events_have_a_lower_limit_of_exactly_zero() {
    let groups = [(0, 100.0, 1.0), (0, 50.0, 3.0)];
    let groups = groups.map(|(count, population, standard)| Group { count, population, standard });
    let none = given(&groups, &StandardiseParams { min_events_per_group: 0, ..PARAMS });
    assert_eq!((none.value, none.interval.lower), (0.0, 0.0));
    // The largest weight times the upper limit of no events.
    close(none.interval.upper, 0.75 / 50.0 * 3.688_879_454_113_936, 1e-12);
    // Events that weigh nothing are as none.
    let unseen = [Group { count: 9, population: 10.0, standard: 0.0 }, groups[1]];
    assert_eq!(given(&unseen, &StandardiseParams { min_events_per_group: 0, ..PARAMS }).interval.lower, 0.0);
}

#[test]
fn groups_that_are_none_are_refused() {
    let group = Group { count: 9, population: 100.0, standard: 1.0 };
    let one = |group| standardised_rate(&[group], &PARAMS);
    assert_eq!(standardised_rate(&[], &PARAMS), Err(RateError::NoGroups));
    for population in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(one(Group { population, ..group }), Err(RateError::Exposure { .. })));
    }
    for standard in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(one(Group { standard, ..group }), Err(RateError::Exposure { .. })));
    }
    assert_eq!(one(Group { population: 1e-300, ..group }), Err(RateError::Incomparable));
    let twice = [Group { count: u64::MAX, ..group }; 2];
    assert!(matches!(standardised_rate(&twice, &PARAMS), Err(RateError::CountTooLarge { .. })));
    for level in [0.0, 1.0, f64::NAN] {
        let params = StandardiseParams { level, ..PARAMS };
        assert!(matches!(standardised_rate(&[group], &params), Err(RateError::Level { .. })));
    }
    let params = StandardiseParams { per: 0.0, ..PARAMS };
    assert!(matches!(standardised_rate(&[group], &params), Err(RateError::Exposure { .. })));
}

#[test]
fn widening_moves_both_limits_by_the_root() {
    let exact = garwood(100, 0.95).unwrap();
    let wide = widen(100.0, exact, 4.0).unwrap();
    close(wide.interval.upper - 100.0, 2.0 * (exact.upper - 100.0), 1e-14);
    close(100.0 - wide.interval.lower, 2.0 * (100.0 - exact.lower), 1e-14);
    // Fewer than by chance does not narrow, and nothing falls below zero.
    assert_eq!(widen(100.0, exact, 0.3).unwrap().interval, exact);
    assert_eq!(widen(3.0, garwood(3, 0.95).unwrap(), 9.0).unwrap().interval.lower, 0.0);
    for dispersion in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(widen(100.0, exact, dispersion), Err(RateError::Dispersion { .. })));
    }
    let odd = ConfidenceInterval { lower: 0.0, upper: f64::MAX, level: 0.95 };
    assert!(matches!(widen(0.0, odd, 1e10), Err(RateError::Dispersion { .. })));
    let rate = rate(83, Some(15_229.0), 1e5, 0.95).unwrap().widened(2.0).unwrap();
    let ratio = observed_expected(9, 6.0, 0.95).unwrap().widened(2.0).unwrap();
    assert!(rate.interval.contains(rate.value) && ratio.interval.lower < 0.685);
}

#[test]
fn a_ratio_widens_on_the_log_scale_and_keeps_what_has_no_bound() {
    let side = |count| CountIn { count, population: 1000.0 };
    let ratio = |one, other| rate_ratio(side(one), side(other), 0.95).unwrap();
    let (there, back) = (ratio(30, 20).widened(3.0).unwrap(), ratio(20, 30).widened(3.0).unwrap());
    close(there.lower, 1.0 / back.upper.unwrap(), 1e-9);
    assert!(there.lower < ratio(30, 20).lower && there.upper > ratio(30, 20).upper);
    let none = ratio(0, 5);
    let wide = none.widened(4.0).unwrap();
    assert_eq!((wide.ratio, wide.lower), (Ratio::Finite(0.0), 0.0));
    close(wide.upper.unwrap(), 2.0 * none.upper.unwrap(), 1e-14);
    assert_eq!(ratio(5, 0).widened(4.0).unwrap().upper, None);
    assert_eq!(ratio(0, 0).widened(4.0).unwrap().upper, None);
    assert_eq!(ratio(30, 20).widened(0.5).unwrap().lower, ratio(30, 20).lower);
}

proptest! {
    #[test]
    fn one_group_is_garwood(count in prop_oneof![0_u64..50, 0_u64..200_000], population in 1.0..1e6, level in 0.5..0.999) {
        let params = StandardiseParams { per: 1.0, level, min_events_per_group: 0 };
        let ours = given(&[Group { count, population, standard: 3.0 }], &params);
        let exact = garwood(count, level).unwrap();
        prop_assert!((ours.interval.lower * population - exact.lower).abs() <= 1e-10 * exact.lower);
        prop_assert!((ours.interval.upper * population - exact.upper).abs() <= 1e-10 * exact.upper);
    }

    #[test]
    fn intervals_hold_their_rate_and_order_makes_no_difference(
        rows in prop::collection::vec((0_u64..2000, 1.0..1e6, 0.0..1e6), 1..12),
        level in 0.01..0.999,
    ) {
        let groups: Vec<Group> =
            rows.iter().map(|(count, population, standard)| Group { count: *count, population: *population, standard: *standard }).collect();
        let params = StandardiseParams { per: 1e5, level, min_events_per_group: 0 };
        let Ok(ours) = standardised_rate(&groups, &params) else { return Ok(()) };
        let ours = ours.sufficient().unwrap();
        prop_assert!(ours.interval.lower <= ours.value && ours.value <= ours.interval.upper, "{ours:?}");
        let turned: Vec<Group> = groups.into_iter().rev().collect();
        let turned = given(&turned, &params);
        prop_assert!((turned.interval.upper - ours.interval.upper).abs() <= 1e-9 * ours.interval.upper);
    }

    #[test]
    fn nothing_that_leaves_is_not_a_number(count: u64, population: f64, standard: f64, per: f64, level: f64, dispersion: f64) {
        let params = StandardiseParams { per, level, min_events_per_group: 0 };
        if let Ok(ours) = standardised_rate(&[Group { count, population, standard }], &params) {
            let ours = ours.sufficient().unwrap();
            prop_assert!([ours.value, ours.crude, ours.interval.lower, ours.interval.upper].iter().all(|v| v.is_finite()));
            if let Ok(wide) = ours.widened(dispersion) {
                prop_assert!(wide.interval.lower.is_finite() && wide.interval.upper.is_finite());
            }
        }
    }
}
