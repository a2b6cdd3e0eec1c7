//! A two-way table of counts, read from one row for each cell or for each event.
//!
//! Rows and columns stand in the order in which a table of counts names them; of events, whose order is chance, in the
//! order of their names. A cell without a row in the file is 0.

use lofte_analysis::disclosure::DisclosureError;
use lofte_words::Message;

use crate::input::events::{EventArgs, InputFacts};
use crate::input::order::by_name;
use crate::input_error::InputError;

/// Cells of the largest table that is read: beyond it a column of names was most likely taken for one of groups.
const MOST_CELLS: usize = 1_000_000;

/// Counts row by row.
#[derive(Debug)]
pub(crate) struct Crosstable {
    pub(crate) rows: Vec<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) counts: Vec<u64>,
    /// Cells that no row of the file speaks of.
    pub(crate) missing: usize,
    pub(crate) input: InputFacts,
}

impl Crosstable {
    pub(crate) fn read(
        reader: &EventArgs,
        rows: &str,
        columns: Option<&str>,
        count: Option<&str>,
    ) -> Result<Self, InputError> {
        let mut named = vec![rows.to_owned()];
        named.extend(columns.into_iter().chain(count).map(str::to_owned));
        let file = reader.read(&named)?;
        let row_labels = file.labels(rows)?;
        let (codes, columns) = match columns {
            Some(column) => {
                let labels = file.labels(column)?;
                (labels.codes, labels.names)
            }
            // A list is a table of one column, whose name nobody sees.
            None => (vec![0; file.len()], vec![String::new()]),
        };
        let size = row_labels.names.len().saturating_mul(columns.len());
        if size > MOST_CELLS {
            let message = Message::with("analyse-too-many-cells", "rows", row_labels.names.len());
            return Err(InputError::Told(message.and("columns", columns.len())));
        }
        let values = count.map_or_else(|| Ok(vec![1; file.len()]), |count| file.counts(count))?;
        let mut counts = vec![0_u64; size];
        let mut told = vec![false; size];
        for ((row, column), value) in row_labels.codes.iter().zip(&codes).zip(values) {
            let cell = *row as usize * columns.len() + *column as usize;
            let sum = counts[cell].checked_add(value);
            counts[cell] = sum.ok_or_else(|| InputError::of_method(&DisclosureError::TooLarge))?;
            told[cell] = true;
        }
        let table = Self {
            rows: row_labels.names,
            columns,
            counts,
            missing: if count.is_some() { told.iter().filter(|told| !**told).count() } else { 0 },
            input: file.facts(file.len()),
        };
        Ok(if count.is_some() { table } else { table.by_names() })
    }

    fn by_names(self) -> Self {
        let order = |labels: &[String]| -> Vec<usize> {
            let mut order: Vec<usize> = (0..labels.len()).collect();
            order.sort_by(|one, other| by_name(&labels[*one], &labels[*other]));
            order
        };
        let (rows, columns) = (order(&self.rows), order(&self.columns));
        let width = self.columns.len();
        let cells = rows.iter().flat_map(|row| columns.iter().map(move |column| row * width + column));
        Self {
            counts: cells.map(|cell| self.counts[cell]).collect(),
            rows: rows.iter().map(|row| self.rows[*row].clone()).collect(),
            columns: columns.iter().map(|column| self.columns[*column].clone()).collect(),
            ..self
        }
    }

    /// The counts in the order of another table, which must have the same rows and columns.
    pub(crate) fn as_in(&self, other: &Self, file: &str) -> Result<Vec<u64>, InputError> {
        let rows = places(&other.rows, &self.rows, file)?;
        let columns = places(&other.columns, &self.columns, file)?;
        let width = self.columns.len();
        let all = rows.iter().flat_map(|row| columns.iter().map(move |column| row * width + column));
        Ok(all.map(|cell| self.counts[cell]).collect())
    }
}

/// Where each label stands among others; a label that only one side has is named.
fn places(wanted: &[String], known: &[String], file: &str) -> Result<Vec<usize>, InputError> {
    let told =
        |key: &str, label: &str| InputError::Told(Message::with(key, "file", file).and("label", label));
    if let Some(more) = known.iter().find(|label| !wanted.contains(label)) {
        return Err(told("analyse-against-has-more", more));
    }
    let place = |label: &String| {
        known.iter().position(|known| known == label).ok_or_else(|| told("analyse-against-lacks", label))
    };
    wanted.iter().map(place).collect()
}
