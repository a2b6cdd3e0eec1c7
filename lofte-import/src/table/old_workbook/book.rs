//! What stands once for all sheets of an old workbook: their names, the shared texts, how numbers are shown, and on which
//! day numbers of days begin (MS-XLS 2.1.7.20.3).

use super::records::{CutShort, Pieces, Record, Records};
use crate::limits::MOST_KEPT;
use crate::table::workbook::{Serial, Shown, shown_by};
use std::collections::HashMap;

/// Bytes that a text costs beside its letters.
const COST: u64 = 24;

/// A sheet of cells.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// Where it begins in the stream.
    pub(super) at: usize,
}

/// What the cells refer to.
pub(super) struct Book {
    pub(super) parts: Vec<Part>,
    pub(super) strings: Vec<String>,
    pub(super) styles: Vec<Shown>,
    pub(super) serial: Serial,
}

/// Why a workbook is not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Its records do not hold together.
    Damaged,
    /// Behind a password.
    Locked,
    /// Of an Excel before 97.
    Older,
    /// Its shared texts are more than may be kept.
    TooMuchText,
}

impl From<CutShort> for Trouble {
    fn from(_: CutShort) -> Self {
        Self::Damaged
    }
}

impl Book {
    /// Reads the first part of the stream.
    pub(super) fn of(stream: &[u8]) -> Result<Self, Trouble> {
        let mut records = Records::from(stream, 0);
        let mut book =
            Self { parts: Vec::new(), strings: Vec::new(), styles: Vec::new(), serial: Serial::From1900 };
        let mut codes: HashMap<u16, String> = HashMap::new();
        let mut formats: Vec<u16> = Vec::new();
        let first = records.next()?.ok_or(Trouble::Damaged)?;
        match (first.kind, Pieces::of(first.data).short()?) {
            (0x0809, 0x0600) => {}
            (0x0809 | 0x0009 | 0x0209 | 0x0409, _) => return Err(Trouble::Older),
            _ => return Err(Trouble::Damaged),
        }
        loop {
            let Some(record) = records.next()? else { return Err(Trouble::Damaged) };
            match record.kind {
                0x000a => break,
                0x002f => return Err(Trouble::Locked),
                0x0022 if Pieces::of(record.data).short()? == 1 => book.serial = Serial::From1904,
                0x0085 => book.parts.extend(part(record)?),
                0x00e0 => {
                    let mut style = Pieces::of(record.data);
                    style.skip(2)?;
                    formats.push(style.short()?);
                }
                0x00fc => book.strings = shared(&mut records, record)?,
                0x041e => {
                    let mut code = records.whole(record)?;
                    codes.insert(code.short()?, code.text()?);
                }
                _ => {}
            }
        }
        let shown = |id: &u16| shown_by((*id).into(), codes.get(id).map(String::as_str));
        book.styles = formats.iter().map(shown).collect();
        Ok(book)
    }
}

/// A sheet of cells; nothing for a diagram or a sheet of macros.
fn part(record: Record<'_>) -> Result<Option<Part>, CutShort> {
    let mut data = Pieces::of(record.data);
    let (low, high, state) = (data.short()?, data.short()?, data.short()?);
    let name = data.short_text()?.replace('\0', "");
    let at = usize::try_from(u32::from(high) << 16 | u32::from(low)).map_err(|_| CutShort)?;
    Ok((state >> 8 == 0).then_some(Part { name, hidden: state & 3 != 0, at }))
}

/// The texts that cells point at by number.
fn shared<'a>(records: &mut Records<'a>, first: Record<'a>) -> Result<Vec<String>, Trouble> {
    let mut data = records.whole(first)?;
    // What it says of their number is not believed.
    data.skip(8)?;
    let (mut strings, mut kept) = (Vec::new(), 0_u64);
    while !data.is_at_end() {
        let text = data.text()?;
        kept += text.len() as u64 + COST;
        if kept > MOST_KEPT {
            return Err(Trouble::TooMuchText);
        }
        strings.push(text);
    }
    Ok(strings)
}
