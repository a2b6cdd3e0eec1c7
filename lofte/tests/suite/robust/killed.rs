//! An import that is killed, and two at once. Whatever the moment, a delivery is there whole or not at all, and the
//! same file can be delivered afterwards.

use crate::robust::place::{Place, files_under};
use std::path::Path;

const ROWS: u32 = 20_000;
const ROWS_SHOWN: &str = "20\u{a0}000";

/// The killed import is not there in any part, and the same file can be delivered, once.
fn nothing_is_half_there(place: &Place, file: &Path) {
    assert!(place.deliveries().is_empty(), "a killed import is shown");
    assert!(place.record_files().is_empty(), "left behind: {:?}", place.record_files());
    place.is_sound("0");
    deliver_whole(place, file);
}

fn deliver_whole(place: &Place, file: &Path) {
    let delivered = place.import(file, &["--format", "json"]).json();
    let counts = &delivered["counts"];
    let count = |key: &str| counts[key].as_u64().unwrap();
    assert_eq!((count("stored"), count("duplicate"), count("rejected")), (u64::from(ROWS), 0, 0));
    there_once(place, file);
}

fn there_once(place: &Place, file: &Path) {
    assert_eq!(place.deliveries().len(), 1);
    place.is_sound(ROWS_SHOWN);
    let again = place.import(file, &[]).done();
    assert!(again.out.contains("inget nytt att spara"), "{again:?}");
    place.is_sound(ROWS_SHOWN);
}

#[test]
fn killed_while_the_file_is_read() {
    let place = Place::new();
    let file = place.table("brott.csv", ROWS);
    for row in [1, 2, ROWS / 2, ROWS] {
        place.halt_import(&file, &format!("row:{row}")).kill();
        assert!(place.deliveries().is_empty(), "killed at row {row}, and shown");
        assert!(place.record_files().is_empty(), "killed at row {row}: {:?}", place.record_files());
    }
    nothing_is_half_there(&place, &file);
}

/// A file whose last rows say how its first are meant is read again from its beginning: what was there before is still
/// known, nothing counts twice, and a kill in the second reading leaves nothing.
#[test]
fn read_again_and_killed_while_it_is() {
    let place = Place::new();
    let rows = std::fs::read_to_string(place.table("brott.csv", 12_000)).unwrap();
    let beginning: Vec<&str> = rows.lines().take(5001).collect();
    let earlier = place.write("earlier.csv", beginning.join("\n"));
    place.import(&earlier, &[]).done();
    let late = "S1;5/1/2024;Stöld;59.05;16.58;\nS2;25/1/2024;Stöld;59.06;16.59;\n";
    let file = place.write("all.csv", format!("{}\n{late}", rows.trim_end()));
    place.halt_import(&file, "row:13000").kill();
    assert_eq!(place.deliveries().len(), 1);
    place.is_sound("5\u{a0}000");
    let counts = &place.import(&file, &["--format", "json"]).json()["counts"];
    let count = |key: &str| counts[key].as_u64().unwrap();
    assert_eq!((count("stored"), count("duplicate"), count("rejected")), (7002, 5000, 0));
    place.is_sound("12\u{a0}002");
}

/// Between staging and the decision.
#[test]
fn killed_when_staged_and_not_decided() {
    let place = Place::new();
    let file = place.table("brott.csv", ROWS);
    place.halt_import(&file, "staged").kill();
    let left = files_under(&place.house().join("records"));
    assert!(left.len() >= 9, "rows of eight years and a manifest wait: {left:?}");
    // The doctor only looks; whoever opens the house next puts it right.
    let doctor = place.run(&["doctor"]);
    assert!(doctor.out.contains("avbröts mitt i"), "{doctor:#?}");
    nothing_is_half_there(&place, &file);
}

/// Between the decision and the manifest: the casework has the delivery, the rows are not visible yet.
#[test]
fn killed_when_decided_and_not_yet_visible() {
    let place = Place::new();
    let file = place.table("brott.csv", ROWS);
    place.halt_import(&file, "decided").kill();
    let doctor = place.run(&["doctor"]);
    assert_eq!(doctor.code, 1, "{doctor:#?}");
    there_once(&place, &file);
}

/// After everything, and before anybody was told.
#[test]
fn killed_when_visible() {
    let place = Place::new();
    let file = place.table("brott.csv", ROWS);
    place.halt_import(&file, "visible").kill();
    there_once(&place, &file);
}

#[test]
fn two_imports_at_once() {
    let place = Place::new();
    let file = place.table("brott.csv", ROWS);
    let other = place.write("annan.csv", "Nr;Tid;Typ;Lat;Lon\nZ1;2024-01-01 10:00;Inbrott;;\n");
    let first = place.halt_import(&file, "row:1");
    let second = place.import(&other, &[]).refused();
    assert_eq!(second.err, "En annan leverans pågår. Vänta tills den är klar och försök igen.\n");
    let english = place.import(&other, &["--lang", "en"]).refused();
    assert!(english.err.contains("Another"), "{english:?}");
    // Reading and undoing wait for nobody.
    assert!(place.deliveries().is_empty());
    first.go_on().done();
    place.import(&other, &[]).done();
    assert_eq!(place.deliveries().len(), 2);
    place.is_sound("20\u{a0}001");
}
