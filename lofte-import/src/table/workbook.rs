//! XLSX workbooks, read row by row. Cells become the text that a text table would have had: dates as
//! `2023-05-01 13:45:00`, numbers with a decimal point. Merged cells below one another all have the text of the first.
//!
//! A workbook is a ZIP archive, and an archive may promise little and unpack to very much, so all of it is unpacked
//! once into nothing and counted before anything is understood. That also finds archives that are cut short.

mod contents;
mod package;
mod sheet;
mod styles;
pub(in crate::table) mod xml;

use crate::archive::opened;
use crate::bytes::{file_name, not_too_dense, unreadable};
use crate::error::{Found, ImportError};
use crate::limits::{LARGEST_WORKBOOK, LONGEST_ROW, MOST_KEPT, MOST_PARTS, MOST_SHEETS, Tally};
use crate::table::Visit;
use crate::table::gathered::{Of, Range};
use crate::table::header::Header;
use crate::table::sheets::Sheets;
use package::{Package, PackageError, Sheet};
use sheet::{Book, Cells, layout};

pub(in crate::table) use sheet::{MOST_COLUMNS, number_text};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
pub(in crate::table) use styles::{Shown, percent_text, shown_by};
use zip::ZipArchive;

/// Bytes of a part that are unpacked between two looks at how far it has gone.
const PIECE: u64 = 1 << 20;

/// What day number 1 is in a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Serial {
    From1900,
    From1904,
}

pub(crate) struct Workbook {
    path: PathBuf,
    bytes: u64,
    package: Package,
    parts: Vec<Sheet>,
    pub(in crate::table) sheets: Sheets,
    book: Book,
    width: Option<usize>,
    /// Merged ranges of the chosen sheet that go down over several rows.
    ranges: Vec<Range>,
}

impl Workbook {
    pub(crate) fn open(path: &Path, bytes: u64) -> Result<Self, ImportError> {
        let told = |error: PackageError| damaged(path, error);
        let mut package = Package::new(guard(path, LARGEST_WORKBOOK, None)?);
        let Some(workbook) = package.workbook().map_err(told)? else {
            return Err(ImportError::NotATable { file: file_name(path), found: other_package(&package) });
        };
        let (parts, book) = package.read(&workbook).map_err(told)?;
        if parts.is_empty() {
            return Err(ImportError::Empty { file: file_name(path) });
        }
        not_too_many_sheets(path, parts.len())?;
        let sheets = Sheets::of(parts.iter().map(|sheet| (sheet.name.clone(), sheet.hidden)).collect());
        let (path, width, ranges) = (path.to_owned(), None, Vec::new());
        Ok(Self { path, bytes, package, parts, sheets, book, width, ranges })
    }

    pub(crate) fn serial(&self) -> Serial {
        self.book.serial
    }

    pub(crate) fn name(&self) -> String {
        self.sheets.name(&self.path)
    }

    /// Reads this sheet from now on, and below this header only as many columns as it has.
    pub(crate) fn choose(&mut self, sheet: usize, header: Option<&Header>) -> Result<(), ImportError> {
        self.sheets.choose(sheet);
        self.width = header.map(|header| header.names.len());
        self.ranges.clear();
        if let (Some(header), Some(sheet)) = (header, self.parts.get(sheet)) {
            let seen = self.package.sheet(sheet).and_then(|xml| Ok(layout(xml, header.row)?));
            (self.ranges, self.sheets.hidden_rows) = seen.map_err(|error| damaged(&self.path, error))?;
            self.ranges.retain(|range| range.last_row > range.first_row);
        }
        Ok(())
    }

    pub(crate) fn each(&mut self, visit: &mut Visit<'_>) -> Result<(), ImportError> {
        let Some(sheet) = self.parts.get(self.sheets.chosen()) else {
            return Ok(());
        };
        let path = &self.path;
        let told = |error: PackageError| damaged(path, error);
        let xml = self.package.sheet(sheet).map_err(told)?;
        let mut cells = Cells::new(xml).map_err(|error| told(error.into()))?;
        let of =
            Of { path, bytes: self.bytes, last: cells.last.into(), width: self.width, ranges: &self.ranges };
        of.rows(|| cells.next(&self.book).map_err(|error| told(error.into())), visit)
    }
}

/// The archive that a workbook or a document is.
pub(in crate::table) type Archive = ZipArchive<BufReader<File>>;

/// Opens the archive, unless it is damaged, unpacks to too much, or is something else than a workbook or what is wanted.
pub(in crate::table) fn guard(
    path: &Path,
    limit: u64,
    wanted: Option<Found>,
) -> Result<Archive, ImportError> {
    let file = File::open(path).map_err(unreadable(path))?;
    let packed = file.metadata().map_err(unreadable(path))?.len();
    let mut archive =
        opened(BufReader::new(file), MOST_PARTS).map_err(|error| damaged(path, error.into()))?;
    let file = || file_name(path);
    if archive.len() > MOST_PARTS {
        return Err(ImportError::TooManyParts { file: file(), parts: archive.len(), limit: MOST_PARTS });
    }
    if let Some(found) = contents::other_than_a_workbook(&mut archive).filter(|found| Some(*found) != wanted)
    {
        return Err(ImportError::NotATable { file: file(), found });
    }
    let (mut unpacked, mut kept) = (0, 0);
    for number in 0..archive.len() {
        let entry = archive.by_index(number).map_err(|error| damaged(path, error.into()))?;
        let promised = entry.size().saturating_add(unpacked);
        if promised > limit {
            return Err(ImportError::TooLarge { file: file(), bytes: promised, limit, unpacked: true });
        }
        let (passes_by, is_text) = contents::fate(&String::from_utf8_lossy(entry.name_raw()));
        let mut entry = entry.take(limit - unpacked + 1);
        let mut tally = Tally::default();
        // Piece by piece, so that what goes too far is found when it does.
        while io::copy(&mut entry.by_ref().take(PIECE), &mut tally)
            .map_err(|error| damaged(path, error.into()))?
            > 0
        {
            let bytes = unpacked + tally.bytes;
            if bytes > limit {
                return Err(ImportError::TooLarge { file: file(), bytes, limit, unpacked: true });
            }
            not_too_dense(path, bytes, packed)?;
            let costs = if passes_by { 0 } else { tally.cost() };
            if kept + costs > MOST_KEPT || (is_text && tally.longest() > LONGEST_ROW) {
                return Err(ImportError::TooMuchText { file: file(), megabytes: MOST_KEPT >> 20 });
            }
        }
        unpacked += tally.bytes;
        if !passes_by {
            kept += tally.cost();
        }
    }
    Ok(archive)
}

/// Refuses a file of very many sheets: they may all be one part, which is gone through for each.
pub(in crate::table) fn not_too_many_sheets(path: &Path, sheets: usize) -> Result<(), ImportError> {
    if sheets <= MOST_SHEETS {
        return Ok(());
    }
    Err(ImportError::TooManyParts { file: file_name(path), parts: sheets, limit: MOST_SHEETS })
}

/// What a package without a workbook is.
fn other_package(package: &Package) -> Found {
    let signs = [
        ("xl/workbook.bin", Found::BinaryWorkbook),
        ("word/document.xml", Found::TextDocument),
        ("content.xml", Found::OpenDocument),
    ];
    signs.into_iter().find(|(part, _)| package.has(part)).map_or(Found::Archive, |(_, found)| found)
}

fn damaged(path: &Path, error: PackageError) -> ImportError {
    ImportError::Damaged { file: file_name(path), source: Box::new(error) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::{SimpleFileOptions, ZipWriter};

    /// An archive of two entries, 100 bytes unpacked.
    fn archive() -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let contents = format!("{:<50}", "spreadsheetml.sheet.main+xml");
        for (name, text) in [("[Content_Types].xml", contents), ("xl/worksheets/sheet1.xml", " ".repeat(50))]
        {
            archive.start_file(name, SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn guarded(bytes: &[u8], limit: u64) -> Result<(), ImportError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        guard(file.path(), limit, None).map(drop)
    }

    #[test]
    fn the_sum_of_all_entries_counts() {
        assert!(guarded(&archive(), 100).is_ok());
        assert!(matches!(
            guarded(&archive(), 99),
            Err(ImportError::TooLarge { bytes: 50.., unpacked: true, .. })
        ));
    }

    #[test]
    fn a_small_promise_does_not_help() {
        // Wherever an entry says its unpacked size, it now says 1.
        let mut bytes = archive();
        let honest = 50u32.to_le_bytes();
        let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..at + 4] == honest).collect();
        assert!(places.len() >= 2, "{places:?}");
        for at in places {
            bytes[at..at + 4].copy_from_slice(&1u32.to_le_bytes());
        }
        assert!(guarded(&bytes, 99).is_err());
    }

    /// A workbook whose shared texts are `texts`, in a package with a sheet of one cell.
    fn with_shared(texts: &str) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let contents = "spreadsheetml.sheet.main+xml";
        for (name, text) in [("[Content_Types].xml", contents), ("xl/sharedStrings.xml", texts)] {
            archive.start_file(name, SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn texts_that_would_fill_the_memory_are_refused() {
        // 100 MB of the shortest texts there are take five times that.
        let few = with_shared(&"<si/>".repeat(1_000));
        assert!(guarded(&few, LARGEST_WORKBOOK).is_ok());
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("[Content_Types].xml", SimpleFileOptions::default()).unwrap();
        archive.write_all(b"spreadsheetml.sheet.main+xml").unwrap();
        // Stored, so that it is not refused for its density.
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file("xl/sharedStrings.xml", stored).unwrap();
        let piece = "<si/>".repeat(200_000);
        for _ in 0..100 {
            archive.write_all(piece.as_bytes()).unwrap();
        }
        let many = archive.finish().unwrap().into_inner();
        let error = guarded(&many, LARGEST_WORKBOOK).unwrap_err();
        assert!(matches!(error, ImportError::TooMuchText { .. }), "{error}");
        assert!(error.to_string().contains("512 MB"), "{error}");
    }

    #[test]
    fn a_small_archive_of_very_much_is_refused_early() {
        // One part of a megabyte, a hundred times.
        let mut one = ZipArchive::new(Cursor::new(with_shared(&" ".repeat(1 << 20)))).unwrap();
        let mut bomb = ZipWriter::new(Cursor::new(Vec::new()));
        bomb.raw_copy_file(one.by_index_raw(0).unwrap()).unwrap();
        for part in 0..100 {
            bomb.raw_copy_file_rename(one.by_index_raw(1).unwrap(), format!("xl/{part}.xml")).unwrap();
        }
        let bomb = bomb.finish().unwrap().into_inner();
        assert!(bomb.len() < 1 << 18, "{}", bomb.len());
        assert!(matches!(guarded(&bomb, LARGEST_WORKBOOK), Err(ImportError::TooDense { .. })));
    }

    #[test]
    fn a_text_that_does_not_end_is_refused() {
        let long = with_shared(&format!("<si><t>{}</t></si>", "x".repeat(9 << 20)));
        assert!(matches!(guarded(&long, LARGEST_WORKBOOK), Err(ImportError::TooMuchText { .. })));
    }
}
