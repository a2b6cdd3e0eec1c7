//! Agreements and the organisations behind them: the written ground that the law asks for.
//!
//! Left out: the document itself. Löfte knows what was agreed and who signed; the signed paper lies in the registry.

mod form;
mod parties;
mod party;
mod sign;

use super::meanwhile::Logins;
use super::{Page, SignedIn, WebError, thread};
use crate::face::part::{Cell, Choice, Column, Field, Status, Table, Tone};
use crate::face::{Frame, NavItem};
use crate::pages::publication::mask;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use jiff::civil::Date;
use lofte_app::agreement;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::agreement::{Agreement, Fallen, notes_for};
use lofte_model::id::{AgreementId, PartyId};
use lofte_model::party::Party;
use lofte_store::Noun;
use lofte_words::SV;
use lofte_words::number;

/// Routes of this folder.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/overenskommelser", get(list))
        .route("/overenskommelser/ny", get(form::blank).post(form::create))
        .route("/overenskommelser/parter", get(parties::list).post(parties::add))
        .route("/overenskommelser/parter/{id}", get(party::show).post(party::amend))
        .route("/overenskommelser/parter/{id}/lamna", post(party::withdraw))
        .route("/overenskommelser/parter/{id}/ta-in", post(party::take_in))
        .route("/overenskommelser/{id}", get(show))
        .route("/overenskommelser/{id}/andra", get(form::edit).post(form::save))
        .route("/overenskommelser/{id}/underskrift", get(sign::ask).post(sign::note))
        .route("/overenskommelser/{id}/stryk", post(sign::strike))
}

#[derive(Template)]
#[template(path = "agreement_list.html")]
struct ListPage {
    frame: Frame,
    answer: String,
    table: Option<Table>,
    may_edit: bool,
}

/// Visa överenskommelserna.
async fn list(signed_in: SignedIn, State(house): State<House>) -> Result<Page<ListPage>, WebError> {
    let agreements = agreement::list(&signed_in.actor, &house).await?;
    let parties = agreement::parties(&signed_in.actor, &house).await?;
    Ok(Page(ListPage {
        frame: signed_in.frame(),
        answer: in_force(&agreements, &parties, house.today()),
        table: (!agreements.is_empty()).then(|| table(&agreements, house.today())),
        may_edit: signed_in.actor.may(Action::EditAgreement),
    }))
}

/// What holds today, in a sentence.
fn in_force(agreements: &[Agreement], parties: &[Party], today: Date) -> String {
    let Some(agreement) = agreements.iter().find(|agreement| agreement.period.contains(today)) else {
        return "Ingen överenskommelse gäller i dag.".to_owned();
    };
    let names: Vec<String> = agreement.parties.iter().map(|id| name(parties, *id)).collect();
    format!(
        "Ja. {} gäller till och med {} mellan {}.",
        agreement.title,
        number::date(agreement.period.to()),
        SV.list(&names)
    )
}

fn table(agreements: &[Agreement], today: Date) -> Table {
    let row = |agreement: &Agreement| {
        vec![
            Cell::Link(NavItem::new(&agreement.title, href(agreement.id))),
            Cell::text(SV.period(agreement.period)),
            Cell::text(agreement.registry_number.clone().unwrap_or_else(|| number::MISSING.to_owned())),
            Cell::text(format!("{} av {}", agreement.signatures.len(), agreement.parties.len())),
            Cell::Status(state(agreement, today)),
        ]
    };
    Table {
        caption: "Överenskommelser".into(),
        columns: ["Rubrik", "Gäller", "Diarienummer", "Underskrifter", "Läge"].map(Column::words).to_vec(),
        rows: agreements.iter().map(row).collect(),
    }
}

fn state(agreement: &Agreement, today: Date) -> Status {
    if agreement.period.to() < today {
        Status::new(Tone::Idle, "Har löpt ut")
    } else if !agreement.is_signed() {
        Status::new(Tone::Active, "Underskrifter saknas")
    } else if agreement.period.from() > today {
        Status::new(Tone::Idle, "Börjar senare")
    } else {
        Status::new(Tone::Good, "Gäller")
    }
}

#[derive(Template)]
#[template(path = "agreement_show.html")]
struct ShowPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    status: Status,
    answer: String,
    purposes: Vec<String>,
    areas: Vec<String>,
    facts: Vec<(String, String)>,
    signatures: Table,
    edit: Option<String>,
    fingerprint: String,
    sign: Option<String>,
    strike: String,
    strikable: Vec<Choice>,
    seen: String,
    party: Field,
    reason: Field,
    fallen: Option<Table>,
    thread: String,
    mask: Option<String>,
}

/// Visa en överenskommelse.
async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<ShowPage>, WebError> {
    let actor = &signed_in.actor;
    let agreement = agreement::find(actor, &house, id(&name)?).await?;
    let parties = agreement::parties(actor, &house).await?;
    let may_edit = actor.may(Action::EditAgreement);
    let logins = Logins::gather(actor, &house).await?;
    Ok(Page(ShowPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&agreement.title, &href(agreement.id)),
        title: agreement.title.clone(),
        status: state(&agreement, house.today()),
        answer: signed(&agreement, &parties),
        purposes: agreement.purposes.clone(),
        areas: agreement.areas.clone(),
        facts: facts(&agreement),
        signatures: signatures(&agreement, &parties, &logins),
        edit: may_edit.then(|| format!("{}/andra", href(agreement.id))),
        fingerprint: agreement.fingerprint()?.to_string(),
        sign: (!sign::to_note(&agreement, &parties, actor).is_empty())
            .then(|| format!("{}/underskrift", href(agreement.id))),
        strike: format!("{}/stryk", href(agreement.id)),
        strikable: strikable(&agreement, &parties, actor),
        seen: agreement::seen(&agreement)?.to_string(),
        party: Field::new("party", "Vilken parts underskrift?"),
        reason: Field::new("reason", "Varför stryks den?")
            .hint("Underskriften står kvar bland dem som fallit bort, med ditt skäl."),
        fallen: fallen(&agreement, &parties, &logins),
        thread: thread::address("overenskommelse", agreement.id),
        mask: mask::href(actor, Noun::Agreement, agreement.id),
    }))
}

/// The signatures that the asker may strike out: those of their own side.
fn strikable(agreement: &Agreement, parties: &[Party], actor: &Actor) -> Vec<Choice> {
    parties
        .iter()
        .filter(|party| notes_for(party.kind) == actor.role && agreement.signature_of(party.id).is_some())
        .map(|party| Choice::new(party.id.to_string(), &party.name))
        .collect()
}

/// Signatures that no longer hold: what was signed is not what stands.
fn fallen(agreement: &Agreement, parties: &[Party], logins: &Logins) -> Option<Table> {
    let row = |fallen: &Fallen| {
        let why = fallen.reason.clone().unwrap_or_else(|| "Texten ändrades".to_owned());
        vec![
            Cell::text(name(parties, fallen.signature.party)),
            Cell::text(format!("{}, {}", fallen.signature.office, number::date(fallen.signature.signed_on))),
            Cell::text(why),
            Cell::text(format!("{}, {}", logins.name(fallen.by), SV.day(fallen.at))),
        ]
    };
    (!agreement.fallen.is_empty()).then(|| Table {
        caption: "Underskrifter som har fallit bort".into(),
        columns: ["Part", "Underskriften", "Varför", "Av vem, och när"].map(Column::words).to_vec(),
        rows: agreement.fallen.iter().map(row).collect(),
    })
}

fn signed(agreement: &Agreement, parties: &[Party]) -> String {
    let missing: Vec<String> = unsigned(agreement, parties).into_iter().map(|choice| choice.label).collect();
    if missing.is_empty() {
        "Ja, alla parter har skrivit under.".to_owned()
    } else {
        format!("Inte än. Underskrift saknas från {}.", SV.list(&missing))
    }
}

/// The parties that have not signed the text as it stands.
fn unsigned(agreement: &Agreement, parties: &[Party]) -> Vec<Choice> {
    let text = agreement.fingerprint().ok();
    let has_signed = |id: &PartyId| {
        let signature = agreement.signature_of(*id).zip(text.as_ref());
        signature.is_some_and(|(signature, text)| signature.is_of(text))
    };
    let waiting = agreement.parties.iter().filter(|id| !has_signed(id));
    waiting.map(|id| Choice::new(id.to_string(), name(parties, *id))).collect()
}

fn facts(agreement: &Agreement) -> Vec<(String, String)> {
    let registry = agreement.registry_number.clone().unwrap_or_else(|| number::MISSING.to_owned());
    vec![("Gäller".to_owned(), SV.period(agreement.period)), ("Diarienummer".to_owned(), registry)]
}

fn signatures(agreement: &Agreement, parties: &[Party], logins: &Logins) -> Table {
    let row = |id: &PartyId| {
        let signature = agreement.signature_of(*id);
        let office =
            signature.map_or_else(|| number::MISSING.to_owned(), |signature| signature.office.clone());
        let when =
            signature.map_or_else(|| "inte än".to_owned(), |signature| number::date(signature.signed_on));
        let noted = match signature.map(|signature| &signature.noted) {
            None => number::MISSING.to_owned(),
            Some(None) => "före det att texten låstes: anteckna igen".to_owned(),
            Some(Some(noted)) => format!("{}, {}", logins.name(noted.by), SV.day(noted.at)),
        };
        [name(parties, *id), office, when, noted].map(Cell::text).to_vec()
    };
    Table {
        caption: "Parter och underskrifter".into(),
        columns: ["Part", "Funktion som skrev under", "När", "Antecknad av"].map(Column::words).to_vec(),
        rows: agreement.parties.iter().map(row).collect(),
    }
}

fn crumbs(title: &str, here: &str) -> Vec<NavItem> {
    vec![NavItem::new("Överenskommelser", "/overenskommelser"), NavItem::new(title, here).at(here)]
}

/// The name of a party.
fn name(parties: &[Party], id: PartyId) -> String {
    let party = parties.iter().find(|party| party.id == id);
    party.map_or_else(|| "okänd part".to_owned(), |party| party.name.clone())
}

fn href(id: AgreementId) -> String {
    format!("/overenskommelser/{id}")
}

fn id(text: &str) -> Result<AgreementId, AppError> {
    text.parse().map_err(|_| AppError::not_found("agreement", text))
}
