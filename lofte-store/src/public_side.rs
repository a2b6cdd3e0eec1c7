//! What the public side shows, and the limits that figures are published with.
//!
//! Taking the public side back adds a row and changes none, so that it stays known when residents were shown what.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Tx, Versioned, View, json, versioned};
use lofte_model::publication::{Limits, PublicSide};

const INSERT: &str = "INSERT INTO public_side (municipality, number, at, body) \
    VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM public_side WHERE municipality = $1), $2, $3)";
const ALL: &str = "SELECT body FROM public_side WHERE municipality = $1 ORDER BY number";
const LIMITS: &str = "SELECT version, body FROM protection WHERE municipality = $1";
const INSERT_LIMITS: &str = "INSERT INTO protection (municipality, version, body) VALUES ($1, 1, $2) \
    ON CONFLICT (municipality) DO NOTHING";
const UPDATE_LIMITS: &str =
    "UPDATE protection SET version = version + 1, body = $2 WHERE municipality = $1 AND version = $3";

impl View {
    /// Every time the public side was taken back or let go again, the earliest first.
    pub async fn public_sides(&mut self) -> Result<Vec<PublicSide>, StoreError> {
        self.bodies(Noun::PublicSide, ALL, []).await
    }

    /// The limits that were chosen, if any were.
    pub async fn limits(&mut self) -> Result<Option<Versioned<Limits>>, StoreError> {
        let args = self.here([]);
        let row = self.connection.row(LIMITS, &args).await?;
        row.map(|row| versioned(Noun::Protection, &row)).transpose()
    }
}

impl Tx {
    /// Adds what the public side shows from now on.
    pub async fn add_public_side(&mut self, side: &PublicSide) -> Result<(), StoreError> {
        let args = self.here([side.at.into(), json(Noun::PublicSide, side)?.into()]);
        self.connection.execute(INSERT, &args).await?;
        Ok(())
    }

    /// Saves the limits and says their new version.
    pub async fn save_limits(&mut self, limits: &Limits, expected: Option<i64>) -> Result<i64, StoreError> {
        let mut args = self.here([json(Noun::Protection, limits)?.into()]);
        let (sql, version) = match expected {
            None => (INSERT_LIMITS, 1),
            Some(expected) => {
                args.push(expected.into());
                (UPDATE_LIMITS, expected + 1)
            }
        };
        match self.connection.execute(sql, &args).await? {
            1 => Ok(version),
            _ => Err(StoreError::Conflict(Noun::Protection)),
        }
    }
}
