//! Entries of the activity log. They are corrected and taken back, never removed.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Saving, Tx, Versioned, View};
use lofte_model::activity::Activity;
use lofte_model::id::{ActivityId, PromiseId};

const INSERT: &str = "INSERT INTO activity (municipality, id, version, promise, commitment, party, day, body) \
    VALUES ($1, $2, 1, $3, $4, $5, $6, $7) ON CONFLICT (municipality, id) DO NOTHING";
const UPDATE: &str = "UPDATE activity SET version = version + 1, promise = $3, commitment = $4, party = $5, day = $6, \
    body = $7 WHERE municipality = $1 AND id = $2 AND version = $8";
const ONE: &str = "SELECT version, body FROM activity WHERE municipality = $1 AND id = $2";
const ALL: &str = "SELECT version, body FROM activity WHERE municipality = $1 ORDER BY day, id";
const OF_PROMISE: &str =
    "SELECT version, body FROM activity WHERE municipality = $1 AND promise = $2 ORDER BY day, id";
const SAVING: Saving = Saving { noun: Noun::Activity, insert: INSERT, update: UPDATE, find: ONE };

impl View {
    /// One entry.
    pub async fn activity(&mut self, id: ActivityId) -> Result<Versioned<Activity>, StoreError> {
        self.value(Noun::Activity, ONE, &id).await
    }

    /// Every entry, by day.
    pub async fn activities(&mut self) -> Result<Vec<Versioned<Activity>>, StoreError> {
        self.values(Noun::Activity, ALL, []).await
    }

    /// The entries towards undertakings of a promise, by day.
    pub async fn activities_of(
        &mut self,
        promise: PromiseId,
    ) -> Result<Vec<Versioned<Activity>>, StoreError> {
        self.values(Noun::Activity, OF_PROMISE, [promise.to_string().into()]).await
    }
}

impl Tx {
    /// Saves an entry and says its new version. Its promise and its organisation must be there.
    pub async fn save_activity(
        &mut self,
        activity: &Activity,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let columns = [
            activity.commitment.promise.to_string().into(),
            i64::from(activity.commitment.commitment).into(),
            activity.party.to_string().into(),
            activity.entry.day.to_string().into(),
            self.screened(Noun::Activity, activity)?.into(),
        ];
        self.save(&SAVING, &activity.id, columns, expected).await
    }
}
