//! The first run in the browser: an empty folder becomes a municipality, and its pages are served at the same address.
//!
//! Whoever started the program reads a code in the terminal ([`lofte_app::setup::Door`]); with it one chooses one of the 290
//! municipalities, sees its areas, makes the first account, and is signed in. Nothing is written before the last step, and
//! that one is all or nothing. Left out: everything that can be done afterwards, signed in.

mod page;

use crate::pages;
use crate::serving;
use crate::web;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use lofte_app::config::Config;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::limits::Limits;
use lofte_app::setup::{Door, Made, NewHouse, begin};
use lofte_words::Message;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, RwLock};
use tokio::task::JoinHandle;
use tower::ServiceExt;

/// What a command line says of the settings.
type Change = Box<dyn Fn(Config) -> Config + Send + Sync>;

/// A house that is to be made.
pub struct Setup {
    dir: PathBuf,
    change: Change,
    door: Door,
    making: Mutex<()>,
    served: RwLock<Option<Served>>,
}

/// The house, once it is there.
struct Served {
    house: House,
    router: Router,
    tidying: JoinHandle<()>,
}

impl Setup {
    /// For a folder in which a house can be made; gives also the code that opens the door.
    pub fn of(dir: &Path, change: impl Fn(Config) -> Config + Send + Sync + 'static) -> (Arc<Self>, String) {
        let (door, code) = Door::closed();
        let (dir, change) = (dir.to_owned(), Box::new(change) as Change);
        let (making, served) = (Mutex::default(), RwLock::default());
        (Arc::new(Self { dir, change, door, making, served }), code)
    }

    /// The settings that a new house has, as far as they are known before it is there.
    fn config(&self) -> Config {
        (self.change)(Config::of(String::new()))
    }

    /// Makes the house and serves it from now on. Two who ask at once make one.
    async fn make(&self, new: NewHouse) -> Result<(House, Made), AppError> {
        let _one_at_a_time = self.making.lock().await;
        if self.served.read().await.is_some() {
            return Err(AppError::refused(Message::plain("setup-done-already")));
        }
        let made = begin(&self.dir, new).await?;
        let house = House::open(&self.dir).await?.with(&self.change);
        let tidying = pages::begin(&house).await?;
        let router = pages::router(house.clone());
        *self.served.write().await = Some(Served { house: house.clone(), router, tidying });
        Ok((house, made))
    }
}

/// All that is answered: the first run, and from then on the pages of the house.
pub fn router(setup: Arc<Setup>) -> Router {
    let config = setup.config();
    let first = Router::new()
        .merge(page::routes())
        .route("/tillgangar/{*name}", axum::routing::get(crate::assets::serve))
        .layer(axum::middleware::map_response(web::answer::in_our_words))
        .layer(web::guard::foreign_requests(config.origin.as_ref()))
        .with_state(Arc::clone(&setup));
    let first = web::hardened(first);
    Router::new().fallback(hand_on).with_state((setup, first))
}

/// Hands a request on to the house, or to the pages of the first run while there is none.
async fn hand_on(State((setup, first)): State<(Arc<Setup>, Router)>, request: Request) -> Response {
    let house = setup.served.read().await.as_ref().map(|served| served.router.clone());
    match house.unwrap_or(first).oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// Serves the first run, and then the house, until the process is told to stop.
pub async fn serve(setup: Arc<Setup>, listener: TcpListener) -> Result<(), AppError> {
    serving::until_told(pages::side(router(Arc::clone(&setup))), listener, &Limits::default()).await;
    match setup.served.write().await.take() {
        Some(served) => {
            served.tidying.abort();
            lofte_app::access::write_notes(&served.house).await
        }
        None => Ok(()),
    }
}
