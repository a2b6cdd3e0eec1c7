//! What can be concluded from a before-and-after design? Most often less than one would wish.
//!
//! A comparison that finds nothing says that nothing happened only if something could have been found. So the smallest
//! decrease that the design would probably have shown stands beside every estimate, and where the design is too weak,
//! has too little to compare with, or compares what was not alike, the answer is "cannot tell", with the reasons.
//!
//! Left out on purpose: texts for people in other languages, which are made from the typed parts, and any statement
//! about the cause of a change. A design too weak to show a moderate decrease gets "cannot tell" even when its result
//! is beyond chance: what such a design shows is mostly exaggerated.

use serde::{Deserialize, Serialize};

use super::difference_in_differences::{
    DifferenceError, DifferenceParams, PlaceboStatistic, PlaceboTest, Sums, numbers,
};
use super::minimum_detectable_effect::{DetectableError, Expected, minimum_detectable_decrease};
use super::panel::Panel;
use super::pre_trend::{PreTrend, pre_trend};
use crate::ConfidenceInterval;
use crate::distribution::{normal_quantile, normal_tail};

/// The largest decrease that a useful design may need in order to see it.
pub const MAX_DETECTABLE: f64 = 0.3;
/// The usual probability of seeing a decrease that is there.
pub const POWER: f64 = 0.8;
/// Untreated units with which a rank can show a chance of one in twenty.
pub const MIN_CONTROLS: u64 = 19;

/// Why nothing could be said at all.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ConclusionError {
    /// The counts do not make a comparison.
    #[error(transparent)]
    Counts(#[from] DifferenceError),
    /// The largest detectable decrease is not a share.
    #[error("the largest detectable decrease must lie between 0 and 1, for example 0.3; it is {value}")]
    LargestDetectable {
        /// The value that was given.
        value: f64,
    },
    /// A ratio below 1.
    #[error("the limit for matched levels must be a number of at least 1, for example 1.5; it is {value}")]
    MatchedRatio {
        /// The value that was given.
        value: f64,
    },
    /// The level, the power or the dispersion does not allow a detectable decrease.
    #[error(transparent)]
    Detectable(#[from] DetectableError),
}

/// How much more the counts vary than Poisson counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dispersion {
    /// From the placebo effects where there are enough untreated units, else from the residuals, else 1.
    Estimated,
    /// Known from longer series; at least 1.
    Given(f64),
}

/// Where the dispersion is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DispersionSource {
    /// It was given.
    Given,
    /// The mean square of the placebo effects over their Poisson errors: holds drift of whole units as well.
    Placebos,
    /// Pearson's, of the single periods: drift of whole units is not in it.
    Residuals,
    /// There was nothing to estimate it from, so the counts are taken as Poisson counts.
    Assumed,
}

/// What is asked of the design.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ConclusionParams {
    /// Confidence level; 1 - level is the risk of seeing a change that is not there.
    pub level: f64,
    /// Probability of seeing the smallest detectable decrease; see [`POWER`].
    pub power: f64,
    /// The smallest detectable decrease may not be larger than this share; see [`MAX_DETECTABLE`].
    pub max_detectable: f64,
    /// Untreated units that are needed, at least 1; see [`MIN_CONTROLS`].
    pub min_controls: u64,
    /// The treated unit and the mean of the others match when the larger level before is at most this many times the
    /// smaller; see [`super::displacement::MATCHED_RATIO`].
    pub matched_ratio: f64,
    /// A sum below this gives a caution; see [`super::displacement::SMALL_COUNT`].
    pub small_count: u64,
    /// How much more the counts vary than Poisson counts.
    pub dispersion: Dispersion,
}

/// What can be said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// There were fewer events than expected, beyond chance.
    DecreaseSeen,
    /// There were more events than expected, beyond chance.
    IncreaseSeen,
    /// No change beyond chance, and a moderate decrease would probably have been seen.
    NoChangeSeen,
    /// The design does not bear an answer.
    CannotTell {
        /// Why not; at least one.
        reasons: Vec<Reason>,
    },
}

/// Why a design does not bear an answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Only a very large decrease would have been seen.
    DetectableTooLarge {
        /// The smallest decrease that would probably be seen, as a share; none when not even one to zero would.
        detectable: Option<f64>,
        /// The largest that is of use.
        limit: f64,
    },
    /// Too few untreated units.
    TooFewControls {
        /// How many there are.
        available: u64,
        /// How many are needed.
        required: u64,
    },
    /// The treated unit was not like the others before.
    UnmatchedLevels {
        /// Level of the treated unit over the mean of the others; none when there was nothing in one of them.
        ratio: Option<f64>,
        /// The largest factor that counts as alike.
        limit: f64,
    },
    /// The treated unit was drifting away from the others, or towards them, before anything was done.
    DriftBefore {
        /// What the drift alone would have made: 0.1 for 10 % more.
        carried_on: f64,
        /// p-value of no drift.
        p_value: f64,
    },
}

/// What a reader must know although it does not forbid an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// One of the four sums is small.
    SmallCount {
        /// The smallest sum.
        count: u64,
    },
    /// There are too few periods before to see whether the units moved together.
    DriftUnseen,
    /// Chance was judged by the counts alone and not by placebos.
    NotJudgedByPlacebos,
}

/// How chance was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// By the rank among the same effect in untreated units.
    Placebos,
    /// By the four sums and the dispersion.
    Counts,
}

/// The events before and after, here and elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FourSums {
    /// The treated unit before.
    pub treated_before: u64,
    /// The treated unit after.
    pub treated_after: u64,
    /// All untreated units before.
    pub control_before: u64,
    /// All untreated units after.
    pub control_after: u64,
}

/// What can be concluded, and from what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conclusion {
    /// What can be said.
    pub verdict: Verdict,
    /// What a reader must know although it does not forbid an answer.
    pub cautions: Vec<Caution>,
    /// Relative change against what was to be expected: -0.2 for 20 % fewer.
    pub change: f64,
    /// Its interval.
    pub interval: ConfidenceInterval,
    /// p-value of no change.
    pub p_value: f64,
    /// How chance was judged.
    pub evidence: Evidence,
    /// The smallest decrease that would probably have been seen, as a share; none when not even one to zero would.
    pub detectable: Option<f64>,
    /// How much more the counts vary than Poisson counts, at least 1.
    pub dispersion: f64,
    /// Where that is from.
    pub dispersion_source: DispersionSource,
    /// How the treated unit drifted against the others before; none where it cannot be fitted.
    pub pre_trend: Option<PreTrend>,
    /// Level of the treated unit before over the mean of the others; none without events in one of them.
    pub level_ratio: Option<f64>,
    /// The events.
    pub sums: FourSums,
    /// Untreated units.
    pub controls: u64,
    /// Periods before the measure.
    pub periods_before: u64,
    /// Periods after.
    pub periods_after: u64,
    /// The parameters that were used.
    pub params: ConclusionParams,
}

/// Concludes from the counts of one treated unit and of untreated units before and after.
///
/// The change is the ratio of ratios (T1/T0)/(C1/C0) less 1, with half an event added to all four sums when one of them is
/// zero; without untreated units it is the ratio of the rates. Chance is judged by the rank of its logarithm over the
/// Poisson error among the placebos, where there are enough of them for a p-value of 1 - level, and otherwise by the
/// normal interval with the dispersion. The verdict:
///
/// - *cannot tell* when the smallest detectable decrease is above the limit, there are too few untreated units, the
///   treated unit's level before was not like the mean of the others, or it was drifting against them (p <= 1 - level);
/// - else *decrease seen* or *increase seen* when p <= 1 - level;
/// - else *no change seen*.
///
/// The panel may hold only one period before and one after, and only the treated unit: that is little, and the verdict
/// says so.
///
/// # Errors
/// [`ConclusionError`].
///
/// # References
/// Source for judging by placebos: T. G. Conley, C. R. Taber, Review of Economics and Statistics 93 (2011). For small
/// studies that exaggerate: A. Gelman, J. Carlin, Perspectives on Psychological Science 9 (2014).
///
/// # Examples
/// ```
/// use lofte_analysis::effect::{Panel, conclusion::*, displacement::{MATCHED_RATIO, SMALL_COUNT}};
/// let params = ConclusionParams {
///     level: 0.95,
///     power: POWER,
///     max_detectable: MAX_DETECTABLE,
///     min_controls: 1,
///     matched_ratio: MATCHED_RATIO,
///     small_count: SMALL_COUNT,
///     dispersion: Dispersion::Given(1.0),
/// };
/// // Burglaries of one year before and one after, here and in one like area.
/// let panel = Panel { values: &[83, 70, 66, 68], units: 2, treated: 0, start: 1 };
/// let found = conclude(&panel, &params)?;
/// // 18 % fewer, with an interval from 49 % fewer to 30 % more, and only a decrease of 51 % would have been seen.
/// assert!((found.change + 0.18).abs() < 0.01 && found.interval.contains(0.0));
/// assert!((found.detectable.unwrap() - 0.51).abs() < 0.01);
/// let Verdict::CannotTell { reasons } = found.verdict else { panic!() };
/// assert!(matches!(reasons[..], [Reason::DetectableTooLarge { .. }]));
/// # Ok::<(), ConclusionError>(())
/// ```
pub fn conclude(panel: &Panel<'_, u64>, params: &ConclusionParams) -> Result<Conclusion, ConclusionError> {
    check(params)?;
    let sums = Sums::of(panel)?;
    let four = four_sums(panel);
    let controls = panel.units as u64 - 1;
    let (before, after) = (panel.start as u64, (panel.values.len() / panel.units - panel.start) as u64);
    let alpha = 1.0 - params.level;
    let placebos = placebos(&sums, controls, params);
    let (treated, untreated) = (numbers(panel.row(panel.treated)), sums.pooled_controls(panel));
    let residual = sums.dispersion(panel, &untreated);
    let (dispersion, dispersion_source) = dispersion(params, placebos.as_ref(), residual);
    let effect = if controls > 0 {
        let own = sums.ratio(panel.treated);
        (own.estimate, own.poisson_error)
    } else {
        alone(&four, before, after)
    };
    let (p_value, interval) = match &placebos {
        Some((PlaceboTest { p_value, interval: Some(interval), .. }, _)) => (*p_value, *interval),
        _ => by_counts(effect, dispersion, params.level),
    };
    let drift = (controls > 0).then(|| pre_trend(&treated, &untreated, panel.start, params.level)).flatten();
    let expected = expected(&four, controls, before, after);
    let detectable = minimum_detectable_decrease(&expected, dispersion, params.level, params.power)?;
    let level_ratio = (controls > 0 && four.control_before > 0 && four.treated_before > 0)
        .then(|| four.treated_before as f64 * controls as f64 / four.control_before as f64);
    let evidence = if placebos.is_some() { Evidence::Placebos } else { Evidence::Counts };
    let reasons = reasons(params, detectable, controls, level_ratio, drift.as_ref());
    let verdict = match (reasons.is_empty(), p_value <= alpha + 1e-9) {
        (false, _) => Verdict::CannotTell { reasons },
        (true, false) => Verdict::NoChangeSeen,
        (true, true) if effect.0 < 0.0 => Verdict::DecreaseSeen,
        (true, true) => Verdict::IncreaseSeen,
    };
    Ok(Conclusion {
        verdict,
        cautions: cautions(&four, controls, drift.as_ref(), evidence, params),
        change: effect.0.exp_m1(),
        interval: as_change(interval),
        p_value,
        evidence,
        detectable,
        dispersion,
        dispersion_source,
        pre_trend: drift,
        level_ratio,
        sums: four,
        controls,
        periods_before: before,
        periods_after: after,
        params: *params,
    })
}

fn check(params: &ConclusionParams) -> Result<(), ConclusionError> {
    let limit = params.max_detectable;
    if !(limit > 0.0 && limit < 1.0) {
        return Err(ConclusionError::LargestDetectable { value: limit });
    }
    if !(params.matched_ratio.is_finite() && params.matched_ratio >= 1.0) {
        return Err(ConclusionError::MatchedRatio { value: params.matched_ratio });
    }
    // Level, power and dispersion are checked where they are used, so on any design.
    let dispersion = if let Dispersion::Given(dispersion) = params.dispersion { dispersion } else { 1.0 };
    let any = Expected { treated_before: 1.0, treated_after: 1.0, control: None };
    minimum_detectable_decrease(&any, dispersion, params.level, params.power)?;
    Ok(())
}

fn four_sums(panel: &Panel<'_, u64>) -> FourSums {
    let side = |unit: usize| {
        let (before, after) = panel.row(unit).split_at(panel.start);
        (before.iter().sum::<u64>(), after.iter().sum::<u64>())
    };
    let (treated_before, treated_after) = side(panel.treated);
    let controls = panel.controls().map(side);
    let (control_before, control_after) = controls.fold((0, 0), |(b, a), (x, y)| (b + x, a + y));
    FourSums { treated_before, treated_after, control_before, control_after }
}

/// The placebo test where there are enough untreated units for it to reach 1 - level, and the dispersion in it.
fn placebos(sums: &Sums, controls: u64, params: &ConclusionParams) -> Option<(PlaceboTest, f64)> {
    if controls < params.min_controls.max(2) {
        return None;
    }
    let test = DifferenceParams {
        level: params.level,
        statistic: PlaceboStatistic::Standardised,
        min_controls: 0,
        min_periods_before: 0,
        min_events: 0,
    };
    let found = sums.placebo_test(Sums::ratio, &test);
    let squares = found.placebos.iter().map(|placebo| (placebo.estimate / placebo.poisson_error).powi(2));
    let dispersion = squares.sum::<f64>() / controls as f64;
    found.interval.is_some().then_some((found, dispersion))
}

fn dispersion(
    params: &ConclusionParams,
    placebos: Option<&(PlaceboTest, f64)>,
    residual: Option<f64>,
) -> (f64, DispersionSource) {
    let (value, source) = match (params.dispersion, placebos, residual) {
        (Dispersion::Given(value), _, _) => (value, DispersionSource::Given),
        (Dispersion::Estimated, Some((_, value)), _) => (*value, DispersionSource::Placebos),
        (Dispersion::Estimated, None, Some(value)) => (value, DispersionSource::Residuals),
        (Dispersion::Estimated, None, None) => (1.0, DispersionSource::Assumed),
    };
    (value.max(1.0), source)
}

/// The logarithm of the ratio of the rates after and before, and its Poisson error, without untreated units.
fn alone(four: &FourSums, before: u64, after: u64) -> (f64, f64) {
    let add = if four.treated_before == 0 || four.treated_after == 0 { 0.5 } else { 0.0 };
    let (t0, t1) = (four.treated_before as f64 + add, four.treated_after as f64 + add);
    ((t1 / after as f64).ln() - (t0 / before as f64).ln(), (1.0 / t0 + 1.0 / t1).sqrt())
}

fn by_counts(
    (estimate, poisson_error): (f64, f64),
    dispersion: f64,
    level: f64,
) -> (f64, ConfidenceInterval) {
    let error = poisson_error * dispersion.sqrt();
    let half = normal_quantile(f64::midpoint(1.0, level)) * error;
    (
        2.0 * normal_tail((estimate / error).abs()),
        ConfidenceInterval { lower: estimate - half, upper: estimate + half, level },
    )
}

/// What the treated unit would have had, at the pace of the others or, without them, at its own.
fn expected(four: &FourSums, controls: u64, before: u64, after: u64) -> Expected {
    let treated_before = four.treated_before as f64;
    if controls == 0 {
        let treated_after = treated_before * after as f64 / before as f64;
        return Expected { treated_before, treated_after, control: None };
    }
    let add = if four.control_before == 0 || four.control_after == 0 { 0.5 } else { 0.0 };
    let (c0, c1) = (four.control_before as f64 + add, four.control_after as f64 + add);
    Expected { treated_before, treated_after: treated_before * c1 / c0, control: Some((c0, c1)) }
}

/// From a logarithm of a ratio to a relative change; bounds beyond all numbers become the largest one.
fn as_change(interval: ConfidenceInterval) -> ConfidenceInterval {
    let ConfidenceInterval { lower, upper, level } = interval;
    ConfidenceInterval { lower: lower.exp_m1().min(f64::MAX), upper: upper.exp_m1().min(f64::MAX), level }
}

fn reasons(
    params: &ConclusionParams,
    detectable: Option<f64>,
    controls: u64,
    level_ratio: Option<f64>,
    drift: Option<&PreTrend>,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let limit = params.max_detectable;
    if detectable.is_none_or(|detectable| detectable > limit) {
        reasons.push(Reason::DetectableTooLarge { detectable, limit });
    }
    let need = params.min_controls.max(1);
    if controls < need {
        reasons.push(Reason::TooFewControls { available: controls, required: need });
    }
    let limit = params.matched_ratio;
    if controls > 0 && level_ratio.is_none_or(|ratio| ratio.max(1.0 / ratio) > limit) {
        reasons.push(Reason::UnmatchedLevels { ratio: level_ratio, limit });
    }
    if let Some(drift) = drift.filter(|drift| drift.p_value <= 1.0 - params.level) {
        reasons.push(Reason::DriftBefore { carried_on: drift.carried_on, p_value: drift.p_value });
    }
    reasons
}

fn cautions(
    four: &FourSums,
    controls: u64,
    drift: Option<&PreTrend>,
    evidence: Evidence,
    params: &ConclusionParams,
) -> Vec<Caution> {
    let mut cautions = Vec::new();
    let own = four.treated_before.min(four.treated_after);
    let others = four.control_before.min(four.control_after);
    let count = if controls > 0 { own.min(others) } else { own };
    if count < params.small_count {
        cautions.push(Caution::SmallCount { count });
    }
    if drift.is_none() {
        cautions.push(Caution::DriftUnseen);
    }
    if evidence == Evidence::Counts {
        cautions.push(Caution::NotJudgedByPlacebos);
    }
    cautions
}
