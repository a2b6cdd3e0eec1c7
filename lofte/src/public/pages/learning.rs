//! What was learned from the promises (lärdomar): a short card for each, for others who make promises.

use super::{day, frame};
use crate::face::Frame;
use crate::public::{Showing, Shown};
use crate::web::Page;
use askama::Template;
use axum::Router;
use axum::routing::get;
use lofte_publish::telling::{LearningCard, learning_cards};
use lofte_words::SV;

#[derive(Template)]
#[template(path = "public/learning.html")]
struct LearningPage {
    frame: Frame,
    cards: Vec<(LearningCard, String)>,
    published: String,
}

/// Routes of this file.
pub(super) fn routes() -> Router<Showing> {
    Router::new().route("/lardomar", get(show))
}

/// Visa vad kommunen och polisen har lärt sig av löftena.
async fn show(Shown(snapshot): Shown) -> Page<LearningPage> {
    let cards = learning_cards(SV, &snapshot);
    Page(LearningPage {
        frame: frame(&snapshot, "/offentligt/lardomar"),
        cards: cards.into_iter().map(|card| (card.clone(), SV.period(card.period))).collect(),
        published: format!("Publicering {}, {}", snapshot.number, day(snapshot.published_at)),
    })
}
