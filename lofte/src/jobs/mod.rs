//! Long work, done after the request that asked for it: one job at a time, in the order they were asked for.
//!
//! A job lies in the casework until it is done, so that nobody has to keep a page open for it. It acts for whoever
//! asked, through the same use cases as everything else. What a crash interrupts is told as failed at the next start
//! and never begun again by itself: whoever asked can see what became of it first. Left out: a timetable.

pub mod backup;
pub mod import;
mod nightly;
mod refresh;

use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::job::Kind;
use lofte_app::screening::answered;
use lofte_app::{access, job, staging};
use lofte_model::access::Actor;
use lofte_model::id::JobId;
use lofte_model::screening::Answer;
use lofte_store::{Job, JobEnd, JobMessage};
use lofte_words::SV;

/// Code of the message on a picture that was computed.
const REFRESHED: &str = "job-refreshed";
/// Where the rest stands of a refusal in several sentences. Only pages tell of jobs, and they are Swedish.
pub const MORE: &str = "more";

/// Takes up work when the program starts: tells what a crash interrupted, removes what it left, does what waits.
pub async fn resume(house: &House) -> Result<(), AppError> {
    let abandoned = house.store().abandon_running_jobs(house.municipality(), house.now()).await?;
    if abandoned > 0 {
        tracing::warn!(abandoned, "work was interrupted when the program last stopped");
    }
    staging::sweep(house).await?;
    nightly::begin(house);
    wake(house);
    Ok(())
}

/// Does whatever waits, in the background.
pub fn wake(house: &House) {
    let house = house.clone();
    let under_way = house.work().begin();
    tokio::spawn(async move {
        let _under_way = under_way;
        let _one_at_a_time = house.work().turn().await;
        if let Err(error) = Box::pin(work(&house)).await {
            tracing::error!(code = error.code(), cause = lofte_model::message::chain(&error), "work stopped");
        }
    });
}

/// Waits until everything that this process was woken for is done.
pub async fn rest(house: &House) {
    house.work().rest().await;
}

/// Asks for the picture to be computed anew.
pub async fn order_refresh(actor: &Actor, house: &House) -> Result<JobId, AppError> {
    let id = JobId(uuid::Uuid::now_v7());
    let id = job::queue(actor, house, id, Kind::Refresh, serde_json::Value::Null).await?;
    wake(house);
    Ok(id)
}

/// Whether a job computes the picture.
pub fn is_refresh(job: &Job) -> bool {
    Kind::of(job) == Some(Kind::Refresh)
}

async fn work(house: &House) -> Result<(), AppError> {
    while let Some(mut job) = house.store().claim_next(house.municipality(), house.now()).await? {
        let (end, message) = match Box::pin(done(house, &job)).await {
            Ok(message) => (JobEnd::Done, message),
            Err(error) => {
                tracing::warn!(
                    code = error.code(),
                    cause = lofte_model::message::chain(&error),
                    "a job failed"
                );
                (JobEnd::Failed, refusal(&error))
            }
        };
        import::what_is_kept(&mut job);
        house.store().finish(&job, end, Some(&message), house.now()).await?;
    }
    Ok(())
}

async fn done(house: &House, job: &Job) -> Result<JobMessage, AppError> {
    let user = job.created_by.ok_or_else(|| AppError::Defect("a job has nobody behind it".into()))?;
    let actor = access::holder(house, user).await?;
    // Its texts were asked about when it was ordered.
    Box::pin(answered(Answer::NobodyAtAll, async {
        match Kind::of(job) {
            Some(Kind::Import) => import::run(&actor, house, job).await,
            Some(Kind::Refresh) => refresh::run(&actor, house).await,
            Some(Kind::Backup) => backup::take(&actor, house).await,
            Some(Kind::CheckBackup) => backup::check(&actor, house, job).await,
            None => Err(AppError::Defect(format!("there is no work called {}", job.verb))),
        }
    }))
    .await
}

/// Why a job failed, as it is kept with the job.
fn refusal(error: &AppError) -> JobMessage {
    let mut messages = error.messages().into_iter();
    let first = messages.next();
    let more: Vec<String> = messages.map(|message| SV.message(&message)).collect();
    let first =
        first.map_or_else(|| JobMessage::new("error-defect"), |message| kept(message.key, message.arguments));
    if more.is_empty() { first } else { first.with(MORE, &more.join(" ")) }
}

/// A message as it is kept.
fn kept(key: String, arguments: Vec<(&'static str, String)>) -> JobMessage {
    let args = arguments.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    JobMessage { code: key, args }
}
