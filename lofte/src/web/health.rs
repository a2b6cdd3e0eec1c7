//! Two addresses for whoever watches over the program: whether it runs, and whether it can do its work.
//!
//! They need no sign-in and tell nothing but that: why it is not ready is in the log, and `lofte doctor` says more.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use lofte_app::house::House;
use lofte_app::place;

/// Routes of a house.
pub fn of_house() -> Router<House> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready))
}

/// Routes of a published snapshot, which is whole when it is served at all.
pub fn of_snapshot() -> Router {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(alive))
}

/// Svara att programmet är igång.
async fn alive() -> &'static str {
    "ok\n"
}

/// Svara om programmet kan göra sitt arbete.
async fn ready(State(house): State<House>) -> (StatusCode, &'static str) {
    match place::ready(&house).await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::warn!(code = error.code(), cause = lofte_model::message::chain(&error), "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
