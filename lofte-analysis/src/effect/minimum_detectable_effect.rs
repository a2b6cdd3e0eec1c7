//! The smallest decrease that a design would probably show.
//!
//! To be asked before a measure is begun: where only a fall by half would be seen, a comparison that finds nothing will
//! mean nothing, and a longer period, a larger area or another measure of success is needed.
//!
//! Left out on purpose: increases, and designs whose areas differ in dispersion.

use serde::{Deserialize, Serialize};

use crate::distribution::normal_quantile;

/// Why no detectable decrease could be computed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum DetectableError {
    /// The confidence level is not strictly between 0 and 1.
    #[error("the confidence level must lie between 0 and 1, for example 0.95; it is {level}")]
    Level {
        /// The level that was asked for.
        level: f64,
    },
    /// The power is below one half, or not below 1.
    #[error("the power must be at least 0.5 and below 1, for example 0.8; it is {power}")]
    Power {
        /// The power that was asked for.
        power: f64,
    },
    /// A dispersion below 1.
    #[error("the dispersion must be at least 1, which is that of Poisson counts; it is {dispersion}")]
    Dispersion {
        /// The dispersion that was given.
        dispersion: f64,
    },
    /// An expected number that is negative or not a number.
    #[error("expected numbers of events must be 0 or more; one is {value}")]
    Expected {
        /// The value that was given.
        value: f64,
    },
}

/// The events that a design can expect if the measure does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// The treated unit before.
    pub treated_before: f64,
    /// The treated unit after, if nothing changes.
    pub treated_after: f64,
    /// All untreated units, before and after; none without them.
    pub control: Option<(f64, f64)>,
}

/// The smallest decrease that a design would probably show, as a share of what is expected.
///
/// The smallest r for which -ln(1 - r) >= (z_(1+level)/2 + z_power) x sqrt(dispersion x (1/T0 + 1/(T1 (1 - r)) + 1/C0 +
/// 1/C1)), the last two left out without untreated units: the usual approximation of power for the logarithm of a ratio,
/// with the error at the decreased count. None when no decrease satisfies it: so few events are expected that not even
/// none at all would be beyond chance. To be used before a measure is begun as well as after.
///
/// Unit: share, above 0 and below 1.
///
/// # Errors
/// [`DetectableError`].
///
/// # References
/// H. S. Bloom, *Minimum detectable effects*, Evaluation Review 19 (1995); A. Gelman, J. Carlin, *Beyond power
/// calculations*, Perspectives on Psychological Science 9 (2014).
///
/// # Examples
/// ```
/// use lofte_analysis::effect::minimum_detectable_effect::{Expected, minimum_detectable_decrease};
/// // 83 burglaries a year, a like area beside it, and one year after.
/// let flen = Expected { treated_before: 83.0, treated_after: 83.0, control: Some((66.0, 66.0)) };
/// let detectable = minimum_detectable_decrease(&flen, 1.0, 0.95, 0.8)?.unwrap();
/// assert_eq!(format!("{detectable:.2}"), "0.52");
/// # Ok::<(), lofte_analysis::effect::minimum_detectable_effect::DetectableError>(())
/// ```
pub fn minimum_detectable_decrease(
    expected: &Expected,
    dispersion: f64,
    level: f64,
    power: f64,
) -> Result<Option<f64>, DetectableError> {
    if !(level > 0.0 && level < 1.0) {
        return Err(DetectableError::Level { level });
    }
    if !(0.5..1.0).contains(&power) {
        return Err(DetectableError::Power { power });
    }
    if !(dispersion.is_finite() && dispersion >= 1.0) {
        return Err(DetectableError::Dispersion { dispersion });
    }
    let (c0, c1) = expected.control.unwrap_or((f64::MAX, f64::MAX));
    let counts = [expected.treated_before, expected.treated_after, c0, c1];
    if let Some(value) = counts.into_iter().find(|count| !(count.is_finite() && *count >= 0.0)) {
        return Err(DetectableError::Expected { value });
    }
    if counts.iter().any(|count| *count < f64::MIN_POSITIVE) {
        return Ok(None);
    }
    let z = normal_quantile(f64::midpoint(1.0, level)) + normal_quantile(power);
    let fixed = 1.0 / counts[0] + 1.0 / c0 + 1.0 / c1;
    // x = -ln(1 - r); the excess is concave in x and negative at 0, so that its first root lies before its largest value.
    let excess = |x: f64| x - z * (dispersion * (fixed + x.exp() / counts[1])).sqrt();
    let top = highest(excess);
    if excess(top) < 0.0 {
        return Ok(None);
    }
    let (mut low, mut high) = (0.0, top);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if excess(middle) >= 0.0 {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(Some(-(-high).exp_m1()))
}

/// Where a concave function is highest between 0 and 700 (beyond which `exp` overflows), by thirds.
fn highest(value: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 700.0);
    for _ in 0..300 {
        let third = (high - low) / 3.0;
        if value(low + third) < value(high - third) {
            low += third;
        } else {
            high -= third;
        }
    }
    f64::midpoint(low, high)
}
