//! How much is taken of a file, in one place, and how it is counted.
//!
//! A small file may unpack to very much, and a workbook must keep its shared texts in memory while its rows pass by. So
//! both are counted while they are unpacked for the first time, before anything is understood, and a file that goes too
//! far is refused as soon as it shows. Of a text table a few batches of rows are in memory, and the number of rows is bounded.

use crate::error::ImportError;
use std::io::{self, Write};

/// Largest file, packed or unpacked: 2 GiB.
pub const LARGEST_FILE: u64 = 2 << 30;
/// Largest file of areas, packed or unpacked: 32 MiB. It is in memory whole, several times its size as it is understood.
pub const LARGEST_AREA_FILE: u64 = 32 << 20;
/// Largest GeoPackage, packed or unpacked: 256 MiB. Those of the whole country have some 60; of it one municipality's areas
/// are kept in memory.
pub const LARGEST_GEOPACKAGE: u64 = 256 << 20;
/// Longest row, and longest text in a cell: 8 MiB. A longer one is a quotation mark that was never closed.
pub const LONGEST_ROW: u64 = 8 << 20;
/// Largest workbook, unpacked: 1 GiB.
pub const LARGEST_WORKBOOK: u64 = 1 << 30;
/// Largest workbook of Excel 97 to 2003: 128 MiB. It is in memory whole; a sheet of all its rows and columns has less.
pub const LARGEST_OLD_WORKBOOK: u64 = 128 << 20;
/// Memory for what a workbook keeps while its rows are read, its shared texts above all: 512 MiB.
pub const MOST_KEPT: u64 = 512 << 20;
/// Rows of one file: what each needs in memory, so that it is not stored twice, is bounded by their number.
pub const MOST_ROWS: u64 = 20_000_000;
/// Columns of any table: what a sheet can have. A text with more separators in a row is no table.
pub const MOST_COLUMNS: usize = 16_384;
/// Text of all cells of a sheet together: 8 GiB. Cells may share a text, and merged or repeated cells have it without the
/// file growing, so what goes by is counted and not only what is unpacked.
pub const MOST_SHARED: u64 = 8 << 30;
/// Text of the first rows that are looked at together: 64 MiB.
pub const MOST_AT_THE_TOP: usize = 64 << 20;
/// Questionnaires of one wave, whose answers are all in memory at once.
pub const MOST_QUESTIONNAIRES: u64 = 1_000_000;
/// Parts of a workbook's archive.
pub const MOST_PARTS: usize = 10_000;
/// Sheets of a workbook that are looked at.
pub const MOST_SHEETS: usize = 256;
/// How many times its size a file may unpack to. Tables that people deliver pack to a tenth, or a thirtieth.
pub const MOST_TIMES: u64 = 250;
/// What any file may unpack to, however small it is: 64 MiB.
pub const ALWAYS_UNPACKED: u64 = 64 << 20;

/// What each element costs in memory beside its text: the string that holds it, while the list of them grows.
const COST_OF_AN_ELEMENT: u64 = 24;

/// Refuses a row that is one too many.
pub(crate) fn not_too_many(rows: u64, limit: u64) -> Result<(), ImportError> {
    if rows > limit { Err(ImportError::TooManyRows { limit }) } else { Ok(()) }
}

/// Counts XML as it passes by: its bytes, what it would cost to keep, and its longest text.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) bytes: u64,
    elements: u64,
    longest: u64,
    text: u64,
}

impl Tally {
    /// What it would take of memory to keep all of it.
    pub(crate) fn cost(&self) -> u64 {
        self.bytes.saturating_add(self.elements.saturating_mul(COST_OF_AN_ELEMENT))
    }

    /// The longest text between two elements.
    pub(crate) fn longest(&self) -> u64 {
        self.longest
    }
}

impl Write for Tally {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes += bytes.len() as u64;
        let mut pieces = bytes.split(|byte| *byte == b'<');
        self.text += pieces.next().map_or(0, <[u8]>::len) as u64;
        self.longest = self.longest.max(self.text);
        for piece in pieces {
            self.elements += 1;
            self.text = piece.len() as u64;
            self.longest = self.longest.max(self.text);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_and_the_longest_text_are_counted_over_pieces() {
        let text = b"<si><t>a longer text</t></si><si/>";
        let counted = |pieces: usize| {
            let mut tally = Tally::default();
            for piece in text.chunks(pieces) {
                tally.write_all(piece).unwrap();
            }
            (tally.bytes, tally.elements, tally.longest)
        };
        assert_eq!(counted(1000), (text.len() as u64, 5, "t>a longer text".len() as u64));
        assert_eq!(counted(1), counted(1000));
        assert_eq!(counted(7), counted(1000));
    }

    #[test]
    fn rows_are_bounded() {
        assert!(not_too_many(MOST_ROWS, MOST_ROWS).is_ok());
        let error = not_too_many(MOST_ROWS + 1, MOST_ROWS).unwrap_err();
        assert!(error.to_string().contains("20000000"), "{error}");
    }
}
