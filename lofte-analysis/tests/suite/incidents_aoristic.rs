//! Aoristic weights against the R package and an independent script (oracle/*/README.md), and minute by minute.

#![expect(clippy::float_cmp, clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::io::Read;

use flate2::read::GzDecoder;
use lofte_analysis::incidents::aoristic::{
    AoristicError, AoristicParams, AoristicWeek, LongSpans, MIN_EVENTS_FOR_CELLS, MIN_EVENTS_FOR_MARGINALS,
    Span, aoristic_week,
};
use lofte_analysis::incidents::time::Week;
use lofte_analysis::sample_size::{SampleUnit, Sufficiency};
use proptest::prelude::*;
use serde_json::Value;

const WEEK: i64 = 10_080;

fn params(long_spans: LongSpans) -> AoristicParams {
    AoristicParams {
        long_spans,
        min_events_for_cells: MIN_EVENTS_FOR_CELLS,
        min_events_for_marginals: MIN_EVENTS_FOR_MARGINALS,
    }
}

fn bare(long_spans: LongSpans) -> AoristicParams {
    AoristicParams { long_spans, min_events_for_cells: 0, min_events_for_marginals: 0 }
}

fn given(spans: &[Span], weights: Option<&[f64]>, params: &AoristicParams) -> AoristicWeek {
    aoristic_week(spans, weights, params).unwrap().sufficient().unwrap()
}

fn cells(week: &AoristicWeek) -> Week<f64> {
    *week.cells.clone().sufficient().unwrap()
}

/// Minutes since Monday 3 January 2000, from "2016-01-01 20:00:00"; whole minutes, as the reference takes them.
fn minutes(text: &str) -> Option<i64> {
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let (year, month, day) = (part(0..4)?, part(5..7)?, part(8..10)?);
    let days_before =
        [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][usize::try_from(month).ok()? - 1];
    let leap_day = i64::from(month > 2 && year % 4 == 0);
    let days = 365 * (year - 2000) + (year - 2000 + 3) / 4 + days_before + leap_day + day - 3;
    Some((days * 24 + part(11..13)?) * 60 + part(14..16)?)
}

/// 1 025 burglaries in Washington DC, January to June 2016.
fn washington() -> Vec<Span> {
    let mut text = String::new();
    let bytes = include_bytes!("../../oracle/data/dc_burglary_2016h1.csv.gz").as_slice();
    GzDecoder::new(bytes).read_to_string(&mut text).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        Span { from: minutes(&row[2]).unwrap(), to: minutes(&row[3]) }
    });
    rows.collect()
}

/// Monday first, from the oracle's Sunday first.
fn monday_first(oracle: &Value) -> Vec<f64> {
    let hours: Vec<f64> =
        oracle["hour_of_week"].as_array().unwrap().iter().map(|weight| weight.as_f64().unwrap()).collect();
    assert_eq!(hours.len(), 168);
    [&hours[24..], &hours[..24]].concat()
}

#[test]
fn washington_agrees_with_the_script_and_the_r_package() {
    let week = given(&washington(), None, &params(LongSpans::Spread));
    let script: Value = serde_json::from_str(include_str!("../../oracle/aoristic/aoristic_dc.json")).unwrap();
    let package: Value =
        serde_json::from_str(include_str!("../../oracle/aoristic/aoristic_dc_Rpackage.json")).unwrap();
    for oracle in [&script["result"], &package["result"]] {
        for (ours, theirs) in cells(&week).as_flattened().iter().zip(monday_first(oracle)) {
            assert!((ours - theirs).abs() < 1e-9, "{ours} against {theirs}");
        }
    }
    assert_eq!(week.n, 1025);
    assert!((cells(&week).as_flattened().iter().sum::<f64>() - 1025.0).abs() < 1e-9);
    let oracle = &script["result"];
    let count = |name: &str| oracle[name].as_u64().unwrap();
    assert_eq!(
        [week.without_end, week.end_before_start, week.week_or_more],
        [count("missing_end"), count("end_before_start"), count("over_week")]
    );
    for (ours, theirs) in week.hours.iter().zip(oracle["hour_of_day"].as_array().unwrap()) {
        assert!((ours - theirs.as_f64().unwrap()).abs() < 1e-9);
    }
}

#[test]
fn long_spans_can_be_dropped_and_are_counted() {
    let spans = washington();
    let (spread, dropped) =
        (given(&spans, None, &params(LongSpans::Spread)), given(&spans, None, &params(LongSpans::Drop)));
    assert!(spread.week_or_more > 0 && dropped.week_or_more == spread.week_or_more);
    assert_eq!(dropped.n, 1025 - spread.week_or_more);
    let flat = spread.week_or_more as f64 / 168.0;
    for (one, other) in cells(&spread).as_flattened().iter().zip(cells(&dropped).as_flattened()) {
        assert!((one - other - flat).abs() < 1e-9);
    }
}

#[test]
fn the_rules_of_the_reference() {
    let one = |from, to| cells(&given(&[Span { from, to }], None, &bare(LongSpans::Spread)));
    let all_in = |week: Week<f64>, day: usize, hour: usize| {
        let others = week.as_flattened().iter().filter(|weight| **weight != 0.0).count();
        assert_eq!((week[day][hour], others), (1.0, 1));
    };
    let start = 2 * 1440 + 5 * 60 + 59;
    all_in(one(start, None), 2, 5);
    all_in(one(start, Some(start - 60)), 2, 5);
    all_in(one(start, Some(start)), 2, 5);
    // One minute is a moment, two minutes are a span that reaches into the next hour.
    all_in(one(start, Some(start + 1)), 2, 5);
    assert_eq!((one(start, Some(start + 2))[2][5], one(start, Some(start + 2))[2][6]), (0.5, 0.5));
    // Before the first Monday, and over the end of a week.
    all_in(one(-1, None), 6, 23);
    let over = one(-60, Some(180));
    assert_eq!((over[6][23], over[0][0], over[0][2], over[0][3]), (0.25, 0.25, 0.25, 0.0));
    assert!(one(0, Some(WEEK)).as_flattened().iter().all(|weight| *weight == 1.0 / 168.0));
    // The furthest numbers there are.
    all_in(one(i64::MAX, Some(i64::MIN)), one_day(i64::MAX), one_hour(i64::MAX));
    assert_eq!(given(&[Span { from: i64::MIN, to: Some(i64::MAX) }], None, &bare(LongSpans::Drop)).n, 0);
}

fn one_day(minute: i64) -> usize {
    usize::try_from(minute.rem_euclid(WEEK) / 1440).unwrap()
}

fn one_hour(minute: i64) -> usize {
    usize::try_from(minute.rem_euclid(1440 * 7) / 60 % 24).unwrap()
}

#[test]
fn each_floor_is_a_value() {
    let spans = |n: usize| vec![Span { from: 100, to: Some(400) }; n];
    let below = aoristic_week(&spans(19), None, &params(LongSpans::Spread)).unwrap().insufficient().unwrap();
    assert_eq!((below.unit, below.available, below.required), (SampleUnit::Events, 19, 20));
    let marginals = given(&spans(99), None, &params(LongSpans::Spread));
    assert_eq!(marginals.cells.insufficient().unwrap().required, 100);
    assert!((marginals.weekdays[0] - 99.0).abs() < 1e-9);
    assert!(matches!(given(&spans(100), None, &params(LongSpans::Spread)).cells, Sufficiency::Sufficient(_)));
    // Dropped events do not count.
    let long = vec![Span { from: 0, to: Some(WEEK) }; 30];
    assert!(aoristic_week(&long, None, &params(LongSpans::Drop)).unwrap().insufficient().is_some());
    assert!(aoristic_week(&[], None, &params(LongSpans::Drop)).unwrap().insufficient().is_some());
}

#[test]
fn weights_that_are_none_are_refused() {
    let spans = [Span { from: 0, to: None }; 2];
    let week = |weights: &[f64]| aoristic_week(&spans, Some(weights), &bare(LongSpans::Spread));
    assert_eq!(week(&[1.0]), Err(AoristicError::Length { events: 2, weights: 1 }));
    assert_eq!(week(&[1.0, -1.0]), Err(AoristicError::Weight { event: 1, weight: -1.0 }));
    assert!(matches!(week(&[f64::NAN, 1.0]), Err(AoristicError::Weight { event: 0, .. })));
    for weights in [[f64::MAX, f64::MAX], [f64::MAX, 0.0]] {
        assert_eq!(week(&weights), Err(AoristicError::TooLarge));
    }
    let harm = week(&[0.0, 0.0]).unwrap().sufficient().unwrap();
    assert_eq!((harm.n, harm.total), (2, 0.0));
}

fn spans(most: i64) -> impl Strategy<Value = Vec<Span>> {
    let span = (-20_000_i64..20_000, prop::option::of(-30..most));
    let span = span.prop_map(|(from, length)| Span { from, to: length.map(|length| from + length) });
    prop::collection::vec(span, 1..40)
}

/// Every minute of every span by itself.
fn plainly(spans: &[Span], weights: &[f64]) -> Vec<f64> {
    let mut hours = vec![0.0; 168];
    let hour = |minute: i64| usize::try_from(minute.rem_euclid(WEEK) / 60).unwrap();
    for (Span { from, to }, weight) in spans.iter().zip(weights) {
        let length = to.unwrap_or(*from) - from;
        if length >= WEEK {
            for sum in &mut hours {
                *sum += weight / 168.0;
            }
        } else if length <= 1 {
            hours[hour(*from)] += weight;
        } else {
            (*from..from + length).for_each(|minute| hours[hour(minute)] += weight / length as f64);
        }
    }
    hours
}

proptest! {
    #[test]
    fn weights_are_those_of_every_minute_by_itself(spans in spans(11_000), seed: u64) {
        let weights: Vec<f64> = (0..spans.len() as u64).map(|i| ((seed ^ (i * 977)) % 1000) as f64 / 7.0).collect();
        let ours = given(&spans, Some(&weights), &bare(LongSpans::Spread));
        for (ours, plain) in cells(&ours).as_flattened().iter().zip(plainly(&spans, &weights)) {
            prop_assert!((ours - plain).abs() < 1e-9 * (1.0 + plain) && *ours >= 0.0, "{ours} {plain}");
        }
        prop_assert!((cells(&ours).as_flattened().iter().sum::<f64>() - ours.total).abs() < 1e-9 * (1.0 + ours.total));
    }

    #[test]
    fn whole_weeks_later_and_in_another_order_is_the_same(spans in spans(11_000), weeks in -500_i64..500) {
        let week = given(&spans, None, &bare(LongSpans::Spread));
        let later: Vec<Span> = spans.iter().rev().map(|span| {
            let later = |minute: i64| minute + weeks * WEEK;
            Span { from: later(span.from), to: span.to.map(later) }
        }).collect();
        let moved = given(&later, None, &bare(LongSpans::Spread));
        prop_assert_eq!((week.n, week.total), (moved.n, moved.total));
        for (one, other) in cells(&week).as_flattened().iter().zip(cells(&moved).as_flattened()) {
            prop_assert!((one - other).abs() < 1e-9);
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let spans: Vec<Span> = (0..200_000_i64)
        .map(|i| Span { from: i * 7919 % 500_000, to: Some(i * 7919 % 500_000 + i * 104_729 % 9000) })
        .collect();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        serde_json::to_string(&pool.install(|| given(&spans, None, &bare(LongSpans::Spread)))).unwrap()
    };
    assert_eq!(with(1), with(2));
}
