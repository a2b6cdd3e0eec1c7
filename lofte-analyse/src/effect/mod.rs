//! What became of an intervention: one series, one unit against others, events nearby, and what may be concluded.
//!
//! [`panel`] reads the same periods for many units, for the methods that compare them. Nothing is computed here. Left out are
//! several treated units at a time, which the methods do not have.

mod conclusion;
mod difference_in_differences;
mod displacement;
mod displacement_counts;
mod interrupted_series;
pub(crate) mod panel;
mod point_pattern;
mod synthetic_control;

use crate::failure::Outcome;
use crate::output::Terminal;
use clap::Subcommand;

/// The methods.
#[derive(Debug, Subcommand)]
pub(crate) enum EffectMethod {
    Conclusion(Box<conclusion::Conclude>),
    DifferenceInDifferences(Box<difference_in_differences::Differences>),
    Displacement(Box<displacement::Displace>),
    InterruptedSeries(Box<interrupted_series::Interrupted>),
    PointPattern(Box<point_pattern::TwoMaps>),
    SyntheticControl(Box<synthetic_control::Synthetic>),
}

impl EffectMethod {
    pub(crate) fn act(self, terminal: &mut Terminal<'_>) -> Outcome {
        match self {
            Self::Conclusion(method) => method.act(terminal),
            Self::DifferenceInDifferences(method) => method.act(terminal),
            Self::Displacement(method) => method.act(terminal),
            Self::InterruptedSeries(method) => method.act(terminal),
            Self::PointPattern(method) => method.act(terminal),
            Self::SyntheticControl(method) => method.act(terminal),
        }
    }
}
