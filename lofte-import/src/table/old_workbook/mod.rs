//! Workbooks of Excel 97 to 2003 (XLS, BIFF8), read as the new ones are: dates as `2023-05-01 13:45:00`, numbers with a decimal
//! point, merged cells below one another with the text of the first.
//!
//! The format keeps what belongs to a cell in several places of the file, so the file is in memory whole, and bounded. Its
//! records are read as the format lays them out (MS-XLS, MS-CFB), and every number of the file is looked at before it is used.
//! Left out: what formulas compute (their stored results are read), diagrams, and workbooks of Excel 5 and 95.

mod book;
mod container;
mod records;
mod sheet;

use crate::bytes::{file_name, unreadable};
use crate::error::{Found, ImportError};
use crate::limits::{LARGEST_OLD_WORKBOOK, MOST_KEPT};
use crate::table::Visit;
use crate::table::gathered::Of;
use crate::table::header::Header;
use crate::table::sheets::Sheets;
use crate::table::workbook::{Serial, not_too_many_sheets};
use book::{Book, Trouble};
use container::Container;
use records::CutShort;
use sheet::{Cells, Layout};
use std::path::{Path, PathBuf};

pub(crate) struct OldWorkbook {
    path: PathBuf,
    bytes: u64,
    stream: Vec<u8>,
    book: Book,
    pub(in crate::table) sheets: Sheets,
    /// Of the chosen sheet.
    layout: Layout,
    width: Option<usize>,
}

impl OldWorkbook {
    pub(crate) fn open(path: &Path, bytes: u64) -> Result<Self, ImportError> {
        let file = || file_name(path);
        if bytes > LARGEST_OLD_WORKBOOK {
            let limit = LARGEST_OLD_WORKBOOK;
            return Err(ImportError::TooLarge { file: file(), bytes, limit, unpacked: false });
        }
        let stream = stream(path)?;
        let book = Book::of(&stream).map_err(|trouble| match trouble {
            Trouble::Damaged => damaged(path),
            Trouble::Locked => ImportError::NotATable { file: file(), found: Found::LockedWorkbook },
            Trouble::Older => ImportError::NotATable { file: file(), found: Found::OldWorkbook },
            Trouble::TooMuchText => ImportError::TooMuchText { file: file(), megabytes: MOST_KEPT >> 20 },
        })?;
        if book.parts.is_empty() {
            return Err(ImportError::Empty { file: file() });
        }
        not_too_many_sheets(path, book.parts.len())?;
        let sheets = Sheets::of(book.parts.iter().map(|part| (part.name.clone(), part.hidden)).collect());
        let (path, layout, width) = (path.to_owned(), Layout::default(), None);
        let mut workbook = Self { path, bytes, stream, book, sheets, layout, width };
        workbook.choose(0, None)?;
        Ok(workbook)
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
        if let Some(part) = self.book.parts.get(sheet) {
            self.layout = Layout::of(&self.stream, part.at).map_err(|CutShort| damaged(&self.path))?;
        }
        // Only below a header is it known which cells a merged one stands for.
        let Some(header) = header else {
            self.layout.ranges.clear();
            return Ok(());
        };
        self.sheets.hidden_rows = self.layout.hidden_below(header.row);
        Ok(())
    }

    pub(crate) fn each(&mut self, visit: &mut Visit<'_>) -> Result<(), ImportError> {
        let (path, layout) = (&self.path, &self.layout);
        let mut cells = Cells::of(&self.stream, &self.book, layout);
        let (bytes, last, width) = (self.bytes, layout.last(), self.width);
        let of = Of { path, bytes, last, width, ranges: &layout.ranges };
        of.rows(|| cells.next().map_err(|CutShort| damaged(path)), visit)
    }
}

/// The stream that is the workbook.
fn stream(path: &Path) -> Result<Vec<u8>, ImportError> {
    let bytes = std::fs::read(path).map_err(unreadable(path))?;
    let container = Container::of(&bytes).ok_or_else(|| damaged(path))?;
    let other = [
        ("Workbook", None),
        ("Book", Some(Found::OldWorkbook)),
        ("EncryptedPackage", Some(Found::LockedWorkbook)),
        ("WordDocument", Some(Found::TextDocument)),
        ("PowerPoint Document", Some(Found::Presentation)),
    ];
    match other.into_iter().find(|(name, _)| container.has(name)) {
        Some((name, None)) => container.stream(name).ok_or_else(|| damaged(path)),
        Some((_, Some(found))) => Err(ImportError::NotATable { file: file_name(path), found }),
        None => Err(ImportError::NotATable { file: file_name(path), found: Found::Binary }),
    }
}

fn damaged(path: &Path) -> ImportError {
    ImportError::Damaged { file: file_name(path), source: Box::new(CutShort) }
}
