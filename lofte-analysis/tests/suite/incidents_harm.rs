//! Harm sums against epitools' weighted rates (oracle/*/README.md), and as weights of other methods.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use lofte_analysis::incidents::harm::{
    CategoryCount, HarmError, HarmSum, HarmTable, HarmTableParts, HarmWeight, harm_sum,
};
use lofte_analysis::incidents::rates::garwood;
use proptest::prelude::*;
use serde_json::Value;

fn table(weights: &[(&str, f64)]) -> Result<HarmTable, HarmError> {
    let weights =
        weights.iter().map(|(category, weight)| HarmWeight { category: (*category).into(), weight: *weight });
    HarmTable::new(HarmTableParts {
        name: "test".into(),
        version: "1".into(),
        source: "made up for this test".into(),
        unit: "day".into(),
        weights: weights.collect(),
    })
}

fn sum(weights: &[(&str, f64)], counts: &[(&str, u64)], level: f64) -> HarmSum {
    let counts: Vec<CategoryCount<'_>> =
        counts.iter().map(|(category, count)| CategoryCount { category, count: *count }).collect();
    harm_sum(&table(weights).unwrap(), &counts, level).unwrap()
}

fn close(ours: f64, theirs: f64, relative: f64) {
    assert!((ours - theirs).abs() <= relative * theirs.abs(), "{ours} against {theirs}");
}

/// A directly standardised rate is a weighted sum of counts, so epitools' interval for it is the one wanted here.
#[test]
fn the_interval_agrees_with_epitools() {
    let reference: Value = serde_json::from_str(include_str!("../../oracle/rates/rates_ref.json")).unwrap();
    let reference = &reference["result"];
    let input = reference["dsr_input"].as_array().unwrap();
    let standard: Vec<f64> =
        reference["dsr_std"].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
    let total: f64 = standard.iter().sum();
    for (theirs, (births, population)) in
        reference["dsr"].as_array().unwrap().iter().zip([("b1", "n1"), ("b5", "n5")])
    {
        let (mut weights, mut counts) = (Vec::new(), Vec::new());
        for (row, standard) in input.iter().zip(&standard) {
            let age = row["age"].as_str().unwrap();
            weights.push((age, standard / total / row[population].as_f64().unwrap()));
            counts.push((age, row[births].as_u64().unwrap()));
        }
        let harm = sum(&weights, &counts, 0.95);
        close(harm.sum, theirs["adj.rate"].as_f64().unwrap(), 1e-12);
        close(harm.interval.lower, theirs["lci"].as_f64().unwrap(), 1e-10);
        close(harm.interval.upper, theirs["uci"].as_f64().unwrap(), 1e-10);
    }
}

#[test]
fn one_grave_event_is_seen_to_dominate() {
    let weights = [("murder", 5475.0), ("theft", 12.0), ("fraud", 30.0)];
    let harm = sum(
        &weights,
        &[("theft", 150), ("murder", 1), ("fraud", 4), ("other", 9), ("other", 1), ("rare", 0)],
        0.95,
    );
    assert_eq!((harm.events, harm.unweighted), (155, 10));
    assert_eq!(harm.unweighted_categories, ["other"]);
    close(harm.sum, 150.0 * 12.0 + 5475.0 + 120.0, 1e-15);
    close(harm.variance, 150.0 * 144.0 + 5475.0 * 5475.0 + 3600.0, 1e-15);
    close(harm.largest_event_share.unwrap(), 5475.0 / 7395.0, 1e-15);
    assert_eq!(harm.largest_event_category.as_deref(), Some("murder"));
    assert_eq!((harm.table.name.as_str(), harm.table.version.as_str()), ("test", "1"));
    assert!(harm.interval.lower < 3000.0 && harm.interval.upper > 25_000.0, "{:?}", harm.interval);
}

#[test]
fn no_events_have_no_largest_event() {
    let harm = sum(&[("theft", 12.0), ("murder", 5000.0)], &[("theft", 0)], 0.95);
    assert_eq!(
        (harm.sum, harm.variance, harm.largest_event_share, harm.interval.lower),
        (0.0, 0.0, None, 0.0)
    );
    close(harm.interval.upper, 12.0 * garwood(0, 0.95).unwrap().upper, 1e-12);
    // Nothing is said of kinds that were not counted: the gravest of the table could have happened.
    let harm = sum(&[("theft", 12.0), ("murder", 5000.0)], &[], 0.95);
    close(harm.interval.upper, 5000.0 * garwood(0, 0.95).unwrap().upper, 1e-12);
}

#[test]
fn bad_tables_are_named() {
    assert_eq!(table(&[]).unwrap_err(), HarmError::Empty);
    let twice = table(&[("theft", 1.0), ("fraud", 1.0), ("theft", 2.0)]).unwrap_err();
    assert_eq!(twice.to_string(), "theft has two weights; keep one");
    for weight in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(table(&[("theft", weight)]), Err(HarmError::Weight { .. })));
    }
    let mut parts = HarmTableParts::from(table(&[("theft", 1.0)]).unwrap());
    parts.source = " ".into();
    assert_eq!(HarmTable::new(parts).unwrap_err(), HarmError::Unnamed);
    let one = table(&[("theft", f64::MAX)]).unwrap();
    let counts = |count| [CategoryCount { category: "theft", count }];
    assert_eq!(harm_sum(&one, &counts(5), 0.95).unwrap_err(), HarmError::TooLarge);
    for level in [0.0, 1.0, f64::NAN] {
        assert!(matches!(harm_sum(&one, &counts(0), level), Err(HarmError::Level { .. })));
    }
    let two =
        [CategoryCount { category: "theft", count: u64::MAX }, CategoryCount { category: "theft", count: 1 }];
    assert_eq!(harm_sum(&table(&[("theft", 1.0)]).unwrap(), &two, 0.95).unwrap_err(), HarmError::TooLarge);
}

#[test]
fn a_table_is_checked_when_read() {
    let written = serde_json::to_string(&table(&[("theft", 2.0), ("arson", 9.0)]).unwrap()).unwrap();
    let read: HarmTable = serde_json::from_str(&written).unwrap();
    assert_eq!(read.weights()[0].category, "arson");
    assert_eq!(["theft", "unknown", "arson"].map(|kind| read.weight(kind)), [Some(2.0), None, Some(9.0)]);
    assert!(serde_json::from_str::<HarmTable>(&written.replace("2.0", "-2.0")).is_err());
}

proptest! {
    #[test]
    fn equal_weights_give_garwood(count in 0_u64..50_000, weight in 0.001..1e4, level in 0.5..0.999) {
        let harm = sum(&[("theft", weight)], &[("theft", count)], level);
        let exact = garwood(count, level).unwrap();
        prop_assert!((harm.interval.lower - exact.lower * weight).abs() <= 1e-9 * exact.lower * weight);
        prop_assert!((harm.interval.upper - exact.upper * weight).abs() <= 1e-9 * exact.upper * weight);
    }

    #[test]
    fn the_interval_holds_the_sum(a in 0_u64..1000, b in 0_u64..1000, heavy in 1.0..1e4, level in 0.01..0.9999) {
        let harm = sum(&[("a", 1.0), ("b", heavy)], &[("a", a), ("b", b)], level);
        // Over half of the probability of a skewed sum may lie below it, so narrow levels are left out.
        if level > 0.7 {
            prop_assert!(harm.interval.lower <= harm.sum && harm.sum <= harm.interval.upper, "{harm:?}");
        }
        let wide = sum(&[("a", 1.0), ("b", heavy)], &[("a", a), ("b", b)], level + 0.00005);
        prop_assert!(wide.interval.lower <= harm.interval.lower && harm.interval.upper <= wide.interval.upper);
    }

    #[test]
    fn nothing_that_leaves_is_not_a_number(count: u64, other: u64, weight: f64, level: f64) {
        if let Ok(table) = table(&[("a", weight), ("b", 1.0)]) {
            let counts = [CategoryCount { category: "a", count }, CategoryCount { category: "b", count: other }];
            if let Ok(harm) = harm_sum(&table, &counts, level) {
                prop_assert!([harm.sum, harm.variance, harm.interval.lower, harm.interval.upper].iter().all(|v| v.is_finite()));
                prop_assert!(harm.largest_event_share.is_none_or(|share| share > 0.0 && share <= 1.0));
            }
        }
    }
}
