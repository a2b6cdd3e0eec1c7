//! What a source is and how its files look, for whoever is about to ask for one.

use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::Path;
use lofte_app::delivery::words;
use lofte_app::error::AppError;
use lofte_import::sources::{Source, SourceCard, named};
use lofte_model::access::Action;
use lofte_words::SV;

#[derive(Template)]
#[template(path = "delivery_source.html")]
pub(super) struct SourcePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    name: &'static str,
    title: String,
    settings: Option<&'static str>,
    about: Vec<(&'static str, Vec<&'static str>)>,
    sample: &'static str,
    readme: &'static str,
    may_import: bool,
}

/// Visa vad en källa är.
pub(super) async fn show(
    signed_in: SignedIn,
    Path(name): Path<String>,
) -> Result<Page<SourcePage>, WebError> {
    signed_in.actor.require(Action::ReadCasework).map_err(AppError::from)?;
    let card = card(&name).ok_or_else(|| AppError::not_found("source", &name))?;
    let here = format!("/leveranser/kallor/{name}");
    let title = title(card.name);
    Ok(Page(SourcePage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Underlag", "/leveranser"),
            NavItem::new(title.clone(), here.clone()).at(&here),
        ],
        name: card.name,
        title,
        settings: card.settings,
        about: card.told(),
        sample: card.sample,
        readme: card.readme,
        may_import: signed_in.actor.may(Action::Import),
    }))
}

/// The card of a source.
pub(super) fn card(name: &str) -> Option<&'static SourceCard> {
    named(name).map(Source::card)
}

/// What a source is called in a heading or a choice.
pub(super) fn title(name: &str) -> String {
    SV.say(&format!("source-title-{name}"))
}

/// Links to all of them.
pub(super) fn links() -> Vec<NavItem> {
    words().map(|name| NavItem::new(title(name), format!("/leveranser/kallor/{name}"))).collect()
}
