//! Old workbooks (BIFF8) for tests, byte by byte: a container of one stream, and records in it. Only as much as tests ask for.

/// A record.
pub fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// A text with a length of so many bytes, two bytes a letter.
fn text(text: &str, long: bool) -> Vec<u8> {
    let letters: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let count = u16::try_from(letters.len() / 2).unwrap().to_le_bytes();
    [if long { &count[..] } else { &count[..1] }, &[1], &letters].concat()
}

fn beginning(version: u16, kind: u16) -> Vec<u8> {
    record(0x0809, &[&version.to_le_bytes()[..], &kind.to_le_bytes(), &[0; 12]].concat())
}

/// A cell: row, column and what it holds.
pub enum Cell<'a> {
    Text(u16, u16, &'a str),
    Number(u16, u16, f64),
    /// A formula, with the eight bytes of its result and the text behind it.
    Formula(u16, u16, [u8; 8], Option<&'a str>),
    /// True or false, or an error.
    Truth(u16, u16, u8, bool),
    /// Any record.
    Raw(u16, Vec<u8>),
}

/// The stream of a workbook of one sheet. `globals` are further records before the sheet.
pub fn stream(version: u16, globals: &[Vec<u8>], cells: &[Cell<'_>]) -> Vec<u8> {
    let texts: Vec<&str> = cells
        .iter()
        .filter_map(|cell| if let Cell::Text(.., text) = cell { Some(*text) } else { None })
        .collect();
    let mut before = [beginning(version, 5), globals.concat(), record(0x00e0, &[0; 20])].concat();
    let mut shared = vec![vec![0_u8; 8]];
    for one in &texts {
        let one = text(one, true);
        match shared.last_mut() {
            Some(last) if last.len() + one.len() < 8000 => last.extend(one),
            _ => shared.push(one),
        }
    }
    for (place, part) in shared.iter().enumerate() {
        before.extend(record(if place == 0 { 0x00fc } else { 0x003c }, part));
    }
    // The sheet begins behind the record that says where, and the end.
    let name = text("Blad1", false);
    let at = u32::try_from(before.len() + 4 + 6 + name.len() + 4).unwrap();
    before.extend(record(0x0085, &[&at.to_le_bytes()[..], &[0, 0], &name].concat()));
    before.extend(record(0x000a, &[]));
    before.extend(beginning(version, 0x10));
    let mut shared = 0_u32;
    for cell in cells {
        before.extend(written(cell, &mut shared));
    }
    before.extend(record(0x000a, &[]));
    before
}

fn written(cell: &Cell<'_>, shared: &mut u32) -> Vec<u8> {
    let at = |row: &u16, column: &u16| [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
    match cell {
        Cell::Text(row, column, _) => {
            *shared += 1;
            record(0x00fd, &[at(row, column), (*shared - 1).to_le_bytes().to_vec()].concat())
        }
        Cell::Number(row, column, number) => {
            record(0x0203, &[at(row, column), number.to_le_bytes().to_vec()].concat())
        }
        Cell::Formula(row, column, result, behind) => {
            let formula = [at(row, column), result.to_vec(), vec![0; 8]].concat();
            let behind = behind.map(|behind| record(0x0207, &text(behind, true)));
            [record(0x0006, &formula), behind.unwrap_or_default()].concat()
        }
        Cell::Truth(row, column, value, error) => {
            record(0x0205, &[at(row, column), vec![*value, u8::from(*error)]].concat())
        }
        Cell::Raw(kind, data) => record(*kind, data),
    }
}

/// A container with one stream of this name.
pub fn container(name: &str, stream: &[u8]) -> Vec<u8> {
    let sectors = stream.len().max(4096).div_ceil(512);
    let tables = (1..=sectors).find(|tables| tables * 128 > sectors + 1 + tables).unwrap();
    let long = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let mut head = vec![0_u8; 512];
    head[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    (head[24], head[26], head[28], head[29], head[30], head[32]) = (0x3e, 3, 0xfe, 0xff, 9, 6);
    head[44..48].copy_from_slice(&long(tables));
    head[48..52].copy_from_slice(&long(sectors));
    head[57] = 0x10;
    head[60..64].copy_from_slice(&[0xfe, 0xff, 0xff, 0xff]);
    head[68..72].copy_from_slice(&[0xfe, 0xff, 0xff, 0xff]);
    head[76..].fill(0xff);
    for table in 0..tables {
        head[76 + 4 * table..80 + 4 * table].copy_from_slice(&long(sectors + 1 + table));
    }
    let mut body = stream.to_vec();
    body.resize(sectors * 512, 0);
    let end = 0xffff_fffe_u32.to_le_bytes();
    let entry = |name: &str, kind: u8, start: [u8; 4], bytes: usize| {
        let mut entry = vec![0_u8; 128];
        let letters: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        entry[..letters.len()].copy_from_slice(&letters);
        entry[64] = u8::try_from(letters.len()).unwrap();
        entry[66] = kind;
        entry[68..80].fill(0xff);
        entry[116..120].copy_from_slice(&start);
        entry[120..124].copy_from_slice(&long(bytes));
        entry
    };
    let mut directory = entry("Root Entry", 5, end, 0);
    directory[76..80].copy_from_slice(&long(1));
    directory.extend(entry(name, 2, long(0), sectors * 512));
    directory.resize(512, 0);
    let mut table: Vec<u8> = (1..sectors).flat_map(long).collect();
    table.extend(end);
    table.extend(end);
    table.extend((0..tables).flat_map(|_| 0xffff_fffd_u32.to_le_bytes()));
    table.resize(tables * 512, 0xff);
    [head, body, directory, table].concat()
}

/// A workbook of one sheet with these cells.
pub fn workbook(cells: &[Cell<'_>]) -> Vec<u8> {
    container("Workbook", &stream(0x0600, &[], cells))
}
