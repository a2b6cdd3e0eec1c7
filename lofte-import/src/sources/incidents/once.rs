//! Texts that stand once for the rows below them: a group whose name is written in its first row only.
//!
//! Whether an empty cell means the one above it, only the mapping can say (`fill_down`); here it is noticed.

use crate::error::ImportError;
use crate::table::Line;
use std::collections::HashSet;

/// Texts that are compared.
const MOST_TEXTS: usize = 10_000;
/// Fewer rows are no group.
const FEWEST_ROWS: u64 = 4;

/// A column in which each text may stand for the rows below it.
#[derive(Debug)]
pub(super) struct Once {
    column: usize,
    /// The others that every row of a table has.
    beside: Vec<usize>,
    rows: u64,
    blank: u64,
    texts: HashSet<String>,
    /// Whether there was none in the first row.
    begins_blank: bool,
    /// Whether a text came again.
    again: bool,
}

impl Once {
    /// Among the columns that every row has.
    pub(super) fn new(column: usize, all: &[usize]) -> Self {
        let beside = all.iter().copied().filter(|other| *other != column).collect();
        Self { column, beside, rows: 0, blank: 0, texts: HashSet::new(), begins_blank: false, again: false }
    }

    /// Looks at a row; one that lacks more is no row of the table but a note below it.
    pub(super) fn look(&mut self, line: &Line<'_>) {
        if self.again || self.beside.iter().any(|other| line.text(*other).is_empty()) {
            return;
        }
        self.rows += 1;
        let text = line.text(self.column);
        if text.is_empty() && line.fault(self.column).is_none() {
            self.blank += 1;
            self.begins_blank |= self.rows == 1;
        } else {
            self.again = self.texts.len() >= MOST_TEXTS || !self.texts.insert(text.to_owned());
        }
    }

    /// The same for other rows of the file: none are looked at where the matter is settled.
    pub(super) fn afresh(&self) -> Self {
        let beside = self.beside.clone();
        Self { again: self.again, beside, ..Self::new(self.column, &[]) }
    }

    /// Adds the rows that follow.
    pub(super) fn add(&mut self, later: Self) {
        self.again |= later.again;
        if self.again {
            return;
        }
        self.begins_blank |= self.rows == 0 && later.begins_blank;
        self.rows += later.rows;
        self.blank += later.blank;
        let full = self.texts.len() + later.texts.len() > MOST_TEXTS;
        self.again = full || !later.texts.into_iter().all(|text| self.texts.insert(text));
    }

    /// Refuses a column with at most half of its cells filled, each with a text of its own.
    pub(super) fn refuse(&self, name: impl Fn(usize) -> String) -> Result<(), ImportError> {
        if self.again || self.begins_blank || self.rows < FEWEST_ROWS || self.blank * 2 < self.rows {
            return Ok(());
        }
        Err(ImportError::WrittenOnce { column: name(self.column), rows: self.blank, of: self.rows })
    }
}
