//! `lofte analyse fay-herriot`: small areas borrow strength from their known features. Never for a verdict.

use crate::failure::Outcome;
use crate::input::columns::Frame;
use crate::input_error::InputError;
use crate::output::Table;
use crate::output::separated;
use crate::output::{Format, Terminal};
use clap::{Args, ValueEnum};
use lofte_analysis::survey::small_area::{
    Benchmark, Direct, FayHerriot as Model, Fit, benchmarked, fay_herriot,
};
use serde::Serialize;
use std::path::PathBuf;

const EXAMPLE: &str = "Example:
  lofte analyse fay-herriot --data areas.csv --area area --direct share --variance variance --covariates rate,density
  lofte analyse fay-herriot --data areas.csv --direct y --variance v --factors region --fit ml --benchmark residents";

/// Model estimates of small areas (Fay and Herriot), for maps and not for verdicts
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct SmallAreaArgs {
    /// Table with one row per area
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// Column with the name of the area
    #[arg(long, value_name = "COLUMN")]
    area: Option<String>,
    /// Column of direct estimates; empty where nobody answered
    #[arg(long, value_name = "COLUMN")]
    direct: String,
    /// Column of their sampling variances
    #[arg(long, value_name = "COLUMN")]
    variance: String,
    /// Columns of numbers that are known of every area
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    covariates: Vec<String>,
    /// Columns of categories, each category but the first becoming a feature
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    factors: Vec<String>,
    /// Values that stand for “not known” in every column, as in -9,99
    #[arg(long, value_name = "CODES", value_delimiter = ',', allow_hyphen_values = true)]
    missing: Vec<String>,
    /// Leave out the constant
    #[arg(long)]
    no_constant: bool,
    /// How the variance between areas is estimated
    #[arg(long, value_enum, default_value = "reml")]
    fit: Fitting,
    /// Column of populations; makes the estimates add up to the whole
    #[arg(long, value_name = "COLUMN")]
    benchmark: Option<String>,
    /// Estimate of the whole; the mean of the direct estimates by population if not given
    #[arg(long, requires = "benchmark", allow_negative_numbers = true)]
    whole: Option<f64>,
    /// How estimates are made to add up
    #[arg(long, value_enum, default_value = "ratio")]
    benchmark_by: By,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Fitting {
    /// Restricted maximum likelihood
    Reml,
    /// Maximum likelihood
    Ml,
    /// The moment equation of Fay and Herriot
    Moment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum By {
    Ratio,
    Difference,
}

/// The answer as JSON.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    analysis: &'static str,
    version: &'static str,
    parameters: &'a SmallAreaArgs,
    /// Names of the coefficients.
    features: Vec<String>,
    areas: Vec<String>,
    model: Model,
    whole: Option<f64>,
    benchmarked: Option<Vec<f64>>,
}

impl SmallAreaArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let answer = self.answer()?;
        match terminal.format {
            Format::Json => terminal.out.json(&answer)?,
            Format::Csv => separated::csv(terminal, &answer.rows())?,
            Format::Table | Format::Geojson => {
                let words = terminal.words;
                let headings = ["area", "direct", "estimate", "se", "shrinkage", "benchmarked"];
                let mut table = Table::new().words(words.say("analyse-col-area"));
                for heading in &headings[1..] {
                    table = table.numbers(words.known("analyse-col", heading));
                }
                for row in answer.rows().into_iter().skip(1) {
                    let cells = row.into_iter().enumerate();
                    table.row(cells.map(|(place, cell)| match cell.parse() {
                        Ok(number) if place > 0 => words.decimal(number, 4),
                        _ => cell,
                    }));
                }
                terminal.out.table(&table)?;
            }
        }
        Ok(())
    }

    fn answer(&self) -> Result<Answer<'_>, InputError> {
        let mut columns = vec![self.direct.clone(), self.variance.clone()];
        columns.extend(
            self.area.iter().chain(&self.covariates).chain(&self.factors).chain(&self.benchmark).cloned(),
        );
        let frame = Frame::read(std::slice::from_ref(&self.data), &columns)?.without(&self.missing);
        let direct = self.estimates(&frame)?;
        let (features, known) = self.features(&frame)?;
        let fit = match self.fit {
            Fitting::Reml => Fit::Reml,
            Fitting::Ml => Fit::Ml,
            Fitting::Moment => Fit::Moment,
        };
        let model = fay_herriot(&direct, &known, fit)?;
        let (whole, benchmarked) = self.benchmark(&frame, &direct, &model)?;
        let name = |row: usize| match &self.area {
            Some(column) => frame.text(column, row).unwrap_or_default().into_owned(),
            None => (row + 1).to_string(),
        };
        Ok(Answer {
            analysis: "fay-herriot",
            version: env!("CARGO_PKG_VERSION"),
            parameters: self,
            features,
            areas: (0..frame.len()).map(name).collect(),
            model,
            whole,
            benchmarked,
        })
    }

    fn estimates(&self, frame: &Frame) -> Result<Vec<Option<Direct>>, InputError> {
        let pairs = frame.numbers(&self.direct)?.into_iter().zip(frame.numbers(&self.variance)?);
        pairs
            .enumerate()
            .map(|(row, (value, variance))| match (value, variance) {
                (None, _) => Ok(None),
                (Some(value), Some(variance)) => Ok(Some(Direct { value, variance })),
                (Some(_), None) => {
                    Err(InputError::MissingLabel { at: frame.at(row), column: self.variance.clone() })
                }
            })
            .collect()
    }

    /// The names of the features, and their values for each area.
    fn features(&self, frame: &Frame) -> Result<(Vec<String>, Vec<Vec<f64>>), InputError> {
        let mut names = Vec::new();
        let mut known = vec![Vec::new(); frame.len()];
        if !self.no_constant {
            names.push("(constant)".to_owned());
            for features in &mut known {
                features.push(1.0);
            }
        }
        for column in &self.covariates {
            names.push(column.clone());
            for (row, number) in frame.numbers(column)?.into_iter().enumerate() {
                let missing = || InputError::MissingLabel { at: frame.at(row), column: column.clone() };
                known[row].push(number.ok_or_else(missing)?);
            }
        }
        for column in &self.factors {
            let labels = frame.labels(std::slice::from_ref(column))?;
            for category in super::question::occurring(&[frame], column).into_iter().skip(1) {
                for (features, code) in known.iter_mut().zip(&labels.codes) {
                    features.push(f64::from(u8::from(labels.names[*code as usize] == category)));
                }
                names.push(format!("{column}={category}"));
            }
        }
        Ok((names, known))
    }

    fn benchmark(
        &self,
        frame: &Frame,
        direct: &[Option<Direct>],
        model: &Model,
    ) -> Result<(Option<f64>, Option<Vec<f64>>), InputError> {
        let Some(column) = &self.benchmark else {
            return Ok((None, None));
        };
        let populations: Result<Vec<f64>, InputError> = frame
            .numbers(column)?
            .into_iter()
            .enumerate()
            .map(|(row, size)| {
                size.ok_or_else(|| InputError::MissingLabel { at: frame.at(row), column: column.clone() })
            })
            .collect();
        let populations = populations?;
        let whole = match (self.whole, direct.iter().map(Option::as_ref).collect::<Option<Vec<&Direct>>>()) {
            (Some(whole), _) => whole,
            (None, Some(all)) => {
                let sum: f64 = all.iter().zip(&populations).map(|(direct, size)| direct.value * size).sum();
                sum / populations.iter().sum::<f64>()
            }
            (None, None) => {
                return Err(InputError::Needs { option: "--benchmark", needed: "--whole" });
            }
        };
        let by = match self.benchmark_by {
            By::Ratio => Benchmark::Ratio,
            By::Difference => Benchmark::Difference,
        };
        Ok((Some(whole), Some(benchmarked(model, &populations, whole, by)?)))
    }
}

impl Answer<'_> {
    /// The areas as rows of text, with every digit.
    fn rows(&self) -> Vec<Vec<String>> {
        let headings = ["area", "direct", "estimate", "se", "shrinkage", "benchmarked"];
        let mut rows = vec![headings.map(str::to_owned).to_vec()];
        for (place, (name, area)) in self.areas.iter().zip(&self.model.areas).enumerate() {
            let benchmarked = self.benchmarked.as_ref().and_then(|all| all.get(place));
            rows.push(vec![
                separated::label(name),
                area.direct.map(|direct| direct.value.to_string()).unwrap_or_default(),
                area.estimate.to_string(),
                area.mse.max(0.0).sqrt().to_string(),
                area.shrinkage.to_string(),
                benchmarked.map(f64::to_string).unwrap_or_default(),
            ]);
        }
        rows
    }
}
