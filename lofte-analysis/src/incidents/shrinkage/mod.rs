//! Rates and shares of small areas, drawn towards the mean of all as much as chance makes them differ.
//!
//! A map of plain rates shows where few people live. Here an area keeps as much of its own figure as its size deserves. The
//! result is for maps and for where to look, never for a verdict or for change over time: a change of the others would move
//! it. A map of it hides small places by design: mark those with a weight below one half.
//!
//! [`marshall`] takes moments and any rates, over all areas or over each with its neighbours; [`gamma`] takes counts against
//! expected, with intervals; [`share`] takes shares of answers. Left out on purpose: covariates (see
//! [`small_area`](crate::survey::small_area)), spatial models, and benchmarking: the mean of the map is not that of the
//! municipality.

pub mod gamma;
pub mod marshall;
pub mod share;

use serde::{Deserialize, Serialize};

use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit};

/// The usual fewest areas.
pub const MIN_AREAS: u64 = 10;
/// The usual fewest events in all areas together.
pub const MIN_EVENTS: u64 = 30;
/// The usual fewest answers in all areas together.
pub const MIN_ANSWERS: u64 = 200;
/// The usual ratio above which an area is worth a look.
pub const EXCEED: f64 = 1.2;
/// Areas with less weight on their own figure show mostly the mean of all: mark them.
pub const LITTLE_OF_ITS_OWN: f64 = 0.5;

/// From this size of the prior on, areas differ no more than by chance.
const NO_DIFFERENCE: f64 = 1e5;
/// The most areas.
const MAX_AREAS: usize = 20_000;
/// The largest count.
const MAX_COUNT: u64 = 10_000_000;

/// Why areas could not be drawn together.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ShrinkageError {
    /// A count, or what it is divided by, cannot be used.
    #[error(
        "area {area} has {count} out of {of}; counts may be at most ten million, and what they are divided by must be positive and of \
         usual size"
    )]
    Area {
        /// Position of the area.
        area: usize,
        /// Its count.
        count: u64,
        /// Population, expected number or answers.
        of: f64,
    },
    /// There are too many areas.
    #[error("{areas} areas are more than {MAX_AREAS}; take larger ones")]
    TooMany {
        /// Number of areas.
        areas: usize,
    },
    /// The list of neighbours is one of other areas.
    #[error("there are {areas} areas but lists of neighbours for {lists}; give one list for each area")]
    Neighbours {
        /// Number of areas.
        areas: usize,
        /// Number of lists.
        lists: usize,
    },
    /// The confidence level is not strictly between 0 and 1.
    #[error("the confidence level must lie between 0 and 1, for example 0.95; it is {level}")]
    Level {
        /// The level that was asked for.
        level: f64,
    },
    /// The ratio to exceed is not a positive number.
    #[error("the ratio to exceed must be a positive number, for example 1.2; it is {exceed}")]
    Exceed {
        /// The ratio that was asked for.
        exceed: f64,
    },
    /// The spread between the areas does not settle.
    #[error(
        "the spread between the areas does not settle on these numbers; use the likelihood, or larger areas"
    )]
    NotSettled,
}

/// The fewest areas and events or answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShrinkageSampleSize {
    /// Fewer areas give no answer; see [`MIN_AREAS`].
    pub areas: u64,
    /// Fewer events, or answers, in all areas together give none; see [`MIN_EVENTS`] and [`MIN_ANSWERS`].
    pub counted: u64,
}

impl ShrinkageSampleSize {
    fn check(self, areas: usize, unit: SampleUnit, counted: u64) -> Option<InsufficientData> {
        let (areas, reason) = (areas as u64, MinimumReason::NothingToCompare);
        // Whatever the caller says, one area has nothing to be drawn to.
        InsufficientData::check(SampleUnit::Units, areas, self.areas.max(2), reason).or_else(|| {
            InsufficientData::check(unit, counted, self.counted.max(1), MinimumReason::RateIsNoise)
        })
    }
}

/// The point at which a falling function of a logarithm passes zero, to the last digit; the ends where it does not.
fn falling_root(low: f64, high: f64, value: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (low, high);
    for _ in 0..120 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if value(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// How much the digamma function rises from `from` over a whole number of steps.
fn digamma_rise(from: f64, steps: f64) -> f64 {
    const SUMMED: f64 = 60.0;
    if steps > SUMMED {
        return statrs::function::gamma::digamma(from + steps) - statrs::function::gamma::digamma(from);
    }
    let (mut sum, mut step) = (0.0, 0.0);
    while step < steps {
        sum += 1.0 / (from + step);
        step += 1.0;
    }
    sum
}
