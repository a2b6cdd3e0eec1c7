//! `lofte analyse independence`: whether two questions of a survey depend on each other.

use crate::failure::{Failure, Outcome};
use crate::input_error::InputError;
use crate::output::Table;
use crate::output::separated;
use crate::output::{Format, Terminal};
use crate::survey::delivered::DeliveredArgs;
use crate::survey::design::{DesignArgs, DesignFacts};
use crate::survey::question::occurring;
use clap::Args;
use lofte_analysis::survey::independence::{Independence as Test, independence};
use serde::Serialize;
use std::path::PathBuf;

const EXAMPLE: &str = "Example:
  lofte analyse independence --data wave.csv --strata area --fpc residents --variables sex,safe
  lofte analyse independence --data wave.parquet --weights w --psu school --variables q7,q12 --missing 9 --format json";

/// Test whether two questions of a survey are independent (Rao and Scott)
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct IndependenceArgs {
    /// Table of answers, CSV or Parquet; several files with the same columns are one table
    #[arg(long, value_name = "FILE", required_unless_present = "from_records", conflicts_with = "from_records", num_args = 1..)]
    data: Vec<PathBuf>,
    #[command(flatten)]
    #[serde(flatten)]
    pub(super) delivered: DeliveredArgs,
    /// The two columns
    #[arg(long, value_name = "COLUMN,COLUMN", value_delimiter = ',', required = true)]
    variables: Vec<String>,
    /// Values that stand for “no answer” in every column, as in -9,99,'vet ej'
    #[arg(long, value_name = "CODES", value_delimiter = ',', allow_hyphen_values = true)]
    missing: Vec<String>,
    #[command(flatten)]
    #[serde(flatten)]
    pub(super) design: DesignArgs,
}

/// The answer as JSON.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    analysis: &'static str,
    version: &'static str,
    parameters: &'a IndependenceArgs,
    design: DesignFacts,
    rows: Vec<String>,
    columns: Vec<String>,
    #[serde(flatten)]
    test: Test,
}

/// More different answers than this are a measurement, of which a table says nothing.
const MOST_ANSWERS: usize = 100;

impl IndependenceArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let answer = self.answer()?;
        match terminal.format {
            Format::Json => terminal.out.json(&answer)?,
            Format::Csv => separated::csv(terminal, &answer.lines())?,
            Format::Table | Format::Geojson => answer.as_a_table(terminal)?,
        }
        Ok(())
    }

    fn answer(&self) -> Result<Answer<'_>, InputError> {
        let [first, second] = self.variables.as_slice() else {
            let must = "two columns, as in --variables sex,safe";
            return Err(InputError::OptionValue {
                option: "--variables",
                value: self.variables.join(","),
                must,
            });
        };
        let mut columns = self.design.columns();
        columns.extend(self.variables.iter().cloned());
        let frame = self.delivered.or_files(&self.data, &columns)?.without(&self.missing);
        let drawn = self.design.draw(&frame)?;
        let (rows, columns) = (occurring(&[&frame], first), occurring(&[&frame], second));
        for (column, found) in [(first, &rows), (second, &columns)] {
            if !(2..=MOST_ANSWERS).contains(&found.len()) {
                let must = "columns with two to a hundred different answers";
                return Err(InputError::OptionValue { option: "--variables", value: column.clone(), must });
            }
        }
        let codes = |column: &str, known: &[String]| -> Vec<Option<u32>> {
            let place = |text: &str| known.iter().position(|code| code == text);
            let code = |row| frame.text(column, row).and_then(|text| place(&text));
            (0..frame.len()).map(|row| code(row).and_then(|place| u32::try_from(place).ok())).collect()
        };
        let (one, other) = (codes(first, &rows), codes(second, &columns));
        let size = |known: &[String]| u32::try_from(known.len()).unwrap_or(u32::MAX);
        let test = independence(&drawn.design, &one, &other, (size(&rows), size(&columns)))
            .map_err(|error| drawn.names.told(error, &frame))?;
        let design = DesignFacts::of(&drawn.design);
        let version = env!("CARGO_PKG_VERSION");
        Ok(Answer { analysis: "independence", version, parameters: self, design, rows, columns, test })
    }
}

const COLUMNS: [&str; 9] =
    ["n", "pearson", "mean_design_effect", "f", "df_numerator", "df_denominator", "p", "df", "p_first_order"];

impl Answer<'_> {
    fn lines(&self) -> Vec<Vec<String>> {
        let test = &self.test;
        let numbers = [
            test.n as f64,
            test.pearson,
            test.mean_design_effect,
            test.f,
            test.df_numerator,
            test.df_denominator,
            test.p_value,
            test.df as f64,
            test.p_value_first_order,
        ];
        vec![COLUMNS.map(str::to_owned).to_vec(), numbers.map(|number| number.to_string()).to_vec()]
    }

    fn as_a_table(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let (words, test) = (terminal.words, &self.test);
        let gaps = [
            ("n", words.count(test.n)),
            ("f", words.decimal(test.f, 2)),
            ("numerator", words.decimal(test.df_numerator, 2)),
            ("denominator", words.decimal(test.df_denominator, 1)),
            ("p", words.decimal(test.p_value, 4)),
            ("effect", words.decimal(test.mean_design_effect, 2)),
        ];
        terminal.say("analyse-independence", &gaps)?;
        terminal.out.line("")?;
        let mut table = Table::new().words(self.parameters.variables.join(" × "));
        for column in &self.columns {
            table = table.numbers(column.clone());
        }
        for (label, shares) in self.rows.iter().zip(&test.shares) {
            let cells = shares.iter().map(|share| words.decimal(*share, 3));
            table.row(std::iter::once(label.clone()).chain(cells));
        }
        Ok(terminal.out.table(&table)?)
    }
}
