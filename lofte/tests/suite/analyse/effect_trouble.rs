//! What effects and protection say of input that they cannot use, or that is too little.

use crate::analyse::bench::Bench;
use crate::analyse::support::analyse;
use std::fmt::Write as _;

/// Counts of units by year; the first unit is the one that something was done to.
fn panel(units: usize, years: usize, count: impl Fn(usize, usize) -> String) -> String {
    let mut table = "u,year,n\n".to_owned();
    for unit in 0..units {
        for year in 0..years {
            writeln!(table, "u{unit},{},{}", 2000 + year, count(unit, year)).unwrap();
        }
    }
    table
}

const PANEL: &str = "--unit u --period year --count n --treated u0 --at 2012";
const PANEL_METHODS: [&str; 3] = ["difference-in-differences", "synthetic-control", "conclusion"];

#[test]
fn a_panel_with_gaps_or_wrong_names_is_refused() {
    let bench = Bench::new();
    let table = panel(3, 20, |unit, year| (10 + unit + year % 3).to_string());
    for method in PANEL_METHODS {
        let refused =
            |table: &str, options: &str, words: &[&str]| bench.ask(method, table, options).refused(words);
        refused(&table.replace("u1,2005,13\n", ""), PANEL, &["“u1” has no row for 2005"]);
        refused(&format!("{table}u1,2005,7\n"), PANEL, &["“u1” has two rows for 2005"]);
        refused(&table, &PANEL.replace("u0", "u9"), &["--treated", "“u9”", "u0, u1, u2"]);
        refused(&table, &PANEL.replace("2012", "2050"), &["--at is 2050", "2000", "2019"]);
        refused(&table, &PANEL.replace("2012", "2000"), &["--at is 2000", "before"]);
        refused(&table, &PANEL.replace("--count n", "--count m"), &["no column “m”"]);
        refused(&table, &PANEL.replace(" --count n", ""), &["--count"]);
        refused(&table, &PANEL.replace("--unit u ", ""), &["--unit"]);
        refused(&table, &PANEL.replace("--at 2012", ""), &["--at"]);
        refused(&table.replace("2005", "May"), PANEL, &["“year”", "“May”"]);
        refused(&table.replace("u1,2005,13\n", "u1,2005,NaN\n"), PANEL, &["row 27", "“n”", "NaN"]);
        let events = "u,t\nu0,2024-01-05\nu1,2024-02-05\n";
        let options = "--unit u --time t --treated u0";
        refused(events, &format!("{options} --at 2025-05-01"), &["--at is 2025-05-01", "2024-02-01"]);
        refused(events, &format!("{options} --at spring"), &["--at", "“spring”"]);
        refused("u,t\nu0,\n", &format!("{options} --at 2024-02"), &["No row has a time"]);
    }
    for method in ["difference-in-differences", "conclusion"] {
        let minus = table.replace("u1,2005,13\n", "u1,2005,-1\n");
        bench.ask(method, &minus, PANEL).refused(&["row 27", "“n”", "-1"]);
    }
    analyse("difference-in-differences --treated A").refused(&["FILE"]);
}

#[test]
fn too_few_units_periods_or_events_are_an_answer_with_its_reason() {
    let bench = Bench::new();
    let table = panel(3, 20, |unit, year| (10 + unit + year % 3).to_string());
    for method in ["difference-in-differences", "synthetic-control"] {
        let told = |table: &str, options: &str| bench.ask(method, table, options).done().out;
        let few = told(&table, PANEL);
        assert!(few.contains("2 units to compare with, and the method needs 9"), "{few}");
        assert!(few.contains("there is nothing to compare with"), "{few}");
        let many = panel(12, 20, |unit, year| (10 + unit + year % 3).to_string());
        let short = told(&many, &PANEL.replace("2012", "2005"));
        assert!(short.contains("5 periods, and the method needs 12"), "{short}");
        let json = bench.ask(method, &table, &format!("{PANEL} --format json")).done().json();
        assert_eq!(json["result"]["insufficient"]["required"], 9);
    }
    let nothing = panel(12, 20, |unit, _| if unit == 0 { "0".to_owned() } else { "10".to_owned() });
    let told = bench.ask("difference-in-differences", &nothing, PANEL).done().out;
    assert!(told.contains("0 events, and the method needs 20"), "{told}");
    // Everything is zero everywhere.
    let zero = panel(12, 20, |_, _| "0".to_owned());
    for method in PANEL_METHODS {
        bench.ask(method, &zero, PANEL).done();
        bench.ask(method, &zero, &format!("{PANEL} --format json")).done();
    }
    let told = bench.ask("conclusion", &zero, PANEL).done().out;
    assert!(told.contains("It cannot be told") && told.contains("no events here or none"), "{told}");
}

#[test]
fn a_series_that_is_short_empty_or_one_sided_is_told() {
    let bench = Bench::new();
    let mut table = "t\n".to_owned();
    for month in 0..40 {
        for day in 1..5 {
            writeln!(table, "{}-{:02}-{day:02}", 2020 + month / 12, month % 12 + 1).unwrap();
        }
    }
    let ask = |table: &str, options: &str| bench.ask("interrupted-series", table, options);
    ask(&table, "--time t --at 2030-01-01").refused(&["--at is 2030-01-01", "2020-01-01", "2023-04-01"]);
    ask(&table, "--time t --at 2020-01-01").refused(&["--at is 2020-01-01"]);
    ask(&table, "--time t --at 2022-02-30").refused(&["--at", "“2022-02-30”"]);
    ask(&table, "--time u --at 2022-01-01").refused(&["no column “u”"]);
    ask(&table, "--at 2022-01-01").refused(&["--time"]);
    ask(&table, "--time t --at 2022-01-01 --level 1").refused(&["confidence level"]);
    ask(&table, "--time t --at 2022-01-01 --harmonics 9").refused(&["9 waves"]);
    ask("t\n\"\"\n", "--time t --at 2022-01-01").refused(&["no rows"]);
    ask("t,x\n,1\n", "--time t --at 2022-01-01").refused(&["No row has a time"]);
    ask(&table, "--time t --at 2022-01-01 --from 2023-01-01 --until 2022-12-31")
        .refused(&["--until", "--from or later"]);
    // The last week has ended three weeks before that day.
    ask(&table, "--time t --at 2023-04-25 --every week").refused(&["--at is 2023-04-25", "2023-04-03"]);
    let late = ask(&table, "--time t --at 2023-01-01").done().out;
    assert!(late.contains("4 periods, and the method needs 8"), "{late}");
    let short = ask(&table, "--time t --at 2021-01-01 --until 2021-09-30").done().out;
    assert!(short.contains("21 periods, and the method needs 24"), "{short}");
    // Observed for years, but nothing happened after the first day.
    let quiet = "t\n2020-01-01\n";
    let told = ask(quiet, "--time t --at 2022-01-01 --until 2023-12-31").done().out;
    assert!(told.contains("1 events, and the method needs 60"), "{told}");
    let within = ask(&table, "--time t --at 2022-01-15 --harmonics 0").done().out;
    assert!(within.contains("the period that starts on 2022-01-01"), "{within}");
}

#[test]
fn displacements_without_counts_names_or_events_are_told() {
    let refused = |arguments: &str, words: &[&str]| analyse(arguments).refused(words);
    refused("displacement --treated 100 --control 90,80", &["--treated is “100”", "before and after"]);
    refused("displacement --treated 100,NaN --control 90,80", &["“100,NaN”"]);
    refused("displacement --treated=-5,4 --control 90,80", &["“-5,4”"]);
    refused("displacement --treated 5,4 --treated 6,5 --control 90,80", &["--treated", "5,4 6,5"]);
    refused("displacement --treated 5,4 --control 90,80 --level 2", &["confidence level"]);
    refused("displacement --treated 5,4 --control 90,80 --sizes 0,1", &["positive numbers", "one is 0"]);
    refused("displacement --treated 5,4 --control 90,80 --sizes 1,2,3", &["--sizes", "1,2,3", "four"]);
    refused(
        "displacement --treated 5,4 --control 90,80 --buffer 3,2 --buffer-control 3,2 --sizes 1,2",
        &["four"],
    );
    let nothing =
        analyse("displacement --treated 0,0 --control 0,0 --buffer 0,0 --buffer-control 0,0").done();
    assert!(nothing.out.contains("0 events, and the method needs 1"), "{nothing:#?}");
    let bench = Bench::new();
    let events = "area,t\nA,2024-01-05\nB,2024-02-05\n";
    let ask = |options: &str| bench.ask("displacement", events, options);
    ask("--area area --time t --at 2024-02-01 --treated A --control C").refused(&[
        "--control",
        "“C”",
        "A, B",
    ]);
    ask("--area area --time t --at 2025-02-01 --treated A --control B").refused(&["--at is 2025-02-01"]);
    ask("--area area --time t --treated A --control B").refused(&["--at"]);
    ask("--time t --at 2024-02-01 --treated A --control B").refused(&["--area"]);
    let small = ask("--area area --time t --at 2024-02-01 --treated A --control B").done().out;
    assert!(small.contains("Caution: the count in the treated area before is only 1"), "{small}");
    assert!(small.contains("Days before: 27, after: 5"), "{small}");
}

#[test]
fn groups_that_cannot_be_standardised_are_named() {
    let bench = Bench::new();
    let options = "--unit u --stratum g --count n --population p";
    let ask = |table: &str, more: &str| bench.ask("standardise", table, &format!("{options} {more}"));
    let whole = "u,g,n,p\nA,young,9,100\nA,old,7,100\nB,young,8,200\nB,old,6,100\n";
    ask(whole, "").done();
    ask(&whole.replace("B,old,6,100\n", ""), "").refused(&["“B” has no row for the group “old”"]);
    ask(&format!("{whole}A,old,1,5\n"), "").refused(&["“A” has two rows for the group “old”"]);
    ask(&whole.replace("6,100", "6,0"), "").refused(&["“B”", "“old”", "population is 0"]);
    ask(&whole.replace("6,100", "-6,100"), "").refused(&["row 5", "“n”", "-6"]);
    ask(&whole.replace("6,100", "6,NaN"), "").refused(&["row 5", "“p”", "NaN"]);
    ask(whole, "--per 0").refused(&["positive number"]);
    ask(whole, "--standard-column s").refused(&["no column “s”"]);
    ask("u,g,n,p\nA,young,9,100\nA,old,7,100\n", "").refused(&["--standard"]);
    let varies = "u,g,n,p,s\nA,young,9,100,5\nB,young,8,200,6\n";
    ask(varies, "--standard-column s").refused(&["row 3", "“s”", "young"]);
    let lacking = bench.file("standard.csv", "g,p\nyoung,1000\n");
    ask(whole, &format!("--standard {}", lacking.display())).refused(&["standard.csv", "“old”"]);
    let more = bench.file("more.csv", "g,p\nyoung,1000\nold,900\nbaby,5\n");
    ask(whole, &format!("--standard {}", more.display())).refused(&["more.csv", "groups"]);
    let few = ask(&whole.replace("B,old,6", "B,old,4"), "").done().out;
    assert!(few.contains("B:") && few.contains("4 events in the smallest group"), "{few}");
    assert!(few.contains("one event more or less"), "{few}");
    // No events anywhere: nothing is expected, and nothing is said of it.
    let zero = "u,g,n,p\nA,young,0,100\nA,old,0,100\nB,young,0,200\nB,old,0,100\n";
    let json = ask(zero, "--floor 0 --format json").done().json();
    assert!(json["result"]["units"][0]["indirect"].is_null());
    assert_eq!(json["result"]["units"][0]["direct"]["sufficient"]["interval"]["lower"], 0.0);
}

#[test]
fn maps_that_cannot_be_compared_are_told() {
    let bench = Bench::new();
    let ask = |table: &str, options: &str| bench.ask("point-pattern", table, options);
    let counts = "u,a,b\nx,40,30\ny,20,50\n";
    ask(counts, "--unit u --first a").refused(&["--second"]);
    ask(counts, "--unit u --first a --second c").refused(&["no column “c”"]);
    ask(&counts.replace("50", "-1"), "--unit u --first a --second b").refused(&["row 3", "“b”", "-1"]);
    ask(&counts.replace("50", "NaN"), "--unit u --first a --second b").refused(&["row 3", "“b”", "NaN"]);
    ask(&format!("{counts}x,1,1\n"), "--unit u --first a --second b").refused(&["“x”", "more than one row"]);
    ask(counts, "").refused(&["--area", "--cell"]);
    ask(counts, "--unit u --first a --second b --alpha 1").refused(&["false discovery rate"]);
    let one = ask("u,a,b\nx,40,30\n", "--unit u --first a --second b").done().out;
    assert!(one.contains("1 units, and the method needs 2"), "{one}");
    let few = ask("u,a,b\nx,4,3\ny,2,5\n", "--unit u --first a --second b").done().out;
    assert!(few.contains("6 events, and the method needs 30"), "{few}");
    assert!(few.contains("where the events happen to lie"), "{few}");
    let zero = ask("u,a,b\nx,0,0\ny,0,0\n", "--unit u --first a --second b").done().out;
    assert!(zero.contains("0 events"), "{zero}");
    let events = "area,e,n,t\nA,591000,6547000,2023-01-01\nB,591000,6547000,2024-01-01\n";
    ask(events, "--area area --time t --at 2030-01-01").refused(&["--at is 2030-01-01", "2024-01-01"]);
    ask(events, "--area area --time t").refused(&["--at"]);
    ask(events, "--area area --at 2024-01-01").refused(&["--time"]);
    ask(events, "--x e --y n --cell 0 --time t --at 2024-01-01").refused(&["--cell is “0”"]);
    ask(events, "--x e --y n --cell 1e-12 --time t --at 2024-01-01").refused(&["--cell"]);
}

#[test]
fn tables_that_cannot_be_protected_are_told() {
    let bench = Bench::new();
    let table = "a,b,n\nA,x,12\nA,y,9\nB,x,30\n";
    let ask = |table: &str, options: &str| bench.ask("protect", table, options);
    ask(table, "--rows a --columns b --count n --least 1")
        .refused(&["--least is 1", "nothing would be hidden"]);
    ask(table, "--rows a --columns b --count m --least 5").refused(&["no column “m”"]);
    ask(&table.replace("30", "-3"), "--rows a --columns b --count n --least 5").refused(&["row 4", "-3"]);
    ask(&table.replace("30", "NaN"), "--rows a --columns b --count n --least 5").refused(&["row 4", "NaN"]);
    ask(&table.replace("30", "2.5"), "--rows a --columns b --count n --least 5").refused(&["row 4", "2.5"]);
    ask(table, "--rows a --columns b --count n --round 1 --seed 4").refused(&["base", "2 or more"]);
    ask(table, "--rows a --columns b --count n --least 5 --format geojson").refused(&["map"]);
    let told = ask(table, "--rows a --columns b --count n --least 5").done().out;
    assert!(told.contains("1 cells have no row in the file and count as 0"), "{told}");
    assert!(told.contains("Nothing needs to be hidden"), "{told}");
    let mut wide = "a,b\n".to_owned();
    for row in 0..1001 {
        writeln!(wide, "r{row},c{row}").unwrap();
    }
    ask(&wide, "--rows a --columns b --least 5").refused(&["1001 rows and 1001 columns"]);
    // Neither how small is too small nor how to round: the command line itself asks for one of them.
    let path = bench.file("events.csv", table);
    let ran = analyse(&format!("protect {} --rows a --columns b --count n", path.display()));
    assert!(ran.code == 2 && ran.err.contains("--least"), "{ran:#?}");
}

#[test]
fn conclusions_from_options_need_two_counts_each() {
    let refused = |arguments: &str, words: &[&str]| analyse(arguments).refused(words);
    refused("conclusion --treated 83", &["--treated is “83”"]);
    refused("conclusion --treated 83,70 --control 66", &["--control is “66”"]);
    refused("conclusion --treated 83,70 --control=66,-1", &["“66,-1”"]);
    refused("conclusion --treated 83,70 --control 66,68 --power 0.2", &["power"]);
    refused("conclusion --treated 83,70 --control 66,68 --dispersion 0.5", &["dispersion"]);
    refused("conclusion --treated 83,70 --control 66,68 --largest-detectable 2", &["detectable"]);
    let bench = Bench::new();
    let table = panel(3, 20, |_, _| "10".to_owned());
    bench.ask("conclusion", &table, &format!("{PANEL} --control 66,68")).refused(&["--control", "together"]);
    let alone = analyse("conclusion --treated 83,70").done().out;
    assert!(alone.contains("too few untreated areas to compare with: 0, and 19 are needed"), "{alone}");
}
