//! Weights that make the sample agree with the register.
//!
//! Post-stratification, raking, the generalised regression estimator, and logit and truncated linear calibration are one
//! method with different distance functions (Deville & Särndal 1992). The variance uses the residuals of a regression on
//! the register variables with *design* weights, for every distance: that is R's `calibrate`, not R's `rake`, which uses
//! unweighted margin means and can differ by several per cent in the standard error. Calibration lessens non-response
//! bias but cannot be known to remove it (Särndal & Lundström 2005).

use super::auxiliary::Auxiliary;
use super::design::{Design, weighting_effect};
use super::error::SurveyError;
use crate::linear_algebra::Factor;
use serde::{Deserialize, Serialize};

/// How far weights may move, and along which curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalibrationMethod {
    /// g = 1 + x'λ: GREG; post-stratification when there is one margin. Weights may become negative.
    Linear,
    /// g = exp(x'λ): raking, iterative proportional fitting. Always positive.
    Raking,
    /// g between the bounds along a logistic curve.
    Logit {
        /// Smallest g, below 1.
        lower: f64,
        /// Largest g, above 1.
        upper: f64,
    },
    /// The linear method cut off at the bounds.
    BoundedLinear {
        /// Smallest g, below 1.
        lower: f64,
        /// Largest g, above 1.
        upper: f64,
    },
}

/// How much the calibration did to the weights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalibrationReport {
    /// Smallest ratio of new to old weight.
    pub g_min: f64,
    /// Largest ratio of new to old weight.
    pub g_max: f64,
    /// Rows whose ratio lies outside 0.3–3.
    pub g_extreme: usize,
    /// Rows with a negative weight, possible only with the linear method.
    pub negative_weights: usize,
    /// Kish's 1 + cv² of the weights before.
    pub weighting_effect_before: f64,
    /// Kish's 1 + cv² of the weights after.
    pub weighting_effect_after: f64,
    /// Iterations used; 0 for a closed form.
    pub iterations: usize,
    /// Largest remaining deviation from a total, relative to it.
    pub largest_deviation: f64,
}

/// What a calibrated design remembers, for residuals and for doing the same again in every replicate.
#[derive(Clone, Debug)]
pub(crate) struct Calibration {
    pub(crate) auxiliary: Auxiliary,
    pub(crate) method: CalibrationMethod,
    pub(crate) design_weights: Vec<f64>,
    factor: Factor,
}

impl Calibration {
    /// `z_k - x_k'B` for all rows, where z is zero outside the rows given.
    pub(crate) fn residuals(&self, rows: &[u32], linear: &[f64]) -> Vec<f64> {
        let mut right = vec![0.0; self.auxiliary.width()];
        for (&row, z) in rows.iter().zip(linear) {
            let row = row as usize;
            self.auxiliary.add_row(row, self.design_weights[row] * z, &mut right);
        }
        let slope = self.factor.solve(&right);
        let mut residuals: Vec<f64> =
            (0..self.design_weights.len()).map(|row| -self.auxiliary.product(row, &slope)).collect();
        for (&row, z) in rows.iter().zip(linear) {
            residuals[row as usize] += z;
        }
        residuals
    }
}

/// Deviation from a total at which the iteration is content, and at which the result is accepted.
const CONTENT: f64 = 1e-14;
const ACCEPTED: f64 = 1e-10;
const MAX_ITERATIONS: usize = 200;

impl Design {
    /// A design whose weights reproduce the register totals, with the report of what it took. All later estimates use
    /// the residual variance; replication repeats the calibration in every replicate.
    ///
    /// # Errors
    /// A row without or with an unknown category, a category of the register without respondents, margins that do not
    /// add up to the same, bounds that do not enclose 1, or no weights that satisfy all totals.
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::survey::auxiliary::Auxiliary;
    /// use lofte_analysis::survey::calibrate::CalibrationMethod;
    /// use lofte_analysis::survey::{Design, Stratum};
    ///
    /// let area = [Stratum { name: "Flen".into(), population: Some(1000.0) }];
    /// let design = Design::stratified(&[0; 4], &area)?;
    /// // One woman and three men answered, from 520 women and 480 men.
    /// let register = Auxiliary::new(4).margin("sex", &[0, 1, 1, 1], &[520.0, 480.0])?;
    /// let (calibrated, report) = design.calibrate(&register, CalibrationMethod::Raking)?;
    /// assert_eq!(calibrated.weights(), &[520.0, 160.0, 160.0, 160.0]);
    /// assert!((report.g_max - 2.08).abs() < 1e-12);
    /// # Ok::<(), lofte_analysis::survey::SurveyError>(())
    /// ```
    pub fn calibrate(
        &self,
        auxiliary: &Auxiliary,
        method: CalibrationMethod,
    ) -> Result<(Self, CalibrationReport), SurveyError> {
        if self.calibration.is_some() {
            return Err(SurveyError::AlreadyCalibrated);
        }
        super::error::require_length("register variables", self.rows(), auxiliary.rows())?;
        auxiliary.check_totals()?;
        let solution = calibrated_weights(&self.weights, auxiliary, method)?;
        let ratios =
            || solution.weights.iter().zip(&self.weights).filter(|(_, d)| **d > 0.0).map(|(w, d)| w / d);
        let report = CalibrationReport {
            g_min: ratios().fold(f64::INFINITY, f64::min),
            g_max: ratios().fold(f64::NEG_INFINITY, f64::max),
            g_extreme: ratios().filter(|g| !(0.3..=3.0).contains(g)).count(),
            negative_weights: solution.weights.iter().filter(|w| **w < 0.0).count(),
            weighting_effect_before: weighting_effect(&self.weights),
            weighting_effect_after: weighting_effect(&solution.weights),
            iterations: solution.iterations,
            largest_deviation: solution.deviation,
        };
        let factor = Factor::new(auxiliary.cross_product(&self.weights), auxiliary.width());
        let calibration = Calibration {
            auxiliary: auxiliary.clone(),
            method,
            design_weights: self.weights.clone(),
            factor,
        };
        let design = Self { weights: solution.weights, calibration: Some(calibration), ..self.clone() };
        Ok((design, report))
    }
}

pub(crate) struct Solution {
    pub(crate) weights: Vec<f64>,
    iterations: usize,
    deviation: f64,
}

/// Finds weights `d g` that meet all totals.
pub(crate) fn calibrated_weights(
    weights: &[f64],
    auxiliary: &Auxiliary,
    method: CalibrationMethod,
) -> Result<Solution, SurveyError> {
    check_bounds(method)?;
    auxiliary.check_members(weights)?;
    if matches!(method, CalibrationMethod::Linear | CalibrationMethod::Raking)
        && let Some(weights) = auxiliary.post_stratified(weights)
    {
        let deviation = auxiliary.deviation(&weights).0;
        return Ok(Solution { weights, iterations: 0, deviation });
    }
    newton(weights, auxiliary, method)
}

fn newton(
    weights: &[f64],
    auxiliary: &Auxiliary,
    method: CalibrationMethod,
) -> Result<Solution, SurveyError> {
    let mut lambda = vec![0.0; auxiliary.width()];
    let mut current = weights.to_vec();
    let mut best = auxiliary.deviation(&current).0;
    let mut slopes = vec![0.0; weights.len()];
    let mut iterations = 0;
    while best > CONTENT && iterations < MAX_ITERATIONS {
        iterations += 1;
        for (row, slope) in slopes.iter_mut().enumerate() {
            *slope = weights[row] * derivative(method, auxiliary.product(row, &lambda));
        }
        let factor = Factor::new(auxiliary.cross_product(&slopes), auxiliary.width());
        let step = factor.solve(&auxiliary.missing(&current));
        let mut size = 1.0;
        let improved = loop {
            let trial: Vec<f64> = lambda.iter().zip(&step).map(|(l, s)| l + size * s).collect();
            let moved: Vec<f64> = weights
                .iter()
                .enumerate()
                .map(|(row, d)| d * adjustment(method, auxiliary.product(row, &trial)))
                .collect();
            let deviation = auxiliary.deviation(&moved).0;
            if deviation < best {
                (lambda, current, best) = (trial, moved, deviation);
                break true;
            }
            size /= 2.0;
            if size < 1e-4 {
                break false;
            }
        };
        if !improved {
            break;
        }
    }
    if best < ACCEPTED {
        return Ok(Solution { weights: current, iterations, deviation: best });
    }
    let (deviation, worst) = auxiliary.deviation(&current);
    Err(SurveyError::NotCalibrated { iterations, deviation, worst })
}

fn check_bounds(method: CalibrationMethod) -> Result<(), SurveyError> {
    let (CalibrationMethod::Logit { lower, upper } | CalibrationMethod::BoundedLinear { lower, upper }) =
        method
    else {
        return Ok(());
    };
    if !(lower.is_finite() && lower < 1.0) {
        return Err(SurveyError::parameter("lower bound", lower, "below 1"));
    }
    if !(upper.is_finite() && upper > 1.0) {
        return Err(SurveyError::parameter("upper bound", upper, "above 1"));
    }
    Ok(())
}

/// g as a function of x'λ.
fn adjustment(method: CalibrationMethod, v: f64) -> f64 {
    match method {
        CalibrationMethod::Linear => 1.0 + v,
        CalibrationMethod::Raking => v.exp(),
        CalibrationMethod::BoundedLinear { lower, upper } => (1.0 + v).clamp(lower, upper),
        CalibrationMethod::Logit { lower, upper } => {
            let scale = (upper - lower) / ((1.0 - lower) * (upper - 1.0));
            // Divided through by the growing exponential, so that it cannot overflow.
            if v <= 0.0 {
                let e = (scale * v).exp();
                (lower * (upper - 1.0) + upper * (1.0 - lower) * e) / (upper - 1.0 + (1.0 - lower) * e)
            } else {
                let e = (-scale * v).exp();
                (lower * (upper - 1.0) * e + upper * (1.0 - lower)) / ((upper - 1.0) * e + 1.0 - lower)
            }
        }
    }
}

fn derivative(method: CalibrationMethod, v: f64) -> f64 {
    match method {
        CalibrationMethod::Linear => 1.0,
        CalibrationMethod::Raking => v.exp(),
        CalibrationMethod::BoundedLinear { lower, upper } => {
            if 1.0 + v > lower && 1.0 + v < upper {
                1.0
            } else {
                0.0
            }
        }
        CalibrationMethod::Logit { lower, upper } => {
            let g = adjustment(method, v);
            (g - lower) * (upper - g) / ((1.0 - lower) * (upper - 1.0))
        }
    }
}
