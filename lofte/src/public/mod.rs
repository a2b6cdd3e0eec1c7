//! The public side: promise pages, picture, documents and open data from one snapshot.
//!
//! The router's state holds a snapshot and nothing else: no store, no rows, no house. What is not in the snapshot
//! cannot be asked for. A new publication arrives as a new snapshot through a channel.

mod pages;

use crate::error::AppError;
use crate::house::House;
use crate::serving::Side;
use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use lofte_publish::Snapshot;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often the public side of a house looks for a newer publication.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// All that the public side knows: the newest snapshot, once there is one.
pub type Showing = watch::Receiver<Option<Arc<Snapshot>>>;

/// The public pages, under whatever path they are mounted.
pub fn router(showing: Showing) -> Router {
    pages::routes(showing)
}

/// The public side of a house, which follows its publications.
pub fn of_house(house: House) -> Router {
    let (sender, receiver) = watch::channel(None);
    tokio::spawn(follow(house, sender));
    router(receiver)
}

async fn follow(house: House, sender: watch::Sender<Option<Arc<Snapshot>>>) {
    let mut shown = 0;
    loop {
        match crate::app::publication::newer_than(&house, shown).await {
            Ok(Some(snapshot)) => {
                shown = snapshot.number;
                if sender.send(Some(Arc::new(snapshot))).is_err() {
                    return;
                }
            }
            Ok(None) => {}
            Err(error) => {
                let cause = crate::error::chain(&error);
                tracing::error!(code = error.code(), cause, "cannot look for a newer publication");
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = sender.closed() => return,
        }
    }
}

/// The whole server of a snapshot folder, for everybody.
pub fn of_folder(snapshot: &Path) -> Result<Side, AppError> {
    let snapshot = Snapshot::open(snapshot)?;
    let (_, receiver) = watch::channel(Some(Arc::new(snapshot)));
    let to_front = axum::routing::get(async || axum::response::Redirect::to("/offentligt"));
    let router = Router::new()
        .route("/", to_front)
        .merge(crate::pages::health::of_snapshot())
        .nest("/offentligt", router(receiver.clone()))
        .route("/tillgangar/{*name}", axum::routing::get(crate::assets::serve))
        .fallback_service(pages::elsewhere(receiver));
    Ok(Side { router: crate::pages::hardened(router), brings_a_file: |_| false })
}

/// The snapshot that is being shown, or a page that says that nothing is published yet.
pub struct Shown(pub Arc<Snapshot>);

impl FromRequestParts<Showing> for Shown {
    type Rejection = axum::response::Response;

    async fn from_request_parts(_parts: &mut Parts, showing: &Showing) -> Result<Self, Self::Rejection> {
        let snapshot = showing.borrow().clone();
        snapshot.map(Shown).ok_or_else(pages::nothing_yet)
    }
}
