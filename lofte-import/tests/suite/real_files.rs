//! Excerpts of real files, through mappings as a person would write them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop with a panic")]

use crate::support::{Memory, Place, data};
use lofte_import::sources::{bra, incidents};
use lofte_import::{IncidentMapping, Note, ReadReport};
use lofte_model::records::TimePrecision;

fn read(name: &str, mapping: &str) -> (ReadReport, Memory) {
    let mapping = IncidentMapping::parse(mapping).unwrap();
    let mut memory = Memory::default();
    let place = Place::elsewhere();
    let report = incidents::read(&data(name), &mapping, &place.context(), &mut memory).unwrap();
    (report, memory)
}

const ASB: &str = r#"
source = "data-police-uk"
kind = "disturbance"
fixed_category = "asb"
[columns]
time = "month"
longitude = "longitude"
latitude = "latitude"
[time]
precision = "month"
"#;

#[test]
fn lancashire_and_northumbria_know_the_month_only() {
    let (report, memory) = read("lancashire_asb_2022.tab", ASB);
    assert_eq!((report.inspected.delimiter, report.counts.stored()), (Some('\t'), 140));
    assert!(memory.incidents().iter().all(|incident| incident.precision == TimePrecision::Month));
    assert_eq!(report.period.unwrap().to_string(), "2022-01-01/2022-12-31");
    let (report, memory) = read("northumbria_asb_2022.tab.gz", ASB);
    assert!(report.inspected.gzip);
    assert_eq!((report.counts.read(), report.counts.stored()), (100, 100));
    assert!(memory.incidents().iter().all(|incident| incident.position.is_some_and(|p| p.lat > 54.0)));
}

#[test]
fn chicago_knows_the_minute() {
    let mapping = r#"
source = "chicago"
kind = "offence"
fixed_category = "assault"
[columns]
time = "date"
longitude = "longitude"
latitude = "latitude"
"#;
    let (report, memory) = read("chicago_aggravated_assaults.csv", mapping);
    assert_eq!(report.counts.stored(), 150);
    assert!(memory.incidents().iter().all(|incident| incident.precision == TimePrecision::Minute));
}

#[test]
fn washington_has_intervals() {
    let mapping = r#"
source = "dc"
kind = "offence"
fixed_category = "burglary"
[columns]
time = "StartDateTime"
end = "EndDateTime"
"#;
    let (report, memory) = read("dc_burglary_2016h1.csv", mapping);
    assert_eq!((report.counts.read(), report.counts.stored()), (120, 120));
    let ends: Vec<_> =
        memory.incidents().iter().filter_map(|one| one.end.map(|end| (one.start, end))).collect();
    // The others are written NA.
    assert_eq!(ends.len(), 114);
    assert!(ends.iter().all(|(start, end)| start <= end));
}

#[test]
fn washington_2024_has_numbers_offsets_and_categories() {
    let mapping = r#"
source = "dc"
kind = "offence"
categories_default = "other"
[columns]
id = "CCN"
time = "START_DATE"
end = "END_DATE"
category = "OFFENSE"
longitude = "LONGITUDE"
latitude = "LATITUDE"
[categories]
"burglary" = "burglary"
"ROBBERY" = "robbery"
"#;
    let (report, memory) = read("dc_crime_incidents_2024.csv", mapping);
    assert_eq!(report.counts.read(), 90);
    assert!(report.notes.iter().any(|note| matches!(note, Note::OffsetConverted { rows } if *rows > 80)));
    assert!(memory.incidents().iter().any(|incident| incident.category.as_str() == "burglary"));
    insta::assert_snapshot!(crate::support::told_rejects(&memory.rejects), @"");
}

#[test]
fn houston_writes_month_first_and_the_hour_apart() {
    let mapping = r#"
source = "houston"
kind = "offence"
categories_default = "other"
[columns]
date = "date"
clock = "hour"
category = "offense"
longitude = "lon"
latitude = "lat"
"#;
    let (report, memory) = read("houston_crime_2010.csv", mapping);
    assert_eq!(report.counts.stored(), 150);
    let guessed = Note::TimeFormatGuessed { column: "date".into(), format: "month-day-year".into() };
    assert!(report.notes.contains(&guessed));
    assert!(memory.incidents().iter().all(|incident| incident.start.month() <= 8));
}

#[test]
fn new_york_writes_fractions_of_a_day() {
    let mapping = r#"
source = "nypd"
kind = "offence"
fixed_category = "burglary"
[columns]
date = "CMPLNT_FR_DT"
clock = "CMPLNT_FR_TM"
end = "CMPLNT_TO_DT"
end_clock = "CMPLNT_TO_TM"
"#;
    let (report, memory) = read("nyc_manhattan_burglary_2019.csv", mapping);
    assert_eq!(report.counts.read(), 100);
    let first = memory.incidents()[0];
    assert_eq!(
        (first.start.to_string().as_str(), first.end.unwrap().to_string().as_str()),
        ("2019-01-04T14:50:00", "2019-01-04T15:28:00")
    );
}

#[test]
fn the_figures_of_bra_are_all_taken() {
    let place = Place::flen();
    let mut memory = Memory::default();
    let report = bra::read(&data("bra_flen_1996_2025.csv"), &place.context(), &mut memory).unwrap();
    assert_eq!((report.counts.read(), report.counts.stored()), (180, 180));
    assert_eq!(report.period.unwrap().to_string(), "1996-01-01/2025-12-31");
    let total = memory
        .statistics()
        .into_iter()
        .find(|one| one.year == 2025 && one.category.as_str() == "total")
        .unwrap();
    assert_eq!((total.region.as_str(), total.count, total.per_100_000), ("0482", Some(1965), Some(12_903.0)));
}
