//! Categories: the shared scheme, and those that the municipality adds beside it with a label of its own.
//!
//! A category that is added gets its slug from the label once; rows are stored by it. Renaming changes the label alone,
//! and what it was before is kept. What is adopted and published keeps the label that it had.

use super::activity::change;
use super::{audit, begin};
use crate::error::{AppError, amendment, not_amended};
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::amendment::NoAmendment;
use lofte_model::records::Category;
use lofte_model::scheme::{LabelGap, Labels, OwnCategory, slug_of};
use lofte_store::{Noun, StoreError, Tx, Versioned};
use lofte_words::Message;

/// The categories that the municipality added and still uses, by label.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<OwnCategory>, AppError> {
    actor.require(Action::ReadCasework)?;
    let known = house.store().read(&actor.municipality).await?.own_categories().await?;
    let mut own: Vec<OwnCategory> =
        known.into_iter().map(|known| known.value).filter(|own| own.withdrawn.is_none()).collect();
    own.sort_by_key(|own| own.title.to_lowercase());
    Ok(own)
}

/// How the municipality's own categories are written now, those that are offered no more too: rows may have them.
pub async fn labels(actor: &Actor, house: &House) -> Result<Labels, AppError> {
    actor.require(Action::ReadCasework)?;
    let known = house.store().read(&actor.municipality).await?.own_categories().await?;
    Ok(Labels::new(known.into_iter().map(|known| (known.value.slug, known.value.title))))
}

/// One category with the version it has.
pub async fn to_edit(
    actor: &Actor,
    house: &House,
    slug: &Category,
) -> Result<Versioned<OwnCategory>, AppError> {
    actor.require(Action::Import)?;
    Ok(house.store().read(&actor.municipality).await?.own_category(slug).await?)
}

/// Adds a category with a label, and says its slug.
pub async fn add(actor: &Actor, house: &House, title: &str) -> Result<OwnCategory, AppError> {
    let mut tx = begin(actor, house, Action::Import).await?;
    let others = others(&mut tx).await?;
    let taken: Vec<Category> = others.iter().map(|known| known.slug.clone()).collect();
    let own = OwnCategory { slug: slug_of(title, &taken), title: title.trim().to_owned(), withdrawn: None };
    whole(&own, &others)?;
    tx.save_own_category(&own, None).await?;
    tx.commit(audit(actor, house, Action::Import, Noun::Category, &own.slug)).await?;
    Ok(own)
}

/// Gives a category another label, if it is still the version that was read. What it was called is kept with the reason.
pub async fn rename(
    actor: &Actor,
    house: &House,
    (slug, read): (&Category, i64),
    title: &str,
    reason: &str,
) -> Result<OwnCategory, AppError> {
    let mut tx = begin(actor, house, Action::Import).await?;
    let Versioned { value: known, version } = tx.own_category(slug).await?;
    if version != read {
        return Err(StoreError::Conflict(Noun::Category).into());
    }
    let own = OwnCategory { title: title.trim().to_owned(), ..known.clone() };
    whole(&own, &others(&mut tx).await?)?;
    let change = change(actor, house, reason);
    change.require(known.withdrawn.as_ref()).map_err(not_amended)?;
    if own == known {
        return Err(AppError::refused(amendment(NoAmendment::Same)));
    }
    tx.keep(Noun::Category, slug, &known, change).await?;
    tx.save_own_category(&own, Some(read)).await?;
    tx.commit(audit(actor, house, Action::Import, Noun::Category, slug)).await?;
    Ok(own)
}

/// Offers a category no more. Rows that have it keep it and its label.
pub async fn withdraw(actor: &Actor, house: &House, slug: &Category, reason: &str) -> Result<(), AppError> {
    let mut tx = begin(actor, house, Action::Import).await?;
    let Versioned { value: known, version } = tx.own_category(slug).await?;
    let change = change(actor, house, reason);
    change.require(known.withdrawn.as_ref()).map_err(not_amended)?;
    let own = OwnCategory { withdrawn: Some(change.into()), ..known };
    tx.save_own_category(&own, Some(version)).await?;
    tx.commit(audit(actor, house, Action::Import, Noun::Category, slug)).await?;
    Ok(())
}

async fn others(tx: &mut Tx) -> Result<Vec<OwnCategory>, AppError> {
    Ok(tx.own_categories().await?.into_iter().map(|known| known.value).collect())
}

fn whole(own: &OwnCategory, others: &[OwnCategory]) -> Result<(), AppError> {
    let key = match own.gap(others) {
        None => return Ok(()),
        Some(LabelGap::Empty) => "category-no-title",
        Some(LabelGap::Shared) => "category-shared",
        Some(LabelGap::Twice) => "category-twice-own",
    };
    Err(AppError::refused(Message::with(key, "field", "title")))
}
