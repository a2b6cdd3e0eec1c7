//! The rows that are there already, while a delivery is taken in: what each says, in little memory.
//!
//! A delivery of a million rows keeps a million of these, so that each row costs what it takes to tell two versions apart
//! and nothing more: the rows lie one after the other, and the table by key holds only their places.

use crate::rows::incident::Version;
use hashbrown::HashTable;
use lofte_model::records::RowKey;
use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroU64;

/// In [`Held::holder`]: the delivery that is being taken in.
pub(crate) const THIS: u32 = u32::MAX;

/// The newest version of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    stored: u64,
    said: Option<NonZeroU64>,
    /// The place among the earlier deliveries of the one that holds it, or [`THIS`].
    pub(crate) holder: u32,
    placed: bool,
    /// Whether the delivery that is being taken in has the row too.
    pub(crate) seen: bool,
}

impl Held {
    /// A version that a delivery holds.
    pub(crate) fn by(holder: u32, version: Version) -> Self {
        let Version { stored, said, placed, .. } = version;
        Self { stored, said, holder, placed, seen: false }
    }

    /// The same, of a row that the delivery that is being taken in has too.
    pub(crate) fn seen_here(self) -> Self {
        Self { seen: true, ..self }
    }

    /// Whether a row that comes in says the same as this one, which was there. What was concluded from other rows of
    /// either file makes no difference, unless somebody has declared it since.
    pub(crate) fn says(&self, new: Version, position_declared: bool) -> bool {
        match (self.said, new.said) {
            (Some(held), Some(said)) => {
                let same = held == said || Some(held) == new.said_before;
                same && (!position_declared || self.placed == new.placed)
            }
            _ => self.stored == new.stored,
        }
    }
}

/// Rows by key.
#[derive(Debug, Default)]
pub(crate) struct HeldRows {
    rows: Vec<(RowKey, Held)>,
    places: HashTable<Place>,
    hashing: RandomState,
}

/// Where a row lies, with half of the hash of its key: so the table grows without looking at the rows.
#[derive(Clone, Copy, Debug)]
struct Place {
    hash: u32,
    row: u32,
}

/// Half a hash over the whole width, as the table wants it.
fn spread(hash: u32) -> u64 {
    let product = u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    product ^ (product >> 32)
}

impl HeldRows {
    /// Makes room for so many more rows.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.rows.reserve(more);
        self.places.reserve(more, |place| spread(place.hash));
    }

    pub(crate) fn get(&self, key: &RowKey) -> Option<&Held> {
        let place = self.find(key, self.hash(key))?;
        self.rows.get(place as usize).map(|(_, held)| held)
    }

    /// Holds a row; of an earlier one with its key nothing is left.
    pub(crate) fn hold(&mut self, key: RowKey, held: Held) {
        let hash = self.hash(&key);
        match self.find(&key, hash).and_then(|row| self.rows.get_mut(row as usize)) {
            Some(known) => known.1 = held,
            None => self.add(hash, key, held),
        }
    }

    /// Holds a row whose key is not held.
    pub(crate) fn hold_new(&mut self, key: RowKey, held: Held) {
        self.add(self.hash(&key), key, held);
    }

    fn add(&mut self, hash: u32, key: RowKey, held: Held) {
        // There is never room for so many rows that they cannot be counted.
        let Ok(row) = u32::try_from(self.rows.len()) else {
            return;
        };
        self.rows.push((key, held));
        self.places.insert_unique(spread(hash), Place { hash, row }, |place| spread(place.hash));
    }

    fn find(&self, key: &RowKey, hash: u32) -> Option<u32> {
        let is_it = |place: &Place| {
            place.hash == hash && self.rows.get(place.row as usize).is_some_and(|(known, _)| known == key)
        };
        self.places.find(spread(hash), is_it).map(|place| place.row)
    }

    fn hash(&self, key: &RowKey) -> u32 {
        let hash = self.hashing.hash_one(u128::from_le_bytes(key.0));
        u32::try_from(hash >> 32).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_found_by_its_key_and_the_last_version_counts() {
        let key = |number: u32| {
            let mut key = [0; 16];
            key[3..7].copy_from_slice(&number.to_le_bytes());
            RowKey(key)
        };
        let mut rows = HeldRows::default();
        rows.reserve(10);
        for number in 0..5000 {
            let held = Held::by(number, Version::default());
            if number % 2 == 0 { rows.hold(key(number), held) } else { rows.hold_new(key(number), held) }
        }
        rows.hold(key(7), Held { seen: true, ..Held::by(THIS, Version::default()) });
        assert_eq!(rows.rows.len(), 5000);
        assert!(
            (0..5000).filter(|n| *n != 7).all(|n| rows.get(&key(n)).is_some_and(|held| held.holder == n))
        );
        assert!(rows.get(&key(7)).is_some_and(|held| held.holder == THIS && held.seen));
        assert!(rows.get(&key(5000)).is_none());
    }
}
