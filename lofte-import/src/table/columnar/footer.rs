//! What a Parquet file says of itself, held against the file before anybody believes it: its description at the end, and the
//! head of every page (<https://github.com/apache/parquet-format>, `parquet.thrift`).
//!
//! The library that reads the rows asks for as much memory as a head claims. So a page that claims to unpack to more than any
//! does, or lies beyond its column, is found here. What is in the pages is for that library.

use super::Trouble;
use super::thrift::{Kind, Value, Walk};
use crate::limits::LARGEST_FILE;
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// How a file begins and ends; one that is encrypted altogether ends otherwise.
const MAGIC: &[u8] = b"PAR1";
const ENCRYPTED: &[u8] = b"PARE";
/// Largest description.
const LARGEST: u64 = 32 << 20;
/// What a page may unpack to: programs stop at a megabyte, and some at a hundred.
const LARGEST_PAGE: i64 = 128 << 20;
/// Bytes that are read for the head of a page at first, and at most: it may hold the least and greatest text.
const HEAD: usize = 1 << 10;
const LONGEST_HEAD: usize = 1 << 24;
/// Texts whose lengths stand apart are as many as a page claims, and so they are not read.
const LENGTHS_APART: [(i64, &str); 2] = [(6, "DELTA_LENGTH_BYTE_ARRAY"), (7, "DELTA_BYTE_ARRAY")];

/// A column as the file describes it.
#[derive(Debug, Default)]
pub(super) struct Described {
    pub(super) name: String,
    /// Whether it has parts, or several values in a row.
    pub(super) nested: bool,
    /// Bytes of each value, where all have as many.
    pub(super) length: i64,
}

/// The columns that a file describes. `bytes` is its size.
pub(super) fn columns(file: &mut File, bytes: u64) -> Result<Vec<Described>, Trouble> {
    let mut end = [0; 8];
    if bytes < 12 {
        return Err(Trouble::Damaged);
    }
    file.seek(SeekFrom::End(-8))?;
    file.read_exact(&mut end)?;
    let [first, second, third, fourth, magic @ ..] = end;
    match magic.as_slice() {
        MAGIC => {}
        ENCRYPTED => return Err(Trouble::Encrypted),
        _ => return Err(Trouble::Damaged),
    }
    let length = u64::from(u32::from_le_bytes([first, second, third, fourth]));
    if length > LARGEST || length + 12 > bytes {
        return Err(Trouble::Damaged);
    }
    file.seek(SeekFrom::Start(bytes - 8 - length))?;
    let mut description = Vec::new();
    file.take(length).read_to_end(&mut description)?;
    described(&description)
}

fn described(description: &[u8]) -> Result<Vec<Described>, Trouble> {
    let (mut schema, mut encrypted) = (Vec::new(), false);
    let mut walk = Walk::of(description);
    let through = walk.fields(
        0,
        &mut |walk, field, kind| {
            encrypted |= field == 8;
            if (field, kind) != (2, Kind::List) {
                return Some(false);
            }
            let (length, of) = walk.list()?;
            for _ in 0..length {
                schema.push(element(walk, of)?);
            }
            Some(true)
        },
        &mut |_, _| (),
    );
    if encrypted {
        return Err(Trouble::Encrypted);
    }
    through.ok_or(Trouble::Damaged)?;
    let mut schema = schema.into_iter();
    let (_, below) = schema.next().ok_or(Trouble::Damaged)?;
    let columns: Vec<(Described, i64)> = schema.collect();
    if let Some((nested, _)) = columns.iter().find(|(column, _)| column.nested) {
        return Err(Trouble::Nested { column: nested.name.clone() });
    }
    if usize::try_from(below).ok() != Some(columns.len()) {
        return Err(Trouble::Damaged);
    }
    Ok(columns.into_iter().map(|(column, _)| column).collect())
}

/// An element of the schema, and how many lie below it.
fn element(walk: &mut Walk<'_>, of: Kind) -> Option<(Described, i64)> {
    if of != Kind::Structure {
        return None;
    }
    let (mut column, mut below, mut repeated) = (Described::default(), 0, false);
    walk.fields(1, &mut |_, _, _| Some(false), &mut |field, value| match (field, value) {
        (2, Value::Whole(length)) => column.length = length,
        (3, Value::Whole(how)) => repeated = how == 2,
        (4, Value::Bytes(name)) => column.name = String::from_utf8_lossy(name).into_owned(),
        (5, Value::Whole(count)) => below = count,
        _ => {}
    })?;
    column.nested = below != 0 || repeated;
    Some((column, below))
}

/// Goes through the heads of all pages of a file of so many bytes; tells what they unpack to together, or more than is taken.
pub(super) fn pages(file: &mut File, bytes: u64, metadata: &ParquetMetaData) -> Result<u64, Trouble> {
    let (mut unpacked, mut packed) = (0_u64, 0_u64);
    for column in metadata.row_groups().iter().flat_map(RowGroupMetaData::columns) {
        let first = column.dictionary_page_offset().filter(|at| *at > 0).unwrap_or(column.data_page_offset());
        let whole = |number: i64| u64::try_from(number).map_err(|_| Trouble::Damaged);
        let mut at = whole(first)?;
        let size = whole(column.compressed_size())?;
        let end = at.checked_add(size).ok_or(Trouble::Damaged)?;
        // No byte of a sound file belongs to two columns.
        packed = packed.checked_add(size).filter(|packed| *packed <= bytes).ok_or(Trouble::Damaged)?;
        while at < end {
            let page = page(file, at, end - at)?;
            at += page.packed;
            unpacked += page.unpacked;
            if unpacked > LARGEST_FILE {
                return Ok(unpacked);
            }
        }
    }
    Ok(unpacked)
}

/// Bytes of a page, its head included, and of what it unpacks to.
struct Page {
    packed: u64,
    unpacked: u64,
}

/// The page that begins here; `left` bytes of its column follow.
fn page(file: &mut File, at: u64, left: u64) -> Result<Page, Trouble> {
    let (mut head, mut room) = (Vec::new(), HEAD);
    loop {
        head.clear();
        file.seek(SeekFrom::Start(at))?;
        file.by_ref().take(left.min(room as u64)).read_to_end(&mut head)?;
        let (mut sizes, mut encoding) = ([-1, -1], None);
        let mut walk = Walk::of(&head);
        let through = walk.fields(
            0,
            &mut |walk, field, kind| {
                // Where the head of a page of data says how its values are written.
                let (5 | 8, Kind::Structure) = (field, kind) else { return Some(false) };
                let place = if field == 5 { 2 } else { 4 };
                walk.fields(1, &mut |_, _, _| Some(false), &mut |inner, value| {
                    if let (true, Value::Whole(how)) = (inner == place, value) {
                        encoding = Some(how);
                    }
                })?;
                Some(true)
            },
            &mut |field, value| match (field, value) {
                (2, Value::Whole(size)) => sizes[0] = size,
                (3, Value::Whole(size)) => sizes[1] = size,
                _ => {}
            },
        );
        if through.is_none() {
            if (head.len() as u64) < left && room < LONGEST_HEAD {
                room *= 128;
                continue;
            }
            return Err(Trouble::Damaged);
        }
        if let Some((_, packing)) = LENGTHS_APART.iter().find(|(known, _)| Some(*known) == encoding) {
            return Err(Trouble::PackedOtherwise { packing });
        }
        let [unpacked, packed] = sizes;
        let [Ok(unpacked), Ok(packed)] = [unpacked, packed].map(u64::try_from) else {
            return Err(Trouble::Damaged);
        };
        let packed = packed.checked_add(walk.at as u64).filter(|packed| *packed <= left);
        let packed = packed.filter(|_| unpacked <= LARGEST_PAGE.unsigned_abs()).ok_or(Trouble::Damaged)?;
        return Ok(Page { packed, unpacked });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn head_of(bytes: &[u8]) -> Result<(u64, u64), Trouble> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        page(&mut file, 0, bytes.len() as u64).map(|page| (page.packed, page.unpacked))
    }

    #[test]
    fn a_page_is_believed_only_within_its_column_and_the_largest_size() {
        // A dictionary (kind 2) of 8 bytes that unpacks to 100, and what follows.
        let sound = [&[0x15, 0x04, 0x15, 0xc8, 0x01, 0x15, 0x10, 0x00][..], &[0; 8]].concat();
        assert_eq!(head_of(&sound).unwrap(), (16, 100));
        assert!(matches!(head_of(&sound[..15]), Err(Trouble::Damaged)));
        // Two thousand million bytes, and fewer than none.
        let large =
            [&[0x15, 0x04, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0x15, 0x10, 0x00][..], &[0; 8]].concat();
        assert!(matches!(head_of(&large), Err(Trouble::Damaged)));
        let negative = [&[0x15, 0x04, 0x15, 0x03, 0x15, 0x10, 0x00][..], &[0; 8]].concat();
        assert!(matches!(head_of(&negative), Err(Trouble::Damaged)));
        // Data (kind 0) whose head says that its values are written with their lengths apart.
        let apart = [0x15, 0x00, 0x15, 0x10, 0x15, 0x10, 0x2c, 0x15, 0x02, 0x15, 0x0c, 0x00, 0x00];
        let apart = [&apart[..], &[0; 8]].concat();
        assert!(matches!(
            head_of(&apart),
            Err(Trouble::PackedOtherwise { packing: "DELTA_LENGTH_BYTE_ARRAY" })
        ));
    }

    #[test]
    fn a_description_of_columns_that_have_parts_names_the_first() {
        // A root of one column “a” that has one part “b”.
        let element = |name: u8, below: &[u8]| [&[0x48, 0x01, name][..], below, &[0x00]].concat();
        let schema =
            [element(b'r', &[0x15, 0x02]), element(b'a', &[0x15, 0x02]), element(b'b', &[])].concat();
        let description = [&[0x29, 0x3c][..], &schema, &[0x00]].concat();
        assert!(matches!(described(&description), Err(Trouble::Nested { column }) if column == "a"));
        for cut in 0..description.len() {
            assert!(described(&description[..cut]).is_err(), "{cut}");
        }
    }
}
