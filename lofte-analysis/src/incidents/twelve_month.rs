//! Twelve months against the twelve before.
//!
//! The same months stand on both sides, so the season goes out, and nothing need be assumed of it. Months of one year differ
//! from those of the other by more than chance where events come in clusters: how much is measured from the months
//! themselves, and the interval is as wide as that.
//!
//! Easter moves between months: read March and April together. The newest month is often incomplete: leave it out on both
//! sides. With eleven degrees of freedom the dispersion itself is known only from half to three times; that of a longer
//! series is better (see [`trend`](super::trend)).
//!
//! Left out on purpose: longer comparisons, where a trend lies in between.

use serde::{Deserialize, Serialize};

use super::rates::{CountIn, RateError, RateRatio, Ratio, rate_ratio};
use crate::ConfidenceInterval;
use crate::distribution::exact_tails::{MAX_COUNT, binomial_at_least};
use crate::distribution::{student_quantile, student_tail};
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// The usual fewest events in both years together.
pub const MIN_EVENTS: u64 = 10;
/// The fewest months on each side.
pub const MIN_MONTHS: u64 = 3;
/// With fewer events in both years together, the exact interval is used.
pub const EXACT_BELOW: u64 = 30;
/// With fewer events in either year, the exact interval is used.
pub const EXACT_BELOW_IN_EITHER: u64 = 5;

/// The most days of a month, so that nothing overflows.
const MAX_DAYS: f64 = 1e6;

/// Why two years cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum TwelveMonthError {
    /// There are not as many months on both sides.
    #[error("there are {before} months before and {after} after; give the same months on both sides")]
    UnequalMonths {
        /// Months before.
        before: usize,
        /// Months after.
        after: usize,
    },
    /// A month without days.
    #[error(
        "month {month} has {days} days; give the days observed, above 0, and leave a month out on both sides"
    )]
    Days {
        /// Position of the month.
        month: usize,
        /// Its days.
        days: f64,
    },
    /// A level or a count cannot be used.
    #[error(transparent)]
    Rate(#[from] RateError),
}

/// Events of a month, and the days observed in it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MonthCount {
    /// Number of events.
    pub count: u64,
    /// Days, positive; the same number for all months if their length is not to count.
    pub days: f64,
}

/// What is asked for; none has a hidden default.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TwelveMonthParams {
    /// Level of the intervals, for example 0.95.
    pub level: f64,
    /// Fewer events in both years together give no answer; see [`MIN_EVENTS`].
    pub min_events: u64,
}

/// Which of the two intervals is to be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// Few events, or months that differ no more than by chance.
    Exact,
    /// The interval that is as wide as the months differ.
    Quasi,
}

/// The change with an interval as wide as the months differ.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct QuasiPoissonChange {
    /// Ratio of the rates, month by month.
    pub ratio: f64,
    /// Its interval, by Student's t on the log scale.
    pub interval: ConfidenceInterval,
    /// How much more than by chance the months differ; below 1 it was taken as 1.
    pub dispersion: f64,
    /// Degrees of freedom: months with events less one.
    pub df: u64,
    /// Standard error of the logarithm of the ratio.
    pub standard_error: f64,
    /// Two-sided p-value of no change.
    pub p_value: f64,
}

/// The two years compared.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TwelveMonth {
    /// Months on each side.
    pub months: u64,
    /// Exact comparison of the sums.
    pub exact: RateRatio,
    /// Two-sided p-value of the sums by doubling the smaller tail.
    pub p_doubled: f64,
    /// The comparison month by month; none with events in one year only, or in fewer than three months.
    pub quasi: Option<QuasiPoissonChange>,
    /// Which of them is to be used.
    pub to_use: Use,
    /// What was asked for.
    pub params: TwelveMonthParams,
}

/// The two figures that are to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ShownChange {
    /// Ratio of the rates.
    pub ratio: Ratio,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit; none when there is no bound.
    pub upper: Option<f64>,
    /// Two-sided p-value of no change.
    pub p_value: f64,
}

impl TwelveMonth {
    /// The change with the interval that is to be used.
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::incidents::twelve_month::{MonthCount, TwelveMonthParams, twelve_month};
    /// let year = |count| [MonthCount { count, days: 30.0 }; 12];
    /// let params = TwelveMonthParams { level: 0.95, min_events: 10 };
    /// let found = twelve_month(&year(10), &year(5), &params)?.sufficient().unwrap();
    /// assert!(found.shown().upper.unwrap() < 1.0);
    /// # Ok::<(), lofte_analysis::incidents::twelve_month::TwelveMonthError>(())
    /// ```
    pub fn shown(&self) -> ShownChange {
        match self.quasi.filter(|_| self.to_use == Use::Quasi) {
            Some(quasi) => ShownChange {
                ratio: Ratio::Finite(quasi.ratio),
                lower: quasi.interval.lower,
                upper: Some(quasi.interval.upper),
                p_value: quasi.p_value,
            },
            None => ShownChange {
                ratio: self.exact.ratio,
                lower: self.exact.lower,
                upper: self.exact.upper,
                p_value: self.p_doubled,
            },
        }
    }
}

/// Twelve months against the twelve before, or as many other months as there are.
///
/// The model is log mean = month + period + log days. Given a month's total T its count after is binomial with share pi; the
/// dispersion is the sum of (b - T pi)^2 / (T pi (1 - pi)) over the months with events, divided by one less than their
/// number, and SE^2 = max(1, dispersion) / sum T pi (1 - pi). It is the same as a quasi-Poisson regression on month and
/// period. The exact interval is used with fewer than 30 events in both years, fewer than 5 in either, or a dispersion of at
/// most 1. Ratios are after over before.
///
/// Smallest sample: ten events and three months.
///
/// # Errors
/// [`TwelveMonthError`]: sides of different length, days or a level that cannot be used.
///
/// # References
/// P. McCullagh, J. A. Nelder, *Generalized Linear Models* (1989), sections 6.2 and 9.2; C. J. Clopper, E. S. Pearson, Biometrika 26
/// (1934).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::twelve_month::{MonthCount, TwelveMonthParams, Use, twelve_month};
/// let months = |counts: [u64; 12]| counts.map(|count| MonthCount { count, days: 30.0 });
/// let before = months([14, 12, 16, 17, 15, 18, 13, 14, 15, 16, 17, 14]);
/// let after = months([10, 11, 13, 12, 14, 15, 11, 12, 12, 13, 14, 9]);
/// let params = TwelveMonthParams { level: 0.95, min_events: 10 };
/// let found = twelve_month(&before, &after, &params)?.sufficient().unwrap();
/// assert_eq!(found.to_use, Use::Exact);
/// assert!((found.quasi.unwrap().ratio - 146.0 / 181.0).abs() < 1e-9);
/// # Ok::<(), lofte_analysis::incidents::twelve_month::TwelveMonthError>(())
/// ```
pub fn twelve_month(
    before: &[MonthCount],
    after: &[MonthCount],
    params: &TwelveMonthParams,
) -> Result<Sufficiency<TwelveMonth>, TwelveMonthError> {
    if before.len() != after.len() {
        return Err(TwelveMonthError::UnequalMonths { before: before.len(), after: after.len() });
    }
    for (month, side) in before.iter().zip(after).enumerate().flat_map(|(at, (a, b))| [(at, a), (at, b)]) {
        if !(side.days > 0.0 && side.days <= MAX_DAYS) {
            return Err(TwelveMonthError::Days { month, days: side.days });
        }
    }
    let sum = |side: &[MonthCount]| CountIn {
        count: side.iter().fold(0, |sum: u64, month| sum.saturating_add(month.count)),
        population: side.iter().map(|month| month.days).sum(),
    };
    let (first, second) = (sum(before), sum(after));
    let events = first.count.saturating_add(second.count);
    let below = |what, have, need| InsufficientData::check(what, have, need, MinimumReason::RateIsNoise);
    if let Some(few) = below(SampleUnit::Periods, before.len() as u64, MIN_MONTHS)
        .or_else(|| below(SampleUnit::Events, events, params.min_events.max(1)))
    {
        return Ok(Sufficiency::Insufficient(few));
    }
    let exact = rate_ratio(second, first, params.level)?;
    let p_doubled = doubled(first, second);
    let quasi = quasi(before, after, params.level);
    let few = events < EXACT_BELOW || first.count.min(second.count) < EXACT_BELOW_IN_EITHER;
    let to_use = match &quasi {
        Some(quasi) if !few && quasi.dispersion > 1.0 => Use::Quasi,
        _ => Use::Exact,
    };
    let months = before.len() as u64;
    Ok(Sufficiency::Sufficient(TwelveMonth { months, exact, p_doubled, quasi, to_use, params: *params }))
}

/// Twice the smaller tail of the second count, given the sum.
pub(super) fn doubled(first: CountIn, second: CountIn) -> f64 {
    let (n, k) = ((first.count + second.count) as f64, second.count as f64);
    let whole = first.population + second.population;
    let (share, other) = (second.population / whole, first.population / whole);
    let at_most = binomial_at_least(n - k, n, other, share);
    (2.0 * at_most.min(binomial_at_least(k, n, share, other))).min(1.0)
}

/// The change month by month.
fn quasi(before: &[MonthCount], after: &[MonthCount], level: f64) -> Option<QuasiPoissonChange> {
    // Total, count after, and days after over days before, of each month with events.
    let months: Vec<(f64, f64, f64)> = before
        .iter()
        .zip(after)
        .map(|(a, b)| (a.count as f64 + b.count as f64, b.count as f64, b.days / a.days))
        .filter(|(total, ..)| *total > 0.0)
        .collect();
    let (all, second): (f64, f64) =
        months.iter().fold((0.0, 0.0), |(all, second), (total, after, _)| (all + total, second + after));
    if second == 0.0 || second >= all || months.len() < 3 || all > 2.0 * MAX_COUNT as f64 {
        return None;
    }
    let ratio = solve(&months, second);
    let share = |days: f64| ratio * days / (ratio * days + 1.0);
    let (mut square, mut information) = (0.0, 0.0);
    for (total, count, days) in &months {
        let variance = total * share(*days) / (ratio * days + 1.0);
        square += (count - total * share(*days)).powi(2) / variance;
        information += variance;
    }
    let df = months.len() as u64 - 1;
    let dispersion = square / df as f64;
    let standard_error = (dispersion.max(1.0) / information).sqrt();
    let reach = student_quantile(f64::midpoint(1.0, level), df as f64) * standard_error;
    let interval = ConfidenceInterval { lower: ratio * (-reach).exp(), upper: ratio * reach.exp(), level };
    let p_value = (2.0 * student_tail(ratio.ln().abs() / standard_error, df as f64)).min(1.0);
    let found = QuasiPoissonChange { ratio, interval, dispersion, df, standard_error, p_value };
    let sound = [dispersion, standard_error, interval.lower, interval.upper, p_value];
    sound.iter().all(|value| value.is_finite()).then_some(found)
}

/// The ratio at which the expected count after is the observed one: Newton's steps on its logarithm, between two bounds.
fn solve(months: &[(f64, f64, f64)], second: f64) -> f64 {
    let (mut low, mut high) = (-80.0_f64, 80.0_f64);
    let mut log = 0.0_f64;
    for _ in 0..300 {
        let (mut expected, mut slope) = (0.0, 0.0);
        for (total, _, days) in months {
            let odds = log.exp() * days;
            expected += total * odds / (1.0 + odds);
            slope += total * odds / (1.0 + odds).powi(2);
        }
        if expected > second {
            high = log;
        } else {
            low = log;
        }
        let newton = log + (second - expected) / slope;
        let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
        if (next - log).abs() < 1e-14 {
            return next.exp();
        }
        log = next;
    }
    log.exp()
}
