//! The working pages, one file per step: struct, handler and tests together; the words stand in the templates.
//!
//! A handler takes the signed-in actor, calls one use case and returns a page. What may be seen or done is decided in
//! [`lofte_app`]; a page only leaves out links that would be refused. The routes of every page are gathered here, so
//! that a test can try each of them as each role.

mod account;
mod activity;
mod agreement;
mod asking;
mod category;
mod counts;
mod delivery;
mod former;
mod forms;
mod guide;
mod index_table;
mod law;
mod loaded;
mod meanwhile;
mod operation;
mod overview;
mod picture;
mod place;
mod plan;
mod problem;
mod promise;
mod publication;
mod rhythm;
mod sign_in;
mod style;
mod thread;
mod verdict;
mod wording;

pub use sign_in::let_in;

use crate::face::practice;
use crate::serving::{self, Side};
use crate::web::{self, Page, SignedIn, WebError};
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use lofte_app::error::AppError;
use lofte_app::house::House;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The whole working side, with the public pages of the newest publication under `/offentligt`.
pub fn router(house: House) -> Router {
    let public = crate::public::of_house(house.clone());
    let pages = Router::new()
        .merge(account::routes())
        .merge(activity::routes())
        .merge(agreement::routes())
        .merge(category::routes())
        .merge(counts::routes())
        .merge(delivery::routes())
        .merge(forms::routes())
        .merge(guide::routes())
        .merge(index_table::routes())
        .merge(law::routes())
        .merge(web::health::of_house())
        .merge(loaded::routes())
        .merge(operation::routes())
        .merge(overview::routes())
        .merge(picture::routes())
        .merge(place::routes())
        .merge(plan::routes())
        .merge(problem::routes())
        .merge(promise::routes())
        .merge(publication::routes())
        .merge(rhythm::routes())
        .merge(sign_in::routes())
        .merge(style::routes())
        .merge(thread::routes())
        .merge(verdict::routes())
        .fallback(web::nowhere)
        .layer(axum::middleware::map_response(web::answer::in_our_words))
        .layer(axum::middleware::from_fn_with_state(house.clone(), web::answer::keep_the_menu))
        .layer(axum::middleware::from_fn_with_state(house.clone(), asking::ask))
        .layer(axum::middleware::from_fn_with_state(house.clone(), forms::forms))
        .with_state(house.clone());
    let everything = Router::new()
        .nest("/offentligt", public)
        .merge(pages)
        .route("/tillgangar/{*name}", axum::routing::get(crate::assets::serve));
    // The guard against other sites answers before the pages are asked, and the watch sees what it answered.
    let guarded = everything.layer(web::guard::foreign_requests(house.config().origin.as_ref()));
    let watched = guarded.layer(axum::middleware::from_fn_with_state(house.clone(), web::guard::watch));
    saying_whose(web::hardened(watched), house)
}

/// The pages of a house, each of which says whether it is a practice municipality.
fn saying_whose(router: Router, house: House) -> Router {
    async fn say(State(house): State<House>, request: Request, next: Next) -> Response {
        practice::said(house.config().practice, next.run(request)).await
    }
    router.layer(axum::middleware::from_fn_with_state(house, say))
}

/// Serves until the process is told to stop.
pub async fn serve(house: House, listener: TcpListener) -> Result<(), AppError> {
    if !crate::assets::bundled() {
        tracing::warn!(
            "the browser assets are not bundled: pages work but are plain; run `cargo xtask assets`"
        );
    }
    lofte_analyse::output::progress::serves();
    let tidying = begin(&house).await?;
    serving::until_told(side(router(house.clone())), listener, house.limits()).await;
    tidying.abort();
    // What was gathered since would be lost with the process.
    lofte_app::access::write_notes(&house).await
}

/// A side whose pages take files.
pub fn side(router: Router) -> Side {
    Side { router, brings_a_file: delivery::brings_a_file }
}

/// Takes up the work of a house that is to be served. What it gives tidies until it is stopped.
pub async fn begin(house: &House) -> Result<JoinHandle<()>, AppError> {
    crate::jobs::resume(house).await?;
    Ok(tokio::spawn(tidy(house.clone())))
}

/// Pages of one's own with the headers and guards of the others.
pub fn guarded(router: Router, house: &House) -> Router {
    let guarded = router.layer(web::guard::foreign_requests(house.config().origin.as_ref()));
    saying_whose(web::hardened(guarded), house.clone())
}

/// How often what has ended by itself is removed, and what was gathered is written into the log.
const TIDY_EVERY: Duration = Duration::from_secs(30);

async fn tidy(house: House) {
    let mut turns = tokio::time::interval(TIDY_EVERY);
    loop {
        turns.tick().await;
        if let Err(error) = lofte_app::access::tidy(&house).await {
            tracing::error!(
                code = error.code(),
                cause = lofte_model::message::chain(&error),
                "could not tidy up"
            );
        }
    }
}
