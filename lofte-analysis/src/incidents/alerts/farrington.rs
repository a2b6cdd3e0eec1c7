//! The flexible Farrington algorithm: a week against the same weeks of earlier years.
//!
//! The standard rule of disease surveillance for long weekly series: reference weeks around the same date of each year,
//! the rest of the year in a few season levels, a trend, and less weight for weeks that were themselves unusual. All
//! parameters are the caller's; the defaults of programs are not the ones the paper recommends.
//!
//! Left out on purpose: a population offset, the test that drops an insignificant trend (the paper keeps the trend), and
//! the threshold that also counts the uncertainty of the mean (`muan`). For many short series take
//! [`weekly`](super::weekly).

use std::ops::Range;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::reference::{References, Weighted, day_number, reference_week};
use crate::distribution::counts::CountDistribution;
use crate::distribution::{normal_quantile, normal_tail};
use crate::incidents::time::Day;
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// The usual number of reference years.
pub const YEARS_BACK: u32 = 5;
/// The usual fewest reference years; with fewer there is no trend.
pub const MIN_YEARS: u32 = 3;
/// The usual weeks on either side of the reference week.
pub const HALF_WINDOW: u32 = 3;
/// The usual number of levels of the season.
pub const SEASON_LEVELS: u32 = 10;
/// The usual number of last weeks that are not reference, so that an outbreak does not hide itself.
pub const WEEKS_LEFT_OUT: u32 = 26;
/// The usual residual above which a reference week loses weight.
pub const REWEIGHT_ABOVE: f64 = 2.58;
/// The usual fewest events in the last four weeks for an alarm.
pub const MIN_EVENTS: u64 = 5;
/// The usual number of weeks that [`MIN_EVENTS`] looks at.
pub const MIN_EVENTS_WEEKS: u32 = 4;

/// How the upper bound is made from mean and dispersion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Threshold {
    /// The quantile of a negative binomial count with the expected mean and phi times it as variance (Noufaily).
    NegativeBinomial,
    /// Normal for the count to the power 2/3, with the error of the mean (Farrington).
    TwoThirdsPower,
}

/// Which dispersion the standard error of the expected count has in [`Threshold::TwoThirdsPower`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeanError {
    /// The dispersion of the model: right.
    Dispersion,
    /// Sum of omega ((y - mu)/mu)^2 over df, as R's surveillance 1.20.3 has it because it overwrites the working weights of its
    /// model before it asks for the standard error. Far too small; only to compare with that program.
    AsSurveillance,
}

/// The parameters of the flexible Farrington algorithm; none has a hidden default.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FarringtonParams {
    /// Reference years, 1 to 50; see [`YEARS_BACK`].
    pub years_back: u32,
    /// Fewest reference years; see [`MIN_YEARS`]. With fewer than 3 there is no trend, whatever `trend` says.
    pub min_years: u32,
    /// Weeks on either side of a reference week, 0 to 20; see [`HALF_WINDOW`].
    pub half_window: u32,
    /// Levels of the season: 1 takes only the windows, more divide the rest of the year; see [`SEASON_LEVELS`].
    pub season_levels: u32,
    /// Last weeks before the judged one that are not reference; see [`WEEKS_LEFT_OUT`].
    pub weeks_left_out: u32,
    /// Residual above which a reference week loses weight, above 0, or none; see [`REWEIGHT_ABOVE`].
    pub reweight_above: Option<f64>,
    /// Whether there is a trend. It is dropped for a week where it would lead above every reference count.
    pub trend: bool,
    /// One-sided tail of the bound, above 0 and below 1/2.
    pub tail: f64,
    /// How the bound is made.
    pub threshold: Threshold,
    /// The standard error of the mean.
    pub mean_error: MeanError,
    /// No alarm with fewer events in the last `min_events_weeks` weeks; see [`MIN_EVENTS`].
    pub min_events: u64,
    /// Weeks for `min_events`, the judged one included, 1 or more; see [`MIN_EVENTS_WEEKS`].
    pub min_events_weeks: u32,
}

/// The verdict on a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FarringtonVerdict {
    /// Above the bound.
    Alarm,
    /// Not above the bound.
    Usual,
    /// Too few events in the last weeks to alarm at all.
    TooFewEvents,
}

/// One judged week.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FarringtonJudgement {
    /// Expected events.
    pub expected: f64,
    /// The upper bound; more events are an alarm.
    pub upper: f64,
    /// Probability of at least as many events.
    pub p_value: f64,
    /// (count - expected) / (upper - expected): 1 is at the bound; none when the bound is not above the mean.
    pub score: Option<f64>,
    /// Variance over mean, 1 or more.
    pub dispersion: f64,
    /// Change of ln(mean) a week; none without a trend.
    pub trend_per_week: Option<f64>,
    /// Reference weeks.
    pub reference_weeks: u32,
    /// Reference weeks that lost weight.
    pub unusual_reference_weeks: u32,
    /// The verdict.
    pub verdict: FarringtonVerdict,
}

/// What became of a week.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FarringtonOutcome {
    /// It was judged.
    Judged(FarringtonJudgement),
    /// There were no events in any reference week, so nothing to compare with.
    NoReferenceEvents,
    /// The reference weeks could not be fitted.
    NotFitted,
}

/// One week.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FarringtonWeek {
    /// Position of the week in the series.
    pub week: usize,
    /// Its events.
    pub count: u64,
    /// What became of it.
    pub outcome: FarringtonOutcome,
}

/// The judged weeks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Farrington {
    /// Weeks in the series.
    pub n: usize,
    /// The judged weeks, oldest first.
    pub weeks: Vec<FarringtonWeek>,
    /// The parameters used.
    pub params: FarringtonParams,
}

/// Why no week could be judged.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum FarringtonError {
    /// Weeks to be judged that the series does not have.
    #[error("weeks {from} to {to} are to be judged, but the series has {n} weeks")]
    NoSuchWeek {
        /// The first week to be judged.
        from: usize,
        /// The week after the last.
        to: usize,
        /// Weeks in the series.
        n: usize,
    },
    /// The first day does not exist.
    #[error("the first day of the series does not exist")]
    NoSuchDay,
    /// Years, window or levels that do not fit together.
    #[error(
        "take 1 to 50 years, a half window of 0 to 20 weeks, and at most one season level for each week between the windows"
    )]
    Windows,
    /// A tail outside the range.
    #[error("the one-sided tail must lie above 0 and below 0.5, for example 0.05; it is {tail}")]
    Tail {
        /// The tail that was given.
        tail: f64,
    },
    /// A reweighting limit that is not above 0, or no weeks to look for the least number of events in.
    #[error(
        "the residual above which weeks lose weight must be above 0, and the least events need 1 week or more"
    )]
    Limits,
}

/// Judge the weeks `judge` of a weekly series, oldest first and without gaps, whose first week begins on `first_day`.
///
/// Reference weeks of week k: for each of the last `years_back` years the week nearest to the same date, with
/// `half_window` weeks on either side, form one level of the season; the weeks between the windows are divided into
/// `season_levels` - 1 levels of equal length (the first ones take what is over). The last `weeks_left_out` weeks and k itself
/// are left out. On these ln mu = level + b t is fitted with dispersion phi = max(1, X2/df). Anscombe residuals
/// s = 3/2 (y^(2/3) mu^(-1/6) - mu^(1/2)) / sqrt(phi (1 - h)) above `reweight_above` give the weight s^-2, scaled to the mean
/// 1, for a second fit. The trend is kept unless its expectation is above every reference count, or there are fewer than
/// 3 years. Bound: see [`Threshold`]; with the power 2/3 it is (mu^(2/3) + z sqrt(4/9 mu^(1/3) (phi + se^2/mu)))^(3/2).
///
/// Smallest sample: `min_years`, and `years_back` years with their windows before the first judged week.
///
/// # Errors
/// [`FarringtonError`]. Same result on any number of threads.
///
/// # References
/// C. P. Farrington et al., JRSS A 159 (1996); A. Noufaily et al., *An improved algorithm for outbreak detection in
/// multiple surveillance systems*, Statistics in Medicine 32 (2013).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::alerts::farrington::{
///     FarringtonOutcome, FarringtonParams, FarringtonVerdict, MeanError, Threshold, farrington,
/// };
/// use lofte_analysis::incidents::time::{Day, Month};
/// let params = FarringtonParams {
///     years_back: 3, min_years: 3, half_window: 3, season_levels: 10, weeks_left_out: 26, reweight_above: Some(2.58),
///     trend: true, tail: 0.005, threshold: Threshold::NegativeBinomial, mean_error: MeanError::Dispersion,
///     min_events: 5, min_events_weeks: 4,
/// };
/// let mut counts: Vec<u64> = (0..200).map(|week| 4 + week % 3).collect();
/// counts.push(25);
/// let first_day = Day { month: Month { year: 2020, month: 1 }, day: 6 };
/// let found = farrington(&counts, first_day, 199..201, &params)?.sufficient().unwrap();
/// let verdict = |i: usize| match found.weeks[i].outcome { FarringtonOutcome::Judged(week) => week.verdict, _ => panic!() };
/// assert_eq!((verdict(0), verdict(1)), (FarringtonVerdict::Usual, FarringtonVerdict::Alarm));
/// # Ok::<(), lofte_analysis::incidents::alerts::farrington::FarringtonError>(())
/// ```
pub fn farrington(
    counts: &[u64],
    first_day: Day,
    judge: Range<usize>,
    params: &FarringtonParams,
) -> Result<Sufficiency<Farrington>, FarringtonError> {
    check(params)?;
    let n = counts.len();
    if judge.start >= judge.end || judge.end > n {
        return Err(FarringtonError::NoSuchWeek { from: judge.start, to: judge.end, n });
    }
    let first_day = day_number(first_day).ok_or(FarringtonError::NoSuchDay)?;
    let years = u64::from(params.years_back);
    let short =
        |have, need| InsufficientData::check(SampleUnit::Years, have, need, MinimumReason::TrendIsNoise);
    if let Some(few) = short(years, u64::from(params.min_years)) {
        return Ok(Sufficiency::Insufficient(few));
    }
    let window = i64::from(params.half_window);
    let reaches = |back: u32| reference_week(first_day, judge.start, back) >= window;
    let have = (1..=params.years_back).take_while(|back| reaches(*back)).count() as u64;
    if let Some(few) = short(have, years) {
        return Ok(Sufficiency::Insufficient(few));
    }
    let values: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
    let weeks = judge.into_par_iter().map(|week| {
        let references = References::of(&values, first_day, week, params);
        let outcome = outcome(counts, &references, week, params);
        FarringtonWeek { week, count: counts[week], outcome }
    });
    Ok(Sufficiency::Sufficient(Farrington { n, weeks: weeks.collect(), params: *params }))
}

fn check(params: &FarringtonParams) -> Result<(), FarringtonError> {
    let FarringtonParams { years_back, half_window, season_levels, .. } = *params;
    // Two reference weeks lie at least 52 weeks apart.
    let between = 52_u32.saturating_sub(2 * half_window.min(20) + 1);
    if !(1..=50).contains(&years_back)
        || half_window > 20
        || season_levels == 0
        || season_levels - 1 > between
    {
        return Err(FarringtonError::Windows);
    }
    if !(params.tail > 0.0 && params.tail < 0.5) {
        return Err(FarringtonError::Tail { tail: params.tail });
    }
    let usable = |limit: f64| limit.is_finite() && limit > 0.0;
    if params.min_events_weeks == 0 || !params.reweight_above.is_none_or(usable) {
        return Err(FarringtonError::Limits);
    }
    Ok(())
}

fn outcome(
    counts: &[u64],
    references: &References,
    week: usize,
    params: &FarringtonParams,
) -> FarringtonOutcome {
    let highest = references.response.iter().fold(0.0, |highest: f64, count| highest.max(*count));
    if highest == 0.0 {
        return FarringtonOutcome::NoReferenceEvents;
    }
    let fit = |trend| references.fit(trend, params.reweight_above);
    let with_trend = (params.trend && params.years_back >= 3).then(|| fit(true).ok()).flatten();
    let kept = with_trend.filter(|fit| fit.log_mean.exp() <= highest);
    let Some(fit) = kept.or_else(|| fit(false).ok()) else {
        return FarringtonOutcome::NotFitted;
    };
    let expected = fit.log_mean.exp();
    let count = counts[week];
    let Some((upper, p_value)) = bound(&fit, expected, count, params) else {
        return FarringtonOutcome::NotFitted;
    };
    let from = (week + 1).saturating_sub(params.min_events_weeks as usize);
    let lately = counts[from..=week].iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
    let verdict = if lately < params.min_events {
        FarringtonVerdict::TooFewEvents
    } else if count > 0 && count as f64 > upper {
        FarringtonVerdict::Alarm
    } else {
        FarringtonVerdict::Usual
    };
    FarringtonOutcome::Judged(FarringtonJudgement {
        expected,
        upper,
        p_value,
        score: Some((count as f64 - expected) / (upper - expected))
            .filter(|score| score.is_finite() && upper > expected),
        dispersion: fit.dispersion,
        trend_per_week: fit.trend_per_week,
        reference_weeks: u32::try_from(references.response.len()).unwrap_or(u32::MAX),
        unusual_reference_weeks: fit.unusual,
        verdict,
    })
}

/// The upper bound and the probability of at least `count` events.
fn bound(fit: &Weighted, expected: f64, count: u64, params: &FarringtonParams) -> Option<(f64, f64)> {
    let counts = CountDistribution::new(expected, fit.dispersion * expected)?;
    match params.threshold {
        Threshold::NegativeBinomial => {
            Some((counts.upper_quantile(params.tail) as f64, counts.at_least(count)))
        }
        Threshold::TwoThirdsPower => {
            let scale = match params.mean_error {
                MeanError::Dispersion => fit.dispersion,
                MeanError::AsSurveillance => fit.relative_dispersion,
            };
            // Variance of the count over its mean: its own, and that of the estimated mean.
            let ratio = fit.dispersion + scale * fit.variance * expected;
            let centre = expected.cbrt().powi(2);
            let spread = (4.0 / 9.0 * expected.cbrt() * ratio).sqrt();
            let upper = (centre - normal_quantile(params.tail) * spread).powf(1.5);
            let p_value = normal_tail(((count as f64).cbrt().powi(2) - centre) / spread);
            (upper.is_finite() && p_value.is_finite()).then_some((upper, p_value))
        }
    }
}
