//! A promise of several municipalities: its file for the others, and taking theirs in.

use super::href;
use super::names::Names;
use crate::face::part::Field;
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::joint::{self, TakenIn};
use lofte_app::promise;
use lofte_model::access::Action;
use lofte_words::{Language, Message, SV};

const HERE: &str = "/loften/gemensamt";

#[derive(Template)]
#[template(path = "promise_joint.html")]
struct JointPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    taken: Vec<String>,
    promise: Option<NavItem>,
    errors: Vec<(String, String)>,
    file: Field,
}

/// Hämta löftet som fil för de andra kommunerna.
pub(super) async fn export(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let actor = &signed_in.actor;
    actor.require(Action::DraftPromise)?;
    let promise = promise::named(actor, &house, &name).await?;
    let file = joint::export(actor, &house, promise.id).await?;
    let disposition = format!("attachment; filename=\"gemensamt-lofte-{}.json\"", promise.number);
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, file).into_response())
}

/// Visa formuläret.
pub(super) async fn form(signed_in: SignedIn) -> Result<Response, WebError> {
    signed_in.actor.require(Action::DraftPromise)?;
    Ok(Page(page(&signed_in, Vec::new(), None, Vec::new())).into_response())
}

/// Läs in en annan kommuns fil.
pub(super) async fn receive(
    signed_in: SignedIn,
    State(house): State<House>,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, WebError> {
    let actor = &signed_in.actor;
    actor.require(Action::DraftPromise)?;
    let parts = match parts {
        Ok(parts) => parts,
        Err(no_parts) => return Ok(no_parts.into_response()),
    };
    let taken = async { joint::take_in(actor, &house, &bytes(parts).await?).await };
    match taken.await {
        Ok(taken) => {
            let names = Names::gather(actor, &house).await?;
            let told = told(&taken, &names);
            let link = NavItem::new(format!("Till löfte {}", taken.promise.number), href(&taken.promise));
            Ok(Page(page(&signed_in, told, Some(link), Vec::new())).into_response())
        }
        Err(AppError::Refused(messages)) => {
            let sentence = |message: &Message| ("file".to_owned(), message.tell(Language::Swedish));
            let page = page(&signed_in, Vec::new(), None, messages.iter().map(sentence).collect());
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The bytes of the file.
async fn bytes(mut parts: Multipart) -> Result<Vec<u8>, AppError> {
    let missing = |_: &MultipartError| AppError::refused(Message::plain("upload-no-file"));
    while let Some(part) = parts.next_field().await.map_err(|error| missing(&error))? {
        if part.name() == Some("file") {
            let bytes = part.bytes().await.map_err(|error| match error.status() {
                StatusCode::PAYLOAD_TOO_LARGE => AppError::refused(Message::plain("joint-not-one")),
                _ => missing(&error),
            })?;
            if !bytes.is_empty() {
                return Ok(bytes.to_vec());
            }
        }
    }
    Err(AppError::refused(Message::plain("upload-no-file")))
}

/// What became of the file.
fn told(taken: &TakenIn, names: &Names) -> Vec<String> {
    let key = if taken.new { "joint-taken-new" } else { "joint-taken" };
    let gaps = [("number", taken.promise.number.to_string()), ("added", taken.added.to_string())];
    let left_out = taken.left_out.iter().map(|side| {
        let who = lofte_words::capital(&names.side(&taken.promise, *side));
        SV.tell("joint-left-out", &[("who", who)])
    });
    std::iter::once(SV.tell(key, &gaps)).chain(left_out).collect()
}

fn page(
    signed_in: &SignedIn,
    taken: Vec<String>,
    promise: Option<NavItem>,
    errors: Vec<(String, String)>,
) -> JointPage {
    JointPage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Löften", "/loften"), NavItem::new("Gemensamt löfte", HERE).at(HERE)],
        taken,
        promise,
        file: Field::new("file", "Fil från den andra kommunen").hint("Den som slutar på .json."),
        errors,
    }
}
