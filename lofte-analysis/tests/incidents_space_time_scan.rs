//! The space-time permutation scan against the plain one in Python (oracle/spatial/stscan.py), and its laws.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use flate2::read::GzDecoder;
use lofte_analysis::incidents::floor::{FloorOf, Floored};
use lofte_analysis::incidents::space_time_scan::{
    ScanParams, ScanPlaces, ScanWindows, SpaceTimeScan, space_time_scan,
};
use serde_json::Value;

type Columns = (Vec<f64>, Vec<f64>, Vec<i32>);

fn robberies() -> Columns {
    let packed = include_bytes!("../oracle/spatial/data/houston_points.csv.gz");
    let mut reader = csv::Reader::from_reader(GzDecoder::new(packed.as_slice()));
    let mut columns = Columns::default();
    for row in reader.records() {
        let row = row.unwrap();
        if &row[3] == "1" {
            columns.0.push(row[0].parse().unwrap());
            columns.1.push(row[1].parse().unwrap());
            columns.2.push(row[2].parse::<i32>().unwrap().div_euclid(24));
        }
    }
    columns
}

fn params(permutations: u32) -> ScanParams {
    ScanParams {
        places: ScanPlaces::Grid { side: 500.0 },
        windows: ScanWindows::Retrospective,
        radius: 2000.0,
        longest_days: 28,
        largest_share: 0.5,
        least_in_cluster: 2,
        same_incident: 1000.0,
        most_clusters: 5,
        permutations,
        seed: 1,
        least_events: 100,
    }
}

fn scan((xs, ys, days): &Columns, params: &ScanParams) -> SpaceTimeScan {
    space_time_scan(xs, ys, days, params).unwrap().given().unwrap()
}

fn close(got: f64, want: &Value) {
    let want = want.as_f64().unwrap();
    assert!((got - want).abs() <= 1e-9 * want.abs(), "{got} is not {want}");
}

#[test]
fn the_strongest_clusters_of_houston_are_those_of_the_plain_scan() {
    let oracle: Value =
        serde_json::from_str(include_str!("../oracle/spatial/stscan_houston_robbery.json")).unwrap();
    let columns = robberies();
    let found = scan(&columns, &params(19));
    assert_eq!(Value::from(found.events), oracle["n"]);
    assert_eq!(Value::from(found.places), oracle["result"]["locations"]);
    assert_eq!(Value::from(found.days), oracle["result"]["times"]);
    let first = columns.2.iter().min().unwrap();
    // The second of ours has no place in common with the first: the third in the plain list.
    for (ours, plain) in [(0, 0), (1, 2)] {
        let (ours, plain) = (&found.clusters[ours], &oracle["result"]["top"][plain]);
        close(ours.llr, &plain["llr"]);
        close(ours.expected, &plain["expected"]);
        close(ours.x, &plain["centre"][0]);
        close(ours.y, &plain["centre"][1]);
        close(ours.radius, &plain["radius"]);
        assert_eq!(Value::from(ours.observed), plain["observed"]);
        assert_eq!(Value::from(ours.first_day - first), plain["t_from"]);
        assert_eq!(Value::from(ours.last_day - first), plain["t_to"]);
    }
    assert_eq!(found.clusters[0].p, Some(1.0 / 20.0), "its p is .005 with 199 permutations");
    assert!(found.clusters[0].may_be_one_incident, "five records within 500 m on one day");
}

#[test]
fn moving_the_map_and_the_order_of_rows_changes_nothing() {
    let (xs, ys, days) = robberies();
    let found = scan(&(xs.clone(), ys.clone(), days.clone()), &params(9));
    let reversed: Columns = (
        xs.iter().rev().map(|x| x + 50_000.0).collect(),
        ys.iter().rev().map(|y| y - 120_000.0).collect(),
        days.iter().rev().map(|day| day + 365).collect(),
    );
    let moved = scan(&reversed, &params(9));
    assert_eq!(found.simulated, moved.simulated);
    for (one, other) in found.clusters.iter().zip(&moved.clusters) {
        assert_eq!((one.llr, one.observed, one.p), (other.llr, other.observed, other.p));
        assert_eq!(one.first_day + 365, other.first_day);
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let columns = robberies();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| serde_json::to_string(&scan(&columns, &params(9))).unwrap())
    };
    assert_eq!(with(1), with(2));
}

#[test]
fn below_the_floor_and_with_bad_input_there_is_no_scan() {
    let (xs, ys, days) = robberies();
    let few = space_time_scan(&xs[..99], &ys[..99], &days[..99], &params(9)).unwrap();
    let floor = few.below().unwrap();
    assert_eq!((floor.what, floor.have, floor.need), (FloorOf::Events, 99, 100));
    assert!(matches!(space_time_scan(&[], &[], &[], &params(9)), Ok(Floored::BelowFloor(_))));
    assert!(space_time_scan(&xs[..200], &ys[..199], &days[..200], &params(9)).is_err());
    let mut nowhere = xs[..200].to_vec();
    nowhere[7] = f64::NAN;
    assert!(space_time_scan(&nowhere, &ys[..200], &days[..200], &params(9)).is_err());
    for radius in [-1.0, f64::NAN, f64::INFINITY] {
        let bad = ScanParams { radius, ..params(9) };
        assert!(space_time_scan(&xs[..200], &ys[..200], &days[..200], &bad).is_err(), "{radius}");
    }
}
