//! The verdict's risks against the committed tables, its power beside the plan, and its interval beside its p-values.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use crate::survey_support::{close, risks};
use lofte_analysis::survey::plan::{Direction, MdcParams, NullVariance, Sides, minimum_detectable_change};
use lofte_analysis::survey::verdict::{Outcome, VerdictParams, decide};
use lofte_analysis::survey::{Design, EstimateOptions, Stratum, change, share};
use std::collections::BTreeMap;

/// The rows of a committed table.
fn committed(name: &str) -> Vec<csv::StringRecord> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle/survey").join(name);
    csv::Reader::from_path(path).unwrap().records().map(Result::unwrap).collect()
}

#[test]
fn no_verdict_is_wrong_more_often_than_the_bound() {
    let rows = committed("verdict_risks.csv");
    assert!(rows.len() > 1_300, "{}", rows.len());
    for row in &rows {
        for rate in [&row[6], &row[7]] {
            assert!(rate.parse::<f64>().unwrap() <= risks::BOUND, "{row:?}");
        }
    }
}

#[test]
fn the_table_of_risks_is_what_the_interval_gives() {
    let shares: Vec<f64> =
        risks::SHARES.iter().flat_map(|p| risks::THRESHOLDS.map(|d| p + d)).chain(risks::SHARES).collect();
    let pairs = [(30, 150), (60, 60), (150, 60)];
    let tables: BTreeMap<(usize, usize), risks::Enumerated> = pairs
        .into_iter()
        .map(|pair| (pair, risks::Enumerated::new(pair.0, pair.1, &shares, false)))
        .collect();
    let mut compared = 0;
    for row in committed("verdict_risks.csv").iter().filter(|row| &row[0] == "simple") {
        let number = |at: usize| row[at].parse::<f64>().unwrap();
        let Some(table) = tables.get(&(row[1].parse().unwrap(), row[2].parse().unwrap())) else {
            continue;
        };
        let (share, threshold) = (number(3), number(4));
        let rates = table.rates((share, share + threshold), threshold);
        assert!((rates.kept - number(6)).abs() < 6e-6, "{row:?} {rates:?}");
        assert!((rates.not_kept - number(7)).abs() < 6e-6, "{row:?} {rates:?}");
        compared += 1;
    }
    assert!(compared > 120, "{compared}");
}

#[test]
fn a_sample_of_the_drawn_risks_is_within_the_bound() {
    let draws = 4_000;
    // Three standard errors of a rate of 5.5 % drawn so often.
    let slack = 3.0 * (0.055_f64 * 0.945 / f64::from(draws)).sqrt();
    for (place, design) in risks::STRATIFIED.iter().enumerate().step_by(3) {
        let rates = design.rates(0.05, 0.0, draws, place as u64);
        assert!(rates.kept.max(rates.not_kept) <= risks::BOUND + slack, "{} {rates:?}", design.name);
    }
    for (place, panel) in risks::PANELS[..2].iter().enumerate() {
        let rates = panel.rates(0.3, 0.03, 0.01, draws, place as u64);
        assert!(rates.kept.max(rates.not_kept) <= risks::BOUND + slack, "{place} {rates:?}");
    }
}

#[test]
fn power_in_the_middle_is_at_most_four_points_below_the_plain_interval() {
    let rows = committed("verdict_power.csv");
    assert!(rows.len() > 200, "{}", rows.len());
    for row in rows {
        assert!(row[6].parse::<f64>().unwrap() >= -0.04, "{row:?}");
    }
}

/// The plan counts with a normal distribution and the verdict with exact limits; they must not promise different things.
#[test]
fn the_plan_and_the_verdict_agree_on_what_can_be_seen() {
    for (answers, before) in [(150, 0.3), (330, 0.6), (330, 0.3)] {
        let params = MdcParams {
            share_before: before,
            answers_before: answers as f64,
            answers_after: answers as f64,
            design_effect: 1.0,
            direction: Direction::Up,
            threshold: 0.0,
            alpha: 0.05,
            power: 0.8,
            sides: Sides::One,
            null_variance: NullVariance::Unpooled,
            overlap: 0.0,
            correlation: 0.0,
        };
        let after = before + minimum_detectable_change(&params).unwrap().unwrap();
        let table = risks::Enumerated::new(answers, answers, &[before, after], false);
        let power = table.rates((before, after), 0.0).kept;
        assert!((0.76..0.84).contains(&power), "{answers} {before}: {power}");
    }
}

#[test]
fn a_verdict_is_its_interval_and_its_p_value() {
    let area = [Stratum { name: "Centrum".into(), population: Some(4_000.0) }];
    let wave = |yes: usize, n: usize| {
        let design = Design::stratified(&vec![0; n], &area).unwrap();
        let answers: Vec<Option<bool>> = (0..n).map(|k| Some(k < yes)).collect();
        share(&design, &answers, None, &EstimateOptions::default()).unwrap()
    };
    let before = wave(66, 150);
    for yes in (90..330).step_by(8) {
        let change = change::independent(&before, &wave(yes, 330), 0.95).unwrap();
        for threshold in [-0.05, 0.0, 0.03] {
            let rule = VerdictParams { threshold, alpha: 0.05, equivalence: None };
            let decision = decide(&change, &rule).unwrap();
            assert_eq!(decision.outcome == Outcome::Kept, decision.interval.lower > threshold);
            assert_eq!(decision.outcome == Outcome::Kept, decision.p_kept < 0.05, "{decision:?}");
            assert_eq!(decision.outcome == Outcome::NotKept, decision.p_not_kept < 0.05, "{decision:?}");
            // A promised fall is the same rise turned over.
            let rule = VerdictParams { threshold: -threshold, ..rule };
            let turned = decide(&change.reversed(), &rule).unwrap();
            close(turned.interval.lower, -decision.interval.upper, 1e-9, "turned");
        }
    }
}
