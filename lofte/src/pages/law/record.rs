//! Putting on record that the council met, the board reported or the plan was followed up, and correcting it.

use super::coordination::crumbs;
use crate::face::part::{Choice, Event, Field};
use crate::face::{Frame, NavItem};
use crate::pages::meanwhile::Logins;
use crate::pages::promise::errors::{Errors, refused_at, wrong};
use crate::pages::promise::{read_word, word_choices, write_word};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::civil::Date;
use lofte_app::coordination;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::Action;
use lofte_model::amendment::Former;
use lofte_model::coordination::{Coordination, Occasion, OnRecord, Record};
use lofte_words::law::occasion;
use lofte_words::{Message, SV};
use serde::Deserialize;

const NEW: &str = "/lagen/handelser/ny";

#[derive(Template)]
#[template(path = "coordination_record.html")]
struct RecordPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: &'static str,
    action: String,
    errors: Vec<(String, String)>,
    what: (Field, Vec<Choice>),
    on: Field,
    registry_number: Field,
    note: Field,
    /// Why it is corrected; none for a new one.
    reason: Option<Field>,
    /// Why it is taken back; none for a new one.
    why: Option<Field>,
    withdrawn: String,
    former: Vec<Event>,
}

/// A record as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RecordForm {
    what: String,
    on: String,
    registry_number: String,
    note: String,
    reason: String,
    why: String,
}

/// What a link begins a new record with.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Beginning {
    #[serde(default, rename = "vad")]
    what: String,
}

impl RecordForm {
    fn of(told: &OnRecord) -> Self {
        Self {
            what: write_word(&told.what),
            on: told.on.to_string(),
            registry_number: told.registry_number.clone(),
            note: told.note.clone(),
            ..Self::default()
        }
    }

    fn read(&self) -> Result<OnRecord, AppError> {
        let refuse = |field: &str, key: &str| AppError::refused(wrong(field, Message::plain(key)));
        let on = self.on.trim().parse::<Date>().map_err(|_| refuse("on", "form-bad-date"))?;
        Ok(OnRecord {
            what: read_word(&self.what).ok_or_else(|| refuse("what", "form-choose-one"))?,
            on,
            registry_number: self.registry_number.trim().to_owned(),
            note: self.note.trim().to_owned(),
        })
    }
}

/// Visa ett tomt formulär för en händelse.
pub(super) async fn blank(
    signed_in: SignedIn,
    State(house): State<House>,
    Query(beginning): Query<Beginning>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::EditCoordination)?;
    let on = house.today().to_string();
    let form = RecordForm { what: beginning.what, on, ..RecordForm::default() };
    Ok(page(&signed_in, &house, None, &form, &Errors::default()).await?.into_response())
}

/// Anteckna en händelse.
pub(super) async fn put(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<RecordForm>,
) -> Result<Response, WebError> {
    let actor = &signed_in.actor;
    actor.require(Action::EditCoordination)?;
    let saved = match form.read() {
        Ok(told) => coordination::put(actor, &house, told).await,
        Err(error) => Err(error),
    };
    answer(&signed_in, &house, None, &form, saved).await
}

/// Visa en händelse för att rätta den.
pub(super) async fn form(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let record = find(&signed_in, &house, &number).await?;
    let form = RecordForm::of(&record.told);
    Ok(page(&signed_in, &house, Some(&record), &form, &Errors::default()).await?.into_response())
}

/// Rätta en händelse.
pub(super) async fn correct(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(number): Path<String>,
    Form(form): Form<RecordForm>,
) -> Result<Response, WebError> {
    let record = find(&signed_in, &house, &number).await?;
    let saved = match form.read() {
        Ok(told) => {
            let actor = &signed_in.actor;
            coordination::correct(actor, &house, record.number, told, &form.reason).await
        }
        Err(error) => Err(error),
    };
    answer(&signed_in, &house, Some(&record), &form, saved).await
}

/// Ta tillbaka en händelse.
pub(super) async fn withdraw(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(number): Path<String>,
    Form(sent): Form<RecordForm>,
) -> Result<Response, WebError> {
    let record = find(&signed_in, &house, &number).await?;
    let taken = coordination::withdraw(&signed_in.actor, &house, record.number, &sent.why).await;
    let taken = taken.map_err(|error| refused_at("why", error));
    let form = RecordForm { why: sent.why, ..RecordForm::of(&record.told) };
    answer(&signed_in, &house, Some(&record), &form, taken).await
}

async fn answer(
    signed_in: &SignedIn,
    house: &House,
    record: Option<&Record>,
    form: &RecordForm,
    saved: Result<Coordination, AppError>,
) -> Result<Response, WebError> {
    match saved {
        Ok(_) => Ok(Redirect::to("/lagen/samordning#handelser").into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(signed_in, house, record, form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn find(signed_in: &SignedIn, house: &House, number: &str) -> Result<Record, AppError> {
    let known = coordination::to_edit(&signed_in.actor, house).await?.value;
    let found = known.records.into_iter().find(|record| record.number.to_string() == number);
    found.ok_or_else(|| AppError::not_found("coordination", number))
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    record: Option<&Record>,
    form: &RecordForm,
    errors: &Errors,
) -> Result<Page<RecordPage>, AppError> {
    let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
    let heading = if record.is_some() { "Rätta en händelse" } else { "Anteckna en händelse" };
    let action =
        record.map_or_else(|| NEW.to_owned(), |record| format!("/lagen/handelser/{}", record.number));
    let logins = Logins::gather(&signed_in.actor, house).await?;
    let withdrawn = record.and_then(|record| record.withdrawn.as_ref());
    Ok(Page(RecordPage {
        frame: signed_in.frame(),
        crumbs: crumbs(heading, &action),
        heading,
        errors: errors.list(),
        what: (field("what", "Vad hände?", ""), word_choices("occasion", &Occasion::ALL, &form.what)),
        on: field("on", "Vilken dag?", &form.on),
        registry_number: field("registry_number", "Diarienummer", &form.registry_number).optional(),
        note: field("note", "Vad handlade det om?", &form.note)
            .hint("Kort, om platser och saker. Protokollet finns i diariet.")
            .optional(),
        reason: record.map(|_| {
            field("reason", "Varför rättas den?", &form.reason).hint("Det som stod förut finns kvar här.")
        }),
        why: record.map(|_| field("why", "Varför tas den tillbaka?", &form.why)),
        withdrawn: withdrawn.map(|gone| gone.reason.clone()).unwrap_or_default(),
        former: record.map(|record| former(record, &logins)).unwrap_or_default(),
        action,
    }))
}

/// What the record said before, newest first.
fn former(record: &Record, logins: &Logins) -> Vec<Event> {
    let event = |former: &Former<OnRecord>| {
        let OnRecord { what, on, registry_number, note } = &former.was;
        let said = [occasion(SV, *what), SV.date(*on), registry_number.clone(), note.clone()];
        let said: Vec<String> = said.into_iter().filter(|text| !text.is_empty()).collect();
        Event {
            when: SV.moment(former.at),
            title: format!("{} rättade: {}", logins.name(former.by), former.reason),
            text: format!("Förut stod: {}", said.join(" · ")),
            expected: false,
        }
    };
    record.former.iter().rev().map(event).collect()
}
