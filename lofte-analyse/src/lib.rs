#![doc = include_str!("../README.md")]

pub mod asked;
mod disclosure;
mod effect;
mod failure;
mod incidents;
mod input;
mod input_error;
mod methods;
#[cfg(test)]
mod on_small_files;
pub mod output;
mod survey;

use clap::{Args, Subcommand};
use disclosure::DisclosureMethod;
use effect::EffectMethod;
pub use failure::Failure;
use failure::Outcome;
use incidents::IncidentMethod;
use input::records::Hand;
pub use input::records::{Deliveries, IncidentColumns, RecordSelection};
use input_error::InputError;
pub use input_error::Unread;
use output::{Format, Terminal};
use std::path::PathBuf;
use std::sync::Arc;
use survey::SurveyMethod;

const EXAMPLE: &str = "Example:
  lofte analyse --list
  lofte analyse survey --data wave.csv --strata area --fpc residents --statistic share --variable safe --format json
  lofte analyse change --before 2024.csv --after 2026.csv --weights w --statistic share --variable safe --threshold 0
  lofte analyse plan --share 0.6 --mailed 300 --response-rate 0.5
  lofte analyse survey --from-records wave=2025 --statistic share --variable trygg_sent --by stratum --dir flen
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
    /// The folder of the house whose deliveries the command reads, where it reads those instead of files.
    pub fn house(&mut self) -> Option<PathBuf> {
        match self.what.as_mut()? {
            What::Survey(method) => method.records()?.house(),
            What::Incidents(method) => method.events()?.house(),
            What::Effect(method) => method.events()?.house(),
            What::Disclosure(method) => method.events()?.house(),
        }
    }

    /// Learns who hands over what the municipality has delivered.
    pub fn hand_over(&mut self, deliveries: Arc<dyn Deliveries>) {
        let hand = Hand::of(deliveries);
        let events = match self.what.as_mut() {
            Some(What::Survey(method)) => {
                if let Some(records) = method.records() {
                    records.hand = hand;
                }
                return;
            }
            Some(What::Incidents(method)) => method.events(),
            Some(What::Effect(method)) => method.events(),
            Some(What::Disclosure(method)) => method.events(),
            None => None,
        };
        if let Some(events) = events {
            events.hand_over(hand);
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
