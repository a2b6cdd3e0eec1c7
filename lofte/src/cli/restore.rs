//! `lofte restore`: a house from a backup, in a folder that has none.

use super::archive::{self, CASEWORK, RECORDS, SETTINGS};
use super::desk::Desk;
use super::failure::{Ending, Failure, Outcome};
use super::output::Format;
use crate::config::{Config, ConfigError, FILE};
use crate::error::Message;
use crate::house::House;
use clap::Args;
use lofte_store::Store;
use serde::Serialize;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte restore flen-2026-11-23.zip --dir flen-again";

/// Make a house from a backup, in a new or empty folder
///
/// Everybody signs in anew. If the casework was kept in PostgreSQL, it is restored to the address in LOFTE_STORE or
/// in the backed-up settings, which must be empty.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Restore {
    /// Backup that `lofte backup` wrote
    file: PathBuf,
    /// Folder to make the house in
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
}

#[derive(Serialize)]
struct Shown<'a> {
    dir: &'a Path,
    municipality: String,
}

impl Restore {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        if self.dir.join(FILE).exists() {
            return Err(ConfigError::AlreadyThere(self.dir).into());
        }
        let occupied = std::fs::read_dir(&self.dir).is_ok_and(|mut entries| entries.next().is_some());
        if occupied {
            return Err(Failure::refused(Message::with("cli-restore-occupied", "dir", self.dir.display())));
        }
        let existed = self.dir.exists();
        match self.make().await {
            Ok(municipality) => {
                if desk.format == Format::Json {
                    desk.out.json(&Shown { dir: &self.dir, municipality })?;
                } else {
                    desk.say("cli-restored", &[("dir", self.dir.display().to_string())])?;
                }
                Ok(Ending::Done)
            }
            Err(failure) => {
                // Half a house is none; what cannot be removed is left, and the failure is told anyway.
                let _ = std::fs::remove_dir_all(&self.dir);
                if existed {
                    let _ = std::fs::create_dir(&self.dir);
                }
                Err(failure)
            }
        }
    }

    async fn make(&self) -> Result<String, Failure> {
        let dir = self.dir.as_path();
        let failed = |source| Failure::machine(dir, source);
        std::fs::create_dir_all(dir).map_err(failed)?;
        // In the folder itself, so that rows are moved and not copied.
        let unpacked = tempfile::Builder::new().prefix(".restoring-").tempdir_in(dir).map_err(failed)?;
        archive::unpack(&self.file, unpacked.path())?;
        let at = |name: &str| unpacked.path().join(name);
        if !at(SETTINGS).is_file() || !at(CASEWORK).is_file() {
            return Err(Failure::refused(Message::with("cli-restore-damaged", "file", self.file.display())));
        }
        let config = Config::read(unpacked.path())?;
        let store = Store::restore(&config.store_url(dir), &at(CASEWORK)).await?;
        store.close().await;
        let location = config.records_location(dir);
        if at(RECORDS).is_dir() && !location.contains("://") {
            let location = PathBuf::from(location);
            std::fs::rename(at(RECORDS), &location).map_err(|source| Failure::machine(&location, source))?;
        }
        std::fs::rename(at(SETTINGS), dir.join(FILE)).map_err(failed)?;
        let house = House::open(dir).await?;
        let municipality = house.municipality().to_string();
        house.store().close().await;
        Ok(municipality)
    }
}
