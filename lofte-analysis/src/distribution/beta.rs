//! The beta distribution and its kin: F and chi-squared.
//!
//! The quantiles decide where an interval ends, and they are compared with R to 1e-10, also with thousands of degrees
//! of freedom. The incomplete beta function is therefore computed from its continued fraction with Loader's
//! saddle-point prefactor (Loader 2000, "Fast and accurate computation of binomial probabilities"), which loses no
//! digits when the parameters are large.

use super::has_settled;
use super::normal::normal_quantile;
use statrs::function::gamma::{gamma_ur, ln_gamma};
use std::f64::consts::PI;

/// A step of this part of what is left on either side is the last: the steps are of third order, so that the next would be
/// below the digits.
const LAST_STEP: f64 = 1e-7;

/// The quantile of the beta distribution for `0 <= p <= 1`; the ends of the range where a parameter is zero. Halley's steps
/// between two bounds.
pub(crate) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if a <= 0.0 || p <= 0.0 {
        return 0.0;
    }
    if b <= 0.0 || p >= 1.0 {
        return 1.0;
    }
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    let mut x = near_beta_quantile(p, a, b);
    let mut last = f64::INFINITY;
    for _ in 0..400 {
        let (below, front) = incomplete_beta_and_front(a, b, x, 1.0 - x);
        let error = below - p;
        if error > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = error * x * (1.0 - x) / front;
        let bend = (a - 1.0) / x - (b - 1.0) / (1.0 - x);
        let step = newton / (1.0 - (0.5 * newton * bend).clamp(-1.0, 0.5));
        let halley = x - step;
        if step.abs() <= LAST_STEP * x.min(1.0 - x) {
            return halley;
        }
        let next = if halley > low && halley < high { halley } else { f64::midpoint(low, high) };
        if (next - x).abs() <= 1e-16 || has_settled(next - x, last, x) || high - low <= 1e-16 {
            return next;
        }
        last = next - x;
        x = next;
    }
    x
}

/// Where to begin: Abramowitz & Stegun 26.5.22, or the mean where a parameter is below 1.
#[expect(clippy::many_single_char_names, reason = "the names of the formula")]
fn near_beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let mean = a / (a + b);
    if a < 1.0 || b < 1.0 {
        return mean;
    }
    let z = -normal_quantile(p);
    let (of_a, of_b) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
    let lambda = (z * z - 3.0) / 6.0;
    let h = 2.0 / (of_a + of_b);
    let w = z * (h + lambda).max(0.0).sqrt() / h - (of_b - of_a) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
    let start = a / (a + b * (2.0 * w).exp());
    if start > 0.0 && start < 1.0 { start } else { mean }
}

/// The upper tail of the F distribution.
pub(crate) fn f_tail(f: f64, numerator: f64, denominator: f64) -> f64 {
    let whole = denominator + numerator * f;
    incomplete_beta(denominator / 2.0, numerator / 2.0, denominator / whole, numerator * f / whole)
}

/// The upper tail of the chi-squared distribution, for a positive `df`.
pub(crate) fn chi_squared_tail(value: f64, df: f64) -> f64 {
    if value > 0.0 { gamma_ur(df / 2.0, value / 2.0) } else { 1.0 }
}

/// The regularised incomplete beta function I_x(a, b), with `y = 1 - x` given apart so that neither end loses digits.
pub(crate) fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    incomplete_beta_and_front(a, b, x, y).0
}

/// The same strictly between the ends, and `x^a y^b / B(a,b)`, which is `x y` times the density.
fn incomplete_beta_and_front(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    let front = binomial_point(a, b, x, y) * a * b / (a + b);
    let below = if x < (a + 1.0) / (a + b + 2.0) {
        front * continued_fraction(a, b, x) / a
    } else {
        1.0 - front * continued_fraction(b, a, y) / b
    };
    (below, front)
}

/// Lentz's evaluation of the continued fraction of the incomplete beta function.
#[expect(clippy::many_single_char_names, reason = "the names of the formula")]
fn continued_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for step in 1..200_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        let change = d * c;
        h *= change;
        if (change - 1.0).abs() <= 2.0 * f64::EPSILON {
            break;
        }
    }
    h
}

/// The binomial point probability `Γ(a+b+1)/(Γ(a+1)Γ(b+1)) x^a y^b` for real a, b > 0 (Loader 2000).
#[expect(clippy::many_single_char_names, reason = "the names of the formula")]
pub(super) fn binomial_point(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    let correction = stirling_error(n) - stirling_error(a) - stirling_error(b);
    // a - nx, written so that nothing cancels when a is large and y small.
    let away = a * y - b * x;
    let log = correction - deviance(a, n * x, away) - deviance(b, n * y, -away);
    log.exp() * (n / (2.0 * PI * a * b)).sqrt()
}

/// `ln Γ(n+1) - [n ln n - n + ½ ln(2πn)]`.
fn stirling_error(n: f64) -> f64 {
    if n <= 15.0 {
        return ln_gamma(n + 1.0) - (n + 0.5) * n.ln() + n - 0.5 * (2.0 * PI).ln();
    }
    let n2 = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - (1.0 / 1188.0) / n2) / n2) / n2) / n2) / n
}

/// `x ln(x/m) + m - x` with `away = x - m`, accurate also when x is close to m.
fn deviance(x: f64, m: f64, away: f64) -> f64 {
    if away.abs() >= 0.1 * (x + m) {
        return x * (x / m).ln() - away;
    }
    let v = away / (x + m);
    let mut sum = away * v;
    let mut term = 2.0 * x * v;
    for j in 1..1000 {
        term *= v * v;
        let next = sum + term / f64::from(2 * j + 1);
        if (next - sum).abs() < f64::MIN_POSITIVE {
            break;
        }
        sum = next;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::{beta_quantile, incomplete_beta};

    fn check(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-12 * want.abs(), "{got:.16e} against {want:.16e}");
    }

    #[test]
    fn quantiles_agree_with_closed_forms() {
        // 0 of n and n of n.
        check(beta_quantile(0.975, 1.0, 150.0), 1.0 - 0.025_f64.powf(1.0 / 150.0));
        check(beta_quantile(0.025, 150.0, 1.0), 0.025_f64.powf(1.0 / 150.0));
        // One parameter that is 1, over the range of the other.
        for shape in [0.3, 1.0, 2.5, 40.0, 1e4] {
            for p in [1e-3, 0.05, 0.5, 0.95] {
                check(beta_quantile(p, shape, 1.0), p.powf(1.0 / shape));
                let upper = -(f64::ln_1p(-p) / shape).exp_m1();
                check(beta_quantile(p, 1.0, shape), upper);
            }
        }
    }

    #[test]
    fn the_beta_quantile_and_its_distribution_are_inverse() {
        for a in [0.3, 0.99, 1.0, 1.5, 7.3, 80.0, 3e3, 1e6] {
            for b in [0.3, 1.0, 1.01, 30.5, 700.0, 1e6] {
                for p in [1e-4, 0.025, 0.05, 0.4, 0.5, 0.95, 0.999] {
                    let x = beta_quantile(p, a, b);
                    // Nearer to an end than that the quantile itself has no more digits.
                    if x > 1e-10 && x < 1.0 - 1e-6 {
                        let back = incomplete_beta(a, b, x, 1.0 - x);
                        assert!((back - p).abs() < 1e-9 * p.min(1.0 - p), "{a} {b} {p}: {x} {back}");
                    }
                }
            }
        }
    }
}
