//! Effects and protection: what became of a measure, rates that can be compared, and tables that may be shown.
//!
//! One file for each method as beside, and three that they share: [`panel`] reads the same periods for many units,
//! [`told`] puts changes and intervals into words, [`given`] reads days and counts that are written as options. Nothing
//! is computed here. Left out are several treated units at a time, which the methods do not have.

mod conclusion;
mod differences;
mod displacement;
mod displacement_counts;
mod dots;
mod given;
mod interrupted;
mod order;
mod panel;
mod point_pattern;
mod protect;
mod protected;
mod protected_input;
mod standard;
mod standardise;
mod synthetic;
mod told;

use crate::cli::desk::Desk;
use crate::cli::failure::Outcome;
use clap::Subcommand;

/// The methods.
#[derive(Debug, Subcommand)]
pub(in crate::cli::analyse) enum Effects {
    Conclusion(Box<conclusion::Conclude>),
    DifferenceInDifferences(Box<differences::Differences>),
    Displacement(Box<displacement::Displace>),
    Dots(Box<dots::SafeDots>),
    InterruptedSeries(Box<interrupted::Interrupted>),
    PointPattern(Box<point_pattern::TwoMaps>),
    Protect(Box<protect::Protect>),
    Standardise(Box<standardise::Standardise>),
    SyntheticControl(Box<synthetic::Synthetic>),
}

impl Effects {
    pub(super) fn act(self, desk: &mut Desk) -> Outcome {
        match self {
            Self::Conclusion(method) => method.act(desk),
            Self::DifferenceInDifferences(method) => method.act(desk),
            Self::Displacement(method) => method.act(desk),
            Self::Dots(method) => method.act(desk),
            Self::InterruptedSeries(method) => method.act(desk),
            Self::PointPattern(method) => method.act(desk),
            Self::Protect(method) => method.act(desk),
            Self::Standardise(method) => method.act(desk),
            Self::SyntheticControl(method) => method.act(desk),
        }
    }
}
