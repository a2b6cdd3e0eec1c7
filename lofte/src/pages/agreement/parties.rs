//! The organisations that take part.

use super::crumbs;
use super::party::href;
use crate::face::part::{Cell, Choice, Column, Field, Table};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::agreement;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::Action;
use lofte_model::id::PartyId;
use lofte_model::party::{Party, PartyKind};
use lofte_words::SV;
use lofte_words::{Language, number};
use serde::Deserialize;

pub(super) const HERE: &str = "/overenskommelser/parter";
const KINDS: [PartyKind; 7] = [
    PartyKind::Municipality,
    PartyKind::Police,
    PartyKind::Housing,
    PartyKind::Transport,
    PartyKind::Association,
    PartyKind::Business,
    PartyKind::Authority,
];

#[derive(Template)]
#[template(path = "agreement_parties.html")]
struct PartiesPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    answer: String,
    table: Table,
    may_edit: bool,
    errors: Vec<(&'static str, String)>,
    name: Field,
    kind: Field,
    kinds: Vec<Choice>,
}

/// A new organisation.
#[derive(Default, Deserialize)]
pub(super) struct NewParty {
    #[serde(default)]
    name: String,
    kind: Option<PartyKind>,
}

/// Visa parterna.
pub(super) async fn list(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    Ok(Page(page(&signed_in, &house, &NewParty::default(), Vec::new()).await?).into_response())
}

/// Lägg till en part.
pub(super) async fn add(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(new): Form<NewParty>,
) -> Result<Response, WebError> {
    let kind = new.kind.unwrap_or(PartyKind::Authority);
    let party = Party::new(PartyId(uuid::Uuid::now_v7()), new.name.trim(), kind);
    match agreement::save_party(&signed_in.actor, &house, &party).await {
        Ok(()) => Ok(Redirect::to(HERE).into_response()),
        Err(error @ AppError::Refused(_)) => {
            let wrong = vec![("name", error.tell(Language::Swedish))];
            let page = page(&signed_in, &house, &new, wrong).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The sorts of organisation to choose between.
pub(super) fn kinds(chosen: Option<PartyKind>) -> Vec<Choice> {
    let choice = |kind: PartyKind| {
        let word = serde_json::to_value(kind).ok().and_then(|word| word.as_str().map(str::to_owned));
        Choice {
            chosen: chosen == Some(kind),
            ..Choice::new(word.unwrap_or_default(), SV.word("party-kind", &kind))
        }
    };
    KINDS.map(choice).to_vec()
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    new: &NewParty,
    errors: Vec<(&'static str, String)>,
) -> Result<PartiesPage, AppError> {
    let parties = agreement::parties(&signed_in.actor, house).await?;
    let wrong = errors.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
    let may_edit = signed_in.actor.may(Action::EditAgreement);
    let row = |party: &Party| {
        let name = if may_edit {
            Cell::Link(NavItem::new(&party.name, href(party.id)))
        } else {
            Cell::text(party.name.clone())
        };
        let takes_part = if party.takes_part() { "Deltar" } else { "Deltar inte längre" };
        vec![name, Cell::text(SV.word("party-kind", &party.kind)), Cell::text(takes_part)]
    };
    let count = number::count(parties.iter().filter(|party| party.takes_part()).count() as u64);
    Ok(PartiesPage {
        frame: signed_in.frame(),
        crumbs: crumbs("Parter", HERE),
        answer: format!(
            "{count} organisationer finns att välja bland i överenskommelser, löften och åtgärder."
        ),
        table: Table {
            caption: "Parter".into(),
            columns: ["Namn", "Slag", "Deltar?"].map(Column::words).to_vec(),
            rows: parties.iter().map(row).collect(),
        },
        may_edit,
        name: Field::new("name", "Namn")
            .value(&new.name)
            .hint("Organisationens namn, aldrig en persons.")
            .error(wrong),
        kind: Field::new("kind", "Slag"),
        kinds: kinds(new.kind),
        errors,
    })
}
