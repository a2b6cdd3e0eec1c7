//! The practice municipality: synthetic, beside the real one, to be broken and begun again.
//!
//! Its folder holds a municipality as it is on the first day (`start`), which nobody works in, and a copy that people work in
//! (`house-1`, then `house-2` …). To begin again is to serve a new copy instead of the old one. Nothing of it can be taken
//! for the real one: a folder, address, accounts, cookies and name of its own, a mark on every page, and no way out for what
//! is published in it. Left out: keeping what somebody did; whoever wants to keep it does not begin again.

mod page;

use crate::demo::{Progress, make_practice};
use crate::pages;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use lofte_app::config::{Config, FILE};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::limits::Limits;
use lofte_words::Message;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, RwLock};
use tokio::task::JoinHandle;
use tower::ServiceExt;

/// The municipality as it is on the first day.
const START: &str = "start";
/// A copy that people work in, before its number.
const COPY: &str = "house-";
/// After the name of what is not whole yet.
const UNFINISHED: &str = ".new";

/// What a command line says of the settings.
type Change = Box<dyn Fn(Config) -> Config + Send + Sync>;

/// The practice municipality that is being served.
pub struct Practice {
    dir: PathBuf,
    change: Change,
    now: RwLock<Round>,
    beginning: Mutex<()>,
}

/// The copy that people work in now.
struct Round {
    number: u32,
    house: House,
    router: Router,
    tidying: JoinHandle<()>,
}

impl Practice {
    /// Opens the one in a folder, as it was left; makes it first where the folder is empty, and says whether it did.
    pub async fn open(
        dir: &Path,
        change: impl Fn(Config) -> Config + Send + Sync + 'static,
        progress: Progress<'_>,
    ) -> Result<(Arc<Self>, bool), AppError> {
        let (dir, change) = (dir.to_owned(), Box::new(change) as Change);
        let start = dir.join(START);
        let makes = !start.join(FILE).exists();
        if makes {
            require_empty(&dir)?;
            let unfinished = dir.join(format!("{START}{UNFINISHED}"));
            remove(&unfinished)?;
            make_practice(&unfinished, progress).await?;
            fs::rename(&unfinished, &start).map_err(|source| AppError::machine(&start, source))?;
        } else if !Config::read(&start)?.practice {
            return Err(other_folder(&dir));
        }
        let number = numbers(&dir)?.into_iter().max().unwrap_or(0);
        let copy = if number == 0 {
            Round::begin(&dir, 1, &change).await?
        } else {
            Round::open(&dir, number, &change).await?
        };
        remove_other(&dir, copy.number)?;
        Ok((Arc::new(Self { dir, change, now: RwLock::new(copy), beginning: Mutex::new(()) }), makes))
    }

    /// The copy that people work in now: which one, and the house.
    pub async fn house(&self) -> (u32, House) {
        let now = self.now.read().await;
        (now.number, now.house.clone())
    }

    /// Begins again, if what is served is still the copy that was seen: two who ask at once begin again once.
    pub async fn begin_again(&self, seen: u32) -> Result<(), AppError> {
        let _one_at_a_time = self.beginning.lock().await;
        if self.now.read().await.number != seen {
            return Ok(());
        }
        let next = Round::begin(&self.dir, seen + 1, &self.change).await?;
        let old = std::mem::replace(&mut *self.now.write().await, next);
        old.tidying.abort();
        crate::jobs::rest(&old.house).await;
        old.house.store().close().await;
        remove(&self.dir.join(format!("{COPY}{}", old.number)))
    }
}

impl Round {
    /// A new copy of the first day. It gets its name when it is whole.
    async fn begin(dir: &Path, number: u32, change: &Change) -> Result<Self, AppError> {
        let (start, to) = (dir.join(START), dir.join(format!("{COPY}{number}")));
        let unfinished = dir.join(format!("{COPY}{number}{UNFINISHED}"));
        let copying = tokio::task::spawn_blocking(move || {
            remove(&unfinished)?;
            copy(&start, &unfinished).map_err(|source| AppError::machine(&unfinished, source))?;
            fs::rename(&unfinished, &to).map_err(|source| AppError::machine(&to, source))
        });
        copying.await.map_err(|error| AppError::Defect(error.to_string()))??;
        Self::open(dir, number, change).await
    }

    async fn open(dir: &Path, number: u32, change: &Change) -> Result<Self, AppError> {
        let house = House::open(&dir.join(format!("{COPY}{number}"))).await?.with(change);
        let tidying = pages::begin(&house).await?;
        Ok(Self { number, router: pages::router(house.clone()), house, tidying })
    }
}

/// All that is answered: the pages of the copy that people work in, and the one that begins again.
pub async fn router(practice: Arc<Practice>) -> Router {
    let (_, house) = practice.house().await;
    let own = pages::guarded(page::routes().with_state(Arc::clone(&practice)), &house);
    Router::new().fallback(hand_on).with_state(practice).merge(own)
}

/// Hands a request on to the copy that people work in now.
async fn hand_on(State(practice): State<Arc<Practice>>, request: Request) -> Response {
    let router = practice.now.read().await.router.clone();
    match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// Serves it until the process is told to stop.
pub async fn serve(practice: Arc<Practice>, listener: TcpListener) -> Result<(), AppError> {
    let side = pages::side(router(Arc::clone(&practice)).await);
    crate::serving::until_told(side, listener, &Limits::default()).await;
    let (_, house) = practice.house().await;
    lofte_app::access::write_notes(&house).await
}

fn other_folder(dir: &Path) -> AppError {
    AppError::refused(Message::with("practice-other-folder", "dir", dir.display().to_string()))
}

/// Refuses a folder with something else in it; what an interrupted beginning left is no such thing.
fn require_empty(dir: &Path) -> Result<(), AppError> {
    let names = match fs::read_dir(dir) {
        Ok(entries) => entries.filter_map(Result::ok).map(|entry| entry.file_name()).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(source) => return Err(AppError::machine(dir, source)),
    };
    let ours = |name: &std::ffi::OsString| *name == *format!("{START}{UNFINISHED}");
    if names.iter().all(ours) { Ok(()) } else { Err(other_folder(dir)) }
}

/// The numbers of the copies in a folder.
fn numbers(dir: &Path) -> Result<Vec<u32>, AppError> {
    let entries = fs::read_dir(dir).map_err(|source| AppError::machine(dir, source))?;
    let names = entries.filter_map(Result::ok).map(|entry| entry.file_name().to_string_lossy().into_owned());
    Ok(names.filter_map(|name| name.strip_prefix(COPY)?.parse().ok()).collect())
}

/// Removes copies that a crash left behind.
fn remove_other(dir: &Path, kept: u32) -> Result<(), AppError> {
    let others = numbers(dir)?.into_iter().filter(|number| *number != kept);
    others.map(|number| dir.join(format!("{COPY}{number}"))).try_for_each(|copy| remove(&copy))
}

fn remove(folder: &Path) -> Result<(), AppError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(|source| AppError::machine(folder, source)),
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    fs::set_permissions(to, fs::metadata(from)?.permissions())?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
