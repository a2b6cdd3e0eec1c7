//! Which hot spots are new, which stay, and which are fading.
//!
//! Each area is compared with its surroundings in each period, as [`local_getis_ord`](super::local_getis_ord) does for
//! one; its history of hot, cold and neither then has one of eight names. The names are words for where to look: periods
//! that share data with their neighbours make the trend's p too small.
//!
//! Left out on purpose: population (hot is where people are) and season: take whole years, or compare each period with
//! itself. Areas are cells of some hundred metres; with fewer than thirty nothing can be hot.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::neighbours::Neighbours;
use super::trend_test::{Kendall, standardised};
use crate::distribution::normal_two_sided;
use crate::multiple_testing::{Adjustment, p_adjust};
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// The usual fewest periods.
pub const MIN_PERIODS: u64 = 10;
/// The usual fewest areas.
pub const MIN_AREAS: u64 = 30;
/// The usual share of false ones among the bins that stand out.
pub const FALSE_DISCOVERY_RATE: f64 = 0.05;
/// The usual level at which an area's z rises or falls.
pub const TREND_LEVEL: f64 = 0.05;
/// From this share of its periods on an area is always hot.
pub const ALWAYS: f64 = 0.9;

/// Comparisons of all pairs of periods in all areas.
const MAX_PAIRS: usize = 4_000_000_000;
/// Areas times periods.
const MAX_BINS: usize = 1 << 26;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum EmergingError {
    /// The counts are no table of periods and areas.
    #[error("{counts} counts are no whole number of periods of {areas} areas")]
    Shape {
        /// Number of counts.
        counts: usize,
        /// Number of areas.
        areas: usize,
    },
    /// More than there is time or memory for.
    #[error("{periods} periods of {areas} areas are too many; take longer periods or larger areas")]
    TooLarge {
        /// Number of periods.
        periods: usize,
        /// Number of areas.
        areas: usize,
    },
    /// A rate or level is not strictly between 0 and 1.
    #[error(
        "the rate of false discoveries and the level of the trend must lie between 0 and 1; one is {level}"
    )]
    Level {
        /// The value that was given.
        level: f64,
    },
}

/// What an area in a period is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// All areas in all periods: hot compared with all time. With a general rise every late period is hot.
    AllPeriods {
        /// Periods before, in which area and neighbours count too; 1 is usual.
        lag: u32,
    },
    /// All areas in the same period: hot compared with elsewhere then.
    SamePeriod,
}

/// What is asked for; none has a hidden default.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EmergingParams {
    /// What each bin is compared with.
    pub comparison: Comparison,
    /// See [`FALSE_DISCOVERY_RATE`]; over all bins together.
    pub false_discovery_rate: f64,
    /// See [`TREND_LEVEL`].
    pub trend_level: f64,
    /// Fewer periods give no answer; see [`MIN_PERIODS`].
    pub min_periods: u64,
    /// Fewer areas give no answer; see [`MIN_AREAS`].
    pub min_areas: u64,
}

/// An area in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bin {
    /// More than elsewhere, beyond chance.
    Hot,
    /// Fewer than elsewhere, beyond chance.
    Cold,
    /// Neither.
    Neither,
}

/// The history of a hot spot, or of a cold one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// Hot in the last period, never before.
    New,
    /// Hot in an unbroken run of two or more periods up to the last, never before.
    Consecutive,
    /// Nearly always hot, also in the last period, and rising.
    Intensifying,
    /// Nearly always hot, also in the last period, without a trend.
    Persistent,
    /// Hot in the last period, on and off before, never cold.
    Sporadic,
    /// As sporadic, but has been cold.
    Oscillating,
    /// Nearly always hot, also in the last period, and falling.
    Diminishing,
    /// Nearly always hot, but not in the last period.
    Historical,
}

/// What a pattern means for where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Development {
    /// New, consecutive or intensifying.
    Emerging,
    /// Persistent, sporadic or oscillating.
    Stable,
    /// Diminishing or historical.
    Fading,
}

impl Pattern {
    /// What it means for where to look.
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::incidents::emerging::{Development, Pattern};
    /// assert_eq!(Pattern::Consecutive.development(), Development::Emerging);
    /// ```
    pub fn development(self) -> Development {
        match self {
            Self::New | Self::Consecutive | Self::Intensifying => Development::Emerging,
            Self::Persistent | Self::Sporadic | Self::Oscillating => Development::Stable,
            Self::Diminishing | Self::Historical => Development::Fading,
        }
    }
}

/// What became of an area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EmergingArea {
    /// Its pattern; none for areas that are neither hot nor cold, or were for a while.
    pub pattern: Option<Pattern>,
    /// Whether it is a hot spot or a cold one; neither without a pattern.
    pub spot: Bin,
    /// Periods in which it was hot.
    pub hot: u64,
    /// Periods in which it was cold.
    pub cold: u64,
    /// Whether its z rises or falls, standardised.
    pub trend_z: f64,
    /// Two-sided p-value of that; too small when periods share data.
    pub trend_p: f64,
    /// Gi* in each period.
    pub z: Vec<f64>,
    /// What it was in each period.
    pub history: Vec<Bin>,
}

/// All areas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Emerging {
    /// Number of periods.
    pub periods: u64,
    /// Bins that stand out.
    pub significant: u64,
    /// The largest p-value among them; none when there are none.
    pub largest_p: Option<f64>,
    /// One for each area, in the order given.
    pub areas: Vec<EmergingArea>,
    /// What was asked for.
    pub params: EmergingParams,
}

/// Emerging, stable and fading hot spots of counts by period and area.
///
/// `counts` has all areas of the first period, then those of the second, and so on. Gi* of a bin sums the area and its
/// neighbours in the period and `lag` periods before, W bins in all: z = (sum - mean W) / (S sqrt((N W - W^2)/(N - 1))), with mean, S
/// and N of what it is compared with; 0 where nothing varies. Two-sided p-values are adjusted over all bins together
/// (Benjamini & Hochberg). The pattern is that of [`classify`], first as a hot spot, then as a cold one.
///
/// Smallest sample: ten periods and thirty areas.
///
/// # Errors
/// [`EmergingError`].
///
/// # References
/// J. K. Ord, A. Getis, *Local spatial autocorrelation statistics*, Geographical Analysis 27 (1995); H. B. Mann, *Nonparametric
/// tests against trend*, Econometrica 13 (1945); Y. Benjamini, Y. Hochberg, JRSS B 57 (1995).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::emerging::{Comparison, EmergingParams, Pattern, emerging};
/// use lofte_analysis::incidents::neighbours::Neighbours;
/// // A street of 80 cells over 10 years; something begins at cell 40 in the last.
/// let lists: Vec<Vec<u32>> = (0..80)
///     .map(|cell: u32| cell.checked_sub(1).into_iter().chain((cell < 79).then_some(cell + 1)).collect())
///     .collect();
/// let counts: Vec<u64> = (0..800).map(|bin| if bin == 760 { 60 } else { bin % 3 }).collect();
/// let params = EmergingParams {
///     comparison: Comparison::SamePeriod, false_discovery_rate: 0.05, trend_level: 0.05, min_periods: 10, min_areas: 30,
/// };
/// let found = emerging(&counts, &Neighbours::from_lists(&lists)?, &params)?.sufficient().unwrap();
/// assert_eq!(found.areas[40].pattern, Some(Pattern::New));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn emerging(
    counts: &[u64],
    neighbours: &Neighbours,
    params: &EmergingParams,
) -> Result<Sufficiency<Emerging>, EmergingError> {
    let areas = neighbours.len();
    for level in [params.false_discovery_rate, params.trend_level] {
        if !(level > 0.0 && level < 1.0) {
            return Err(EmergingError::Level { level });
        }
    }
    if areas == 0 || !counts.len().is_multiple_of(areas) {
        return Err(EmergingError::Shape { counts: counts.len(), areas });
    }
    let periods = counts.len() / areas;
    if counts.len() > MAX_BINS || counts.len().saturating_mul(periods) > MAX_PAIRS {
        return Err(EmergingError::TooLarge { periods, areas });
    }
    let below = |what, have, need, why| InsufficientData::check(what, have, need, why);
    let needed = params.min_periods.max(2);
    if let Some(few) = below(SampleUnit::Periods, periods as u64, needed, MinimumReason::TrendIsNoise)
        .or_else(|| {
            let needed = params.min_areas.max(2);
            below(SampleUnit::Units, areas as u64, needed, MinimumReason::NothingToCompare)
        })
    {
        return Ok(Sufficiency::Insufficient(few));
    }
    let z = scores(counts, neighbours, params.comparison);
    let p: Vec<f64> = z.iter().map(|z| normal_two_sided(*z)).collect();
    // Probabilities by construction.
    let adjusted = p_adjust(&p, Adjustment::BenjaminiHochberg).unwrap_or_default();
    let stands_out = |bin: usize| adjusted[bin] <= params.false_discovery_rate;
    let state = |bin: usize| match z[bin] {
        _ if !stands_out(bin) => Bin::Neither,
        z if z > 0.0 => Bin::Hot,
        _ => Bin::Cold,
    };
    let area = |area: usize| {
        let bins = || (0..periods).map(|period| period * areas + area);
        area_of(bins().map(|bin| z[bin]).collect(), bins().map(state).collect(), params.trend_level)
    };
    let passing = || (0..p.len()).filter(|bin| stands_out(*bin));
    Ok(Sufficiency::Sufficient(Emerging {
        periods: periods as u64,
        significant: passing().count() as u64,
        largest_p: passing().map(|bin| p[bin]).max_by(f64::total_cmp),
        areas: (0..areas).into_par_iter().map(area).collect(),
        params: *params,
    }))
}

fn area_of(z: Vec<f64>, history: Vec<Bin>, trend_level: f64) -> EmergingArea {
    let Kendall { s, variance, .. } = Kendall::of(&z);
    let trend_z = standardised(s, variance);
    let trend = Trend { z: trend_z, p_value: normal_two_sided(trend_z), level: trend_level };
    let turned: Vec<Bin> = history.iter().map(|bin| bin.turned()).collect();
    let as_hot = classify(&history, trend);
    let as_cold = classify(&turned, Trend { z: -trend_z, ..trend });
    let (pattern, spot) = match (as_hot, as_cold) {
        (Some(pattern), _) => (Some(pattern), Bin::Hot),
        (None, Some(pattern)) => (Some(pattern), Bin::Cold),
        (None, None) => (None, Bin::Neither),
    };
    let count = |wanted| history.iter().filter(|bin| **bin == wanted).count() as u64;
    EmergingArea {
        pattern,
        spot,
        hot: count(Bin::Hot),
        cold: count(Bin::Cold),
        trend_z,
        trend_p: trend.p_value,
        z,
        history,
    }
}

impl Bin {
    fn turned(self) -> Self {
        match self {
            Self::Hot => Self::Cold,
            Self::Cold => Self::Hot,
            Self::Neither => Self::Neither,
        }
    }
}

/// Whether the z of an area rises or falls.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Standardised; positive when it rises.
    pub z: f64,
    /// Two-sided p-value.
    pub p_value: f64,
    /// Below this it counts as a trend; see [`TREND_LEVEL`].
    pub level: f64,
}

/// The pattern of a hot spot from its history, the last period last; none for an area that was hot only for a while, or
/// never.
///
/// The rules do not overlap; [`Pattern`] has them. Nearly always is [`ALWAYS`] of the periods. For a cold spot, turn hot and
/// cold and the trend's sign.
///
/// # References
/// The idea of ArcGIS, *Emerging Hot Spot Analysis*; the rules are this crate's: an area that was cold before its first hot
/// period is new, and one that was always hot until the last period is historical. Mann 1945 for the trend.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::emerging::{Bin::{Hot, Neither}, Pattern, Trend, classify};
/// let trend = Trend { z: 1.9, p_value: 0.06, level: 0.05 };
/// assert_eq!(classify(&[Neither, Neither, Hot, Hot], trend), Some(Pattern::Consecutive));
/// assert_eq!(classify(&[Hot, Neither, Neither, Neither], trend), None);
/// ```
pub fn classify(history: &[Bin], trend: Trend) -> Option<Pattern> {
    let (last, before) = history.split_last()?;
    let hot = history.iter().filter(|bin| **bin == Bin::Hot).count();
    let always = hot as f64 >= ALWAYS * history.len() as f64;
    if *last != Bin::Hot {
        return always.then_some(Pattern::Historical);
    }
    let run = history.iter().rev().take_while(|bin| **bin == Bin::Hot).count();
    let is_trend = trend.p_value < trend.level;
    Some(match trend.z {
        _ if hot == 1 => Pattern::New,
        z if always && is_trend && z > 0.0 => Pattern::Intensifying,
        z if always && is_trend && z < 0.0 => Pattern::Diminishing,
        _ if always => Pattern::Persistent,
        _ if run == hot => Pattern::Consecutive,
        _ if before.contains(&Bin::Cold) => Pattern::Oscillating,
        _ => Pattern::Sporadic,
    })
}

/// Gi* of each bin.
fn scores(counts: &[u64], neighbours: &Neighbours, comparison: Comparison) -> Vec<f64> {
    let areas = neighbours.len();
    let around = |bin: usize| {
        let (period, area) = (bin / areas * areas, bin % areas);
        let near = neighbours.of(area).iter().map(|other| counts[period + *other as usize] as f64);
        counts[bin] as f64 + near.sum::<f64>()
    };
    let sums: Vec<f64> = (0..counts.len()).into_par_iter().map(around).collect();
    let size = |bin: usize| neighbours.of(bin % areas).len() as f64 + 1.0;
    match comparison {
        Comparison::AllPeriods { lag } => {
            let whole = Level::of(counts);
            let score = |bin: usize| {
                let steps = (lag as usize).min(bin / areas);
                let sum: f64 = (0..=steps).map(|step| sums[bin - step * areas]).sum();
                whole.score(sum, size(bin) * (steps as f64 + 1.0))
            };
            (0..counts.len()).into_par_iter().map(score).collect()
        }
        Comparison::SamePeriod => {
            let levels: Vec<Level> = counts.chunks(areas).map(Level::of).collect();
            (0..counts.len()).map(|bin| levels[bin / areas].score(sums[bin], size(bin))).collect()
        }
    }
}

/// Mean and spread of what a bin is compared with.
struct Level {
    n: f64,
    mean: f64,
    deviation: f64,
}

impl Level {
    fn of(counts: &[u64]) -> Self {
        let n = counts.len() as f64;
        let mean = counts.iter().map(|count| *count as f64).sum::<f64>() / n;
        let square = counts.iter().map(|count| (*count as f64 - mean).powi(2)).sum::<f64>();
        Self { n, mean, deviation: (square / n).sqrt() }
    }

    /// The sum of so many bins in standard deviations; 0 where nothing varies.
    fn score(&self, sum: f64, bins: f64) -> f64 {
        let spread = self.deviation * ((self.n * bins - bins * bins) / (self.n - 1.0)).max(0.0).sqrt();
        let score = (sum - self.mean * bins) / spread;
        if spread > 0.0 && score.is_finite() { score } else { 0.0 }
    }
}
