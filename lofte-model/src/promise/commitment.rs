//! Undertakings (åtaganden): what is promised to be done, by whom, how much and how often.
//!
//! Leaves out whether it was done: that is followed up.

use crate::id::PartyId;
use serde::{Deserialize, Serialize};

/// How much is promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Quantity {
    /// At least so many, for example 12 `safety walks` in the whole period.
    AtLeast {
        /// Number.
        count: u32,
        /// Of what.
        unit: String,
        /// How often.
        per: Pace,
    },
    /// Whenever somebody asks.
    OnRequest,
    /// Something that is done or not done, without a number.
    DoneOrNot,
}

/// How often a quantity comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// Every week.
    Week,
    /// Every month.
    Month,
    /// Every year.
    Year,
    /// Once over the promise's whole period.
    WholePeriod,
}

/// One undertaking (åtagande).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// Number within the promise, from 1.
    pub number: u16,
    /// What is promised, in plain words.
    pub text: String,
    /// Who undertakes it; more than one when it is done jointly.
    pub parties: Vec<PartyId>,
    /// How much.
    pub quantity: Quantity,
}
