//! The smallest sample of a method: how much it needs before it has anything to say.
//!
//! A small town has few events. Below its smallest sample a method gives no number but [`InsufficientData`], which says
//! how much there is, how much is needed and why; that is an answer, not an error. Texts for people are made from the
//! parts by whoever shows them; the English sentence here is for logs and tests.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A result, or the reason why the data cannot carry one.
///
/// # Examples
/// ```
/// use lofte_analysis::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};
/// let enough = Sufficiency::Sufficient(0.4);
/// assert_eq!((enough.sufficient(), enough.insufficient()), (Some(0.4), None));
/// let reason = MinimumReason::RateIsNoise;
/// let few = InsufficientData { unit: SampleUnit::Events, available: 2, required: 5, reason };
/// assert_eq!(Sufficiency::<f64>::Insufficient(few).insufficient(), Some(few));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sufficiency<T> {
    /// There was enough.
    Sufficient(T),
    /// There was too little.
    Insufficient(InsufficientData),
}

/// How much there is, how much the method needs, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("too few {unit}: {available}, and this method needs {required} ({reason})")]
pub struct InsufficientData {
    /// What was counted.
    pub unit: SampleUnit,
    /// How many there are.
    pub available: u64,
    /// How many are needed.
    pub required: u64,
    /// Why so many.
    pub reason: MinimumReason,
}

/// What a smallest sample counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleUnit {
    /// Answers to a question of a survey.
    Answers,
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

/// Why a method has a smallest sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MinimumReason {
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

impl<T> Sufficiency<T> {
    /// The result, if there is one.
    pub fn sufficient(self) -> Option<T> {
        match self {
            Self::Sufficient(result) => Some(result),
            Self::Insufficient(_) => None,
        }
    }

    /// The reason, if there is no result.
    pub fn insufficient(&self) -> Option<InsufficientData> {
        match self {
            Self::Sufficient(_) => None,
            Self::Insufficient(few) => Some(*few),
        }
    }
}

impl InsufficientData {
    /// The reason, when there is less than the method asks for.
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::sample_size::{InsufficientData, SampleUnit, MinimumReason};
    /// assert!(InsufficientData::check(SampleUnit::Events, 30, 30, MinimumReason::PatternIsChance).is_none());
    /// let few = InsufficientData::check(SampleUnit::Events, 7, 30, MinimumReason::PatternIsChance).unwrap();
    /// assert!(few.to_string().starts_with("too few events: 7, and this method needs 30"));
    /// ```
    pub fn check(unit: SampleUnit, available: u64, required: u64, reason: MinimumReason) -> Option<Self> {
        (available < required).then_some(Self { unit, available, required, reason })
    }
}

impl fmt::Display for SampleUnit {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Self::Answers => "answers",
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

impl fmt::Display for MinimumReason {
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
