//! Corrections: what something said before, who changed it, when and why, and that it was taken back.
//!
//! The earlier text stays in the thing itself, where masking reaches it and from where it goes with the thing; the log
//! says only that something changed. Leaves out who may correct what.

use crate::id::UserId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What stood before a correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former<T> {
    /// As it was.
    pub was: T,
    /// When it was changed.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// Why.
    pub reason: String,
}

/// That something was taken back: it stays and counts no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// Why.
    pub reason: String,
}

/// Who corrects or takes back, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// Why.
    pub reason: String,
}

/// Why something is not corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAmendment {
    /// No reason given.
    #[error("say why it is changed")]
    NoReason,
    /// It was taken back already.
    #[error("it was taken back already")]
    Withdrawn,
    /// Nothing differs.
    #[error("nothing is changed")]
    Same,
}

impl Change {
    /// What stood before this change.
    pub fn former<T>(self, was: T) -> Former<T> {
        Former { was, at: self.at, by: self.by, reason: self.reason }
    }

    /// Refuses a change that says nothing about why, and one of what was taken back.
    pub fn require(&self, withdrawn: Option<&Withdrawal>) -> Result<(), NoAmendment> {
        match withdrawn {
            Some(_) => Err(NoAmendment::Withdrawn),
            None if self.reason.trim().is_empty() => Err(NoAmendment::NoReason),
            None => Ok(()),
        }
    }
}

impl From<Change> for Withdrawal {
    fn from(change: Change) -> Self {
        Self { at: change.at, by: change.by, reason: change.reason }
    }
}
