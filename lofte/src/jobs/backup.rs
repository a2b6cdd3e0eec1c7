//! A backup, taken or read back: both take a while where there are many rows.

use super::import::wait_for_others;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::job::Kind;
use lofte_app::{backup, job};
use lofte_model::access::Actor;
use lofte_model::id::JobId;
use lofte_store::{Job, JobMessage};
use lofte_words::{Language, Words};
use serde_json::{Value, json};

/// Where the name of the file stands in the order.
const NAME: &str = "name";

/// Asks for a backup.
pub async fn order(actor: &Actor, house: &House) -> Result<JobId, AppError> {
    queue(actor, house, Kind::Backup, Value::Null).await
}

/// Asks for a backup in the folder of the house to be read back.
pub async fn order_check(actor: &Actor, house: &House, name: &str) -> Result<JobId, AppError> {
    let known = backup::list(actor, house).await?;
    if !known.iter().any(|known| known.name == name) {
        return Err(AppError::not_found("backup", name));
    }
    queue(actor, house, Kind::CheckBackup, json!({ NAME: name })).await
}

/// The file that a job reads back, if it reads one back.
pub fn checked(job: &Job) -> Option<&str> {
    (Kind::of(job) == Some(Kind::CheckBackup)).then(|| job.payload.get(NAME)?.as_str()).flatten()
}

async fn queue(actor: &Actor, house: &House, kind: Kind, payload: Value) -> Result<JobId, AppError> {
    let id = JobId(uuid::Uuid::now_v7());
    let id = job::queue(actor, house, id, kind, payload).await?;
    super::wake(house);
    Ok(id)
}

pub(super) async fn take(actor: &Actor, house: &House) -> Result<JobMessage, AppError> {
    wait_for_others(house).await?;
    let taken = backup::take_checked(actor, house).await?;
    let name = taken.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let megabytes = Words(Language::Swedish).decimal(taken.bytes as f64 / 1e6, 1);
    Ok(JobMessage::new("job-backup-made").with("file", &name).with("megabytes", &megabytes))
}

pub(super) async fn check(actor: &Actor, house: &House, job: &Job) -> Result<JobMessage, AppError> {
    let name = checked(job).ok_or_else(|| AppError::Defect("a check says nothing of its backup".into()))?;
    backup::check(actor, house, name).await?;
    Ok(JobMessage::new("job-backup-whole").with("file", name))
}
