//! The cells of one sheet of an old workbook. Programs write them in the order of the rows, or in the order in which
//! somebody filled them in; where they stand is looked up once, and then they come row by row.

use super::book::Book;
use super::container::{long, short};
use super::records::{CutShort, Pieces, Record, Records, number, packed};
use crate::table::Fault;
use crate::table::gathered::{Cell, Range};
use crate::table::workbook::{MOST_COLUMNS, Shown, number_text};
use std::collections::{BTreeSet, VecDeque};

/// Kinds of records.
const BEGINNING: u16 = 0x0809;
const END: u16 = 0x000a;
const FORMULA: u16 = 0x0006;
const STRING: u16 = 0x0207;
const LABEL: u16 = 0x0204;
const RICH: u16 = 0x00d6;
const SHARED: u16 = 0x00fd;
const NUMBER: u16 = 0x0203;
const PACKED: u16 = 0x027e;
const SEVERAL: u16 = 0x00bd;
const TRUTH: u16 = 0x0205;
const ROW: u16 = 0x0208;
const MERGED: u16 = 0x00e5;
/// Between a formula and its text: a formula that others share, an array, a table.
const BESIDE: [u16; 3] = [0x04bc, 0x0221, 0x0236];
/// The bit of a row that nobody sees.
const HIDDEN: u16 = 0x0020;
/// Merged ranges that are kept in mind.
const MOST_RANGES: usize = 100_000;

/// What a sheet holds, and where.
#[derive(Default)]
pub(super) struct Layout {
    /// Row and place of each record with cells, by rows.
    cells: Vec<(u16, u32)>,
    /// Merged ranges that go down over several rows, from the top.
    pub(super) ranges: Vec<Range>,
    hidden: BTreeSet<u16>,
}

impl Layout {
    /// Goes through a sheet once. What is embedded in it, a diagram for instance, has cells that are not its own.
    pub(super) fn of(stream: &[u8], at: usize) -> Result<Self, CutShort> {
        let mut layout = Self::default();
        let mut records = Records::from(stream, at);
        if records.next()?.is_none_or(|first| first.kind != BEGINNING) {
            return Err(CutShort);
        }
        let mut depth = 1_u32;
        while depth > 0 {
            let record = records.next()?.ok_or(CutShort)?;
            match record.kind {
                BEGINNING => depth += 1,
                END => depth -= 1,
                _ if depth > 1 => {}
                FORMULA | LABEL | RICH | SHARED | NUMBER | PACKED | SEVERAL | TRUTH => {
                    let row = short(record.data, 0).ok_or(CutShort)?;
                    layout.cells.push((row, u32::try_from(record.at).map_err(|_| CutShort)?));
                }
                ROW => layout.hide(record)?,
                MERGED => layout.merge(record)?,
                _ => {}
            }
        }
        layout.cells.sort_by_key(|(row, _)| *row);
        layout.ranges.sort_by_key(|range| (range.first_row, range.first_column));
        Ok(layout)
    }

    /// Takes a row's record: whether people see it.
    fn hide(&mut self, record: Record<'_>) -> Result<(), CutShort> {
        let mut data = Pieces::of(record.data);
        let row = data.short()?;
        data.skip(10)?;
        if data.short()? & HIDDEN != 0 {
            self.hidden.insert(row);
        }
        Ok(())
    }

    fn merge(&mut self, record: Record<'_>) -> Result<(), CutShort> {
        let mut data = Pieces::of(record.data);
        for _ in 0..data.short()? {
            let [first_row, last_row] = [data.short()?, data.short()?].map(u32::from);
            let [first_column, last_column] = [data.short()?, data.short()?].map(u32::from);
            if last_row > first_row && self.ranges.len() < MOST_RANGES {
                self.ranges.push(Range { first_row, last_row, first_column, last_column });
            }
        }
        Ok(())
    }

    /// The last row with cells, from zero.
    pub(super) fn last(&self) -> u64 {
        self.cells.last().map_or(0, |(row, _)| (*row).into())
    }

    /// How many rows below the header nobody sees that hold something.
    pub(super) fn hidden_below(&self, header: u64) -> u64 {
        let mut rows: Vec<u16> = self.cells.iter().map(|(row, _)| *row).collect();
        rows.dedup();
        rows.iter().filter(|row| u64::from(**row) + 1 > header && self.hidden.contains(row)).count() as u64
    }
}

/// The cells of a sheet, one by one.
pub(super) struct Cells<'a> {
    stream: &'a [u8],
    book: &'a Book,
    left: std::slice::Iter<'a, (u16, u32)>,
    /// Further cells of the record that was read last.
    waiting: VecDeque<Cell>,
}

impl<'a> Cells<'a> {
    pub(super) fn of(stream: &'a [u8], book: &'a Book, layout: &'a Layout) -> Self {
        let waiting = VecDeque::new();
        Self { stream, book, left: layout.cells.iter(), waiting }
    }

    /// The next cell that holds something.
    pub(super) fn next(&mut self) -> Result<Option<Cell>, CutShort> {
        loop {
            if let Some(cell) = self.waiting.pop_front() {
                return Ok(Some(cell));
            }
            let Some((_, at)) = self.left.next() else { return Ok(None) };
            let mut records = Records::from(self.stream, usize::try_from(*at).map_err(|_| CutShort)?);
            let record = records.next()?.ok_or(CutShort)?;
            self.read(&mut records, record)?;
            self.waiting.retain(|cell| {
                cell.column < MOST_COLUMNS && !matches!(&cell.content, Ok(text) if text.is_empty())
            });
        }
    }

    fn read(&mut self, records: &mut Records<'a>, record: Record<'a>) -> Result<(), CutShort> {
        let data = record.data;
        let two = |at: usize| short(data, at).ok_or(CutShort);
        let (row, column) = (u32::from(two(0)?), u32::from(two(2)?));
        if record.kind == SEVERAL {
            // Pairs of a style and a number, and the last column.
            let pairs = data.get(4..data.len().saturating_sub(2)).ok_or(CutShort)?.chunks_exact(6);
            for (pair, column) in pairs.zip(column..) {
                let style = short(pair, 0).ok_or(CutShort)?;
                let content = Ok(self.number(packed(pair, 2).ok_or(CutShort)?, style));
                self.waiting.push_back(Cell { row, column, content });
            }
            return Ok(());
        }
        let style = two(4)?;
        let content = match record.kind {
            SHARED => {
                let place = usize::try_from(long(data, 6).ok_or(CutShort)?).map_err(|_| CutShort)?;
                // A number that points at no text is no text.
                Ok(self.book.strings.get(place).cloned().unwrap_or_default())
            }
            LABEL | RICH => {
                let mut text = records.whole(record)?;
                text.skip(6)?;
                Ok(text.text()?)
            }
            NUMBER => Ok(self.number(number(data, 6).ok_or(CutShort)?, style)),
            PACKED => Ok(self.number(packed(data, 6).ok_or(CutShort)?, style)),
            TRUTH => match *data.get(6..8).ok_or(CutShort)? {
                [value, 0] => Ok((value != 0).to_string()),
                [code, _] => Err(error(code)),
                _ => return Err(CutShort),
            },
            _ => self.result(records, data, style)?,
        };
        self.waiting.push_back(Cell { row, column, content });
        Ok(())
    }

    /// The result of a formula, as it was stored.
    fn result(
        &self,
        records: &mut Records<'a>,
        data: &[u8],
        style: u16,
    ) -> Result<Result<String, Fault>, CutShort> {
        let value: [u8; 8] = data.get(6..14).and_then(|value| value.try_into().ok()).ok_or(CutShort)?;
        let [kind, _, code, _, _, _, 0xff, 0xff] = value else {
            return Ok(Ok(self.number(f64::from_le_bytes(value), style)));
        };
        Ok(match kind {
            0 => Ok(following(records)?),
            1 => Ok((code != 0).to_string()),
            2 => Err(error(code)),
            _ => Ok(String::new()),
        })
    }

    /// A number as a text table would have it.
    fn number(&self, number: f64, style: u16) -> String {
        let shown = self.book.styles.get(usize::from(style)).copied().unwrap_or(Shown::Number);
        number_text(&number.to_string(), shown, self.book.serial)
    }
}

/// The text that stands behind a formula.
fn following(records: &mut Records<'_>) -> Result<String, CutShort> {
    while let Some(record) = records.next()? {
        match record.kind {
            STRING => return records.whole(record)?.text(),
            kind if BESIDE.contains(&kind) => {}
            _ => break,
        }
    }
    Ok(String::new())
}

/// An error as the sheet shows it (MS-XLS 2.5.10).
fn error(code: u8) -> Fault {
    let text = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2b => "#GETTING_DATA",
        _ => "#N/A",
    };
    Fault::Error(text.to_owned())
}
