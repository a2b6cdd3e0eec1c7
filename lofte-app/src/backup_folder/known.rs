//! The backups that lie in a folder, and what the log says of each.
//!
//! What was found when one was read back holds for the content that was read, so the log keeps its SHA-256, and another
//! content under the same name is one that nobody has read back, whatever the times of the file say. Left out: backups
//! that lie elsewhere.

use super::content::Hashes;
use crate::error::AppError;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use lofte_model::place::MunicipalityCode;
use lofte_store::{AuditEntry, AuditVerb, Noun, Store};
use std::path::Path;

/// The moment in the name of a backup; names sort by time.
const MOMENT: &str = "%Y-%m-%dT%H%M%S%.9fZ";

/// A backup in the folder of the house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Name of the file.
    pub name: String,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// Size.
    pub bytes: u64,
    /// What reading it back showed.
    pub trial: Trial,
}

/// What reading a backup back showed, by the log. The log says it of a content, and not of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    /// Nobody has tried with the content that the file has now.
    None,
    /// It was whole.
    Sound(Timestamp),
    /// It was not.
    Damaged(Timestamp),
    /// The file is whole, but what it was taken of had faults already.
    OfDamagedHouse(Timestamp),
}

impl Known {
    /// Whether it was read back and found whole, and is of a moment that has been.
    pub(crate) fn is_whole_at(&self, now: Timestamp) -> bool {
        matches!(self.trial, Trial::Sound(_)) && self.taken_at <= now
    }
}

impl Trial {
    /// What an entry of the log says of the content that it names.
    fn noted(entry: &AuditEntry) -> Option<Self> {
        match entry.verb {
            AuditVerb::CheckBackup => Some(Self::Sound(entry.at)),
            AuditVerb::BackupDamaged => Some(Self::Damaged(entry.at)),
            AuditVerb::BackupOfDamagedHouse => Some(Self::OfDamagedHouse(entry.at)),
            _ => None,
        }
    }

    /// The word used in files and for texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "unchecked",
            Self::Sound(_) => "whole",
            Self::Damaged(_) => "damaged",
            Self::OfDamagedHouse(_) => "of_damaged_house",
        }
    }
}

/// What a backup of a municipality is called.
pub(crate) fn name_of(municipality: &MunicipalityCode, at: Timestamp) -> String {
    format!("lofte-{municipality}-{}.zip", at.strftime(MOMENT))
}

/// The moment in the name of a backup; nothing where it is called otherwise.
pub(crate) fn taken_at(name: &str) -> Option<Timestamp> {
    let (municipality, moment) = name.strip_prefix("lofte-")?.strip_suffix(".zip")?.split_once('-')?;
    municipality.parse::<MunicipalityCode>().ok()?;
    let moment = DateTime::strptime("%Y-%m-%dT%H%M%S%.fZ", moment).ok()?;
    TimeZone::UTC.to_timestamp(moment).ok()
}

/// The names of a municipality's backups in a folder, the oldest first: several may share one. A folder that is not there
/// yet has none.
pub(crate) fn names(folder: &Path, municipality: &MunicipalityCode) -> Result<Vec<String>, AppError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(AppError::machine(folder, source)),
    };
    let files =
        entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let mut names: Vec<String> = files.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let own = format!("lofte-{municipality}-");
    names.retain(|name| name.starts_with(&own) && taken_at(name).is_some());
    names.sort();
    Ok(names)
}

/// The backups in a folder, the newest first, with what the log says of them; up to the first that is enough. The log is
/// asked once, and a file is only read where the log knows its name.
pub(crate) async fn in_folder(
    folder: &Path,
    (store, municipality): (&Store, &MunicipalityCode),
    hashes: &Hashes,
    enough: impl Fn(&Known) -> bool,
) -> Result<Vec<Known>, AppError> {
    let names = names(folder, municipality)?;
    let Some(oldest) = names.first().and_then(|name| taken_at(name)) else { return Ok(Vec::new()) };
    // Nothing is kept open while files are read.
    let log = store.read(municipality).await?.history_since(Noun::Backup, oldest).await?;
    let mut known = Vec::new();
    for name in names.into_iter().rev() {
        let path = folder.join(&name);
        let Ok(facts) = std::fs::metadata(&path) else { continue };
        let Some(taken_at) = taken_at(&name) else { continue };
        let said: Vec<&AuditEntry> = log.iter().filter(|entry| entry.id == name).collect();
        let trial = trial(&path, &said, hashes).await;
        known.push(Known { name, taken_at, bytes: facts.len(), trial });
        if known.last().is_some_and(&enough) {
            break;
        }
    }
    Ok(known)
}

/// What the log says of the content that a file has now; a file that cannot be read has none that anybody knows.
async fn trial(path: &Path, said: &[&AuditEntry], hashes: &Hashes) -> Trial {
    if said.iter().all(|entry| entry.fingerprint.is_none() || Trial::noted(entry).is_none()) {
        return Trial::None;
    }
    let Ok(content) = hashes.of(path).await else { return Trial::None };
    let mut newest = said.iter().filter(|entry| entry.fingerprint.as_ref() == Some(&content));
    newest.find_map(|entry| Trial::noted(entry)).unwrap_or(Trial::None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_called_as_a_backup_is_one_and_its_name_says_when() {
        let at: Timestamp = "2026-11-29T02:31:07.5Z".parse().unwrap();
        let name = name_of(&"0482".parse().unwrap(), at);
        assert_eq!(name, "lofte-0482-2026-11-29T023107.500000000Z.zip");
        assert_eq!(taken_at(&name), Some(at));
        assert!(name.len() <= 80, "the log takes no longer ids");
        for other in [
            "lofte-.zip",
            "lofte-0482-2026-11-29.zip",
            "lofte-2026-11-29T023107.5Z.zip",
            "../lofte-0482-2026-11-29T023107.5Z.zip",
            "a.zip",
            "",
        ] {
            assert_eq!(taken_at(other), None, "{other}");
        }
    }
}
