//! Student's t distribution, also with thousands of degrees of freedom, where it meets the normal.

use super::beta::{binomial_point, incomplete_beta};
use super::has_settled;
use super::normal::{normal_quantile, normal_tail};
use statrs::function::gamma::ln_gamma;
use std::f64::consts::PI;

/// Degrees of freedom from which Hill's transformation to the normal is exact to double precision.
const HILL_FROM_DF: f64 = 1000.0;

/// The upper tail P(T > t) of Student's distribution.
pub(crate) fn student_tail(t: f64, df: f64) -> f64 {
    if t < 0.0 {
        return 1.0 - student_tail(-t, df);
    }
    if df >= HILL_FROM_DF { normal_tail(hill(t, df)) } else { student_tail_exact(t, df) }
}

fn student_tail_exact(t: f64, df: f64) -> f64 {
    0.5 * incomplete_beta(df / 2.0, 0.5, df / (df + t * t), t * t / (df + t * t))
}

/// The normal deviate with the same tail as t (Hill 1970, Algorithm 395), for t >= 0.
fn hill(t: f64, df: f64) -> f64 {
    let a = df - 0.5;
    let b = 48.0 * a * a;
    let y = a * (t * t / df).ln_1p();
    let correction = (((-0.4 * y - 3.3) * y - 24.0) * y - 85.5) / (0.8 * y * y + 100.0 + b);
    ((correction + y + 3.0) / b + 1.0) * y.sqrt()
}

/// The quantile of Student's distribution for `0 < p < 1` and `df > 0`.
pub(crate) fn student_quantile(p: f64, df: f64) -> f64 {
    if p < 0.5 {
        return -student_upper(p, df);
    }
    student_upper(1.0 - p, df)
}

/// The t with P(T > t) = tail, for `tail <= 0.5`: Newton on the logarithm of the tail.
fn student_upper(tail: f64, df: f64) -> f64 {
    if tail >= 0.5 {
        return 0.0;
    }
    let z = normal_quantile(1.0 - tail);
    // Fisher's expansion in 1/df leaves two or three steps; with few degrees of freedom it says nothing.
    let expansion =
        ((z * z + 1.0) / (4.0 * df) + ((5.0 * z * z + 16.0) * z * z + 3.0) / (96.0 * df * df)) * z;
    let mut t = if df < 5.0 { z } else { z + expansion }.max(1e-8);
    let mut last = f64::INFINITY;
    for _ in 0..200 {
        let value = student_tail(t, df);
        let step = (value.ln() - tail.ln()) * value / student_density(t, df);
        let next = if t + step > 0.0 { t + step } else { t / 2.0 };
        if has_settled(next - t, last, next) {
            return next;
        }
        last = next - t;
        t = next;
    }
    t
}

fn student_density(t: f64, df: f64) -> f64 {
    let x = df / (df + t * t);
    let y = t * t / (df + t * t);
    // d/dt of the tail: the beta density of x times dx/dt, written without the singular factor at t = 0.
    let ratio = binomial_point(df / 2.0, 0.5, x, y) * (df / 2.0) * 0.5 / (df / 2.0 + 0.5);
    if t.abs() < 1e-6 {
        return (ln_gamma(f64::midpoint(df, 1.0)) - ln_gamma(df / 2.0)).exp() / (df * PI).sqrt();
    }
    ratio / t.abs()
}

#[cfg(test)]
mod tests {
    use super::{hill, student_quantile, student_tail, student_tail_exact};
    use crate::distribution::normal::{normal_cdf, normal_quantile, normal_tail};

    fn check(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-12 * want.abs(), "{got:.16e} against {want:.16e}");
    }

    #[test]
    fn quantiles_agree_with_closed_forms() {
        check(normal_quantile(0.975), 1.959_963_984_540_054);
        check(normal_quantile(0.025), -1.959_963_984_540_054);
        check(normal_quantile(1e-12), -7.034_483_825_301_132);
        // One and two degrees of freedom have closed forms.
        check(student_quantile(0.975, 1.0), (std::f64::consts::PI * 0.475).tan());
        check(student_quantile(0.9, 2.0), 2.0 * 0.4 * (0.5 / (0.9_f64 * 0.1)).sqrt());
        check(student_quantile(0.995, 1.0), (std::f64::consts::PI * 0.495).tan());
    }

    #[test]
    fn quantile_and_tail_are_inverse_over_the_whole_range() {
        for df in [0.7, 1.0, 2.5, 14.0, 197.0, 1e4, 1e6, 1e9] {
            for p in [1e-6, 0.005, 0.05, 0.3, 0.6, 0.975, 0.9999] {
                let t = student_quantile(p, df);
                let back = 1.0 - student_tail(t, df);
                assert!((back - p).abs() < 1e-12, "df {df} p {p}: {back}");
            }
        }
        for t in [0.1, 0.7, 1.6, 2.5, 4.0] {
            check(normal_tail(hill(t, 1000.0)), student_tail_exact(t, 1000.0));
        }
        assert!((student_quantile(0.975, 1e9) - normal_quantile(0.975)).abs() < 1e-8);
        assert!((normal_cdf(normal_quantile(0.123)) - 0.123).abs() < 1e-15);
    }
}
