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
mod emerging;
pub(crate) mod extent;
mod funnel;
pub(crate) mod harm;
mod local_getis_ord;
mod local_moran;
mod local_statistics;
mod near_repeat;
pub(crate) mod point_in_area;
mod population_at_risk;
mod rank_uncertainty;
mod rates;
mod repeat_places;
pub(crate) mod series;
mod shrinkage;
mod similar;
mod space_time_scan;
mod standard;
mod standardise;
mod stl;
mod three_year;
pub(crate) mod time;
mod trend;
mod trend_test;
mod twelve_month;
mod unit_table;
mod units;
mod whole_months;

use crate::failure::Outcome;
use crate::input::events::EventArgs;
use crate::output::Terminal;
use clap::Subcommand;

/// The methods.
#[derive(Debug, Subcommand)]
pub(crate) enum IncidentMethod {
    Alerts(Box<alerts::AlertsArgs>),
    Aoristic(Box<aoristic::AoristicArgs>),
    Areas(Box<point_in_area::PointInAreaArgs>),
    Clusters(Box<clusters::ClustersArgs>),
    Concentration(Box<concentration::ConcentrationArgs>),
    Counts(Box<counts::CountsArgs>),
    Density(Box<density::DensityArgs>),
    Ears(Box<alerts::EarsArgs>),
    Emerging(Box<emerging::EmergingArgs>),
    Farrington(Box<alerts::FarringtonArgs>),
    Funnel(Box<funnel::FunnelArgs>),
    HotSpots(Box<local_getis_ord::LocalGetisOrdArgs>),
    LocalMoran(Box<local_moran::LocalMoranArgs>),
    NearRepeat(Box<near_repeat::NearRepeatArgs>),
    PopulationAtRisk(Box<population_at_risk::PopulationAtRiskArgs>),
    RankUncertainty(Box<rank_uncertainty::RankUncertaintyArgs>),
    Rates(Box<rates::RatesArgs>),
    RepeatPlaces(Box<repeat_places::RepeatPlacesArgs>),
    Scan(Box<space_time_scan::SpaceTimeScanArgs>),
    Shrinkage(Box<shrinkage::ShrinkageArgs>),
    Similar(Box<similar::SimilarArgs>),
    Standardise(Box<standardise::StandardiseArgs>),
    Stl(Box<stl::StlArgs>),
    ThreeYear(Box<three_year::ThreeYearArgs>),
    Trend(Box<trend::TrendArgs>),
    TrendTest(Box<trend_test::TrendTestArgs>),
    TwelveMonth(Box<twelve_month::TwelveMonthArgs>),
    Week(Box<time::TimeArgs>),
    WindowAlerts(Box<alerts::WindowAlertArgs>),
}

impl IncidentMethod {
    /// Where the events are read from; nothing for the methods on tables of units.
    pub(crate) fn events(&mut self) -> Option<&mut EventArgs> {
        match self {
            Self::Alerts(method) => Some(&mut method.events),
            Self::Aoristic(method) => Some(&mut method.events),
            Self::Areas(method) => Some(&mut method.events),
            Self::Clusters(method) => Some(&mut method.events),
            Self::Concentration(method) => Some(&mut method.events),
            Self::Counts(method) => Some(&mut method.events),
            Self::Density(method) => Some(&mut method.events),
            Self::Ears(method) => Some(&mut method.events),
            Self::Emerging(method) => Some(&mut method.events),
            Self::Farrington(method) => Some(&mut method.events),
            Self::HotSpots(method) => Some(&mut method.local.events),
            Self::LocalMoran(method) => Some(&mut method.local.events),
            Self::NearRepeat(method) => Some(&mut method.events),
            Self::RepeatPlaces(method) => Some(&mut method.events),
            Self::Scan(method) => Some(&mut method.events),
            Self::Stl(method) => Some(&mut method.events),
            Self::Trend(method) => Some(&mut method.events),
            Self::TrendTest(method) => Some(&mut method.events),
            Self::TwelveMonth(method) => Some(&mut method.events),
            Self::Week(method) => Some(&mut method.events),
            Self::WindowAlerts(method) => Some(&mut method.events),
            Self::Funnel(_)
            | Self::PopulationAtRisk(_)
            | Self::RankUncertainty(_)
            | Self::Rates(_)
            | Self::Shrinkage(_)
            | Self::Similar(_)
            | Self::Standardise(_)
            | Self::ThreeYear(_) => None,
        }
    }

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
            Self::Emerging(method) => method.act(terminal),
            Self::Farrington(method) => method.act(terminal),
            Self::Funnel(method) => method.act(terminal),
            Self::HotSpots(method) => method.act(terminal),
            Self::LocalMoran(method) => method.act(terminal),
            Self::NearRepeat(method) => method.act(terminal),
            Self::PopulationAtRisk(method) => method.act(terminal),
            Self::RankUncertainty(method) => method.act(terminal),
            Self::Rates(method) => method.act(terminal),
            Self::RepeatPlaces(method) => method.act(terminal),
            Self::Scan(method) => method.act(terminal),
            Self::Shrinkage(method) => method.act(terminal),
            Self::Similar(method) => method.act(terminal),
            Self::Standardise(method) => method.act(terminal),
            Self::Stl(method) => method.act(terminal),
            Self::ThreeYear(method) => method.act(terminal),
            Self::Trend(method) => method.act(terminal),
            Self::TrendTest(method) => method.act(terminal),
            Self::TwelveMonth(method) => method.act(terminal),
            Self::Week(method) => method.act(terminal),
            Self::WindowAlerts(method) => method.act(terminal),
        }
    }
}
