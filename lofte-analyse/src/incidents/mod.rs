//! Incident analyses: where, when, what is unusual, and what cannot be said.
//!
//! One file for each method, which reads its columns ([`crate::input::events`]), asks `lofte_analysis`, and gives an
//! [`crate::output::answer`] in four forms. Nothing is computed here.

mod alerts;
mod aoristic;
pub(crate) mod cells;
mod clusters;
mod concentration;
mod counts;
mod density;
pub(crate) mod extent;
pub(crate) mod harm;
mod hot_spots;
mod local_moran;
mod local_statistics;
mod near_repeat;
pub(crate) mod place;
mod rates;
pub(crate) mod series;
mod space_time_scan;
mod standard;
mod standardise;
mod stl;
pub(crate) mod time;
mod trend;
mod units;

use crate::failure::Outcome;
use crate::output::Terminal;
use clap::Subcommand;

/// The methods.
#[derive(Debug, Subcommand)]
pub(crate) enum IncidentMethod {
    Alerts(Box<alerts::Alerts>),
    Aoristic(Box<aoristic::Aoristic>),
    Areas(Box<place::InAreas>),
    Clusters(Box<clusters::Dense>),
    Concentration(Box<concentration::Unevenness>),
    Counts(Box<counts::Counts>),
    Density(Box<density::Surface>),
    Ears(Box<alerts::EarlyAberration>),
    Farrington(Box<alerts::FarringtonFlexible>),
    HotSpots(Box<hot_spots::Spots>),
    LocalMoran(Box<local_moran::Likeness>),
    NearRepeat(Box<near_repeat::NearRepeats>),
    Rates(Box<rates::Rates>),
    Scan(Box<space_time_scan::Scan>),
    Standardise(Box<standardise::Standardise>),
    Stl(Box<stl::Parts>),
    Trend(Box<trend::Trends>),
    Week(Box<time::Week>),
}

impl IncidentMethod {
    pub(crate) fn act(self, terminal: &mut Terminal<'_>) -> Outcome {
        match self {
            Self::Alerts(method) => method.act(terminal),
            Self::Aoristic(method) => method.act(terminal),
            Self::Areas(method) => method.act(terminal),
            Self::Clusters(method) => method.act(terminal),
            Self::Concentration(method) => method.act(terminal),
            Self::Counts(method) => method.act(terminal),
            Self::Density(method) => method.act(terminal),
            Self::Ears(method) => method.act(terminal),
            Self::Farrington(method) => method.act(terminal),
            Self::HotSpots(method) => method.act(terminal),
            Self::LocalMoran(method) => method.act(terminal),
            Self::NearRepeat(method) => method.act(terminal),
            Self::Rates(method) => method.act(terminal),
            Self::Scan(method) => method.act(terminal),
            Self::Standardise(method) => method.act(terminal),
            Self::Stl(method) => method.act(terminal),
            Self::Trend(method) => method.act(terminal),
            Self::Week(method) => method.act(terminal),
        }
    }
}
