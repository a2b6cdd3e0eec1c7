//! Rhythms of promises and the checkpoints that were made. Neither is ever removed; remarks are corrected in place and keep
//! what they said.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Saving, Tx, Versioned, View};
use lofte_model::followup::rhythm::{Checkpoint, Rhythm};
use lofte_model::id::{CheckpointId, PromiseId};

const INSERT_RHYTHM: &str = "INSERT INTO rhythm (municipality, promise, version, body) VALUES ($1, $2, 1, $3) \
    ON CONFLICT (municipality, promise) DO NOTHING";
const UPDATE_RHYTHM: &str = "UPDATE rhythm SET version = version + 1, body = $3 \
    WHERE municipality = $1 AND promise = $2 AND version = $4";
const ONE_RHYTHM: &str = "SELECT version, body FROM rhythm WHERE municipality = $1 AND promise = $2";
const ALL_RHYTHMS: &str = "SELECT version, body FROM rhythm WHERE municipality = $1 ORDER BY promise";
const RHYTHM: Saving =
    Saving { noun: Noun::Rhythm, insert: INSERT_RHYTHM, update: UPDATE_RHYTHM, find: ONE_RHYTHM };

const INSERT: &str = "INSERT INTO checkpoint (municipality, id, version, promise, day, body) \
    VALUES ($1, $2, 1, $3, $4, $5) ON CONFLICT (municipality, id) DO NOTHING";
const UPDATE: &str = "UPDATE checkpoint SET version = version + 1, promise = $3, day = $4, body = $5 \
    WHERE municipality = $1 AND id = $2 AND version = $6";
const ONE: &str = "SELECT version, body FROM checkpoint WHERE municipality = $1 AND id = $2";
const ALL: &str = "SELECT version, body FROM checkpoint WHERE municipality = $1 ORDER BY day, id";
const OF_PROMISE: &str =
    "SELECT version, body FROM checkpoint WHERE municipality = $1 AND promise = $2 ORDER BY day, id";
const CHECKPOINT: Saving = Saving { noun: Noun::Checkpoint, insert: INSERT, update: UPDATE, find: ONE };

impl View {
    /// The rhythm of a promise, where one was chosen.
    pub async fn rhythm(&mut self, promise: PromiseId) -> Result<Option<Versioned<Rhythm>>, StoreError> {
        let found = self.values(Noun::Rhythm, ONE_RHYTHM, [promise.to_string().into()]).await?;
        Ok(found.into_iter().next())
    }

    /// Every rhythm that was chosen.
    pub async fn rhythms(&mut self) -> Result<Vec<Versioned<Rhythm>>, StoreError> {
        self.values(Noun::Rhythm, ALL_RHYTHMS, []).await
    }

    /// A checkpoint, where a side has spoken.
    pub async fn checkpoint(
        &mut self,
        id: CheckpointId,
    ) -> Result<Option<Versioned<Checkpoint>>, StoreError> {
        let found = self.values(Noun::Checkpoint, ONE, [id.to_string().into()]).await?;
        Ok(found.into_iter().next())
    }

    /// Every checkpoint, by day.
    pub async fn checkpoints(&mut self) -> Result<Vec<Versioned<Checkpoint>>, StoreError> {
        self.values(Noun::Checkpoint, ALL, []).await
    }

    /// The checkpoints of a promise, by day.
    pub async fn checkpoints_of(
        &mut self,
        promise: PromiseId,
    ) -> Result<Vec<Versioned<Checkpoint>>, StoreError> {
        self.values(Noun::Checkpoint, OF_PROMISE, [promise.to_string().into()]).await
    }
}

impl Tx {
    /// Saves the rhythm of a promise and says its new version. The promise must be there.
    pub async fn save_rhythm(&mut self, rhythm: &Rhythm, expected: Option<i64>) -> Result<i64, StoreError> {
        let columns = [self.screened(Noun::Rhythm, rhythm)?.into()];
        self.save(&RHYTHM, &rhythm.promise, columns, expected).await
    }

    /// Saves a checkpoint and says its new version. Its promise must be there.
    pub async fn save_checkpoint(
        &mut self,
        checkpoint: &Checkpoint,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let columns = [
            checkpoint.promise.to_string().into(),
            checkpoint.day.to_string().into(),
            self.screened(Noun::Checkpoint, checkpoint)?.into(),
        ];
        self.save(&CHECKPOINT, &checkpoint.id(), columns, expected).await
    }
}
