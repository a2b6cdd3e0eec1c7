//! Simple samples of a large population: every table of yes.

use super::counts::Counts;
use super::{Outcome, Rates, bounds_of_t};
use lofte_analysis::survey::{Design, Estimate, EstimateOptions, Stratum, share};

/// What 0 to n yes come to in each of two waves.
pub struct Enumerated {
    before: Vec<Outcome>,
    after: Vec<Outcome>,
    bounds: (f64, f64),
}

/// The estimates of 0 to n yes among n of a large population.
pub fn waves(n: usize) -> Vec<Estimate> {
    let area = [Stratum { name: "Flen".into(), population: Some(1e9) }];
    let design = Design::stratified(&vec![0; n], &area).unwrap();
    let wave = |yes: usize| {
        let answers: Vec<Option<bool>> = (0..n).map(|row| Some(row < yes)).collect();
        share(&design, &answers, None, &EstimateOptions::default()).unwrap()
    };
    (0..=n).map(wave).collect()
}

impl Enumerated {
    pub fn new(before: usize, after: usize) -> Self {
        let of = |n| waves(n).iter().map(Outcome::of).collect();
        Self { before: of(before), after: of(after), bounds: bounds_of_t(before.min(after) as f64 - 1.0) }
    }

    fn sum(
        &self,
        shares: (f64, f64),
        threshold: f64,
        interval: impl Fn(&Outcome, &Outcome) -> (f64, f64),
    ) -> Rates {
        let binomial =
            |wave: &[Outcome], share| Counts::binomial(u32::try_from(wave.len()).unwrap() - 1, share);
        let (first, second) = (binomial(&self.before, shares.0), binomial(&self.after, shares.1));
        let mut rates = Rates::default();
        for (row, p) in first.iter() {
            for (column, q) in second.iter() {
                let (before, after) = (&self.before[row as usize], &self.after[column as usize]);
                rates.count(interval(before, after), threshold, p * q);
            }
        }
        rates
    }

    /// With these true shares before and after.
    pub fn rates(&self, shares: (f64, f64), threshold: f64) -> Rates {
        self.sum(shares, threshold, |before, after| after.limits.change_from(before.limits, 0.0))
    }

    /// The same with the interval estimate ± t · standard error.
    pub fn plain_rates(&self, shares: (f64, f64), threshold: f64) -> Rates {
        self.sum(shares, threshold, |before, after| before.plain(after, threshold, self.bounds))
    }
}
