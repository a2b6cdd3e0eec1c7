//! The likelihood of the negative binomial in its dispersion, and the steps to its top.
//!
//! Apart from the regression, which holds the dispersion fixed while it fits the means.

use super::{FitError, MAX_COUNT, Model};

/// The likelihood of the negative binomial as a function of `alpha`, for whole counts.
///
/// ln L = sum over j < y of ln(1 + alpha j), - ln y! + y ln mean - (y + 1/alpha) ln(1 + alpha mean). In this form
/// nothing cancels when alpha is near 0, where gamma functions of 1/alpha would.
pub(super) struct AlphaLikelihood<'a> {
    response: &'a [f64],
    weights: Vec<f64>,
    /// `above[j]`: the weight of the rows with a count above j.
    above: Vec<f64>,
}

impl<'a> AlphaLikelihood<'a> {
    pub(super) fn new(model: &Model<'a>) -> Result<Self, FitError> {
        let largest = model.response.iter().fold(0.0, |largest: f64, count| largest.max(*count));
        if largest > MAX_COUNT {
            return Err(FitError::CountTooLarge);
        }
        if model.response.iter().any(|count| count.fract() != 0.0) {
            return Err(FitError::Value);
        }
        let weights = model.weights();
        let mut above = vec![0.0; whole(largest)];
        for (count, weight) in model.response.iter().zip(&weights) {
            if let Some(last) = whole(*count).checked_sub(1) {
                above[last] += weight;
            }
        }
        for j in (1..above.len()).rev() {
            above[j - 1] += above[j];
        }
        Ok(Self { response: model.response, weights, above })
    }

    /// d ln L / d alpha.
    pub(super) fn score(&self, means: &[f64], alpha: f64) -> f64 {
        let rising =
            self.above.iter().enumerate().map(|(j, weight)| weight * j as f64 / (1.0 + alpha * j as f64));
        let rising: f64 = rising.sum();
        let mut sum = 0.0;
        for (i, mean) in means.iter().enumerate() {
            let own = mean * mean * curvature(alpha * mean);
            sum += self.weights[i] * (own - self.response[i] * mean / (1.0 + alpha * mean));
        }
        rising + sum
    }

    /// The alpha where the likelihood is largest: 0, or the root of the score, bracketed from `near` outwards and
    /// narrowed by the Illinois variant of false position on the logarithm of alpha.
    pub(super) fn maximum(&self, means: &[f64], near: f64) -> Result<f64, FitError> {
        if self.score(means, 0.0) <= 0.0 {
            return Ok(0.0);
        }
        let (mut low, mut high, mut factor) = (near, near, 1.001);
        if self.score(means, near) > 0.0 {
            while self.score(means, high) > 0.0 {
                (low, high, factor) = (high, high * factor, f64::min(factor * factor, 8.0));
                if high > 1e15 {
                    return Err(FitError::NoConvergence);
                }
            }
        } else {
            while self.score(means, low) <= 0.0 {
                (high, low, factor) = (low, low / factor, f64::min(factor * factor, 8.0));
                if low < 1e-300 {
                    return Ok(0.0);
                }
            }
        }
        let (mut a, mut b) = (low.ln(), high.ln());
        let (mut at_a, mut at_b) = (self.score(means, low), self.score(means, high));
        for _ in 0..200 {
            let middle =
                if at_b < at_a { (a * at_b - b * at_a) / (at_b - at_a) } else { f64::midpoint(a, b) };
            let at = self.score(means, middle.exp());
            let width = (middle - if at > 0.0 { a } else { b }).abs();
            if at > 0.0 {
                (a, at_a, at_b) = (middle, at, at_b / 2.0);
            } else {
                (b, at_b, at_a) = (middle, at, at_a / 2.0);
            }
            if at == 0.0 || width < 1e-14 || b - a < 1e-14 {
                return Ok(middle.exp());
            }
        }
        Ok(f64::midpoint(a, b).exp())
    }

    pub(super) fn log_likelihood(&self, means: &[f64], alpha: f64) -> f64 {
        // ln y! and the rising product both run over j < y, so one pass over j does both.
        let rising = self.above.iter().enumerate().map(|(j, weight)| {
            let j = j as f64;
            weight * ((alpha * j).ln_1p() - (j + 1.0).ln())
        });
        let mut sum: f64 = rising.sum();
        for (i, mean) in means.iter().enumerate() {
            let count = self.response[i];
            let rest = if alpha > 0.0 { (count + 1.0 / alpha) * (alpha * mean).ln_1p() } else { *mean };
            let own = if count > 0.0 { count * mean.ln() } else { 0.0 };
            sum += self.weights[i] * (own - rest);
        }
        sum
    }
}

/// (ln(1 + x) - x / (1 + x)) / x^2, by its series where that would cancel.
fn curvature(x: f64) -> f64 {
    if x > 0.01 {
        return (x.ln_1p() - x / (1.0 + x)) / (x * x);
    }
    let (mut sum, mut power) = (0.0, 1.0);
    for m in 0..10 {
        sum += power * f64::from(m + 1) / f64::from(m + 2);
        power *= -x;
    }
    sum
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and from 0 to 1e7")]
fn whole(count: f64) -> usize {
    count as usize
}
