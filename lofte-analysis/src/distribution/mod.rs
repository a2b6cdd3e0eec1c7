//! Distribution functions: what every interval and p-value of this crate is computed with.
//!
//! One place, so that two methods cannot disagree on a tail. [`normal`], [`student`] and [`beta`] are continuous;
//! [`exact_tails`] holds the Poisson, gamma and binomial tails of exact intervals, [`interpolated`] the quantiles of a whole
//! count as a smooth line, [`counts`] a count by its mean and
//! variance, and [`hypergeometric`] Fisher's exact test. `statrs` gives the error function and the gamma function only.
//!
//! Left out on purpose: densities, moments and random numbers, and a public interface; for those there is `statrs`.

pub(crate) mod beta;
pub(crate) mod counts;
pub(crate) mod exact_tails;
pub(crate) mod hypergeometric;
pub(crate) mod interpolated;
pub(crate) mod normal;
pub(crate) mod student;

pub(crate) use beta::{beta_quantile, chi_squared_tail, f_tail, incomplete_beta};
pub(crate) use normal::{normal_cdf, normal_quantile, normal_tail, normal_two_sided, normal_upper_quantile};
pub(crate) use student::{student_quantile, student_tail};

/// Whether a step of Newton's method is the last: it changes nothing, or steps that were tiny no longer shrink because
/// only rounding is left.
fn has_settled(step: f64, last: f64, at: f64) -> bool {
    step.abs() <= 1e-15 * at.abs() || (step.abs() <= 1e-12 * at.abs() && step.abs() >= 0.5 * last.abs())
}
