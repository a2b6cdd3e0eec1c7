//! Text tables: CSV and its kin, with any of four delimiters.

use crate::bytes::{Meter, file_name, text, unreadable};
use crate::error::ImportError;
use crate::inspect::Inspected;
use crate::letters::Letters;
use crate::limits::LONGEST_ROW;
use crate::table::{Line, Visit};
use csv::{ErrorKind, ReaderBuilder, StringRecord, Terminator};
use encoding_rs::UTF_8;
use std::io;
use std::path::{Path, PathBuf};

/// A cell with more line ends than this is a quotation mark that was not closed.
const MOST_LINES_IN_A_ROW: u64 = 200;
/// Rows that tell how many cells a row of the table has: titles, and the header below them.
const ROWS_OF_WIDTH: u64 = 25;

pub(crate) struct Separated {
    path: PathBuf,
    letters: Letters,
    gzip: bool,
    delimiter: u8,
}

impl Separated {
    pub(crate) fn new(path: &Path, inspected: &Inspected) -> Self {
        Self {
            path: path.to_owned(),
            letters: Letters::named(inspected.encoding).unwrap_or(Letters::Web(UTF_8)),
            gzip: inspected.gzip,
            delimiter: inspected.delimiter.and_then(|sign| u8::try_from(sign).ok()).unwrap_or(b','),
        }
    }

    pub(crate) fn name(&self) -> String {
        file_name(&self.path)
    }

    pub(crate) fn each(&self, visit: &mut Visit<'_>) -> Result<(), ImportError> {
        let meter = Meter::default();
        let mut reader = ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(1 << 16)
            .from_reader(text(&self.path, self.letters, self.gzip, meter.clone())?);
        let mut cells = StringRecord::new();
        let (mut row, mut inner) = (0, 0);
        let (mut records, mut widest) = (0, 0);
        loop {
            meter.row.set(0);
            match reader.read_record(&mut cells) {
                Ok(false) => return Ok(()),
                Ok(true) => {}
                Err(error) => return Err(self.complaint(error, row)),
            }
            // The reader counts lines and skips empty ones; a spreadsheet counts rows, which may hold line ends.
            let within = cells.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64;
            inner += within;
            let here = reader.position().line().saturating_sub(1 + inner);
            // A quotation mark still open at the end of the file has swallowed also the last line end.
            // The first rows tell how wide the table is; a later row with cells too many says nothing of it.
            if records < ROWS_OF_WIDTH {
                widest = widest.max(cells.len());
            }
            records += 1;
            if within > MOST_LINES_IN_A_ROW || here <= row || (within > 0 && self.swallows(&cells, widest)) {
                return Err(ImportError::EndlessRow { row });
            }
            row = here;
            if visit(&Line { row, done: meter.done.get(), cells: &cells, faults: &[], filled: 0 })?.is_break()
            {
                return Ok(());
            }
        }
    }

    /// Whether a cell holds another row of the table: a line below its first that has as many cells as a row and begins
    /// as rows do, with a number, a code or a time. People's own sentences have delimiters too, but begin with words.
    fn swallows(&self, cells: &StringRecord, widest: usize) -> bool {
        let begins_a_row = |first: &[u8]| {
            !first.is_empty()
                && (!first.iter().any(u8::is_ascii_whitespace) || !first.iter().any(u8::is_ascii_alphabetic))
        };
        let is_row = |line: &[u8]| {
            let mut pieces = line.split(|byte| *byte == self.delimiter);
            pieces.next().is_some_and(begins_a_row) && widest > 2 && pieces.count() + 1 == widest
        };
        cells.iter().any(|cell| cell.as_bytes().split(|byte| *byte == b'\n').skip(1).any(is_row))
    }

    fn complaint(&self, error: csv::Error, row: u64) -> ImportError {
        let source = match error.into_kind() {
            ErrorKind::Io(source) => source,
            other => io::Error::other(format!("{other:?}")),
        };
        match source.kind() {
            io::ErrorKind::FileTooLarge => ImportError::LongRow { row, megabytes: LONGEST_ROW >> 20 },
            _ if self.gzip => ImportError::Damaged { file: self.name(), source: Box::new(source) },
            _ => unreadable(&self.path)(source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::inspect;
    use std::io::Write;
    use std::ops::ControlFlow;

    fn rows(text: &str) -> Result<Vec<(u64, Vec<String>)>, ImportError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let mut rows = Vec::new();
        Separated::new(file.path(), &inspect(file.path())?).each(&mut |line| {
            rows.push((line.row, line.cells.iter().map(str::to_owned).collect()));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(rows)
    }

    #[test]
    fn rows_are_numbered_as_in_a_spreadsheet() {
        for end in ["\n", "\r\n"] {
            let text = ["a;b", "1;\"x", "y\"", "", "2;z", "3;w"].join(end);
            let numbers: Vec<u64> = rows(&text).unwrap().iter().map(|(row, _)| *row).collect();
            assert_eq!(numbers, [1, 2, 4, 5], "{end:?}");
        }
    }

    #[test]
    fn quotes_and_delimiters_within_are_kept() {
        let (_, cells) = &rows("a;b\n\"x;\"\"y\"\"\";2\n").unwrap()[1];
        assert_eq!(cells, &["x;\"y\"", "2"]);
    }

    #[test]
    fn a_quotation_mark_left_open_loses_no_rows_silently() {
        assert!(matches!(rows("a;b\n1;2\n3;\"4\n5;6\n7;8\n"), Err(ImportError::EndlessRow { row: 2 })));
        let long = format!("a;b\n1;\"{}\";3\n", "x\n".repeat(300));
        assert!(matches!(rows(&long), Err(ImportError::EndlessRow { row: 1 })));
        let wide = format!("a;b\n1;\"{}\n", "x".repeat(9 << 20));
        assert!(matches!(rows(&wide), Err(ImportError::LongRow { row: 1, megabytes: 8 })));
    }
}
