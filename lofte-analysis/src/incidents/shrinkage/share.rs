//! Shares of answers drawn to the share of all areas, with intervals.
//!
//! The intervals take the spread between the areas as known, and every answer as one of a simple random sample.

use serde::{Deserialize, Serialize};

use super::{
    MAX_AREAS, MAX_COUNT, NO_DIFFERENCE, ShrinkageError, ShrinkageSampleSize, digamma_rise, falling_root,
};
use crate::ConfidenceInterval;
use crate::distribution::beta_quantile;
use crate::incidents::funnel::share::YesOf;
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// What is asked for; none has a hidden default.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ShareShrinkageParams {
    /// Level of the intervals.
    pub level: f64,
    /// Fewest areas and answers.
    pub min_sample: ShrinkageSampleSize,
}

/// The share of one area.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ShrunkShare {
    /// Its answers.
    pub counted: YesOf,
    /// Its own share, from 0 to 1.
    pub share: f64,
    /// The weight of that, from 0 to 1.
    pub weight: f64,
    /// The share drawn to that of all.
    pub estimate: f64,
    /// Its interval, which takes the spread between areas as known.
    pub interval: ConfidenceInterval,
}

/// How the areas differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BetaSpread {
    /// No more than by chance: one figure for all.
    NoDifferenceBeyondChance,
    /// As a beta distribution with this mean.
    Beta {
        /// The mean share, from 0 to 1.
        mean: f64,
        /// How many answers the mean of all is worth in each area.
        prior_size: f64,
        /// Correlation of two answers in an area, from 0 to 1.
        correlation: f64,
        /// One for each area, in the order given.
        areas: Vec<ShrunkShare>,
    },
}

/// The shares of all areas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShrunkShares {
    /// All answers of the kind over all answers.
    pub overall: f64,
    /// Number of areas.
    pub areas: u64,
    /// How they differ.
    pub spread: BetaSpread,
    /// What was asked for.
    pub params: ShareShrinkageParams,
}

/// Shares drawn to that of all areas by the beta-binomial model.
///
/// Mean m and size s of the beta distribution make the answers likeliest; the estimate is (y + m s)/(n + s), the interval that of
/// the beta distribution with y + m s and n - y + (1 - m) s. A size above 100 000 is no difference beyond chance.
///
/// Smallest sample: ten areas, two hundred answers, and answers of both kinds.
///
/// # Errors
/// [`ShrinkageError`].
///
/// # References
/// D. A. Griffiths, *Maximum likelihood estimation for the beta-binomial distribution*, Biometrics 29 (1973).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::funnel::share::YesOf;
/// use lofte_analysis::incidents::shrinkage::ShrinkageSampleSize;
/// use lofte_analysis::incidents::shrinkage::share::{BetaSpread, ShareShrinkageParams, eb_share};
/// let areas: Vec<YesOf> = [19, 4, 12, 20, 7, 15, 9, 21, 11, 3].map(|yes| YesOf { yes, answers: 24 }).to_vec();
/// let min_sample = ShrinkageSampleSize { areas: 10, counted: 200 };
/// let found = eb_share(&areas, &ShareShrinkageParams { level: 0.95, min_sample })?.sufficient().unwrap();
/// let BetaSpread::Beta { areas, .. } = found.spread else { panic!("they differ") };
/// assert!(areas[9].estimate > areas[9].share && areas[9].weight > 0.5);
/// # Ok::<(), lofte_analysis::incidents::shrinkage::ShrinkageError>(())
/// ```
pub fn eb_share(
    areas: &[YesOf],
    params: &ShareShrinkageParams,
) -> Result<Sufficiency<ShrunkShares>, ShrinkageError> {
    let ShareShrinkageParams { level, min_sample } = *params;
    if !(level > 0.0 && level < 1.0) {
        return Err(ShrinkageError::Level { level });
    }
    if areas.len() > MAX_AREAS {
        return Err(ShrinkageError::TooMany { areas: areas.len() });
    }
    let (mut yes, mut answers) = (0_u64, 0_u64);
    for (area, counted) in areas.iter().enumerate() {
        if counted.answers == 0 || counted.yes > counted.answers || counted.answers > MAX_COUNT {
            return Err(ShrinkageError::Area { area, count: counted.yes, of: counted.answers as f64 });
        }
        (yes, answers) = (yes + counted.yes, answers + counted.answers);
    }
    let both =
        InsufficientData::check(SampleUnit::Answers, yes.min(answers - yes), 1, MinimumReason::Undefined);
    if let Some(few) = min_sample.check(areas.len(), SampleUnit::Answers, answers).or(both) {
        return Ok(Sufficiency::Insufficient(few));
    }
    let spread = match by_likelihood(areas) {
        None => BetaSpread::NoDifferenceBeyondChance,
        Some((mean, size)) => BetaSpread::Beta {
            mean,
            prior_size: size,
            correlation: 1.0 / (1.0 + size),
            areas: areas.iter().map(|counted| shrunk(*counted, mean, size, level)).collect(),
        },
    };
    let overall = yes as f64 / answers as f64;
    Ok(Sufficiency::Sufficient(ShrunkShares { overall, areas: areas.len() as u64, spread, params: *params }))
}

fn shrunk(counted: YesOf, mean: f64, size: f64, level: f64) -> ShrunkShare {
    let (yes, answers) = (counted.yes as f64, counted.answers as f64);
    let (a, b) = (yes + mean * size, answers - yes + (1.0 - mean) * size);
    let tail = (1.0 - level) / 2.0;
    ShrunkShare {
        counted,
        share: yes / answers,
        weight: answers / (answers + size),
        estimate: a / (a + b),
        interval: ConfidenceInterval {
            lower: beta_quantile(tail, a, b),
            upper: beta_quantile(1.0 - tail, a, b),
            level,
        },
    }
}

/// Mean and size at which the likelihood is largest; none where it rises to no difference at all.
fn by_likelihood(areas: &[YesOf]) -> Option<(f64, f64)> {
    let rises = |mean: f64, size: f64| {
        let (a, b) = (mean * size, (1.0 - mean) * size);
        areas.iter().fold((0.0, 0.0, 0.0), |(yes, no, all), area| {
            let (y, n) = (area.yes as f64, area.answers as f64);
            (yes + digamma_rise(a, y), no + digamma_rise(b, n - y), all + digamma_rise(size, n))
        })
    };
    // For a size, the slope in the mean falls from the one end to the other.
    let mean = |size: f64| {
        falling_root(1e-12, 1.0 - 1e-12, |mean| {
            let (yes, no, _) = rises(mean, size);
            yes - no
        })
    };
    let slope = |log: f64| {
        let size = log.exp();
        let mean = mean(size);
        let (yes, no, all) = rises(mean, size);
        mean * yes + (1.0 - mean) * no - all
    };
    let most = NO_DIFFERENCE.ln();
    if slope(most) > 0.0 {
        return None;
    }
    let size = falling_root(-15.0, most, slope).exp();
    (size < NO_DIFFERENCE * (1.0 - 1e-9)).then(|| (mean(size), size))
}
