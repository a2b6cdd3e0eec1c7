//! What weighs most: counts times what each category weighs, by one table of weights that somebody answers for.
//!
//! A picture keeps which table it was made with, by its number and the digest of what stands in it, so that an edition says for
//! good what its sums mean. Sums of two tables never stand beside each other. Leaves out areas: in few events one grave one
//! is all there is to see.

use super::Provenance;
use crate::fingerprint::Fingerprint;
use crate::records::{Category, RecordKind};
use lofte_analysis::incidents::harm::HarmSum;
use serde::{Deserialize, Serialize};

/// Sums of harm with their table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Harm {
    /// Where the counts are from.
    pub provenance: Provenance,
    /// The table, by its kind and number; its name stands in each sum.
    pub table: String,
    /// Of what stands in it.
    pub table_fingerprint: Fingerprint,
    /// A sum for each kind of rows and year.
    pub years: Vec<HarmYear>,
}

/// What the events of a kind weighed in a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HarmYear {
    /// Kind of rows.
    pub kind: RecordKind,
    /// Year.
    pub year: i16,
    /// The sum with its interval, and the share of the single gravest event.
    pub sum: HarmSum,
    /// What each category adds, the most first.
    pub parts: Vec<HarmPart>,
}

/// What a category adds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HarmPart {
    /// Category.
    pub category: Category,
    /// Events.
    pub count: u64,
    /// What one weighs.
    pub weight: f64,
}

impl HarmPart {
    /// What its events weigh together.
    pub fn adds(&self) -> f64 {
        self.weight * f64::from(u32::try_from(self.count).unwrap_or(u32::MAX))
    }
}
