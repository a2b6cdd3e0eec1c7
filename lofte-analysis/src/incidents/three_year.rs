//! The mean of three years, for places with few events a year.
//!
//! Pooled, not averaged: all events over all person-years, so that every event counts alike. Beside it stands whether the
//! years agree; where they do not, the mean hides a jump and its interval is too short. A change is told only against the
//! three years before: means that overlap share two years, and a run of them looks smooth whatever happens.
//!
//! Left out on purpose: moving means.

use serde::{Deserialize, Serialize};

use super::rates::{CountIn, Rate, RateError, RateRatio, rate, rate_ratio};
use super::twelve_month::doubled;
use crate::distribution::chi_squared_tail;
use crate::distribution::exact_tails::MAX_COUNT;
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// Years that are pooled.
pub const YEARS: usize = 3;

/// What is asked for; none has a hidden default.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ThreeYearParams {
    /// The rate is per this many person-years.
    pub per: f64,
    /// Level of the intervals.
    pub level: f64,
    /// The years disagree when chance makes them differ so much less often than this, for example 0.05.
    pub heterogeneity_level: f64,
}

/// Whether the three years agree.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Heterogeneity {
    /// Pearson's X2 of the years against their common rate.
    pub chi_squared: f64,
    /// Its p-value with two degrees of freedom.
    pub p_value: f64,
    /// p below the level: the mean hides a jump, and its interval is too short.
    pub years_disagree: bool,
}

/// Against the three years before.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AgainstBefore {
    /// Ratio of the pooled rates, exact given the sum.
    pub ratio: RateRatio,
    /// Two-sided p-value by doubling the smaller tail.
    pub p_doubled: f64,
    /// Whether the three years before agree.
    pub before: Heterogeneity,
}

/// The mean of the last three years.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ThreeYear {
    /// The pooled rate with its events and person-years.
    pub rate: Rate,
    /// Whether the years agree.
    pub heterogeneity: Heterogeneity,
    /// Against the three years before; none with fewer than six years.
    pub against_before: Option<AgainstBefore>,
    /// What was asked for.
    pub params: ThreeYearParams,
}

/// The pooled rate of the last three years, and of the three before.
///
/// `years` has the events and the population of each year, the oldest first; years before the last six are passed over. X2 =
/// sum of (O - E)^2/E over the years, E the years' share of the person-years.
///
/// Smallest sample: three years.
///
/// # Errors
/// [`RateError`]: a population, a count or a level that cannot be used.
///
/// # References
/// F. Garwood, *Fiducial Limits for the Poisson Distribution*, Biometrika 28 (1936); C. J. Clopper, E. S. Pearson, Biometrika 26
/// (1934).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::rates::CountIn;
/// use lofte_analysis::incidents::three_year::{ThreeYearParams, three_year};
/// let years = [2, 19, 4].map(|count| CountIn { count, population: 5000.0 });
/// let params = ThreeYearParams { per: 1000.0, level: 0.95, heterogeneity_level: 0.05 };
/// let mean = three_year(&years, &params)?.sufficient().unwrap();
/// assert!((mean.rate.value - 25.0 / 15.0).abs() < 1e-12 && mean.heterogeneity.years_disagree);
/// # Ok::<(), lofte_analysis::incidents::rates::RateError>(())
/// ```
pub fn three_year(years: &[CountIn], params: &ThreeYearParams) -> Result<Sufficiency<ThreeYear>, RateError> {
    for level in [params.level, params.heterogeneity_level] {
        if !(level > 0.0 && level < 1.0) {
            return Err(RateError::Level { level });
        }
    }
    for year in years {
        if !(1e-9..=1e15).contains(&year.population) {
            return Err(RateError::Exposure { value: year.population });
        }
        if year.count > MAX_COUNT / 8 {
            return Err(RateError::CountTooLarge { count: year.count });
        }
    }
    let reason = MinimumReason::RateIsNoise;
    let have = years.len() as u64;
    if let Some(few) = InsufficientData::check(SampleUnit::Years, have, YEARS as u64, reason) {
        return Ok(Sufficiency::Insufficient(few));
    }
    let (earlier, last) = years.split_at(years.len() - YEARS);
    let (own, own_years) = pooled(last, params);
    let Some(rate) = rate(own.count, Some(own.population), params.per, params.level) else {
        return Err(RateError::Exposure { value: params.per });
    };
    let against_before = match earlier.len().checked_sub(YEARS) {
        None => None,
        Some(from) => {
            let (before, agree) = pooled(&earlier[from..], params);
            let ratio = rate_ratio(own, before, params.level)?;
            Some(AgainstBefore { ratio, p_doubled: doubled(before, own), before: agree })
        }
    };
    Ok(Sufficiency::Sufficient(ThreeYear { rate, heterogeneity: own_years, against_before, params: *params }))
}

/// All events over all person-years, and whether the years agree.
fn pooled(years: &[CountIn], params: &ThreeYearParams) -> (CountIn, Heterogeneity) {
    let count: u64 = years.iter().map(|year| year.count).sum();
    let population: f64 = years.iter().map(|year| year.population).sum();
    let part = |year: &CountIn| {
        let expected = count as f64 * (year.population / population);
        (year.count as f64 - expected).powi(2) / expected
    };
    let chi_squared = if count == 0 { 0.0 } else { years.iter().map(part).sum() };
    let p_value = chi_squared_tail(chi_squared, (YEARS - 1) as f64);
    let years_disagree = p_value < params.heterogeneity_level;
    (CountIn { count, population }, Heterogeneity { chi_squared, p_value, years_disagree })
}
