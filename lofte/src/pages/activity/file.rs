//! A list of what was done, as a file: taken whole or not at all, with every fault by row and column.

use super::HERE;
use crate::face::part::Field;
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use crate::web::upload;
use askama::Template;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use lofte_app::activity::{Imported, import};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::Action;
use lofte_words::{Language, Message, SV};

/// The largest list.
pub(super) const LARGEST: usize = 8 << 20;

#[derive(Template)]
#[template(path = "activity_file.html")]
struct FilePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    taken: String,
    errors: Vec<(String, String)>,
    file: Field,
}

/// Visa formuläret.
pub(super) async fn form(signed_in: SignedIn) -> Result<Response, WebError> {
    signed_in.actor.require(Action::ReportMeasure)?;
    Ok(Page(page(&signed_in, String::new(), Vec::new())).into_response())
}

/// Ta emot en fil med insatser.
pub(super) async fn receive(
    signed_in: SignedIn,
    State(house): State<House>,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::ReportMeasure)?;
    let parts = match parts {
        Ok(parts) => parts,
        Err(no_parts) => return Ok(no_parts.into_response()),
    };
    match take(&signed_in, &house, parts).await {
        Ok(imported) => Ok(Page(page(&signed_in, told(imported), Vec::new())).into_response()),
        Err(AppError::Refused(messages)) => {
            let sentence = |message: &Message| ("file".to_owned(), message.tell(Language::Swedish));
            let page = page(&signed_in, String::new(), messages.iter().map(sentence).collect());
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error @ AppError::Import(_)) => {
            let wrong = vec![("file".to_owned(), error.tell(Language::Swedish))];
            let page = page(&signed_in, String::new(), wrong);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Writes the file down under its own ending, reads it, and lets it go.
async fn take(signed_in: &SignedIn, house: &House, parts: Multipart) -> Result<Imported, AppError> {
    let file = upload::received(house, parts).await?;
    import(&signed_in.actor, house, file.path()).await
}

/// What became of the file.
fn told(imported: Imported) -> String {
    SV.tell(
        "activity-file-taken",
        &[
            ("stored", SV.count(imported.stored)),
            ("known", SV.count(imported.known)),
            ("outside", SV.count(imported.outside)),
        ],
    )
}

fn page(signed_in: &SignedIn, taken: String, errors: Vec<(String, String)>) -> FilePage {
    let here = "/insatser/fil";
    FilePage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Insatser", HERE), NavItem::new("Från en fil", here).at(here)],
        taken,
        file: Field::new("file", "Fil").hint("CSV eller XLSX, högst 8 MiB."),
        errors,
    }
}
