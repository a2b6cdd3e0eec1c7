//! Are two maps of events alike, unit by unit?
//!
//! Two answers side by side. The default is Fisher's exact test in each unit, adjusted for the number of units, which
//! counts the chance in both maps. The spatial point pattern test is the field's older habit: it takes the first map as
//! known, draws most of the second over and over, and calls a unit different when the first lies outside. The drawing is
//! hypergeometric, so its limits are computed here and not simulated. The test ignores the chance in the first map and
//! therefore finds differences in more units than there are; it is given for comparison with published work.
//!
//! Left out on purpose: the simulation, and choosing the units. "Alike" means that no difference can be seen, and with
//! few events none can.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ConfidenceInterval;
use crate::distribution::hypergeometric::Hypergeometric;
use crate::multiple_testing::{Adjustment, p_adjust};
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// Events that each of the two maps needs.
pub const MIN_EVENTS: u64 = 30;
/// Units that are needed for a share of units to mean something.
pub const MIN_UNITS: u64 = 2;
/// The largest number of events in a map.
const MAX_EVENTS: u64 = 1_000_000_000;

/// Why two maps could not be compared.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PointPatternError {
    /// The slices differ in length.
    #[error("the first map has {first} units and the second {second}; count both in the same units")]
    Units {
        /// Units of the first map.
        first: usize,
        /// Units of the second.
        second: usize,
    },
    /// A share is not strictly between 0 and 1.
    #[error("the {what} must lie between 0 and 1; it is {value}")]
    Share {
        /// Which parameter.
        what: &'static str,
        /// The value that was given.
        value: f64,
    },
    /// More events than the method is made for.
    #[error("a map has more than a thousand million events; compare shorter periods")]
    TooManyEvents,
}

/// How two maps are compared.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PointPatternParams {
    /// The false discovery rate under which a unit is said to differ, usually 0.05.
    pub alpha: f64,
    /// Level of the limits of the older test, usually 0.95.
    pub level: f64,
    /// Share of the second map that the older test draws, usually 0.85.
    pub drawn_share: f64,
    /// Events that each map needs; see [`MIN_EVENTS`].
    pub min_events: u64,
    /// Units that are needed; see [`MIN_UNITS`].
    pub min_units: u64,
}

/// How the first map's share lies to the limits drawn from the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// The first map has a smaller share here than the second.
    Below,
    /// Within the limits.
    Within,
    /// The first map has a larger share.
    Above,
}

/// One unit in both maps.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct UnitComparison {
    /// Events in the first map.
    pub first: u64,
    /// Events in the second.
    pub second: u64,
    /// Share of all events of the first map, 0 to 1.
    pub first_share: f64,
    /// Share of all events of the second map.
    pub second_share: f64,
    /// Fisher's exact two-sided p-value for the two shares; 0 below about 1e-300.
    pub p_value: f64,
    /// The same after Benjamini and Hochberg, over all units.
    pub p_adjusted: f64,
    /// Whether the adjusted p-value is at most alpha.
    pub differs: bool,
    /// The older test's limits for the share.
    pub drawn: ConfidenceInterval,
    /// Where the first map's share lies to them.
    pub position: Position,
}

/// Shares of units in which no difference is seen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SimilarityIndex {
    /// Of all units: the index S of the older test.
    pub all: f64,
    /// Of the units with an event in one of the maps: robust S.
    pub with_events: f64,
}

/// The comparison of two maps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointPatternTest {
    /// In the order of the input.
    pub units: Vec<UnitComparison>,
    /// By Fisher's test with adjustment: the answer to be shown.
    pub similarity: SimilarityIndex,
    /// By the older test, for comparison with published work.
    pub classic: SimilarityIndex,
    /// Events of the first map.
    pub first_events: u64,
    /// Events of the second.
    pub second_events: u64,
    /// Events drawn from the second by the older test.
    pub drawn_events: u64,
    /// Units with an event in one of the maps.
    pub units_with_events: u64,
    /// The parameters that were used.
    pub params: PointPatternParams,
}

/// Compares the events of two periods (or two kinds) in the same units.
///
/// For each unit, the 2 x 2 table of events here and elsewhere in the two maps gives Fisher's two-sided p (all tables
/// no more likely than the one seen), adjusted by Benjamini and Hochberg. The older test draws m = `drawn_share` x n of
/// the n events of the second map without replacement; the count in a unit is hypergeometric, and its quantiles at
/// (1 - level)/2 and (1 + level)/2, over m, are the limits for the first map's share. m is rounded, halves to even.
///
/// `first` and `second` are counts in the same order of units. Shares from 0 to 1.
///
/// Smallest sample: [`MIN_UNITS`] units and [`MIN_EVENTS`] events in each map, or what the parameters say; at least one event
/// each and one that is drawn.
///
/// # Errors
/// [`PointPatternError`].
///
/// # References
/// M. A. Andresen, *Testing for similarity in area-based spatial patterns*, Applied Geography 29 (2009), and *An
/// area-based nonparametric spatial point pattern test*, Methodological Innovations 9 (2016); A. P. Wheeler, W.
/// Steenbeek, M. A. Andresen, *Testing for similarity in area-based spatial patterns: alternative methods to Andresen's
/// spatial point pattern test*, Transactions in GIS 22 (2018).
///
/// # Examples
/// ```
/// use lofte_analysis::effect::point_pattern::*;
/// let params = PointPatternParams {
///     alpha: 0.05,
///     level: 0.95,
///     drawn_share: 0.85,
///     min_events: MIN_EVENTS,
///     min_units: MIN_UNITS,
/// };
/// let compared = point_pattern_test(&[40, 30, 30, 0], &[10, 32, 28, 0], &params)?.sufficient().unwrap();
/// assert!(compared.units[0].differs && !compared.units[1].differs);
/// assert_eq!((compared.similarity.all, compared.units_with_events), (0.75, 3));
/// # Ok::<(), PointPatternError>(())
/// ```
pub fn point_pattern_test(
    first: &[u64],
    second: &[u64],
    params: &PointPatternParams,
) -> Result<Sufficiency<PointPatternTest>, PointPatternError> {
    if first.len() != second.len() {
        return Err(PointPatternError::Units { first: first.len(), second: second.len() });
    }
    let shares = [
        ("false discovery rate", params.alpha),
        ("level", params.level),
        ("drawn share", params.drawn_share),
    ];
    if let Some((what, value)) = shares.into_iter().find(|(_, value)| !(*value > 0.0 && *value < 1.0)) {
        return Err(PointPatternError::Share { what, value });
    }
    let totals = Totals::of(first, second, params.drawn_share)?;
    let (units, fewest) = (first.len() as u64, totals.first.min(totals.second));
    let checks = [
        InsufficientData::check(SampleUnit::Units, units, params.min_units.max(1), MinimumReason::Undefined),
        InsufficientData::check(
            SampleUnit::Events,
            fewest,
            params.min_events.max(1),
            MinimumReason::PatternIsChance,
        ),
        InsufficientData::check(SampleUnit::Events, totals.drawn, 1, MinimumReason::Undefined),
    ];
    if let Some(few) = checks.into_iter().flatten().next() {
        return Ok(Sufficiency::Insufficient(few));
    }
    let pairs: Vec<(u64, u64)> = first.iter().copied().zip(second.iter().copied()).collect();
    let mut units: Vec<UnitComparison> =
        pairs.par_iter().map(|(here, there)| totals.unit(*here, *there, params.level)).collect();
    let p_values: Vec<f64> = units.iter().map(|unit| unit.p_value).collect();
    let adjusted = p_adjust(&p_values, Adjustment::BenjaminiHochberg).unwrap_or(p_values);
    for (unit, p_adjusted) in units.iter_mut().zip(adjusted) {
        unit.p_adjusted = p_adjusted;
        unit.differs = p_adjusted <= params.alpha;
    }
    let units_with_events = units.iter().filter(|unit| unit.first + unit.second > 0).count() as u64;
    Ok(Sufficiency::Sufficient(PointPatternTest {
        similarity: similarity(&units, |unit| !unit.differs),
        classic: similarity(&units, |unit| unit.position == Position::Within),
        first_events: totals.first,
        second_events: totals.second,
        drawn_events: totals.drawn,
        units_with_events,
        units,
        params: *params,
    }))
}

struct Totals {
    first: u64,
    second: u64,
    drawn: u64,
}

impl Totals {
    fn of(first: &[u64], second: &[u64], drawn_share: f64) -> Result<Self, PointPatternError> {
        let sum = |counts: &[u64]| {
            let sum = counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count));
            sum.filter(|sum| *sum <= MAX_EVENTS).ok_or(PointPatternError::TooManyEvents)
        };
        let (first, second) = (sum(first)?, sum(second)?);
        Ok(Self { first, second, drawn: share_of(second, drawn_share) })
    }

    fn unit(&self, first: u64, second: u64, level: f64) -> UnitComparison {
        let table = Hypergeometric {
            population: self.first + self.second,
            marked: self.first,
            drawn: first + second,
        };
        let resampled = Hypergeometric { population: self.second, marked: second, drawn: self.drawn };
        let (low, high) = resampled.interval((1.0 - level) / 2.0);
        // first / all first < low / drawn, on whole numbers, so that equal shares are equal.
        let share = u128::from(first) * u128::from(self.drawn);
        let position = if share < u128::from(low) * u128::from(self.first) {
            Position::Below
        } else if share > u128::from(high) * u128::from(self.first) {
            Position::Above
        } else {
            Position::Within
        };
        let p_value = table.minimum_likelihood_p(first);
        let drawn = self.drawn as f64;
        UnitComparison {
            first,
            second,
            first_share: first as f64 / self.first as f64,
            second_share: second as f64 / self.second as f64,
            p_value,
            p_adjusted: p_value,
            differs: false,
            drawn: ConfidenceInterval { lower: low as f64 / drawn, upper: high as f64 / drawn, level },
            position,
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most MAX_EVENTS")]
fn share_of(events: u64, share: f64) -> u64 {
    (events as f64 * share).round_ties_even() as u64
}

fn similarity(units: &[UnitComparison], alike: impl Fn(&UnitComparison) -> bool) -> SimilarityIndex {
    let share = |counted: &dyn Fn(&UnitComparison) -> bool| {
        let all = units.iter().filter(|unit| counted(unit)).count();
        let same = units.iter().filter(|unit| counted(unit) && alike(unit)).count();
        same as f64 / all as f64
    };
    SimilarityIndex { all: share(&|_| true), with_events: share(&|unit| unit.first + unit.second > 0) }
}
