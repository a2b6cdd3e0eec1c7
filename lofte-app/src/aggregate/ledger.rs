//! What has been handed over, with the counts behind it: the next table is made beside it, so that the difference of two
//! tables tells of nobody either.
//!
//! The file is as confidential as the rows. It lies where they lie and is written whole or not at all.

use crate::error::AppError;
use crate::whole_file::write_private;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::{Category, RecordKind, SpanLength};
use lofte_words::Message;
use rand::RngExt;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

/// The form of the file.
const VERSION: u32 = 1;

/// What all tables of a ledger are of: tables of other periods or sources overlap with these and are protected by none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Subject {
    pub(super) municipality: MunicipalityCode,
    pub(super) kind: RecordKind,
    pub(super) source: String,
    pub(super) length: SpanLength,
    /// Of the codes of its areas: DeSO lie within RegSO, so that one of a large area minus its small ones would be told.
    pub(super) areas: Fingerprint,
}

/// A period of a category as it was handed over with its areas. Counts without a known area have the empty code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Handed {
    pub(super) counts: BTreeMap<String, u64>,
    pub(super) withheld: BTreeSet<String>,
}

/// The table of a category at one time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stage {
    /// Periods that have their areas, by place.
    pub(super) periods: BTreeMap<i32, Handed>,
    /// What was told of the whole municipality.
    pub(super) totals: BTreeMap<i32, u64>,
    /// Areas whose sum over all periods nobody may know.
    pub(super) withheld_sums: BTreeSet<String>,
}

/// Everything that has been handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ledger {
    version: u32,
    /// What the file is, for whoever opens it.
    about: String,
    subject: Subject,
    /// Chooses by chance what is withheld beside the small counts, so that nobody can run the program backwards.
    pub(super) secret: u64,
    tables: BTreeMap<Category, Vec<Stage>>,
}

const ABOUT: &str =
    "Vad som har lämnats ut, med antalen bakom. Lika sekretessbelagt som raderna: lämna aldrig ut filen.";

impl Ledger {
    /// The ledger of a file, or a new one where there is no file.
    pub(super) fn open(path: &Path, subject: &Subject) -> Result<Self, AppError> {
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::new(subject.clone())),
            Err(error) => return Err(AppError::machine(path, error)),
        };
        let named = |key: &str| AppError::refused(Message::with(key, "file", path.display()));
        let found: Self = serde_json::from_slice(&text).map_err(|_| named("aggregate-ledger-unreadable"))?;
        if found.version != VERSION {
            return Err(named("aggregate-ledger-unreadable"));
        }
        if found.subject != *subject {
            return Err(named("aggregate-other-ledger"));
        }
        Ok(found)
    }

    fn new(subject: Subject) -> Self {
        let secret = rand::rng().random();
        Self { version: VERSION, about: ABOUT.to_owned(), subject, secret, tables: BTreeMap::new() }
    }

    /// Whether nothing has been handed over.
    pub(super) fn is_new(&self) -> bool {
        self.tables.is_empty()
    }

    /// The tables of a category, the earliest first.
    pub(super) fn history(&self, category: &Category) -> &[Stage] {
        self.tables.get(category).map_or(&[], Vec::as_slice)
    }

    /// Adds what is about to be handed over, where it is something else than before.
    pub(super) fn add(&mut self, category: &Category, stage: Stage) {
        let stages = self.tables.entry(category.clone()).or_default();
        if stages.last() != Some(&stage) {
            stages.push(stage);
        }
    }

    /// Keeps others from making a table beside the same ledger; nothing where somebody is. Beside the file, which is
    /// replaced when it is saved.
    pub(super) fn lock(path: &Path) -> Result<Option<File>, AppError> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".lock");
        let path = path.with_file_name(name);
        let failed = |error| AppError::machine(&path, error);
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Writes it beside the file and then in its place, closed to others.
    pub(super) fn save(&self, path: &Path) -> Result<(), AppError> {
        let text = serde_json::to_vec(self).map_err(|error| AppError::Defect(error.to_string()))?;
        write_private(path, &text)
    }
}
