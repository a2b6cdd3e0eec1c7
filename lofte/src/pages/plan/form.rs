//! Writing a measure, and changing one with a reason: what is done, against which numbered causes, for which undertaking, by whom and when.

use super::details::MoreFields;
use super::href;
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::meanwhile::Meanwhile;
use crate::pages::promise::errors::{Errors, wrong};
use crate::pages::promise::names::{Names, choices};
use crate::pages::promise::{read_word, word_choices, write_word};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::civil::Date;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{plan, problem, promise};
use lofte_model::access::{Action, Actor};
use lofte_model::id::{MeasureId, PartyId};
use lofte_model::plan::{CauseRef, CommitmentRef, Details, Measure, MeasureKind, MeasureStatus};
use lofte_model::promise::PromiseState;
use lofte_store::{Noun, StoreError, Versioned};
use lofte_words::Message;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "measure_form.html")]
struct MeasureFormPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: String,
    action: String,
    cancel: String,
    version: String,
    why: Option<Field>,
    errors: Vec<(String, String)>,
    title: Field,
    description: Field,
    causes: (Field, Vec<Choice>),
    commitment: (Field, Vec<Choice>),
    kind: (Field, Vec<Choice>),
    owner: (Field, Vec<Choice>),
    function: Field,
    deadline: Field,
    operative_goal: Field,
    more: MoreFields,
    library: (Field, Vec<Choice>),
}

/// A measure as it was sent. Causes and undertaking are written `id/number`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MeasureForm {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) causes: Vec<String>,
    pub(super) commitment: String,
    pub(super) kind: String,
    pub(super) owner: String,
    pub(super) function: String,
    pub(super) deadline: String,
    pub(super) operative_goal: String,
    pub(super) start: String,
    pub(super) moments: String,
    pub(super) after: Vec<String>,
    pub(super) dose: String,
    pub(super) documentation: String,
    pub(super) following_up: String,
    pub(super) deputy: String,
    pub(super) contact: String,
    pub(super) hours_planning: String,
    pub(super) hours_doing: String,
    pub(super) hours_following_up: String,
    pub(super) cost_planning: String,
    pub(super) cost_doing: String,
    pub(super) cost_following_up: String,
    pub(super) work: String,
    pub(super) level: String,
    pub(super) horizon: String,
    pub(super) evidence: String,
    pub(super) source: String,
    pub(super) camera_ground: String,
    pub(super) camera_review: String,
    pub(super) also_in: String,
    pub(super) focus: String,
    pub(super) library: String,
    pub(super) fill: String,
    pub(super) version: String,
    pub(super) why: String,
}

#[derive(Deserialize)]
pub(super) struct Fulfilling {
    #[serde(default)]
    atagande: String,
    #[serde(default)]
    bibliotek: String,
}

/// Visa ett tomt formulär.
pub(super) async fn blank(
    signed_in: SignedIn,
    State(house): State<House>,
    Query(query): Query<Fulfilling>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::EditPlan)?;
    let form = MeasureForm { commitment: query.atagande, library: query.bibliotek, ..MeasureForm::default() };
    let form = form.filled_by_library(&signed_in.actor, &house).await?;
    Ok(page(&signed_in, &house, None, &form, &Errors::default()).await?.into_response())
}

/// Visa formuläret med det som står om åtgärden.
pub(super) async fn filled(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let known = known(&signed_in.actor, &house, &id).await?;
    let form = MeasureForm::of(&known);
    Ok(page(&signed_in, &house, Some(&known.value), &form, &Errors::default()).await?.into_response())
}

/// Ändra åtgärden, också vem som ansvarar, med skälet.
pub(super) async fn amend(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
    Form(form): Form<MeasureForm>,
) -> Result<Response, WebError> {
    let known = known(&signed_in.actor, &house, &id).await?;
    if !form.fill.is_empty() {
        let form = form.filled_by_library(&signed_in.actor, &house).await?;
        return Ok(page(&signed_in, &house, Some(&known.value), &form, &Errors::default())
            .await?
            .into_response());
    }
    let read = form.version.parse().unwrap_or(0);
    let saved = match form.read() {
        Ok(measure) => {
            let measure = Measure { id: known.value.id, ..measure };
            plan::amend(&signed_in.actor, &house, measure, read, &form.why).await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(measure) => Ok(Redirect::to(&href(&measure)).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(&signed_in, &house, Some(&known.value), &form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(AppError::Store(StoreError::Conflict(_))) => {
            let first = Meanwhile::of(&signed_in, &house, Noun::Measure, known.value.id).await?.message();
            let form = MeasureForm { version: known.version.to_string(), ..form };
            let page = page(&signed_in, &house, Some(&known.value), &form, &Errors::of(&[first])).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn known(actor: &Actor, house: &House, id: &str) -> Result<Versioned<Measure>, AppError> {
    actor.require(Action::EditPlan)?;
    let named = super::named(actor, house, id).await?;
    plan::to_edit(actor, house, named.id).await
}

/// Lägg till åtgärden i planen.
pub(super) async fn create(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<MeasureForm>,
) -> Result<Response, WebError> {
    if !form.fill.is_empty() {
        signed_in.actor.require(Action::EditPlan)?;
        let form = form.filled_by_library(&signed_in.actor, &house).await?;
        return Ok(page(&signed_in, &house, None, &form, &Errors::default()).await?.into_response());
    }
    match save(&signed_in.actor, &house, &form).await {
        Ok(measure) => Ok(Redirect::to(&href(&measure)).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(&signed_in, &house, None, &form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn save(actor: &Actor, house: &House, form: &MeasureForm) -> Result<Measure, AppError> {
    actor.require(Action::EditPlan)?;
    let measure = form.read()?;
    plan::add(actor, house, measure).await
}

impl MeasureForm {
    /// As a measure stands.
    fn of(known: &Versioned<Measure>) -> Self {
        let measure = &known.value;
        let cause = |cause: &CauseRef| format!("{}/{}", cause.problem, cause.cause);
        let commitment = |of: &CommitmentRef| format!("{}/{}", of.promise, of.commitment);
        Self {
            title: measure.title.clone(),
            description: measure.description.clone(),
            causes: measure.causes.iter().map(cause).collect(),
            commitment: measure.commitment.as_ref().map(commitment).unwrap_or_default(),
            kind: write_word(&measure.kind),
            owner: measure.owner.to_string(),
            function: measure.function.clone(),
            deadline: measure.deadline.to_string(),
            operative_goal: measure.operative_goal.clone(),
            version: known.version.to_string(),
            ..Self::detailed(&measure.details)
        }
    }

    /// The measure, or everything in the form that cannot be read. What the model demands it says itself.
    fn read(&self) -> Result<Measure, AppError> {
        let owner =
            self.owner.parse::<PartyId>().map_err(|_| wrong("owner", Message::plain("form-choose-one")));
        let deadline =
            self.deadline.parse::<Date>().map_err(|_| wrong("deadline", Message::plain("form-bad-date")));
        let kind = read_word::<MeasureKind>(&self.kind)
            .ok_or_else(|| wrong("kind", Message::plain("form-choose-one")));
        let details = self.details();
        let measure = |owner: PartyId, deadline: Date, kind: MeasureKind, details: Details| Measure {
            id: MeasureId(uuid::Uuid::now_v7()),
            number: 0,
            title: self.title.trim().to_owned(),
            description: self.description.trim().to_owned(),
            causes: self.causes.iter().filter_map(|text| cause(text)).collect(),
            commitment: commitment(&self.commitment),
            kind,
            owner,
            function: self.function.trim().to_owned(),
            deadline,
            operative_goal: self.operative_goal.trim().to_owned(),
            status: MeasureStatus::NEW,
            reports: Vec::new(),
            details,
        };
        match (owner, deadline, kind, details) {
            (Ok(owner), Ok(deadline), Ok(kind), Ok(details)) => Ok(measure(owner, deadline, kind, details)),
            (owner, deadline, kind, details) => {
                let wrong = [owner.err(), deadline.err(), kind.err()].into_iter().flatten();
                Err(AppError::Refused(wrong.chain(details.err().unwrap_or_default()).collect()))
            }
        }
    }
}

fn cause(text: &str) -> Option<CauseRef> {
    let (problem, cause) = text.split_once('/')?;
    Some(CauseRef { problem: problem.parse().ok()?, cause: cause.parse().ok()? })
}

fn commitment(text: &str) -> Option<CommitmentRef> {
    let (promise, commitment) = text.split_once('/')?;
    Some(CommitmentRef { promise: promise.parse().ok()?, commitment: commitment.parse().ok()? })
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    known: Option<&Measure>,
    form: &MeasureForm,
    errors: &Errors,
) -> Result<Page<MeasureFormPage>, AppError> {
    let actor = &signed_in.actor;
    let names = Names::gather(actor, house).await?;
    let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
    let (heading, here) = match known {
        Some(known) => (format!("Ändra åtgärd {}", known.number), format!("{}/andra", href(known))),
        None => ("Ny åtgärd".to_owned(), "/plan/ny".to_owned()),
    };
    Ok(Page(MeasureFormPage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Åtgärdsplan", "/plan"), NavItem::new(heading.clone(), here.clone()).at(&here)],
        heading,
        cancel: known.map_or_else(|| "/plan".to_owned(), href),
        action: here,
        version: form.version.clone(),
        why: known.is_some().then(|| {
            field("why", "Varför ändras den?", &form.why)
                .hint("Till exempel: ny ansvarig. Det som stod förut finns kvar tillsammans med skälet.")
        }),
        errors: errors.list(),
        title: field("title", "Åtgärden i några ord", &form.title),
        description: field("description", "Vad görs, steg för steg?", &form.description).optional(),
        causes: (
            field("causes", "Vilka orsaker ska den ta bort eller försvaga?", "").hint("Minst en."),
            choices(cause_choices(actor, house).await?, &form.causes),
        ),
        commitment: (
            field("commitment", "Vilket åtagande uppfyller den?", "").optional(),
            choices(commitment_choices(actor, house).await?, std::slice::from_ref(&form.commitment)),
        ),
        kind: (
            field("kind", "Vad är det för slags åtgärd?", "")
                .hint("Situationell: ändrar platsen eller situationen. Social: ändrar villkor och attityder, på längre sikt."),
            word_choices("measure-kind", &[MeasureKind::Situational, MeasureKind::Social], &form.kind),
        ),
        owner: (
            field("owner", "Vilken organisation ansvarar?", "").hint("En enda, även när flera hjälps åt."),
            owner_choices(&names, &form.owner),
        ),
        function: field("function", "Vilken funktion där?", &form.function)
            .hint("Till exempel driftchef. Skriv inget namn."),
        deadline: field("deadline", "Senast klar", &form.deadline),
        operative_goal: field("operative_goal", "Vad ska åtgärden i sig leda till?", &form.operative_goal).optional(),
        library: (
            field("library", "Utgå från en åtgärd i biblioteket?", "")
                .hint("Fyller i det som är tomt. Det du redan har skrivit ändras inte.")
                .optional(),
            super::details::entries(actor, house, &form.library).await?,
        ),
        more: form.more_fields(errors, &super::details::around(actor, house, known).await?),
    }))
}

fn owner_choices(names: &Names, chosen: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", "Välj")];
    choices.extend(names.party_choices(&[chosen.to_owned()]));
    choices
}

async fn cause_choices(actor: &Actor, house: &House) -> Result<Vec<(String, String)>, AppError> {
    let problems = problem::list(actor, house).await?;
    let of = |problem: &lofte_model::problem::Problem| {
        let (id, number) = (problem.id, problem.number);
        let named = problem.causes.iter().map(move |cause| {
            (
                format!("{id}/{}", cause.number),
                format!("Problem {number}, orsak {}: {}", cause.number, cause.statement),
            )
        });
        named.collect::<Vec<_>>()
    };
    Ok(problems.iter().flat_map(of).collect())
}

async fn commitment_choices(actor: &Actor, house: &House) -> Result<Vec<(String, String)>, AppError> {
    let promises = promise::list(actor, house).await?;
    let current = promises.iter().filter(|promise| !matches!(promise.state, PromiseState::Historical { .. }));
    let of = |promise: &lofte_model::promise::CitizenPromise| {
        let (id, number) = (promise.id, promise.number);
        let named = promise.commitments.iter().map(move |one| {
            (format!("{id}/{}", one.number), format!("Löfte {number}, åtagande {}: {}", one.number, one.text))
        });
        named.collect::<Vec<_>>()
    };
    let none = (String::new(), "Inget: åtgärden hör bara till planen".to_owned());
    Ok(std::iter::once(none).chain(current.flat_map(of)).collect())
}
