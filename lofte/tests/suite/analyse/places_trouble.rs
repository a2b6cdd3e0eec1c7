//! Places and clusters through the binary: what is wrong with a file or an option, and what is below a floor.

use crate::analyse::bench::{Bench, oracle};
use crate::analyse::places::flen;
use std::fmt::Write as _;

/// The methods on positions, with the options that they cannot do without.
const METHODS: [(&str, &str); 5] = [
    ("hot-spots", ""),
    ("local-moran", ""),
    ("concentration", "--seed 1 --simulations 9"),
    ("clusters", "--radius 100 --least 5"),
    ("scan", "--time day --seed 1 --permutations 9"),
];

#[test]
fn a_column_that_is_needed_is_asked_for() {
    let bench = Bench::new();
    for (method, options) in METHODS {
        bench.ask(method, &flen(), &format!("--x e {options}")).refused(&[method, "--y"]);
        bench.ask(method, &flen(), &format!("--x east --y n {options}")).refused(&["events.csv", "“east”"]);
    }
    bench.ask("scan", &flen(), "--x e --y n --seed 1").refused(&["scan needs --time"]);
    bench.ask("stl", &flen(), "").refused(&["stl needs --time"]);
    bench
        .ask("clusters", &flen(), "--x e --y n --radius 9 --least 5 --days 7")
        .refused(&["--days needs --time"]);
    bench.ask("concentration", &flen(), "--place kind --seed 1").refused(&["--place needs --places"]);
    bench
        .ask("hot-spots", &flen(), "--x e --y n --permutations 99")
        .refused(&["--permutations needs --seed"]);
    for (method, option) in
        [("clusters --x e --y n --least 5", "--radius"), ("scan --x e --y n --time day", "--seed")]
    {
        let ran = bench.ask(method, &flen(), "");
        assert!(ran.code == 2 && ran.err.contains(option), "{ran:#?}");
    }
}

#[test]
fn positions_changed_round_are_told_everywhere() {
    let bench = Bench::new();
    for (method, options) in METHODS {
        bench.ask(method, &flen(), &format!("--x n --y e {options}")).refused(&["row 2", "changed round"]);
        let bad = "e,n,day\n591000,6547000,2025-01-01\n591000,north,2025-01-01\n";
        bench.ask(method, bad, &format!("--x e --y n {options}")).refused(&["row 3", "“n”", "“north”"]);
    }
    let bad = "e,n,day\n591000,6547000,soon\n";
    bench.ask("scan", bad, "--x e --y n --time day --seed 1").refused(&["row 2", "“day”", "“soon”"]);
    bench.ask("stl", bad, "--time day").refused(&["row 2", "“day”", "“soon”"]);
}

#[test]
fn too_few_events_are_an_answer_and_none_at_all_too() {
    let bench = Bench::new();
    let few = "e,n,day\n591000,6547000,2025-01-01\n591100,6547000,2025-01-02\n";
    let needs = ["needs 30", "needs 30", "needs 3", "needs 30", "needs 100"];
    for ((method, options), need) in METHODS.into_iter().zip(needs) {
        let floor = if method == "concentration" { "--floor 3" } else { "" };
        let ask = |more: &str| {
            let ran = bench.ask(method, few, &format!("--x e --y n {options} {floor} {more}")).done();
            assert!(ran.out.contains("Cannot be said") && ran.out.contains(need), "{ran:#?}");
        };
        ask("");
        ask("--where e~=~1");
        let json = bench.ask(method, few, &format!("--x e --y n {options} {floor} --format json"));
        assert!(json.done().out.contains("insufficient"));
        let map = bench.ask(method, few, &format!("--x e --y n {options} {floor} --format geojson"));
        if method == "concentration" {
            map.refused(&["does not lie on a map"]);
        } else {
            assert_eq!(map.done().json()["features"], serde_json::json!([]));
        }
    }
    let ran = bench.ask("stl", few, "--time day --until 2025-01-31").done();
    assert!(ran.out.contains("1 periods, and the method needs 24"), "{ran:#?}");
    let ran = bench.ask("stl", "day\nNA\n", "--time day").done();
    assert!(ran.out.contains("1 rows read, 0 used"), "{ran:#?}");
}

#[test]
fn a_constant_surface_or_series_is_told_as_one() {
    let bench = Bench::new();
    // One event in the middle of each of 144 cells.
    let (mut table, mut same) = ("e,n\n".to_owned(), "e,n,day\n".to_owned());
    for at in 0..144 {
        let (east, north) = (590_050 + at % 12 * 100, 6_547_050 + at / 12 * 100);
        writeln!(table, "{east},{north}").unwrap();
        writeln!(same, "{east},{north},2025-01-01").unwrap();
    }
    for method in ["hot-spots", "local-moran"] {
        for p in ["", "--permutations 99 --seed 1"] {
            let ran = bench.ask(method, &table, &format!("--x e --y n --cell 100 {p}")).done();
            assert!(ran.out.contains("144 cells could not be tested: all values are equal"), "{ran:#?}");
        }
        let all = bench.ask(method, &table, "--x e --y n --cell 100 --all --format csv").done();
        assert!(all.out.lines().skip(1).all(|line| line.ends_with(",,,not_tested")), "{}", all.out);
    }
    let ran = bench.ask("concentration", &table, "--x e --y n --cell 100 --seed 1 --format json").done();
    let gini = &ran.json()["result"]["concentration"]["sufficient"]["gini"]["plain"];
    assert!(gini["observed"].as_f64().unwrap().abs() < 1e-12 && gini["chance"]["p_value"] == 1.0);
    // Nothing is denser than anything else, and all events on one day leave nothing to depart from.
    let ran = bench.ask("scan", &same, "--x e --y n --time day --seed 1 --permutations 9").done();
    assert!(ran.out.contains("Nowhere are there more events"), "{ran:#?}");
    let ran = bench.ask("clusters", &same, "--x e --y n --radius 50 --least 2").done();
    assert!(ran.out.contains("Clusters: 0, with 0 events; 144 events in none"), "{ran:#?}");
}

#[test]
fn nonsense_is_refused_with_the_option_or_the_rule() {
    let bench = Bench::new();
    let ask = |method: &str, options: &str, words: &[&str]| {
        bench.ask(method, &flen(), &format!("--x e --y n --time day {options}")).refused(words);
    };
    for method in ["hot-spots", "local-moran"] {
        ask(method, "--cell 0", &["--cell", "positive"]);
        ask(method, "--cell 0.1", &["1048576", "--cell", "--extent"]);
        ask(method, "--cell 100 --rate 1", &["false discovery rate"]);
        ask(method, "--neighbours within:0", &["positive number of metres"]);
        ask(method, "--cell 4 --neighbours within:6000", &["--neighbours", "“within:6000”", "shorter"]);
        ask(method, "--neighbours nearest:100000", &["100000 neighbours are wanted"]);
        ask(method, "--cell 100 --permutations 0 --seed 1", &["0 permutations"]);
        bench.ask(method, &flen(), "--x e --y n --extent 9,9,1,1").code_two("west must lie before east");
        for (option, told) in
            [("--neighbours bishop", "give queen, rook"), ("--extent 1,2,3", "west,south,east")]
        {
            let ran = bench.ask(method, &flen(), &format!("--x e --y n {option}"));
            assert!(ran.code == 2 && ran.err.contains(told), "{ran:#?}");
        }
    }
    ask("concentration", "--seed 1 --shares 0.5,1.5", &["share", "1.5"]);
    ask("concentration", "--seed 1 --simulations 0", &["at least one simulation"]);
    ask("concentration", "--seed 1 --level 1", &["level"]);
    ask("concentration", "--seed 1 --place kind --places 2", &["--places", "“2”", "at least as many"]);
    ask("concentration", "--seed 1 --place kind --places 4000000000", &["--places", "at most"]);
    ask("clusters", "--radius 0 --least 5", &["distance", "positive"]);
    ask("clusters", "--radius 9 --least 0", &["at least 1"]);
    ask("clusters", "--radius 9 --least 5 --days=-1", &["--days", "“-1”"]);
    ask("scan", "--seed 1 --radius=-1", &["distance", "-1"]);
    ask("scan", "--seed 1 --cell 0.5", &["cells", "at least 1 metre"]);
    ask("scan", "--seed 1 --longest-days 0", &["at least 1 day"]);
    ask("scan", "--seed 1 --least 1", &["at least 2 events"]);
    ask("scan", "--seed 1 --today soon", &["--today", "“soon”"]);
    ask("scan", "--seed 1 --today 2025-03-01", &["events.csv, row", "after 2025-03-01"]);
    ask("stl", "--seasonal 8", &["window", "8"]);
    ask("stl", "--inner 0", &["inner"]);
    ask("stl", "--floor-cycles 1", &["2 whole cycles"]);
    ask("stl", "--jumps 1,0,1", &["jump"]);
    ask("stl", "--every week --format geojson", &["does not lie on a map"]);
}

#[test]
fn borders_and_areas_need_a_known_system() {
    let bench = Bench::new();
    let borders = oracle("data/flen_deso_2025.geojson");
    let plane = "--x e --y n --crs plane";
    let boundary = format!("{plane} --boundary {}", borders.display());
    bench.ask("hot-spots", &flen(), &boundary).refused(&["--boundary", "--crs with a known system"]);
    let areas = format!("{plane} --seed 1 --areas {} --name deso", borders.display());
    bench.ask("concentration", &flen(), &areas).refused(&["--areas", "--crs with a known system"]);
    bench
        .ask("clusters", &flen(), &format!("{plane} --radius 60 --least 5 --format geojson"))
        .refused(&["--crs"]);
}

#[test]
fn a_weight_that_is_none_is_named_with_its_row() {
    let bench = Bench::new();
    let harm = |text: &str| bench.file("harm.csv", text).display().to_string();
    let ask = |method: &str, table: &str, words: &[&str]| {
        let options = format!("--x e --y n --category kind --harm {}", harm(table));
        let more = METHODS.iter().find(|(name, _)| *name == method).map_or("", |(_, more)| *more);
        bench.ask(method, &flen(), &format!("{options} {more}")).refused(words);
    };
    let lacking = "category,weight\ntheft,2\ndamage,1\n";
    for method in ["hot-spots", "local-moran", "concentration", "density", "counts"] {
        if method == "counts" {
            let options = format!("--by kind --category kind --harm {}", harm(lacking));
            bench.ask(method, &flen(), &options).refused(&["row 362", "“kind”", "“robbery”", "harm.csv"]);
        } else {
            ask(method, lacking, &["events.csv, row 362", "“kind”", "“robbery”", "harm.csv"]);
        }
    }
    ask("density", "kind,weight\ntheft,2\n", &["harm.csv", "“category”"]);
    ask("density", "category,weight\ntheft,\n", &["harm.csv, row 2", "“weight”"]);
    ask("density", "category,weight\ntheft,many\n", &["harm.csv, row 2", "“many”"]);
    ask("density", "category,weight\ntheft,-2\n", &["theft", "positive"]);
    ask("density", "category,weight\ntheft,1\ntheft,2\n", &["theft has two weights"]);
    let options = format!("--x e --y n --harm {}", harm(lacking));
    bench.ask("density", &flen(), &options).refused(&["--harm needs --category"]);
    let table = "e,n,w\n591000,6547000,1\n591000,6547000,-2\n";
    bench.ask("hot-spots", table, "--x e --y n --weight w").refused(&["row 3", "“w”", "-2", "0 or more"]);
    bench.ask("hot-spots", "e,n,w\n591000,6547000,\n", "--x e --y n --weight w").refused(&["row 2", "“w”"]);
}
