//! How estimates are to be made, and what their standard errors rest on.

use crate::survey::share_interval::IntervalMethod;
use serde::{Deserialize, Serialize};

/// Which degrees of freedom the interval uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DegreesOfFreedom {
    /// Primary units minus strata among the members of the group.
    #[default]
    Domain,
    /// Primary units minus strata of the whole design.
    Design,
    /// Satterthwaite's approximation, better when a few strata dominate.
    Satterthwaite,
    /// A given number.
    Given(f64),
}

/// How estimates are to be made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EstimateOptions {
    /// Level of the interval, between 0 and 1.
    pub level: f64,
    /// Interval of shares; means, totals and ratios always use estimate ± t · se.
    pub interval: IntervalMethod,
    /// Degrees of freedom of the interval.
    pub df: DegreesOfFreedom,
}

impl Default for EstimateOptions {
    /// A 95 % logit interval with the degrees of freedom of the group.
    fn default() -> Self {
        Self { level: 0.95, interval: IntervalMethod::Logit, df: DegreesOfFreedom::Domain }
    }
}

/// What the standard error of an estimate rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variation {
    /// Answers that vary.
    #[default]
    Seen,
    /// Everybody was asked: nothing is uncertain.
    Census,
    /// Answers that do not vary. Of a share the exact limits are left; of anything else nobody knows how uncertain it is.
    NotSeen,
    /// No stratum of the group holds two primary units, so that nothing says how uncertain it is: there is no interval.
    OneUnit,
}
