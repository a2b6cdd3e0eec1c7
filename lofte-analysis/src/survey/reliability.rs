//! Whether a share is certain enough to be shown.
//!
//! The presentation standard of NCHS for proportions (Parker et al. 2017, Vital and Health Statistics 2(175)). The
//! standard treats p and 1-p differently; here it is applied to the smaller of the two, so that "90 % feel safe" and
//! "10 % feel unsafe" get the same mark. That is our own choice. Disclosure (small groups of people) is another
//! question with other thresholds and is not answered here.

use super::share_interval::{IntervalMethod, ShareFacts, share_interval};
use super::{Estimate, Variation};
use serde::{Deserialize, Serialize};

/// How a share may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reliability {
    /// As it is.
    Show,
    /// With a note that it is uncertain: few degrees of freedom, or nobody or everybody said yes.
    Footnote,
    /// Not at all.
    Suppress,
}

/// The limits of the standard; all are settings of the municipality.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityLimits {
    /// Smallest effective number of answers.
    pub min_effective_size: f64,
    /// Width of the 95 % interval at or below which a share is always shown.
    pub narrow: f64,
    /// Width at or above which it is never shown.
    pub wide: f64,
    /// Largest width relative to the share.
    pub relative: f64,
    /// Degrees of freedom below which a note is needed.
    pub min_df: f64,
}

impl ReliabilityLimits {
    /// The limits as published: 30 effective answers, widths 0.05 and 0.30, relative width 1.30, 8 degrees of freedom.
    pub const NCHS: Self =
        Self { min_effective_size: 30.0, narrow: 0.05, wide: 0.30, relative: 1.30, min_df: 8.0 };
}

/// Marks a share. The same rule decides where a test of a change of shares is refused for too few answers
/// ([`super::change::Doubt::TooFewAnswers`]). Only meaningful for estimates made by [`share`](super::share) or [`shares_by`](super::shares_by).
///
/// # References
/// J. D. Parker and others, *National Center for Health Statistics data presentation standards for proportions*, Vital
/// and Health Statistics 2(175) (2017).
///
/// # Examples
/// ```
/// use lofte_analysis::survey::reliability::{Reliability, ReliabilityLimits, reliability};
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, share};
///
/// let area = [Stratum { name: "Centrum".into(), population: Some(1500.0) }];
/// let design = Design::stratified(&[0; 20], &area)?;
/// let answers: Vec<Option<bool>> = (0..20).map(|k| Some(k % 2 == 0)).collect();
/// let estimate = share(&design, &answers, None, &EstimateOptions::default())?;
/// assert_eq!(reliability(&estimate, &ReliabilityLimits::NCHS), Reliability::Suppress);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn reliability(share: &Estimate, limits: &ReliabilityLimits) -> Reliability {
    let smaller = share.value.min(1.0 - share.value);
    let n = share.n as f64;
    let certain = smaller <= 0.0;
    if share.variation == Variation::OneUnit {
        return Reliability::Suppress;
    }
    let effective = if certain || share.se <= 0.0 {
        n
    } else {
        (smaller * (1.0 - smaller) / (share.se * share.se)).min(n)
    };
    if effective < limits.min_effective_size {
        return Reliability::Suppress;
    }
    let facts = ShareFacts {
        share: smaller.max(0.0),
        variance: share.se * share.se,
        n: share.n,
        df: share.df,
        variation: Variation::Seen,
    };
    let width = share_interval(facts, IntervalMethod::KornGraubard, 0.95).0.width();
    let too_wide = width >= limits.wide || width > limits.relative * smaller;
    if width > limits.narrow && too_wide {
        return Reliability::Suppress;
    }
    if certain || share.df < limits.min_df { Reliability::Footnote } else { Reliability::Show }
}

#[cfg(test)]
mod tests {
    use super::{Reliability, ReliabilityLimits, reliability};
    use crate::survey::{Design, EstimateOptions, Stratum, share};

    fn mark(yes: usize, n: usize) -> Reliability {
        let area = [Stratum { name: "Centrum".into(), population: Some(1e6) }];
        let design = Design::stratified(&vec![0; n], &area).unwrap();
        let answers: Vec<_> = (0..n).map(|k| Some(k < yes)).collect();
        let estimate = share(&design, &answers, None, &EstimateOptions::default()).unwrap();
        reliability(&estimate, &ReliabilityLimits::NCHS)
    }

    #[test]
    fn marks_follow_the_standard_and_are_symmetric() {
        assert_eq!(mark(80, 150), Reliability::Show);
        assert_eq!(mark(12, 25), Reliability::Suppress);
        assert_eq!(mark(1, 150), Reliability::Show); // width below 0.05
        assert_eq!(mark(1, 100), Reliability::Suppress); // wider, and far wider than the share
        assert_eq!(mark(0, 150), Reliability::Footnote);
        assert_eq!(mark(0, 40), Reliability::Suppress);
        for yes in 0..=100 {
            assert_eq!(mark(yes, 100), mark(100 - yes, 100), "{yes} of 100");
        }
    }
}
