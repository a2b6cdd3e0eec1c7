//! Which content a file of a backup has: its SHA-256.
//!
//! Backups are large, and the first page asks about them at every visit. So a hash is kept while the program runs, for
//! as long as the file is the same one, of the same size and with the same times. One of those times is the system's own
//! (ctime), which nobody can set back. A disk that loses bits changes no time: the doctor begins with nothing kept.

use crate::error::AppError;
use crate::work::off_the_way;
use jiff::Timestamp;
use lofte_model::fingerprint::Fingerprint;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Two changes within so many seconds may get the same time: the coarsest clock that file systems keep, rounded down.
const COARSEST: i64 = 3;

/// Hashes of files that were read to their ends.
#[derive(Debug, Default)]
pub struct Hashes(Mutex<BTreeMap<PathBuf, (Facts, Fingerprint)>>);

/// What differs when a file was written again or another was put in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Facts {
    file: (u64, u64),
    bytes: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Facts {
    fn of(facts: &Metadata) -> Self {
        Self {
            file: (facts.dev(), facts.ino()),
            bytes: facts.len(),
            modified: (facts.mtime(), facts.mtime_nsec()),
            changed: (facts.ctime(), facts.ctime_nsec()),
        }
    }

    /// Whether a later change would show.
    fn are_settled(&self, now: Timestamp) -> bool {
        now.as_second().saturating_sub(self.changed.0) > COARSEST
    }
}

impl Hashes {
    /// The hash of what a file holds now.
    pub(crate) async fn of(&self, path: &Path) -> Result<Fingerprint, AppError> {
        let failed = |source| AppError::machine(path, source);
        let facts = Facts::of(&std::fs::metadata(path).map_err(failed)?);
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        if let Some((_, hash)) = kept.filter(|(kept, _)| *kept == facts) {
            return Ok(hash);
        }
        let began = Timestamp::now();
        let file = path.to_owned();
        let read = off_the_way(move || read(&file).map_err(|source| AppError::machine(&file, source)));
        let (after, hash) = read.await?;
        if after == facts && facts.are_settled(began) {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.insert(path.to_owned(), (facts, hash.clone()));
        }
        Ok(hash)
    }
}

/// Reads a file to its end; what it was like afterwards, and its hash.
fn read(path: &Path) -> io::Result<(Facts, Fingerprint)> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut part = vec![0; 1 << 20];
    loop {
        match file.read(&mut part)? {
            0 => break,
            length => hash.update(part.get(..length).unwrap_or_default()),
        }
    }
    Ok((Facts::of(&file.metadata()?), Fingerprint::from_digest(&hash.finalize())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn another_content_has_another_hash_however_its_times_are_set() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("backup.zip");
        std::fs::write(&file, "one").unwrap();
        let long_ago = Timestamp::now() - jiff::SignedDuration::from_hours(48);
        let set = |path: &Path| {
            File::options().write(true).open(path).unwrap().set_modified(long_ago.into()).unwrap();
        };
        set(&file);
        let hashes = Hashes::default();
        let one = hashes.of(&file).await.unwrap();
        assert_eq!(one, Fingerprint::of_bytes(b"one"));
        std::fs::write(&file, "two").unwrap();
        set(&file);
        assert_eq!(hashes.of(&file).await.unwrap(), Fingerprint::of_bytes(b"two"));
        assert!(hashes.of(&folder.path().join("gone")).await.is_err());
    }

    #[test]
    fn what_was_changed_a_moment_ago_is_read_again() {
        let facts = |changed| Facts { file: (1, 1), bytes: 1, modified: (0, 0), changed: (changed, 0) };
        let at = |second| Timestamp::from_second(second).unwrap();
        assert!(facts(100).are_settled(at(104)));
        assert!(!facts(100).are_settled(at(102)));
        assert!(!facts(100).are_settled(at(99)), "a time that has not been");
    }
}
