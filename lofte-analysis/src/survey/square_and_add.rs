//! The interval of a change of shares: squares of the two waves' own limits, added.
//!
//! "Change ± t · standard error" has two tails that are right only together: with few yes and waves of unequal size one of
//! them rejects up to three times as often as its level says. Here each share gets its own exact limits (Clopper &
//! Pearson with an effective size, Korn & Graubard 1998), and their distances from the shares are squared and added
//! (Newcombe 1998; Zou & Donner 2008). Three things keep the risk at its level, as the committed table of risks
//! shows (`cargo run --release -p lofte-analysis --example verdict_risks`):
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
use super::estimate::Variation;
use crate::distribution::{beta_quantile, student_quantile};
use serde::{Deserialize, Serialize};

/// One wave's share, as the interval of the change needs it.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::square_and_add::ShareOfWave;
/// let wave = ShareOfWave { share: 0.6, size: 150.0, n: 150, df: 149.0 };
/// let limits = wave.limits(0.025);
/// assert!(limits.lower < 0.53 && limits.upper > 0.67);
/// ```
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
///
/// # Examples
/// ```
/// use lofte_analysis::survey::square_and_add::SharesOfWaves;
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, share};
/// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
/// let wave = |yes: usize| {
///     let answers: Vec<Option<bool>> = (0..150).map(|row| Some(row < yes)).collect();
///     share(&Design::stratified(&[0; 150], &area)?, &answers, None, &EstimateOptions::default())
/// };
/// let (before, after) = (wave(60)?, wave(80)?);
/// // The same people were asked, so the change varies less than that of two fresh samples.
/// let fresh = SharesOfWaves::independent(&before, &after).expect("two shares");
/// let panel = SharesOfWaves::asked_twice(&before, &after, 0.001).expect("two shares");
/// assert!(fresh.of_those_who_changed(0.05).is_none() && panel.of_those_who_changed(0.05).is_some());
/// assert!(panel.limits(0.05).0 > fresh.limits(0.05).0);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
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

/// A wave's share and its two limits.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::square_and_add::Limits;
/// let (before, after) = (
///     Limits { share: 0.5, lower: 0.4, upper: 0.6 },
///     Limits { share: 0.7, lower: 0.6, upper: 0.8 },
/// );
/// let (lower, upper) = after.change_from(before, 0.0);
/// assert!((lower - 0.2 + 0.02_f64.sqrt()).abs() < 1e-12 && (upper - 0.2 - 0.02_f64.sqrt()).abs() < 1e-12);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The share, 0–1.
    pub share: f64,
    /// The lower limit.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
}

impl Limits {
    fn below(self) -> f64 {
        (self.share - self.lower).max(0.0)
    }

    fn above(self) -> f64 {
        (self.upper - self.share).max(0.0)
    }

    /// Squares and adds: the limits of the change from `before` to this wave, where the two estimates have this
    /// correlation (0 for waves drawn afresh).
    #[must_use]
    pub fn change_from(self, before: Self, correlation: f64) -> (f64, f64) {
        let delta = self.share - before.share;
        let width = |a: f64, b: f64| (a * a + b * b - 2.0 * correlation * a * b).max(0.0).sqrt();
        (delta - width(self.below(), before.above()), delta + width(self.above(), before.below()))
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
    #[must_use]
    pub fn of(estimate: &Estimate) -> Self {
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

    /// The limits with the risk `alpha` (between 0 and ½) on each side.
    #[must_use]
    pub fn limits(self, alpha: f64) -> Limits {
        let all = self.n as f64 - 1.0;
        let ratio = if self.n >= 2 && self.df > 0.0 && self.df.total_cmp(&all).is_ne() {
            student_quantile(alpha, all) / student_quantile(alpha, self.df)
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

impl SharesOfWaves {
    /// Two waves drawn afresh; `None` unless both estimates are shares.
    #[must_use]
    pub fn independent(before: &Estimate, after: &Estimate) -> Option<Self> {
        let sampled = |estimate: &Estimate| {
            estimate.yes.is_some() && matches!(estimate.variation, Variation::Seen | Variation::NotSeen)
        };
        (sampled(before) && sampled(after)).then(|| Self {
            before: ShareOfWave::of(before),
            after: ShareOfWave::of(after),
            asked_twice: None,
        })
    }

    /// Waves that share people, with the variance of their change; `None` unless both estimates are shares.
    #[must_use]
    pub fn asked_twice(before: &Estimate, after: &Estimate, variance: f64) -> Option<Self> {
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

    /// The limits of the change with the risk `alpha` (between 0 and ½) on each side, as shares: what
    /// [`Change`](super::change::Change) has as its interval.
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::survey::square_and_add::{ShareOfWave, SharesOfWaves};
    /// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, change, share};
    ///
    /// let area = [Stratum { name: "Flen".into(), population: Some(9_000.0) }];
    /// let wave = |yes: usize| {
    ///     let answers: Vec<Option<bool>> = (0..150).map(|k| Some(k < yes)).collect();
    ///     share(&Design::stratified(&[0; 150], &area)?, &answers, None, &EstimateOptions::default())
    /// };
    /// let (before, after) = (wave(60)?, wave(80)?);
    /// let (lower, upper) = SharesOfWaves::independent(&before, &after).expect("two shares").limits(0.05);
    /// let interval = change::independent_change(&before, &after, 0.9)?.interval;
    /// assert!((lower - interval.lower).abs() < 1e-12 && (upper - interval.upper).abs() < 1e-12);
    /// // The same from the waves' own limits.
    /// let [first, second] = [before, after].map(|wave| ShareOfWave::of(&wave).limits(0.05));
    /// assert!((second.change_from(first, 0.0).0 - lower).abs() < 1e-12);
    /// # Ok::<(), lofte_analysis::survey::SurveyError>(())
    /// ```
    #[must_use]
    pub fn limits(&self, alpha: f64) -> (f64, f64) {
        let correlation = self.asked_twice.map_or(0.0, |both| both.correlation);
        let (lower, upper) = self.after.limits(alpha).change_from(self.before.limits(alpha), correlation);
        match self.of_those_who_changed(alpha) {
            None => (lower, upper),
            Some((other_lower, other_upper)) => (lower.min(other_lower), upper.max(other_upper)),
        }
    }

    /// Limits from those who went up and those who went down, as many as give the change and its variance among the
    /// answers of the smaller wave; `None` of waves drawn afresh.
    #[must_use]
    pub fn of_those_who_changed(&self, alpha: f64) -> Option<(f64, f64)> {
        let AskedTwice { variance, .. } = self.asked_twice?;
        let smaller = if self.before.size <= self.after.size { self.before } else { self.after };
        let delta = self.after.share - self.before.share;
        let changed = (smaller.size * variance + delta * delta).max(delta.abs()).min(1.0);
        let part = |share: f64| ShareOfWave { share: share.clamp(0.0, 1.0), ..smaller }.limits(alpha);
        Some(part(f64::midpoint(changed, delta)).change_from(part((changed - delta) / 2.0), 0.0))
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
const MIN_RISK: f64 = 1e-12;
const MAX_RISK: f64 = 0.499_999;

/// The risk at which `margin` turns positive: it grows with the risk, as the interval narrows. False position on the
/// logarithm, halving the weight of an end that stays (the Illinois rule).
fn smallest_risk(margin: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (MIN_RISK.ln(), MAX_RISK.ln());
    let (mut below, mut above) = (margin(MIN_RISK), margin(MAX_RISK));
    if above <= 0.0 {
        return 0.5;
    }
    if below > 0.0 {
        return MIN_RISK;
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
