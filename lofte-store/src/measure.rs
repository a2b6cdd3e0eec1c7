//! Measures of the action plan.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Saving, Tx, Versioned, View, word};
use lofte_model::id::{MeasureId, PartyId, PromiseId};
use lofte_model::plan::Measure;

const INSERT: &str = "INSERT INTO measure (municipality, id, version, number, promise, owner, execution, deadline, \
    body) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8) ON CONFLICT (municipality, id) DO NOTHING";
const UPDATE: &str = "UPDATE measure SET version = version + 1, number = $3, promise = $4, owner = $5, \
    execution = $6, deadline = $7, body = $8 WHERE municipality = $1 AND id = $2 AND version = $9";
const ONE: &str = "SELECT version, body FROM measure WHERE municipality = $1 AND id = $2";
const ALL: &str = "SELECT version, body FROM measure WHERE municipality = $1 ORDER BY number";
const OF_PROMISE: &str =
    "SELECT version, body FROM measure WHERE municipality = $1 AND promise = $2 ORDER BY number";
const OF_OWNER: &str =
    "SELECT version, body FROM measure WHERE municipality = $1 AND owner = $2 ORDER BY number";
const SAVING: Saving = Saving { noun: Noun::Measure, insert: INSERT, update: UPDATE, find: ONE };

impl View {
    /// One measure.
    pub async fn measure(&mut self, id: MeasureId) -> Result<Versioned<Measure>, StoreError> {
        self.value(Noun::Measure, ONE, &id).await
    }

    /// Every measure, by number.
    pub async fn measures(&mut self) -> Result<Vec<Versioned<Measure>>, StoreError> {
        self.values(Noun::Measure, ALL, []).await
    }

    /// The measures that fulfil undertakings of a promise, by number.
    pub async fn measures_of_promise(
        &mut self,
        promise: PromiseId,
    ) -> Result<Vec<Versioned<Measure>>, StoreError> {
        self.values(Noun::Measure, OF_PROMISE, [promise.to_string().into()]).await
    }

    /// The measures that an organisation answers for, by number.
    pub async fn measures_of_owner(&mut self, owner: PartyId) -> Result<Vec<Versioned<Measure>>, StoreError> {
        self.values(Noun::Measure, OF_OWNER, [owner.to_string().into()]).await
    }
}

impl Tx {
    /// Saves a measure and says its new version. Its owner and its promise must be there.
    pub async fn save_measure(
        &mut self,
        measure: &Measure,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let columns = [
            measure.number.into(),
            measure.commitment.as_ref().map(|commitment| commitment.promise.to_string()).into(),
            measure.owner.to_string().into(),
            word(Noun::Measure, &measure.status.execution)?.into(),
            measure.deadline.to_string().into(),
            self.screened(Noun::Measure, measure)?.into(),
        ];
        let version = self.save(&SAVING, &measure.id, columns, expected).await?;
        self.use_number(Noun::Measure, measure.number).await?;
        Ok(version)
    }
}
