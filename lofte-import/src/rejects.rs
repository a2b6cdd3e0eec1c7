//! Lines of the reject list, which never hold what stood in a cell.
//!
//! A cell that could not be read may hold anything, also somebody's name: it is told by row, column and reason. Of a
//! value with a closed form (time, number, coordinate) its shape is told; a code or category is told as it is where it
//! is one at first sight, or once it has come in [`SHOWN_FROM`] rows, for what many rows share is a code and nobody's
//! story. The rows themselves lie with whoever sent the file. What refuses a whole file is told by the same rule.

use crate::table::header::Header;
use crate::table::{Fault, Line, is_error, shown};
use lofte_model::records::{Reject, RejectReason};
use lofte_model::screening::{find, shape};
use std::collections::{BTreeMap, HashMap};

/// Rows that must hold a text before it is told for a code.
const SHOWN_FROM: u32 = 5;
/// Longest text with a digit that is a code at first sight: `A1`, `99`.
const LONGEST_CODE: usize = 4;
/// Codes that are told of a column.
const EXAMPLES: usize = 5;

/// Different values that are counted; beyond them none is new.
const MOST_VALUES: usize = 10_000;

/// Makes the lines of one file.
#[derive(Debug, Default)]
pub(crate) struct Rejects {
    rows: HashMap<(usize, String), u32>,
}

impl Rejects {
    /// The line of a row that is not taken, and the column that is to blame.
    pub(crate) fn line(
        &mut self,
        line: &Line<'_>,
        names: &[String],
        column: Option<usize>,
        reason: RejectReason,
    ) -> Reject {
        // An empty cell with an error of the spreadsheet is called what it is; its words are the spreadsheet's own.
        if let (RejectReason::MissingValue, Some(Fault::Error(text))) =
            (&reason, column.and_then(|column| line.fault(column)))
        {
            let column = column.and_then(|column| names.get(column)).map(|name| shown(name));
            let value = Some(if is_error(&text) { text } else { shape(&text) });
            return Reject { row: line.row, column, value, reason: RejectReason::ErrorCell };
        }
        let cell = column.map(|column| (column, line.cell(column))).filter(|(_, cell)| !cell.is_empty());
        let value = cell.and_then(|(column, cell)| self.value(column, cell, &reason));
        let column = column.and_then(|column| names.get(column)).map(|name| shown(name));
        Reject { row: line.row, column, value, reason }
    }

    /// The line of a row, by the header of its table.
    pub(crate) fn below(
        &mut self,
        line: &Line<'_>,
        header: &Header,
        column: Option<usize>,
        reason: RejectReason,
    ) -> Reject {
        self.line(line, &header.names, column, reason)
    }

    fn value(&mut self, column: usize, cell: &str, reason: &RejectReason) -> Option<String> {
        match reason {
            RejectReason::BadTime
            | RejectReason::ImpossibleTime
            | RejectReason::SkippedHour
            | RejectReason::ImplausibleYear
            | RejectReason::TooCoarse
            | RejectReason::EndBeforeStart
            | RejectReason::InTheFuture
            | RejectReason::BadNumber
            | RejectReason::BadCoordinate
            | RejectReason::FarAway
            | RejectReason::SwappedCoordinates
            | RejectReason::BadPeriod
            | RejectReason::BadWeight => Some(shape(cell)),
            RejectReason::UnknownCategory
            | RejectReason::UnknownArea
            | RejectReason::UnknownRegion
            | RejectReason::UnknownGroup
            | RejectReason::UnknownAnswer
            | RejectReason::PartOfWhole => self.repeated(column, cell),
            _ => None,
        }
    }

    fn repeated(&mut self, column: usize, cell: &str) -> Option<String> {
        let key = (column, cell.to_owned());
        let full = self.rows.len() >= MOST_VALUES && !self.rows.contains_key(&key);
        if full || !find(cell).is_empty() {
            return None;
        }
        let rows = self.rows.entry(key).or_default();
        *rows = rows.saturating_add(1);
        (*rows >= SHOWN_FROM || is_code(cell)).then(|| shown(cell))
    }
}

/// Whether a text is a code at first sight. No name of anybody has a digit.
fn is_code(text: &str) -> bool {
    let signs = text.len() <= LONGEST_CODE && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    signs && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Texts of a column in which nothing is what it should be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Codes {
    rows: BTreeMap<String, u32>,
}

impl Codes {
    pub(crate) fn count(&mut self, text: &str) {
        self.count_rows(text, 1);
    }

    /// Counts a text that so many rows have.
    pub(crate) fn count_rows(&mut self, text: &str, more: u32) {
        if let Some(rows) = self.rows.get_mut(text) {
            *rows = rows.saturating_add(more);
        } else if !text.is_empty() && self.rows.len() < MOST_VALUES {
            self.rows.insert(text.to_owned(), more);
        }
    }

    /// The most common ones: codes as they are, other texts by their shape.
    pub(crate) fn told(&self) -> String {
        let mut all: Vec<_> = self.rows.iter().collect();
        all.sort_by_key(|(_, rows)| std::cmp::Reverse(**rows));
        let mut told: Vec<String> = Vec::new();
        for (text, rows) in all {
            let open = (*rows >= SHOWN_FROM || is_code(text)) && find(text).is_empty();
            let text = if open { shown(text) } else { shape(text) };
            if told.len() < EXAMPLES && !told.contains(&text) {
                told.push(text);
            }
        }
        told.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_are_told_as_they_are() {
        let mut codes = Codes::default();
        for text in ["A1", "A2", "Anna Berg", "Olle Ek", "-oth-", ""] {
            codes.count(text);
        }
        (0..5).for_each(|_| codes.count("Stöld"));
        assert_eq!(codes.told(), "Stöld, -a-, A1, A2, a a");
    }
}
