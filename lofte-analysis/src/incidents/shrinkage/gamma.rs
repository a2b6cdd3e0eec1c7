//! Observed over expected drawn to the mean of all areas, with intervals.
//!
//! The intervals take the spread between the areas as known: with ten areas they are too short, and say so.

use serde::{Deserialize, Serialize};
use statrs::function::gamma::{gamma_lr, gamma_ur};

use super::{
    MAX_AREAS, MAX_COUNT, NO_DIFFERENCE, ShrinkageError, ShrinkageSampleSize, digamma_rise, falling_root,
};
use crate::ConfidenceInterval;
use crate::incidents::rates::CountAgainst;
use crate::sample_size::{SampleUnit, Sufficiency};

/// Above this shape the moments have no fixed point.
const RUNS_AWAY: f64 = 1e7;
/// The moments have settled when they change by less than this part.
const SETTLED: f64 = 1e-13;
/// Rounds of the moments, times areas.
const MAX_ROUNDS: usize = 100_000_000;

/// How the spread between the areas is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GammaFit {
    /// The largest likelihood of the negative binomial; the one to use.
    Likelihood,
    /// The moments of Clayton and Kaldor.
    Moments,
}

/// What is asked for; none has a hidden default.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GammaParams {
    /// How the spread is estimated.
    pub fit: GammaFit,
    /// Level of the intervals.
    pub level: f64,
    /// The probability that the ratio is above this is given; see [`EXCEED`](super::EXCEED).
    pub exceed: f64,
    /// Fewest areas and events.
    pub min_sample: ShrinkageSampleSize,
}

/// The ratio of one area.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ShrunkRatio {
    /// Observed and expected.
    pub counted: CountAgainst,
    /// Observed over expected.
    pub ratio: f64,
    /// The weight of that, from 0 to 1.
    pub weight: f64,
    /// The ratio drawn to the mean.
    pub estimate: f64,
    /// Its interval, which takes the spread between areas as known.
    pub interval: ConfidenceInterval,
    /// Probability that the true ratio is above the one asked for.
    pub exceedance: f64,
}

/// How the areas differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GammaSpread {
    /// No more than by chance: one figure for all.
    NoDifferenceBeyondChance,
    /// As a gamma distribution with this shape and rate, whose mean is shape / rate.
    Gamma {
        /// Shape.
        shape: f64,
        /// Rate; in the unit of the expected numbers.
        rate: f64,
        /// One for each area, in the order given.
        areas: Vec<ShrunkRatio>,
    },
}

/// The ratios of all areas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShrunkRatios {
    /// All observed over all expected.
    pub overall: f64,
    /// Number of areas.
    pub areas: u64,
    /// How they differ.
    pub spread: GammaSpread,
    /// What was asked for.
    pub params: GammaParams,
}

/// Observed over expected, drawn to the mean by the Poisson-gamma model.
///
/// O is Poisson with mean E theta, theta gamma with shape s and rate a; the estimate is (O + s)/(E + a), interval and probability are
/// those of the gamma distribution with shape O + s and rate E + a. By likelihood s and a make the negative binomial of O
/// likeliest; by moments s/a is the mean of the estimates and s/a^2 = sum (1 + a/E)(estimate - mean)^2/(n - 1), iterated. A shape
/// above 100 000, or moments without a fixed point, are no difference beyond chance. Ratios are 0 or more.
///
/// Smallest sample: ten areas and thirty events.
///
/// # Errors
/// [`ShrinkageError`].
///
/// # References
/// D. Clayton, J. Kaldor, *Empirical Bayes estimates of age-standardized relative risks for use in disease mapping*, Biometrics 43
/// (1987).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::rates::CountAgainst;
/// use lofte_analysis::incidents::shrinkage::ShrinkageSampleSize;
/// use lofte_analysis::incidents::shrinkage::gamma::{GammaFit, GammaParams, GammaSpread, eb_gamma};
/// let areas: Vec<CountAgainst> = [2, 14, 5, 30, 8, 11, 3, 22, 6, 9]
///     .map(|observed| CountAgainst { observed, expected: 11.0 })
///     .to_vec();
/// let min_sample = ShrinkageSampleSize { areas: 10, counted: 30 };
/// let params = GammaParams { fit: GammaFit::Likelihood, level: 0.95, exceed: 1.2, min_sample };
/// let found = eb_gamma(&areas, &params)?.sufficient().unwrap();
/// let GammaSpread::Gamma { areas, .. } = found.spread else { panic!("they differ") };
/// assert!(areas[3].estimate < areas[3].ratio && areas[3].exceedance > 0.95);
/// # Ok::<(), lofte_analysis::incidents::shrinkage::ShrinkageError>(())
/// ```
pub fn eb_gamma(
    areas: &[CountAgainst],
    params: &GammaParams,
) -> Result<Sufficiency<ShrunkRatios>, ShrinkageError> {
    let GammaParams { fit, level, exceed, min_sample } = *params;
    if !(level > 0.0 && level < 1.0) {
        return Err(ShrinkageError::Level { level });
    }
    if !(1e-9..=1e9).contains(&exceed) {
        return Err(ShrinkageError::Exceed { exceed });
    }
    if areas.len() > MAX_AREAS {
        return Err(ShrinkageError::TooMany { areas: areas.len() });
    }
    let (mut observed, mut expected) = (0, 0.0);
    for (area, counted) in areas.iter().enumerate() {
        if !(1e-6..=1e9).contains(&counted.expected) || counted.observed > MAX_COUNT {
            return Err(ShrinkageError::Area { area, count: counted.observed, of: counted.expected });
        }
        (observed, expected) = (observed + counted.observed, expected + counted.expected);
    }
    if let Some(few) = min_sample.check(areas.len(), SampleUnit::Events, observed) {
        return Ok(Sufficiency::Insufficient(few));
    }
    let prior = match fit {
        GammaFit::Likelihood => by_likelihood(areas),
        GammaFit::Moments => by_moments(areas)?,
    };
    let spread = match prior {
        None => GammaSpread::NoDifferenceBeyondChance,
        Some((shape, rate)) => {
            let area = |counted: &CountAgainst| shrunk(*counted, shape, rate, params);
            GammaSpread::Gamma { shape, rate, areas: areas.iter().map(area).collect() }
        }
    };
    let overall = observed as f64 / expected;
    Ok(Sufficiency::Sufficient(ShrunkRatios { overall, areas: areas.len() as u64, spread, params: *params }))
}

fn shrunk(counted: CountAgainst, shape: f64, rate: f64, params: &GammaParams) -> ShrunkRatio {
    let (own_shape, own_rate) = (counted.observed as f64 + shape, counted.expected + rate);
    let tail = (1.0 - params.level) / 2.0;
    let quantile = |below: f64| gamma_quantile(own_shape, below) / own_rate;
    ShrunkRatio {
        counted,
        ratio: counted.observed as f64 / counted.expected,
        weight: counted.expected / own_rate,
        estimate: own_shape / own_rate,
        interval: ConfidenceInterval {
            lower: quantile(tail),
            upper: quantile(1.0 - tail),
            level: params.level,
        },
        exceedance: gamma_ur(own_shape, params.exceed * own_rate).clamp(0.0, 1.0),
    }
}

/// The value that a gamma variable of unit scale stays below with this probability.
fn gamma_quantile(shape: f64, below: f64) -> f64 {
    let most = (shape + 40.0 * shape.sqrt() + 800.0).ln();
    let missing = |log: f64| below - gamma_lr(shape, log.exp());
    falling_root(-700.0, most, missing).exp()
}

/// Shape and rate at which the likelihood is largest; none where it rises to no difference at all.
fn by_likelihood(areas: &[CountAgainst]) -> Option<(f64, f64)> {
    // Where the likelihood is largest for a shape, its slope in the rate is zero.
    let rate = |shape: f64| {
        let slope = |log: f64| {
            let rate = log.exp();
            let part = |area: &CountAgainst| {
                (shape * area.expected - rate * area.observed as f64) / (area.expected + rate)
            };
            areas.iter().map(part).sum::<f64>()
        };
        falling_root(-60.0, 60.0, slope).exp()
    };
    let slope = |log: f64| {
        let shape = log.exp();
        let rate = rate(shape);
        let part =
            |area: &CountAgainst| digamma_rise(shape, area.observed as f64) - (area.expected / rate).ln_1p();
        areas.iter().map(part).sum::<f64>()
    };
    let most = NO_DIFFERENCE.ln();
    if slope(most) > 0.0 {
        return None;
    }
    let shape = falling_root(-25.0, most, slope).exp();
    (shape < NO_DIFFERENCE * (1.0 - 1e-9)).then(|| (shape, rate(shape)))
}

/// Shape and rate at which the moments stay; none where they run away, since there is no more spread than chance.
fn by_moments(areas: &[CountAgainst]) -> Result<Option<(f64, f64)>, ShrinkageError> {
    let n = areas.len() as f64;
    let prior = |mean: f64, variance: f64| (mean * mean / variance, mean / variance);
    let moments = |estimate: &dyn Fn(&CountAgainst) -> f64, widen: &dyn Fn(&CountAgainst) -> f64| {
        let mean = areas.iter().map(estimate).sum::<f64>() / n;
        let square = |area: &CountAgainst| widen(area) * (estimate(area) - mean).powi(2);
        (mean, areas.iter().map(square).sum::<f64>() / (n - 1.0))
    };
    let (mean, variance) = moments(&|area| area.observed as f64 / area.expected, &|_| 1.0);
    if variance <= 0.0 {
        return Ok(None);
    }
    let (mut shape, mut rate) = prior(mean, variance);
    for _ in 0..(MAX_ROUNDS / areas.len()).min(200_000) {
        let (mean, variance) =
            moments(&|area| (area.observed as f64 + shape) / (area.expected + rate), &|area| {
                1.0 + rate / area.expected
            });
        let (next, next_rate) = prior(mean, variance);
        if !(next <= RUNS_AWAY && next_rate.is_finite()) {
            return Ok(None);
        }
        let settled = (next - shape).abs() < SETTLED * shape && (next_rate - rate).abs() < SETTLED * rate;
        (shape, rate) = (next, next_rate);
        if settled {
            return Ok(Some((shape, rate)));
        }
    }
    Err(ShrinkageError::NotSettled)
}
