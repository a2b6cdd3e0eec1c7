//! Follow-up: the verdict by the frozen rule, and what the parties say to residents about it.

use super::history::restricted;
use super::{audit, begin};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::{Answer, CannotTell, Evidence, Feedback, Verdict, judge as judge_by_rule};
use lofte_model::id::PromiseId;
use lofte_model::promise::{CitizenPromise, PromiseState};
use lofte_store::{Noun, View};
use lofte_words::Message;

/// The verdict as the delivered data give it now; nothing is saved but who read it. Those who may not read the answers
/// of few are told the recorded answer alone.
pub async fn verdict(actor: &Actor, house: &House, id: PromiseId) -> Result<Verdict, AppError> {
    let promise = super::promise::find(actor, house, id).await?;
    if !actor.may(Action::ReadSmallCounts) {
        let recorded = recorded(actor, house).await?.into_iter().find(|verdict| verdict.promise == id);
        return Ok(recorded.unwrap_or_else(|| not_told_yet(&promise)));
    }
    let verdict = weigh(actor, house, &promise).await?;
    if verdict.evidence.before.is_some() || verdict.evidence.after.is_some() {
        restricted(actor, house, Action::ReadSmallCounts, Noun::Verdict, id).await?;
    }
    Ok(verdict)
}

/// What is said before anything is recorded: that it is not told yet.
fn not_told_yet(promise: &CitizenPromise) -> Verdict {
    let because = match &promise.effect_goal {
        Some(goal) => CannotTell::NotYet { year: goal.follow_up_year },
        None => CannotTell::NoRule,
    };
    without_figures(Verdict {
        promise: promise.id,
        frozen: promise.fingerprint().cloned(),
        answer: Answer::CannotTell(because),
        change: None,
        evidence: Evidence { before: None, after: None, breaks: Vec::new() },
    })
}

/// Computes the verdict on a published promise anew and records it, if it is the one that was seen.
///
/// It is computed before the transaction, since rows are asked for; the transaction sees that neither the promise nor
/// any delivery has changed meanwhile.
pub async fn judge(
    actor: &Actor,
    house: &House,
    id: PromiseId,
    seen: &Fingerprint,
) -> Result<Verdict, AppError> {
    actor.require(Action::Judge)?;
    let mut view = house.store().read(&actor.municipality).await?;
    let rested_upon = (view.promise(id).await?, view.deliveries().await?);
    drop(view);
    let promise = &rested_upon.0.value;
    if !matches!(promise.state, PromiseState::Published { .. } | PromiseState::Historical { .. }) {
        return Err(AppError::refused(Message::plain("verdict-not-published")));
    }
    let verdict = weigh(actor, house, promise).await?;
    super::require_seen(&Fingerprint::of(&verdict)?, seen)?;
    let mut tx = begin(actor, house, Action::Judge).await?;
    if (tx.promise(id).await?, tx.deliveries().await?) != rested_upon {
        return Err(AppError::refused(Message::plain("seen-changed")));
    }
    tx.add_verdict(&verdict, Some(actor.user), house.now()).await?;
    tx.commit(audit(actor, house, Action::Judge, Noun::Verdict, id)).await?;
    Ok(verdict)
}

async fn weigh(actor: &Actor, house: &House, promise: &CitizenPromise) -> Result<Verdict, AppError> {
    let evidence = match &promise.effect_goal {
        None => Evidence { before: None, after: None, breaks: Vec::new() },
        Some(goal) => {
            super::delivery::rows_are_there(house).await?;
            let before = house.records().answers(&actor.municipality, &goal.baseline).await?;
            let after = house.records().answers(&actor.municipality, &goal.follow_up).await?;
            Evidence::gather(goal, before.as_ref(), after.as_ref())?
        }
    };
    Ok(judge_by_rule(promise, evidence)?)
}

/// The answer of the latest recorded verdict on each promise, without its figures.
pub async fn recorded(actor: &Actor, house: &House) -> Result<Vec<Verdict>, AppError> {
    actor.require(Action::ReadCasework)?;
    let recorded = house.store().read(&actor.municipality).await?.latest_verdicts().await?;
    Ok(recorded.into_iter().map(|recorded| without_figures(recorded.verdict)).collect())
}

/// Whether a verdict, as it was shown to the asker, is the latest recorded one on its promise.
pub async fn is_recorded(actor: &Actor, house: &House, verdict: &Verdict) -> Result<bool, AppError> {
    actor.require(Action::ReadCasework)?;
    let recorded = house.store().read(&actor.municipality).await?.latest_verdicts().await?;
    let whole = actor.may(Action::ReadSmallCounts);
    let shown = |verdict: Verdict| if whole { verdict } else { without_figures(verdict) };
    Ok(recorded.into_iter().any(|recorded| shown(recorded.verdict) == *verdict))
}

/// The answer without what it rests on: that is published with its own protection.
fn without_figures(verdict: Verdict) -> Verdict {
    let evidence = Evidence { before: None, after: None, breaks: Vec::new() };
    Verdict { evidence, change: None, ..verdict }
}

/// Saves what residents will be told about a promise.
pub async fn give_feedback(
    actor: &Actor,
    house: &House,
    promise: PromiseId,
    text: String,
    next: String,
) -> Result<Feedback, AppError> {
    let mut tx = begin(actor, house, Action::Judge).await?;
    if text.trim().is_empty() {
        return Err(AppError::refused(Message::plain("feedback-empty")));
    }
    tx.promise(promise).await?;
    let feedback = Feedback { promise, text, next, at: house.now(), by: actor.user };
    tx.add_feedback(&feedback).await?;
    tx.commit(audit(actor, house, Action::Judge, Noun::Feedback, promise)).await?;
    Ok(feedback)
}

/// The latest account of each promise.
pub async fn feedback(actor: &Actor, house: &House) -> Result<Vec<Feedback>, AppError> {
    actor.require(Action::ReadCasework)?;
    latest_feedback(&mut house.store().read(&actor.municipality).await?).await
}

/// The newest account of each promise.
pub(crate) async fn latest_feedback(view: &mut View) -> Result<Vec<Feedback>, AppError> {
    let mut latest = Vec::new();
    for promise in view.promises().await? {
        latest.extend(view.feedback(promise.value.id).await?.into_iter().max_by_key(|feedback| feedback.at));
    }
    Ok(latest)
}
