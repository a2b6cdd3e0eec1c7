//! Funnel plots: how much units differ, beside what chance gives units of their size.
//!
//! A table sorted by rate has small units at both ends, since they vary most by chance. A funnel plot shows every unit
//! at its size, with limits around one target that are wide for the small and narrow for the large; only what lies
//! outside asks for a reason. Counts against expected are in [`poisson`], shares in [`share`], changes between two
//! periods in [`change`]. Crime varies more than chance gives, so the limits of counts should be widened by
//! [`overdispersed`]. Of 290 municipalities 14 lie outside 95 % by chance alone and 0.6 outside 99.8 %: only the outer
//! limit may give a word.
//!
//! Left out on purpose: ranks and league tables, the drawing, and a reason why a unit lies outside (a place that works at
//! having crimes reported lies high).

pub mod change;
pub mod overdispersed;
pub mod poisson;
pub mod share;

use serde::{Deserialize, Serialize};

use super::rates::CountAgainst;
use crate::ConfidenceInterval;
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// The usual levels: two and three standard deviations.
pub const LEVELS: [f64; 2] = [0.95, 0.998];
/// Fewer units than this have no target of their own.
pub const MIN_UNITS: u64 = 5;
/// A unit with less expected than this is shown but not judged: a single event would lie outside.
pub const MIN_EXPECTED: f64 = 1.0;

/// The smallest and the largest number that may be expected.
const EXPECTED: std::ops::RangeInclusive<f64> = 1e-9..=1e9;
/// The largest count.
const MAX_COUNT: u64 = crate::distribution::exact_tails::MAX_COUNT;
/// The most levels.
const MAX_LEVELS: usize = 20;

/// Why a funnel could not be made.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum FunnelError {
    /// A level is not strictly between 0 and 1.
    #[error("the level of a limit must lie between 0 and 1, for example 0.95; it is {level}")]
    Level {
        /// The level that was asked for.
        level: f64,
    },
    /// There is no level, or there are more than anybody can see.
    #[error("give 1 to {MAX_LEVELS} levels, for example 0.95 and 0.998; there are {levels}")]
    Levels {
        /// How many there were.
        levels: usize,
    },
    /// An expected number cannot be used.
    #[error(
        "unit {unit} has the expected number {value}; it must be positive and at most a thousand million; leave out units where \
         nothing is expected"
    )]
    Expected {
        /// Position of the unit.
        unit: usize,
        /// The number that was given.
        value: f64,
    },
    /// A count is too large.
    #[error("unit {unit} has the count {count}; at most a thousand million can be handled")]
    Count {
        /// Position of the unit.
        unit: usize,
        /// The count that was given.
        count: u64,
    },
    /// A unit without answers, or with more than there are.
    #[error("unit {unit} has {yes} of {answers} answers; leave out units that nobody answered in")]
    Answers {
        /// Position of the unit.
        unit: usize,
        /// Those counted.
        yes: u64,
        /// Those asked.
        answers: u64,
    },
    /// The target cannot be used.
    #[error("the target must be a positive number, for shares below 1; it is {target}")]
    Target {
        /// The target that was given.
        target: f64,
    },
    /// The share that is pulled in is not from 0 to below one half.
    #[error(
        "the share of extreme units that are pulled in must be at least 0 and below 0.5; it is {winsorise}"
    )]
    Winsorise {
        /// The share that was given.
        winsorise: f64,
    },
}

/// What the units are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// All units together. With few units an extreme one moves it.
    OfUnits,
    /// A number known beforehand, of the county or the group of municipalities.
    Given(f64),
}

/// What a funnel is to have; none has a hidden default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FunnelParams {
    /// What the units are compared with.
    pub target: Target,
    /// Levels of the limits; see [`LEVELS`].
    pub levels: Vec<f64>,
    /// Units with less expected are not judged; see [`MIN_EXPECTED`]. Of no matter for shares and changes.
    pub min_expected: f64,
    /// Fewer units give no answer; see [`MIN_UNITS`].
    pub min_units: u64,
}

/// Where a unit lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// Under the lower limit.
    Below,
    /// Between the limits.
    Inside,
    /// Over the upper limit.
    Above,
    /// Too little is expected of it.
    NotJudged,
}

/// The limits at one level, and where the unit lies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// What chance gives a unit of this size, in the unit of the value.
    pub interval: ConfidenceInterval,
    /// Where the unit lies.
    pub position: Position,
}

impl Limits {
    fn of(value: f64, lower: f64, upper: f64, level: f64, judged: bool) -> Self {
        let position = match value {
            _ if !judged => Position::NotJudged,
            value if value > upper => Position::Above,
            value if value < lower => Position::Below,
            _ => Position::Inside,
        };
        Self { interval: ConfidenceInterval { lower, upper, level }, position }
    }
}

/// Half of what a level leaves outside, for each level.
fn tails(levels: &[f64]) -> Result<Vec<f64>, FunnelError> {
    if levels.is_empty() || levels.len() > MAX_LEVELS {
        return Err(FunnelError::Levels { levels: levels.len() });
    }
    let tail = |level: &f64| {
        let tail = (1.0 - level) / 2.0;
        if *level > 0.0 && tail > 0.0 { Ok(tail) } else { Err(FunnelError::Level { level: *level }) }
    };
    levels.iter().map(tail).collect()
}

/// The sums of observed and expected, when every unit can be used.
fn sums(units: impl Iterator<Item = CountAgainst>) -> Result<(u64, f64), FunnelError> {
    let (mut observed, mut expected) = (0_u64, 0.0);
    for (unit, against) in units.enumerate() {
        if !EXPECTED.contains(&against.expected) {
            return Err(FunnelError::Expected { unit, value: against.expected });
        }
        if against.observed > MAX_COUNT {
            return Err(FunnelError::Count { unit, count: against.observed });
        }
        observed = observed.saturating_add(against.observed);
        expected += against.expected;
    }
    Ok((observed, expected))
}

/// The target of counts, when there are units enough and none has more expected by it than can be handled.
fn target_of(
    units: &[CountAgainst],
    target: Target,
    min_units: u64,
) -> Result<Sufficiency<f64>, FunnelError> {
    let (observed, expected) = sums(units.iter().copied())?;
    if let Some(few) = too_few(units.len(), min_units) {
        return Ok(Sufficiency::Insufficient(few));
    }
    let target = match target {
        Target::Given(target) if EXPECTED.contains(&target) => target,
        Target::Given(target) => return Err(FunnelError::Target { target }),
        Target::OfUnits if observed == 0 => return Ok(Sufficiency::Insufficient(no_events())),
        Target::OfUnits => observed as f64 / expected,
    };
    match units.iter().position(|unit| !EXPECTED.contains(&(target * unit.expected))) {
        Some(unit) => Err(FunnelError::Expected { unit, value: target * units[unit].expected }),
        None => Ok(Sufficiency::Sufficient(target)),
    }
}

fn too_few(units: usize, min_units: u64) -> Option<InsufficientData> {
    // Whatever the caller says, without units there is nothing.
    let reason = MinimumReason::NothingToCompare;
    InsufficientData::check(SampleUnit::Units, units as u64, min_units.max(1), reason)
}

fn no_events() -> InsufficientData {
    InsufficientData { unit: SampleUnit::Events, available: 0, required: 1, reason: MinimumReason::Undefined }
}

/// Twice the smaller tail.
fn doubled(at_most: f64, at_least: f64) -> f64 {
    (2.0 * at_most.min(at_least)).clamp(0.0, 1.0)
}
