//! Old promises from a file: shown as they would be saved, and saved when somebody says so. All of them or none.
//!
//! What was read goes with the question, so that what is saved is what was shown.

use super::names::Names;
use super::old::{HERE, who};
use super::posted::Posted;
use crate::face::part::{Cell, Column, Field, Table};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use crate::web::upload;
use askama::Template;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::old::{self, OldPromise, Recalled};
use lofte_model::access::Action;
use lofte_words::promise::quantity;
use lofte_words::{Language, Message, SV};

/// The largest list.
pub(super) const LARGEST: usize = 8 << 20;

#[derive(Template)]
#[template(path = "promise_old_file.html")]
struct FilePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    errors: Vec<(String, String)>,
    file: Field,
    answer: String,
    promises: Vec<Shown>,
    /// What was read, to be sent back.
    read: String,
}

/// A promise as it would be saved.
struct Shown {
    title: String,
    period: String,
    source: String,
    known: bool,
    text: String,
    account: String,
    table: Option<Table>,
}

/// Visa formuläret för en fil med äldre löften.
pub(super) async fn form(signed_in: SignedIn) -> Result<Response, WebError> {
    signed_in.actor.require(Action::DraftPromise)?;
    Ok(Page(page(&signed_in, Vec::new())).into_response())
}

/// Läs en fil med äldre löften och visa vad som skulle sparas.
pub(super) async fn receive(
    signed_in: SignedIn,
    State(house): State<House>,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::DraftPromise)?;
    let parts = match parts {
        Ok(parts) => parts,
        Err(no_parts) => return Ok(no_parts.into_response()),
    };
    let read = async {
        let promises = take(&signed_in, &house, parts).await?;
        preview(&signed_in, &house, &promises).await
    };
    answer(&signed_in, read.await)
}

/// Spara de löften som visades.
pub(super) async fn save(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<Posted>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::DraftPromise)?;
    let unreadable = |_| AppError::refused(Message::plain("seen-changed"));
    let saved = async {
        let promises: Vec<OldPromise> = serde_json::from_str(form.one("read")).map_err(unreadable)?;
        old::save(&signed_in.actor, &house, &promises).await
    };
    match saved.await {
        Ok(_) => Ok(Redirect::to("/loften").into_response()),
        Err(error) => answer(&signed_in, Err(error)),
    }
}

fn answer(signed_in: &SignedIn, read: Result<FilePage, AppError>) -> Result<Response, WebError> {
    let wrong = match read {
        Ok(page) => return Ok(Page(page).into_response()),
        Err(AppError::Refused(messages)) => {
            messages.iter().map(|message| message.tell(Language::Swedish)).collect()
        }
        Err(error @ AppError::Import(_)) => vec![error.tell(Language::Swedish)],
        Err(error) => return Err(error.into()),
    };
    let errors = wrong.into_iter().map(|text: String| ("file".to_owned(), text)).collect();
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page(signed_in, errors))).into_response())
}

/// Writes the file down, reads it, and lets it go.
async fn take(signed_in: &SignedIn, house: &House, parts: Multipart) -> Result<Vec<OldPromise>, AppError> {
    let file = upload::received(house, parts).await?;
    old::read(&signed_in.actor, file.path()).await
}

async fn preview(signed_in: &SignedIn, house: &House, promises: &[OldPromise]) -> Result<FilePage, AppError> {
    let recalled = old::preview(&signed_in.actor, house, promises).await?;
    let names = Names::gather(&signed_in.actor, house).await?;
    let new = recalled.iter().filter(|one| !one.known).count() as u64;
    let gaps = [("new", SV.count(new)), ("known", SV.count(recalled.len() as u64 - new))];
    let read = serde_json::to_string(promises).map_err(|error| AppError::Defect(error.to_string()))?;
    Ok(FilePage {
        answer: SV.tell("old-preview", &gaps),
        promises: recalled.iter().map(|one| shown(one, &names)).collect(),
        read: if new > 0 { read } else { String::new() },
        ..page(signed_in, Vec::new())
    })
}

fn shown(recalled: &Recalled, names: &Names) -> Shown {
    let (promise, telling) = (&recalled.promise, recalled.telling.as_ref());
    let source = match &promise.state {
        lofte_model::promise::PromiseState::Historical { source } => source.clone(),
        _ => String::new(),
    };
    let row = |commitment: &lofte_model::promise::Commitment| {
        let said = telling.and_then(|telling| telling.of(commitment.number));
        let told = said.map(|said| [said.done.as_str(), &said.why, &said.source].join(" ").trim().to_owned());
        vec![
            Cell::text(format!("{}. {}", commitment.number, commitment.text)),
            Cell::text(who(names, commitment)),
            Cell::text(quantity(SV, &commitment.quantity)),
            match told.filter(|told| !told.is_empty()) {
                Some(told) => Cell::text(told),
                None => Cell::Withheld("Inget berättat".into()),
            },
        ]
    };
    Shown {
        title: promise.title.clone(),
        period: SV.period(promise.period),
        source,
        known: recalled.known,
        text: promise.text.clone(),
        account: telling.map(|telling| telling.text.clone()).unwrap_or_default(),
        table: (!promise.commitments.is_empty()).then(|| Table {
            caption: format!("Åtagandena i {}", promise.title),
            columns: ["Åtagande", "Vem", "Hur mycket", "Vad som berättas"].map(Column::words).to_vec(),
            rows: promise.commitments.iter().map(row).collect(),
        }),
    }
}

fn page(signed_in: &SignedIn, errors: Vec<(String, String)>) -> FilePage {
    let here = "/loften/aldre/fil";
    FilePage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Löften", "/loften"),
            NavItem::new("Äldre löfte", HERE),
            NavItem::new("Från en fil", here).at(here),
        ],
        errors,
        file: Field::new("file", "Fil").hint("CSV, XLSX eller JSON, högst 8 MiB."),
        answer: String::new(),
        promises: Vec::new(),
        read: String::new(),
    }
}
