//! The weekly rule: is this week above what trend and season lead us to expect, in any of many series?
//!
//! Each series (a category in an area) is given its own expectation from its own weeks before, and the probability of at
//! least as many events as were seen. With 30 categories in 10 areas, a rule at 5 % alone would alarm 15 times a week by
//! chance; so the probabilities of all series looked at are adjusted together, and only what stays below the limit then is
//! an alarm.
//!
//! Left out on purpose: weights against earlier outbreaks (see [`farrington`](super::farrington)), a change of level in the
//! series (give a shorter one), and areas that borrow from one another.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::distribution::counts::CountDistribution;
use crate::incidents::trend::{
    CountSeries, FittedTrend, IntervalBasis, SeriesUnit, TrendError, TrendParams, TrendSampleSize,
    VarianceModel,
};
use crate::multiple_testing::{Adjustment, p_adjust};
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// The usual limit: one week a year would be this high by chance.
pub const TAIL: f64 = 1.0 / 52.0;
/// The usual number of weeks before the one that is judged: two years.
pub const MIN_WEEKS: u64 = 104;
/// The usual longest baseline, since no steady trend lasts longer: five years.
pub const MAX_BASELINE_WEEKS: u64 = 261;
/// The usual least count for an alarm.
pub const MIN_COUNT: u64 = 3;

/// The parameters of the weekly rule; none has a hidden default.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WeeklyParams {
    /// One-sided limit of the probability, above 0 and below 1/2; see [`TAIL`]. It is the limit for one series as well
    /// as for the adjusted probabilities.
    pub tail: f64,
    /// Waves of the season; see [`HARMONICS`](crate::incidents::trend::HARMONICS).
    pub harmonics: u8,
    /// Weeks under observation that are needed before the judged one; see [`MIN_WEEKS`].
    pub min_weeks: u64,
    /// Only this many weeks before the judged one are used; see [`MAX_BASELINE_WEEKS`].
    pub max_baseline_weeks: u64,
    /// Smallest samples of trend and season in the weeks before; see [`MIN_SAMPLE_OF_WEEKS`](crate::incidents::trend::MIN_SAMPLE_OF_WEEKS).
    pub min_sample: TrendSampleSize,
    /// No alarm in a week with fewer events; see [`MIN_COUNT`].
    pub min_count: u64,
}

/// One series in the week that is judged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WeeklyAlert {
    /// Events of the week.
    pub count: u64,
    /// Events expected from the weeks before.
    pub expected: f64,
    /// Standard error of the logarithm of `expected`.
    pub standard_error: f64,
    /// Variance of a count over its mean, 1 or more.
    pub dispersion: f64,
    /// The largest count that is still usual for this series alone: P(more) <= `tail`.
    pub upper: u64,
    /// Probability of at least `count` events.
    pub p_value: f64,
    /// The same, adjusted over all series of the call that could be judged.
    pub p_adjusted: f64,
    /// More than `upper`, looked at alone.
    pub unusual: bool,
    /// The adjusted probability is at most `tail`, and there are at least `min_count` events.
    pub alarm: bool,
    /// Weeks under observation in the baseline.
    pub weeks: u64,
    /// Events in the baseline.
    pub events: u64,
    /// Whether the expectation has a season; without, the baseline had too few events for one.
    pub season: bool,
}

/// What became of one series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeeklyOutcome {
    /// It was judged.
    Judged(WeeklyAlert),
    /// It has too little before the week; it takes no part in the adjustment.
    Insufficient(InsufficientData),
    /// Its baseline could not be fitted; it takes no part in the adjustment.
    NotFitted(TrendError),
}

/// The week in all series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weekly {
    /// One for each series, in the order given.
    pub series: Vec<WeeklyOutcome>,
    /// Number of series that were judged, and so adjusted for.
    pub judged: usize,
    /// The parameters used.
    pub params: WeeklyParams,
}

/// Why no series could be judged.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum WeeklyError {
    /// A limit outside the range.
    #[error("the one-sided limit must lie above 0 and below 0.5, for example 1/52; it is {tail}")]
    Tail {
        /// The limit that was given.
        tail: f64,
    },
    /// A series without weeks, or not as many exposures as counts.
    #[error("series {series} (counted from 0) has no weeks, or not one exposure for each week")]
    Length {
        /// Its position.
        series: usize,
    },
    /// The week that is judged was not observed.
    #[error("the last week of series {series} (counted from 0) was not observed; give its days")]
    NotObserved {
        /// Its position.
        series: usize,
    },
}

/// Judge the last week of every series.
///
/// The weeks before give mean and variance of the week by a quasi-Poisson trend with season
/// ([`trend`](crate::incidents::trend::trend)): mean mu with standard error s of ln mu, dispersion phi (at least 1), variance
/// phi mu + mu^2 s^2. A negative binomial count with these is at least as large as the one seen with the probability p.
/// All p of the call are adjusted by Benjamini and Hochberg. An incomplete last week has its own days as exposure.
///
/// Smallest samples, each for one series: `min_weeks` weeks before, and `min_sample`.
///
/// # Errors
/// [`WeeklyError`]; a series that cannot be fitted is an outcome, so that it does not keep the others from being
/// judged. Same result on any number of threads.
///
/// # References
/// C. P. Farrington et al., *A statistical algorithm for the early detection of outbreaks of infectious disease*, JRSS
/// A 159 (1996), for the prediction; Y. Benjamini, Y. Hochberg, *Controlling the false discovery rate*, JRSS B 57
/// (1995).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::alerts::weekly::{WeeklyOutcome, WeeklyParams, weekly};
/// use lofte_analysis::incidents::trend::{CountSeries, MIN_SAMPLE_OF_WEEKS};
/// let params = WeeklyParams {
///     tail: 1.0 / 52.0, harmonics: 2, min_weeks: 104, max_baseline_weeks: 261, min_sample: MIN_SAMPLE_OF_WEEKS, min_count: 3,
/// };
/// let mut counts: Vec<u64> = (0..120).map(|week| 2 + week % 3).collect();
/// counts.push(14);
/// let week = weekly(&[CountSeries { counts: &counts, exposure: &[7.0; 121] }], &params)?;
/// let WeeklyOutcome::Judged(alert) = week.series[0] else { panic!() };
/// assert!(alert.alarm && (alert.expected - 3.0).abs() < 0.5 && alert.upper < 14);
/// # Ok::<(), lofte_analysis::incidents::alerts::weekly::WeeklyError>(())
/// ```
pub fn weekly(series: &[CountSeries<'_>], params: &WeeklyParams) -> Result<Weekly, WeeklyError> {
    if !(params.tail > 0.0 && params.tail < 0.5) {
        return Err(WeeklyError::Tail { tail: params.tail });
    }
    for (position, CountSeries { counts, exposure }) in series.iter().enumerate() {
        if counts.is_empty() || counts.len() != exposure.len() {
            return Err(WeeklyError::Length { series: position });
        }
        if exposure.last().is_none_or(|days| !(days.is_finite() && *days >= f64::MIN_POSITIVE)) {
            return Err(WeeklyError::NotObserved { series: position });
        }
    }
    let mut outcomes: Vec<WeeklyOutcome> = series.par_iter().map(|series| judge(*series, params)).collect();
    let p_values: Vec<f64> = outcomes.iter().filter_map(p_value).collect();
    // The only error is a p-value outside 0 to 1, and the tail of a count cannot give one; 1 would be no alarm.
    let adjusted =
        p_adjust(&p_values, Adjustment::BenjaminiHochberg).unwrap_or_else(|_| vec![1.0; p_values.len()]);
    let judged = outcomes.iter_mut().filter_map(|outcome| match outcome {
        WeeklyOutcome::Judged(alert) => Some(alert),
        WeeklyOutcome::Insufficient(_) | WeeklyOutcome::NotFitted(_) => None,
    });
    for (alert, p_adjusted) in judged.zip(adjusted) {
        alert.p_adjusted = p_adjusted;
        alert.alarm = p_adjusted <= params.tail && alert.count >= params.min_count;
    }
    Ok(Weekly { series: outcomes, judged: p_values.len(), params: *params })
}

fn p_value(outcome: &WeeklyOutcome) -> Option<f64> {
    match outcome {
        WeeklyOutcome::Judged(alert) => Some(alert.p_value),
        WeeklyOutcome::Insufficient(_) | WeeklyOutcome::NotFitted(_) => None,
    }
}

/// One series alone; the adjusted probability is filled in afterwards.
fn judge(series: CountSeries<'_>, params: &WeeklyParams) -> WeeklyOutcome {
    let last = series.counts.len() - 1;
    let longest = usize::try_from(params.max_baseline_weeks).unwrap_or(usize::MAX);
    let first = last.saturating_sub(longest);
    let before = CountSeries { counts: &series.counts[first..last], exposure: &series.exposure[first..last] };
    let weeks = before.exposure.iter().filter(|days| **days > 0.0).count() as u64;
    let few = InsufficientData::check(
        SampleUnit::Periods,
        weeks,
        params.min_weeks,
        MinimumReason::NothingToCompare,
    );
    if let Some(few) = few {
        return WeeklyOutcome::Insufficient(few);
    }
    let trend = TrendParams {
        unit: SeriesUnit::Week,
        harmonics: params.harmonics,
        variance: VarianceModel::QuasiPoisson,
        // No interval of the trend is made; these two are not used.
        level: 0.95,
        basis: IntervalBasis::Student,
        min_sample: params.min_sample,
    };
    let fitted = match FittedTrend::new(before, &trend) {
        Ok(Sufficiency::Sufficient(fitted)) => fitted,
        Ok(Sufficiency::Insufficient(few)) => return WeeklyOutcome::Insufficient(few),
        Err(error) => return WeeklyOutcome::NotFitted(error),
    };
    let row: Vec<f64> = fitted.shape.row(last - first).collect();
    let (log_rate, variance) = fitted.predict(&row);
    let expected = (log_rate + series.exposure[last].ln()).exp();
    let dispersion = fitted.variance.scale();
    // Where the weeks before hardly tell the effects apart, rounding alone can make a variance negative.
    let spread = Some(dispersion * expected + expected * expected * variance).filter(|_| variance >= 0.0);
    let Some(counts) = spread.and_then(|spread| CountDistribution::new(expected, spread)) else {
        return WeeklyOutcome::NotFitted(TrendError::NoConvergence);
    };
    let (count, upper) = (series.counts[last], counts.upper_quantile(params.tail));
    WeeklyOutcome::Judged(WeeklyAlert {
        count,
        expected,
        standard_error: variance.sqrt(),
        dispersion,
        upper,
        p_value: counts.at_least(count),
        p_adjusted: 1.0,
        unusual: count > upper,
        alarm: false,
        weeks,
        events: fitted.events,
        season: fitted.shape.has_season(),
    })
}
