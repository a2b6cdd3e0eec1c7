//! Noting who signed an agreement: the text is shown with its fingerprint, and only what was shown is signed.
//!
//! Each side notes its own. A signature that was noted by mistake is struck out with a reason, and stays on record.

use super::{crumbs, facts, href, id, name};
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use crate::web::seen;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::civil::Date;
use lofte_app::agreement;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::Action;
use lofte_model::agreement::{Agreement, NewSignature, notes_for};
use lofte_model::party::Party;
use lofte_words::Message;
use lofte_words::SV;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "agreement_sign.html")]
struct SignPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    facts: Vec<(String, String)>,
    purposes: Vec<String>,
    areas: Vec<String>,
    errors: Vec<(&'static str, String)>,
    party: Field,
    parties: Vec<Choice>,
    office: Field,
    signed_on: Field,
    fingerprint: String,
    href: String,
}

/// Who signed, and what was shown.
#[derive(Default, Deserialize)]
#[expect(clippy::struct_field_names, reason = "named as the fields of the form")]
pub(super) struct Signed {
    #[serde(default)]
    party: String,
    #[serde(default)]
    office: String,
    #[serde(default)]
    signed_on: String,
    #[serde(default)]
    seen: String,
}

/// Visa texten som undertecknas.
pub(super) async fn ask(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let signed = Signed { signed_on: house.today().to_string(), ..Signed::default() };
    Ok(Page(page(&signed_in, &house, &name, &signed, Vec::new()).await?).into_response())
}

/// Anteckna en underskrift.
pub(super) async fn note(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(signed): Form<Signed>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::SignAgreement)?;
    let agreement = id(&name)?;
    let wrong = match read(&signed) {
        Err(wrong) => wrong,
        Ok(new) => {
            let noted = async {
                agreement::sign(&signed_in.actor, &house, agreement, new, &seen(&signed.seen)?).await
            };
            match noted.await {
                Ok(_) => return Ok(Redirect::to(&href(agreement)).into_response()),
                Err(AppError::Refused(messages)) => told(&messages),
                Err(error) => return Err(error.into()),
            }
        }
    };
    let page = page(&signed_in, &house, &name, &signed, wrong).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

fn read(signed: &Signed) -> Result<NewSignature, Vec<(&'static str, String)>> {
    let party = signed.party.parse().map_err(|_| ("party", SV.say("form-choose-one")));
    let day = signed.signed_on.trim().parse::<Date>().map_err(|_| ("signed_on", SV.say("form-bad-date")));
    match (party, day) {
        (Ok(party), Ok(signed_on)) => Ok(NewSignature { party, office: signed.office.clone(), signed_on }),
        (party, day) => Err([party.err(), day.err()].into_iter().flatten().collect()),
    }
}

/// Each refusal at the field that it is about.
fn told(messages: &[Message]) -> Vec<(&'static str, String)> {
    let field = |key: &str| match key {
        "agreement-not-yet" => "signed_on",
        "agreement-no-office" | "text-personal-number" => "office",
        _ => "party",
    };
    messages.iter().map(|message| (field(&message.key), SV.tell(&message.key, &message.arguments))).collect()
}

/// The parties whose signature the asker may note and that have not signed this text.
pub(super) fn to_note(
    agreement: &Agreement,
    parties: &[Party],
    actor: &lofte_model::access::Actor,
) -> Vec<Choice> {
    let text = agreement.fingerprint().ok();
    let has_signed = |party: &Party| {
        let signature = agreement.signature_of(party.id);
        signature.zip(text.as_ref()).is_some_and(|(signature, text)| signature.is_of(text))
    };
    parties
        .iter()
        .filter(|party| agreement.parties.contains(&party.id) && notes_for(party.kind) == actor.role)
        .filter(|party| !has_signed(party))
        .map(|party| Choice::new(party.id.to_string(), &party.name))
        .collect()
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    named: &str,
    signed: &Signed,
    errors: Vec<(&'static str, String)>,
) -> Result<SignPage, AppError> {
    let actor = &signed_in.actor;
    actor.require(Action::SignAgreement)?;
    let agreement = agreement::find(actor, house, id(named)?).await?;
    let parties = agreement::parties(actor, house).await?;
    let wrong = |name: &str| {
        let texts = errors.iter().filter(|(field, _)| *field == name).map(|(_, text)| text.as_str());
        texts.collect::<Vec<_>>().join(" ")
    };
    let chosen = |choice: Choice| Choice { chosen: choice.value == signed.party, ..choice };
    let mut facts = facts(&agreement);
    let names: Vec<String> = agreement.parties.iter().map(|party| name(&parties, *party)).collect();
    facts.push(("Parter".to_owned(), names.join(", ")));
    Ok(SignPage {
        frame: signed_in.frame(),
        crumbs: crumbs("Anteckna en underskrift", &format!("{}/underskrift", href(agreement.id))),
        title: agreement.title.clone(),
        facts,
        purposes: agreement.purposes.clone(),
        areas: agreement.areas.clone(),
        party: Field::new("party", "För vilken part?").error(wrong("party")),
        parties: to_note(&agreement, &parties, actor).into_iter().map(chosen).collect(),
        office: Field::new("office", "Vilken funktion skrev under?")
            .value(&signed.office)
            .hint("Till exempel ”kommunstyrelsens ordförande”. Skriv inget namn.")
            .error(wrong("office")),
        signed_on: Field::new("signed_on", "När?").value(&signed.signed_on).error(wrong("signed_on")),
        fingerprint: agreement.fingerprint()?.to_string(),
        href: href(agreement.id),
        errors,
    })
}

/// Which signature, and why.
#[derive(Deserialize)]
pub(super) struct Struck {
    #[serde(default)]
    party: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    seen: String,
}

/// Stryk en underskrift som antecknats fel.
pub(super) async fn strike(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(struck): Form<Struck>,
) -> Result<Redirect, WebError> {
    signed_in.actor.require(Action::SignAgreement)?;
    let agreement = id(&name)?;
    let party = struck.party.parse().map_err(|_| AppError::not_found("party", &struck.party))?;
    let shown = seen(&struck.seen)?;
    agreement::strike(&signed_in.actor, &house, agreement, (party, &struck.reason), &shown).await?;
    Ok(Redirect::to(&href(agreement)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_cannot_be_read_is_told_and_not_taken_for_today() {
        let party = lofte_model::id::PartyId::named("polis").to_string();
        for bad in ["", "i går", "2023-02-30"] {
            let signed = Signed { party: party.clone(), signed_on: bad.into(), ..Signed::default() };
            let wrong = read(&signed).unwrap_err();
            assert_eq!(wrong.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["signed_on"], "{bad}");
        }
    }
}
