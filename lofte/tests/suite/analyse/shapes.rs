//! The shapes of answers: what JSON tells, CSV, tables, several files, and the ways a table may be written.

use crate::analyse::support::{analyse, data, survey};
use std::path::Path;

fn strat() -> String {
    format!("--data {} --strata stype --weights pw --fpc fpc", data("apistrat"))
}

#[test]
fn json_names_every_parameter_that_was_used() {
    let run =
        format!("survey {} --statistic share --variable awards --yes Yes --by stype --format json", strat());
    let json = analyse(&run).done().json();
    let parameters = &json["parameters"];
    for (name, value) in [
        ("statistic", "share"),
        ("variable", "awards"),
        ("weights", "pw"),
        ("interval", "logit"),
        ("df", "domain"),
        ("lonely", "refuse"),
        ("method", "rake"),
        ("centre", "full"),
    ] {
        assert_eq!(parameters[name], value, "{name}");
    }
    assert_eq!(parameters["level"], 0.95);
    assert_eq!(parameters["seed"], 1);
    assert_eq!(parameters["by"], serde_json::json!(["stype"]));
    assert!(parameters["domain"].is_null() && parameters["replicates"].is_null());
    assert_eq!(json["design"]["rows"], 200);
    assert_eq!(json["design"]["strata"], 3);
    let first = &json["estimates"][0];
    assert_eq!(first["group"], serde_json::json!(["E"]));
    assert_eq!(first["reliability"], "show");
    for name in
        ["value", "se", "df", "n", "yes", "design_effect", "weight_sum", "interval", "interval_method"]
    {
        assert!(!first["estimate"][name].is_null(), "{name}");
    }
}

#[test]
fn csv_carries_every_digit_of_the_json() {
    let run = format!("survey {} --statistic mean --variable api00 --by awards", strat());
    let csv = analyse(&format!("{run} --format csv")).done().out;
    let json = analyse(&format!("{run} --format json")).done().json();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(
        reader.headers().unwrap().iter().take(3).collect::<Vec<_>>(),
        ["awards", "answer", "probability"]
    );
    for (record, found) in reader.records().zip(json["estimates"].as_array().unwrap()) {
        let record = record.unwrap();
        assert_eq!(record[0], found["group"][0]);
        let se: f64 = record[4].parse().unwrap();
        assert_eq!(se.to_bits(), found["estimate"]["se"].as_f64().unwrap().to_bits());
    }
    let other = std::process::Command::new(env!("CARGO_BIN_EXE_lofte"))
        .args(["doctor", "--format", "csv"])
        .output()
        .unwrap();
    assert_eq!(other.status.code(), Some(2));
}

#[test]
fn tables_speak_both_languages() {
    let run = format!("survey {} --statistic share --variable awards --yes Yes --by stype", strat());
    let english = analyse(&run).done().out;
    assert!(english.contains("Standard error") && english.contains("show"), "{english}");
    let swedish = analyse(&format!("{run} --lang sv")).done().out;
    assert!(swedish.contains("Medelfel") && swedish.contains("kan visas"), "{swedish}");
}

#[test]
fn all_methods_are_listed_with_their_source() {
    let list = analyse("--list --format json").done().json();
    let methods = list.as_array().unwrap();
    assert!(methods.len() > 30);
    for method in methods {
        assert!(method["question"].as_str().unwrap().ends_with('?'), "{method}");
        assert!(method["reference"].as_str().unwrap().contains(|c: char| c.is_ascii_digit()), "{method}");
    }
    let table = analyse("--list").done().out;
    for name in [
        "Woodruff 1952",
        "Rao & Wu 1988",
        "Deville & Särndal 1992",
        "fay-herriot",
        "--replicates jkn",
        "50 events",
    ] {
        assert!(table.contains(name), "{name}");
    }
}

fn write(path: &Path, lines: &[&str]) -> String {
    std::fs::write(path, lines.join("\n")).unwrap();
    path.display().to_string()
}

#[test]
fn rows_in_batches_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(data("apistrat")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let part = |name: &str, rows: &[&str]| write(&folder.path().join(name), &[&lines[..1], rows].concat());
    let parts = [part("a.csv", &lines[1..7]), part("b.csv", &lines[7..150]), part("c.csv", &lines[150..])];
    let options =
        "--strata stype --weights pw --fpc fpc --statistic mean --variable api00 --by awards --format csv";
    let whole = analyse(&format!("survey --data {} {options}", data("apistrat"))).done().out;
    let batches = analyse(&format!("survey --data {} {options}", parts.join(" "))).done().out;
    assert_eq!(whole, batches);
    // A fault in the second file is told with its own row.
    let broken = part("b.csv", &[lines[7], &lines[8].replace(",\"E\",", ",\"\",")]);
    let run = format!("survey --data {} {} {options}", parts[0], broken);
    analyse(&run).refused(&["b.csv, row 3", "“stype”"]);
}

#[test]
fn semicolons_and_decimal_commas_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let point = write(
        &folder.path().join("point.csv"),
        &["h,w,y", "1,2.5,3.5", "1,2.5,5", "2,1,NA", "2,1,8.25", "2,1,7"],
    );
    let comma = write(
        &folder.path().join("comma.csv"),
        &["h;w;y", "1;2,5;3,5", "1;2,5;5", "2;1;", "2;1;8,25", "2;1;7"],
    );
    let options = "--strata h --weights w --statistic mean --variable y";
    assert_eq!(survey(&format!("--data {point} {options}")), survey(&format!("--data {comma} {options}")));
    let latin = folder.path().join("latin.csv");
    std::fs::write(&latin, b"omr\xe5de;y\n\xd6ster;1\n\xd6ster;2\n").unwrap();
    let run =
        format!("survey --data {} --statistic mean --variable y --by område --format csv", latin.display());
    assert!(analyse(&run).done().out.contains("\nÖster,"));
}

#[test]
fn empty_groups_are_empty_cells_and_not_errors() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder.path().join("a.csv"), &["g,y", "a,1", "a,2", "a,4", "b,", "b,"]);
    for statistic in ["mean", "total", "quantile"] {
        let found = survey(&format!("--data {file} --statistic {statistic} --variable y --by g"));
        assert!(found[0]["value"].is_number() && found[1].is_null(), "{statistic}: {found:?}");
    }
}
