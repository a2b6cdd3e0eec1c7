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
use crate::input::events::EventArgs;
use crate::output::Terminal;
use clap::Subcommand;

/// The methods.
#[derive(Debug, Subcommand)]
pub(crate) enum EffectMethod {
    Conclusion(Box<conclusion::ConclusionArgs>),
    DifferenceInDifferences(Box<difference_in_differences::DifferenceInDifferencesArgs>),
    Displacement(Box<displacement::DisplacementArgs>),
    InterruptedSeries(Box<interrupted_series::InterruptedSeriesArgs>),
    PointPattern(Box<point_pattern::PointPatternArgs>),
    SyntheticControl(Box<synthetic_control::SyntheticControlArgs>),
}

impl EffectMethod {
    /// Where the events are read from; nothing for the methods on tables of units.
    pub(crate) fn events(&mut self) -> Option<&mut EventArgs> {
        match self {
            Self::InterruptedSeries(method) => Some(&mut method.events),
            Self::PointPattern(method) => Some(&mut method.events),
            Self::Conclusion(_)
            | Self::DifferenceInDifferences(_)
            | Self::Displacement(_)
            | Self::SyntheticControl(_) => None,
        }
    }

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
