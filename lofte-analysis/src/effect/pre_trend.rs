//! Did the treated area and the others move together before anything was done?
//!
//! A comparison after is worth little when they had already drifted apart. The drift is the slope of the logarithm of
//! treated over untreated in the periods before. A drift that cannot be seen is not thereby shown to be absent.

use serde::{Deserialize, Serialize};

use crate::ConfidenceInterval;
use crate::distribution::{student_quantile, student_tail};
use crate::generalised_linear::{Model, poisson};

/// The drift of the treated unit against the others before the measure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PreTrend {
    /// Change of the logarithm of the ratio, per period.
    pub slope: f64,
    /// Its standard error, widened by the dispersion.
    pub standard_error: f64,
    /// Student's interval.
    pub interval: ConfidenceInterval,
    /// Two-sided p-value of no drift.
    pub p_value: f64,
    /// Pearson's dispersion around the drift, at least 1.
    pub dispersion: f64,
    /// What the drift alone, had it gone on, would have made of the ratio from the middle of the periods before to the
    /// middle of those after: 0.1 for 10 % more.
    pub carried_on: f64,
    /// Periods in which there were events in the untreated units.
    pub periods: u64,
}

/// The drift over the periods before `start`, or none where it cannot be fitted.
///
/// A quasi-Poisson regression of the treated counts on time with the untreated counts as exposure, so that the chance
/// in both shows in the dispersion.
pub(super) fn pre_trend(treated: &[f64], untreated: &[f64], start: usize, level: f64) -> Option<PreTrend> {
    let (treated, others) = (&treated[..start], &untreated[..start]);
    let middle = (start as f64 - 1.0) / 2.0;
    let design: Vec<f64> = (0..start).flat_map(|t| [1.0, t as f64 - middle]).collect();
    let offset: Vec<f64> = others.iter().map(|count| if *count > 0.0 { count.ln() } else { 0.0 }).collect();
    let weights: Vec<f64> = others.iter().map(|count| f64::from(*count > 0.0)).collect();
    let model = Model {
        design: &design,
        columns: 2,
        response: treated,
        offset: Some(&offset),
        weights: Some(&weights),
    };
    let fit = poisson(&model, None).ok().filter(|fit| fit.settled)?;
    let dispersion = fit.dispersion.max(1.0);
    let (slope, standard_error) = (fit.coefficients[1], fit.standard_error(1, dispersion));
    let df = fit.residual_df as f64;
    let half = student_quantile(f64::midpoint(1.0, level), df) * standard_error;
    let carried_on = (slope * untreated.len() as f64 / 2.0).exp_m1();
    let found = PreTrend {
        slope,
        standard_error,
        interval: ConfidenceInterval { lower: slope - half, upper: slope + half, level },
        p_value: 2.0 * student_tail((slope / standard_error).abs(), df),
        dispersion,
        carried_on,
        periods: weights.iter().filter(|weight| **weight > 0.0).count() as u64,
    };
    [slope, half, found.p_value, carried_on].iter().all(|value| value.is_finite()).then_some(found)
}
