//! Did the level or the slope of one long series change when the measure began?
//!
//! Segmented regression with a season: quasi-Poisson for counts, or least squares with Newey and West's covariance,
//! which allows for errors that hang together over time. There is no control here: whatever else happened at the
//! same time is in the estimate.
//!
//! Left out on purpose: finding the time of the change (it must be known beforehand), gradual starts, and models with
//! autoregressive errors; the autocorrelation of the residuals is reported instead.

use std::f64::consts::TAU;

use serde::{Deserialize, Serialize};

use crate::ConfidenceInterval;
use crate::distribution::{student_quantile, student_tail};
use crate::generalised_linear::{Fit, Model, least_squares, poisson};
use crate::linear_algebra::dot;
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// Periods for a trend without season.
pub const MIN_PERIODS: u64 = 12;
/// Events for a trend without season.
pub const MIN_EVENTS: u64 = 20;
/// Periods for a season, two years of months.
pub const MIN_SEASON_PERIODS: u64 = 24;
/// Events for a season.
pub const MIN_SEASON_EVENTS: u64 = 60;
/// Periods before, and after: fewer do not bear a line of their own.
pub const MIN_PERIODS_EACH_SIDE: u64 = 8;

/// A residual sum of squares below this share of that of the series is rounding.
const NO_NOISE: f64 = 1e-24;

/// Why the series could not be judged.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SeriesError {
    /// The confidence level is not strictly between 0 and 1.
    #[error("the confidence level must lie between 0 and 1, for example 0.95; it is {level}")]
    Level {
        /// The level that was asked for.
        level: f64,
    },
    /// There is nothing before, or nothing after.
    #[error(
        "the measure is said to begin in period {start} of {periods}; there must be a period before and one after"
    )]
    Start {
        /// The first period after.
        start: usize,
        /// Number of periods.
        periods: usize,
    },
    /// Not one exposure for each period.
    #[error("there are {exposures} exposures for {periods} periods; give one for each, for example its days")]
    Exposures {
        /// Number of exposures.
        exposures: usize,
        /// Number of periods.
        periods: usize,
    },
    /// An exposure or the length of the season is not a usable number.
    #[error("exposures and the length of the season must be positive numbers; one is {value}")]
    Value {
        /// The value that was given.
        value: f64,
    },
    /// The season has more waves than it has periods for.
    #[error(
        "a season of {length} periods cannot have {harmonics} waves; give at least 1 and fewer than half as many"
    )]
    Harmonics {
        /// Periods in a season.
        length: f64,
        /// Waves that were asked for.
        harmonics: u32,
    },
    /// More lags than the series has.
    #[error("{lags} lags need a longer series than {periods} periods")]
    Lags {
        /// Lags that were asked for.
        lags: usize,
        /// Number of periods.
        periods: usize,
    },
    /// The regression has no answer on these numbers.
    #[error("the change cannot be estimated: {why}")]
    NotFitted {
        /// What stood in the way.
        why: String,
    },
}

/// What may change when the measure begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The level only.
    Level,
    /// The level and the slope.
    LevelAndSlope,
}

/// A season as sine and cosine waves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Season {
    /// Periods in a season: 12 for months.
    pub length: f64,
    /// Number of waves, usually 2.
    pub harmonics: u32,
}

/// How the counts vary about their mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Errors {
    /// Log-linear mean, variance in proportion to it; the proportion is Pearson's, and at least 1.
    QuasiPoisson,
    /// Straight-line mean of count over exposure, with Newey and West's covariance.
    NeweyWest {
        /// Periods over which errors may hang together: 12 for months.
        lags: usize,
    },
}

/// How the series is judged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SeriesParams {
    /// The first period (from 0) after the measure began.
    pub start: usize,
    /// What may have changed.
    pub change: Change,
    /// The season, if there is one.
    pub season: Option<Season>,
    /// How the counts vary about their mean.
    pub errors: Errors,
    /// Confidence level of the intervals.
    pub level: f64,
    /// Periods that are needed; see [`MIN_PERIODS`] and [`MIN_SEASON_PERIODS`].
    pub min_periods: u64,
    /// Events that are needed; see [`MIN_EVENTS`] and [`MIN_SEASON_EVENTS`].
    pub min_events: u64,
    /// Periods that are needed before, and after; see [`MIN_PERIODS_EACH_SIDE`].
    pub min_periods_each_side: u64,
}

/// A part of the regression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// The level in period 0.
    Intercept,
    /// The slope before, per period.
    Trend,
    /// The step when the measure began.
    LevelChange,
    /// The change of the slope, per period.
    SlopeChange,
    /// The sine of a wave.
    Sine {
        /// 1 for one wave a season.
        wave: u32,
    },
    /// The cosine of a wave.
    Cosine {
        /// 1 for one wave a season.
        wave: u32,
    },
}

/// An estimate with its interval; a logarithm for quasi-Poisson, count over exposure for least squares.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coefficient {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Student's interval.
    pub interval: ConfidenceInterval,
    /// Two-sided p-value of no effect.
    pub p_value: f64,
}

/// The change of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InterruptedSeries {
    /// All terms of the regression.
    pub coefficients: Vec<(Term, Coefficient)>,
    /// The step when the measure began.
    pub level_change: Coefficient,
    /// The change of the slope per period, if it was allowed to change.
    pub slope_change: Option<Coefficient>,
    /// The mean over the periods after of level and slope change together: the effect to be told.
    pub mean_change: Coefficient,
    /// The mean that the regression gives each period, in events.
    pub fitted: Vec<f64>,
    /// The mean that each period would have had without the change.
    pub without_change: Vec<f64>,
    /// Pearson's dispersion as estimated; below 1 it is taken as 1. For least squares the residual variance.
    pub dispersion: f64,
    /// Correlation of neighbouring residuals; none when they are all alike. Well above 0, quasi-Poisson intervals are too
    /// narrow.
    pub autocorrelation: Option<f64>,
    /// Degrees of freedom of Student's distribution.
    pub degrees_of_freedom: u64,
    /// Number of periods.
    pub periods: u64,
    /// Number of events.
    pub events: u64,
    /// The parameters that were used.
    pub params: SeriesParams,
}

/// The change of level and slope of a series when a measure began.
///
/// eta_t = b0 + b1 t + b2 [t >= s] + b3 [t >= s] (t - s) + sum_k (u_k sin + v_k cos)(2 pi k t / length), with t from 0 and
/// s = `start`. Quasi-Poisson: ln E y_t = eta_t + ln exposure_t, and 100 (e^b - 1) % is the relative change. Least
/// squares: E y_t / exposure_t = eta_t, with the covariance (X'X)^-1 (G_0 + sum_l (1 - l/(L+1)) (G_l + G_l')) (X'X)^-1,
/// where G_l is the sum of products l periods apart of row x residual; no small-sample factor.
///
/// `counts` in order of time, without gaps; `exposures` for example days of each month, none for equal ones.
///
/// Smallest sample: what the parameters say of periods, events and periods on each side.
///
/// # Errors
/// [`SeriesError`]; no events on one side make the quasi-Poisson step infinite and are [`SeriesError::NotFitted`].
///
/// # References
/// J. L. Bernal, S. Cummins, A. Gasparrini, *Interrupted time series regression for the evaluation of public health
/// interventions: a tutorial*, International Journal of Epidemiology 46 (2017); W. K. Newey, K. D. West, *A simple,
/// positive semi-definite, heteroskedasticity and autocorrelation consistent covariance matrix*, Econometrica 55
/// (1987); R. B. Penfold, F. Zhang, Academic Pediatrics 13 (2013), for eight periods on each side.
///
/// # Examples
/// ```
/// use lofte_analysis::effect::interrupted_series::*;
/// let counts: Vec<u64> = (0..24).map(|t| if t < 12 { 20 + t % 3 } else { 10 + t % 3 }).collect();
/// let params = SeriesParams {
///     start: 12,
///     change: Change::Level,
///     season: None,
///     errors: Errors::QuasiPoisson,
///     level: 0.95,
///     min_periods: MIN_PERIODS,
///     min_events: MIN_EVENTS,
///     min_periods_each_side: MIN_PERIODS_EACH_SIDE,
/// };
/// let series = interrupted_series(&counts, None, &params)?.sufficient().unwrap();
/// let percent = 100.0 * series.level_change.estimate.exp_m1();
/// assert!((-55.0..-40.0).contains(&percent) && series.level_change.p_value < 0.05);
/// # Ok::<(), SeriesError>(())
/// ```
pub fn interrupted_series(
    counts: &[u64],
    exposures: Option<&[f64]>,
    params: &SeriesParams,
) -> Result<Sufficiency<InterruptedSeries>, SeriesError> {
    check(counts.len(), exposures, params)?;
    let events = counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
    if let Some(few) = below(counts.len(), events, params) {
        return Ok(Sufficiency::Insufficient(few));
    }
    let terms = terms(params);
    let design = design(&terms, counts.len(), params);
    let exposure = |t: usize| exposures.map_or(1.0, |exposures| exposures[t]);
    let numbers: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
    let rates: Vec<f64> = numbers.iter().enumerate().map(|(t, count)| count / exposure(t)).collect();
    let logs: Vec<f64> = (0..counts.len()).map(|t| exposure(t).ln()).collect();
    let quasi = params.errors == Errors::QuasiPoisson;
    let model = Model {
        design: &design,
        columns: terms.len(),
        response: if quasi { &numbers } else { &rates },
        offset: quasi.then_some(&logs),
        weights: None,
    };
    let fit = if quasi { poisson(&model, None) } else { least_squares(&model) };
    let fit = fit.map_err(|error| SeriesError::NotFitted { why: error.to_string() })?;
    if !fit.settled {
        return Err(not_fitted("all events lie on one side of the change; compare the two counts instead"));
    }
    // Without any noise the residuals are rounding, and so would their standard errors be.
    if !quasi && fit.deviance <= NO_NOISE * dot(&rates, &rates) {
        return Err(not_fitted("the series does not vary about its line, so chance cannot be judged"));
    }
    let covariance = match params.errors {
        Errors::QuasiPoisson => scaled(&fit.unscaled_covariance, fit.dispersion.max(1.0)),
        Errors::NeweyWest { lags } => newey_west(&model, &fit, lags),
    };
    let estimate = Estimate { fit: &fit, covariance: &covariance, level: params.level };
    let result = assemble(&terms, &design, &estimate, events, params)?;
    let on_scale = |t: usize, value: f64| if quasi { value.exp() } else { value } * exposure(t);
    let in_events = |t: usize| if quasi { fit.fitted[t] } else { on_scale(t, fit.fitted[t]) };
    let without_change: Vec<f64> =
        result.without_change.iter().enumerate().map(|(t, eta)| on_scale(t, *eta)).collect();
    if without_change.iter().any(|mean| !mean.is_finite()) {
        return Err(not_fitted(
            "the trend before, carried on, leaves all bounds; give a longer series before",
        ));
    }
    Ok(Sufficiency::Sufficient(InterruptedSeries {
        fitted: (0..counts.len()).map(in_events).collect(),
        without_change,
        autocorrelation: autocorrelation(&model, &fit, quasi),
        ..result
    }))
}

fn check(periods: usize, exposures: Option<&[f64]>, params: &SeriesParams) -> Result<(), SeriesError> {
    if !(params.level > 0.0 && params.level < 1.0) {
        return Err(SeriesError::Level { level: params.level });
    }
    if params.start == 0 || params.start >= periods {
        return Err(SeriesError::Start { start: params.start, periods });
    }
    if let Some(exposures) = exposures {
        if exposures.len() != periods {
            return Err(SeriesError::Exposures { exposures: exposures.len(), periods });
        }
        if let Some(value) = exposures.iter().find(|value| !(1e-50..=1e50).contains(*value)) {
            return Err(SeriesError::Value { value: *value });
        }
    }
    if let Some(Season { length, harmonics }) = params.season {
        if !(length.is_finite() && length > 0.0) {
            return Err(SeriesError::Value { value: length });
        }
        if harmonics == 0 || f64::from(harmonics) * 2.0 >= length {
            return Err(SeriesError::Harmonics { length, harmonics });
        }
    }
    match params.errors {
        Errors::NeweyWest { lags } if lags >= periods => Err(SeriesError::Lags { lags, periods }),
        _ => Ok(()),
    }
}

fn not_fitted(why: &str) -> SeriesError {
    SeriesError::NotFitted { why: why.to_owned() }
}

fn below(periods: usize, events: u64, params: &SeriesParams) -> Option<InsufficientData> {
    let why =
        if params.season.is_some() { MinimumReason::SeasonIsUnseen } else { MinimumReason::TrendIsNoise };
    let side = params.start.min(periods - params.start) as u64;
    let checks = [
        InsufficientData::check(SampleUnit::Periods, periods as u64, params.min_periods, why),
        InsufficientData::check(SampleUnit::Events, events, params.min_events.max(1), why),
        InsufficientData::check(
            SampleUnit::Periods,
            side,
            params.min_periods_each_side,
            MinimumReason::TrendIsNoise,
        ),
    ];
    checks.into_iter().flatten().next()
}

fn terms(params: &SeriesParams) -> Vec<Term> {
    let mut terms = vec![Term::Intercept, Term::Trend, Term::LevelChange];
    if params.change == Change::LevelAndSlope {
        terms.push(Term::SlopeChange);
    }
    let waves = params.season.map_or(0, |season| season.harmonics);
    terms.extend((1..=waves).flat_map(|wave| [Term::Sine { wave }, Term::Cosine { wave }]));
    terms
}

fn design(terms: &[Term], periods: usize, params: &SeriesParams) -> Vec<f64> {
    let length = params.season.map_or(1.0, |season| season.length);
    let value = |term: &Term, t: usize| {
        let after = t >= params.start;
        let angle = |wave: u32| TAU * f64::from(wave) * t as f64 / length;
        match *term {
            Term::Intercept => 1.0,
            Term::Trend => t as f64,
            Term::LevelChange => f64::from(after),
            Term::SlopeChange => t.saturating_sub(params.start) as f64,
            Term::Sine { wave } => angle(wave).sin(),
            Term::Cosine { wave } => angle(wave).cos(),
        }
    };
    (0..periods).flat_map(|t| terms.iter().map(move |term| value(term, t))).collect()
}

/// A fit with the covariance to be used.
struct Estimate<'a> {
    fit: &'a Fit,
    covariance: &'a [f64],
    level: f64,
}

impl Estimate<'_> {
    /// The combination `weights` of the coefficients.
    fn combine(&self, weights: &[f64]) -> Result<Coefficient, SeriesError> {
        let columns = weights.len();
        let rows = self.covariance.chunks_exact(columns);
        let variance: f64 = weights.iter().zip(rows).map(|(weight, row)| weight * dot(row, weights)).sum();
        let (estimate, standard_error) = (dot(weights, &self.fit.coefficients), variance.max(0.0).sqrt());
        let df = self.fit.residual_df as f64;
        let half = student_quantile(f64::midpoint(1.0, self.level), df) * standard_error;
        let p_value = 2.0 * student_tail((estimate / standard_error).abs(), df);
        let interval =
            ConfidenceInterval { lower: estimate - half, upper: estimate + half, level: self.level };
        if ![estimate, half, p_value].iter().all(|value| value.is_finite()) {
            return Err(not_fitted("the numbers are too far apart in size"));
        }
        Ok(Coefficient { estimate, standard_error, interval, p_value })
    }
}

/// Everything but what is on the scale of the counts; `without_change` is the linear predictor.
fn assemble(
    terms: &[Term],
    design: &[f64],
    estimate: &Estimate<'_>,
    events: u64,
    params: &SeriesParams,
) -> Result<InterruptedSeries, SeriesError> {
    let columns = terms.len();
    let unit = |column: usize| (0..columns).map(|other| f64::from(other == column)).collect::<Vec<f64>>();
    let coefficients: Vec<(Term, Coefficient)> = (0..columns)
        .map(|column| Ok((terms[column], estimate.combine(&unit(column))?)))
        .collect::<Result<_, SeriesError>>()?;
    let periods = design.len() / columns;
    let changed = |term: &Term| matches!(term, Term::LevelChange | Term::SlopeChange);
    let after = &design[params.start * columns..];
    let mean = |column: usize| {
        after.iter().skip(column).step_by(columns).sum::<f64>() / (periods - params.start) as f64
    };
    let weights: Vec<f64> =
        (0..columns).map(|column| if changed(&terms[column]) { mean(column) } else { 0.0 }).collect();
    let without_change = design.chunks_exact(columns).map(|row| {
        let kept = row.iter().zip(terms).zip(&estimate.fit.coefficients);
        kept.filter(|((_, term), _)| !changed(term)).map(|((x, _), b)| x * b).sum()
    });
    Ok(InterruptedSeries {
        level_change: coefficients[2].1,
        slope_change: (params.change == Change::LevelAndSlope).then(|| coefficients[3].1),
        mean_change: estimate.combine(&weights)?,
        coefficients,
        fitted: Vec::new(),
        without_change: without_change.collect(),
        dispersion: estimate.fit.dispersion,
        autocorrelation: None,
        degrees_of_freedom: estimate.fit.residual_df as u64,
        periods: periods as u64,
        events,
        params: *params,
    })
}

fn scaled(matrix: &[f64], factor: f64) -> Vec<f64> {
    matrix.iter().map(|value| value * factor).collect()
}

/// Newey and West's covariance with Bartlett's weights.
fn newey_west(model: &Model<'_>, fit: &Fit, lags: usize) -> Vec<f64> {
    let columns = model.columns;
    let scores: Vec<f64> = model
        .design
        .chunks_exact(columns)
        .zip(model.response.iter().zip(&fit.fitted))
        .flat_map(|(row, (value, fitted))| row.iter().map(move |x| x * (value - fitted)))
        .collect();
    let mut middle = vec![0.0; columns * columns];
    for lag in 0..=lags {
        let weight = 1.0 - lag as f64 / (lags + 1) as f64;
        let pairs = scores.chunks_exact(columns).zip(scores[lag * columns..].chunks_exact(columns));
        for (early, late) in pairs {
            for i in 0..columns {
                for j in 0..columns {
                    let both =
                        if lag == 0 { early[i] * late[j] } else { early[i] * late[j] + late[i] * early[j] };
                    middle[i * columns + j] += weight * both;
                }
            }
        }
    }
    let bread = &fit.unscaled_covariance;
    product(&product(bread, &middle, columns), bread, columns)
}

fn product(left: &[f64], right: &[f64], size: usize) -> Vec<f64> {
    let cell = |i: usize, j: usize| (0..size).map(|k| left[i * size + k] * right[k * size + j]).sum();
    (0..size * size).map(|index| cell(index / size, index % size)).collect()
}

/// The correlation of neighbouring residuals, Pearson's for counts.
fn autocorrelation(model: &Model<'_>, fit: &Fit, quasi: bool) -> Option<f64> {
    let scale = |mean: f64| if quasi { mean.sqrt() } else { 1.0 };
    let residuals: Vec<f64> =
        model.response.iter().zip(&fit.fitted).map(|(value, mean)| (value - mean) / scale(*mean)).collect();
    let square = dot(&residuals, &residuals);
    let neighbours = dot(&residuals, &residuals[1..]);
    Some(neighbours / square).filter(|value| value.is_finite())
}
