//! Reports to take along: to kommunfullmäktige, for Brå's survey and for an application for a grant, as PDF and DOCX.
//!
//! Typesetting takes much memory, so one is made at a time.

use crate::face::NavItem;
use crate::pages::{SignedIn, WebError};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::official_report;
use lofte_model::access::{Action, Actor};
use lofte_publish::Fonts;
use lofte_publish::report::{Report, ReportKind};
use lofte_words::SV;
use tokio::sync::Mutex;

const PDF: &str = "application/pdf";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The typesetter is taken by one report at a time.
static TURN: Mutex<()> = Mutex::const_new(());

/// The reports that the asker can have made: name, PDF and DOCX.
pub(super) fn links(actor: &Actor) -> Vec<(String, [NavItem; 2])> {
    if !actor.may(Action::ReadDrafts) {
        return Vec::new();
    }
    let link = |kind: ReportKind| {
        let name = SV.say(&format!("report-name-{}", kind.word()));
        let files = ["pdf", "docx"]
            .map(|form| NavItem::new(form.to_uppercase(), format!("/lagen/rapporter/{}.{form}", word(kind))));
        (name, files)
    };
    ReportKind::ALL.into_iter().map(link).collect()
}

/// The word of a report in addresses and names of files.
fn word(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::Council => "fullmaktige",
        ReportKind::Bra => "bra",
        ReportKind::Grant => "bidrag",
    }
}

/// Hämta en rapport.
pub(super) async fn file(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let nothing = || AppError::not_found("page", &name);
    let (asked, form) = name.split_once('.').ok_or_else(nothing)?;
    let kind = ReportKind::ALL.into_iter().find(|kind| word(*kind) == asked).ok_or_else(nothing)?;
    let (write, content): (fn(&Report) -> _, _) = match form {
        "pdf" => (|report| report.pdf(&Fonts::new(crate::assets::document_fonts())), PDF),
        "docx" => (Report::docx, DOCX),
        _ => return Err(nothing().into()),
    };
    let report = official_report::make(&signed_in.actor, &house, kind).await?;
    let named = format!("attachment; filename=\"{asked}-{}.{form}\"", report.on);
    let turn = TURN.lock().await;
    let made = tokio::task::spawn_blocking(move || write(&report)).await;
    drop(turn);
    let made = made.map_err(|error| AppError::Defect(error.to_string()))?.map_err(AppError::from)?;
    let headers = [(header::CONTENT_TYPE, content.to_owned()), (header::CONTENT_DISPOSITION, named)];
    Ok((headers, made).into_response())
}
