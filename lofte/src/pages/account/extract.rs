//! Registerutdrag: everything that is held about the holder of an account, as a page and as a file to hand over.

use super::log::how;
use super::show::find;
use crate::face::part::{Cell, Column, Table};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use lofte_app::extract::{Extract, SignedInAt, extract};
use lofte_app::house::House;
use lofte_words::SV;
use lofte_words::number;

#[derive(Template)]
#[template(path = "account_extract.html")]
pub(super) struct ExtractPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    login: String,
    answer: String,
    facts: Vec<(String, String)>,
    named: Option<Table>,
    sessions: Option<Table>,
    browsers: Option<Table>,
    deeds: Option<Table>,
    file: String,
}

/// Visa vad som finns om den som har ett konto.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<ExtractPage>, WebError> {
    let (_, account) = find(&signed_in, &house, &name).await?;
    let held = extract(&signed_in.actor, &house, &account.login).await?;
    let href = format!("/konton/{}", account.user);
    Ok(Page(ExtractPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Konton", "/konton"),
            NavItem::new(account.login.clone(), href.clone()),
            NavItem::new("Registerutdrag", "").at(""),
        ],
        answer: answer(&held),
        facts: facts(&held),
        named: named(&held),
        sessions: sessions(&held),
        browsers: browsers(&held),
        deeds: deeds(&held),
        file: format!("{href}/utdrag.json"),
        login: account.login,
    }))
}

/// Ladda ned samma sak som en fil.
pub(super) async fn file(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let (_, account) = find(&signed_in, &house, &name).await?;
    let held = extract(&signed_in.actor, &house, &account.login).await?;
    // Logins are what people chose; the name of a file is not.
    let disposition = [(header::CONTENT_DISPOSITION, "attachment; filename=\"registerutdrag.json\"")];
    Ok((disposition, Json(held)).into_response())
}

fn answer(held: &Extract) -> String {
    let (named, deeds) = (held.named_in.len() as u64, held.audit.len() as u64);
    format!(
        "Kontot självt, {} ställen i ärendena som nämner det, {} inloggningar, {} igenkända webbläsare och {} poster i \
         loggen.",
        number::count(named),
        number::count(held.sessions.len() as u64),
        number::count(held.known_browsers.len() as u64),
        number::count(deeds)
    )
}

fn facts(held: &Extract) -> Vec<(String, String)> {
    let account = &held.account;
    let fact = |term: &str, text: String| (term.to_owned(), text);
    let mut facts = vec![
        fact("Användarnamn", account.login.clone()),
        fact("Roll", SV.known("role", &account.role)),
        fact("Tillagt", SV.moment(account.created_at)),
        fact("Id", account.user.to_string()),
    ];
    facts.extend(account.closed_at.map(|at| fact("Stängt", SV.moment(at))));
    facts.extend(held.calendar.map(|calendar| {
        let read = calendar.read_at.map(|at| format!(", senast läst {}", SV.moment(at)));
        fact("Kalenderadress", format!("gjord {}{}", SV.moment(calendar.made_at), read.unwrap_or_default()))
    }));
    facts.extend(account.party.clone().map(|party| fact("Organisationens id", party)));
    facts
}

fn named(held: &Extract) -> Option<Table> {
    let rows = held.named_in.iter().map(|mention| {
        let at = mention.at.as_ref().and_then(|at| at.parse().ok()).map(|at| SV.moment(at));
        let at = at.or_else(|| mention.at.clone()).unwrap_or_else(|| number::MISSING.to_owned());
        vec![
            Cell::text(format!("{} {}", SV.known("noun", mention.noun), mention.id)),
            Cell::text(SV.known("extract-field", &mention.field)),
            Cell::text(at),
        ]
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    (!rows.is_empty()).then(|| Table {
        caption: "Där kontot nämns".into(),
        columns: ["Sak", "Som", "När"].map(Column::words).to_vec(),
        rows,
    })
}

fn sessions(held: &Extract) -> Option<Table> {
    let row = |session: &SignedInAt| {
        let place = [session.browser.as_deref(), session.address.as_deref()];
        let times = [session.created_at, session.seen_at].map(|at| Cell::text(SV.moment(at)));
        let place = Cell::text(place.into_iter().flatten().collect::<Vec<_>>().join(", "));
        times.into_iter().chain([place]).collect()
    };
    (!held.sessions.is_empty()).then(|| Table {
        caption: "Där kontot är inloggat".into(),
        columns: ["Sedan", "Senast använd", "Varifrån"].map(Column::words).to_vec(),
        rows: held.sessions.iter().map(row).collect(),
    })
}

/// Browsers that were signed in with: of each, only that it is known and when it was last seen.
fn browsers(held: &Extract) -> Option<Table> {
    let row = |seen_at: &jiff::Timestamp| vec![Cell::text(SV.moment(*seen_at))];
    (!held.known_browsers.is_empty()).then(|| Table {
        caption: "Webbläsare som känns igen, eftersom någon har loggat in på kontot med dem".into(),
        columns: vec![Column::words("Senaste inloggningen")],
        rows: held.known_browsers.iter().map(row).collect(),
    })
}

fn deeds(held: &Extract) -> Option<Table> {
    let rows = held.audit.iter().map(|deed| {
        vec![
            Cell::text(deed.number.to_string()),
            Cell::text(SV.moment(deed.at)),
            Cell::text(SV.did(deed.verb.as_str().unwrap_or_default())),
            Cell::text(SV.thing(deed.noun, &deed.id)),
            Cell::text(how(deed.channel.as_ref())),
        ]
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    (!rows.is_empty()).then(|| Table {
        caption: "Vad kontot har gjort, och vad som gjorts med det, enligt loggen".into(),
        columns: vec![
            Column::numbers("Nr"),
            Column::words("När"),
            Column::words("Vad"),
            Column::words("Med vad"),
            Column::words("Varifrån"),
        ],
        rows,
    })
}
