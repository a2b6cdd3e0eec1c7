//! The file of a backup: a ZIP with the settings, the casework as JSON lines, and the rows.
//!
//! It is written beside its place and then renamed, so that a full disk leaves nothing that looks whole. Only its
//! owner may read it. Names in a file that would lead out of the folder it is unpacked into are refused.

use super::failure::Failure;
use crate::error::Message;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Name of the settings in a backup.
pub(super) const SETTINGS: &str = "lofte.toml";
/// Name of the casework in a backup.
pub(super) const CASEWORK: &str = "casework.jsonl";
/// Folder of the rows in a backup.
pub(super) const RECORDS: &str = "records";

/// A file of a backup: its name there and where it is now.
pub(super) type Entry = (String, PathBuf);

/// Writes a new file; gives its size.
pub(super) fn write(into: &Path, entries: &[Entry]) -> io::Result<u64> {
    let folder = match into.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut temporary = tempfile::Builder::new().prefix(".lofte-backup-").tempfile_in(folder)?;
    pack(temporary.as_file_mut(), entries)?;
    temporary.as_file().sync_all()?;
    let file = temporary.persist_noclobber(into).map_err(|error| error.error)?;
    Ok(file.metadata()?.len())
}

fn pack(file: &mut File, entries: &[Entry]) -> io::Result<()> {
    let mut sink = Sink { file: BufWriter::new(file), at: 0, failure: None };
    let written = fill(ZipWriter::new(&mut sink), entries);
    match sink.failure {
        Some(failure) => Err(failure),
        None => written.and_then(|()| sink.file.flush()),
    }
}

fn fill(mut zip: ZipWriter<&mut Sink<'_>>, entries: &[Entry]) -> io::Result<()> {
    for (name, path) in entries {
        // Parquet is packed already.
        let packed = path.extension().is_some_and(|extension| extension == "parquet");
        let method = if packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method).large_file(true);
        zip.start_file(name.as_str(), options).map_err(io::Error::from)?;
        io::copy(&mut BufReader::new(File::open(path)?), &mut zip)?;
    }
    zip.finish().map_err(io::Error::from)?;
    Ok(())
}

/// A file that keeps its first failure for later and then takes everything: the ZIP writer would print the failure
/// when it is dropped, before anybody has said it plainly.
struct Sink<'a> {
    file: BufWriter<&'a mut File>,
    at: u64,
    failure: Option<io::Error>,
}

impl Sink<'_> {
    fn remember<T>(&mut self, outcome: io::Result<T>, otherwise: T) -> T {
        outcome.unwrap_or_else(|error| {
            self.failure = Some(error);
            otherwise
        })
    }
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut written = bytes.len();
        if self.failure.is_none() {
            let outcome = self.file.write(bytes);
            written = self.remember(outcome, written);
        }
        self.at += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.failure.is_none() {
            let outcome = self.file.flush();
            self.remember(outcome, ());
        }
        Ok(())
    }
}

impl Seek for Sink<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let wanted = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) | SeekFrom::End(by) => self.at.saturating_add_signed(by),
        };
        self.at = wanted;
        if self.failure.is_none() {
            let outcome = self.file.seek(to);
            self.at = self.remember(outcome, wanted);
        }
        Ok(self.at)
    }
}

/// Every file under a folder, named by its place there.
pub(super) fn files_under(folder: &Path, name: &str) -> io::Result<Vec<Entry>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            found.extend(files_under(&entry.path(), &name)?);
        } else {
            found.push((name, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

/// Unpacks a backup into a folder.
pub(super) fn unpack(from: &Path, into: &Path) -> Result<(), Failure> {
    let file = File::open(from).map_err(|source| Failure::machine(from, source))?;
    let damaged = |_| Failure::refused(Message::with("cli-restore-damaged", "file", from.display()));
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    for number in 0..zip.len() {
        let mut entry = zip.by_index(number).map_err(damaged)?;
        let outside = || Failure::refused(Message::with("cli-restore-damaged", "file", from.display()));
        let path = into.join(entry.enclosed_name().ok_or_else(outside)?);
        let failed = |source: io::Error| match source.kind() {
            // A wrong checksum or a broken packing, not a fault of the disk.
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                outside()
            }
            io::ErrorKind::Other => outside(),
            _ => Failure::machine(&path, source),
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file = File::create_new(&path).map_err(failed)?;
        io::copy(&mut entry, &mut file).map_err(failed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let rows = folder.path().join("rows/0482");
        std::fs::create_dir_all(&rows).unwrap();
        std::fs::write(rows.join("a.parquet"), b"PAR1\0\xff").unwrap();
        let entries = files_under(&folder.path().join("rows"), RECORDS).unwrap();
        let backup = folder.path().join("b.zip");
        assert!(write(&backup, &entries).unwrap() > 0);
        assert!(write(&backup, &entries).is_err(), "a backup is never overwritten");

        let back = folder.path().join("back");
        unpack(&backup, &back).unwrap();
        assert_eq!(std::fs::read(back.join("records/0482/a.parquet")).unwrap(), b"PAR1\0\xff");
    }

    #[test]
    fn a_name_that_leads_out_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x");
        std::fs::write(&file, "x").unwrap();
        let backup = folder.path().join("b.zip");
        write(&backup, &[("../../escaped".into(), file)]).unwrap();
        assert!(unpack(&backup, &folder.path().join("back")).is_err());
        assert!(!folder.path().join("escaped").exists());
    }

    #[test]
    fn a_cut_off_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x");
        std::fs::write(&file, "y".repeat(10_000)).unwrap();
        let backup = folder.path().join("b.zip");
        write(&backup, &[("x".into(), file)]).unwrap();
        let bytes = std::fs::read(&backup).unwrap();
        std::fs::write(&backup, &bytes[..bytes.len() / 2]).unwrap();
        assert!(unpack(&backup, &folder.path().join("back")).is_err());
    }
}
