//! Change between two waves.
//!
//! Two waves are compared when they asked the same question of the same population; whether they did is decided
//! elsewhere, and a change is never computed across a break. Waves that are drawn afresh are
//! independent; a small chance overlap only makes the true variance smaller than the one used here.

use super::Estimate;
use super::design::Design;
use super::distribution::{student_quantile, student_tail};
use super::error::{SurveyError, require_open_unit};
use super::estimate::EstimateOptions;
use super::statistic::{Statistic, contrast};
use crate::interval::Interval;
use serde::{Deserialize, Serialize};

/// A change, follow-up minus baseline. All numbers are finite.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Follow-up minus baseline.
    pub delta: f64,
    /// Its standard error.
    pub se: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// `delta ± t · se`.
    pub interval: Interval,
}

impl Change {
    /// A change from its parts.
    ///
    /// # Errors
    /// A number that is not finite, a negative standard error, a level outside 0–1, or no degrees of freedom.
    pub fn new(delta: f64, se: f64, df: f64, level: f64) -> Result<Self, SurveyError> {
        super::error::require_finite("change", delta)?;
        super::error::require_at_least("standard error of the change", se, 0.0)?;
        require_open_unit("level", level)?;
        if !(df.is_finite() && df > 0.0) {
            return Err(SurveyError::parameter("degrees of freedom of the change", df, "a positive number"));
        }
        let half = student_quantile(f64::midpoint(1.0, level), df) * se;
        Ok(Self { delta, se, df, interval: Interval { lower: delta - half, upper: delta + half, level } })
    }

    /// The same change with the sign turned, so that a fall that was promised counts as a rise.
    #[must_use]
    pub fn reversed(self) -> Self {
        let Interval { lower, upper, level } = self.interval;
        Self { delta: -self.delta, interval: Interval { lower: -upper, upper: -lower, level }, ..self }
    }

    /// The two-sided p-value of the hypothesis that nothing has changed. A change without any standard error is certain:
    /// 0, or 1 when it is zero. To be adjusted with [`super::multiple`] where there are many.
    ///
    /// ```
    /// use lofte_analysis::survey::change::Change;
    ///
    /// let p = Change::new(0.05, 0.02, 656.0, 0.95)?.p_value();
    /// assert!((p - 0.0127).abs() < 1e-4);
    /// # Ok::<(), lofte_analysis::survey::SurveyError>(())
    /// ```
    pub fn p_value(&self) -> f64 {
        if self.se > 0.0 {
            return (2.0 * student_tail((self.delta / self.se).abs(), self.df)).min(1.0);
        }
        if self.delta.abs() > 0.0 { 0.0 } else { 1.0 }
    }
}

/// The change between two independent waves, `v(Δ) = v₁ + v₂`, with Welch and Satterthwaite's degrees of freedom.
///
/// A share of 0 of n or n of n has a standard error of zero, which nobody should believe: the longer side of its interval
/// divided by the t quantile stands in for it, so that "0 of 5, then 0 of 5" proves nothing.
///
/// # Errors
/// A level outside 0–1, or a wave without degrees of freedom.
///
/// ```
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, change, share};
///
/// let area = [Stratum { name: "Centrum".into(), population: Some(40_000.0) }];
/// let design = Design::stratified(&[0; 330], &area)?;
/// let wave = |yes: usize| -> Vec<Option<bool>> { (0..330).map(|k| Some(k < yes)).collect() };
/// let before = share(&design, &wave(198), None, &EstimateOptions::default())?;
/// let after = share(&design, &wave(215), None, &EstimateOptions::default())?;
/// let change = change::independent(&before, &after, 0.95)?;
/// assert!((change.delta - 17.0 / 330.0).abs() < 1e-12);
/// assert!(change.interval.contains(0.0));
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn independent(before: &Estimate, after: &Estimate, level: f64) -> Result<Change, SurveyError> {
    let (first, second) = (honest_variance(before), honest_variance(after));
    let variance = first + second;
    let welch = variance * variance / (first * first / before.df + second * second / after.df);
    let df = if variance > 0.0 { welch } else { (before.df + after.df).max(1.0) };
    Change::new(after.value - before.value, variance.sqrt(), df, level)
}

/// The change between two waves that share people: a panel, or a rotating overlap.
///
/// The design holds the rows of both waves, with the *person* as primary sampling unit and the area as stratum; `before`
/// and `after` are statistics of that design, each restricted to the rows of its wave. The covariance of people asked
/// twice is then part of the variance (Kish 1965 ch. 12; Berger & Priam 2016). Also right for independent waves, when
/// the stratum names the wave.
///
/// # Errors
/// As [`contrast`]; a change without degrees of freedom.
pub fn overlapping(
    design: &Design,
    before: &Statistic,
    after: &Statistic,
    options: &EstimateOptions,
) -> Result<Change, SurveyError> {
    let both = [before.clone(), after.clone()];
    let difference = contrast(design, &both, &[-1.0, 1.0], options)?;
    Change::new(difference.value, difference.se, difference.df, options.level)
}

fn honest_variance(estimate: &Estimate) -> f64 {
    let longer =
        (estimate.interval.upper - estimate.value).max(estimate.value - estimate.interval.lower).max(0.0);
    if estimate.se > 0.0 || longer <= 0.0 || estimate.df <= 0.0 {
        return estimate.variance();
    }
    let t = student_quantile(f64::midpoint(1.0, estimate.interval.level), estimate.df);
    (longer / t) * (longer / t)
}
