//! Answers on their way: a method that takes long goes on when its reader has gone, and the page looks in again.
//!
//! An answer is kept for its reader for five minutes, as long as the same deliveries count, so that turning back to a page asks
//! nothing again; whoever else asks is noted in the log by themselves. Left out: answers that outlive the program. What takes
//! minutes is for the command line.

use super::Asking;
use super::known::Way;
use crate::hand_over::{HandOver, app_error};
use crate::web::SignedIn;
use lofte_analyse::asked;
use lofte_analyse::output::Kept;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::id::{DeliveryId, UserId};
use lofte_words::{Message, SV};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, watch};

/// Methods that are asked at once: each takes a processor, and those who read pages need one too.
const AT_ONCE: usize = 2;
/// How long somebody waits for a turn, for a file.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a page waits before it says that the answer is on its way.
const AT_A_GLANCE: Duration = Duration::from_secs(2);
/// How long an answer is kept.
const KEPT: Duration = Duration::from_mins(5);
/// Answers that are kept at most.
const MOST: usize = 100;

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
    /// What went wrong, for whoever waits first; it is not kept.
    Failed(Arc<Mutex<Option<AppError>>>),
}

/// A question that was asked.
struct Asked {
    at: Instant,
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
    let mut outcome = ask(signed_in, house, asking, way);
    let found = tokio::time::timeout(AT_A_GLANCE, outcome.wait_for(Option::is_some)).await;
    match found {
        // Its time is not up, and it will not be told: the work was lost with a panic of the method.
        Ok(Err(_)) => Err(AppError::Defect("a method ended without an answer".to_owned())),
        Ok(Ok(found)) => found.clone().map(read).transpose(),
        Err(_) => Ok(None),
    }
}

/// The answer, however long it takes.
pub(super) async fn whole(
    signed_in: &SignedIn,
    house: &House,
    asking: &Asking,
    way: &Way,
) -> Result<Arc<Kept>, AppError> {
    let mut outcome = ask(signed_in, house, asking, way);
    let found = outcome.wait_for(Option::is_some).await.map(|found| found.clone());
    let found = found.map_err(|_| AppError::Defect("a method ended without an answer".to_owned()))?;
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
fn ask(signed_in: &SignedIn, house: &House, asking: &Asking, way: &Way) -> watch::Receiver<Option<Outcome>> {
    let key = Key {
        house: house.dir().to_owned(),
        reader: signed_in.actor.user,
        arguments: asking.arguments(way),
        deliveries: asking.used().map(|delivery| delivery.id).collect(),
    };
    let mut asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
    let now = Instant::now();
    asked.retain(|_, known| {
        let failed = matches!(*known.outcome.borrow(), Some(Outcome::Failed(_)));
        // What is still being asked is waited for however old it is.
        !failed && (known.outcome.borrow().is_none() || now.duration_since(known.at) < KEPT)
    });
    if let Some(known) = asked.get(&key) {
        return known.outcome.clone();
    }
    if asked.len() >= MOST {
        let oldest = asked.iter().min_by_key(|(_, known)| known.at).map(|(key, _)| key.clone());
        oldest.map(|key| asked.remove(&key));
    }
    let (tell, outcome) = watch::channel(None);
    let rows = HandOver::named(house.clone(), signed_in.actor.clone(), asking.names.clone());
    let arguments = key.arguments.clone();
    asked.insert(key, Asked { at: now, outcome: outcome.clone() });
    tokio::spawn(async move {
        // The turns are never closed.
        let turn = Arc::clone(&TURNS).acquire_owned().await;
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
        tell.send_replace(Some(told));
    });
    outcome
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
