//! Organisations that take part.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Saving, Tx, Versioned, View, word};
use lofte_model::id::PartyId;
use lofte_model::party::Party;

const INSERT: &str = "INSERT INTO party (municipality, id, version, name, kind, body) \
    VALUES ($1, $2, 1, $3, $4, $5) ON CONFLICT (municipality, id) DO NOTHING";
const UPDATE: &str = "UPDATE party SET version = version + 1, name = $3, kind = $4, body = $5 \
    WHERE municipality = $1 AND id = $2 AND version = $6";
const ONE: &str = "SELECT version, body FROM party WHERE municipality = $1 AND id = $2";
const ALL: &str = "SELECT version, body FROM party WHERE municipality = $1 ORDER BY name, id";
const SAVING: Saving = Saving { noun: Noun::Party, insert: INSERT, update: UPDATE, find: ONE };

impl View {
    /// One organisation.
    pub async fn party(&mut self, id: PartyId) -> Result<Versioned<Party>, StoreError> {
        self.value(Noun::Party, ONE, &id).await
    }

    /// Every organisation, by name.
    pub async fn parties(&mut self) -> Result<Vec<Versioned<Party>>, StoreError> {
        self.values(Noun::Party, ALL, []).await
    }
}

impl Tx {
    /// Saves an organisation and says its new version.
    pub async fn save_party(&mut self, party: &Party, expected: Option<i64>) -> Result<i64, StoreError> {
        let columns = [
            party.name.clone().into(),
            word(Noun::Party, &party.kind)?.into(),
            self.screened(Noun::Party, party)?.into(),
        ];
        self.save(&SAVING, &party.id, columns, expected).await
    }
}
