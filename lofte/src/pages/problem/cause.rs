//! One cause: changing what it says, or taking it out of the tree, with the reason.

use super::show::{CauseFields, CauseForm};
use super::{href, named};
use crate::face::part::Field;
use crate::face::{Frame, NavItem};
use crate::pages::promise::errors::{Errors, wrong};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::problem;
use lofte_model::access::Action;
use lofte_model::problem::{Cause, CauseNumber, Problem};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "cause.html")]
struct CausePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: String,
    fields: CauseFields,
    why: Field,
    out: Field,
    remove: String,
}

/// Why a cause is taken out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OutForm {
    out: String,
}

/// Visa en orsak för att ändra den.
pub(super) async fn form(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((id, cause)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let (problem, cause) = find(&signed_in, &house, &id, &cause).await?;
    let form = CauseForm::of(&cause);
    Ok(page(&signed_in, (&problem, &cause.number), &form, &Errors::default()).into_response())
}

/// Ändra en orsak.
pub(super) async fn amend(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((id, cause)): Path<(String, String)>,
    Form(form): Form<CauseForm>,
) -> Result<Response, WebError> {
    let (problem, cause) = find(&signed_in, &house, &id, &cause).await?;
    let form = form.standing();
    let saved = match form.read() {
        Ok(new) => {
            let of = (problem.id, &cause.number);
            problem::amend_cause(&signed_in.actor, &house, of, new, &form.why).await
        }
        Err(error) => Err(error),
    };
    answer(&signed_in, (&problem, &cause.number), &form, saved)
}

/// Ta bort en orsak ur trädet.
pub(super) async fn remove(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((id, cause)): Path<(String, String)>,
    Form(out): Form<OutForm>,
) -> Result<Response, WebError> {
    let (problem, cause) = find(&signed_in, &house, &id, &cause).await?;
    let of = (problem.id, &cause.number);
    let removed = problem::remove_cause(&signed_in.actor, &house, of, &out.out).await;
    let removed = removed.map_err(|error| match error {
        AppError::Refused(messages) => AppError::Refused(
            messages
                .into_iter()
                .map(|mut message| {
                    message.arguments.retain(|(name, _)| *name != "field");
                    wrong("out", message)
                })
                .collect(),
        ),
        other => other,
    });
    answer(&signed_in, (&problem, &cause.number), &CauseForm::of(&cause), removed)
}

fn answer(
    signed_in: &SignedIn,
    of: (&Problem, &CauseNumber),
    form: &CauseForm,
    saved: Result<Problem, AppError>,
) -> Result<Response, WebError> {
    match saved {
        Ok(problem) => Ok(Redirect::to(&format!("{}#orsaker", href(&problem))).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(signed_in, of, form, &Errors::of(&messages));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn find(
    signed_in: &SignedIn,
    house: &House,
    id: &str,
    number: &str,
) -> Result<(Problem, Cause), AppError> {
    signed_in.actor.require(Action::EditProblem)?;
    let problem = named(&signed_in.actor, house, id).await?;
    let cause = problem.causes.iter().find(|cause| cause.number.to_string() == number).cloned();
    let cause = cause.ok_or_else(|| AppError::not_found("problem", number))?;
    Ok((problem, cause))
}

fn page(
    signed_in: &SignedIn,
    (problem, number): (&Problem, &CauseNumber),
    form: &CauseForm,
    errors: &Errors,
) -> Page<CausePage> {
    let here = format!("{}/orsak/{number}", href(problem));
    let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
    Page(CausePage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Problem", "/problem"),
            NavItem::new(format!("Problem {}", problem.number), href(problem)),
            NavItem::new(format!("Orsak {number}"), here.clone()).at(&here),
        ],
        heading: format!("Ändra orsak {number}"),
        fields: CauseFields { action: here.clone(), ..form.fields(problem, errors) },
        why: field("why", "Varför ändras den?", &form.why),
        out: field("out", "Varför tas den bort?", ""),
        remove: format!("{here}/ta-bort"),
    })
}
