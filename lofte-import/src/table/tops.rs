//! The first rows of every sheet that people see, for whoever does not know yet which one the table is in.

use super::Table;
use crate::error::ImportError;

/// The name of a sheet, where there are sheets, and its first rows that are not empty.
pub(crate) type Top = (Option<String>, Vec<(u64, Vec<String>)>);

impl Table {
    /// The first rows of every sheet that is not hidden, or of the one that is named.
    pub(crate) fn tops(&mut self, sheet: Option<&str>, row: Option<u64>) -> Result<Vec<Top>, ImportError> {
        let Some(sheets) = self.file.sheets_mut() else { return Ok(vec![(None, self.top(row)?)]) };
        let candidates = sheets.candidates(sheet)?;
        let named: Vec<(usize, (String, bool))> =
            candidates.into_iter().map(|number| (number, sheets.sheet(number))).collect();
        let mut tops = Vec::new();
        for (number, (name, _)) in named.into_iter().filter(|(_, (_, hidden))| sheet.is_some() || !hidden) {
            self.choose(number, None)?;
            tops.push((Some(name), self.top(row)?));
        }
        Ok(tops)
    }
}
