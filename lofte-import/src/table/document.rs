//! OpenDocument spreadsheets (ODS), read row by row as workbooks of Excel are: dates as `2023-05-01 13:45:00`, numbers with a
//! decimal point and every digit, merged cells below one another with the text of the first.
//!
//! All sheets lie in one part, which is gone through as often as needed and never held. A row or cell that says it stands for
//! a million others is bounded by what a sheet can have. Comments and pictures in cells are never text.

mod row;
#[cfg(test)]
mod tests;

use crate::bytes::file_name;
use crate::error::{Found, ImportError};
use crate::limits::{LARGEST_WORKBOOK, LONGEST_ROW, MOST_KEPT, MOST_SHARED};
use crate::table::header::Header;
use crate::table::sheets::Sheets;
use crate::table::workbook::xml::{Xml, XmlError, attribute, each_element, events};
use crate::table::workbook::{Archive, guard, not_too_many_sheets};
use crate::table::{Line, Visit};
use csv::StringRecord;
use quick_xml::events::Event;
use row::{Row, next_row};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The part that holds everything.
const CONTENT: &str = "content.xml";
/// Cells that repetitions may add to a file.
const MOST_REPEATED: u64 = 50_000_000;
/// Merged cells that can be open in one row.
const MOST_OPEN: usize = 1000;

pub(crate) struct Document {
    path: PathBuf,
    bytes: u64,
    archive: Archive,
    pub(in crate::table) sheets: Sheets,
    /// The last row of the header and how many names it has; merged cells below it are filled.
    header: Option<(u64, usize)>,
}

impl Document {
    pub(crate) fn open(path: &Path, bytes: u64) -> Result<Self, ImportError> {
        let mut archive = guard(path, LARGEST_WORKBOOK, Some(Found::OpenDocument))?;
        if archive.by_name(CONTENT).is_err() {
            return Err(ImportError::NotATable { file: file_name(path), found: Found::OpenDocument });
        }
        if is_locked(&mut archive) {
            return Err(ImportError::NotATable { file: file_name(path), found: Found::LockedWorkbook });
        }
        let found = content(&mut archive).and_then(|mut xml| names(&mut xml));
        let found =
            found.map_err(|error| ImportError::Damaged { file: file_name(path), source: Box::new(error) })?;
        if found.is_empty() {
            return Err(ImportError::Empty { file: file_name(path) });
        }
        not_too_many_sheets(path, found.len())?;
        Ok(Self { path: path.to_owned(), bytes, archive, sheets: Sheets::of(found), header: None })
    }

    pub(crate) fn name(&self) -> String {
        self.sheets.name(&self.path)
    }

    /// Reads this sheet from now on, and below this header only as many columns as it has.
    pub(crate) fn choose(&mut self, sheet: usize, header: Option<&Header>) -> Result<(), ImportError> {
        self.sheets.choose(sheet);
        self.header = header.map(|header| (header.row, header.names.len()));
        self.sheets.hidden_rows = 0;
        if let Some(header) = header {
            let mut hidden = 0;
            self.rows(&mut |row| {
                hidden += u64::from(row.hidden && row.number > header.row && row.filled());
                Ok(true)
            })?;
            self.sheets.hidden_rows = hidden;
        }
        Ok(())
    }

    pub(crate) fn each(&mut self, visit: &mut Visit<'_>) -> Result<(), ImportError> {
        let (header, total) = (self.header, self.bytes);
        let mut open: Vec<(usize, u64, String)> = Vec::new();
        let (mut passed, file) = (0, file_name(&self.path));
        self.rows(&mut |row| {
            let below = header.is_some_and(|(last, _)| row.number > last);
            let filled = if below { fill(&mut open, row) } else { 0 };
            let waiting: u64 = open.iter().map(|(_, _, text)| text.len() as u64).sum();
            if row.text() + waiting > LONGEST_ROW {
                let megabytes = LONGEST_ROW >> 20;
                return Err(ImportError::LongRow { row: row.number.saturating_sub(1), megabytes });
            }
            passed += row.text();
            if passed > MOST_SHARED {
                let (file, megabytes) = (file.clone(), MOST_SHARED >> 20);
                return Err(ImportError::TooMuchText { file, megabytes });
            }
            let width = header.map_or_else(|| row.width(), |(_, width)| width);
            row.cells.resize(width, String::new());
            // How much of a part that is packed has gone by is not known; the rows are counted instead.
            let done = total.min(row.number.saturating_mul(64));
            let cells = StringRecord::from(row.cells.as_slice());
            let line = Line { row: row.number, done, cells: &cells, faults: &row.faults, filled };
            Ok(visit(&line)?.is_continue())
        })
    }

    /// Goes through the rows of the chosen sheet that hold something, as long as the visitor wants more.
    fn rows(
        &mut self,
        visit: &mut dyn FnMut(&mut Row) -> Result<bool, ImportError>,
    ) -> Result<(), ImportError> {
        let (path, wanted) = (self.path.clone(), self.sheets.chosen());
        let told = |error: XmlError| ImportError::Damaged { file: file_name(&path), source: Box::new(error) };
        let mut xml = content(&mut self.archive).map_err(told)?;
        let mut budget = MOST_REPEATED;
        let full = || ImportError::TooMuchText { file: file_name(&path), megabytes: MOST_KEPT >> 20 };
        if !to_sheet(&mut xml, wanted).map_err(told)? {
            return Ok(());
        }
        let mut number = 0_u64;
        while let Some(mut row) = next_row(&mut xml).map_err(told)? {
            let times = row.times;
            if !row.filled() {
                number = number.saturating_add(times);
                continue;
            }
            let cells = row.width().max(1) as u64;
            budget = budget.checked_sub(cells.saturating_mul(times)).ok_or_else(full)?;
            if row.long || row.text() > LONGEST_ROW {
                return Err(ImportError::LongRow { row: number + 1, megabytes: LONGEST_ROW >> 20 });
            }
            for _ in 0..times {
                number = number.saturating_add(1);
                let mut one = row.again(number);
                if !visit(&mut one)? {
                    return Ok(());
                }
            }
            row.cells.clear();
        }
        Ok(())
    }
}

/// The part that holds the sheets, as events.
fn content(archive: &mut Archive) -> Result<Xml<'_>, XmlError> {
    let part = archive.by_name(CONTENT).map_err(|error| XmlError::from(std::io::Error::from(error)))?;
    Ok(events(part))
}

/// Whether the document is behind a password: its list of parts then says how they are encrypted.
fn is_locked(archive: &mut Archive) -> bool {
    let Ok(part) = archive.by_name("META-INF/manifest.xml") else { return false };
    let mut xml = events(part);
    let mut locked = false;
    let looked = each_element(&mut xml, |element| {
        locked |= element.local_name().as_ref() == "encryption-data";
        Ok(!locked)
    });
    looked.is_ok() && locked
}

/// The names of the sheets, and which of them are hidden.
fn names(xml: &mut Xml<'_>) -> Result<Vec<(String, bool)>, XmlError> {
    let (mut sheets, mut hidden): (Vec<(String, bool)>, HashSet<String>) = (Vec::new(), HashSet::new());
    let (mut style, mut depth, mut buffer) = (String::new(), 0_u32, Vec::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "style" => style = attribute(&element, "name")?.unwrap_or_default().into_owned(),
                "table-properties"
                    if attribute(&element, "display")?.is_some_and(|shown| shown == "false") =>
                {
                    hidden.insert(style.clone());
                }
                "table" => {
                    depth += 1;
                    // A table within a cell is no sheet.
                    if depth == 1 {
                        let of = attribute(&element, "style-name")?.unwrap_or_default();
                        let name = attribute(&element, "name")?.unwrap_or_default().into_owned();
                        sheets.push((name, hidden.contains(of.as_ref())));
                    }
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "table" => {
                depth = depth.saturating_sub(1);
            }
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

/// Goes to the beginning of a sheet, and says whether it is there.
fn to_sheet(xml: &mut Xml<'_>, wanted: usize) -> Result<bool, XmlError> {
    let (mut depth, mut place, mut buffer) = (0_u32, 0, Vec::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer)? {
            Event::Start(element) if element.local_name().as_ref() == "table" => {
                depth += 1;
                if depth == 1 {
                    if place == wanted {
                        return Ok(true);
                    }
                    place += 1;
                }
            }
            Event::End(element) if element.local_name().as_ref() == "table" => {
                depth = depth.saturating_sub(1);
            }
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

/// Fills cells that a merged cell above covers, and says how many.
fn fill(open: &mut Vec<(usize, u64, String)>, row: &mut Row) -> u64 {
    open.retain(|(_, last, _)| *last >= row.number);
    let mut filled = 0;
    for (column, _, text) in &*open {
        let empty = row.cells.get(*column).is_none_or(|cell| cell.trim().is_empty());
        if empty && row.faults.iter().all(|(other, _)| other != column) {
            row.put(*column, text);
            filled += 1;
        }
    }
    let mut waiting: u64 = open.iter().map(|(_, _, text)| text.len() as u64).sum();
    for (column, rows) in &row.spans {
        let text = row.cells.get(*column).filter(|text| !text.trim().is_empty());
        // One that is too long altogether is refused by whoever takes the row.
        if let Some(text) = text.filter(|_| open.len() < MOST_OPEN && waiting <= LONGEST_ROW) {
            waiting += text.len() as u64;
            open.push((*column, row.number.saturating_add(rows - 1), text.clone()));
        }
    }
    filled
}
