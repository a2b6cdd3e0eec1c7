//! Shrinkage of rates and shares against numpy, scipy and R (oracle/shrinkage/README.md).

use crate::reference_cases::{Case, list, numbers, whole};
use lofte_analysis::incidents::funnel::share::YesOf;
use lofte_analysis::incidents::neighbours::Neighbours;
use lofte_analysis::incidents::rates::{CountAgainst, CountIn};
use lofte_analysis::incidents::shrinkage::gamma::{GammaFit, GammaParams, GammaSpread, eb_gamma};
use lofte_analysis::incidents::shrinkage::marshall::{eb_local, eb_marshall};
use lofte_analysis::incidents::shrinkage::share::{BetaSpread, ShareShrinkageParams, eb_share};
use lofte_analysis::incidents::shrinkage::{ShrinkageError, ShrinkageSampleSize};
use proptest::prelude::*;
use serde_json::Value;

const CASES: &str = include_str!("../../oracle/shrinkage/cases.json");
const EVENTS: ShrinkageSampleSize = ShrinkageSampleSize { areas: 10, counted: 30 };
const ANSWERS: ShrinkageSampleSize = ShrinkageSampleSize { areas: 10, counted: 200 };

fn rates(input: &Value) -> Vec<CountIn> {
    let row = |row: &Value| CountIn {
        count: whole(&row["observed"]),
        population: row["population"].as_f64().unwrap(),
    };
    list(&input["rows"]).iter().map(row).collect()
}

#[test]
fn rates_drawn_to_the_mean_of_all_agree_with_spdep() {
    for case in Case::of(CASES, "eb_marshall") {
        let Some(found) = eb_marshall(&rates(&case.input), EVENTS).unwrap().sufficient() else {
            assert!(case.is_refused(), "{}", case.id);
            continue;
        };
        case.near(found.mean, &case.output["mean"], 1e-12);
        case.near(found.between_variance, &case.output["between_variance"], 1e-12);
        for (at, area) in found.areas.iter().enumerate() {
            case.near(area.weight, &case.output["shrinkage"][at], 1e-12);
            case.near(area.estimate, &case.output["estimate"][at], 1e-12);
        }
    }
}

#[test]
fn rates_drawn_to_their_neighbours_agree_with_spdep() {
    for case in Case::of(CASES, "eb_local") {
        let number = |value: &Value| u32::try_from(whole(value)).unwrap();
        let lists: Vec<Vec<u32>> = list(&case.input["neighbours"])
            .iter()
            .map(|own| list(own).iter().map(number).collect())
            .collect();
        let neighbours = Neighbours::from_lists(&lists).unwrap();
        let found = eb_local(&rates(&case.input), &neighbours, EVENTS).unwrap().sufficient().unwrap();
        for (at, area) in found.areas.iter().enumerate() {
            case.near(area.mean, &case.output["local_mean"][at], 1e-12);
            case.near(area.estimate, &case.output["estimate"][at], 1e-12);
        }
    }
}

#[test]
fn ratios_agree_with_scipy_and_r() {
    for case in Case::of(CASES, "eb_gamma") {
        let row = |row: &Value| CountAgainst {
            observed: whole(&row["observed"]),
            expected: row["expected"].as_f64().unwrap(),
        };
        let areas: Vec<CountAgainst> = list(&case.input["rows"]).iter().map(row).collect();
        let exceed = case.input["exceed"].as_f64().unwrap_or(1.2);
        for (fit, name, within) in
            [(GammaFit::Moments, "moment", 1e-8), (GammaFit::Likelihood, "likelihood", 1e-6)]
        {
            let params = GammaParams { fit, level: 0.95, exceed, min_sample: EVENTS };
            let Some(found) = eb_gamma(&areas, &params).unwrap().sufficient() else {
                assert!(case.is_refused(), "{}", case.id);
                continue;
            };
            let theirs = &case.output[name];
            let GammaSpread::Gamma { shape, rate, areas } = found.spread else {
                assert_eq!(theirs["no_difference_beyond_chance"], true, "{} {name}", case.id);
                continue;
            };
            case.near(shape, &theirs["shape"], within);
            case.near(rate, &theirs["rate"], within);
            for (at, area) in areas.iter().enumerate() {
                case.near(area.estimate, &theirs["estimate"][at], within);
                case.near(area.weight, &theirs["shrinkage"][at], within);
                case.near(area.interval.lower, &theirs["lower"][at], 1e-6);
                case.near(area.interval.upper, &theirs["upper"][at], 1e-6);
                let exceedance = theirs["exceedance"][at].as_f64().unwrap();
                assert!((area.exceedance - exceedance).abs() < 1e-6, "{} {name} {at}", case.id);
            }
        }
    }
}

#[test]
fn shares_agree_with_scipy_and_r() {
    for case in Case::of(CASES, "eb_share") {
        let row = |row: &Value| YesOf { yes: whole(&row["yes"]), answers: whole(&row["answers"]) };
        let areas: Vec<YesOf> = list(&case.input["rows"]).iter().map(row).collect();
        let params = ShareShrinkageParams { level: 0.95, min_sample: ANSWERS };
        let Some(found) = eb_share(&areas, &params).unwrap().sufficient() else {
            assert!(case.is_refused(), "{}", case.id);
            continue;
        };
        let BetaSpread::Beta { mean, prior_size, correlation, areas } = found.spread else {
            assert_eq!(case.output["no_difference_beyond_chance"], true, "{}", case.id);
            case.near(found.overall, &case.output["mean"], 1e-12);
            continue;
        };
        case.near(mean, &case.output["mean"], 1e-5);
        case.near(prior_size, &case.output["prior_size"], 1e-5);
        case.near(correlation, &case.output["correlation"], 1e-5);
        for (at, area) in areas.iter().enumerate() {
            case.near(area.estimate, &case.output["estimate"][at], 1e-5);
            case.near(area.interval.lower, &case.output["lower"][at], 1e-5);
            case.near(area.interval.upper, &case.output["upper"][at], 1e-5);
        }
        assert_eq!(numbers(&case.output["estimate"]).len(), areas.len());
    }
}

#[test]
fn what_cannot_be_used_is_named() {
    let area = |count, population| CountIn { count, population };
    let refused = ShrinkageError::Area { area: 1, count: 2, of: 0.0 };
    assert_eq!(eb_marshall(&[area(2, 9.0), area(2, 0.0)], EVENTS).unwrap_err(), refused);
    let none = Neighbours::from_lists(&[]).unwrap();
    let refused = ShrinkageError::Neighbours { areas: 1, lists: 0 };
    assert_eq!(eb_local(&[area(2, 9.0)], &none, EVENTS).unwrap_err(), refused);
    let params = GammaParams { fit: GammaFit::Moments, level: 0.95, exceed: 0.0, min_sample: EVENTS };
    assert_eq!(eb_gamma(&[], &params).unwrap_err(), ShrinkageError::Exceed { exceed: 0.0 });
    let level = ShareShrinkageParams { level: 0.0, min_sample: ANSWERS };
    assert_eq!(eb_share(&[], &level).unwrap_err(), ShrinkageError::Level { level: 0.0 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn an_estimate_lies_between_the_own_figure_and_the_mean(
        counts in prop::collection::vec((0_u64..60, 2.0..40.0_f64), 10..30),
    ) {
        prop_assume!(counts.iter().map(|(count, _)| count).sum::<u64>() >= 30);
        let between = |value: f64, one: f64, other: f64| {
            one.min(other) - 1e-9 <= value && value <= one.max(other) + 1e-9
        };
        let rates: Vec<CountIn> = counts.iter().map(|(count, population)| CountIn { count: *count, population: *population }).collect();
        let found = eb_marshall(&rates, EVENTS).unwrap().sufficient().unwrap();
        for area in &found.areas {
            prop_assert!(between(area.estimate, area.rate, area.mean));
        }
        let areas: Vec<CountAgainst> = counts.iter().map(|(count, expected)| CountAgainst { observed: *count, expected: *expected }).collect();
        let params = GammaParams { fit: GammaFit::Likelihood, level: 0.95, exceed: 1.2, min_sample: EVENTS };
        if let GammaSpread::Gamma { shape, rate, areas } = eb_gamma(&areas, &params).unwrap().sufficient().unwrap().spread {
            for area in &areas {
                prop_assert!(between(area.estimate, area.ratio, shape / rate));
                prop_assert!(area.interval.lower < area.estimate && area.estimate < area.interval.upper);
            }
        }
    }
}
