//! Publications: the numbered snapshots that were shown to residents, with fingerprint and date.
//!
//! What is in a snapshot, and how it is written, is `lofte-publish`'s affair.

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
