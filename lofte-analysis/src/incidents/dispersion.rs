//! Wider intervals for counts that vary more than by chance.
//!
//! Exact intervals hold for events that do not cause one another. Break-ins come in runs and people are victims again,
//! so the count of a place varies more than a Poisson count with the same mean. Where the dispersion phi of the series
//! is known (Pearson's X2 over its degrees of freedom), each limit is moved away from the value by sqrt(phi). It is
//! never done unasked, and it leaves p-values alone: those are exact for Poisson counts or not at all.
//!
//! Left out on purpose: an estimate of phi, which comes from the model of the series.

use serde::{Deserialize, Serialize};

use super::rates::{ObservedExpected, Rate, RateError, RateRatio, Ratio};
use super::standardise::StandardisedRate;
use crate::ConfidenceInterval;

/// A value with a widened interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Widened {
    /// The value, unchanged.
    pub value: f64,
    /// The widened interval.
    pub interval: ConfidenceInterval,
    /// What was given; below 1 it was taken as 1.
    pub dispersion: f64,
}

/// A ratio of rates with widened limits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WidenedRatio {
    /// The ratio, unchanged.
    pub ratio: Ratio,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit; none when there is no bound.
    pub upper: Option<f64>,
    /// Confidence level of the limits.
    pub level: f64,
    /// What was given; below 1 it was taken as 1.
    pub dispersion: f64,
}

/// Move both limits away from the value by sqrt(`dispersion`).
///
/// lower = max(0, v - sqrt(phi) (v - lower)), upper = v + sqrt(phi) (upper - v), for values that cannot be negative. phi
/// is taken as at least 1: counts that vary less than by chance do not make an interval narrower than the exact one.
///
/// # Errors
/// [`RateError::Dispersion`] for a phi that is not a positive number, or limits that are not finite.
///
/// # References
/// P. McCullagh, J. A. Nelder, *Generalized Linear Models* (1989), section 4.5.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::{dispersion::widen, rates::garwood};
/// let wide = widen(9.0, garwood(9, 0.95)?, 4.0)?;
/// assert!((wide.interval.upper - 25.17).abs() < 0.01 && wide.interval.lower.abs() < 1e-9 + 0.24);
/// # Ok::<(), lofte_analysis::incidents::rates::RateError>(())
/// ```
pub fn widen(value: f64, interval: ConfidenceInterval, dispersion: f64) -> Result<Widened, RateError> {
    let factor = factor(dispersion)?;
    let moved = |limit: f64| if factor > 1.0 { value + factor * (limit - value) } else { limit };
    let (lower, upper) = (moved(interval.lower).max(0.0), moved(interval.upper));
    if !(lower.is_finite() && upper.is_finite()) {
        return Err(RateError::Dispersion { dispersion });
    }
    Ok(Widened { value, interval: ConfidenceInterval { lower, upper, level: interval.level }, dispersion })
}

impl Rate {
    /// The rate with [`widen`]ed limits.
    ///
    /// # Errors
    /// As [`widen`].
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::incidents::rates::rate;
    /// let exact = rate(9, Some(1000.0), 1000.0, 0.95).unwrap();
    /// assert!(exact.widened(2.0)?.interval.width() > exact.interval.width());
    /// # Ok::<(), lofte_analysis::incidents::rates::RateError>(())
    /// ```
    pub fn widened(&self, dispersion: f64) -> Result<Widened, RateError> {
        widen(self.value, self.interval, dispersion)
    }
}

impl ObservedExpected {
    /// Observed over expected with [`widen`]ed limits.
    ///
    /// # Errors
    /// As [`widen`].
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::incidents::rates::observed_expected;
    /// let exact = observed_expected(9, 6.0, 0.95)?;
    /// assert!(exact.widened(2.0)?.interval.width() > exact.interval.width());
    /// # Ok::<(), lofte_analysis::incidents::rates::RateError>(())
    /// ```
    pub fn widened(&self, dispersion: f64) -> Result<Widened, RateError> {
        widen(self.ratio, self.interval, dispersion)
    }
}

impl StandardisedRate {
    /// The standardised rate with [`widen`]ed limits.
    ///
    /// # Errors
    /// As [`widen`].
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::incidents::standardise::{Group, StandardiseParams, standardised_rate};
    /// let group = |count, population, standard| Group { count, population, standard };
    /// let params = StandardiseParams { per: 1000.0, level: 0.95, min_events_per_group: 5 };
    /// let groups = [group(20, 1000.0, 1.0), group(30, 1000.0, 2.0)];
    /// let exact = standardised_rate(&groups, &params)?.sufficient().unwrap();
    /// assert!(exact.widened(2.0)?.interval.width() > exact.interval.width());
    /// # Ok::<(), lofte_analysis::incidents::rates::RateError>(())
    /// ```
    pub fn widened(&self, dispersion: f64) -> Result<Widened, RateError> {
        widen(self.value, self.interval, dispersion)
    }
}

impl RateRatio {
    /// The ratio with both limits moved away from it by sqrt(`dispersion`) on the log scale, where its error is even.
    ///
    /// A limit of 0 and a missing upper limit stay. With events only in the first place, or none at all, there is no
    /// ratio to move away from; the limits stay then, and are too narrow.
    ///
    /// # Errors
    /// [`RateError::Dispersion`].
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::incidents::rates::{CountIn, rate_ratio};
    /// let side = |count| CountIn { count, population: 1000.0 };
    /// let exact = rate_ratio(side(20), side(20), 0.95)?;
    /// let wide = exact.widened(2.0)?;
    /// assert!((wide.lower.ln() / exact.lower.ln() - 2.0_f64.sqrt()).abs() < 1e-12);
    /// # Ok::<(), lofte_analysis::incidents::rates::RateError>(())
    /// ```
    pub fn widened(&self, dispersion: f64) -> Result<WidenedRatio, RateError> {
        let factor = factor(dispersion)?;
        let Self { ratio, level, .. } = *self;
        let moved = |limit: f64| match ratio {
            _ if factor <= 1.0 => limit,
            Ratio::Finite(value) if value > 0.0 && limit > 0.0 => value * (limit / value).powf(factor),
            // No events in the first place: the upper limit is all there is, and it grows with its distance from 0.
            Ratio::Finite(_) => limit * factor,
            Ratio::Unbounded | Ratio::Undefined => limit,
        };
        let (lower, upper) = (moved(self.lower), self.upper.map(moved));
        if !(lower.is_finite() && upper.is_none_or(f64::is_finite)) {
            return Err(RateError::Dispersion { dispersion });
        }
        Ok(WidenedRatio { ratio, lower, upper, level, dispersion })
    }
}

fn factor(dispersion: f64) -> Result<f64, RateError> {
    if dispersion.is_finite() && dispersion > 0.0 {
        Ok(dispersion.max(1.0).sqrt())
    } else {
        Err(RateError::Dispersion { dispersion })
    }
}
