//! Who did what to a thing: for pages that name whoever noted, signed or changed it.

use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::id::UserId;
use lofte_store::{AuditEntry, Noun};
use std::collections::BTreeMap;

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

/// The login of every account: colleagues see each other's names beside what they did.
pub async fn logins(actor: &Actor, house: &House) -> Result<BTreeMap<UserId, String>, AppError> {
    actor.require(Action::ReadCasework)?;
    let accounts = house.store().read(&actor.municipality).await?.accounts().await?;
    Ok(accounts.into_iter().map(|known| (known.value.user, known.value.login)).collect())
}
