//! Rows of cells, whatever the file is: text with separators, a workbook of Excel, new or old, an OpenDocument
//! spreadsheet, a list of objects, columns of Parquet or layers of a GeoPackage. Cells are text; what they mean is for the
//! sources to know.
//!
//! A table is gone through from top to bottom, as often as needed, one row in memory at a time. Rows whose cells are
//! all empty are no rows and are passed over, as a spreadsheet would show them.

mod batches;
mod columnar;
mod document;
mod gathered;
pub(crate) mod header;
mod layers;
mod line;
mod objects;
mod old_workbook;
mod plain;
mod separated;
mod sheets;
mod tops;
mod workbook;

use crate::error::ImportError;
use crate::inspect::{Format, Inspected};
use crate::limits::{MOST_AT_THE_TOP, MOST_ROWS, not_too_many};
use crate::report::Note;
use batches::Out;
use header::{Header, Likeness};
use sheets::Sheets;
use std::ops::ControlFlow;
use std::path::Path;

pub(crate) use batches::{Batch, Record};
pub(crate) use header::Columns;
pub(crate) use line::{Fault, Line, is_error, shown};
pub(crate) use workbook::Serial;
pub(crate) use workbook::xml::{XmlError, cut_short, events, letter};

/// Rows in which a header is looked for.
const TOP_ROWS: usize = 200;

/// What to do with each row.
pub(crate) type Visit<'a> = dyn FnMut(&Line<'_>) -> Result<ControlFlow<()>, ImportError> + 'a;

/// A file opened as a table.
pub(crate) struct Table {
    file: TableFile,
    /// Columns in which an empty cell means the text above it.
    down: Vec<usize>,
}

enum TableFile {
    Separated(separated::Separated),
    Workbook(Box<workbook::Workbook>),
    Document(Box<document::Document>),
    Objects(objects::Objects),
    OldWorkbook(Box<old_workbook::OldWorkbook>),
    Columnar(Box<columnar::Columnar>),
    Layers(Box<layers::Layers>),
}

impl TableFile {
    /// Goes through all rows.
    fn each(&mut self, visit: &mut Visit<'_>) -> Result<(), ImportError> {
        match self {
            Self::Separated(table) => table.each(visit),
            Self::Workbook(workbook) => workbook.each(visit),
            Self::Document(document) => document.each(visit),
            Self::Objects(objects) => objects.each(visit),
            Self::OldWorkbook(workbook) => workbook.each(visit),
            Self::Columnar(columns) => columns.each(visit),
            Self::Layers(layers) => layers.each(visit),
        }
    }

    /// Its sheets; a text table has none.
    fn sheets(&self) -> Option<&Sheets> {
        match self {
            Self::Separated(_) | Self::Objects(_) | Self::Columnar(_) => None,
            Self::OldWorkbook(workbook) => Some(&workbook.sheets),
            Self::Layers(layers) => Some(&layers.sheets),
            Self::Workbook(workbook) => Some(&workbook.sheets),
            Self::Document(document) => Some(&document.sheets),
        }
    }

    fn sheets_mut(&mut self) -> Option<&mut Sheets> {
        match self {
            Self::Separated(_) | Self::Objects(_) | Self::Columnar(_) => None,
            Self::OldWorkbook(workbook) => Some(&mut workbook.sheets),
            Self::Layers(layers) => Some(&mut layers.sheets),
            Self::Workbook(workbook) => Some(&mut workbook.sheets),
            Self::Document(document) => Some(&mut document.sheets),
        }
    }
}

/// Copies the rows into batches, with the empty cells filled that mean the text above them.
fn copied(file: &mut TableFile, mut down: plain::Down, after: u64, mut out: Out) -> Result<(), ImportError> {
    let mut batch = out.fresh();
    let mut taken = true;
    let read = file.each(&mut |line| {
        let meant = plain::meant(line.cells);
        let cells = meant.as_ref().unwrap_or(line.cells);
        if line.row <= after || (Line { cells, ..*line }).is_blank() {
            return Ok(ControlFlow::Continue(()));
        }
        let filled = down.filled(cells, line.faults);
        batch.room().copy(&Line { cells: filled.as_ref().unwrap_or(cells), ..*line });
        batch.keep();
        if batch.is_full() {
            let fresh = out.fresh();
            taken = out.send(std::mem::replace(&mut batch, fresh));
        }
        Ok(if taken { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    });
    if taken {
        out.send(batch);
    }
    read
}

impl Table {
    /// Opens an inspected file.
    pub(crate) fn open(path: &Path, inspected: &Inspected) -> Result<Self, ImportError> {
        let file = match inspected.format {
            Format::Csv => TableFile::Separated(separated::Separated::new(path, inspected)),
            Format::Xlsx => TableFile::Workbook(Box::new(workbook::Workbook::open(path, inspected.bytes)?)),
            Format::Ods => TableFile::Document(Box::new(document::Document::open(path, inspected.bytes)?)),
            Format::Json => TableFile::Objects(objects::Objects::open(path, inspected)?),
            Format::Xls => {
                TableFile::OldWorkbook(Box::new(old_workbook::OldWorkbook::open(path, inspected.bytes)?))
            }
            Format::Parquet => {
                TableFile::Columnar(Box::new(columnar::Columnar::open(path, inspected.bytes)?))
            }
            Format::GeoPackage => TableFile::Layers(Box::new(layers::Layers::open(path, inspected.bytes)?)),
        };
        Ok(Self { file, down: Vec::new() })
    }

    /// From now on an empty cell in these columns means the text above it.
    pub(crate) fn fill_down(&mut self, columns: &[String], header: &Header) -> Result<(), ImportError> {
        let places = columns.iter().map(|column| Columns::place(column, &header.names));
        self.down = places.collect::<Result<_, _>>()?;
        Ok(())
    }

    /// How bare numbers in this file stand for dates, if they do.
    pub(crate) fn serial(&self) -> Option<Serial> {
        match &self.file {
            TableFile::Workbook(workbook) => Some(workbook.serial()),
            TableFile::OldWorkbook(workbook) => Some(workbook.serial()),
            _ => None,
        }
    }

    /// Goes through the rows below `after`, their cells as they were meant.
    pub(crate) fn each(&mut self, after: u64, visit: &mut Visit<'_>) -> Result<(), ImportError> {
        let mut rows = 0;
        let mut down = plain::Down::of(&self.down);
        let mut below = |line: &Line<'_>| {
            if line.row <= after {
                return Ok(ControlFlow::Continue(()));
            }
            let meant = plain::meant(line.cells);
            let cells = meant.as_ref().unwrap_or(line.cells);
            if (Line { cells, ..*line }).is_blank() {
                return Ok(ControlFlow::Continue(()));
            }
            rows += 1;
            not_too_many(rows, MOST_ROWS)?;
            match down.filled(cells, line.faults) {
                Some(cells) => visit(&Line { cells: &cells, ..*line }),
                None => visit(&Line { cells, ..*line }),
            }
        };
        self.file.each(&mut below)
    }

    /// Goes through the rows below `after` in batches: `work` looks at each on any processor, and what it found is handed
    /// on in the order of the rows. [`Batch::each`] goes through the rows, their cells as they were meant.
    pub(crate) fn each_batch<B: Send>(
        &mut self,
        after: u64,
        work: &(impl Fn(&Batch) -> B + Sync),
        take: &mut dyn FnMut(&mut B) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let columns = &self.down;
        let read = |out: Out| match &mut self.file {
            TableFile::Separated(table) if columns.is_empty() => table.read(after, out),
            file => copied(file, plain::Down::of(columns), after, out),
        };
        batches::in_order(read, work, take)
    }

    /// Finds the header: on the given row, or else where the columns are. In a workbook all sheets are searched
    /// unless one is named; the sheet is then the one that [`Table::each`] reads. Where several sheets have the
    /// columns, somebody must say which one is meant.
    pub(crate) fn header(
        &mut self,
        likeness: &dyn Likeness,
        sheet: Option<&str>,
        row: Option<u64>,
    ) -> Result<Header, ImportError> {
        let sheets = match self.file.sheets_mut() {
            None => vec![0],
            Some(sheets) => sheets.candidates(sheet)?,
        };
        let mut best: Option<(usize, Header)> = None;
        let (mut whole, mut any) = (None, false);
        let mut complete = Vec::new();
        for sheet in sheets {
            self.choose(sheet, None)?;
            let top = self.top(row)?;
            any |= !top.is_empty();
            let Some((score, header)) = header::find(&top, likeness, row) else {
                continue;
            };
            if score == likeness.full() {
                let filled = top.last().is_some_and(|(last, _)| *last > header.row);
                complete.push((sheet, header, filled));
                continue;
            }
            let mut lines = top.iter().map(|(_, cells)| cells.join(","));
            whole = whole.or_else(|| lines.find(|line| score == 0 && likeness.within(line)));
            if best.as_ref().is_none_or(|(least, _)| score > *least) {
                best = Some((score, header));
            }
        }
        if !complete.is_empty() {
            return self.chosen(complete);
        }
        Err(match (whole, best, &self.file) {
            (Some(line), _, TableFile::Separated(_)) => ImportError::OneColumn { found: shown(&line) },
            (_, Some((0, header)), _) => header.without_data(likeness.complaint(&header.names)),
            (_, Some((_, header)), _) => likeness.complaint(&header.names),
            (_, None, _) => match row.filter(|_| any) {
                Some(row) => ImportError::NoSuchRow { row },
                None => ImportError::Empty { file: self.name() },
            },
        })
    }

    /// The one sheet that is read, of those that have all columns: it is shown, and has rows.
    fn chosen(&mut self, mut complete: Vec<(usize, Header, bool)>) -> Result<Header, ImportError> {
        if self.searched_several() {
            let name = |number: usize| self.named(number);
            if complete.iter().all(|(sheet, _, _)| name(*sheet).1) {
                let sheet = name(complete[0].0).0;
                return Err(ImportError::HiddenSheet { sheet });
            }
            complete.retain(|(sheet, _, _)| !name(*sheet).1);
            if complete.iter().any(|(_, _, filled)| *filled) {
                complete.retain(|(_, _, filled)| *filled);
            }
            if complete.len() > 1 {
                let found = complete.iter().map(|(sheet, _, _)| name(*sheet).0).collect();
                return Err(ImportError::SeveralSheets { found });
            }
        }
        let Some((sheet, header, _)) = complete.into_iter().next() else {
            return Err(ImportError::Empty { file: self.name() });
        };
        self.choose(sheet, Some(&header))?;
        Ok(header)
    }

    fn choose(&mut self, sheet: usize, header: Option<&Header>) -> Result<(), ImportError> {
        match &mut self.file {
            TableFile::Separated(_) | TableFile::Objects(_) | TableFile::Columnar(_) => Ok(()),
            TableFile::OldWorkbook(workbook) => workbook.choose(sheet, header),
            TableFile::Layers(layers) => {
                layers.choose(sheet, header.is_some());
                Ok(())
            }
            TableFile::Workbook(workbook) => workbook.choose(sheet, header),
            TableFile::Document(document) => document.choose(sheet, header),
        }
    }

    /// The first rows that are not empty, as far as the given one at least.
    fn top(&mut self, to: Option<u64>) -> Result<Vec<(u64, Vec<String>)>, ImportError> {
        let mut top = Vec::new();
        let mut text = 0;
        self.each(0, &mut |line| {
            text += line.cells.as_slice().len() + line.cells.len();
            // The given row and those beside it are enough of a long beginning.
            if top.len() < TOP_ROWS || to.is_some_and(|to| line.row + 1 >= to) {
                top.push((
                    line.row,
                    (0..line.cells.len()).map(|column| line.cell(column).to_owned()).collect(),
                ));
            }
            let enough =
                (top.len() >= TOP_ROWS || text > MOST_AT_THE_TOP) && to.is_none_or(|to| line.row > to);
            Ok(if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(top)
    }

    fn name(&self) -> String {
        match &self.file {
            TableFile::Separated(table) => table.name(),
            TableFile::Objects(objects) => objects.name(),
            TableFile::OldWorkbook(workbook) => workbook.name(),
            TableFile::Columnar(columns) => columns.name(),
            TableFile::Layers(layers) => layers.name(),
            TableFile::Workbook(workbook) => workbook.name(),
            TableFile::Document(document) => document.name(),
        }
    }

    /// Whether sheets were searched, and there are several.
    fn searched_several(&self) -> bool {
        self.file.sheets().is_some_and(Sheets::searched_several)
    }

    /// Name of a sheet, and whether it is hidden.
    fn named(&self, sheet: usize) -> (String, bool) {
        self.file.sheets().map(|sheets| sheets.sheet(sheet)).unwrap_or_default()
    }

    /// The name of the sheet that is read; a text table has none.
    pub(crate) fn sheet(&self) -> Option<String> {
        self.file.sheets().map(|sheets| sheets.sheet(sheets.chosen()).0)
    }

    /// What to tell of the file before its rows: letters that were guessed, a header further down, and its sheets.
    pub(crate) fn notes_of_file(&self, inspected: &Inspected, header: &Header) -> Vec<Note> {
        let guessed = Note::EncodingGuessed { encoding: inspected.encoding.to_owned() };
        let mut notes: Vec<Note> = inspected.guessed.then_some(guessed).into_iter().collect();
        notes.extend((header.row > 1).then_some(Note::HeaderFound { row: header.row }));
        notes.extend(self.notes());
        notes
    }

    /// What to tell of the sheets: which one was chosen among several, and which sheets and rows nobody sees.
    pub(crate) fn notes(&self) -> Vec<Note> {
        let Some((rows, sheets)) = self.file.sheets().map(|sheets| (sheets.hidden_rows, sheets.hidden()))
        else {
            return Vec::new();
        };
        let hidden_rows = (rows > 0).then_some(Note::HiddenRows { rows });
        let chosen = self.sheet().filter(|_| self.searched_several());
        let hidden_sheets = || (!sheets.is_empty()).then(|| Note::HiddenSheets { sheets: sheets.join(", ") });
        let of_sheets = chosen.map(|sheet| [Some(Note::SheetChosen { sheet }), hidden_sheets()]);
        hidden_rows.into_iter().chain(of_sheets.into_iter().flatten().flatten()).collect()
    }
}
