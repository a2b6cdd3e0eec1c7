//! A table with one row for each unit: an area, a municipality, a school.
//!
//! The answer keeps the order of the file. Units are never sorted by what was found of them: a list by rate is read as a
//! league table, and its ends are mostly chance.

use clap::Args;
use lofte_words::{Message, Words};
use serde::Serialize;
use std::path::PathBuf;

use crate::input::events::{EventArgs, Events};
use crate::input_error::InputError;

/// The table, and who its rows are about.
#[derive(Clone, Debug, Args, Serialize)]
pub(crate) struct UnitTable {
    /// Table with one row for each unit, CSV or Parquet
    #[arg(value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    /// Column with the name of the unit
    #[arg(long, value_name = "COLUMN")]
    unit: String,
}

impl UnitTable {
    /// The rows, with these columns besides.
    pub(crate) fn read<'a>(
        &self,
        columns: impl IntoIterator<Item = &'a String>,
    ) -> Result<Events, InputError> {
        let mut wanted = vec![self.unit.clone()];
        wanted.extend(columns.into_iter().cloned());
        EventArgs::of_files(&self.files).read(&wanted)
    }

    /// The name of each unit.
    pub(crate) fn names(&self, units: &Events, words: Words) -> Vec<String> {
        names(units, &self.unit, words)
    }
}

/// The name of each unit; one without a name is a row like the others, and found by its place.
pub(crate) fn names(units: &Events, column: &str, words: Words) -> Vec<String> {
    let name = |row: usize| {
        units
            .text(column, row)
            .unwrap_or_else(|| words.tell("analyse-nameless", &[("row", words.count(units.at(row).row))]))
    };
    (0..units.len()).map(name).collect()
}

/// A column of numbers above 0, which no row may lack.
pub(crate) fn positive(units: &Events, column: &str) -> Result<Vec<f64>, InputError> {
    let numbers = units.all_numbers(column)?;
    match numbers.iter().position(|number| *number <= 0.0) {
        None => Ok(numbers),
        Some(row) => Err(InputError::Told(
            Message::with("analyse-not-positive", "file", units.at(row).file)
                .and("row", units.at(row).row)
                .and("column", column)
                .and("value", numbers[row]),
        )),
    }
}
