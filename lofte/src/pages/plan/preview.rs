//! What a table would change in the plan, before anything is done: every cell with what stands and what would stand, and
//! every row that is refused with the column and the reason.

use crate::face::part::{Cell, Column, Field, Table};
use crate::face::{Frame, NavItem};
use crate::pages::promise::errors::Errors;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::plan::{self, Preview, RowPreview, TableRow};
use lofte_model::access::Action;
use lofte_model::fingerprint::Fingerprint;
use lofte_words::{Language, SV, number};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "plan_preview.html")]
pub(super) struct PreviewPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    answer: String,
    errors: Vec<(String, String)>,
    refused: Table,
    changes: Table,
    carried: Option<String>,
    seen: String,
    why: Field,
}

/// Rows that were shown and are to be done.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Carried {
    rows: String,
    seen: String,
    why: String,
}

/// Gör det som visades: alla rader eller ingen.
pub(super) async fn save(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(sent): Form<Carried>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::EditPlan)?;
    let rows: Vec<TableRow> = serde_json::from_str(&sent.rows).unwrap_or_default();
    let seen = sent.seen.parse().unwrap_or_else(|_| Fingerprint::of_bytes(&[]));
    match plan::apply(&signed_in.actor, &house, &rows, &seen, &sent.why).await {
        Ok(_) => Ok(Redirect::to("/plan").into_response()),
        Err(AppError::Refused(messages)) => {
            let preview = plan::compare(&signed_in.actor, &house, &rows).await?;
            let page = page(&signed_in, &preview, &sent.why, &Errors::of(&messages))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The page with what would change.
pub(super) fn page(
    signed_in: &SignedIn,
    preview: &Preview,
    why: &str,
    errors: &Errors,
) -> Result<Page<PreviewPage>, AppError> {
    let carried =
        serde_json::to_string(&preview.carried).map_err(|error| AppError::Defect(error.to_string()))?;
    let can_be_done = !preview.is_refused() && !preview.rows.is_empty();
    Ok(Page(PreviewPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Åtgärdsplan", "/plan"),
            NavItem::new("Förhandsvisning", "/plan/tabell/spara").at("/plan/tabell/spara"),
        ],
        answer: answer(preview),
        errors: errors.list(),
        refused: refused(preview),
        changes: changes(preview),
        carried: can_be_done.then_some(carried),
        seen: preview.seen.to_string(),
        why: errors.mark(
            Field::new("why", "Varför ändras planen?")
                .value(why)
                .hint("Står sedan vid varje åtgärd som ändras, tillsammans med det som stod förut."),
        ),
    }))
}

fn answer(preview: &Preview) -> String {
    let same = match preview.same {
        0 => String::new(),
        1 => " 1 rad står redan så.".to_owned(),
        many => format!(" {} rader står redan så.", number::count(many as u64)),
    };
    let rows = |count: usize| {
        if count == 1 { "1 rad".to_owned() } else { format!("{} rader", number::count(count as u64)) }
    };
    let wrong = preview.rows.iter().filter(|row| !row.refused.is_empty()).count();
    match (wrong, preview.rows.len()) {
        (0, 0) => format!("Ingenting: allt står redan så.{same}"),
        (0, changed) => format!("{} ändrar planen när du sparar.{same}", rows(changed)),
        (wrong, _) => format!(
            "Ingenting än: {} går inte att ta in. Rätta i filen eller tabellen och försök igen.{same}",
            rows(wrong)
        ),
    }
}

fn named(row: &RowPreview) -> String {
    match row.number {
        Some(number) => format!("Rad {}: {number}. {}", row.line, row.title),
        None => format!("Rad {}: {} (ny)", row.line, row.title),
    }
}

fn refused(preview: &Preview) -> Table {
    let of = |row: &RowPreview| {
        let name = named(row);
        let told = row.refused.iter().map(move |(column, why)| {
            vec![Cell::text(name.clone()), Cell::text(column), Cell::text(why.tell(Language::Swedish))]
        });
        told.collect::<Vec<_>>()
    };
    Table {
        caption: "Går inte att ta in".into(),
        columns: ["Rad", "Kolumn", "Varför"].map(Column::words).into(),
        rows: preview.rows.iter().flat_map(of).collect(),
    }
}

fn changes(preview: &Preview) -> Table {
    let shown = |text: &str| if text.is_empty() { SV.say("form-empty-cell") } else { text.to_owned() };
    let of = |row: &RowPreview| {
        let name = named(row);
        let told = row.changes.iter().map(move |change| {
            let (was, becomes) = (shown(&change.was), shown(&change.becomes));
            vec![Cell::text(name.clone()), Cell::text(&change.column), Cell::text(was), Cell::text(becomes)]
        });
        told.collect::<Vec<Vec<Cell>>>()
    };
    Table {
        caption: "Ändras".into(),
        columns: ["Rad", "Kolumn", "Står nu", "Blir"].map(Column::words).into(),
        rows: preview.rows.iter().flat_map(of).collect(),
    }
}
