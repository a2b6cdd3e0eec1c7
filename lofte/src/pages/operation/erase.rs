//! Erasing a problem, a measure or a promise because somebody asks: which, then what it is, then the deed.

use super::crumbs;
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use crate::web::seen;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use lofte_app::erasure::{ERASABLE, Erasable, erase as erase_it, find};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::{Action, Actor};
use lofte_store::Noun;
use lofte_words::Language;
use lofte_words::SV;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "operation_erase.html")]
pub(super) struct ErasePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    errors: Vec<(&'static str, String)>,
    noun: Field,
    nouns: Vec<Choice>,
    number: Field,
    found: Option<Found>,
    erased: bool,
}

/// What would be erased.
struct Found {
    what: String,
    title: String,
    noun: &'static str,
    number: u32,
    seen: String,
}

/// Which, and what was shown of it.
#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    vad: String,
    #[serde(default)]
    nummer: String,
    #[serde(default)]
    seen: String,
    raderat: Option<String>,
}

impl Asked {
    fn noun(&self) -> Option<Noun> {
        ERASABLE.into_iter().find(|noun| noun.word() == self.vad)
    }

    /// What somebody means, or the field that is wrong.
    fn read(&self) -> Result<(Noun, u32), (&'static str, String)> {
        let noun = self.noun().ok_or_else(|| ("vad", "Välj vad det är.".to_owned()))?;
        let number = self.nummer.trim().parse();
        Ok((noun, number.map_err(|_| ("nummer", "Skriv numret med siffror.".to_owned()))?))
    }
}

/// The address where a thing can be erased, for those who may.
pub(in crate::pages) fn href(actor: &Actor, noun: Noun, number: u32) -> Option<String> {
    actor.may(Action::ManageUsers).then(|| format!("/drift/radera?vad={}&nummer={number}", noun.word()))
}

/// Fråga vad som ska raderas, och visa det.
pub(super) async fn ask(
    signed_in: SignedIn,
    State(house): State<House>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::ManageUsers)?;
    if asked.vad.is_empty() && asked.nummer.is_empty() {
        return Ok(Page(page(&signed_in, &asked, None, Vec::new())).into_response());
    }
    answer(&signed_in, &house, &asked, Vec::new()).await
}

/// Radera det som visades.
pub(super) async fn erase(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(asked): Form<Asked>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::ManageUsers)?;
    let Ok(thing) = asked.read() else {
        return answer(&signed_in, &house, &asked, Vec::new()).await;
    };
    let erased = match seen(&asked.seen) {
        Ok(seen) => erase_it(&signed_in.actor, &house, thing, &seen).await,
        Err(error) => Err(error),
    };
    match erased {
        Ok(()) => Ok(Redirect::to("/drift/radera?raderat").into_response()),
        Err(error @ AppError::Refused(_)) => {
            let wrong = vec![("nummer", error.tell(Language::Swedish))];
            answer(&signed_in, &house, &asked, wrong).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page with what was asked for, or with what is wrong with it.
async fn answer(
    signed_in: &SignedIn,
    house: &House,
    asked: &Asked,
    mut errors: Vec<(&'static str, String)>,
) -> Result<Response, WebError> {
    let mut found = None;
    match asked.read() {
        Err(wrong) => errors.push(wrong),
        Ok((noun, number)) => match find(&signed_in.actor, house, noun, number).await {
            Ok(one) => found = Some(one),
            Err(error @ (AppError::Refused(_) | AppError::NotFound { .. })) if errors.is_empty() => {
                errors.push(("nummer", refusal(&error, noun, number)));
            }
            Err(AppError::Refused(_) | AppError::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        },
    }
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = page(signed_in, asked, found, errors);
    Ok((status, Page(page)).into_response())
}

/// Where there is none, the page leads to those that there are; commands are for the terminal.
fn refusal(error: &AppError, noun: Noun, number: u32) -> String {
    match error {
        AppError::NotFound { .. } => {
            format!("Det finns inget sådant: {} {number}. Numret står på sidan om det.", word(noun))
        }
        error => error.tell(Language::Swedish),
    }
}

fn word(noun: Noun) -> String {
    SV.known("noun", noun.word())
}

fn page(
    signed_in: &SignedIn,
    asked: &Asked,
    found: Option<Erasable>,
    errors: Vec<(&'static str, String)>,
) -> ErasePage {
    let wrong = |name: &str| {
        errors.iter().find(|(field, _)| *field == name).map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let choice = |noun: Noun| Choice::new(noun.word(), word(noun)).chosen_if(&asked.vad);
    ErasePage {
        frame: signed_in.frame(),
        crumbs: crumbs("Radera på begäran"),
        noun: Field::new("vad", "Vad är det?").error(wrong("vad")),
        nouns: ERASABLE.into_iter().map(choice).collect(),
        number: Field::new("nummer", "Nummer")
            .value(&asked.nummer)
            .hint("Numret står på sidan om problemet, åtgärden eller löftet.")
            .error(wrong("nummer")),
        found: found.map(|one| Found {
            what: word(one.noun),
            title: one.title,
            noun: one.noun.word(),
            number: one.number,
            seen: one.seen.to_string(),
        }),
        erased: asked.raderat.is_some(),
        errors,
    }
}
