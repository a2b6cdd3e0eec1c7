//! Observed over expected, with the limits that chance alone gives.
//!
//! Right where events do not cause one another. For most crime they do, and places differ for reasons that the expected
//! number does not know: then [`overdispersed`](super::overdispersed) gives the limits, and this shows how far the counts
//! are from chance.

use serde::{Deserialize, Serialize};

use super::{FunnelError, FunnelParams, Limits, doubled, tails, target_of};
use crate::distribution::exact_tails::{poisson_lower_tail, poisson_upper_tail};
use crate::distribution::interpolated::poisson_limits;
use crate::incidents::rates::CountAgainst;
use crate::sample_size::Sufficiency;

/// A unit in the funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FunnelPoint {
    /// The count and what was expected.
    pub counted: CountAgainst,
    /// Observed over expected.
    pub ratio: f64,
    /// Exact two-sided p-value against the target, by doubling the smaller tail.
    pub p_value: f64,
    /// For each level.
    pub limits: Vec<Limits>,
}

/// The funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Funnel {
    /// The ratio that the units are compared with.
    pub target: f64,
    /// One for each unit, in the order given.
    pub units: Vec<FunnelPoint>,
    /// What was asked for.
    pub params: FunnelParams,
}

/// A funnel plot of observed over expected with Poisson limits.
///
/// For a target t and m = t E, the limit at probability p is max(0, r - a)/E, with r the smallest count with F(r) > p
/// and a = (F(r) - p)/(F(r) - F(r - 1)); the interpolation makes smooth lines through whole counts. For rates the expected
/// number is the population times the rate of all. Ratios are 0 or more. Limits by quantiles of chi-squared, as some
/// programs have them, are another definition.
///
/// Smallest sample: five units; with fewer there is nothing to compare with. Without any events and target there is
/// none either.
///
/// # Errors
/// [`FunnelError`]: expected numbers, counts, levels or a target that cannot be used.
///
/// # References
/// D. J. Spiegelhalter, *Funnel Plots for Comparing Institutional Performance*, Statistics in Medicine 24 (2005).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::funnel::{FunnelParams, LEVELS, Position, Target, poisson::funnel_poisson};
/// use lofte_analysis::incidents::rates::CountAgainst;
/// let units: Vec<CountAgainst> = [(12, 9.4), (3, 6.1), (40, 17.0), (8, 8.2), (15, 16.0)]
///     .map(|(observed, expected)| CountAgainst { observed, expected })
///     .to_vec();
/// let params =
///     FunnelParams { target: Target::Given(1.0), levels: LEVELS.to_vec(), min_expected: 1.0, min_units: 5 };
/// let funnel = funnel_poisson(&units, &params)?.sufficient().unwrap();
/// assert_eq!(funnel.units[2].limits[1].position, Position::Above);
/// assert_eq!(funnel.units[0].limits[0].position, Position::Inside);
/// # Ok::<(), lofte_analysis::incidents::funnel::FunnelError>(())
/// ```
pub fn funnel_poisson(
    units: &[CountAgainst],
    params: &FunnelParams,
) -> Result<Sufficiency<Funnel>, FunnelError> {
    let tails = tails(&params.levels)?;
    let target = match target_of(units, params.target, params.min_units)? {
        Sufficiency::Sufficient(target) => target,
        Sufficiency::Insufficient(few) => return Ok(Sufficiency::Insufficient(few)),
    };
    let point = |unit: &CountAgainst| {
        let CountAgainst { observed, expected } = *unit;
        let (mean, ratio) = (target * expected, observed as f64 / expected);
        let count = observed as f64;
        let at_least = if observed == 0 { 1.0 } else { poisson_upper_tail(count, mean) };
        let limits = params.levels.iter().zip(&tails).map(|(level, tail)| {
            let (lower, upper) = poisson_limits(mean, *tail);
            let judged = mean >= params.min_expected;
            Limits::of(ratio, lower / expected, upper / expected, *level, judged)
        });
        FunnelPoint {
            counted: *unit,
            ratio,
            p_value: doubled(poisson_lower_tail(count, mean), at_least),
            limits: limits.collect(),
        }
    };
    Ok(Sufficiency::Sufficient(Funnel {
        target,
        units: units.iter().map(point).collect(),
        params: params.clone(),
    }))
}
