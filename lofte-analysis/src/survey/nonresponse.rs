//! What those who did not answer could do to the result of a test.
//!
//! No interval contains non-response bias. The tipping point says how different the silent would have to be from those
//! who answered for the result to fall; the R-indicator says how unevenly groups answered. Leaves out any attempt to
//! correct: that needs register variables and calibration.

use super::error::SurveyError;
use super::threshold_test::{ThresholdResult, ThresholdTest, ThresholdTestParams};
use serde::{Deserialize, Serialize};

/// How different non-respondents must be before the result no longer holds, in the unit of the estimate (non-respondents
/// minus respondents). `None` where no difference could overturn it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TippingPoint {
    /// They differ only in the follow-up.
    pub only_after: Option<f64>,
    /// They differ equally much in both waves, so that only the fall in response matters.
    pub both_waves: Option<f64>,
}

/// The tipping point of a result, or `None` for an inconclusive one, which no difference can overturn by this argument.
///
/// The change among everybody is `Δ + (1-ρ₂)b₂ - (1-ρ₁)b₁` with response rates ρ and differences b.
///
/// # Errors
/// A response rate that is not above 0 and at most 1.
///
/// # References
/// R. J. A. Little, D. B. Rubin, *Statistical Analysis with Missing Data* (2019), chapter 15 (sensitivity analysis).
///
/// # Examples
/// ```
/// use lofte_analysis::survey::change::Change;
/// use lofte_analysis::survey::nonresponse::tipping_point;
/// use lofte_analysis::survey::threshold_test::{ThresholdTestParams, threshold_test};
///
/// let params = ThresholdTestParams { threshold: 0.0, alpha: 0.05, equivalence: None };
/// let decision = threshold_test(&Change::new(0.09, 0.042, 656.0, 0.95)?, &params)?;
/// let tipping = tipping_point(&decision, &params, 0.62, 0.51)?.expect("above");
/// // Had those who stayed silent in the follow-up been 4.2 points less positive, nothing would be shown.
/// assert!((tipping.only_after.expect("response below 1") + 0.0425).abs() < 5e-4);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn tipping_point(
    decision: &ThresholdTest,
    params: &ThresholdTestParams,
    response_before: f64,
    response_after: f64,
) -> Result<Option<TippingPoint>, SurveyError> {
    for (name, rate) in [("response rate before", response_before), ("response rate after", response_after)] {
        if !(rate > 0.0 && rate <= 1.0) {
            return Err(SurveyError::parameter(name, rate, "above 0 and at most 1"));
        }
    }
    // The shift of the whole interval that brings its near end to the threshold.
    let shift = match decision.result {
        ThresholdResult::Above => params.threshold - decision.interval.lower,
        ThresholdResult::Below => params.threshold - decision.interval.upper,
        ThresholdResult::Inconclusive => return Ok(None),
    };
    let divide = |by: f64| (by.abs() > 1e-12).then(|| shift / by);
    Ok(Some(TippingPoint {
        only_after: divide(1.0 - response_after),
        both_waves: divide(response_before - response_after),
    }))
}

/// Asked and answered in one group of the register.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupResponse {
    /// Persons asked, those out of scope left out.
    pub asked: f64,
    /// Persons who answered.
    pub answered: f64,
}

/// The R-indicator `1 - 2 sd(ρ̂)` over groups (Schouten, Cobben & Bethlehem 2009): 1 when all groups answer alike.
///
/// # Errors
/// No groups, a group where nobody was asked, or more answers than asked.
///
/// # References
/// B. Schouten, F. Cobben, J. Bethlehem, *Indicators for the representativeness of survey response*, Survey Methodology
/// 35 (2009).
///
/// # Examples
/// ```
/// use lofte_analysis::survey::nonresponse::{GroupResponse, representativity};
/// let group = |asked, answered| GroupResponse { asked, answered };
/// assert!((representativity(&[group(100.0, 60.0), group(100.0, 60.0)])? - 1.0).abs() < 1e-12);
/// // The young answered half as often as the old.
/// assert!((representativity(&[group(100.0, 30.0), group(100.0, 60.0)])? - 0.7).abs() < 1e-12);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn representativity(groups: &[GroupResponse]) -> Result<f64, SurveyError> {
    if groups.is_empty() {
        return Err(SurveyError::NoRows);
    }
    for group in groups {
        super::error::require_at_least("persons asked", group.asked, 1.0)?;
        if !(0.0..=group.asked).contains(&group.answered) {
            return Err(SurveyError::parameter(
                "persons who answered",
                group.answered,
                "from 0 to those asked",
            ));
        }
    }
    let asked: f64 = groups.iter().map(|g| g.asked).sum();
    let rate = groups.iter().map(|g| g.answered).sum::<f64>() / asked;
    let variance =
        groups.iter().map(|g| g.asked * (g.answered / g.asked - rate).powi(2)).sum::<f64>() / asked;
    Ok(1.0 - 2.0 * variance.sqrt())
}
