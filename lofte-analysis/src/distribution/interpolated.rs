//! Quantiles of whole counts, interpolated so that they change smoothly with the mean.
//!
//! The limits of a funnel plot are lines over the expected number. The quantile of a count jumps by one where the mean
//! passes certain values; taking off the part of the last step that was not needed makes a line of it (Spiegelhalter
//! 2005, appendix). Both tails are computed as they are, so that neither is one minus something near one.

use super::exact_tails::{
    binomial_at_least, binomial_probability, poisson_lower_tail, poisson_probability, poisson_upper_tail,
};

/// Lower and upper limit, each with the probability `tail` outside, for a Poisson mean > 0; 0 < tail < 1/2.
pub(crate) fn poisson_limits(mean: f64, tail: f64) -> (f64, f64) {
    // Beyond this the tail is below the smallest number.
    let most = (mean + 40.0 * mean.sqrt() + 800.0).ceil();
    let (below, above) = (|r: f64| poisson_lower_tail(r, mean), |r: f64| poisson_upper_tail(r + 1.0, mean));
    let (lower, upper) = (first(most, |r| below(r) > tail), first(most, |r| above(r) < tail));
    let unused = |part: f64, r: f64| unused(part, poisson_probability(r, mean));
    (
        (lower - unused(below(lower) - tail, lower)).max(0.0),
        (upper - unused(tail - above(upper), upper)).max(0.0),
    )
}

/// The same for `n` trials with probability `p`, 0 < p < 1 and `q` = 1 - p.
pub(crate) fn binomial_limits(n: f64, p: f64, q: f64, tail: f64) -> (f64, f64) {
    let below = |r: f64| binomial_at_least(n - r, n, q, p);
    let above = |r: f64| if r >= n { 0.0 } else { binomial_at_least(r + 1.0, n, p, q) };
    let (lower, upper) = (first(n, |r| below(r) > tail), first(n, |r| above(r) < tail));
    let unused = |part: f64, r: f64| unused(part, binomial_probability(r, n, p, q));
    (
        (lower - unused(below(lower) - tail, lower)).clamp(0.0, n),
        (upper - unused(tail - above(upper), upper)).clamp(0.0, n),
    )
}

/// The part of the last step that was not needed.
fn unused(part: f64, step: f64) -> f64 {
    if step > 0.0 { (part / step).clamp(0.0, 1.0) } else { 0.0 }
}

/// The smallest whole number up to `most` that holds, given that all after it hold too.
fn first(most: f64, holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0_f64, most);
    while low < high {
        let middle = f64::midpoint(low, high).floor();
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1.0;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::{binomial_limits, poisson_limits};

    #[test]
    fn the_limits_move_smoothly_with_the_mean() {
        let mut last = poisson_limits(0.5, 0.025);
        for step in 1..4000 {
            let next = poisson_limits(0.5 + 0.01 * f64::from(step), 0.025);
            assert!(next.0 >= last.0 - 1e-9 && next.1 >= last.1 - 1e-9, "{step}: {last:?} {next:?}");
            assert!(next.1 - last.1 < 0.1, "{step}: {last:?} {next:?}");
            last = next;
        }
    }

    #[test]
    fn many_rare_trials_are_nearly_poisson() {
        let (one, other) = (binomial_limits(1e8, 3e-7, 1.0 - 3e-7, 0.001), poisson_limits(30.0, 0.001));
        assert!((one.0 - other.0).abs() < 1e-4 && (one.1 - other.1).abs() < 1e-4, "{one:?} {other:?}");
    }
}
