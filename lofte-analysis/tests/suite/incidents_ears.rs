//! EARS against R's surveillance (C1, C2) and the definition (C3) (oracle/*/README.md).

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use lofte_analysis::incidents::alerts::ears::{Ears, EarsDay, EarsError, EarsParams, ears};
use lofte_analysis::sample_size::{MinimumReason, SampleUnit, Sufficiency};
use proptest::prelude::*;
use serde_json::Value;

/// As in the oracle: no least count, and a least sd that no week of the two series falls below.
const PLAIN: EarsParams = EarsParams { baseline: 7, tail: 0.001, c3_limit: 2.0, min_sd: 1e-6, min_count: 0 };
const CAREFUL: EarsParams = EarsParams { min_sd: 0.5, min_count: 3, ..PLAIN };

fn result(text: &str) -> Value {
    serde_json::from_str::<Value>(text).unwrap()["result"].clone()
}

fn series(text: &str) -> Vec<u64> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap()[1].parse().unwrap()).collect()
}

fn polisen() -> Vec<u64> {
    series(include_str!("../../oracle/alerts/polisen_misshandel_daily.csv"))
}

fn chicago() -> Vec<u64> {
    series(include_str!("../../oracle/alerts/chicago_daily.csv"))
}

fn run(counts: &[u64], params: &EarsParams) -> Ears {
    ears(counts, params).unwrap().sufficient().unwrap()
}

fn last_year(ears: &Ears) -> &[EarsDay] {
    &ears.days[ears.days.len() - 365..]
}

fn compare(oracle: &Value, days: &[EarsDay], of: impl Fn(&EarsDay) -> f64) {
    let oracle = oracle.as_array().unwrap();
    assert_eq!(oracle.len(), days.len());
    for (theirs, day) in oracle.iter().zip(days) {
        assert!(
            (of(day) - theirs.as_f64().unwrap()).abs() <= 1e-9,
            "day {}: {} against {theirs}",
            day.day,
            of(day)
        );
    }
}

fn alarms(oracle: &Value, days: &[EarsDay], of: impl Fn(&EarsDay) -> bool) {
    let oracle: Vec<bool> = oracle.as_array().unwrap().iter().map(|alarm| alarm == 1).collect();
    assert_eq!(days.iter().map(of).collect::<Vec<_>>(), oracle);
}

#[test]
fn c1_c2_and_c3_agree_with_the_definition() {
    let oracle = result(include_str!("../../oracle/alerts/ears_polisen_misshandel.json"));
    let ours = run(&polisen(), &PLAIN);
    assert!((ours.z - oracle["z"].as_f64().unwrap()).abs() < 1e-12);
    let days = last_year(&ours);
    compare(&oracle["c1_upper"], days, |day| day.c1.upper);
    compare(&oracle["c2_upper"], days, |day| day.c2.upper);
    compare(&oracle["c3_stat"], days, |day| day.c3.statistic);
    alarms(&oracle["c1_alarm"], days, |day| day.c1.alarm);
    alarms(&oracle["c2_alarm"], days, |day| day.c2.alarm);
    alarms(&oracle["c3_alarm"], days, |day| day.c3.alarm);
}

#[test]
fn c1_and_c2_agree_with_surveillance() {
    for (counts, oracle) in [
        (polisen(), include_str!("../../oracle/alerts/alerts_ref_polisen.json")),
        (chicago(), include_str!("../../oracle/alerts/alerts_ref_chicago.json")),
    ] {
        let (oracle, ours) = (result(oracle), run(&counts, &PLAIN));
        let days = last_year(&ours);
        compare(&oracle["C1"]["upper"], days, |day| day.c1.upper);
        compare(&oracle["C2"]["upper"], days, |day| day.c2.upper);
        alarms(&oracle["C1"]["alarm"], days, |day| day.c1.alarm);
        alarms(&oracle["C2"]["alarm"], days, |day| day.c2.alarm);
    }
}

#[test]
fn c3_depends_on_today_unlike_in_surveillance() {
    let oracle = result(include_str!("../../oracle/alerts/alerts_ref_polisen.json"));
    let ours = run(&polisen(), &PLAIN);
    let theirs = &oracle["C3_as_the_package_computes_it_not_an_oracle"]["alarm"];
    let theirs = theirs.as_array().unwrap().iter().filter(|alarm| **alarm == 1).count();
    let counted = last_year(&ours).iter().filter(|day| day.c3.alarm).count();
    assert_eq!((counted, theirs), (48, 29));
    let mut more = polisen();
    *more.last_mut().unwrap() += 50;
    assert!(!ours.days.last().unwrap().c3.alarm && run(&more, &PLAIN).days.last().unwrap().c3.alarm);
}

#[test]
fn small_counts_do_not_alarm_at_once() {
    let mut counts = vec![0; 20];
    counts[15] = 1;
    counts[18] = 2;
    let any = |params: &EarsParams| {
        run(&counts, params).days.iter().any(|day| day.c1.alarm || day.c2.alarm || day.c3.alarm)
    };
    assert!(any(&PLAIN) && any(&EarsParams { min_count: 0, ..CAREFUL }) && !any(&CAREFUL));
    counts[19] = 4;
    assert!(run(&counts, &CAREFUL).days.last().unwrap().c1.alarm);
    // A constant series has no spread of its own and no alarm.
    let constant = run(&[5; 30], &CAREFUL);
    assert!(constant.days.iter().all(|day| day.c1.sd.to_bits() == 0.5_f64.to_bits() && !day.c3.alarm));
}

#[test]
fn below_twelve_days_there_is_no_judgement() {
    let floor = ears(&[1; 11], &CAREFUL).unwrap().insufficient().unwrap();
    assert_eq!(
        (floor.unit, floor.available, floor.required, floor.reason),
        (SampleUnit::Periods, 11, 12, MinimumReason::NothingToCompare)
    );
    let first = run(&[1; 12], &CAREFUL);
    assert_eq!((first.days.len(), first.days[0].day), (1, 11));
    assert!(ears(&[], &CAREFUL).unwrap().insufficient().is_some());
}

#[test]
fn bad_parameters_are_named() {
    let failure = |params: EarsParams| ears(&[1; 40], &params).unwrap_err();
    assert_eq!(failure(EarsParams { baseline: 2, ..CAREFUL }), EarsError::Baseline { baseline: 2 });
    for tail in [0.0, 0.5, -1.0, f64::NAN] {
        assert!(matches!(failure(EarsParams { tail, ..CAREFUL }), EarsError::Tail { .. }));
    }
    for bad in [-1.0, 1e16, f64::MAX, f64::NAN, f64::INFINITY] {
        assert_eq!(failure(EarsParams { c3_limit: bad, ..CAREFUL }), EarsError::Limits);
        assert_eq!(failure(EarsParams { min_sd: bad, ..CAREFUL }), EarsError::Limits);
    }
    assert_eq!(failure(EarsParams { min_sd: 0.0, ..CAREFUL }), EarsError::Limits);
    assert!(ears(&[1; 40], &EarsParams { baseline: u32::MAX, ..CAREFUL }).unwrap().insufficient().is_some());
}

proptest! {
    #[test]
    fn days_to_come_and_a_common_shift_do_not_matter(
        counts in prop::collection::vec(0_u64..30, 12..60), shift in 0_u64..1000, more in 0_u64..500,
    ) {
        let params = EarsParams { min_count: 0, ..CAREFUL };
        let ours = run(&counts, &params);
        let mut longer = counts.clone();
        longer.push(more);
        prop_assert_eq!(&ours.days[..], &run(&longer, &params).days[..ours.days.len()]);
        let shifted: Vec<u64> = counts.iter().map(|count| count + shift).collect();
        for (day, moved) in ours.days.iter().zip(run(&shifted, &params).days) {
            prop_assert!((day.c1.upper + shift as f64 - moved.c1.upper).abs() < 1e-9);
            prop_assert!((day.c3.statistic - moved.c3.statistic).abs() < 1e-9);
        }
    }

    #[test]
    fn nothing_that_leaves_is_not_a_number(
        counts in prop::collection::vec(prop_oneof![0_u64..5, Just(u64::MAX)], 0..40), min_sd in prop_oneof![0.1..2.0, Just(f64::MIN_POSITIVE)],
    ) {
        if let Sufficiency::Sufficient(ours) = ears(&counts, &EarsParams { min_sd, ..CAREFUL }).unwrap() {
            for day in ours.days {
                let all = [day.c1.upper, day.c1.statistic, day.c2.upper, day.c2.statistic, day.c3.statistic];
                prop_assert!(all.iter().all(|value| value.is_finite()), "{:?}", day);
            }
        }
    }
}
