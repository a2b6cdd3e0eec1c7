//! ZIP archives whose parts lie in them unpacked, so that a mutated input is a mutated part and not a broken archive.

/// What separates the parts of an input.
const BETWEEN: &[u8] = b"\n--8<--\n";

/// The parts of an input, at most so many.
pub fn parts(input: &[u8], most: usize) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = input;
    while parts.len() + 1 < most {
        let Some(at) = rest.windows(BETWEEN.len()).position(|window| window == BETWEEN) else { break };
        parts.push(&rest[..at]);
        rest = &rest[at + BETWEEN.len()..];
    }
    parts.push(rest);
    parts
}

/// An archive of files with these names.
///
/// # Panics
/// Where a part is larger than the format has numbers for; no input is.
pub fn of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut archive, mut list) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let size = u32::try_from(bytes.len()).expect("a small part");
        let at = u32::try_from(archive.len()).expect("a small archive");
        let length = u16::try_from(name.len()).expect("a short name");
        // Version, flags, no packing, midnight of the first day that the format knows.
        let mut head: Vec<u8> = [20, 0, 0, 0].into_iter().flat_map(u16::to_le_bytes).collect();
        head.extend(0x21_u16.to_le_bytes());
        head.extend(crc32fast::hash(bytes).to_le_bytes());
        head.extend(size.to_le_bytes());
        head.extend(size.to_le_bytes());
        head.extend(length.to_le_bytes());
        head.extend(0_u16.to_le_bytes());
        archive.extend(b"PK\x03\x04");
        archive.extend(&head);
        archive.extend(name.as_bytes());
        archive.extend(*bytes);
        list.extend(b"PK\x01\x02\x14\x00");
        list.extend(&head);
        list.extend([0; 10]);
        list.extend(at.to_le_bytes());
        list.extend(name.as_bytes());
    }
    let (at, size) = (archive.len(), list.len());
    let count = u16::try_from(files.len()).expect("few parts").to_le_bytes();
    archive.extend(list);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend(count);
    archive.extend(count);
    archive.extend(u32::try_from(size).expect("a short list").to_le_bytes());
    archive.extend(u32::try_from(at).expect("a small archive").to_le_bytes());
    archive.extend([0, 0]);
    archive
}
