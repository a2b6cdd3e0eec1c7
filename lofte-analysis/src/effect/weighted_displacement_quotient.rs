//! The weighted displacement quotient: a legacy number beside the difference of [`super::displacement`].
//!
//! It has no interval, and its sign turns when crime in the target rises, so it is given only where it can be read.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::displacement::{BeforeAfter, Contrast};

/// The weighted displacement quotient, or why it cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeightedDisplacementQuotient {
    /// The target fell against the control, so the quotient has a meaning.
    Shown {
        /// Change of target over control; negative.
        success: f64,
        /// Change of surroundings over control.
        buffer: f64,
        /// `buffer / success`.
        quotient: f64,
        /// What that says.
        reading: Reading,
    },
    /// The control has no events before or after, so there is nothing to divide by.
    ControlIsZero,
    /// The target did not fall against the control: there is no gain that could have been displaced.
    NoSuccess {
        /// Change of target over control; zero or positive.
        success: f64,
    },
}

/// What a quotient says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Below -1: more crime moved than was gained.
    DisplacementExceedsGain,
    /// From -1 to below 0: some of the gain moved.
    SomeDisplacement,
    /// Exactly 0.
    Neither,
    /// Above 0 to 1: the surroundings gained as well.
    SomeDiffusion,
    /// Above 1: the surroundings gained more than the target.
    DiffusionExceedsGain,
}

/// The weighted displacement quotient, a legacy number without an interval.
///
/// (D1/C1 - D0/C0) / (T1/C1 - T0/C0) on the counts as they are. It can be read only when the denominator, the measure
/// of success, is negative; otherwise there is no quotient, and the result says why.
///
/// # References
/// K. J. Bowers, S. D. Johnson, *Measuring the geographical displacement and diffusion of benefit effects of crime
/// prevention activity*, Journal of Quantitative Criminology 19 (2003).
///
/// # Examples
/// ```
/// use lofte_analysis::effect::{displacement::{BeforeAfter, Contrast}, weighted_displacement_quotient::*};
/// let pair = |before, after| BeforeAfter { before, after };
/// let target = Contrast { area: pair(20, 10), control: pair(100, 100) };
/// let WeightedDisplacementQuotient::Shown { quotient: half, reading, .. } = weighted_displacement_quotient(&target, &pair(15, 20)) else { panic!() };
/// assert!((half + 0.5).abs() < 1e-12 && reading == Reading::SomeDisplacement);
/// ```
pub fn weighted_displacement_quotient(
    target: &Contrast,
    surroundings: &BeforeAfter,
) -> WeightedDisplacementQuotient {
    let control = target.control;
    if control.before == 0 || control.after == 0 {
        return WeightedDisplacementQuotient::ControlIsZero;
    }
    let change = |area: &BeforeAfter| {
        area.after as f64 / control.after as f64 - area.before as f64 / control.before as f64
    };
    // The signs are decided on whole numbers: 1/3 - 2/6 must be 0.
    let sign = |area: &BeforeAfter| {
        let after = u128::from(area.after) * u128::from(control.before);
        after.cmp(&(u128::from(area.before) * u128::from(control.after)))
    };
    let (success, buffer) = (change(&target.area), change(surroundings));
    if sign(&target.area).is_ge() {
        return WeightedDisplacementQuotient::NoSuccess {
            success: if sign(&target.area).is_eq() { 0.0 } else { success },
        };
    }
    let moved = sign(surroundings);
    let buffer = if moved.is_eq() { 0.0 } else { buffer };
    // Not `buffer / success`, which would be -0 for an unchanged buffer.
    let quotient = if moved.is_eq() { 0.0 } else { buffer / success };
    let reading = match moved {
        Ordering::Equal => Reading::Neither,
        Ordering::Greater if quotient < -1.0 => Reading::DisplacementExceedsGain,
        Ordering::Greater => Reading::SomeDisplacement,
        Ordering::Less if quotient > 1.0 => Reading::DiffusionExceedsGain,
        Ordering::Less => Reading::SomeDiffusion,
    };
    WeightedDisplacementQuotient::Shown { success, buffer, quotient, reading }
}
