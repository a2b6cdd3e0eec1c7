//! What was learned from the promises: the cards that the public side shows, with those that are not published yet.

use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::State;
use lofte_app::house::House;
use lofte_app::{feedback, followup, promise};
use lofte_model::followup::Telling;
use lofte_model::promise::CitizenPromise;
use lofte_words::SV;
use lofte_words::verdict::deeds_sentence;

#[derive(Template)]
#[template(path = "learning.html")]
pub(super) struct LearningPage {
    frame: Frame,
    cards: Vec<Card>,
}

/// What was learned from one promise.
struct Card {
    promise: NavItem,
    period: String,
    promised: String,
    happened: String,
    learned: Vec<String>,
}

/// Visa vad som är lärt av löftena.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
) -> Result<Page<LearningPage>, WebError> {
    let actor = &signed_in.actor;
    let deeds = followup::fulfilments(actor, &house).await?;
    let verdicts = followup::recorded(actor, &house).await?;
    let told = feedback::list(actor, &house).await?;
    let mut promises = promise::list(actor, &house).await?;
    promises.reverse();
    let card = |promise: &CitizenPromise| {
        let told = told.iter().find(|told| told.promise == promise.id)?;
        let learned = paragraphs(&told.telling);
        if learned.is_empty() {
            return None;
        }
        let verdict = verdicts.iter().find(|verdict| verdict.promise == promise.id);
        let effect =
            verdict.map(|verdict| super::told(promise, verdict, super::effect_of(promise, Some(verdict))));
        let deeds = deeds.get(&promise.id).map(|deeds| deeds_sentence(SV, deeds));
        Some(Card {
            promise: NavItem::new(
                format!("Löfte {}: {}", promise.number, promise.title),
                format!("/uppfoljning/{}", promise.id),
            ),
            period: SV.period(promise.period),
            promised: promise.text.clone(),
            happened: [deeds, effect].into_iter().flatten().collect::<Vec<_>>().join(" "),
            learned,
        })
    };
    let cards = promises.iter().filter_map(card).collect();
    Ok(Page(LearningPage { frame: signed_in.frame(), cards }))
}

fn paragraphs(telling: &Telling) -> Vec<String> {
    telling.learned.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
