#![doc = include_str!("../README.md")]

mod disclosure;
mod effect;
mod failure;
mod incidents;
mod input;
mod input_error;
mod methods;
pub mod output;
mod survey;

use clap::{Args, Subcommand};
use disclosure::DisclosureMethod;
use effect::EffectMethod;
pub use failure::Failure;
use failure::Outcome;
use incidents::IncidentMethod;
use input::events::EventArgs;
pub use input::records::RecordSelection;
use input_error::InputError;
use lofte_records::StoredIncident;
use output::{Format, Terminal};
use std::path::PathBuf;
use survey::SurveyMethod;

const EXAMPLE: &str = "Example:
  lofte analyse --list
  lofte analyse survey --data wave.csv --strata area --fpc residents --statistic share --variable safe --format json
  lofte analyse change --before 2024.csv --after 2026.csv --weights w --statistic share --variable safe --threshold 0
  lofte analyse plan --share 0.6 --mailed 300 --response-rate 0.5
  lofte analyse hot-spots --from-records \"kind=offence period=2024-01-01..2025-12-31\" --dir flen
  lofte analyse fay-herriot --data areas.csv --direct share --variance variance --covariates rate";

/// Survey statistics and incident analyses on files of your own
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE, arg_required_else_help = true)]
pub struct Analyse {
    /// Name all methods with their source
    #[arg(long)]
    list: bool,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    #[command(flatten)]
    Survey(SurveyMethod),
    #[command(flatten)]
    Incidents(IncidentMethod),
    #[command(flatten)]
    Effect(EffectMethod),
    #[command(flatten)]
    Disclosure(DisclosureMethod),
}

impl Analyse {
    /// The folder of the house and the rows of it that the command asks for, where it asks for rows instead of files.
    pub fn wanted_records(&mut self) -> Option<(PathBuf, RecordSelection)> {
        let events = self.events()?;
        Some((events.dir.clone(), events.from_records.clone()?))
    }

    /// Takes the rows that were asked for. Whether they may be read was asked by whoever hands them over.
    pub fn hand_over(&mut self, rows: Vec<StoredIncident>) {
        if let Some(events) = self.events() {
            events.hand_over(rows);
        }
    }

    fn events(&mut self) -> Option<&mut EventArgs> {
        match self.what.as_mut()? {
            What::Survey(_) => None,
            What::Incidents(method) => method.events(),
            What::Effect(method) => method.events(),
            What::Disclosure(method) => method.events(),
        }
    }

    /// Reads the files, asks the method and writes its answer.
    ///
    /// # Errors
    ///
    /// [`Failure`] says what of the files or options cannot be used, or that the answer could not be written.
    pub fn act(self, terminal: &mut Terminal<'_>) -> Outcome {
        let on_a_map = terminal.format == Format::Geojson;
        if on_a_map && matches!(self.what, None | Some(What::Survey(_))) {
            return Err(InputError::NoMap { method: "survey" }.into());
        }
        match self.what {
            Some(What::Survey(method)) => method.act(terminal),
            Some(What::Incidents(method)) => method.act(terminal),
            Some(What::Effect(method)) => method.act(terminal),
            Some(What::Disclosure(method)) => method.act(terminal),
            None => methods::list(terminal),
        }
    }
}
