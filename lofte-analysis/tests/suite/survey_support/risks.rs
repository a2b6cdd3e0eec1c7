//! How often the verdict is wrong when the true change is exactly the threshold: what the committed table
//! `oracle/survey/verdict_risks.csv` is made by, and what the tests sample again.
//!
//! Simple samples are enumerated; stratified ones with finite population correction and people asked twice are drawn. Only
//! the interval is judged: that waves with too few answers get no verdict at all makes the true risks smaller still.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use lofte_analysis::survey::change::{self, Change};
use lofte_analysis::survey::statistic::Statistic;
use lofte_analysis::survey::{Design, DesignColumns, Estimate, EstimateOptions, Stratum, share};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;
use std::collections::HashMap;

/// Risk of either wrong verdict.
pub const ALPHA: f64 = 0.05;
/// What the table must stay within.
pub const BOUND: f64 = 0.055;
pub const SIZES: [usize; 5] = [30, 60, 150, 400, 800];
pub const SHARES: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6];
pub const THRESHOLDS: [f64; 7] = [0.0, 0.03, -0.03, 0.05, -0.05, 0.1, -0.1];

/// How often the interval lies wholly above and wholly below the threshold.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    pub kept: f64,
    pub not_kept: f64,
}

fn options() -> EstimateOptions {
    EstimateOptions::default()
}

/// Every table of yes that two simple samples can give: the limits of the change, and those of estimate ± t · se.
pub struct Enumerated {
    before: usize,
    after: usize,
    /// Lower and upper limit, row by row.
    limits: Vec<(f64, f64)>,
    plain: Vec<(f64, f64)>,
}

/// The estimates of 0 to n yes among n of a large population.
fn waves(n: usize) -> Vec<Estimate> {
    let area = [Stratum { name: "Flen".into(), population: Some(1e9) }];
    let design = Design::stratified(&vec![0; n], &area).unwrap();
    let wave = |yes: usize| {
        let answers: Vec<Option<bool>> = (0..n).map(|row| Some(row < yes)).collect();
        share(&design, &answers, None, &options()).unwrap()
    };
    (0..=n).map(wave).collect()
}

/// Probabilities of 0 to n yes.
pub fn binomial(n: usize, share: f64) -> Vec<f64> {
    let mut odds = vec![f64::NEG_INFINITY; n + 1];
    if share <= 0.0 || share >= 1.0 {
        let mut certain = vec![0.0; n + 1];
        certain[if share <= 0.0 { 0 } else { n }] = 1.0;
        return certain;
    }
    odds[0] = n as f64 * (1.0 - share).ln();
    for yes in 1..=n {
        odds[yes] = odds[yes - 1] + ((n - yes + 1) as f64 / yes as f64).ln() + (share / (1.0 - share)).ln();
    }
    odds.into_iter().map(f64::exp).collect()
}

/// Probabilities that nobody will miss.
const NEGLIGIBLE: f64 = 1e-12;

impl Enumerated {
    /// The limits of every table that has a probability worth counting for one of the shares.
    pub fn new(before: usize, after: usize, shares: &[f64], with_plain: bool) -> Self {
        let (first, second) = (waves(before), waves(after));
        let worth = |n: usize| -> Vec<bool> {
            let all: Vec<Vec<f64>> = shares.iter().map(|share| binomial(n, *share)).collect();
            (0..=n).map(|yes| all.iter().any(|p| p[yes] > NEGLIGIBLE)).collect()
        };
        let (rows, columns) = (worth(before), worth(after));
        let level = 1.0 - 2.0 * ALPHA;
        let table: Vec<((f64, f64), (f64, f64))> = (0..first.len() * second.len())
            .into_par_iter()
            .map(|place| {
                let (row, column) = (place / second.len(), place % second.len());
                if !(rows[row] && columns[column]) {
                    return ((-1.0, 1.0), (-1.0, 1.0));
                }
                let change = change::independent(&first[row], &second[column], level).unwrap();
                let limits = (change.interval.lower, change.interval.upper);
                if !with_plain {
                    return (limits, limits);
                }
                let plain = Change::new(change.delta, change.se, change.df, level).unwrap().interval;
                (limits, (plain.lower, plain.upper))
            })
            .collect();
        let (limits, plain) = table.into_iter().unzip();
        Self { before, after, limits, plain }
    }

    fn rates_of(&self, limits: &[(f64, f64)], shares: (f64, f64), threshold: f64) -> Rates {
        let (first, second) = (binomial(self.before, shares.0), binomial(self.after, shares.1));
        let mut rates = Rates { kept: 0.0, not_kept: 0.0 };
        for (row, p) in first.iter().enumerate() {
            for (column, q) in second.iter().enumerate() {
                let (lower, upper) = limits[row * second.len() + column];
                if lower > threshold {
                    rates.kept += p * q;
                } else if upper < threshold {
                    rates.not_kept += p * q;
                }
            }
        }
        rates
    }

    /// With these true shares before and after.
    pub fn rates(&self, shares: (f64, f64), threshold: f64) -> Rates {
        self.rates_of(&self.limits, shares, threshold)
    }

    /// The same with the interval estimate ± t · standard error.
    pub fn plain_rates(&self, shares: (f64, f64), threshold: f64) -> Rates {
        self.rates_of(&self.plain, shares, threshold)
    }
}

/// Two samples of one stratified population.
pub struct Stratified {
    pub name: &'static str,
    pub population: &'static [u32],
    pub before: &'static [u32],
    pub after: &'static [u32],
}

pub const STRATIFIED: [Stratified; 10] = [
    Stratified { name: "three", population: &[600, 1500, 4000], before: &[20; 3], after: &[133; 3] },
    Stratified { name: "three", population: &[600, 1500, 4000], before: &[20; 3], after: &[50; 3] },
    Stratified { name: "three", population: &[600, 1500, 4000], before: &[50; 3], after: &[133; 3] },
    Stratified { name: "three", population: &[600, 1500, 4000], before: &[133; 3], after: &[20; 3] },
    Stratified {
        name: "five",
        population: &[800, 1200, 2000, 3500, 5500],
        before: &[66; 5],
        after: &[165; 5],
    },
    Stratified {
        name: "five",
        population: &[800, 1200, 2000, 3500, 5500],
        before: &[66; 5],
        after: &[50; 5],
    },
    Stratified {
        name: "five",
        population: &[800, 1200, 2000, 3500, 5500],
        before: &[33; 5],
        after: &[22; 5],
    },
    Stratified { name: "one large", population: &[200, 300, 9000], before: &[50; 3], after: &[133; 3] },
    Stratified { name: "small", population: &[200, 300, 400], before: &[50; 3], after: &[100; 3] },
    Stratified { name: "one", population: &[1000], before: &[400], after: &[150] },
];

/// Draws `n` of a stratum of which `yes` would say yes, without replacement.
fn hypergeometric(rng: &mut Pcg64Mcg, population: u32, yes: u32, n: u32) -> u32 {
    let mut left = yes;
    for drawn in 0..n {
        if rng.random::<f64>() * f64::from(population - drawn) < f64::from(left) {
            left -= 1;
        }
    }
    yes - left
}

/// A wave's estimates, each made once.
struct Drawn<'a> {
    population: &'a [u32],
    n: &'a [u32],
    design: Design,
    made: HashMap<Vec<u32>, Estimate>,
}

impl<'a> Drawn<'a> {
    fn new(population: &'a [u32], n: &'a [u32]) -> Self {
        let strata: Vec<Stratum> = population
            .iter()
            .enumerate()
            .map(|(h, size)| Stratum { name: h.to_string(), population: Some(f64::from(*size)) })
            .collect();
        let rows: Vec<u32> = (0..).zip(n).flat_map(|(h, n)| std::iter::repeat_n(h, *n as usize)).collect();
        Self { population, n, design: Design::stratified(&rows, &strata).unwrap(), made: HashMap::new() }
    }

    fn draw(&mut self, rng: &mut Pcg64Mcg, yes: &[u32]) -> Estimate {
        let counts: Vec<u32> =
            (0..yes.len()).map(|h| hypergeometric(rng, self.population[h], yes[h], self.n[h])).collect();
        let (n, design) = (self.n, &self.design);
        *self.made.entry(counts).or_insert_with_key(|counts| {
            let of = |(n, yes): (&u32, &u32)| (0..*n).map(|k| Some(k < *yes)).collect::<Vec<_>>();
            let answers: Vec<Option<bool>> = n.iter().zip(counts).flat_map(of).collect();
            share(design, &answers, None, &options()).unwrap()
        })
    }
}

impl Stratified {
    /// Draws both waves afresh, with this share before in every stratum and `threshold` more of it after.
    pub fn rates(&self, share: f64, threshold: f64, draws: u32, seed: u64) -> Rates {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count lies between 0 and the count"
        )]
        let yes = |share: f64| -> Vec<u32> {
            self.population.iter().map(|n| (f64::from(*n) * share).round() as u32).collect()
        };
        let (first, second) = (yes(share), yes(share + threshold));
        let total = |yes: &[u32]| f64::from(yes.iter().sum::<u32>());
        let change = (total(&second) - total(&first)) / total(self.population);
        let mut rng = Pcg64Mcg::seed_from_u64(seed);
        let (mut before, mut after) =
            (Drawn::new(self.population, self.before), Drawn::new(self.population, self.after));
        count(draws, change, || {
            let (one, other) = (before.draw(&mut rng, &first), after.draw(&mut rng, &second));
            change::independent(&one, &other, 1.0 - 2.0 * ALPHA).unwrap()
        })
    }
}

fn count(draws: u32, threshold: f64, mut change: impl FnMut() -> Change) -> Rates {
    let (mut kept, mut not_kept) = (0_u32, 0_u32);
    for _ in 0..draws {
        let interval = change().interval;
        // The true change of a finite population is no round number.
        kept += u32::from(interval.lower > threshold + 1e-12);
        not_kept += u32::from(interval.upper < threshold - 1e-12);
    }
    let rate = |count: u32| f64::from(count) / f64::from(draws);
    Rates { kept: rate(kept), not_kept: rate(not_kept) }
}

/// Two waves of which the first `both` people are the same.
pub struct Panel {
    pub before: usize,
    pub after: usize,
    pub both: usize,
}

pub const PANELS: [Panel; 6] = [
    Panel { before: 60, after: 60, both: 60 },
    Panel { before: 150, after: 150, both: 150 },
    Panel { before: 400, after: 400, both: 400 },
    Panel { before: 150, after: 150, both: 75 },
    Panel { before: 60, after: 400, both: 60 },
    Panel { before: 400, after: 150, both: 100 },
];

impl Panel {
    /// Draws people of whom `fell` go from yes to no and `fell + threshold` from no to yes.
    pub fn rates(&self, share: f64, threshold: f64, fell: f64, draws: u32, seed: u64) -> Rates {
        let mut rng = Pcg64Mcg::seed_from_u64(seed);
        let rose = fell + threshold;
        let mut made: HashMap<[usize; 5], Change> = HashMap::new();
        count(draws, threshold, || {
            let mut counts = [0; 5];
            for _ in 0..self.both {
                let u = rng.random::<f64>();
                let kind = if u < share - fell {
                    0
                } else if u < share {
                    1
                } else if u < share + rose {
                    2
                } else {
                    continue;
                };
                counts[kind] += 1;
            }
            let alone =
                |rng: &mut Pcg64Mcg, n: usize, p: f64| (0..n).filter(|_| rng.random::<f64>() < p).count();
            counts[3] = alone(&mut rng, self.before - self.both, share);
            counts[4] = alone(&mut rng, self.after - self.both, share + threshold);
            *made.entry(counts).or_insert_with(|| self.change(counts))
        })
    }

    /// The change of a panel with so many yes-yes, yes-no, no-yes, and yes of those asked once.
    #[expect(clippy::cast_possible_truncation, reason = "panels are of hundreds")]
    fn change(&self, [stayed, fell, rose, only_before, only_after]: [usize; 5]) -> Change {
        let (mut people, mut answers) = (Vec::new(), Vec::new());
        for k in 0..self.before {
            people.push(k as u32);
            let yes = if k < self.both { k < stayed + fell } else { k - self.both < only_before };
            answers.push(Some(yes));
        }
        for k in 0..self.after {
            let both = k < self.both;
            people.push(if both { k } else { self.before + k } as u32);
            let yes = if both {
                k < stayed || (stayed + fell..stayed + fell + rose).contains(&k)
            } else {
                k - self.both < only_after
            };
            answers.push(Some(yes));
        }
        let columns = DesignColumns { psu: Some(&people), ..DesignColumns::default() };
        let design = Design::from_columns(people.len(), &columns).unwrap();
        let waves = [false, true]
            .map(|after| (0..people.len()).map(|row| (row >= self.before) == after).collect::<Vec<bool>>());
        let options = EstimateOptions { level: 1.0 - 2.0 * ALPHA, ..options() };
        let [before, after] =
            waves.each_ref().map(|wave| share(&design, &answers, Some(wave), &options).unwrap());
        let [first, second] =
            waves.each_ref().map(|wave| Statistic::share(&design, &answers, Some(wave)).unwrap());
        change::overlapping(&design, &first, &second, &options).unwrap().between(&before, &after)
    }
}
