//! The standard normal distribution.
//!
//! The upper tail keeps its digits far out, where p-values that are adjusted for many comparisons lie.

use statrs::function::erf::erfc_inv;
use std::f64::consts::{PI, SQRT_2};

/// The distribution function of the standard normal distribution.
pub(crate) fn normal_cdf(z: f64) -> f64 {
    normal_tail(-z)
}

/// The upper tail of the standard normal distribution: a series near the middle, Laplace's continued fraction outside.
pub(crate) fn normal_tail(z: f64) -> f64 {
    if z < 0.0 {
        return 1.0 - normal_tail(-z);
    }
    let density = (-0.5 * z * z).exp() / (2.0 * PI).sqrt();
    if z < 2.0 {
        let (mut term, mut sum, mut k) = (z, z, 1.0);
        while term > 1e-18 * sum {
            k += 2.0;
            term *= z * z / k;
            sum += term;
        }
        return 0.5 - density * sum;
    }
    // So many terms settle the last digit for every z >= 2; z = 2 alone needs 99.
    let mut k = (12.0 + 420.0 / (z * z)).ceil();
    let mut fraction = z;
    while k > 0.0 {
        fraction = z + k / fraction;
        k -= 1.0;
    }
    density / fraction
}

/// The quantile of the standard normal distribution for `0 < p < 1`.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    let mut z = -SQRT_2 * erfc_inv(2.0 * p);
    for _ in 0..2 {
        let density = (-0.5 * z * z).exp() / (2.0 * PI).sqrt();
        if density > 0.0 {
            z -= (normal_cdf(z) - p) / density;
        }
    }
    z
}

/// The z with P(Z > z) = `tail`, as a single evaluation: where an iteration begins, or a series needs no more.
pub(crate) fn normal_upper_quantile(tail: f64) -> f64 {
    SQRT_2 * erfc_inv(2.0 * tail)
}

/// The two-sided p-value of a standard normal deviate.
pub(crate) fn normal_two_sided(z: f64) -> f64 {
    (2.0 * normal_tail(z.abs())).min(1.0)
}
