//! Why a league table says little: which units can be told apart at all.
//!
//! A rank looks exact and mostly is not: of ten small areas nine may hold the first place. Here each unit has the lowest and
//! the highest rank that its data allow, and how many of the others it cannot be told apart from. That is what to show,
//! sorted by name; a rank by itself is never to be shown.
//!
//! Left out on purpose: an ordered table.

use serde::{Deserialize, Serialize};

use super::rates::{CountAgainst, garwood};
use crate::ConfidenceInterval;
use crate::distribution::incomplete_beta;
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// The usual fewest units.
pub const MIN_UNITS: u64 = 3;
/// The most units: all pairs are compared.
const MAX_UNITS: usize = 3000;
/// What is added to a count, so that units without events can be compared (Jeffreys).
const JEFFREYS: f64 = 0.5;

/// Why units cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum RankError {
    /// The confidence level is not strictly between 0 and 1.
    #[error("the confidence level must lie between 0 and 1, for example 0.95; it is {level}")]
    Level {
        /// The level that was asked for.
        level: f64,
    },
    /// An expected number or a count cannot be used.
    #[error(
        "unit {unit} has {observed} events and {expected} expected; what is expected must be positive, and both at most a thousand \
         million"
    )]
    Unit {
        /// Position of the unit.
        unit: usize,
        /// Its events.
        observed: u64,
        /// What was expected.
        expected: f64,
    },
    /// There are too many units.
    #[error("{units} units are more than {MAX_UNITS}; choose fewer")]
    TooMany {
        /// Number of units.
        units: usize,
    },
}

/// What is asked for; none has a hidden default.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RankParams {
    /// Level at which all ranks together are right, for example 0.95.
    pub level: f64,
    /// Fewer units give no answer; see [`MIN_UNITS`].
    pub min_units: u64,
}

/// The ranks that a unit may have; 1 is the lowest ratio.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RankedUnit {
    /// Its events, and what was expected.
    pub counted: CountAgainst,
    /// Observed over expected.
    pub ratio: f64,
    /// Its interval, at the level of a single unit.
    pub interval: ConfidenceInterval,
    /// The lowest rank that it may have.
    pub lowest: u64,
    /// The highest.
    pub highest: u64,
    /// Its expected rank, from the probabilities of being higher than each other unit.
    pub expected: f64,
    /// Other units that it cannot be told apart from.
    pub not_told_apart: u64,
}

/// All units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankUncertainty {
    /// Level of each interval, so that all together hold at the level asked for.
    pub single_level: f64,
    /// Pairs of units.
    pub pairs: u64,
    /// Of these, pairs that cannot be told apart.
    pub pairs_not_told_apart: u64,
    /// Mean width of the ranges of ranks, over the widest possible: 1 when every unit may have every rank.
    pub mean_width: f64,
    /// One for each unit, in the order given.
    pub units: Vec<RankedUnit>,
    /// What was asked for.
    pub params: RankParams,
}

/// The ranks that each unit may have.
///
/// Each of m units has Garwood's interval at level^(1/m), so that all hold together. Its lowest rank is 1 + the units whose upper
/// limit lies under its lower one, its highest m - the units whose lower limit lies over its upper one. The expected rank is 1
/// + the sum of P(`theta_i` > `theta_j`), with gamma distributions of shape O + 1/2 and rate E. Rank 1 is the lowest ratio.
///
/// Smallest sample: three units.
///
/// # Errors
/// [`RankError`].
///
/// # References
/// M. Klein, T. Wright, J. Wieczorek, *A joint confidence region for an overall ranking of populations*, JRSS C 69 (2020); H.
/// Goldstein, D. J. Spiegelhalter, *League tables and their limitations*, JRSS A 159 (1996).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::rank_uncertainty::{RankParams, rank_uncertainty};
/// use lofte_analysis::incidents::rates::CountAgainst;
/// let towns = [(12, 9.4), (9, 8.0), (60, 11.0)].map(|(observed, expected)| CountAgainst { observed, expected });
/// let ranks = rank_uncertainty(&towns, &RankParams { level: 0.95, min_units: 3 })?.sufficient().unwrap();
/// assert_eq!((ranks.units[0].lowest, ranks.units[0].highest), (1, 2));
/// assert_eq!((ranks.units[2].lowest, ranks.pairs_not_told_apart), (3, 1));
/// # Ok::<(), lofte_analysis::incidents::rank_uncertainty::RankError>(())
/// ```
pub fn rank_uncertainty(
    units: &[CountAgainst],
    params: &RankParams,
) -> Result<Sufficiency<RankUncertainty>, RankError> {
    let level = params.level;
    if !(level > 0.0 && level < 1.0) {
        return Err(RankError::Level { level });
    }
    let count = units.len();
    if count > MAX_UNITS {
        return Err(RankError::TooMany { units: count });
    }
    let reason = MinimumReason::NothingToCompare;
    let few = InsufficientData::check(SampleUnit::Units, count as u64, params.min_units.max(2), reason);
    if let Some(few) = few {
        return Ok(Sufficiency::Insufficient(few));
    }
    let single_level = level.powf(1.0 / count as f64);
    let mut intervals = Vec::with_capacity(count);
    for (unit, CountAgainst { observed, expected }) in units.iter().copied().enumerate() {
        let usable = (1e-9..=1e9).contains(&expected) && observed <= 1_000_000_000;
        let interval = usable.then(|| garwood(observed, single_level));
        let Some(Ok(ConfidenceInterval { lower, upper, level })) = interval else {
            return Err(RankError::Unit { unit, observed, expected });
        };
        intervals.push(ConfidenceInterval { lower: lower / expected, upper: upper / expected, level });
    }
    let unit = |(at, counted): (usize, &CountAgainst)| {
        let own = &intervals[at];
        let under = intervals.iter().filter(|other| other.upper < own.lower).count() as u64;
        let over = intervals.iter().filter(|other| other.lower > own.upper).count() as u64;
        let others = units.iter().enumerate().filter(|(other, _)| *other != at);
        RankedUnit {
            counted: *counted,
            ratio: counted.observed as f64 / counted.expected,
            interval: *own,
            lowest: 1 + under,
            highest: count as u64 - over,
            expected: 1.0 + others.map(|(_, other)| probability_higher(*counted, *other)).sum::<f64>(),
            not_told_apart: count as u64 - 1 - under - over,
        }
    };
    let all: Vec<RankedUnit> = units.iter().enumerate().map(unit).collect();
    let width: u64 = all.iter().map(|unit| unit.highest - unit.lowest).sum();
    let size = count as u64;
    Ok(Sufficiency::Sufficient(RankUncertainty {
        single_level,
        pairs: size * (size - 1) / 2,
        pairs_not_told_apart: all.iter().map(|unit| unit.not_told_apart).sum::<u64>() / 2,
        mean_width: width as f64 / (size * (size - 1)) as f64,
        units: all,
        params: *params,
    }))
}

/// The probability, from 0 to 1, that the true ratio of one unit is higher than that of another.
///
/// Of two gamma variables with shape O + 1/2 and rate E, the incomplete beta function at E of the other over both. Expected
/// numbers that are not positive give 1/2: nothing is known.
///
/// # References
/// M. Klein, T. Wright, J. Wieczorek, JRSS C 69 (2020); the prior is that of Jeffreys 1946.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::rank_uncertainty::probability_higher;
/// use lofte_analysis::incidents::rates::CountAgainst;
/// let unit = |observed| CountAgainst { observed, expected: 10.0 };
/// assert!((probability_higher(unit(9), unit(9)) - 0.5).abs() < 1e-12);
/// assert!(probability_higher(unit(20), unit(9)) > 0.97);
/// ```
pub fn probability_higher(one: CountAgainst, other: CountAgainst) -> f64 {
    let whole = one.expected + other.expected;
    if !(one.expected > 0.0 && other.expected > 0.0 && whole.is_finite()) {
        return 0.5;
    }
    let shape = |unit: CountAgainst| unit.observed as f64 + JEFFREYS;
    incomplete_beta(shape(other), shape(one), other.expected / whole, one.expected / whole).clamp(0.0, 1.0)
}
