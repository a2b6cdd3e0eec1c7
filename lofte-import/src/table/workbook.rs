//! XLSX workbooks, read row by row. Cells become the text that a text table would have had: dates as
//! `2023-05-01 13:45:00`, numbers with a decimal point.
//!
//! A workbook is a ZIP archive, and an archive may promise little and unpack to very much, so all of it is unpacked
//! once into nothing and counted before anything is understood. That also finds archives that are cut short.

use crate::bytes::{file_name, unreadable};
use crate::error::ImportError;
use crate::limits::{LARGEST_WORKBOOK, LONGEST_ROW, MOST_KEPT, MOST_PARTS, Tally, not_too_dense};
use crate::table::nearest::nearest;
use crate::table::{Line, Visit, package};
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use csv::StringRecord;
use jiff::Unit;
use jiff::civil::DateTime;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

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
    inner: Xlsx<BufReader<File>>,
    sheets: Vec<String>,
    sheet: usize,
    width: Option<usize>,
    searched: bool,
}

impl Workbook {
    pub(crate) fn open(path: &Path, bytes: u64) -> Result<Self, ImportError> {
        guard(path, LARGEST_WORKBOOK)?;
        let file = File::open(path).map_err(unreadable(path))?;
        let file = package::with_usual_names(file).map_err(|error| damaged(path, error))?;
        let inner = Xlsx::new(BufReader::new(file)).map_err(|error| damaged(path, error))?;
        let sheets = inner.sheet_names();
        if sheets.is_empty() {
            return Err(ImportError::Empty { file: file_name(path) });
        }
        Ok(Self { path: path.to_owned(), bytes, inner, sheets, sheet: 0, width: None, searched: false })
    }

    pub(crate) fn name(&self) -> String {
        match self.sheets.as_slice() {
            [_] => file_name(&self.path),
            sheets => sheets.get(self.sheet).cloned().unwrap_or_default(),
        }
    }

    pub(crate) fn serial(&self) -> Serial {
        if self.inner.has_1904_epoch() { Serial::From1904 } else { Serial::From1900 }
    }

    /// The sheets in which the header may be.
    pub(crate) fn candidates(&mut self, sheet: Option<&str>) -> Result<Vec<usize>, ImportError> {
        let Some(wanted) = sheet else {
            self.searched = true;
            return Ok((0..self.sheets.len()).collect());
        };
        let place = self.sheets.iter().position(|name| name.trim().eq_ignore_ascii_case(wanted.trim()));
        place.map(|place| vec![place]).ok_or_else(|| ImportError::UnknownSheet {
            sheet: wanted.to_owned(),
            found: self.sheets.clone(),
            nearest: nearest(wanted, &self.sheets),
        })
    }

    /// Reads this sheet from now on, and only as many columns as the header has.
    pub(crate) fn choose(&mut self, sheet: usize, width: Option<usize>) {
        self.sheet = sheet;
        self.width = width;
    }

    pub(crate) fn chosen_among_several(&self) -> Option<String> {
        if self.searched && self.sheets.len() > 1 { self.sheets.get(self.sheet).cloned() } else { None }
    }

    pub(crate) fn each(&mut self, visit: &mut Visit<'_>) -> Result<(), ImportError> {
        let Some(name) = self.sheets.get(self.sheet) else {
            return Ok(());
        };
        let (path, bytes, width) = (&self.path, self.bytes, self.width);
        let mut reader = match self.inner.worksheet_cells_reader(name) {
            Ok(reader) => reader,
            // A chart sheet has no cells.
            Err(XlsxError::WorksheetNotFound(_)) => return Ok(()),
            Err(error) => return Err(damaged(path, error)),
        };
        let last = u64::from(reader.dimensions().end.0).max(1);
        let mut row = Row::default();
        loop {
            let cell = reader.next_cell().map_err(|error| damaged(path, error))?;
            let next = cell.as_ref().map(calamine::Cell::get_position);
            if next.is_none_or(|(number, _)| number != row.number) && !row.cells.is_empty() {
                let done = bytes.saturating_mul(u64::from(row.number).min(last)) / last;
                let number = u64::from(row.number) + 1;
                let cells = row.taken(width);
                if visit(&Line { row: number, done, cells: &cells })?.is_break() {
                    return Ok(());
                }
            }
            let Some(cell) = cell else { return Ok(()) };
            let (number, column) = cell.get_position();
            row.number = number;
            row.put(column as usize, cell_text(cell.get_value()));
        }
    }
}

/// Cells of the row that is being read.
#[derive(Default)]
struct Row {
    number: u32,
    cells: Vec<String>,
}

impl Row {
    fn put(&mut self, column: usize, text: String) {
        // A cell may stand in column 16 384; only a filled one makes the row so wide.
        if text.is_empty() && column >= self.cells.len() {
            return;
        }
        if column >= self.cells.len() {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = text;
    }

    fn taken(&mut self, width: Option<usize>) -> StringRecord {
        if let Some(width) = width {
            self.cells.resize(width, String::new());
        }
        let record = StringRecord::from(std::mem::take(&mut self.cells));
        self.cells.clear();
        record
    }
}

fn cell_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::DateTime(time) => time_text(*time),
    }
}

/// A moment, or a clock time for less than a day.
fn time_text(time: ExcelDateTime) -> String {
    let number = time.as_f64();
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let small = |part: u8| i8::try_from(part).unwrap_or(0);
    let moment = DateTime::new(
        i16::try_from(year).unwrap_or(0),
        small(month),
        small(day),
        small(hour),
        small(minute),
        small(second),
        i32::from(milli) * 1_000_000,
    )
    .and_then(|moment| moment.round(Unit::Second));
    match moment {
        Ok(moment) if (0.0..1.0).contains(&number) => moment.strftime("%H:%M:%S").to_string(),
        Ok(moment) if time.is_datetime() && number >= 1.0 => moment.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        _ => number.to_string(),
    }
}

/// Refuses archives that are damaged or unpack to too much.
fn guard(path: &Path, limit: u64) -> Result<(), ImportError> {
    let file = File::open(path).map_err(unreadable(path))?;
    let packed = file.metadata().map_err(unreadable(path))?.len();
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(path, error))?;
    let file = || file_name(path);
    if archive.len() > MOST_PARTS {
        return Err(ImportError::TooManyParts { file: file(), parts: archive.len(), limit: MOST_PARTS });
    }
    if let Some(found) = package::other_than_a_workbook(&mut archive) {
        return Err(ImportError::NotATable { file: file(), found });
    }
    let (mut unpacked, mut kept) = (0, 0);
    for number in 0..archive.len() {
        let entry = archive.by_index(number).map_err(|error| damaged(path, error))?;
        let promised = entry.size().saturating_add(unpacked);
        if promised > limit {
            return Err(ImportError::TooLarge { file: file(), bytes: promised, limit, unpacked: true });
        }
        let (passes_by, is_text) = package::fate(&String::from_utf8_lossy(entry.name_raw()));
        let mut entry = entry.take(limit - unpacked + 1);
        let mut tally = Tally::default();
        // Piece by piece, so that what goes too far is found when it does.
        while io::copy(&mut entry.by_ref().take(PIECE), &mut tally).map_err(|error| damaged(path, error))? > 0
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
    Ok(())
}

fn damaged(path: &Path, error: impl std::error::Error + Send + Sync + 'static) -> ImportError {
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
        guard(file.path(), limit)
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
        let mut one = zip::ZipArchive::new(Cursor::new(with_shared(&" ".repeat(1 << 20)))).unwrap();
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
