//! Opening an archive that a stranger made, in bounded memory.
//!
//! An archive ends with a list of its parts, and whoever opens one keeps the whole list. A list costs its maker some fifty
//! bytes for each part, and us ten times as much, so a file that is nothing but a list would fill the memory before anybody
//! could count its parts. So the list is gone through once with a limit on how much is read. Left out: what the parts unpack
//! to, which is counted while they are unpacked.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use zip::ZipArchive;
use zip::result::ZipError;

/// What the list has for a part: its own 46 bytes, its name, and what programs write beside it.
const OF_A_PART: u64 = 512;
/// What lies around the list: its end, and the comment of the archive.
const AROUND: u64 = 1 << 20;

/// Opens an archive whose list is no longer than one of so many parts can be. How many there are is for the caller to count.
///
/// # Errors
/// What the reader says, an archive that is none or damaged, and a list that is too long.
pub fn opened<R: Read + Seek>(mut reader: R, most_parts: usize) -> Result<ZipArchive<R>, ZipError> {
    let left = AROUND.saturating_add(OF_A_PART.saturating_mul(most_parts as u64));
    ZipArchive::new(Bounded { inner: &mut reader, left })?;
    ZipArchive::new(reader)
}

/// A reader of which only so much is read.
struct Bounded<'r, R> {
    inner: &'r mut R,
    left: u64,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or(ErrorKind::FileTooLarge)?;
        Ok(count)
    }
}

impl<R: Seek> Seek for Bounded<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write as _};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    /// An archive of so many empty parts.
    fn of(parts: usize) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for part in 0..parts {
            archive.start_file(format!("{part:060}"), SimpleFileOptions::default()).unwrap();
        }
        archive.start_file("last", SimpleFileOptions::default()).unwrap();
        archive.write_all(b"x").unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn a_list_without_end_is_refused_and_an_ordinary_one_is_not() {
        assert_eq!(opened(Cursor::new(of(200)), 100).unwrap().len(), 201);
        assert!(opened(Cursor::new(of(20_000)), 100).is_err());
        assert_eq!(opened(Cursor::new(of(20_000)), 10_000).unwrap().len(), 20_001);
    }

    /// Where the end of an archive is looked for, a file of nothing but its sign is not gone through for each of them.
    #[test]
    fn many_false_ends_are_not_all_followed() {
        let ends = b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\x10\0\0\0\0\0".repeat(200_000);
        assert!(opened(Cursor::new(ends), 10).is_err());
    }
}
