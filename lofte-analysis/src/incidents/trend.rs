//! Trend with season: the change a year in a monthly or weekly series of counts, with its interval.
//!
//! A count has a mean that moves by a steady percentage a year, goes up and down with the season, and is proportional
//! to the time under observation. Counts of crime vary more than Poisson counts do (one offender, one weekend), so the
//! variance is a multiple of the mean (quasi-Poisson) or grows with its square (negative binomial), never the bare
//! Poisson variance. Below the smallest samples there is no season, or no answer.
//!
//! Left out on purpose: a bent trend and level shifts (ask of evaluation, with a date), correlation between neighbouring
//! months beyond season and trend, and forecasts further than the next week.

mod fit;

use serde::{Deserialize, Serialize};

pub(super) use self::fit::FittedTrend;
use crate::ConfidenceInterval;
use crate::sample_size::{InsufficientData, Sufficiency};

/// The usual smallest samples for months: 12 with 20 events for anything, 24 with 60 events for a season.
pub const MIN_SAMPLE_OF_MONTHS: TrendSampleSize =
    TrendSampleSize { periods: 12, events: 20, season_periods: 24, season_events: 60 };
/// The usual smallest samples for weeks: the same lengths of time.
pub const MIN_SAMPLE_OF_WEEKS: TrendSampleSize =
    TrendSampleSize { periods: 52, events: 20, season_periods: 104, season_events: 60 };
/// The usual dispersion above which the negative binomial is taken.
pub const OVERDISPERSED_ABOVE: f64 = 1.5;
/// The usual number of months that the negative binomial needs.
pub const NEGATIVE_BINOMIAL_MONTHS: u64 = 36;
/// The usual number of weeks that the negative binomial needs.
pub const NEGATIVE_BINOMIAL_WEEKS: u64 = 156;
/// The usual number of harmonics: a yearly and a half-yearly wave.
pub const HARMONICS: u8 = 2;
/// The most harmonics that months can tell apart.
pub const MAX_HARMONICS: u8 = 5;

/// What one count of the series covers.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::trend::SeriesUnit;
/// assert!((SeriesUnit::Month.per_year() - 12.0).abs() < 1e-12 && SeriesUnit::Week.per_year() > 52.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeriesUnit {
    /// Calendar months, 12 to a year.
    Month,
    /// Weeks, 365.25 / 7 to a year.
    Week,
}

/// The quantile that makes an interval of a standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalBasis {
    /// Normal: as most programs print; too narrow for a year or two of months.
    Normal,
    /// Student, with the residual degrees of freedom; the negative binomial still takes the normal.
    Student,
}

/// How the variance of a count depends on its mean.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VarianceModel {
    /// Dispersion times the mean.
    QuasiPoisson,
    /// Mean + alpha mean^2.
    NegativeBinomial,
    /// Negative binomial when the dispersion is above `above` and there are at least `periods` periods.
    ByDispersion {
        /// See [`OVERDISPERSED_ABOVE`].
        above: f64,
        /// See [`NEGATIVE_BINOMIAL_MONTHS`] and [`NEGATIVE_BINOMIAL_WEEKS`].
        periods: u64,
    },
}

/// How much a trend, and a season, need; see [`MIN_SAMPLE_OF_MONTHS`] and [`MIN_SAMPLE_OF_WEEKS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendSampleSize {
    /// Fewest periods for anything.
    pub periods: u64,
    /// Fewest events for anything.
    pub events: u64,
    /// Fewest periods for a season.
    pub season_periods: u64,
    /// Fewest events for a season.
    pub season_events: u64,
}

/// A series of counts, oldest first, without gaps.
#[derive(Debug, Clone, Copy)]
pub struct CountSeries<'a> {
    /// Events in each period.
    pub counts: &'a [u64],
    /// Time (or persons) under observation in each, in any unit: usually days. An incomplete last month has its own days;
    /// 0 means that nobody counted, and the period is left out.
    pub exposure: &'a [f64],
}

/// The parameters of a trend; none has a hidden default.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TrendParams {
    /// Months or weeks.
    pub unit: SeriesUnit,
    /// Waves in the season, 0 (none) to [`MAX_HARMONICS`]; see [`HARMONICS`].
    pub harmonics: u8,
    /// The variance of a count.
    pub variance: VarianceModel,
    /// Level of the intervals, strictly between 0 and 1.
    pub level: f64,
    /// The quantile of the intervals.
    pub basis: IntervalBasis,
    /// The smallest samples.
    pub min_sample: TrendSampleSize,
}

/// One coefficient of the model, on the logarithmic scale.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coefficient {
    /// What it belongs to.
    pub term: Term,
    /// The estimate.
    pub estimate: f64,
    /// Its standard error, with the variance of `Trend::variance`.
    pub standard_error: f64,
}

/// A term of the model. Time is counted from the first period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// The logarithm of the rate at the first period, without season.
    Level,
    /// The change a year.
    PerYear,
    /// The sine of a wave; 1 is yearly, 2 half-yearly.
    Sine(u8),
    /// The cosine of a wave.
    Cosine(u8),
}

/// What became of the season.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    /// The rate of each phase against the geometric mean of a year, from the first period of the series on: 12
    /// months or 52 weeks. 1.2 is 20 % above.
    Fitted(Vec<f64>),
    /// Too little for a season: the trend is without.
    LeftOut(InsufficientData),
    /// None was asked for.
    NotAsked,
}

/// The variance that was used.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VarianceUsed {
    /// Variance = `factor` x mean; a dispersion below 1 is set to 1.
    QuasiPoisson {
        /// 1 or more.
        factor: f64,
    },
    /// Variance = mean + `alpha` mean^2.
    NegativeBinomial {
        /// Above 0.
        alpha: f64,
    },
}

/// Change in percent a year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PercentPerYear {
    /// 100 (e^b - 1).
    pub estimate: f64,
    /// The same of the limits of b.
    pub interval: ConfidenceInterval,
}

/// A fitted trend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Periods with an exposure.
    pub n: u64,
    /// Events in them.
    pub events: u64,
    /// The change a year.
    pub per_year: PercentPerYear,
    /// The season.
    pub season: Season,
    /// All coefficients.
    pub coefficients: Vec<Coefficient>,
    /// Pearson's X2 / df of the Poisson fit, as it is: below 1 is possible.
    pub dispersion: f64,
    /// The variance behind the standard errors.
    pub variance: VarianceUsed,
    /// Expected events in each period, 0 where there is no exposure.
    pub fitted: Vec<f64>,
    /// The parameters used.
    pub params: TrendParams,
}

/// Why a trend could not be fitted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum TrendError {
    /// Counts and exposure differ in length.
    #[error("there are {counts} counts but {exposures} exposures; give one exposure for each period")]
    Length {
        /// Number of counts.
        counts: usize,
        /// Number of exposures.
        exposures: usize,
    },
    /// An exposure that is negative or not a number, or 0 where there are events.
    #[error("period {period} (counted from 0) has no usable exposure; give its days, or 0 if nobody counted")]
    Exposure {
        /// Its position.
        period: usize,
    },
    /// A level outside (0, 1).
    #[error("the confidence level must lie between 0 and 1, for example 0.95; it is {level}")]
    Level {
        /// The level that was given.
        level: f64,
    },
    /// Too many waves.
    #[error("a season has at most {MAX_HARMONICS} waves; {harmonics} were asked for")]
    Harmonics {
        /// The number that was given.
        harmonics: u8,
    },
    /// The dispersion limit is not a number.
    #[error("the dispersion above which the negative binomial is taken must be a number")]
    Dispersion,
    /// No events at all.
    #[error("there are no events in the series, so there is no trend")]
    NoEvents,
    /// All events lie in one part of the series or of the year.
    #[error(
        "the events lie in so few periods that the change has no finite value; take fewer waves or a longer series"
    )]
    Separated,
    /// A count above ten million with the negative binomial.
    #[error("a count is above ten million; take the quasi-Poisson variance")]
    CountTooLarge,
    /// The periods cannot tell the terms apart, or are too few.
    #[error("the periods under observation are too few to tell trend and season apart; take fewer waves")]
    TooFewPeriods,
    /// The fit does not settle.
    #[error("the model does not settle on these counts; look for a period with a wrong count or exposure")]
    NoConvergence,
}

/// The change a year, with season.
///
/// log mean_t = b0 + b1 t/p + sum over k of (s_k sin + c_k cos)(2 pi k t/p) + log exposure_t, with t = 0 at the first period
/// and p periods to a year. The change is 100 (e^b1 - 1) % a year.
///
/// The season is left out (and that is told) below `min_sample.season_periods` or `min_sample.season_events`; below
/// `min_sample.periods` or `min_sample.events` there is no answer. An all-zero series is below the smallest sample. Counts that vary less
/// than Poisson counts get the Poisson variance.
///
/// # Errors
/// [`TrendError`].
///
/// # References
/// P. McCullagh, J. A. Nelder, *Generalized Linear Models* (1989), chapter 6; J. F. Lawless, *Negative binomial and
/// mixed Poisson regression*, Canadian Journal of Statistics 15 (1987).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::trend::{
///     CountSeries, IntervalBasis, MIN_SAMPLE_OF_MONTHS, SeriesUnit, TrendParams, VarianceModel, trend,
/// };
/// let params = TrendParams {
///     unit: SeriesUnit::Month, harmonics: 2, variance: VarianceModel::QuasiPoisson, level: 0.95,
///     basis: IntervalBasis::Student, min_sample: MIN_SAMPLE_OF_MONTHS,
/// };
/// let counts: Vec<u64> = (0..48).map(|month| 20 + month / 12 * 2).collect();
/// let found = trend(CountSeries { counts: &counts, exposure: &[30.4; 48] }, &params)?.sufficient().unwrap();
/// assert!(found.per_year.estimate > 6.0 && found.per_year.interval.lower > 0.0);
/// # Ok::<(), lofte_analysis::incidents::trend::TrendError>(())
/// ```
pub fn trend(series: CountSeries<'_>, params: &TrendParams) -> Result<Sufficiency<Trend>, TrendError> {
    let fitted = match FittedTrend::new(series, params)? {
        Sufficiency::Sufficient(fitted) => fitted,
        Sufficiency::Insufficient(few) => return Ok(Sufficiency::Insufficient(few)),
    };
    fitted.report(series, params).map(Sufficiency::Sufficient)
}

impl SeriesUnit {
    /// Periods in a year.
    pub fn per_year(self) -> f64 {
        match self {
            Self::Month => 12.0,
            Self::Week => 365.25 / 7.0,
        }
    }

    fn whole_periods(self) -> usize {
        match self {
            Self::Month => 12,
            Self::Week => 52,
        }
    }
}
