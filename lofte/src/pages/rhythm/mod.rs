//! The rhythm of a promise: how often it is followed up while it runs, and which follow-ups have been made.
//!
//! One follow-up with what it showed and what the sides say is in [`checkpoint`].

mod checkpoint;

use super::meanwhile::Meanwhile;
use super::promise::Posted;
use super::promise::errors::{Errors, wrong};
use super::{Page, SignedIn, WebError};
use crate::face::part::{Cell, Choice, Column, Field, Status, Table, Tone};
use crate::face::{Frame, NavItem};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::Form;
use jiff::civil::Date;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::promise;
use lofte_app::rhythm::{self, Planned};
use lofte_model::access::{Action, Actor};
use lofte_model::followup::rhythm::{Checkpoint, Every, MOST_MONTHS, passed};
use lofte_model::promise::{CitizenPromise, PromiseState, Side};
use lofte_store::{Noun, StoreError};
use lofte_words::{Message, SV};

#[derive(Template)]
#[template(path = "rhythm.html")]
struct RhythmPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    answer: String,
    table: Option<Table>,
    errors: Vec<(String, String)>,
    may_choose: bool,
    action: String,
    version: String,
    every: (Field, Vec<Choice>),
    months: Field,
}

/// Routes of this file and its part.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/uppfoljning/{promise}/avstamningar", get(show).post(choose))
        .route("/uppfoljning/{promise}/avstamningar/{day}", get(checkpoint::show).post(checkpoint::save))
}

/// The address of the checkpoints of a promise.
pub(super) fn href(promise: &CitizenPromise) -> String {
    format!("/uppfoljning/{}/avstamningar", promise.id)
}

/// Visa avstämningarna av ett löfte.
async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<RhythmPage>, WebError> {
    let planned = planned(&signed_in, &house, &name).await?;
    let form = posted(&planned);
    Ok(Page(page(&signed_in, &house, &planned, &form, &Errors::default())))
}

/// Välj hur ofta löftet stäms av.
async fn choose(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(mut form): Form<Posted>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Judge)?;
    let known = planned(&signed_in, &house, &name).await?;
    let chosen = match read(&form) {
        Ok(every) => {
            let version = form.one("version").parse().unwrap_or(0);
            rhythm::choose(&signed_in.actor, &house, known.promise.id, every, version).await
        }
        Err(error) => Err(error),
    };
    let (status, messages) = match chosen {
        Ok(_) => return Ok(Redirect::to(&href(&known.promise)).into_response()),
        Err(AppError::Refused(messages)) => (StatusCode::UNPROCESSABLE_ENTITY, messages),
        Err(AppError::Store(StoreError::Conflict(_))) => {
            let first = Meanwhile::of(&signed_in, &house, Noun::Rhythm, known.promise.id).await?.message();
            form = Posted::default();
            (StatusCode::CONFLICT, vec![first])
        }
        Err(error) => return Err(error.into()),
    };
    let now = planned(&signed_in, &house, &name).await?;
    if form.one("every").is_empty() {
        form = posted(&now);
    }
    let page = page(&signed_in, &house, &now, &form, &Errors::of(&messages));
    Ok((status, Page(page)).into_response())
}

async fn planned(signed_in: &SignedIn, house: &House, name: &str) -> Result<Planned, AppError> {
    let promise = promise::named(&signed_in.actor, house, name).await?;
    rhythm::of(&signed_in.actor, house, promise.id).await
}

fn posted(planned: &Planned) -> Posted {
    let mut form = Posted::default();
    form.put("version", &planned.version);
    let (word, months) = match planned.rhythm.map(|rhythm| rhythm.every) {
        Some(Every::Quarter) => ("quarter", None),
        Some(Every::Months { months }) => ("months", Some(months)),
        Some(Every::Never) => ("never", None),
        Some(Every::Tertial) | None => ("tertial", None),
    };
    form.put("every", word);
    if let Some(months) = months {
        form.put("months", &months);
    }
    form
}

fn read(form: &Posted) -> Result<Every, AppError> {
    Ok(match form.one("every") {
        "tertial" => Every::Tertial,
        "quarter" => Every::Quarter,
        "never" => Every::Never,
        "months" => {
            let months = form.one("months").parse::<u8>();
            let message = || AppError::refused(wrong("months", Message::plain("rhythm-months")));
            Every::Months { months: months.map_err(|_| message())? }
        }
        _ => return Err(AppError::refused(wrong("every", Message::plain("rhythm-choose")))),
    })
}

fn page(
    signed_in: &SignedIn,
    house: &House,
    planned: &Planned,
    form: &Posted,
    errors: &Errors,
) -> RhythmPage {
    let promise = &planned.promise;
    let action = href(promise);
    let field = |name: &str, label: &str| errors.mark(Field::new(name, label).value(form.one(name)));
    let choices = [
        ("tertial", "Varje tertial: 30 april, 31 augusti och 31 december"),
        ("quarter", "Varje kvartal"),
        ("months", "Med ett annat mellanrum"),
        ("never", "Inte alls under löftets tid"),
    ];
    let choices = choices.map(|(value, label)| Choice::new(value, label).chosen_if(form.one("every")));
    RhythmPage {
        frame: signed_in.frame(),
        crumbs: crumbs(promise, None),
        title: promise.title.clone(),
        answer: answer(planned, house.today()),
        table: table(planned, house.today()),
        errors: errors.list(),
        may_choose: may_choose(&signed_in.actor, promise),
        version: form.one("version").to_owned(),
        every: (field("every", "Hur ofta stäms löftet av?"), choices.into()),
        months: field("months", "Antal månader mellan avstämningarna")
            .hint(format!("1–{MOST_MONTHS}. Fylls bara i för ett annat mellanrum."))
            .optional(),
        action,
    }
}

fn may_choose(actor: &Actor, promise: &CitizenPromise) -> bool {
    let runs = matches!(promise.state, PromiseState::Published { .. }) && promise.closing().is_none();
    actor.may(Action::Judge) && runs
}

fn crumbs(promise: &CitizenPromise, day: Option<Date>) -> Vec<NavItem> {
    let list = href(promise);
    let mut crumbs = vec![
        NavItem::new("Uppföljning", "/uppfoljning"),
        NavItem::new(format!("Löfte {}", promise.number), format!("/uppfoljning/{}", promise.id)),
        NavItem::new("Avstämningar", list.clone()),
    ];
    match day {
        Some(day) => crumbs.push(NavItem::new(SV.date(day), "").at("")),
        None => crumbs[2] = NavItem::new("Avstämningar", list.clone()).at(&list),
    }
    crumbs
}

fn answer(planned: &Planned, today: Date) -> String {
    let Some(rhythm) = planned.rhythm.filter(|rhythm| rhythm.every != Every::Never) else {
        return "Ingen rytm är vald. Välj hur ofta löftet ska stämmas av medan det pågår.".to_owned();
    };
    let late: Vec<Date> = passed(&planned.promise, &rhythm, today)
        .into_iter()
        .filter(|day| !made(planned, *day).is_some_and(Checkpoint::is_done))
        .collect();
    if let Some(first) = late.first() {
        return format!("Avstämningen {} är inte klar för båda sidor.", SV.date(*first));
    }
    match planned.days.iter().find(|day| **day >= today) {
        Some(next) => format!("Nästa avstämning är {}.", SV.date(*next)),
        None => "Alla avstämningar under löftets tid har varit.".to_owned(),
    }
}

fn made(planned: &Planned, day: Date) -> Option<&Checkpoint> {
    planned.made.iter().find(|made| made.day == day)
}

/// The days of the rhythm, and days of an earlier one at which somebody has spoken.
fn table(planned: &Planned, today: Date) -> Option<Table> {
    let mut days: Vec<Date> =
        planned.days.iter().copied().chain(planned.made.iter().map(|made| made.day)).collect();
    days.sort_unstable();
    days.dedup();
    let row = |day: &Date| {
        let made = made(planned, *day);
        let side = |whose: Side| match made.and_then(|made| made.remark(whose)) {
            Some(remark) => Cell::Status(Status::new(Tone::Good, format!("Klar {}", SV.day(remark.at)))),
            None if *day < today => Cell::Status(Status::new(Tone::Warn, "Inte klar")),
            None => Cell::Status(Status::new(Tone::Idle, "Inte än")),
        };
        let href = format!("{}/{day}", href(&planned.promise));
        vec![Cell::Link(NavItem::new(SV.date(*day), href)), side(Side::Municipality), side(Side::Police)]
    };
    (!days.is_empty()).then(|| Table {
        caption: "Avstämningar".into(),
        columns: ["Dag", "Kommunen", "Polisen"].map(Column::words).to_vec(),
        rows: days.iter().map(row).collect(),
    })
}
