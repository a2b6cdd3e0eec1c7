//! Prioritised problems and their causes.

use super::activity::change;
use super::screening::{require_areas, require_categories};
use super::{Sight, audit, begin};
use crate::error::{AppError, amendment, not_amended};
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::amendment::NoAmendment;
use lofte_model::id::ProblemId;
use lofte_model::place::AreaCode;
use lofte_model::plan::CauseRef;
use lofte_model::problem::{CauseNumber, NewCause, Priority, Problem};
use lofte_model::records::Category;
use lofte_store::{Noun, StoreError, Tx, Versioned, View};
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
    whole(&mut tx, &new).await?;
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

/// Refuses a problem that lacks something, or rests on an edition that there is not.
async fn whole(view: &mut View, new: &NewProblem) -> Result<(), AppError> {
    if new.title.trim().is_empty() {
        return Err(AppError::refused(Message::plain("problem-no-title")));
    }
    let (Priority::Prioritised { reason } | Priority::Deprioritised { reason }) = &new.priority;
    if reason.trim().is_empty() {
        return Err(AppError::refused(Message::plain("problem-no-reason")));
    }
    if let Some(edition) = new.edition
        && !view.adopted_pictures().await?.iter().any(|known| known.number == edition)
    {
        return Err(AppError::refused(Message::with("problem-no-edition", "edition", edition)));
    }
    Ok(())
}

/// One problem with the version it has, for whoever is going to change it.
pub async fn to_edit(actor: &Actor, house: &House, id: ProblemId) -> Result<Versioned<Problem>, AppError> {
    actor.require(Action::EditProblem)?;
    Ok(house.store().read(&actor.municipality).await?.problem(id).await?)
}

/// Changes what a problem says, if it is still the version that was read. What it said before is kept with the reason;
/// number and causes stay.
pub async fn amend(
    actor: &Actor,
    house: &House,
    new: NewProblem,
    read: i64,
    reason: &str,
) -> Result<Problem, AppError> {
    actor.require(Action::EditProblem)?;
    require_areas(actor, house, &new.areas).await?;
    let mut tx = begin(actor, house, Action::EditProblem).await?;
    let Versioned { value: known, version } = tx.problem(new.id).await?;
    if version != read {
        return Err(StoreError::Conflict(Noun::Problem).into());
    }
    whole(&mut tx, &new).await?;
    let problem = Problem {
        title: new.title,
        description: new.description,
        areas: new.areas,
        categories: new.categories,
        edition: new.edition,
        priority: new.priority,
        ..known.clone()
    };
    keep(&mut tx, (actor, house), (&known, &problem), reason).await?;
    tx.save_problem(&problem, Some(read)).await?;
    tx.commit(audit(actor, house, Action::EditProblem, Noun::Problem, problem.id)).await?;
    Ok(problem)
}

/// Changes what a cause says; its place in the tree stays.
pub async fn amend_cause(
    actor: &Actor,
    house: &House,
    (id, number): (ProblemId, &CauseNumber),
    cause: NewCause,
    reason: &str,
) -> Result<Problem, AppError> {
    let mut tx = begin(actor, house, Action::EditProblem).await?;
    let known = tx.problem(id).await?;
    let problem = known.value.clone().amend_cause(number, cause)?;
    keep(&mut tx, (actor, house), (&known.value, &problem), reason).await?;
    tx.save_problem(&problem, Some(known.version)).await?;
    tx.commit(audit(actor, house, Action::EditProblem, Noun::Problem, id)).await?;
    Ok(problem)
}

/// Takes a cause out of the tree, if nothing lies behind it and no measure or promise is tied to it.
pub async fn remove_cause(
    actor: &Actor,
    house: &House,
    (id, number): (ProblemId, &CauseNumber),
    reason: &str,
) -> Result<Problem, AppError> {
    let mut tx = begin(actor, house, Action::EditProblem).await?;
    let known = tx.problem(id).await?;
    let problem = known.value.clone().remove_cause(number)?;
    let this = CauseRef { problem: id, cause: number.clone() };
    let sight = Sight::gather(&mut tx).await?;
    let measured = sight.measures.iter().any(|measure| measure.causes.contains(&this));
    let mut promised = sight.promises.iter().flat_map(|promise| &promise.commitments);
    if measured || promised.any(|commitment| commitment.details.cause.as_ref() == Some(&this)) {
        return Err(AppError::refused(Message::plain("cause-in-use")));
    }
    keep(&mut tx, (actor, house), (&known.value, &problem), reason).await?;
    tx.save_problem(&problem, Some(known.version)).await?;
    tx.commit(audit(actor, house, Action::EditProblem, Noun::Problem, id)).await?;
    Ok(problem)
}

/// Keeps what a problem said, if it says something else now and somebody says why.
async fn keep(
    tx: &mut Tx,
    (actor, house): (&Actor, &House),
    (was, now): (&Problem, &Problem),
    reason: &str,
) -> Result<(), AppError> {
    let change = change(actor, house, reason);
    change.require(None).map_err(not_amended)?;
    if was == now {
        return Err(AppError::refused(amendment(NoAmendment::Same)));
    }
    Ok(tx.keep(Noun::Problem, &was.id, was, change).await?)
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
    let problem = known.value.add_cause(parent, cause, house.today())?;
    tx.save_problem(&problem, Some(known.version)).await?;
    tx.commit(audit(actor, house, Action::EditProblem, Noun::Problem, id)).await?;
    Ok(problem)
}
