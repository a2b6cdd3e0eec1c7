//! STL: a series taken apart into trend, season and remainder, for display.
//!
//! The season of each month (or weekday, or week) is smoothed over the years by loess, what is left of the slow
//! movement is taken out of it by a low-pass filter, and the trend is a loess of the series without its season; this
//! is repeated, and with outer rounds far-off values lose their weight. Programs differ in their defaults (R takes a
//! constant where statsmodels takes a line, and 2 inner rounds where it takes 5), which moves the curves visibly, so
//! every parameter is the caller's.
//!
//! Left out on purpose: intervals and tests. STL has none; whether there is a trend is asked of
//! [`trend`](super::trend), which has. Also left out: a season that is the same every year (that is the trend model's).

use serde::{Deserialize, Serialize};

use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// The usual number of whole cycles that STL needs.
pub const MIN_CYCLES: u32 = 2;
/// The most inner and the most outer rounds.
pub const MAX_ROUNDS: u32 = 100;
/// The largest absolute value of a series.
pub const MAX_VALUE: f64 = 1e100;

/// What loess fits to the points of its window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocalFit {
    /// A constant (degree 0).
    Level,
    /// A line (degree 1).
    Line,
}

/// One loess smoother.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loess {
    /// Points in the window: odd, 3 or more.
    pub window: u32,
    /// What is fitted in the window.
    pub fit: LocalFit,
    /// Fit at every `jump`-th point and draw lines between; 1 fits at every point.
    pub jump: u32,
}

/// The parameters of STL; none has a hidden default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StlParams {
    /// Points in a cycle, for example 12 for months in a year; 2 or more.
    pub period: u32,
    /// The smoother of each month over the years.
    pub seasonal: Loess,
    /// The smoother of the trend. The usual window is the next odd number from 1.5 period / (1 - 1.5 / seasonal window).
    pub trend: Loess,
    /// The smoother of the low-pass filter. The usual window is the next odd number from the period.
    pub low_pass: Loess,
    /// Inner rounds, 1 to [`MAX_ROUNDS`].
    pub inner: u32,
    /// Rounds with weights against far-off values, 0 to [`MAX_ROUNDS`].
    pub outer: u32,
    /// Fewest whole cycles: 2 or more; see [`MIN_CYCLES`].
    pub min_cycles: u32,
}

/// A series taken apart: value = trend + seasonal + remainder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stl {
    /// Number of points.
    pub n: usize,
    /// The slow movement, in the unit of the series.
    pub trend: Vec<f64>,
    /// What repeats from cycle to cycle, in the unit of the series.
    pub seasonal: Vec<f64>,
    /// What is left.
    pub remainder: Vec<f64>,
    /// The weight of each point, 0 to 1; all 1 without outer rounds.
    pub weights: Vec<f64>,
    /// The parameters used.
    pub params: StlParams,
}

/// Why a series could not be taken apart.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum StlError {
    /// A window is even or too short.
    #[error("the window must be an odd number of points, 3 or more; it is {window}")]
    Window {
        /// The window that was given.
        window: u32,
    },
    /// A jump of zero.
    #[error("the jump must be 1 or more")]
    Jump,
    /// A cycle of less than two points.
    #[error("the season must have at least 2 points, for example 12 months; it has {period}")]
    Period {
        /// The period that was given.
        period: u32,
    },
    /// A number of rounds outside the range.
    #[error("take 1 to {MAX_ROUNDS} inner and 0 to {MAX_ROUNDS} outer rounds")]
    Rounds,
    /// A smallest sample of less than two cycles.
    #[error("a season needs at least 2 whole cycles; {min_cycles} were given")]
    Floor {
        /// The smallest sample that was given.
        min_cycles: u32,
    },
    /// A value that is not a number, or too large.
    #[error(
        "value {position} (counted from 0) is not a number, or too large; correct or leave out the series"
    )]
    Value {
        /// Its position.
        position: usize,
    },
}

/// Take a series apart.
///
/// `values` are equally spaced and without gaps, in any unit. The result has as many points. Deterministic, O(n x
/// window) for each round.
///
/// Smallest sample: `min_cycles` whole cycles.
///
/// # Errors
/// [`StlError`].
///
/// # References
/// R. B. Cleveland, W. S. Cleveland, J. E. McRae, I. Terpenning, *STL: A Seasonal-Trend Decomposition Procedure Based
/// on Loess*, Journal of Official Statistics 6 (1990).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::stl::{LocalFit, Loess, StlParams, stl};
/// let smooth = |window| Loess { window, fit: LocalFit::Line, jump: 1 };
/// let params = StlParams {
///     period: 4, seasonal: smooth(7), trend: smooth(9), low_pass: smooth(5), inner: 2, outer: 0, min_cycles: 2,
/// };
/// let values: Vec<f64> = (0..20).map(|i| f64::from(i) + [3.0, -1.0, -1.0, -1.0][i as usize % 4]).collect();
/// let parts = stl(&values, &params)?.sufficient().unwrap();
/// assert!((parts.seasonal[8] - 3.0).abs() < 1e-9 && (parts.trend[8] - 8.0).abs() < 1e-9);
/// # Ok::<(), lofte_analysis::incidents::stl::StlError>(())
/// ```
pub fn stl(values: &[f64], params: &StlParams) -> Result<Sufficiency<Stl>, StlError> {
    check(values, params)?;
    let (n, period) = (values.len(), params.period as usize);
    let need = u64::from(params.min_cycles) * u64::from(params.period);
    let few = InsufficientData::check(SampleUnit::Periods, n as u64, need, MinimumReason::SeasonIsUnseen);
    if let Some(few) = few {
        return Ok(Sufficiency::Insufficient(few));
    }
    let mut parts = Parts::new(n, period);
    let mut weights: Option<Vec<f64>> = None;
    for round in 0..=params.outer {
        for _ in 0..params.inner {
            parts.step(values, params, weights.as_deref());
        }
        if round < params.outer {
            let off = (0..n).map(|i| (values[i] - parts.trend[i] - parts.seasonal[i]).abs());
            weights = Some(robustness(&off.collect::<Vec<_>>()));
        }
    }
    let Parts { trend, seasonal, .. } = parts;
    let remainder = (0..n).map(|i| values[i] - trend[i] - seasonal[i]).collect();
    let weights = weights.unwrap_or_else(|| vec![1.0; n]);
    Ok(Sufficiency::Sufficient(Stl { n, trend, seasonal, remainder, weights, params: *params }))
}

fn check(values: &[f64], params: &StlParams) -> Result<(), StlError> {
    for Loess { window, jump, .. } in [params.seasonal, params.trend, params.low_pass] {
        if window < 3 || window % 2 == 0 {
            return Err(StlError::Window { window });
        }
        if jump == 0 {
            return Err(StlError::Jump);
        }
    }
    if params.period < 2 {
        return Err(StlError::Period { period: params.period });
    }
    if params.inner == 0 || params.inner > MAX_ROUNDS || params.outer > MAX_ROUNDS {
        return Err(StlError::Rounds);
    }
    if params.min_cycles < 2 {
        return Err(StlError::Floor { min_cycles: params.min_cycles });
    }
    match values.iter().position(|value| !value.is_finite() || value.abs() > MAX_VALUE) {
        Some(position) => Err(StlError::Value { position }),
        None => Ok(()),
    }
}

/// The parts under work, and room for the steps between.
struct Parts {
    trend: Vec<f64>,
    seasonal: Vec<f64>,
    /// The smoothed cycle-subseries, one cycle longer than the series at each end.
    cycles: Vec<f64>,
    low: Vec<f64>,
    scratch: Vec<f64>,
}

impl Parts {
    fn new(n: usize, period: usize) -> Self {
        let zeros = || vec![0.0; n];
        Self {
            trend: zeros(),
            seasonal: zeros(),
            cycles: vec![0.0; n + 2 * period],
            low: zeros(),
            scratch: Vec::new(),
        }
    }

    /// One inner round.
    fn step(&mut self, values: &[f64], params: &StlParams, weights: Option<&[f64]>) {
        let (n, period) = (values.len(), params.period as usize);
        let detrended: Vec<f64> =
            values.iter().zip(&self.trend).map(|(value, trend)| value - trend).collect();
        self.smooth_cycles(&detrended, params, weights);
        let filtered = moving_mean(&moving_mean(&moving_mean(&self.cycles, period), period), 3);
        smooth(&filtered, params.low_pass, None, &mut self.scratch, &mut self.low);
        for i in 0..n {
            self.seasonal[i] = self.cycles[period + i] - self.low[i];
        }
        let adjusted: Vec<f64> =
            values.iter().zip(&self.seasonal).map(|(value, season)| value - season).collect();
        smooth(&adjusted, params.trend, weights, &mut self.scratch, &mut self.trend);
    }

    /// Smooth the values of each month over the years, and go on one year at both ends.
    fn smooth_cycles(&mut self, detrended: &[f64], params: &StlParams, weights: Option<&[f64]>) {
        let (n, period) = (detrended.len(), params.period as usize);
        let window = params.seasonal.window as usize;
        for phase in 0..period {
            let own = |slice: &[f64]| slice.iter().skip(phase).step_by(period).copied().collect::<Vec<_>>();
            let (values, weights) = (own(detrended), weights.map(own));
            let weights = weights.as_deref();
            let k = values.len();
            let mut smoothed = vec![0.0; k];
            smooth(&values, params.seasonal, weights, &mut self.scratch, &mut smoothed);
            let mut beyond = |at: usize, left: usize, right: usize| {
                let place = Place { at, left, right };
                estimate(&values, params.seasonal, place, weights, &mut self.scratch)
            };
            let before = beyond(0, 1, window.min(k)).unwrap_or(smoothed[0]);
            let after = beyond(k + 1, (k + 1).saturating_sub(window).max(1), k).unwrap_or(smoothed[k - 1]);
            let line = std::iter::once(before).chain(smoothed).chain([after]);
            let places = (phase..n + 2 * period).step_by(period);
            for (place, value) in places.zip(line) {
                self.cycles[place] = value;
            }
        }
    }
}

/// Where loess is asked, and the first and last point of its window, all counted from 1 (0 and n + 1 lie outside).
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    left: usize,
    right: usize,
}

/// Loess at every `jump`-th point and lines between. Where no point has weight the value itself is kept.
fn smooth(values: &[f64], loess: Loess, weights: Option<&[f64]>, scratch: &mut Vec<f64>, result: &mut [f64]) {
    let (n, window) = (values.len(), loess.window as usize);
    if n < 2 {
        result.copy_from_slice(values);
        return;
    }
    let jump = (loess.jump as usize).min(n - 1);
    let half = window.div_ceil(2);
    let place = |at: usize| {
        if window >= n {
            return Place { at, left: 1, right: n };
        }
        let left = (at + 1).saturating_sub(half).clamp(1, n - window + 1);
        Place { at, left, right: left + window - 1 }
    };
    let mut fit = |at: usize, around: Place, result: &mut [f64]| {
        let around = Place { at, ..around };
        result[at - 1] = estimate(values, loess, around, weights, scratch).unwrap_or(values[at - 1]);
    };
    let mut last = 1;
    for at in (1..=n).step_by(jump) {
        fit(at, place(at), result);
        fill(result, last, at);
        last = at;
    }
    if last < n {
        // The end keeps the window of the last point before it, as in the authors' program.
        fit(n, place(last), result);
        fill(result, last, n);
    }
}

/// Draw a line between two points that have been fitted (counted from 1).
fn fill(result: &mut [f64], from: usize, to: usize) {
    if to <= from + 1 {
        return;
    }
    let (start, rise) = (result[from - 1], (result[to - 1] - result[from - 1]) / (to - from) as f64);
    for (step, value) in result[from..to - 1].iter_mut().enumerate() {
        *value = start + rise * (step + 1) as f64;
    }
}

/// The loess value at one place; none when all points of the window have the weight zero.
fn estimate(
    values: &[f64],
    loess: Loess,
    Place { at, left, right }: Place,
    weights: Option<&[f64]>,
    scratch: &mut Vec<f64>,
) -> Option<f64> {
    let (n, window) = (values.len(), loess.window as usize);
    let mut reach = at.saturating_sub(left).max(right.saturating_sub(at));
    if window > n {
        reach += (window - n) / 2;
    }
    let reach = reach as f64;
    let (near, far) = (0.001 * reach, 0.999 * reach);
    scratch.clear();
    scratch.extend((left..=right).map(|j| {
        let distance = j.abs_diff(at) as f64;
        let kernel = if distance <= near {
            1.0
        } else if distance <= far {
            let ratio = distance / reach;
            let rest = 1.0 - ratio * ratio * ratio;
            rest * rest * rest
        } else {
            0.0
        };
        weights.map_or(kernel, |weights| kernel * weights[j - 1])
    }));
    let total: f64 = scratch.iter().sum();
    if total <= 0.0 {
        return None;
    }
    for weight in scratch.iter_mut() {
        *weight /= total;
    }
    if reach > 0.0 && loess.fit == LocalFit::Line {
        tilt(scratch, left, at as f64, n);
    }
    Some(scratch.iter().zip(&values[left - 1..right]).map(|(weight, value)| weight * value).sum())
}

/// Turn the weights of a local mean into those of a local line, if the points are spread enough to carry one.
fn tilt(weights: &mut [f64], left: usize, at: f64, n: usize) {
    let position = |i: usize| (left + i) as f64;
    let centre: f64 = weights.iter().enumerate().map(|(i, weight)| weight * position(i)).sum();
    let spread: f64 =
        weights.iter().enumerate().map(|(i, weight)| weight * (position(i) - centre).powi(2)).sum();
    if spread.sqrt() > 0.001 * (n - 1) as f64 {
        let slope = (at - centre) / spread;
        for (i, weight) in weights.iter_mut().enumerate() {
            *weight *= slope * (position(i) - centre) + 1.0;
        }
    }
}

/// The mean of every `length` neighbours; `length` - 1 fewer values than before.
fn moving_mean(values: &[f64], length: usize) -> Vec<f64> {
    let mut sum: f64 = values[..length].iter().sum();
    let mut means = vec![sum / length as f64];
    for (new, old) in values[length..].iter().zip(values) {
        sum += new - old;
        means.push(sum / length as f64);
    }
    means
}

/// Bisquare weights: 1 for points near the curve, 0 from six median distances on.
fn robustness(off: &[f64]) -> Vec<f64> {
    let mut sorted = off.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    let six_medians = 3.0 * (sorted[n / 2] + sorted[n - n / 2 - 1]);
    let weigh = |distance: &f64| {
        if *distance <= 0.001 * six_medians {
            1.0
        } else if *distance <= 0.999 * six_medians {
            let ratio = distance / six_medians;
            (1.0 - ratio * ratio).powi(2)
        } else {
            0.0
        }
    };
    off.iter().map(weigh).collect()
}
