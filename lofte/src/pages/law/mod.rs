//! The law on one page: each section in short words with what there is to show, where what is missing is mended, and the two
//! clocks. Beside it the coordination of the municipality, which no other page holds.
//!
//! It says whether there is something to show, never whether the law is complied with.

mod coordination;
mod organise;
mod record;
mod report;

use super::{Page, SignedIn, WebError};
use crate::face::part::Status;
use crate::face::{Frame, NavItem};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::law::{self, Law};
use lofte_model::access::{Action, Actor};
use lofte_model::coordination::Occasion;
use lofte_model::law::clock::{Clock, ClockKind};
use lofte_model::law::{Duty, Evidence, SECTIONS, Shown, Standing};
use lofte_words::SV;
use lofte_words::capital;
use lofte_words::law as worded;

#[derive(Template)]
#[template(path = "law.html")]
struct LawPage {
    frame: Frame,
    answer: String,
    clocks: Vec<(Status, String)>,
    reports: Vec<(String, [NavItem; 2])>,
    sections: Vec<Section>,
}

/// A section of the law.
struct Section {
    number: u8,
    heading: String,
    text: String,
    asked: Vec<Asked>,
}

/// One thing that it asks for.
struct Asked {
    what: String,
    status: Status,
    evidence: Vec<(String, Option<String>)>,
    mend: Option<NavItem>,
}

/// Routes of this file and its parts.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/lagen", get(show))
        .route("/lagen/samordning", get(coordination::show))
        .route("/lagen/samordning/andra", get(organise::form).post(organise::save))
        .route("/lagen/rapporter/{name}", get(report::file))
        .route("/lagen/handelser/ny", get(record::blank).post(record::put))
        .route("/lagen/handelser/{number}", get(record::form).post(record::correct))
        .route("/lagen/handelser/{number}/ta-tillbaka", post(record::withdraw))
}

/// Visa vad som finns att visa för det lagen begär.
async fn show(signed_in: SignedIn, State(house): State<House>) -> Result<Page<LawPage>, WebError> {
    let actor = &signed_in.actor;
    let stands = law::stand(actor, &house).await?;
    Ok(Page(LawPage {
        frame: signed_in.frame(),
        answer: answer(&stands),
        clocks: stands.clocks.iter().map(told).collect(),
        reports: report::links(actor),
        sections: SECTIONS.map(|number| section(actor, number, &stands.shown)).collect(),
    }))
}

fn told(clock: &Clock) -> (Status, String) {
    (worded::clock_status(SV, clock), worded::clock(SV, clock))
}

fn answer(stands: &Law) -> String {
    let asked = stands.shown.iter().filter(|shown| shown.standing != Standing::NotUsed).count();
    let found = stands.shown.iter().filter(|shown| shown.standing == Standing::Found).count();
    let missing = stands.shown.iter().filter(|shown| shown.standing == Standing::Missing).count();
    let missing = match missing {
        0 => "Inget saknas helt".to_owned(),
        1 => "1 saknas helt".to_owned(),
        many => format!("{many} saknas helt"),
    };
    format!(
        "Underlag finns för {found} av {asked} saker som lagen begär. {missing}. Det är ett underlag att visa upp, \
         ingen bedömning av om lagen följs."
    )
}

fn section(actor: &Actor, number: u8, shown: &[Shown]) -> Section {
    let of = shown.iter().filter(|shown| shown.duty.section() == number);
    Section {
        number,
        heading: worded::section(SV, number),
        text: worded::text(SV, number),
        asked: of.map(|shown| asked(actor, shown)).collect(),
    }
}

fn asked(actor: &Actor, shown: &Shown) -> Asked {
    let status = worded::standing(SV, shown.standing);
    let evidence =
        shown.evidence.iter().map(|one| (capital(&worded::evidence(SV, one)), page_of(actor, one)));
    let whole = matches!(shown.standing, Standing::Found | Standing::NotUsed);
    Asked {
        what: worded::duty(SV, shown.duty),
        status: Status::new(status.tone, capital(&status.word)),
        evidence: evidence.collect(),
        mend: if whole { None } else { mend(actor, shown.duty) },
    }
}

/// The page of something that there is to show, where the asker has one.
fn page_of(actor: &Actor, evidence: &Evidence) -> Option<String> {
    match evidence {
        Evidence::Edition { number, .. } => {
            actor.may(Action::ReadSmallCounts).then(|| format!("/lagesbild/utgavor/{number}"))
        }
        Evidence::Measures { .. } | Evidence::Decision { .. } | Evidence::OtherPlan { .. } => {
            Some("/plan".to_owned())
        }
        Evidence::MeasuresOnPicture { .. } => Some("/trad".to_owned()),
        Evidence::Agreement { id, .. } => Some(format!("/overenskommelser/{id}")),
        Evidence::Council { .. }
        | Evidence::Function { .. }
        | Evidence::ContactPoint { .. }
        | Evidence::Board { .. } => Some("/lagen/samordning".to_owned()),
        Evidence::Record { .. } => Some("/lagen/samordning#handelser".to_owned()),
        Evidence::Publication { .. } => Some("/publicering".to_owned()),
        Evidence::Cameras { .. } => Some("/plan".to_owned()),
    }
}

/// Where something is mended, for those who may.
fn mend(actor: &Actor, duty: Duty) -> Option<NavItem> {
    let record = |what: Occasion| format!("/lagen/handelser/ny?vad={}", super::promise::write_word(&what));
    let (action, text, href) = match duty {
        Duty::Picture(_) | Duty::PictureUpdated => {
            (Action::AdoptPicture, "Anta en lägesbild", "/lagesbild".to_owned())
        }
        Duty::Plan => (Action::EditPlan, "Lägg till en åtgärd", "/plan/ny".to_owned()),
        Duty::PlanDecided | Duty::OtherPlans | Duty::Cameras => {
            (Action::EditPlan, "Gå till åtgärdsplanen", "/plan".to_owned())
        }
        Duty::PlanOnPicture => (Action::EditPlan, "Se vilka åtgärder som hänger löst", "/trad".to_owned()),
        Duty::PlanFollowedUp => {
            (Action::EditCoordination, "Anteckna att planen är uppföljd", record(Occasion::PlanFollowedUp))
        }
        Duty::Agreement => {
            (Action::EditAgreement, "Gå till överenskommelserna", "/overenskommelser".to_owned())
        }
        Duty::Council | Duty::Function | Duty::Board => {
            (Action::EditCoordination, "Skriv in det", "/lagen/samordning/andra".to_owned())
        }
        Duty::ContactPoint => {
            (Action::EditCoordination, "Skriv in kontaktvägen och publicera", "/lagen/samordning".to_owned())
        }
        Duty::CouncilMet => (Action::EditCoordination, "Anteckna ett möte", record(Occasion::CouncilMeeting)),
        Duty::ReportedToAssembly => {
            (Action::EditCoordination, "Anteckna en rapport", record(Occasion::ReportToAssembly))
        }
        Duty::PublicInformation => (Action::Publish, "Publicera", "/publicering/ny".to_owned()),
    };
    actor.may(action).then(|| NavItem::new(text, href))
}

/// Clocks that somebody should look at, for the overview of those who can do something about them.
pub(super) async fn waits(actor: &Actor, house: &House) -> Result<Vec<NavItem>, AppError> {
    if !actor.may(Action::EditCoordination) {
        return Ok(Vec::new());
    }
    let pressing = law::clocks(actor, house).await?.into_iter().filter(Clock::presses);
    let href = |clock: &Clock| match clock.kind {
        ClockKind::Picture => "/lagesbild".to_owned(),
        ClockKind::Plan => {
            let what = super::promise::write_word(&Occasion::PlanFollowedUp);
            format!("/lagen/handelser/ny?vad={what}")
        }
    };
    Ok(pressing.map(|clock| NavItem::new(worded::clock(SV, &clock), href(&clock))).collect())
}
