//! Survey statistics on a table of answers: estimates of one wave, a change between two with its verdict, planning, small
//! areas, independence.
//!
//! How the sample was drawn ([`design`]), what is asked of the rows ([`question`]) and how answers are shown ([`show`],
//! [`show_change`]) are shared by the methods. Nothing is computed here.

pub(crate) mod calibrate;
mod change;
mod design;
mod estimate;
mod estimates;
mod independence;
mod power_analysis;
mod question;
mod replicated_change;
mod replication;
mod scale;
pub(crate) mod show;
mod show_change;
mod small_area;

use crate::failure::Outcome;
use crate::output::Terminal;
use clap::Subcommand;

/// The methods.
#[derive(Debug, Subcommand)]
pub(crate) enum SurveyMethod {
    Survey(Box<estimate::EstimateArgs>),
    Change(Box<change::ChangeArgs>),
    Plan(Box<power_analysis::PowerAnalysisArgs>),
    FayHerriot(Box<small_area::SmallAreaArgs>),
    Independence(Box<independence::IndependenceArgs>),
}

impl SurveyMethod {
    pub(crate) fn act(self, terminal: &mut Terminal<'_>) -> Outcome {
        match self {
            Self::Survey(method) => method.act(terminal),
            Self::Change(method) => method.act(terminal),
            Self::Plan(method) => method.act(terminal),
            Self::FayHerriot(method) => method.act(terminal),
            Self::Independence(method) => method.act(terminal),
        }
    }
}
