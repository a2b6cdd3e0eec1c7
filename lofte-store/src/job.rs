//! Long work: a queue that survives a restart, and how far each job has come.
//!
//! Queuing a job is a deed of somebody and goes through a [`Tx`]; taking it, its progress and its end are the
//! program's own and go through the [`Store`] without audit. What a job means is not known here.

use crate::engine::{Engine, Row};
use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Store, Tx, View, from_json, from_word, json, not_found, word};
use jiff::Timestamp;
use lofte_model::id::{JobId, UserId};
use lofte_model::place::MunicipalityCode;
use lofte_model::screening::{mask, mask_value};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

const QUEUE: &str = "INSERT INTO job (municipality, id, verb, state, progress, payload, created_by, created_at) \
    VALUES ($1, $2, $3, 'queued', 0, $4, $5, $6)";
const NEWEST: &str = "SELECT municipality, id, verb, state, progress, message, payload, created_by, created_at, \
    started_at, finished_at FROM job WHERE municipality = $1 ORDER BY created_at DESC, id DESC LIMIT $2";
const ONE: &str = "SELECT municipality, id, verb, state, progress, message, payload, created_by, created_at, \
    started_at, finished_at FROM job WHERE municipality = $1 AND id = $2";
const NEXT_SQLITE: &str = "SELECT municipality, id, verb, state, progress, message, payload, created_by, created_at, \
    started_at, finished_at FROM job WHERE municipality = $1 AND state = 'queued' ORDER BY created_at, id LIMIT 1";
const NEXT_POSTGRES: &str = "SELECT municipality, id, verb, state, progress, message, payload, created_by, created_at, \
    started_at, finished_at FROM job WHERE municipality = $1 AND state = 'queued' ORDER BY created_at, id LIMIT 1 \
    FOR UPDATE SKIP LOCKED";
const START: &str = "UPDATE job SET state = 'running', started_at = $3 WHERE municipality = $1 AND id = $2";
const PROGRESS: &str =
    "UPDATE job SET progress = $3, message = $4 WHERE municipality = $1 AND id = $2 AND state = 'running'";
const FINISH: &str = "UPDATE job SET state = $3, progress = CASE WHEN $3 = 'done' THEN 1000 ELSE progress END, \
    message = $4, finished_at = $5, payload = $6 WHERE municipality = $1 AND id = $2 AND state = 'running'";
const ABANDON: &str = "UPDATE job SET state = 'failed', message = $2, finished_at = $3 \
    WHERE municipality = $1 AND state = 'running'";

/// Where a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waiting for its turn.
    Queued,
    /// Being done.
    Running,
    /// Done.
    Done,
    /// Given up, with a message that says why.
    Failed,
}

/// What a job says to people: the code of a text and what goes into its gaps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobMessage {
    /// Code of the text.
    pub code: String,
    /// Its gaps.
    pub args: BTreeMap<String, String>,
}

impl JobMessage {
    /// The code of the message on a job that a stopped program left behind.
    pub const INTERRUPTED: &str = "job-interrupted";

    /// A text without gaps.
    pub fn new(code: impl Into<String>) -> Self {
        Self { code: code.into(), args: BTreeMap::new() }
    }

    /// With what may name a person replaced: the gaps quote files and settings.
    fn masked(&self) -> Self {
        let args = self.args.iter().map(|(name, text)| (name.clone(), masked(text))).collect();
        Self { code: self.code.clone(), args }
    }

    /// With one more gap filled.
    #[must_use]
    pub fn with(mut self, name: &str, value: &(impl ToString + ?Sized)) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }
}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JobEnd {
    /// It did what it should.
    Done,
    /// It could not.
    Failed,
}

/// A job to be done.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    /// Identity.
    pub id: JobId,
    /// What is to be done.
    pub verb: String,
    /// With what.
    pub payload: Value,
    /// Who wants it; `None` for the program itself.
    pub created_by: Option<UserId>,
    /// When it was asked for.
    pub created_at: Timestamp,
}

/// A job.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Whose material it works on.
    pub municipality: MunicipalityCode,
    /// Identity.
    pub id: JobId,
    /// What is to be done.
    pub verb: String,
    /// Where it is.
    pub state: JobState,
    /// How far it has come, 0–1000.
    pub progress: i64,
    /// What it says.
    pub message: Option<JobMessage>,
    /// With what it works.
    pub payload: Value,
    /// Who wants it.
    pub created_by: Option<UserId>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was begun.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

impl View {
    /// The newest jobs first, at most `limit`.
    pub async fn jobs(&mut self, limit: u32) -> Result<Vec<Job>, StoreError> {
        let args = self.here([limit.into()]);
        self.connection.rows(NEWEST, &args).await?.iter().map(job).collect()
    }

    /// One job.
    pub async fn job(&mut self, id: JobId) -> Result<Job, StoreError> {
        let args = self.here([id.to_string().into()]);
        job(&self.connection.row(ONE, &args).await?.ok_or_else(|| not_found(Noun::Job, &id))?)
    }
}

impl Tx {
    /// Puts a job in the queue.
    pub async fn queue_job(&mut self, job: &NewJob) -> Result<(), StoreError> {
        let body = self.screened(Noun::Job, &job.payload)?;
        let args = self.here([
            job.id.to_string().into(),
            job.verb.clone().into(),
            body.into(),
            job.created_by.map(|user| user.to_string()).into(),
            job.created_at.into(),
        ]);
        self.connection.execute(QUEUE, &args).await.map_err(|error| error.or_taken(Noun::Job))?;
        Ok(())
    }
}

impl Store {
    /// Takes the oldest waiting job of a municipality; no two takers get the same.
    pub async fn claim_next(
        &self,
        municipality: &MunicipalityCode,
        now: Timestamp,
    ) -> Result<Option<Job>, StoreError> {
        let mut connection = self.pool.write().await?;
        let next = match connection.engine() {
            Engine::Sqlite => NEXT_SQLITE,
            Engine::Postgres => NEXT_POSTGRES,
        };
        let Some(row) = connection.row(next, &[municipality.as_str().into()]).await? else {
            return Ok(None);
        };
        let found = job(&row)?;
        let args = [found.municipality.as_str().into(), found.id.to_string().into(), now.into()];
        connection.execute(START, &args).await?;
        connection.commit().await?;
        Ok(Some(Job { state: JobState::Running, started_at: Some(now), ..found }))
    }

    /// Says how far a running job has come: 0–1000, more counts as 1000.
    pub async fn progress(
        &self,
        job: &Job,
        per_mille: u16,
        message: Option<&JobMessage>,
    ) -> Result<(), StoreError> {
        let args = [
            job.municipality.as_str().into(),
            job.id.to_string().into(),
            i64::from(per_mille.min(1000)).into(),
            message.map(|message| json(Noun::Job, &message.masked())).transpose()?.into(),
        ];
        let mut connection = self.pool.write().await?;
        let touched = connection.execute(PROGRESS, &args).await?;
        connection.commit().await?;
        still_running(touched)
    }

    /// Ends a running job; it keeps the payload it is given here.
    pub async fn finish(
        &self,
        job: &Job,
        end: JobEnd,
        message: Option<&JobMessage>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let args = [
            job.municipality.as_str().into(),
            job.id.to_string().into(),
            word(Noun::Job, &end)?.into(),
            message.map(|message| json(Noun::Job, &message.masked())).transpose()?.into(),
            now.into(),
            json(Noun::Job, &job.payload)?.into(),
        ];
        let mut connection = self.pool.write().await?;
        let touched = connection.execute(FINISH, &args).await?;
        connection.commit().await?;
        still_running(touched)
    }

    /// Marks the jobs of a municipality that a stopped program left running as failed, and says how many there were.
    /// For the one program that works its queue, when it starts, and for nobody else.
    pub async fn abandon_running_jobs(
        &self,
        municipality: &MunicipalityCode,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let message = json(Noun::Job, &JobMessage::new(JobMessage::INTERRUPTED))?;
        let mut connection = self.pool.write().await?;
        let abandoned =
            connection.execute(ABANDON, &[municipality.as_str().into(), message.into(), now.into()]).await?;
        connection.commit().await?;
        Ok(abandoned)
    }
}

/// A gap without what may name a person; one that holds a whole value keeps its form.
fn masked(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(mut value @ Value::Object(_)) => {
            mask_value(&mut value);
            value.to_string()
        }
        _ => mask(text).into_owned(),
    }
}

fn still_running(touched: u64) -> Result<(), StoreError> {
    if touched == 1 { Ok(()) } else { Err(StoreError::Conflict(Noun::Job)) }
}

fn job(row: &Row) -> Result<Job, StoreError> {
    let message: Option<String> = row.get("message")?;
    let created_by: Option<String> = row.get("created_by")?;
    Ok(Job {
        municipality: from_word(Noun::Job, row.text("municipality")?)?,
        id: from_word(Noun::Job, row.text("id")?)?,
        verb: row.text("verb")?,
        state: from_word(Noun::Job, row.text("state")?)?,
        progress: row.get("progress")?,
        message: message.map(|message| from_json(Noun::Job, &message)).transpose()?,
        payload: from_json(Noun::Job, &row.text("payload")?)?,
        created_by: created_by.map(|user| from_word(Noun::Job, user)).transpose()?,
        created_at: row.time("created_at")?,
        started_at: row.optional_time("started_at")?,
        finished_at: row.optional_time("finished_at")?,
    })
}
