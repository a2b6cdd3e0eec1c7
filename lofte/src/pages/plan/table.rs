//! The plan as a table: edited on one page or in a file, always shown before anything is done.
//!
//! The page, CSV and XLSX are the same table ([`lofte_app::plan::Table`]). What would change travels through the preview as
//! the rows that were sent, and is compared anew when it is done. Left out: what a cell means.

use super::preview;
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::promise::errors::Errors;
use crate::pages::{Page, SignedIn, WebError};
use crate::web::upload;
use askama::Template;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use lofte_app::agreement;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::plan::{self, Column, Preview, Table, TableRow};
use lofte_app::spreadsheet::XLSX;
use lofte_model::access::Action;
use lofte_model::plan::{Horizon, MeasureField, MeasureKind, PreventionLevel, WorkForm};
use lofte_words::{Language, SV};
use serde::Serialize;
use std::collections::BTreeMap;

/// The largest file.
pub(super) const LARGEST: usize = 8 << 20;
/// The largest table that a page sends: every cell of some hundreds of measures.
pub(super) const LARGEST_FORM: usize = 4 << 20;

/// The fields that are edited side by side.
const EDITED: [MeasureField; 11] = [
    MeasureField::Title,
    MeasureField::OperativeGoal,
    MeasureField::Start,
    MeasureField::Deadline,
    MeasureField::Owner,
    MeasureField::Function,
    MeasureField::Deputy,
    MeasureField::FollowingUp,
    MeasureField::Work,
    MeasureField::Level,
    MeasureField::Horizon,
];

#[derive(Template)]
#[template(path = "plan_table.html")]
struct TablePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    headings: Vec<String>,
    rows: Vec<EditRow>,
}

struct EditRow {
    number: String,
    title: String,
    version: (String, String),
    cells: Vec<EditCell>,
}

/// A cell to write in, or to choose in.
struct EditCell {
    name: String,
    heading: String,
    value: String,
    kind: &'static str,
    choices: Vec<Choice>,
}

/// Visa planen som en tabell att skriva i.
pub(super) async fn form(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    signed_in.actor.require(Action::EditPlan)?;
    let table = plan::table(&signed_in.actor, &house).await?;
    let parties = agreement::parties(&signed_in.actor, &house).await?;
    let owners: Vec<String> = parties.into_iter().map(|party| party.name).collect();
    let here = "/plan/tabell";
    let page = TablePage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Åtgärdsplan", "/plan"), NavItem::new("Tabell", here).at(here)],
        headings: EDITED.iter().map(|field| Column::Field(*field).heading()).collect(),
        rows: table.rows.iter().map(|row| edit_row(&table, row, &owners)).collect(),
    };
    Ok(Page(page).into_response())
}

fn edit_row(table: &Table, row: &[String], owners: &[String]) -> EditRow {
    let cell = |column: Column| {
        let heading = column.heading();
        let place = table.headings.iter().position(|known| *known == heading);
        place.and_then(|place| row.get(place)).cloned().unwrap_or_default()
    };
    let number = cell(Column::Number);
    let edit = |field: MeasureField| {
        let (heading, value) = (Column::Field(field).heading(), cell(Column::Field(field)));
        let (kind, choices) = control(field, &value, owners);
        EditCell { name: format!("{number}:{heading}"), heading, value, kind, choices }
    };
    EditRow {
        title: cell(Column::Field(MeasureField::Title)),
        version: (format!("{number}:{}", Column::Version.heading()), cell(Column::Version)),
        cells: EDITED.map(edit).into(),
        number,
    }
}

/// How a field is written in, and what can be chosen.
fn control(field: MeasureField, value: &str, owners: &[String]) -> (&'static str, Vec<Choice>) {
    let of = |words: Vec<String>| {
        let mut words = words;
        if !words.iter().any(|word| word == value) {
            words.insert(0, value.to_owned());
        }
        words.into_iter().map(|word| Choice::new(word.clone(), word).chosen_if(value)).collect()
    };
    match field {
        MeasureField::Start | MeasureField::Deadline => ("date", Vec::new()),
        MeasureField::Owner => ("choice", of(owners.to_vec())),
        MeasureField::Kind => {
            ("choice", of(words("measure-kind", &[MeasureKind::Situational, MeasureKind::Social])))
        }
        MeasureField::Work => ("choice", of(none_and(words("work-form", &WorkForm::ALL)))),
        MeasureField::Level => ("choice", of(none_and(words("prevention-level", &PreventionLevel::ALL)))),
        MeasureField::Horizon => ("choice", of(none_and(words("horizon", &Horizon::ALL)))),
        _ => ("text", Vec::new()),
    }
}

fn words<T: Serialize>(family: &str, all: &[T]) -> Vec<String> {
    all.iter().map(|one| SV.word(family, one)).collect()
}

fn none_and(words: Vec<String>) -> Vec<String> {
    std::iter::once(String::new()).chain(words).collect()
}

/// Visa vad tabellen skulle ändra.
pub(super) async fn look(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let preview = plan::compare(&signed_in.actor, &house, &rows_of(sent)).await?;
    Ok(preview::page(&signed_in, &preview, "", &Errors::default())?.into_response())
}

/// The rows of a form whose fields are called `number:column`.
fn rows_of(sent: Vec<(String, String)>) -> Vec<TableRow> {
    let mut rows: BTreeMap<u32, TableRow> = BTreeMap::new();
    for (name, value) in sent {
        let Some((number, heading)) = name.split_once(':') else { continue };
        let Ok(number) = number.parse::<u32>() else { continue };
        let row = rows.entry(number).or_insert_with(|| TableRow {
            line: number.into(),
            cells: BTreeMap::from([(Column::Number.heading(), number.to_string())]),
        });
        row.cells.insert(heading.to_owned(), value);
    }
    rows.into_values().collect()
}

#[derive(Template)]
#[template(path = "plan_file.html")]
struct FilePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    errors: Vec<(String, String)>,
    file: Field,
}

/// Visa formuläret för en ändrad fil.
pub(super) async fn file_form(signed_in: SignedIn) -> Result<Response, WebError> {
    signed_in.actor.require(Action::EditPlan)?;
    Ok(Page(file_page(&signed_in, Vec::new())).into_response())
}

fn file_page(signed_in: &SignedIn, errors: Vec<(String, String)>) -> FilePage {
    let here = "/plan/fil";
    let file =
        Field::new("file", "Fil").hint("CSV eller XLSX som du har hämtat här och ändrat. Högst 8 MiB.");
    FilePage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Åtgärdsplan", "/plan"), NavItem::new("Fil", here).at(here)],
        file: match errors.first() {
            Some((_, text)) => file.error(text.clone()),
            None => file,
        },
        errors,
    }
}

/// Läs en ändrad fil och visa vad den skulle ändra.
pub(super) async fn receive(
    signed_in: SignedIn,
    State(house): State<House>,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::EditPlan)?;
    let parts = match parts {
        Ok(parts) => parts,
        Err(no_parts) => return Ok(no_parts.into_response()),
    };
    match read(&signed_in, &house, parts).await {
        Ok(found) => Ok(preview::page(&signed_in, &found, "", &Errors::default())?.into_response()),
        Err(error @ (AppError::Refused(_) | AppError::Import(_))) => {
            let page = file_page(&signed_in, vec![("file".to_owned(), error.tell(Language::Swedish))]);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Writes the file down, reads it, and lets it go.
async fn read(signed_in: &SignedIn, house: &House, parts: Multipart) -> Result<Preview, AppError> {
    let file = upload::received(house, parts).await?;
    plan::compare_file(&signed_in.actor, house, file.path()).await
}

/// Hämta planen som CSV.
pub(super) async fn as_csv(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    let table = plan::table(&signed_in.actor, &house).await?;
    Ok(attached("text/csv; charset=utf-8", "atgardsplan.csv", plan::csv(&table)?))
}

/// Hämta planen som XLSX.
pub(super) async fn as_xlsx(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    let table = plan::table(&signed_in.actor, &house).await?;
    Ok(attached(XLSX, "atgardsplan.xlsx", plan::xlsx(&table)?))
}

fn attached(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response()
}
