//! `lofte analyse similar`: the units most like one of them, by what they cannot change.

use clap::Args;
use lofte_analysis::incidents::similar::{
    ColumnScale, MIN_UNITS, STRANGE, Similar, SimilarColumn, SimilarParams, TAKE, similar,
};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;

use crate::failure::Outcome;
use crate::incidents::unit_table::UnitTable;
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, number, word};

const EXAMPLE: &str = "Example:
  lofte analyse similar municipalities.csv --unit name --focus Flen --columns residents,dense,young,income
      --logarithm residents
  lofte analyse similar municipalities.csv --unit name --focus Flen --columns residents,dense --logarithm residents
      --weights 3,1 --take 10";

/// The units most like one of them, by what they cannot change
///
/// Choose size, density, ages, income and moving; never crime, safety or measures. Keep the list before any outcome is
/// looked at.
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct SimilarArgs {
    #[command(flatten)]
    #[serde(flatten)]
    table: UnitTable,
    /// Name of the unit asked about
    #[arg(long, value_name = "UNIT")]
    focus: String,
    /// Columns to compare by; units that lack a value in one are left out and named
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', required = true)]
    columns: Vec<String>,
    /// Those of them that are compared by their logarithm, such as the number of residents
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    logarithm: Vec<String>,
    /// Weights of the columns, in their order; all alike if not given
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',')]
    weights: Vec<f64>,
    /// How many are named
    #[arg(long, default_value_t = TAKE)]
    take: usize,
    /// Fewest units
    #[arg(long, default_value_t = MIN_UNITS)]
    floor: u64,
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct Found {
    /// Units that took part.
    units: Vec<String>,
    /// Units that lack a value.
    left_out: Vec<String>,
    similar: Sufficiency<Similar>,
}

impl SimilarArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        self.check()?;
        let rows = self.table.read(&self.columns)?;
        let names = self.table.names(&rows, terminal.words);
        let columns: Vec<Vec<Option<f64>>> =
            self.columns.iter().map(|column| rows.numbers(column)).collect::<Result<_, _>>()?;
        let whole = |row: &usize| columns.iter().all(|column| column[*row].is_some());
        let kept: Vec<usize> = (0..rows.len()).filter(whole).collect();
        let values: Vec<Vec<f64>> =
            columns.iter().map(|column| kept.iter().filter_map(|row| column[*row]).collect()).collect();
        let units: Vec<String> = kept.iter().map(|row| names[*row].clone()).collect();
        let left_out: Vec<String> =
            (0..rows.len()).filter(|row| !whole(row)).map(|row| names[row].clone()).collect();
        let refuse = || {
            let must = "a unit of the table that has all values";
            InputError::OptionValue { option: "--focus", value: self.focus.clone(), must }
        };
        let focus = units.iter().position(|name| *name == self.focus).ok_or_else(refuse)?;
        let asked: Vec<SimilarColumn<'_>> = values
            .iter()
            .enumerate()
            .map(|(at, values)| SimilarColumn {
                values,
                scale: if self.logarithm.contains(&self.columns[at]) {
                    ColumnScale::Logarithm
                } else {
                    ColumnScale::Plain
                },
                weight: self.weights.get(at).copied().unwrap_or(1.0),
            })
            .collect();
        let params = SimilarParams { focus, take: self.take, min_units: self.floor };
        let found = Found { similar: similar(&units, &asked, &params).map_err(refused)?, units, left_out };
        let mut answer = Answer::new("similar", self, rows.facts(found.units.len()), &found)?;
        self.tell(&mut answer, &found, terminal);
        answer.show(terminal)
    }

    fn check(&self) -> Result<(), InputError> {
        if !self.weights.is_empty() && self.weights.len() != self.columns.len() {
            let value = self.weights.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
            return Err(InputError::OptionValue { option: "--weights", value, must: "one for each column" });
        }
        match self.logarithm.iter().find(|name| !self.columns.contains(name)) {
            None => Ok(()),
            Some(name) => {
                let must = "one of --columns";
                Err(InputError::OptionValue { option: "--logarithm", value: name.clone(), must })
            }
        }
    }

    fn tell(&self, answer: &mut Answer<'_>, found: &Found, terminal: &Terminal<'_>) {
        let words = terminal.words;
        if !found.left_out.is_empty() {
            answer.say("analyse-similar-left-out", vec![("units", found.left_out.join(", "))]);
        }
        let close = match &found.similar {
            Sufficiency::Sufficient(close) => close,
            Sufficiency::Insufficient(few) => return answer.say_floor(*few, words),
        };
        let gaps = vec![
            ("focus", self.focus.clone()),
            ("units", words.count(close.units)),
            ("strangeness", words.percent(close.strangeness, 0)),
        ];
        answer.say("analyse-similar", gaps);
        if close.strangeness > STRANGE {
            answer.say("analyse-similar-none", vec![("focus", self.focus.clone())]);
        }
        answer.columns = vec![word("unit"), number("unlikeness", 3)];
        answer.columns.extend(self.columns.iter().map(|column| number(column.clone(), 3)));
        for unit in &close.similar {
            let mut cells: Vec<Cell> = vec![found.units[unit.unit].clone().into(), unit.distance.into()];
            cells.extend(unit.by_column.iter().map(|part| Cell::from(*part)));
            answer.rows.push(cells.into());
        }
    }
}
