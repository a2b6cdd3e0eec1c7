//! The coordination of a municipality: one value, changed as a whole.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Tx, Versioned, View, versioned};
use lofte_model::coordination::Coordination;
use lofte_model::screening::found_in;

const ONE: &str = "SELECT version, body FROM coordination WHERE municipality = $1";
const INSERT: &str = "INSERT INTO coordination (municipality, version, body) VALUES ($1, 1, $2) \
    ON CONFLICT (municipality) DO NOTHING";
const UPDATE: &str =
    "UPDATE coordination SET version = version + 1, body = $2 WHERE municipality = $1 AND version = $3";

impl View {
    /// What is said of it, if anything is.
    pub async fn coordination(&mut self) -> Result<Option<Versioned<Coordination>>, StoreError> {
        let args = self.here([]);
        let row = self.connection.row(ONE, &args).await?;
        row.map(|row| versioned(Noun::Coordination, &row)).transpose()
    }
}

impl Tx {
    /// Saves it and says its new version. What stood there already was answered for when it came in.
    pub async fn save_coordination(
        &mut self,
        coordination: &Coordination,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let stood = match self.coordination().await? {
            Some(known) => found_in(&serde_json::to_value(&known.value).unwrap_or_default()),
            None => Vec::new(),
        };
        let body = self.screened(Noun::Coordination, coordination)?;
        self.found.retain(|found| !stood.contains(found));
        let mut args = self.here([body.into()]);
        let (sql, version) = match expected {
            None => (INSERT, 1),
            Some(expected) => {
                args.push(expected.into());
                (UPDATE, expected + 1)
            }
        };
        match self.connection.execute(sql, &args).await? {
            1 => Ok(version),
            _ => Err(StoreError::Conflict(Noun::Coordination)),
        }
    }
}
