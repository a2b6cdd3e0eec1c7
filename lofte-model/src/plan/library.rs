//! The library of measures: what is known of measures of a kind, to begin a measure of one's own from.
//!
//! The program ships with entries; a municipality adds its own. An entry fills what is not filled in a measure and writes
//! nothing over. Left out: where the entries lie.

use super::{EvidenceStrength, Horizon, MeasureKind, PreventionLevel, WorkForm};
use crate::amendment::Withdrawal;
use crate::id::LibraryId;
use serde::{Deserialize, Serialize};

/// What is said of measures of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LibraryMeasure {
    /// What it is called.
    pub title: String,
    /// What is done, and what is known of it.
    pub summary: String,
    /// Sort.
    pub kind: MeasureKind,
    /// Whom it reaches.
    pub level: PreventionLevel,
    /// When an effect can be expected.
    pub horizon: Horizon,
    /// One-off or ordinary work; `None` where it may be either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<WorkForm>,
    /// How well the effect is known.
    pub evidence: EvidenceStrength,
    /// From where.
    #[serde(default)]
    pub source: String,
    /// What it should lead to by itself.
    #[serde(default)]
    pub operative_goal: String,
    /// How it can be followed up.
    #[serde(default)]
    pub following_up: String,
}

/// What an entry of the library lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LibraryGap {
    /// No title.
    #[error("give the entry a title")]
    NoTitle,
    /// Nothing said.
    #[error("say what is done")]
    NoSummary,
    /// Evidence without a source.
    #[error("say from where the evidence is known, or choose unknown")]
    NoSource,
}

impl LibraryMeasure {
    /// Everything that is missing.
    pub fn gaps(&self) -> Vec<LibraryGap> {
        let mut gaps = Vec::new();
        if self.title.trim().is_empty() {
            gaps.push(LibraryGap::NoTitle);
        }
        if self.summary.trim().is_empty() {
            gaps.push(LibraryGap::NoSummary);
        }
        if self.evidence != EvidenceStrength::Unknown && self.source.trim().is_empty() {
            gaps.push(LibraryGap::NoSource);
        }
        gaps
    }
}

/// An entry that the municipality has added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LibraryEntry {
    /// Identity.
    pub id: LibraryId,
    /// What it says.
    #[serde(flatten)]
    pub measure: LibraryMeasure,
    /// That it is no longer offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}
