//! The space-time permutation scan against a plain search in Python (oracle/*/README.md) and against the
//! definition.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use flate2::read::GzDecoder;
use lofte_analysis::Points;
use lofte_analysis::incidents::space_time_scan::{
    MAX_SHARE, MIN_CLUSTER_SIZE, MIN_EVENTS, SAME_INCIDENT, ScanCluster, ScanError, ScanParams, ScanPlaces,
    ScanWindows, SpaceTimeScan, space_time_scan,
};
use lofte_analysis::points::PointError;
use lofte_analysis::sample_size::{MinimumReason, SampleUnit};
use proptest::prelude::*;
use serde_json::Value;

#[derive(Debug, Clone)]
struct Events {
    xs: Vec<f64>,
    ys: Vec<f64>,
    days: Vec<i32>,
}

/// Robberies in Houston, January to August 2010; the day is counted from 1 January.
fn robberies() -> Events {
    let file = GzDecoder::new(&include_bytes!("../../oracle/data/houston_points.csv.gz")[..]);
    let mut events = Events { xs: Vec::new(), ys: Vec::new(), days: Vec::new() };
    for row in csv::Reader::from_reader(file).records().map(Result::unwrap).filter(|row| &row[3] == "1") {
        events.xs.push(row[0].parse().unwrap());
        events.ys.push(row[1].parse().unwrap());
        events.days.push(row[2].parse::<i32>().unwrap() / 24);
    }
    events
}

fn params(permutations: u32) -> ScanParams {
    ScanParams {
        places: ScanPlaces::Grid { side: 500.0 },
        windows: ScanWindows::Retrospective,
        radius: 2000.0,
        max_days: 28,
        max_share: MAX_SHARE,
        min_cluster_size: MIN_CLUSTER_SIZE,
        same_incident: SAME_INCIDENT,
        max_clusters: 10,
        permutations,
        seed: 7,
        min_events: MIN_EVENTS,
    }
}

fn scan(events: &Events, params: &ScanParams) -> SpaceTimeScan {
    space_time_scan(Points::new(&events.xs, &events.ys), &events.days, params).unwrap().sufficient().unwrap()
}

/// Two simulated shares differ by no more than chance gives, and one step of the coarser of them.
fn same_share(ours: f64, our_draws: f64, theirs: f64, their_draws: f64) {
    let p = (ours * our_draws + theirs * their_draws) / (our_draws + their_draws);
    let error = (p * (1.0 - p) * (1.0 / our_draws + 1.0 / their_draws)).sqrt();
    let step = 1.0 / our_draws.min(their_draws);
    assert!((ours - theirs).abs() <= 4.0 * error + step, "{ours} against {theirs}");
}

#[test]
fn agrees_with_a_plain_search() {
    let oracle: Value =
        serde_json::from_str(include_str!("../../oracle/space_time_scan/stscan_houston_robbery.json"))
            .unwrap();
    let ours = scan(&robberies(), &params(199));
    assert_eq!(oracle["n"], ours.events);
    let oracle = &oracle["result"];
    assert_eq!(oracle["locations"], ours.places);
    assert_eq!(oracle["times"], ours.days);
    // The oracle lists the strongest cylinder of each middle; these three have no place in common, and overlap the rest.
    for (cluster, theirs) in [(0, 0), (1, 2), (2, 7)] {
        let (cluster, theirs) = (&ours.clusters[cluster], &oracle["top"][theirs]);
        let number = |name: &str| theirs[name].as_f64().unwrap();
        assert_eq!(Value::from(vec![cluster.x, cluster.y]), theirs["centre"]);
        assert!((cluster.radius - number("radius")).abs() < 1e-6);
        assert_eq!(theirs["cells"], cluster.places);
        assert_eq!(
            (&theirs["t_from"], &theirs["t_to"]),
            (&cluster.first_day.into(), &cluster.last_day.into())
        );
        assert_eq!(theirs["observed"], cluster.observed);
        assert!((cluster.expected - number("expected")).abs() <= 1e-12 * number("expected"));
        assert!((cluster.llr - number("llr")).abs() <= 1e-9 * number("llr"));
        same_share(cluster.p_value.unwrap(), 199.0, number("p"), 199.0);
    }
    for (quantile, above) in [(0, 0.5), (1, 0.1), (2, 0.05)] {
        let limit = oracle["sim_max_quantiles"][quantile].as_f64().unwrap();
        let share = ours.simulated.iter().filter(|&&llr| llr > limit).count() as f64 / 199.0;
        same_share(share, 199.0, above, 199.0);
    }
}

#[test]
fn one_incident_with_several_victims_is_marked() {
    let ours = scan(&robberies(), &params(0));
    let first = &ours.clusters[0];
    assert_eq!((first.observed, first.incidents, first.may_be_one_incident), (5, 1, true));
    assert_eq!(first.p_value, None);
    assert!(ours.simulated.is_empty());
    // Fourteen days of robberies are not one incident.
    let long = &ours.clusters[2];
    assert!(long.incidents > 10 && !long.may_be_one_incident);
    let mut apart = params(0);
    apart.same_incident = 0.0;
    assert_eq!(scan(&robberies(), &apart).clusters[0].incidents, 5);
}

#[test]
fn clusters_share_no_place_and_hold_their_events() {
    let events = robberies();
    let ours = scan(&events, &params(0));
    assert_eq!(ours.clusters.len(), 10);
    // As bits, so that cells can be put in order.
    let cell = |value: f64| (value / 500.0).floor().to_bits();
    let mut seen = std::collections::BTreeSet::new();
    for cluster in &ours.clusters {
        assert_eq!(cluster.events.len() as u64, cluster.observed);
        assert!(cluster.events.is_sorted_by(|a, b| a < b));
        let mut places = std::collections::BTreeSet::new();
        for &row in &cluster.events {
            let row = row as usize;
            assert!((cluster.first_day..=cluster.last_day).contains(&events.days[row]));
            places.insert((cell(events.xs[row]), cell(events.ys[row])));
        }
        assert!(places.iter().all(|place| seen.insert(*place)));
    }
    assert!(ours.clusters.is_sorted_by(|a, b| a.llr >= b.llr));
    let mut one = params(0);
    one.max_clusters = 1;
    assert_eq!(scan(&events, &one).clusters[..], ours.clusters[..1]);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let events = robberies();
    let threads = |number| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(number).build().unwrap();
        serde_json::to_string(&pool.install(|| scan(&events, &params(9)))).unwrap()
    };
    assert_eq!(threads(1), threads(2));
    assert_eq!(threads(1), threads(5));
    let mut other = params(9);
    other.seed += 1;
    assert_ne!(scan(&events, &other).simulated, scan(&events, &params(9)).simulated);
}

#[test]
fn without_structure_every_p_value_is_as_likely() {
    // Days dealt out at random: the observed scan is one draw among the permuted ones.
    let events = |trial: u64| {
        let mut state = trial * 2 + 1;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i32::try_from((state >> 33) % below).unwrap()
        };
        let mut place = || f64::from(draw(8)) * 500.0;
        let (xs, ys) = (0..200).map(|_| (place(), place())).unzip();
        Events { xs, ys, days: (0..200).map(|_| draw(60)).collect() }
    };
    let p = |trial| scan(&events(trial), &params(11)).clusters[0].p_value.unwrap();
    let small = (0..400).filter(|&trial| p(trial) <= 0.25).count() as f64 / 400.0;
    // The permutations' own ties make p a little too large, never too small.
    assert!((small - 0.25).abs() <= 4.0 * (0.25 * 0.75 / 400.0_f64).sqrt(), "{small}");
}

#[test]
fn too_few_events_are_a_floor() {
    let few = |events: usize, min_events| {
        let params = ScanParams { min_events, ..params(9) };
        space_time_scan(Points::new(&vec![0.0; events], &vec![0.0; events]), &vec![0; events], &params)
            .unwrap()
    };
    let floor = few(99, MIN_EVENTS).insufficient().unwrap();
    assert_eq!((floor.unit, floor.available, floor.required), (SampleUnit::Events, 99, 100));
    assert_eq!(floor.reason, MinimumReason::PatternIsChance);
    assert!(few(0, 0).insufficient().is_some());
    assert!(few(1, 0).sufficient().unwrap().clusters.is_empty());
    // One place on one day: there is nothing to depart from.
    let same = few(100, MIN_EVENTS).sufficient().unwrap();
    assert!(same.clusters.is_empty() && same.simulated == [0.0; 9]);
}

#[test]
fn bad_input_is_named() {
    let (xs, days) = (vec![0.0; 120], vec![5; 120]);
    let run = |xs: &[f64], days: &[i32], params: &ScanParams| {
        space_time_scan(Points::new(xs, &[0.0; 120]), days, params).unwrap_err()
    };
    let good = params(9);
    assert!(matches!(
        run(&xs, &days[1..], &good),
        ScanError::Points(PointError::Length { column: "day", rows: 119, expected: 120 })
    ));
    assert!(matches!(run(&xs[1..], &days, &good), ScanError::Points(PointError::Length { column: "y", .. })));
    for bad in [f64::NAN, f64::INFINITY, -1e200] {
        let mut xs = xs.clone();
        xs[9] = bad;
        let error = run(&xs, &days, &good);
        assert!(matches!(error, ScanError::Points(PointError::Coordinate { row: 9, .. })), "{bad}");
    }
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(run(&xs, &days, &ScanParams { radius: bad, ..good }), ScanError::Distance { .. }));
        let same_incident = ScanParams { same_incident: bad, ..good };
        assert!(matches!(run(&xs, &days, &same_incident), ScanError::Distance { .. }));
        let grid = ScanParams { places: ScanPlaces::Grid { side: bad }, ..good };
        assert!(matches!(run(&xs, &days, &grid), ScanError::Side { .. }));
    }
    for bad in [0.0, -0.1, 1.1, f64::NAN] {
        assert!(matches!(run(&xs, &days, &ScanParams { max_share: bad, ..good }), ScanError::Share { .. }));
    }
    assert_eq!(run(&xs, &days, &ScanParams { max_days: 0, ..good }), ScanError::NoDays);
    assert_eq!(run(&xs, &days, &ScanParams { min_cluster_size: 1, ..good }), ScanError::LeastInCluster);
    let many = ScanParams { permutations: 100_000, ..good };
    assert!(matches!(run(&xs, &days, &many), ScanError::Permutations { .. }));
    let today = |today| ScanParams { windows: ScanWindows::Prospective { today }, ..good };
    assert_eq!(run(&xs, &days, &today(4)), ScanError::AfterToday { row: 0 });
    assert_eq!(run(&xs, &days, &today(40_004)), ScanError::Span { days: 40_000 });
    let mut unknown = days.clone();
    (unknown[0], unknown[1]) = (i32::MIN, i32::MAX);
    assert_eq!(run(&xs, &unknown, &good), ScanError::Span { days: u32::MAX });
    let crowd: Vec<f64> = (0..6000).map(f64::from).collect();
    let near = ScanParams { places: ScanPlaces::AsGiven, radius: 1e6, ..good };
    let error = space_time_scan(Points::new(&crowd, &vec![0.0; 6000]), &vec![0; 6000], &near).unwrap_err();
    assert_eq!(error, ScanError::TooManyNeighbours);
}

/// The largest ratio around each place, by looking at every circle and every window.
fn by_definition(events: &Events, params: &ScanParams) -> Vec<((f64, f64), f64)> {
    let all = events.xs.len() as f64;
    let spot = |row: usize| match params.places {
        ScanPlaces::AsGiven => (events.xs[row], events.ys[row]),
        ScanPlaces::Grid { side } => {
            (((events.xs[row] / side).floor() + 0.5) * side, ((events.ys[row] / side).floor() + 0.5) * side)
        }
    };
    let spots: Vec<(f64, f64)> = (0..events.xs.len()).map(spot).collect();
    let mut places = spots.clone();
    places.sort_by(|a, b| a.partial_cmp(b).unwrap());
    places.dedup();
    let apart = |a: (f64, f64), b: (f64, f64)| ((a.0 - b.0).hypot(a.1 - b.1) * 1e6).round() / 1e6;
    let (first, last) = match (events.days.iter().min(), events.days.iter().max(), params.windows) {
        (Some(&first), _, ScanWindows::Prospective { today }) => (first, today),
        (Some(&first), Some(&last), ScanWindows::Retrospective) => (first, last),
        _ => (0, 0),
    };
    let strongest = |middle: (f64, f64)| {
        let mut best: f64 = 0.0;
        for edge in places.iter().map(|&place| apart(middle, place)).filter(|&edge| edge <= params.radius) {
            let inside: Vec<i32> = (0..spots.len())
                .filter(|&row| apart(middle, spots[row]) <= edge)
                .map(|row| events.days[row])
                .collect();
            if inside.len() as f64 > params.max_share * all {
                continue;
            }
            for to in first..=last {
                if matches!(params.windows, ScanWindows::Prospective { today } if today != to) {
                    continue;
                }
                for from in (first..=to).rev().take(params.max_days as usize) {
                    let within = |days: &[i32]| days.iter().filter(|day| (from..=to).contains(*day)).count();
                    let observed = within(&inside) as f64;
                    let expected = inside.len() as f64 * within(&events.days) as f64 / all;
                    if observed >= f64::from(params.min_cluster_size) && observed > expected {
                        let rest = if observed < all {
                            (all - observed) * ((all - observed) / (all - expected)).ln()
                        } else {
                            0.0
                        };
                        best = best.max(observed * (observed / expected).ln() + rest);
                    }
                }
            }
        }
        best
    };
    places.iter().map(|&place| (place, strongest(place))).collect()
}

/// Events on a lattice, so that distances tie and places and days repeat.
fn lattice() -> impl Strategy<Value = Events> {
    prop::collection::vec((0..7_i32, 0..7_i32, 0..25_i32), 100..180).prop_map(|rows| Events {
        xs: rows.iter().map(|row| f64::from(row.0 - 3) * 100.0).collect(),
        ys: rows.iter().map(|row| f64::from(row.1 - 3) * 100.0).collect(),
        days: rows.iter().map(|row| row.2 * row.2 / 9 - 20).collect(),
    })
}

fn any_params() -> impl Strategy<Value = ScanParams> {
    let windows = prop_oneof![
        Just(ScanWindows::Retrospective),
        (44..60_i32).prop_map(|today| ScanWindows::Prospective { today }),
    ];
    let places = prop_oneof![Just(ScanPlaces::AsGiven), Just(ScanPlaces::Grid { side: 200.0 })];
    (windows, places, 0..5_u32, 1..30_u32, 2..5_u32, 0.05..1.0).prop_map(
        |(windows, places, steps, max_days, min_cluster_size, max_share)| ScanParams {
            windows,
            places,
            radius: f64::from(steps) * 100.0,
            max_days,
            min_cluster_size,
            max_share,
            ..params(9)
        },
    )
}

fn strengths(clusters: &[ScanCluster]) -> Vec<f64> {
    clusters.iter().map(|cluster| cluster.llr).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_strongest_cylinder_is_found(events in lattice(), params in any_params()) {
        let ours = scan(&events, &params);
        let theirs = by_definition(&events, &params);
        let top = theirs.iter().map(|(_, llr)| *llr).fold(0.0, f64::max);
        let first = ours.clusters.first().map_or(0.0, |cluster| cluster.llr);
        prop_assert!((first - top).abs() <= 1e-9 * top, "{first} against {top}");
        for cluster in &ours.clusters {
            let (_, llr) = theirs.iter().find(|(place, _)| *place == (cluster.x, cluster.y)).unwrap();
            prop_assert!((cluster.llr - llr).abs() <= 1e-9 * llr, "{} against {llr}", cluster.llr);
            prop_assert!(cluster.observed >= u64::from(params.min_cluster_size));
            prop_assert!(cluster.observed as f64 > cluster.expected && cluster.expected > 0.0);
            prop_assert!(cluster.p_value.unwrap() > 0.0 && cluster.p_value.unwrap() <= 1.0);
        }
    }

    #[test]
    fn the_order_of_rows_and_the_origin_change_nothing(events in lattice(), params in any_params()) {
        let ours = scan(&events, &params);
        let today = |windows| match windows {
            ScanWindows::Prospective { today } => ScanWindows::Prospective { today: today + 1000 },
            ScanWindows::Retrospective => windows,
        };
        let moved = Events {
            xs: events.xs.iter().rev().map(|x| x + 674_000.0).collect(),
            ys: events.ys.iter().rev().map(|y| y + 6_580_000.0).collect(),
            days: events.days.iter().rev().map(|day| day + 1000).collect(),
        };
        let theirs = scan(&moved, &ScanParams { windows: today(params.windows), ..params });
        prop_assert_eq!(&theirs.simulated, &ours.simulated);
        prop_assert_eq!(theirs.clusters.len(), ours.clusters.len());
        for (theirs, ours) in theirs.clusters.iter().zip(&ours.clusters) {
            prop_assert_eq!((theirs.x - 674_000.0, theirs.y - 6_580_000.0), (ours.x, ours.y));
            prop_assert_eq!((theirs.first_day - 1000, theirs.last_day - 1000), (ours.first_day, ours.last_day));
            prop_assert_eq!((theirs.llr, theirs.p_value, theirs.incidents), (ours.llr, ours.p_value, ours.incidents));
            let last = u32::try_from(events.xs.len()).unwrap() - 1;
            let rows: Vec<u32> = theirs.events.iter().rev().map(|row| last - row).collect();
            prop_assert_eq!(&rows, &ours.events);
        }
    }

    #[test]
    fn a_quarter_turn_keeps_the_strongest(events in lattice(), params in any_params()) {
        // Cells would not turn with the events.
        let params = ScanParams { places: ScanPlaces::AsGiven, max_clusters: 1, ..params };
        let turned = Events { xs: events.ys.iter().map(|y| -y).collect(), ys: events.xs.clone(), days: events.days.clone() };
        prop_assert_eq!(strengths(&scan(&turned, &params).clusters), strengths(&scan(&events, &params).clusters));
    }
}
