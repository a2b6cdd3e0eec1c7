//! The public side: promise pages, picture, documents and open data from one snapshot.
//!
//! The router's state holds a snapshot and nothing else: no store, no rows, no house. What is not in the snapshot
//! cannot be asked for. A new publication arrives as a new snapshot through a channel.

pub mod folder;
mod pages;

use crate::serving::Side;
use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::promise::Side as Office;
use lofte_publish::Snapshot;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often the public side of a house looks for a newer publication.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What is shown: a snapshot, or why there is none.
#[derive(Clone, Debug)]
pub enum Display {
    /// Nothing has been published yet.
    NothingYet,
    /// Publication is paused.
    Paused(Paused),
    /// A publication.
    Snapshot(Arc<Snapshot>),
}

/// Publication is paused: what residents are told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paused {
    /// Whose public side it is.
    pub municipality: String,
    /// The side that paused it.
    pub side: Office,
    /// Since when.
    pub since: Timestamp,
}

impl Display {
    /// The snapshot, if one is shown.
    fn snapshot(&self) -> Option<&Arc<Snapshot>> {
        match self {
            Self::Snapshot(snapshot) => Some(snapshot),
            Self::NothingYet | Self::Paused(_) => None,
        }
    }
}

impl From<Option<Arc<Snapshot>>> for Display {
    fn from(snapshot: Option<Arc<Snapshot>>) -> Self {
        snapshot.map_or(Self::NothingYet, Self::Snapshot)
    }
}

/// All that the public side knows: what is shown now.
pub type Showing = watch::Receiver<Display>;

/// The public pages, under whatever path they are mounted.
pub fn router(showing: Showing) -> Router {
    pages::routes(showing)
}

/// The public side of a house, which follows its publications.
pub fn of_house(house: House) -> Router {
    let (sender, receiver) = watch::channel(Display::NothingYet);
    tokio::spawn(follow(house, sender));
    router(receiver)
}

async fn follow(house: House, sender: watch::Sender<Display>) {
    let mut known = lofte_app::public_side::Known::default();
    loop {
        match lofte_app::public_side::displayed(&house, &known).await {
            Ok(Some((now, displayed))) => {
                known = now;
                if sender.send(displayed.into()).is_err() {
                    return;
                }
            }
            Ok(None) => {}
            Err(error) => {
                let cause = lofte_model::message::chain(&error);
                tracing::error!(code = error.code(), cause, "cannot look for a newer publication");
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = sender.closed() => return,
        }
    }
}

impl From<lofte_app::public_side::Displayed> for Display {
    fn from(displayed: lofte_app::public_side::Displayed) -> Self {
        use lofte_app::public_side::Displayed;
        match displayed {
            Displayed::NothingYet => Self::NothingYet,
            Displayed::Paused { municipality, role, since } => {
                // Only the two sides may pause it.
                let side = Office::of(role).unwrap_or(Office::Municipality);
                Self::Paused(Paused { municipality, side, since })
            }
            Displayed::Snapshot(snapshot) => Self::Snapshot(Arc::from(snapshot)),
        }
    }
}

/// The whole server of a snapshot folder, for everybody. It follows the folder: a snapshot that is written there anew is
/// shown, and a pause that is put there hides it.
pub fn of_folder(dir: &Path) -> Result<Side, AppError> {
    let (sender, receiver) = watch::channel(folder::display(dir)?);
    tokio::spawn(folder::follow(dir.to_owned(), sender));
    let to_front = axum::routing::get(async || axum::response::Redirect::to("/offentligt"));
    let router = Router::new()
        .route("/", to_front)
        .merge(crate::web::health::of_snapshot())
        .nest("/offentligt", router(receiver.clone()))
        .route("/tillgangar/{*name}", axum::routing::get(crate::assets::serve))
        .fallback_service(pages::elsewhere(receiver));
    Ok(Side { router: crate::web::hardened(router), brings_a_file: |_| false })
}

/// The snapshot that is being shown, or a page that says why there is none.
pub struct Shown(pub Arc<Snapshot>);

impl FromRequestParts<Showing> for Shown {
    type Rejection = axum::response::Response;

    async fn from_request_parts(_parts: &mut Parts, showing: &Showing) -> Result<Self, Self::Rejection> {
        let display = showing.borrow().clone();
        match display {
            Display::Snapshot(snapshot) => Ok(Self(snapshot)),
            Display::NothingYet => Err(pages::nothing_yet()),
            Display::Paused(paused) => Err(pages::paused(&paused)),
        }
    }
}
