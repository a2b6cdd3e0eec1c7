//! Answers on their way: a method that takes long goes on when its reader has gone, and the page looks in again.
//!
//! Only an answer that took long is kept, for its reader and for five minutes, as long as the same deliveries and decisions count:
//! all others are asked anew, so that figures are those of the moment and each reading is noted in the log. Left out: answers that
//! outlive the program. What takes minutes is for the command line.

use super::Asking;
use super::known::Way;
use crate::hand_over::{HandOver, app_error};
use crate::web::SignedIn;
use jiff::Timestamp;
use lofte_analyse::asked;
use lofte_analyse::output::Kept;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::link;
use lofte_model::id::{DeliveryId, UserId};
use lofte_words::{Message, SV};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, watch};

/// Methods that are asked at once: each takes a processor, and those who read pages need one too.
const AT_ONCE: usize = 2;
/// How long somebody waits for a turn, for a file.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a page waits before it says that the answer is on its way.
const AT_A_GLANCE: Duration = Duration::from_secs(2);
/// How long an answer is kept that took longer than [`AT_A_GLANCE`].
const KEPT: Duration = Duration::from_mins(5);

/// What is asked, by whom, of which rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    house: PathBuf,
    reader: UserId,
    arguments: Vec<String>,
    deliveries: Vec<DeliveryId>,
}

/// What became of a question.
#[derive(Clone)]
enum Outcome {
    Kept(Arc<Kept>),
    Refused(Arc<Vec<Message>>),
    /// What went wrong, for whoever waits first.
    Failed(Arc<Mutex<Option<AppError>>>),
}

/// A question that is being asked, or whose answer is kept.
struct Asked {
    since: Instant,
    at: Timestamp,
    outcome: watch::Receiver<Option<Outcome>>,
}

static ASKED: LazyLock<Mutex<HashMap<Key, Asked>>> = LazyLock::new(Mutex::default);
static TURNS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE)));

/// The answer; nothing while it is on its way.
pub(super) async fn answer(
    signed_in: &SignedIn,
    house: &House,
    asking: &Asking,
    way: &Way,
) -> Result<Option<Arc<Kept>>, AppError> {
    let whole = whole(signed_in, house, asking, way);
    tokio::time::timeout(AT_A_GLANCE, whole).await.ok().transpose()
}

/// The answer, however long it takes.
pub(super) async fn whole(
    signed_in: &SignedIn,
    house: &House,
    asking: &Asking,
    way: &Way,
) -> Result<Arc<Kept>, AppError> {
    let mut outcome = ask(signed_in, house, asking, way).await?;
    let found = outcome.wait_for(Option::is_some).await.ok().and_then(|found| found.clone());
    // It ends without one only where the program does.
    found.map_or_else(|| Err(AppError::Defect("a method ended without an answer".to_owned())), read)
}

fn read(outcome: Outcome) -> Result<Arc<Kept>, AppError> {
    match outcome {
        Outcome::Kept(kept) => Ok(kept),
        Outcome::Refused(messages) => Err(AppError::Refused(messages.to_vec())),
        Outcome::Failed(error) => {
            let error = error.lock().unwrap_or_else(PoisonError::into_inner).take();
            Err(error.unwrap_or_else(|| AppError::Defect("the method failed for another reader".to_owned())))
        }
    }
}

/// Where the answer will be told, of a question that is asked now or was asked before.
async fn ask(
    signed_in: &SignedIn,
    house: &House,
    asking: &Asking,
    way: &Way,
) -> Result<watch::Receiver<Option<Outcome>>, AppError> {
    let key = Key {
        house: house.dir().to_owned(),
        reader: signed_in.actor.user,
        arguments: asking.arguments(way),
        deliveries: asking.used().map(|delivery| delivery.id).collect(),
    };
    let before = all().get(&key).map(|known| known.at);
    let settled = match before {
        Some(at) => link::settled_since(&signed_in.actor, house, at).await?,
        None => false,
    };
    let mut asked = all();
    asked.retain(|known, asked| {
        !(asked.is_ready() && (asked.since.elapsed() > KEPT || settled && *known == key))
    });
    if let Some(known) = asked.get(&key) {
        return Ok(known.outcome.clone());
    }
    let own = |(other, asked): &(&Key, &Asked)| {
        other.house == key.house && other.reader == key.reader && !asked.is_ready()
    };
    let most = house.limits().jobs_of_one_account;
    if asked.iter().filter(own).count() >= most {
        return Err(AppError::refused(Message::with("limit-jobs", "most", most)));
    }
    let (tell, outcome) = watch::channel(None);
    let rows = HandOver::named(house.clone(), signed_in.actor.clone(), asking.names.clone());
    asked.insert(key.clone(), Asked { since: Instant::now(), at: house.now(), outcome: outcome.clone() });
    tokio::spawn(work(key, rows, tell));
    Ok(outcome)
}

fn all() -> MutexGuard<'static, HashMap<Key, Asked>> {
    ASKED.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Asked {
    fn is_ready(&self) -> bool {
        self.outcome.borrow().is_some()
    }
}

/// Asks the method when its turn has come, and tells what became of it.
async fn work(key: Key, rows: HandOver, tell: watch::Sender<Option<Outcome>>) {
    // The turns are never closed.
    let turn = Arc::clone(&TURNS).acquire_owned().await;
    let arguments = key.arguments.clone();
    let work = tokio::task::spawn_blocking(move || asked::kept(&arguments, Arc::new(rows), SV));
    let found = match work.await {
        Ok(found) => found.map_err(app_error),
        Err(error) => Err(AppError::Defect(error.to_string())),
    };
    drop(turn);
    let told = match found {
        Ok(kept) => Outcome::Kept(Arc::new(kept)),
        Err(AppError::Refused(messages)) => Outcome::Refused(Arc::new(messages)),
        Err(error) => Outcome::Failed(Arc::new(Mutex::new(Some(error)))),
    };
    let mut asked = all();
    let quick = asked.get(&key).is_some_and(|known| known.since.elapsed() < AT_A_GLANCE);
    if quick || matches!(told, Outcome::Failed(_)) {
        asked.remove(&key);
    }
    tell.send_replace(Some(told));
}

/// Work for a file, away from the threads that serve pages, when its turn has come. Work whose reader has gone keeps its turn
/// until it ends, so that asking again and again starts nothing more.
pub(super) async fn computed<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, lofte_analyse::Failure> + Send + 'static,
) -> Result<T, AppError> {
    let turn = tokio::time::timeout(PATIENCE, Arc::clone(&TURNS).acquire_owned()).await;
    let Ok(Ok(turn)) = turn else {
        return Err(AppError::refused(Message::plain("picture-question-busy")));
    };
    let work = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    });
    work.await.map_err(|error| AppError::Defect(error.to_string()))?.map_err(app_error)
}
