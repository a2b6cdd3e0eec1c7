//! Cooperation agreements.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Saving, Tx, Versioned, View};
use lofte_model::agreement::Agreement;
use lofte_model::id::AgreementId;

const INSERT: &str = "INSERT INTO agreement (municipality, id, version, starts, body) \
    VALUES ($1, $2, 1, $3, $4) ON CONFLICT (municipality, id) DO NOTHING";
const UPDATE: &str = "UPDATE agreement SET version = version + 1, starts = $3, body = $4 \
    WHERE municipality = $1 AND id = $2 AND version = $5";
const ONE: &str = "SELECT version, body FROM agreement WHERE municipality = $1 AND id = $2";
const ALL: &str = "SELECT version, body FROM agreement WHERE municipality = $1 ORDER BY starts, id";
const SAVING: Saving = Saving { noun: Noun::Agreement, insert: INSERT, update: UPDATE, find: ONE };

impl View {
    /// One agreement.
    pub async fn agreement(&mut self, id: AgreementId) -> Result<Versioned<Agreement>, StoreError> {
        self.value(Noun::Agreement, ONE, &id).await
    }

    /// Every agreement, the earliest first.
    pub async fn agreements(&mut self) -> Result<Vec<Versioned<Agreement>>, StoreError> {
        self.values(Noun::Agreement, ALL, []).await
    }
}

impl Tx {
    /// Saves an agreement and says its new version.
    pub async fn save_agreement(
        &mut self,
        agreement: &Agreement,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let columns =
            [agreement.period.from().to_string().into(), self.screened(Noun::Agreement, agreement)?.into()];
        self.save(&SAVING, &agreement.id, columns, expected).await
    }
}
