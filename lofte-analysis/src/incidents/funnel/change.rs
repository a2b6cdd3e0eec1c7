//! Changes between two periods, with the limits that chance alone gives around the change of all.
//!
//! It answers whether a place changed more than the others, not whether it changed. A place that was chosen for its high
//! level before will fall by itself: show where it stood before in [`poisson`](super::poisson).

use serde::{Deserialize, Serialize};

use super::{FunnelError, FunnelParams, Position, Target, doubled, no_events, sums, tails, too_few};
use crate::distribution::exact_tails::binomial_at_least;
use crate::distribution::interpolated::binomial_limits;
use crate::incidents::rates::{CountAgainst, Ratio};
use crate::sample_size::Sufficiency;

/// A unit before and after.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BeforeAndAfter {
    /// The count before, and what was expected.
    pub before: CountAgainst,
    /// The count after, and what was expected.
    pub after: CountAgainst,
}

/// Limits of a ratio of ratios.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RatioLimits {
    /// Lower limit; none when even all events after would be within it.
    pub lower: Option<f64>,
    /// Upper limit; none when all events may lie after.
    pub upper: Option<f64>,
    /// The level of the limits.
    pub level: f64,
    /// Where the unit lies.
    pub position: Position,
}

/// A unit in the funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangePoint {
    /// The counts.
    pub counted: BeforeAndAfter,
    /// Observed over expected after, through the same before.
    pub ratio: Ratio,
    /// Exact two-sided p-value against the change of all, by doubling the smaller tail; 1 without events.
    pub p_value: f64,
    /// For each level; empty for a unit without events.
    pub limits: Vec<RatioLimits>,
}

/// The funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeFunnel {
    /// The change of all, that the units are compared with.
    pub target: f64,
    /// One for each unit, in the order given.
    pub units: Vec<ChangePoint>,
    /// What was asked for.
    pub params: FunnelParams,
}

/// A funnel plot of changes, exact given each unit's sum of events.
///
/// With a before of `E_1` and b after of `E_2`, all together t = (sum b / sum `E_2`) / (sum a / sum `E_1`), b is binomial of a + b
/// with pi = `t E_2` / (`t E_2 + E_1`); its interpolated limits l are shown as ratios l/(n - l) `E_1/E_2`. Ratios are 0 or more.
///
/// Smallest sample: five units, and an event in either period.
///
/// # Errors
/// [`FunnelError`]: expected numbers, counts, levels or a target that cannot be used.
///
/// # References
/// D. J. Spiegelhalter, *Funnel Plots for Comparing Institutional Performance*, Statistics in Medicine 24 (2005).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::funnel::change::{BeforeAndAfter, funnel_change};
/// use lofte_analysis::incidents::funnel::{FunnelParams, LEVELS, Position, Target};
/// use lofte_analysis::incidents::rates::CountAgainst;
/// let against = |observed| CountAgainst { observed, expected: 20.0 };
/// let towns: Vec<BeforeAndAfter> = [(20, 12), (18, 19), (60, 14), (22, 20), (25, 24)]
///     .map(|(before, after)| BeforeAndAfter { before: against(before), after: against(after) })
///     .to_vec();
/// let params =
///     FunnelParams { target: Target::OfUnits, levels: LEVELS.to_vec(), min_expected: 0.0, min_units: 5 };
/// let funnel = funnel_change(&towns, &params)?.sufficient().unwrap();
/// assert_eq!(funnel.units[2].limits[0].position, Position::Below);
/// # Ok::<(), lofte_analysis::incidents::funnel::FunnelError>(())
/// ```
pub fn funnel_change(
    units: &[BeforeAndAfter],
    params: &FunnelParams,
) -> Result<Sufficiency<ChangeFunnel>, FunnelError> {
    let tails = tails(&params.levels)?;
    let (a, expected_before) = sums(units.iter().map(|unit| unit.before))?;
    let (b, expected_after) = sums(units.iter().map(|unit| unit.after))?;
    if let Some(few) = too_few(units.len(), params.min_units) {
        return Ok(Sufficiency::Insufficient(few));
    }
    let target = match params.target {
        Target::Given(target) if (1e-9..=1e9).contains(&target) => target,
        Target::Given(target) => return Err(FunnelError::Target { target }),
        Target::OfUnits if a == 0 || b == 0 => return Ok(Sufficiency::Insufficient(no_events())),
        Target::OfUnits => (b as f64 / expected_after) / (a as f64 / expected_before),
    };
    let levels: Vec<(f64, f64)> = params.levels.iter().copied().zip(tails).collect();
    Ok(Sufficiency::Sufficient(ChangeFunnel {
        target,
        units: units.iter().map(|unit| point(unit, target, &levels)).collect(),
        params: params.clone(),
    }))
}

fn point(counted: &BeforeAndAfter, target: f64, levels: &[(f64, f64)]) -> ChangePoint {
    let BeforeAndAfter { before, after } = *counted;
    let (a, b) = (before.observed as f64, after.observed as f64);
    let (n, scale) = (a + b, before.expected / after.expected);
    let ratio = match (before.observed, after.observed) {
        (0, 0) => Ratio::Undefined,
        (0, _) => Ratio::Unbounded,
        _ => Ratio::Finite(b / a * scale),
    };
    if n == 0.0 {
        return ChangePoint { counted: *counted, ratio, p_value: 1.0, limits: Vec::new() };
    }
    let odds = target / scale;
    let (share, other) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
    let as_ratio = |limit: f64| (limit < n).then(|| limit / (n - limit) * scale);
    let limits = levels.iter().map(|(level, tail)| {
        let (lower, upper) = binomial_limits(n, share, other, *tail);
        let position = match b {
            b if b > upper => Position::Above,
            b if b < lower => Position::Below,
            _ => Position::Inside,
        };
        RatioLimits { lower: as_ratio(lower), upper: as_ratio(upper), level: *level, position }
    });
    let at_most = binomial_at_least(a, n, other, share);
    ChangePoint {
        counted: *counted,
        ratio,
        p_value: doubled(at_most, binomial_at_least(b, n, share, other)),
        limits: limits.collect(),
    }
}
