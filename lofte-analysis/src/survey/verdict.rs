//! The verdict on a promise: kept, not kept, or cannot tell.
//!
//! Two one-sided tests against one threshold fixed in advance. Both verdicts are claims that need evidence; a rise that
//! is not significant is "cannot tell", never "not kept". The verdict says nothing about cause, and nothing about the
//! people who did not answer: see [`super::nonresponse`] for how different they would have to be.

use super::change::{Change, Doubt};
use super::error::{SurveyError, require_finite};
use crate::interval::Interval;
use serde::{Deserialize, Serialize};

/// What was decided before the follow-up.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct VerdictParams {
    /// δ: the change that must be exceeded, up being good. 0 for "an increase", -0.03 for "no more than three points
    /// worse".
    pub threshold: f64,
    /// Risk of a wrong "kept", and of a wrong "not kept"; below 0.5.
    pub alpha: f64,
    /// ε: changes smaller than this either way are called practically unchanged.
    pub equivalence: Option<f64>,
}

/// The verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The change is shown to exceed the threshold.
    Kept,
    /// The change is shown to fall short of it.
    NotKept,
    /// Neither is shown.
    CannotTell,
}

/// A verdict with what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The verdict.
    pub outcome: Outcome,
    /// Why it can be no other than "cannot tell", where that is not chance.
    #[serde(default)]
    pub because: Option<Doubt>,
    /// The interval of the change at level 1 - 2α.
    pub interval: Interval,
    /// p-value of the test that can show "kept".
    pub p_kept: f64,
    /// p-value of the test that can show "not kept".
    pub p_not_kept: f64,
    /// The interval lies within ±ε (Schuirmann 1987); also possible together with "kept".
    pub practically_unchanged: bool,
}

/// Decides: kept if the whole 1 - 2α interval of the change lies above δ, not kept if it lies below, else cannot tell.
/// A change in doubt ([`Change::doubt`]) is "cannot tell" with that reason, wherever its interval lies.
///
/// # Errors
/// α not between 0 and 0.5, a threshold that is not finite, or an ε that is not positive.
///
/// ```
/// use lofte_analysis::survey::change::Change;
/// use lofte_analysis::survey::verdict::{Outcome, VerdictParams, decide};
///
/// let params = VerdictParams { threshold: 0.0, alpha: 0.05, equivalence: None };
/// // From 60 to 65 % with 330 answers in each wave: that may be chance.
/// let small = Change::new(0.05, 0.043, 656.0, 0.95)?;
/// assert_eq!(decide(&small, &params)?.outcome, Outcome::CannotTell);
/// let large = Change::new(0.09, 0.042, 656.0, 0.95)?;
/// assert_eq!(decide(&large, &params)?.outcome, Outcome::Kept);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn decide(change: &Change, params: &VerdictParams) -> Result<Decision, SurveyError> {
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
    let outcome = if change.doubt.is_some() {
        Outcome::CannotTell
    } else if lower > params.threshold {
        Outcome::Kept
    } else if upper < params.threshold {
        Outcome::NotKept
    } else {
        Outcome::CannotTell
    };
    // Nothing may be claimed of a change in doubt after a correction for many comparisons either.
    let (p_kept, p_not_kept) =
        if change.doubt.is_some() { (1.0, 1.0) } else { change.one_sided(params.threshold) };
    Ok(Decision {
        outcome,
        because: change.doubt,
        interval: Interval { lower, upper, level: 1.0 - 2.0 * params.alpha },
        p_kept,
        p_not_kept,
        practically_unchanged: change.doubt.is_none()
            && params.equivalence.is_some_and(|e| -e < lower && upper < e),
    })
}
