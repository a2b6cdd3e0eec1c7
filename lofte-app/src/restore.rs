//! A house from a backup, and the same as a trial that shows whether a backup is whole.
//!
//! Nobody can be asked for permission: there is no house yet. A backup says what was, and not where to write: whatever
//! place its settings name, everything is put into the folder that was given ([`crate::archive`] keeps it there).

use crate::archive::{self, CASEWORK, Contents, RECORDS, SETTINGS};
use crate::config::{Config, ConfigError, FILE};
use crate::doctor;
use crate::error::AppError;
use crate::house::House;
use crate::machine::system_user;
use crate::report::State;
use crate::work::off_the_way;
use lofte_model::access::Channel;
use lofte_model::place::MunicipalityCode;
use lofte_store::{AuditEntry, AuditVerb, Noun, Store};
use lofte_words::Message;
use std::path::{Path, PathBuf};

/// A house that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Whose.
    pub municipality: String,
    /// Whether the backed-up settings named a place that was not followed.
    pub pointed_elsewhere: bool,
    /// Files of rows that were not what was delivered when the backup was taken. They are restored all the same: there may
    /// be no other copy.
    pub altered: Vec<String>,
}

/// What a backup holds, looked at before anything is written; refused where the folder cannot take a house.
pub async fn look(file: &Path, dir: &Path, most_bytes: u64) -> Result<Contents, AppError> {
    if dir.join(FILE).exists() {
        return Err(ConfigError::AlreadyThere(dir.to_owned()).into());
    }
    if std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(AppError::refused(Message::with("cli-restore-occupied", "dir", dir.display())));
    }
    contents(file, most_bytes).await
}

/// Makes the house. Where it cannot be made, nothing is left of it.
pub async fn restore(
    file: &Path,
    dir: &Path,
    contents: Contents,
    store: Option<&str>,
) -> Result<Made, AppError> {
    let existed = dir.exists();
    let made = make(file, dir, contents, store).await;
    if made.is_err() {
        // Half a house is none; what cannot be removed is left, and the failure is told anyway.
        let _ = std::fs::remove_dir_all(dir);
        if existed {
            let _ = std::fs::create_dir(dir);
        }
    }
    made
}

async fn make(file: &Path, dir: &Path, contents: Contents, store: Option<&str>) -> Result<Made, AppError> {
    let unfolded = Unfolded::of(file, dir, contents, store).await?;
    let config = Config::read(unfolded.folder.path())?;
    let casework = Store::restore(&config.store_url(dir), &unfolded.at(CASEWORK)).await?;
    casework.close().await;
    let failed = |source| AppError::machine(dir, source);
    if unfolded.at(RECORDS).is_dir() {
        std::fs::rename(unfolded.at(RECORDS), dir.join(RECORDS)).map_err(failed)?;
    }
    std::fs::rename(unfolded.at(SETTINGS), dir.join(FILE)).map_err(failed)?;
    let house = House::open(dir).await?;
    let municipality = house.municipality().to_string();
    let restored = AuditEntry::new(house.now(), None, AuditVerb::Restore, Noun::Backup, &municipality);
    let by = Channel::Command { system_user: system_user(), holder: false };
    house.store().begin(house.municipality()).await?.commit(restored.through(&by)).await?;
    let altered = house.records().verify(house.municipality()).await?.altered;
    house.store().close().await;
    Ok(Made { municipality, pointed_elsewhere: unfolded.pointed_elsewhere, altered })
}

/// What reading a backup back showed.
pub(super) enum Found {
    /// It is whole, and so was the house.
    Whole,
    /// The file is not, or it is none of this house.
    Damaged(Vec<Message>),
    /// Every sum in the file is right, so what is wrong in it was wrong in the house when it was taken.
    OfDamagedHouse(Vec<Message>),
}

/// Reads a backup back into a folder that is thrown away, and examines what came of it.
/// The casework is put into a file there, wherever the house keeps its own. A backup of another municipality is none of
/// this house, however whole it is.
pub(super) async fn trial(
    file: &Path,
    beside: &Path,
    most_bytes: u64,
    of: &MunicipalityCode,
) -> Result<Found, AppError> {
    let contents = contents(file, most_bytes).await?;
    let failed = |source| AppError::machine(beside, source);
    let trial =
        tempfile::Builder::new().prefix(crate::backup_folder::TRIAL).tempdir_in(beside).map_err(failed)?;
    let unfolded = Unfolded::of(file, trial.path(), contents, None).await?;
    let config = match Config::read(unfolded.folder.path()) {
        Ok(config) => config,
        // Understood, and refused: the house has them too.
        Err(error @ ConfigError::BadNumber { .. }) => {
            return Ok(Found::OfDamagedHouse(AppError::from(error).messages()));
        }
        Err(_) => return Err(damaged(file)),
    };
    let municipality: MunicipalityCode = config.municipality.parse().map_err(|_| damaged(file))?;
    if municipality != *of {
        return Ok(Found::Damaged(vec![Message::with("backup-of-another", "municipality", municipality)]));
    }
    let url = format!("sqlite://{}", trial.path().join(lofte_store::FILE_NAME).display());
    let store = Store::restore(&url, &unfolded.at(CASEWORK)).await?;
    let rows = unfolded.at(RECORDS);
    // An empty folder of rows leaves no trace in the file.
    let rows = (!unfolded.rows_elsewhere).then_some(rows.as_path());
    let report = doctor::examine_copy(&store, rows, &municipality).await;
    store.close().await;
    let faults = report.lines.into_iter().filter(|line| line.state == State::Error);
    let faults: Vec<Message> = faults.flat_map(|line| line.messages).collect();
    Ok(if faults.is_empty() { Found::Whole } else { Found::OfDamagedHouse(faults) })
}

async fn contents(file: &Path, most_bytes: u64) -> Result<Contents, AppError> {
    let file = file.to_owned();
    off_the_way(move || archive::look(&file, most_bytes)).await
}

/// Long work with files, off the way of whoever else is being answered.
fn damaged(file: &Path) -> AppError {
    AppError::refused(Message::with("cli-restore-damaged", "file", file.display()))
}

/// A backup unpacked into a folder in the one it is for, so that rows are moved and not copied.
struct Unfolded {
    folder: tempfile::TempDir,
    pointed_elsewhere: bool,
    rows_elsewhere: bool,
}

impl Unfolded {
    async fn of(file: &Path, dir: &Path, contents: Contents, store: Option<&str>) -> Result<Self, AppError> {
        let failed = |source| AppError::machine(dir, source);
        std::fs::create_dir_all(dir).map_err(failed)?;
        let folder = tempfile::Builder::new().prefix(".restoring-").tempdir_in(dir).map_err(failed)?;
        let (from, into) = (file.to_owned(), folder.path().to_owned());
        off_the_way(move || archive::unpack(&from, &into, contents.bytes)).await?;
        let mut unfolded = Self { folder, pointed_elsewhere: false, rows_elsewhere: false };
        if !unfolded.at(SETTINGS).is_file() || !unfolded.at(CASEWORK).is_file() {
            return Err(damaged(file));
        }
        unfolded.settle(file, store)?;
        Ok(unfolded)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes backed-up settings those of this house. Keys that are not known are refused when they are read.
    fn settle(&mut self, file: &Path, store: Option<&str>) -> Result<(), AppError> {
        let settings = self.at(SETTINGS);
        let failed = |source| AppError::machine(&settings, source);
        let text = String::from_utf8(std::fs::read(&settings).map_err(failed)?).map_err(|_| damaged(file))?;
        let mut table: toml::Table = text.parse().map_err(|_| damaged(file))?;
        let location = |records: &toml::Value| {
            let place = records.as_str().or_else(|| records.get("location")?.as_str());
            place.map(str::to_owned)
        };
        let records = table.get("records").and_then(location);
        self.rows_elsewhere = records.is_some_and(|records| records.contains("://"));
        let backups = table.get_mut("backup").and_then(toml::Value::as_table_mut);
        let backups = backups.and_then(|backups| backups.remove("folder"));
        let places = [table.remove("store"), table.remove("records"), backups];
        self.pointed_elsewhere = places.iter().flatten().any(|place| place.as_str() != Some(""));
        if let Some(store) = store {
            table.insert("store".to_owned(), store.into());
        }
        let text = format!("# Löfte: inställningar, återlästa ur en säkerhetskopia.\n{table}");
        std::fs::write(&settings, text).map_err(failed)
    }
}
