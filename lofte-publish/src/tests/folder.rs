//! The folder on disk: whole or not at all, and every kind of damage named.

use super::fixture::town;
use crate::document::Fonts;
use crate::snapshot::Snapshot;
use std::fs;
use std::path::Path;

fn written(dir: &Path) -> Snapshot {
    let snapshot = town().snapshot();
    snapshot.write(dir, &Fonts::default()).unwrap();
    snapshot
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn written_and_opened_again() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("publik");
    let snapshot = written(&dir);
    assert_eq!(Snapshot::open(&dir).unwrap(), snapshot);
    insta::assert_debug_snapshot!(names(&dir));
    assert_eq!(names(home.path()), ["publik"], "nothing temporary is left");
    let readme = fs::read_to_string(dir.join("README.txt")).unwrap();
    insta::assert_snapshot!(readme.replace(snapshot.fingerprint.as_str(), "<fingerprint>"));
    // Once more in the same place.
    written(&dir);
    assert_eq!(Snapshot::open(&dir).unwrap(), snapshot);
    assert_eq!(names(home.path()), ["publik"]);
}

#[test]
fn a_folder_that_is_something_else_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("bilder");
    fs::create_dir(&dir).unwrap();
    fs::write(dir.join("semester.jpg"), "x").unwrap();
    let refusal = town().snapshot().write(&dir, &Fonts::default()).unwrap_err();
    assert_eq!(refusal.code(), "snapshot-exists");
    assert_eq!(names(&dir), ["semester.jpg"]);
    let file = home.path().join("fil");
    fs::write(&file, "x").unwrap();
    assert_eq!(town().snapshot().write(&file, &Fonts::default()).unwrap_err().code(), "snapshot-exists");
    let other = home.path().join("annan");
    let mut elsewhere = town();
    elsewhere.municipality.code = "0481".parse().unwrap();
    elsewhere.snapshot().write(&other, &Fonts::default()).unwrap();
    assert_eq!(town().snapshot().write(&other, &Fonts::default()).unwrap_err().code(), "snapshot-exists");
    assert_eq!(Snapshot::open(&other).unwrap().municipality.code.as_str(), "0481");
}

#[test]
fn a_place_that_does_not_exist_is_said() {
    let home = tempfile::tempdir().unwrap();
    let nowhere = home.path().join("a").join("b");
    assert_eq!(town().snapshot().write(&nowhere, &Fonts::default()).unwrap_err().code(), "io");
    assert_eq!(Snapshot::open(&nowhere).unwrap_err().code(), "no-snapshot");
}

#[test]
fn damage_is_named() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("publik");
    written(&dir);
    let check = |file: &str, change: &dyn Fn(String) -> String, word: &str| {
        let path = dir.join(file);
        let before = fs::read_to_string(&path).unwrap();
        fs::write(&path, change(before.clone())).unwrap();
        let error = Snapshot::open(&dir).unwrap_err();
        assert_eq!(error.code(), "snapshot-damaged");
        assert!(error.to_string().contains(word), "{error}");
        fs::write(&path, before).unwrap();
    };
    check("snapshot.json", &|text| text.replace("Tryggare", "Otryggare"), "fingerprint");
    check("snapshot.json", &|text| text[..text.len() / 2].to_owned(), "snapshot.json cannot be read");
    check("snapshot.json", &|text| text.replacen('{', "{\"extra\":1,", 1), "holds more");
    check("counts.csv", &|text| text + "x", "counts.csv has been changed");
    check("SHA256SUMS", &|_| String::new(), "SHA256SUMS has been changed");
    check("SHA256SUMS", &|text| text + "abc  ../../etc/passwd\n", "SHA256SUMS has been changed");
    assert!(Snapshot::open(&dir).is_ok());
    fs::remove_file(dir.join("promise-2.pdf")).unwrap();
    assert!(Snapshot::open(&dir).unwrap_err().to_string().contains("promise-2.pdf is missing"));
    // A damaged snapshot may be replaced.
    written(&dir);
    assert!(Snapshot::open(&dir).is_ok());
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_without_permission_is_said() {
    // The kernel's own file system refuses everybody, the administrator too.
    let error = town().snapshot().write(Path::new("/sys/kernel/lofte"), &Fonts::default()).unwrap_err();
    assert_eq!(error.code(), "read-only", "{error:?}");
}
