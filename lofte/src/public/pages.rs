//! The pages, documents and data of the public side.

use super::Showing;
use crate::text::Language;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;

/// Routes of this side.
pub(super) fn routes() -> Router<Showing> {
    Router::new()
}

/// Nothing has been published yet.
pub(super) fn nothing_yet() -> Response {
    let sentence = Language::Swedish.say("public-nothing-yet");
    crate::pages::error_page(StatusCode::NOT_FOUND, "nothing-published", &sentence)
}
