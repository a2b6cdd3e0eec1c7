//! Survey statistics on a table of answers: estimates of one wave, a change between two with its verdict, planning, small
//! areas, independence.
//!
//! How the sample was drawn ([`design`]), what is asked of the rows ([`question`]) and how answers are shown ([`show`],
//! [`show_change`]) are shared by the methods. Nothing is computed here.

pub(crate) mod calibrate;
mod change;
mod delivered;
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
use delivered::DeliveredArgs;

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
    /// Which delivered waves are read; nothing for the methods that read no answers.
    pub(crate) fn records(&mut self) -> Option<&mut DeliveredArgs> {
        match self {
            Self::Survey(method) => Some(&mut method.delivered),
            Self::Change(method) => Some(&mut method.delivered),
            Self::Independence(method) => Some(&mut method.delivered),
            Self::Plan(_) | Self::FayHerriot(_) => None,
        }
    }

    pub(crate) fn act(self, terminal: &mut Terminal<'_>) -> Outcome {
        match self {
            Self::Survey(mut method) => {
                method.delivered.fetch(&mut method.design)?;
                method.act(terminal)
            }
            Self::Change(mut method) => {
                method.delivered.fetch(&mut method.design)?;
                method.act(terminal)
            }
            Self::Independence(mut method) => {
                method.delivered.fetch(&mut method.design)?;
                method.act(terminal)
            }
            Self::Plan(method) => method.act(terminal),
            Self::FayHerriot(method) => method.act(terminal),
        }
    }
}
