//! An interval with the level it was made for.
//!
//! Shared by every analysis, so that a reader never meets two bounds without knowing what they promise. Deliberately
//! without arithmetic: an interval is made by the method that knows its distribution, and only shown afterwards.

use serde::{Deserialize, Serialize};

/// Two finite bounds and the level (0–1) at which they were computed.
///
/// ```
/// use lofte_analysis::interval::ConfidenceInterval;
///
/// let interval = ConfidenceInterval { lower: 0.41, upper: 0.49, level: 0.95 };
/// assert!(interval.contains(0.45));
/// assert!((interval.width() - 0.08).abs() < 1e-12);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfidenceInterval {
    /// The lower bound, in the unit of the estimate.
    pub lower: f64,
    /// The upper bound, in the unit of the estimate.
    pub upper: f64,
    /// The level, for example 0.95.
    pub level: f64,
}

impl ConfidenceInterval {
    /// Whether the value lies within the bounds, bounds included.
    pub fn contains(&self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }

    /// The distance between the bounds.
    pub fn width(&self) -> f64 {
        self.upper - self.lower
    }
}
