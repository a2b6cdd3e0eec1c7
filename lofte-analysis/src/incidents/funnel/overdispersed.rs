//! Limits for units that differ more than chance gives.
//!
//! Events repeat themselves, and risk is unequal for reasons that the expected number does not know. Limits by chance
//! alone then call most units special: of 245 wards of Lancashire 206. Here the spread of all units widens the limits, in
//! one of two ways. *Multiplicative* widens all alike. *Additive* adds a variance between the units, which does not vanish
//! where much is expected, so that the funnel has a waist; it is the better one where places differ for good.
//!
//! Extreme units are pulled in before the spread is measured, so that those that stand out do not hide themselves.

use serde::{Deserialize, Serialize};

use super::{FunnelError, FunnelParams, Limits, tails, target_of};
use crate::distribution::{chi_squared_tail, normal_quantile};
use crate::incidents::rates::CountAgainst;
use crate::sample_size::Sufficiency;

/// Fewer units than this do not show how much they differ.
pub const MIN_UNITS_FOR_SPREAD: u64 = 10;
/// The usual share of units that are pulled in at each end.
pub const WINSORISE: f64 = 0.1;
/// Above this the units differ in kind, and the expected number lacks something: night life, visitors.
pub const LARGE_DISPERSION: f64 = 10.0;

/// On which scale the units are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Square roots, where small and large counts spread alike and 0 is no trouble.
    SquareRoot,
    /// The ratios themselves.
    Plain,
}

/// What is asked for; none has a hidden default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OverdispersedParams {
    /// Target, levels and floors; the floor of units is normally [`MIN_UNITS_FOR_SPREAD`].
    pub funnel: FunnelParams,
    /// On which scale.
    pub scale: Scale,
    /// Share of the units pulled in at each end, from 0 to below one half; see [`WINSORISE`].
    pub winsorise: f64,
}

/// A unit in the funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OverdispersedPoint {
    /// The count and what was expected.
    pub counted: CountAgainst,
    /// Observed over expected.
    pub ratio: f64,
    /// Distance from the target in standard deviations by chance.
    pub z: f64,
    /// The same after pulling in.
    pub z_winsorised: f64,
    /// The distance with the wider multiplicative limits.
    pub z_multiplicative: f64,
    /// The distance with the wider additive limits.
    pub z_additive: f64,
    /// For each level, limits that are all wider by the same factor.
    pub multiplicative: Vec<Limits>,
    /// For each level, limits with a variance between units.
    pub additive: Vec<Limits>,
}

/// The funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OverdispersedFunnel {
    /// The ratio that the units are compared with.
    pub target: f64,
    /// Mean square of z: 1 when units differ by chance alone.
    pub dispersion_plain: f64,
    /// The same after pulling in; the limits use it where it is above 1.
    pub dispersion: f64,
    /// Variance between the units on the scale, 0 or more.
    pub between_variance: f64,
    /// Probability of so much spread by chance, from chi-squared of the plain z.
    pub p_value: f64,
    /// One for each unit, in the order given.
    pub units: Vec<OverdispersedPoint>,
    /// What was asked for.
    pub params: OverdispersedParams,
}

/// A funnel plot whose limits are widened by the spread of the units themselves.
///
/// On the square-root scale z = 2 (sqrt O - sqrt(t E)) with variance 1/(4E) of sqrt(O/E); on the plain one z = (O - tE) /
/// sqrt(tE) with variance t/E. z is pulled in at its quantiles (type 7); phi is the mean square of what results.
/// Multiplicative limits are wider by sqrt(max(1, phi)); additive ones have the variance s^2 + tau^2 with tau^2 = max(0, (I phi -
/// (I - 1)) / (sum w - sum w^2 / sum w)), w = 1/s^2. Limits are squared back, and ratios are 0 or more. tau^2 depends on the
/// scale, and on whether the expected numbers were multiplied by the target before.
///
/// Smallest sample: ten units.
///
/// # Errors
/// [`FunnelError`]: expected numbers, counts, levels, a target or a share that cannot be used.
///
/// # References
/// D. J. Spiegelhalter, *Handling over-dispersion of performance indicators*, Quality and Safety in Health Care 14 (2005); D.
/// J. Spiegelhalter et al., *Statistical methods for healthcare regulation: rating, screening and surveillance*, JRSS A
/// 175 (2012).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::funnel::overdispersed::{OverdispersedParams, Scale, funnel_overdispersed};
/// use lofte_analysis::incidents::funnel::{FunnelParams, LEVELS, Target};
/// use lofte_analysis::incidents::rates::CountAgainst;
/// let units: Vec<CountAgainst> =
///     (1..=12).map(|i| CountAgainst { observed: 10 * i * (1 + i % 3), expected: 20.0 * i as f64 }).collect();
/// let funnel =
///     FunnelParams { target: Target::OfUnits, levels: LEVELS.to_vec(), min_expected: 1.0, min_units: 10 };
/// let params = OverdispersedParams { funnel, scale: Scale::SquareRoot, winsorise: 0.1 };
/// let found = funnel_overdispersed(&units, &params)?.sufficient().unwrap();
/// assert!(found.dispersion > 10.0 && found.p_value < 1e-6);
/// # Ok::<(), lofte_analysis::incidents::funnel::FunnelError>(())
/// ```
pub fn funnel_overdispersed(
    units: &[CountAgainst],
    params: &OverdispersedParams,
) -> Result<Sufficiency<OverdispersedFunnel>, FunnelError> {
    let OverdispersedParams { funnel, scale, winsorise } = params;
    let tails = tails(&funnel.levels)?;
    if !(0.0..0.5).contains(winsorise) {
        return Err(FunnelError::Winsorise { winsorise: *winsorise });
    }
    // One unit has no spread, whatever the caller says.
    let target = match target_of(units, funnel.target, funnel.min_units.max(2))? {
        Sufficiency::Sufficient(target) => target,
        Sufficiency::Insufficient(few) => return Ok(Sufficiency::Insufficient(few)),
    };
    let spread = Spread::of(units, target, *scale, *winsorise);
    let wanted: Vec<(f64, f64)> =
        funnel.levels.iter().copied().zip(tails.iter().map(|tail| -normal_quantile(*tail))).collect();
    let point = |(unit, counted): (usize, &CountAgainst)| {
        let (variance, z) = (spread.variances[unit], spread.z[unit]);
        let ratio = counted.observed as f64 / counted.expected;
        let judged = target * counted.expected >= funnel.min_expected;
        let limits = |error: f64| {
            let of = |(level, z): &(f64, f64)| {
                let (lower, upper) = spread.limits(z * error);
                Limits::of(ratio, lower, upper, *level, judged)
            };
            wanted.iter().map(of).collect()
        };
        let with_between = variance + spread.between;
        OverdispersedPoint {
            counted: *counted,
            ratio,
            z,
            z_winsorised: spread.pulled_in[unit],
            z_multiplicative: z / spread.factor(),
            z_additive: z * (variance / with_between).sqrt(),
            multiplicative: limits(spread.factor() * variance.sqrt()),
            additive: limits(with_between.sqrt()),
        }
    };
    Ok(Sufficiency::Sufficient(OverdispersedFunnel {
        target,
        dispersion_plain: mean_square(&spread.z),
        dispersion: spread.dispersion,
        between_variance: spread.between,
        p_value: chi_squared_tail(mean_square(&spread.z) * units.len() as f64, units.len() as f64 - 1.0),
        units: units.iter().enumerate().map(point).collect(),
        params: params.clone(),
    }))
}

/// How much the units differ.
struct Spread {
    scale: Scale,
    /// The target on the scale.
    middle: f64,
    /// By chance, on the scale.
    variances: Vec<f64>,
    z: Vec<f64>,
    pulled_in: Vec<f64>,
    dispersion: f64,
    between: f64,
}

impl Spread {
    fn of(units: &[CountAgainst], target: f64, scale: Scale, winsorise: f64) -> Self {
        let z = |unit: &CountAgainst| {
            let (observed, mean) = (unit.observed as f64, target * unit.expected);
            match scale {
                Scale::SquareRoot => 2.0 * (observed.sqrt() - mean.sqrt()),
                Scale::Plain => (observed - mean) / mean.sqrt(),
            }
        };
        let variance = |unit: &CountAgainst| match scale {
            Scale::SquareRoot => 1.0 / (4.0 * unit.expected),
            Scale::Plain => target / unit.expected,
        };
        let z: Vec<f64> = units.iter().map(z).collect();
        let variances: Vec<f64> = units.iter().map(variance).collect();
        let mut sorted = z.clone();
        sorted.sort_by(f64::total_cmp);
        let (low, high) = (quantile(&sorted, winsorise), quantile(&sorted, 1.0 - winsorise));
        let pulled_in: Vec<f64> = z.iter().map(|z| z.max(low).min(high)).collect();
        let dispersion = mean_square(&pulled_in);
        let weight: f64 = variances.iter().map(|variance| 1.0 / variance).sum();
        let square: f64 = variances.iter().map(|variance| 1.0 / (variance * variance)).sum();
        let (n, room) = (units.len() as f64, weight - square / weight);
        let excess = (n * dispersion - (n - 1.0)).max(0.0);
        let between = if room > 0.0 { excess / room } else { 0.0 };
        let middle = match scale {
            Scale::SquareRoot => target.sqrt(),
            Scale::Plain => target,
        };
        Self { scale, middle, variances, z, pulled_in, dispersion, between }
    }

    /// By how much the multiplicative limits are wider.
    fn factor(&self) -> f64 {
        self.dispersion.max(1.0).sqrt()
    }

    /// So far from the target, as ratios.
    fn limits(&self, away: f64) -> (f64, f64) {
        let back = |value: f64| match self.scale {
            Scale::SquareRoot => value.max(0.0).powi(2),
            Scale::Plain => value.max(0.0),
        };
        (back(self.middle - away), back(self.middle + away))
    }
}

fn mean_square(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum::<f64>() / values.len() as f64
}

/// The quantile of sorted values by linear interpolation (type 7 of Hyndman and Fan, the usual one of R).
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the slice")]
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}
