//! What the municipality has added to the library of measures, and the words of its dictionary.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Saving, Tx, Versioned, View};
use lofte_model::id::{LibraryId, TermId};
use lofte_model::plan::{LibraryEntry, Term};

const INSERT_ENTRY: &str = "INSERT INTO library_measure (municipality, id, version, title, body) \
    VALUES ($1, $2, 1, $3, $4) ON CONFLICT (municipality, id) DO NOTHING";
const UPDATE_ENTRY: &str = "UPDATE library_measure SET version = version + 1, title = $3, body = $4 \
    WHERE municipality = $1 AND id = $2 AND version = $5";
const ONE_ENTRY: &str = "SELECT version, body FROM library_measure WHERE municipality = $1 AND id = $2";
const ENTRIES: &str = "SELECT version, body FROM library_measure WHERE municipality = $1 ORDER BY title, id";
const INSERT_TERM: &str = "INSERT INTO term (municipality, id, version, term, body) \
    VALUES ($1, $2, 1, $3, $4) ON CONFLICT (municipality, id) DO NOTHING";
const UPDATE_TERM: &str = "UPDATE term SET version = version + 1, term = $3, body = $4 \
    WHERE municipality = $1 AND id = $2 AND version = $5";
const ONE_TERM: &str = "SELECT version, body FROM term WHERE municipality = $1 AND id = $2";
const TERMS: &str = "SELECT version, body FROM term WHERE municipality = $1 ORDER BY term, id";
const ENTRY: Saving =
    Saving { noun: Noun::LibraryMeasure, insert: INSERT_ENTRY, update: UPDATE_ENTRY, find: ONE_ENTRY };
const TERM: Saving = Saving { noun: Noun::Term, insert: INSERT_TERM, update: UPDATE_TERM, find: ONE_TERM };

impl View {
    /// One entry of the library.
    pub async fn library_entry(&mut self, id: LibraryId) -> Result<Versioned<LibraryEntry>, StoreError> {
        self.value(Noun::LibraryMeasure, ONE_ENTRY, &id).await
    }

    /// Every entry that the municipality has added, by title.
    pub async fn library_entries(&mut self) -> Result<Vec<Versioned<LibraryEntry>>, StoreError> {
        self.values(Noun::LibraryMeasure, ENTRIES, []).await
    }

    /// One word of the dictionary.
    pub async fn term(&mut self, id: TermId) -> Result<Versioned<Term>, StoreError> {
        self.value(Noun::Term, ONE_TERM, &id).await
    }

    /// Every word of the dictionary, in order of the alphabet.
    pub async fn terms(&mut self) -> Result<Vec<Versioned<Term>>, StoreError> {
        self.values(Noun::Term, TERMS, []).await
    }
}

impl Tx {
    /// Saves an entry of the library and says its new version.
    pub async fn save_library_entry(
        &mut self,
        entry: &LibraryEntry,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let body = self.screened(Noun::LibraryMeasure, entry)?;
        self.save(&ENTRY, &entry.id, [entry.measure.title.as_str().into(), body.into()], expected).await
    }

    /// Saves a word of the dictionary and says its new version.
    pub async fn save_term(&mut self, term: &Term, expected: Option<i64>) -> Result<i64, StoreError> {
        let body = self.screened(Noun::Term, term)?;
        self.save(&TERM, &term.id, [term.wording.term.as_str().into(), body.into()], expected).await
    }
}
