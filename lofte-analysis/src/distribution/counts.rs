//! The upper tail of a count with a given mean and variance.
//!
//! The count is negative binomial where the variance is above the mean and Poisson where it is equal, so it stays a
//! whole number that is never below zero, which a normal tail does not.

use super::{exact_tails, incomplete_beta, normal_quantile};

/// The largest mean the tail is meant for.
pub(crate) const LARGEST_MEAN: f64 = 1e12;

/// A variance above the mean by less than this share makes no difference that doubles can show.
const POISSON_WITHIN: f64 = 1e-9;

/// Below this size the negative binomial is all but certainly zero.
const MIN_SIZE: f64 = 1e-12;

/// No quantile is looked for above this; doubles cannot tell whole numbers apart there.
const LARGEST_QUANTILE: u64 = 1 << 60;

/// A count by its mean (above 0, at most [`LARGEST_MEAN`]) and its variance (at least the mean).
#[derive(Clone, Copy)]
pub(crate) struct CountDistribution {
    mean: f64,
    variance: f64,
}

impl CountDistribution {
    /// None when the mean or the variance cannot be used.
    pub(crate) fn new(mean: f64, variance: f64) -> Option<Self> {
        let usable = (f64::MIN_POSITIVE..=LARGEST_MEAN).contains(&mean) && variance.is_finite();
        usable.then_some(Self { mean, variance: variance.max(mean) })
    }

    /// P(Y >= count).
    pub(crate) fn at_least(self, count: u64) -> f64 {
        if count == 0 {
            return 1.0;
        }
        let (mean, extra, k) = (self.mean, self.variance - self.mean, count as f64);
        if extra <= POISSON_WITHIN * mean {
            return exact_tails::poisson_upper_tail(k, mean);
        }
        let size = mean * (mean / extra);
        if size < MIN_SIZE {
            // P(Y >= 1) to the first order in the size; what is asked for is no larger.
            return (size * (self.variance / mean).ln()).min(mean);
        }
        incomplete_beta(k, size, extra / self.variance, mean / self.variance).clamp(0.0, 1.0)
    }

    /// The smallest count q with P(Y > q) <= `tail`, for 0 < `tail` < 1.
    pub(crate) fn upper_quantile(self, tail: f64) -> u64 {
        let normal = self.mean - normal_quantile(tail) * self.variance.sqrt();
        let enough = |q: u64| self.at_least(q + 1) <= tail;
        let mut high = start(normal);
        let mut step = 1;
        while high < LARGEST_QUANTILE && !enough(high) {
            high += step;
            step *= 2;
        }
        let mut low = high;
        step = 1;
        // Invariant: `high` is enough; go down until `low` is not.
        while low > 0 && enough(low) {
            high = low;
            low = low.saturating_sub(step);
            step *= 2;
        }
        if enough(low) {
            return low;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if enough(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        high
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1e15 after the clamp")]
fn start(value: f64) -> u64 {
    value.clamp(0.0, 1e15) as u64
}

#[cfg(test)]
mod tests {
    use super::CountDistribution;

    #[test]
    fn quantile_and_tail_belong_together() {
        for (mean, variance) in
            [(0.01, 0.01), (0.3, 0.5), (4.0, 4.0), (20.2, 26.7), (360.0, 5000.0), (1e6, 3e6)]
        {
            let counts = CountDistribution::new(mean, variance).unwrap();
            for tail in [0.5, 0.05, 1.0 / 52.0, 1e-3, 1e-6] {
                let q = counts.upper_quantile(tail);
                assert!(counts.at_least(q + 1) <= tail, "{mean} {variance} {tail}");
                assert!(q == 0 || counts.at_least(q) > tail, "{mean} {variance} {tail}");
            }
        }
    }

    #[test]
    fn tails_are_sums_of_points() {
        // Negative binomial with mean 3 and variance 6: size 3, p = 1/2, points (k + 2 choose k) / 2^(k + 3).
        let counts = CountDistribution::new(3.0, 6.0).unwrap();
        let point = |k: i32| f64::from((k + 2) * (k + 1)) / 2.0 / f64::from(k + 3).exp2();
        let below: f64 = (0..7).map(point).sum();
        assert!((counts.at_least(7) - (1.0 - below)).abs() < 1e-14);
        // Poisson, 2: P(Y >= 1) = 1 - e^-2, from above the mean and from below it.
        let counts = CountDistribution::new(2.0, 1.0).unwrap();
        assert!((counts.at_least(1) - (1.0 - (-2.0_f64).exp())).abs() < 1e-15);
        let above = 1.0 - (-2.0_f64).exp() * (1.0 + 2.0 + 2.0 + 8.0 / 6.0);
        assert!((counts.at_least(4) - above).abs() < 1e-15);
        assert!(
            CountDistribution::new(f64::NAN, 1.0).is_none() && CountDistribution::new(0.0, 1.0).is_none()
        );
        assert!(CountDistribution::new(1.0, f64::INFINITY).is_none());
    }

    #[test]
    fn the_ends_of_the_range_have_tails_too() {
        for (mean, variance) in
            [(1e-300, 1e-298), (1e-9, 1e3), (1e12, 1e12), (1e12, 1e30), (3.0, 1e300), (1e-300, 1e-300)]
        {
            let counts = CountDistribution::new(mean, variance).unwrap();
            for count in [0, 1, 2, 1_000_000, 1 << 50, u64::MAX] {
                assert!((0.0..=1.0).contains(&counts.at_least(count)), "{mean} {variance} {count}");
            }
            for tail in [0.4, 0.05, 1e-9] {
                let q = counts.upper_quantile(tail);
                assert!(
                    counts.at_least(q + 1) <= tail || q >= super::LARGEST_QUANTILE,
                    "{mean} {variance} {tail}"
                );
            }
        }
    }

    #[test]
    fn a_variance_near_the_mean_is_nearly_poisson() {
        let near = CountDistribution::new(20.0, 20.0 * (1.0 + 2e-9)).unwrap();
        let poisson = CountDistribution::new(20.0, 20.0).unwrap();
        for count in [5, 20, 31, 60] {
            let (near, poisson) = (near.at_least(count), poisson.at_least(count));
            assert!((near / poisson - 1.0).abs() < 1e-6, "{count}: {near} {poisson}");
        }
    }
}
