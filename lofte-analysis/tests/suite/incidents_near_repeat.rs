//! Knox tables against Python, R NearRepeat and R surveillance (oracle/*/README.md), and against all pairs.

#![expect(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a test may stop at the first surprise, and its figures are small whole numbers"
)]

use std::io::Read;

use flate2::read::GzDecoder;
use lofte_analysis::Points;
use lofte_analysis::incidents::near_repeat::{
    LONG_SPAN, MIN_EVENTS, Metric, NearRepeat, NearRepeatError, NearRepeatParams, SAME_PLACE, SHOWN_P,
    SHOWN_RATIO, near_repeat,
};
use lofte_analysis::points::PointError;
use lofte_analysis::sample_size::{MinimumReason, SampleUnit};
use proptest::prelude::*;
use serde_json::Value;

#[derive(Debug)]
struct Events {
    xs: Vec<f64>,
    ys: Vec<f64>,
    days: Vec<i32>,
}

/// Days since 2000-01-01 (any start will do), counted without a calendar library.
fn day(date: &str) -> i32 {
    let part = |range: std::ops::Range<usize>| date[range].parse::<i32>().unwrap();
    let (year, month, day) = (part(0..4), part(5..7), part(8..10));
    let (year, month) = if month > 2 { (year, month) } else { (year - 1, month + 12) };
    365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day
}

fn read(source: impl Read, header: bool) -> Events {
    let mut events = Events { xs: Vec::new(), ys: Vec::new(), days: Vec::new() };
    for row in csv::ReaderBuilder::new().has_headers(header).from_reader(source).records() {
        let row = row.unwrap();
        // One burglary has no date; the reference leaves it out too.
        if &row[2] == "NA" {
            continue;
        }
        events.xs.push(row[0].parse().unwrap());
        events.ys.push(row[1].parse().unwrap());
        events.days.push(day(&row[2]));
    }
    events
}

fn burglary() -> Events {
    read(GzDecoder::new(&include_bytes!("../../oracle/data/chicago_burglary.csv.gz")[..]), true)
}

fn month() -> Events {
    read(&include_bytes!("../../oracle/data/chicago_be_month1.csv")[..], false)
}

fn arson() -> Events {
    read(&include_bytes!("../../oracle/data/chicago_arson.csv")[..], false)
}

fn params(metric: Metric, permutations: u32) -> NearRepeatParams {
    NearRepeatParams {
        distance_edges: vec![0.0, SAME_PLACE, 200.0, 400.0, 600.0, 800.0, 1000.0],
        day_edges: vec![0, 1, 3, 7, 14, 28],
        metric,
        permutations,
        seed: 4,
        min_events: MIN_EVENTS,
        shown_p: SHOWN_P,
        shown_ratio: SHOWN_RATIO,
        long_span: LONG_SPAN,
    }
}

fn table(events: &Events, params: &NearRepeatParams) -> NearRepeat {
    near_repeat(Points::new(&events.xs, &events.ys), &events.days, params).unwrap().sufficient().unwrap()
}

fn flat(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(flat).collect(),
        number => vec![number.as_f64().unwrap()],
    }
}

fn whole(value: &Value) -> Vec<u64> {
    flat(value).into_iter().map(|number| number as u64).collect()
}

/// Two simulated p-values differ by no more than chance gives, and one step of the coarser of them.
fn same_p(ours: f64, our_draws: f64, theirs: f64, their_draws: f64) {
    let p = (ours * our_draws + theirs * their_draws) / (our_draws + their_draws);
    let error = (p * (1.0 - p) * (1.0 / our_draws + 1.0 / their_draws)).sqrt();
    let step = 1.0 / our_draws.min(their_draws);
    assert!((ours - theirs).abs() <= 4.0 * error + step, "{ours} against {theirs}");
}

#[test]
fn agrees_with_scipy_on_four_tables() {
    let euclidean = include_str!("../../oracle/near_repeat/knox_burglary_euclidean.json");
    let manhattan = include_str!("../../oracle/near_repeat/knox_burglary_manhattan.json");
    let month_euclidean = include_str!("../../oracle/near_repeat/knox_be_month1_euclidean.json");
    let month_manhattan = include_str!("../../oracle/near_repeat/knox_be_month1_manhattan.json");
    for (events, metric, oracle) in [
        (burglary(), Metric::Euclidean, euclidean),
        (burglary(), Metric::Manhattan, manhattan),
        (month(), Metric::Euclidean, month_euclidean),
        (month(), Metric::Manhattan, month_manhattan),
    ] {
        let oracle = serde_json::from_str::<Value>(oracle).unwrap()["result"].clone();
        let ours = table(&events, &params(metric, 999));
        assert_eq!(ours.distance_pairs, whole(&oracle["space_pairs"]));
        assert_eq!(ours.day_pairs, whole(&oracle["time_pairs"]));
        assert_eq!(ours.pairs, oracle["all_pairs"].as_u64().unwrap());
        let observed: Vec<u64> = ours.cells.iter().map(|cell| cell.observed).collect();
        assert_eq!(observed, whole(&oracle["observed"]));
        for (cell, expected) in ours.cells.iter().zip(flat(&oracle["expected_exact"])) {
            assert!((cell.expected - expected).abs() <= 1e-12 * expected);
        }
        for (cell, ratio) in ours.cells.iter().zip(flat(&oracle["knox_ratio_exact"])) {
            assert!((cell.ratio.unwrap() - ratio).abs() <= 1e-12 * ratio);
        }
        let theirs = flat(&oracle["p"]);
        assert_eq!(theirs.len(), 30);
        for (cell, theirs) in ours.cells.iter().zip(theirs) {
            same_p(cell.p_value.unwrap(), 999.0, theirs, 999.0);
        }
    }
}

#[test]
fn agrees_with_nearrepeat_in_r() {
    let oracle: Value =
        serde_json::from_str(include_str!("../../oracle/near_repeat/knox_NearRepeat.json")).unwrap();
    for (name, events) in [("arson", arson()), ("be_month1", month())] {
        for (metric, label) in [(Metric::Euclidean, "euclidean"), (Metric::Manhattan, "manhattan")] {
            let oracle = &oracle["result"][format!("{name} {label}")];
            let ours = table(&events, &params(metric, 999));
            assert_eq!(ours.events, oracle["n"].as_u64().unwrap());
            let observed: Vec<u64> = ours.cells.iter().map(|cell| cell.observed).collect();
            assert_eq!(observed, whole(&oracle["observed"]));
            for (cell, theirs) in ours.cells.iter().zip(flat(&oracle["p"])) {
                same_p(cell.p_value.unwrap(), 999.0, theirs, 99.0);
            }
        }
    }
}

#[test]
fn counts_and_expectation_agree_with_surveillance() {
    let oracle: Value =
        serde_json::from_str(include_str!("../../oracle/near_repeat/knox_be_month1_ref.json")).unwrap();
    let oracle = &oracle["result"];
    // Its bands are closed at the far end, too.
    let mut params = params(Metric::Euclidean, 9999);
    params.distance_edges = vec![0.0, 600.0_f64.next_up()];
    params.day_edges = vec![0, 14];
    let ours = table(&month(), &params);
    let cell = &ours.cells[0];
    assert_eq!(cell.observed, oracle["statistic"].as_u64().unwrap());
    let expected = oracle["expected"].as_f64().unwrap();
    assert!((cell.expected - expected).abs() <= 1e-11 * expected);
    let theirs = whole(&oracle["table"]);
    assert_eq!((ours.day_pairs[0], ours.distance_pairs[0]), (theirs[0] + theirs[1], theirs[0] + theirs[2]));
    // Its p-value of 0.059 comes from permuting pairs; permuting days gives 0.095 (9 999 permutations).
    same_p(cell.p_value.unwrap(), 9999.0, 0.095, 9999.0);
    assert!(!cell.shown);
}

#[test]
fn burglars_come_back_within_days() {
    let ours = table(&burglary(), &params(Metric::Euclidean, 99));
    let first = &ours.cells[0];
    assert!(first.shown && first.ratio.unwrap() > 40.0 && first.p_value == Some(0.01));
    let faint = ours.cells.last().unwrap();
    assert!(faint.p_value.unwrap() <= SHOWN_P && faint.ratio.unwrap() < SHOWN_RATIO && !faint.shown);
    assert!(!ours.long_series && ours.span < 370);
    let mut strict = params(Metric::Euclidean, 99);
    strict.long_span = 300;
    assert!(table(&burglary(), &strict).long_series);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let events = month();
    let threads = |number| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(number).build().unwrap();
        let ours = pool.install(|| table(&events, &params(Metric::Euclidean, 99)));
        serde_json::to_string(&ours).unwrap()
    };
    assert_eq!(threads(1), threads(2));
    assert_eq!(threads(1), threads(5));
    let mut other = params(Metric::Euclidean, 99);
    other.seed += 1;
    assert_ne!(table(&events, &other).cells, table(&events, &params(Metric::Euclidean, 99)).cells);
}

#[test]
fn more_permutations_go_on_where_fewer_stopped() {
    // More than fit into memory at a time: the first thousand are the same, and 600 are new.
    let as_many = |permutations: u32| -> Vec<u32> {
        let ours = table(&arson(), &params(Metric::Euclidean, permutations));
        ours.cells
            .iter()
            .map(|cell| (cell.p_value.unwrap() * f64::from(permutations + 1)).round() as u32 - 1)
            .collect()
    };
    let (few, some, many) = (as_many(1000), as_many(1023), as_many(1600));
    for ((few, some), many) in few.iter().zip(&some).zip(&many) {
        assert!(few <= some && *some <= few + 23 && some <= many && *many <= some + 577);
    }
    assert!(few.iter().zip(&many).any(|(few, many)| many > few));
}

#[test]
fn too_few_events_are_a_floor() {
    let few = |events: usize, min_events| {
        let mut params = params(Metric::Euclidean, 9);
        params.min_events = min_events;
        near_repeat(Points::new(&vec![0.0; events], &vec![0.0; events]), &vec![0; events], &params).unwrap()
    };
    let floor = few(49, MIN_EVENTS).insufficient().unwrap();
    assert_eq!((floor.unit, floor.available, floor.required), (SampleUnit::Events, 49, 50));
    assert_eq!(floor.reason, MinimumReason::PatternIsChance);
    assert!(few(0, MIN_EVENTS).insufficient().is_some());
    assert!(few(1, 0).insufficient().is_some() && few(0, 0).insufficient().is_some());
    // All at one place on one day: as many pairs as expected, in every permutation.
    let same = few(50, MIN_EVENTS).sufficient().unwrap();
    assert_eq!(
        (same.cells[0].observed, same.cells[0].ratio, same.cells[0].p_value),
        (1225, Some(1.0), Some(1.0))
    );
    assert_eq!((same.cells[7].observed, same.cells[7].ratio, same.cells[7].p_value), (0, None, Some(1.0)));
    assert!(same.cells.iter().all(|cell| !cell.shown));
}

#[test]
fn bad_input_is_named() {
    let good = params(Metric::Euclidean, 9);
    let (xs, days) = (vec![0.0; 60], vec![0; 60]);
    let run = |xs: &[f64], ys: &[f64], days: &[i32], params: &NearRepeatParams| {
        near_repeat(Points::new(xs, ys), days, params).unwrap_err()
    };
    assert!(matches!(
        run(&xs, &xs, &days[1..], &good),
        NearRepeatError::Points(PointError::Length { column: "day", rows: 59, expected: 60 })
    ));
    assert!(matches!(run(&xs, &xs[1..], &days, &good), NearRepeatError::Points(PointError::Length { .. })));
    for bad in [f64::NAN, f64::INFINITY, 1e300] {
        let mut ys = xs.clone();
        ys[7] = bad;
        let error = run(&xs, &ys, &days, &good);
        assert!(matches!(error, NearRepeatError::Points(PointError::Coordinate { row: 7, .. })), "{bad}");
    }
    let edges = |edges: &[f64]| NearRepeatParams { distance_edges: edges.to_vec(), ..good.clone() };
    for bad in
        [&[][..], &[1.0], &[0.0, 0.0], &[2.0, 1.0], &[-1.0, 2.0], &[0.0, f64::NAN], &[0.0, f64::INFINITY]]
    {
        assert_eq!(run(&xs, &xs, &days, &edges(bad)), NearRepeatError::DistanceEdges, "{bad:?}");
    }
    for bad in [&[][..], &[1], &[3, 3], &[7, 1]] {
        let params = NearRepeatParams { day_edges: bad.to_vec(), ..good.clone() };
        assert_eq!(run(&xs, &xs, &days, &params), NearRepeatError::DayEdges, "{bad:?}");
    }
    let mut unknown = days.clone();
    unknown[3] = -40_000;
    assert_eq!(run(&xs, &xs, &unknown, &good), NearRepeatError::Span { days: 40_000 });
    (unknown[3], unknown[4]) = (i32::MIN, i32::MAX);
    assert_eq!(run(&xs, &xs, &unknown, &good), NearRepeatError::Span { days: u32::MAX });
    let many = NearRepeatParams { permutations: 100_000, ..good.clone() };
    assert!(matches!(run(&xs, &xs, &days, &many), NearRepeatError::Permutations { .. }));
    // A hundred thousand events at one address.
    let (xs, days) = (vec![0.0; 100_000], vec![0; 100_000]);
    let hours = NearRepeatParams { permutations: 999, ..good.clone() };
    let refused = NearRepeatError::TooManyPairs { pairs: 4_999_950_000, permutations: 999, enough: 199 };
    assert_eq!(run(&xs, &xs, &days, &hours), refused);
    let (xs, days) = (vec![0.0; 60], vec![0; 60]);
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        let p = NearRepeatParams { shown_p: bad, ..good.clone() };
        let ratio = NearRepeatParams { shown_ratio: bad, ..good.clone() };
        for params in [p, ratio] {
            assert_eq!(run(&xs, &xs, &days, &params), NearRepeatError::Shown, "{bad}");
        }
    }
}

/// Observed pairs cell by cell, from all pairs.
fn all_pairs(events: &Events, params: &NearRepeatParams) -> Vec<u64> {
    let mut cells = Vec::new();
    for distances in params.distance_edges.windows(2) {
        for days in params.day_edges.windows(2) {
            let mut pairs = 0;
            for one in 0..events.xs.len() {
                for other in 0..one {
                    let (across, up) = (events.xs[one] - events.xs[other], events.ys[one] - events.ys[other]);
                    let apart = match params.metric {
                        Metric::Euclidean => (across * across + up * up).sqrt(),
                        Metric::Manhattan => across.abs() + up.abs(),
                    };
                    let soon = events.days[one].abs_diff(events.days[other]);
                    let near = (distances[0]..distances[1]).contains(&apart);
                    pairs += u64::from(near && (days[0]..days[1]).contains(&soon));
                }
            }
            cells.push(pairs);
        }
    }
    cells
}

/// All orders of a few days.
fn orders(days: &[i32]) -> Vec<Vec<i32>> {
    if days.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for first in 0..days.len() {
        let mut rest = days.to_vec();
        let day = rest.remove(first);
        all.extend(orders(&rest).into_iter().map(|mut order| {
            order.push(day);
            order
        }));
    }
    all
}

/// Events on a lattice, so that many share a place, a day, or lie exactly at a limit.
fn lattice(size: std::ops::Range<usize>) -> impl Strategy<Value = Events> {
    prop::collection::vec((0..40_i32, 0..40_i32, -20..60_i32), size).prop_map(|rows| Events {
        xs: rows.iter().map(|row| f64::from(row.0) * 50.0).collect(),
        ys: rows.iter().map(|row| f64::from(row.1) * 50.0).collect(),
        days: rows.iter().map(|row| row.2).collect(),
    })
}

fn any_params() -> impl Strategy<Value = NearRepeatParams> {
    let distances = prop::collection::btree_set(0..12_u32, 2..6);
    let days = prop::collection::btree_set(0..50_u32, 2..10);
    (distances, days, any::<bool>()).prop_map(|(distances, days, straight)| {
        let mut params = params(if straight { Metric::Euclidean } else { Metric::Manhattan }, 19);
        params.distance_edges = distances.into_iter().map(|edge| f64::from(edge) * 50.0).collect();
        params.day_edges = days.into_iter().collect();
        params
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_pair_is_counted_once(events in lattice(50..150), params in any_params()) {
        let ours = table(&events, &params);
        let observed: Vec<u64> = ours.cells.iter().map(|cell| cell.observed).collect();
        prop_assert_eq!(observed, all_pairs(&events, &params));
        prop_assert!(ours.cells.iter().all(|cell| cell.p_value.unwrap() > 0.0 && cell.p_value.unwrap() <= 1.0));
        prop_assert!(ours.cells.iter().all(|cell| cell.expected.is_finite()));
    }

    #[test]
    fn the_order_of_rows_and_the_origin_change_nothing(events in lattice(50..100), params in any_params()) {
        let ours = table(&events, &params);
        let moved = Events {
            xs: events.xs.iter().rev().map(|x| x + 674_000.0).collect(),
            ys: events.ys.iter().rev().map(|y| y + 6_580_000.0).collect(),
            days: events.days.iter().rev().map(|day| day - 1000).collect(),
        };
        prop_assert_eq!(&table(&moved, &params), &ours);
        // A quarter turn gives the events another order for the permutations, so only p may differ.
        let turned = Events { xs: events.ys.iter().map(|y| -y).collect(), ys: events.xs, days: events.days };
        let counts = |table: &NearRepeat| -> Vec<(u64, f64)> {
            table.cells.iter().map(|cell| (cell.observed, cell.expected)).collect()
        };
        prop_assert_eq!(counts(&table(&turned, &params)), counts(&ours));
    }

    #[test]
    fn the_expectation_is_the_mean_over_all_orders(events in lattice(5..6), mut params in any_params()) {
        params.min_events = 2;
        let ours = table(&events, &params);
        let orders = orders(&events.days);
        let mut sums = vec![0; ours.cells.len()];
        for days in orders {
            let order = Events { xs: events.xs.clone(), ys: events.ys.clone(), days };
            for (sum, pairs) in sums.iter_mut().zip(all_pairs(&order, &params)) {
                *sum += pairs;
            }
        }
        for (cell, sum) in ours.cells.iter().zip(sums) {
            prop_assert!((cell.expected - sum as f64 / 120.0).abs() < 1e-12);
        }
    }
}
