//! Writing a problem, and changing one with a reason: what the picture shows, and why it is worked on or left.

use super::href;
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::meanwhile::Meanwhile;
use crate::pages::promise::errors::Errors;
use crate::pages::promise::names::{Names, categories, choices};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::category;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::picture::{self, EditionHead};
use lofte_app::problem::{self, NewProblem};
use lofte_model::access::{Action, Actor};
use lofte_model::id::ProblemId;
use lofte_model::place::AreaCode;
use lofte_model::problem::{Priority, Problem};
use lofte_model::records::Category;
use lofte_store::{Noun, StoreError, Versioned};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "problem_form.html")]
struct ProblemFormPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: String,
    lead: &'static str,
    action: String,
    cancel: String,
    version: String,
    why: Option<Field>,
    errors: Vec<(String, String)>,
    title: Field,
    description: Field,
    areas: (Field, Vec<Choice>),
    categories: (Field, Vec<Choice>),
    edition: (Field, Vec<Choice>),
    decision: (Field, Vec<Choice>),
    reason: Field,
}

/// A problem as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ProblemForm {
    title: String,
    description: String,
    areas: Vec<String>,
    categories: Vec<String>,
    edition: String,
    decision: String,
    reason: String,
    version: String,
    why: String,
}

impl ProblemForm {
    /// As a problem stands.
    fn of(known: &Versioned<Problem>) -> Self {
        let problem = &known.value;
        let (decision, reason) = match &problem.priority {
            Priority::Prioritised { reason } => (PRIORITISED, reason),
            Priority::Deprioritised { reason } => (DEPRIORITISED, reason),
        };
        Self {
            title: problem.title.clone(),
            description: problem.description.clone(),
            areas: problem.areas.iter().map(ToString::to_string).collect(),
            categories: problem.categories.iter().map(ToString::to_string).collect(),
            edition: problem.edition.map(|number| number.to_string()).unwrap_or_default(),
            decision: decision.to_owned(),
            reason: reason.clone(),
            version: known.version.to_string(),
            why: String::new(),
        }
    }

    fn read(&self, id: ProblemId) -> NewProblem {
        let reason = self.reason.trim().to_owned();
        NewProblem {
            id,
            title: self.title.trim().to_owned(),
            description: self.description.trim().to_owned(),
            areas: self.areas.iter().map(AreaCode::new).collect(),
            categories: self.categories.iter().map(Category::new).collect(),
            edition: self.edition.parse().ok(),
            priority: if self.decision == DEPRIORITISED {
                Priority::Deprioritised { reason }
            } else {
                Priority::Prioritised { reason }
            },
        }
    }
}

/// Visa ett tomt formulär.
pub(super) async fn blank(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    signed_in.actor.require(Action::EditProblem)?;
    let newest = picture::editions(&signed_in.actor, &house).await?.first().map(|edition| edition.number);
    let form = ProblemForm {
        edition: newest.map(|number| number.to_string()).unwrap_or_default(),
        decision: PRIORITISED.into(),
        ..ProblemForm::default()
    };
    Ok(page(&signed_in, &house, None, &form, &Errors::default()).await?.into_response())
}

/// Visa formuläret med det som står om problemet.
pub(super) async fn filled(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let known = known(&signed_in.actor, &house, &id).await?;
    let form = ProblemForm::of(&known);
    Ok(page(&signed_in, &house, Some(&known.value), &form, &Errors::default()).await?.into_response())
}

/// Ändra problemet, med skälet.
pub(super) async fn amend(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
    Form(form): Form<ProblemForm>,
) -> Result<Response, WebError> {
    let known = known(&signed_in.actor, &house, &id).await?;
    let read = form.version.parse().unwrap_or(0);
    let new = form.read(known.value.id);
    match problem::amend(&signed_in.actor, &house, new, read, &form.why).await {
        Ok(problem) => Ok(Redirect::to(&href(&problem)).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(&signed_in, &house, Some(&known.value), &form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(AppError::Store(StoreError::Conflict(_))) => {
            let first = Meanwhile::of(&signed_in, &house, Noun::Problem, known.value.id).await?.message();
            let form = ProblemForm { version: known.version.to_string(), ..form };
            let page = page(&signed_in, &house, Some(&known.value), &form, &Errors::of(&[first])).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn known(actor: &Actor, house: &House, id: &str) -> Result<Versioned<Problem>, AppError> {
    actor.require(Action::EditProblem)?;
    let named = super::named(actor, house, id).await?;
    problem::to_edit(actor, house, named.id).await
}

/// Skriv ned problemet.
pub(super) async fn create(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<ProblemForm>,
) -> Result<Response, WebError> {
    match save(&signed_in.actor, &house, &form).await {
        Ok(problem) => Ok(Redirect::to(&href(&problem)).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(&signed_in, &house, None, &form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

const PRIORITISED: &str = "prioritised";
const DEPRIORITISED: &str = "deprioritised";

async fn save(actor: &Actor, house: &House, form: &ProblemForm) -> Result<Problem, AppError> {
    problem::create(actor, house, form.read(ProblemId(uuid::Uuid::now_v7()))).await
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    known: Option<&Problem>,
    form: &ProblemForm,
    errors: &Errors,
) -> Result<Page<ProblemFormPage>, AppError> {
    let names = Names::gather(&signed_in.actor, house).await?;
    let editions = picture::editions(&signed_in.actor, house).await?;
    let labels = category::labels(&signed_in.actor, house).await?;
    let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
    let decisions = [(PRIORITISED, "Ja, vi arbetar med det"), (DEPRIORITISED, "Nej, vi väljer bort det nu")];
    let decisions = decisions.map(|(value, label)| (value.to_owned(), label.to_owned()));
    let one = |value: &String| std::slice::from_ref(value).to_vec();
    let (heading, here) = match known {
        Some(known) => (format!("Ändra problem {}", known.number), format!("{}/andra", href(known))),
        None => ("Nytt problem".to_owned(), "/problem/nytt".to_owned()),
    };
    Ok(Page(ProblemFormPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Problem", "/problem"),
            NavItem::new(heading.clone(), here.clone()).at(&here),
        ],
        lead: if known.is_some() {
            "Det som stod förut finns kvar tillsammans med skälet."
        } else {
            "Vad visar lägesbilden, och ska vi arbeta med det? Orsakerna skrivs efteråt, en i taget."
        },
        heading,
        cancel: known.map_or_else(|| "/problem".to_owned(), href),
        action: here,
        version: form.version.clone(),
        why: known.is_some().then(|| field("why", "Varför ändras det?", &form.why)),
        errors: errors.list(),
        title: field("title", "Problemet i några ord", &form.title),
        description: field("description", "Vad händer, var, när och hur?", &form.description)
            .hint("Skriv om platser, tider och företeelser. Namnge ingen person.")
            .optional(),
        areas: (
            field("areas", "Var?", "").hint("Kryssa inget om det gäller hela kommunen.").optional(),
            names.area_choices(&form.areas),
        ),
        categories: (
            field("categories", "Vilka rader i underlaget visar det?", "").optional(),
            choices(categories(&editions, &labels), &form.categories),
        ),
        edition: (
            field("edition", "Vilken lägesbild vilar det på?", "").optional(),
            choices(edition_choices(&editions), &one(&form.edition)),
        ),
        decision: (field("decision", "Ska vi arbeta med det?", ""), choices(decisions, &one(&form.decision))),
        reason: field("reason", "Varför, eller varför inte?", &form.reason),
    }))
}

fn edition_choices(editions: &[EditionHead]) -> Vec<(String, String)> {
    let none = (String::new(), "Ingen antagen utgåva".to_owned());
    let known =
        editions.iter().map(|edition| (edition.number.to_string(), format!("Utgåva {}", edition.number)));
    known.chain([none]).collect()
}
