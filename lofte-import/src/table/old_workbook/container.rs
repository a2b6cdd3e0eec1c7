//! The container that an old workbook lies in: a small file system of streams in sectors (MS-CFB, version 3 and 4).
//!
//! A chain of sectors is a list in the file, and may say anything: every number is looked at before it is used, a chain that
//! comes back to itself ends, and no stream is longer than its file. Left out: folders, times, and everything that writes.

/// How a container begins.
const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Numbers of sectors from here on are signs: the end of a chain, a free sector.
const SIGNS: u32 = 0xffff_fffa;
/// Bytes of the head, of an entry of the directory, and of a small sector.
const HEAD: usize = 512;
const ENTRY: usize = 128;
const SMALL: usize = 64;
/// A shorter stream lies in small sectors.
const CUTOFF: usize = 4096;
/// Where the head lists the first sectors of the table of sectors.
const LISTED: std::ops::Range<usize> = 76..512;

/// A container in memory.
pub(super) struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// For each sector the one that follows it.
    next: Vec<u32>,
    small_next: Vec<u32>,
    /// The sectors that are cut into small ones.
    small: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    is_stream: bool,
    start: u32,
    bytes: usize,
}

impl<'a> Container<'a> {
    /// The container of these bytes; nothing where it is damaged.
    pub(super) fn of(bytes: &'a [u8]) -> Option<Self> {
        let sector = match short(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        if !bytes.starts_with(MAGIC) || bytes.len() < HEAD || short(bytes, 32)? != 6 {
            return None;
        }
        let empty = Vec::new;
        let (next, small_next, small) = (empty(), empty(), Vec::new());
        let mut container = Self { bytes, sector, next, small_next, small, entries: Vec::new() };
        container.next = container.table()?;
        let directory = container.chain(long(bytes, 48)?, usize::MAX)?;
        container.entries = directory.chunks_exact(ENTRY).filter_map(|part| entry(part, sector)).collect();
        let root = directory.chunks_exact(ENTRY).next()?;
        // Without small sectors, programs write what they like where the first would be named.
        if long(bytes, 64)? > 0 {
            container.small_next = numbers(&container.chain(long(bytes, 60)?, usize::MAX)?);
            container.small = container.chain(long(root, 116)?, usize::try_from(long(root, 120)?).ok()?)?;
        }
        Some(container)
    }

    /// Whether it has a stream of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.is_stream && entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream; nothing where it is not there, or ends too early.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let Entry { start, bytes, .. } = *self.entry(name)?;
        if bytes > self.bytes.len() {
            return None;
        }
        let stream = if bytes < CUTOFF { self.small_chain(start, bytes)? } else { self.chain(start, bytes)? };
        (stream.len() == bytes).then_some(stream)
    }

    /// The table of sectors: its own sectors are listed in the head, and from there on in a chain of lists.
    fn table(&self) -> Option<Vec<u32>> {
        let most = self.bytes.len() / self.sector + 1;
        let mut own = numbers(self.bytes.get(LISTED)?);
        let mut list = long(self.bytes, 68)?;
        let mut lists = 0;
        while list < SIGNS {
            lists += 1;
            let part = numbers(self.sector(list)?);
            let (last, listed) = part.split_last()?;
            own.extend(listed);
            list = *last;
            if lists > most {
                return None;
            }
        }
        own.retain(|number| *number < SIGNS);
        if own.len() > most {
            return None;
        }
        let mut next = Vec::with_capacity(own.len() * self.sector / 4);
        for number in own {
            next.extend(numbers(self.sector(number)?));
        }
        Some(next)
    }

    /// A sector; the last one of a file may be cut short.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }

    /// The sectors of a chain, as far as `most` bytes.
    fn chain(&self, mut number: u32, most: usize) -> Option<Vec<u8>> {
        let mut chain = Vec::new();
        while number < SIGNS && chain.len() < most {
            // No byte of a sound file belongs to a chain twice.
            if chain.len() > self.bytes.len() {
                return None;
            }
            chain.extend_from_slice(self.sector(number)?);
            number = *self.next.get(usize::try_from(number).ok()?)?;
        }
        chain.truncate(most);
        Some(chain)
    }

    fn small_chain(&self, mut number: u32, most: usize) -> Option<Vec<u8>> {
        let mut chain = Vec::new();
        while number < SIGNS && chain.len() < most {
            let start = usize::try_from(number).ok()?.checked_mul(SMALL)?;
            let end = start.checked_add(SMALL)?.min(self.small.len());
            chain.extend_from_slice(self.small.get(start..end).filter(|part| !part.is_empty())?);
            number = *self.small_next.get(usize::try_from(number).ok()?)?;
        }
        chain.truncate(most);
        Some(chain)
    }
}

/// An entry of the directory, if it is in use.
fn entry(part: &[u8], sector: usize) -> Option<Entry> {
    let length = usize::from(short(part, 64)?).min(64);
    let (name, _, _) = encoding_rs::UTF_16LE.decode(part.get(..length.saturating_sub(2))?);
    let kind = *part.get(66)?;
    let low = u64::from(long(part, 120)?);
    // Small sectors are of the version that leaves the upper half of the size undefined.
    let high = if sector == 512 { 0 } else { u64::from(long(part, 124)?) };
    let bytes = usize::try_from(high << 32 | low).ok()?;
    (kind != 0).then(|| Entry {
        name: name.into_owned(),
        is_stream: kind == 2,
        start: long(part, 116).unwrap_or(SIGNS),
        bytes,
    })
}

/// Two bytes at this place, the lowest first.
pub(super) fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// Four bytes at this place, the lowest first.
pub(super) fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)).collect()
}
