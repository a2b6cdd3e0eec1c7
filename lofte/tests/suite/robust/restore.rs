//! Backups from somebody who means harm: nothing is written but what was told, and nothing outside the folder.

use crate::robust::place::{Place, lofte, text};
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A true backup of a small house, with parts in the place of its own and beside them.
fn backup_with<T: AsRef<[u8]>>(place: &Place, name: &str, parts: &[(&str, T)]) -> PathBuf {
    let whole = place.path("whole.zip");
    if !whole.exists() {
        place.run(&["backup", "--out", text(&whole)]).done();
    }
    let changed = place.path(name);
    let mut old = zip::ZipArchive::new(File::open(&whole).unwrap()).unwrap();
    let mut new = ZipWriter::new(File::create(&changed).unwrap());
    for number in 0..old.len() {
        let part = old.by_index_raw(number).unwrap();
        if parts.iter().all(|(name, _)| name.as_bytes() != part.name_raw()) {
            new.raw_copy_file(part).unwrap();
        }
    }
    for (name, contents) in parts {
        new.start_file(*name, SimpleFileOptions::default()).unwrap();
        new.write_all(contents.as_ref()).unwrap();
    }
    new.finish().unwrap();
    changed
}

fn restore(backup: &Path, dir: &Path, more: &[&str]) -> crate::robust::place::Ran {
    lofte(&[&["restore", text(backup), "--dir", text(dir)], more].concat())
}

#[test]
fn the_places_that_a_backup_names_are_not_followed() {
    let place = Place::new();
    let (rows, store) = (place.path("outside/rows"), place.path("outside.sqlite"));
    let settings = format!(
        "municipality = \"0482\"\nrecords = {:?}\nstore = \"sqlite://{}\"\n[limits]\nconnections = 7\n",
        text(&rows),
        text(&store)
    );
    let parts = [("lofte.toml", settings.as_str()), ("records/authorized_keys", "ssh-ed25519 AAAA")];
    let backup = backup_with(&place, "hostile.zip", &parts);
    let dir = place.path("again");
    let told = restore(&backup, &dir, &[]).done().out;
    assert!(told.contains("Inget skrivs någon annanstans"), "{told}");
    assert!(told.contains("pekade ut en annan plats"), "{told}");
    assert!(!rows.exists() && !store.exists(), "written outside the folder");
    assert!(dir.join("records/authorized_keys").exists() && dir.join("casework.sqlite").exists());
    let settings = std::fs::read_to_string(dir.join("lofte.toml")).unwrap();
    assert!(!settings.contains("outside") && settings.contains("connections = 7"), "{settings}");
    // What whoever restores names is followed.
    let restored =
        restore(&backup, &place.path("third"), &["--store", &format!("sqlite://{}", text(&store))]);
    restored.done();
    assert!(store.exists());
}

#[test]
fn what_does_not_belong_in_a_backup_is_refused_by_name() {
    let place = Place::new();
    let dir = place.path("again");
    for (name, shown) in [
        ("../escaped", "../escaped"),
        ("records/../../escaped", "escaped"),
        ("run.sh", "run.sh"),
        (".profile", ".profile"),
    ] {
        let backup = backup_with(&place, "hostile.zip", &[(name, "x")]);
        let ran = restore(&backup, &dir, &[]).refused();
        assert!(ran.err.contains(shown), "{ran:?}");
        assert!(!dir.exists() && !place.path("escaped").exists(), "{name}");
    }
}

#[test]
fn unknown_settings_are_refused() {
    let place = Place::new();
    let settings = "municipality = \"0482\"\nrun_first = \"rm -rf /\"\n";
    let backup = backup_with(&place, "hostile.zip", &[("lofte.toml", settings)]);
    let dir = place.path("again");
    let ran = restore(&backup, &dir, &[]).refused();
    assert!(ran.err.contains("run_first"), "{ran:?}");
    assert!(!dir.exists());
}

#[test]
fn settings_in_other_letters_are_a_damaged_backup_and_no_fault_of_the_machine() {
    let place = Place::new();
    let backup = backup_with(&place, "latin.zip", &[("lofte.toml", b"municipality = \"0482\"\n# Fl\xe9n\n")]);
    let dir = place.path("again");
    let ran = restore(&backup, &dir, &[]).refused();
    assert!(ran.err.contains("ingen hel säkerhetskopia"), "{ran:?}");
    assert!(!dir.exists());
    let ran = place.run(&["backup", "--check", text(&backup)]).refused();
    assert!(ran.err.contains("latin.zip är skadad och går inte att läsa tillbaka"), "{ran:?}");
}

#[test]
fn a_backup_that_is_too_large_is_refused_with_the_limit() {
    let place = Place::new();
    // A megabyte of noughts, a hundred times: a very small file.
    let one = backup_with(&place, "one.zip", &[("records/0482/a.json", &"0".repeat(1 << 20))]);
    let backup = place.path("dense.zip");
    let mut old = zip::ZipArchive::new(File::open(&one).unwrap()).unwrap();
    let last = old.len() - 1;
    let mut new = ZipWriter::new(File::create(&backup).unwrap());
    for part in 0..100 {
        let name = format!("records/0482/{part}.json");
        new.raw_copy_file_rename(old.by_index_raw(last).unwrap(), name).unwrap();
    }
    new.finish().unwrap();
    let dir = place.path("again");
    let ran = restore(&backup, &dir, &[]).refused();
    assert!(ran.err.contains("250 gånger"), "{ran:?}");
    assert!(!dir.exists());
    let backup = backup_with(&place, "large.zip", &[("records/0482/a.json", "{}")]);
    let ran = restore(&backup, &dir, &["--largest", "0"]).refused();
    assert!(ran.err.contains("--largest") && !dir.exists(), "{ran:?}");
}
