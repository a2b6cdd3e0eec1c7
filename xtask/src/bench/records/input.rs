//! The files that are delivered: rows of a made-up city (as in [`crate::bench::city`]), the same on every machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::bench::city;
use crate::bench::server::timed;
use crate::shell;

/// A folder with the areas of the city, the mapping of its rows, and files of them as they are asked for.
pub struct Input {
    folder: PathBuf,
    areas: PathBuf,
    password: PathBuf,
    /// How the rows are to be read.
    pub mapping: PathBuf,
}

impl Input {
    /// Makes what all files share.
    pub fn new(folder: &Path) -> Result<Self> {
        let (areas, mapping) = (folder.join("areas.geojson"), folder.join("rows.toml"));
        let password = folder.join("password");
        city::write_areas(&areas)?;
        city::write_mapping(&mapping)?;
        fs::write(&password, city::PASSWORD)?;
        Ok(Self { folder: folder.to_owned(), areas, password, mapping })
    }

    /// A house of the city, with nothing in it.
    pub fn house(&self, program: &Path, home: &Path) -> Result<()> {
        let mut init = Command::new(program);
        init.args(["init", "--municipality", super::CITY, "--name", "Storstad", "--dir"]).arg(home);
        init.arg("--areas").arg(&self.areas).arg("--password-file").arg(&self.password);
        timed(&mut init).map(|_| ())
    }

    /// A file of so many rows of ten years.
    pub fn csv(&self, rows: u64) -> Result<PathBuf> {
        self.kept(&format!("rows-{rows}.csv"), |path| city::write_rows(path, 2016..=2025, rows))
    }

    /// The same rows as a workbook.
    pub fn workbook(&self, rows: u64, python: &Path, scripts: &Path) -> Result<PathBuf> {
        let csv = self.csv(rows)?;
        self.kept(&format!("rows-{rows}.xlsx"), |path| {
            shell::run(Command::new(python).arg(scripts.join("workbook.py")).arg(csv).arg(path))
        })
    }

    /// A file of an earlier measurement, or a new one, which has its name only when it is whole.
    fn kept(&self, name: &str, write: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
        let path = self.folder.join(name);
        if !path.is_file() {
            shell::say(&format!("making {name}"));
            let half = self.folder.join(format!("half-{name}"));
            write(&half)?;
            fs::rename(half, &path)?;
        }
        Ok(path)
    }
}
