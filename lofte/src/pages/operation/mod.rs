//! Operation: how the installation is, its backups, what an upgrade does, and what is removed by rule or by request.
//!
//! For the coordinator who runs it alone, without a terminal. Everything here is what a command does too, with the same
//! permissions. Left out on purpose: handing a backup out to a browser, and restoring one over a house that is served.

mod backup;
mod doctor;
mod erase;
mod retention;

pub(in crate::pages) use erase::href as erase_href;

use super::{Page, SignedIn, WebError};
use crate::face::part::{Cell, Column, Status, Table, Tone};
use crate::face::{Frame, NavItem};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use lofte_app::backup_folder::{Health, Schedule};
use lofte_app::house::House;
use lofte_app::report::State as Condition;
use lofte_app::upgrade::{self, Standing};
use lofte_model::access::Action;
use lofte_words::SV;
use lofte_words::{Message, number};

/// Routes of this folder.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/drift", get(show))
        .route("/drift/kontroll", get(doctor::show))
        .route("/drift/gallring", get(retention::show).post(retention::remove))
        .route("/drift/radera", get(erase::ask).post(erase::erase))
        .route("/drift/kopior", axum::routing::post(backup::take))
        .route("/drift/kopior/{name}", get(backup::show).post(backup::check))
}

#[derive(Template)]
#[template(path = "operation.html")]
struct OperationPage {
    frame: Frame,
    answer: String,
    status: Status,
    folder: String,
    schedule: String,
    unscheduled: bool,
    backups: Option<Table>,
    schema: String,
    in_file: bool,
    program: &'static str,
    copies: Option<Table>,
    may_remove: bool,
}

/// Visa hur installationen mår.
async fn show(signed_in: SignedIn, State(house): State<House>) -> Result<Page<OperationPage>, WebError> {
    let actor = &signed_in.actor;
    let (health, schedule) = lofte_app::backup::health(actor, &house).await?;
    let known = match health {
        Health::Unreadable => Vec::new(),
        _ => lofte_app::backup::list(actor, &house).await?,
    };
    let standing = upgrade::standing(actor, &house).await?;
    Ok(Page(OperationPage {
        frame: signed_in.frame(),
        answer: SV.message(&health.message()),
        status: status(health.state()),
        folder: lofte_app::backup::folder(&house).display().to_string(),
        schedule: scheduled(schedule, &house),
        unscheduled: schedule == Schedule::Nobody,
        backups: backup::table(&known),
        schema: SV.message(&upgrade::message(&standing.schema, true)),
        in_file: standing.in_file,
        program: env!("CARGO_PKG_VERSION"),
        copies: copies(&standing),
        may_remove: actor.may(Action::ManageUsers),
    }))
}

/// A state as pages show it.
fn status(state: Condition) -> Status {
    let tone = match state {
        Condition::Ok => Tone::Good,
        Condition::Warn => Tone::Warn,
        Condition::Error => Tone::Bad,
    };
    Status::new(tone, SV.word("operation-state", &state))
}

fn scheduled(schedule: Schedule, house: &House) -> String {
    let key = match schedule {
        Schedule::Program => "operation-schedule-program",
        Schedule::Timer => "operation-schedule-timer",
        Schedule::Nobody => "operation-schedule-nobody",
    };
    let kept = house.config().backups_kept().map(|kept| SV.count(kept as u64));
    let kept = kept.unwrap_or_else(|| number::MISSING.to_owned());
    let late = house.config().backup.late_after_hours;
    SV.message(&Message::with(key, "kept", kept).and("hours", late))
}

/// Copies that earlier upgrades left.
fn copies(standing: &Standing) -> Option<Table> {
    let row = |copy: &upgrade::OldCopy| {
        vec![Cell::text(&copy.name), Cell::text(SV.moment(copy.at)), Cell::text(size(copy.bytes))]
    };
    (!standing.copies.is_empty()).then(|| Table {
        caption: "Kopior från tidigare uppgraderingar, i kommunens mapp".into(),
        columns: vec![Column::words("Fil"), Column::words("Gjord"), Column::numbers("MB")],
        rows: standing.copies.iter().map(row).collect(),
    })
}

/// Megabytes with a decimal.
fn size(bytes: u64) -> String {
    number::decimal(bytes as f64 / 1e6, 1)
}

fn crumbs(step: &str) -> Vec<NavItem> {
    vec![NavItem::new("Drift", "/drift"), NavItem::new(step, "").at("")]
}

/// Whether a notice about the backups belongs on the first page, for those who can do something about it.
pub(super) async fn waits(signed_in: &SignedIn, house: &House) -> Result<Option<NavItem>, WebError> {
    if !signed_in.actor.may(Action::Operate) {
        return Ok(None);
    }
    let (health, ..) = lofte_app::backup::health(&signed_in.actor, house).await?;
    let label = match health {
        Health::Sound(_) => return Ok(None),
        Health::Unreadable => "Mappen med säkerhetskopior går inte att läsa",
        Health::None => "Det finns ingen säkerhetskopia. Ta en",
        Health::Damaged(_) => "Den senaste säkerhetskopian är skadad. Ta en ny",
        Health::OfDamagedHouse(_) => "Det som säkerhetskopierades har fel. Se vilka",
        Health::Unchecked(_) => "Säkerhetskopian är inte kontrollerad",
        Health::Late(..) => "Den senaste hela säkerhetskopian är gammal. Ta en ny",
    };
    Ok(Some(NavItem::new(label, "/drift")))
}
