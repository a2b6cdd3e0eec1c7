//! The state of a log-linear fit: where the mean is, and what follows from it for the next step.

use super::rows::Rows;
use super::{Fit, FitError, Model};

/// Predictor, mean and what follows from them.
pub(super) struct State<'a> {
    pub(super) design: Rows,
    response: &'a [f64],
    /// Logarithms of the counts, wanted in every step; those of zeros are not.
    log_response: Vec<f64>,
    offset: Vec<f64>,
    prior: Vec<f64>,
    alpha: f64,
    predictor: Vec<f64>,
    mean: Vec<f64>,
    pub(super) weights: Vec<f64>,
    pub(super) target: Vec<f64>,
}

impl<'a> State<'a> {
    /// The model must have been checked.
    pub(super) fn new(model: &Model<'a>, prior: Vec<f64>, alpha: f64) -> Self {
        let blank = || vec![0.0; model.response.len()];
        Self {
            design: Rows::new(model.design, model.columns),
            response: model.response,
            log_response: model.response.iter().map(|count| count.ln()).collect(),
            offset: model.offset(),
            prior,
            alpha,
            predictor: blank(),
            mean: blank(),
            weights: blank(),
            target: blank(),
        }
    }

    /// Start from coefficients, or from the counts themselves; the deviance there.
    pub(super) fn begin(&mut self, coefficients: Option<&[f64]>) -> f64 {
        if let Some(coefficients) = coefficients {
            self.move_to(coefficients);
            let deviance = self.deviance();
            if deviance.is_finite() {
                return deviance;
            }
        }
        for ((mean, predictor), count) in self.mean.iter_mut().zip(&mut self.predictor).zip(self.response) {
            *mean = count + 0.1;
            *predictor = mean.ln();
        }
        // Every first step is accepted: counts fit themselves better than any model does.
        f64::MAX
    }

    /// Working weights and working response at the present mean.
    pub(super) fn work(&mut self) {
        for ((weight, prior), mean) in self.weights.iter_mut().zip(&self.prior).zip(&self.mean) {
            *weight = prior * mean / (1.0 + self.alpha * mean);
        }
        let rows = self.predictor.iter().zip(&self.offset).zip(&self.mean).zip(self.response);
        for (target, (((predictor, offset), mean), count)) in self.target.iter_mut().zip(rows) {
            *target = predictor - offset + (count - mean) / mean;
        }
    }

    /// Put the mean where the coefficients say; the largest change of the predictor.
    pub(super) fn move_to(&mut self, coefficients: &[f64]) -> f64 {
        let mut moved = 0.0_f64;
        let rows = self.design.predictors(coefficients).zip(&self.offset);
        for ((mean, before), (predictor, offset)) in self.mean.iter_mut().zip(&mut self.predictor).zip(rows) {
            let predictor = predictor + offset;
            moved = moved.max((predictor - *before).abs());
            *before = predictor;
            // A mean of exactly zero would divide by zero; the smallest one does no harm.
            *mean = predictor.exp().max(f64::MIN_POSITIVE);
        }
        moved
    }

    pub(super) fn deviance(&self) -> f64 {
        let mut sum = 0.0;
        let fitted = self.predictor.iter().zip(&self.mean).zip(&self.prior);
        for ((count, log_count), ((predictor, mean), prior)) in
            self.response.iter().zip(&self.log_response).zip(fitted)
        {
            let own = if *count > 0.0 { count * (log_count - predictor) } else { 0.0 };
            let rest = if self.alpha > 0.0 {
                (count + 1.0 / self.alpha) * ((self.alpha * count).ln_1p() - (self.alpha * mean).ln_1p())
            } else {
                count - mean
            };
            sum += prior * (own - rest);
        }
        2.0 * sum
    }

    /// What rounding alone may change in the deviance. Counts that the model meets exactly have a deviance of nothing but
    /// rounding, which a share of it would never find at rest.
    pub(super) fn rounding(&self) -> f64 {
        let size = |(count, prior): (&f64, &f64)| prior * count * (1.0 + count.max(1.0).ln());
        f64::EPSILON * self.response.iter().zip(&self.prior).map(size).sum::<f64>()
    }

    pub(super) fn finish(
        mut self,
        coefficients: Vec<f64>,
        deviance: f64,
        rows: usize,
        iterations: usize,
        settled: bool,
    ) -> Result<Fit, FitError> {
        self.work();
        let equations = self.design.normal_equations(&self.weights, &self.target)?;
        let residual_df = rows - coefficients.len();
        let squares = self.prior.iter().zip(&self.mean).zip(self.response).map(|((prior, mean), count)| {
            let off = count - mean;
            prior * off * off / (mean + self.alpha * mean * mean)
        });
        let dispersion = squares.sum::<f64>() / residual_df as f64;
        let unscaled_covariance = equations.unscaled_covariance();
        let variances = unscaled_covariance.iter().step_by(coefficients.len() + 1);
        let sound =
            unscaled_covariance.iter().all(|value| value.is_finite()) && variances.copied().all(|v| v >= 0.0);
        if !(dispersion.is_finite() && sound) {
            return Err(FitError::NoConvergence);
        }
        Ok(Fit {
            coefficients,
            unscaled_covariance,
            fitted: self.mean,
            working_weights: self.weights,
            dispersion,
            deviance,
            residual_df,
            iterations,
            settled,
        })
    }
}
