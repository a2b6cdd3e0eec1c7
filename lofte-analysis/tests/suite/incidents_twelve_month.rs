//! Twelve months against the twelve before, against scipy and R (oracle/twelve_month/README.md).

use crate::reference_cases::{Case, numbers, whole};
use lofte_analysis::incidents::rates::Ratio;
use lofte_analysis::incidents::twelve_month::{
    MonthCount, TwelveMonthError, TwelveMonthParams, Use, twelve_month,
};
use proptest::prelude::*;

const CASES: &str = include_str!("../../oracle/twelve_month/cases.json");
const PARAMS: TwelveMonthParams = TwelveMonthParams { level: 0.95, min_events: 10 };

#[test]
fn the_change_agrees_with_scipy_and_r() {
    for case in Case::of(CASES, "twelve_month") {
        let side = |counts: &str, days: &str| -> Vec<MonthCount> {
            let counts: Vec<u64> = case.input[counts].as_array().unwrap().iter().map(whole).collect();
            let days = case.input.get(days).map_or_else(|| vec![1.0; counts.len()], numbers);
            counts.into_iter().zip(days).map(|(count, days)| MonthCount { count, days }).collect()
        };
        let (before, after) = (side("before", "days_before"), side("after", "days_after"));
        let Some(found) = twelve_month(&before, &after, &PARAMS).unwrap().sufficient() else {
            assert!(case.is_refused(), "{}", case.id);
            continue;
        };
        assert_eq!(found.exact.first.count, whole(&case.output["after"]), "{}", case.id);
        assert_eq!(found.exact.second.count, whole(&case.output["before"]), "{}", case.id);
        let Ratio::Finite(ratio) = found.exact.ratio else { panic!("{}", case.id) };
        case.near(ratio, &case.output["ratio_of_rates"], 1e-10);
        let exact = &case.output["exact"];
        case.near(found.exact.lower, &exact["lower"], 1e-10);
        case.near_or_none(found.exact.upper, &exact["upper"], 1e-10);
        case.near(found.p_doubled, &exact["p_doubled"], 1e-10);
        let theirs = &case.output["quasi"];
        assert_eq!(found.quasi.is_some(), theirs.is_object(), "{}", case.id);
        if let Some(quasi) = found.quasi {
            assert_eq!(quasi.df, whole(&theirs["df"]), "{}", case.id);
            for (ours, name) in [
                (quasi.ratio, "ratio"),
                (quasi.dispersion, "dispersion"),
                (quasi.standard_error, "se_log"),
                (quasi.interval.lower, "lower"),
                (quasi.interval.upper, "upper"),
                (quasi.p_value, "p_value"),
            ] {
                case.near(ours, &theirs[name], 1e-7);
            }
        }
        let to_use = if found.to_use == Use::Exact { "exact" } else { "quasi" };
        assert_eq!(to_use, case.output["use"], "{}", case.id);
    }
}

#[test]
fn what_cannot_be_used_is_named_and_too_little_is_an_answer() {
    let month = |count| MonthCount { count, days: 30.0 };
    let year = [month(5); 12];
    let asked = |before: &[MonthCount], after: &[MonthCount]| twelve_month(before, after, &PARAMS);
    let unequal = TwelveMonthError::UnequalMonths { before: 11, after: 12 };
    assert_eq!(asked(&year[..11], &year).unwrap_err(), unequal);
    let mut short = year;
    short[3].days = 0.0;
    assert_eq!(asked(&year, &short).unwrap_err(), TwelveMonthError::Days { month: 3, days: 0.0 });
    assert!(asked(&year[..2], &year[..2]).unwrap().insufficient().is_some());
    let level = TwelveMonthParams { level: 1.0, ..PARAMS };
    assert!(matches!(twelve_month(&year, &year, &level), Err(TwelveMonthError::Rate(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_two_years_turned_round_give_the_opposite_change(
        counts in prop::collection::vec((1_u64..40, 1_u64..40, 28.0..31.0_f64), 12),
    ) {
        let side = |after: bool| -> Vec<MonthCount> {
            counts.iter().map(|(a, b, days)| MonthCount { count: if after { *b } else { *a }, days: *days }).collect()
        };
        let (before, after) = (side(false), side(true));
        let one = twelve_month(&before, &after, &PARAMS).unwrap().sufficient().unwrap();
        let other = twelve_month(&after, &before, &PARAMS).unwrap().sufficient().unwrap();
        let (quasi, turned) = (one.quasi.unwrap(), other.quasi.unwrap());
        prop_assert!((quasi.ratio * turned.ratio - 1.0).abs() < 1e-9);
        prop_assert!((quasi.interval.lower * turned.interval.upper - 1.0).abs() < 1e-9);
        prop_assert!((quasi.dispersion - turned.dispersion).abs() < 1e-9);
        prop_assert_eq!(one.to_use, other.to_use);
        // The same days on both sides: the ratio is that of the sums.
        let sum = |side: &[MonthCount]| side.iter().map(|month| month.count).sum::<u64>() as f64;
        prop_assert!((quasi.ratio - sum(&after) / sum(&before)).abs() < 1e-9 * quasi.ratio);
        prop_assert!(one.shown().lower <= quasi.ratio && one.shown().upper.unwrap() >= quasi.ratio);
    }
}
