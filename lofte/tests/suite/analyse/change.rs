//! Changes between waves, as R gives them where it does.

use crate::analyse::support::{Oracle, analyse, close, data};
use serde_json::Value;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The rows and columns of a reference sample that make a wave: school, stratum, weight, population, and the answer.
fn wave(file: &Path, sample: &str, answer: usize, keep: impl Fn(usize) -> bool, weights: bool) {
    let text = std::fs::read_to_string(data(sample)).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let place = |name: &str, header: &csv::StringRecord| header.iter().position(|n| n == name).unwrap();
    let header = reader.headers().unwrap().clone();
    let [id, stype, pw, fpc] = ["snum", "stype", "pw", "fpc"].map(|name| place(name, &header));
    let rows: Vec<csv::StringRecord> = reader
        .records()
        .map(Result::unwrap)
        .enumerate()
        .filter(|(k, _)| keep(k + 1))
        .map(|(_, r)| r)
        .collect();
    let mut out = "id;stype;w;fpc;y;good\n".to_owned();
    for row in &rows {
        let y: f64 = row[answer].parse().unwrap();
        let same = rows.iter().filter(|other| other[stype] == row[stype]).count() as f64;
        let size: f64 = row[fpc].parse().unwrap();
        let weight = if weights { (size / same).to_string() } else { row[pw].to_owned() };
        let good = u8::from(y >= 700.0);
        writeln!(out, "{};{};{};{};{y};{good}", &row[id], &row[stype], weight.replace('.', ","), &row[fpc])
            .unwrap();
    }
    std::fs::write(file, out).unwrap();
}

const API00: usize = 12;
const API99: usize = 13;

fn change(options: &str) -> Value {
    let json = analyse(&format!("change {options} --format json")).done().json();
    json["changes"][0].clone()
}

fn two(folder: &Path) -> [PathBuf; 2] {
    ["before.csv", "after.csv"].map(|name| folder.join(name))
}

#[track_caller]
fn check(oracle: &Oracle, id: &str, found: &Value, interval: bool) {
    let number = |value: &Value| value.as_f64().unwrap();
    let change = &found["change"];
    close(number(&change["delta"]), oracle.numbers(id, "est")[0], 1e-8, id);
    close(number(&change["se"]), oracle.numbers(id, "se")[0], 1e-8, id);
    let ends = [&found["before"]["estimate"]["value"], &found["after"]["estimate"]["value"]].map(number);
    for (got, want) in ends.into_iter().zip(oracle.numbers(id, "wave_est")) {
        close(got, want, 1e-8, id);
    }
    if interval {
        close(number(&change["df"]), oracle.numbers(id, "df")[0], 0.0, id);
        close(number(&change["interval"]["lower"]), oracle.numbers(id, "lo")[0], 1e-8, id);
        close(number(&change["interval"]["upper"]), oracle.numbers(id, "hi")[0], 1e-8, id);
    }
}

#[test]
fn a_panel_and_a_rotating_sample_agree_with_r() {
    let oracle = Oracle::read();
    let folder = tempfile::tempdir().unwrap();
    let [before, after] = two(folder.path());
    let files = format!("--before {} --after {}", before.display(), after.display());
    for (name, design) in [("panel", "--fpc fpc"), ("rotating", "")] {
        let all = name == "panel";
        wave(&before, "apistrat", API99, |row| all || row % 3 != 0, !all);
        wave(&after, "apistrat", API00, |row| all || row % 3 != 1, !all);
        let design = format!("{files} --strata stype --weights w {design} --overlap-id id");
        let mean = change(&format!("{design} --statistic mean --variable y"));
        check(&oracle, &format!("wave.{name}.mean"), &mean, true);
        let share = change(&format!("{design} --statistic share --variable good"));
        // The interval of a share is not estimate ± t · standard error, which R gives.
        check(&oracle, &format!("wave.{name}.prop"), &share, false);
    }
}

#[test]
fn independent_waves_agree_with_r() {
    let oracle = Oracle::read();
    let folder = tempfile::tempdir().unwrap();
    let [before, after] = two(folder.path());
    wave(&before, "apistrat", API99, |_| true, false);
    wave(&after, "apistrat", API00, |_| true, false);
    let design = "--strata stype --weights w --fpc fpc --statistic mean --variable y";
    let files = format!("--before {} --after {}", before.display(), after.display());
    let found = change(&format!("{files} {design}"));
    // Two means of one design, as if drawn twice: the variances add up.
    let (first, second) =
        (oracle.numbers("wave.panel.mean", "wave_se"), oracle.numbers("wave.panel.mean", "est"));
    let se = (first[0] * first[0] + first[1] * first[1]).sqrt();
    close(found["change"]["se"].as_f64().unwrap(), se, 1e-8, "independent waves");
    close(found["change"]["delta"].as_f64().unwrap(), second[0], 1e-8, "independent waves");
    // The same rows in one file with a column for the wave.
    let joined = folder.path().join("both.csv");
    let mut text = String::new();
    for (name, file) in [("2024", &before), ("2026", &after)] {
        for (row, line) in std::fs::read_to_string(file).unwrap().lines().enumerate() {
            if row > 0 || name == "2024" {
                writeln!(text, "{line};{}", if row == 0 { "wave" } else { name }).unwrap();
            }
        }
    }
    std::fs::write(&joined, text).unwrap();
    assert_eq!(change(&format!("--data {} --wave wave {design}", joined.display())), found);
}

#[test]
fn a_verdict_is_given_and_many_comparisons_are_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let [before, after] = two(folder.path());
    let write = |file: &Path, yes: [usize; 3]| {
        let mut text = "area,n,safe\n".to_owned();
        for (area, yes) in ["A", "B", "C"].iter().zip(yes) {
            for row in 0..330 {
                writeln!(text, "{area},12000,{}", u8::from(row < yes)).unwrap();
            }
        }
        std::fs::write(file, text).unwrap();
    };
    write(&before, [198, 198, 198]);
    write(&after, [240, 220, 150]);
    let options = format!(
        "change --before {} --after {} --strata area --fpc n --statistic share --variable safe --format json",
        before.display(),
        after.display()
    );
    let json = analyse(&format!("{options} --by area --threshold 0 --alpha 0.05")).done().json();
    let outcomes: Vec<&str> = json["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["verdict"]["result_adjusted"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["above", "inconclusive", "below"]);
    // Alone, the second area would have been called kept.
    assert_eq!(json["changes"][1]["verdict"]["result"], "above");
    assert_eq!(json["verdict_parameters"]["alpha"], 0.05);
    let raw: Vec<f64> = (0..3).map(|k| json["changes"][k]["p_value"].as_f64().unwrap()).collect();
    let corrected = json["changes"][1]["p_adjusted"].as_f64().unwrap();
    assert!((corrected - raw[1]).abs() < 1e-15, "the largest p-value stays: {raw:?} {corrected}");
    // A fall that was promised is a rise turned round.
    let down = analyse(&format!("{options} --by area --threshold 0 --direction down")).done().json();
    assert_eq!(down["changes"][2]["verdict"]["result"], "above");
    let none = analyse(&options).done().json();
    assert!(none["changes"][0]["verdict"].is_null() && none["verdict_parameters"].is_null());
}

#[test]
fn waves_on_different_scales_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let [before, after] = two(folder.path());
    let write = |file: &Path, codes: &[u8]| {
        let rows: Vec<String> = codes.iter().cycle().take(60).map(u8::to_string).collect();
        std::fs::write(file, format!("q\n{}\n", rows.join("\n"))).unwrap();
    };
    write(&before, &[1, 2, 3, 4, 5]);
    write(&after, &[1, 2, 3, 4]);
    let files = format!("change --before {} --after {} --variable q", before.display(), after.display());
    for statistic in ["--statistic share --yes 4", "--statistic mean", "--statistic share --levels all"] {
        analyse(&format!("{files} {statistic}")).refused(&[
            "different scales",
            "1–5",
            "1–4",
            "--levels",
            "“q”",
        ]);
    }
    // With a code book it is known that the 5 was only not used.
    analyse(&format!("{files} --statistic share --yes 4,5 --levels 1,2,3,4,5")).done();
    analyse(&format!("{files} --statistic share --yes 4 --levels 1,2,3,4")).refused(&[
        "row 6",
        "“5”",
        "code book",
    ]);
}
