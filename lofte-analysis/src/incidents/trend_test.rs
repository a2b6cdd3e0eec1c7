//! Whether a series rises or falls, without a model of how.
//!
//! Counts only which of two values is the larger, so that one wild year does not make a trend, and a bend is one as well
//! as a line. The slope beside it is the median of all slopes between two values. Left out on purpose: seasons (give one
//! value for each year) and correction for neighbouring values that resemble each other, which make p too small.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

use crate::ConfidenceInterval;
use crate::distribution::{normal_quantile, normal_two_sided};
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// With fewer periods the normal distribution of S does not hold.
pub const MIN_PERIODS: u64 = 8;
/// The most periods: all pairs are compared.
const MAX_PERIODS: usize = 2000;
/// The largest value; slopes between larger ones have no number.
const LARGEST: f64 = 1e150;

/// Why there is no trend to tell.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum TrendTestError {
    /// A value cannot be compared.
    #[error("the value of period {period} is {value}; give numbers of usual size")]
    Value {
        /// Position of the period.
        period: usize,
        /// The value.
        value: f64,
    },
    /// Too many periods.
    #[error("{periods} periods are more than {MAX_PERIODS}; take longer periods")]
    TooLong {
        /// Number of periods.
        periods: usize,
    },
    /// The confidence level is not strictly between 0 and 1.
    #[error("the confidence level must lie between 0 and 1, for example 0.95; it is {level}")]
    Level {
        /// The level that was asked for.
        level: f64,
    },
}

/// What is asked for; none has a hidden default.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TrendTestParams {
    /// Level of the interval of the slope.
    pub level: f64,
    /// Fewer periods give no answer; see [`MIN_PERIODS`].
    pub min_periods: u64,
}

/// Rise or fall of a series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TrendTest {
    /// Number of periods.
    pub periods: u64,
    /// Pairs that rise less pairs that fall.
    pub s: f64,
    /// Variance of `s` without a trend, with ties.
    pub variance: f64,
    /// Standardised, with the correction for continuity; 0 when all values are equal.
    pub z: f64,
    /// Two-sided p-value by the normal distribution.
    pub p_value: f64,
    /// Kendall's tau-b, from -1 to 1; none when all values are equal.
    pub tau: Option<f64>,
    /// Sen's slope: the median of all slopes, in the unit of the values for each period.
    pub slope: f64,
    /// Its interval.
    pub interval: ConfidenceInterval,
    /// What was asked for.
    pub params: TrendTestParams,
}

/// Mann-Kendall test and Sen's slope of values at equal steps of time.
///
/// S = sum of sgn(`x_j` - `x_i`) over i < j, V = [n(n-1)(2n+5) - sum over ties t(t-1)(2t+5)] / 18, z = (S - sgn S)/sqrt V. The
/// interval of the slope takes the slopes with ranks (N -+ `z_a` sqrt V)/2 of the N pairs, rounded outwards.
///
/// Smallest sample: eight periods.
///
/// # Errors
/// [`TrendTestError`].
///
/// # References
/// H. B. Mann, *Nonparametric tests against trend*, Econometrica 13 (1945); M. G. Kendall, *Rank Correlation Methods* (1975);
/// P. K. Sen, *Estimates of the regression coefficient based on Kendall's tau*, JASA 63 (1968).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::trend_test::{TrendTestParams, trend_test};
/// let burglaries = [120.0, 118.0, 121.0, 110.0, 104.0, 99.0, 101.0, 95.0, 90.0, 88.0];
/// let params = TrendTestParams { level: 0.95, min_periods: 8 };
/// let trend = trend_test(&burglaries, &params)?.sufficient().unwrap();
/// assert!(trend.p_value < 0.001 && trend.slope < -3.0 && trend.interval.upper < 0.0);
/// # Ok::<(), lofte_analysis::incidents::trend_test::TrendTestError>(())
/// ```
pub fn trend_test(
    values: &[f64],
    params: &TrendTestParams,
) -> Result<Sufficiency<TrendTest>, TrendTestError> {
    if !(params.level > 0.0 && params.level < 1.0) {
        return Err(TrendTestError::Level { level: params.level });
    }
    if let Some(period) = values.iter().position(|value| !(-LARGEST..=LARGEST).contains(value)) {
        return Err(TrendTestError::Value { period, value: values[period] });
    }
    if values.len() > MAX_PERIODS {
        return Err(TrendTestError::TooLong { periods: values.len() });
    }
    let periods = values.len() as u64;
    // Two values have one slope and no test, whatever the caller says.
    let needed = params.min_periods.max(3);
    if let Some(few) =
        InsufficientData::check(SampleUnit::Periods, periods, needed, MinimumReason::TrendIsNoise)
    {
        return Ok(Sufficiency::Insufficient(few));
    }
    let Kendall { s, variance, tied_pairs } = Kendall::of(values);
    let mut slopes = Vec::with_capacity(values.len() * values.len() / 2);
    for (i, first) in values.iter().enumerate() {
        for (j, second) in values.iter().enumerate().skip(i + 1) {
            slopes.push((second - first) / (j - i) as f64);
        }
    }
    slopes.sort_unstable_by(f64::total_cmp);
    let pairs = slopes.len() as f64;
    let untied = pairs - tied_pairs;
    let z = standardised(s, variance);
    let lower = f64::midpoint(pairs, normal_quantile(f64::midpoint(1.0, -params.level)) * variance.sqrt());
    let at = rank(lower, slopes.len());
    let interval =
        ConfidenceInterval { lower: slopes[at], upper: slopes[slopes.len() - 1 - at], level: params.level };
    Ok(Sufficiency::Sufficient(TrendTest {
        periods,
        s,
        variance,
        z,
        p_value: normal_two_sided(z),
        tau: (untied > 0.0).then(|| s / (pairs * untied).sqrt()),
        slope: f64::midpoint(slopes[(slopes.len() - 1) / 2], slopes[slopes.len() / 2]),
        interval,
        params: *params,
    }))
}

/// The place of the slope with this rank, counted from 1 and rounded down.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= rank <= MAX_PERIODS²")]
fn rank(rank: f64, slopes: usize) -> usize {
    (rank.max(1.0).floor() as usize - 1).min((slopes - 1) / 2)
}

/// Kendall's S with its variance.
pub(super) struct Kendall {
    pub(super) s: f64,
    pub(super) variance: f64,
    tied_pairs: f64,
}

impl Kendall {
    /// Of finite values.
    pub(super) fn of(values: &[f64]) -> Self {
        let mut s = 0_i64;
        for (i, first) in values.iter().enumerate() {
            for second in &values[i + 1..] {
                s += i64::from(second > first) - i64::from(second < first);
            }
        }
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let part = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
        let ties =
            sorted.chunk_by(|a, b| a.partial_cmp(b) == Some(Ordering::Equal)).map(|run| run.len() as f64);
        let (tied, tied_pairs) =
            ties.fold((0.0, 0.0), |(tied, pairs), t| (tied + part(t), pairs + t * (t - 1.0) / 2.0));
        let variance = ((part(values.len() as f64) - tied) / 18.0).max(0.0);
        Self { s: s as f64, variance, tied_pairs }
    }
}

/// S in standard deviations, with the correction for continuity.
pub(super) fn standardised(s: f64, variance: f64) -> f64 {
    if s == 0.0 || variance <= 0.0 { 0.0 } else { (s - s.signum()) / variance.sqrt() }
}
