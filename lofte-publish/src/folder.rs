//! The snapshot as a folder: written whole or not at all, and checked when it is opened.
//!
//! The folder is made beside its place under a temporary name and then renamed, so a full disk or a killed process
//! leaves the old one as it was. `SHA256SUMS` finds files that rot or are changed by mistake; it does not prove who
//! wrote them. Left out on purpose: sending the folder anywhere.

use crate::document::Fonts;
use crate::error::{Damage, PublishError};
use crate::kept;
use crate::snapshot::{FORMAT, Snapshot};
use lofte_model::fingerprint::{Fingerprint, canonical_bytes};
use lofte_words::SV;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};

const SNAPSHOT: &str = "snapshot.json";
const SUMS: &str = "SHA256SUMS";
const README: &str = include_str!("../templates/readme.txt");

impl Snapshot {
    /// Writes the folder: snapshot, open data, one document for each promise, a readme and checksums.
    ///
    /// An earlier snapshot of the same municipality in the same place is replaced; anything else there is refused.
    ///
    /// # Errors
    /// `snapshot-exists`, `disk-full`, `read-only`, `document` and others; the place is then as it was.
    pub fn write(&self, dir: &Path, fonts: &Fonts) -> Result<(), PublishError> {
        self.verify()?;
        let dir = resolve(dir)?;
        self.may_replace(&dir)?;
        let files = self.files(fonts)?;
        let parent = parent(&dir);
        let temporary = tempfile::Builder::new()
            .prefix(".lofte-snapshot-")
            .tempdir_in(parent)
            .map_err(|error| PublishError::from_io(parent, error))?;
        let made = temporary.path().join("new");
        fs::create_dir(&made)
            .and_then(|()| fs::set_permissions(&made, fs::Permissions::from_mode(0o755)))
            .map_err(|error| PublishError::from_io(&dir, error))?;
        for (name, bytes) in &files {
            write_file(&made.join(name), bytes).map_err(|error| PublishError::from_io(&dir, error))?;
        }
        swap(&made, &temporary.path().join("old"), &dir)
            .and_then(|()| File::open(parent)?.sync_all())
            .map_err(|error| PublishError::from_io(&dir, error))
    }

    /// Opens a folder and checks everything in it.
    ///
    /// # Errors
    /// `no-snapshot`; `snapshot-damaged` with the file and what is wrong with it.
    pub fn open(dir: &Path) -> Result<Self, PublishError> {
        let snapshot = Self::read(dir)?;
        check_sums(dir)?;
        Ok(snapshot)
    }

    /// Reads and checks `snapshot.json` alone.
    fn read(dir: &Path) -> Result<Self, PublishError> {
        let path = dir.join(SNAPSHOT);
        let bytes = match fs::read(&path) {
            Err(error) if not_there(&error) => return Err(PublishError::NoSnapshot(dir.to_owned())),
            read => read.map_err(|error| PublishError::from_io(&path, error))?,
        };
        let file = || SNAPSHOT.to_owned();
        if let Some(found) = kept::format_of(&bytes).filter(|found| *found != FORMAT) {
            return Err(PublishError::Damaged(Damage::Format { found, known: FORMAT }));
        }
        let snapshot: Self = serde_json::from_slice(&bytes).map_err(|error| {
            PublishError::Damaged(Damage::Unreadable { file: file(), reason: error.to_string() })
        })?;
        snapshot.verify()?;
        if canonical_bytes(&snapshot)? != bytes {
            return Err(PublishError::Damaged(Damage::Foreign { file: file() }));
        }
        Ok(snapshot)
    }

    /// Nothing, an empty folder, or a snapshot of the same municipality (damaged or not) may be replaced.
    fn may_replace(&self, dir: &Path) -> Result<(), PublishError> {
        let mut entries = match fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(PublishError::Exists(dir.to_owned()));
            }
            Err(error) => return Err(PublishError::from_io(dir, error)),
        };
        if entries.next().is_none() {
            return Ok(());
        }
        let ours = match Self::read(dir) {
            Ok(snapshot) => snapshot.municipality.code == self.municipality.code,
            Err(PublishError::Damaged(_)) => dir.join(SUMS).is_file(),
            Err(_) => false,
        };
        if ours { Ok(()) } else { Err(PublishError::Exists(dir.to_owned())) }
    }

    /// Every file by name, the checksums last.
    fn files(&self, fonts: &Fonts) -> Result<Vec<(String, Vec<u8>)>, PublishError> {
        let mut files = vec![
            (SNAPSHOT.to_owned(), canonical_bytes(self)?),
            ("promises.json".to_owned(), self.promises_json()?),
            ("promises.csv".to_owned(), self.promises_csv()?),
            ("counts.csv".to_owned(), self.counts_csv()?),
            ("shares.csv".to_owned(), self.shares_csv()?),
            ("README.txt".to_owned(), self.readme().into_bytes()),
        ];
        for promise in &self.promises {
            let number = promise.number();
            files.push((format!("promise-{number}.pdf"), self.pdf(number, fonts)?));
        }
        let mut sums = String::new();
        for (name, bytes) in &files {
            // Writing to a String cannot fail.
            let _ = writeln!(sums, "{}  {name}", Fingerprint::of_bytes(bytes));
        }
        files.push((SUMS.to_owned(), sums.into_bytes()));
        Ok(files)
    }

    fn readme(&self) -> String {
        let heading =
            if self.synthetic { format!("{}\n\n", SV.say("document-synthetic-note")) } else { String::new() };
        let limits = self.protection;
        // What people wrote comes last, so that braces in it are not filled in.
        README
            .replace("{synthetic_heading}", &heading)
            .replace("{code}", self.municipality.code.as_str())
            .replace("{number}", &self.number.to_string())
            .replace("{published_at}", &self.published_at.strftime("%Y-%m-%d %H:%M").to_string())
            .replace("{highest_hidden}", &limits.counts.threshold.saturating_sub(1).to_string())
            .replace("{min_answers}", &limits.shares.min_answers.to_string())
            .replace("{threshold}", &limits.shares.threshold.to_string())
            .replace("{fingerprint}", self.fingerprint.as_str())
            .replace("{municipality}", &self.municipality.name)
            .replace("{contact}", &self.municipality.contact)
    }
}

/// The real place behind links, and a name to give it when it is not there yet.
fn resolve(dir: &Path) -> Result<PathBuf, PublishError> {
    match fs::canonicalize(dir) {
        Ok(real) => Ok(real),
        Err(error)
            if error.kind() == io::ErrorKind::NotFound
                && matches!(dir.components().next_back(), Some(Component::Normal(_))) =>
        {
            Ok(dir.to_owned())
        }
        Err(error) => Err(PublishError::from_io(dir, error)),
    }
}

fn parent(dir: &Path) -> &Path {
    match dir.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => dir,
    }
}

fn not_there(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    // A snapshot is for everybody, whoever made it and whatever else that account keeps to itself.
    file.set_permissions(fs::Permissions::from_mode(0o644))?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Puts the new folder in its place; if that fails the old one comes back.
fn swap(made: &Path, old: &Path, dir: &Path) -> io::Result<()> {
    match fs::rename(dir, old) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::rename(made, dir).inspect_err(|_| {
        // Best effort: the first error is the one to tell.
        let _ = fs::rename(old, dir);
    })
}

fn check_sums(dir: &Path) -> Result<(), PublishError> {
    let damaged = |damage| Err(PublishError::Damaged(damage));
    let read = |name: &str| match fs::read(dir.join(name)) {
        Err(error) if not_there(&error) => {
            Err(PublishError::Damaged(Damage::Missing { file: name.to_owned() }))
        }
        read => read.map_err(|error| PublishError::from_io(&dir.join(name), error)),
    };
    let sums = read(SUMS)?;
    let sums = String::from_utf8_lossy(&sums);
    let mut listed = 0_usize;
    for line in sums.lines() {
        let known = line.split_once("  ").filter(|(_, name)| is_plain(name));
        let Some((sum, name)) = known else {
            return damaged(Damage::Changed { file: SUMS.to_owned() });
        };
        if Fingerprint::of_bytes(&read(name)?).as_str() != sum {
            return damaged(Damage::Changed { file: name.to_owned() });
        }
        listed += 1;
    }
    if listed == 0 { damaged(Damage::Changed { file: SUMS.to_owned() }) } else { Ok(()) }
}

/// A name in this folder and not a path out of it.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.contains(['/', '\\']) && name != ".." && name != "."
}
