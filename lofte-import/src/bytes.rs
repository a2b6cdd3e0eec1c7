//! From a file to clean text: unpacks gzip, decodes to UTF-8, makes every line end `\n`, and keeps memory bounded.
//!
//! Which encoding a file has is found out in [`crate::inspect`], not here.

use crate::error::{AreaFileError, ImportError};
use crate::letters::{Letters, push_dos};
use crate::limits::{
    ALWAYS_UNPACKED, LARGEST_AREA_FILE, LARGEST_FILE, LARGEST_GEOPACKAGE, LONGEST_ROW, MOST_TIMES,
};
use encoding_rs::{CoderResult, Decoder};
use flate2::read::MultiGzDecoder;
use lofte_model::fingerprint::Fingerprint;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;

const CHUNK: usize = 1 << 16;

/// The file's name without folders, for messages.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Wraps what the system said about a file.
pub(crate) fn unreadable(path: &Path) -> impl Fn(io::Error) -> ImportError + '_ {
    |source| ImportError::Unreadable { file: file_name(path), source }
}

/// The size of the file, unless it is too large or empty. Nothing is read.
pub(crate) fn size(path: &Path) -> Result<u64, ImportError> {
    let meta = std::fs::metadata(path).map_err(unreadable(path))?;
    if meta.is_dir() {
        return Err(unreadable(path)(io::Error::from(io::ErrorKind::IsADirectory)));
    }
    match meta.len() {
        0 => Err(ImportError::Empty { file: file_name(path) }),
        bytes if bytes > LARGEST_FILE => {
            Err(ImportError::TooLarge { file: file_name(path), bytes, limit: LARGEST_FILE, unpacked: false })
        }
        bytes => Ok(bytes),
    }
}

/// A file of areas in memory, unpacked, and the fingerprint of what was delivered.
pub(crate) fn area_file(path: &Path) -> Result<(Fingerprint, Vec<u8>), ImportError> {
    let refused = |limit: u64| {
        let megabytes = limit >> 20;
        ImportError::AreaFile { file: file_name(path), source: AreaFileError::TooLarge { megabytes } }
    };
    let too_large = || refused(LARGEST_AREA_FILE);
    let size = size(path)?;
    if size > LARGEST_GEOPACKAGE {
        return Err(refused(LARGEST_GEOPACKAGE));
    }
    let mut first = [0; 4];
    File::open(path).and_then(|file| file.take(4).read(&mut first)).map_err(unreadable(path))?;
    // Of a file that is read in place only the areas that are asked for are understood.
    if size > LARGEST_AREA_FILE && !matches!(&first, b"SQLi" | b"PK\x03\x04") {
        return Err(too_large());
    }
    let delivered = std::fs::read(path).map_err(unreadable(path))?;
    let fingerprint = Fingerprint::of_bytes(&delivered);
    if !delivered.starts_with(b"\x1f\x8b") {
        return Ok((fingerprint, delivered));
    }
    let mut unpacked = Vec::new();
    let mut packed = MultiGzDecoder::new(delivered.as_slice()).take(LARGEST_AREA_FILE + 1);
    let damaged = |source| ImportError::Damaged { file: file_name(path), source: Box::new(source) };
    packed.read_to_end(&mut unpacked).map_err(damaged)?;
    if unpacked.len() as u64 > LARGEST_AREA_FILE { Err(too_large()) } else { Ok((fingerprint, unpacked)) }
}

/// Refuses what unpacks to too many times its size: `unpacked` bytes out of `packed`.
pub(crate) fn not_too_dense(path: &Path, unpacked: u64, packed: u64) -> Result<(), ImportError> {
    if unpacked <= ALWAYS_UNPACKED.saturating_add(packed.saturating_mul(MOST_TIMES)) {
        return Ok(());
    }
    Err(ImportError::TooDense { file: file_name(path), times: MOST_TIMES })
}

/// How far the reading has come, shared between a reader and who asks it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter {
    /// Bytes of the file that were read.
    pub(crate) done: Rc<Cell<u64>>,
    /// Bytes of text that were given out since the last row was complete.
    pub(crate) row: Rc<Cell<u64>>,
}

/// Counts bytes of the raw file.
pub(crate) struct Metered<R> {
    pub(crate) inner: R,
    pub(crate) meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.meter.done.set(self.meter.done.get() + count as u64);
        Ok(count)
    }
}

/// The file's contents as UTF-8 with `\n` line ends, a last line end included.
pub(crate) fn text(path: &Path, letters: Letters, gzip: bool, meter: Meter) -> Result<Text, ImportError> {
    let file = Metered { inner: File::open(path).map_err(unreadable(path))?, meter: meter.clone() };
    let source: Box<dyn Read> = if gzip { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    Ok(Text {
        source,
        decoder: match letters {
            Letters::Web(encoding) => Some(encoding.new_decoder_with_bom_removal()),
            Letters::Dos => None,
        },
        raw: vec![0; CHUNK],
        ready: Vec::new(),
        given: 0,
        after_return: false,
        ended: false,
        meter,
    })
}

/// A reader of clean text.
pub(crate) struct Text {
    source: Box<dyn Read>,
    /// Without one, the letters are those of DOS.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    after_return: bool,
    ended: bool,
    meter: Meter,
}

impl Text {
    fn fill(&mut self) -> io::Result<()> {
        self.given = 0;
        self.ready.clear();
        let count = self.source.read(&mut self.raw)?;
        self.ended = count == 0;
        if let Some(decoder) = &mut self.decoder {
            let room = decoder.max_utf8_buffer_length(count).unwrap_or(4 * CHUNK);
            self.ready.resize(room, 0);
            let (result, _, written, _) =
                decoder.decode_to_utf8(&self.raw[..count], &mut self.ready, self.ended);
            if result == CoderResult::OutputFull {
                return Err(io::Error::other("the text could not be decoded"));
            }
            self.ready.truncate(written);
        } else {
            push_dos(&self.raw[..count], &mut self.ready);
        }
        self.unify_line_ends();
        if self.ended {
            self.ready.push(b'\n');
        }
        Ok(())
    }

    /// `\r\n` and lone `\r` become `\n`.
    fn unify_line_ends(&mut self) {
        if !self.after_return && !self.ready.contains(&b'\r') {
            return;
        }
        let mut after = self.after_return;
        self.ready.retain_mut(|byte| {
            let keep = !(after && *byte == b'\n');
            after = *byte == b'\r';
            if after {
                *byte = b'\n';
            }
            keep
        });
        self.after_return = after;
    }
}

impl Read for Text {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            if self.ended {
                return Ok(0);
            }
            self.fill()?;
        }
        let given = self.meter.row.get();
        if given > LONGEST_ROW {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        let count = buffer.len().min(self.ready.len() - self.given);
        buffer[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        self.meter.row.set(given + count as u64);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> String {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let mut out = String::new();
        text(file.path(), Letters::Web(encoding), false, Meter::default())
            .unwrap()
            .read_to_string(&mut out)
            .unwrap();
        out
    }

    #[test]
    fn every_line_end_is_one_and_the_last_is_there() {
        assert_eq!(read(b"a\r\nb\rc\nd", encoding_rs::UTF_8), "a\nb\nc\nd\n");
        assert_eq!(read(b"\xef\xbb\xbfa\r\n\r\nb\r\n", encoding_rs::UTF_8), "a\n\nb\n\n");
    }

    #[test]
    fn windows_and_two_byte_texts_become_utf8() {
        assert_eq!(read(b"\xc5r", encoding_rs::WINDOWS_1252), "År\n");
        assert_eq!(read(b"\xff\xfe\xc5\x00r\x00", encoding_rs::UTF_16LE), "År\n");
    }

    #[test]
    fn a_line_end_over_a_chunk_border_counts_once() {
        let mut bytes = vec![b'x'; CHUNK - 1];
        bytes.extend(b"\r\ny");
        let out = read(&bytes, encoding_rs::UTF_8);
        assert_eq!(out.matches('\n').count(), 2);
        assert!(out.ends_with("x\ny\n"));
    }

    #[test]
    fn a_file_of_three_gigabytes_is_refused_unread() {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(3 << 30).unwrap();
        let error = size(file.path()).unwrap_err();
        assert!(matches!(error, ImportError::TooLarge { bytes: 3_221_225_472, .. }), "{error}");
        assert!(error.to_string().contains("split it"), "{error}");
    }

    #[test]
    fn what_is_dense_is_refused_only_from_a_size_on() {
        let path = Path::new("x.csv.gz");
        assert!(not_too_dense(path, ALWAYS_UNPACKED, 0).is_ok());
        assert!(not_too_dense(path, ALWAYS_UNPACKED + 1, 0).is_err());
        assert!(not_too_dense(path, ALWAYS_UNPACKED + 1, 1).is_ok());
        let error = not_too_dense(path, 1 << 40, 2 << 20).unwrap_err();
        assert!(error.to_string().contains("250"), "{error}");
    }
}
