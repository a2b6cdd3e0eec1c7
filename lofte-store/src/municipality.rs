//! Municipalities: the tenants. There is no way to remove one from here.

use crate::entry::AuditEntry;
use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Store, Tx, Versioned, View, not_found, versioned};
use lofte_model::place::Municipality;
use lofte_model::screening::Answer;

const INSERT: &str =
    "INSERT INTO municipality (code, version, body) VALUES ($1, 1, $2) ON CONFLICT (code) DO NOTHING";
const UPDATE: &str =
    "UPDATE municipality SET version = version + 1, body = $2 WHERE code = $1 AND version = $3";
const ALL: &str = "SELECT version, body FROM municipality ORDER BY code";
const ONE: &str = "SELECT version, body FROM municipality WHERE code = $1";

impl Store {
    /// Every municipality of the installation, by code.
    pub async fn municipalities(&self) -> Result<Vec<Municipality>, StoreError> {
        let mut connection = self.pool.read().await?;
        let rows = connection.rows(ALL, &[]).await?;
        rows.iter().map(|row| Ok(versioned(Noun::Municipality, row)?.value)).collect()
    }

    /// Adds a municipality.
    pub async fn add_municipality(
        &self,
        municipality: &Municipality,
        answer: Answer,
        audit: AuditEntry,
    ) -> Result<(), StoreError> {
        let mut tx = Tx::within(self.pool.write().await?, municipality.code.clone()).answered(answer);
        let args = [municipality.code.as_str().into(), tx.screened(Noun::Municipality, municipality)?.into()];
        if tx.connection.execute(INSERT, &args).await? == 0 {
            return Err(StoreError::Taken(Noun::Municipality));
        }
        tx.commit(audit).await
    }
}

impl View {
    /// The municipality itself.
    pub async fn municipality(&mut self) -> Result<Versioned<Municipality>, StoreError> {
        let args = self.here([]);
        let row = self.connection.row(ONE, &args).await?;
        versioned(Noun::Municipality, &row.ok_or_else(|| not_found(Noun::Municipality, self.code()))?)
    }
}

impl Tx {
    /// Saves name and contact of the municipality.
    pub async fn save_municipality(
        &mut self,
        municipality: &Municipality,
        expected: i64,
    ) -> Result<i64, StoreError> {
        self.require_own(&municipality.code)?;
        let body = self.screened(Noun::Municipality, municipality)?;
        let args = self.here([body.into(), expected.into()]);
        match self.connection.execute(UPDATE, &args).await? {
            1 => Ok(expected + 1),
            _ => Err(StoreError::Conflict(Noun::Municipality)),
        }
    }
}
