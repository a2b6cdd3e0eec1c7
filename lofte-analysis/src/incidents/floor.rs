//! The floor of a method: how much it needs before it has anything to say.
//!
//! A municipality has few events. Below its floor a method gives no number but [`BelowFloor`], which says how much
//! there is, how much is needed and why; that is an answer, not an error. Texts for people are made from the parts by
//! whoever shows them; the English sentence here is for logs, tests and the command line.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A result, or the reason why the data cannot carry one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Floored<T> {
    /// There was enough.
    Given(T),
    /// There was too little.
    BelowFloor(BelowFloor),
}

/// How much there is, how much the method needs, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("too few {what}: {have}, and this method needs {need} ({why})")]
pub struct BelowFloor {
    /// What was counted.
    pub what: FloorOf,
    /// How many there are.
    pub have: u64,
    /// How many are needed.
    pub need: u64,
    /// Why so many.
    pub why: FloorReason,
}

/// What a floor counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FloorOf {
    /// Events.
    Events,
    /// Events in the group that has the fewest.
    EventsOfSmallestGroup,
    /// Areas, cells or street segments.
    Units,
    /// Neighbours of the unit that has the fewest.
    Neighbours,
    /// Units that nothing was done to.
    Controls,
    /// Periods of a series: days, weeks or months.
    Periods,
    /// Whole years before the period that is judged.
    Years,
}

/// Why a method has a floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FloorReason {
    /// A surface or a cluster of a few points shows where the points happen to lie.
    PatternIsChance,
    /// A season cannot be told from chance in a short series.
    SeasonIsUnseen,
    /// A slope through few points or few events is noise.
    TrendIsNoise,
    /// One event more or less changes the rate by too much.
    RateIsNoise,
    /// The normal approximation behind the test does not hold.
    NormalFails,
    /// There is nothing to compare with, so no distribution of what chance gives.
    NothingToCompare,
    /// The measure is not defined.
    Undefined,
}

impl<T> Floored<T> {
    /// The result, if there is one.
    pub fn given(self) -> Option<T> {
        match self {
            Self::Given(result) => Some(result),
            Self::BelowFloor(_) => None,
        }
    }

    /// The reason, if there is no result.
    pub fn below(&self) -> Option<BelowFloor> {
        match self {
            Self::Given(_) => None,
            Self::BelowFloor(floor) => Some(*floor),
        }
    }
}

impl BelowFloor {
    /// The floor, when there is less than it asks for.
    ///
    /// ```
    /// use lofte_analysis::incidents::floor::{BelowFloor, FloorOf, FloorReason};
    /// assert!(BelowFloor::check(FloorOf::Events, 30, 30, FloorReason::PatternIsChance).is_none());
    /// let floor = BelowFloor::check(FloorOf::Events, 7, 30, FloorReason::PatternIsChance).unwrap();
    /// assert!(floor.to_string().starts_with("too few events: 7, and this method needs 30"));
    /// ```
    pub fn check(what: FloorOf, have: u64, need: u64, why: FloorReason) -> Option<Self> {
        (have < need).then_some(Self { what, have, need, why })
    }
}

impl fmt::Display for FloorOf {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Self::Events => "events",
            Self::EventsOfSmallestGroup => "events in the smallest group",
            Self::Units => "units",
            Self::Neighbours => "neighbours",
            Self::Controls => "untreated units",
            Self::Periods => "periods",
            Self::Years => "years of reference",
        })
    }
}

impl fmt::Display for FloorReason {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Self::PatternIsChance => "with fewer, a pattern shows where the events happen to lie",
            Self::SeasonIsUnseen => "with fewer, a season cannot be told from chance",
            Self::TrendIsNoise => "with fewer, a trend is noise",
            Self::RateIsNoise => "with fewer, one event more or less changes the rate by too much",
            Self::NormalFails => "with fewer, the test's normal approximation does not hold",
            Self::NothingToCompare => "with fewer, there is nothing to compare with",
            Self::Undefined => "with fewer, the measure is not defined",
        })
    }
}
