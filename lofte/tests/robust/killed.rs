//! An import that is killed, and two at once. Whatever the moment, a delivery is there whole or not at all, and the
//! same file can be delivered afterwards.

use crate::place::{Place, Ran, files_under};
use lofte_store::Store;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

const ROWS: u32 = 200_000;
const ROWS_SHOWN: &str = "200\u{a0}000";

/// Kills with SIGKILL, and waits until it is gone.
fn kill(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Waits for something about a running import; `false` when it ended before that.
fn until(child: &mut Child, mut seen: impl FnMut(u32) -> bool) -> bool {
    let late = Instant::now() + Duration::from_mins(2);
    while Instant::now() < late {
        if seen(child.id()) {
            return true;
        }
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    panic!("the import neither came so far nor ended");
}

/// Whether the process holds open a nameless file below the folder: rows are coming in.
fn is_taking_rows(pid: u32, records: &Path) -> bool {
    let open = std::fs::read_dir(format!("/proc/{pid}/fd"));
    open.into_iter().flatten().flatten().any(|entry| {
        std::fs::read_link(entry.path())
            .is_ok_and(|file| file.starts_with(records) && file.to_string_lossy().ends_with("(deleted)"))
    })
}

/// Bytes that the process has read so far.
fn bytes_read(pid: u32) -> u64 {
    let io = std::fs::read_to_string(format!("/proc/{pid}/io")).unwrap_or_default();
    io.lines().find_map(|line| line.strip_prefix("rchar: ")?.parse().ok()).unwrap_or(0)
}

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
    let (file, records) = (place.table("brott.csv", ROWS), place.house().join("records"));
    let size = std::fs::metadata(&file).unwrap().len();
    // Right at the start; with the first rows; half-way; near the end. The file is gone through twice.
    for share in [0, 100, 150, 190] {
        let mut child = place.start_import(&file);
        let reached = share == 0
            || until(&mut child, |pid| {
                is_taking_rows(pid, &records) && bytes_read(pid) >= size / 100 * share
            });
        assert!(reached, "the import ended before {share} per cent of a reading");
        kill(&mut child);
        assert!(place.deliveries().is_empty(), "killed at {share} per cent, and shown");
        assert!(place.record_files().is_empty(), "killed at {share} per cent: {:?}", place.record_files());
    }
    nothing_is_half_there(&place, &file);
}

/// Between staging and the decision: somebody holds the casework, so that the import waits right there.
#[test]
fn killed_when_staged_and_not_decided() {
    let place = Place::new();
    let (file, records) = (place.table("brott.csv", ROWS), place.house().join("records"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let flen = "0482".parse().unwrap();
    let address = format!("sqlite://{}", place.house().join("casework.sqlite").display());
    let store = runtime.block_on(Store::open(&address)).unwrap();
    let mut child = place.start_import(&file);
    assert!(until(&mut child, |pid| is_taking_rows(pid, &records)));
    let held = runtime.block_on(store.begin(&flen)).unwrap();
    let pending = records.join("0482/pending");
    assert!(until(&mut child, |_| !files_under(&pending).is_empty()), "nothing was staged");
    kill(&mut child);
    runtime.block_on(async { drop(held) });
    runtime.block_on(store.close());
    assert!(files_under(&records).len() >= 9, "rows of eight years and a manifest wait");
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
    place.import(&file, &[]).done();
    let records = place.house().join("records/0482");
    let manifest = files_under(&records.join("deliveries")).remove(0);
    let pending = records.join("pending");
    std::fs::create_dir_all(&pending).unwrap();
    std::fs::rename(&manifest, pending.join(manifest.file_name().unwrap())).unwrap();
    let doctor = place.run(&["doctor"]);
    assert_eq!(doctor.code, 1, "{doctor:#?}");
    there_once(&place, &file);
}

/// Killed somewhere after everything was read: whole or not at all, whichever it became.
#[test]
fn killed_while_it_is_put_away() {
    let place = Place::new();
    let (file, records) = (place.table("brott.csv", ROWS), place.house().join("records"));
    for files in [1, 4, 9] {
        let mut child = place.start_import(&file);
        until(&mut child, |_| files_under(&records).len() >= files);
        kill(&mut child);
        let deliveries = place.deliveries();
        if deliveries.is_empty() {
            assert!(place.record_files().is_empty(), "left behind: {:?}", place.record_files());
            place.is_sound("0");
        } else {
            there_once(&place, &file);
            return;
        }
    }
    deliver_whole(&place, &file);
}

#[test]
fn two_imports_at_once() {
    let place = Place::new();
    let (file, records) = (place.table("brott.csv", ROWS), place.house().join("records"));
    let other = place.write("annan.csv", "Nr;Tid;Typ;Lat;Lon\nZ1;2024-01-01 10:00;Inbrott;;\n");
    let mut first = place.start_import(&file);
    assert!(until(&mut first, |pid| is_taking_rows(pid, &records)));
    let second = place.import(&other, &[]).refused();
    assert_eq!(second.err, "En annan leverans pågår. Vänta tills den är klar och försök igen.\n");
    let english = Ran::of(
        place.command(&["import", "bra", crate::place::text(&other), "--lang", "en"]).output().unwrap(),
    );
    // Reading and undoing wait for nobody.
    assert!(place.deliveries().is_empty() || first.try_wait().unwrap().is_some());
    Ran::of(first.wait_with_output().unwrap()).done();
    if english.err.contains("Another") {
        assert_eq!(english.code, 1);
    }
    place.import(&other, &[]).done();
    assert_eq!(place.deliveries().len(), 2);
    place.is_sound("200\u{a0}001");
}
