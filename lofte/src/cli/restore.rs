//! `lofte restore`: a house from a backup, in a folder that has none.

use super::archive::{self, CASEWORK, Contents, RECORDS, SETTINGS};
use super::desk::Desk;
use super::failure::{Ending, Failure, Outcome};
use super::output::Format;
use crate::config::{Config, ConfigError, FILE};
use crate::error::Message;
use crate::house::House;
use crate::machine::system_user;
use clap::Args;
use lofte_model::access::Channel;
use lofte_store::{AuditEntry, AuditVerb, Noun, Store};
use serde::Serialize;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte restore flen-2026-11-23.zip --dir flen-again";

/// Make a house from a backup, in a new or empty folder
///
/// Everybody signs in anew. Everything is written into the folder, wherever the backed-up house kept it; casework goes
/// to another place only where --store or LOFTE_STORE names it, and that must be empty.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Restore {
    /// Backup that `lofte backup` wrote
    file: PathBuf,
    /// Folder to make the house in
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Address of an empty store for the casework, instead of the folder
    #[arg(long, value_name = "ADDRESS")]
    store: Option<String>,
    /// Most that the backup may unpack to, in gigabytes
    #[arg(long, value_name = "GB", default_value_t = 100)]
    largest: u64,
}

#[derive(Serialize)]
struct Shown<'a> {
    dir: &'a Path,
    municipality: String,
    files: usize,
    bytes: u64,
}

/// A house that was made.
struct Made {
    municipality: String,
    /// Whether the backed-up settings named a place that was not followed.
    pointed_elsewhere: bool,
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
        let contents = archive::look(&self.file, self.largest.saturating_mul(1_000_000_000))?;
        let (dir, megabytes) = (self.dir.display().to_string(), contents.bytes.div_ceil(1_000_000));
        let plan = [
            ("files", desk.words.count(contents.files as u64)),
            ("megabytes", desk.words.count(megabytes)),
            ("dir", dir.clone()),
        ];
        desk.say("cli-restore-plan", &plan)?;
        match self.make(&contents).await {
            Ok(Made { municipality, pointed_elsewhere }) => {
                if pointed_elsewhere {
                    desk.say("cli-restore-elsewhere", &[("dir", dir)])?;
                }
                if desk.format == Format::Json {
                    let Contents { files, bytes } = contents;
                    desk.out.json(&Shown { dir: &self.dir, municipality, files, bytes })?;
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

    async fn make(&self, contents: &Contents) -> Result<Made, Failure> {
        let dir = self.dir.as_path();
        let failed = |source| Failure::machine(dir, source);
        std::fs::create_dir_all(dir).map_err(failed)?;
        // In the folder itself, so that rows are moved and not copied.
        let unpacked = tempfile::Builder::new().prefix(".restoring-").tempdir_in(dir).map_err(failed)?;
        archive::unpack(&self.file, unpacked.path(), contents.bytes)?;
        let at = |name: &str| unpacked.path().join(name);
        if !at(SETTINGS).is_file() || !at(CASEWORK).is_file() {
            return Err(Failure::refused(Message::with("cli-restore-damaged", "file", self.file.display())));
        }
        let pointed_elsewhere = self.settle(&at(SETTINGS))?;
        let config = Config::read(unpacked.path())?;
        let store = Store::restore(&config.store_url(dir), &at(CASEWORK)).await?;
        store.close().await;
        if at(RECORDS).is_dir() {
            std::fs::rename(at(RECORDS), dir.join(RECORDS)).map_err(failed)?;
        }
        std::fs::rename(at(SETTINGS), dir.join(FILE)).map_err(failed)?;
        let house = House::open(dir).await?;
        let municipality = house.municipality().to_string();
        let restored = AuditEntry::new(house.now(), None, AuditVerb::Restore, Noun::Backup, &municipality);
        let by = Channel::Command { system_user: system_user(), holder: false };
        house.store().begin(house.municipality()).await?.commit(restored.through(&by)).await?;
        house.store().close().await;
        Ok(Made { municipality, pointed_elsewhere })
    }

    /// Makes backed-up settings those of this house: a backup says what was, and not where to write. Gives whether they
    /// named another place. Keys that are not known are refused when they are read.
    fn settle(&self, settings: &Path) -> Result<bool, Failure> {
        let failed = |source| Failure::machine(settings, source);
        let damaged = |_| Failure::refused(Message::with("cli-restore-damaged", "file", self.file.display()));
        let text = std::fs::read_to_string(settings).map_err(failed)?;
        let mut table: toml::Table = text.parse().map_err(damaged)?;
        let places = ["store", "records"].map(|key| table.remove(key));
        let pointed_elsewhere = places.iter().flatten().any(|place| place.as_str() != Some(""));
        if let Some(store) = &self.store {
            table.insert("store".to_owned(), store.clone().into());
        }
        let text = format!("# Löfte: inställningar, återlästa ur en säkerhetskopia.\n{table}");
        std::fs::write(settings, text).map_err(failed)?;
        Ok(pointed_elsewhere)
    }
}
