//! Trend test and emerging hot spots against numpy, scipy and R (oracle/emerging/README.md).

use crate::reference_cases::{Case, list, numbers, whole};
use lofte_analysis::incidents::emerging::{
    Bin, Comparison, Development, EmergingError, EmergingParams, Pattern, Trend, classify, emerging,
};
use lofte_analysis::incidents::neighbours::Neighbours;
use lofte_analysis::incidents::trend_test::{TrendTestError, TrendTestParams, trend_test};
use proptest::prelude::*;
use serde_json::Value;

const CASES: &str = include_str!("../../oracle/emerging/cases.json");
const TREND: TrendTestParams = TrendTestParams { level: 0.95, min_periods: 8 };

fn params(comparison: Comparison) -> EmergingParams {
    EmergingParams {
        comparison,
        false_discovery_rate: 0.05,
        trend_level: 0.05,
        min_periods: 10,
        min_areas: 30,
    }
}

#[test]
fn the_trend_test_agrees_with_scipy_and_r() {
    for case in Case::of(CASES, "trend_test") {
        let Some(found) = trend_test(&numbers(&case.input["series"]), &TREND).unwrap().sufficient() else {
            assert!(case.is_refused(), "{}", case.id);
            continue;
        };
        case.near(found.s, &case.output["S"], 0.0);
        case.near(found.variance, &case.output["variance"], 1e-12);
        case.near(found.z, &case.output["z"], 1e-12);
        case.near(found.p_value, &case.output["p_value"], 1e-12);
        case.near_or_none(found.tau, &case.output["tau_b"], 1e-12);
        case.near(found.slope, &case.output["slope"], 1e-12);
        assert!(found.interval.contains(found.slope), "{}", case.id);
    }
}

fn neighbours(value: &Value) -> Neighbours {
    let number = |value: &Value| u32::try_from(whole(value)).unwrap();
    let lists: Vec<Vec<u32>> = list(value).iter().map(|own| list(own).iter().map(number).collect()).collect();
    Neighbours::from_lists(&lists).unwrap()
}

fn name(pattern: Pattern) -> String {
    serde_json::to_value(pattern).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn emerging_hot_spots_agree_with_numpy_and_r() {
    for case in Case::of(CASES, "emerging") {
        let counts: Vec<u64> =
            list(&case.input["counts"]).iter().flat_map(|period| list(period).iter().map(whole)).collect();
        let comparison = match case.input["window"].as_str() {
            Some("step") => Comparison::SamePeriod,
            _ => Comparison::AllPeriods {
                lag: case.input["lag"].as_u64().map_or(1, |lag| u32::try_from(lag).unwrap()),
            },
        };
        let mut lists = case.input["neighbours"].clone();
        // The case of few areas keeps the list of all, with neighbours that are not there.
        let areas = list(&list(&case.input["counts"])[0]).len();
        lists.as_array_mut().unwrap().truncate(areas);
        for own in lists.as_array_mut().unwrap() {
            own.as_array_mut().unwrap().retain(|other| whole(other) < areas as u64);
        }
        let found = emerging(&counts, &neighbours(&lists), &params(comparison)).unwrap();
        let Some(found) = found.sufficient() else {
            assert!(case.is_refused(), "{}", case.id);
            continue;
        };
        assert_eq!(found.significant, whole(&case.output["significant_bins"]), "{}", case.id);
        case.near_or_none(found.largest_p, &case.output["largest_passing_p"], 1e-9);
        let first = numbers(&case.output["z_first"]);
        for ((ours, theirs), first) in found.areas.iter().zip(list(&case.output["areas"])).zip(first) {
            let spot = if ours.spot == Bin::Hot { "hot" } else { "cold" };
            let class = ours.pattern.map_or("none".to_owned(), |pattern| format!("{} {spot}", name(pattern)));
            assert_eq!(class, theirs["class"], "{}", case.id);
            assert_eq!((ours.hot, ours.cold), (whole(&theirs["hot"]), whole(&theirs["cold"])), "{}", case.id);
            for (ours, theirs) in [
                (ours.trend_z, theirs["trend_z"].as_f64().unwrap()),
                (ours.trend_p, theirs["trend_p"].as_f64().unwrap()),
                (*ours.z.last().unwrap(), theirs["last_z"].as_f64().unwrap()),
                (ours.z[0], first),
            ] {
                assert!((ours - theirs).abs() < 1e-9, "{}: {ours} against {theirs}", case.id);
            }
        }
    }
}

#[test]
fn patterns_agree_with_their_rules() {
    for case in Case::of(CASES, "classify") {
        let flags = |name: &str| -> Vec<bool> {
            list(&case.input[name]).iter().map(|flag| flag.as_bool().unwrap()).collect()
        };
        let bin = |(hot, cold): (bool, bool)| match (hot, cold) {
            (true, _) => Bin::Hot,
            (_, true) => Bin::Cold,
            _ => Bin::Neither,
        };
        let history: Vec<Bin> = flags("hot").into_iter().zip(flags("cold")).map(bin).collect();
        let [z, p_value] = ["trend_z", "trend_p"].map(|name| case.input[name].as_f64().unwrap());
        let ours = classify(&history, Trend { z, p_value, level: 0.05 });
        assert_eq!(ours.map_or("none".to_owned(), name), case.output["class"], "{}", case.id);
    }
    assert_eq!(classify(&[], Trend { z: 0.0, p_value: 1.0, level: 0.05 }), None);
    assert_eq!(Pattern::Historical.development(), Development::Fading);
    assert_eq!(Pattern::Sporadic.development(), Development::Stable);
}

#[test]
fn what_cannot_be_used_is_named() {
    let mut values = [1.0; 9];
    values[4] = f64::NAN;
    assert!(matches!(trend_test(&values, &TREND), Err(TrendTestError::Value { period: 4, .. })));
    let level = TrendTestParams { level: 1.0, ..TREND };
    assert!(matches!(trend_test(&[1.0; 9], &level), Err(TrendTestError::Level { .. })));
    assert!(matches!(trend_test(&[1.0; 2001], &TREND), Err(TrendTestError::TooLong { .. })));
    let two = Neighbours::from_lists(&[vec![1], vec![0]]).unwrap();
    let asked = params(Comparison::SamePeriod);
    assert!(matches!(emerging(&[1, 2, 3], &two, &asked), Err(EmergingError::Shape { .. })));
    let level = EmergingParams { trend_level: 0.0, ..asked };
    assert!(matches!(emerging(&[1, 2], &two, &level), Err(EmergingError::Level { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_series_turned_round_has_the_opposite_trend(values in prop::collection::vec(0_u32..40, 8..30)) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let back: Vec<f64> = values.iter().rev().copied().collect();
        let [one, other] = [&values, &back].map(|values| trend_test(values, &TREND).unwrap().sufficient().unwrap());
        prop_assert!((one.s + other.s).abs() < 0.5);
        prop_assert!((one.variance - other.variance).abs() + (one.p_value - other.p_value).abs() < 1e-9);
        prop_assert!((one.slope + other.slope).abs() < 1e-12);
        prop_assert!((one.interval.lower + other.interval.upper).abs() < 1e-12);
        // A straight line added to it moves the slope by as much.
        let steeper: Vec<f64> = values.iter().enumerate().map(|(period, value)| value + 3.0 * period as f64).collect();
        let steeper = trend_test(&steeper, &TREND).unwrap().sufficient().unwrap();
        prop_assert!((steeper.slope - one.slope - 3.0).abs() < 1e-9);
    }

    #[test]
    fn cold_is_hot_turned_round(counts in prop::collection::vec(0_u64..12, 360)) {
        let lists: Vec<Vec<u32>> = (0..36_u32).map(|cell| vec![(cell + 1) % 36, (cell + 35) % 36]).collect();
        let neighbours = Neighbours::from_lists(&lists).unwrap();
        let few: Vec<u64> = counts.iter().map(|count| 12 - count).collect();
        for comparison in [Comparison::SamePeriod, Comparison::AllPeriods { lag: 1 }] {
            let [one, other] =
                [&counts, &few].map(|counts| emerging(counts, &neighbours, &params(comparison)).unwrap().sufficient().unwrap());
            prop_assert_eq!(one.significant, other.significant);
            for (one, other) in one.areas.iter().zip(&other.areas) {
                prop_assert_eq!((one.hot, one.cold), (other.cold, other.hot));
                prop_assert!((one.trend_z + other.trend_z).abs() < 0.3);
            }
        }
    }
}
