//! What the machine needs to read bytes and do nothing with them: less no program can take that reads them.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::Result;

use crate::shell;

/// Bytes that are read at a time.
const PIECE: usize = 1 << 20;

/// Seconds to read some bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limit {
    /// From memory, where the system keeps files that were read before.
    pub memory: f64,
    /// From the disk; nothing where its files cannot be read past the memory.
    pub disk: Option<f64>,
}

impl Limit {
    /// The same for a part of the bytes.
    pub fn times(self, share: f64) -> Self {
        Self { memory: self.memory * share, disk: self.disk.map(|seconds| seconds * share) }
    }
}

/// Reads files from memory, then from the disk.
pub fn reading(files: &[PathBuf]) -> Result<Limit> {
    let mut memory = f64::INFINITY;
    for _ in 0..2 {
        let began = Instant::now();
        files.iter().try_for_each(|file| through(file))?;
        memory = memory.min(began.elapsed().as_secs_f64());
    }
    // `dd` can go past the memory, which the standard library cannot. It takes a millisecond to start for each file.
    let began = Instant::now();
    let past = |file: &PathBuf| {
        let mut dd = Command::new("dd");
        dd.arg(format!("if={}", file.display())).args(["of=/dev/null", "bs=4M", "iflag=direct"]);
        dd.stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let read = shell::find("dd").is_some() && files.iter().all(past);
    Ok(Limit { memory, disk: read.then(|| began.elapsed().as_secs_f64()) })
}

fn through(file: &Path) -> Result<()> {
    let (mut file, mut piece) = (File::open(file)?, vec![0; PIECE]);
    while file.read(&mut piece)? > 0 {}
    Ok(())
}

/// All files below a folder whose name ends so.
pub fn files_below(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|known| known == ending) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
