//! Regression of counts and of plain numbers, for designs of few columns.
//!
//! Trend, season, alerts and evaluation all fit a mean that is the exponential of a linear predictor (Poisson and
//! negative binomial with a log link), or the linear predictor itself (least squares). They are fitted here by
//! iteratively reweighted least squares on a row-major design, with offsets and prior weights. The dispersion is
//! always Pearson's; whether it is used (quasi-Poisson) is up to the caller, so covariances are unscaled.
//!
//! Left out on purpose: other families and links, choice of variables, and dropping of dependent columns: a design
//! that cannot tell two effects apart is an error here, not something to be mended in silence.
//!
//! Sources: P. McCullagh, J. A. Nelder, *Generalized Linear Models* (1989); J. F. Lawless, *Negative binomial and
//! mixed Poisson regression*, Canadian Journal of Statistics 15 (1987).

mod alpha;
mod rows;
mod state;

use self::alpha::AlphaLikelihood;
use self::rows::Rows;
use self::state::State;
use crate::linear_algebra::dot;

/// A fit has converged when its deviance changes by less than this share.
const CONVERGED: f64 = 1e-12;
/// Steps of the fit; a fit that converges needs 4 to 10, one that runs to zero in some cells up to 40.
const MAX_STEPS: usize = 100;
/// Times a step that makes the fit worse is halved.
const MAX_HALVINGS: usize = 30;
/// Rounds between the mean and the dispersion of the negative binomial.
const MAX_ROUNDS: usize = 100;
/// When the linear predictor still moves by this much in the last step, a coefficient has no finite value.
const STILL_MOVING: f64 = 1e-3;
/// The largest count for which the dispersion of the negative binomial is estimated.
pub(crate) const MAX_COUNT: f64 = 1e7;

/// Why a model could not be fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FitError {
    /// The slices do not belong together.
    #[error("the design, the response, the offset and the weights must have the same number of rows")]
    Shape,
    /// A value is not a finite number, or negative where it may not be.
    #[error("every value of the model must be a finite number, and counts and weights must not be negative")]
    Value,
    /// No more rows than columns.
    #[error("the model has {columns} coefficients but only {rows} rows; give a longer series")]
    TooFewRows {
        /// Rows with a positive weight.
        rows: usize,
        /// Coefficients.
        columns: usize,
    },
    /// All counts are zero.
    #[error("all counts are zero, so there is no mean to fit")]
    AllZero,
    /// Two effects cannot be told apart.
    #[error("two effects of the model cannot be told apart in these rows; choose a simpler model")]
    RankDeficient,
    /// All events lie on one side of an effect, so its coefficient has no finite value.
    #[error("all events lie on one side of an effect, so it cannot be estimated; choose a simpler model")]
    Separated,
    /// The fit does not settle.
    #[error("the model does not settle on these numbers; choose a simpler model")]
    NoConvergence,
    /// A count too large for the negative binomial.
    #[error("a count is above ten million; use the quasi-Poisson model")]
    CountTooLarge,
}

/// What is to be fitted: `response` on a row-major `design` of `columns` columns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Model<'a> {
    /// Row-major, `response.len()` x `columns`.
    pub(crate) design: &'a [f64],
    /// Number of coefficients.
    pub(crate) columns: usize,
    /// Counts or numbers.
    pub(crate) response: &'a [f64],
    /// Added to the linear predictor, for example the logarithm of the exposure.
    pub(crate) offset: Option<&'a [f64]>,
    /// Prior weights, zero or more.
    pub(crate) weights: Option<&'a [f64]>,
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fit {
    /// One for each column.
    pub(crate) coefficients: Vec<f64>,
    /// (X'WX)^-1, row-major; times the dispersion it is the covariance of the coefficients.
    pub(crate) unscaled_covariance: Vec<f64>,
    /// The mean of each row.
    pub(crate) fitted: Vec<f64>,
    /// The working weight of each row at the fit: prior weight times (d mean / d predictor)^2 / variance.
    pub(crate) working_weights: Vec<f64>,
    /// Pearson's X2 over the degrees of freedom.
    pub(crate) dispersion: f64,
    /// The deviance (for least squares, the residual sum of squares).
    pub(crate) deviance: f64,
    /// Rows with a positive weight less the number of columns.
    pub(crate) residual_df: usize,
    /// Steps taken.
    pub(crate) iterations: usize,
    /// Whether the coefficients had come to rest. Where all events lie on one side of an effect the means
    /// settle (at zero) but the coefficient runs to infinity: then this is false.
    pub(crate) settled: bool,
}

/// A negative binomial fit with its estimated dispersion.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NegativeBinomialFit {
    /// The fit given `alpha`; its covariance is to be used as it is (dispersion 1).
    pub(crate) fit: Fit,
    /// Variance = mean + `alpha` mean^2. Exactly 0 when the counts vary no more than Poisson counts.
    pub(crate) alpha: f64,
    /// The logarithm of the likelihood, with all constants.
    pub(crate) log_likelihood: f64,
}

impl Fit {
    /// The standard error of a coefficient when the covariance is multiplied by `dispersion`.
    pub(crate) fn standard_error(&self, column: usize, dispersion: f64) -> f64 {
        let columns = self.coefficients.len();
        (dispersion * self.unscaled_covariance[column * columns + column]).sqrt()
    }

    /// x' (X'WX)^-1 x, the unscaled variance of the linear predictor at a row of a design.
    pub(crate) fn unscaled_variance_at(&self, row: &[f64]) -> f64 {
        let columns = self.coefficients.len();
        let rows = row.iter().zip(self.unscaled_covariance.chunks_exact(columns));
        rows.filter(|(x, _)| **x != 0.0).map(|(x, covariances)| x * dot(covariances, row)).sum()
    }

    /// The diagonal element of the hat matrix for the `i`th row of the fit, whose row of the design is `row`.
    pub(crate) fn leverage(&self, i: usize, row: &[f64]) -> f64 {
        self.working_weights[i] * self.unscaled_variance_at(row)
    }
}

/// Poisson with a log link. With `start` (coefficients of a near model) fewer steps are needed.
///
/// Errors: everything but [`FitError::CountTooLarge`].
pub(crate) fn poisson(model: &Model<'_>, start: Option<&[f64]>) -> Result<Fit, FitError> {
    log_linear(model, 0.0, start)
}

/// Negative binomial with `alpha` by maximum likelihood, in turns with the mean until both are at rest.
///
/// The covariance of the coefficients is the expected one for a known `alpha`, as in MASS; estimates of the mean and
/// of `alpha` are asymptotically independent.
///
/// Errors: as [`poisson`], and [`FitError::CountTooLarge`].
pub(crate) fn negative_binomial_ml(model: &Model<'_>) -> Result<NegativeBinomialFit, FitError> {
    let mut fit = poisson(model, None)?;
    let dispersion = AlphaLikelihood::new(model)?;
    let mut alpha = 0.0;
    for _ in 0..MAX_ROUNDS {
        let next = dispersion.maximum(&fit.fitted, if alpha > 0.0 { alpha } else { 1e-2 })?;
        let done = (next - alpha).abs() <= 1e-12 * next;
        alpha = next;
        if done {
            let log_likelihood = dispersion.log_likelihood(&fit.fitted, alpha);
            return Ok(NegativeBinomialFit { fit, alpha, log_likelihood });
        }
        fit = log_linear(model, alpha, Some(&fit.coefficients))?;
    }
    Err(FitError::NoConvergence)
}

/// Weighted least squares with an identity link.
///
/// Errors: [`FitError::Shape`], [`FitError::Value`], [`FitError::TooFewRows`], [`FitError::RankDeficient`].
pub(crate) fn least_squares(model: &Model<'_>) -> Result<Fit, FitError> {
    let rows = check(model)?;
    let (weights, offset) = (model.weights(), model.offset());
    let target: Vec<f64> = model.response.iter().zip(&offset).map(|(value, offset)| value - offset).collect();
    let design = Rows::new(model.design, model.columns);
    let equations = design.normal_equations(&weights, &target)?;
    let coefficients = equations.coefficients();
    let fitted: Vec<f64> =
        design.predictors(&coefficients).zip(&offset).map(|(fitted, offset)| fitted + offset).collect();
    let off = model.response.iter().zip(&fitted).map(|(value, fitted)| value - fitted);
    let deviance: f64 = weights.iter().zip(off).map(|(weight, off)| weight * off.powi(2)).sum();
    let residual_df = rows - model.columns;
    Ok(Fit {
        coefficients,
        unscaled_covariance: equations.unscaled_covariance(),
        fitted,
        working_weights: weights,
        dispersion: deviance / residual_df as f64,
        deviance,
        residual_df,
        iterations: 1,
        settled: true,
    })
}

impl Model<'_> {
    /// The offset of each row.
    fn offset(&self) -> Vec<f64> {
        self.offset.map_or_else(|| vec![0.0; self.response.len()], <[f64]>::to_vec)
    }

    /// The prior weight of each row.
    fn weights(&self) -> Vec<f64> {
        self.weights.map_or_else(|| vec![1.0; self.response.len()], <[f64]>::to_vec)
    }
}

/// The number of rows with a positive weight.
fn check(model: &Model<'_>) -> Result<usize, FitError> {
    let n = model.response.len();
    let same = |slice: Option<&[f64]>| slice.is_none_or(|slice| slice.len() == n);
    let cells = n.checked_mul(model.columns);
    if model.columns == 0 || cells != Some(model.design.len()) || !same(model.offset) || !same(model.weights)
    {
        return Err(FitError::Shape);
    }
    let finite = |slice: &[f64]| slice.iter().all(|value| value.is_finite());
    let weights = model.weights.unwrap_or(&[]);
    let parts = [model.design, model.response, model.offset.unwrap_or(&[]), weights];
    if !parts.iter().all(|slice| finite(slice)) || weights.iter().any(|weight| *weight < 0.0) {
        return Err(FitError::Value);
    }
    let rows = model.weights.map_or(n, |weights| weights.iter().filter(|weight| **weight > 0.0).count());
    if rows <= model.columns {
        return Err(FitError::TooFewRows { rows, columns: model.columns });
    }
    Ok(rows)
}

fn log_linear(model: &Model<'_>, alpha: f64, start: Option<&[f64]>) -> Result<Fit, FitError> {
    let rows = check(model)?;
    if model.response.iter().any(|count| *count < 0.0) {
        return Err(FitError::Value);
    }
    let prior = model.weights();
    if model.response.iter().zip(&prior).all(|(count, weight)| *count == 0.0 || *weight == 0.0) {
        return Err(FitError::AllZero);
    }
    if start.is_some_and(|start| start.len() != model.columns) {
        return Err(FitError::Shape);
    }
    let mut state = State::new(model, prior, alpha);
    let mut coefficients = start.map(<[f64]>::to_vec);
    let noise = state.rounding();
    let mut deviance = state.begin(coefficients.as_deref());
    for iteration in 1..=MAX_STEPS {
        state.work();
        let mut next = match state.design.normal_equations(&state.weights, &state.target) {
            // The counts themselves could tell the effects apart, but means that run to zero cannot.
            Err(FitError::RankDeficient) if iteration > 1 => return Err(FitError::Separated),
            equations => equations?.coefficients(),
        };
        let mut moved = state.move_to(&next);
        let mut new_deviance = state.deviance();
        let worse = |new: f64| !new.is_finite() || new > deviance + 1e-8 * (deviance.abs() + 0.1) + noise;
        if let Some(previous) = &coefficients {
            for _ in 0..MAX_HALVINGS {
                if !worse(new_deviance) {
                    break;
                }
                next.iter_mut().zip(previous).for_each(|(new, old)| *new = f64::midpoint(*new, *old));
                moved = state.move_to(&next);
                new_deviance = state.deviance();
            }
        }
        if !new_deviance.is_finite() {
            return Err(FitError::NoConvergence);
        }
        let rest = (new_deviance - deviance).abs() <= CONVERGED * (new_deviance.abs() + 0.1) + noise;
        deviance = new_deviance;
        if rest {
            return state.finish(next, deviance, rows, iteration, moved <= STILL_MOVING);
        }
        coefficients = Some(next);
    }
    Err(FitError::NoConvergence)
}

#[cfg(test)]
mod tests {
    use super::{FitError, Model, least_squares, negative_binomial_ml, poisson};

    fn model<'a>(design: &'a [f64], columns: usize, response: &'a [f64]) -> Model<'a> {
        Model { design, columns, response, offset: None, weights: None }
    }

    #[test]
    fn a_constant_is_the_mean() {
        let counts = [3.0, 0.0, 7.0, 2.0];
        let fit = poisson(&model(&[1.0; 4], 1, &counts), None).unwrap();
        assert!((fit.coefficients[0] - 3.0_f64.ln()).abs() < 1e-13);
        // X'WX is the sum of the means; X2 = (0 + 9 + 16 + 1) / 3.
        assert!((fit.unscaled_covariance[0] - 1.0 / 12.0).abs() < 1e-14);
        assert!((fit.dispersion - 26.0 / 9.0).abs() < 1e-12 && fit.settled);
        let again = poisson(&model(&[1.0; 4], 1, &counts), Some(&fit.coefficients)).unwrap();
        assert!(again.iterations == 1 && (again.coefficients[0] - fit.coefficients[0]).abs() < 1e-14);
    }

    #[test]
    fn weights_count_rows_and_offsets_scale() {
        let design = [1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
        let counts = [4.0, 6.0, 9.0, 9.0, 13.0];
        let whole = poisson(&model(&design, 2, &counts), None).unwrap();
        let weighted = Model {
            weights: Some(&[1.0, 1.0, 2.0, 1.0]),
            ..model(&[1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0], 2, &[4.0, 6.0, 9.0, 13.0])
        };
        let weighted = poisson(&weighted, None).unwrap();
        assert!((whole.coefficients[1] - weighted.coefficients[1]).abs() < 1e-13);
        let offset = Model { offset: Some(&[2.0_f64.ln(); 5]), ..model(&design, 2, &counts) };
        let offset = poisson(&offset, None).unwrap();
        assert!((whole.coefficients[0] - offset.coefficients[0] - 2.0_f64.ln()).abs() < 1e-13);
        let hats: f64 = design.chunks(2).enumerate().map(|(i, row)| whole.leverage(i, row)).sum();
        assert!((hats - 2.0).abs() < 1e-12);
    }

    #[test]
    fn counts_that_vary_less_than_poisson_have_no_alpha() {
        let even = negative_binomial_ml(&model(&[1.0; 5], 1, &[4.0, 5.0, 5.0, 5.0, 6.0])).unwrap();
        assert!(even.alpha == 0.0);
        // The likelihood of one more or one less alpha is lower than at the maximum.
        let counts = [0.0, 1.0, 12.0, 3.0, 25.0, 2.0];
        let wide = model(&[1.0; 6], 1, &counts);
        let found = negative_binomial_ml(&wide).unwrap();
        let likelihood = super::AlphaLikelihood::new(&wide).unwrap();
        for factor in [0.99, 1.01] {
            let near = likelihood.log_likelihood(&found.fit.fitted, factor * found.alpha);
            assert!(near < found.log_likelihood);
        }
    }

    #[test]
    fn least_squares_line() {
        let design = [1.0, 0.0, 1.0, 1.0, 1.0, 2.0, 1.0, 3.0];
        let fit = least_squares(&model(&design, 2, &[1.0, 2.0, 2.0, 5.0])).unwrap();
        assert!((fit.coefficients[0] - 0.7).abs() < 1e-13 && (fit.coefficients[1] - 1.2).abs() < 1e-13);
        assert!((fit.dispersion - 0.9).abs() < 1e-13);
    }

    #[test]
    fn what_cannot_be_fitted_says_so() {
        let counts = [1.0, 2.0, 3.0];
        let failure = |model: &Model<'_>| poisson(model, None).unwrap_err();
        assert_eq!(failure(&model(&[1.0; 4], 1, &counts)), FitError::Shape);
        assert_eq!(failure(&model(&[1.0, f64::NAN, 1.0], 1, &counts)), FitError::Value);
        assert_eq!(failure(&model(&[1.0; 3], 1, &[1.0, -2.0, 3.0])), FitError::Value);
        assert_eq!(failure(&model(&[1.0; 3], 1, &[0.0; 3])), FitError::AllZero);
        assert_eq!(failure(&model(&[1.0; 6], 2, &counts)), FitError::RankDeficient);
        assert_eq!(failure(&model(&[1.0], 1, &[2.0])), FitError::TooFewRows { rows: 1, columns: 1 });
        assert_eq!(
            negative_binomial_ml(&model(&[1.0; 3], 1, &[1e8, 1.0, 3.0])).unwrap_err(),
            FitError::CountTooLarge
        );
        // All events on one side: the mean of the other side settles at zero, but its coefficient does not.
        let counts = [0.0, 0.0, 4.0, 6.0];
        let sides = [1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0];
        let sided = poisson(&model(&sides, 2, &counts), None).unwrap();
        assert!(!sided.settled && (sided.coefficients[1] - 5.0_f64.ln()).abs() < 1e-12);
        let sides = [1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0];
        assert_eq!(failure(&model(&sides, 2, &counts)), FitError::Separated);
    }
}
