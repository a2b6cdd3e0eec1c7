//! `lofte analyse cell-key`: counts changed a little, always in the same way, and the table of noise they are changed by.

use clap::Args;
use lofte_analysis::disclosure::cell_key::{CellKeyParams, NoiseTable, NoisyCell, noise_table};
use serde::Serialize;
use std::collections::BTreeMap;

use crate::failure::Outcome;
use crate::input::events::{EventArgs, Events};
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, number, word};

const EXAMPLE: &str = "Example:
  lofte analyse cell-key answers.csv --by district --key key --largest 5 --variance 3 --hidden-up-to 2
  lofte analyse cell-key answers.csv --by district,sex --key key --modulus 256 --format csv";

/// Counts changed a little, always in the same way: many tables from one closed set of rows
///
/// For closed periods only: in a live table, or with other parameters for the same rows, the noise can be averaged out. Keys
/// are whole numbers made at random once for each row, and are never shown.
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct CellKeyArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    /// Columns that make the cells; each total is a cell of its own
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', required = true)]
    by: Vec<String>,
    /// Column of the row's key, a whole number below --modulus
    #[arg(long, value_name = "COLUMN")]
    key: String,
    /// Keys are below this
    #[arg(long, default_value_t = 1 << 32)]
    modulus: u64,
    /// Largest change, up or down
    #[arg(long, default_value_t = 5)]
    largest: u32,
    /// Largest variance of the change
    #[arg(long, default_value_t = 3.0)]
    variance: f64,
    /// Counts from 1 to this are never shown
    #[arg(long, default_value_t = 2)]
    hidden_up_to: u32,
}

/// A cell as it is published: without its count, its noise and its key.
#[derive(Debug, Serialize)]
struct Published {
    cell: String,
    count: u64,
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct Found {
    cells: Vec<Published>,
    params: CellKeyParams,
}

impl CellKeyArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let params =
            CellKeyParams { largest: self.largest, variance: self.variance, hidden_up_to: self.hidden_up_to };
        let table = noise_table(params).map_err(refused)?;
        let mut columns = self.by.clone();
        columns.push(self.key.clone());
        let rows = self.events.read(&columns)?;
        let cells = self.cells(&rows, &table)?;
        let total = terminal.words.say("analyse-word-total");
        let published = |(name, cell): (Option<String>, NoisyCell)| Published {
            cell: name.unwrap_or_else(|| total.clone()),
            count: cell.published,
        };
        let found = Found { cells: cells.into_iter().map(published).collect(), params };
        let mut answer = Answer::new("cell-key", self, rows.facts(rows.len()), &found)?;
        answer.say("analyse-cell-key", Vec::new());
        answer.columns = vec![word("cell"), number("count", 0)];
        for Published { cell, count } in &found.cells {
            answer.rows.push(vec![cell.clone().into(), (*count).into()].into());
        }
        answer.show(terminal)
    }

    /// Each cell by its labels, and all rows together.
    fn cells(
        &self,
        rows: &Events,
        table: &NoiseTable,
    ) -> Result<Vec<(Option<String>, NoisyCell)>, InputError> {
        let mut keys: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        let all = rows.counts(&self.key)?;
        if all.iter().any(|key| *key >= self.modulus) {
            let (option, value, must) = ("--modulus", self.modulus.to_string(), "larger than every key");
            return Err(InputError::OptionValue { option, value, must });
        }
        for (row, key) in all.iter().enumerate() {
            let label: Vec<String> =
                self.by.iter().map(|column| rows.text(column, row).unwrap_or_default()).collect();
            keys.entry(label.join(", ")).or_default().push(*key);
        }
        let mut cells = Vec::with_capacity(keys.len() + 1);
        for (label, keys) in keys {
            cells.push((Some(label), table.apply(&keys, self.modulus).map_err(refused)?));
        }
        cells.push((None, table.apply(&all, self.modulus).map_err(refused)?));
        Ok(cells)
    }
}
