//! A table in a file: CSV as Swedish spreadsheets open it, and XLSX.
//!
//! Nothing in a cell is a formula ([`harmless`]). In a workbook a text stays a text, so that a spreadsheet makes no dates or
//! numbers of what only looks like them; only what is a number here is one there.

use crate::error::AppError;
use lofte_model::spreadsheet::harmless;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};
use std::io::Write as _;

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The widest column, in letters.
const WIDEST: usize = 48;
/// The longest name of a sheet, and what it may not hold.
const LONGEST_NAME: usize = 31;
const NOT_IN_A_NAME: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];

/// A cell of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub enum SheetCell {
    /// A text.
    Text(String),
    /// A number, with every digit.
    Number(f64),
}

/// A sheet with headings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// The headings.
    pub headings: Vec<String>,
    /// The rows below them.
    pub rows: Vec<Vec<SheetCell>>,
}

/// A table of texts as CSV: semicolons between cells, and a mark by which spreadsheets know UTF-8.
pub fn csv(headings: &[String], rows: &[Vec<String>]) -> Result<Vec<u8>, AppError> {
    let defect = |error: csv::Error| AppError::Defect(error.to_string());
    let mut bytes = Vec::new();
    let marked = bytes.write_all("\u{feff}".as_bytes());
    marked.map_err(|error| AppError::Defect(error.to_string()))?;
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(bytes);
    writer.write_record(headings).map_err(defect)?;
    for row in rows {
        let cells = row.iter().map(|cell| harmless(cell).into_owned());
        writer.write_record(cells).map_err(defect)?;
    }
    writer.into_inner().map_err(|error| AppError::Defect(error.to_string()))
}

/// Sheets as a workbook.
pub fn xlsx(sheets: &[Sheet]) -> Result<Vec<u8>, AppError> {
    workbook(sheets).map_err(|error| AppError::Defect(error.to_string()))
}

fn workbook(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let heading = Format::new().set_bold();
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    for Sheet { name, headings, rows } in sheets {
        let name: String =
            name.chars().filter(|sign| !NOT_IN_A_NAME.contains(sign)).take(LONGEST_NAME).collect();
        let sheet = book.add_worksheet().set_name(name)?;
        for (column, name) in (0_u16..).zip(headings) {
            sheet.write_string_with_format(0, column, name, &heading)?;
            let texts = rows.iter().filter_map(|row| match row.get(usize::from(column)) {
                Some(SheetCell::Text(text)) => text.lines().map(|line| line.chars().count()).max(),
                _ => None,
            });
            let width = texts.max().unwrap_or(0).max(name.chars().count()).clamp(6, WIDEST) + 2;
            sheet.set_column_width(column, u32::try_from(width).unwrap_or(u32::MAX))?;
        }
        for (line, row) in (1_u32..).zip(rows) {
            for (column, cell) in (0_u16..).zip(row) {
                match cell {
                    SheetCell::Text(cell) => {
                        sheet.write_string_with_format(line, column, harmless(cell), &text)?;
                    }
                    SheetCell::Number(number) => {
                        sheet.write_number(line, column, *number)?;
                    }
                }
            }
        }
        sheet.set_freeze_panes(1, 1)?;
    }
    book.save_to_buffer()
}
