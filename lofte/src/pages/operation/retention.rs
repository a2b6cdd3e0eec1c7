//! What is older than its rule: shown, and removed by whoever was shown it.

use super::crumbs;
use crate::face::part::{Cell, Column, Table};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use crate::web::seen;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::retention::{Pruned, preview, prune};
use lofte_words::SV;
use lofte_words::{Language, number};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "operation_retention.html")]
pub(super) struct RetentionPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    answer: String,
    done: bool,
    error: String,
    rules: Vec<(String, String)>,
    table: Option<Table>,
    editions: String,
    backups: Vec<String>,
    seen: String,
}

/// Whether something has just been removed.
#[derive(Deserialize)]
pub(super) struct Told {
    gallrat: Option<String>,
}

/// What somebody was shown.
#[derive(Deserialize)]
pub(super) struct Seen {
    #[serde(default)]
    seen: String,
}

/// Visa vad som är äldre än sin regel.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Query(told): Query<Told>,
) -> Result<Page<RetentionPage>, WebError> {
    Ok(Page(RetentionPage { done: told.gallrat.is_some(), ..page(&signed_in, &house).await? }))
}

async fn page(signed_in: &SignedIn, house: &House) -> Result<RetentionPage, AppError> {
    let old = preview(&signed_in.actor, house).await?;
    let editions: Vec<String> = old.editions_resting.iter().map(ToString::to_string).collect();
    let gaps = [("editions", editions.join(", "))];
    Ok(RetentionPage {
        frame: signed_in.frame(),
        crumbs: crumbs("Gallring"),
        answer: if old.is_nothing() {
            "Nej, inget är äldre än sin regel.".to_owned()
        } else {
            "Ja. Det som står här är äldre än sin regel, och gallras i natt om ingen gör det nu.".to_owned()
        },
        done: false,
        error: String::new(),
        rules: rules(house),
        table: table(&old),
        editions: if editions.is_empty() { String::new() } else { SV.tell("cli-prune-editions", &gaps) },
        seen: old.seen()?.to_string(),
        backups: old.backups,
    })
}

/// Gallra det som visades.
pub(super) async fn remove(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<Seen>,
) -> Result<Response, WebError> {
    let pruned = match seen(&form.seen) {
        Ok(seen) => prune(&signed_in.actor, &house, &seen).await,
        Err(error) => Err(error),
    };
    match pruned {
        Ok(_) => Ok(Redirect::to("/drift/gallring?gallrat").into_response()),
        Err(error @ AppError::Refused(_)) => {
            let error = error.tell(Language::Swedish);
            let page = RetentionPage { error, ..page(&signed_in, &house).await? };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn rules(house: &House) -> Vec<(String, String)> {
    let rules = house.retention();
    let days = |days: Option<u32>| {
        days.map_or_else(|| "sparas".to_owned(), |days| format!("{} dagar", number::count(u64::from(days))))
    };
    let fact = |term: &str, text: String| (term.to_owned(), text);
    let mut facts = vec![
        fact("Avslutade arbeten", days(rules.jobs_days)),
        fact("Filer som inte levererades", days(rules.staged_days)),
        fact("Listor över avvisade rader", days(rules.reject_lists_days)),
        fact("Återtagna leveranser", days(rules.undone_deliveries_days)),
        fact("Stängda konton", days(rules.closed_accounts_days)),
        fact("Nätadresser i loggen", days(rules.addresses_days)),
        fact("Skannade underskrifter", days(rules.scans_days)),
    ];
    for (kind, years) in &rules.rows_years {
        let term = format!("Rader, {}", SV.word("kind", kind));
        facts.push(fact(&term, format!("{years} hela år utöver innevarande")));
    }
    for (source, years) in &rules.sources_years {
        let term = format!("Rader från {}", SV.known("source", source));
        facts.push(fact(&term, format!("{years} hela år utöver innevarande")));
    }
    if rules.rows_years.is_empty() && rules.sources_years.is_empty() {
        facts.push(fact("Rader", "sparas".to_owned()));
    }
    facts
}

/// What goes, where anything does.
fn table(old: &Pruned) -> Option<Table> {
    let counts = [
        ("Avslutade arbeten", old.jobs),
        ("Filer som inte levererades", old.staged),
        ("Listor över avvisade rader", old.reject_lists),
        ("Återtagna leveranser", old.undone_deliveries),
        ("Stängda konton", old.closed_accounts),
        ("Nätadresser i loggen", old.addresses),
        ("Skannade underskrifter", old.scans),
    ];
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (what, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        rows.push(vec![Cell::text(what), Cell::text(number::count(count))]);
    }
    for one in &old.rows {
        let what = format!(
            "Rader, {} {} ({})",
            SV.word("kind", &one.kind),
            one.year,
            SV.known("source", &one.source)
        );
        rows.push(vec![Cell::text(what), Cell::text(number::count(one.rows))]);
    }
    (!rows.is_empty()).then(|| Table {
        caption: "Det som gallras".into(),
        columns: vec![Column::words("Vad"), Column::numbers("Antal")],
        rows,
    })
}
