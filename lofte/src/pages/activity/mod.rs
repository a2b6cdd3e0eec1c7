//! The activity log: what was done, entered in seconds on a phone.
//!
//! Each undertaking that one's own side answers for has a button that enters one, today; everything else is on its own
//! page. Entries are corrected and taken back in [`entry`], rows of a file are taken in [`file`]. Sums are everybody's,
//! entries are their side's.

mod entry;
mod file;
mod log;

use super::promise::names::Names;
use super::{Page, SignedIn, WebError};
use crate::face::Frame;
use crate::face::part::Status;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::routing::{get, post};
use lofte_app::activity::{self, Loggable};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{agreement, promise};
use lofte_model::access::{Action, Actor};
use lofte_model::activity::{Activity, Logged};
use lofte_model::id::PartyId;
use lofte_model::promise::{CitizenPromise, Quantity};
use lofte_words::fulfilment::{outcome, sum};
use lofte_words::promise::quantity;
use lofte_words::{SV, capital};
use serde::Deserialize;

/// The address of the log.
pub(super) const HERE: &str = "/insatser";

#[derive(Template)]
#[template(path = "activities.html")]
struct ActivitiesPage {
    frame: Frame,
    lead: &'static str,
    answer: String,
    saved: String,
    promises: Vec<PromiseRows>,
    today: String,
}

/// The undertakings of one promise.
struct PromiseRows {
    title: String,
    period: String,
    rows: Vec<LogRow>,
}

/// One undertaking to log towards.
struct LogRow {
    anchor: String,
    text: String,
    quantity: String,
    status: Status,
    sum: String,
    one: String,
    asked: String,
    href: String,
    is_over: bool,
}

#[derive(Deserialize)]
pub(super) struct Saved {
    #[serde(default)]
    sparat: String,
}

/// Routes of this file and its parts.
pub fn routes() -> Router<House> {
    let small = DefaultBodyLimit::max(file::LARGEST + (1 << 16));
    Router::new()
        .route("/insatser", get(list))
        .route("/insatser/fil", get(file::form).post(file::receive).layer(small))
        .route("/insatser/lofte/{promise}/{commitment}", get(log::form).post(log::save))
        .route("/insatser/rad/{id}", get(entry::form).post(entry::correct))
        .route("/insatser/rad/{id}/ta-tillbaka", post(entry::withdraw))
}

/// Whether somebody has anything to log towards: something signed that their side has undertaken.
pub(super) async fn is_for(actor: &Actor, house: &House) -> Result<bool, AppError> {
    if !actor.may(Action::ReportMeasure) {
        return Ok(false);
    }
    let parties = agreement::parties(actor, house).await?;
    let own = |id: &PartyId| parties.iter().any(|party| party.id == *id && actor.logs_for(party));
    let signed = promise::list(actor, house).await?.into_iter().filter(CitizenPromise::is_standing);
    Ok(signed.flat_map(|promise| promise.commitments).any(|commitment| commitment.parties.iter().any(own)))
}

/// Visa åtagandena att logga insatser på.
async fn list(
    signed_in: SignedIn,
    State(house): State<House>,
    Query(query): Query<Saved>,
) -> Result<Page<ActivitiesPage>, WebError> {
    let actor = &signed_in.actor;
    let loggable = activity::loggable(actor, &house).await?;
    let entries = activity::list(actor, &house).await?;
    let names = Names::gather(actor, &house).await?;
    let saved = entries.iter().find(|activity| activity.id.to_string() == query.sparat);
    Ok(Page(ActivitiesPage {
        frame: signed_in.frame(),
        lead: lead(&loggable, house.today()),
        answer: answer(&loggable, &entries),
        saved: saved.map(|activity| told(activity, &names)).unwrap_or_default(),
        promises: grouped(&loggable, house.today()),
        today: house.today().to_string(),
    }))
}

/// How one logs, where something can be logged now.
fn lead(loggable: &[Loggable], today: jiff::civil::Date) -> &'static str {
    if loggable.is_empty() {
        ""
    } else if loggable.iter().any(|known| takes_today(&known.promise, today)) {
        "Tryck på knappen vid det som är gjort. Dagen är i dag om du inte anger en annan."
    } else {
        "Inget av löftena pågår nu. Det som glömdes går att logga med sin dag tills löftet avslutas, och det som blev fel går att rätta."
    }
}

/// Whether something that is done today counts towards a promise.
fn takes_today(promise: &CitizenPromise, today: jiff::civil::Date) -> bool {
    promise.period.to() >= today && promise.closing().is_none()
}

fn answer(loggable: &[Loggable], entries: &[Activity]) -> String {
    if loggable.is_empty() {
        return "Det finns inget undertecknat åtagande för din organisation att logga insatser på än."
            .to_owned();
    }
    let standing = entries.iter().filter(|activity| activity.withdrawn.is_none()).count() as u64;
    let last = entries.iter().find(|activity| activity.withdrawn.is_none());
    match last {
        None => "Inget är loggat än.".to_owned(),
        Some(last) => format!(
            "{} {} är loggade, den senaste {}.",
            SV.count(standing),
            if standing == 1 { "insats" } else { "insatser" },
            SV.date(last.entry.day)
        ),
    }
}

fn grouped(loggable: &[Loggable], today: jiff::civil::Date) -> Vec<PromiseRows> {
    let mut promises: Vec<(u32, PromiseRows)> = Vec::new();
    for known in loggable {
        let number = known.promise.number;
        if promises.last().is_none_or(|(last, _)| *last != number) {
            let title = format!("Löfte {number}: {}", known.promise.title);
            let period = SV.period(known.promise.period);
            promises.push((number, PromiseRows { title, period, rows: Vec::new() }));
        }
        if let Some((_, group)) = promises.last_mut() {
            group.rows.push(row(known, today));
        }
    }
    promises.into_iter().map(|(_, group)| group).collect()
}

fn row(known: &Loggable, today: jiff::civil::Date) -> LogRow {
    let commitment = &known.commitment;
    LogRow {
        anchor: format!("l{}-{}", known.promise.number, commitment.number),
        text: format!("{}. {}", commitment.number, commitment.text),
        quantity: quantity(SV, &commitment.quantity),
        status: outcome(SV, known.stands.outcome),
        sum: sum(SV, &commitment.quantity, &known.stands),
        one: match commitment.quantity.unit() {
            Some(unit) => format!("+1 {unit}"),
            None if commitment.quantity == Quantity::OnRequest => "+1 gjort".to_owned(),
            None => "Gjort".to_owned(),
        },
        asked: if commitment.quantity == Quantity::OnRequest {
            "+1 har bett om det".into()
        } else {
            String::new()
        },
        href: href(known),
        is_over: !takes_today(&known.promise, today),
    }
}

/// The address of an undertaking in the log.
fn href(known: &Loggable) -> String {
    format!("{HERE}/lofte/{}/{}", known.promise.id, known.commitment.number)
}

/// An entry in a sentence: `3 patrullpass, 2 maj 2026, Torget`.
fn told(activity: &Activity, names: &Names) -> String {
    let entry = &activity.entry;
    let count = SV.count(u64::from(entry.count));
    let what = match (entry.what, entry.unit.as_str()) {
        (Logged::Asked, _) => format!("{count} har bett om det"),
        (Logged::Done, "") => format!("gjort {count} {}", if entry.count == 1 { "gång" } else { "gånger" }),
        (Logged::Done, unit) => format!("{count} {unit}"),
    };
    let area = entry.area.as_ref().map(|area| names.area(area)).unwrap_or_default();
    let parts = [capital(&what), SV.date(entry.day), area, entry.place.clone()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
