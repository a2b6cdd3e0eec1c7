//! The sheets of a workbook or document: what they are called, which of them people do not see, and which one is read.

use crate::bytes::file_name;
use crate::error::ImportError;
use crate::same::{nearest, same_form};
use std::path::Path;

/// The sheets of a file, in their order.
#[derive(Debug, Default)]
pub(super) struct Sheets {
    /// Names, with whether the file hides them.
    all: Vec<(String, bool)>,
    chosen: usize,
    searched: bool,
    /// Rows below the header that the chosen sheet hides.
    pub(super) hidden_rows: u64,
}

impl Sheets {
    /// Of names, each with whether the sheet is hidden.
    pub(super) fn of(all: Vec<(String, bool)>) -> Self {
        Self { all, ..Self::default() }
    }

    /// What messages call the table: the only sheet goes by the name of its file.
    pub(super) fn name(&self, path: &Path) -> String {
        match self.all.as_slice() {
            [_] => file_name(path),
            _ => self.sheet(self.chosen).0,
        }
    }

    /// The sheets in which the header may be.
    pub(super) fn candidates(&mut self, sheet: Option<&str>) -> Result<Vec<usize>, ImportError> {
        let Some(wanted) = sheet else {
            self.searched = true;
            return Ok((0..self.all.len()).collect());
        };
        let place = self.all.iter().position(|(name, _)| same_form(name) == same_form(wanted));
        place.map(|place| vec![place]).ok_or_else(|| {
            let found: Vec<String> = self.all.iter().map(|(name, _)| name.clone()).collect();
            ImportError::UnknownSheet { sheet: wanted.to_owned(), nearest: nearest(wanted, &found), found }
        })
    }

    /// Reads this sheet from now on.
    pub(super) fn choose(&mut self, sheet: usize) {
        self.chosen = sheet;
    }

    /// The sheet that is read.
    pub(super) fn chosen(&self) -> usize {
        self.chosen
    }

    /// Name of a sheet, and whether the file hides it.
    pub(super) fn sheet(&self, number: usize) -> (String, bool) {
        self.all.get(number).cloned().unwrap_or_default()
    }

    /// The names of the sheets that nobody sees.
    pub(super) fn hidden(&self) -> Vec<String> {
        self.all.iter().filter(|(_, hidden)| *hidden).map(|(name, _)| name.clone()).collect()
    }

    /// Whether sheets were searched, and there are several.
    pub(super) fn searched_several(&self) -> bool {
        self.searched && self.all.len() > 1
    }
}
