//! The alert table: the last weeks against the weeks before, by category and area.
//!
//! The plain sibling of [`weekly`](super::weekly), for where there are no two years of history, or for a table that people
//! can check by hand. An alert says that there were more than in the weeks before, not why: a delivery that closed a gap makes
//! one. Three weeks against thirteen and thirteen against fifty-two are two tables, each corrected by itself.
//!
//! Left out on purpose: an estimate of season and dispersion, which come from a longer series.

use serde::{Deserialize, Serialize};

use crate::distribution::exact_tails::{MAX_COUNT, binomial_at_least, binomial_odds_for_upper_tail};
use crate::distribution::normal_tail;
use crate::multiple_testing::{Adjustment, p_adjust};
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit};

/// The usual fewest events of a series: with fewer, no count could be an alert.
pub const MIN_EVENTS: u64 = 5;
/// The usual fewest events in the last weeks of an alert.
pub const MIN_RECENT: u64 = 3;
/// The usual share of false ones among the alerts.
pub const FALSE_DISCOVERY_RATE: f64 = 0.10;
/// The usual windows: the last weeks, and the weeks before.
pub const WINDOWS: [(u32, u32); 2] = [(3, 13), (13, 52)];

/// Why a table cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum WindowAlertError {
    /// A window without weeks.
    #[error(
        "the last weeks and the weeks before must be at least one each; they are {recent} and {baseline}"
    )]
    Weeks {
        /// The last weeks.
        recent: u32,
        /// The weeks before.
        baseline: u32,
    },
    /// A level is not strictly between 0 and 1.
    #[error("the level and the rate of false discoveries must lie between 0 and 1; one is {level}")]
    Level {
        /// The value that was given.
        level: f64,
    },
    /// A season or a dispersion that cannot be used.
    #[error(
        "series {series} has the season ratio or dispersion {value}; it must be a positive number of usual size"
    )]
    Factor {
        /// Position of the series.
        series: usize,
        /// The value.
        value: f64,
    },
    /// A count is too large.
    #[error("series {series} has too many events; at most a thousand million can be handled")]
    Count {
        /// Position of the series.
        series: usize,
    },
}

/// One category in one area.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WindowSeries {
    /// Events in the last weeks.
    pub recent: u64,
    /// Events in the weeks before.
    pub baseline: u64,
    /// What the last weeks usually are against the weeks before, for each week: 1 without a season. From two years or more.
    pub season: f64,
    /// Variance of a count over its mean, from a longer series; below 1 it counts as 1.
    pub dispersion: f64,
}

/// What is asked for; none has a hidden default.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WindowAlertParams {
    /// The last weeks; see [`WINDOWS`].
    pub recent_weeks: u32,
    /// The weeks before.
    pub baseline_weeks: u32,
    /// Level of the interval of the ratio.
    pub level: f64,
    /// See [`FALSE_DISCOVERY_RATE`]; over all series of the table.
    pub false_discovery_rate: f64,
    /// Series with fewer events in both windows are not judged; see [`MIN_EVENTS`].
    pub min_events: u64,
    /// No alert with fewer events in the last weeks; see [`MIN_RECENT`].
    pub min_recent: u64,
}

/// How likely so many are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// Probability of at least so many in the last weeks, given both windows.
    pub p_value: f64,
    /// The same, adjusted over all series that are judged.
    pub p_adjusted: f64,
    /// Adjusted p at most the rate of false discoveries, and events enough.
    pub alert: bool,
}

/// What became of one series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowOutcome {
    /// It was judged.
    Judged(Judged),
    /// It has too few events to alarm; it takes no part in the adjustment.
    Insufficient(InsufficientData),
}

/// One series in the table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WindowAlert {
    /// The counts.
    pub series: WindowSeries,
    /// Events expected in the last weeks, given the sum of both windows.
    pub expected: f64,
    /// Events a week in the last weeks over those before, season apart; none without events before.
    pub ratio: Option<f64>,
    /// Lower limit of the ratio, by Clopper and Pearson.
    pub lower: f64,
    /// Upper limit; none without events before.
    pub upper: Option<f64>,
    /// What became of it.
    pub outcome: WindowOutcome,
}

/// The table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WindowAlerts {
    /// Number of series that were judged, and so adjusted for.
    pub judged: usize,
    /// One for each series, in the order given.
    pub series: Vec<WindowAlert>,
    /// What was asked for.
    pub params: WindowAlertParams,
}

/// Judges the last weeks against the weeks before in all series together.
///
/// Given the n events of both windows, those of the last `w_r` weeks are binomial with pi = `w_r` s / (`w_r` s + `w_b`); p = P(R >= r).
/// With a dispersion above 1, p is the upper tail of the normal at (r - 1/2 - n pi)/sqrt(dispersion n pi (1 - pi)). p-values are
/// adjusted over the series with events enough (Benjamini & Hochberg). The interval of the ratio takes no account of
/// dispersion.
///
/// Smallest sample: five events in each series that is judged.
///
/// # Errors
/// [`WindowAlertError`].
///
/// # References
/// J. Przyborowski, H. Wilenski, *Homogeneity of results in testing samples from Poisson series*, Biometrika 31 (1940); Y.
/// Benjamini, Y. Hochberg, JRSS B 57 (1995).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::alerts::window::{WindowAlertParams, WindowOutcome, WindowSeries, window_alerts};
/// let series = |recent, baseline| WindowSeries { recent, baseline, season: 1.0, dispersion: 1.0 };
/// let params = WindowAlertParams {
///     recent_weeks: 3, baseline_weeks: 13, level: 0.95, false_discovery_rate: 0.1, min_events: 5, min_recent: 3,
/// };
/// let table = window_alerts(&[series(9, 11), series(2, 10), series(1, 1)], &params)?;
/// assert!(matches!(table.series[0].outcome, WindowOutcome::Judged(judged) if judged.alert));
/// assert_eq!(table.judged, 2);
/// # Ok::<(), lofte_analysis::incidents::alerts::window::WindowAlertError>(())
/// ```
pub fn window_alerts(
    series: &[WindowSeries],
    params: &WindowAlertParams,
) -> Result<WindowAlerts, WindowAlertError> {
    let (recent, baseline) = (params.recent_weeks, params.baseline_weeks);
    if recent == 0 || baseline == 0 {
        return Err(WindowAlertError::Weeks { recent, baseline });
    }
    for level in [params.level, params.false_discovery_rate] {
        if !(level > 0.0 && level < 1.0) {
            return Err(WindowAlertError::Level { level });
        }
    }
    let alone: Vec<Alone> = series
        .iter()
        .enumerate()
        .map(|(at, series)| Alone::of(at, series, params))
        .collect::<Result<_, _>>()?;
    let p: Vec<f64> = alone.iter().filter_map(|alone| alone.p_value).collect();
    // Probabilities by construction.
    let adjusted = p_adjust(&p, Adjustment::BenjaminiHochberg).unwrap_or_default();
    let mut adjusted = adjusted.into_iter();
    let judged = |(alone, series): (Alone, &WindowSeries)| {
        let outcome = match alone.p_value.zip(alone.p_value.and_then(|_| adjusted.next())) {
            Some((p_value, p_adjusted)) => {
                let alert = p_adjusted <= params.false_discovery_rate && series.recent >= params.min_recent;
                WindowOutcome::Judged(Judged { p_value, p_adjusted, alert })
            }
            None => WindowOutcome::Insufficient(InsufficientData {
                unit: SampleUnit::Events,
                available: series.recent + series.baseline,
                required: params.min_events.max(1),
                reason: MinimumReason::RateIsNoise,
            }),
        };
        let Alone { expected, ratio, lower, upper, .. } = alone;
        WindowAlert { series: *series, expected, ratio, lower, upper, outcome }
    };
    let all: Vec<WindowAlert> = alone.into_iter().zip(series).map(judged).collect();
    Ok(WindowAlerts { judged: p.len(), series: all, params: *params })
}

/// A series by itself.
struct Alone {
    expected: f64,
    ratio: Option<f64>,
    lower: f64,
    upper: Option<f64>,
    /// None with too few events.
    p_value: Option<f64>,
}

impl Alone {
    fn of(at: usize, series: &WindowSeries, params: &WindowAlertParams) -> Result<Self, WindowAlertError> {
        for value in [series.season, series.dispersion] {
            if !(1e-6..=1e6).contains(&value) {
                return Err(WindowAlertError::Factor { series: at, value });
            }
        }
        let n = series.recent.saturating_add(series.baseline);
        if n > MAX_COUNT {
            return Err(WindowAlertError::Count { series: at });
        }
        let (r, b, all) = (series.recent as f64, series.baseline as f64, n as f64);
        let weight = f64::from(params.recent_weeks) * series.season;
        let before = f64::from(params.baseline_weeks);
        let (share, other) = (weight / (weight + before), before / (weight + before));
        let scale = before / weight;
        let odds = |k: f64| binomial_odds_for_upper_tail(k, all, (1.0 - params.level) / 2.0);
        let enough = n >= params.min_events.max(1);
        let dispersion = series.dispersion.max(1.0);
        let p = || {
            if dispersion <= 1.0 {
                return binomial_at_least(r, all, share, other);
            }
            normal_tail((r - 0.5 - all * share) / (dispersion * all * share * other).sqrt())
        };
        Ok(Self {
            expected: all * share,
            ratio: (series.baseline > 0).then(|| r / b * scale),
            lower: if series.recent == 0 { 0.0 } else { odds(r) * scale },
            upper: (series.baseline > 0).then(|| scale / odds(b)),
            p_value: enough.then(p).map(|p| p.clamp(0.0, 1.0)),
        })
    }
}
