//! The account to residents (återkoppling): drafted from the promise, written by people, public before the promise is
//! closed.
//!
//! What became of each undertaking is computed and stands in every account; only words are saved. Earlier accounts stay.
//! Left out: what is computed, which is the follow-up's, and how it looks in public.

use super::fulfilment::doings;
use super::public_accounts::PublicAccounts;
use super::{audit, begin};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::feedback::FeedbackGap;
use lofte_model::followup::{Feedback, Fulfilment, Telling, Verdict, fulfilments};
use lofte_model::id::PromiseId;
use lofte_model::promise::{CitizenPromise, Closing};
use lofte_store::{Noun, View};
use lofte_words::Message;

/// What an account is written from.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The promise, with every undertaking that the account tells of.
    pub promise: CitizenPromise,
    /// What became of each of them by today, in the order of the promise.
    pub stands: Vec<Fulfilment>,
    /// What became of its goals.
    pub verdict: Verdict,
    /// The account that stands.
    pub newest: Option<Feedback>,
    /// Give it back to [`give`]: what was written of other figures, or while somebody else wrote, is not saved.
    pub seen: Fingerprint,
}

/// What an account of a promise would be written from now.
pub async fn draft(actor: &Actor, house: &House, id: PromiseId) -> Result<Draft, AppError> {
    actor.require(Action::Judge)?;
    let promise = super::promise::find(actor, house, id).await?;
    standing(&promise)?;
    let verdict = super::followup::verdict(actor, house, id).await?;
    let mut view = house.store().read(&actor.municipality).await?;
    let stands = fulfilments(&promise, &doings(&mut view, &promise).await?, house.today());
    let told = view.feedback(id).await?;
    let seen = seen(&told, &stands)?;
    Ok(Draft { promise, stands, verdict, newest: told.into_iter().max_by_key(|one| one.at), seen })
}

/// Of the accounts that there are and of what stands: what changes either changes it.
fn seen(told: &[Feedback], stands: &[Fulfilment]) -> Result<Fingerprint, AppError> {
    let says = |one: &Fulfilment| (one.commitment, one.outcome, one.done, one.as_intended, one.asked);
    Ok(Fingerprint::of(&(told.len() as u64, stands.iter().map(says).collect::<Vec<_>>()))?)
}

fn standing(promise: &CitizenPromise) -> Result<(), AppError> {
    if promise.is_standing() { Ok(()) } else { Err(AppError::refused(Message::plain("feedback-not-signed"))) }
}

/// Saves what residents will be told about a promise, if it is written of what stands.
pub async fn give(
    actor: &Actor,
    house: &House,
    id: PromiseId,
    telling: Telling,
    read: &Fingerprint,
) -> Result<Feedback, AppError> {
    let mut tx = begin(actor, house, Action::Judge).await?;
    let promise = tx.promise(id).await?.value;
    standing(&promise)?;
    let telling = telling.tidied();
    let gaps = telling.gaps(&promise);
    if !gaps.is_empty() {
        return Err(AppError::Refused(gaps.into_iter().map(gap).collect()));
    }
    let stands = fulfilments(&promise, &doings(&mut tx, &promise).await?, house.today());
    if seen(&tx.feedback(id).await?, &stands)? != *read {
        return Err(AppError::refused(Message::plain("feedback-changed")));
    }
    let feedback = Feedback { promise: id, telling, stood: stands, at: house.now(), by: actor.user };
    tx.add_feedback(&feedback).await?;
    tx.commit(audit(actor, house, Action::Judge, Noun::Feedback, id)).await?;
    Ok(feedback)
}

/// Why something is no account, with the field that it is mended in.
fn gap(gap: FeedbackGap) -> Message {
    match gap {
        FeedbackGap::Empty => Message::with("feedback-empty", "field", "text"),
        FeedbackGap::Commitment(number) => Message::with("feedback-no-commitment", "number", number),
        FeedbackGap::Goal(number) => Message::with("feedback-no-goal", "number", number),
    }
}

/// The newest account of each promise.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<Feedback>, AppError> {
    actor.require(Action::ReadCasework)?;
    newest(&mut house.store().read(&actor.municipality).await?).await
}

/// The newest account of each promise.
pub(crate) async fn newest(view: &mut View) -> Result<Vec<Feedback>, AppError> {
    let mut newest = Vec::new();
    for promise in view.promises().await? {
        newest.extend(view.feedback(promise.value.id).await?.into_iter().max_by_key(|told| told.at));
    }
    Ok(newest)
}

/// Closes a promise whose period is over and whose account residents have been shown.
pub async fn close(actor: &Actor, house: &House, id: PromiseId) -> Result<CitizenPromise, AppError> {
    let mut tx = begin(actor, house, Action::Judge).await?;
    let known = tx.promise(id).await?;
    let public = PublicAccounts::read(&mut tx).await?;
    let newest = tx.feedback(id).await?.into_iter().max_by_key(|feedback| feedback.at);
    let closing = Closing { at: house.now(), by: actor.user, publication: public.number };
    let promise = known.value.close(closing)?;
    if !newest.is_some_and(|newest| public.tells(&newest)) {
        return Err(AppError::refused(Message::plain("close-no-account")));
    }
    tx.close_promise(&promise, known.version).await?;
    tx.commit(audit(actor, house, Action::Judge, Noun::Promise, id)).await?;
    Ok(promise)
}
