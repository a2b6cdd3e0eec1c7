//! Direct standardisation: the rate our population would have with the age (or other) mix of a standard one.
//!
//! Each group's own rate is weighted by the group's share of the standard population. Since every group needs events of
//! its own, a municipality can seldom use it; the indirect way ([`expected_count`](super::rates::expected_count) and
//! [`observed_expected`](super::rates::observed_expected)) takes the rates from a reference and needs few events.
//!
//! Left out on purpose: ratios of two standardised rates, and intervals on other grounds than the gamma one.

use serde::{Deserialize, Serialize};

use super::rates::{RateError, SERIES_FROM, gamma_quantile_series, positive, scaled, wilson_hilferty};
use crate::ConfidenceInterval;
use crate::distribution::{exact_tails as tails, normal_upper_quantile};
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// The usual number of events that every group needs.
pub const MIN_EVENTS_PER_GROUP: u64 = 5;

/// One group of the population.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Events in our population.
    pub count: u64,
    /// Our population (or person-time), positive.
    pub population: f64,
    /// The standard population, zero or more; only the proportions matter.
    pub standard: f64,
}

/// How the rate is shown, and how many events are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StandardiseParams {
    /// The rate is per this many inhabitants.
    pub per: f64,
    /// Confidence level, strictly between 0 and 1.
    pub level: f64,
    /// Fewest events in any group; see [`MIN_EVENTS_PER_GROUP`].
    pub min_events_per_group: u64,
}

/// A directly standardised rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StandardisedRate {
    /// Number of events in all groups.
    pub count: u64,
    /// Population of all groups.
    pub population: f64,
    /// The plain rate, per `per` inhabitants.
    pub crude: f64,
    /// The standardised rate, per `per` inhabitants.
    pub value: f64,
    /// Fay and Feuer's interval on the same scale.
    pub interval: ConfidenceInterval,
    /// What it was made with.
    pub params: StandardiseParams,
}

/// The directly standardised rate with Fay and Feuer's gamma interval.
///
/// With w_i the standard population's share over our population in group i, rate R = sum w_i k_i and variance
/// V = sum w_i^2 k_i. Lower = the a/2 quantile of the gamma distribution with mean R and variance V; upper = the 1 - a/2
/// quantile of that with mean R + w_max and variance V + w_max^2. With one group it is Garwood's interval. No events:
/// lower is exactly 0.
///
/// Smallest sample: the events of the smallest group against `min_events_per_group`.
///
/// # Errors
/// A `level` outside (0, 1); a population or `per` that is not positive; a standard population that is negative or
/// nowhere positive; no groups; numbers too far apart to be computed with.
///
/// # References
/// M. P. Fay, E. J. Feuer, *Confidence Intervals for Directly Standardized Rates: a Method Based on the Gamma
/// Distribution*, Stat. Med. 16 (1997).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::standardise::{Group, StandardiseParams, standardised_rate};
/// let young = Group { count: 30, population: 1_000.0, standard: 1.0 };
/// let old = Group { count: 30, population: 3_000.0, standard: 1.0 };
/// let params = StandardiseParams { per: 1000.0, level: 0.95, min_events_per_group: 5 };
/// let rate = standardised_rate(&[young, old], &params)?.sufficient().unwrap();
/// assert!((rate.crude - 15.0).abs() < 1e-12 && (rate.value - 20.0).abs() < 1e-12);
/// # Ok::<(), lofte_analysis::incidents::rates::RateError>(())
/// ```
pub fn standardised_rate(
    groups: &[Group],
    params: &StandardiseParams,
) -> Result<Sufficiency<StandardisedRate>, RateError> {
    let StandardiseParams { per, level, min_events_per_group } = *params;
    if !(level > 0.0 && level < 1.0) {
        return Err(RateError::Level { level });
    }
    if !positive(per) {
        return Err(RateError::Exposure { value: per });
    }
    let smallest = groups.iter().map(|group| group.count).min().ok_or(RateError::NoGroups)?;
    let sums = Sums::of(groups)?;
    let (why, what) = (MinimumReason::RateIsNoise, SampleUnit::EventsOfSmallestGroup);
    if let Some(below) = InsufficientData::check(what, smallest, min_events_per_group, why) {
        return Ok(Sufficiency::Insufficient(below));
    }
    let interval = scaled(sums.interval(level), per);
    let (value, crude) = (sums.rate * per, sums.count as f64 / sums.population * per);
    if ![value, crude, interval.lower, interval.upper].iter().all(|number| number.is_finite()) {
        return Err(RateError::Incomparable);
    }
    let (count, population) = (sums.count, sums.population);
    Ok(Sufficiency::Sufficient(StandardisedRate {
        count,
        population,
        crude,
        value,
        interval,
        params: *params,
    }))
}

struct Sums {
    count: u64,
    population: f64,
    rate: f64,
    variance: f64,
    largest_weight: f64,
}

impl Sums {
    fn of(groups: &[Group]) -> Result<Self, RateError> {
        for Group { population, standard, .. } in groups {
            if !positive(*population) {
                return Err(RateError::Exposure { value: *population });
            }
            if !(standard.is_finite() && *standard >= 0.0) {
                return Err(RateError::Exposure { value: *standard });
            }
        }
        let whole: f64 = groups.iter().map(|group| group.standard).sum();
        if !positive(whole) {
            return Err(RateError::Exposure { value: whole });
        }
        let mut sums = Self { count: 0, population: 0.0, rate: 0.0, variance: 0.0, largest_weight: 0.0 };
        for Group { count, population, standard } in groups {
            let weight = standard / whole / population;
            sums.count = sums.count.checked_add(*count).ok_or(RateError::CountTooLarge { count: *count })?;
            sums.population += population;
            sums.rate += weight * *count as f64;
            sums.variance += weight * weight * *count as f64;
            sums.largest_weight = sums.largest_weight.max(weight);
        }
        let square = sums.largest_weight * sums.largest_weight;
        if positive(square) && [sums.population, sums.rate, sums.variance].iter().all(|sum| sum.is_finite()) {
            Ok(sums)
        } else {
            Err(RateError::Incomparable)
        }
    }

    fn interval(&self, level: f64) -> ConfidenceInterval {
        weighted_interval(self.rate, self.variance, self.largest_weight, level)
    }
}

/// Fay and Feuer's interval for a weighted sum of Poisson counts, from the sum, the sum of squared weight times
/// count, and the weight of an event that has not been seen.
pub(super) fn weighted_interval(sum: f64, variance: f64, unseen: f64, level: f64) -> ConfidenceInterval {
    let tail = (1.0 - level) / 2.0;
    // Events only where the standard population has nobody weigh nothing: as no events.
    let lower = if variance > 0.0 { quantile(sum, variance, tail, Side::Low) } else { 0.0 };
    let upper = quantile(sum + unseen, variance + unseen * unseen, tail, Side::High);
    ConfidenceInterval { lower, upper, level }
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Low,
    High,
}

/// The gamma quantile with `tail` below (low) or above it (high), from mean and variance.
fn quantile(mean: f64, variance: f64, tail: f64, side: Side) -> f64 {
    let (scale, shape) = (variance / mean, mean / variance * mean);
    let z = normal_upper_quantile(tail);
    scale
        * match side {
            Side::Low if shape > SERIES_FROM as f64 => gamma_quantile_series(shape, -z),
            Side::High if shape > SERIES_FROM as f64 => gamma_quantile_series(shape, z),
            Side::Low => tails::poisson_mean_for_upper_tail(shape, tail, wilson_hilferty(shape, -z)),
            Side::High => tails::gamma_value_for_upper_tail(shape, tail, wilson_hilferty(shape, z)),
        }
}
