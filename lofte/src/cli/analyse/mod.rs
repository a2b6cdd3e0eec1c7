//! `lofte analyse`: survey statistics and incident analyses for analysts, on files of their own.
//!
//! No house is needed: a table goes in, numbers with their uncertainty come out, with every parameter that was used. What
//! leaves a house is another matter and passes disclosure control; here the analyst already holds the rows.

mod change;
mod design;
mod estimates;
mod expression;
mod fay_herriot;
mod frame;
mod incidents;
mod independence;
mod margins;
mod methods;
mod plan;
mod question;
mod replicated_change;
mod replicates;
mod scale;
mod show;
mod show_change;
mod survey;
mod trouble;

use super::desk::Desk;
use super::failure::Outcome;
use super::output::Format;
use clap::{Args, Subcommand};

const EXAMPLE: &str = "Example:
  lofte analyse --list
  lofte analyse survey --data wave.csv --strata area --fpc residents --statistic share --variable safe --format json
  lofte analyse change --before 2024.csv --after 2026.csv --weights w --statistic share --variable safe --threshold 0
  lofte analyse plan --share 0.6 --mailed 300 --response-rate 0.5
  lofte analyse fay-herriot --data areas.csv --direct share --variance variance --covariates rate";

/// Survey statistics and incident analyses on files of your own
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE, arg_required_else_help = true)]
pub(super) struct Analyse {
    /// Name all methods with their source
    #[arg(long)]
    list: bool,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    Survey(Box<survey::Survey>),
    Change(Box<change::Change>),
    Plan(Box<plan::Plan>),
    FayHerriot(Box<fay_herriot::FayHerriot>),
    Independence(Box<independence::Independence>),
    #[command(flatten)]
    Incidents(incidents::Incidents),
}

impl Analyse {
    pub(super) fn act(self, desk: &mut Desk) -> Outcome {
        let on_a_map = desk.format == Format::Geojson;
        if on_a_map && !matches!(self.what, Some(What::Incidents(_))) {
            return Err(trouble::Trouble::NoMap { method: "survey" }.into());
        }
        match self.what {
            Some(What::Incidents(method)) => method.act(desk),
            Some(What::Survey(survey)) => survey.act(desk),
            Some(What::Change(change)) => change.act(desk),
            Some(What::Plan(plan)) => plan.act(desk),
            Some(What::FayHerriot(model)) => model.act(desk),
            Some(What::Independence(test)) => test.act(desk),
            None => methods::list(desk),
        }
    }
}
