//! What a follow-up survey can show, before it is carried out.
//!
//! One area of 300 mailed forms cannot show a change of less than about 13 percentage points, and a target set
//! without that number cannot be tested fairly later. The formulas are those of two independent or overlapping samples
//! with a design effect (Kish 1965 ch. 12, 1992). Normal approximation; leaves out sequential and cluster-number
//! planning.

use super::error::{SurveyError, require_at_least, require_open_unit};
use crate::distribution::{normal_cdf, normal_quantile, normal_tail};
use serde::{Deserialize, Serialize};

/// Which way the share is wanted to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better, as with "feels safe".
    Up,
    /// Less is better, as with "has been a victim".
    Down,
}

/// One-sided or two-sided test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sides {
    /// Only the wanted direction counts.
    One,
    /// Either direction counts; both tails are included in the power.
    Two,
}

/// Which variance the test uses when nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NullVariance {
    /// The variance at the shares planned for; what the threshold test uses.
    Unpooled,
    /// The variance at their mean, as R's `power.prop.test` (which leaves out the far tail) and statsmodels. Differs by
    /// 0.1–0.3 %.
    Pooled,
}

/// Two planned waves. Everything is to be decided, so nothing has a default.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MdeParams {
    /// Share in the baseline, between 0 and 1.
    pub share_before: f64,
    /// Answers in the baseline; see [`expected_answers`].
    pub answers_before: f64,
    /// Answers expected in the follow-up.
    pub answers_after: f64,
    /// Design effect, the loss from unequal weights included; 1 for a simple random sample.
    pub design_effect: f64,
    /// The direction wanted.
    pub direction: Direction,
    /// Smallest change that counts, in the wanted direction, as a share; 0 for "any improvement", negative for "no
    /// worse than".
    pub threshold: f64,
    /// Level of the test.
    pub alpha: f64,
    /// Wanted probability of seeing the change.
    pub power: f64,
    /// Sides of the test.
    pub sides: Sides,
    /// Variance under no change.
    pub null_variance: NullVariance,
    /// Persons asked in both waves as a share of the larger sample, 0 for samples drawn afresh.
    pub overlap: f64,
    /// Correlation between a person's two answers.
    pub correlation: f64,
}

/// Answers to be expected: mailed × (1 - out of scope) × response rate.
///
/// # Errors
/// A negative number mailed, or a share outside 0–1.
///
/// # References
/// AAPOR, *Standard Definitions* (2016), for what is out of scope.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::power_analysis::expected_answers;
/// assert!((expected_answers(300.0, 0.02, 0.5)? - 147.0).abs() < 1e-9);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn expected_answers(mailed: f64, out_of_scope: f64, response_rate: f64) -> Result<f64, SurveyError> {
    require_at_least("number mailed", mailed, 0.0)?;
    for (name, value) in [("share out of scope", out_of_scope), ("response rate", response_rate)] {
        if !(0.0..=1.0).contains(&value) {
            return Err(SurveyError::parameter(name, value, "from 0 to 1"));
        }
    }
    Ok(mailed * (1.0 - out_of_scope) * response_rate)
}

/// The probability that a true change of `change` (in the wanted direction) is seen.
///
/// # Errors
/// A parameter outside its range, or a change that would take the share outside 0–1.
///
/// # References
/// L. Kish, *Survey Sampling* (1965), chapter 12; J. L. Fleiss, *Statistical Methods for Rates and Proportions* (2003),
/// chapter 4.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::power_analysis::*;
/// let params = MdeParams {
///     share_before: 0.6, answers_before: 330.0, answers_after: 330.0, design_effect: 1.0,
///     direction: Direction::Up, threshold: 0.0, alpha: 0.05, power: 0.8, sides: Sides::One,
///     null_variance: NullVariance::Unpooled, overlap: 0.0, correlation: 0.0,
/// };
/// // Five points more are seen four times in ten, no change at all once in twenty.
/// assert!((power(&params, 0.05)? - 0.37).abs() < 0.02 && (power(&params, 0.0)? - 0.05).abs() < 1e-12);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn power(params: &MdeParams, change: f64) -> Result<f64, SurveyError> {
    check(params)?;
    let share = toward_up(params);
    if !(change.is_finite() && change >= -share && change <= 1.0 - share) {
        let must =
            format!("from {:.4} to {:.4}, so that the share stays within 0 and 1", -share, 1.0 - share);
        return Err(SurveyError::parameter("change", change, &must));
    }
    Ok(power_at(params, share, change))
}

/// The smallest true change (in the wanted direction) that would be seen with the wanted probability; `None` when not
/// even the largest possible change would be.
///
/// # Errors
/// A parameter outside its range.
///
/// # References
/// H. S. Bloom, *Minimum detectable effects*, Evaluation Review 19 (1995); L. Kish, *Survey Sampling* (1965), chapter
/// 12.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::power_analysis::*;
///
/// // One area: 300 mailed, half answer, in each wave.
/// let answers = expected_answers(300.0, 0.0, 0.5)?;
/// let params = MdeParams {
///     share_before: 0.6, answers_before: answers, answers_after: answers, design_effect: 1.0,
///     direction: Direction::Up, threshold: 0.0, alpha: 0.05, power: 0.8, sides: Sides::One,
///     null_variance: NullVariance::Unpooled, overlap: 0.0, correlation: 0.0,
/// };
/// let smallest = minimum_detectable_effect(&params)?.expect("reachable");
/// assert!((smallest - 0.1339).abs() < 1e-4);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn minimum_detectable_effect(params: &MdeParams) -> Result<Option<f64>, SurveyError> {
    check(params)?;
    let share = toward_up(params);
    let (mut low, mut high) = (params.threshold.max(-share), 1.0 - share);
    if high <= low || power_at(params, share, high) < params.power {
        return Ok(None);
    }
    // The variance depends on the share after the change, so there is no closed form.
    while high - low > 1e-15 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if power_at(params, share, middle) < params.power {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(Some(high))
}

/// Forms to mail per wave so that a true change of `change` is seen with the wanted probability, for two waves of equal
/// size. The numbers of answers in `params` are not used; overlap is.
///
/// # Errors
/// A parameter outside its range, or a change that does not exceed the threshold.
///
/// # References
/// L. Kish, *Survey Sampling* (1965), chapters 2 and 12.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::power_analysis::*;
/// let params = MdeParams {
///     share_before: 0.6, answers_before: 1.0, answers_after: 1.0, design_effect: 1.0,
///     direction: Direction::Up, threshold: 0.0, alpha: 0.05, power: 0.8, sides: Sides::One,
///     null_variance: NullVariance::Unpooled, overlap: 0.0, correlation: 0.0,
/// };
/// let mailed = required_sample_size(&params, 0.05, 0.5)?;
/// // With as many answers as that, five points are seen with the wanted probability.
/// let answers = 0.5 * mailed;
/// let planned = MdeParams { answers_before: answers, answers_after: answers, ..params };
/// assert!((power(&planned, 0.05)? - 0.8).abs() < 1e-9);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn required_sample_size(params: &MdeParams, change: f64, response_rate: f64) -> Result<f64, SurveyError> {
    check(params)?;
    let share = toward_up(params);
    let after = share + change;
    if !(change > params.threshold && (0.0..=1.0).contains(&after)) {
        let must = "above the threshold, with the share still within 0 and 1";
        return Err(SurveyError::parameter("change", change, must));
    }
    if !(response_rate > 0.0 && response_rate <= 1.0) {
        return Err(SurveyError::parameter("response rate", response_rate, "above 0 and at most 1"));
    }
    let (first, second) = (share * (1.0 - share), after * (1.0 - after));
    let per_answer = first + second - 2.0 * params.correlation * params.overlap * (first * second).sqrt();
    let z = critical(params) + normal_quantile(params.power);
    let away = change - params.threshold;
    Ok(z * z * params.design_effect * per_answer / (away * away * response_rate))
}

/// Half the width of the interval of one share: `z √(deff p q / n)`.
///
/// # Errors
/// A share or level outside 0–1, no answers, or a design effect that is not positive.
///
/// # References
/// L. Kish, *Survey Sampling* (1965), chapter 2.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::power_analysis::margin_of_error;
/// assert!((margin_of_error(0.5, 1000.0, 1.0, 0.95)? - 0.031).abs() < 1e-4);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn margin_of_error(share: f64, answers: f64, design_effect: f64, level: f64) -> Result<f64, SurveyError> {
    require_open_unit("share", share)?;
    require_open_unit("level", level)?;
    require_at_least("answers", answers, 1.0)?;
    require_at_least("design effect", design_effect, f64::MIN_POSITIVE)?;
    let z = normal_quantile(f64::midpoint(1.0, level));
    Ok(z * (design_effect * share * (1.0 - share) / answers).sqrt())
}

fn check(params: &MdeParams) -> Result<(), SurveyError> {
    require_open_unit("share before", params.share_before)?;
    require_open_unit("alpha", params.alpha)?;
    require_open_unit("power", params.power)?;
    require_at_least("answers before", params.answers_before, 1.0)?;
    require_at_least("answers after", params.answers_after, 1.0)?;
    require_at_least("design effect", params.design_effect, f64::MIN_POSITIVE)?;
    if params.threshold.is_nan() || params.threshold.abs() >= 1.0 {
        return Err(SurveyError::parameter("threshold", params.threshold, "between -1 and 1"));
    }
    if !(0.0..=1.0).contains(&params.overlap) {
        return Err(SurveyError::parameter("overlap", params.overlap, "from 0 to 1"));
    }
    if !(-1.0..=1.0).contains(&params.correlation) {
        return Err(SurveyError::parameter("correlation", params.correlation, "from -1 to 1"));
    }
    Ok(())
}

/// The baseline share, turned so that the wanted direction is up.
fn toward_up(params: &MdeParams) -> f64 {
    match params.direction {
        Direction::Up => params.share_before,
        Direction::Down => 1.0 - params.share_before,
    }
}

fn critical(params: &MdeParams) -> f64 {
    match params.sides {
        Sides::One => normal_quantile(1.0 - params.alpha),
        Sides::Two => normal_quantile(1.0 - params.alpha / 2.0),
    }
}

fn power_at(params: &MdeParams, share: f64, change: f64) -> f64 {
    let sd = standard_error(params, share, share + change);
    let null_sd = match params.null_variance {
        NullVariance::Unpooled => sd,
        NullVariance::Pooled => {
            let pooled = share + change / 2.0;
            standard_error(params, pooled, pooled)
        }
    };
    let away = change - params.threshold;
    if sd <= 0.0 {
        return if away > 0.0 { 1.0 } else { 0.0 };
    }
    let near = normal_tail((critical(params) * null_sd - away) / sd);
    match params.sides {
        Sides::One => near,
        Sides::Two => near + normal_cdf((-critical(params) * null_sd - away) / sd),
    }
}

fn standard_error(params: &MdeParams, before: f64, after: f64) -> f64 {
    let MdeParams { answers_before: n1, answers_after: n2, design_effect, overlap, correlation, .. } =
        *params;
    let (v1, v2) = (before * (1.0 - before) / n1, (after * (1.0 - after)).max(0.0) / n2);
    let common = overlap * n1.max(n2);
    let covariance = correlation * common / (n1 * n2).sqrt() * (v1 * v2).sqrt();
    (design_effect * (v1 + v2 - 2.0 * covariance)).max(0.0).sqrt()
}
