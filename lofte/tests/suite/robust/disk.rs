//! A disk that is full or may not be written to.
//!
//! Root mounts a small file system of its own. Where mounting is not permitted, a limit on the size of files stands
//! in for the full disk (the same words are told), and files without write permission for the read-only folder.

use crate::robust::place::{Place, Ran, lofte, program, text};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file system in memory, gone when dropped.
struct Mount(PathBuf);

impl Mount {
    /// `None` where mounting is not permitted.
    fn new(folder: PathBuf, size: &str) -> Option<Self> {
        std::fs::create_dir_all(&folder).unwrap();
        let mounted = mount(&["-t", "tmpfs", "-o", &format!("size={size}"), "lofte-test", text(&folder)]);
        mounted.then_some(Self(folder))
    }

    fn remount(&self, options: &str) {
        assert!(mount(&["-o", &format!("remount,{options}"), text(&self.0)]), "cannot remount");
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn mount(arguments: &[&str]) -> bool {
    Command::new("mount").args(arguments).output().is_ok_and(|output| output.status.success())
}

const FULL: &str =
    "Det finns ingen plats kvar där raderna förvaras. Inget ändrades; frigör utrymme och försök igen.\n";

#[test]
fn a_disk_that_fills_up_in_the_middle() {
    let place = Place::bare();
    let file = place.table("brott.csv", 200_000);
    let Some(disk) = Mount::new(place.path("house"), "3m") else {
        eprintln!("mounting is not permitted: a limit on the size of files stands in for the full disk");
        return a_limit_in_the_middle(&file);
    };
    place.init(&place.house()).done();
    let refused = place.import(&file, &[]).refused();
    assert_eq!(refused.err, FULL);
    let english = place.import(&file, &["--lang", "en"]).refused();
    assert!(english.err.contains("no room left"), "{english:?}");
    assert!(place.record_files().is_empty(), "left behind: {:?}", place.record_files());
    assert!(place.deliveries().is_empty());
    disk.remount("size=64m");
    let delivered = place.import(&file, &["--format", "json"]).json();
    assert_eq!(delivered["counts"]["stored"], 200_000);
    assert_eq!(place.deliveries().len(), 1);
}

/// The same where nothing can be mounted; also run where it can.
#[test]
fn a_limit_on_files_is_told_as_a_full_disk() {
    let place = Place::bare();
    a_limit_in_the_middle(&place.table("brott.csv", 200_000));
}

fn a_limit_in_the_middle(file: &Path) {
    let place = Place::new();
    let (mapping, house) = (place.path("mapping.toml"), place.house());
    let import = ["import", "incidents", text(file), "--mapping", text(&mapping), "--dir", text(&house)];
    // 200 blocks of 512 or 1024 bytes: more than the casework needs for its pages, less than a year of rows.
    let limited = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 200; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_lofte")])
        .args(import)
        .env_remove("LOFTE_STORE")
        .output()
        .unwrap();
    let refused = Ran::of(limited).refused();
    assert_eq!(refused.err, FULL);
    assert!(place.record_files().is_empty() && place.deliveries().is_empty());
    place.import(file, &[]).done();
    place.is_sound("200\u{a0}000");
}

#[test]
fn a_full_disk_for_casework_and_backup() {
    let place = Place::new();
    let Some(disk) = Mount::new(place.path("full"), "1m") else {
        eprintln!("mounting is not permitted: nothing to fill");
        return assert!(!is_root(), "root may not mount here");
    };
    std::fs::write(place.path("full/ballast"), vec![7; 1000 * 1024]).unwrap();
    let refused = place.init(&place.path("full/new")).refused();
    assert_eq!(refused.err, "Disken är full. Inget ändrades; frigör utrymme och försök igen.\n");
    assert!(!place.path("full/new/lofte.toml").exists(), "half a house is left");
    place.import(&place.table("brott.csv", 5000), &[]).done();
    let out = place.path("full/copy.zip");
    let refused = place.run(&["backup", "--out", text(&out)]).refused();
    assert_eq!(refused.err, "Disken är full. Inget ändrades; frigör utrymme och försök igen.\n");
    assert!(!out.exists());
    let left: Vec<_> =
        std::fs::read_dir(place.path("full")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| name == "ballast" || name == "new"), "{left:?}");
    disk.remount("size=32m");
    place.run(&["backup", "--out", text(&out)]).done();
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout.trim_ascii() == b"0"
}

#[test]
fn a_folder_that_may_only_be_read() {
    let place = Place::bare();
    let Some(disk) = Mount::new(place.path("locked"), "32m") else {
        assert!(!is_root(), "root may not mount here");
        return without_permission(&place);
    };
    let home = place.path("locked/house");
    place.init(&home).done();
    std::fs::create_dir(place.path("locked/empty")).unwrap();
    disk.remount("ro");
    told(&place, &home);
    disk.remount("rw");
    lofte(&["delivery", "list", "--dir", text(&home)]).done();
}

/// Whoever is not root is stopped by permissions.
fn without_permission(place: &Place) {
    use std::os::unix::fs::PermissionsExt as _;
    let home = place.path("locked/house");
    place.init(&home).done();
    std::fs::create_dir(place.path("locked/empty")).unwrap();
    let allow = |mode: u32| {
        for path in [&home.join("casework.sqlite"), &home, &place.path("locked/empty"), &place.path("locked")]
        {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    allow(0o500);
    told(place, &home);
    allow(0o700);
}

/// Every verb that has to write says that it may not, and where.
fn told(place: &Place, home: &Path) {
    let file = place.write("brott.csv", "Nr;Tid;Typ;Lat;Lon\nZ1;2024-01-01 10:00;Inbrott;;\n");
    let mapping = place.path("mapping.toml");
    let (new, empty, home) = (place.path("locked/new"), place.path("locked/empty"), text(home));
    let mut words = String::new();
    let mut note = |what: &str, ran: Ran| {
        let ran = ran.refused();
        write!(words, "{what}: {}", ran.err.replace(text(&place.path("")), "…/")).unwrap();
    };
    note("init", place.init(&new));
    note("init in an empty folder", place.init(&empty));
    note("demo", lofte(&["demo", "--no-serve", "--dir", text(&new)]));
    note("serve", lofte(&["serve", "--port", "0", "--dir", home]));
    let import = ["import", "incidents", text(&file), "--mapping", text(&mapping), "--dir", home];
    note("import", lofte(&import));
    note("import, English", Ran::of(program(&import).args(["--lang", "en"]).output().unwrap()));
    let words = words.replace(" (os error 30)", "").replace(" (os error 13)", "");
    let words = words.replace("Permission denied", "Read-only file system");
    insta::assert_snapshot!("a_folder_that_may_only_be_read", words);
    let doctor = lofte(&["doctor", "--dir", home]).refused();
    assert!(
        doctor.out.contains("skrivskydd") && doctor.out.contains("Det går inte att skriva där"),
        "{doctor:?}"
    );
}
