//! Small files of events to ask about, and the reference figures of the analysis crate.

use crate::analyse::support::{Ran, analyse};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

pub(crate) struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// A file of the analysis crate's references, unpacked.
    pub(crate) fn unpacked(&self, name: &str) -> PathBuf {
        let packed = std::fs::File::open(oracle(&format!("data/{name}.gz"))).unwrap();
        let mut text = String::new();
        flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
        self.file(name, &text)
    }

    /// One row for each event, from a reference file of days and counts.
    pub(crate) fn daily(&self, name: &str) -> PathBuf {
        let mut events = "day\n".to_owned();
        for line in std::fs::read_to_string(oracle(name)).unwrap().lines().skip(1) {
            let (day, count) = line.split_once(',').unwrap();
            (0..count.parse().unwrap()).for_each(|_| writeln!(events, "{day}").unwrap());
        }
        self.file(name, &events)
    }

    /// Asks about a small table.
    pub(crate) fn ask(&self, method: &str, table: &str, options: &str) -> Ran {
        let path = self.file("events.csv", table);
        analyse(&format!("{method} {} {options}", path.display()))
    }
}

/// A file of the analysis crate's references, whose methods have a folder each.
pub(crate) fn oracle(name: &str) -> PathBuf {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lofte-analysis/oracle");
    let folders = std::fs::read_dir(&all).unwrap().map(|entry| entry.unwrap().path());
    let found = folders.chain([all.clone()]).map(|folder| folder.join(name)).find(|path| path.exists());
    found.unwrap_or_else(|| panic!("no reference {name}"))
}

pub(crate) fn reference(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(oracle(name)).unwrap()).unwrap()
}

/// The numbers of a list.
#[track_caller]
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// One field of each item of a list, by path.
#[track_caller]
pub(crate) fn each(list: &Value, path: &str) -> Vec<Value> {
    list.as_array().unwrap().iter().map(|item| item.pointer(path).unwrap_or(&Value::Null).clone()).collect()
}

/// The same length, and every number within a part of the other or a smallest difference.
#[track_caller]
pub(crate) fn alike(ours: &[Value], theirs: &[f64], (relative, absolute): (f64, f64), what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (place, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        let ours = ours.as_f64().unwrap_or_else(|| panic!("{what} {place} is {ours}"));
        let within = relative * theirs.abs() + absolute;
        assert!((ours - theirs).abs() <= within, "{what} {place}: {ours} is not {theirs}");
    }
}
