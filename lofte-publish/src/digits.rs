//! As many digits as residents are shown, and no more: every further one tells something of the rows and answers behind.

use lofte_model::followup::MeasuredChange;
use lofte_model::picture::WithInterval;

/// Answers are told to the nearest of these.
const ANSWERS: u64 = 5;

/// A rate or a number of points, to one decimal.
fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A share of 0–1, to one decimal of a percent.
pub(crate) fn share(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// A share of 0–1, to whole percent.
pub(crate) fn percent(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// A number of answers.
pub(crate) fn answers(count: u64) -> u64 {
    (count + ANSWERS / 2) / ANSWERS * ANSWERS
}

/// A rate with its interval, to one decimal.
pub(crate) fn rate(rate: WithInterval) -> WithInterval {
    WithInterval { value: tenth(rate.value), lower: tenth(rate.lower), upper: tenth(rate.upper) }
}

/// A share with its interval, to one decimal of a percent.
pub(crate) fn share_with_interval(of: WithInterval) -> WithInterval {
    WithInterval { value: share(of.value), lower: share(of.lower), upper: share(of.upper) }
}

/// A change of shares, to one decimal of a percentage point.
pub(crate) fn change(change: MeasuredChange) -> MeasuredChange {
    MeasuredChange {
        delta: share(change.delta),
        se: share(change.se),
        lower: share(change.lower),
        upper: share(change.upper),
        minimum_detectable: change.minimum_detectable.map(share),
        ..change
    }
}
