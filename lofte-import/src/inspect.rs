//! First time through a file: its fingerprint, and what it is written in.
//!
//! UTF-8 is recognised by being valid from the first byte to the last, UTF-16 by its mark or its zeros; everything
//! else is guessed from where å, ä and ö stand ([`crate::letters`]). The contents are not understood here.

use crate::bytes::{Meter, Metered, file_name, not_too_dense, size, text, unreadable};
use crate::delimiter;
use crate::error::{Found, ImportError};
use crate::geopackage::sqlite;
use crate::letters::{Guess, Letters};
use crate::limits::LARGEST_FILE;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use flate2::read::MultiGzDecoder;
use lofte_model::fingerprint::Fingerprint;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// What a file is, seen from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inspected {
    /// SHA-256 of the file as it was delivered.
    pub fingerprint: Fingerprint,
    /// Its bytes.
    pub bytes: u64,
    /// Name of the encoding, as the web writes it: `UTF-8`, `windows-1252`, `UTF-16LE`.
    pub encoding: &'static str,
    /// What separates the columns of a text table.
    pub delimiter: Option<char>,
    /// Kind of file.
    pub format: Format,
    /// Whether the file is packed with gzip.
    pub gzip: bool,
    /// Whether the encoding had to be guessed.
    pub guessed: bool,
}

/// Kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Text with separated columns.
    Csv,
    /// Workbook of Excel and its kin.
    Xlsx,
    /// OpenDocument spreadsheet.
    Ods,
    /// A list of objects.
    Json,
    /// Workbook of Excel 97 to 2003.
    Xls,
    /// Columns of Parquet.
    Parquet,
    /// Layers of a GeoPackage.
    GeoPackage,
}

/// Inspects a file.
pub fn inspect(path: &Path) -> Result<Inspected, ImportError> {
    inspect_with(path, &[], None, &mut |_| ())
}

/// Inspects a file; column names that it should have help to find the delimiter, a named encoding is not guessed.
pub(crate) fn inspect_with(
    path: &Path,
    wanted: &[&str],
    letters: Option<Letters>,
    progress: &mut dyn FnMut(u64),
) -> Result<Inspected, ImportError> {
    let bytes = size(path)?;
    let beginning = beginning(path)?;
    let kind = kind(&beginning);
    if let Kind::Other(found) = kind {
        return Err(ImportError::NotATable { file: file_name(path), found });
    }
    if kind == Kind::Told(Format::Xls) && behind_a_password(path, &beginning) {
        return Err(ImportError::NotATable { file: file_name(path), found: Found::LockedWorkbook });
    }
    let told = matches!(kind, Kind::Told(_));
    let mut look = Look::new(if told { Some(Letters::Web(WINDOWS_1252)) } else { letters });
    let fingerprint = go_through(path, kind, LARGEST_FILE, &mut look, progress)?;
    let (letters, guessed) = look.letters();
    let mut inspected = Inspected {
        fingerprint,
        bytes,
        encoding: letters.name(),
        delimiter: None,
        format: Format::Csv,
        gzip: kind == Kind::Gzip,
        guessed,
    };
    if let Kind::Told(format) = kind {
        inspected.format = if is_document(&beginning) { Format::Ods } else { format };
        inspected.encoding = UTF_8.name();
        inspected.guessed = false;
    } else if kind == Kind::Json || (kind == Kind::Gzip && is_list(&top(path, letters, true)?)) {
        inspected.format = Format::Json;
    } else {
        let top = top(path, letters, inspected.gzip)?;
        inspected.delimiter = Some(char::from(delimiter::find(&top, wanted)));
    }
    Ok(inspected)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Gzip,
    Json,
    /// A format that says itself how its texts are written.
    Told(Format),
    Other(Found),
}

fn beginning(path: &Path) -> Result<Vec<u8>, ImportError> {
    let mut beginning = Vec::new();
    let file = File::open(path).map_err(unreadable(path))?;
    file.take(4096).read_to_end(&mut beginning).map_err(unreadable(path))?;
    Ok(beginning)
}

fn kind(beginning: &[u8]) -> Kind {
    let signs: [(&[u8], Kind); 14] = [
        (b"PK\x03\x04", Kind::Told(Format::Xlsx)),
        (b"PK\x05\x06", Kind::Told(Format::Xlsx)),
        (b"\x1f\x8b", Kind::Gzip),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Told(Format::Xls)),
        (b"PAR1", Kind::Told(Format::Parquet)),
        (b"PARE", Kind::Other(Found::EncryptedParquet)),
        (sqlite::MAGIC, Kind::Told(Format::GeoPackage)),
        (b"$FL2", Kind::Other(Found::Spss)),
        (b"$FL3", Kind::Other(Found::Spss)),
        (b"%PDF", Kind::Other(Found::Pdf)),
        (b"\x89PNG", Kind::Other(Found::Picture)),
        (b"{\\rtf", Kind::Other(Found::RichText)),
        (b"\xff\xfe\0\0", Kind::Other(Found::WideText)),
        (b"\0\0\xfe\xff", Kind::Other(Found::WideText)),
    ];
    if let Some((_, kind)) = signs.iter().find(|(sign, _)| beginning.starts_with(sign)) {
        return *kind;
    }
    if let Some(found) = marked_up(beginning) {
        let is_list = found == Found::Json || (found == Found::Xml && has_requests(beginning));
        return if is_list { Kind::Json } else { Kind::Other(found) };
    }
    // A program may leave a zero behind here and there; what is full of them is no text.
    let zeros: usize = beginning.iter().map(|byte| usize::from(*byte == 0)).sum();
    if zeros * 50 > beginning.len() && wide(beginning).is_none() {
        Kind::Other(Found::Binary)
    } else {
        Kind::Text
    }
}

/// Whether a text begins as lists of objects do.
fn is_list(top: &str) -> bool {
    let found = marked_up(top.as_bytes());
    found == Some(Found::Json) || (found == Some(Found::Xml) && has_requests(top.as_bytes()))
}

/// Whether XML is a list of service requests: other XML is for other programs.
fn has_requests(beginning: &[u8]) -> bool {
    let root = b"<service_requests";
    beginning.windows(root.len()).any(|part| part == root)
}

/// Whether an archive is an OpenDocument spreadsheet: its first part says so, unpacked.
fn is_document(beginning: &[u8]) -> bool {
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    beginning.windows(kind.len()).any(|part| part == kind)
}

/// What programs write under the name of a workbook or a table: pages, XML and lists for other programs.
fn marked_up(beginning: &[u8]) -> Option<Found> {
    let start = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning).trim_ascii_start();
    let begins = |sign: &&[u8]| start.get(..sign.len()).is_some_and(|start| start.eq_ignore_ascii_case(sign));
    let signs: [(&[&[u8]], Found); 3] = [
        (&[b"<!doctype html", b"<html", b"<table", b"<meta", b"<head"], Found::WebPage),
        (&[b"<?xml", b"<workbook"], Found::Xml),
        (&[b"{\"", b"[{", b"[ {", b"[\n", b"[\r", b"{\n", b"{\r"], Found::Json),
    ];
    signs.iter().find(|(signs, _)| signs.iter().any(begins)).map(|(_, found)| *found)
}

/// Whether an old workbook is a new one behind a password: its directory names the encrypted package.
fn behind_a_password(path: &Path, beginning: &[u8]) -> bool {
    let number = |place: usize, bytes: usize| {
        beginning
            .get(place..place + bytes)
            .map(|part| part.iter().rev().fold(0, |n, byte| (n << 8) | u64::from(*byte)))
    };
    let (Some(shift @ 7..=16), Some(sector)) = (number(0x1e, 2), number(0x30, 4)) else {
        return false;
    };
    let mut directory = Vec::new();
    let read = File::open(path).and_then(|mut file| {
        file.seek(SeekFrom::Start((sector + 1) << shift))?;
        file.take(4096).read_to_end(&mut directory)
    });
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    read.is_ok() && directory.windows(name.len()).any(|part| part == name)
}

/// UTF-16 by its mark, or by zeros in every second place.
fn wide(beginning: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(beginning) {
        return (encoding != UTF_8).then_some(encoding);
    }
    let pairs = (beginning.len() / 2).max(1);
    let zeros = |place: usize| beginning.iter().skip(place).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        (0, odd) if odd * 2 > pairs => Some(UTF_16LE),
        (even, 0) if even * 2 > pairs => Some(UTF_16BE),
        _ => None,
    }
}

/// Reads the whole file once, hashing it as it is and looking at it unpacked.
fn go_through(
    path: &Path,
    kind: Kind,
    limit: u64,
    look: &mut Look,
    progress: &mut dyn FnMut(u64),
) -> Result<Fingerprint, ImportError> {
    let meter = Meter::default();
    let file = File::open(path).map_err(unreadable(path))?;
    let mut hashing = Hashing { inner: Metered { inner: file, meter: meter.clone() }, digest: Sha256::new() };
    let mut unpacked: u64 = 0;
    {
        let mut content: Box<dyn Read + '_> = if kind == Kind::Gzip {
            Box::new(MultiGzDecoder::new(&mut hashing))
        } else {
            Box::new(&mut hashing)
        };
        while let count @ 1.. = look.take(&mut content).map_err(|source| damaged(path, kind, source))? {
            unpacked += count as u64;
            if unpacked > limit {
                let file = file_name(path);
                return Err(ImportError::TooLarge { file, bytes: unpacked, limit, unpacked: true });
            }
            not_too_dense(path, unpacked, meter.done.get())?;
            progress(meter.done.get());
        }
    }
    io::copy(&mut hashing, &mut io::sink()).map_err(unreadable(path))?;
    Ok(Fingerprint::from_digest(&hashing.digest.finalize()))
}

fn damaged(path: &Path, kind: Kind, source: io::Error) -> ImportError {
    if kind == Kind::Gzip {
        ImportError::Damaged { file: file_name(path), source: Box::new(source) }
    } else {
        unreadable(path)(source)
    }
}

/// The first lines of the text.
fn top(path: &Path, letters: Letters, gzip: bool) -> Result<String, ImportError> {
    let mut bytes = Vec::new();
    let reader = text(path, letters, gzip, Meter::default())?;
    reader.take(1 << 16).read_to_end(&mut bytes).map_err(unreadable(path))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

struct Hashing<R> {
    inner: R,
    digest: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.digest.update(&buffer[..count]);
        Ok(count)
    }
}

/// Looks at bytes as they pass by.
struct Look {
    named: Option<Letters>,
    buffer: Vec<u8>,
    /// Bytes at the start of the buffer that begin a character whose end has not come yet.
    carried: usize,
    first: bool,
    wide: Option<&'static Encoding>,
    marked: bool,
    /// Counts letters from where the text is no longer UTF-8.
    guess: Option<Guess>,
}

impl Look {
    fn new(named: Option<Letters>) -> Self {
        let (buffer, wide, guess) = (vec![0; 1 << 18], None, None);
        Self { named, buffer, carried: 0, first: true, wide, marked: false, guess }
    }

    /// Reads the next piece and says how long it was.
    fn take(&mut self, content: &mut dyn Read) -> io::Result<usize> {
        let carried = self.carried;
        let count = content.read(&mut self.buffer[carried..])?;
        let end = carried + count;
        if self.first {
            self.first = false;
            let beginning = &self.buffer[..end.min(4096)];
            self.wide = wide(beginning);
            self.marked = Encoding::for_bom(beginning).is_some();
        }
        if self.named.is_some() || self.wide.is_some() {
            return Ok(count);
        }
        if self.guess.is_none() {
            match std::str::from_utf8(&self.buffer[..end]) {
                Ok(_) => self.carried = 0,
                Err(error) if error.error_len().is_none() && count > 0 => {
                    self.buffer.copy_within(error.valid_up_to()..end, 0);
                    self.carried = end - error.valid_up_to();
                }
                Err(_) => self.guess = Some(Guess::default()),
            }
        }
        if let Some(guess) = &mut self.guess {
            guess.feed(&self.buffer[..end]);
            self.carried = 0;
        }
        Ok(count)
    }

    /// The letters, and whether they are a guess.
    fn letters(&self) -> (Letters, bool) {
        // A mark at the beginning is what the file says of itself.
        if let (Some(named), false) = (self.named, self.marked && self.wide.is_some()) {
            return (named, false);
        }
        if let Some(wide) = self.wide {
            return (Letters::Web(wide), !self.marked);
        }
        self.guess.map_or((Letters::Web(UTF_8), false), |guess| (guess.letters(), true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn look(bytes: &[u8]) -> Result<Inspected, ImportError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        inspect(file.path())
    }

    #[test]
    fn the_fingerprint_is_that_of_the_bytes() {
        let seen = look(b"a;b\n1;2\n").unwrap();
        assert_eq!(seen.fingerprint, Fingerprint::of_bytes(b"a;b\n1;2\n"));
        assert_eq!((seen.bytes, seen.delimiter, seen.encoding, seen.guessed), (8, Some(';'), "UTF-8", false));
    }

    #[test]
    fn windows_1252_is_recognised_from_one_letter() {
        for text in ["Område;Tid\nx;1\n", "Tid;Brott\n1;Stöld\n2;Rån\n3;Skadegörelse genom klotter\n"] {
            let (bytes, _, _) = WINDOWS_1252.encode(text);
            let seen = look(&bytes).unwrap();
            assert_eq!((seen.encoding, seen.guessed), ("windows-1252", true), "{text}");
        }
    }

    #[test]
    fn utf8_is_recognised_over_a_buffer_border() {
        let mut text = "x".repeat((1 << 18) - 1);
        text.push_str("åäö;ö\n");
        assert_eq!(look(text.as_bytes()).unwrap().encoding, "UTF-8");
    }

    #[test]
    fn a_broken_last_letter_is_not_utf8() {
        assert_eq!(look(b"a;b\nr\xc3\xb6d;bl\xc3").unwrap().encoding, "windows-1252");
    }

    #[test]
    fn two_byte_text_is_recognised_with_and_without_mark() {
        assert_eq!(look(b"\xff\xfea\0;\0b\0").unwrap().encoding, "UTF-16LE");
        assert_eq!(look(b"a\0;\0b\0\n\0").unwrap().encoding, "UTF-16LE");
        assert_eq!(look(b"\0a\0;\0b\0\n").unwrap().encoding, "UTF-16BE");
    }

    #[test]
    fn what_is_no_table_is_named() {
        for (bytes, word) in [
            (&b"%PDF-1.7 .."[..], "PDF"),
            (b"$FL2@(#) SPSS DATA FILE", "SPSS"),
            (b"$FL3@(#) SPSS DATA FILE", "SPSS"),
            (b"PARE....", "encrypted"),
            (b"ab\0\0\0\x01cd", "binary"),
            (b"\xff\xfe\0\0N\0\0\0", "UTF-32"),
            (b"\xef\xbb\xbf <HTML><table>", "web page"),
            (b"<?xml version='1.0'?>", "XML"),
            (b"{\\rtf1 Tid}", "word processor"),
        ] {
            let error = look(bytes).unwrap_err();
            assert!(error.to_string().contains(word), "{error}");
        }
        assert!(matches!(look(b"").unwrap_err(), ImportError::Empty { .. }));
        assert!(look(b"Tid;Brott\n2025-03-01;a\0b\n2025-03-01;ab\n2025-03-01;ab\n2025-03-01;ab\n").is_ok());
    }

    #[test]
    fn a_password_is_told_from_an_old_workbook() {
        let file = |name: &str| {
            let mut bytes = vec![0; 2048];
            bytes[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
            // Sectors of 512 bytes, the directory in the second.
            (bytes[0x1e], bytes[0x30]) = (9, 1);
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            bytes[1024 + 128..1024 + 128 + name.len()].copy_from_slice(&name);
            look(&bytes)
        };
        let locked = file("EncryptedPackage").unwrap_err();
        assert!(locked.to_string().contains("password"), "{locked}");
        assert_eq!(file("Workbook").unwrap().format, Format::Xls);
    }

    #[test]
    fn a_packed_file_is_hashed_as_it_is_and_read_unpacked() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all("tid;område\n1;2\n".as_bytes()).unwrap();
        let packed = packer.finish().unwrap();
        let seen = look(&packed).unwrap();
        assert_eq!(seen.fingerprint, Fingerprint::of_bytes(&packed));
        assert_eq!((seen.gzip, seen.delimiter, seen.encoding), (true, Some(';'), "UTF-8"));
        assert!(matches!(look(&packed[..packed.len() - 9]).unwrap_err(), ImportError::Damaged { .. }));
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(&vec![b'a'; 100_000]).unwrap();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&packer.finish().unwrap()).unwrap();
        let dense = {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            packer.write_all(&vec![b'a'; 1 << 20]).unwrap();
            // A file of many packed pieces is as good as one.
            packer.finish().unwrap().repeat(120)
        };
        assert!(dense.len() < 1 << 18, "{}", dense.len());
        assert!(matches!(look(&dense).unwrap_err(), ImportError::TooDense { .. }));
        let through = |limit| go_through(file.path(), Kind::Gzip, limit, &mut Look::new(None), &mut |_| ());
        assert!(through(100_000).is_ok());
        assert!(matches!(through(99_999), Err(ImportError::TooLarge { unpacked: true, limit: 99_999, .. })));
    }
}
