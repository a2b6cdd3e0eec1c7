//! The interval of a change of shares: squares of the two waves' own limits, added.
//!
//! "Change ± t · standard error" has two tails that are right only together: with few yes and waves of unequal size one of
//! them says "kept" up to three times as often as it promised. Here each share gets its own exact limits (Clopper &
//! Pearson with an effective size, Korn & Graubard 1998), and their distances from the shares are squared and added
//! (Newcombe 1998; Zou & Donner 2008). Three things keep the risk at what was promised, as the committed table of risks
//! shows (`cargo run -p lofte-analysis --example verdict_risks`):
//!
//! * With fewer than 50 effective yes or no the variance that strata show is itself uncertain, and small just when the
//!   share is; the effective size then moves towards the one that the weights alone give, and is below it never again.
//! * The exact limits hold half an answer too much for the middle. It is taken back where the share lies between 5 and
//!   95 % and the wave has answers enough.
//! * Of people asked twice, those who went up and those who went down are counted like two shares too, and the wider of
//!   the two intervals holds: few who changed are few answers, however many stayed.
//!
//! Leaves out means, totals, ratios and quantiles, which have no such limits.

use super::Estimate;
use super::distribution::{beta_quantile, student_quantile};
use super::estimate::Variation;
use serde::{Deserialize, Serialize};

/// One wave's share, as the interval of the change needs it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShareOfWave {
    /// The share, 0–1.
    pub share: f64,
    /// Effective number of answers.
    pub size: f64,
    /// Answers.
    pub n: u64,
    /// Degrees of freedom.
    pub df: f64,
}

/// The two shares behind a change.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SharesOfWaves {
    /// The baseline.
    pub before: ShareOfWave,
    /// The follow-up.
    pub after: ShareOfWave,
    /// What people asked twice add.
    pub asked_twice: Option<AskedTwice>,
}

/// What waves that share people add.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskedTwice {
    /// Correlation between the two estimates, -1 to 1.
    pub correlation: f64,
    /// Variance of the change.
    pub variance: f64,
}

/// A share and its two limits.
#[derive(Clone, Copy, Debug)]
struct Limits {
    share: f64,
    lower: f64,
    upper: f64,
}

impl Limits {
    fn below(self) -> f64 {
        (self.share - self.lower).max(0.0)
    }

    fn above(self) -> f64 {
        (self.upper - self.share).max(0.0)
    }
}

/// Effective yes or no below which the variance that was seen counts for nothing beside the one of the weights, and above
/// which it stands alone.
const FEW: f64 = 20.0;
const MANY: f64 = 50.0;

/// Shares (of yes or of no) between which the correction for continuity fades, and how much of an answer it takes back.
const RARE: f64 = 0.05;
const COMMON: f64 = 0.15;
const TAKEN_BACK: f64 = 0.45;
/// Effective answers from which on it is taken back whole.
const ENOUGH: f64 = 150.0;

impl ShareOfWave {
    /// From an estimate made by [`share`](super::share).
    pub(crate) fn of(estimate: &Estimate) -> Self {
        let n = estimate.n as f64;
        let by_weights = estimate.size_by_weights.unwrap_or(n).min(n).max(f64::MIN_POSITIVE);
        let product = estimate.value * (1.0 - estimate.value);
        let variance = estimate.variance();
        let seen = variance > 0.0 && product > 0.0;
        let own = if seen { product / variance } else { by_weights };
        let rarer = by_weights * estimate.value.min(1.0 - estimate.value);
        let trust = ((rarer - FEW) / (MANY - FEW)).clamp(0.0, 1.0);
        let size = 1.0 / ((1.0 - trust) / by_weights + trust / own).max(1.0 / own);
        Self { share: estimate.value, size, n: estimate.n, df: estimate.df }
    }

    /// The limits with the risk `alpha` on each side.
    fn limits(self, alpha: f64) -> Limits {
        let ratio = if self.n >= 2 && self.df > 0.0 {
            student_quantile(alpha, self.n as f64 - 1.0) / student_quantile(alpha, self.df)
        } else {
            1.0
        };
        limits(self.share, self.size * ratio * ratio, alpha)
    }
}

/// Limits of a share of `size` answers.
fn limits(share: f64, size: f64, alpha: f64) -> Limits {
    let (yes, no) = (size * share, size * (1.0 - share));
    let rarer = share.min(1.0 - share);
    let common = ((rarer - RARE) / (COMMON - RARE)).clamp(0.0, 1.0);
    let back = TAKEN_BACK * common * (size / ENOUGH).min(1.0);
    Limits {
        share,
        lower: if share <= 0.0 { 0.0 } else { beta_quantile(alpha, yes + back, no + 1.0 - back) },
        upper: if share >= 1.0 { 1.0 } else { beta_quantile(1.0 - alpha, yes + 1.0 - back, no + back) },
    }
}

/// Squares and adds: the limits of `after - before`.
fn difference(before: Limits, after: Limits, correlation: f64) -> (f64, f64) {
    let delta = after.share - before.share;
    let width = |a: f64, b: f64| (a * a + b * b - 2.0 * correlation * a * b).max(0.0).sqrt();
    (delta - width(after.below(), before.above()), delta + width(after.above(), before.below()))
}

impl SharesOfWaves {
    /// Two waves drawn afresh; `None` unless both estimates are shares.
    pub(crate) fn independent(before: &Estimate, after: &Estimate) -> Option<Self> {
        let sampled = |estimate: &Estimate| {
            estimate.yes.is_some() && matches!(estimate.variation, Variation::Seen | Variation::NotSeen)
        };
        (sampled(before) && sampled(after)).then(|| Self {
            before: ShareOfWave::of(before),
            after: ShareOfWave::of(after),
            asked_twice: None,
        })
    }

    /// Waves that share people, with the variance of their change.
    pub(crate) fn asked_twice(before: &Estimate, after: &Estimate, variance: f64) -> Option<Self> {
        let (first, second) = (before.variance(), after.variance());
        let product = (first * second).sqrt();
        let correlation = if product > 0.0 {
            ((first + second - variance) / (2.0 * product)).clamp(-1.0, 1.0)
        } else {
            0.0
        };
        let asked_twice = Some(AskedTwice { correlation, variance });
        Self::independent(before, after).map(|shares| Self { asked_twice, ..shares })
    }

    /// The shares of those who did not say yes: their change is the same with the sign turned.
    pub(crate) fn of_no(self) -> Self {
        let turned = |wave: ShareOfWave| ShareOfWave { share: 1.0 - wave.share, ..wave };
        Self { before: turned(self.before), after: turned(self.after), ..self }
    }

    /// The limits of the change with the risk `alpha` on each side.
    pub(crate) fn limits(&self, alpha: f64) -> (f64, f64) {
        let correlation = self.asked_twice.map_or(0.0, |both| both.correlation);
        let (lower, upper) = difference(self.before.limits(alpha), self.after.limits(alpha), correlation);
        match self.asked_twice {
            None => (lower, upper),
            Some(both) => {
                let (other_lower, other_upper) = self.of_those_who_changed(both.variance, alpha);
                (lower.min(other_lower), upper.max(other_upper))
            }
        }
    }

    /// Limits from those who went up and those who went down, as many as give the change and its variance among the
    /// answers of the smaller wave.
    fn of_those_who_changed(&self, variance: f64, alpha: f64) -> (f64, f64) {
        let smaller = if self.before.size <= self.after.size { self.before } else { self.after };
        let delta = self.after.share - self.before.share;
        let changed = (smaller.size * variance + delta * delta).max(delta.abs()).min(1.0);
        let part = |share: f64| ShareOfWave { share: share.clamp(0.0, 1.0), ..smaller }.limits(alpha);
        difference(part((changed - delta) / 2.0), part(f64::midpoint(changed, delta)), 0.0)
    }

    /// The smallest risk at which the interval lies wholly above `threshold`, at most ½.
    pub(crate) fn risk_above(&self, threshold: f64) -> f64 {
        smallest_risk(|alpha| self.limits(alpha).0 - threshold)
    }

    /// The smallest risk at which the interval lies wholly below `threshold`, at most ½.
    pub(crate) fn risk_below(&self, threshold: f64) -> f64 {
        smallest_risk(|alpha| threshold - self.limits(alpha).1)
    }
}

/// Smaller risks are not told apart: limits so far out are digits of rounding.
const LEAST_RISK: f64 = 1e-12;
const LARGEST_RISK: f64 = 0.499_999;

/// The risk at which `margin` turns positive: it grows with the risk, as the interval narrows. False position on the
/// logarithm, halving the weight of an end that stays (the Illinois rule).
fn smallest_risk(margin: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (LEAST_RISK.ln(), LARGEST_RISK.ln());
    let (mut below, mut above) = (margin(LEAST_RISK), margin(LARGEST_RISK));
    if above <= 0.0 {
        return 0.5;
    }
    if below > 0.0 {
        return LEAST_RISK;
    }
    let (mut at, mut stayed) = (high, 0_i8);
    for _ in 0..80 {
        let next = (low * above - high * below) / (above - below);
        let settled = (next - at).abs() < 1e-12;
        at = next;
        if settled {
            break;
        }
        let found = margin(at.exp());
        if found > 0.0 {
            (high, above) = (at, found);
            below *= if stayed == 1 { 0.5 } else { 1.0 };
            stayed = 1;
        } else {
            (low, below) = (at, found);
            above *= if stayed == -1 { 0.5 } else { 1.0 };
            stayed = -1;
        }
    }
    at.exp()
}
