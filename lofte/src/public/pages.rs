//! The pages, documents and data of the public side.
//!
//! Everything here is made from a [`Snapshot`](lofte_publish::Snapshot); nothing asks a store, a row or an account.
//! Pages may be kept for half a minute, and are the same as long as the snapshot is.

mod about;
mod data;
mod document;
mod easy;
mod learning;
mod picture;
mod promise;
mod promises;

use super::{Paused, Showing, Shown};
use crate::face::{ErrorPage, Frame, NavItem};
use askama::Template;
use axum::Router;
use axum::extract::{OriginalUri, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;
use lofte_publish::Snapshot;
use lofte_words::SV;

/// How long a page may be kept before it is asked for again: with the time until a server has looked, less than the
/// minute within which something hidden is gone.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=30");

/// Routes of this side.
pub(super) fn routes(showing: Showing) -> Router {
    Router::new()
        .merge(promises::routes())
        .merge(promise::routes())
        .merge(picture::routes())
        .merge(about::routes())
        .merge(data::routes())
        .merge(document::routes())
        .merge(learning::routes())
        .fallback(nowhere)
        .layer(middleware::from_fn_with_state(showing.clone(), keep))
        .with_state(showing)
}

/// The answer to every other address of a server that has only this side.
pub(super) fn elsewhere(showing: Showing) -> Router {
    Router::new().fallback(nowhere).with_state(showing)
}

/// Lets pages be kept for half a minute, and answers 304 to those who have the newest already. Only a page that is there can
/// be had: the answer is made first, and left out where it is known.
async fn keep(State(showing): State<Showing>, request: Request, next: Next) -> Response {
    let tag = showing.borrow().snapshot().and_then(|snapshot| tag(snapshot));
    let Some(tag) = tag else {
        return next.run(request).await;
    };
    let is_known = is_known(request.headers(), &tag);
    let mut response = next.run(request).await;
    if response.status().is_success() {
        if is_known {
            response = StatusCode::NOT_MODIFIED.into_response();
        }
        response.headers_mut().insert(header::CACHE_CONTROL, KEEP);
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// The snapshot and the version of the pages. Weak, since the same page may be sent compressed.
fn tag(snapshot: &Snapshot) -> Option<HeaderValue> {
    let (fingerprint, version) = (&snapshot.fingerprint, env!("CARGO_PKG_VERSION"));
    // What was masked since has the same fingerprint and must not be taken for the newest.
    let masked = snapshot.masked.last().map_or("", |last| last.after.short());
    HeaderValue::try_from(format!("W/\"{fingerprint}{masked}-{version}\"")).ok()
}

fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    known.is_some_and(|known| known.split(',').any(|one| one.trim().as_bytes() == tag.as_bytes()))
}

/// What stands around a public page.
fn frame(snapshot: &Snapshot, path: &str) -> Frame {
    Frame {
        municipality: snapshot.municipality.name.clone(),
        demo: snapshot.synthetic,
        nav: nav(path),
        footer: vec![NavItem::new("Öppna data", "/offentligt/om#data")],
        other_way: Some(easy::way_to(path)),
        ..bare_frame()
    }
}

fn nav(path: &str) -> Vec<NavItem> {
    // The first page is also where every promise lies; the others are not under it.
    let mut promises = NavItem::new("Löften", "/offentligt");
    promises.current = path == "/offentligt" || path.starts_with("/offentligt/loften");
    vec![
        promises,
        NavItem::new("Lägesbild", "/offentligt/lagesbild").at(path),
        NavItem::new("Om uppgifterna", "/offentligt/om").at(path),
    ]
}

/// The frame of a public page that knows no municipality; the help is for those who work here.
fn bare_frame() -> Frame {
    Frame { public: true, help: None, ..crate::web::bare_frame() }
}

/// Nothing has been published yet.
pub(super) fn nothing_yet() -> Response {
    let ways_out = vec![NavItem::new("För dem som arbetar i Löfte", "/")];
    missing(bare_frame(), "nothing-published", SV.say("public-nothing-yet"), ways_out)
}

/// Publication is paused: by which side, and since when. Nothing of it may be kept.
pub(super) fn paused(paused: &Paused) -> Response {
    let gaps = [
        ("side", SV.word("side", &paused.side)),
        ("since", SV.moment(paused.since)),
        ("municipality", paused.municipality.clone()),
    ];
    let page = ErrorPage {
        frame: Frame { municipality: paused.municipality.clone(), ..bare_frame() },
        code: "PAUSED".to_owned(),
        title: SV.say("public-paused-title"),
        sentence: SV.tell("public-paused", &gaps),
        ways_out: Vec::new(),
    };
    let html = page.render().unwrap_or(page.sentence);
    let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (StatusCode::SERVICE_UNAVAILABLE, no_store, Html(html)).into_response()
}

/// No such page on this side.
async fn nowhere(shown: Shown, OriginalUri(uri): OriginalUri) -> Response {
    let sentence = SV.tell("error-no-page", &[("path", uri.path().to_owned())]);
    missing(frame(&shown.0, uri.path()), "no-page", sentence, vec![to_all_promises()])
}

/// No such promise.
fn no_such_promise(snapshot: &Snapshot, number: &str) -> Response {
    let sentence = SV.tell("public-no-such-promise", &[("number", number.to_owned())]);
    missing(frame(snapshot, "/offentligt/loften"), "no-such-promise", sentence, vec![to_all_promises()])
}

fn to_all_promises() -> NavItem {
    NavItem::new("Se alla löften", "/offentligt")
}

fn missing(frame: Frame, code: &str, sentence: String, ways_out: Vec<NavItem>) -> Response {
    let title = SV.say("error-title-404");
    let page = ErrorPage { frame, code: code.to_uppercase(), title, sentence, ways_out };
    let html = page.render().unwrap_or(page.sentence);
    (StatusCode::NOT_FOUND, Html(html)).into_response()
}

/// The day of a moment, as Swedish clocks have it.
fn day(at: Timestamp) -> String {
    SV.day(at)
}
