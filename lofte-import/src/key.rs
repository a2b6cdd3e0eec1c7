//! Sameness of rows: the source's own number, or everything that was read of what the mapping names and the place among
//! equal rows.
//!
//! With the place among equal rows, two like rows of a file are both kept, and the same file once more is all
//! duplicates. Which rows are stored already is not known here.

use lofte_model::records::RowKey;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::num::NonZeroU64;

/// Bytes that most digests are made of.
const ROOM: usize = 256;

/// Makes keys for the rows of one file.
#[derive(Debug)]
pub(crate) struct Keys {
    start: KeyStart,
    read: Equal,
    cells: Equal,
    pub(crate) equal_rows: u64,
}

/// The place of a row among equal ones.
#[derive(Debug, Default)]
struct Equal {
    /// The first eight bytes of what was seen; a map only for what came again, since nearly nothing does.
    seen: HashSet<u64>,
    again: HashMap<u64, u64>,
}

impl Equal {
    /// How many equal ones came before; none for the first.
    fn before(&mut self, first: RowKey) -> Option<u64> {
        let short = first.0.iter().take(8).fold(0, |short, byte| (short << 8) | u64::from(*byte));
        if self.seen.insert(short) {
            return None;
        }
        let times = self.again.entry(short).or_insert(0);
        *times += 1;
        Some(*times)
    }
}

impl Keys {
    /// For one source; rows of different sources never have the same key.
    pub(crate) fn of_source(parts: &[&str]) -> Self {
        let mut start = Vec::new();
        for part in parts {
            add(&mut start, part);
        }
        Self { start: KeyStart(start), read: Equal::default(), cells: Equal::default(), equal_rows: 0 }
    }

    /// The key of a row that has a number of its own.
    pub(crate) fn of_id<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> RowKey {
        self.start.of_id(parts)
    }

    /// What the keys of this source begin with.
    pub(crate) fn start(&self) -> &KeyStart {
        &self.start
    }

    /// The key of a row that is known by what was read of it, by the key of the first such row.
    pub(crate) fn of_contents(&mut self, first: RowKey) -> RowKey {
        let before = self.read.before(first);
        self.equal_rows += u64::from(before.is_some());
        before.map_or(first, |times| again(first, times))
    }

    /// The key that such a row had when it was made of the cells as they are written, by that of the first such row.
    pub(crate) fn of_cells(&mut self, first: RowKey) -> RowKey {
        self.cells.before(first).map_or(first, |times| again(first, times))
    }
}

/// What the keys of one source begin with: it makes keys that depend on nothing but the row.
#[derive(Clone, Debug)]
pub(crate) struct KeyStart(Vec<u8>);

impl KeyStart {
    /// The key of a row that has a number of its own.
    pub(crate) fn of_id<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> RowKey {
        let mut told = Parts::of(self);
        parts.into_iter().for_each(|part| told.add(part));
        told.key()
    }

    /// Parts that tell of what was read of a row.
    pub(crate) fn of_what_was_read(&self) -> Parts {
        let mut told = Parts::of(self);
        told.add(READ);
        told
    }
}

/// Parts that a digest is made of.
#[derive(Debug)]
pub(crate) struct Parts(Vec<u8>);

impl Parts {
    fn of(start: &KeyStart) -> Self {
        let mut told = Vec::with_capacity(ROOM);
        told.extend_from_slice(&start.0);
        Self(told)
    }

    /// None so far.
    pub(crate) fn none() -> Self {
        Self(Vec::with_capacity(ROOM))
    }

    /// Adds a part.
    pub(crate) fn add(&mut self, part: &str) {
        add(&mut self.0, part);
    }

    /// Adds a part that is written straight into its place.
    pub(crate) fn write(&mut self, part: impl FnOnce(&mut Vec<u8>)) {
        let length = self.0.len();
        self.0.extend_from_slice(&[0; 8]);
        let from = self.0.len();
        part(&mut self.0);
        let bytes = (self.0.len() - from) as u64;
        if let Some(place) = self.0.get_mut(length..from) {
            place.copy_from_slice(&bytes.to_le_bytes());
        }
    }

    /// The key that they make.
    pub(crate) fn key(&self) -> RowKey {
        shorten(&Sha256::digest(&self.0))
    }

    /// What a row says, shortened. It is kept with the row and compared by later versions of the program: how it is made
    /// must not change.
    pub(crate) fn contents(&self) -> NonZeroU64 {
        let digest = Sha256::digest(&self.0);
        let short = digest.iter().take(8).fold(0, |short, byte| (short << 8) | u64::from(*byte));
        NonZeroU64::new(short).unwrap_or(NonZeroU64::MAX)
    }
}

/// Tells keys of what was read from those of cells.
const READ: &str = "\u{0}read";

fn again(first: RowKey, times: u64) -> RowKey {
    shorten(&Sha256::new().chain_update(first.0).chain_update(times.to_le_bytes()).finalize())
}

/// With its length before it, a part cannot run into the next.
fn add(bytes: &mut Vec<u8>, part: &str) {
    bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
    bytes.extend_from_slice(part.as_bytes());
}

fn shorten(digest: &[u8]) -> RowKey {
    let mut key = [0; 16];
    key.copy_from_slice(&digest[..16]);
    RowKey(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_contents(keys: &mut Keys, parts: [&str; 2]) -> RowKey {
        let mut told = keys.start().of_what_was_read();
        for part in parts {
            told.add(part);
        }
        keys.of_contents(told.key())
    }

    fn contents(parts: [&str; 2]) -> NonZeroU64 {
        let mut told = Parts::none();
        for part in parts {
            told.add(part);
        }
        told.contents()
    }

    #[test]
    fn equal_rows_are_told_apart_and_come_again_the_same() {
        let keys = || {
            let mut keys = Keys::of_source(&["polisen"]);
            ["a", "b", "a", "a"].map(|cell| of_contents(&mut keys, [cell, "x"]))
        };
        let (one, two) = (keys(), keys());
        assert_eq!(one, two);
        assert_eq!(one.iter().collect::<HashSet<_>>().len(), 4);
        let mut keys = Keys::of_source(&["polisen"]);
        let of_cells = |cell| {
            let first = keys.of_id([cell, "x"]);
            keys.of_cells(first)
        };
        assert!(["a", "b", "a"].map(of_cells).iter().all(|cells| !one.contains(cells)));
    }

    #[test]
    fn what_a_row_says_is_shortened_as_it_always_was() {
        assert_eq!(contents(["burglary", "2025-03-01T10:00:00"]).get(), 10_124_565_824_018_894_047);
        assert_ne!(contents(["ab", "c"]), contents(["a", "bc"]));
        let mut written = Parts::none();
        written.write(|part| part.extend_from_slice(b"burglary"));
        written.write(|part| part.extend_from_slice(b"2025-03-01T10:00:00"));
        assert_eq!(written.contents().get(), 10_124_565_824_018_894_047);
    }

    #[test]
    fn cells_do_not_run_into_each_other() {
        let keys = Keys::of_source(&["polisen"]);
        let keys = keys.start();
        assert_ne!(keys.of_id(["ab", "c"]), keys.of_id(["a", "bc"]));
        assert_ne!(keys.of_id(["1"]), Keys::of_source(&["est"]).start().of_id(["1"]));
    }
}
