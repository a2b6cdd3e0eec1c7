//! Citizen promises. A published or historical one is frozen: no statement here changes it, but that a published one is
//! marked as closed.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Saving, Tx, Versioned, View};
use lofte_model::id::PromiseId;
use lofte_model::promise::{CitizenPromise, PromiseState};

const INSERT: &str = "INSERT INTO promise (municipality, id, version, number, state, body) \
    VALUES ($1, $2, 1, $3, $4, $5) ON CONFLICT (municipality, id) DO NOTHING";
const UPDATE: &str = "UPDATE promise SET version = version + 1, number = $3, state = $4, body = $5 \
    WHERE municipality = $1 AND id = $2 AND version = $6 AND state IN ('draft', 'proposed')";
const CLOSE: &str = "UPDATE promise SET version = version + 1, body = $3 \
    WHERE municipality = $1 AND id = $2 AND version = $4 AND state = 'published'";
const ONE: &str = "SELECT version, body FROM promise WHERE municipality = $1 AND id = $2";
const ALL: &str = "SELECT version, body FROM promise WHERE municipality = $1 ORDER BY number";
const SAVING: Saving = Saving { noun: Noun::Promise, insert: INSERT, update: UPDATE, find: ONE };

impl View {
    /// One promise.
    pub async fn promise(&mut self, id: PromiseId) -> Result<Versioned<CitizenPromise>, StoreError> {
        self.value(Noun::Promise, ONE, &id).await
    }

    /// Every promise, by number.
    pub async fn promises(&mut self) -> Result<Vec<Versioned<CitizenPromise>>, StoreError> {
        self.values(Noun::Promise, ALL, []).await
    }
}

impl Tx {
    /// Saves a promise and says its new version. Published and historical ones are [`StoreError::Frozen`].
    pub async fn save_promise(
        &mut self,
        promise: &CitizenPromise,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let columns = [
            promise.number.into(),
            promise.state.word().into(),
            self.screened(Noun::Promise, promise)?.into(),
        ];
        let version = self.save(&SAVING, &promise.id, columns, expected).await?;
        self.use_number(Noun::Promise, promise.number).await?;
        Ok(version)
    }

    /// Marks a published promise as closed; nothing else of it may differ from what is stored.
    pub async fn close_promise(&mut self, closed: &CitizenPromise, expected: i64) -> Result<(), StoreError> {
        let known = self.promise(closed.id).await?;
        let open = |promise: &CitizenPromise| match &promise.state {
            PromiseState::Published { first, second, further, answer_known, .. } => {
                let (first, second, further) = (first.clone(), second.clone(), further.clone());
                let answer_known = *answer_known;
                let state = PromiseState::Published { first, second, further, answer_known, closed: None };
                CitizenPromise { state, ..promise.clone() }
            }
            _ => promise.clone(),
        };
        if known.version != expected {
            return Err(StoreError::Conflict(Noun::Promise));
        }
        if open(closed) != known.value {
            return Err(StoreError::Frozen(Noun::Promise));
        }
        let body = self.screened(Noun::Promise, closed)?;
        let args = self.here([closed.id.to_string().into(), body.into(), expected.into()]);
        match self.connection.execute(CLOSE, &args).await? {
            1 => Ok(()),
            _ => Err(StoreError::Conflict(Noun::Promise)),
        }
    }
}
