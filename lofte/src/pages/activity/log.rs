//! Logging towards one undertaking, and what has been logged towards it.

use super::{HERE, Loggable, told};
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::promise::errors::{Errors, wrong};
use crate::pages::promise::names::{Names, choices};
use crate::pages::promise::{read_word, word_choices};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::civil::Date;
use lofte_app::activity;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::activity::{Activity, Entry, Logged};
use lofte_model::place::AreaCode;
use lofte_model::plan::{CommitmentRef, Fidelity};
use lofte_model::promise::Quantity;
use lofte_words::fulfilment::sum;
use lofte_words::{Message, SV};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "activity_log.html")]
struct LogPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: String,
    sum: String,
    action: String,
    /// Why nothing more is logged; empty where it can be.
    closed: String,
    errors: Vec<(String, String)>,
    fields: EntryFields,
    parties: Option<(Field, Vec<Choice>)>,
    entries: Vec<EntryLine>,
}

/// An entry with where it is corrected.
struct EntryLine {
    text: String,
    note: String,
    withdrawn: String,
    href: Option<String>,
}

/// The fields of an entry.
pub(super) struct EntryFields {
    pub(super) what: Option<(Field, Vec<Choice>)>,
    pub(super) fidelity: Option<(Field, Vec<Choice>)>,
    pub(super) count: Field,
    pub(super) day: Field,
    pub(super) area: (Field, Vec<Choice>),
    pub(super) place: Field,
    pub(super) note: Field,
}

/// An entry as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct EntryForm {
    pub(super) what: String,
    pub(super) count: String,
    pub(super) day: String,
    pub(super) fidelity: String,
    pub(super) area: String,
    pub(super) place: String,
    pub(super) note: String,
    pub(super) party: String,
    pub(super) version: String,
    pub(super) reason: String,
    pub(super) why: String,
}

impl EntryForm {
    /// As an entry stands.
    pub(super) fn of(entry: &Entry) -> Self {
        Self {
            what: crate::pages::promise::write_word(&entry.what),
            count: entry.count.to_string(),
            day: entry.day.to_string(),
            fidelity: crate::pages::promise::write_word(&entry.fidelity),
            area: entry.area.as_ref().map(ToString::to_string).unwrap_or_default(),
            place: entry.place.clone(),
            note: entry.note.clone(),
            ..Self::default()
        }
    }

    /// The entry, or everything in it that cannot be read.
    pub(super) fn read(&self) -> Result<Entry, AppError> {
        let count = match self.count.trim() {
            "" => Err(wrong("count", Message::plain("activity-no-count"))),
            count => count.parse().map_err(|_| wrong("count", Message::plain("activity-no-count"))),
        };
        let day = self.day.trim().parse::<Date>();
        match (count, day.map_err(|_| wrong("day", Message::plain("form-bad-date")))) {
            (Ok(count), Ok(day)) => Ok(Entry {
                what: read_word(&self.what).unwrap_or(Logged::Done),
                count,
                unit: String::new(),
                day,
                fidelity: read_word(&self.fidelity).unwrap_or(Fidelity::Unknown),
                area: (!self.area.is_empty()).then(|| AreaCode::new(self.area.as_str())),
                place: self.place.trim().to_owned(),
                note: self.note.trim().to_owned(),
            }),
            (count, day) => Err(AppError::Refused([count.err(), day.err()].into_iter().flatten().collect())),
        }
    }

    /// The fields, for an undertaking that promises so.
    pub(super) fn fields(&self, promised: &Quantity, names: &Names, errors: &Errors) -> EntryFields {
        let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
        let whats = [("done", "Det är gjort"), ("asked", "Någon har bett om det")];
        let whats = whats.map(|(value, label)| (value.to_owned(), label.to_owned()));
        let chosen = if self.what.is_empty() { "done" } else { &self.what };
        let on_request = *promised == Quantity::OnRequest;
        let as_intended = matches!(promised, Quantity::AsIntended { .. });
        let mut areas = vec![Choice::new("", "Inget särskilt")];
        areas.extend(names.area_choices(std::slice::from_ref(&self.area)));
        let count = promised
            .unit()
            .map_or_else(|| "Hur många gånger?".to_owned(), |unit| format!("Hur många {unit}?"));
        EntryFields {
            what: on_request
                .then(|| (field("what", "Vad har hänt?", ""), choices(whats, &[chosen.to_owned()]))),
            fidelity: as_intended.then(|| {
                let choices = word_choices("fidelity", &Fidelity::ALL, &self.fidelity);
                (field("fidelity", "Blev det som avsett?", ""), choices)
            }),
            count: field("count", &count, &self.count),
            day: field("day", "Vilken dag?", &self.day),
            area: (field("area", "I vilket område?", "").optional(), areas),
            place: field("place", "På vilken plats?", &self.place).optional(),
            note: field("note", "Anteckning", &self.note)
                .hint("Skriv om platser och saker. Namnge ingen person.")
                .optional(),
        }
    }
}

/// Visa formuläret för ett åtagande.
pub(super) async fn form(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((promise, commitment)): Path<(String, u16)>,
) -> Result<Response, WebError> {
    let known = find(&signed_in, &house, &promise, commitment).await?;
    let blank = EntryForm { count: "1".into(), day: house.today().to_string(), ..EntryForm::default() };
    Ok(page(&signed_in, &house, &known, &blank, &Errors::default()).await?.into_response())
}

/// Spara en insats.
pub(super) async fn save(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((promise, commitment)): Path<(String, u16)>,
    Form(form): Form<EntryForm>,
) -> Result<Response, WebError> {
    let known = find(&signed_in, &house, &promise, commitment).await?;
    match log(&signed_in, &house, &known, &form).await {
        Ok(activity) => {
            let place = format!("{HERE}?sparat={}#sparat", activity.id);
            Ok(Redirect::to(&place).into_response())
        }
        Err(AppError::Refused(messages)) => {
            let page = page(&signed_in, &house, &known, &form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn log(
    signed_in: &SignedIn,
    house: &House,
    known: &Loggable,
    form: &EntryForm,
) -> Result<Activity, AppError> {
    let reference = CommitmentRef { promise: known.promise.id, commitment: known.commitment.number };
    activity::log(&signed_in.actor, house, reference, form.party.parse().ok(), form.read()?).await
}

/// The undertaking that an address names, if the reader can log towards it.
async fn find(
    signed_in: &SignedIn,
    house: &House,
    promise: &str,
    commitment: u16,
) -> Result<Loggable, AppError> {
    let loggable = activity::loggable(&signed_in.actor, house).await?;
    let is_it =
        |known: &Loggable| known.promise.id.to_string() == promise && known.commitment.number == commitment;
    loggable.into_iter().find(is_it).ok_or_else(|| AppError::not_found("promise", promise))
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    known: &Loggable,
    form: &EntryForm,
    errors: &Errors,
) -> Result<Page<LogPage>, AppError> {
    let names = Names::gather(&signed_in.actor, house).await?;
    let here = super::href(known);
    let towards = |activity: &&Activity| {
        activity.commitment.promise == known.promise.id
            && activity.commitment.commitment == known.commitment.number
    };
    let entries = activity::list(&signed_in.actor, house).await?;
    let parties = known.parties.iter().map(|party| (party.id.to_string(), party.name.clone()));
    let chosen = [form.party.clone()];
    Ok(Page(LogPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Insatser", HERE),
            NavItem::new(
                format!("Löfte {}, åtagande {}", known.promise.number, known.commitment.number),
                here.clone(),
            )
            .at(&here),
        ],
        heading: known.commitment.text.clone(),
        sum: sum(SV, &known.commitment.quantity, &known.stands),
        closed: known.promise.closing().map(|_| SV.say("activity-closed")).unwrap_or_default(),
        errors: errors.list(),
        fields: form.fields(&known.commitment.quantity, &names, errors),
        parties: (known.parties.len() > 1)
            .then(|| (Field::new("party", "Vems insats är det?"), choices(parties, &chosen))),
        entries: entries.iter().filter(towards).map(|activity| line(activity, &names)).collect(),
        action: here,
    }))
}

fn line(activity: &Activity, names: &Names) -> EntryLine {
    EntryLine {
        text: told(activity, names),
        note: activity.entry.note.clone(),
        withdrawn: activity.withdrawn.as_ref().map(|gone| gone.reason.clone()).unwrap_or_default(),
        href: activity.withdrawn.is_none().then(|| format!("{HERE}/rad/{}", activity.id)),
    }
}
