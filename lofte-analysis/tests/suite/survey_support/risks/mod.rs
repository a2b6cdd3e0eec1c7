//! How often the verdict is wrong when the true change is exactly the threshold, and how often it sees a change: what the
//! committed tables `oracle/threshold_test/verdict_risks.csv` and `verdict_power.csv` are made by, and what the tests make again.
//!
//! Simple samples, one stratum and people who are all asked twice are enumerated; the others are drawn. Estimates come from
//! closed forms of the counts (tests compare them with the library's), everything after them from the library. Only
//! the interval is judged: that waves with too few answers get no verdict at all makes the true risks smaller still.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

pub mod counts;
pub mod panels;
pub mod simple;
pub mod strata;

use lofte_analysis::survey::change::Change;
use lofte_analysis::survey::square_and_add::{Limits, ShareOfWave};
use lofte_analysis::survey::{Estimate, Variation};

/// Risk of either wrong verdict.
pub const ALPHA: f64 = 0.05;
/// The level of the interval that is judged.
pub const LEVEL: f64 = 1.0 - 2.0 * ALPHA;
/// What the table must stay within.
pub const BOUND: f64 = 0.055;
pub const SIZES: [usize; 5] = [30, 60, 150, 400, 800];
pub const SHARES: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6];
/// The last two are asked of simple samples only.
pub const THRESHOLDS: [f64; 7] = [0.0, 0.03, -0.03, 0.05, -0.05, 0.1, -0.1];
/// Shares and changes at which power is compared, with waves of at least [`MIN_FOR_POWER`].
pub const MIDDLE: [f64; 5] = [0.2, 0.3, 0.45, 0.6, 0.8];
pub const CHANGES: [f64; 10] = [-0.15, -0.1, -0.08, -0.06, -0.04, 0.04, 0.06, 0.08, 0.1, 0.15];
pub const MIN_FOR_POWER: usize = 150;

/// How often the interval lies wholly above and wholly below the threshold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rates {
    pub kept: f64,
    pub not_kept: f64,
}

impl Rates {
    /// Counts an interval as often as `weight` says. The true change of a finite population is no round number, so that a
    /// limit at the threshold is told from one beyond it.
    pub fn count(&mut self, (lower, upper): (f64, f64), threshold: f64, weight: f64) {
        if lower > threshold + 1e-12 {
            self.kept += weight;
        } else if upper < threshold - 1e-12 {
            self.not_kept += weight;
        }
    }

    /// The one of the direction of a change.
    pub fn toward(self, change: f64) -> f64 {
        if change > 0.0 { self.kept } else { self.not_kept }
    }

    pub fn larger(self) -> f64 {
        self.kept.max(self.not_kept)
    }
}

/// The shares before and after of the grid, with the threshold between them.
pub fn grid(thresholds: &[f64]) -> Vec<(f64, f64)> {
    let pairs = SHARES.iter().flat_map(|share| thresholds.iter().map(move |threshold| (*share, *threshold)));
    pairs.filter(|(share, threshold)| (0.0..=1.0).contains(&(share + threshold))).collect()
}

/// The shares and changes of the comparison of power.
pub fn middle() -> Vec<(f64, f64)> {
    let pairs = MIDDLE.iter().flat_map(|share| CHANGES.map(|change| (*share, change)));
    pairs.filter(|(share, change)| (0.2 - 1e-9..=0.8 + 1e-9).contains(&(share + change))).collect()
}

/// What a wave's counts come to.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    pub limits: Limits,
    pub variance: f64,
    pub df: f64,
}

impl Outcome {
    pub fn of(estimate: &Estimate) -> Self {
        let limits = ShareOfWave::of(estimate).limits(ALPHA);
        Self { limits, variance: estimate.variance(), df: estimate.df }
    }

    /// The interval estimate ± t · standard error of the change to `after`, of which only the side that can be clear of
    /// `threshold` is asked. Between the largest and the smallest t that the degrees of freedom allow, the change is made.
    pub fn plain(&self, after: &Self, threshold: f64, bounds: (f64, f64)) -> (f64, f64) {
        let (delta, variance) = (after.limits.share - self.limits.share, self.variance + after.variance);
        let se = variance.sqrt();
        let away = (delta - threshold).abs();
        if away > bounds.1 * se || away <= bounds.0 * se {
            let half = if away > bounds.1 * se { bounds.1 } else { bounds.0 } * se;
            return (delta - half, delta + half);
        }
        let welch =
            variance * variance / (self.variance.powi(2) / self.df + after.variance.powi(2) / after.df);
        let interval = Change::new(delta, se, welch, LEVEL).unwrap().interval;
        (interval.lower, interval.upper)
    }
}

/// The least and the largest t of a change between waves of at least so many degrees of freedom.
pub fn bounds_of_t(min_df: f64) -> (f64, f64) {
    let t = |df: f64| Change::new(0.0, 1.0, df, LEVEL).unwrap().interval.upper;
    (t(1e9), t(min_df))
}

/// The same estimate with another share and variance; the closed forms know both.
fn with_share(template: &Estimate, yes: u64, value: f64, variance: f64) -> Estimate {
    let variation = if variance > 0.0 { Variation::Seen } else { Variation::NotSeen };
    Estimate { value, se: variance.sqrt(), yes: Some(yes), variation, ..*template }
}
