//! The public pages as they would be, or as they were in an earlier publication: the very pages of the public side, made
//! from that snapshot.
//!
//! The address differs and a line above says which it is; the rest is the public side's own. Links inside lead to pages
//! of the same snapshot.

use crate::face::NavItem;
use crate::pages::{SignedIn, WebError};
use crate::public::Display;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Request, header};
use axum::response::Response;
use axum::routing::get;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::publication;
use lofte_publish::Snapshot;
use std::sync::Arc;
use tokio::sync::watch;
use tower::ServiceExt;

/// Where the pages of the next publication are.
const NEXT: &str = "/publicering/forhandsvisning";
/// Where the public side has its pages.
const PUBLIC: &str = "/offentligt";
/// The largest page or file; a snapshot with all its figures stays far below.
const LARGEST: usize = 64 << 20;

/// Routes of this file.
pub(super) fn routes() -> Router<House> {
    Router::new()
        .route(NEXT, get(next))
        .route("/publicering/forhandsvisning/{*path}", get(next_page))
        .route("/publicering/{number}/sidor", get(earlier))
        .route("/publicering/{number}/sidor/{*path}", get(earlier_page))
}

/// The address of a page of the next publication.
pub(super) fn page(path: &str) -> String {
    format!("{NEXT}{path}")
}

/// The address of the pages of an earlier publication.
pub(super) fn address(number: u32) -> String {
    format!("/publicering/{number}/sidor")
}

/// Every page that would be public.
pub(super) fn pages(next: &Snapshot) -> Vec<NavItem> {
    let mut pages = vec![NavItem::new("Alla löften och överenskommelser", page(""))];
    pages.extend(next.promises.iter().map(|promise| {
        let number = promise.number();
        NavItem::new(format!("Löfte {number}: {}", promise.frozen.title), page(&format!("/loften/{number}")))
    }));
    pages.push(NavItem::new("Lägesbilden", page("/lagesbild")));
    pages.push(NavItem::new("Om uppgifterna och öppna data", page("/om")));
    pages
}

/// Visa de öppna sidorna som de skulle bli.
async fn next(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    next_page(signed_in, State(house), Path(String::new())).await
}

/// Visa en öppen sida som den skulle bli.
async fn next_page(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(path): Path<String>,
) -> Result<Response, WebError> {
    let preview = publication::preview(&signed_in.actor, &house).await?;
    let told = "Förhandsvisning: det här är inte publicerat.";
    Ok(shown(preview.next, &path, NEXT, told).await?)
}

/// Visa de öppna sidorna som de var i en tidigare publicering.
async fn earlier(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(number): Path<u32>,
) -> Result<Response, WebError> {
    earlier_page(signed_in, State(house), Path((number, String::new()))).await
}

/// Visa en öppen sida som den var i en tidigare publicering.
async fn earlier_page(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((number, path)): Path<(u32, String)>,
) -> Result<Response, WebError> {
    let snapshot = publication::find(&signed_in.actor, &house, number).await?;
    let told = format!("Så här var de öppna sidorna i publicering {number}.");
    Ok(shown(snapshot, &path, &address(number), &told).await?)
}

/// Asks the public side for a page of this snapshot.
async fn shown(snapshot: Snapshot, path: &str, under: &str, told: &str) -> Result<Response, AppError> {
    let defect = |error: &dyn std::error::Error| AppError::Defect(error.to_string());
    let (_sender, showing) = watch::channel(Display::Snapshot(Arc::new(snapshot)));
    let public = Router::new().nest(PUBLIC, crate::public::router(showing));
    let uri = if path.is_empty() { PUBLIC.to_owned() } else { format!("{PUBLIC}/{path}") };
    // A path that is no address any more once it is decoded leads to no page.
    let request =
        Request::get(uri).body(Body::empty()).map_err(|_| AppError::not_found("publication", path))?;
    let answered = public.oneshot(request).await;
    let mut response = answered.unwrap_or_else(|never| match never {});
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.remove(header::ETAG);
    let is_page = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html"));
    if !is_page {
        return Ok(response);
    }
    headers.remove(header::CONTENT_LENGTH);
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, LARGEST).await.map_err(|error| defect(&error))?;
    let html = String::from_utf8_lossy(&bytes);
    Ok(Response::from_parts(parts, Body::from(led_back(&html, under, told))))
}

/// The page with its links turned to the same snapshot, and with a line that says which it is. Quotation marks in what
/// people wrote are escaped, so only links of the page itself begin like this.
fn led_back(html: &str, under: &str, told: &str) -> String {
    let turned = html.replace(&format!("=\"{PUBLIC}"), &format!("=\"{under}"));
    let line = format!(
        "<div class=\"notice tone-warn\" role=\"note\"><div><strong>{told}</strong> \
         <a href=\"/publicering\">Tillbaka till publiceringen</a></div></div>"
    );
    match turned.find("<main").and_then(|main| Some(main + turned.get(main..)?.find('>')? + 1)) {
        Some(at) => {
            let (before, after) = turned.split_at(at);
            format!("{before}{line}{after}")
        }
        None => format!("{line}{turned}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_stay_in_the_snapshot_and_words_stay_as_they_are() {
        let page =
            "<main id=\"main\"><a href=\"/offentligt/loften/2\">/offentligt</a> =&quot;/offentligt</main>";
        let led = led_back(page, "/publicering/3/sidor", "Förr.");
        assert!(led.starts_with("<main id=\"main\"><div class=\"notice"), "{led}");
        assert!(
            led.contains("href=\"/publicering/3/sidor/loften/2\">/offentligt</a> =&quot;/offentligt"),
            "{led}"
        );
    }
}
