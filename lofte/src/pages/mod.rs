//! The working pages, one file per step: struct, handler and tests together; the words stand in the templates.
//!
//! A handler takes the signed-in actor, calls one use case and returns a page. What may be seen or done is decided in
//! [`lofte_app`]; a page only leaves out links that would be refused. The routes of every page are gathered here, so
//! that a test can try each of them as each role.

mod account;
mod agreement;
mod asking;
mod delivery;
mod forms;
mod guard;
pub mod health;
mod meanwhile;
mod onward;
mod operation;
mod overview;
mod picture;
mod plan;
mod problem;
mod promise;
mod publication;
mod reply;
mod session;
mod style;
mod verdict;
mod visit;

pub use reply::{Page, WebError, error_page, nowhere};
pub use session::SignedIn;

use crate::serving::Side;
use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::limits::Limits;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

/// Nothing from elsewhere, nothing inline.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The whole working side, with the public pages of the newest publication under `/offentligt`.
pub fn router(house: House) -> Router {
    let public = crate::public::of_house(house.clone());
    let pages = Router::new()
        .merge(account::routes())
        .merge(agreement::routes())
        .merge(delivery::routes())
        .merge(forms::routes())
        .merge(health::of_house())
        .merge(operation::routes())
        .merge(overview::routes())
        .merge(picture::routes())
        .merge(plan::routes())
        .merge(problem::routes())
        .merge(promise::routes())
        .merge(publication::routes())
        .merge(session::routes())
        .merge(style::routes())
        .merge(verdict::routes())
        .fallback(nowhere)
        .layer(axum::middleware::map_response(reply::in_our_words))
        .layer(axum::middleware::from_fn_with_state(house.clone(), asking::ask))
        .layer(axum::middleware::from_fn_with_state(house.clone(), forms::forms))
        .with_state(house.clone());
    let everything = Router::new()
        .nest("/offentligt", public)
        .merge(pages)
        .route("/tillgangar/{*name}", axum::routing::get(crate::assets::serve));
    // The guard against other sites answers before the pages are asked, and the watch sees what it answered.
    let guarded = everything.layer(guard::foreign_requests(house.config().origin.as_ref()));
    hardened(guarded.layer(axum::middleware::from_fn_with_state(house, guard::watch)))
}

/// The headers and guards that every side has.
pub fn hardened(router: Router) -> Router {
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let apart =
        guard::apart().into_iter().fold(router, |router, (name, value)| router.layer(header(name, value)));
    apart
        .layer(CompressionLayer::new())
        .layer(header(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "same-origin"))
        .layer(header(header::CACHE_CONTROL, "no-store"))
        .layer(TraceLayer::new_for_http().make_span_with(span))
}

/// A request in the log: method and pattern, never the address with its ids or search words.
fn span<B>(request: &axum::http::Request<B>) -> tracing::Span {
    let pattern = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or("-", axum::extract::MatchedPath::as_str);
    tracing::info_span!("request", method = %request.method(), pattern)
}

/// Serves until the process is told to stop.
pub async fn serve(house: House, listener: TcpListener) -> Result<(), AppError> {
    if !crate::assets::bundled() {
        tracing::warn!(
            "the browser assets are not bundled: pages work but are plain; run `cargo xtask assets`"
        );
    }
    crate::jobs::resume(&house).await?;
    let side = Side { router: router(house.clone()), brings_a_file: delivery::brings_a_file };
    let tidying = tokio::spawn(tidy(house.clone()));
    listen(side, listener, house.limits()).await;
    tidying.abort();
    // What was gathered since would be lost with the process.
    lofte_app::access::write_notes(&house).await
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

/// Answers at an address until Ctrl-C or a termination signal; requests under way get a moment to end.
pub async fn listen(side: Side, listener: TcpListener, limits: &Limits) {
    crate::serving::serve(side, listener, limits, stopped()).await;
}

/// Ends when the process is told to stop. The handlers stand when this returns, before anybody is answered: a signal that
/// came first would end the process on the spot.
fn stopped() -> impl Future<Output = ()> {
    let (interrupted, terminated) = (told(SignalKind::interrupt()), told(SignalKind::terminate()));
    async move {
        tokio::select! {
            () = interrupted => {}
            () = terminated => {}
        }
    }
}

/// Ends at the first signal of a kind since this was called.
fn told(kind: SignalKind) -> impl Future<Output = ()> {
    let signals = signal(kind);
    async move {
        match signals {
            Ok(mut signals) => {
                signals.recv().await;
            }
            // Without a handler the system ends the process by itself.
            Err(_) => std::future::pending().await,
        }
    }
}
