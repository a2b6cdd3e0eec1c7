//! A file in memory that every input is written to, for readers that want a path.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A folder of this process alone, in memory where the machine has such a place. Whatever an earlier process of the same
/// number left there is gone.
///
/// # Panics
/// Where no folder can be made.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = base.join(format!("lofte-fuzz-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder for inputs");
        folder
    })
}

/// The input as a file with this name.
///
/// # Panics
/// Where it cannot be written.
pub fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder().join(name);
    fs::write(&path, bytes).expect("an input is written");
    path
}
