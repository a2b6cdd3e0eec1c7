//! Incident analyses for analysts, on files of their own: where, when, what is unusual, and what cannot be said.
//!
//! One file for each group of methods, which reads its columns ([`events`]), asks `lofte_analysis`, and gives an
//! [`answer`] in four forms. Nothing is computed here.

mod alerts;
mod answer;
mod aoristic;
mod areas;
mod cells;
mod clusters;
mod concentration;
mod counts;
mod crs;
mod days;
mod density;
mod effect;
mod events;
mod extent;
mod harm;
mod hot_spots;
mod local;
mod local_moran;
mod near_repeat;
mod rates;
mod scan;
mod series;
mod shape;
mod stl;
mod trend;
mod units;
mod week;

use super::trouble::Trouble;
use crate::cli::desk::Desk;
use crate::cli::failure::Outcome;
use clap::Subcommand;

/// The methods.
#[derive(Debug, Subcommand)]
pub(super) enum Incidents {
    Alerts(Box<alerts::Alerts>),
    Aoristic(Box<aoristic::Aoristic>),
    Areas(Box<areas::InAreas>),
    Clusters(Box<clusters::Dense>),
    Concentration(Box<concentration::Unevenness>),
    Counts(Box<counts::Counts>),
    Density(Box<density::Surface>),
    #[command(flatten)]
    Effects(effect::Effects),
    Ears(Box<alerts::EarlyAberration>),
    Farrington(Box<alerts::FarringtonFlexible>),
    HotSpots(Box<hot_spots::Spots>),
    LocalMoran(Box<local_moran::Likeness>),
    NearRepeat(Box<near_repeat::NearRepeats>),
    Rates(Box<rates::Rates>),
    Scan(Box<scan::Scan>),
    Stl(Box<stl::Parts>),
    Trend(Box<trend::Trends>),
    Week(Box<week::Week>),
}

impl Incidents {
    pub(super) fn act(self, desk: &mut Desk) -> Outcome {
        match self {
            Self::Alerts(method) => method.act(desk),
            Self::Aoristic(method) => method.act(desk),
            Self::Areas(method) => method.act(desk),
            Self::Clusters(method) => method.act(desk),
            Self::Concentration(method) => method.act(desk),
            Self::Counts(method) => method.act(desk),
            Self::Density(method) => method.act(desk),
            Self::Effects(method) => method.act(desk),
            Self::Ears(method) => method.act(desk),
            Self::Farrington(method) => method.act(desk),
            Self::HotSpots(method) => method.act(desk),
            Self::LocalMoran(method) => method.act(desk),
            Self::NearRepeat(method) => method.act(desk),
            Self::Rates(method) => method.act(desk),
            Self::Scan(method) => method.act(desk),
            Self::Stl(method) => method.act(desk),
            Self::Trend(method) => method.act(desk),
            Self::Week(method) => method.act(desk),
        }
    }
}

/// What a method refused, as a trouble of the command line.
fn refused(error: impl std::error::Error) -> Trouble {
    Trouble::of_method(&error)
}
