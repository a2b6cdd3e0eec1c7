//! Agreements and the organisations that take part.

use super::{audit, begin, screen};
use crate::error::{AppError, Message};
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::agreement::Agreement;
use lofte_model::id::AgreementId;
use lofte_model::party::Party;
use lofte_store::Noun;

/// All agreements, newest period first.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<Agreement>, AppError> {
    actor.require(Action::ReadCasework)?;
    let mut tx = house.store().read(&actor.municipality).await?;
    let mut agreements: Vec<Agreement> =
        tx.agreements().await?.into_iter().map(|agreement| agreement.value).collect();
    agreements.sort_by_key(|agreement| std::cmp::Reverse(agreement.period.from()));
    Ok(agreements)
}

/// One agreement.
pub async fn find(actor: &Actor, house: &House, id: AgreementId) -> Result<Agreement, AppError> {
    actor.require(Action::ReadCasework)?;
    Ok(house.store().read(&actor.municipality).await?.agreement(id).await?.value)
}

/// Saves a new agreement, or a new version of one.
pub async fn save(actor: &Actor, house: &House, agreement: &Agreement) -> Result<(), AppError> {
    let mut tx = begin(actor, house, Action::EditAgreement).await?;
    let gaps = agreement.gaps();
    if !gaps.is_empty() {
        return Err(gaps.into());
    }
    let texts = agreement.purposes.iter().chain(&agreement.areas).chain([&agreement.title]);
    let offices = agreement.signatures.iter().map(|signature| &signature.office);
    screen(texts.chain(offices).map(String::as_str))?;
    let known = tx.agreements().await?.into_iter().find(|known| known.value.id == agreement.id);
    tx.save_agreement(agreement, known.map(|known| known.version)).await?;
    tx.commit(audit(actor, house, Action::EditAgreement, Noun::Agreement, agreement.id)).await?;
    Ok(())
}

/// All organisations, by name.
pub async fn parties(actor: &Actor, house: &House) -> Result<Vec<Party>, AppError> {
    actor.require(Action::ReadCasework)?;
    let mut tx = house.store().read(&actor.municipality).await?;
    let mut parties: Vec<Party> = tx.parties().await?.into_iter().map(|party| party.value).collect();
    parties.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(parties)
}

/// Adds or changes an organisation.
pub async fn save_party(actor: &Actor, house: &House, party: &Party) -> Result<(), AppError> {
    let mut tx = begin(actor, house, Action::EditAgreement).await?;
    if party.name.trim().is_empty() {
        return Err(AppError::refused(Message::plain("party-no-name")));
    }
    screen([party.name.as_str()])?;
    let known = tx.parties().await?.into_iter().find(|known| known.value.id == party.id);
    tx.save_party(party, known.map(|known| known.version)).await?;
    tx.commit(audit(actor, house, Action::EditAgreement, Noun::Party, party.id)).await?;
    Ok(())
}
