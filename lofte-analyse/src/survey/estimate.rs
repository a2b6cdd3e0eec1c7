//! `lofte analyse survey`: estimates of one wave.

use crate::failure::Outcome;
use crate::input_error::InputError;
use crate::output::Terminal;
use crate::survey::calibrate::CalibrationArgs;
use crate::survey::delivered::DeliveredArgs;
use crate::survey::design::{DesignArgs, DesignFacts};
use crate::survey::estimates::{Found, Source};
use crate::survey::question::QuestionArgs;
use crate::survey::replication::{ReplicateArgs, ReplicateFacts};
use crate::survey::show;
use clap::Args;
use lofte_analysis::survey::calibrate::CalibrationReport;
use serde::Serialize;
use std::path::PathBuf;

const EXAMPLE: &str = "Example:
  lofte analyse survey --data wave.csv --strata area --fpc residents --statistic share --variable safe --by area
  lofte analyse survey --data wave.parquet --weights w --statistic share --variable q7 --yes 4,5 --format json
  lofte analyse survey --data wave.csv --strata area --weights w --statistic mean --variable index
      --calibrate margins.csv --method rake --replicates raowu:500 --seed 1";

/// Estimate a mean, total, share, ratio or quantile from a sample
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct EstimateArgs {
    /// Table of answers, CSV or Parquet; several files with the same columns are one table
    #[arg(long, value_name = "FILE", required_unless_present = "from_records", conflicts_with = "from_records", num_args = 1..)]
    data: Vec<PathBuf>,
    #[command(flatten)]
    #[serde(flatten)]
    pub(super) delivered: DeliveredArgs,
    #[command(flatten)]
    #[serde(flatten)]
    pub(super) design: DesignArgs,
    #[command(flatten)]
    #[serde(flatten)]
    question: QuestionArgs,
    #[command(flatten)]
    #[serde(flatten)]
    calibration: CalibrationArgs,
    #[command(flatten)]
    #[serde(flatten)]
    replication: ReplicateArgs,
}

/// The answer as JSON.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    analysis: &'static str,
    version: &'static str,
    parameters: &'a EstimateArgs,
    design: DesignFacts,
    calibration: Option<CalibrationReport>,
    replication: Option<ReplicateFacts>,
    estimates: Vec<Found>,
}

impl EstimateArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let answer = self.answer()?;
        show::estimates(terminal, &answer, &self.question.by, &answer.estimates)
    }

    fn answer(&self) -> Result<Answer<'_>, InputError> {
        self.replication.check(self.question.statistic)?;
        let margins = self.calibration.margins()?;
        if self.delivered.is_asked() && !self.replication.replicate_weights.is_empty() {
            return Err(InputError::Clash { first: "--from-records", second: "--replicate-weights" });
        }
        let given = match self.data.first() {
            Some(first) if !self.replication.replicate_weights.is_empty() => {
                self.replication.columns(first)?
            }
            _ => Vec::new(),
        };
        if margins.is_some() && !given.is_empty() {
            return Err(InputError::Clash { first: "--calibrate", second: "--replicate-weights" });
        }
        let mut columns = self.design.columns();
        columns.extend(self.question.columns()?);
        columns.extend(given.iter().cloned());
        columns.extend(margins.iter().flat_map(crate::survey::calibrate::Margins::columns));
        let frame = self.delivered.or_files(&self.data, &columns)?.without(&self.question.missing);
        let drawn = self.design.draw(&frame)?;
        let mut design = drawn.design;
        let mut calibration = None;
        if let Some(margins) = margins {
            let (calibrated, report) = margins.calibrate(&design, &frame)?;
            (design, calibration) = (calibrated, Some(report));
        }
        let values = self.question.values(&frame, &self.question.codes(&[&frame])?)?;
        let groups = self.question.groups(&frame, &self.question.group_names(&[&frame])?)?;
        let options = self.question.options();
        let source = Source { design: &design, names: &drawn.names, frame: &frame, options: &options };
        let mut estimates = source.estimates(&values, &groups)?;
        let replication = if self.replication.is_wanted() {
            let asked = (&values, &groups);
            Some(self.replication.replace(source, &self.question, asked, &given, &mut estimates)?)
        } else {
            None
        };
        Ok(Answer {
            analysis: "survey",
            version: env!("CARGO_PKG_VERSION"),
            parameters: self,
            design: DesignFacts::of(&design),
            calibration,
            replication,
            estimates,
        })
    }
}
