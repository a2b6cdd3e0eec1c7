//! Prioritised problems and their causes.

use super::screening::{require_areas, require_categories};
use super::{Sight, audit, begin};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::id::ProblemId;
use lofte_model::place::AreaCode;
use lofte_model::problem::{CauseNumber, NewCause, Priority, Problem};
use lofte_model::records::Category;
use lofte_store::Noun;
use lofte_words::Message;

/// A problem before it has its number.
#[derive(Clone, Debug)]
pub struct NewProblem {
    /// Identity.
    pub id: ProblemId,
    /// Title.
    pub title: String,
    /// What, where, when, how.
    pub description: String,
    /// Areas.
    pub areas: Vec<AreaCode>,
    /// Categories of rows that show it.
    pub categories: Vec<Category>,
    /// Edition that it rests on.
    pub edition: Option<u32>,
    /// Whether it is worked on, and why.
    pub priority: Priority,
}

/// All problems, by number.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<Problem>, AppError> {
    actor.require(Action::ReadCasework)?;
    let mut tx = house.store().read(&actor.municipality).await?;
    let mut problems: Vec<Problem> = tx.problems().await?.into_iter().map(|problem| problem.value).collect();
    let sight = Sight::gather(&mut tx).await?;
    problems.retain(|problem| actor.may_see_problem(problem, &sight.measures, &sight.promises));
    problems.sort_by_key(|problem| problem.number);
    Ok(problems)
}

/// One problem.
pub async fn find(actor: &Actor, house: &House, id: ProblemId) -> Result<Problem, AppError> {
    actor.require(Action::ReadCasework)?;
    let mut view = house.store().read(&actor.municipality).await?;
    let problem = view.problem(id).await?.value;
    let sight = Sight::gather(&mut view).await?;
    if actor.may_see_problem(&problem, &sight.measures, &sight.promises) {
        Ok(problem)
    } else {
        Err(AppError::not_found("problem", id))
    }
}

/// Writes a problem down.
pub async fn create(actor: &Actor, house: &House, new: NewProblem) -> Result<Problem, AppError> {
    actor.require(Action::EditProblem)?;
    require_areas(actor, house, &new.areas).await?;
    require_categories(actor, house, &new.categories).await?;
    let mut tx = begin(actor, house, Action::EditProblem).await?;
    if new.title.trim().is_empty() {
        return Err(AppError::refused(Message::plain("problem-no-title")));
    }
    let (Priority::Prioritised { reason } | Priority::Deprioritised { reason }) = &new.priority;
    if reason.trim().is_empty() {
        return Err(AppError::refused(Message::plain("problem-no-reason")));
    }
    if let Some(edition) = new.edition
        && !tx.adopted_pictures().await?.iter().any(|known| known.number == edition)
    {
        return Err(AppError::refused(Message::with("problem-no-edition", "edition", edition)));
    }
    let problem = Problem {
        id: new.id,
        number: tx.next_number(Noun::Problem).await?,
        title: new.title,
        description: new.description,
        areas: new.areas,
        categories: new.categories,
        edition: new.edition,
        priority: new.priority,
        causes: Vec::new(),
    };
    tx.save_problem(&problem, None).await?;
    tx.commit(audit(actor, house, Action::EditProblem, Noun::Problem, problem.id)).await?;
    Ok(problem)
}

/// Adds a cause, direct or behind another.
pub async fn add_cause(
    actor: &Actor,
    house: &House,
    id: ProblemId,
    parent: Option<&CauseNumber>,
    cause: NewCause,
) -> Result<Problem, AppError> {
    let mut tx = begin(actor, house, Action::EditProblem).await?;
    let known = tx.problem(id).await?;
    let problem = known.value.add_cause(parent, cause)?;
    tx.save_problem(&problem, Some(known.version)).await?;
    tx.commit(audit(actor, house, Action::EditProblem, Noun::Problem, id)).await?;
    Ok(problem)
}
