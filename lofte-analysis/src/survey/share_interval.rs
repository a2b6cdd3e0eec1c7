//! Intervals for a share.
//!
//! A plain "share ± t · se" leaves 0–1 and covers badly near its ends, which is where crime victimisation lives. The
//! choice is the caller's; logit is the default. When nobody or everybody said yes the variance is zero and only an exact
//! binomial argument is left, so every method then gives Korn and Graubard's one-sided limit instead.

use super::error::{SurveyError, require_at_least, require_open_unit};
use super::estimate::Variation;
use super::taylor::rounded;
use crate::distribution::{beta_quantile, student_quantile};
use crate::interval::ConfidenceInterval;
use serde::{Deserialize, Serialize};

/// How the interval of a share is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalMethod {
    /// t interval of the log-odds, transformed back. The closed form of SUDAAN, SPSS and Stata, and "xlogit" in R.
    #[default]
    Logit,
    /// Wilson's score interval with the effective sample size (Franco et al. 2019). R's definition.
    Wilson,
    /// Korn & Graubard (1998) in the form of NCHS (2017): the effective size is never above the number of answers.
    KornGraubard,
    /// The same without that ceiling: "beta" in R.
    Beta,
    /// t interval on the arcsine scale.
    Arcsine,
    /// Estimate ± t · se, as for a mean; may leave 0–1.
    MeanT,
    /// The shares that the likelihood of as many answers as the effective size does not rule out: `2 n_e · (p ln(p/x) +
    /// (1-p) ln((1-p)/(1-x))) ≤ t²`. "likelihood" in R, which finds them on a spline.
    Likelihood,
}

/// What an interval is computed from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShareFacts {
    pub(crate) share: f64,
    pub(crate) variance: f64,
    pub(crate) n: u64,
    pub(crate) df: f64,
    pub(crate) variation: Variation,
}

/// The interval of a share whose standard error was found in another way than by linearisation, for instance from
/// replicates, and the method that was really used.
///
/// `n` is the number of answers, `df` the degrees of freedom of the standard error.
///
/// # Errors
/// A share outside 0–1, a standard error that is negative or not finite, degrees of freedom that are not positive, or a
/// level that is not between 0 and 1.
///
/// # References
/// E. L. Korn, B. I. Graubard, *Confidence intervals for proportions with small expected number of positive counts*,
/// Survey Methodology 24 (1998); C. Franco, R. J. A. Little, T. A. Louis, E. V. Slud, Journal of Survey Statistics and
/// Methodology 7 (2019); R's `svyciprop`.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::IntervalMethod;
/// use lofte_analysis::survey::share_interval::interval_from_standard_error;
///
/// let (interval, method) = interval_from_standard_error(0.6, 0.03, 250, 249.0, IntervalMethod::Logit, 0.95)?;
/// assert!(interval.lower > 0.53 && interval.upper < 0.66);
/// assert_eq!(method, IntervalMethod::Logit);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn interval_from_standard_error(
    share: f64,
    se: f64,
    n: u64,
    df: f64,
    method: IntervalMethod,
    level: f64,
) -> Result<(ConfidenceInterval, IntervalMethod), SurveyError> {
    if !(0.0..=1.0).contains(&share) {
        return Err(SurveyError::parameter("share", share, "from 0 to 1"));
    }
    require_at_least("standard error", se, 0.0)?;
    require_at_least("degrees of freedom", df, f64::MIN_POSITIVE)?;
    require_open_unit("level", level)?;
    let variance = rounded(se * se, share);
    Ok(share_interval(ShareFacts { share, variance, n, df, variation: Variation::Seen }, method, level))
}

/// The interval, and the method that was really used.
pub(crate) fn share_interval(
    facts: ShareFacts,
    method: IntervalMethod,
    level: f64,
) -> (ConfidenceInterval, IntervalMethod) {
    let ShareFacts { share, variance, n, df, variation } = facts;
    let interval = |lower: f64, upper: f64| ConfidenceInterval { lower, upper, level };
    match variation {
        Variation::Census => return (interval(share, share), method),
        Variation::OneUnit => return (interval(0.0, 1.0), method),
        Variation::Seen | Variation::NotSeen => {}
    }
    let alpha = 1.0 - level;
    // Nothing varied: either 0 of n or n of n, or strata that are each of one mind.
    if variance <= 0.0 || share <= 0.0 || share >= 1.0 {
        let (lower, upper) = exact(share, n as f64, alpha);
        return (interval(lower, upper), IntervalMethod::KornGraubard);
    }
    if df <= 0.0 {
        return (interval(0.0, 1.0), method);
    }
    let t = student_quantile(1.0 - alpha / 2.0, df);
    let (lower, upper) = match method {
        IntervalMethod::Logit => logit(share, variance.sqrt(), t),
        IntervalMethod::Wilson => wilson(share, variance, t),
        IntervalMethod::KornGraubard => {
            let size = adjusted_size(share, variance, n, df, alpha).min(n as f64);
            exact(share, size, alpha)
        }
        IntervalMethod::Beta => exact(share, adjusted_size(share, variance, n, df, alpha), alpha),
        IntervalMethod::Arcsine => arcsine(share, variance.sqrt(), t),
        IntervalMethod::Likelihood => likelihood(share, variance, n, t),
        IntervalMethod::MeanT => (share - t * variance.sqrt(), share + t * variance.sqrt()),
    };
    (interval(lower, upper), method)
}

fn logit(share: f64, se: f64, t: f64) -> (f64, f64) {
    let middle = (share / (1.0 - share)).ln();
    let half = t * se / (share * (1.0 - share));
    let back = |x: f64| 1.0 / (1.0 + (-x).exp());
    (back(middle - half), back(middle + half))
}

fn wilson(share: f64, variance: f64, t: f64) -> (f64, f64) {
    let size = share * (1.0 - share) / variance;
    let scale = 1.0 + t * t / size;
    let middle = share + t * t / (2.0 * size);
    let half = t * (share * (1.0 - share) / size + t * t / (4.0 * size * size)).sqrt();
    (((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0))
}

fn arcsine(share: f64, se: f64, t: f64) -> (f64, f64) {
    let middle = share.sqrt().asin();
    let half = t * se / (2.0 * (share * (1.0 - share)).sqrt());
    let back = |x: f64| x.sin() * x.sin();
    (back(middle - half), back(middle + half))
}

/// Halves between the share and either end; the likelihood falls all the way.
fn likelihood(share: f64, variance: f64, n: u64, t: f64) -> (f64, f64) {
    // R takes the simple variance with the divisor n - 1.
    let simple = share * (1.0 - share) * (1.0 - 1.0 / n as f64);
    let size = simple / variance;
    let away =
        |x: f64| 2.0 * size * (share * (share / x).ln() + (1.0 - share) * ((1.0 - share) / (1.0 - x)).ln());
    let limit = |end: f64| {
        let (mut inside, mut outside) = (share, end);
        for _ in 0..200 {
            let middle = f64::midpoint(inside, outside);
            if away(middle) <= t * t {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        inside
    };
    (limit(0.0), limit(1.0))
}

/// Effective sample size with Korn and Graubard's correction for few degrees of freedom.
fn adjusted_size(share: f64, variance: f64, n: u64, df: f64, alpha: f64) -> f64 {
    let size = share * (1.0 - share) / variance;
    if n < 2 {
        return size;
    }
    let ratio = student_quantile(alpha / 2.0, n as f64 - 1.0) / student_quantile(alpha / 2.0, df);
    size * ratio * ratio
}

/// Clopper and Pearson's interval with a real-valued sample size.
pub(crate) fn exact(share: f64, size: f64, alpha: f64) -> (f64, f64) {
    let yes = size * share;
    let no = size * (1.0 - share);
    (beta_quantile(alpha / 2.0, yes, no + 1.0), beta_quantile(1.0 - alpha / 2.0, yes + 1.0, no))
}

#[cfg(test)]
mod tests {
    use super::{IntervalMethod, ShareFacts, Variation, share_interval};

    #[test]
    fn nobody_and_everybody_get_one_sided_limits() {
        let facts = ShareFacts { share: 0.0, variance: 0.0, n: 150, df: 149.0, variation: Variation::Seen };
        let (none, method) = share_interval(facts, IntervalMethod::Logit, 0.95);
        assert_eq!(method, IntervalMethod::KornGraubard);
        assert_eq!(none.lower.to_bits(), 0.0_f64.to_bits());
        assert!((none.upper - (1.0 - 0.025_f64.powf(1.0 / 150.0))).abs() < 1e-14);
        let (all, _) = share_interval(ShareFacts { share: 1.0, ..facts }, IntervalMethod::Wilson, 0.95);
        assert!((all.lower - 0.025_f64.powf(1.0 / 150.0)).abs() < 1e-14);
        assert_eq!(all.upper.to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn a_census_is_certain() {
        let facts = ShareFacts { share: 0.25, variance: 0.0, n: 40, df: 39.0, variation: Variation::Census };
        let (interval, _) = share_interval(facts, IntervalMethod::Logit, 0.95);
        assert!(interval.width().abs() < f64::EPSILON);
    }
}
