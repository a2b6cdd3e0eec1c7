//! Writing a promise: text, period, places, problems; undertakings are in [`super::commitment`], the effect goal is in
//! [`super::goal`].
//!
//! A draft may lack things: the gate on the promise's own page says what stands between it and the signatures. What
//! cannot be read (a day, a number) is refused with everything that was filled in still there.

use super::commitment::CommitmentFields;
use super::errors::{Errors, wrong};
use super::goal::{GoalFields, Goals, goal_fields, put_goal, read_goal};
use super::names::{Names, choices};
use super::posted::Posted;
use super::{commitment, href};
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::meanwhile::{Meanwhile, now_says_message};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::civil::Date;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{problem, promise};
use lofte_model::access::{Action, Actor};
use lofte_model::id::{PartyId, ProblemId, PromiseId};
use lofte_model::period::Period;
use lofte_model::place::AreaCode;
use lofte_model::problem::Problem;
use lofte_model::promise::{CitizenPromise, PromiseState, Sides};
use lofte_store::{Noun, StoreError, Versioned};
use lofte_words::Message;

/// The field with the version that the form was filled with.
const VERSION: &str = "version";
/// What the box for a second reader sends.
const SECOND_READER: &str = "ja";
/// Fields that are the form's own.
const OF_THE_FORM: [&str; 4] = [VERSION, "form_number", commitment::COUNT, commitment::MORE];

#[derive(Template)]
#[template(path = "promise_form.html")]
struct PromiseFormPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: String,
    action: String,
    cancel: String,
    version: String,
    signed: bool,
    errors: Vec<(String, String)>,
    title: Field,
    text: Field,
    from: Field,
    to: Field,
    areas: (Field, Vec<Choice>),
    problems: (Field, Vec<Choice>),
    continues: (Field, Vec<Choice>),
    sides: (Field, Vec<Choice>),
    second_reader: (Field, Vec<Choice>),
    commitments: Vec<CommitmentFields>,
    rows: u16,
    goal: GoalFields,
}

/// Visa ett tomt formulär.
pub(super) async fn blank(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    signed_in.actor.require(Action::DraftPromise)?;
    let posted = Posted::default();
    Ok(page(&signed_in, &house, None, &posted, &Errors::default()).await?.into_response())
}

/// Visa formuläret med det som står i löftet.
pub(super) async fn filled(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::DraftPromise)?;
    let known = open(&signed_in.actor, &house, &name).await?;
    let form = versioned(&known);
    Ok(page(&signed_in, &house, Some(&known.value), &form, &Errors::default()).await?.into_response())
}

/// Skriv ned ett nytt löfte.
pub(super) async fn create(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<Posted>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::DraftPromise)?;
    if is_for_a_row(&form) {
        return Ok(page(&signed_in, &house, None, &form, &Errors::default()).await?.into_response());
    }
    let saved = save(&signed_in.actor, &house, None, &form).await;
    answer(&signed_in, &house, None, &form, saved).await
}

/// Ändra ett löfte som inte är fryst.
pub(super) async fn edit(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(form): Form<Posted>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::DraftPromise)?;
    let known = open(&signed_in.actor, &house, &name).await?;
    if is_for_a_row(&form) {
        return Ok(page(&signed_in, &house, Some(&known.value), &form, &Errors::default())
            .await?
            .into_response());
    }
    let saved = save(&signed_in.actor, &house, Some(&known.value), &form).await;
    if let Err(AppError::Store(StoreError::Conflict(_))) = saved {
        return Ok(meanwhile(&signed_in, &house, &known, form).await?);
    }
    answer(&signed_in, &house, Some(&known.value), &form, saved).await
}

/// Whether the form was sent to get one more row, and nothing is to be saved.
fn is_for_a_row(form: &Posted) -> bool {
    !form.one(commitment::MORE).is_empty()
}

/// The form again, after somebody else saved first: what was written stays, and what stands now is told at each field.
async fn meanwhile(
    signed_in: &SignedIn,
    house: &House,
    now: &Versioned<CitizenPromise>,
    form: Posted,
) -> Result<Response, AppError> {
    let actor = &signed_in.actor;
    let theirs = posted(&now.value);
    let names = Names::gather(actor, house).await?;
    let problems = problem::list(actor, house).await?;
    let first = Meanwhile::of(signed_in, house, Noun::Promise, now.value.id).await?.message();
    let mut wrongs = vec![wrong("main", first)];
    let mut fields: Vec<&String> = theirs.0.iter().chain(&form.0).map(|(name, _)| name).collect();
    fields.sort();
    fields.dedup();
    for field in fields.into_iter().filter(|field| !OF_THE_FORM.contains(&field.as_str())) {
        let (ours, stands) = (form.many(field), theirs.many(field));
        let same = |one: &[String], other: &[String]| {
            one.iter().map(|text| text.trim()).eq(other.iter().map(|text| text.trim()))
        };
        let empty = |values: &[String]| values.iter().all(|value| value.trim().is_empty());
        if !(same(&ours, &stands) || empty(&ours) && empty(&stands)) {
            let labels: Vec<String> = stands.iter().map(|value| label(value, &names, &problems)).collect();
            wrongs.push(wrong(field, now_says_message(&labels.join(", "))));
        }
    }
    let form = Posted(form.0.into_iter().filter(|(name, _)| name != VERSION).collect());
    let form = with_version(form, now.version);
    let page = page(signed_in, house, Some(&now.value), &form, &Errors::of(&wrongs)).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// A value as people know it: codes of areas, parties and problems by their names.
fn label(value: &str, names: &Names, problems: &[Problem]) -> String {
    if let Some(problem) = problems.iter().find(|problem| problem.id.to_string() == value) {
        return format!("{}. {}", problem.number, problem.title);
    }
    if let Some((problem, cause)) = value.split_once('/') {
        let known = problems.iter().find(|known| known.id.to_string() == problem);
        let cause =
            known.and_then(|known| known.causes.iter().find(|known| known.number.to_string() == cause));
        return cause.map_or_else(|| value.to_owned(), |cause| cause.statement.clone());
    }
    match value.parse::<PartyId>() {
        Ok(party) => names.party(party),
        Err(_) => names.area(&AreaCode::new(value)),
    }
}

/// What the form would send for a promise as it stands, with its version.
fn versioned(known: &Versioned<CitizenPromise>) -> Posted {
    with_version(posted(&known.value), known.version)
}

fn with_version(mut form: Posted, version: i64) -> Posted {
    form.put(VERSION, &version);
    form
}

/// The named promise, unless it is frozen.
async fn open(actor: &Actor, house: &House, name: &str) -> Result<Versioned<CitizenPromise>, AppError> {
    let named = promise::named(actor, house, name).await?;
    let known = promise::to_edit(actor, house, named.id).await?;
    match known.value.state {
        PromiseState::Draft | PromiseState::Proposed { .. } => Ok(known),
        _ => Err(AppError::refused(Message::plain("promise-frozen"))),
    }
}

async fn answer(
    signed_in: &SignedIn,
    house: &House,
    known: Option<&CitizenPromise>,
    form: &Posted,
    saved: Result<CitizenPromise, AppError>,
) -> Result<Response, WebError> {
    match saved {
        Ok(promise) => Ok(Redirect::to(&href(&promise)).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(signed_in, house, known, form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn save(
    actor: &Actor,
    house: &House,
    known: Option<&CitizenPromise>,
    form: &Posted,
) -> Result<CitizenPromise, AppError> {
    actor.require(Action::DraftPromise)?;
    let goals = Goals::gather(actor, house, known).await?;
    let contents = read(form, known, &goals)?;
    match known {
        // A form without its version is as old as can be.
        Some(_) => promise::edit(actor, house, contents, form.one(VERSION).parse().unwrap_or(0)).await,
        None => promise::create(actor, house, contents).await,
    }
}

/// The promise that a form describes, or everything in it that cannot be read.
fn read(form: &Posted, known: Option<&CitizenPromise>, goals: &Goals) -> Result<CitizenPromise, AppError> {
    let mut problems = Vec::new();
    for field in ["title", "text"] {
        if form.one(field).is_empty() {
            problems.push(wrong(field, Message::plain("promise-gap-text")));
        }
    }
    let mut keep = |messages: Vec<Message>| problems.extend(messages);
    let period = read_period(form).map_err(&mut keep).ok();
    let commitments = commitment::read(form, known).map_err(&mut keep).unwrap_or_default();
    let goal = read_goal(form, goals).map_err(&mut keep).ok();
    let (Some(period), Some(effect_goal), true) = (period, goal, problems.is_empty()) else {
        return Err(AppError::Refused(problems));
    };
    Ok(CitizenPromise {
        id: known.map_or_else(|| PromiseId(uuid::Uuid::now_v7()), |known| known.id),
        number: 0,
        title: form.one("title").to_owned(),
        text: form.one("text").to_owned(),
        period,
        areas: form.many("areas").into_iter().map(AreaCode::new).collect(),
        problems: form.read::<ProblemId>("problems"),
        commitments,
        effect_goal,
        continues: form.one("continues").parse().ok(),
        carried: Vec::new(),
        state: PromiseState::Draft,
        sealed: None,
        sides: Sides {
            further: form.read::<PartyId>("sides"),
            second_reader: !form.one("second_reader").is_empty(),
            joint: None,
        },
        goals: known.map(|known| known.goals.clone()).unwrap_or_default(),
    })
}

pub(super) fn read_period(form: &Posted) -> Result<Period, Vec<Message>> {
    let day = |field: &str| {
        form.one(field).parse::<Date>().map_err(|_| wrong(field, Message::plain("form-bad-date")))
    };
    match (day("from"), day("to")) {
        (Ok(from), Ok(to)) => {
            Period::new(from, to).map_err(|_| vec![wrong("to", Message::plain("form-backwards"))])
        }
        (from, to) => Err([from.err(), to.err()].into_iter().flatten().collect()),
    }
}

/// What the form would send for a promise as it stands.
fn posted(promise: &CitizenPromise) -> Posted {
    let mut form = Posted::default();
    form.put("title", &promise.title);
    form.put("text", &promise.text);
    form.put("from", &promise.period.from());
    form.put("to", &promise.period.to());
    promise.areas.iter().for_each(|area| form.put("areas", area));
    promise.problems.iter().for_each(|problem| form.put("problems", problem));
    for commitment in &promise.commitments {
        commitment::put(&mut form, commitment);
    }
    if let Some(goal) = &promise.effect_goal {
        put_goal(&mut form, goal);
    }
    promise.sides.further.iter().for_each(|side| form.put("sides", side));
    if promise.sides.second_reader {
        form.put("second_reader", SECOND_READER);
    }
    if let Some(continues) = promise.continues {
        form.put("continues", &continues);
    }
    form
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    known: Option<&CitizenPromise>,
    form: &Posted,
    errors: &Errors,
) -> Result<Page<PromiseFormPage>, AppError> {
    let actor = &signed_in.actor;
    let names = Names::gather(actor, house).await?;
    let goals = Goals::gather(actor, house, known).await?;
    let problems = problem::list(actor, house).await?;
    let field = |name: &str, label: &str| errors.mark(Field::new(name, label).value(form.one(name)));
    let (heading, action, cancel) = address(known);
    Ok(Page(PromiseFormPage {
        frame: signed_in.frame(),
        crumbs: crumbs(known, &action),
        heading,
        cancel,
        version: form.one(VERSION).to_owned(),
        signed: known.is_some_and(|known| matches!(known.state, PromiseState::Proposed { .. })),
        errors: errors.list(),
        title: field("title", "Kort namn").hint("Till exempel: Tryggare stationsområde."),
        text: field("text", "Löftet med vanliga ord")
            .hint("Så här läser de som bor och verkar i kommunen det. Namnge ingen person."),
        from: field("from", "Gäller från och med"),
        to: field("to", "Gäller till och med"),
        areas: (
            field("areas", "Var gäller löftet?").hint("Kryssa inget om det gäller hela kommunen.").optional(),
            names.area_choices(&form.many("areas")),
        ),
        problems: (
            field("problems", "Vilka problem svarar löftet på?").later(),
            problem_choices(&problems, form),
        ),
        continues: (
            field("continues", "Fortsätter det på ett tidigare löfte?").optional(),
            earlier_choices(actor, house, known, form).await?,
        ),
        sides: (
            field("sides", "Vilka undertecknar löftet, utöver kommunen och polisen?")
                .hint("Till exempel bostadsbolaget, regionen eller en annan kommun. De räknas in i det som undertecknas.")
                .optional(),
            names.side_choices(&form.many("sides")),
        ),
        second_reader: (
            field("second_reader", "Två par ögon på varje sida?").optional(),
            choices(
                [(SECOND_READER.to_owned(), "Den som har skrivit i löftet får inte underteckna det".to_owned())],
                &[form.one("second_reader").to_owned()],
            ),
        ),
        commitments: commitment::fields(form, known, errors, (&names, &problems)),
        rows: commitment::rows(form, known),
        goal: goal_fields(form, errors, &names, &goals),
        action,
    }))
}

/// Heading, address to send to, address to go back to.
fn address(known: Option<&CitizenPromise>) -> (String, String, String) {
    match known {
        None => ("Nytt löfte".into(), "/loften/nytt".into(), "/loften".into()),
        Some(known) => {
            (format!("Ändra löfte {}", known.number), format!("{}/andra", href(known)), href(known))
        }
    }
}

fn crumbs(known: Option<&CitizenPromise>, here: &str) -> Vec<NavItem> {
    let mut crumbs = vec![NavItem::new("Löften", "/loften")];
    crumbs.extend(known.map(|known| NavItem::new(format!("Löfte {}", known.number), href(known))));
    let label = if known.is_some() { "Ändra" } else { "Nytt löfte" };
    crumbs.push(NavItem::new(label, here).at(here));
    crumbs
}

fn problem_choices(problems: &[Problem], form: &Posted) -> Vec<Choice> {
    let named = problems
        .iter()
        .map(|problem| (problem.id.to_string(), format!("{}. {}", problem.number, problem.title)));
    choices(named, &form.many("problems"))
}

async fn earlier_choices(
    actor: &Actor,
    house: &House,
    known: Option<&CitizenPromise>,
    form: &Posted,
) -> Result<Vec<Choice>, AppError> {
    let promises = promise::list(actor, house).await?;
    let others = promises.iter().filter(|promise| known.is_none_or(|known| known.id != promise.id));
    let named = others
        .map(|promise| (promise.id.to_string(), format!("Löfte {}: {}", promise.number, promise.title)));
    let none = (String::new(), "Nej, det är nytt".to_owned());
    Ok(choices(std::iter::once(none).chain(named), &[form.one("continues").to_owned()]))
}
