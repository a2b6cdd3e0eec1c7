//! Long work that somebody asks for: put in the queue here, done by [`crate::jobs`].

use super::{audit, begin};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::id::JobId;
use lofte_store::{Job, JobState, NewJob, Noun};
use lofte_words::Message;
use serde_json::Value;

/// How many of the newest jobs are looked through.
const LOOKED_THROUGH: u32 = 200;

/// Puts a job in the queue, unless one that does the very same waits there already, and gives the one that waits.
/// Whoever asks must be allowed to do the deed itself, and may have so many jobs at once.
pub async fn queue(
    actor: &Actor,
    house: &House,
    id: JobId,
    (verb, deed): (&str, Action),
    payload: Value,
) -> Result<JobId, AppError> {
    let mut tx = begin(actor, house, deed).await?;
    let jobs = tx.jobs(LOOKED_THROUGH).await?;
    let same =
        |job: &&Job| matches!(job.state, JobState::Queued) && job.verb == verb && job.payload.is_null();
    if let Some(same) = jobs.iter().find(same).filter(|_| payload.is_null()) {
        return Ok(same.id);
    }
    let open = |job: &&Job| matches!(job.state, JobState::Queued | JobState::Running);
    let most = house.limits().jobs_of_one_account;
    if jobs.iter().filter(open).filter(|job| job.created_by == Some(actor.user)).count() >= most {
        return Err(AppError::refused(Message::with("limit-jobs", "most", most)));
    }
    let (verb, created_by, created_at) = (verb.to_owned(), Some(actor.user), house.now());
    tx.queue_job(&NewJob { id, verb, payload, created_by, created_at }).await?;
    tx.commit(audit(actor, house, deed, Noun::Job, id)).await?;
    Ok(id)
}

/// One job.
pub async fn find(actor: &Actor, house: &House, id: JobId) -> Result<Job, AppError> {
    actor.require(Action::Import)?;
    Ok(house.store().read(&actor.municipality).await?.job(id).await?)
}

/// The newest jobs; they hold what could not be taken of a file.
pub async fn newest(actor: &Actor, house: &House) -> Result<Vec<Job>, AppError> {
    actor.require(Action::ReadRejects)?;
    Ok(house.store().read(&actor.municipality).await?.jobs(LOOKED_THROUGH).await?)
}
