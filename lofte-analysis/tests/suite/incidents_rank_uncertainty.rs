//! Uncertainty of ranks against scipy and R (oracle/rank_uncertainty/README.md).

use crate::reference_cases::{Case, list, numbers, whole};
use lofte_analysis::incidents::rank_uncertainty::{
    RankError, RankParams, probability_higher, rank_uncertainty,
};
use lofte_analysis::incidents::rates::CountAgainst;
use proptest::prelude::*;

const CASES: &str = include_str!("../../oracle/rank_uncertainty/cases.json");
const PARAMS: RankParams = RankParams { level: 0.95, min_units: 3 };

#[test]
fn ranks_agree_with_scipy_and_r() {
    for case in Case::of(CASES, "rank_uncertainty") {
        let row = |row: &serde_json::Value| CountAgainst {
            observed: whole(&row["observed"]),
            expected: row["expected"].as_f64().unwrap(),
        };
        let units: Vec<CountAgainst> = list(&case.input["rows"]).iter().map(row).collect();
        let Some(found) = rank_uncertainty(&units, &PARAMS).unwrap().sufficient() else {
            assert!(case.is_refused(), "{}", case.id);
            continue;
        };
        case.near(found.single_level, &case.output["single_level"], 1e-12);
        case.near(found.mean_width, &case.output["mean_rank_interval"], 1e-12);
        assert_eq!(found.pairs, whole(&case.output["pairs"]), "{}", case.id);
        assert_eq!(found.pairs_not_told_apart, whole(&case.output["pairs_not_told_apart"]), "{}", case.id);
        let expected = numbers(&case.output["expected_rank"]);
        for (at, unit) in found.units.iter().enumerate() {
            assert_eq!(unit.lowest, whole(&case.output["lower_rank"][at]), "{}", case.id);
            assert_eq!(unit.highest, whole(&case.output["upper_rank"][at]), "{}", case.id);
            assert!((unit.expected - expected[at]).abs() < 1e-10, "{}", case.id);
            for (other, theirs) in numbers(&case.output["probability_higher"][at]).into_iter().enumerate() {
                let ours = probability_higher(units[at], units[other]);
                assert!((ours - theirs).abs() < 1e-10, "{} {at} {other}", case.id);
            }
        }
    }
}

#[test]
fn what_cannot_be_used_is_named() {
    let unit = |observed, expected| CountAgainst { observed, expected };
    let units = [unit(1, 2.0), unit(3, 0.0), unit(1, 1.0)];
    let refused = RankError::Unit { unit: 1, observed: 3, expected: 0.0 };
    assert_eq!(rank_uncertainty(&units, &PARAMS).unwrap_err(), refused);
    let level = RankParams { level: 1.0, ..PARAMS };
    assert_eq!(rank_uncertainty(&units, &level).unwrap_err(), RankError::Level { level: 1.0 });
    let many = vec![unit(1, 1.0); 3001];
    assert_eq!(rank_uncertainty(&many, &PARAMS).unwrap_err(), RankError::TooMany { units: 3001 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn expected_ranks_add_up_and_lie_within_their_range(units in prop::collection::vec((0_u64..80, 1.0..60.0_f64), 3..15)) {
        let units: Vec<CountAgainst> =
            units.into_iter().map(|(observed, expected)| CountAgainst { observed, expected }).collect();
        let found = rank_uncertainty(&units, &PARAMS).unwrap().sufficient().unwrap();
        let n = units.len() as f64;
        let sum: f64 = found.units.iter().map(|unit| unit.expected).sum();
        prop_assert!((sum - n * (n + 1.0) / 2.0).abs() < 1e-9);
        for unit in &found.units {
            prop_assert!(1 <= unit.lowest && unit.lowest <= unit.highest && unit.highest <= units.len() as u64);
            prop_assert_eq!(unit.highest - unit.lowest, unit.not_told_apart);
        }
    }
}
