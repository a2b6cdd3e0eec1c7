//! Change between two waves.
//!
//! Two waves are compared when they asked the same question of the same population; whether they did is decided
//! elsewhere, and a change is never computed across a break. Waves that are drawn afresh are
//! independent; a small chance overlap only makes the true variance smaller than the one used here. The interval of a
//! change of shares is the one of [`super::square_and_add`]; everything else has estimate ± t · standard error. A change
//! about which nothing can be claimed carries its reason.

use super::Estimate;
use super::design::Design;
use super::error::{SurveyError, require_open_unit};
use super::estimate::{EstimateOptions, Variation};
use super::reliability::{Reliability, ReliabilityLimits, reliability};
use super::square_and_add::SharesOfWaves;
use super::statistic::{Statistic, contrast};
use crate::distribution::{student_quantile, student_tail};
use crate::interval::ConfidenceInterval;
use serde::{Deserialize, Serialize};

/// Answers in each wave below which nothing is claimed of a mean, total, ratio or quantile.
pub const MIN_ANSWERS: u64 = 5;

/// Why a change can carry no claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// A wave has too few answers: its share may not be shown ([`Reliability::Suppress`]), or there are fewer than
    /// [`MIN_ANSWERS`].
    TooFewAnswers,
    /// The answers do not vary, so that nothing says how uncertain they are.
    NoVariance,
}

/// A change, follow-up minus baseline. All numbers are finite.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::change::Change;
/// let fall = Change::new(-0.05, 0.02, 656.0, 0.95)?;
/// assert!(fall.interval.upper < 0.0 && fall.reversed().interval.lower > 0.0);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Follow-up minus baseline.
    pub delta: f64,
    /// Its standard error.
    pub se: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// The interval: of shares by [`super::square_and_add`], else `delta ± t · se`.
    pub interval: ConfidenceInterval,
    /// The two shares that the interval is made of, where the change is one of shares; of a change that was turned with
    /// [`Change::reversed`], the shares of those who did *not* say yes.
    #[serde(default)]
    pub shares: Option<SharesOfWaves>,
    /// Why nothing can be claimed.
    #[serde(default)]
    pub doubt: Option<Doubt>,
}

impl Change {
    /// A change from its parts, with the interval `delta ± t · se`. A standard error of 0 is taken at its word.
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
        let interval = ConfidenceInterval { lower: delta, upper: delta, level };
        Ok(Self { delta, se, df, interval, shares: None, doubt: None }.with_interval())
    }

    /// The same change between these two estimates, whose standard errors do not say how the people of both waves
    /// overlap: gives a change of shares its interval, and the doubt there is.
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::survey::change::{Change, Doubt};
    /// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, mean};
    ///
    /// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
    /// let design = Design::stratified(&[0; 6], &area)?;
    /// let before = mean(&design, &[Some(4.0); 6], None, &EstimateOptions::default())?;
    /// let after = mean(&design, &[Some(5.0); 6], None, &EstimateOptions::default())?;
    /// let change = Change::new(1.0, 0.0, 5.0, 0.95)?.between(&before, &after);
    /// assert_eq!(change.doubt, Some(Doubt::NoVariance));
    /// # Ok::<(), lofte_analysis::survey::SurveyError>(())
    /// ```
    #[must_use]
    pub fn between(self, before: &Estimate, after: &Estimate) -> Self {
        let shares = SharesOfWaves::asked_twice(before, after, self.se * self.se);
        let doubt = doubt(before, after, self.se, shares.is_some());
        Self { shares, doubt, ..self }.with_interval()
    }

    /// The same change, of which nothing is claimed.
    #[must_use]
    pub(crate) fn doubted(self, doubt: Doubt) -> Self {
        Self { doubt: Some(doubt), ..self }
    }

    /// The limits with the risk `alpha` on each side, so that the level of the interval is 1 - 2α.
    pub(crate) fn limits(&self, alpha: f64) -> (f64, f64) {
        if let Some(shares) = &self.shares {
            return shares.limits(alpha);
        }
        let half = student_quantile(1.0 - alpha, self.df) * self.se;
        (self.delta - half, self.delta + half)
    }

    fn with_interval(mut self) -> Self {
        let level = self.interval.level;
        let (lower, upper) = self.limits(f64::midpoint(1.0, -level));
        self.interval = ConfidenceInterval { lower, upper, level };
        self
    }

    /// The same change with the sign turned, so that a wanted fall counts as a rise.
    #[must_use]
    pub fn reversed(self) -> Self {
        let ConfidenceInterval { lower, upper, level } = self.interval;
        Self {
            delta: -self.delta,
            interval: ConfidenceInterval { lower: -upper, upper: -lower, level },
            shares: self.shares.map(SharesOfWaves::of_no),
            ..self
        }
    }

    /// The p-values of "the change is at most the threshold" and of "it is at least the threshold": the smallest risk at
    /// which the interval lies wholly above, and wholly below. Where no variance was seen there is none: 1 for both.
    pub(crate) fn one_sided(&self, threshold: f64) -> (f64, f64) {
        if self.doubt == Some(Doubt::NoVariance) {
            return (1.0, 1.0);
        }
        let away = self.delta - threshold;
        if let Some(shares) = &self.shares {
            return if away > 0.0 {
                let risk = shares.risk_above(threshold);
                (risk, 1.0 - risk)
            } else {
                let risk = shares.risk_below(threshold);
                (1.0 - risk, risk)
            };
        }
        if self.se > 0.0 {
            let t = away / self.se;
            return (student_tail(t, self.df), student_tail(-t, self.df));
        }
        if away > 0.0 {
            (0.0, 1.0)
        } else if away < 0.0 {
            (1.0, 0.0)
        } else {
            (0.5, 0.5)
        }
    }

    /// The two-sided p-value of the hypothesis that nothing has changed: twice the smaller of the one-sided ones. To be
    /// adjusted with [`crate::multiple_testing`] where there are many.
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::survey::change::Change;
    ///
    /// let p = Change::new(0.05, 0.02, 656.0, 0.95)?.p_value();
    /// assert!((p - 0.0127).abs() < 1e-4);
    /// # Ok::<(), lofte_analysis::survey::SurveyError>(())
    /// ```
    pub fn p_value(&self) -> f64 {
        let (above, below) = self.one_sided(0.0);
        (2.0 * above.min(below)).min(1.0)
    }
}

/// The change between two independent waves, `v(Δ) = v₁ + v₂`, with Welch and Satterthwaite's degrees of freedom; of
/// shares with the interval of [`super::square_and_add`].
///
/// A share of 0 of n or n of n has a standard error of zero, which nobody should believe: the longer side of its interval
/// at 95 % divided by the t quantile stands in for it in the standard error of the change.
///
/// # Errors
/// A level outside 0–1, or a wave without degrees of freedom.
///
/// # References
/// B. L. Welch, *The generalization of "Student's" problem when several different population variances are involved*,
/// Biometrika 34 (1947); F. E. Satterthwaite, Biometrics Bulletin 2 (1946); G. Y. Zou, A. Donner, *Construction of
/// confidence limits about effect measures*, Statistics in Medicine 27 (2008).
///
/// # Examples
/// ```
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, change, share};
///
/// let area = [Stratum { name: "Centrum".into(), population: Some(40_000.0) }];
/// let design = Design::stratified(&[0; 330], &area)?;
/// let wave = |yes: usize| -> Vec<Option<bool>> { (0..330).map(|k| Some(k < yes)).collect() };
/// let before = share(&design, &wave(198), None, &EstimateOptions::default())?;
/// let after = share(&design, &wave(215), None, &EstimateOptions::default())?;
/// let change = change::independent_change(&before, &after, 0.95)?;
/// assert!((change.delta - 17.0 / 330.0).abs() < 1e-12);
/// assert!(change.interval.contains(0.0));
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn independent_change(before: &Estimate, after: &Estimate, level: f64) -> Result<Change, SurveyError> {
    let (first, second) = (honest_variance(before), honest_variance(after));
    let variance = first + second;
    let welch = variance * variance / (first * first / before.df + second * second / after.df);
    let df = if variance > 0.0 { welch } else { (before.df + after.df).max(1.0) };
    let change = Change::new(after.value - before.value, variance.sqrt(), df, level)?;
    let shares = SharesOfWaves::independent(before, after);
    let doubt = doubt(before, after, change.se, shares.is_some());
    Ok(Change { shares, doubt, ..change }.with_interval())
}

/// The change between two waves that share people: a panel, or a rotating overlap.
///
/// The design holds the rows of both waves, with the *person* as primary sampling unit and the area as stratum; `before`
/// and `after` are statistics of that design, each restricted to the rows of its wave. The covariance of people asked
/// twice is then part of the variance (Kish 1965 ch. 12; Berger & Priam 2016). Also right for independent waves, when
/// the stratum names the wave. Follow it with [`Change::between`], which knows shares and doubts.
///
/// # Errors
/// As [`contrast`]; a change without degrees of freedom.
///
/// # References
/// L. Kish, *Survey Sampling* (1965), chapter 12; Y. G. Berger, R. Priam, *A simple variance estimator of change for
/// rotating repeated surveys*, JRSS A 179 (2016).
///
/// # Examples
/// ```
/// use lofte_analysis::survey::change::overlapping_change;
/// use lofte_analysis::survey::statistic::Statistic;
/// use lofte_analysis::survey::{Design, DesignColumns, EstimateOptions};
///
/// // Forty persons asked twice: rows 0 to 39 are the baseline, 40 to 79 the follow-up.
/// let person: Vec<u32> = (0..80).map(|row| row % 40).collect();
/// let columns = DesignColumns { psu: Some(&person), ..DesignColumns::default() };
/// let design = Design::from_columns(80, &columns)?;
/// let safe: Vec<Option<bool>> = (0..80).map(|row| Some(row % 40 < if row < 40 { 20 } else { 26 })).collect();
/// let wave = |after: bool| (0..80).map(|row| (row >= 40) == after).collect::<Vec<_>>();
/// let before = Statistic::share(&design, &safe, Some(&wave(false)))?;
/// let after = Statistic::share(&design, &safe, Some(&wave(true)))?;
/// let change = overlapping_change(&design, &before, &after, &EstimateOptions::default())?;
/// assert!((change.delta - 0.15).abs() < 1e-12);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn overlapping_change(
    design: &Design,
    before: &Statistic,
    after: &Statistic,
    options: &EstimateOptions,
) -> Result<Change, SurveyError> {
    let both = [before.clone(), after.clone()];
    let difference = contrast(design, &both, &[-1.0, 1.0], options)?;
    let change = Change::new(difference.value, difference.se, difference.df, options.level)?;
    Ok(if difference.variation == Variation::NotSeen { change.doubted(Doubt::NoVariance) } else { change })
}

/// Whether an estimate has too few answers for any claim about a change: a share that may not be shown
/// ([`Reliability::Suppress`]), any other statistic of fewer than [`MIN_ANSWERS`] or of a single unit. A census is
/// never too small. Ask it of the baseline before a target is set, so that no target is set
/// which no follow-up can be tested against.
///
/// # References
/// J. D. Parker and others, *National Center for Health Statistics data presentation standards for proportions*, Vital
/// and Health Statistics 2(175) (2017).
///
/// # Examples
/// ```
/// use lofte_analysis::survey::change::too_few_answers;
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, share};
/// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
/// let of = |n: usize| {
///     let answers: Vec<Option<bool>> = (0..n).map(|row| Some(row % 2 == 0)).collect();
///     share(&Design::stratified(&vec![0; n], &area)?, &answers, None, &EstimateOptions::default())
/// };
/// assert!(too_few_answers(&of(12)?) && !too_few_answers(&of(120)?));
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn too_few_answers(estimate: &Estimate) -> bool {
    if estimate.variation == Variation::Census {
        false
    } else if estimate.yes.is_some() {
        reliability(estimate, &ReliabilityLimits::NCHS) == Reliability::Suppress
    } else {
        estimate.n < MIN_ANSWERS || estimate.variation == Variation::OneUnit
    }
}

/// What speaks against any claim. A share has limits also where nothing varied; nothing else has.
fn doubt(before: &Estimate, after: &Estimate, se: f64, shares: bool) -> Option<Doubt> {
    let waves = [before, after];
    if waves.iter().any(|estimate| too_few_answers(estimate)) {
        return Some(Doubt::TooFewAnswers);
    }
    let still = |estimate: &&Estimate| estimate.variation == Variation::NotSeen;
    let certain = waves.iter().all(|estimate| estimate.variation == Variation::Census);
    (!shares && !certain && (se <= 0.0 || waves.iter().any(still))).then_some(Doubt::NoVariance)
}

/// The level at which the interval of a share without variance stands in for its standard error.
const STAND_IN_LEVEL: f64 = 0.95;

fn honest_variance(estimate: &Estimate) -> f64 {
    if estimate.se > 0.0 || estimate.yes.is_none() || estimate.df <= 0.0 {
        return estimate.variance();
    }
    if estimate.variation == Variation::Census {
        return 0.0;
    }
    let (lower, upper) =
        super::share_interval::exact(estimate.value, estimate.n as f64, 1.0 - STAND_IN_LEVEL);
    let longer = (upper - estimate.value).max(estimate.value - lower);
    let t = student_quantile(f64::midpoint(1.0, STAND_IN_LEVEL), estimate.df);
    (longer / t) * (longer / t)
}
