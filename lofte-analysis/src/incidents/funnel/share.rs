//! Shares of answers, with the limits that chance alone gives.
//!
//! For a survey drawn with unequal weights the limits are too narrow: chance then gives more than the binomial. Left out
//! on purpose: designs, which have estimates of their own in [`survey`](crate::survey).

use serde::{Deserialize, Serialize};

use super::{FunnelError, FunnelParams, Limits, Target, doubled, no_events, tails, too_few};
use crate::distribution::exact_tails::binomial_at_least;
use crate::distribution::interpolated::binomial_limits;
use crate::sample_size::{InsufficientData, SampleUnit, Sufficiency};

/// How many of a unit's answers were of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct YesOf {
    /// Answers of that kind.
    pub yes: u64,
    /// All answers, at least one.
    pub answers: u64,
}

/// A unit in the funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharePoint {
    /// The answers.
    pub counted: YesOf,
    /// Their share, from 0 to 1.
    pub share: f64,
    /// Exact two-sided p-value against the target, by doubling the smaller tail.
    pub p_value: f64,
    /// For each level.
    pub limits: Vec<Limits>,
}

/// The funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShareFunnel {
    /// The share that the units are compared with.
    pub target: f64,
    /// One for each unit, in the order given.
    pub units: Vec<SharePoint>,
    /// What was asked for.
    pub params: FunnelParams,
}

/// A funnel plot of shares with binomial limits, interpolated as those of [`funnel_poisson`](super::poisson::funnel_poisson).
///
/// Shares and limits are from 0 to 1. Smallest sample: five units, and answers of both kinds where the units make the
/// target.
///
/// # Errors
/// [`FunnelError`]: answers, levels or a target that cannot be used.
///
/// # References
/// D. J. Spiegelhalter, *Funnel Plots for Comparing Institutional Performance*, Statistics in Medicine 24 (2005).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::funnel::{FunnelParams, LEVELS, Position, Target};
/// use lofte_analysis::incidents::funnel::share::{YesOf, funnel_share};
/// let units: Vec<YesOf> =
///     [(98, 150), (60, 100), (30, 80), (55, 90), (61, 95)].map(|(yes, answers)| YesOf { yes, answers }).to_vec();
/// let params =
///     FunnelParams { target: Target::Given(0.6), levels: LEVELS.to_vec(), min_expected: 0.0, min_units: 5 };
/// let funnel = funnel_share(&units, &params)?.sufficient().unwrap();
/// assert_eq!(funnel.units[2].limits[1].position, Position::Below);
/// # Ok::<(), lofte_analysis::incidents::funnel::FunnelError>(())
/// ```
pub fn funnel_share(units: &[YesOf], params: &FunnelParams) -> Result<Sufficiency<ShareFunnel>, FunnelError> {
    let tails = tails(&params.levels)?;
    let (mut yes, mut answers) = (0_u64, 0_u64);
    for (unit, counted) in units.iter().enumerate() {
        if counted.answers == 0 || counted.yes > counted.answers || counted.answers > super::MAX_COUNT {
            return Err(FunnelError::Answers { unit, yes: counted.yes, answers: counted.answers });
        }
        (yes, answers) = (yes.saturating_add(counted.yes), answers.saturating_add(counted.answers));
    }
    if let Some(few) = too_few(units.len(), params.min_units) {
        return Ok(Sufficiency::Insufficient(few));
    }
    let target = match params.target {
        Target::Given(target) if (1e-9..=1.0 - 1e-9).contains(&target) => target,
        Target::Given(target) => return Err(FunnelError::Target { target }),
        Target::OfUnits if yes == 0 || yes == answers => {
            let few = InsufficientData { unit: SampleUnit::Answers, ..no_events() };
            return Ok(Sufficiency::Insufficient(few));
        }
        Target::OfUnits => yes as f64 / answers as f64,
    };
    let point = |counted: &YesOf| {
        let (yes, answers) = (counted.yes as f64, counted.answers as f64);
        let (share, other) = (yes / answers, 1.0 - target);
        let at_most = binomial_at_least(answers - yes, answers, other, target);
        let limits = params.levels.iter().zip(&tails).map(|(level, tail)| {
            let (lower, upper) = binomial_limits(answers, target, other, *tail);
            Limits::of(share, lower / answers, upper / answers, *level, true)
        });
        SharePoint {
            counted: *counted,
            share,
            p_value: doubled(at_most, binomial_at_least(yes, answers, target, other)),
            limits: limits.collect(),
        }
    };
    Ok(Sufficiency::Sufficient(ShareFunnel {
        target,
        units: units.iter().map(point).collect(),
        params: params.clone(),
    }))
}
