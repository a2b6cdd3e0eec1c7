//! Rows of a table in a file of SQLite, read and nothing else.
//!
//! A GeoPackage is a stranger's database. Opening it with an engine would run what it brings (views, triggers, virtual
//! tables), and the engine of the house belongs to its casework. So the pages of the one table that is asked for are read as
//! the file format lays them out (<https://www.sqlite.org/fileformat2.html>, sections 1.3, 1.5, 1.6 and 2.1). Every number of
//! the file is looked at before it is used: any bytes give rows or an error. Left out: indexes, tables without row ids, and
//! a write-ahead log that lies beside the file.

use std::ops::Range;

/// How a file of SQLite begins.
pub(crate) const MAGIC: &[u8] = b"SQLite format 3\0";
/// Levels of a tree; one of a full disk has fewer.
const DEEPEST: usize = 20;
/// Tables of a file, and columns of one: what SQLite itself gives a table.
const MOST_TABLES: usize = 10_000;
const MOST_COLUMNS: usize = 2_000;
/// Cells that a file may have for each of its bytes. A row from before a column was added has fewer bytes than columns.
const CELLS_PER_BYTE: usize = 16;
/// Root page of the table of all tables.
const SCHEMA: u32 = 1;
/// Bytes of the file's own head, before the head of its first page.
const HEAD: usize = 100;

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Nothing,
    Whole(i64),
    Number(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Cell {
    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn whole(&self) -> Option<i64> {
        if let Self::Whole(number) = self { Some(*number) } else { None }
    }
}

/// A table with the names of its columns.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    /// The column that stands for the row's id, which its record leaves empty.
    id: Option<usize>,
    root: u32,
}

impl Table {
    /// The place of a column.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.eq_ignore_ascii_case(name))
    }
}

/// A file.
pub(crate) struct Database<'a> {
    bytes: &'a [u8],
    page: usize,
    usable: usize,
    /// How texts are stored.
    letters: &'static encoding_rs::Encoding,
}

/// What may still be read of a file.
struct Left {
    pages: usize,
    bytes: usize,
}

impl<'a> Database<'a> {
    /// The file of these bytes, if it is one.
    pub(crate) fn of(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(MAGIC) || bytes.len() < HEAD {
            return None;
        }
        let page = match u16::from_be_bytes([bytes[16], bytes[17]]) {
            1 => 65_536,
            size => usize::from(size),
        };
        let usable = page.checked_sub(usize::from(bytes[20]))?;
        if !page.is_power_of_two() || !(512..=65_536).contains(&page) || usable < 480 {
            return None;
        }
        let letters = match bytes[59] {
            2 => encoding_rs::UTF_16LE,
            3 => encoding_rs::UTF_16BE,
            _ => encoding_rs::UTF_8,
        };
        Some(Self { bytes, page, usable, letters })
    }

    /// Every table; `None` where the file is damaged.
    pub(crate) fn tables(&self) -> Option<Vec<Table>> {
        let mut tables = Vec::new();
        self.walk(SCHEMA, 0, &mut self.once(), &mut |_, record| {
            let cells = self.cells(record)?;
            let [kind, name, _, root, sql] = cells.get(..5)? else { return None };
            if kind.text() == Some("table")
                && let (Some(name), Some(root), Some(sql)) = (name.text(), root.whole(), sql.text())
            {
                let (columns, id) = columns(sql);
                let root = u32::try_from(root).ok()?;
                if tables.len() >= MOST_TABLES || columns.len() > MOST_COLUMNS {
                    return None;
                }
                tables.push(Table { name: name.to_owned(), columns, id, root });
            }
            Some(())
        })?;
        Some(tables)
    }

    /// Hands over every row of a table, as many cells as it has columns. `None` where the file is damaged, or where whoever
    /// takes them has none.
    pub(crate) fn rows(&self, table: &Table, each: &mut dyn FnMut(Vec<Cell>) -> Option<()>) -> Option<()> {
        // However short its rows are, every one has all columns in memory.
        let mut left = self.bytes.len().saturating_mul(CELLS_PER_BYTE);
        self.walk(table.root, 0, &mut self.once(), &mut |row, record| {
            let mut cells = self.cells(record)?;
            left = left.checked_sub(table.columns.len())?;
            // Columns that were added later lack in rows from before.
            cells.resize(table.columns.len(), Cell::Nothing);
            if let Some(cell) = table.id.and_then(|id| cells.get_mut(id)) {
                *cell = Cell::Whole(row);
            }
            each(cells)
        })
    }

    /// How much may be read until something must have been read twice.
    fn once(&self) -> Left {
        Left { pages: self.bytes.len() / self.page + 1, bytes: self.bytes.len() }
    }

    fn page(&self, number: u32) -> Option<&'a [u8]> {
        let start = (usize::try_from(number).ok()?.checked_sub(1)?).checked_mul(self.page)?;
        self.bytes.get(start..start.checked_add(self.page)?)
    }

    /// Goes through a tree of pages in the order of its rows.
    fn walk(
        &self,
        number: u32,
        depth: usize,
        left: &mut Left,
        each: &mut dyn FnMut(i64, &[u8]) -> Option<()>,
    ) -> Option<()> {
        left.pages = left.pages.checked_sub(1)?;
        if depth > DEEPEST {
            return None;
        }
        let page = self.page(number)?;
        let head = if number == SCHEMA { HEAD } else { 0 };
        let kind = *page.get(head)?;
        let cells = usize::from(short(page, head + 3)?);
        let first = head + if kind == 0x05 { 12 } else { 8 };
        for place in 0..cells {
            let cell = usize::from(short(page, first + 2 * place)?);
            match kind {
                0x05 => self.walk(long(page, cell)?, depth + 1, left, each)?,
                0x0d => {
                    let (length, at) = varint(page, cell)?;
                    let (row, at) = varint(page, at)?;
                    let length = usize::try_from(length).ok()?;
                    // No byte of a sound file belongs to two rows.
                    left.bytes = left.bytes.checked_sub(length)?;
                    each(row, &self.payload(page, at, length)?)?;
                }
                _ => return None,
            }
        }
        if kind == 0x05 { self.walk(long(page, head + 8)?, depth + 1, left, each) } else { Some(()) }
    }

    /// A record, with what of it lies on further pages.
    fn payload(&self, page: &[u8], at: usize, length: usize) -> Option<Vec<u8>> {
        if length > self.bytes.len() {
            return None;
        }
        let most = self.usable - 35;
        let local = if length <= most {
            length
        } else {
            let least = (self.usable - 12) * 32 / 255 - 23;
            let fits = least + (length - least) % (self.usable - 4);
            if fits <= most { fits } else { least }
        };
        let mut payload = page.get(at..at.checked_add(local)?)?.to_vec();
        if local == length {
            return Some(payload);
        }
        payload.reserve(length - local);
        let mut next = long(page, at + local)?;
        while payload.len() < length {
            let page = self.page(next)?;
            let take = (length - payload.len()).min(self.usable - 4);
            payload.extend_from_slice(page.get(4..4 + take)?);
            next = long(page, 0)?;
        }
        Some(payload)
    }

    /// The values of a record.
    fn cells(&self, record: &[u8]) -> Option<Vec<Cell>> {
        let (head, mut at) = varint(record, 0)?;
        let head = usize::try_from(head).ok()?;
        let mut values = head;
        let mut cells = Vec::new();
        while at < head {
            let (kind, next) = varint(record, at)?;
            let size = size_of(kind)?;
            let value = record.get(values..values.checked_add(size)?)?;
            cells.push(self.cell(kind, value)?);
            (at, values) = (next, values + size);
        }
        Some(cells)
    }

    fn cell(&self, kind: i64, value: &[u8]) -> Option<Cell> {
        Some(match kind {
            0 => Cell::Nothing,
            1..=6 => Cell::Whole(whole(value)),
            7 => Cell::Number(f64::from_be_bytes(value.try_into().ok()?)),
            8 => Cell::Whole(0),
            9 => Cell::Whole(1),
            kind if kind % 2 == 0 => Cell::Bytes(value.to_vec()),
            _ => Cell::Text(self.letters.decode_without_bom_handling(value).0.into_owned()),
        })
    }
}

/// Bytes of a value of this kind.
fn size_of(kind: i64) -> Option<usize> {
    match kind {
        0 | 8 | 9 => Some(0),
        1..=4 => usize::try_from(kind).ok(),
        5 => Some(6),
        6 | 7 => Some(8),
        12.. => usize::try_from((kind - 12) / 2).ok(),
        _ => None,
    }
}

/// A signed number of up to eight bytes, the highest first.
fn whole(bytes: &[u8]) -> i64 {
    let negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
    bytes.iter().fold(if negative { -1 } else { 0 }, |number, byte| (number << 8) | i64::from(*byte))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// A number of one to nine bytes, seven bits in each but the ninth, and where it ends.
fn varint(bytes: &[u8], at: usize) -> Option<(i64, usize)> {
    let mut number = 0_i64;
    for place in 0..8 {
        let byte = *bytes.get(at.checked_add(place)?)?;
        number = (number << 7) | i64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, at + place + 1));
        }
    }
    let last = *bytes.get(at.checked_add(8)?)?;
    Some(((number << 8) | i64::from(last), at + 9))
}

/// The names of the columns that a statement makes, and which of them is the row's id.
fn columns(sql: &str) -> (Vec<String>, Option<usize>) {
    let (mut columns, mut id) = (Vec::new(), None);
    for part in parts(sql) {
        let text = part.trim_start();
        let (name, rest) = match text.chars().next() {
            Some(quote @ ('"' | '`' | '\'')) => quoted(text, quote),
            Some('[') => quoted(text, ']'),
            _ => text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())),
        };
        let constraint = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
        if name.is_empty() || constraint.iter().any(|word| text.to_ascii_uppercase().starts_with(word)) {
            continue;
        }
        let kind = rest.to_ascii_uppercase();
        if kind.trim_start().starts_with("INTEGER") && kind.contains("PRIMARY KEY") {
            id = Some(columns.len());
        }
        columns.push(name.to_owned());
    }
    (columns, id)
}

/// A name in quotation marks, and what follows it.
fn quoted(text: &str, end: char) -> (&str, &str) {
    let inner = text.get(1..).unwrap_or_default();
    inner.split_once(end).unwrap_or((inner, ""))
}

/// What stands between the commas inside the outermost brackets of a statement.
fn parts(sql: &str) -> Vec<&str> {
    let inside = |open: usize| -> Range<usize> { open + 1..sql.rfind(')').unwrap_or(sql.len()) };
    let Some(body) = sql.find('(').and_then(|open| sql.get(inside(open))) else {
        return Vec::new();
    };
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0_u32, None);
    for (at, sign) in body.char_indices() {
        if let Some(end) = quote {
            quote = Some(end).filter(|end| *end != sign);
            continue;
        }
        match sign {
            '"' | '\'' | '`' => quote = Some(sign),
            '[' => quote = Some(']'),
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&body[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&body[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_in_every_way() {
        let sql = "CREATE TABLE \"t\" ( \"fid\" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, \"geom\" MULTIPOLYGON, \
                   [namn, kort] TEXT(20), `a` DECIMAL(10, 2) DEFAULT (1), plain, UNIQUE (plain, a), \
                   CONSTRAINT x CHECK (plain <> ','))";
        let (names, id) = columns(sql);
        assert_eq!(names, ["fid", "geom", "namn, kort", "a", "plain"]);
        assert_eq!(id, Some(0));
        assert_eq!(columns("CREATE TABLE nothing").0.len(), 0);
    }

    #[test]
    fn numbers_are_as_the_format_has_them() {
        assert_eq!(varint(&[0x7f], 0), Some((127, 1)));
        assert_eq!(varint(&[0x81, 0x00], 0), Some((128, 2)));
        assert_eq!(varint(&[0xff; 9], 0), Some((-1, 9)));
        assert_eq!(varint(&[0xff; 8], 0), None);
        assert_eq!([whole(&[0xff]), whole(&[0x01, 0x00]), whole(&[0xff, 0xfe])], [-1, 256, -2]);
    }
}
