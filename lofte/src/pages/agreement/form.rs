//! Writing an agreement. What somebody else saved meanwhile is shown beside what was written, never written over.

use super::{crumbs, href, id};
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::meanwhile::{Meanwhile, now_says};
use crate::pages::{Page, SignedIn, WebError};
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
use lofte_model::agreement::Agreement;
use lofte_model::id::{AgreementId, PartyId};
use lofte_model::party::Party;
use lofte_model::period::Period;
use lofte_store::{Noun, StoreError, Versioned};
use lofte_words::Language;
use lofte_words::SV;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "agreement_form.html")]
struct FormPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: &'static str,
    action: String,
    cancel: String,
    errors: Vec<(&'static str, String)>,
    title: Field,
    party: Field,
    parties: Vec<Choice>,
    purposes: Field,
    areas: Field,
    from: Field,
    to: Field,
    registry_number: Field,
    version: String,
    signed: bool,
}

/// What somebody has filled in.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Written {
    #[serde(default)]
    title: String,
    #[serde(default)]
    parties: Vec<String>,
    #[serde(default)]
    purposes: String,
    #[serde(default)]
    areas: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    registry_number: String,
    /// The version that the form was filled with.
    #[serde(default)]
    version: String,
}

impl Written {
    fn of(known: &Versioned<Agreement>) -> Self {
        let agreement = &known.value;
        Self {
            title: agreement.title.clone(),
            parties: agreement.parties.iter().map(PartyId::to_string).collect(),
            purposes: agreement.purposes.join("\n"),
            areas: agreement.areas.join("\n"),
            from: agreement.period.from().to_string(),
            to: agreement.period.to().to_string(),
            registry_number: agreement.registry_number.clone().unwrap_or_default(),
            version: known.version.to_string(),
        }
    }

    /// The text of the agreement, or every field that cannot be read.
    fn read(&self, id: AgreementId) -> Result<Agreement, Vec<(&'static str, String)>> {
        let mut wrong = Vec::new();
        let mut day = |field: &'static str, text: &str| {
            let day = text.trim().parse::<Date>();
            if day.is_err() {
                wrong.push((field, "Skriv en dag, till exempel 2026-01-31.".to_owned()));
            }
            day.unwrap_or_default()
        };
        let period = Period::new(day("from", &self.from), day("to", &self.to));
        let Ok(period) = period else {
            wrong.push(("to", "Perioden slutar innan den börjar. Ändra en av dagarna.".to_owned()));
            return Err(wrong);
        };
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let number = self.registry_number.trim();
        Ok(Agreement {
            id,
            title: self.title.trim().to_owned(),
            parties: self.parties.iter().filter_map(|party| party.parse().ok()).collect(),
            purposes: lines(&self.purposes),
            areas: lines(&self.areas),
            period,
            registry_number: (!number.is_empty()).then(|| number.to_owned()),
            signatures: Vec::new(),
            fallen: Vec::new(),
        })
    }

    /// The fields in which `other` says something else, with what it says.
    fn differing(&self, other: &Self, parties: &[Party]) -> Vec<(&'static str, String)> {
        let named = |ids: &[String]| {
            let name = |id: &String| id.parse().map_or_else(|_| id.clone(), |id| super::name(parties, id));
            SV.list(&ids.iter().map(name).collect::<Vec<_>>())
        };
        let pairs = [
            ("title", self.title.clone(), other.title.clone()),
            ("parties", named(&self.parties), named(&other.parties)),
            ("purposes", lines(&self.purposes).join("; "), lines(&other.purposes).join("; ")),
            ("areas", lines(&self.areas).join("; "), lines(&other.areas).join("; ")),
            ("from", self.from.clone(), other.from.clone()),
            ("to", self.to.clone(), other.to.clone()),
            ("registry_number", self.registry_number.clone(), other.registry_number.clone()),
        ];
        let differ = pairs.into_iter().filter(|(_, ours, theirs)| ours.trim() != theirs.trim());
        differ.map(|(field, _, theirs)| (field, theirs)).collect()
    }
}

/// One thing a line, without empty ones.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Visa ett tomt formulär.
pub(super) async fn blank(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    Ok(Page(page(&signed_in, &house, None, &Written::default(), Vec::new()).await?).into_response())
}

/// Visa formuläret för en överenskommelse som finns.
pub(super) async fn edit(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let known = agreement::to_edit(&signed_in.actor, &house, id(&name)?).await?;
    let written = Written::of(&known);
    Ok(Page(page(&signed_in, &house, Some(&known.value), &written, Vec::new()).await?).into_response())
}

/// Skriv en ny överenskommelse.
pub(super) async fn create(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(written): Form<Written>,
) -> Result<Response, WebError> {
    keep(&signed_in, &house, None, &written).await
}

/// Ändra en överenskommelse.
pub(super) async fn save(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(written): Form<Written>,
) -> Result<Response, WebError> {
    let known = agreement::to_edit(&signed_in.actor, &house, id(&name)?).await?;
    keep(&signed_in, &house, Some(&known.value), &written).await
}

async fn keep(
    signed_in: &SignedIn,
    house: &House,
    known: Option<&Agreement>,
    written: &Written,
) -> Result<Response, WebError> {
    let id = known.map_or_else(|| AgreementId(uuid::Uuid::now_v7()), |known| known.id);
    // A form without its version is as old as can be.
    let version = known.map(|_| written.version.parse().unwrap_or(0));
    let wrong = match written.read(id) {
        Err(wrong) => wrong,
        Ok(text) => match agreement::save(&signed_in.actor, house, &text, version).await {
            Ok(_) => return Ok(Redirect::to(&href(id)).into_response()),
            Err(AppError::Refused(messages)) => {
                let told =
                    messages.iter().map(|message| (field_of(&message.key), message.tell(Language::Swedish)));
                told.collect()
            }
            Err(AppError::Store(StoreError::Conflict(_))) => {
                return Ok(meanwhile(signed_in, house, id, written).await?);
            }
            Err(error) => return Err(error.into()),
        },
    };
    let page = page(signed_in, house, known, written, wrong).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// The form again, after somebody else saved first: what was written stays, and what stands now is told beside it.
async fn meanwhile(
    signed_in: &SignedIn,
    house: &House,
    id: AgreementId,
    written: &Written,
) -> Result<Response, AppError> {
    let now = agreement::to_edit(&signed_in.actor, house, id).await?;
    let parties = agreement::parties(&signed_in.actor, house).await?;
    let theirs = Written::of(&now);
    let mut wrong = vec![("title", Meanwhile::of(signed_in, house, Noun::Agreement, id).await?.sentence())];
    wrong.extend(
        written.differing(&theirs, &parties).into_iter().map(|(field, text)| (field, now_says(&text))),
    );
    let written = Written { version: theirs.version, ..written.clone() };
    let page = page(signed_in, house, Some(&now.value), &written, wrong).await?;
    Ok((StatusCode::CONFLICT, Page(page)).into_response())
}

/// The field that a refusal is about.
fn field_of(key: &str) -> &'static str {
    match key {
        "agreement-gap-parties" | "agreement-gap-party-twice" | "agreement-gap-signature" => "parties",
        "agreement-gap-purpose" => "purposes",
        "agreement-gap-area" => "areas",
        "agreement-gap-period" => "from",
        _ => "title",
    }
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    known: Option<&Agreement>,
    written: &Written,
    errors: Vec<(&'static str, String)>,
) -> Result<FormPage, AppError> {
    signed_in.actor.require(Action::EditAgreement)?;
    let parties = agreement::parties(&signed_in.actor, house).await?;
    let chosen = |id: &str| written.parties.iter().any(|party| party == id);
    let choice = |id: String, name: &str| Choice { chosen: chosen(&id), ..Choice::new(id, name) };
    let wrong = |name: &str| {
        let texts = errors.iter().filter(|(field, _)| *field == name).map(|(_, text)| text.as_str());
        texts.collect::<Vec<_>>().join(" ")
    };
    let back = known.map_or_else(|| "/overenskommelser".to_owned(), |known| href(known.id));
    let action = known.map_or_else(|| "/overenskommelser/ny".to_owned(), |_| format!("{back}/andra"));
    let heading = if known.is_some() { "Ändra överenskommelsen" } else { "Ny överenskommelse" };
    Ok(FormPage {
        frame: signed_in.frame(),
        crumbs: crumbs(heading, &action),
        heading,
        action,
        cancel: back,
        title: Field::new("title", "Rubrik").value(&written.title).error(wrong("title")),
        party: Field::new("parties", "Parter").hint("Minst två.").error(wrong("parties")),
        parties: parties.iter().map(|party| choice(party.id.to_string(), &party.name)).collect(),
        purposes: Field::new("purposes", "Syften")
            .value(&written.purposes)
            .hint("Ett på varje rad.")
            .error(wrong("purposes")),
        areas: Field::new("areas", "Områden för samverkan")
            .value(&written.areas)
            .hint("Ett på varje rad.")
            .error(wrong("areas")),
        from: Field::new("from", "Gäller från och med").value(&written.from).error(wrong("from")),
        to: Field::new("to", "Gäller till och med").value(&written.to).error(wrong("to")),
        registry_number: Field::new("registry_number", "Diarienummer")
            .value(&written.registry_number)
            .error(wrong("registry_number"))
            .optional(),
        version: written.version.clone(),
        signed: known.is_some_and(|known| !known.signatures.is_empty()),
        errors,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_purposes_and_bad_days_are_named() {
        assert_eq!(lines(" a \n\n b\r\n"), ["a", "b"]);
        let written = Written { from: "2026-13-01".into(), to: "i morgon".into(), ..Written::default() };
        let wrong = written.read(AgreementId::named("x")).unwrap_err();
        assert_eq!(wrong.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["from", "to"]);
        let backwards = Written { from: "2026-02-01".into(), to: "2026-01-01".into(), ..Written::default() };
        let wrong = backwards.read(AgreementId::named("x")).unwrap_err();
        assert_eq!(wrong.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["to"]);
    }
}
