//! Agreements and the organisations that take part.

use super::{audit, begin};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::agreement::{Agreement, NewSignature};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{AgreementId, PartyId};
use lofte_model::party::{Party, PartyKind};
use lofte_store::{Noun, Versioned, View};
use lofte_words::Message;

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

/// Writes the text of a new agreement, or another text of one that is there. Signatures in `text` are not taken: those
/// that are known stay as long as the text is the one they were given on, and fall otherwise.
///
/// `read` is the version of the text that was changed; `None` for a new one.
pub async fn save(
    actor: &Actor,
    house: &House,
    text: &Agreement,
    read: Option<i64>,
) -> Result<Agreement, AppError> {
    let mut tx = begin(actor, house, Action::EditAgreement).await?;
    let gaps = text.gaps();
    if !gaps.is_empty() {
        return Err(gaps.into());
    }
    let text = Agreement { signatures: Vec::new(), fallen: Vec::new(), ..text.clone() };
    let agreement = match read {
        None => text,
        Some(_) => tx.agreement(text.id).await?.value.edit(text, actor.user, house.now())?,
    };
    tx.save_agreement(&agreement, read).await?;
    tx.commit(audit(actor, house, Action::EditAgreement, Noun::Agreement, agreement.id)).await?;
    Ok(agreement)
}

/// One agreement with the version it has, for whoever is going to change it.
pub async fn to_edit(
    actor: &Actor,
    house: &House,
    id: AgreementId,
) -> Result<Versioned<Agreement>, AppError> {
    actor.require(Action::EditAgreement)?;
    Ok(house.store().read(&actor.municipality).await?.agreement(id).await?)
}

/// Notes that a party has signed the text that was seen. Each side notes its own.
pub async fn sign(
    actor: &Actor,
    house: &House,
    id: AgreementId,
    new: NewSignature,
    seen: &Fingerprint,
) -> Result<Agreement, AppError> {
    let mut tx = begin(actor, house, Action::SignAgreement).await?;
    actor.require_holder()?;
    let known = tx.agreement(id).await?;
    super::require_seen(&known.value.fingerprint()?, seen)?;
    let side = (kind(&mut tx, new.party).await?, actor.role);
    let agreement = known.value.sign(new, side, actor.user, house.now(), house.today())?;
    tx.save_agreement(&agreement, Some(known.version)).await?;
    let entry = audit(actor, house, Action::SignAgreement, Noun::Agreement, id);
    tx.commit(entry.fingerprint(seen)).await?;
    Ok(agreement)
}

/// Of an agreement as it is shown with its signatures, also those that have fallen; give it to [`strike`].
pub fn seen(agreement: &Agreement) -> Result<Fingerprint, AppError> {
    Ok(Fingerprint::of(agreement)?)
}

/// Strikes a signature out that was noted by mistake, as it was seen; it stays on record with the reason.
pub async fn strike(
    actor: &Actor,
    house: &House,
    id: AgreementId,
    (party, reason): (PartyId, &str),
    seen: &Fingerprint,
) -> Result<Agreement, AppError> {
    let mut tx = begin(actor, house, Action::SignAgreement).await?;
    actor.require_holder()?;
    let known = tx.agreement(id).await?;
    super::require_seen(&self::seen(&known.value)?, seen)?;
    let side = (kind(&mut tx, party).await?, actor.role);
    let agreement = known.value.strike(party, reason, side, actor.user, house.now())?;
    tx.save_agreement(&agreement, Some(known.version)).await?;
    let entry = audit(actor, house, Action::SignAgreement, Noun::Agreement, id);
    tx.commit(entry.fingerprint(seen)).await?;
    Ok(agreement)
}

async fn kind(view: &mut View, party: PartyId) -> Result<PartyKind, AppError> {
    let parties = view.parties().await?;
    let known = parties.iter().find(|known| known.value.id == party);
    known.map(|known| known.value.kind).ok_or_else(|| AppError::not_found("party", party))
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
    let known = tx.parties().await?.into_iter().find(|known| known.value.id == party.id);
    tx.save_party(party, known.map(|known| known.version)).await?;
    tx.commit(audit(actor, house, Action::EditAgreement, Noun::Party, party.id)).await?;
    Ok(())
}
