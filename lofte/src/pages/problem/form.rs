//! A new problem: what the picture shows, and why it is worked on or left.

use super::href;
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::promise::errors::Errors;
use crate::pages::promise::names::{Names, choices};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::picture::{self, EditionHead};
use lofte_app::problem::{self, NewProblem};
use lofte_model::access::{Action, Actor};
use lofte_model::id::ProblemId;
use lofte_model::place::AreaCode;
use lofte_model::problem::{Priority, Problem};
use lofte_model::records::Category;
use lofte_words::SV;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "problem_form.html")]
struct ProblemFormPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
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
    Ok(page(&signed_in, &house, &form, &Errors::default()).await?.into_response())
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
            let page = page(&signed_in, &house, &form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

const PRIORITISED: &str = "prioritised";
const DEPRIORITISED: &str = "deprioritised";

async fn save(actor: &Actor, house: &House, form: &ProblemForm) -> Result<Problem, AppError> {
    let reason = form.reason.trim().to_owned();
    let new = NewProblem {
        id: ProblemId(uuid::Uuid::now_v7()),
        title: form.title.trim().to_owned(),
        description: form.description.trim().to_owned(),
        areas: form.areas.iter().map(AreaCode::new).collect(),
        categories: form.categories.iter().map(Category::new).collect(),
        edition: form.edition.parse().ok(),
        priority: if form.decision == DEPRIORITISED {
            Priority::Deprioritised { reason }
        } else {
            Priority::Prioritised { reason }
        },
    };
    problem::create(actor, house, new).await
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    form: &ProblemForm,
    errors: &Errors,
) -> Result<Page<ProblemFormPage>, AppError> {
    let names = Names::gather(&signed_in.actor, house).await?;
    let editions = picture::editions(&signed_in.actor, house).await?;
    let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
    let decisions = [(PRIORITISED, "Ja, vi arbetar med det"), (DEPRIORITISED, "Nej, vi väljer bort det nu")];
    let decisions = decisions.map(|(value, label)| (value.to_owned(), label.to_owned()));
    let one = |value: &String| std::slice::from_ref(value).to_vec();
    Ok(Page(ProblemFormPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Problem", "/problem"),
            NavItem::new("Nytt problem", "/problem/nytt").at("/problem/nytt"),
        ],
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
            choices(categories(&editions), &form.categories),
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

/// The categories of rows that the newest adopted picture counts.
fn categories(editions: &[EditionHead]) -> Vec<(String, String)> {
    let known = editions.first().into_iter().flat_map(|edition| &edition.categories);
    let mut choices: Vec<(String, String)> =
        known.map(|slug| (slug.to_string(), SV.known("category", slug.as_str()))).collect();
    choices.sort_by(|one, other| one.1.cmp(&other.1));
    choices
}
