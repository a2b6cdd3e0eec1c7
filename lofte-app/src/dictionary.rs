//! The local dictionary: what contested words mean here, written by the coordinator and shown where the words are used.

use super::activity::change;
use super::{audit, begin};
use crate::error::{AppError, amendment, not_amended};
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::amendment::NoAmendment;
use lofte_model::id::TermId;
use lofte_model::plan::{Term, TermGap, Wording};
use lofte_store::{Noun, StoreError, Versioned};
use lofte_words::Message;

/// The words that are used, in order of the alphabet.
pub async fn terms(actor: &Actor, house: &House) -> Result<Vec<Term>, AppError> {
    actor.require(Action::ReadCasework)?;
    let terms = house.store().read(&actor.municipality).await?.terms().await?;
    let mut terms: Vec<Term> =
        terms.into_iter().map(|known| known.value).filter(|term| term.withdrawn.is_none()).collect();
    terms.sort_by_key(|term| term.wording.term.to_lowercase());
    Ok(terms)
}

/// One word with the version it has.
pub async fn to_edit(actor: &Actor, house: &House, id: TermId) -> Result<Versioned<Term>, AppError> {
    actor.require(Action::EditPlan)?;
    Ok(house.store().read(&actor.municipality).await?.term(id).await?)
}

/// Writes a new word.
pub async fn add(actor: &Actor, house: &House, wording: Wording) -> Result<Term, AppError> {
    let mut tx = begin(actor, house, Action::EditPlan).await?;
    let term = Term { id: TermId(uuid::Uuid::now_v7()), wording, withdrawn: None };
    let others: Vec<Term> = tx.terms().await?.into_iter().map(|known| known.value).collect();
    whole(&term, &others)?;
    tx.save_term(&term, None).await?;
    tx.commit(audit(actor, house, Action::EditPlan, Noun::Term, term.id)).await?;
    Ok(term)
}

/// Changes a word, if it is still the version that was read. What it meant before is kept with the reason.
pub async fn amend(
    actor: &Actor,
    house: &House,
    (id, read): (TermId, i64),
    wording: Wording,
    reason: &str,
) -> Result<Term, AppError> {
    let mut tx = begin(actor, house, Action::EditPlan).await?;
    let Versioned { value: known, version } = tx.term(id).await?;
    if version != read {
        return Err(StoreError::Conflict(Noun::Term).into());
    }
    let term = Term { wording, ..known.clone() };
    let others: Vec<Term> = tx.terms().await?.into_iter().map(|known| known.value).collect();
    whole(&term, &others)?;
    let change = change(actor, house, reason);
    change.require(known.withdrawn.as_ref()).map_err(not_amended)?;
    if term == known {
        return Err(AppError::refused(amendment(NoAmendment::Same)));
    }
    tx.keep(Noun::Term, &id, &known, change).await?;
    tx.save_term(&term, Some(read)).await?;
    tx.commit(audit(actor, house, Action::EditPlan, Noun::Term, id)).await?;
    Ok(term)
}

/// Uses a word no more.
pub async fn withdraw(actor: &Actor, house: &House, id: TermId, reason: &str) -> Result<(), AppError> {
    let mut tx = begin(actor, house, Action::EditPlan).await?;
    let Versioned { value: known, version } = tx.term(id).await?;
    let change = change(actor, house, reason);
    change.require(known.withdrawn.as_ref()).map_err(not_amended)?;
    let term = Term { withdrawn: Some(change.into()), ..known };
    tx.save_term(&term, Some(version)).await?;
    tx.commit(audit(actor, house, Action::EditPlan, Noun::Term, id)).await?;
    Ok(())
}

fn whole(term: &Term, others: &[Term]) -> Result<(), AppError> {
    let message = |gap: TermGap| match gap {
        TermGap::NoTerm => Message::with("term-no-term", "field", "term"),
        TermGap::NoMeaning => Message::with("term-no-meaning", "field", "meaning"),
        TermGap::Twice => Message::with("term-twice", "field", "term"),
    };
    let gaps: Vec<Message> = term.gaps(others).into_iter().map(message).collect();
    if gaps.is_empty() { Ok(()) } else { Err(AppError::Refused(gaps)) }
}
