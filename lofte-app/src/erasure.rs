//! What goes because somebody asks: a problem, a measure, or a promise that is not frozen, by its number.
//!
//! It is shown first, and only what was shown is erased. What others refer to is not erased before them; what is signed
//! and published is masked instead ([`super::mask`]). What goes by rule is in [`super::retention`], accounts are in
//! [`super::account`], whole deliveries in [`super::delivery`].

use super::{audit, begin, require_seen};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::plan::Measure;
use lofte_model::promise::PromiseState;
use lofte_store::{AuditEntry, AuditVerb, Noun, View};
use lofte_words::Message;

/// What can be erased.
pub const ERASABLE: [Noun; 3] = [Noun::Problem, Noun::Measure, Noun::Promise];

/// A thing that somebody asks to have erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasable {
    /// What sort of thing.
    pub noun: Noun,
    /// Its number.
    pub number: u32,
    /// What it is called.
    pub title: String,
    /// Give it back to [`erase`]: nothing is erased that was not seen.
    pub seen: Fingerprint,
    id: String,
}

/// The thing with this number, if it may be erased now.
pub async fn find(actor: &Actor, house: &House, noun: Noun, number: u32) -> Result<Erasable, AppError> {
    actor.require(Action::ManageUsers)?;
    look(&mut house.store().read(&actor.municipality).await?, noun, number).await
}

/// Erases it. Nothing is left but an entry in the log with its id.
pub async fn erase(
    actor: &Actor,
    house: &House,
    (noun, number): (Noun, u32),
    seen: &Fingerprint,
) -> Result<(), AppError> {
    let mut tx = begin(actor, house, Action::ManageUsers).await?;
    let found = look(&mut tx, noun, number).await?;
    require_seen(&found.seen, seen)?;
    tx.erase(noun, &found.id).await?;
    let entry = audit(actor, house, Action::ManageUsers, noun, &found.id);
    tx.commit(AuditEntry { verb: AuditVerb::Prune, ..entry }).await?;
    Ok(())
}

async fn look(view: &mut View, noun: Noun, number: u32) -> Result<Erasable, AppError> {
    match noun {
        Noun::Problem => problem(view, number).await,
        Noun::Promise => promise(view, number).await,
        Noun::Measure => measure(view, number).await,
        _ => Err(missing(noun, number)),
    }
}

async fn problem(view: &mut View, number: u32) -> Result<Erasable, AppError> {
    let known = view.problems().await?.into_iter().map(|known| known.value);
    let problem = the_one(known, |problem| problem.number == number, (Noun::Problem, number))?;
    let promises = view.promises().await?;
    let measures = view.measures().await?;
    let answers = promises.iter().any(|promise| promise.value.problems.contains(&problem.id));
    let mut causes = measures.iter().flat_map(|measure| &measure.value.causes);
    if answers || causes.any(|cause| cause.problem == problem.id) {
        return Err(AppError::refused(Message::plain("erase-named")));
    }
    let (seen, id) = (Fingerprint::of(&problem)?, problem.id.to_string());
    Ok(Erasable { noun: Noun::Problem, number, title: problem.title, seen, id })
}

async fn promise(view: &mut View, number: u32) -> Result<Erasable, AppError> {
    let known = view.promises().await?.into_iter().map(|known| known.value);
    let promise = the_one(known, |promise| promise.number == number, (Noun::Promise, number))?;
    if !matches!(promise.state, PromiseState::Draft | PromiseState::Proposed { .. }) {
        return Err(AppError::refused(Message::plain("erase-frozen")));
    }
    let (seen, id) = (Fingerprint::of(&promise)?, promise.id.to_string());
    Ok(Erasable { noun: Noun::Promise, number, title: promise.title, seen, id })
}

async fn measure(view: &mut View, number: u32) -> Result<Erasable, AppError> {
    let known = view.measures().await?.into_iter().map(|known| known.value);
    let measure = the_one(known, |measure| measure.number == number, (Noun::Measure, number))?;
    let waits = |other: &Measure| other.details.after.contains(&measure.id);
    if view.measures().await?.iter().any(|other| waits(&other.value)) {
        return Err(AppError::refused(Message::plain("erase-waited-for")));
    }
    let (seen, id) = (Fingerprint::of(&measure)?, measure.id.to_string());
    Ok(Erasable { noun: Noun::Measure, number, title: measure.title, seen, id })
}

fn the_one<T>(
    mut known: impl Iterator<Item = T>,
    is_it: impl Fn(&T) -> bool,
    (noun, number): (Noun, u32),
) -> Result<T, AppError> {
    known.find(is_it).ok_or_else(|| missing(noun, number))
}

fn missing(noun: Noun, number: u32) -> AppError {
    AppError::not_found(noun.word(), number)
}
