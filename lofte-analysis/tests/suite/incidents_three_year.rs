//! Three-year means against scipy and R (oracle/three_year/README.md).

use crate::reference_cases::{Case, numbers, whole};
use lofte_analysis::incidents::rates::{CountIn, RateError, Ratio};
use lofte_analysis::incidents::three_year::{ThreeYear, ThreeYearParams, three_year};
use proptest::prelude::*;

const CASES: &str = include_str!("../../oracle/three_year/cases.json");
const PARAMS: ThreeYearParams = ThreeYearParams { per: 1000.0, level: 0.95, heterogeneity_level: 0.05 };

#[test]
fn means_agree_with_scipy_and_r() {
    for case in Case::of(CASES, "three_year") {
        let counts = case.input["counts"].as_array().unwrap().iter().map(whole);
        let years: Vec<CountIn> = counts
            .zip(numbers(&case.input["population"]))
            .map(|(count, population)| CountIn { count, population })
            .collect();
        let params = ThreeYearParams { per: case.input["per"].as_f64().unwrap_or(1000.0), ..PARAMS };
        let Some(found) = three_year(&years, &params).unwrap().sufficient() else {
            assert!(case.is_refused(), "{}", case.id);
            continue;
        };
        assert_eq!(found.rate.count, whole(&case.output["count"]), "{}", case.id);
        case.near(found.rate.value, &case.output["rate"], 1e-10);
        case.near(found.rate.interval.lower, &case.output["lower"], 1e-10);
        case.near(found.rate.interval.upper, &case.output["upper"], 1e-10);
        case.near(found.heterogeneity.chi_squared, &case.output["heterogeneity"], 1e-10);
        case.near(found.heterogeneity.p_value, &case.output["heterogeneity_p"], 1e-10);
        assert_eq!(found.against_before.is_some(), case.output["ratio_lower"].is_number(), "{}", case.id);
        if let Some(against) = found.against_before {
            let ratio = match against.ratio.ratio {
                Ratio::Finite(ratio) => Some(ratio),
                Ratio::Unbounded | Ratio::Undefined => None,
            };
            case.near_or_none(ratio, &case.output["ratio"], 1e-10);
            case.near(against.ratio.lower, &case.output["ratio_lower"], 1e-10);
            case.near_or_none(against.ratio.upper, &case.output["ratio_upper"], 1e-10);
            case.near(against.p_doubled, &case.output["ratio_p_doubled"], 1e-10);
        }
    }
}

#[test]
fn years_that_cannot_be_used_are_named() {
    let year = |count, population| CountIn { count, population };
    let asked = |year: CountIn| three_year(&[year; 3], &PARAMS).unwrap_err();
    assert_eq!(asked(year(3, 0.0)), RateError::Exposure { value: 0.0 });
    assert!(matches!(asked(year(u64::MAX, 1.0)), RateError::CountTooLarge { .. }));
    let level = ThreeYearParams { level: 0.0, ..PARAMS };
    assert_eq!(three_year(&[], &level).unwrap_err(), RateError::Level { level: 0.0 });
    let per = ThreeYearParams { per: -1.0, ..PARAMS };
    assert_eq!(three_year(&[year(3, 9.0); 3], &per).unwrap_err(), RateError::Exposure { value: -1.0 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_three_years_does_not_matter_and_early_years_are_passed_over(
        counts in prop::collection::vec(0_u64..60, 7), population in 100.0..9000.0_f64,
    ) {
        let years: Vec<CountIn> = counts.into_iter().map(|count| CountIn { count, population }).collect();
        let found = three_year(&years, &PARAMS).unwrap().sufficient().unwrap();
        let mut turned = years[1..].to_vec();
        turned[3..].reverse();
        let turned = three_year(&turned, &PARAMS).unwrap().sufficient().unwrap();
        prop_assert_eq!(found.rate.count, turned.rate.count);
        prop_assert!((found.rate.value - turned.rate.value).abs() <= 1e-9 * found.rate.value);
        prop_assert!((found.heterogeneity.p_value - turned.heterogeneity.p_value).abs() < 1e-9);
        let p = |mean: &ThreeYear| mean.against_before.map(|against| against.p_doubled);
        prop_assert!(p(&found).zip(p(&turned)).is_some_and(|(one, other)| (one - other).abs() < 1e-9));
        prop_assert!(found.rate.interval.contains(found.rate.value));
    }
}
