//! The library of measures: what is known of measures of a kind, the municipality's own entries among them.
//!
//! An entry is chosen in the form of a measure, where it fills what is empty ([`super::form`]).

use crate::face::part::{Choice, Event, Field};
use crate::face::{Frame, NavItem};
use crate::pages::former;
use crate::pages::meanwhile::Meanwhile;
use crate::pages::promise::errors::{Errors, refused_at, wrong};
use crate::pages::promise::{read_word, word_choices, write_word};
use crate::pages::publication::mask;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::library::{self, Entry};
use lofte_model::access::Action;
use lofte_model::id::LibraryId;
use lofte_model::plan::{EvidenceStrength, Horizon, LibraryMeasure, MeasureKind, PreventionLevel, WorkForm};
use lofte_store::{Noun, StoreError, Versioned};
use lofte_words::{Message, SV, capital};
use serde::Deserialize;
use serde::de::DeserializeOwned;

const HERE: &str = "/plan/bibliotek";

#[derive(Template)]
#[template(path = "library.html")]
struct ListPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    entries: Vec<Shown>,
    may_edit: bool,
}

/// An entry as it is read.
struct Shown {
    key: String,
    title: String,
    summary: String,
    facts: Vec<(String, String)>,
    edit: Option<String>,
}

#[derive(Template)]
#[template(path = "library_form.html")]
struct FormPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: String,
    action: String,
    read: String,
    errors: Vec<(String, String)>,
    title: Field,
    summary: Field,
    choices: Vec<(Field, Vec<Choice>)>,
    source: Field,
    operative_goal: Field,
    following_up: Field,
    why: Option<Field>,
    gone: Option<Field>,
    former: Vec<Event>,
    mask: Option<String>,
}

/// An entry as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct EntryForm {
    title: String,
    summary: String,
    kind: String,
    level: String,
    horizon: String,
    work: String,
    evidence: String,
    source: String,
    operative_goal: String,
    following_up: String,
    read: String,
    why: String,
    gone: String,
}

impl EntryForm {
    fn of(measure: &LibraryMeasure, read: i64) -> Self {
        Self {
            title: measure.title.clone(),
            summary: measure.summary.clone(),
            kind: write_word(&measure.kind),
            level: write_word(&measure.level),
            horizon: write_word(&measure.horizon),
            work: measure.work.map(|work| write_word(&work)).unwrap_or_default(),
            evidence: write_word(&measure.evidence),
            source: measure.source.clone(),
            operative_goal: measure.operative_goal.clone(),
            following_up: measure.following_up.clone(),
            read: read.to_string(),
            ..Self::default()
        }
    }

    fn read(&self) -> Result<LibraryMeasure, AppError> {
        Ok(LibraryMeasure {
            title: self.title.trim().to_owned(),
            summary: self.summary.trim().to_owned(),
            kind: chosen("kind", &self.kind)?,
            level: chosen("level", &self.level)?,
            horizon: chosen("horizon", &self.horizon)?,
            work: read_word(&self.work),
            evidence: chosen("evidence", &self.evidence)?,
            source: self.source.trim().to_owned(),
            operative_goal: self.operative_goal.trim().to_owned(),
            following_up: self.following_up.trim().to_owned(),
        })
    }

    fn choices(&self, errors: &Errors) -> Vec<(Field, Vec<Choice>)> {
        let field = |name: &str, label: &str| errors.mark(Field::new(name, label));
        let mut work = vec![Choice::new("", "Antingen").chosen_if(&self.work)];
        work.extend(word_choices("work-form", &WorkForm::ALL, &self.work));
        vec![
            (
                field("kind", "Slag"),
                word_choices("measure-kind", &[MeasureKind::Situational, MeasureKind::Social], &self.kind),
            ),
            (field("level", "Nivå"), word_choices("prevention-level", &PreventionLevel::ALL, &self.level)),
            (field("horizon", "När väntas effekten?"), word_choices("horizon", &Horizon::ALL, &self.horizon)),
            (field("work", "Punktinsats eller ordinarie arbete?").optional(), work),
            (
                field("evidence", "Hur väl är effekten känd?"),
                word_choices("evidence-strength", &EvidenceStrength::ALL, &self.evidence),
            ),
        ]
    }
}

fn chosen<T: DeserializeOwned>(name: &str, word: &str) -> Result<T, AppError> {
    read_word(word).ok_or_else(|| AppError::refused(wrong(name, Message::plain("form-choose-one"))))
}

/// Visa biblioteket.
pub(super) async fn list(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    let may_edit = signed_in.actor.may(Action::EditPlan);
    let entries = library::list(&signed_in.actor, &house).await?;
    let page = ListPage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Åtgärdsplan", "/plan"), NavItem::new("Åtgärdsbibliotek", HERE).at(HERE)],
        entries: entries.into_iter().map(|entry| shown(entry, may_edit)).collect(),
        may_edit,
    };
    Ok(Page(page).into_response())
}

fn shown(entry: Entry, may_edit: bool) -> Shown {
    let measure = entry.measure;
    let evidence = capital(&SV.word("evidence-strength", &measure.evidence));
    let evidence =
        if measure.source.is_empty() { evidence } else { format!("{evidence}: {}", measure.source) };
    let mut facts = vec![
        ("Slag".to_owned(), capital(&SV.word("measure-kind", &measure.kind))),
        ("Nivå".to_owned(), capital(&SV.word("prevention-level", &measure.level))),
        ("Sikt".to_owned(), capital(&SV.word("horizon", &measure.horizon))),
        ("Evidens".to_owned(), evidence),
    ];
    if entry.own {
        facts.push(("Skriven av".to_owned(), "Kommunen".to_owned()));
    }
    Shown {
        edit: (entry.own && may_edit).then(|| format!("{HERE}/{}", entry.key)),
        key: entry.key,
        title: measure.title,
        summary: measure.summary,
        facts,
    }
}

/// Visa ett tomt formulär.
pub(super) async fn blank(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    signed_in.actor.require(Action::EditPlan)?;
    let form = EntryForm { evidence: write_word(&EvidenceStrength::Unknown), ..EntryForm::default() };
    Ok(page(&signed_in, &house, None, &form, &Errors::default()).await?.into_response())
}

/// Lägg till en egen åtgärd i biblioteket.
pub(super) async fn create(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<EntryForm>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::EditPlan)?;
    let added = match form.read() {
        Ok(measure) => library::add(&signed_in.actor, &house, measure).await.map(drop),
        Err(error) => Err(error),
    };
    answer(&signed_in, &house, None, form, added).await
}

/// Visa en egen åtgärd i biblioteket för att ändra den.
pub(super) async fn filled(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = named(&id)?;
    let known = library::to_edit(&signed_in.actor, &house, id).await?;
    let form = EntryForm::of(&known.value.measure, known.version);
    Ok(page(&signed_in, &house, Some(id), &form, &Errors::default()).await?.into_response())
}

/// Ändra en egen åtgärd i biblioteket.
pub(super) async fn amend(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
    Form(form): Form<EntryForm>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::EditPlan)?;
    let id = named(&id)?;
    let amended = match form.read() {
        Ok(measure) => {
            let of = (id, form.read.parse().unwrap_or(0));
            library::amend(&signed_in.actor, &house, of, measure, &form.why).await.map(drop)
        }
        Err(error) => Err(error),
    };
    answer(&signed_in, &house, Some(id), form, amended).await
}

/// Erbjud den inte längre.
pub(super) async fn withdraw(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
    Form(sent): Form<EntryForm>,
) -> Result<Response, WebError> {
    let id = named(&id)?;
    let known = library::to_edit(&signed_in.actor, &house, id).await?;
    let gone = library::withdraw(&signed_in.actor, &house, id, &sent.gone).await;
    let form = EntryForm { gone: sent.gone, ..EntryForm::of(&known.value.measure, known.version) };
    answer(&signed_in, &house, Some(id), form, gone.map_err(|error| refused_at("gone", error))).await
}

fn named(id: &str) -> Result<LibraryId, AppError> {
    id.parse().map_err(|_| AppError::not_found("library_measure", id))
}

async fn answer(
    signed_in: &SignedIn,
    house: &House,
    id: Option<LibraryId>,
    form: EntryForm,
    done: Result<(), AppError>,
) -> Result<Response, WebError> {
    match (done, id) {
        (Ok(()), _) => Ok(Redirect::to(HERE).into_response()),
        (Err(AppError::Refused(messages)), id) => {
            let page = page(signed_in, house, id, &form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        (Err(AppError::Store(StoreError::Conflict(_))), Some(id)) => {
            let first = Meanwhile::of(signed_in, house, Noun::LibraryMeasure, id).await?.message();
            let now = library::to_edit(&signed_in.actor, house, id).await?;
            let form = EntryForm { read: now.version.to_string(), ..form };
            let page = page(signed_in, house, Some(id), &form, &Errors::of(&[first])).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        (Err(error), _) => Err(error.into()),
    }
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    id: Option<LibraryId>,
    form: &EntryForm,
    errors: &Errors,
) -> Result<Page<FormPage>, AppError> {
    let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
    let known = match id {
        Some(id) => Some(library::to_edit(&signed_in.actor, house, id).await?),
        None => None,
    };
    let former = match &known {
        Some(Versioned { value, .. }) => {
            former::told(signed_in, house, (Action::EditPlan, Noun::LibraryMeasure), &value.id, value).await?
        }
        None => Vec::new(),
    };
    let heading = if id.is_some() { "Ändra i biblioteket" } else { "Ny åtgärd i biblioteket" };
    let action = id.map_or_else(|| format!("{HERE}/ny"), |id| format!("{HERE}/{id}"));
    Ok(Page(FormPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Åtgärdsplan", "/plan"),
            NavItem::new("Åtgärdsbibliotek", HERE),
            NavItem::new(heading, action.clone()).at(&action),
        ],
        heading: heading.to_owned(),
        read: form.read.clone(),
        errors: errors.list(),
        title: field("title", "Vad kallas den?", &form.title),
        summary: field("summary", "Vad görs, och vad är känt om det?", &form.summary),
        choices: form.choices(errors),
        source: field("source", "Varifrån är det känt?", &form.source)
            .hint("Författare, år och titel. Behövs om effekten är känd.")
            .optional(),
        operative_goal: field("operative_goal", "Vad ska den i sig leda till?", &form.operative_goal)
            .optional(),
        following_up: field("following_up", "Hur kan den följas upp?", &form.following_up).optional(),
        why: id.map(|_| field("why", "Varför ändras den?", &form.why)),
        gone: id.map(|_| field("gone", "Varför ska den inte erbjudas längre?", &form.gone)),
        former,
        mask: id.and_then(|id| mask::href(&signed_in.actor, Noun::LibraryMeasure, id)),
        action,
    }))
}
