//! Files that are written whole or not at all: beside the old one, onto the disk, and then in its place.

use crate::error::AppError;
use std::io::Write as _;
use std::path::Path;
use tempfile::Builder;

/// Writes a file that others may read as far as the system lets them: what stood there stays until the new one is on the disk.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    let mut builder = Builder::new();
    readable(&mut builder);
    put(&builder, path, bytes)
}

/// The same of a file that the account of the program alone may read.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    put(&Builder::new(), path, bytes)
}

fn put(builder: &Builder<'_, '_>, path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    let failed = |error| AppError::machine(path, error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// As files are usually made; what the system takes away from that is taken away.
#[cfg(unix)]
fn readable(builder: &mut Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn readable(_builder: &mut Builder<'_, '_>) {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_new_takes_the_place_of_the_old_and_nothing_is_left_beside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("antal.csv");
        for text in ["one", "another"] {
            write_whole(&path, text.as_bytes()).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        write_private(&path, b"mine").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write_whole(&folder.path().join("no/folder.csv"), b"x").is_err());
    }
}
