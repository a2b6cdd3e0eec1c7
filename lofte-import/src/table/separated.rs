//! Text tables: CSV and its kin, with any of four delimiters.

use crate::bytes::{Meter, Text, file_name, text, unreadable};
use crate::error::ImportError;
use crate::inspect::Inspected;
use crate::letters::Letters;
use crate::limits::{LONGEST_ROW, MOST_COLUMNS};
use crate::table::Visit;
use crate::table::batches::{Batch, Out, give_back};
use csv::{ErrorKind, ReaderBuilder, StringRecord, Terminator};
use encoding_rs::UTF_8;
use std::io;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

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

    /// Goes through the rows. They are read on a thread of their own, a little ahead of whoever looks at them, since half of
    /// the work is to decode and to split.
    pub(crate) fn each(&self, visit: &mut Visit<'_>) -> Result<(), ImportError> {
        thread::scope(|scope| {
            let (out, taken, spare) = Out::new(1);
            let reader = scope.spawn(move || self.read(0, out));
            for batch in taken.into_iter().flatten() {
                for record in batch.records() {
                    if visit(&record.line())?.is_break() {
                        return Ok(());
                    }
                }
                give_back(&spare, batch);
            }
            reader.join().unwrap_or_else(|panic| resume_unwind(panic))
        })
    }

    /// Reads the rows below `after` to their end, or until nobody takes them any more.
    pub(super) fn read(&self, after: u64, mut out: Out) -> Result<(), ImportError> {
        let mut rows = Rows::of(self)?;
        loop {
            let mut batch = out.fresh();
            let more = rows.fill(&mut batch, after);
            // What was read before something went wrong is looked at all the same.
            if !out.send(batch) || !more? {
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

/// The rows of a file, as a spreadsheet counts them.
struct Rows<'a> {
    table: &'a Separated,
    reader: csv::Reader<Text>,
    meter: Meter,
    row: u64,
    /// Line ends within cells so far.
    inner: u64,
    records: u64,
    widest: usize,
}

impl<'a> Rows<'a> {
    fn of(table: &'a Separated) -> Result<Self, ImportError> {
        let meter = Meter::default();
        let reader = ReaderBuilder::new()
            .delimiter(table.delimiter)
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(1 << 16)
            .from_reader(text(&table.path, table.letters, table.gzip, meter.clone())?);
        Ok(Self { table, reader, meter, row: 0, inner: 0, records: 0, widest: 0 })
    }

    /// Fills a batch; whether there may be more rows.
    fn fill(&mut self, batch: &mut Batch, after: u64) -> Result<bool, ImportError> {
        while !batch.is_full() {
            let room = batch.room();
            if !self.next(&mut room.cells)? {
                return Ok(false);
            }
            if self.row <= after {
                continue;
            }
            (room.row, room.done) = (self.row, self.meter.done.get());
            batch.keep();
        }
        Ok(true)
    }

    /// Reads the next row; whether there was one.
    fn next(&mut self, cells: &mut StringRecord) -> Result<bool, ImportError> {
        self.meter.row.set(0);
        match self.reader.read_record(cells) {
            Ok(false) => return Ok(false),
            Ok(true) => {}
            Err(error) => return Err(self.table.complaint(error, self.row)),
        }
        // The reader counts lines and skips empty ones; a spreadsheet counts rows, which may hold line ends.
        let within = cells.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64;
        self.inner += within;
        let here = self.reader.position().line().saturating_sub(1 + self.inner);
        // The first rows tell how wide the table is; a later row with cells too many says nothing of it.
        if self.records < ROWS_OF_WIDTH {
            self.widest = self.widest.max(cells.len());
        }
        self.records += 1;
        // A quotation mark still open at the end of the file has swallowed also the last line end.
        let swallowed = || within > 0 && self.table.swallows(cells, self.widest);
        if within > MOST_LINES_IN_A_ROW || here <= self.row || swallowed() {
            return Err(ImportError::EndlessRow { row: self.row });
        }
        self.row = here;
        if cells.len() > MOST_COLUMNS {
            return Err(ImportError::TooManyColumns { row: here, limit: MOST_COLUMNS });
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::inspect;
    use crate::table::Line;
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

    #[test]
    fn rows_come_in_their_order_over_many_batches_and_may_be_left_early() {
        let line = |number: usize| format!("{number};{}\n", "x".repeat(number % 977 * (number % 7)));
        let text: String = (0..4000).map(line).collect();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let table = Separated::new(file.path(), &inspect(file.path()).unwrap());
        for until in [0, 1, 2048, 3999] {
            let mut next = 0;
            let visit = &mut |line: &Line<'_>| {
                assert_eq!((line.row, line.cells.get(0)), (next + 1, Some(next.to_string().as_str())));
                next += 1;
                Ok(if next > until { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            };
            table.each(visit).unwrap();
            assert_eq!(next, until + 1);
        }
        let mut seen = 0;
        let stopped = table.each(&mut |_| {
            seen += 1;
            if seen == 600 {
                Err(ImportError::Empty { file: String::new() })
            } else {
                Ok(ControlFlow::Continue(()))
            }
        });
        assert!(matches!(stopped, Err(ImportError::Empty { .. })) && seen == 600);
    }
}
