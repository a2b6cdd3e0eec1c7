//! The library of measures: what the program ships with, and what the municipality has added.
//!
//! The shipped entries stand in `data/library.toml`, in our own words and with their sources. An entry fills what is not
//! filled in a measure that is being written, and is no part of it afterwards.

use super::activity::change;
use super::{audit, begin};
use crate::error::{AppError, amendment, not_amended};
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::amendment::NoAmendment;
use lofte_model::id::LibraryId;
use lofte_model::plan::{LibraryEntry, LibraryGap, LibraryMeasure};
use lofte_store::{Noun, StoreError, Versioned};
use lofte_words::Message;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

const SHIPPED: &str = include_str!("../data/library.toml");

static ENTRIES: LazyLock<Vec<Shipped>> = LazyLock::new(|| {
    // A test reads the file; a program whose file cannot be read has no library.
    toml::from_str::<File>(SHIPPED).map(|file| file.measure).unwrap_or_default()
});

#[derive(Deserialize)]
struct File {
    measure: Vec<Shipped>,
}

/// An entry that the program ships with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Shipped {
    key: String,
    #[serde(flatten)]
    measure: LibraryMeasure,
}

/// An entry to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What it is chosen by: a word for what is shipped, an id for what was added.
    pub key: String,
    /// Whether the municipality added it.
    pub own: bool,
    /// What it says.
    pub measure: LibraryMeasure,
}

/// Every entry that is offered, by title.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<Entry>, AppError> {
    actor.require(Action::ReadCasework)?;
    let added = house.store().read(&actor.municipality).await?.library_entries().await?;
    let added = added.into_iter().map(|known| known.value).filter(|known| known.withdrawn.is_none());
    let own = added.map(|known| Entry { key: known.id.to_string(), own: true, measure: known.measure });
    let shipped = ENTRIES.iter().cloned();
    let shipped = shipped.map(|known| Entry { key: known.key, own: false, measure: known.measure });
    let mut entries: Vec<Entry> = own.chain(shipped).collect();
    entries.sort_by_key(|entry| entry.measure.title.to_lowercase());
    Ok(entries)
}

/// One entry that the municipality has added, with the version it has.
pub async fn to_edit(
    actor: &Actor,
    house: &House,
    id: LibraryId,
) -> Result<Versioned<LibraryEntry>, AppError> {
    actor.require(Action::EditPlan)?;
    Ok(house.store().read(&actor.municipality).await?.library_entry(id).await?)
}

/// Adds an entry.
pub async fn add(actor: &Actor, house: &House, measure: LibraryMeasure) -> Result<LibraryEntry, AppError> {
    let mut tx = begin(actor, house, Action::EditPlan).await?;
    whole(&measure)?;
    let entry = LibraryEntry { id: LibraryId(uuid::Uuid::now_v7()), measure, withdrawn: None };
    tx.save_library_entry(&entry, None).await?;
    tx.commit(audit(actor, house, Action::EditPlan, Noun::LibraryMeasure, entry.id)).await?;
    Ok(entry)
}

/// Changes an entry, if it is still the version that was read. What it said before is kept with the reason.
pub async fn amend(
    actor: &Actor,
    house: &House,
    (id, read): (LibraryId, i64),
    measure: LibraryMeasure,
    reason: &str,
) -> Result<LibraryEntry, AppError> {
    let mut tx = begin(actor, house, Action::EditPlan).await?;
    let Versioned { value: known, version } = tx.library_entry(id).await?;
    if version != read {
        return Err(StoreError::Conflict(Noun::LibraryMeasure).into());
    }
    whole(&measure)?;
    let change = change(actor, house, reason);
    change.require(known.withdrawn.as_ref()).map_err(not_amended)?;
    let entry = LibraryEntry { measure, ..known.clone() };
    if entry == known {
        return Err(AppError::refused(amendment(NoAmendment::Same)));
    }
    tx.keep(Noun::LibraryMeasure, &id, &known, change).await?;
    tx.save_library_entry(&entry, Some(read)).await?;
    tx.commit(audit(actor, house, Action::EditPlan, Noun::LibraryMeasure, id)).await?;
    Ok(entry)
}

/// Offers an entry no more. Measures that began from it stay as they are.
pub async fn withdraw(actor: &Actor, house: &House, id: LibraryId, reason: &str) -> Result<(), AppError> {
    let mut tx = begin(actor, house, Action::EditPlan).await?;
    let Versioned { value: known, version } = tx.library_entry(id).await?;
    let change = change(actor, house, reason);
    change.require(known.withdrawn.as_ref()).map_err(not_amended)?;
    let entry = LibraryEntry { withdrawn: Some(change.into()), ..known };
    tx.save_library_entry(&entry, Some(version)).await?;
    tx.commit(audit(actor, house, Action::EditPlan, Noun::LibraryMeasure, id)).await?;
    Ok(())
}

fn whole(measure: &LibraryMeasure) -> Result<(), AppError> {
    let message = |gap: LibraryGap| match gap {
        LibraryGap::NoTitle => Message::with("library-no-title", "field", "title"),
        LibraryGap::NoSummary => Message::with("library-no-summary", "field", "summary"),
        LibraryGap::NoSource => Message::with("measure-gap-source", "field", "source"),
    };
    let gaps: Vec<Message> = measure.gaps().into_iter().map(message).collect();
    if gaps.is_empty() { Ok(()) } else { Err(AppError::Refused(gaps)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lofte_model::plan::EvidenceStrength;
    use std::collections::BTreeSet;

    #[test]
    fn what_is_shipped_is_whole_and_says_from_where_it_is_known() {
        let file: File = toml::from_str(SHIPPED).unwrap();
        assert!((20..=40).contains(&file.measure.len()), "{}", file.measure.len());
        let keys: BTreeSet<&str> = file.measure.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys.len(), file.measure.len(), "every key is one entry's");
        for Shipped { key, measure } in &file.measure {
            assert_eq!(measure.gaps(), [], "{key}");
            let unknown = measure.evidence == EvidenceStrength::Unknown;
            assert_eq!(unknown, measure.source.is_empty(), "{key}: a strength and its source go together");
            assert!(!measure.operative_goal.is_empty() && !measure.following_up.is_empty(), "{key}");
            assert!(lofte_model::screening::found_in(measure).is_empty(), "{key}");
        }
    }
}
