//! A small table that somebody keeps by hand, read whole: the rows below the header that has the named columns.
//!
//! For lists that become casework (the activity log) and not rows of a delivery: found by the same rules as those, with
//! title rows, either separator, and the sheet that has the columns. Leaves out what the cells mean.

use crate::error::ImportError;
use crate::inspect::inspect_with;
use crate::limits::not_too_many;
use crate::table::header::fold;
use crate::table::{Columns, Table};
use lofte_model::fingerprint::Fingerprint;
use std::ops::ControlFlow;
use std::path::Path;

/// Rows that such a table may have.
const MOST_ROWS: u64 = 20_000;

/// A table in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Of the file.
    pub fingerprint: Fingerprint,
    /// Names of the columns.
    pub names: Vec<String>,
    /// Every row that is not empty, as a spreadsheet counts, with its cells without the spaces around them.
    pub rows: Vec<(u64, Vec<String>)>,
}

impl Sheet {
    /// The place of the first column that has one of these names.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        let is_one = |known: &String| names.iter().any(|name| fold(known) == fold(name));
        self.names.iter().position(is_one)
    }
}

/// Reads a CSV file or a workbook whose header has all of these columns.
///
/// # Errors
/// What [`crate::inspect`] refuses, a column that is missing, and more rows than anybody keeps by hand.
pub fn sheet(path: &Path, columns: &[&str]) -> Result<Sheet, ImportError> {
    let inspected = inspect_with(path, columns, None, &mut |_| ())?;
    let mut table = Table::open(path, &inspected)?;
    let header = table.header(&Columns(columns.to_vec()), None, None)?;
    let mut rows = Vec::new();
    table.each(header.row, &mut |line| {
        not_too_many(rows.len() as u64 + 1, MOST_ROWS)?;
        let cells = (0..header.names.len()).map(|column| line.cell(column).to_owned());
        rows.push((line.row, cells.collect()));
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(Sheet { fingerprint: inspected.fingerprint, names: header.names, rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Sheet, ImportError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("insatser.csv");
        std::fs::write(&path, text).unwrap();
        sheet(&path, &["löfte", "antal"])
    }

    #[test]
    fn titles_separators_and_empty_rows_are_taken_as_in_a_delivery() {
        let sheet = read("Insatser 2026\n\nLöfte;Antal;Plats\n2; 3 ;Torget\n;;\n2;1;\n").unwrap();
        assert_eq!(sheet.rows.len(), 2);
        assert_eq!(sheet.rows[0], (4, vec!["2".into(), "3".into(), "Torget".into()]));
        assert_eq!((sheet.column(&["plats", "place"]), sheet.column(&["dag"])), (Some(2), None));
    }

    #[test]
    fn a_missing_column_is_named() {
        let refused = read("Löfte;Plats\n2;Torget\n").unwrap_err();
        assert!(matches!(refused, ImportError::MissingColumn { column, .. } if column == "antal"));
    }
}
