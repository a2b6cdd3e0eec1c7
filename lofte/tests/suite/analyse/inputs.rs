//! What an analysis makes of files as programs and people leave them: the same as an import would.

use crate::analyse::bench::{Bench, each};
use crate::analyse::support::analyse;
use serde_json::json;
use std::fmt::Write as _;

fn rates(text: &str) -> Vec<serde_json::Value> {
    let bench = Bench::new();
    let options = "--unit område --count antal --population folkmängd --per 1000 --format json";
    each(&bench.ask("rates", text, options).done().json()["result"], "/rate/value")
}

#[test]
fn a_line_that_names_the_separator_and_spaces_between_thousands_are_understood() {
    let table = "område;antal;folkmängd\nCentrum;1 045;12 345\nSalsta;310;4\u{a0}120\nÖja;95;2\u{202f}210\n";
    let plain = rates(table);
    let expected = [1045.0 / 12.345, 310.0 / 4.12, 95.0 / 2.21];
    for (rate, expected) in plain.iter().zip(expected) {
        assert!((rate.as_f64().unwrap() - expected).abs() < 1e-9, "{rate} {expected}");
    }
    assert_eq!(rates(&format!("sep=;\n{table}")), plain);
    assert_eq!(rates(&format!("\u{feff}\"sep=;\"\r\n{table}")), plain);
    // Row numbers are those of the spreadsheet, which does not show the line but counts it.
    let bench = Bench::new();
    let options = "--unit a --count n --population p";
    bench.ask("rates", "sep=,\na,n,p\nA,x,1\n", options).refused(&["row 3", "“x”"]);
}

#[test]
fn letters_of_older_programs_and_of_the_other_form_are_found() {
    let bench = Bench::new();
    let old = bench.file("old.csv", "");
    std::fs::write(&old, b"\xe5lder;n\n16\x9624;3\n16\x9624;4\n").unwrap();
    let counted = analyse(&format!("counts {} --by ålder --format json", old.display())).done();
    assert!(counted.out.contains("16–24"), "{}", counted.out);
    let two = "ort,n\nÅker,1\nA\u{30a}ker,2\n";
    let out = bench.ask("counts", two, "--by ort --format csv").done().out;
    assert_eq!(out.matches("ker").count(), 1, "{out}");
}

#[test]
fn a_unit_without_people_is_named_and_the_others_have_their_rates() {
    let bench = Bench::new();
    let table = "area,n,pop\nA,0,1000\nB,5,0\nC,4,\n,2,500\n";
    let options = "--unit area --count n --population pop --per 1000 --against A";
    let told = bench.ask("rates", table, options).done().out;
    for words in [
        "Without people, and so without a rate: B.",
        "population, and so without a rate: C.",
        "(no name, row 5)",
    ] {
        assert!(told.contains(words), "“{words}” is not in {told}");
    }
    let json = bench.ask("rates", table, &format!("{options} --format json")).done().json();
    assert_eq!(
        each(&json["result"], "/without"),
        [json!(null), json!("people"), json!("population"), json!(null)]
    );
    assert_eq!(each(&json["result"], "/rate/value"), [json!(0.0), json!(null), json!(null), json!(4.0)]);
    let against = "--unit area --count n --population pop --against B";
    bench.ask("rates", table, against).refused(&["--against", "known population"]);
    let expected = "area,n,e\nA,3,2.5\nB,1,0\n";
    let told = bench.ask("rates", expected, "--unit area --count n --expected e").done().out;
    assert!(told.contains("without a comparison: B."), "{told}");
}

/// Sixty burglaries, and twelve of them again four minutes later under another kind.
fn copies() -> String {
    let mut table = "id,east,north,day,cat\n".to_owned();
    let row = |number: u32, minute: u32, kind: &str| {
        let (east, north) = (590_000 + number * 13 % 800, 6_547_000 + number * 37 % 990);
        format!(
            "K{number},{east},{north},2024-{:02}-{:02} 00:{minute:02},{kind}",
            number % 6 + 1,
            number % 28 + 1
        )
    };
    (0..60).for_each(|number| writeln!(table, "{}", row(number, 1, "a")).unwrap());
    (0..60).step_by(5).for_each(|number| writeln!(table, "{}", row(number, 5, "b")).unwrap());
    table
}

#[test]
fn copies_minutes_apart_are_told_before_they_are_a_finding() {
    let bench = Bench::new();
    let options = "--x east --y north --time day --seed 1 --floor 10 --permutations 9";
    let told = bench.ask("near-repeat", &copies(), options).done().out;
    assert!(
        told.contains("rows at the place of an earlier one and at most 30 minutes after it: 12."),
        "{told}"
    );
    let told = bench.ask("near-repeat", &copies(), &format!("{options} --id id")).done().out;
    assert!(!told.contains("rows at the place of an earlier one"), "{told}");
}

#[test]
fn spans_over_the_change_of_the_clock_are_told() {
    let bench = Bench::new();
    let options = "--time fran --until till --floor-for-cells 1 --floor-for-marginals 1";
    let ask = |row: &str| bench.ask("aoristic", &format!("nr,fran,till\n{row}\n"), options).done().out;
    for row in ["1,2025-03-30 01:00,2025-03-30 04:00", "1,2024-10-26 22:00,2024-10-27 06:00"] {
        assert!(ask(row).contains("1 spans go over the hour 02–03 when the clocks change"), "{row}");
    }
    for row in ["1,2025-03-02 22:00,2025-03-03 02:00", "1,2025-03-30 03:00,2025-03-30 04:00"] {
        assert!(!ask(row).contains("clocks change"), "{row}");
    }
}

#[test]
fn a_source_that_fell_silent_is_told() {
    let bench = Bench::new();
    let mut table = "day\n".to_owned();
    for month in [1, 2, 3, 4, 5, 6, 10, 11, 12] {
        (1..=28).for_each(|day| writeln!(table, "2025-{month:02}-{day:02}").unwrap());
    }
    let told = bench.ask("trend", &table, "--time day --every month").done().out;
    assert!(told.contains("nothing happened from 2025-07-01 to 2025-09-30"), "{told}");
}

/// One square in SWEREF 99 TM, around the events of [`copies`].
fn square(crs: &str, properties: &str, corners: [[f64; 2]; 2]) -> String {
    let [[west, south], [east, north]] = corners;
    format!(
        "{{\"type\": \"FeatureCollection\", {crs} \"features\": [{{\"type\": \"Feature\", \"properties\": {properties}, \
         \"geometry\": {{\"type\": \"Polygon\", \"coordinates\": [[[{west}, {south}], [{east}, {south}], \
         [{east}, {north}], [{west}, {north}], [{west}, {south}]]]}}}}]}}"
    )
}

#[test]
fn areas_in_metres_are_reprojected_and_those_changed_round_refused() {
    let bench = Bench::new();
    let around = [[589_000.0, 6_546_000.0], [592_000.0, 6_549_000.0]];
    let named = "\"crs\": {\"type\": \"name\", \"properties\": {\"name\": \"EPSG:3006\"}},";
    for crs in [named, ""] {
        let file = bench.file("areas.geojson", &square(crs, "{\"code\": \"A\"}", around));
        let options = format!("--x east --y north --areas {} --name code --format json", file.display());
        let found = bench.ask("areas", &copies(), &options).done().json();
        assert_eq!(found["result"]["areas"], json!([{"area": "A", "count": 72}]), "{crs}");
    }
    let turned = [[59.0, 16.5], [59.1, 16.7]];
    let file = bench.file("areas.geojson", &square("", "{\"code\": \"A\"}", turned));
    let options = format!("--x east --y north --areas {} --name code", file.display());
    bench.ask("areas", &copies(), &options).refused(&["areas.geojson", "latitude before longitude"]);
    let file = bench.file("areas.geojson", &square(named, "{\"NAMN\": \"A\", \"ORT\": \"Flen\"}", around));
    let options = format!("--x east --y north --areas {} --name code", file.display());
    bench.ask("areas", &copies(), &options).refused(&["no property code", "NAMN, ORT"]);
}
