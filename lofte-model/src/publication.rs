//! Publications: the numbered snapshots that were shown to residents, with fingerprint and date.
//!
//! What is in a snapshot, and how it is written, is `lofte-publish`'s affair.

use crate::access::Role;
use crate::fingerprint::Fingerprint;
use crate::id::{PromiseId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Number within the municipality, from 1.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// Of the snapshot.
    pub fingerprint: Fingerprint,
    /// Promises in it.
    pub promises: Vec<PromiseId>,
}

/// What the public side shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "shown")]
pub enum Shown {
    /// The newest publication.
    Newest,
    /// An earlier publication.
    Earlier {
        /// Its number.
        number: u32,
    },
    /// Nothing but the words that publication is paused.
    Nothing,
}

/// That the public side was taken back, or let show the newest publication again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicSide {
    /// What it shows from then on.
    pub shown: Shown,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// As what.
    pub role: Role,
    /// Why; kept inside.
    pub reason: String,
}

/// The limits that counts are published with. They can be raised above the lowest, never lowered below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Counts from 1 up to one less than this are hidden.
    pub threshold: u64,
    /// How wide the doubt about a hidden count must stay.
    pub protect: u64,
}

impl Limits {
    /// The lowest that can be chosen, and what holds until somebody chooses.
    pub const LOWEST: Self = Self { threshold: 5, protect: 5 };
    /// The highest: with more nearly nothing would be published, and a slip of the pen would do it.
    pub const HIGHEST: Self = Self { threshold: 1000, protect: 1000 };

    /// Whether each lies between the lowest and the highest.
    pub fn are_allowed(self) -> bool {
        (Self::LOWEST.threshold..=Self::HIGHEST.threshold).contains(&self.threshold)
            && (Self::LOWEST.protect..=Self::HIGHEST.protect).contains(&self.protect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_limit_goes_below_the_lowest() {
        assert!(Limits::LOWEST.are_allowed() && Limits::HIGHEST.are_allowed());
        for limits in [Limits { threshold: 4, ..Limits::LOWEST }, Limits { protect: 4, ..Limits::LOWEST }] {
            assert!(!limits.are_allowed(), "{limits:?}");
        }
    }
}
