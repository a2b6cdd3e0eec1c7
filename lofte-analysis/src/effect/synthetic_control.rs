//! What would the treated area have looked like? A mixture of untreated areas that followed it before.
//!
//! The weights are zero or more and sum to 1, so nothing is extrapolated, and they are chosen on the periods before the
//! measure only. Whether the gap afterwards is large is judged by pretending, in turn, that each untreated area was the
//! treated one.
//!
//! Left out on purpose: covariates and their weights, and intervals. With outcomes alone the fit is one least-squares
//! problem with one answer. A good fit before over few periods may be chance.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::nearest_point::nearest_mixture;
use super::panel::{Panel, PanelError};
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// Untreated units: with fewer, no rank can show a chance below one in ten.
pub const MIN_CONTROLS: u64 = 9;
/// Periods before the measure, as for a trend.
pub const MIN_PERIODS_BEFORE: u64 = 12;
/// A mean square below this share of that of the outcomes is a perfect fit with rounding.
const PERFECT: f64 = 1e-24;
/// Outcomes beyond this would overflow when squared and summed.
const MAX: f64 = 1e100;

/// Why no synthetic control could be made.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum SyntheticError {
    /// The outcomes do not make a panel.
    #[error(transparent)]
    Panel(#[from] PanelError),
    /// An outcome is not a usable number.
    #[error("outcome {index} is {value}; every outcome must be a finite number below 1e100")]
    Outcome {
        /// Its index in the slice.
        index: usize,
        /// The value that was given.
        value: f64,
    },
    /// The limit on a poor fit is not a positive number.
    #[error("the limit on a poor fit must be a positive number, for example 20; it is {value}")]
    PoorFit {
        /// The value that was given.
        value: f64,
    },
}

/// Whether the treated unit may be part of the mixtures of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceboDonors {
    /// It may, as in the paper: every unit is treated alike.
    WithTreated,
    /// It may not: an effect of the measure stays out of the comparison.
    WithoutTreated,
}

/// How a synthetic control is made and judged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SyntheticParams {
    /// Whether the treated unit may be part of the mixtures of the others.
    pub placebo_donors: PlaceboDonors,
    /// Untreated units whose mean squared error before is more than this many times that of the treated one are not
    /// ranked; none ranks all.
    pub poorest_fit: Option<f64>,
    /// Untreated units that are needed; see [`MIN_CONTROLS`].
    pub min_controls: u64,
    /// Periods before the measure that are needed; see [`MIN_PERIODS_BEFORE`].
    pub min_periods_before: u64,
}

/// The weight of an untreated unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Donor {
    /// The row of the unit.
    pub unit: usize,
    /// From 0 to 1; all of them sum to 1.
    pub weight: f64,
}

/// How well a unit is followed by its mixture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct UnitFit {
    /// The row of the unit.
    pub unit: usize,
    /// Mean squared gap before the measure.
    pub mse_before: f64,
    /// Mean squared gap after it.
    pub mse_after: f64,
    /// Square root of after over before; none when the fit before is perfect.
    pub rmspe_ratio: Option<f64>,
    /// Mean gap after: negative when there was less than in the mixture.
    pub mean_gap_after: f64,
}

/// A synthetic control with its rank among the placebos.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SyntheticControl {
    /// The fit of the treated unit.
    pub treated: UnitFit,
    /// The weights of all untreated units, in their order.
    pub donors: Vec<Donor>,
    /// The mixture in every period.
    pub synthetic: Vec<f64>,
    /// Outcome less mixture in every period.
    pub gaps: Vec<f64>,
    /// Every untreated unit as if it had been the treated one.
    pub placebos: Vec<UnitFit>,
    /// Placebos that are ranked with the treated unit.
    pub ranked: u64,
    /// Share of the ranked units, the treated one included, with a ratio at least as large as its own. None when the
    /// treated unit is followed perfectly before, so that there is no ratio.
    pub p_value: Option<f64>,
    /// The smallest value the share could have had.
    pub smallest_p: f64,
    /// Untreated units.
    pub controls: u64,
    /// Periods before the measure.
    pub periods_before: u64,
    /// Periods after.
    pub periods_after: u64,
    /// There are at least as many untreated units as periods before: other weights may fit as well.
    pub weights_may_differ: bool,
    /// The parameters that were used.
    pub params: SyntheticParams,
}

/// Makes a synthetic control of the treated unit from the others.
///
/// The weights w minimise the sum over the periods before of (y_t - sum_j w_j y_jt)^2 with w_j >= 0 and sum w_j = 1. The
/// root mean squared gap after over that before is ranked among the same ratio for every untreated unit. Outcomes are
/// counts or rates in the panel's rows; rates make areas of different size comparable.
///
/// Smallest sample: [`MIN_CONTROLS`] untreated units and [`MIN_PERIODS_BEFORE`] periods before, or what the parameters say; at
/// least two untreated units.
///
/// # Errors
/// [`SyntheticError`].
///
/// # References
/// A. Abadie, A. Diamond, J. Hainmueller, *Synthetic control methods for comparative case studies*, Journal of the
/// American Statistical Association 105 (2010).
///
/// # Examples
/// ```
/// use lofte_analysis::effect::{Panel, synthetic_control::*};
/// // The treated unit is the mean of the two others until period 3, and 2 lower from then on.
/// let values = [3.0, 5.0, 4.0, 3.0, 2.0, 2.0, 4.0, 3.0, 5.0, 3.0, 4.0, 6.0, 5.0, 5.0, 5.0];
/// let panel = Panel { values: &values, units: 3, treated: 0, start: 3 };
/// let params = SyntheticParams {
///     placebo_donors: PlaceboDonors::WithTreated,
///     poorest_fit: None,
///     min_controls: 2,
///     min_periods_before: 3,
/// };
/// let result = synthetic_control(&panel, &params)?.sufficient().unwrap();
/// assert!((result.donors[0].weight - 0.5).abs() < 1e-12);
/// assert!((result.treated.mean_gap_after + 2.0).abs() < 1e-12);
/// # Ok::<(), SyntheticError>(())
/// ```
pub fn synthetic_control(
    panel: &Panel<'_, f64>,
    params: &SyntheticParams,
) -> Result<Sufficiency<SyntheticControl>, SyntheticError> {
    let periods = panel.periods()?;
    let unusable = |value: &f64| !(value.is_finite() && value.abs() < MAX);
    if let Some(index) = panel.values.iter().position(unusable) {
        return Err(SyntheticError::Outcome { index, value: panel.values[index] });
    }
    if let Some(value) = params.poorest_fit.filter(|value| !(value.is_finite() && *value > 0.0)) {
        return Err(SyntheticError::PoorFit { value });
    }
    let (controls, before) = (panel.units as u64 - 1, panel.start as u64);
    let checks = [
        InsufficientData::check(
            SampleUnit::Controls,
            controls,
            params.min_controls.max(2),
            MinimumReason::NothingToCompare,
        ),
        InsufficientData::check(
            SampleUnit::Periods,
            before,
            params.min_periods_before,
            MinimumReason::TrendIsNoise,
        ),
    ];
    if let Some(few) = checks.into_iter().flatten().next() {
        return Ok(Sufficiency::Insufficient(few));
    }
    let donors: Vec<usize> = panel.controls().collect();
    let (weights, synthetic, treated) = follow(panel, panel.treated, &donors);
    let placebos: Vec<UnitFit> = donors
        .par_iter()
        .map(|unit| {
            let keep = |other: &usize| {
                *other != *unit
                    && (params.placebo_donors == PlaceboDonors::WithTreated || *other != panel.treated)
            };
            let others: Vec<usize> = (0..panel.units).filter(keep).collect();
            follow(panel, *unit, &others).2
        })
        .collect();
    let (ranked, p_value) = rank(&treated, &placebos, params.poorest_fit);
    let gaps = panel.row(panel.treated).iter().zip(&synthetic).map(|(own, mixture)| own - mixture);
    Ok(Sufficiency::Sufficient(SyntheticControl {
        gaps: gaps.collect(),
        treated,
        donors: donors.iter().zip(weights).map(|(unit, weight)| Donor { unit: *unit, weight }).collect(),
        synthetic,
        placebos,
        ranked,
        p_value,
        smallest_p: 1.0 / (ranked + 1) as f64,
        controls,
        periods_before: before,
        periods_after: (periods - panel.start) as u64,
        weights_may_differ: controls >= before,
        params: *params,
    }))
}

/// The weights of the donors of a unit, its mixture in all periods, and how well that follows the unit.
fn follow(panel: &Panel<'_, f64>, unit: usize, donors: &[usize]) -> (Vec<f64>, Vec<f64>, UnitFit) {
    let own = panel.row(unit);
    let start = panel.start;
    let points: Vec<&[f64]> = donors.iter().map(|donor| &panel.row(*donor)[..start]).collect();
    let weights = nearest_mixture(&points, &own[..start]);
    let mut mixture = vec![0.0; own.len()];
    for (donor, weight) in donors.iter().zip(&weights).filter(|(_, weight)| **weight > 0.0) {
        for (sum, value) in mixture.iter_mut().zip(panel.row(*donor)) {
            *sum += weight * value;
        }
    }
    let gaps: Vec<f64> = own.iter().zip(&mixture).map(|(own, mixture)| own - mixture).collect();
    let (mse_before, mse_after) = (mean_square(&gaps[..start]), mean_square(&gaps[start..]));
    let perfect = mse_before <= PERFECT * mean_square(&own[..start]);
    let fit = UnitFit {
        unit,
        mse_before,
        mse_after,
        rmspe_ratio: (!perfect).then(|| (mse_after / mse_before).sqrt()).filter(|ratio| ratio.is_finite()),
        mean_gap_after: gaps[start..].iter().sum::<f64>() / (own.len() - start) as f64,
    };
    (weights, mixture, fit)
}

fn mean_square(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum::<f64>() / values.len() as f64
}

/// How many placebos are ranked, and the share of all ranked units with a ratio as large as that of the treated one.
fn rank(treated: &UnitFit, placebos: &[UnitFit], poorest_fit: Option<f64>) -> (u64, Option<f64>) {
    let limit = poorest_fit.map(|times| times * treated.mse_before);
    let kept: Vec<&UnitFit> =
        placebos.iter().filter(|placebo| limit.is_none_or(|limit| placebo.mse_before <= limit)).collect();
    let p_value = treated.rmspe_ratio.map(|own| {
        // A placebo that is followed perfectly has no ratio; it counts against the measure.
        let as_large =
            kept.iter().filter(|placebo| placebo.rmspe_ratio.is_none_or(|ratio| ratio >= own)).count();
        (as_large + 1) as f64 / (kept.len() + 1) as f64
    });
    (kept.len() as u64, p_value)
}
