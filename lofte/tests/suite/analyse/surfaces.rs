//! `lofte analyse density` and `near-repeat` through the binary: the figures of numba, scipy and R, and bad input.

use crate::analyse::bench::{Bench, alike, each, numbers, oracle, reference};
use crate::analyse::support::{analyse, close};
use serde_json::Value;
use std::fmt::Write as _;

#[test]
fn the_surface_of_chicago_is_that_of_numba() {
    let bench = Bench::new();
    let file = bench.unpacked("chicago_1e4_utm16.csv");
    let cases = [
        ("kde_quartic_1e4.json", "--kernel quartic --bandwidth 500", 0.0),
        ("kde_gaussian_1e4.json", "--kernel gaussian --cut 10 --bandwidth 300", 1e-12),
    ];
    for (name, options, absolute) in cases {
        let want = &reference(name)["result"];
        let options = format!("--x x --y y --crs EPSG:32616 --cell 200 {options} --format json");
        let answer = analyse(&format!("density {} {options}", file.display())).done().json();
        assert_eq!(answer["input"]["plane"], "EPSG:32616");
        let surface = &answer["result"]["density"]["sufficient"];
        let grid = &surface["params"]["grid"];
        assert_eq!((&grid["columns"], &grid["rows"]), (&want["grid"][0], &want["grid"][1]));
        close(grid["west"].as_f64().unwrap(), want["x0"].as_f64().unwrap(), 1e-12, "west");
        let columns = grid["columns"].as_u64().unwrap();
        let at = |column: &Value, row: u64| {
            let place = row * columns + column.as_u64().unwrap();
            surface["values"][usize::try_from(place).unwrap()].clone()
        };
        for top in want["top"].as_array().unwrap() {
            let ours = at(&top["col"], top["row"].as_u64().unwrap());
            alike(&[ours], &[top["z"].as_f64().unwrap()], (1e-9, absolute), name);
        }
        for (row, values) in want["sample_rows"].as_object().unwrap() {
            let columns = (0..values.as_array().unwrap().len()).map(|column| Value::from(column * 10));
            let ours: Vec<Value> = columns.map(|column| at(&column, row.parse().unwrap())).collect();
            alike(&ours, &numbers(values), (1e-9, absolute), name);
        }
    }
}

#[test]
fn the_binned_surface_says_how_far_off_it_may_be_and_is_not() {
    let bench = Bench::new();
    let file = bench.unpacked("chicago_1e4_utm16.csv");
    let ask = |more: &str| {
        let options = format!("--x x --y y --crs EPSG:32616 --cell 100 {more} --format json");
        let answer = analyse(&format!("density {} {options}", file.display())).done().json();
        answer["result"]["density"]["sufficient"].clone()
    };
    let (exact, binned) = (ask(""), ask("--binned"));
    let bound = binned["largest_error"].as_f64().unwrap();
    let (exact, near) = (numbers(&exact["values"]), numbers(&binned["values"]));
    let furthest = exact.iter().zip(&near).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max);
    assert!(furthest <= bound && furthest > 0.0 && bound < 500.0, "{furthest} {bound}");
}

#[test]
fn the_near_repeats_of_chicago_are_those_of_scipy_and_r() {
    let bench = Bench::new();
    let burglary = bench.unpacked("chicago_burglary.csv");
    let days = |name: &str| {
        let text = std::fs::read_to_string(oracle(&format!("data/{name}.csv"))).unwrap();
        bench.file(name, &format!("X,Y,date\n{text}"))
    };
    let (month, arson) = (days("chicago_be_month1"), days("chicago_arson"));
    let package = reference("knox_NearRepeat.json");
    let of_r = |name: &str, metric: &str| package["result"][format!("{name} {metric}")]["observed"].clone();
    for metric in ["euclidean", "manhattan"] {
        let scipy = |name: &str| reference(&format!("knox_{name}_{metric}.json"))["result"].clone();
        for (file, want) in [
            (&burglary, scipy("burglary")["observed"].clone()),
            (&month, scipy("be_month1")["observed"].clone()),
            (&month, of_r("be_month1", metric)),
            (&arson, of_r("arson", metric)),
        ] {
            let options = "--x X --y Y --time date --crs plane --seed 4 --permutations 99 --format json \
                           --distances 0,0.1,200,400,600,800,1000 --days 0,1,3,7,14,28";
            let line = format!("near-repeat {} --metric {metric} {options}", file.display());
            let cells = analyse(&line).done().json()["result"]["sufficient"]["cells"].clone();
            let flat: Vec<f64> = want.as_array().unwrap().iter().flat_map(numbers).collect();
            alike(&each(&cells, "/observed"), &flat, (0.0, 0.0), metric);
            if *file == burglary {
                let expected = scipy("burglary")["expected_exact"].clone();
                let flat: Vec<f64> = expected.as_array().unwrap().iter().flat_map(numbers).collect();
                alike(&each(&cells, "/expected"), &flat, (1e-12, 0.0), metric);
            }
        }
    }
}

/// Events at these places, on one day.
fn places(places: &[(f64, f64)], times: usize) -> String {
    let mut table = "e,n,day,w\n".to_owned();
    for (east, north) in places.iter().cycle().take(places.len() * times) {
        writeln!(table, "{east},{north},2025-01-01,1").unwrap();
    }
    table
}

#[test]
fn all_events_at_one_place_on_one_day() {
    let bench = Bench::new();
    let table = places(&[(591_000.0, 6_547_000.0)], 60);
    let answer = bench.ask("density", &table, "--x e --y n --format json").done().json();
    let repeated = &answer["result"]["repeated"];
    assert_eq!((&repeated["distinct"], &repeated["share_repeated"]), (&1.into(), &1.0.into()));
    let map = bench.ask("density", &table, "--x e --y n --format geojson").done().json();
    assert_eq!(map["features"].as_array().unwrap().len(), 1);
    let options = "--x e --y n --time day --seed 1 --format json";
    let cells =
        bench.ask("near-repeat", &table, options).done().json()["result"]["sufficient"]["cells"].clone();
    assert_eq!(
        (&cells[0]["observed"], &cells[0]["ratio"], &cells[0]["p_value"]),
        (&1770.into(), &1.0.into(), &1.0.into())
    );
    assert!(each(&cells, "/shown").iter().all(|shown| *shown == false));
}

#[test]
fn below_the_floor_there_is_no_surface() {
    let bench = Bench::new();
    let few = places(&[(591_000.0, 6_547_000.0)], 3);
    let said = bench.ask("density", &few, "--x e --y n").done().out;
    assert!(said.contains("3 events, and the method needs 30") && said.contains("happen to lie"), "{said}");
    let said = bench.ask("near-repeat", &few, "--x e --y n --time day --seed 1").done().out;
    assert!(said.contains("3 events, and the method needs 50"), "{said}");
    let nowhere = "e,n,day,w\n,6547000,2025-01-01,1\n591000,,2025-01-01,1\n";
    let said = bench.ask("density", nowhere, "--x e --y n").done().out;
    assert!(said.contains("2 rows read, 0 used, 2 without") && said.contains("0 events"), "{said}");
    bench.ask("near-repeat", nowhere, "--x e --y n --time day --seed 1 --floor 0").done();
}

#[test]
fn positions_that_cannot_be_are_named_with_their_row() {
    let bench = Bench::new();
    for (method, more) in [("density", ""), ("near-repeat", "--time day --seed 1")] {
        let ask = |places: &[(f64, f64)], crs: &str| {
            bench.ask(method, &self::places(places, 1), &format!("--x e --y n --crs {crs} {more}"))
        };
        let good = (591_000.0, 6_547_000.0);
        ask(&[good, (6_547_000.0, 591_000.0)], "EPSG:3006").refused(&["row 3", "changed round"]);
        ask(&[good, (59.0, 16.5)], "EPSG:3006").refused(&["row 3", "EPSG:3006", "--crs"]);
        ask(&[(16.5, 59.0), good], "EPSG:4326").refused(&["row 3", "EPSG:4326"]);
        ask(&[good, (1e308, -1e308)], "plane").refused(&["events.csv, row 3", "“1e308, -1e308”"]);
        ask(&[good], "EPSG:9999").code_two("EPSG:3006");
        bench
            .ask(method, "e,n,day\n1,x,2025-01-01\n", &format!("--x e --y n {more}"))
            .refused(&["row 2", "“x”"]);
        bench.ask(method, "e,n,day\n1,2,2025-01-01\n", &format!("--x e {more}")).refused(&["--y"]);
    }
    bench
        .ask("near-repeat", &places(&[(591_000.0, 6_547_000.0)], 60), "--x e --y n --seed 1")
        .refused(&["--time"]);
    let unknown = "e,n,day\n591000,6547000,0001-01-01\n591000,6547000,2025-01-01\n";
    let options = "--x e --y n --time day --seed 1 --floor 0";
    bench.ask("near-repeat", unknown, options).refused(&["739251 days apart", "unknown"]);
}

#[test]
fn nonsense_is_refused_by_each_method_on_places() {
    let bench = Bench::new();
    let table = places(&[(0.0, 0.0), (900.0, 400.0)], 40);
    let near = "near-repeat --time day --seed 1";
    for (options, words) in [
        ("density --bandwidth 0", "bandwidth"),
        ("density --bandwidth nan", "bandwidth"),
        ("density --cell 0", "--cell"),
        ("density --cell=-5", "--cell"),
        ("density --cell inf", "--cell"),
        ("density --cell 600", "larger than the bandwidth"),
        ("density --kernel gaussian --cut 0.5", "between 1 and 38"),
        ("density --edge diggle", "boundary"),
        ("density --boundary nowhere.geojson", "--crs with a known system"),
        ("density --weight day", "“day”"),
        (&format!("{near} --distances 5,1"), "rising distances"),
        (&format!("{near} --distances nan"), "rising distances"),
        (&format!("{near} --days 7"), "rising numbers of days"),
        (&format!("{near} --permutations 4000000000"), "4000000000 permutations"),
        (&format!("{near} --shown-p nan"), "numbers of at least 0"),
    ] {
        let (method, options) = options.split_once(' ').unwrap();
        bench.ask(method, &table, &format!("--x e --y n --crs plane {options}")).refused(&[words]);
    }
    let weight = |weight: &str| {
        let table = format!("e,n,w\n1,1,1\n,,-9\n2,2,{weight}\n");
        bench.ask("density", &table, "--x e --y n --crs plane --weight w")
    };
    weight("-1").refused(&["events.csv, row 4", "“w”", "-1", "0 or more"]);
    weight("").refused(&["events.csv, row 4", "“w”", "is empty"]);
    weight("2").done();
    let extent = |extent: &str| {
        bench.ask("density", &table, &format!("--x e --y n --crs plane --extent {extent} --format json"))
    };
    let grid = extent("-100,-50.5,100,50").done().json()["result"]["density"]["sufficient"]["params"]["grid"]
        .clone();
    assert_eq!((&grid["west"], &grid["columns"], &grid["rows"]), (&(-100.0).into(), &2.into(), &2.into()));
    for (wrong, words) in [
        ("0,0,1", "four numbers"),
        ("0,0,nan,1", "four numbers"),
        ("0,0,-1,1", "west must lie before east"),
        ("0,0,1,0", "south before north"),
    ] {
        extent(wrong).code_two(words);
    }
}
