//! Decisions on rows of two sources that may tell of the same event, by number. They are taken back, never removed.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Saving, Tx, Versioned, View};
use lofte_model::records::link::LinkDecision;

const INSERT: &str = "INSERT INTO link (municipality, id, version, body) VALUES ($1, $2, 1, $3) \
    ON CONFLICT (municipality, id) DO NOTHING";
const UPDATE: &str = "UPDATE link SET version = version + 1, body = $3 \
    WHERE municipality = $1 AND id = $2 AND version = $4";
const ONE: &str = "SELECT version, body FROM link WHERE municipality = $1 AND id = $2";
const ALL: &str = "SELECT version, body FROM link WHERE municipality = $1 ORDER BY LENGTH(id), id";
const SAVING: Saving = Saving { noun: Noun::Link, insert: INSERT, update: UPDATE, find: ONE };

impl View {
    /// One decision.
    pub async fn link(&mut self, number: u32) -> Result<Versioned<LinkDecision>, StoreError> {
        self.value(Noun::Link, ONE, &number).await
    }

    /// Every decision, by number.
    pub async fn links(&mut self) -> Result<Vec<Versioned<LinkDecision>>, StoreError> {
        self.values(Noun::Link, ALL, []).await
    }
}

impl Tx {
    /// Saves a decision and says its new version.
    pub async fn save_link(
        &mut self,
        decision: &LinkDecision,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let columns = [self.screened(Noun::Link, decision)?.into()];
        self.save(&SAVING, &decision.number, columns, expected).await
    }
}
