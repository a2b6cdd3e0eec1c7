//! Comma-separated values with every digit, which a spreadsheet takes for nothing but values.

use super::Terminal;
use crate::failure::{Failure, OutputError};
use lofte_model::spreadsheet::harmless;
use std::borrow::Cow;

/// Rows as comma-separated values. Text that a spreadsheet would take for a formula gets an apostrophe; what can be
/// cut at a semicolon is quoted.
pub fn csv(terminal: &mut Terminal<'_>, rows: &[Vec<String>]) -> Result<(), Failure> {
    let cut = rows.iter().flatten().any(|cell| cell.contains([';', '\t']));
    let quotes = if cut { csv::QuoteStyle::NonNumeric } else { csv::QuoteStyle::Necessary };
    let mut writer = csv::WriterBuilder::new().quote_style(quotes).from_writer(Vec::new());
    for row in rows {
        let cells = row.iter().map(|cell| written(cell).into_owned());
        writer.write_record(cells.collect::<Vec<_>>()).map_err(OutputError::Csv)?;
    }
    let bytes = writer.into_inner().map_err(|error| OutputError::Write(error.into_error()))?;
    Ok(terminal.out.bytes(&bytes)?)
}

/// A cell as it is written: numbers stay numbers.
fn written(cell: &str) -> Cow<'_, str> {
    if cell.parse::<f64>().is_ok() { Cow::Borrowed(cell) } else { harmless(cell) }
}

/// A group's own words, which are text whatever they look like.
pub(crate) fn label(text: &str) -> String {
    harmless(text).into_owned()
}
