//! The file of a backup: a ZIP with the settings, the casework as JSON lines, and the rows.
//!
//! It is written beside its place and then renamed, so that a full disk leaves nothing that looks whole. Only its
//! owner may read it. Only what belongs in one is unpacked: no name that leads out of the folder, no link, and not more
//! than was told before.

use crate::error::AppError;
use crate::limits::{ALWAYS_UNPACKED, MOST_FILES_OF_A_BACKUP, MOST_TIMES};
use lofte_import::archive::opened;
use lofte_words::Message;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Name of the settings in a backup.
pub(crate) const SETTINGS: &str = "lofte.toml";
/// Name of the casework in a backup.
pub(crate) const CASEWORK: &str = "casework.jsonl";
/// Folder of the rows in a backup.
pub(crate) const RECORDS: &str = "records";

/// A file of a backup: its name there and where it is now.
pub(crate) type Entry = (String, PathBuf);

/// Writes a new file; gives its size.
pub(crate) fn write(into: &Path, entries: &[Entry]) -> io::Result<u64> {
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
pub(crate) fn files_under(folder: &Path, name: &str) -> io::Result<Vec<Entry>> {
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

/// What a backup holds, before anything of it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Files.
    pub files: usize,
    /// Unpacked.
    pub bytes: u64,
}

type Backup = ZipArchive<BufReader<File>>;

/// Opens a backup and looks at all that it says of itself: only what belongs there, no links, not too much. Nothing is
/// written.
pub(crate) fn look(from: &Path, most_bytes: u64) -> Result<Contents, AppError> {
    let mut zip = open(from)?;
    let files = zip.len();
    if files > MOST_FILES_OF_A_BACKUP {
        let message = Message::with("cli-restore-too-many", "files", files);
        return Err(AppError::refused(message.and("most", MOST_FILES_OF_A_BACKUP)));
    }
    let mut bytes = 0_u64;
    for number in 0..files {
        let entry = zip.by_index_raw(number).map_err(|_| damaged(from))?;
        let name = String::from_utf8_lossy(entry.name_raw());
        if !belongs(&name) || entry.is_symlink() || !(entry.is_file() || entry.is_dir()) {
            let shown: String = name.chars().filter(|sign| !sign.is_control()).take(100).collect();
            return Err(AppError::refused(Message::with("cli-restore-unknown", "name", shown)));
        }
        bytes = bytes.saturating_add(entry.size());
    }
    let packed = std::fs::metadata(from).map_err(|source| AppError::machine(from, source))?.len();
    if bytes > ALWAYS_UNPACKED && bytes > packed.saturating_mul(MOST_TIMES) {
        return Err(AppError::refused(Message::with("cli-restore-too-dense", "most", MOST_TIMES)));
    }
    if bytes > most_bytes {
        return Err(AppError::refused(Message::with(
            "cli-restore-too-large",
            "most",
            most_bytes / 1_000_000,
        )));
    }
    Ok(Contents { files, bytes })
}

/// Whether a name is one that [`write`] gives: settings, casework, or a file below the rows.
fn belongs(name: &str) -> bool {
    if name == SETTINGS || name == CASEWORK {
        return true;
    }
    let mut parts = name.trim_end_matches('/').split('/');
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.chars().any(|sign| sign.is_control() || matches!(sign, '\\' | ':'))
    };
    parts.next() == Some(RECORDS) && parts.all(plain)
}

fn open(from: &Path) -> Result<Backup, AppError> {
    let file = File::open(from).map_err(|source| AppError::machine(from, source))?;
    opened(BufReader::new(file), MOST_FILES_OF_A_BACKUP).map_err(|_| damaged(from))
}

fn damaged(from: &Path) -> AppError {
    AppError::refused(Message::with("cli-restore-damaged", "file", from.display()))
}

/// Unpacks a backup that was looked at into a folder; it may not become more than it said.
pub(crate) fn unpack(from: &Path, into: &Path, most_bytes: u64) -> Result<(), AppError> {
    let mut zip = open(from)?;
    let mut room = most_bytes;
    for number in 0..zip.len() {
        let entry = zip.by_index(number).map_err(|_| damaged(from))?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if !belongs(&name) {
            return Err(damaged(from));
        }
        let path = into.join(name);
        let failed = |source: io::Error| match source.kind() {
            // A wrong checksum or a broken packing, not a fault of the disk.
            io::ErrorKind::InvalidData
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::UnexpectedEof
            | io::ErrorKind::Other => damaged(from),
            _ => AppError::machine(&path, source),
        };
        if entry.is_dir() {
            std::fs::create_dir_all(&path).map_err(failed)?;
            continue;
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file = File::create_new(&path).map_err(failed)?;
        let written = io::copy(&mut entry.take(room.saturating_add(1)), &mut file).map_err(failed)?;
        room = room.checked_sub(written).ok_or_else(|| damaged(from))?;
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
        let contents = look(&backup, u64::MAX).unwrap();
        assert_eq!(contents, Contents { files: 1, bytes: 6 });
        unpack(&backup, &back, contents.bytes).unwrap();
        assert_eq!(std::fs::read(back.join("records/0482/a.parquet")).unwrap(), b"PAR1\0\xff");
    }

    /// A backup of one file that says its name itself.
    fn named(folder: &Path, name: &str) -> PathBuf {
        let file = folder.join("x");
        std::fs::write(&file, "x").unwrap();
        let backup = folder.join("b.zip");
        let _ = std::fs::remove_file(&backup);
        write(&backup, &[(name.into(), file)]).unwrap();
        backup
    }

    #[test]
    fn only_what_belongs_in_a_backup_is_unpacked() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["lofte.toml", "casework.jsonl", "records/0482/deliveries/a.json"] {
            let backup = named(folder.path(), name);
            assert_eq!(look(&backup, 1).unwrap().files, 1, "{name}");
        }
        for name in [
            "../../escaped",
            "/escaped",
            "records/../../escaped",
            "records/./a",
            "records//a",
            "records/.ssh/authorized_keys",
            "records\\..\\escaped",
            "records/C:/a",
            "authorized_keys",
            "lofte.toml/a",
        ] {
            let backup = named(folder.path(), name);
            assert!(look(&backup, u64::MAX).is_err(), "{name}");
            assert!(unpack(&backup, &folder.path().join("back"), u64::MAX).is_err(), "{name}");
        }
        assert!(!folder.path().join("escaped").exists() && !folder.path().join("back").exists());
    }

    #[test]
    fn links_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let backup = folder.path().join("b.zip");
        let mut zip = ZipWriter::new(File::create(&backup).unwrap());
        zip.add_symlink("records/0482", "/etc", SimpleFileOptions::default()).unwrap();
        zip.finish().unwrap();
        assert!(look(&backup, u64::MAX).is_err());
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused_before_anything_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x");
        std::fs::write(&file, "a".repeat(1 << 20)).unwrap();
        let one = folder.path().join("one.zip");
        write(&one, &[("records/a.json".into(), file)]).unwrap();
        let backup = folder.path().join("b.zip");
        let times = |parts: u64| {
            let (mut from, mut zip) = (open(&one).unwrap(), ZipWriter::new(File::create(&backup).unwrap()));
            for part in 0..parts {
                zip.raw_copy_file_rename(from.by_index_raw(0).unwrap(), format!("records/{part}.json"))
                    .unwrap();
            }
            zip.finish().unwrap();
            parts << 20
        };
        let bytes = times(ALWAYS_UNPACKED >> 20);
        assert!(look(&backup, bytes).is_ok(), "so much is always taken");
        assert!(look(&backup, bytes - 1).is_err(), "more than the command line allows");
        let back = folder.path().join("back");
        assert!(unpack(&backup, &back, bytes - 1).is_err(), "more than it said");
        let bytes = times((ALWAYS_UNPACKED >> 20) + 1);
        assert!(std::fs::metadata(&backup).unwrap().len() * MOST_TIMES < bytes);
        assert!(look(&backup, u64::MAX).is_err(), "more than any real one");
    }

    #[test]
    fn a_cut_off_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x");
        std::fs::write(&file, "y".repeat(10_000)).unwrap();
        let backup = folder.path().join("b.zip");
        write(&backup, &[(CASEWORK.into(), file)]).unwrap();
        let bytes = std::fs::read(&backup).unwrap();
        std::fs::write(&backup, &bytes[..bytes.len() / 2]).unwrap();
        assert!(look(&backup, u64::MAX).is_err());
        assert!(unpack(&backup, &folder.path().join("back"), u64::MAX).is_err());
    }
}
