//! Standard errors from replicates: half-samples and quantiles as R gives them, and changes between waves.

use crate::analyse::support::{Oracle, analyse, close, data, survey};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;

const REFERENCE: &str = "half_samples_r_survey_4.1.json";
const METHODS: [(&str, &str); 3] = [("brr", "brr"), ("fay3", "fay:0.3"), ("fay5", "fay:0.5")];
const CENTRES: [(&str, &str); 2] = [("mse", "full"), ("nomse", "mean")];

/// Rows of a reference sample as maps from column to cell.
fn rows(sample: &str) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(data(sample)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// Writes columns of a sample, some under another name.
fn write(file: &Path, rows: &[HashMap<String, String>], columns: &[(&str, &str)]) {
    let mut writer = csv::Writer::from_path(file).unwrap();
    writer.write_record(columns.iter().map(|(_, name)| name)).unwrap();
    for row in rows {
        writer.write_record(columns.iter().map(|(column, _)| &row[*column])).unwrap();
    }
    writer.flush().unwrap();
}

/// The schools of apistrat with the number of their pair.
fn schools() -> Vec<HashMap<String, String>> {
    let mut schools = rows("apistrat");
    for (place, school) in schools.iter_mut().enumerate() {
        school.insert("pair".to_owned(), (place / 2).to_string());
    }
    schools
}

#[test]
fn half_samples_agree_with_r() {
    let oracle = Oracle::read_file(REFERENCE);
    let folder = tempfile::tempdir().unwrap();
    // The binary numbers strata as they appear, and which half-samples are taken depends on the number.
    let mut people = rows("nhanes");
    people.retain(|row| row["SDMVSTRA"] != "86");
    people.sort_by_key(|row| (row["SDMVSTRA"].clone(), row["SDMVPSU"].clone()));
    let file = folder.path().join("nhanes.csv");
    let columns = ["SDMVSTRA", "SDMVPSU", "WTMEC2YR", "HI_CHOL", "race"].map(|column| (column, column));
    write(&file, &people, &columns);
    let clusters = format!("--data {} --strata SDMVSTRA --psu SDMVPSU --weights WTMEC2YR", file.display());
    let file = folder.path().join("pairs.csv");
    let columns = ["pair", "pw", "api00", "enroll", "api.stu", "awards", "comp.imp"];
    write(&file, &schools(), &columns.map(|column| (column, column)));
    let pairs = format!("--data {} --strata pair --weights pw --df design", file.display());
    let statistics = [
        ("mean.api00", "--statistic mean --variable api00"),
        ("total.enroll", "--statistic total --variable enroll"),
        ("prop.awards", "--statistic share --variable awards --levels all --interval mean-t"),
        ("ratio", "--statistic ratio --variable api.stu --denominator enroll"),
        ("domain", "--statistic mean --variable api00 --domain comp.imp=Yes"),
        ("quartiles", "--statistic quantile --variable api00 --quantile 0.25,0.5,0.75"),
    ];
    for (tag, method) in METHODS {
        for (around, centre) in CENTRES {
            let options = format!("--replicates {method} --centre {centre}");
            for (name, statistic) in statistics {
                let found = survey(&format!("{pairs} {statistic} {options}"));
                oracle.check(&format!("{tag}.{around}.pairs.{name}"), &found);
            }
            let share = "--statistic share --variable HI_CHOL --interval mean-t --df design";
            let races = survey(&format!("{clusters} {share} --by race {options}"));
            for (race, found) in (1..).zip(&races) {
                let id = format!("{tag}.{around}.nhanes.hi_chol.race{race}");
                oracle.check(&id, std::slice::from_ref(found));
            }
            let all = survey(&format!("{clusters} {share} {options}"));
            oracle.check(&format!("{tag}.{around}.nhanes.hi_chol"), &all);
        }
    }
    assert_eq!(oracle.compared.get(), 66);
}

#[test]
fn quartiles_from_given_replicate_weights_agree_with_r() {
    let oracle = Oracle::read_file(REFERENCE);
    let folder = tempfile::tempdir().unwrap();
    let mut schools = rows("apistrat");
    let given = rows("apistrat_raowu60");
    let mut columns = vec!["pw".to_owned(), "api00".to_owned()];
    columns.extend((1..=60).map(|number| format!("X{number}")));
    for (school, weights) in schools.iter_mut().zip(given) {
        school.extend(weights);
    }
    let file = folder.path().join("joined.csv");
    let columns: Vec<(&str, &str)> = columns.iter().map(|name| (name.as_str(), name.as_str())).collect();
    write(&file, &schools, &columns);
    let design = format!("--data {} --weights pw --replicate-weights X", file.display());
    let statistic = "--statistic quantile --variable api00 --quantile 0.25,0.5,0.75";
    oracle.check("raowu60.mse.quartiles", &survey(&format!("{design} {statistic}")));
}

/// Both years of the same schools as two waves.
fn panel(folder: &Path) -> String {
    let schools = schools();
    let (before, after) = (folder.join("before.csv"), folder.join("after.csv"));
    for (file, year) in [(&before, "api99"), (&after, "api00")] {
        let columns = ["snum", "pair", "stype", "pw", "fpc"].map(|column| (column, column));
        write(file, &schools, &[&columns[..], &[(year, "y")]].concat());
    }
    format!("--before {} --after {} --weights pw --variable y", before.display(), after.display())
}

#[track_caller]
fn change(options: &str) -> Value {
    analyse(&format!("change {options} --format json")).done().json()
}

#[test]
fn the_change_of_a_panel_agrees_with_r() {
    let oracle = Oracle::read_file(REFERENCE);
    let folder = tempfile::tempdir().unwrap();
    let waves = format!("{} --strata pair --overlap-id snum --df design", panel(folder.path()));
    for (tag, method) in METHODS {
        for (around, centre) in CENTRES {
            for (name, statistic) in [("mean", "mean"), ("median", "quantile")] {
                let options = format!("--statistic {statistic} --replicates {method} --centre {centre}");
                let found = change(&format!("{waves} {options}"));
                let id = format!("{tag}.{around}.pairs.change.{name}");
                let change = &found["changes"][0]["change"];
                for (field, got) in [
                    ("est", &change["delta"]),
                    ("se", &change["se"]),
                    ("lo", &change["interval"]["lower"]),
                    ("hi", &change["interval"]["upper"]),
                ] {
                    close(
                        got.as_f64().unwrap(),
                        oracle.numbers(&id, field)[0],
                        1e-8,
                        &format!("{id} {field}"),
                    );
                }
                assert_eq!(found["replication"][0]["replicates"], 128);
            }
        }
    }
}

#[test]
fn the_jackknife_of_a_total_and_its_change_is_linearisation() {
    let folder = tempfile::tempdir().unwrap();
    let waves = format!("{} --strata stype --fpc fpc --statistic total", panel(folder.path()));
    for overlap in ["", "--overlap-id snum"] {
        let plain = change(&format!("{waves} {overlap}"));
        let jackknife = change(&format!("{waves} {overlap} --replicates jkn"));
        for field in ["delta", "se", "df"] {
            let [want, got] = [&plain, &jackknife].map(|found| found["changes"][0]["change"][field].as_f64());
            close(got.unwrap(), want.unwrap(), 1e-9, field);
        }
        let waves = if overlap.is_empty() { 2 } else { 1 };
        assert_eq!(jackknife["replication"].as_array().unwrap().len(), waves);
        assert_eq!(plain["replication"].as_array().unwrap().len(), 0);
    }
}

#[test]
fn a_bootstrapped_change_lies_within_chance_of_linearisation() {
    let folder = tempfile::tempdir().unwrap();
    let waves = format!("{} --strata stype --fpc fpc --statistic mean", panel(folder.path()));
    let se = |found: &Value| found["changes"][0]["change"]["se"].as_f64().unwrap();
    for overlap in ["", "--overlap-id snum"] {
        let plain = change(&format!("{waves} {overlap}"));
        let run = |seed| change(&format!("{waves} {overlap} --replicates raowu:1000 --seed {seed}"));
        let boot = run(1);
        close(se(&boot), se(&plain), 4.0 / f64::sqrt(2000.0), "bootstrap of a change");
        assert_eq!(se(&boot).to_bits(), se(&run(1)).to_bits());
        assert_ne!(se(&boot).to_bits(), se(&run(2)).to_bits());
        let own = |wave: &str| boot["changes"][0][wave]["estimate"]["se"].as_f64().unwrap();
        let added = own("before").hypot(own("after"));
        if overlap.is_empty() {
            close(se(&boot), added, 1e-12, "variances of independent waves add up");
        } else {
            assert!(se(&boot) < 0.5 * added, "the same schools are alike in both years");
        }
    }
}

#[test]
fn what_replicates_cannot_give_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let waves = format!("change {} --strata stype --statistic quantile", panel(folder.path()));
    analyse(&format!("{waves} --overlap-id snum")).refused(&["--overlap-id", "--replicates raowu"]);
    analyse(&format!("{waves} --replicates jkn")).refused(&["--replicates jkn", "--statistic mean"]);
    let design = format!("survey --data {} --strata stype --weights pw", data("apistrat"));
    let quantile = "--statistic quantile --variable api00";
    analyse(&format!("{design} {quantile} --replicates jkn")).refused(&["--replicates jkn"]);
    let margins = folder.path().join("margins.csv");
    std::fs::write(&margins, "variable,category,total\nstype,E,4421\nstype,H,755\nstype,M,1018\n").unwrap();
    let both = format!("--calibrate {} --replicate-weights X", margins.display());
    analyse(&format!("{waves} {both}")).refused(&["--calibrate", "--replicate-weights"]);
}
