//! Rows of cells, whatever the file is: text with separators or a workbook. Cells are text; what they mean is for the
//! sources to know.
//!
//! A table is gone through from top to bottom, as often as needed, one row in memory at a time. Rows whose cells are
//! all empty are no rows and are passed over, as a spreadsheet would show them.

pub(crate) mod delimiter;
pub(crate) mod header;
mod nearest;
mod package;
mod separated;
mod workbook;

use crate::error::ImportError;
use crate::inspect::{Format, Inspected};
use crate::limits::{MOST_ROWS, not_too_many};
use csv::StringRecord;
use header::{Header, Likeness};
use lofte_model::screening::mask;
use std::ops::ControlFlow;
use std::path::Path;

pub(crate) use header::Columns;
pub(crate) use workbook::Serial;

/// Rows in which a header is looked for.
const TOP_ROWS: usize = 20;

/// One row.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    /// As a spreadsheet counts: the first row is 1.
    pub(crate) row: u64,
    /// Bytes of the file read so far.
    pub(crate) done: u64,
    pub(crate) cells: &'a StringRecord,
}

impl Line<'_> {
    /// A cell without the spaces around it; empty where there is none, and where a program wrote that there is none.
    pub(crate) fn cell(&self, column: usize) -> &str {
        match self.cells.get(column).unwrap_or("").trim() {
            "NA" | "NULL" => "",
            text => text,
        }
    }
}

/// What to do with each row.
pub(crate) type Visit<'a> = dyn FnMut(&Line<'_>) -> Result<ControlFlow<()>, ImportError> + 'a;

/// A file opened as a table.
pub(crate) enum Table {
    Separated(separated::Separated),
    Workbook(Box<workbook::Workbook>),
}

impl Table {
    /// Opens an inspected file.
    pub(crate) fn open(path: &Path, inspected: &Inspected) -> Result<Self, ImportError> {
        Ok(match inspected.format {
            Format::Csv => Self::Separated(separated::Separated::new(path, inspected)),
            Format::Xlsx => Self::Workbook(Box::new(workbook::Workbook::open(path, inspected.bytes)?)),
        })
    }

    /// How bare numbers in this file stand for dates, if they do.
    pub(crate) fn serial(&self) -> Option<Serial> {
        match self {
            Self::Separated(_) => None,
            Self::Workbook(workbook) => Some(workbook.serial()),
        }
    }

    /// Goes through the rows below `after`.
    pub(crate) fn each(&mut self, after: u64, visit: &mut Visit<'_>) -> Result<(), ImportError> {
        let mut rows = 0;
        let mut below = |line: &Line<'_>| {
            let blank = line.cells.iter().all(|cell| cell.trim().is_empty());
            if line.row <= after || blank {
                return Ok(ControlFlow::Continue(()));
            }
            rows += 1;
            not_too_many(rows, MOST_ROWS)?;
            visit(line)
        };
        match self {
            Self::Separated(table) => table.each(&mut below),
            Self::Workbook(workbook) => workbook.each(&mut below),
        }
    }

    /// Finds the header: on the given row, or else where the columns are. In a workbook all sheets are searched
    /// unless one is named; the sheet is then the one that [`Table::each`] reads.
    pub(crate) fn header(
        &mut self,
        likeness: &dyn Likeness,
        sheet: Option<&str>,
        row: Option<u64>,
    ) -> Result<Header, ImportError> {
        let sheets = match self {
            Self::Separated(_) => vec![0],
            Self::Workbook(workbook) => workbook.candidates(sheet)?,
        };
        let mut best: Option<(usize, Header)> = None;
        let mut whole = None;
        for sheet in sheets {
            if let Self::Workbook(workbook) = self {
                workbook.choose(sheet, None);
            }
            let top = self.top()?;
            let Some((score, header)) = header::find(&top, likeness, row) else {
                continue;
            };
            if score == likeness.full() {
                if let Self::Workbook(workbook) = self {
                    workbook.choose(sheet, Some(header.names.len()));
                }
                return Ok(header);
            }
            let mut lines = top.iter().map(|(_, cells)| cells.join(","));
            whole = whole.or_else(|| lines.find(|line| score == 0 && likeness.within(line)));
            if best.as_ref().is_none_or(|(least, _)| score > *least) {
                best = Some((score, header));
            }
        }
        Err(match (whole, best, &*self) {
            (Some(line), _, Self::Separated(_)) => ImportError::OneColumn { found: shown(&line) },
            (_, Some((_, header)), _) => likeness.complaint(&header.names),
            (_, None, _) => ImportError::Empty { file: self.name() },
        })
    }

    /// The first rows that are not empty.
    fn top(&mut self) -> Result<Vec<(u64, Vec<String>)>, ImportError> {
        let mut top = Vec::new();
        self.each(0, &mut |line| {
            let cells = (0..line.cells.len()).map(|column| line.cell(column).to_owned()).collect();
            top.push((line.row, cells));
            Ok(if top.len() < TOP_ROWS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok(top)
    }

    fn name(&self) -> String {
        match self {
            Self::Separated(table) => table.name(),
            Self::Workbook(workbook) => workbook.name(),
        }
    }

    /// The sheet that was chosen among several.
    pub(crate) fn chosen_sheet(&self) -> Option<String> {
        match self {
            Self::Separated(_) => None,
            Self::Workbook(workbook) => workbook.chosen_among_several(),
        }
    }
}

/// A cell as it may be shown to people: at most 40 characters, no personal numbers.
pub(crate) fn shown(text: &str) -> String {
    mask(text).chars().take(40).collect()
}
