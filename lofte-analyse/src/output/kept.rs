//! An answer that is kept instead of being written: its sentences and tables as a person at a terminal would read them, and
//! its numbers with every digit and the shape of each row, for a drawing.
//!
//! Left out: how any of it looks on a page.

use super::Table;
use serde_json::Value;

/// What a method answered.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Sentences before the table, in the language that was asked for.
    pub said: Vec<String>,
    /// The tables.
    pub tables: Vec<Table>,
    /// The numbers of the tables, where the method gives them by row.
    pub values: Vec<Values>,
}

/// The rows of an answer with every digit.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// Names of the columns, as they stand in CSV.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<ValueRow>,
}

/// A row, and where it lies.
#[derive(Clone, Debug)]
pub struct ValueRow {
    /// One value for each column.
    pub cells: Vec<Value>,
    /// GeoJSON geometry in degrees, where the row lies on a map.
    pub geometry: Option<Value>,
}

impl Values {
    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }
}

impl ValueRow {
    /// The number in a column.
    pub fn number(&self, column: usize) -> Option<f64> {
        self.cells.get(column)?.as_f64()
    }

    /// The text in a column.
    pub fn text(&self, column: usize) -> Option<&str> {
        self.cells.get(column)?.as_str()
    }
}

impl Kept {
    /// One more sentence; an empty line is none.
    pub(super) fn say(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.said.push(text.to_owned());
        }
    }
}
