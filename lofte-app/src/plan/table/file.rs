//! The plan as a table in a file: CSV as Swedish spreadsheets open it, and XLSX. Both hold the same cells.
//!
//! Nothing in a cell is a formula ([`harmless`]); in a workbook every cell is text, so that a spreadsheet makes no dates or
//! numbers of what only looks like them.

use super::Table;
use crate::error::AppError;
use lofte_model::spreadsheet::harmless;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};
use std::io::Write as _;

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The widest column, in letters.
const WIDEST: usize = 48;

/// The table as CSV: semicolons between cells, and a mark by which spreadsheets know UTF-8.
pub fn csv(table: &Table) -> Result<Vec<u8>, AppError> {
    let defect = |error: csv::Error| AppError::Defect(error.to_string());
    let mut bytes = Vec::new();
    let marked = bytes.write_all("\u{feff}".as_bytes());
    marked.map_err(|error| AppError::Defect(error.to_string()))?;
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(bytes);
    writer.write_record(&table.headings).map_err(defect)?;
    for row in &table.rows {
        let cells = row.iter().map(|cell| harmless(cell).into_owned());
        writer.write_record(cells).map_err(defect)?;
    }
    writer.into_inner().map_err(|error| AppError::Defect(error.to_string()))
}

/// The table as a workbook with one sheet.
pub fn xlsx(table: &Table) -> Result<Vec<u8>, AppError> {
    workbook(table).map_err(|error| AppError::Defect(error.to_string()))
}

fn workbook(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let heading = Format::new().set_bold();
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    let sheet = book.add_worksheet().set_name("Åtgärdsplan")?;
    for (column, name) in (0_u16..).zip(&table.headings) {
        sheet.write_string_with_format(0, column, name, &heading)?;
        let place = usize::from(column);
        let longest = table.rows.iter().filter_map(|row| row.get(place)).flat_map(|cell| cell.lines());
        let longest = longest.map(|line| line.chars().count()).max().unwrap_or(0);
        let width = longest.max(name.chars().count()).clamp(6, WIDEST) + 2;
        sheet.set_column_width(column, u32::try_from(width).unwrap_or(u32::MAX))?;
    }
    for (line, row) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(row) {
            sheet.write_string_with_format(line, column, harmless(cell), &text)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    book.save_to_buffer()
}
