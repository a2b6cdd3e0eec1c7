//! An uploaded file, delivered.
//!
//! What came of it is kept with the job, also when there is no delivery to look at: after a dry run, or when every row
//! was there already. The file itself goes when it was delivered; after a dry run, and where something went wrong, it
//! stays where it lies until somebody delivers it or gives it up ([`lofte_app::staging`]).

use super::kept;
use lofte_app::delivery::{Delivered, Request, Source, correct, import};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::job::{self, Kind};
use lofte_app::staging::{self, Staged};
use lofte_import::{Problem, Told};
use lofte_model::access::Actor;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{DeliveryId, JobId, StagedId};
use lofte_model::period::Period;
use lofte_model::records::quality::Quality;
use lofte_model::records::{Correction, Reject, RowCounts};
use lofte_store::{Job, JobMessage};
use lofte_words::{Language, Words};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::sync::watch;

/// Code of the message on a file that was read to its end.
const READ: &str = "job-read";
/// Where the outcome stands in that message.
const OUTCOME: &str = "outcome";
/// Time between two tellings of how far a reading has come.
const BETWEEN: Duration = Duration::from_millis(700);
/// Time between two looks at whether somebody else's delivery is done.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is to be delivered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Order {
    /// Word of the source.
    pub source: String,
    /// Text of the mapping, where the source needs one.
    pub mapping: Option<String>,
    /// What the file is called, here and in its folder.
    pub file_name: String,
    /// The file on its way in.
    #[serde(default)]
    pub staged: Option<StagedId>,
    /// Read and count, but keep nothing.
    pub dry_run: bool,
    /// The delivery that it comes in place of, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Correction>,
}

/// What came of a file that was read to its end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Outcome {
    /// The delivery; `None` after a dry run, when nothing was new, or where the file is of places.
    pub delivery: Option<DeliveryId>,
    /// How many areas were written, or would be; `None` for a file of rows.
    #[serde(default)]
    pub places: Option<u64>,
    /// Whether nothing was to be kept.
    pub dry_run: bool,
    /// Of what was read on trial ([`Order::seen`]): the mapping itself is not kept with the job.
    #[serde(default)]
    pub tried: Option<Fingerprint>,
    /// What became of the rows.
    pub counts: RowCounts,
    /// First to last day.
    pub period: Option<Period>,
    /// Things worth knowing.
    pub notes: Vec<JobMessage>,
    /// Why rows were rejected. Of the cells themselves nothing is kept with the job.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// How good the rows are.
    #[serde(default)]
    pub quality: Option<Quality>,
}

/// Rows that were rejected for the same reason in the same column.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reason {
    /// The first of them, without its value.
    pub first: Reject,
    /// How many.
    pub rows: u64,
}

impl Order {
    /// What a job is to deliver, if it delivers anything.
    pub fn of(job: &Job) -> Option<Self> {
        (Kind::of(job) == Some(Kind::Import))
            .then(|| serde_json::from_value(job.payload.clone()).ok())
            .flatten()
    }

    /// What is ordered of a file on its way in.
    pub fn of_file(staged: &Staged, dry_run: bool) -> Self {
        let mapping = match &staged.mapping {
            Some(mapping) => lofte_import::guess::written(mapping).ok(),
            None => staged.settings.clone(),
        };
        Self {
            source: staged.source.clone(),
            mapping,
            file_name: staged.file_name.clone(),
            staged: Some(staged.id),
            dry_run,
            corrects: staged.corrects.clone(),
        }
    }

    /// Of the delivery that a reading on trial was a trial of: what is delivered is what was tried.
    pub fn seen(&self) -> Result<Fingerprint, AppError> {
        Ok(Fingerprint::of(&Self { dry_run: false, ..self.clone() })?)
    }

    /// Puts the reading of the file in the queue, unless the very same waits there, and gives the one that waits.
    pub async fn place(&self, actor: &Actor, house: &House) -> Result<JobId, AppError> {
        let payload = serde_json::to_value(self).map_err(|error| AppError::Defect(error.to_string()))?;
        let id = job::queue(actor, house, JobId(uuid::Uuid::now_v7()), Kind::Import, payload).await?;
        super::wake(house);
        Ok(id)
    }
}

impl Outcome {
    /// What came of a job, if it was a file that was read to its end.
    pub fn of(job: &Job) -> Option<Self> {
        let message = job.message.as_ref().filter(|message| message.code == READ)?;
        serde_json::from_str(message.args.get(OUTCOME)?).ok()
    }
}

pub(super) async fn run(actor: &Actor, house: &House, job: &Job) -> Result<JobMessage, AppError> {
    let order =
        Order::of(job).ok_or_else(|| AppError::Defect("a delivery says nothing of its file".into()))?;
    let staged = order.staged.ok_or_else(|| AppError::not_found("staged", job.id))?;
    let file = staging::ordered(actor, house, staged).await?;
    let kept_on = order.dry_run;
    let outcome = deliver(actor, house, (job, order), &file).await?;
    // The rows are in, whatever becomes of the file: what cannot be removed goes when it is too old.
    if !kept_on && let Err(error) = staging::remove(house, staged).await {
        tracing::warn!(%error, job = %job.id, "a delivered file could not be removed");
    }
    let outcome = serde_json::to_string(&outcome).map_err(|error| AppError::Defect(error.to_string()))?;
    Ok(JobMessage::new(READ).with(OUTCOME, &outcome))
}

async fn deliver(
    actor: &Actor,
    house: &House,
    (job, order): (&Job, Order),
    file: &Staged,
) -> Result<Outcome, AppError> {
    let tried = order.seen()?;
    let request = Request {
        source: Source::new(&order.source, order.mapping.as_deref())?,
        file: file.path(house),
        file_name: order.file_name,
        dry_run: order.dry_run,
    };
    wait_for_others(house).await?;
    let (told, seen) = watch::channel((0, 0));
    let progress = Box::new(move |done, total| {
        told.send_replace((done, total));
    });
    let taken = async {
        match order.corrects {
            None => import(actor, house, request, progress).await,
            Some(correction) => correct(actor, house, correction, request, progress).await,
        }
    };
    let (delivered, ()) = tokio::join!(taken, tell(house, job, seen));
    Ok(outcome(delivered?, order.dry_run.then_some(tried)))
}

/// Waits while another process delivers.
pub(super) async fn wait_for_others(house: &House) -> Result<(), AppError> {
    while house.try_lock()?.is_none() {
        tokio::time::sleep(PATIENCE).await;
    }
    Ok(())
}

/// Tells how far the reading has come, now and then, until it has ended.
async fn tell(house: &House, job: &Job, mut seen: watch::Receiver<(u64, u64)>) {
    while seen.changed().await.is_ok() {
        let (done, total) = *seen.borrow_and_update();
        let share = done.min(total).saturating_mul(1000).checked_div(total).unwrap_or(0);
        let per_mille = u16::try_from(share).unwrap_or(1000);
        if let Err(error) = house.store().progress(job, per_mille, None).await {
            tracing::warn!(cause = lofte_model::message::chain(&error), "progress could not be told");
        }
        tokio::time::sleep(BETWEEN).await;
    }
}

fn outcome(delivered: Delivered, tried: Option<Fingerprint>) -> Outcome {
    let words = Words(Language::Swedish);
    Outcome {
        delivery: delivered.delivery.map(|delivery| delivery.id),
        places: delivered.places,
        dry_run: tried.is_some(),
        tried,
        quality: delivered.quality,
        counts: delivered.counts,
        period: delivered.period,
        notes: delivered
            .notes
            .iter()
            .map(|note| kept(format!("note-{}", note.code()), words.arguments(note)))
            .collect(),
        reasons: delivered.problems.into_iter().map(Reason::from).collect(),
    }
}

impl From<Problem> for Reason {
    fn from(Problem { first, rows }: Problem) -> Self {
        Self { first, rows }
    }
}

/// What a job that has ended keeps of its order: not the mapping, which may quote a file.
pub(super) fn what_is_kept(job: &mut Job) {
    if let Some(mapping) = job.payload.get_mut("mapping") {
        *mapping = serde_json::Value::Null;
    }
}
