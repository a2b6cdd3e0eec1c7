//! How the rows of a file fared, in counts that always add up: none is lost without a word.
//!
//! Leaves out why a row was not taken; that is [`super::Reject`].

use serde::{Deserialize, Serialize};

/// What became of the rows of a file. The parts always add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RowCounts {
    read: u64,
    stored: u64,
    duplicate: u64,
    rejected: u64,
    #[serde(skip_serializing_if = "none")]
    corrected: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn none(rows: &u64) -> bool {
    *rows == 0
}

/// Counts that do not add up: some row was lost, and the delivery must not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{read} rows were read, but {stored} stored + {duplicate} duplicate + {rejected} rejected is another number"
)]
pub struct LostRows {
    read: u64,
    stored: u64,
    duplicate: u64,
    rejected: u64,
}

impl RowCounts {
    /// Counts that add up.
    pub fn new(read: u64, stored: u64, duplicate: u64, rejected: u64) -> Result<Self, LostRows> {
        let sum = stored.checked_add(duplicate).and_then(|sum| sum.checked_add(rejected));
        if sum == Some(read) {
            Ok(Self { read, stored, duplicate, rejected, corrected: 0 })
        } else {
            Err(LostRows { read, stored, duplicate, rejected })
        }
    }

    /// The same, and so many rows that took the place of an earlier version of themselves.
    #[must_use]
    pub fn and_corrected(self, corrected: u64) -> Self {
        let read = self.read.saturating_add(corrected);
        Self { read, corrected: self.corrected.saturating_add(corrected), ..self }
    }

    /// The same, where all that would have been stored was there already.
    #[must_use]
    pub fn stored_before(self) -> Self {
        Self { stored: 0, duplicate: self.duplicate.saturating_add(self.stored), ..self }
    }

    /// Rows in the file.
    pub fn read(self) -> u64 {
        self.read
    }

    /// Rows kept that were not there before.
    pub fn stored(self) -> u64 {
        self.stored
    }

    /// Rows that were there already.
    pub fn duplicate(self) -> u64 {
        self.duplicate
    }

    /// Rows kept in the place of an earlier version: the same number with other contents. Taking the delivery back
    /// brings the earlier version back.
    pub fn corrected(self) -> u64 {
        self.corrected
    }

    /// Rows kept: new ones, and new versions of earlier ones.
    pub fn kept(self) -> u64 {
        self.stored.saturating_add(self.corrected)
    }

    /// Rows that could not be taken, each with its reason in the reject list.
    pub fn rejected(self) -> u64 {
        self.rejected
    }
}

impl<'de> Deserialize<'de> for RowCounts {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Parts {
            read: u64,
            stored: u64,
            duplicate: u64,
            rejected: u64,
            #[serde(default)]
            corrected: u64,
        }
        let p = Parts::deserialize(deserializer)?;
        let first = p.read.checked_sub(p.corrected).unwrap_or(u64::MAX);
        let counts = Self::new(first, p.stored, p.duplicate, p.rejected).map_err(serde::de::Error::custom)?;
        Ok(counts.and_corrected(p.corrected))
    }
}
