//! Verdicts on promises. They are added and never changed: a new judgement stands beside the earlier one.

use crate::engine::Row;
use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Tx, View, from_json, from_word};
use jiff::Timestamp;
use lofte_model::followup::Verdict;
use lofte_model::id::{PromiseId, UserId};

const INSERT: &str = "INSERT INTO verdict (municipality, promise, number, answer, judged_at, judged_by, body) \
    VALUES ($1, $2, (SELECT COALESCE(MAX(number), 0) + 1 FROM verdict WHERE municipality = $1 AND promise = $2), \
    $3, $4, $5, $6) RETURNING number";
const OF_PROMISE: &str = "SELECT number, judged_at, judged_by, body FROM verdict \
    WHERE municipality = $1 AND promise = $2 ORDER BY number";
const LATEST: &str = "SELECT number, judged_at, judged_by, body FROM verdict AS v WHERE municipality = $1 \
    AND number = (SELECT MAX(number) FROM verdict WHERE municipality = $1 AND promise = v.promise) \
    ORDER BY promise";

/// A verdict as it was recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedVerdict {
    /// Number within the promise, from 1.
    pub number: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who had it computed; `None` for the program itself.
    pub by: Option<UserId>,
    /// The verdict.
    pub verdict: Verdict,
}

impl View {
    /// The verdicts on a promise, the earliest first.
    pub async fn verdicts(&mut self, promise: PromiseId) -> Result<Vec<RecordedVerdict>, StoreError> {
        let args = self.here([promise.to_string().into()]);
        self.connection.rows(OF_PROMISE, &args).await?.iter().map(recorded).collect()
    }

    /// The newest verdict on each promise that has one.
    pub async fn latest_verdicts(&mut self) -> Result<Vec<RecordedVerdict>, StoreError> {
        let args = self.here([]);
        self.connection.rows(LATEST, &args).await?.iter().map(recorded).collect()
    }
}

impl Tx {
    /// Adds a verdict and says its number. The promise must be there.
    pub async fn add_verdict(
        &mut self,
        verdict: &Verdict,
        by: Option<UserId>,
        at: Timestamp,
    ) -> Result<i64, StoreError> {
        let body = self.derived(Noun::Verdict, verdict)?;
        let args = self.here([
            verdict.promise.to_string().into(),
            verdict.answer.word().into(),
            at.into(),
            by.map(|user| user.to_string()).into(),
            body.into(),
        ]);
        let row = self.connection.row(INSERT, &args).await?.ok_or(StoreError::Conflict(Noun::Verdict))?;
        row.get("number")
    }
}

fn recorded(row: &Row) -> Result<RecordedVerdict, StoreError> {
    let by: Option<String> = row.get("judged_by")?;
    Ok(RecordedVerdict {
        number: row.get("number")?,
        at: row.time("judged_at")?,
        by: by.map(|user| from_word(Noun::Verdict, user)).transpose()?,
        verdict: from_json(Noun::Verdict, &row.text("body")?)?,
    })
}
