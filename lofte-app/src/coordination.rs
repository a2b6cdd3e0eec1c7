//! The coordination of the municipality: who leads, who coordinates and who meets, and putting on record what happened.

use super::activity::change;
use super::{audit, begin};
use crate::error::{AppError, amendment, not_amended};
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::amendment::NoAmendment;
use lofte_model::coordination::{Coordination, OnRecord, Organised};
use lofte_model::party::Party;
use lofte_store::{Noun, StoreError, Tx, Versioned};

/// What is said of it; nothing where nothing is.
pub async fn find(actor: &Actor, house: &House) -> Result<Coordination, AppError> {
    actor.require(Action::ReadCasework)?;
    let known = house.store().read(&actor.municipality).await?.coordination().await?;
    Ok(known.map(|known| known.value).unwrap_or_default())
}

/// The same with the version it has, 0 where nothing is said, for whoever is going to change it.
pub async fn to_edit(actor: &Actor, house: &House) -> Result<Versioned<Coordination>, AppError> {
    actor.require(Action::EditCoordination)?;
    let known = house.store().read(&actor.municipality).await?.coordination().await?;
    Ok(known.unwrap_or(Versioned { value: Coordination::default(), version: 0 }))
}

/// Says who leads, who coordinates and who meets, if it is still the version that was read. What was said before is kept
/// with the reason, which the first time is not asked for.
pub async fn organise(
    actor: &Actor,
    house: &House,
    organised: Organised,
    read: i64,
    reason: &str,
) -> Result<Coordination, AppError> {
    let mut tx = begin(actor, house, Action::EditCoordination).await?;
    let known = of(&mut tx).await?;
    if known.version != read {
        return Err(StoreError::Conflict(Noun::Coordination).into());
    }
    let parties: Vec<Party> = tx.parties().await?.into_iter().map(|party| party.value).collect();
    let organised = organised.fit(&parties)?;
    let was = known.value.organised.clone();
    if organised == was {
        return Err(AppError::refused(amendment(NoAmendment::Same)));
    }
    if was != Organised::default() {
        let change = change(actor, house, reason);
        change.require(None).map_err(not_amended)?;
        tx.keep(Noun::Coordination, &actor.municipality, &was, change).await?;
    }
    save(actor, house, tx, Coordination { organised, ..known.value }, known.version).await
}

/// Puts on record that something happened.
pub async fn put(actor: &Actor, house: &House, told: OnRecord) -> Result<Coordination, AppError> {
    let mut tx = begin(actor, house, Action::EditCoordination).await?;
    let known = of(&mut tx).await?;
    let coordination = known.value.put(told, (house.now(), actor.user), house.today())?;
    save(actor, house, tx, coordination, known.version).await
}

/// Corrects a record. What it said before stays with it.
pub async fn correct(
    actor: &Actor,
    house: &House,
    number: u32,
    told: OnRecord,
    reason: &str,
) -> Result<Coordination, AppError> {
    let mut tx = begin(actor, house, Action::EditCoordination).await?;
    let known = of(&mut tx).await?;
    let coordination = known.value.correct(number, told, change(actor, house, reason), house.today())?;
    save(actor, house, tx, coordination, known.version).await
}

/// Takes a record back: it stays, and counts no more.
pub async fn withdraw(
    actor: &Actor,
    house: &House,
    number: u32,
    reason: &str,
) -> Result<Coordination, AppError> {
    let mut tx = begin(actor, house, Action::EditCoordination).await?;
    let known = of(&mut tx).await?;
    let coordination = known.value.withdraw(number, change(actor, house, reason))?;
    save(actor, house, tx, coordination, known.version).await
}

async fn of(tx: &mut Tx) -> Result<Versioned<Coordination>, AppError> {
    Ok(tx.coordination().await?.unwrap_or(Versioned { value: Coordination::default(), version: 0 }))
}

async fn save(
    actor: &Actor,
    house: &House,
    mut tx: Tx,
    coordination: Coordination,
    version: i64,
) -> Result<Coordination, AppError> {
    tx.save_coordination(&coordination, (version > 0).then_some(version)).await?;
    let entry = audit(actor, house, Action::EditCoordination, Noun::Coordination, &actor.municipality);
    tx.commit(entry).await?;
    Ok(coordination)
}
