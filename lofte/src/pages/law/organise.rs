//! The form on who leads, who coordinates and who meets. What somebody else saved meanwhile is told and never written over.

use super::coordination::crumbs;
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::meanwhile::Meanwhile;
use crate::pages::promise::errors::Errors;
use crate::pages::promise::names::{Names, choices};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::coordination;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::Action;
use lofte_model::coordination::{Coordination, Council, MOST_SEATS, Organised, Seat};
use lofte_store::{Noun, StoreError, Versioned};
use lofte_words::Message;
use std::collections::BTreeMap;

const HERE: &str = "/lagen/samordning/andra";
/// Empty rows for further members.
const MORE: usize = 3;

#[derive(Template)]
#[template(path = "coordination_form.html")]
struct FormPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    errors: Vec<(String, String)>,
    version: String,
    texts: Vec<Field>,
    council: Field,
    chair: SeatFields,
    members: Vec<SeatFields>,
    why: Option<Field>,
}

/// The fields of a seat.
struct SeatFields {
    heading: String,
    party: Field,
    parties: Vec<Choice>,
    office: Field,
}

/// What was filled in, by the names of the fields.
type Written = BTreeMap<String, String>;

/// Visa formuläret.
pub(super) async fn form(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    let known = coordination::to_edit(&signed_in.actor, &house).await?;
    let written = written(&known);
    Ok(page(&signed_in, &house, &known, &written, &Errors::default()).await?.into_response())
}

/// Skriv in vem som leder, samordnar och möts.
pub(super) async fn save(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let actor = &signed_in.actor;
    actor.require(Action::EditCoordination)?;
    let mut written: Written = sent.into_iter().collect();
    let read = text(&written, "version").parse().unwrap_or(-1);
    let saved = match organised(&written) {
        Ok(new) => coordination::organise(actor, &house, new, read, text(&written, "why")).await,
        Err(error) => Err(error),
    };
    let (status, messages) = match saved {
        Ok(_) => return Ok(Redirect::to("/lagen/samordning").into_response()),
        Err(AppError::Refused(messages)) => (StatusCode::UNPROCESSABLE_ENTITY, messages),
        Err(AppError::Store(StoreError::Conflict(_))) => {
            let id = &actor.municipality;
            let told = Meanwhile::of(&signed_in, &house, Noun::Coordination, id).await?.message();
            (StatusCode::CONFLICT, vec![told.and("field", "board")])
        }
        Err(error) => return Err(error.into()),
    };
    let known = coordination::to_edit(actor, &house).await?;
    if status == StatusCode::CONFLICT {
        written.insert("version".to_owned(), known.version.to_string());
    }
    let page = page(&signed_in, &house, &known, &written, &Errors::of(&messages)).await?;
    Ok((status, page).into_response())
}

fn text<'a>(written: &'a Written, field: &str) -> &'a str {
    written.get(field).map_or("", |text| text.trim())
}

/// As it stands, by the names of the fields.
fn written(known: &Versioned<Coordination>) -> Written {
    let organised = &known.value.organised;
    let mut written = Written::from([
        ("version".to_owned(), known.version.to_string()),
        ("board".to_owned(), organised.board.clone()),
        ("function".to_owned(), organised.function.clone()),
        ("contact".to_owned(), organised.contact.clone()),
    ]);
    if let Some(council) = &organised.council {
        let members = council.members.iter().zip(1..).map(|(seat, place)| (member(place), seat));
        for (name, seat) in std::iter::once(("chair".to_owned(), &council.chair)).chain(members) {
            written.insert(format!("{name}_party"), seat.party.to_string());
            written.insert(format!("{name}_office"), seat.office.clone());
        }
        written.insert("council".to_owned(), council.name.clone());
    }
    written
}

fn member(place: usize) -> String {
    format!("member_{place}")
}

/// What was filled in. A council without anything filled in is none.
fn organised(written: &Written) -> Result<Organised, AppError> {
    let seat = |name: &str| {
        let party = text(written, &format!("{name}_party"));
        let office = text(written, &format!("{name}_office")).to_owned();
        match party.parse() {
            Ok(party) => Ok(Some(Seat { party, office })),
            Err(_) if party.is_empty() && office.is_empty() => Ok(None),
            Err(_) => {
                let message = Message::with("coordination-unknown-party", "field", format!("{name}_party"));
                Err(AppError::refused(message))
            }
        }
    };
    let members = (1..=MOST_SEATS + MORE).map(|place| seat(&member(place)));
    let members: Vec<Seat> = members.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    let (name, chair) = (text(written, "council"), seat("chair")?);
    let council = match chair {
        Some(chair) => Some(Council { name: name.to_owned(), chair, members }),
        None if name.is_empty() && members.is_empty() => None,
        None => {
            let message = Message::with("coordination-chair-not-municipal", "field", "chair_party");
            return Err(AppError::refused(message));
        }
    };
    let said = |field| text(written, field).to_owned();
    Ok(Organised { board: said("board"), function: said("function"), contact: said("contact"), council })
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    known: &Versioned<Coordination>,
    written: &Written,
    errors: &Errors,
) -> Result<Page<FormPage>, AppError> {
    let names = Names::gather(&signed_in.actor, house).await?;
    let field =
        |name: &str, label: &str| errors.mark(Field::new(name, label).value(text(written, name)).optional());
    let seat = |name: &str, heading: String| {
        let party = format!("{name}_party");
        let chosen = [text(written, &party).to_owned()];
        let mut parties = choices([(String::new(), "Ingen".to_owned())], &chosen);
        parties.extend(names.party_choices(&chosen));
        SeatFields {
            party: field(&party, "Organisation").of(&heading),
            parties,
            office: field(&format!("{name}_office"), "Funktion").of(&heading),
            heading,
        }
    };
    let filled = (1..=MOST_SEATS).rev().find(|place| {
        ["party", "office"]
            .iter()
            .any(|part| !text(written, &format!("{}_{part}", member(*place))).is_empty())
    });
    let rows = (filled.unwrap_or(0) + MORE).min(MOST_SEATS);
    Ok(Page(FormPage {
        frame: signed_in.frame(),
        crumbs: crumbs("Skriv in samordningen", HERE),
        errors: errors.list(),
        version: text(written, "version").to_owned(),
        texts: vec![
            field("board", "Nämnd som leder arbetet")
                .hint("Kommunstyrelsen, om fullmäktige inte har utsett en annan nämnd."),
            field("function", "Funktion som samordnar")
                .hint("Till exempel brottsförebyggande samordnare. Inget namn på en person."),
            field("contact", "Kontaktväg")
                .hint("Funktionens adress, telefon och e-post. Visas för invånarna när ni publicerar."),
        ],
        council: field("council", "Vad heter rådet?"),
        chair: seat("chair", "Ordförande, från kommunen".to_owned()),
        members: (1..=rows).map(|place| seat(&member(place), format!("Ledamot {place}"))).collect(),
        why: (known.value.organised != Organised::default()).then(|| {
            let why = errors.mark(Field::new("why", "Varför ändras det?").value(text(written, "why")));
            why.hint("Det som stod förut finns kvar tillsammans med skälet.")
        }),
    }))
}
