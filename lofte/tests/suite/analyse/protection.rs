//! Protected tables and dots through the binary: Houston against linear programs, editions, rounding, and what readers see.

use crate::analyse::bench::{Bench, reference};
use crate::analyse::effect::{list, number};
use crate::analyse::support::close;
use serde_json::Value;
use std::fmt::Write as _;

/// One week of Houston, 21 districts by 5 offences.
fn houston() -> (String, Value) {
    let oracle = reference("disclosure_houston.json")["result"].clone();
    let mut table = "district,offence,n\n".to_owned();
    for (district, counts) in list(&oracle["rows"]).iter().zip(list(&oracle["table"])) {
        for (offence, count) in list(&oracle["cols"]).iter().zip(list(counts)) {
            writeln!(table, "{district},{},{count}", offence.as_str().unwrap()).unwrap();
        }
    }
    (table, oracle)
}

const TABLE: &str = "--rows district --columns offence --count n --least 5";

#[test]
fn houston_is_protected_and_zeros_are_known_to_be_shown() {
    let (table, oracle) = houston();
    let bench = Bench::new();
    let answer = bench.ask("protect", &table, &format!("{TABLE} --format json")).done().json();
    let found = &answer["result"];
    let audit = &found["audit"];
    assert_eq!(audit["primary"], oracle["primary"]);
    // The oracle's reader does not know that zeros are shown.
    assert!(number(&audit["secondary"]) <= 3.0 + number(&oracle["secondary"]), "{audit}");
    assert!(audit["protected"] == true && number(&audit["narrowest"]) >= 5.0, "{audit}");
    let mut hidden = 0_u64;
    for (row, cells) in list(&found["cells"]).iter().enumerate() {
        for (col, cell) in list(cells).iter().enumerate() {
            let count = &oracle["table"][row][col];
            if cell["hidden"].is_null() {
                assert_eq!(&cell["count"], count);
                continue;
            }
            hidden += 1;
            // The count itself stands nowhere, and the bounds hold it.
            assert!(cell["count"].is_null(), "{cell}");
            let (lower, upper) = (number(&cell["bounds"]["lower"]), number(&cell["bounds"]["upper"]));
            assert!(lower <= number(count) && number(count) <= upper, "{cell}");
            assert_eq!(cell["hidden"] == "primary", (1..5).contains(&count.as_u64().unwrap()), "{cell}");
            assert!(cell["hidden"] == "secondary" || upper - lower >= 5.0, "{cell}");
        }
    }
    assert_eq!(audit["hidden"], hidden);
    assert_eq!(found["grand_total"]["count"], 2550);
}

#[test]
fn readers_see_one_mark_whatever_the_reason() {
    let (table, _) = houston();
    let bench = Bench::new();
    let csv = bench.ask("protect", &table, &format!("{TABLE} --format csv")).done().out;
    assert_eq!(
        csv.lines().next(),
        Some("district,aggravated assault,auto theft,burglary,robbery,theft,total")
    );
    assert!(csv.contains("\n24,..,..,..,..,..,31\n"), "{csv}");
    assert!(!csv.contains("primary") && !csv.contains("secondary"), "{csv}");
    assert_eq!(csv.matches("..").count(), 18);
    let shown = bench.ask("protect", &table, TABLE).done().out;
    assert!(shown.contains("18 of 132 cells") && shown.contains("Audited: "), "{shown}");
}

#[test]
fn a_list_is_protected_with_its_total() {
    let bench = Bench::new();
    let table = "kind,n\na,2\nb,40\nc,9\nd,0\n";
    let options = "--rows kind --count n --least 5 --format json";
    let found = bench.ask("protect", table, options).done().json()["result"].clone();
    let counts: Vec<&Value> = list(&found["cells"]).iter().map(|cells| &cells[0]["count"]).collect();
    assert_eq!(counts, [&Value::Null, &40.into(), &Value::Null, &0.into()]);
    // The two hidden ones add up to 11, and neither is 0: zeros are shown.
    assert_eq!(found["cells"][0][0]["bounds"], serde_json::json!({"lower": 1, "upper": 10}));
    assert_eq!(found["cells"][0][0]["hidden"], "primary");
    assert_eq!(found["grand_total"]["count"], 51);
    let csv = bench.ask("protect", table, "--rows kind --count n --least 5 --format csv").done().out;
    assert_eq!(csv, "kind,count\na,..\nb,40\nc,..\nd,0\ntotal,51\n");
}

/// Made up: five hidden counts whose sum is five are five ones to whoever knows that zeros are shown.
#[test]
fn the_sum_of_the_hidden_is_not_their_number() {
    let bench = Bench::new();
    let table = "area,n\na,1\nb,1\nc,1\nd,1\ne,1\n";
    let found = bench.ask("protect", table, "--rows area --count n --least 5 --format json").done().json();
    let found = &found["result"];
    assert!(
        found["grand_total"]["count"].is_null() && found["grand_total"]["hidden"] == "secondary",
        "{found}"
    );
    assert!(found["audit"]["protected"] == true, "{found}");
}

/// Made up: two areas by five types, where every small count was exact to that reader.
#[test]
fn nobody_who_stands_alone_behind_a_count_tells_another() {
    let bench = Bench::new();
    let counts = [1, 1, 8, 1, 0, 1, 0, 0, 2, 9];
    let mut table = "area,type,n\n".to_owned();
    for (cell, count) in counts.iter().enumerate() {
        writeln!(table, "{},{},{count}", ["Norr", "Söder"][cell / 5], ["A", "B", "C", "D", "E"][cell % 5])
            .unwrap();
    }
    for more in ["", "--lone-cells", "--seed 7304"] {
        let options = format!("--rows area --columns type --count n --least 3 --format json {more}");
        let ran = bench.ask("protect", &table, &options).done();
        assert!(!ran.out.contains("7304"), "the secret would give counts away");
        let found = ran.json()["result"].clone();
        let cells = list(&found["cells"]).iter().flat_map(|row| list(row));
        for (cell, count) in cells.zip(counts) {
            assert_eq!(cell["count"].is_null(), !cell["hidden"].is_null());
            let exact = cell["bounds"]["lower"] == cell["bounds"]["upper"];
            assert!(!(1..3).contains(&count) || (!cell["hidden"].is_null() && !exact), "{more}: {cell}");
        }
        assert!(found["audit"]["protected"] == true, "{more}: {found}");
    }
}

#[test]
fn it_is_said_who_is_not_guarded_against() {
    let (table, _) = houston();
    let bench = Bench::new();
    let told = bench.ask("protect", &table, TABLE).done().out;
    assert!(told.contains("Not guarded against: whoever runs this program"), "{told}");
    let told = bench.ask("protect", &table, &format!("{TABLE} --seed 7304")).done().out;
    assert!(told.contains("Chance, from the secret number") && !told.contains("Not guarded"), "{told}");
}

#[test]
fn events_are_a_table_in_the_order_of_their_names() {
    let bench = Bench::new();
    let events = "district,kind\n10,theft\n9,theft\n9,arson\n9,arson\n10,theft\n";
    let options = "--rows district --columns kind --least 2 --format csv";
    // One theft in 9 is small; nothing in it can be worked out from what is left.
    let csv = bench.ask("protect", events, options).done().out;
    assert_eq!(csv.lines().next(), Some("district,arson,theft,total"));
    let firsts: Vec<&str> = csv.lines().filter_map(|line| line.split(',').next()).collect();
    assert_eq!(firsts, ["district", "9", "10", "total"]);
    assert!(csv.contains("\n9,..,..,..\n") && csv.ends_with(",5\n"), "{csv}");
}

#[test]
fn a_small_difference_from_an_earlier_edition_is_hidden() {
    let bench = Bench::new();
    let table = |counts: [u64; 4]| {
        let [a, b, c, d] = counts;
        format!("area,kind,n\nA,x,{a}\nA,y,{b}\nB,x,{c}\nB,y,{d}\n")
    };
    let june = bench.file("june.csv", &table([20, 30, 40, 50]));
    let july = table([22, 41, 52, 59]);
    let options = "--rows area --columns kind --count n --least 5 --format json";
    let alone = bench.ask("protect", &july, options).done().json();
    assert_eq!(alone["result"]["audit"]["hidden"], 0);
    let options = format!("{options} --against {} --relation part", june.display());
    let beside = bench.ask("protect", &july, &options).done().json();
    assert!(beside["result"]["cells"][0][0]["count"].is_null());
    assert_eq!(beside["result"]["against"]["leaks"], 0);
    let told = bench.ask("protect", &july, &options.replace("--format json", "")).done().out;
    assert!(
        told.contains("small differences from june.csv") && told.contains("Audited beside june.csv"),
        "{told}"
    );
    // The July table is not a part of the June table.
    let wrong = options.replace("--relation part", "--relation whole");
    bench.ask("protect", &july, &wrong).refused(&["A × x", "--relation"]);
    let other = bench.file("other.csv", "area,kind,n\nA,x,20\nA,y,30\nC,x,40\nC,y,50\n");
    let options = options.replace("june.csv", "other.csv");
    assert!(options.contains(&other.display().to_string()));
    bench.ask("protect", &july, &options).refused(&["other.csv", "“C”"]);
}

#[test]
fn a_rounded_table_adds_up_and_does_not_tell_its_seed() {
    let (table, oracle) = houston();
    let bench = Bench::new();
    let options = "--rows district --columns offence --count n --round 5 --seed 730411 --format json";
    let ran = bench.ask("protect", &table, options).done();
    assert!(!ran.out.contains("730411"), "the seed would give counts away");
    let found = ran.json()["result"].clone();
    let mut grand = 0.0;
    for (row, cells) in list(&found["cells"]).iter().enumerate() {
        let sum: f64 = list(cells).iter().map(number).sum();
        close(sum, number(&found["row_totals"][row]), 1e-15, "row total");
        grand += sum;
        for (col, cell) in list(cells).iter().enumerate() {
            let moved = (number(cell) - number(&oracle["table"][row][col])).abs();
            assert!(number(cell) % 5.0 == 0.0 && moved < 5.0, "{cell}");
        }
    }
    close(grand, number(&found["grand_total"]), 1e-15, "grand total");
    assert_eq!(bench.ask("protect", &table, options).done().json()["result"], found);
}

#[test]
fn dots_stand_in_squares_that_hold_enough() {
    let bench = Bench::new();
    // Three events in one square of 100 m, one alone in the square of 200 m beside it.
    let events = "e,n\n10,10\n20,10\n30,10\n350,10\n,10\n";
    let options = "--x e --y n --crs plane --side 100 --doublings 1 --least 3";
    let answer = bench.ask("dots", events, &format!("{options} --format json")).done().json();
    let found = &answer["result"];
    assert_eq!(list(&found["dots"]).len(), 1);
    assert_eq!((number(&found["dots"][0]["x"]), &found["dots"][0]["events"]), (50.0, &3.into()));
    assert_eq!(found["not_shown"]["Hidden"], "Untold");
    assert_eq!(answer["input"]["without_position"], 1);
    let told = bench.ask("dots", events, options).done().out;
    assert!(told.contains("Some events, fewer than 3"), "{told}");
    // Three dwellings around the lonely event show it, and the three others have no dwelling near.
    let homes = bench.file("homes.csv", "e,n\n310,20\n320,30\n330,40\n");
    let options = format!("{options} --dwellings {} --format csv", homes.display());
    let told = bench.ask("dots", events, &options).done().out;
    assert_eq!(told, "x,y,side,count\n350,50,100,1\n");
    let bad = |options: &str, words: &[&str]| bench.ask("dots", events, options).refused(words);
    bad("--x e --y n --crs plane --side 0 --least 3", &["side"]);
    bad("--x e --y n --crs plane --side 100 --least 1", &["at least 2"]);
    bad("--x e --side 100 --least 3", &["--y"]);
    bad("--x e --y n --crs plane --side 100 --least 3 --format geojson", &["map"]);
    let sweref = "e,n\n591000,6547000\n591001,6547001\n";
    let map = bench.ask("dots", sweref, "--x e --y n --side 250 --least 2 --format geojson").done().json();
    assert_eq!(map["features"][0]["properties"]["count"], 2);
}
