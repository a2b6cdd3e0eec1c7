//! The rows that are there already, while a delivery is taken in: what each says, in little memory.
//!
//! A delivery of ten million rows keeps ten million of these, so that each costs what it takes to tell two versions apart
//! and nothing more: the parts of the rows lie in blocks that are never moved, and the table by key holds only their
//! places. The table is thrown away before a larger one is made, since the rows tell all that stands in it.

use crate::rows::incident::Version;
use hashbrown::HashTable;
use lofte_model::records::RowKey;
use lofte_model::spread::Spread;

/// In [`Held::holder`]: the delivery that is being taken in.
pub(crate) const THIS: u32 = u32::MAX;

/// Marks of a row, in one byte.
const SAID: u8 = 1;
const PLACED: u8 = 2;
const SEEN: u8 = 4;
const STORED: u8 = 8;

/// Rows of a block.
const BLOCK: usize = 1 << 14;
/// Places of the first table.
const FIRST_TABLE: usize = 1 << 12;
/// Places that take a few megabytes.
const SMALL_TABLE: usize = 1 << 20;

/// The newest version of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// What the source said, shortened, or what was stored where that is not known.
    version: u64,
    /// The place among the earlier deliveries of the one that holds it, or [`THIS`].
    pub(crate) holder: u32,
    /// What was stored; of rows of the delivery that is being taken in only where it is the version.
    stored: Option<u64>,
    /// Whether it is known what the source said.
    said: bool,
    placed: bool,
    /// Whether the delivery that is being taken in has the row too.
    pub(crate) seen: bool,
}

impl Held {
    /// A version that a delivery holds; what was `stored` is asked for where it may have to be compared. Rows of one
    /// delivery have one reader, which knows what all of them say or of none.
    pub(crate) fn by(holder: u32, version: Version, stored: impl FnOnce() -> u64) -> Self {
        let Version { said, placed, .. } = version;
        let stored = (said.is_none() || holder != THIS).then(stored);
        let version = said.map_or_else(|| stored.unwrap_or(0), u64::from);
        Self { version, holder, stored, said: said.is_some(), placed, seen: false }
    }

    /// The same, of a row that the delivery that is being taken in has too.
    pub(crate) fn seen_here(self) -> Self {
        Self { seen: true, ..self }
    }

    /// Whether a row that comes in says the same as this one, which was there; what would be `stored` of it is asked for
    /// where that must be compared. What was concluded from other rows of either file makes no difference, unless
    /// somebody has declared it since.
    pub(crate) fn says(&self, new: Version, position_declared: bool, stored: impl FnOnce() -> u64) -> bool {
        match new.said.filter(|_| self.said) {
            Some(said) => {
                let is = |said: u64| self.version == said;
                let same = is(said.get()) || new.said_before.is_some_and(|before| is(before.get()));
                same && (!position_declared || self.placed == new.placed)
            }
            None => self.stored == Some(stored()),
        }
    }

    fn marks(self) -> u8 {
        let mark = |set: bool, mark: u8| if set { mark } else { 0 };
        let known = mark(self.said, SAID) | mark(self.stored.is_some(), STORED);
        known | mark(self.placed, PLACED) | mark(self.seen, SEEN)
    }

    fn of([version, stored]: [u64; 2], holder: u32, marks: u8) -> Self {
        let has = |mark: u8| marks & mark != 0;
        let stored = has(STORED).then_some(stored);
        Self { version, holder, stored, said: has(SAID), placed: has(PLACED), seen: has(SEEN) }
    }
}

/// Rows by key.
#[derive(Debug, Default)]
pub(crate) struct HeldRows {
    blocks: Vec<Block>,
    rows: usize,
    /// Numbers of rows.
    places: HashTable<u32>,
    spread: Spread,
}

/// Some rows, part by part: a row takes 25 bytes, 4 more where they are not all of one delivery, and 8 more where what
/// was stored is known of any.
#[derive(Debug)]
struct Block {
    keys: Vec<RowKey>,
    versions: Vec<u64>,
    marks: Vec<u8>,
    /// The delivery of all rows, as long as it is one; then that of each.
    holder: u32,
    holders: Vec<u32>,
    /// What was stored of each, once it is known of one.
    stored: Vec<u64>,
}

impl Block {
    fn of(holder: u32) -> Self {
        let (keys, versions) = (Vec::with_capacity(BLOCK), Vec::with_capacity(BLOCK));
        let marks = Vec::with_capacity(BLOCK);
        Self { keys, versions, marks, holder, holders: Vec::new(), stored: Vec::new() }
    }

    fn get(&self, row: usize) -> Option<Held> {
        let holder = if self.holders.is_empty() { self.holder } else { *self.holders.get(row)? };
        let stored = self.stored.get(row).copied().unwrap_or(0);
        Some(Held::of([*self.versions.get(row)?, stored], holder, *self.marks.get(row)?))
    }

    fn push(&mut self, key: RowKey, held: Held) {
        self.keys.push(key);
        self.versions.push(held.version);
        self.marks.push(held.marks());
        if !self.holders.is_empty() {
            self.holders.push(held.holder);
        }
        if !self.stored.is_empty() {
            self.stored.push(0);
        }
        self.hold(self.keys.len() - 1, held);
    }

    /// Holds another version in the place of a row.
    fn hold(&mut self, row: usize, held: Held) {
        if self.holders.is_empty() && held.holder != self.holder {
            self.holders = vec![self.holder; self.keys.len()];
        }
        if self.stored.is_empty() && held.stored.is_some() {
            self.stored = vec![0; self.keys.len()];
        }
        if let (Some(place), Some(stored)) = (self.stored.get_mut(row), held.stored) {
            *place = stored;
        }
        if let Some(holder) = self.holders.get_mut(row) {
            *holder = held.holder;
        }
        if let (Some(version), Some(marks)) = (self.versions.get_mut(row), self.marks.get_mut(row)) {
            (*version, *marks) = (held.version, held.marks());
        }
    }
}

impl HeldRows {
    /// Makes room for so many more rows.
    pub(crate) fn reserve(&mut self, more: usize) {
        let wanted = self.rows.saturating_add(more);
        if wanted > self.places.capacity() {
            self.begin_table(wanted);
        }
    }

    pub(crate) fn get(&self, key: &RowKey) -> Option<Held> {
        let row = self.find(key)?;
        self.blocks.get(row / BLOCK)?.get(row % BLOCK)
    }

    /// Holds a row; of an earlier one with its key nothing is left.
    pub(crate) fn hold(&mut self, key: RowKey, held: Held) {
        let Some(row) = self.find(&key) else {
            return self.hold_new(key, held);
        };
        if let Some(block) = self.blocks.get_mut(row / BLOCK) {
            block.hold(row % BLOCK, held);
        }
    }

    /// Holds a row whose key is not held.
    pub(crate) fn hold_new(&mut self, key: RowKey, held: Held) {
        // There is never room for so many rows that they cannot be counted.
        let Ok(row) = u32::try_from(self.rows) else {
            return;
        };
        if self.rows == self.places.capacity() {
            // While it is small it grows in wide steps, since each enters all rows anew.
            let times = if self.rows < SMALL_TABLE { 4 } else { 2 };
            self.begin_table((times * self.rows).max(FIRST_TABLE));
        }
        if self.rows.is_multiple_of(BLOCK) {
            self.blocks.push(Block::of(held.holder));
        }
        if let Some(block) = self.blocks.last_mut() {
            block.push(key, held);
        }
        self.rows += 1;
        let Self { blocks, places, spread, .. } = self;
        places.insert_unique(hash(*spread, &key), row, |row| hash_of(blocks, *spread, *row));
    }

    /// Makes a table for so many rows, and enters those that there are.
    fn begin_table(&mut self, rows: usize) {
        self.places = HashTable::new();
        self.places = HashTable::with_capacity(rows);
        let Self { blocks, places, spread, .. } = self;
        for (row, key) in (0_u32..).zip(blocks.iter().flat_map(|block| &block.keys)) {
            places.insert_unique(hash(*spread, key), row, |row| hash_of(blocks, *spread, *row));
        }
    }

    fn find(&self, key: &RowKey) -> Option<usize> {
        let is_it = |row: &u32| key_of(&self.blocks, *row) == Some(key);
        self.places.find(hash(self.spread, key), is_it).map(|row| *row as usize)
    }
}

fn hash_of(blocks: &[Block], spread: Spread, row: u32) -> u64 {
    key_of(blocks, row).map_or(0, |key| hash(spread, key))
}

fn key_of(blocks: &[Block], row: u32) -> Option<&RowKey> {
    let row = row as usize;
    blocks.get(row / BLOCK)?.keys.get(row % BLOCK)
}

/// Where a key belongs. Keys are digests already, but whoever makes a file chooses what they are made of.
fn hash(spread: Spread, RowKey(key): &RowKey) -> u64 {
    let (mut low, mut high) = ([0; 8], [0; 8]);
    low.copy_from_slice(&key[..8]);
    high.copy_from_slice(&key[8..]);
    spread.pair(u64::from_le_bytes(low), u64::from_le_bytes(high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroU64;

    fn key(number: u32) -> RowKey {
        let mut key = [0; 16];
        key[3..7].copy_from_slice(&number.to_le_bytes());
        RowKey(key)
    }

    fn said(number: u64) -> Version {
        Version { said: NonZeroU64::new(number), ..Version::default() }
    }

    #[test]
    fn each_row_is_found_by_its_key_and_the_last_version_counts() {
        let mut rows = HeldRows::default();
        rows.reserve(10);
        for number in 0..50_000 {
            let held = Held::by(number, said(u64::from(number)), || 7);
            if number % 2 == 0 { rows.hold(key(number), held) } else { rows.hold_new(key(number), held) }
        }
        rows.hold(key(7), Held::by(THIS, said(8), || 7).seen_here());
        assert_eq!(rows.rows, 50_000);
        for number in (0..50_000).filter(|number| *number != 7) {
            assert_eq!(rows.get(&key(number)), Some(Held::by(number, said(u64::from(number)), || 7)));
        }
        assert_eq!(rows.get(&key(7)), Some(Held::by(THIS, said(8), || 7).seen_here()));
        assert_eq!(rows.get(&key(50_000)), None);
    }

    #[test]
    fn a_row_is_kept_without_loss_whoever_else_is_in_its_block() {
        let mut rows = HeldRows::default();
        let held = |number: u32| {
            let holder = if number % 1000 == 999 { number } else { THIS };
            let placed = number.is_multiple_of(3);
            let known =
                if number.is_multiple_of(2) { said(u64::from(number) + 1) } else { Version::default() };
            let held = Held::by(holder, Version { placed, ..known }, || u64::from(number) << 40);
            if number.is_multiple_of(5) { held.seen_here() } else { held }
        };
        for number in 0..3000 {
            rows.hold_new(key(number), held(number));
        }
        rows.hold(key(10), held(2999));
        let kept = |number: u32| rows.get(&key(number));
        assert!((0..3000).filter(|number| *number != 10).all(|number| kept(number) == Some(held(number))));
        assert_eq!(kept(10), Some(held(2999)));
    }

    #[test]
    fn what_was_stored_counts_only_where_nobody_knows_what_was_said() {
        let held = Held::by(THIS, said(5), || unreachable!());
        let before = NonZeroU64::new(5);
        assert!(held.says(said(5), false, || unreachable!()));
        assert!(held.says(Version { said_before: before, ..said(6) }, false, || unreachable!()));
        assert!(!held.says(said(6), false, || unreachable!()));
        assert!(!held.says(Version { placed: true, ..said(5) }, true, || unreachable!()));
        assert!(held.says(Version { placed: true, ..said(5) }, false, || unreachable!()));
        let of_old = Held::by(0, Version::default(), || 9);
        assert!(of_old.says(said(5), false, || 9) && !of_old.says(said(5), false, || 8));
        let earlier = Held::by(0, said(5), || 9);
        let unknown = Version::default();
        assert!(earlier.says(unknown, false, || 9) && !earlier.says(unknown, false, || 8));
    }
}
