//! Lines of the reject list, which never hold what stood in a cell.
//!
//! A cell that could not be read may hold anything, also somebody's name: it is told by row, column and reason. Of a
//! value with a closed form (time, number, coordinate) its shape is told; a code or category is told as it is once it
//! has come in [`SHOWN_FROM`] rows, for what many rows share is a code and nobody's story. The rows themselves lie
//! with whoever sent the file.

use crate::table::header::Header;
use crate::table::{Fault, Line, shown};
use lofte_model::records::{Reject, RejectReason};
use lofte_model::screening::{find, shape};
use std::collections::HashMap;

/// Rows that must hold a code before it is told.
pub(crate) const SHOWN_FROM: u32 = 5;

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
            return Reject { row: line.row, column, value: Some(text), reason: RejectReason::ErrorCell };
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
            | RejectReason::BadWeight => Some(shape(cell)),
            RejectReason::UnknownCategory
            | RejectReason::UnknownArea
            | RejectReason::UnknownRegion
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
        (*rows >= SHOWN_FROM).then(|| shown(cell))
    }
}
