//! The guide: a chapter for each step of the work, in Swedish, reached from every page that it is about.
//!
//! The chapters stand in `docs/guide` and can be read there too; links between them work in both places. They need no
//! account and no municipality's data. What stands in bold there is a word that stands so on the screen, which a test sees to.
//! Left out: what is for those who run the server (`packaging/README.md`).

mod chapter;

use super::{Page, SignedIn, WebError};
use crate::face::{Frame, NavItem};
use crate::web::help::{GUIDE, href};
use crate::web::session::frame_of_nobody;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chapter::{CHAPTERS, Chapter, Heading};
use lofte_app::error::AppError;
use lofte_app::house::House;

#[derive(Template)]
#[template(path = "guide.html")]
struct GuidePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    headings: &'static [Heading],
    html: &'static str,
    chapters: Vec<NavItem>,
    next: Option<NavItem>,
}

#[derive(Template)]
#[template(path = "guide_list.html")]
struct ListPage {
    frame: Frame,
    chapters: Vec<(NavItem, &'static str)>,
}

/// Routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/hjalp", get(list)).route("/hjalp/{chapter}", get(show))
}

fn to(chapter: &Chapter) -> NavItem {
    NavItem::new(chapter.title.clone(), href(chapter.name))
}

/// The frame of the reader, who may be nobody.
async fn frame(signed_in: Result<SignedIn, WebError>, house: &House) -> Result<Frame, AppError> {
    let frame = match signed_in {
        Ok(signed_in) => signed_in.frame(),
        Err(_) => frame_of_nobody(house).await?,
    };
    // The page is the help.
    Ok(Frame { help: None, ..frame })
}

/// Visa handbokens kapitel.
async fn list(
    signed_in: Result<SignedIn, WebError>,
    State(house): State<House>,
) -> Result<Page<ListPage>, WebError> {
    let chapters = CHAPTERS.iter().map(|chapter| (to(chapter), chapter.lead.as_str())).collect();
    Ok(Page(ListPage { frame: frame(signed_in, &house).await?, chapters }))
}

/// Visa ett kapitel i handboken.
async fn show(
    signed_in: Result<SignedIn, WebError>,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let place = CHAPTERS.iter().position(|chapter| chapter.name == name);
    let place = place.ok_or_else(|| AppError::not_found("page", &name))?;
    let chapter = &CHAPTERS[place];
    let here = href(chapter.name);
    let page = GuidePage {
        frame: frame(signed_in, &house).await?,
        crumbs: vec![NavItem::new("Handboken", GUIDE), to(chapter).at(&here)],
        title: chapter.title.clone(),
        headings: &chapter.headings,
        html: &chapter.html,
        chapters: CHAPTERS.iter().map(|chapter| to(chapter).at(&here)).collect(),
        next: CHAPTERS.get(place + 1).map(to),
    };
    Ok(Page(page).into_response())
}

#[cfg(test)]
mod tests;
