//! Rows out of cells that come one by one, as workbooks hold them: merged cells below one another all have the text of the
//! first, and a row of too much text is refused. Where the cells come from is for the formats to know.

use super::workbook::MOST_COLUMNS;
use super::{Fault, Line, Visit};
use crate::bytes::file_name;
use crate::error::ImportError;
use crate::limits::{LONGEST_ROW, MOST_SHARED};
use csv::StringRecord;
use std::path::Path;

/// Merged ranges that can be open in one row.
const MOST_OPEN: usize = 1000;

/// A cell: row and column from zero, and what it holds.
pub(super) struct Cell {
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) content: Result<String, Fault>,
}

/// A range of cells that the sheet shows as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) first_row: u32,
    pub(super) last_row: u32,
    pub(super) first_column: u32,
    pub(super) last_column: u32,
}

/// What the rows are of.
pub(super) struct Of<'a> {
    pub(super) path: &'a Path,
    pub(super) bytes: u64,
    /// The last row, as far as it is known.
    pub(super) last: u64,
    /// As many columns as the header has, once there is one.
    pub(super) width: Option<usize>,
    /// Merged ranges that go down over several rows, from the top.
    pub(super) ranges: &'a [Range],
}

impl Of<'_> {
    /// Goes through the rows of the cells, which come row by row.
    pub(super) fn rows(
        &self,
        mut next: impl FnMut() -> Result<Option<Cell>, ImportError>,
        visit: &mut Visit<'_>,
    ) -> Result<(), ImportError> {
        let last = self.last.max(1);
        let (mut row, mut passed) = (Row::default(), 0);
        let mut merged = Merged { ranges: self.ranges, next: 0, open: Vec::new() };
        loop {
            let cell = next()?;
            if cell.as_ref().is_none_or(|cell| cell.row != row.number) && row.filled() {
                let done = self.bytes.saturating_mul(u64::from(row.number).min(last)) / last;
                let number = u64::from(row.number) + 1;
                let filled = merged.fill(&mut row);
                row.not_too_long(merged.text())?;
                passed += row.text;
                if passed > MOST_SHARED {
                    let (file, megabytes) = (file_name(self.path), MOST_SHARED >> 20);
                    return Err(ImportError::TooMuchText { file, megabytes });
                }
                let (cells, faults) = row.taken(self.width);
                let line = Line { row: number, done, cells: &cells, faults: &faults, filled };
                if visit(&line)?.is_break() {
                    return Ok(());
                }
            }
            let Some(cell) = cell else { return Ok(()) };
            row.number = cell.row;
            match cell.content {
                Ok(text) => row.put(cell.column as usize, text),
                Err(fault) => row.fault(cell.column as usize, fault),
            }
            row.not_too_long(0)?;
        }
    }
}

/// Cells of the row that is being read.
#[derive(Default)]
struct Row {
    number: u32,
    cells: Vec<String>,
    faults: Vec<(usize, Fault)>,
    /// Bytes of text that were put into it. A shared text costs its sheet nothing, and every cell its whole length.
    text: u64,
}

impl Row {
    fn filled(&self) -> bool {
        !self.faults.is_empty() || self.cells.iter().any(|cell| !cell.trim().is_empty())
    }

    /// Refuses a row that has too much text, with so much beside it that is to be filled in below.
    fn not_too_long(&self, open: u64) -> Result<(), ImportError> {
        if self.text.saturating_add(open) <= LONGEST_ROW {
            return Ok(());
        }
        Err(ImportError::LongRow { row: self.number.into(), megabytes: LONGEST_ROW >> 20 })
    }

    /// A cell without a value; of one that comes again and again only so many as a row has columns.
    fn fault(&mut self, column: usize, fault: Fault) {
        if let Fault::Error(text) = &fault {
            self.text += text.len() as u64;
        }
        if self.faults.len() < MOST_COLUMNS as usize {
            self.faults.push((column, fault));
        }
    }

    fn put(&mut self, column: usize, text: String) {
        self.text += text.len() as u64;
        if column >= self.cells.len() {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = text;
    }

    fn taken(&mut self, width: Option<usize>) -> (StringRecord, Vec<(usize, Fault)>) {
        let least = self.faults.iter().map(|(column, _)| column + 1).max().unwrap_or(0);
        let width = width.unwrap_or_else(|| self.cells.len().max(least));
        self.cells.resize(width, String::new());
        self.text = 0;
        let record = StringRecord::from(std::mem::take(&mut self.cells));
        (record, std::mem::take(&mut self.faults))
    }
}

/// Merged cells that go down: the text of the first holds for those below it.
struct Merged<'a> {
    ranges: &'a [Range],
    next: usize,
    /// Column, last row and text.
    open: Vec<(usize, u32, String)>,
}

impl Merged<'_> {
    /// Bytes of text that wait for the rows below.
    fn text(&self) -> u64 {
        self.open.iter().map(|(_, _, text)| text.len() as u64).sum()
    }

    /// Fills the row, and says in how many cells.
    fn fill(&mut self, row: &mut Row) -> u64 {
        self.open.retain(|(_, last, _)| *last >= row.number);
        let mut filled = 0;
        for (column, _, text) in &self.open {
            let empty = row.cells.get(*column).is_none_or(|cell| cell.trim().is_empty());
            if empty && row.faults.iter().all(|(other, _)| other != column) {
                row.put(*column, text.clone());
                filled += 1;
            }
        }
        let mut waiting = self.text();
        while let Some(range) = self.ranges.get(self.next).filter(|range| range.first_row <= row.number) {
            self.next += 1;
            let column = range.first_column as usize;
            let text = row.cells.get(column).filter(|text| !text.trim().is_empty());
            let begins = range.first_row == row.number && self.open.len() < MOST_OPEN;
            // One that is too long altogether is refused by whoever takes the row.
            if let Some(text) = text.filter(|_| begins && waiting <= LONGEST_ROW) {
                waiting += text.len() as u64;
                self.open.push((column, range.last_row, text.clone()));
            }
        }
        filled
    }
}
