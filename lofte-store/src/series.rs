//! Numbers that people call things by: problem 3, promise 2, measure 14.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Tx, View};

const NEXT: &str = "INSERT INTO series (municipality, noun, last) VALUES ($1, $2, 1) \
    ON CONFLICT (municipality, noun) DO UPDATE SET last = series.last + 1 RETURNING last";
const RAISE: &str = "INSERT INTO series (municipality, noun, last) VALUES ($1, $2, $3) \
    ON CONFLICT (municipality, noun) DO UPDATE SET last = excluded.last WHERE series.last < excluded.last";

impl Tx {
    /// The next number of a noun, from 1. A number is given once: work that is dropped gives it back, work that is
    /// committed does not. Saving something with a higher number moves the series on.
    pub async fn next_number(&mut self, noun: Noun) -> Result<u32, StoreError> {
        let args = self.here([noun.word().into()]);
        let row = self.connection.row(NEXT, &args).await?.ok_or(StoreError::Conflict(noun))?;
        let number: i64 = row.get("last")?;
        u32::try_from(number).map_err(|error| StoreError::unreadable(noun, error))
    }

    /// Makes sure that the number is not given again.
    pub(crate) async fn use_number(&mut self, noun: Noun, number: u32) -> Result<(), StoreError> {
        self.raise_series(noun, number.into()).await
    }
}

impl View {
    /// The same, for what numbers itself.
    pub(crate) async fn raise_series(&mut self, noun: Noun, number: i64) -> Result<(), StoreError> {
        let args = self.here([noun.word().into(), number.into()]);
        self.connection.execute(RAISE, &args).await?;
        Ok(())
    }
}
