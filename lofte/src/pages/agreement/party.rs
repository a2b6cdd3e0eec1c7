//! One organisation: what it holds, another name or municipality code, and leaving or coming back.

use super::crumbs;
use super::parties::{HERE, kinds};
use crate::face::part::{Choice, Event, Field, Status, Tone};
use crate::face::{Frame, NavItem};
use crate::pages::promise::errors::{Errors, wrong};
use crate::pages::publication::mask;
use crate::pages::{Page, SignedIn, WebError, former};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::party::{self, Held};
use lofte_model::access::Action;
use lofte_model::id::PartyId;
use lofte_model::party::{Party, PartyKind};
use lofte_model::place::MunicipalityCode;
use lofte_store::{Noun, Versioned};
use lofte_words::{Message, SV};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "agreement_party.html")]
struct PartyPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    name: String,
    answer: String,
    status: Option<Status>,
    holds: Vec<NavItem>,
    errors: Vec<(String, String)>,
    new_name: Field,
    kind: Field,
    kinds: Vec<Choice>,
    code: Field,
    reason: Field,
    version: i64,
    withdrawn: bool,
    leaving: Field,
    href: String,
    former: Vec<Event>,
    mask: Option<String>,
}

/// What a form says of an organisation.
#[derive(Clone, Default, Deserialize)]
pub(super) struct PartyForm {
    #[serde(default)]
    name: String,
    kind: Option<PartyKind>,
    #[serde(default)]
    code: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    version: i64,
}

/// Visa en part och det den håller i.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = read_id(&id)?;
    Ok(Page(page(&signed_in, &house, id, None, &Errors::default()).await?).into_response())
}

/// Ändra namn, slag eller kommunkod.
pub(super) async fn amend(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
    Form(form): Form<PartyForm>,
) -> Result<Response, WebError> {
    let id = read_id(&id)?;
    let amended = async {
        let code = match form.code.trim() {
            "" => None,
            text => Some(
                text.parse::<MunicipalityCode>()
                    .map_err(|_| AppError::Refused(vec![wrong("code", Message::plain("party-bad-code"))]))?,
            ),
        };
        let kind = form.kind.unwrap_or(PartyKind::Authority);
        let changed = Party { code, ..Party::new(id, &form.name, kind) };
        party::amend(&signed_in.actor, &house, changed, form.version, &form.reason).await
    };
    let amended = amended.await;
    answer(&signed_in, &house, id, Some(&form), amended.map(drop), "reason").await
}

/// Why an organisation leaves or comes back.
#[derive(Default, Deserialize)]
pub(super) struct Leaving {
    #[serde(default)]
    leaving: String,
}

/// Markera att parten inte längre deltar.
pub(super) async fn withdraw(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
    Form(form): Form<Leaving>,
) -> Result<Response, WebError> {
    let id = read_id(&id)?;
    let gone = party::withdraw(&signed_in.actor, &house, id, &form.leaving).await;
    answer(&signed_in, &house, id, None, gone.map(drop), "leaving").await
}

/// Ta in parten igen.
pub(super) async fn take_in(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
    Form(form): Form<Leaving>,
) -> Result<Response, WebError> {
    let id = read_id(&id)?;
    let back = party::take_in(&signed_in.actor, &house, id, &form.leaving).await;
    answer(&signed_in, &house, id, None, back.map(drop), "leaving").await
}

async fn answer(
    signed_in: &SignedIn,
    house: &House,
    id: PartyId,
    form: Option<&PartyForm>,
    done: Result<(), AppError>,
    field: &str,
) -> Result<Response, WebError> {
    let refused = match done {
        Ok(()) => return Ok(Redirect::to(&href(id)).into_response()),
        Err(AppError::Refused(messages)) => messages,
        Err(error) => return Err(error.into()),
    };
    let at_field = |message: Message| match message.key.as_str() {
        "party-bad-code" => message,
        "party-no-name" => wrong("name", message),
        _ => wrong(field, message),
    };
    let errors = Errors::of(&refused.into_iter().map(at_field).collect::<Vec<_>>());
    let page = page(signed_in, house, id, form, &errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    id: PartyId,
    form: Option<&PartyForm>,
    errors: &Errors,
) -> Result<PartyPage, AppError> {
    let actor = &signed_in.actor;
    let (Versioned { value: known, version }, held) = party::find(actor, house, id).await?;
    let name = form.map_or(&known.name, |form| &form.name);
    let code = known.code.as_ref().map(ToString::to_string).unwrap_or_default();
    let code = form.map_or(code, |form| form.code.clone());
    let withdrawn = !known.takes_part();
    let of = (Action::EditAgreement, Noun::Party);
    Ok(PartyPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&known.name, &href(id)),
        answer: told(&known, &held),
        status: withdrawn.then(|| Status::new(Tone::Idle, "Deltar inte längre")),
        holds: holds(&held),
        errors: errors.list(),
        new_name: errors.mark(Field::new("name", "Namn").value(name)),
        kind: Field::new("kind", "Slag"),
        kinds: kinds(Some(form.and_then(|form| form.kind).unwrap_or(known.kind))),
        code: errors.mark(
            Field::new("code", "Kommunkod")
                .value(code)
                .hint("Bara för en annan kommun som undertecknar löften med er: fyra siffror.")
                .optional(),
        ),
        reason: errors.mark(
            Field::new("reason", "Varför ändras det?").value(form.map_or("", |form| form.reason.as_str())),
        ),
        version,
        withdrawn,
        leaving: errors.mark(Field::new(
            "leaving",
            if withdrawn { "Varför deltar den igen?" } else { "Varför deltar den inte längre?" },
        )),
        href: href(id),
        former: former::told(signed_in, house, of, &id, &known).await?,
        mask: mask::href(actor, Noun::Party, id),
        name: known.name,
    })
}

/// Whether somebody waits for it, in a sentence.
fn told(party: &Party, held: &Held) -> String {
    match (&party.withdrawn, held.is_nothing()) {
        (None, true) => "Den deltar, och har inga öppna åtgärder, löften eller konton.".to_owned(),
        (None, false) => "Den deltar, och håller i det som står här under.".to_owned(),
        (Some(gone), true) => {
            format!(
                "Den deltar inte längre sedan {}: {} Ingen väntar på den.",
                SV.day(gone.at),
                sentence(&gone.reason)
            )
        }
        (Some(gone), false) => format!(
            "Den deltar inte längre sedan {}: {} Det som står här under behöver någon annan ta över.",
            SV.day(gone.at),
            sentence(&gone.reason)
        ),
    }
}

/// A reason with a full stop.
fn sentence(reason: &str) -> String {
    if reason.ends_with(['.', '!', '?']) { reason.to_owned() } else { format!("{reason}.") }
}

fn holds(held: &Held) -> Vec<NavItem> {
    let measures = held.measures.iter().map(|measure| {
        NavItem::new(format!("Åtgärd {}: {}", measure.number, measure.title), format!("/plan/{}", measure.id))
    });
    let promises = held.promises.iter().map(|promise| {
        NavItem::new(
            format!("Löfte {}: {}", promise.number, promise.title),
            format!("/loften/{}", promise.id),
        )
    });
    let accounts = held.accounts.iter().map(|login| NavItem::new(format!("Kontot {login}"), "/konton"));
    measures.chain(promises).chain(accounts).collect()
}

/// The address of an organisation.
pub(super) fn href(id: PartyId) -> String {
    format!("{HERE}/{id}")
}

fn read_id(text: &str) -> Result<PartyId, AppError> {
    text.parse().map_err(|_| AppError::not_found("party", text))
}
