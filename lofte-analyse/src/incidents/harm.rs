//! What each event weighs: a column of the file, or a table of harm by kind of event.
//!
//! No weights are shipped, since there is no official Swedish table. The table is the analyst's own file; the answer
//! names it with a fingerprint of its contents, so that sums made with different tables are never put in one series.
//! A kind of event that the table does not have stops the analysis, with the row where it stands: left out silently it
//! would weigh nothing.

use clap::Args;
use lofte_analysis::incidents::harm::{HarmTable, HarmTableName, HarmTableParts, HarmWeight};
use lofte_model::fingerprint::Fingerprint;
use serde::Serialize;
use std::path::{Path, PathBuf};

use crate::input::columns::{Frame, shown};
use crate::input::events::{EventArgs, Events};
use crate::input_error::{InputError, refused};
use crate::output::answer::Answer;

/// Columns of a table of harm.
const KIND: &str = "category";
const WEIGHT: &str = "weight";
/// Signs of a fingerprint that a person is shown.
const SHOWN: usize = 12;

/// Whether events weigh alike.
#[derive(Clone, Debug, Args, Serialize)]
pub(crate) struct Weighing {
    /// Column of weights
    #[arg(long, value_name = "COLUMN", conflicts_with = "harm")]
    weight: Option<String>,
    /// Table with the columns category and weight: how much an event of each kind weighs; needs --category
    #[arg(long, value_name = "FILE")]
    harm: Option<PathBuf>,
}

/// The weight of each event, in the order of the rows that were asked for.
#[derive(Debug)]
pub(crate) struct Weights {
    pub(crate) values: Vec<f64>,
    /// The table they come from, where they do.
    pub(crate) table: Option<HarmTableName>,
}

impl Weighing {
    /// Columns to read besides those of the events.
    pub(crate) fn columns(&self) -> Vec<String> {
        self.weight.iter().cloned().collect()
    }

    /// The weights of these rows; none where events weigh alike.
    pub(crate) fn of(
        &self,
        asked: &EventArgs,
        events: &Events,
        rows: &[usize],
    ) -> Result<Option<Weights>, InputError> {
        if let Some(column) = &self.weight {
            let values = events.weights(column, rows)?;
            return Ok(Some(Weights { values, table: None }));
        }
        let Some(file) = &self.harm else {
            return Ok(None);
        };
        let column = EventArgs::need(asked.category.as_ref(), "--category", "--harm")?;
        let table = table(file)?;
        let weight = |row: &usize| {
            let kind = kind_of(&table, file, events, column, *row)?;
            Ok(table.weight(&kind).unwrap_or_default())
        };
        let values = rows.iter().map(weight).collect::<Result<_, InputError>>()?;
        Ok(Some(Weights { values, table: Some(table.name()) }))
    }
}

/// Says which table events were weighed by.
pub(crate) fn tell(answer: &mut Answer<'_>, table: Option<&HarmTableName>) {
    if let Some(HarmTableName { name, version, .. }) = table {
        let version = version.chars().take(SHOWN).collect();
        answer.say("analyse-weighed-by", vec![("table", name.clone()), ("version", version)]);
    }
}

/// The kind of the event in a row, which the table has.
pub(crate) fn kind_of(
    table: &HarmTable,
    file: &Path,
    events: &Events,
    column: &str,
    row: usize,
) -> Result<String, InputError> {
    let missing = || InputError::MissingLabel { at: events.at(row), column: column.to_owned() };
    let value = events.text(column, row).ok_or_else(missing)?;
    if table.weight(&value).is_some() {
        return Ok(value);
    }
    Err(InputError::NoHarm { at: events.at(row), column: column.to_owned(), value, table: shown(file) })
}

/// Reads a table of harm.
pub(crate) fn table(file: &Path) -> Result<HarmTable, InputError> {
    let frame = Frame::read(&[file.to_owned()], &[KIND.to_owned(), WEIGHT.to_owned()])?;
    let numbers = frame.numbers(WEIGHT)?;
    let entry = |(row, weight): (usize, Option<f64>)| {
        let missing =
            |column: &str| InputError::MissingLabel { at: frame.at(row), column: column.to_owned() };
        let category = frame.text(KIND, row).ok_or_else(|| missing(KIND))?.into_owned();
        Ok(HarmWeight { category, weight: weight.ok_or_else(|| missing(WEIGHT))? })
    };
    let weights = numbers.into_iter().enumerate().map(entry).collect::<Result<_, InputError>>()?;
    let parts = HarmTableParts {
        name: shown(file),
        version: fingerprint(file)?,
        source: file.display().to_string(),
        unit: WEIGHT.to_owned(),
        weights,
    };
    HarmTable::new(parts).map_err(refused)
}

/// The SHA-256 of a file.
fn fingerprint(file: &Path) -> Result<String, InputError> {
    let bytes =
        std::fs::read(file).map_err(|source| InputError::Unreadable { file: file.to_owned(), source })?;
    Ok(Fingerprint::of_bytes(&bytes).to_string())
}
