//! EARS: alerts for daily counts with a week of history.
//!
//! C1 compares a day with the seven before it, C2 leaves two days between so that a rise does not hide itself, and C3
//! adds up C2 over three days. They were made for disease reports without history; with the small counts of one
//! municipality the standard deviation of a week is often zero, so there is a least standard deviation and a least
//! count.
//!
//! Left out on purpose: season and weekday. A Friday looks unusual after a working week; take counts of weeks, or the
//! [`weekly`](super::weekly) rule, unless days are all there is.

use serde::{Deserialize, Serialize};

use crate::distribution::normal_quantile;
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// The usual number of days of the baseline.
pub const BASELINE_DAYS: u32 = 7;
/// The usual one-sided tail for C1 and C2: z = 3.09.
pub const TAIL: f64 = 0.001;
/// The usual limit of C3.
pub const C3_LIMIT: f64 = 2.0;
/// A least standard deviation for small counts.
pub const MIN_SD: f64 = 0.5;
/// A least count for an alarm.
pub const MIN_COUNT: u64 = 3;
/// Days that C2 and C3 leave between the baseline and the day.
pub const GAP_DAYS: u32 = 2;
/// A bound that follows from larger limits is no number any more.
const LARGEST_LIMIT: f64 = 1e15;

/// The parameters of EARS; none has a hidden default.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EarsParams {
    /// Days of the baseline, 3 or more; see [`BASELINE_DAYS`]. It is the smallest sample as well.
    pub baseline: u32,
    /// One-sided tail of C1 and C2, above 0 and below 1/2; see [`TAIL`].
    pub tail: f64,
    /// C3 alarms above this sum; see [`C3_LIMIT`].
    pub c3_limit: f64,
    /// Least standard deviation, above 0; see [`MIN_SD`].
    pub min_sd: f64,
    /// No alarm on a day with fewer events; see [`MIN_COUNT`].
    pub min_count: u64,
}

/// C1 or C2 on one day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EarsBound {
    /// Mean of the baseline.
    pub mean: f64,
    /// Standard deviation of the baseline (n - 1), at least `min_sd`.
    pub sd: f64,
    /// (count - mean) / sd.
    pub statistic: f64,
    /// mean + z sd.
    pub upper: f64,
    /// Whether the count is above `upper` and large enough.
    pub alarm: bool,
}

/// C3 on one day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EarsSum {
    /// The sum over the day and the two before it of max(0, C2 statistic - 1).
    pub statistic: f64,
    /// Whether it is above the limit and the count large enough.
    pub alarm: bool,
}

/// The three rules on one day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EarsDay {
    /// Position of the day in the series.
    pub day: usize,
    /// Events of the day.
    pub count: u64,
    /// Against the days just before.
    pub c1: EarsBound,
    /// With a gap of two days.
    pub c2: EarsBound,
    /// C2 over three days.
    pub c3: EarsSum,
}

/// EARS for every day that has enough days before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ears {
    /// Days in the series.
    pub n: usize,
    /// The normal quantile of `tail`.
    pub z: f64,
    /// The judged days, oldest first; the first is day `baseline` + 4.
    pub days: Vec<EarsDay>,
    /// The parameters used.
    pub params: EarsParams,
}

/// Why EARS could not be computed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum EarsError {
    /// A baseline that has no standard deviation to speak of.
    #[error("the baseline must be 3 days or more; it is {baseline}")]
    Baseline {
        /// The number that was given.
        baseline: u32,
    },
    /// A tail outside the range.
    #[error("the one-sided tail must lie above 0 and below 0.5, for example 0.001; it is {tail}")]
    Tail {
        /// The tail that was given.
        tail: f64,
    },
    /// A limit or a least standard deviation that is not usable.
    #[error(
        "the limit of C3 must be 0 or more and the least standard deviation above 0, neither above {LARGEST_LIMIT}"
    )]
    Limits,
}

/// C1, C2 and C3 for a series of daily counts, oldest first, without gaps.
///
/// C1: alarm when y_t > mean + z sd of the days t-7 .. t-1; C2: of the days t-9 .. t-3; C3: when the sum over t, t-1, t-2
/// of max(0, (y - mean) / sd - 1), with the mean and sd of C2 on each day, is above the limit. The sd is with n - 1
/// and at least `min_sd`. (Programs differ in C3: R's surveillance 1.20 puts today's count in the place of the baseline
/// mean, so that its alarm does not depend on today.)
///
/// Smallest sample: baseline + 5 days, so that C3 has three days.
///
/// # Errors
/// [`EarsError`].
///
/// # References
/// L. Hutwagner et al., *The bioterrorism preparedness and response Early Aberration Reporting System*, Journal of
/// Urban Health 80 (2003); R. D. Fricker, B. L. Hegler, D. A. Dunfee, *Comparing syndromic surveillance detection
/// methods*, Statistics in Medicine 27 (2008).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::alerts::ears::{EarsParams, ears};
/// let params = EarsParams { baseline: 7, tail: 0.001, c3_limit: 2.0, min_sd: 0.5, min_count: 3 };
/// let days = ears(&[1, 0, 2, 1, 0, 1, 1, 0, 1, 2, 0, 1, 6], &params)?.sufficient().unwrap().days;
/// assert!(!days[0].c1.alarm && days[1].c1.alarm && days[1].c2.alarm && days[1].c3.alarm);
/// # Ok::<(), lofte_analysis::incidents::alerts::ears::EarsError>(())
/// ```
pub fn ears(counts: &[u64], params: &EarsParams) -> Result<Sufficiency<Ears>, EarsError> {
    if params.baseline < 3 {
        return Err(EarsError::Baseline { baseline: params.baseline });
    }
    if !(params.tail > 0.0 && params.tail < 0.5) {
        return Err(EarsError::Tail { tail: params.tail });
    }
    let usable = |value: f64| (0.0..=LARGEST_LIMIT).contains(&value);
    if !(usable(params.c3_limit) && usable(params.min_sd) && params.min_sd >= f64::MIN_POSITIVE) {
        return Err(EarsError::Limits);
    }
    let lead = u64::from(params.baseline) + 2 * u64::from(GAP_DAYS);
    let n = counts.len();
    let few =
        InsufficientData::check(SampleUnit::Periods, n as u64, lead + 1, MinimumReason::NothingToCompare);
    if let Some(few) = few {
        return Ok(Sufficiency::Insufficient(few));
    }
    let z = -normal_quantile(params.tail);
    let baseline = params.baseline as usize;
    let gap = GAP_DAYS as usize;
    let bound =
        |day: usize, gap: usize| bound(&counts[day - gap - baseline..day - gap], counts[day], z, params);
    // C2 of every day from the first on that has a baseline; C3 of a day takes it and the two before.
    let c2: Vec<EarsBound> = (baseline + gap..n).map(|day| bound(day, gap)).collect();
    let excess = |bound: &EarsBound| (bound.statistic - 1.0).max(0.0);
    let days = c2.windows(gap + 1).enumerate().map(|(i, three)| {
        let day = baseline + 2 * gap + i;
        let count = counts[day];
        let statistic: f64 = three.iter().rev().map(excess).sum();
        let alarm = statistic > params.c3_limit && count >= params.min_count;
        EarsDay { day, count, c1: bound(day, 0), c2: three[gap], c3: EarsSum { statistic, alarm } }
    });
    Ok(Sufficiency::Sufficient(Ears { n, z, days: days.collect(), params: *params }))
}

fn bound(baseline: &[u64], count: u64, z: f64, params: &EarsParams) -> EarsBound {
    let n = baseline.len() as f64;
    let mean = baseline.iter().map(|count| *count as f64).sum::<f64>() / n;
    let squares: f64 = baseline.iter().map(|count| (*count as f64 - mean).powi(2)).sum();
    let sd = (squares / (n - 1.0)).sqrt().max(params.min_sd);
    let upper = mean + z * sd;
    let alarm = count as f64 > upper && count >= params.min_count;
    // The statistic of a huge count over a tiny least sd would not be a number any more.
    let statistic = ((count as f64 - mean) / sd).clamp(-f64::MAX / 4.0, f64::MAX / 4.0);
    EarsBound { mean, sd, statistic, upper, alarm }
}
