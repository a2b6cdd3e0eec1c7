//! The activity log: entering what was done, correcting it and taking it back.
//!
//! What an organisation logs is seen and corrected by itself and its side ([`Actor::logs_for`]); everybody else sees the
//! sums. Left out: how rows of a file are read, and what the sums amount to ([`super::fulfilment`]).

mod file;

pub use file::Imported;

use super::screening::require_areas;
use super::{audit, begin};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor, NotAllowed};
use lofte_model::activity::{Activity, ActivityRefusal, Entry};
use lofte_model::amendment::Change;
use lofte_model::followup::{Fulfilment, fulfilments};
use lofte_model::id::{ActivityId, PartyId};
use lofte_model::party::Party;
use lofte_model::plan::CommitmentRef;
use lofte_model::promise::{CitizenPromise, Commitment};
use lofte_store::{Noun, StoreError, Versioned, View};
use std::path::Path;

/// An undertaking that the asker can log towards.
#[derive(Clone, Debug)]
pub struct Loggable {
    /// Its promise.
    pub promise: CitizenPromise,
    /// The undertaking.
    pub commitment: Commitment,
    /// Those who undertook it and that the asker logs for; the asker's own organisation first.
    pub parties: Vec<Party>,
    /// How it stands today.
    pub stands: Fulfilment,
}

/// Everything that the asker can log towards: of promises in force first those that began last.
pub async fn loggable(actor: &Actor, house: &House) -> Result<Vec<Loggable>, AppError> {
    actor.require(Action::ReportMeasure)?;
    let mut view = house.store().read(&actor.municipality).await?;
    let parties: Vec<Party> = view.parties().await?.into_iter().map(|party| party.value).collect();
    let mut promises: Vec<CitizenPromise> =
        view.promises().await?.into_iter().map(|promise| promise.value).collect();
    promises.retain(CitizenPromise::is_standing);
    promises.sort_by_key(|promise| std::cmp::Reverse((promise.period.from(), promise.number)));
    let mut found = Vec::new();
    for promise in promises {
        let doings = super::fulfilment::doings(&mut view, &promise).await?;
        let stands = fulfilments(&promise, &doings, house.today());
        for (commitment, stands) in promise.commitments.iter().zip(stands) {
            let own = own_parties(actor, commitment, &parties);
            if !own.is_empty() {
                let (promise, commitment) = (promise.clone(), commitment.clone());
                found.push(Loggable { promise, commitment, parties: own, stands });
            }
        }
    }
    Ok(found)
}

/// Those who undertook something and that the asker logs for, the asker's own organisation first.
fn own_parties(actor: &Actor, commitment: &Commitment, parties: &[Party]) -> Vec<Party> {
    let known = commitment.parties.iter().filter_map(|id| parties.iter().find(|party| party.id == *id));
    let mut own: Vec<Party> = known.filter(|party| actor.logs_for(party)).cloned().collect();
    own.sort_by_key(|party| Some(party.id) != actor.party);
    own
}

/// The entries that the asker's side owns, the newest day first.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<Activity>, AppError> {
    actor.require(Action::ReportMeasure)?;
    let mut view = house.store().read(&actor.municipality).await?;
    let parties: Vec<Party> = view.parties().await?.into_iter().map(|party| party.value).collect();
    let owned =
        |activity: &Activity| parties.iter().any(|party| party.id == activity.party && actor.logs_for(party));
    let activities = view.activities().await?.into_iter().map(|activity| activity.value);
    let mut owned: Vec<Activity> = activities.filter(owned).collect();
    owned.reverse();
    Ok(owned)
}

/// One entry that the asker's side owns, with the version it has.
pub async fn find(actor: &Actor, house: &House, id: ActivityId) -> Result<Versioned<Activity>, AppError> {
    actor.require(Action::ReportMeasure)?;
    let mut view = house.store().read(&actor.municipality).await?;
    let known = view.activity(id).await?;
    owned(actor, &mut view, known.value.party).await?;
    Ok(known)
}

/// Enters what was done. Without an organisation it is the first one that the asker logs for.
pub async fn log(
    actor: &Actor,
    house: &House,
    commitment: CommitmentRef,
    party: Option<PartyId>,
    entry: Entry,
) -> Result<Activity, AppError> {
    actor.require(Action::ReportMeasure)?;
    require_areas(actor, house, entry.area.as_slice()).await?;
    let mut tx = begin(actor, house, Action::ReportMeasure).await?;
    let promise = tx.promise(commitment.promise).await?.value;
    let parties: Vec<Party> = tx.parties().await?.into_iter().map(|party| party.value).collect();
    let undertaken = promise.commitments.iter().find(|known| known.number == commitment.commitment);
    let own = undertaken.map(|known| own_parties(actor, known, &parties)).unwrap_or_default();
    let party = match party {
        Some(party) => own.iter().find(|own| own.id == party).map(|own| own.id),
        None => own.first().map(|own| own.id),
    };
    let party = match (party, undertaken) {
        (Some(party), _) => party,
        (None, Some(_)) => return Err(not_theirs(actor)),
        (None, None) => return Err(AppError::not_found("promise", commitment.promise)),
    };
    if promise.closing().is_some() {
        return Err(ActivityRefusal::Closed.into());
    }
    let entry = entry.fit(&promise, commitment.commitment, party, house.today())?;
    let activity = Activity {
        id: ActivityId(uuid::Uuid::now_v7()),
        commitment,
        party,
        entry,
        at: house.now(),
        by: actor.user,
        from: None,
        former: Vec::new(),
        withdrawn: None,
    };
    tx.save_activity(&activity, None).await?;
    tx.commit(audit(actor, house, Action::ReportMeasure, Noun::Activity, activity.id)).await?;
    Ok(activity)
}

/// Corrects an entry, if it is still the version that was read. What it said before stays with it.
pub async fn correct(
    actor: &Actor,
    house: &House,
    id: ActivityId,
    read: i64,
    entry: Entry,
    reason: &str,
) -> Result<Activity, AppError> {
    actor.require(Action::ReportMeasure)?;
    require_areas(actor, house, entry.area.as_slice()).await?;
    let mut tx = begin(actor, house, Action::ReportMeasure).await?;
    let Versioned { value: known, version } = tx.activity(id).await?;
    owned(actor, &mut tx, known.party).await?;
    if version != read {
        return Err(StoreError::Conflict(Noun::Activity).into());
    }
    let promise = tx.promise(known.commitment.promise).await?.value;
    let entry = entry.fit(&promise, known.commitment.commitment, known.party, house.today())?;
    let activity = known.correct(entry, change(actor, house, reason))?;
    tx.save_activity(&activity, Some(read)).await?;
    tx.commit(audit(actor, house, Action::ReportMeasure, Noun::Activity, id)).await?;
    Ok(activity)
}

/// Takes an entry back, if it is still the version that was read: it stays, and counts no more.
pub async fn withdraw(
    actor: &Actor,
    house: &House,
    id: ActivityId,
    read: i64,
    reason: &str,
) -> Result<Activity, AppError> {
    let mut tx = begin(actor, house, Action::ReportMeasure).await?;
    let known = tx.activity(id).await?;
    owned(actor, &mut tx, known.value.party).await?;
    if known.version != read {
        return Err(StoreError::Conflict(Noun::Activity).into());
    }
    let activity = known.value.withdraw(change(actor, house, reason))?;
    tx.save_activity(&activity, Some(known.version)).await?;
    tx.commit(audit(actor, house, Action::ReportMeasure, Noun::Activity, id)).await?;
    Ok(activity)
}

/// Reads a file into the log, whole or not at all.
pub async fn import(actor: &Actor, house: &House, path: &Path) -> Result<Imported, AppError> {
    file::take(actor, house, path).await
}

/// Who changes something now, and why.
pub(crate) fn change(actor: &Actor, house: &House, reason: &str) -> Change {
    Change { at: house.now(), by: actor.user, reason: reason.trim().to_owned() }
}

/// Refuses what another side logs.
async fn owned(actor: &Actor, view: &mut View, party: PartyId) -> Result<(), AppError> {
    let party = view.party(party).await?.value;
    if actor.logs_for(&party) { Ok(()) } else { Err(not_theirs(actor)) }
}

fn not_theirs(actor: &Actor) -> AppError {
    NotAllowed { role: actor.role, action: Action::ReportMeasure }.into()
}
