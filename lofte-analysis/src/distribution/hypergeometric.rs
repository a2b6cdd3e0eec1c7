//! The hypergeometric distribution: how many of the marked are among the drawn.
//!
//! Probabilities are ratios to the one at the mode, summed outwards, so that no factorial is needed and nothing
//! cancels; the sums stop where terms no longer count.

/// Terms smaller than this share of the one at the mode are left out of a whole sum.
const NEGLIGIBLE: f64 = 1e-25;
/// Outcomes count as equally likely within this relative difference, as in R.
const TIE: f64 = 1e-7;

/// `drawn` out of `population`, of which `marked` are marked; neither is larger than `population`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hypergeometric {
    /// All events.
    pub(crate) population: u64,
    /// Those that are counted when drawn.
    pub(crate) marked: u64,
    /// How many are drawn.
    pub(crate) drawn: u64,
}

impl Hypergeometric {
    fn lowest(&self) -> u64 {
        (self.marked + self.drawn).saturating_sub(self.population)
    }

    fn highest(&self) -> u64 {
        self.marked.min(self.drawn)
    }

    fn mode(&self) -> u64 {
        let product = (u128::from(self.marked) + 1) * (u128::from(self.drawn) + 1);
        let mode = product / (u128::from(self.population) + 2);
        u64::try_from(mode).unwrap_or(u64::MAX).clamp(self.lowest(), self.highest())
    }

    /// P(x + 1) / P(x).
    fn up(&self, x: u64) -> f64 {
        let rest = self.population - self.marked + x + 1 - self.drawn;
        (self.marked - x) as f64 * (self.drawn - x) as f64 / ((x + 1) as f64 * rest as f64)
    }

    /// The smallest x with P(X <= x) >= `tail`, and the smallest with P(X > x) <= `tail`.
    pub(crate) fn interval(&self, tail: f64) -> (u64, u64) {
        let mode = self.mode();
        let mut above = vec![1.0];
        let (mut x, mut term) = (mode, 1.0);
        while x < self.highest() && term > NEGLIGIBLE {
            term *= self.up(x);
            x += 1;
            above.push(term);
        }
        let mut below = Vec::new();
        (x, term) = (mode, 1.0);
        while x > self.lowest() && term > NEGLIGIBLE {
            x -= 1;
            term /= self.up(x);
            below.push(term);
        }
        // From the small terms to the large ones, so that the small ones are not lost.
        let total = below.iter().rev().sum::<f64>() + above.iter().rev().sum::<f64>();
        let limit = tail * total;
        let terms = below.iter().rev().chain(&above);
        let mut sum = 0.0;
        let lower = (x..).zip(terms).find(|(_, term)| {
            sum += **term;
            sum >= limit
        });
        let terms = above.iter().rev().chain(&below);
        let mut sum = 0.0;
        let top = mode + above.len() as u64 - 1;
        let upper = (0..).zip(terms).find(|(_, term)| {
            sum += **term;
            sum > limit
        });
        (lower.map_or(mode, |(x, _)| x), upper.map_or(mode, |(down, _)| top - down))
    }

    /// The two-sided p-value of `seen`: the sum of all outcomes that are no more likely.
    pub(crate) fn minimum_likelihood_p(&self, seen: u64) -> f64 {
        let mode = self.mode();
        let own = self.relative(mode, seen);
        let limit = own * (1.0 + TIE);
        let (mut body, mut tails) = (0.0, 0.0);
        let mut add = |term: f64| if term <= limit { tails += term } else { body += term };
        add(1.0);
        // Terms that are negligible beside the mode may still be all there is beside `seen`.
        let stop = (NEGLIGIBLE * own).max(f64::MIN_POSITIVE);
        let (mut x, mut term) = (mode, 1.0);
        while x < self.highest() && term > stop {
            term *= self.up(x);
            x += 1;
            add(term);
        }
        (x, term) = (mode, 1.0);
        while x > self.lowest() && term > stop {
            x -= 1;
            term /= self.up(x);
            add(term);
        }
        (tails / (tails + body)).min(1.0)
    }

    /// P(seen) / P(mode), or 0 where that is too small for a number.
    fn relative(&self, mode: u64, seen: u64) -> f64 {
        let mut product = 1.0;
        let mut x = mode;
        // The smallest numbers of all would round to themselves for ever instead of falling to 0.
        while x != seen && product > f64::MIN_POSITIVE {
            if x < seen {
                product *= self.up(x);
                x += 1;
            } else {
                x -= 1;
                product /= self.up(x);
            }
        }
        if product > f64::MIN_POSITIVE { product } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::Hypergeometric;

    fn choose(n: u64, k: u64) -> f64 {
        (0..k).map(|i| (n - i) as f64 / (k - i) as f64).product()
    }

    #[test]
    fn agrees_with_binomial_coefficients_on_every_small_case() {
        for population in 1..14 {
            for marked in 0..=population {
                for drawn in 0..=population {
                    let it = Hypergeometric { population, marked, drawn };
                    let point = |x: u64| {
                        choose(marked, x) * choose(population - marked, drawn - x) / choose(population, drawn)
                    };
                    let range = it.lowest()..=it.highest();
                    for tail in [0.025, 0.21] {
                        let cdf = |x: u64| (it.lowest()..=x).map(point).sum::<f64>();
                        let lower = range.clone().find(|x| cdf(*x) >= tail).unwrap();
                        let upper = range.clone().find(|x| cdf(*x) >= 1.0 - tail).unwrap();
                        assert_eq!(it.interval(tail), (lower, upper), "{it:?}");
                    }
                    for seen in range.clone() {
                        let own = point(seen) * (1.0 + 1e-7);
                        let p: f64 = range.clone().map(point).filter(|p| *p <= own).sum();
                        assert!((it.minimum_likelihood_p(seen) - p).abs() < 1e-12, "{it:?} {seen}");
                    }
                }
            }
        }
    }

    #[test]
    fn far_tails_keep_their_digits() {
        // All 40 marked among the 40 drawn of 80: one outcome of C(80, 40), and its mirror image.
        let it = Hypergeometric { population: 80, marked: 40, drawn: 40 };
        let p = it.minimum_likelihood_p(40);
        assert!((p * choose(80, 40) / 2.0 - 1.0).abs() < 1e-12, "{p}");
        // Beyond what a 64-bit number can hold it is 0, not an error.
        let it = Hypergeometric { population: 4_000_000, marked: 2_000_000, drawn: 2_000_000 };
        assert!(it.minimum_likelihood_p(2_000_000) <= 0.0);
        assert!((it.minimum_likelihood_p(1_000_000) - 1.0).abs() < 1e-12);
    }
}
