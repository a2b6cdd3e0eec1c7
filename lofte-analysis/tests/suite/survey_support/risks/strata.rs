//! Stratified samples with finite population correction: each wave is drawn often, or enumerated where there is one stratum,
//! and every draw of one wave is set against several of the other.

use super::counts::Counts;
use super::{Outcome, Rates, SIZES, THRESHOLDS, bounds_of_t, grid, with_share};
use lofte_analysis::survey::{Design, Estimate, EstimateOptions, Stratum, share};
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;
use std::collections::HashMap;

/// How the answers of a wave are spread over the strata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Allocation {
    /// As many from each.
    Equal,
    /// As the population, two at least.
    Proportional,
}

/// A stratified population, and how its two waves are drawn.
pub struct Strata {
    pub name: &'static str,
    pub population: &'static [u32],
    /// What the share of each stratum is of the whole's.
    pub parts: &'static [f64],
    pub before: Allocation,
    pub after: Allocation,
}

const THREE: &[u32] = &[600, 1500, 4000];
const FIVE: &[u32] = &[800, 1200, 2000, 3500, 5500];
const TEN: &[u32] = &[400, 500, 600, 700, 800, 1000, 1200, 1500, 2000, 3000];
const ALIKE: &[f64] = &[1.0; 10];

const fn kind(
    name: &'static str,
    population: &'static [u32],
    parts: &'static [f64],
    before: Allocation,
    after: Allocation,
) -> Strata {
    Strata { name, population, parts, before, after }
}

pub const STRATA: [Strata; 11] = [
    kind("three equally", THREE, ALIKE, Allocation::Equal, Allocation::Equal),
    kind("three in proportion", THREE, ALIKE, Allocation::Proportional, Allocation::Proportional),
    kind("three equally then in proportion", THREE, ALIKE, Allocation::Equal, Allocation::Proportional),
    kind("three of unlike shares", THREE, &[1.5, 1.2, 0.85], Allocation::Equal, Allocation::Equal),
    kind("five equally", FIVE, ALIKE, Allocation::Equal, Allocation::Equal),
    kind("five in proportion", FIVE, ALIKE, Allocation::Proportional, Allocation::Proportional),
    kind("ten equally", TEN, ALIKE, Allocation::Equal, Allocation::Equal),
    kind("two of which one is large", &[500, 9500], ALIKE, Allocation::Equal, Allocation::Equal),
    kind("three of which one is large", &[300, 400, 9000], ALIKE, Allocation::Equal, Allocation::Equal),
    kind("three small", &[400, 600, 1000], ALIKE, Allocation::Equal, Allocation::Equal),
    kind("one", &[1000], ALIKE, Allocation::Equal, Allocation::Equal),
];

/// A wave of a stratified population.
pub struct Wave<'a> {
    population: &'a [u32],
    n: Vec<u32>,
    design: Design,
    /// An estimate of the design, for what does not depend on the answers.
    template: Estimate,
}

impl<'a> Wave<'a> {
    pub fn new(population: &'a [u32], size: usize, allocation: Allocation) -> Self {
        let n = allocate(population, u32::try_from(size).unwrap(), allocation);
        let stratum =
            |(h, size): (usize, &u32)| Stratum { name: h.to_string(), population: Some(f64::from(*size)) };
        let strata: Vec<Stratum> = population.iter().enumerate().map(stratum).collect();
        let rows: Vec<u32> = (0..).zip(&n).flat_map(|(h, n)| std::iter::repeat_n(h, *n as usize)).collect();
        let design = Design::stratified(&rows, &strata).unwrap();
        let template = by_library(&design, &n, &n.iter().map(|n| n / 2).collect::<Vec<_>>());
        Self { population, n, design, template }
    }

    pub fn sizes(&self) -> &[u32] {
        &self.n
    }

    /// The library's estimate when so many in each stratum say yes.
    pub fn by_library(&self, yes: &[u32]) -> Estimate {
        by_library(&self.design, &self.n, yes)
    }

    /// The same from the closed form: `v = Σ (N_h/N)² (1-f_h) p_h (1-p_h) / (n_h-1)`.
    pub fn estimate(&self, yes: &[u32]) -> Estimate {
        let all: f64 = self.population.iter().map(|n| f64::from(*n)).sum();
        let (mut value, mut variance) = (0.0, 0.0);
        for ((population, n), yes) in self.population.iter().zip(&self.n).zip(yes) {
            let (size, n) = (f64::from(*population), f64::from(*n));
            let (part, p) = (size / all, f64::from(*yes) / n);
            value += part * p;
            variance += part * part * (1.0 - n / size) * p * (1.0 - p) / (n - 1.0);
        }
        let total: u32 = yes.iter().sum();
        let value = if u64::from(total) == self.template.n { 1.0 } else { value };
        with_share(&self.template, u64::from(total), value, variance)
    }

    /// How many of each stratum would say yes.
    fn yes(&self, share: f64, parts: &[f64]) -> Vec<u32> {
        let of = |(n, part): (&u32, &f64)| (f64::from(*n) * (share * part).min(1.0)).round();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and the stratum"
        )]
        self.population.iter().zip(parts).map(of).map(|yes| yes as u32).collect()
    }

    /// What the wave comes to with this true share: with probabilities where there is one stratum, else drawn.
    pub fn outcomes(&self, share: f64, parts: &[f64], draws: usize, seed: u64) -> Outcomes {
        let yes = self.yes(share, parts);
        let all: f64 = self.population.iter().map(|n| f64::from(*n)).sum();
        let truth = yes.iter().map(|yes| f64::from(*yes)).sum::<f64>() / all;
        let counts: Vec<Counts> = (self.population.iter().zip(&yes))
            .zip(&self.n)
            .map(|((population, yes), n)| Counts::hypergeometric(*population, *yes, *n))
            .collect();
        if let [only] = &counts[..] {
            let each = only.iter().map(|(yes, p)| (Outcome::of(&self.estimate(&[yes])), p)).unzip();
            return Outcomes { truth, each: each.0, odds: Some(each.1) };
        }
        let mut rng = Pcg64Mcg::seed_from_u64(seed);
        let mut made: HashMap<Vec<u32>, Outcome> = HashMap::new();
        let mut one = || {
            let drawn: Vec<u32> = counts.iter().map(|counts| counts.draw(&mut rng)).collect();
            *made.entry(drawn).or_insert_with_key(|drawn| Outcome::of(&self.estimate(drawn)))
        };
        Outcomes { truth, each: (0..draws).map(|_| one()).collect(), odds: None }
    }
}

fn by_library(design: &Design, n: &[u32], yes: &[u32]) -> Estimate {
    let of = |(n, yes): (&u32, &u32)| (0..*n).map(|k| Some(k < *yes)).collect::<Vec<_>>();
    let answers: Vec<Option<bool>> = n.iter().zip(yes).flat_map(of).collect();
    share(design, &answers, None, &EstimateOptions::default()).unwrap()
}

/// Spreads answers over strata; what does not divide goes to the first, and to the largest.
fn allocate(population: &[u32], size: u32, allocation: Allocation) -> Vec<u32> {
    let (strata, all) = (u32::try_from(population.len()).unwrap(), population.iter().sum::<u32>());
    match allocation {
        Allocation::Equal => (0..strata).map(|h| size / strata + u32::from(h < size % strata)).collect(),
        Allocation::Proportional => {
            let mut n: Vec<u32> = population.iter().map(|p| (size * p / all).max(2)).collect();
            let given: u32 = n.iter().sum();
            let last = n.len() - 1;
            n[last] = (n[last] + size).saturating_sub(given);
            n
        }
    }
}

/// What a wave comes to: draws, or all there is with its probabilities.
pub struct Outcomes {
    pub truth: f64,
    pub each: Vec<Outcome>,
    pub odds: Option<Vec<f64>>,
}

/// Each draw of one wave is set against so many of the other.
const AGAINST: usize = 10;

impl Outcomes {
    /// Calls `judge` with pairs of outcomes and the weight of each pair.
    fn pairs(&self, after: &Self, mut judge: impl FnMut(&Outcome, &Outcome, f64)) {
        if let (Some(first), Some(second)) = (&self.odds, &after.odds) {
            for (before, p) in self.each.iter().zip(first) {
                after.each.iter().zip(second).for_each(|(after, q)| judge(before, after, p * q));
            }
            return;
        }
        let count = self.each.len();
        let weight = 1.0 / (count * AGAINST) as f64;
        for turn in 0..AGAINST {
            let (head, tail) = after.each.split_at(turn * count / AGAINST);
            self.each
                .iter()
                .zip(tail.iter().chain(head))
                .for_each(|(before, after)| judge(before, after, weight));
        }
    }

    /// How often the verdict on `after` is wrong or right about `threshold`.
    pub fn rates(&self, after: &Self, threshold: f64) -> Rates {
        let mut rates = Rates::default();
        self.pairs(after, |before, after, weight| {
            rates.count(after.limits.change_from(before.limits, 0.0), threshold, weight);
        });
        rates
    }

    /// The same of estimate ± t · standard error.
    pub fn plain_rates(&self, after: &Self, threshold: f64) -> Rates {
        let least = self.each[0].df.min(after.each[0].df);
        let (bounds, mut rates) = (bounds_of_t(least), Rates::default());
        self.pairs(after, |before, after, weight| {
            rates.count(before.plain(after, threshold, bounds), threshold, weight);
        });
        rates
    }
}

/// One setting with its rates.
pub struct Row {
    pub before: usize,
    pub after: usize,
    pub share: f64,
    pub change: f64,
    pub rates: Rates,
    /// Of estimate ± t · standard error, where it was asked for.
    pub plain: Option<Rates>,
}

impl Strata {
    /// Shares and thresholds of the grid.
    pub fn settings() -> Vec<(f64, f64)> {
        grid(&THRESHOLDS[..5])
    }

    pub fn how(&self) -> &'static str {
        if self.population.len() == 1 { "exact" } else { "drawn" }
    }

    /// Both waves of all these sizes, with these shares before and changes to them. The verdict is asked about the true
    /// change itself, or for `power` about no change, and then estimate ± t · standard error is asked too.
    pub fn rows(
        &self,
        sizes: &[usize],
        settings: &[(f64, f64)],
        (draws, seed): (usize, u64),
        power: bool,
    ) -> Vec<Row> {
        let waves = |allocation| sizes.iter().map(move |n| Wave::new(self.population, *n, allocation));
        let (before, after): (Vec<Wave>, Vec<Wave>) =
            (waves(self.before).collect(), waves(self.after).collect());
        let drawn = |waves: &[Wave], shares: &[f64], side: u64| -> Vec<Outcomes> {
            let all: Vec<(usize, f64)> =
                shares.iter().flat_map(|share| (0..waves.len()).map(move |k| (k, *share))).collect();
            all.into_par_iter()
                .map(|(k, share)| {
                    let seed =
                        seed.wrapping_mul(64).wrapping_add(share.to_bits()).wrapping_add(2 * k as u64 + side);
                    waves[k].outcomes(share, self.parts, draws, seed)
                })
                .collect()
        };
        let shares = distinct(settings.iter().map(|(share, _)| *share));
        let first = drawn(&before, &shares, 0);
        let mut rows = Vec::new();
        for target in distinct(settings.iter().map(|(share, change)| share + change)) {
            let second = drawn(&after, &[target], 1);
            let here = settings.iter().filter(|(share, change)| same(share + change, target));
            let pairs: Vec<(f64, f64, usize, usize)> = here
                .flat_map(|(p, d)| (0..sizes.len() * sizes.len()).map(move |k| (*p, *d, k)))
                .map(|(p, d, k)| (p, d, k / sizes.len(), k % sizes.len()))
                .collect();
            rows.par_extend(pairs.into_par_iter().map(|(share, change, i, j)| {
                let place = shares.iter().position(|p| same(*p, share)).unwrap();
                let (one, other) = (&first[place * sizes.len() + i], &second[j]);
                // A finite population has its share to a person only.
                let threshold = if power { 0.0 } else { other.truth - one.truth };
                let rates = one.rates(other, threshold);
                let plain = power.then(|| one.plain_rates(other, threshold));
                Row { before: sizes[i], after: sizes[j], share, change, rates, plain }
            }));
        }
        rows
    }

    /// The rows of the table of risks.
    pub fn risks(&self, draws: usize, seed: u64) -> Vec<Row> {
        self.rows(&SIZES, &Self::settings(), (draws, seed), false)
    }
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

fn distinct(shares: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut all: Vec<f64> = shares.collect();
    all.sort_by(f64::total_cmp);
    all.dedup_by(|a, b| same(*a, *b));
    all
}
