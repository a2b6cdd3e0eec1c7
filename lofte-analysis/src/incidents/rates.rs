//! Rates with exact intervals, the ratio of two rates, and observed against expected.
//!
//! Counts in one municipality are small, so every interval here is exact (Poisson or conditional binomial),
//! never a normal approximation. A rate without a known population is not a rate: it is `None`, not zero.
//!
//! Repeated events at one address break the Poisson assumption, and the interval is then too narrow; where the
//! dispersion of the series is known, widen it (see [`dispersion`](super::dispersion)). Direct standardisation, which a
//! municipality seldom has the events for, is in [`standardise`](super::standardise).

use serde::{Deserialize, Serialize};

use crate::ConfidenceInterval;
use crate::distribution::{exact_tails as tails, normal_upper_quantile};

/// Above this count Garwood's interval is taken from its series, which is exact there to 1e-15.
pub(super) const SERIES_FROM: u64 = 100_000;

/// Why a rate, a ratio or an interval could not be computed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum RateError {
    /// The confidence level is not strictly between 0 and 1.
    #[error("the confidence level must lie between 0 and 1, for example 0.95; it is {level}")]
    Level {
        /// The level that was asked for.
        level: f64,
    },
    /// A population, an exposure or an expected number is not a usable positive number.
    #[error("the population or expected number must be a positive number; it is {value}")]
    Exposure {
        /// The value that was given.
        value: f64,
    },
    /// A dispersion is negative or not a number.
    #[error("the dispersion must be a positive number, 1 where counts vary as by chance; it is {dispersion}")]
    Dispersion {
        /// The dispersion that was given.
        dispersion: f64,
    },
    /// There are no groups to standardise over.
    #[error("give at least one group to standardise over")]
    NoGroups,
    /// The two populations differ so much in size that their ratio cannot be computed.
    #[error("the two populations differ too much in size to be compared")]
    Incomparable,
    /// A count is larger than this method can handle.
    #[error(
        "the count {count} is too large for an exact comparison; compare at most a thousand million events"
    )]
    CountTooLarge {
        /// The count that was given.
        count: u64,
    },
}

/// A count with the population (or person-time) it arose in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CountIn {
    /// Number of events.
    pub count: u64,
    /// Population or person-time, positive.
    pub population: f64,
}

/// A count with the number that was expected of the same unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CountAgainst {
    /// Number of events observed.
    pub observed: u64,
    /// Number expected, positive.
    pub expected: f64,
}

/// A rate with its count beside it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// Number of events.
    pub count: u64,
    /// Population, positive.
    pub population: f64,
    /// The rate is per this many inhabitants.
    pub per: f64,
    /// `count / population * per`.
    pub value: f64,
    /// Garwood's interval on the same scale as `value`.
    pub interval: ConfidenceInterval,
}

/// The ratio of two rates as a value that may be missing or without bound.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Ratio {
    /// Events in both, or only in the second: an ordinary number.
    Finite(f64),
    /// Events only in the first.
    Unbounded,
    /// No events at all: nothing to compare.
    Undefined,
}

/// The ratio of two rates with exact interval and p-value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RateRatio {
    /// The first count and population (numerator).
    pub first: CountIn,
    /// The second count and population (denominator).
    pub second: CountIn,
    /// The ratio of the rates.
    pub ratio: Ratio,
    /// Lower limit; 0 when the first count is 0.
    pub lower: f64,
    /// Upper limit; none when the second count is 0.
    pub upper: Option<f64>,
    /// Confidence level of the limits.
    pub level: f64,
    /// Two-sided p-value by minimum likelihood (not by doubling).
    pub p_value: f64,
}

/// One group in an indirect standardisation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stratum {
    /// Events and population of the reference (the municipality group, the county).
    pub reference: CountIn,
    /// Our own population in the same group; 0 is allowed.
    pub population: f64,
}

/// Observed events against those expected at the rates of a reference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ObservedExpected {
    /// Number of events observed.
    pub observed: u64,
    /// Number expected, positive.
    pub expected: f64,
    /// `observed / expected`: above 1 means more than the reference.
    pub ratio: f64,
    /// Garwood's interval for the observed number, divided by the expected one.
    pub interval: ConfidenceInterval,
}

/// The exact two-sided interval for a Poisson count.
///
/// Lower = chi2(a/2; 2k)/2, upper = chi2(1-a/2; 2k+2)/2 with a = 1 - `level`; `count` = 0 gives a lower limit of
/// exactly 0. Unit: events. `level` is strictly between 0 and 1.
///
/// # Errors
/// [`RateError::Level`].
///
/// # References
/// F. Garwood, *Fiducial Limits for the Poisson Distribution*, Biometrika 28 (1936).
///
/// # Examples
/// ```
/// let interval = lofte_analysis::incidents::rates::garwood(0, 0.95)?;
/// assert!(interval.lower == 0.0 && (interval.upper - 3.688_879_454_113_935_4).abs() < 1e-12);
/// # Ok::<(), lofte_analysis::incidents::rates::RateError>(())
/// ```
pub fn garwood(count: u64, level: f64) -> Result<ConfidenceInterval, RateError> {
    if !(level > 0.0 && level < 1.0) {
        return Err(RateError::Level { level });
    }
    let tail = (1.0 - level) / 2.0;
    let z = normal_upper_quantile(tail);
    let k = count as f64;
    let lower = match count {
        0 => 0.0,
        _ if count > SERIES_FROM => gamma_quantile_series(k, -z),
        _ => tails::poisson_mean_for_upper_tail(k, tail, wilson_hilferty(k, -z)),
    };
    let upper = match count {
        0 => -tail.ln(),
        _ if count > SERIES_FROM => gamma_quantile_series(k + 1.0, z),
        _ => tails::poisson_mean_for_lower_tail(k, tail, wilson_hilferty(k + 1.0, z)),
    };
    Ok(ConfidenceInterval { lower, upper, level })
}

/// A rough gamma quantile, good enough to start Newton's steps from.
pub(super) fn wilson_hilferty(shape: f64, z: f64) -> f64 {
    let ninth = 1.0 / (9.0 * shape);
    let cube = (1.0 - ninth + z * ninth.sqrt()).powi(3);
    (shape * cube).max(shape * 1e-3)
}

/// The gamma quantile by its Cornish-Fisher series, for large shapes.
pub(super) fn gamma_quantile_series(shape: f64, z: f64) -> f64 {
    let root = shape.sqrt();
    let (z2, z3) = (z * z, z * z * z);
    shape + z * root + (z2 - 1.0) / 3.0 + (z3 - 7.0 * z) / (36.0 * root)
        - (3.0 * z2 * z2 + 7.0 * z2 - 16.0) / (810.0 * shape)
        + (9.0 * z3 * z2 + 256.0 * z3 - 433.0 * z) / (38_880.0 * shape * root)
}

/// A rate per `per` inhabitants with Garwood's interval.
///
/// `None` when the population is unknown, zero or not a number, and when `per` is not positive or `level` is not
/// between 0 and 1: then there is no rate to show, only the count.
///
/// # References
/// F. Garwood, *Fiducial Limits for the Poisson Distribution*, Biometrika 28 (1936).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::rates::rate;
/// let burglaries = rate(83, Some(15_229.0), 100_000.0, 0.95).unwrap();
/// assert_eq!(format!("{:.1}", burglaries.value), "545.0");
/// assert!(rate(83, None, 100_000.0, 0.95).is_none());
/// ```
pub fn rate(count: u64, population: Option<f64>, per: f64, level: f64) -> Option<Rate> {
    let population = population.filter(|size| positive(*size))?;
    let scale = Some(per / population).filter(|scale| positive(*scale) && positive(per))?;
    let interval = scaled(garwood(count, level).ok()?, scale);
    let value = count as f64 * scale;
    (value.is_finite() && interval.upper.is_finite()).then_some(Rate {
        count,
        population,
        per,
        value,
        interval,
    })
}

/// The ratio of two rates, exact given the sum of the counts.
///
/// Given k1 + k2 events, k1 is binomial with pi0 = N1/(N1+N2) if the rates are equal; Clopper-Pearson limits for
/// pi become limits for the ratio by pi/(1-pi) N2/N1. The p-value sums all outcomes that are no more likely than the
/// one seen, as R's `poisson.test` does; doubling the smaller tail gives another number. No events at all: the
/// ratio is undefined, the limits are 0 and none, p is 1.
///
/// # Errors
/// A `level` outside (0, 1), a population that is not positive, or more than 1e9 events.
///
/// # References
/// C. J. Clopper, E. S. Pearson, Biometrika 26 (1934); R, `poisson.test`.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::rates::{CountIn, rate_ratio};
/// let flen = CountIn { count: 1965, population: 15_229.0 };
/// let oxelosund = CountIn { count: 1334, population: 11_996.0 };
/// let ratio = rate_ratio(flen, oxelosund, 0.95)?;
/// assert_eq!(format!("{:.3}-{:.3}", ratio.lower, ratio.upper.unwrap()), "1.082-1.245");
/// # Ok::<(), lofte_analysis::incidents::rates::RateError>(())
/// ```
pub fn rate_ratio(first: CountIn, second: CountIn, level: f64) -> Result<RateRatio, RateError> {
    if !(level > 0.0 && level < 1.0) {
        return Err(RateError::Level { level });
    }
    for CountIn { count, population } in [first, second] {
        if !positive(population) {
            return Err(RateError::Exposure { value: population });
        }
        if count > tails::MAX_COUNT {
            return Err(RateError::CountTooLarge { count });
        }
    }
    let scale = second.population / first.population;
    let (share, other) = (1.0 / (1.0 + scale), scale / (1.0 + scale));
    let (tail, total) = ((1.0 - level) / 2.0, first.count + second.count);
    let odds = |k: u64| tails::binomial_odds_for_upper_tail(k as f64, total as f64, tail);
    let lower = if first.count == 0 { 0.0 } else { scale * odds(first.count) };
    let upper = (second.count > 0).then(|| scale / odds(second.count));
    let ratio = match (first.count, second.count) {
        (0, 0) => Ratio::Undefined,
        (_, 0) => Ratio::Unbounded,
        (k1, k2) => Ratio::Finite(k1 as f64 / k2 as f64 * scale),
    };
    let point = if let Ratio::Finite(value) = ratio { value } else { 0.0 };
    if !(positive(share)
        && positive(other)
        && [lower, upper.unwrap_or(0.0), point].iter().all(|v| v.is_finite()))
    {
        return Err(RateError::Incomparable);
    }
    let p_value = tails::minimum_likelihood_p(first.count, total, share, other);
    Ok(RateRatio { first, second, ratio, lower, upper, level, p_value })
}

/// The number of events our population would have had at the rates of the reference.
///
/// The sum over groups of reference count / reference population x own population. Unit: events.
///
/// # Errors
/// [`RateError::Exposure`] when a reference population is not positive or an own population is negative.
///
/// # References
/// N. E. Breslow, N. E. Day, *Statistical Methods in Cancer Research II* (1987), section 2.3 (indirect
/// standardisation).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::rates::{CountIn, Stratum, expected_count};
/// let young = Stratum { reference: CountIn { count: 30, population: 10_000.0 }, population: 1_000.0 };
/// let old = Stratum { reference: CountIn { count: 10, population: 10_000.0 }, population: 3_000.0 };
/// assert!((expected_count(&[young, old])? - 6.0).abs() < 1e-12);
/// # Ok::<(), lofte_analysis::incidents::rates::RateError>(())
/// ```
pub fn expected_count(strata: &[Stratum]) -> Result<f64, RateError> {
    let mut sum = 0.0;
    for Stratum { reference, population } in strata {
        if !positive(reference.population) {
            return Err(RateError::Exposure { value: reference.population });
        }
        if !(population.is_finite() && *population >= 0.0) {
            return Err(RateError::Exposure { value: *population });
        }
        sum += reference.count as f64 / reference.population * population;
    }
    if sum.is_finite() { Ok(sum) } else { Err(RateError::Incomparable) }
}

/// Observed over expected (the standardised incidence ratio) with an exact interval.
///
/// The expected number is taken as known without error, which holds when the reference is much larger than we are.
///
/// # Errors
/// A `level` outside (0, 1), or an `expected` that is not positive.
///
/// # References
/// N. E. Breslow, N. E. Day, *Statistical Methods in Cancer Research II* (1987), section 2.3.
///
/// # Examples
/// ```
/// let seen = lofte_analysis::incidents::rates::observed_expected(9, 6.0, 0.95)?;
/// assert!(seen.ratio == 1.5 && seen.interval.lower < 1.0);
/// # Ok::<(), lofte_analysis::incidents::rates::RateError>(())
/// ```
pub fn observed_expected(observed: u64, expected: f64, level: f64) -> Result<ObservedExpected, RateError> {
    let interval = garwood(observed, level)?;
    let scale = 1.0 / expected;
    if !(positive(expected) && positive(scale) && (interval.upper * scale).is_finite()) {
        return Err(RateError::Exposure { value: expected });
    }
    let interval =
        ConfidenceInterval { lower: interval.lower / expected, upper: interval.upper / expected, level };
    Ok(ObservedExpected { observed, expected, ratio: observed as f64 / expected, interval })
}

pub(super) fn positive(value: f64) -> bool {
    value.is_finite() && value > 0.0
}

pub(super) fn scaled(interval: ConfidenceInterval, scale: f64) -> ConfidenceInterval {
    ConfidenceInterval { lower: interval.lower * scale, upper: interval.upper * scale, level: interval.level }
}
