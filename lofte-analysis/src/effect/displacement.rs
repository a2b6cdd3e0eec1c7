//! Did crime fall where something was done, and did it move next door?
//!
//! The weighted displacement difference adds the change in the target and in its surroundings, each less the change in
//! a like area, and has a standard error. The older weighted displacement quotient has none, and its sign turns when
//! crime in the target rises, so it is a legacy number that is shown only when it can be read.
//!
//! Left out on purpose: choosing the areas. The difference is right only when target and control had about the same
//! level before and would have moved by the same *number* of events; see [`Warning::UnmatchedLevels`].

use serde::{Deserialize, Serialize};

use super::weighted_displacement_quotient::{WeightedDisplacementQuotient, weighted_displacement_quotient};
use crate::ConfidenceInterval;
use crate::distribution::{normal_quantile, normal_tail};
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// Below this count the normal approximation of the interval is doubtful.
pub const SMALL_COUNT: u64 = 5;
/// An area matches another when the larger level before is at most this many times the smaller one.
pub const MATCHED_RATIO: f64 = 1.5;
/// Counts above this cannot be told apart as 64-bit numbers.
const MAX_COUNT: u64 = 1 << 53;

/// Why a displacement could not be computed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum DisplacementError {
    /// The confidence level is not strictly between 0 and 1.
    #[error("the confidence level must lie between 0 and 1, for example 0.95; it is {level}")]
    Level {
        /// The level that was asked for.
        level: f64,
    },
    /// A weight is not a usable positive number.
    #[error("time, area and harm weights must be positive numbers of ordinary size; one is {value}")]
    Weight {
        /// The value that was given.
        value: f64,
    },
    /// The limit for matched levels is not a ratio of at least 1.
    #[error("the limit for matched levels must be a number of at least 1, for example 1.5; it is {value}")]
    MatchedRatio {
        /// The value that was given.
        value: f64,
    },
    /// A count is too large.
    #[error("the count {count} is too large to be added exactly; give counts below 9 000 million million")]
    CountTooLarge {
        /// The count that was given.
        count: u64,
    },
    /// The kinds of event do not belong together.
    #[error("each kind of event needs one harm weight, and all or none need counts of the surroundings")]
    Kinds,
}

/// Events of an area before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeforeAfter {
    /// Events before the measure.
    pub before: u64,
    /// Events after it.
    pub after: u64,
}

/// An area and the untreated area it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contrast {
    /// The target of the measure, or its surroundings.
    pub area: BeforeAfter,
    /// The like area where nothing was done.
    pub control: BeforeAfter,
}

/// The eight counts, or four where the surroundings were not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisplacementCounts {
    /// The target and its control.
    pub target: Contrast,
    /// The surroundings to which crime may have moved, and their control.
    pub surroundings: Option<Contrast>,
}

/// What the areas' counts are divided by, 1 for all when they are to be taken as they are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AreaWeights {
    /// Of the target.
    pub target: f64,
    /// Of its control.
    pub control: f64,
    /// Of the surroundings.
    pub surroundings: f64,
    /// Of their control.
    pub surroundings_control: f64,
}

/// How the difference is computed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DisplacementParams {
    /// Confidence level of the intervals.
    pub level: f64,
    /// Counts before are divided by this, for example the number of months.
    pub time_before: f64,
    /// Counts after are divided by this.
    pub time_after: f64,
    /// Counts of each area are divided by its weight, for example its size.
    pub areas: AreaWeights,
    /// A count below this gives a warning; see [`SMALL_COUNT`].
    pub small_count: u64,
    /// Levels before that differ by a larger factor give a warning; see [`MATCHED_RATIO`].
    pub matched_ratio: f64,
}

/// A difference of differences, in events (or harm) per unit of time and area weight.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Negative when there were fewer than the control would lead one to expect.
    pub estimate: f64,
    /// The square root of the variance; 0 when there are no events at all.
    pub standard_error: f64,
    /// Estimate over standard error; none without events.
    pub z: Option<f64>,
    /// Two-sided normal p-value; none without events.
    pub p_value: Option<f64>,
    /// Normal interval; none without events, since no events do not make a certain zero.
    pub interval: Option<ConfidenceInterval>,
}

/// One of the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// The target before.
    TargetBefore,
    /// The target after.
    TargetAfter,
    /// The control of the target before.
    ControlBefore,
    /// The control of the target after.
    ControlAfter,
    /// The surroundings before.
    SurroundingsBefore,
    /// The surroundings after.
    SurroundingsAfter,
    /// The control of the surroundings before.
    SurroundingsControlBefore,
    /// The control of the surroundings after.
    SurroundingsControlAfter,
}

/// Which two areas are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The target and its control.
    Target,
    /// The surroundings and their control.
    Surroundings,
}

/// What a reader must know beside the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// A count is so small that the interval is doubtful.
    SmallCount {
        /// Which count.
        cell: Cell,
        /// The count.
        count: u64,
    },
    /// The area and its control were not alike before, so the same percentage would be another number of events.
    UnmatchedLevels {
        /// Which pair.
        side: Side,
        /// The larger level before over the smaller one; none when one of them is 0.
        ratio: Option<f64>,
    },
}

/// The weighted displacement difference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Displacement {
    /// The target against its control.
    pub local: Difference,
    /// The surroundings against their control: positive when crime moved there.
    pub displacement: Option<Difference>,
    /// Both together.
    pub total: Difference,
    /// All events counted.
    pub events: u64,
    /// The legacy quotient, when the surroundings were counted.
    pub quotient: Option<WeightedDisplacementQuotient>,
    /// What a reader must know beside the numbers.
    pub warnings: Vec<Warning>,
    /// The counts that were given.
    pub counts: DisplacementCounts,
    /// The parameters that were used.
    pub params: DisplacementParams,
}

/// The weighted displacement difference of several kinds of event, each with its harm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HarmDisplacement {
    /// The targets against their controls, in units of harm.
    pub local: Difference,
    /// The surroundings against their controls.
    pub displacement: Option<Difference>,
    /// Both together.
    pub total: Difference,
    /// All events counted.
    pub events: u64,
    /// The share of all harm that one event of the most harmful kind present makes: where it is large, one event
    /// decides the result.
    pub largest_event_share: f64,
    /// What a reader must know, with the index of the kind of event.
    pub warnings: Vec<(usize, Warning)>,
    /// The harm weights that were used.
    pub harm: Vec<f64>,
    /// The parameters that were used.
    pub params: DisplacementParams,
}

/// The weighted displacement difference with its interval.
///
/// (T1 - T0) - (C1 - C0) + (D1 - D0) - (E1 - E0), where T is the target, C its control, D the surroundings, E their
/// control, 0 before and 1 after. Each count k is divided by its time weight x area weight w, and the variance is the sum
/// of k / w^2 over all eight. Unit: events per unit of weight. Negative is a fall. Normal interval and two-sided p.
///
/// Smallest sample: at least one event.
///
/// # Errors
/// [`DisplacementError`].
///
/// # References
/// A. P. Wheeler, J. H. Ratcliffe, *A simple weighted displacement difference test to evaluate place based crime
/// interventions*, Crime Science 7:11 (2018).
///
/// # Examples
/// ```
/// use lofte_analysis::effect::displacement::*;
/// let pair = |before, after| BeforeAfter { before, after };
/// let counts = DisplacementCounts {
///     target: Contrast { area: pair(207, 110), control: pair(308, 318) },
///     surroundings: Some(Contrast { area: pair(178, 157), control: pair(150, 140) }),
/// };
/// let params = DisplacementParams {
///     level: 0.95,
///     time_before: 1.0,
///     time_after: 1.0,
///     areas: AreaWeights { target: 1.0, control: 1.0, surroundings: 1.0, surroundings_control: 1.0 },
///     small_count: SMALL_COUNT,
///     matched_ratio: MATCHED_RATIO,
/// };
/// let result = displacement(&counts, &params)?.sufficient().unwrap();
/// let interval = result.total.interval.unwrap();
/// assert_eq!((result.total.estimate, interval.lower.round(), interval.upper.round()), (-118.0, -196.0, -40.0));
/// # Ok::<(), DisplacementError>(())
/// ```
pub fn displacement(
    counts: &DisplacementCounts,
    params: &DisplacementParams,
) -> Result<Sufficiency<Displacement>, DisplacementError> {
    let z = check(params)?;
    let events = events_of(counts)?;
    if let Some(few) = InsufficientData::check(SampleUnit::Events, events, 1, MinimumReason::Undefined) {
        return Ok(Sufficiency::Insufficient(few));
    }
    let (local, surroundings) = moments(counts, params);
    Ok(Sufficiency::Sufficient(Displacement {
        local: local.difference(z, params.level)?,
        displacement: surroundings.map(|part| part.difference(z, params.level)).transpose()?,
        total: local.plus(surroundings.unwrap_or_default()).difference(z, params.level)?,
        events,
        quotient: counts.surroundings.map(|pair| weighted_displacement_quotient(&counts.target, &pair.area)),
        warnings: warnings(counts, params),
        counts: *counts,
        params: *params,
    }))
}

/// The weighted displacement difference of harm: the sum over kinds of event of harm weight x difference.
///
/// The variance is the sum of harm^2 x variance. `kinds` and `harm` have the same length; harm weights are positive,
/// for example days of sentence, taken from one frozen table. Unit: harm per unit of time and area weight.
///
/// Smallest sample: at least one event.
///
/// # Errors
/// [`DisplacementError`].
///
/// # References
/// A. P. Wheeler, J. H. Ratcliffe, Crime Science 7:11 (2018), for the difference; the variance of a weighted sum of
/// independent Poisson counts.
///
/// # Examples
/// ```
/// use lofte_analysis::effect::displacement::*;
/// let pair = |before, after| BeforeAfter { before, after };
/// let kind = |area, control| DisplacementCounts { target: Contrast { area, control }, surroundings: None };
/// let kinds = [kind(pair(130, 74), pair(133, 91)), kind(pair(20, 10), pair(22, 21))];
/// # let areas = AreaWeights { target: 1.0, control: 1.0, surroundings: 1.0, surroundings_control: 1.0 };
/// # let params = DisplacementParams {
/// #     level: 0.95, time_before: 1.0, time_after: 1.0, areas, small_count: SMALL_COUNT, matched_ratio: MATCHED_RATIO,
/// # };
/// let result = harm_displacement(&kinds, &[1.0, 10.0], &params)?.sufficient().unwrap();
/// assert_eq!(result.total.estimate, -14.0 + 10.0 * -9.0);
/// # Ok::<(), DisplacementError>(())
/// ```
pub fn harm_displacement(
    kinds: &[DisplacementCounts],
    harm: &[f64],
    params: &DisplacementParams,
) -> Result<Sufficiency<HarmDisplacement>, DisplacementError> {
    let z = check(params)?;
    let surrounded = kinds.iter().filter(|kind| kind.surroundings.is_some()).count();
    if kinds.len() != harm.len() || !(surrounded == 0 || surrounded == kinds.len()) {
        return Err(DisplacementError::Kinds);
    }
    if let Some(value) = harm.iter().find(|weight| !positive(**weight)) {
        return Err(DisplacementError::Weight { value: *value });
    }
    let (mut local, mut around) = (Moments::default(), Moments::default());
    let (mut events, mut sum, mut largest, mut warned) = (0_u64, 0.0, 0.0_f64, Vec::new());
    for (index, (kind, weight)) in kinds.iter().zip(harm).enumerate() {
        let own = events_of(kind)?;
        events = events.saturating_add(own);
        sum += weight * own as f64;
        largest = largest.max(if own > 0 { *weight } else { 0.0 });
        let (here, there) = moments(kind, params);
        local = local.plus(here.times(*weight));
        around = around.plus(there.unwrap_or_default().times(*weight));
        warned.extend(warnings(kind, params).into_iter().map(|warning| (index, warning)));
    }
    if let Some(few) = InsufficientData::check(SampleUnit::Events, events, 1, MinimumReason::Undefined) {
        return Ok(Sufficiency::Insufficient(few));
    }
    let displacement = (surrounded > 0).then(|| around.difference(z, params.level)).transpose()?;
    Ok(Sufficiency::Sufficient(HarmDisplacement {
        local: local.difference(z, params.level)?,
        displacement,
        total: local.plus(around).difference(z, params.level)?,
        events,
        largest_event_share: largest / sum,
        warnings: warned,
        harm: harm.to_vec(),
        params: *params,
    }))
}

/// The estimate and the variance of a sum of counts.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    estimate: f64,
    variance: f64,
}

impl Moments {
    /// The change of an area.
    fn change(area: BeforeAfter, params: &DisplacementParams, weight: f64) -> Self {
        let (before, after) = (1.0 / (params.time_before * weight), 1.0 / (params.time_after * weight));
        let (k0, k1) = (area.before as f64, area.after as f64);
        Self { estimate: k1 * after - k0 * before, variance: k1 * after * after + k0 * before * before }
    }

    fn contrast(pair: Contrast, params: &DisplacementParams, area: f64, control: f64) -> Self {
        Self::change(pair.area, params, area).plus(Self::change(pair.control, params, control).times(-1.0))
    }

    fn plus(self, other: Self) -> Self {
        Self { estimate: self.estimate + other.estimate, variance: self.variance + other.variance }
    }

    fn times(self, factor: f64) -> Self {
        Self { estimate: factor * self.estimate, variance: factor * factor * self.variance }
    }

    fn difference(self, quantile: f64, level: f64) -> Result<Difference, DisplacementError> {
        let Self { estimate, variance } = self;
        let standard_error = variance.sqrt();
        let half = quantile * standard_error;
        if !(estimate.is_finite() && half.is_finite()) {
            return Err(DisplacementError::Weight { value: estimate });
        }
        let z = (standard_error > 0.0).then(|| estimate / standard_error);
        Ok(Difference {
            estimate,
            standard_error,
            z,
            p_value: z.map(|z| 2.0 * normal_tail(z.abs())),
            interval: z.map(|_| ConfidenceInterval { lower: estimate - half, upper: estimate + half, level }),
        })
    }
}

fn moments(counts: &DisplacementCounts, params: &DisplacementParams) -> (Moments, Option<Moments>) {
    let areas = params.areas;
    let local = Moments::contrast(counts.target, params, areas.target, areas.control);
    let around = counts.surroundings;
    let around =
        around.map(|pair| Moments::contrast(pair, params, areas.surroundings, areas.surroundings_control));
    (local, around)
}

/// The normal quantile of the level, when all parameters are usable.
fn check(params: &DisplacementParams) -> Result<f64, DisplacementError> {
    if !(params.level > 0.0 && params.level < 1.0) {
        return Err(DisplacementError::Level { level: params.level });
    }
    let areas = params.areas;
    let weights = [
        params.time_before,
        params.time_after,
        areas.target,
        areas.control,
        areas.surroundings,
        areas.surroundings_control,
    ];
    if let Some(value) = weights.into_iter().find(|weight| !positive(*weight)) {
        return Err(DisplacementError::Weight { value });
    }
    if !(params.matched_ratio.is_finite() && params.matched_ratio >= 1.0) {
        return Err(DisplacementError::MatchedRatio { value: params.matched_ratio });
    }
    Ok(normal_quantile(f64::midpoint(1.0, params.level)))
}

/// A weight whose square and whose inverse are ordinary numbers too.
fn positive(weight: f64) -> bool {
    (1e-50..=1e50).contains(&weight)
}

fn cells(counts: &DisplacementCounts) -> impl Iterator<Item = (Cell, u64)> {
    let Contrast { area, control } = counts.target;
    let target = [
        (Cell::TargetBefore, area.before),
        (Cell::TargetAfter, area.after),
        (Cell::ControlBefore, control.before),
        (Cell::ControlAfter, control.after),
    ];
    let around = counts.surroundings.map(|Contrast { area, control }| {
        [
            (Cell::SurroundingsBefore, area.before),
            (Cell::SurroundingsAfter, area.after),
            (Cell::SurroundingsControlBefore, control.before),
            (Cell::SurroundingsControlAfter, control.after),
        ]
    });
    target.into_iter().chain(around.into_iter().flatten())
}

fn events_of(counts: &DisplacementCounts) -> Result<u64, DisplacementError> {
    if let Some((_, count)) = cells(counts).find(|(_, count)| *count > MAX_COUNT) {
        return Err(DisplacementError::CountTooLarge { count });
    }
    Ok(cells(counts).map(|(_, count)| count).sum())
}

fn warnings(counts: &DisplacementCounts, params: &DisplacementParams) -> Vec<Warning> {
    let small = cells(counts).filter(|(_, count)| *count < params.small_count);
    let mut found: Vec<Warning> = small.map(|(cell, count)| Warning::SmallCount { cell, count }).collect();
    let areas = params.areas;
    let target = (Side::Target, counts.target, areas.target, areas.control);
    let around = counts
        .surroundings
        .map(|pair| (Side::Surroundings, pair, areas.surroundings, areas.surroundings_control));
    for (side, pair, area, control) in std::iter::once(target).chain(around) {
        let (here, there) = (pair.area.before as f64 / area, pair.control.before as f64 / control);
        let (small, large) = (here.min(there), here.max(there));
        if large > params.matched_ratio * small {
            found.push(Warning::UnmatchedLevels { side, ratio: (small > 0.0).then_some(large / small) });
        }
    }
    found
}
