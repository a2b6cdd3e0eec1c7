//! Tables that a municipality loads and somebody else answers for: a gazetteer, weights of harm, tables of a
//! problem index.
//!
//! Each comes with its name, edition and source. Loading one anew makes another number of its kind; the earlier one stays as
//! it was, and counts again when the newer one is taken back. None is ever changed. Leaves out what stands in a table,
//! which is kept beside it, and how its file is read.

use crate::amendment::Withdrawal;
use crate::fingerprint::Fingerprint;
use crate::id::UserId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a table is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadedKind {
    /// Places and addresses with where they are.
    Gazetteer,
    /// What a category weighs.
    HarmWeights,
    /// At which shares the points of a problem index begin.
    IndexTable,
}

impl LoadedKind {
    /// All.
    pub const ALL: [Self; 3] = [Self::Gazetteer, Self::HarmWeights, Self::IndexTable];

    /// The word in commands, addresses and texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gazetteer => "gazetteer",
            Self::HarmWeights => "harm_weights",
            Self::IndexTable => "index_table",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A table that was loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadedTable {
    /// What for.
    pub kind: LoadedKind,
    /// Which of its kind, from 1.
    pub number: u32,
    /// What its publisher calls it.
    pub name: String,
    /// Which edition it is, for example a year.
    pub edition: String,
    /// Who publishes it, and where.
    pub source: String,
    /// What 1 in it means, where that must be said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// How much stands in it.
    pub entries: u64,
    /// Of what stands in it, as it is kept.
    pub fingerprint: Fingerprint,
    /// When it was loaded.
    pub loaded_at: Timestamp,
    /// By whom.
    pub loaded_by: UserId,
    /// Set when it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

impl LoadedTable {
    /// The word by which it is found: `harm_weights-2`.
    pub fn id(&self) -> String {
        format!("{}-{}", self.kind.word(), self.number)
    }

    /// The one of a kind that counts: the newest that was not taken back.
    pub fn in_force(all: &[Self], kind: LoadedKind) -> Option<&Self> {
        let of_kind = all.iter().filter(|table| table.kind == kind && table.withdrawn.is_none());
        of_kind.max_by_key(|table| table.number)
    }

    /// The number that the next of a kind gets.
    pub fn next_number(all: &[Self], kind: LoadedKind) -> u32 {
        let of_kind = all.iter().filter(|table| table.kind == kind);
        of_kind.map(|table| table.number).max().unwrap_or(0).saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(kind: LoadedKind, number: u32, withdrawn: bool) -> LoadedTable {
        let (at, by) = (Timestamp::UNIX_EPOCH, UserId::named("one"));
        LoadedTable {
            kind,
            number,
            name: "Exempel".into(),
            edition: "2026".into(),
            source: "påhittad för testet".into(),
            unit: String::new(),
            entries: 1,
            fingerprint: Fingerprint::of_bytes(b"x"),
            loaded_at: at,
            loaded_by: by,
            withdrawn: withdrawn.then(|| Withdrawal { at, by, reason: "fel fil".into() }),
        }
    }

    #[test]
    fn the_newest_that_was_not_taken_back_counts_and_no_number_is_used_twice() {
        use LoadedKind::{Gazetteer, HarmWeights};
        let all = [table(HarmWeights, 1, false), table(HarmWeights, 2, true), table(Gazetteer, 1, true)];
        assert_eq!(
            LoadedTable::in_force(&all, HarmWeights).map(LoadedTable::id).as_deref(),
            Some("harm_weights-1")
        );
        assert_eq!(LoadedTable::in_force(&all, Gazetteer), None);
        assert_eq!([HarmWeights, Gazetteer].map(|kind| LoadedTable::next_number(&all, kind)), [3, 2]);
        for kind in LoadedKind::ALL {
            assert_eq!(LoadedKind::from_word(kind.word()), Some(kind));
        }
    }
}
