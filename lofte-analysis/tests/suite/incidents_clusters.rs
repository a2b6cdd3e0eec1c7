//! DBSCAN and ST-DBSCAN against scikit-learn, R and scipy (oracle/*/README.md), and against the definition.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use flate2::read::GzDecoder;
use lofte_analysis::Points;
use lofte_analysis::incidents::clusters::{
    Cluster, ClusterError, Clustering, DbscanParams, MIN_EVENTS, StDbscanParams, dbscan, st_dbscan,
};
use lofte_analysis::points::PointError;
use lofte_analysis::sample_size::{MinimumReason, SampleUnit};
use proptest::prelude::*;
use serde_json::Value;

/// What another program says of each point: core point or not, and the first core point of its cluster.
type Labels = (Vec<bool>, Vec<Option<u32>>);

struct Houston {
    xs: Vec<f64>,
    ys: Vec<f64>,
    days: Vec<f64>,
    space: Labels,
    space_time: Labels,
}

fn houston() -> Houston {
    let file = GzDecoder::new(&include_bytes!("../../oracle/data/houston_points.csv.gz")[..]);
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(file).records().map(Result::unwrap).collect();
    let number = |column: usize| rows.iter().map(|row| row[column].parse().unwrap()).collect::<Vec<f64>>();
    let labels = |column: usize| -> Labels {
        let core = rows.iter().map(|row| &row[column] == "1").collect();
        (core, rows.iter().map(|row| row[column + 1].parse().ok()).collect())
    };
    let days = number(2).into_iter().map(|hour| (hour / 24.0).floor() + hour % 24.0 / 24.0);
    Houston { xs: number(0), ys: number(1), days: days.collect(), space: labels(4), space_time: labels(6) }
}

fn space(distance: f64, min_points: u32) -> DbscanParams {
    DbscanParams { distance, min_points, min_events: MIN_EVENTS }
}

fn firsts(found: &Clustering) -> Vec<Option<u32>> {
    found.cluster.iter().map(|cluster| cluster.map(|number| found.clusters[number as usize].first)).collect()
}

fn summary(found: &Clustering, oracle: &Value) {
    let mut core: Vec<u32> = found.clusters.iter().map(|cluster| cluster.core).collect();
    core.sort_unstable_by(|a, b| b.cmp(a));
    let border: u32 = found.clusters.iter().map(|cluster| cluster.border).sum();
    assert_eq!(oracle["n"], found.events);
    let oracle = &oracle["result"];
    assert_eq!(oracle["clusters"], found.clusters.len());
    assert_eq!(oracle["core"], core.iter().sum::<u32>());
    assert_eq!(oracle["noise"], found.noise);
    assert_eq!(oracle["border"], border);
    assert_eq!(oracle["core_sizes_top"], Value::from(core[..30].to_vec()));
}

#[test]
fn agrees_with_scikit_learn_and_r() {
    let data = houston();
    let found = dbscan(Points::new(&data.xs, &data.ys), &space(150.0, 30)).unwrap().sufficient().unwrap();
    summary(
        &found,
        &serde_json::from_str(include_str!("../../oracle/clusters/dbscan_houston.json")).unwrap(),
    );
    let r: Value =
        serde_json::from_str(include_str!("../../oracle/clusters/dbscan_houston_ref.json")).unwrap();
    assert_eq!(r["result"]["clusters"], found.clusters.len());
    assert_eq!(r["result"]["noise"], found.noise);
    let (core, cluster) = &data.space;
    assert_eq!(&found.core, core);
    for ((ours, theirs), core) in firsts(&found).iter().zip(cluster).zip(core) {
        assert_eq!(ours.is_none(), theirs.is_none());
        if *core {
            assert_eq!(ours, theirs);
        }
    }
}

#[test]
fn space_and_time_agree_with_all_pairs_in_scipy() {
    let data = houston();
    let params =
        StDbscanParams { distance: 250.0, time_distance: 7.0, min_points: 8, min_events: MIN_EVENTS };
    let found =
        st_dbscan(Points::new(&data.xs, &data.ys), &data.days, &params).unwrap().sufficient().unwrap();
    summary(
        &found,
        &serde_json::from_str(include_str!("../../oracle/clusters/stdbscan_houston.json")).unwrap(),
    );
    assert_eq!(found.core, data.space_time.0);
    // This script follows the same rule for border points.
    assert_eq!(firsts(&found), data.space_time.1);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let data = houston();
    let threads = |number| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(number).build().unwrap();
        pool.install(|| {
            dbscan(Points::new(&data.xs, &data.ys), &space(100.0, 10)).unwrap().sufficient().unwrap()
        })
    };
    let alone = serde_json::to_string(&threads(1)).unwrap();
    for number in [2, 3, 8] {
        assert_eq!(serde_json::to_string(&threads(number)).unwrap(), alone);
    }
}

#[test]
fn limits_are_closed_and_a_point_counts_itself() {
    let xs: Vec<f64> = (0..30).map(|k| f64::from(k) * 2.0).collect();
    let found = |distance: f64, min_points| {
        dbscan(Points::new(&xs, &[7.0; 30]), &space(distance, min_points)).unwrap().sufficient().unwrap()
    };
    assert_eq!(found(2.0, 3).clusters, [Cluster { first: 1, core: 28, border: 2 }]);
    assert_eq!(found(2.0_f64.next_down(), 2).noise, 30);
    assert_eq!(found(2.0_f64.next_down(), 1).clusters.len(), 30);
    assert_eq!(found(2.0, 4).noise, 30);
}

#[test]
fn a_border_point_goes_to_the_lowest_cluster() {
    // Two clumps of 14 and a point that touches one point of each: 3 neighbours, so not core.
    let clump = |at: f64| (0..14).map(move |k| at + f64::from(k.min(1)));
    let mut xs: Vec<f64> = clump(0.0).map(|x| -x).chain(clump(10.0)).collect();
    xs.extend([5.0, 500.0]);
    let run = |xs: &[f64]| {
        let params = DbscanParams { distance: 5.0, min_points: 4, min_events: 30 };
        dbscan(Points::new(xs, &vec![0.0; xs.len()]), &params).unwrap().sufficient().unwrap()
    };
    let found = run(&xs);
    assert_eq!(
        found.clusters,
        [Cluster { first: 0, core: 14, border: 1 }, Cluster { first: 14, core: 14, border: 0 }]
    );
    assert_eq!((found.cluster[28], found.core[28], found.cluster[29]), (Some(0), false, None));
    xs.reverse();
    let turned = run(&xs);
    assert_eq!((turned.cluster[1], turned.clusters[0].first), (Some(0), 2));
    assert_eq!(turned.clusters[0].border, 1);
}

#[test]
fn too_few_events_are_a_floor() {
    let few = |events: usize, min_events| {
        let params = DbscanParams { distance: 1.0, min_points: 5, min_events };
        dbscan(Points::new(&vec![0.0; events], &vec![0.0; events]), &params).unwrap()
    };
    let floor = few(29, MIN_EVENTS).insufficient().unwrap();
    assert_eq!((floor.unit, floor.available, floor.required), (SampleUnit::Events, 29, 30));
    assert_eq!(floor.reason, MinimumReason::PatternIsChance);
    assert!(few(0, 0).insufficient().is_some());
    assert_eq!(few(1, 0).sufficient().unwrap().noise, 1);
    assert_eq!(
        few(30, MIN_EVENTS).sufficient().unwrap().clusters,
        [Cluster { first: 0, core: 30, border: 0 }]
    );
}

#[test]
fn bad_input_is_named() {
    let xs = vec![0.0; 40];
    let run =
        |xs: &[f64], ys: &[f64], distance| dbscan(Points::new(xs, ys), &space(distance, 5)).unwrap_err();
    assert!(matches!(run(&xs, &xs[1..], 1.0), ClusterError::Points(PointError::Length { column: "y", .. })));
    for bad in [f64::NAN, f64::NEG_INFINITY, 1e9] {
        let mut ys = xs.clone();
        ys[3] = bad;
        let error = run(&xs, &ys, 1.0);
        assert!(matches!(error, ClusterError::Points(PointError::Coordinate { row: 3, .. })), "{bad}");
    }
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(run(&xs, &xs, bad), ClusterError::Distance { .. }), "{bad}");
    }
    assert_eq!(dbscan(Points::new(&xs, &xs), &space(1.0, 0)).unwrap_err(), ClusterError::MinPoints);
    let timed = |times: &[f64], time_distance| {
        let params = StDbscanParams { distance: 1.0, time_distance, min_points: 5, min_events: 30 };
        st_dbscan(Points::new(&xs, &xs), times, &params).unwrap_err()
    };
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(timed(&xs, bad), ClusterError::TimeDistance { .. }), "{bad}");
    }
    assert!(matches!(timed(&xs[2..], 1.0), ClusterError::Points(PointError::Length { column: "time", .. })));
    let mut times = xs.clone();
    times[11] = f64::NAN;
    assert!(matches!(timed(&times, 1.0), ClusterError::Time { row: 11, .. }));
}

/// The definition, by all pairs: core points, and the lowest cluster that reaches each point.
fn by_definition(points: &[[f64; 3]], distance: f64, time: f64, min_points: u32) -> Labels {
    let near = |a: [f64; 3], b: [f64; 3]| {
        let (across, up) = (a[0] - b[0], a[1] - b[1]);
        across * across + up * up <= distance * distance && (a[2] - b[2]).abs() <= time
    };
    let core: Vec<bool> = points
        .iter()
        .map(|&a| points.iter().filter(|&&b| near(a, b)).count() >= min_points as usize)
        .collect();
    let mut first: Vec<Option<u32>> = vec![None; points.len()];
    for start in 0..points.len() {
        if !core[start] || first[start].is_some() {
            continue;
        }
        let name = Some(u32::try_from(start).unwrap());
        first[start] = name;
        let mut waiting = vec![start];
        while let Some(one) = waiting.pop() {
            for other in 0..points.len() {
                if core[other] && first[other].is_none() && near(points[one], points[other]) {
                    first[other] = name;
                    waiting.push(other);
                }
            }
        }
    }
    let cores: Vec<usize> = (0..points.len()).filter(|&point| core[point]).collect();
    for point in (0..points.len()).filter(|&point| !core[point]) {
        first[point] = cores
            .iter()
            .filter(|&&other| near(points[point], points[other]))
            .map(|&other| first[other].unwrap())
            .min();
    }
    (core, first)
}

fn columns(points: &[[f64; 3]]) -> [Vec<f64>; 3] {
    [0, 1, 2].map(|axis| points.iter().map(|point| point[axis]).collect())
}

/// Points on a lattice of a given step, so that many coincide or lie exactly at a limit.
fn lattice(step: f64, span: i32) -> impl Strategy<Value = Vec<[f64; 3]>> {
    let point = (0..span, 0..span, 0..40_i32)
        .prop_map(move |(x, y, t)| [f64::from(x) * step, f64::from(y) * step, f64::from(t) / 4.0]);
    prop::collection::vec(point, 30..260)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn space_is_as_defined(points in lattice(10.0, 30), steps in 1..6_u32, min_points in 1..12_u32) {
        let [xs, ys, _] = columns(&points);
        let distance = f64::from(steps) * 10.0;
        let found = dbscan(Points::new(&xs, &ys), &space(distance, min_points)).unwrap().sufficient().unwrap();
        let (core, first) = by_definition(&points, distance, f64::INFINITY, min_points);
        prop_assert_eq!(&found.core, &core);
        prop_assert_eq!(firsts(&found), first);
        prop_assert!(found.clusters.is_sorted_by(|a, b| a.first < b.first));
    }

    #[test]
    fn space_and_time_are_as_defined(
        points in lattice(10.0, 12), steps in 1..5_u32, quarters in 0..9_u32, min_points in 1..12_u32,
    ) {
        let [xs, ys, times] = columns(&points);
        let (distance, time_distance) = (f64::from(steps) * 10.0, f64::from(quarters) / 4.0);
        let params = StDbscanParams { distance, time_distance, min_points, min_events: 30 };
        let found = st_dbscan(Points::new(&xs, &ys), &times, &params).unwrap().sufficient().unwrap();
        let (core, first) = by_definition(&points, distance, time_distance, min_points);
        prop_assert_eq!(&found.core, &core);
        prop_assert_eq!(firsts(&found), first);
    }

    #[test]
    fn large_cells_are_as_defined(points in lattice(0.37, 40), distance in 0.3..4.0, min_points in 1..40_u32) {
        // Dozens of points in a cell, at coordinates that no cell boundary agrees with.
        let [xs, ys, _] = columns(&points);
        let found = dbscan(Points::new(&xs, &ys), &space(distance, min_points)).unwrap().sufficient().unwrap();
        let (core, first) = by_definition(&points, distance, f64::INFINITY, min_points);
        prop_assert_eq!(&found.core, &core);
        prop_assert_eq!(firsts(&found), first);
    }

    #[test]
    fn a_distance_far_below_the_extent_is_as_defined(mut points in lattice(0.001, 6), min_points in 1..6_u32) {
        // So fine that the grid runs out of columns and cells must be split.
        points.push([9e7, -9e7, 0.0]);
        points.push([-9e7, 9e7, 1e9]);
        let [xs, ys, times] = columns(&points);
        let params = StDbscanParams { distance: 0.002, time_distance: 0.25, min_points, min_events: 30 };
        let found = st_dbscan(Points::new(&xs, &ys), &times, &params).unwrap().sufficient().unwrap();
        let (core, first) = by_definition(&points, 0.002, 0.25, min_points);
        prop_assert_eq!(&found.core, &core);
        prop_assert_eq!(firsts(&found), first);
    }

    #[test]
    fn turning_moving_and_sorting_change_nothing(points in lattice(10.0, 20), min_points in 2..8_u32) {
        let [xs, ys, _] = columns(&points);
        let run = |xs: &[f64], ys: &[f64]| dbscan(Points::new(xs, ys), &space(20.0, min_points)).unwrap().sufficient().unwrap();
        let ours = run(&xs, &ys);
        let moved: Vec<f64> = ys.iter().map(|y| 6_580_000.0 - y).collect();
        prop_assert_eq!(&run(&moved, &xs), &ours);
        let (back_xs, back_ys): (Vec<f64>, Vec<f64>) = points.iter().rev().map(|point| (point[0], point[1])).unzip();
        let back = run(&back_xs, &back_ys);
        let core: Vec<bool> = back.core.iter().rev().copied().collect();
        prop_assert_eq!(&core, &ours.core);
        prop_assert_eq!(back.noise, ours.noise);
        // Cores that were together are together, whatever the clusters are called.
        for (one, other) in (0..points.len()).zip(1..points.len()) {
            if core[one] && core[other] {
                let mirrored = |point: usize| back.cluster[points.len() - 1 - point];
                prop_assert_eq!(mirrored(one) == mirrored(other), ours.cluster[one] == ours.cluster[other]);
            }
        }
    }
}
