//! A change against a threshold that was set in advance: shown to exceed it, shown to fall short of it, or neither.
//!
//! Two one-sided tests. Both results are claims that need evidence: a rise that is not significant is inconclusive, never
//! "below". What a result means, for a promise or a target, is for whoever set the threshold to say; the test says nothing
//! about cause, and nothing about the people who did not answer: see [`super::nonresponse`] for how different they would
//! have to be.

use super::change::{Change, Doubt};
use super::error::{SurveyError, require_finite};
use crate::interval::ConfidenceInterval;
use serde::{Deserialize, Serialize};

/// What was decided before the follow-up.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThresholdTestParams {
    /// δ: the change that must be exceeded, up being good. 0 for "an increase", -0.03 for "no more than three points
    /// worse".
    pub threshold: f64,
    /// Risk of a wrong "above", and of a wrong "below"; less than 0.5.
    pub alpha: f64,
    /// ε: changes smaller than this either way count as equivalent to none.
    pub equivalence: Option<f64>,
}

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThresholdResult {
    /// The change is shown to exceed the threshold.
    Above,
    /// The change is shown to fall short of it.
    Below,
    /// Neither is shown.
    Inconclusive,
}

impl ThresholdResult {
    /// The result that one-sided p-values give, for instance after they were adjusted for many comparisons: shown where a
    /// p-value is below `alpha`.
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::survey::threshold_test::ThresholdResult;
    /// assert_eq!(ThresholdResult::of_p_values(0.01, 0.99, 0.05), ThresholdResult::Above);
    /// assert_eq!(ThresholdResult::of_p_values(0.20, 0.80, 0.05), ThresholdResult::Inconclusive);
    /// ```
    #[must_use]
    pub fn of_p_values(p_above: f64, p_below: f64, alpha: f64) -> Self {
        if p_above < alpha {
            Self::Above
        } else if p_below < alpha {
            Self::Below
        } else {
            Self::Inconclusive
        }
    }
}

/// The result of the test, with what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThresholdTest {
    /// What is shown.
    pub result: ThresholdResult,
    /// Why it can be nothing but inconclusive, where that is not chance.
    #[serde(default)]
    pub doubt: Option<Doubt>,
    /// The interval of the change at level 1 - 2α.
    pub interval: ConfidenceInterval,
    /// p-value of the test that can show "above".
    pub p_above: f64,
    /// p-value of the test that can show "below".
    pub p_below: f64,
    /// The interval lies within ±ε (Schuirmann 1987); also possible together with "above".
    pub equivalent: bool,
}

/// Above if the whole 1 - 2α confidence interval of the change lies above δ, below if it lies below, else inconclusive. A
/// change in doubt ([`Change::doubt`]) is inconclusive with that reason, wherever its interval lies.
///
/// # Errors
/// α not between 0 and 0.5, a threshold that is not finite, or an ε that is not positive.
///
/// # References
/// D. J. Schuirmann, *A comparison of the two one-sided tests procedure and the power approach*, Journal of
/// Pharmacokinetics and Biopharmaceutics 15 (1987).
///
/// # Examples
/// ```
/// use lofte_analysis::survey::change::Change;
/// use lofte_analysis::survey::threshold_test::{ThresholdResult, ThresholdTestParams, threshold_test};
///
/// let params = ThresholdTestParams { threshold: 0.0, alpha: 0.05, equivalence: None };
/// // From 60 to 65 % with 330 answers in each wave: that may be chance.
/// let small = Change::new(0.05, 0.043, 656.0, 0.95)?;
/// assert_eq!(threshold_test(&small, &params)?.result, ThresholdResult::Inconclusive);
/// let large = Change::new(0.09, 0.042, 656.0, 0.95)?;
/// assert_eq!(threshold_test(&large, &params)?.result, ThresholdResult::Above);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn threshold_test(change: &Change, params: &ThresholdTestParams) -> Result<ThresholdTest, SurveyError> {
    require_finite("threshold", params.threshold)?;
    if !(params.alpha > 0.0 && params.alpha < 0.5) {
        return Err(SurveyError::parameter("alpha", params.alpha, "between 0 and 0.5, both excluded"));
    }
    if let Some(epsilon) = params.equivalence
        && !(epsilon.is_finite() && epsilon > 0.0)
    {
        return Err(SurveyError::parameter("equivalence", epsilon, "a positive number"));
    }
    // Checks the change as well: it may have been read from a file.
    Change::new(change.delta, change.se, change.df, change.interval.level)?;
    let (lower, upper) = change.limits(params.alpha);
    let result = if change.doubt.is_some() {
        ThresholdResult::Inconclusive
    } else if lower > params.threshold {
        ThresholdResult::Above
    } else if upper < params.threshold {
        ThresholdResult::Below
    } else {
        ThresholdResult::Inconclusive
    };
    // Nothing may be claimed of a change in doubt after a correction for many comparisons either.
    let (p_above, p_below) =
        if change.doubt.is_some() { (1.0, 1.0) } else { change.one_sided(params.threshold) };
    Ok(ThresholdTest {
        result,
        doubt: change.doubt,
        interval: ConfidenceInterval { lower, upper, level: 1.0 - 2.0 * params.alpha },
        p_above,
        p_below,
        equivalent: change.doubt.is_none() && params.equivalence.is_some_and(|e| -e < lower && upper < e),
    })
}
