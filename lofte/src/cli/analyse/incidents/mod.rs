//! Incident analyses for analysts, on files of their own: where, when, what is unusual, and what cannot be said.
//!
//! One file for each group of methods, which reads its columns ([`events`]), asks `lofte_analysis`, and gives an
//! [`answer`] in four forms. Nothing is computed here.

mod answer;
mod areas;
mod counts;
mod crs;
mod events;
mod rates;
mod week;

use super::trouble::Trouble;
use crate::cli::desk::Desk;
use crate::cli::failure::Outcome;
use clap::Subcommand;

/// The methods.
#[derive(Debug, Subcommand)]
pub(super) enum Incidents {
    Areas(Box<areas::InAreas>),
    Counts(Box<counts::Counts>),
    Rates(Box<rates::Rates>),
    Week(Box<week::Week>),
}

impl Incidents {
    pub(super) fn act(self, desk: &mut Desk) -> Outcome {
        match self {
            Self::Areas(method) => method.act(desk),
            Self::Counts(method) => method.act(desk),
            Self::Rates(method) => method.act(desk),
            Self::Week(method) => method.act(desk),
        }
    }
}

/// What a method refused, as a trouble of the command line.
fn refused(error: impl std::error::Error) -> Trouble {
    Trouble::of_method(&error)
}
