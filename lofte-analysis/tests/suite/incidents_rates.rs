//! Rates against scipy, R and Brå's published figures for Flen and Oxelösund (oracle/*/README.md).

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use lofte_analysis::incidents::rates::{
    CountIn, RateError, Ratio, Stratum, expected_count, garwood, observed_expected, rate, rate_ratio,
};
use proptest::prelude::*;
use serde_json::Value;

fn oracle() -> Value {
    serde_json::from_str::<Value>(include_str!("../../oracle/rates/rates.json")).unwrap()["result"].clone()
}

fn reference() -> Value {
    serde_json::from_str::<Value>(include_str!("../../oracle/rates/rates_ref.json")).unwrap()["result"]
        .clone()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn close(ours: f64, theirs: f64, relative: f64) {
    assert!((ours - theirs).abs() <= relative * theirs.abs(), "{ours} against {theirs}");
}

#[test]
fn garwood_agrees_with_scipy_at_four_levels() {
    let oracle = oracle();
    for (name, level) in [("0.9", 0.9), ("0.95", 0.95), ("0.99", 0.99), ("0.998", 0.998)] {
        let rows = oracle[format!("garwood_{name}")].as_array().unwrap().clone();
        assert_eq!(rows.len(), 16);
        for row in rows {
            let interval = garwood(row["k"].as_u64().unwrap(), level).unwrap();
            close(interval.lower, number(&row["lo"]), 1e-12);
            close(interval.upper, number(&row["hi"]), 1e-12);
        }
    }
}

#[test]
fn garwood_agrees_with_r() {
    for row in reference()["garwood95"].as_array().unwrap() {
        let interval = garwood(row["k"].as_u64().unwrap(), 0.95).unwrap();
        close(interval.lower, number(&row["lo"]), 1e-13);
        close(interval.upper, number(&row["hi"]), 1e-13);
    }
}

#[test]
fn garwood_has_no_step_where_the_method_changes() {
    for level in [0.5, 0.95, 0.9999] {
        let [below, at, above] = [100_000, 100_001, 100_002].map(|k| garwood(k, level).unwrap());
        // Second differences of a smooth curve are tiny (1.5e-8 here); a jump between the methods would show.
        assert!((above.lower - 2.0 * at.lower + below.lower).abs() < 1e-7);
        assert!((above.upper - 2.0 * at.upper + below.upper).abs() < 1e-7);
    }
}

#[test]
fn no_events_give_a_lower_limit_of_exactly_zero() {
    let interval = garwood(0, 0.95).unwrap();
    assert!(interval.lower.to_bits() == 0 && !interval.lower.is_sign_negative());
    for level in [0.0, 1.0, -0.5, f64::NAN, f64::INFINITY] {
        assert!(matches!(garwood(3, level), Err(RateError::Level { .. })), "{level}");
    }
    assert_eq!(
        garwood(3, 95.0).unwrap_err().to_string(),
        "the confidence level must lie between 0 and 1, for example 0.95; it is 95"
    );
}

#[test]
fn rates_of_flen_and_oxelosund() {
    for row in oracle()["bra_rates_per_100k"].as_array().unwrap() {
        let rate = rate(row["count"].as_u64().unwrap(), row["pop"].as_f64(), 1e5, 0.95).unwrap();
        close(rate.value, number(&row["rate"]), 1e-12);
        close(rate.interval.lower, number(&row["lo"]), 1e-12);
        close(rate.interval.upper, number(&row["hi"]), 1e-12);
    }
}

#[test]
fn without_a_population_there_is_no_rate() {
    for population in [None, Some(0.0), Some(-1.0), Some(f64::NAN), Some(f64::INFINITY)] {
        assert!(rate(5, population, 1000.0, 0.95).is_none(), "{population:?}");
    }
    assert!(rate(5, Some(100.0), f64::NAN, 0.95).is_none());
    assert!(rate(5, Some(1e-300), 1e300, 0.95).is_none());
    assert!(rate(0, Some(100.0), 1000.0, 0.95).is_some());
}

fn compare(row: &Value, first: CountIn, second: CountIn) {
    let ours = rate_ratio(first, second, 0.95).unwrap();
    match ours.ratio {
        Ratio::Finite(value) => close(value, number(&row["rr"]), 1e-12),
        // The oracle calls 0/0 infinite; here it is undefined, which says more.
        Ratio::Unbounded | Ratio::Undefined => assert_eq!(row["rr"], "inf"),
    }
    close(ours.lower, number(&row["lo"]), 1e-11);
    match ours.upper {
        Some(upper) => close(upper, number(&row["hi"]), 1e-11),
        None => assert_eq!(row["hi"], "inf"),
    }
    close(ours.p_value, number(&row["p_minlik"]), 1e-9);
}

#[test]
fn rate_ratios_agree_with_scipy() {
    let oracle = oracle();
    let rows = oracle["rate_ratio_flen_vs_oxelosund_2025"].as_object().unwrap();
    assert_eq!(rows.len(), 6);
    for row in rows.values() {
        let side =
            |k: &str, n: &str| CountIn { count: row[k].as_u64().unwrap(), population: number(&row[n]) };
        compare(row, side("k1", "n1"), side("k2", "n2"));
    }
    for (counts, row) in oracle["rate_ratio_edge"].as_object().unwrap() {
        let (k1, k2) = counts.split_once('/').unwrap();
        let side = |count: &str, population| CountIn { count: count.parse().unwrap(), population };
        compare(row, side(k1, 1000.0), side(k2, 2000.0));
    }
}

#[test]
fn rate_ratio_agrees_with_r() {
    let reference = reference();
    let (flen, oxelosund) = (15_229.0, 11_996.0);
    for (name, k1, k2) in [("rr_total", 1965, 1334), ("rr_burglary", 83, 66)] {
        let ours = rate_ratio(
            CountIn { count: k1, population: flen },
            CountIn { count: k2, population: oxelosund },
            0.95,
        );
        let ours = ours.unwrap();
        close(ours.lower, number(&reference[name]["lo"]), 1e-11);
        close(ours.upper.unwrap(), number(&reference[name]["hi"]), 1e-11);
        close(ours.p_value, number(&reference[name]["p"]), 1e-9);
    }
}

#[test]
fn nothing_against_nothing_is_undefined() {
    let side = CountIn { count: 0, population: 1000.0 };
    let ratio = rate_ratio(side, side, 0.95).unwrap();
    assert_eq!((ratio.ratio, ratio.lower, ratio.upper, ratio.p_value), (Ratio::Undefined, 0.0, None, 1.0));
    let huge = CountIn { count: u64::MAX, population: 1000.0 };
    assert!(matches!(rate_ratio(huge, side, 0.95), Err(RateError::CountTooLarge { .. })));
    let none = CountIn { count: 1, population: 0.0 };
    assert!(matches!(rate_ratio(side, none, 0.95), Err(RateError::Exposure { .. })));
}

#[test]
fn standardised_ratio_of_the_table_in_fleiss() {
    let reference = reference();
    let strata: Vec<Stratum> = reference["dsr_input"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| Stratum {
            reference: CountIn { count: row["b1"].as_u64().unwrap(), population: number(&row["n1"]) },
            population: number(&row["n5"]),
        })
        .collect();
    let expected = expected_count(&strata).unwrap();
    let sir = &reference["sir"]["sir"];
    close(expected, number(&sir["exp"]), 1e-12);
    let ours = observed_expected(490, expected, 0.95).unwrap();
    close(ours.ratio, number(&sir["sir"]), 1e-12);
    // epitools gives a log-normal interval; the exact one is close to it but not equal.
    close(ours.interval.lower, number(&sir["lci"]), 5e-3);
    close(ours.interval.upper, number(&sir["uci"]), 5e-3);
    let exact = garwood(490, 0.95).unwrap();
    close(ours.interval.upper, exact.upper / expected, 1e-14);
    assert!(matches!(observed_expected(3, 0.0, 0.95), Err(RateError::Exposure { .. })));
    assert!(matches!(observed_expected(3, f64::NAN, 0.95), Err(RateError::Exposure { .. })));
}

proptest! {
    #[test]
    fn garwood_contains_its_count_and_widens_with_the_level(count in 0_u64..3_000_000, level in 0.01..0.999) {
        let narrow = garwood(count, level).unwrap();
        let wide = garwood(count, level + 0.0005).unwrap();
        let k = count as f64;
        prop_assert!(narrow.lower <= k && k <= narrow.upper);
        prop_assert!(wide.lower <= narrow.lower && narrow.upper <= wide.upper);
    }

    #[test]
    fn turning_the_ratio_round_turns_its_limits_round(k1 in 0_u64..5000, k2 in 0_u64..5000, n1 in 1.0..1e6, n2 in 1.0..1e6) {
        let (first, second) = (CountIn { count: k1, population: n1 }, CountIn { count: k2, population: n2 });
        let (there, back) = (rate_ratio(first, second, 0.95).unwrap(), rate_ratio(second, first, 0.95).unwrap());
        prop_assert!((there.p_value - back.p_value).abs() <= 1e-9 * there.p_value.max(1e-300));
        prop_assert!((0.0..=1.0).contains(&there.p_value));
        match back.upper {
            Some(upper) => prop_assert!((there.lower * upper - 1.0).abs() < 1e-9),
            None => prop_assert!(there.lower.to_bits() == 0),
        }
    }

    #[test]
    fn nothing_that_leaves_is_not_a_number(k1: u64, k2: u64, n1: f64, n2: f64, level: f64) {
        if let Ok(interval) = garwood(k1, level) {
            prop_assert!(interval.lower.is_finite() && interval.upper.is_finite());
        }
        if let Some(rate) = rate(k1, Some(n1), n2, level) {
            prop_assert!(rate.value.is_finite() && rate.interval.upper.is_finite());
        }
        let side = |count: u64, population| CountIn { count: count % 100_000, population };
        if let Ok(ratio) = rate_ratio(side(k1, n1), side(k2, n2), 0.95) {
            let point = if let Ratio::Finite(value) = ratio.ratio { value } else { 0.0 };
            prop_assert!([point, ratio.lower, ratio.upper.unwrap_or(0.0), ratio.p_value].iter().all(|v| v.is_finite()));
        }
        if let Ok(seen) = observed_expected(k1, n1, 0.95) {
            prop_assert!(seen.ratio.is_finite() && seen.interval.upper.is_finite());
        }
    }
}
