//! Mappings that are remembered, one for each source. They are changed and taken back, never removed.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Saving, Tx, Versioned, View};
use lofte_model::mapping::Remembered;

const INSERT: &str = "INSERT INTO mapping (municipality, id, version, body) VALUES ($1, $2, 1, $3) \
    ON CONFLICT (municipality, id) DO NOTHING";
const UPDATE: &str = "UPDATE mapping SET version = version + 1, body = $3 \
    WHERE municipality = $1 AND id = $2 AND version = $4";
const ONE: &str = "SELECT version, body FROM mapping WHERE municipality = $1 AND id = $2";
const ALL: &str = "SELECT version, body FROM mapping WHERE municipality = $1 ORDER BY id";
const SAVING: Saving = Saving { noun: Noun::Mapping, insert: INSERT, update: UPDATE, find: ONE };

impl View {
    /// The mapping of a source.
    pub async fn mapping(&mut self, source: &str) -> Result<Versioned<Remembered>, StoreError> {
        self.value(Noun::Mapping, ONE, &source).await
    }

    /// Every mapping, by source.
    pub async fn mappings(&mut self) -> Result<Vec<Versioned<Remembered>>, StoreError> {
        self.values(Noun::Mapping, ALL, []).await
    }
}

impl Tx {
    /// Saves a mapping and says its new version.
    pub async fn save_mapping(
        &mut self,
        mapping: &Remembered,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let columns = [self.screened(Noun::Mapping, mapping)?.into()];
        self.save(&SAVING, &mapping.source, columns, expected).await
    }
}
