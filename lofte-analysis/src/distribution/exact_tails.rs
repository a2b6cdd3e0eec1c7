//! Tails of the Poisson and the binomial distribution, and the parameter that gives a wanted tail.
//!
//! Everything exact in this area (Garwood, Clopper-Pearson, the conditional test) comes from these few
//! functions. Point probabilities are Loader's saddle-point form, which keeps full relative accuracy at a
//! million events; tails are sums of the ratios of neighbouring probabilities, which are all positive, so
//! nothing cancels. The parameter is found by Newton steps on the logarithm of the tail, which is concave,
//! so the steps cannot overshoot twice and need no bracket.
//!
//! The Poisson's upper tail is also the gamma's lower one and takes a real shape; the gamma's upper tail for a real shape
//! is a continued fraction.
//!
//! Left out on purpose: real-valued counts in the binomial, and counts above [`MAX_COUNT`] in the binomial (the sums grow
//! with the square root of the count).
//!
//! Source: C. Loader, *Fast and Accurate Computation of Binomial Probabilities* (2000).

use std::f64::consts::PI;

use statrs::function::gamma::ln_gamma;

/// The largest count the binomial functions are meant for.
pub(crate) const MAX_COUNT: u64 = 1_000_000_000;

/// Terms smaller than this share of the sum no longer change it.
const NEGLIGIBLE: f64 = 1e-17;
const NEWTON_STEPS: usize = 100;

/// `ln n! - ln(sqrt(2 pi n) (n/e)^n)`, the error of Stirling's formula.
fn stirling_error(n: f64) -> f64 {
    if n <= 15.0 && n.fract() != 0.0 {
        return ln_gamma(n + 1.0) - (n + 0.5) * n.ln() + n - 0.5 * (2.0 * PI).ln();
    }
    if n <= 15.0 {
        let mut factorial = 1.0;
        let mut i = 2.0;
        while i <= n {
            factorial *= i;
            i += 1.0;
        }
        return f64::ln(factorial) - (n + 0.5) * n.ln() + n - 0.5 * (2.0 * PI).ln();
    }
    let square = n * n;
    let tail = 1.0 / 1680.0 - 1.0 / (1188.0 * square) + 691.0 / (360_360.0 * square * square);
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - tail / square) / square) / square) / n
}

/// `x ln(x/m) + m - x` without cancellation near `x = m`.
fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * (x / m).ln() + m - x;
    }
    let v = (x - m) / (x + m);
    let mut sum = (x - m) * v;
    let mut power = 2.0 * x * v;
    let mut j = 1.0;
    loop {
        power *= v * v;
        let term = power / (2.0 * j + 1.0);
        sum += term;
        if term.abs() <= sum.abs() * NEGLIGIBLE {
            return sum;
        }
        j += 1.0;
    }
}

/// ln P(X = k) for a Poisson mean `mean` > 0.
fn poisson_ln(k: f64, mean: f64) -> f64 {
    if k == 0.0 {
        return -mean;
    }
    -stirling_error(k) - deviance(k, mean) - 0.5 * (2.0 * PI * k).ln()
}

/// ln P(X = k) for `n` trials with probability `p`, 0 < p < 1 and `q` = 1 - p.
fn binomial_ln(k: f64, n: f64, p: f64, q: f64) -> f64 {
    if k == 0.0 {
        return if p < 0.1 { n * (-p).ln_1p() } else { n * q.ln() };
    }
    if k >= n {
        return if q < 0.1 { n * (-q).ln_1p() } else { n * p.ln() };
    }
    let rest = n - k;
    stirling_error(n) - stirling_error(k) - stirling_error(rest) - deviance(k, n * p) - deviance(rest, n * q)
        + 0.5 * (n / (2.0 * PI * k * rest)).ln()
}

/// P(X >= k) / P(X = k) for a Poisson mean.
fn poisson_above(k: f64, mean: f64) -> f64 {
    let (mut sum, mut term, mut i) = (1.0, 1.0, k);
    loop {
        i += 1.0;
        term *= mean / i;
        sum += term;
        if term <= sum * NEGLIGIBLE {
            return sum;
        }
    }
}

/// P(X <= k) / P(X = k) for a Poisson mean.
fn poisson_below(k: f64, mean: f64) -> f64 {
    let (mut sum, mut term, mut i) = (1.0, 1.0, k);
    while i > 0.0 {
        term *= i / mean;
        sum += term;
        if term <= sum * NEGLIGIBLE {
            break;
        }
        i -= 1.0;
    }
    sum
}

/// P(X >= k) for a Poisson mean > 0 and k >= 1.
pub(crate) fn poisson_upper_tail(k: f64, mean: f64) -> f64 {
    if k > mean {
        return (poisson_ln(k, mean) + poisson_above(k, mean).ln()).exp().min(1.0);
    }
    1.0 - (poisson_ln(k - 1.0, mean) + poisson_below(k - 1.0, mean).ln()).exp()
}

/// P(X >= k) / P(X = k) for `n` trials at the given odds p/(1-p).
fn binomial_above(k: f64, n: f64, odds: f64) -> f64 {
    let (mut sum, mut term, mut i) = (1.0, 1.0, k);
    while i < n {
        term *= (n - i) / (i + 1.0) * odds;
        sum += term;
        i += 1.0;
        if term <= sum * NEGLIGIBLE {
            break;
        }
    }
    sum
}

/// The Poisson mean at which P(X >= k) = `tail`; k >= 1, 0 < tail <= 1/2.
pub(crate) fn poisson_mean_for_upper_tail(k: f64, tail: f64, start: f64) -> f64 {
    let mut mean = start;
    for _ in 0..NEWTON_STEPS {
        let ratio = poisson_above(k, mean);
        // In the logarithm of the mean the slope is k / ratio.
        let step = (tail.ln() - poisson_ln(k, mean) - ratio.ln()) * ratio / k;
        mean *= step.exp();
        if step.abs() < 1e-14 {
            break;
        }
    }
    mean
}

/// The Poisson mean at which P(X <= k) = `tail`; 0 < tail <= 1/2.
pub(crate) fn poisson_mean_for_lower_tail(k: f64, tail: f64, start: f64) -> f64 {
    let mut mean = start;
    for _ in 0..NEWTON_STEPS {
        let ratio = poisson_below(k, mean);
        let step = (poisson_ln(k, mean) + ratio.ln() - tail.ln()) * ratio;
        mean += step;
        if step.abs() < 1e-14 * mean {
            break;
        }
    }
    mean
}

/// P(G > x) / P(X = shape) for a gamma variable G of this shape and a Poisson X of mean x, by Legendre's continued
/// fraction (modified Lentz); x well above the mean takes few steps.
#[expect(clippy::many_single_char_names, reason = "the letters that the method is written with")]
fn gamma_above(shape: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - shape;
    let tiny = 1e-300;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / if b.abs() < tiny { tiny } else { b };
    let mut fraction = d;
    let mut i = 1.0;
    while i < 1e6 {
        let a = -i * (i - shape);
        b += 2.0;
        d = a * d + b;
        d = 1.0 / if d.abs() < tiny { tiny } else { d };
        c = b + a / c;
        c = if c.abs() < tiny { tiny } else { c };
        let change = d * c;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
        i += 1.0;
    }
    // x^a e^-x / Gamma(a) = P(X = a) a.
    fraction * shape
}

/// The value that a gamma variable of unit scale exceeds with probability `tail`; shape >= 1, 0 < tail <= 1/2.
pub(crate) fn gamma_value_for_upper_tail(shape: f64, tail: f64, start: f64) -> f64 {
    let mut x = start;
    for _ in 0..NEWTON_STEPS {
        let ratio = gamma_above(shape, x);
        // The density is P(X = shape) shape / x.
        let step = (poisson_ln(shape, x) + ratio.ln() - tail.ln()) * ratio * x / shape;
        x += step;
        if step.abs() < 1e-14 * x {
            break;
        }
    }
    x
}

/// The odds p/(1-p) at which P(X >= k) = `tail` in `n` trials; 1 <= k <= n, 0 < tail <= 1/2.
pub(crate) fn binomial_odds_for_upper_tail(k: f64, n: f64, tail: f64) -> f64 {
    let mut odds = k / (n - k + 1.0);
    for _ in 0..NEWTON_STEPS {
        let (p, q) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
        let ratio = binomial_above(k, n, odds);
        // In the logarithm of the odds the slope is k (1 - p) / ratio.
        let step = (tail.ln() - binomial_ln(k, n, p, q) - ratio.ln()) * ratio / (k * q);
        odds *= step.exp();
        if step.abs() < 1e-14 {
            break;
        }
    }
    odds
}

/// P(X >= k) in `n` trials, summed upwards; best when k is at or above the mean.
fn binomial_upper_tail(k: f64, n: f64, p: f64, q: f64) -> f64 {
    if k > n {
        return 0.0;
    }
    (binomial_ln(k, n, p, q) + binomial_above(k, n, p / q).ln()).exp().min(1.0)
}

/// P(X <= k) for a Poisson mean > 0.
pub(crate) fn poisson_lower_tail(k: f64, mean: f64) -> f64 {
    if k < mean {
        return (poisson_ln(k, mean) + poisson_below(k, mean).ln()).exp();
    }
    1.0 - poisson_upper_tail(k + 1.0, mean)
}

/// P(X = k) for a Poisson mean > 0.
pub(crate) fn poisson_probability(k: f64, mean: f64) -> f64 {
    poisson_ln(k, mean).exp()
}

/// P(X >= k) in `n` trials with probability `p`, 0 < p < 1 and `q` = 1 - p, for any k.
pub(crate) fn binomial_at_least(k: f64, n: f64, p: f64, q: f64) -> f64 {
    if k <= 0.0 {
        return 1.0;
    }
    if k >= n * p { binomial_upper_tail(k, n, p, q) } else { 1.0 - binomial_upper_tail(n - k + 1.0, n, q, p) }
}

/// P(X = k) in `n` trials with probability `p`, 0 < p < 1 and `q` = 1 - p.
pub(crate) fn binomial_probability(k: f64, n: f64, p: f64, q: f64) -> f64 {
    binomial_ln(k, n, p, q).exp()
}

/// The two-sided p-value of `k` successes in `n` trials: the sum of all outcomes no more likely than `k`.
///
/// Outcomes count as equally likely within a relative 1e-7, as in R's `binom.test`.
pub(crate) fn minimum_likelihood_p(k: u64, n: u64, p: f64, q: f64) -> f64 {
    if n == 0 {
        return 1.0;
    }
    // Look at the smaller-than-expected side only, by counting failures when k is above the mean.
    let (k, p, q) = if (k as f64) < n as f64 * p { (k, p, q) } else { (n - k, q, p) };
    let (kf, nf) = (k as f64, n as f64);
    let limit = binomial_ln(kf, nf, p, q) + 1e-7_f64.ln_1p();
    let own_tail = binomial_upper_tail(nf - kf, nf, q, p);
    let mut below = first_not_less(nf * p);
    let mut above = n + 1;
    while below < above {
        let middle = below + (above - below) / 2;
        if binomial_ln(middle as f64, nf, p, q) <= limit {
            above = middle;
        } else {
            below = middle + 1;
        }
    }
    (own_tail + binomial_upper_tail(below as f64, nf, p, q)).min(1.0)
}

/// The smallest whole number not less than a mean that is known to be at most [`MAX_COUNT`].
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= mean <= MAX_COUNT")]
fn first_not_less(mean: f64) -> u64 {
    mean.ceil() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn point_probabilities_sum_to_one() {
        for mean in [0.3, 5.0, 40.0] {
            let sum: f64 = (0..400).map(|k| poisson_ln(f64::from(k), mean).exp()).sum();
            assert!((sum - 1.0).abs() < 1e-13, "Poisson {mean}: {sum}");
        }
        for p in [0.01, 0.5, 0.93] {
            let sum: f64 = (0..=50).map(|k| binomial_ln(f64::from(k), 50.0, p, 1.0 - p).exp()).sum();
            assert!((sum - 1.0).abs() < 1e-13, "binomial {p}: {sum}");
        }
    }

    #[test]
    fn tails_agree_with_plain_sums() {
        let upper: f64 = (7..=50).map(|k| binomial_ln(f64::from(k), 50.0, 0.1, 0.9).exp()).sum();
        assert!((binomial_upper_tail(7.0, 50.0, 0.1, 0.9) - upper).abs() < 1e-15);
        let lower: f64 = (0..=3).map(|k| poisson_ln(f64::from(k), 8.5).exp()).sum();
        let quick = poisson_ln(3.0, 8.5).exp() * poisson_below(3.0, 8.5);
        assert!((quick - lower).abs() < 1e-15);
    }
}
