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

/// What long work does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Takes a delivered file.
    Import,
    /// Computes the picture anew.
    Refresh,
    /// Takes a backup.
    Backup,
    /// Reads a backup back.
    CheckBackup,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Import, Self::Refresh, Self::Backup, Self::CheckBackup];

    /// The word in the casework.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Refresh => "refresh_picture",
            Self::Backup => "backup",
            Self::CheckBackup => "check_backup",
        }
    }

    /// What a job does; nothing that this program knows where another has written it.
    pub fn of(job: &Job) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.verb() == job.verb)
    }

    /// What somebody must be allowed to do to order one.
    pub fn ordered_by(self) -> Action {
        match self {
            Self::Import => Action::Import,
            Self::Refresh => Action::RefreshPicture,
            Self::Backup | Self::CheckBackup => Action::Backup,
        }
    }

    /// What somebody must be allowed to do to see how one goes: its page tells what its subject's own page would.
    pub fn seen_by(self) -> Action {
        match self {
            Self::Import => Action::Import,
            Self::Refresh => Action::RefreshPicture,
            Self::Backup | Self::CheckBackup => Action::Operate,
        }
    }
}

/// Puts a job in the queue, unless one that does the very same waits there already, and gives the one that waits.
/// Whoever asks must be allowed to do the deed itself, and may have so many jobs at once.
pub async fn queue(
    actor: &Actor,
    house: &House,
    id: JobId,
    kind: Kind,
    payload: Value,
) -> Result<JobId, AppError> {
    let (verb, deed) = (kind.verb(), kind.ordered_by());
    let mut tx = begin(actor, house, deed).await?;
    let jobs = tx.jobs(LOOKED_THROUGH).await?;
    let same =
        |job: &&Job| matches!(job.state, JobState::Queued) && job.verb == verb && job.payload.is_null();
    if let Some(same) = jobs.iter().find(same).filter(|_| payload.is_null()) {
        return Ok(same.id);
    }
    // The same file for the same purpose, ordered twice by two clicks or in two tabs, is read once.
    let open = |job: &&Job| matches!(job.state, JobState::Queued | JobState::Running);
    let again = |job: &&Job| payload.get("staged").is_some() && job.payload == payload;
    if let Some(again) = jobs.iter().filter(open).find(again) {
        return Ok(again.id);
    }
    let most = house.limits().jobs_of_one_account;
    if jobs.iter().filter(open).filter(|job| job.created_by == Some(actor.user)).count() >= most {
        return Err(AppError::refused(Message::with("limit-jobs", "most", most)));
    }
    let (verb, created_by, created_at) = (verb.to_owned(), Some(actor.user), house.now());
    tx.queue_job(&NewJob { id, verb, payload, created_by, created_at }).await?;
    tx.commit(audit(actor, house, deed, Noun::Job, id)).await?;
    Ok(id)
}

/// One job, for whoever may see what it is about. Those who may deliver nothing have no long work to follow.
pub async fn find(actor: &Actor, house: &House, id: JobId) -> Result<Job, AppError> {
    actor.require(Action::Import)?;
    let job = house.store().read(&actor.municipality).await?.job(id).await?;
    // Nobody knows whom a kind concerns that this program does not know.
    actor.require(Kind::of(&job).map_or(Action::Operate, Kind::seen_by))?;
    Ok(job)
}

/// The newest jobs that somebody may see; they hold what could not be taken of a file.
pub async fn newest(actor: &Actor, house: &House) -> Result<Vec<Job>, AppError> {
    actor.require(Action::ReadRejects)?;
    let mut jobs = house.store().read(&actor.municipality).await?.jobs(LOOKED_THROUGH).await?;
    jobs.retain(|job| Kind::of(job).is_some_and(|kind| actor.may(kind.seen_by())));
    Ok(jobs)
}
