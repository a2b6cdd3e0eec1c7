//! Normal, Student and beta distributions to full double precision.
//!
//! The quantiles decide where an interval ends, and they are compared with R to 1e-10, also with thousands of degrees
//! of freedom. The incomplete beta function is therefore computed from its continued fraction with Loader's
//! saddle-point prefactor (Loader 2000, "Fast and accurate computation of binomial probabilities"), which loses no
//! digits when the parameters are large. Leaves out everything the survey statistics do not need.

use statrs::function::erf::erfc_inv;
use statrs::function::gamma::{gamma_ur, ln_gamma};
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

/// Whether a step of Newton's method is the last: it changes nothing, or steps that were tiny no longer shrink because
/// only rounding is left.
fn has_settled(step: f64, last: f64, at: f64) -> bool {
    step.abs() <= 1e-15 * at.abs() || (step.abs() <= 1e-12 * at.abs() && step.abs() >= 0.5 * last.abs())
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
fn binomial_point(a: f64, b: f64, x: f64, y: f64) -> f64 {
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
    use super::{
        beta_quantile, hill, incomplete_beta, normal_cdf, normal_quantile, normal_tail, student_quantile,
        student_tail, student_tail_exact,
    };

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
