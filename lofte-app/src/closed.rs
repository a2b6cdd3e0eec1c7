//! Files and folders that nobody else on the machine may read: everything of a house is confidential alike.
//!
//! Rows with places and times, single answers of surveys, reject lists and settings lie beside the casework, so all of
//! them get the same permissions: what the program makes is its own account's alone, from the first moment
//! ([`keep_to_ourselves`]). What was made before, or by hand, is looked at when the program starts and by the doctor.
//! Published snapshots are the exception and set their own.

use rustix::fs::Mode;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Rights of everybody but the owner.
const OTHERS: u32 = 0o077;
/// Rights to write of everybody but the owner.
const OTHERS_WRITE: u32 = 0o022;
/// Most entries that are named one by one.
const NAMED: usize = 20;

/// From now on what this process makes can be read and written by its own account alone.
pub fn keep_to_ourselves() {
    rustix::process::umask(Mode::from_raw_mode(OTHERS));
}

/// What is wrong with the permissions of a house.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Openings {
    /// Files and folders that others may write to.
    pub writable: Vec<PathBuf>,
    /// Files and folders that others may read.
    pub readable: Vec<PathBuf>,
    /// Files and folders of another account than the folder itself.
    pub foreign: Vec<PathBuf>,
    /// Whether the folder itself keeps others out, whatever the rights inside it.
    pub closed: bool,
    /// Whether the process is the administrator's and the folder is not.
    pub as_root: bool,
}

impl Openings {
    /// Looks at the folder and everything in it. Links are not followed.
    pub fn of(dir: &Path) -> io::Result<Self> {
        let top = std::fs::metadata(dir)?;
        let mut found = Self {
            closed: top.mode() & OTHERS == 0,
            as_root: rustix::process::geteuid().is_root() && top.uid() != 0,
            ..Self::default()
        };
        let mut open = vec![dir.to_owned()];
        while let Some(path) = open.pop() {
            let facts = std::fs::symlink_metadata(&path)?;
            if facts.is_symlink() {
                continue;
            }
            found.note(&path, facts.mode(), facts.uid() != top.uid());
            if facts.is_dir() {
                let entries = std::fs::read_dir(&path)?.filter_map(Result::ok);
                open.extend(entries.map(|entry| entry.path()));
            }
        }
        for paths in [&mut found.writable, &mut found.readable, &mut found.foreign] {
            paths.sort();
        }
        Ok(found)
    }

    fn note(&mut self, path: &Path, mode: u32, foreign: bool) {
        if mode & OTHERS_WRITE != 0 {
            self.writable.push(path.to_owned());
        } else if mode & OTHERS != 0 {
            self.readable.push(path.to_owned());
        }
        if foreign {
            self.foreign.push(path.to_owned());
        }
    }

    /// Whether somebody else can change something: what is decided on it is then worth nothing.
    pub fn can_be_changed(&self) -> bool {
        !self.closed && !self.writable.is_empty()
    }

    /// Whether somebody else can read something.
    pub fn can_be_read(&self) -> bool {
        !(self.closed || self.readable.is_empty() && self.writable.is_empty())
    }
}

/// The first of some paths, for a message.
pub fn named(paths: &[PathBuf]) -> String {
    let shown: Vec<String> = paths.iter().take(NAMED).map(|path| path.display().to_string()).collect();
    let more = if paths.len() > NAMED { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// Takes a folder that we own from everybody else. Where it is not ours its owner decides.
pub fn close(dir: &Path) {
    // What could not be closed is told at the start and by the doctor.
    let _ = std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(path: &Path, mode: u32) {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_others_may_do_is_found_wherever_it_lies() {
        let dir = tempfile::tempdir().unwrap();
        let rows = dir.path().join("records/0482");
        std::fs::create_dir_all(&rows).unwrap();
        let file = rows.join("a.parquet");
        std::fs::write(&file, "x").unwrap();
        for path in [dir.path(), &dir.path().join("records"), &rows] {
            set(path, 0o700);
        }
        set(&file, 0o600);
        let sound = Openings::of(dir.path()).unwrap();
        assert!(!sound.can_be_read() && sound.readable.is_empty() && sound.foreign.is_empty(), "{sound:?}");

        set(&file, 0o644);
        let shut = Openings::of(dir.path()).unwrap();
        assert_eq!((shut.readable.as_slice(), shut.can_be_read()), (&[file.clone()][..], false));
        set(dir.path(), 0o755);
        let open = Openings::of(dir.path()).unwrap();
        assert!(open.can_be_read() && !open.can_be_changed() && open.readable.contains(&file));
        set(&file, 0o666);
        let open = Openings::of(dir.path()).unwrap();
        assert_eq!((open.writable.as_slice(), open.can_be_changed()), (&[file][..], true));
    }
}
