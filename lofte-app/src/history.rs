//! Who did what to a thing: for pages that name whoever noted, signed or changed it.

use super::audit;
use crate::error::AppError;
use crate::house::House;
use jiff::{SignedDuration, Timestamp};
use lofte_model::access::{Action, Actor, Role};
use lofte_model::amendment::Former;
use lofte_model::id::UserId;
use lofte_model::promise::{CitizenPromise, PromiseState, Side};
use lofte_store::{AuditEntry, AuditVerb, Noun};
use serde_json::Value;
use std::collections::BTreeMap;

/// How many entries about a thing are looked through.
const LOOKED_THROUGH: u32 = 100;

/// The newest entry of the audit about a thing.
pub async fn last_change(
    actor: &Actor,
    house: &House,
    noun: Noun,
    id: &str,
) -> Result<Option<AuditEntry>, AppError> {
    actor.require(Action::ReadCasework)?;
    let newest = house.store().read(&actor.municipality).await?.history(noun, id, 1).await?;
    Ok(newest.into_iter().next())
}

/// A signature that fell because the promise was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FallenSignature {
    /// The side that had signed.
    pub side: Option<Side>,
    /// Who had signed.
    pub signed_by: UserId,
    /// Who changed the promise then.
    pub changed_by: UserId,
    /// When.
    pub at: Timestamp,
}

/// The signature that a draft has lost, if it had one: the one before the earliest change since.
pub async fn fallen_signature(
    actor: &Actor,
    house: &House,
    promise: &CitizenPromise,
) -> Result<Option<FallenSignature>, AppError> {
    actor.require(Action::ReadCasework)?;
    if promise.state != PromiseState::Draft {
        return Ok(None);
    }
    let mut view = house.store().read(&actor.municipality).await?;
    let mut change: Option<AuditEntry> = None;
    for entry in view.history(Noun::Promise, &promise.id.to_string(), LOOKED_THROUGH).await? {
        match entry.verb {
            AuditVerb::Did(Action::DraftPromise) => change = Some(entry),
            AuditVerb::Did(Action::SignPromise) => {
                let Some((signed_by, changed_by, at)) = entry
                    .user
                    .zip(change)
                    .and_then(|(signed, change)| Some((signed, change.user?, change.at)))
                else {
                    return Ok(None);
                };
                let accounts = view.accounts().await?;
                let account = accounts.iter().find(|known| known.value.user == signed_by);
                let side = account.and_then(|known| match known.value.role {
                    Role::Partner => known.value.party.map(Side::Party),
                    Role::Coordinator => Some(promise.our_side()),
                    role => Side::of(role),
                });
                return Ok(Some(FallenSignature { side, signed_by, changed_by, at }));
            }
            _ => {}
        }
    }
    Ok(None)
}

/// The login of every account: colleagues see each other's names beside what they did.
pub async fn logins(actor: &Actor, house: &House) -> Result<BTreeMap<UserId, String>, AppError> {
    actor.require(Action::ReadCasework)?;
    let accounts = house.store().read(&actor.municipality).await?.accounts().await?;
    Ok(accounts.into_iter().map(|known| (known.value.user, known.value.login)).collect())
}

/// How long one reading lasts: a page that is read again within it is the same reading.
const ONE_READING: SignedDuration = SignedDuration::from_mins(10);

/// Asks the policy for reading something restricted, and puts into the audit who read it, what and when.
pub(crate) async fn restricted(
    actor: &Actor,
    house: &House,
    action: Action,
    noun: Noun,
    id: impl ToString,
) -> Result<(), AppError> {
    restricted_all(actor, house, action, noun, &[id.to_string()]).await
}

/// The same of something that several ids tell together.
pub(crate) async fn restricted_all(
    actor: &Actor,
    house: &House,
    action: Action,
    noun: Noun,
    ids: &[String],
) -> Result<(), AppError> {
    actor.require(action)?;
    let now = house.now();
    let is_same = |entry: &AuditEntry| {
        entry.user == Some(actor.user)
            && entry.verb == AuditVerb::Did(action)
            && now.duration_since(entry.at).abs() < ONE_READING
    };
    let mut new = Vec::new();
    let mut view = house.store().read(&actor.municipality).await?;
    for id in ids {
        if !view.history(noun, id, LOOKED_THROUGH).await?.iter().any(is_same) {
            new.push(audit(actor, house, action, noun, id));
        }
    }
    drop(view);
    if new.is_empty() {
        return Ok(());
    }
    Ok(house.store().begin(&actor.municipality).await?.commit_all(&new).await?)
}

/// What a thing said before it was changed, the earliest first: for those who may change it.
pub async fn former(
    actor: &Actor,
    house: &House,
    action: Action,
    noun: Noun,
    id: &str,
) -> Result<Vec<Former<Value>>, AppError> {
    actor.require(action)?;
    Ok(house.store().read(&actor.municipality).await?.revisions(noun, id).await?)
}
