//! The picture of a house through the binary: what its warnings rest on.

use crate::cli::support::{Workplace, lofte, text};
use std::fmt::Write as _;

/// Delivers offences at these clock times, and asks whether the picture takes midnight for “not known”.
fn heaped(times: &[(&str, u32)]) -> bool {
    let workplace = Workplace::new();
    let (_, mapping) = workplace.offences();
    let mut table = "Nr;Tid;Typ\n".to_owned();
    let mut number = 0;
    for (time, rows) in times {
        for _ in 0..*rows {
            number += 1;
            writeln!(table, "B{number};2024-03-{:02} {time};Inbrott", number % 28 + 1).unwrap();
        }
    }
    let table = workplace.write("natt.csv", &table);
    workplace.run(&["import", "incidents", text(&table), "--mapping", &mapping]).done();
    let picture = workplace.run(&["picture", "--refresh", "--format", "json"]).done().json();
    let week = &picture["week"]["cells"][0];
    assert_eq!(week["timed"], number, "{week}");
    week["midnight_heaped"].as_bool().unwrap()
}

#[test]
fn a_busy_hour_after_midnight_is_not_taken_for_an_unknown_time() {
    // Most of the hour from 00, but no more at exactly 00:00 than at exactly 01:00.
    assert!(!heaped(&[("00:00", 3), ("00:20", 40), ("00:45", 30), ("01:00", 3), ("14:10", 20)]));
}

#[test]
fn midnight_for_an_unknown_time_is_warned_of_also_when_the_hour_after_one_is_busy() {
    assert!(heaped(&[("00:00", 10), ("01:00", 3), ("01:20", 40), ("14:10", 20)]));
}

#[tokio::test]
async fn a_large_picture_shows_its_largest_counts_and_csv_has_all_that_were_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("house");
    crate::fixture::copy_demo(&home).await;
    let ask = |options: &[&str]| {
        lofte(&[["picture"].as_slice(), options, &["--dir", text(&home), "--lang", "en"]].concat())
    };
    // All counts, against the JSON of the same picture.
    let json = ask(&["--format", "json"]).done().json();
    let counts = json["counts"].as_array().unwrap().clone();
    let csv = ask(&["--format", "csv"]).done().out;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "kind,category,area,name,year,count,residents,per_1000,lower,upper");
    assert_eq!(lines.len() - 1, counts.len());
    // A selection has what it says, in both forms.
    let asked = ["--kind", "offence", "--category", "burglary", "--area", "0482A0010", "--year", "2024"];
    let wanted = counts.iter().filter(|cell| {
        cell["kind"] == "offence"
            && cell["category"] == "burglary"
            && cell["area"] == "0482A0010"
            && cell["year"] == 2024
    });
    let wanted: Vec<_> = wanted.cloned().collect();
    assert_eq!(wanted.len(), 1, "{counts:?}");
    let selected = ask(&[asked.as_slice(), &["--format", "json"]].concat()).done().json();
    assert_eq!(selected["counts"].as_array().unwrap(), &wanted);
    let selected = ask(&[asked.as_slice(), &["--format", "csv"]].concat()).done().out;
    let count = wanted[0]["count"].as_u64().unwrap();
    let row = selected.lines().nth(1).unwrap();
    assert!(
        row.starts_with("offence,burglary,0482A0010,") && row.contains(&format!(",2024,{count},")),
        "{row}"
    );
    // It is a table that the methods on tables take.
    let table = folder.path().join("counts.csv");
    let slice = ["--kind", "offence", "--category", "burglary", "--year", "2024", "--format", "csv"];
    std::fs::write(&table, ask(&slice).done().out).unwrap();
    let columns = ["--unit", "name", "--count", "count", "--population", "residents", "--format", "json"];
    let rates = lofte(&[["analyse", "rates", text(&table)].as_slice(), &columns].concat()).done().json();
    let rate = wanted[0]["per_1000"]["value"].as_f64().unwrap();
    let rates: Vec<f64> = rates["result"]
        .as_array()
        .unwrap_or_else(|| panic!("{rates}"))
        .iter()
        .filter_map(|unit| unit["rate"]["value"].as_f64())
        .collect();
    assert!(rates.iter().any(|other| (other - rate).abs() < 1e-9), "{rate} is not in {rates:?}");
    // The table has the largest, and says how many more there are.
    let newest = counts.iter().filter_map(|cell| cell["year"].as_i64()).max();
    let in_newest = |cell: &&serde_json::Value| cell["year"].as_i64() == newest && cell["count"] != 0;
    let filled = counts.iter().filter(in_newest).count();
    let largest = counts.iter().filter(in_newest).filter_map(|cell| cell["count"].as_u64()).max().unwrap();
    let table = ask(&["--top", "1"]).done().out;
    assert!(table.contains(&format!("… and {} more, of {filled}, with fewer rows.", filled - 1)), "{table}");
    assert!(table.contains(&format!(" {largest} ")), "{largest} is not in {table}");
    assert!(!ask(&["--top", "100000"]).done().out.contains("with fewer rows"));
    // A slip of the pen is no calm place.
    for (options, said) in [
        (["--area", "0482A001O"], "There is no area 0482A001O"),
        (["--category", "burglery"], "The picture counts no category burglery"),
        (["--year", "1890"], "The picture has no year 1890"),
    ] {
        ask(&options).refused(said);
    }
    assert_eq!(lofte(&["promise", "list", "--dir", text(&home), "--format", "csv"]).code, 2);
}
