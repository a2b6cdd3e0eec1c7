//! Backups: taken, listed, read back, and thinned out.
//!
//! A backup holds settings, casework and rows of one moment, and with them hashes of passwords and everything that is
//! not public. It is written into a folder that only the program's own account can read, and no page hands it out.
//! Whether one is whole is found by reading it back into a folder that is thrown away; the log says how that went with
//! which content, so that the list of what there is needs no file beside the backups. Left out: copies on another
//! machine, and rows in an object store, which has its own versions.

use crate::archive::{self, CASEWORK, RECORDS, SETTINGS};
use crate::backup_folder::{Health, Known, Schedule, TRIAL, Trial, in_folder, name_of, names, taken_at};
use crate::config::{Config, FILE};
use crate::delivery::recover;
use crate::error::AppError;
use crate::house::House;
use crate::restore::{self, Found};
use crate::work::off_the_way;
use jiff::{SignedDuration, Timestamp};
use lofte_model::access::{Action, Actor, Channel};
use lofte_model::id::UserId;
use lofte_model::place::MunicipalityCode;
use lofte_store::{AuditEntry, AuditHead, AuditVerb, Noun, StoreError};
use lofte_words::{Message, swedish};
use std::path::{Path, PathBuf};

/// Most that a backup may unpack to where nobody has said otherwise, in bytes.
pub const LARGEST: u64 = 100_000_000_000;
/// How what is being written is called there.
const UNFINISHED: &str = ".lofte-backup-";
/// After this long, what is unfinished was left by a program that was stopped.
const LEFT_BEHIND: SignedDuration = SignedDuration::from_hours(24);

/// A backup that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// File.
    pub file: PathBuf,
    /// Rows of casework.
    pub casework_rows: u64,
    /// Files with delivered rows.
    pub record_files: usize,
    /// Size.
    pub bytes: u64,
    /// Whether the delivered rows are in it.
    pub records_included: bool,
    /// Where the log stood: whoever keeps it sees when an entry up to it is changed or gone.
    pub log: Option<AuditHead>,
}

/// Who takes or checks one: somebody, or the program by its timetable.
struct By {
    user: Option<UserId>,
    channel: Channel,
}

impl By {
    fn of(actor: &Actor) -> Self {
        Self { user: Some(actor.user), channel: actor.channel.clone() }
    }

    fn program() -> Self {
        Self { user: None, channel: Channel::Program }
    }

    async fn note(&self, house: &House, entry: AuditEntry) -> Result<(), AppError> {
        let entry = AuditEntry { user: self.user, ..entry }.through(&self.channel);
        Ok(house.store().begin(house.municipality()).await?.commit(entry).await?)
    }
}

/// Takes a backup into a file that must not exist: of the house's municipality, or of every one in its store.
pub async fn take(actor: &Actor, house: &House, file: &Path, all: bool) -> Result<Taken, AppError> {
    actor.require(Action::Backup)?;
    write(house, &By::of(actor), file, all).await
}

/// Takes a backup into the folder of the house, and reads it back.
pub async fn take_checked(actor: &Actor, house: &House) -> Result<Taken, AppError> {
    actor.require(Action::Backup)?;
    checked(house, &By::of(actor)).await
}

/// The same as every night: a backup, read back, and only then the oldest removed beyond those that are kept.
pub async fn take_nightly(actor: &Actor, house: &House) -> Result<(Taken, usize), AppError> {
    actor.require(Action::Backup)?;
    nightly(house, &By::of(actor)).await
}

/// The nightly backup without anybody asking; nothing where one from today was read back, however that went: what is
/// damaged is told, and would be so again in an hour.
pub async fn take_by_rule(house: &House) -> Result<Option<(Taken, usize)>, AppError> {
    let known = all(house).await?;
    let mut tried = known.iter().filter(|one| one.trial != Trial::None && one.taken_at <= house.now());
    if tried.any(|one| swedish(one.taken_at).date() == house.today()) {
        return Ok(None);
    }
    nightly(house, &By::program()).await.map(Some)
}

/// The backups in the folder of the house, the newest first.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<Known>, AppError> {
    actor.require(Action::Operate)?;
    all(house).await
}

/// Whether the newest backup is as it should be, and who takes the next.
pub async fn health(actor: &Actor, house: &House) -> Result<(Health, Schedule), AppError> {
    actor.require(Action::Operate)?;
    let (of, place) = ((house.store(), house.municipality()), (house.dir(), house.config()));
    let health = Health::look(of, place, house.backups(), house.now()).await?;
    Ok((health, Schedule::of(house.dir(), house.config())))
}

/// Reads a backup in the folder of the house back, and notes how that went. What is damaged is refused, with its faults.
pub async fn check(actor: &Actor, house: &House, name: &str) -> Result<(), AppError> {
    actor.require(Action::Backup)?;
    let known = names(&folder(house), house.municipality())?;
    if !known.iter().any(|known| known == name) {
        return Err(AppError::not_found("backup", name));
    }
    read_back(house, &By::of(actor), &folder(house).join(name)).await
}

/// Reads any file back that should be a backup. The log names it only where it is called as the house's own are.
pub async fn check_file(actor: &Actor, house: &House, file: &Path) -> Result<(), AppError> {
    actor.require(Action::Backup)?;
    read_back(house, &By::of(actor), file).await
}

/// Where the backups of the house are.
pub fn folder(house: &House) -> PathBuf {
    house.config().backup_folder(house.dir())
}

async fn all(house: &House) -> Result<Vec<Known>, AppError> {
    let of = (house.store(), house.municipality());
    in_folder(&folder(house), of, house.backups(), |_| false).await
}

async fn nightly(house: &House, by: &By) -> Result<(Taken, usize), AppError> {
    let keep = house.config().backups_kept();
    let keep = keep.ok_or_else(|| AppError::refused(Message::plain("backup-bad-keep")))?;
    let taken = checked(house, by).await?;
    let known = all(house).await?;
    // Only whole ones are counted, and what is older than the last of them goes, whatever it is. A name from the future
    // is somebody's mistake: it counts for nothing, and stays.
    let last = known.iter().filter(|one| one.is_whole_at(house.now())).nth(keep - 1);
    let Some(oldest) = last.map(|one| one.taken_at) else { return Ok((taken, 0)) };
    let mut removed = 0;
    for old in known.iter().filter(|one| one.taken_at < oldest) {
        let path = folder(house).join(&old.name);
        std::fs::remove_file(&path).map_err(|source| AppError::machine(&path, source))?;
        by.note(house, AuditEntry::new(house.now(), None, AuditVerb::Prune, Noun::Backup, &old.name)).await?;
        removed += 1;
    }
    Ok((taken, removed))
}

async fn checked(house: &House, by: &By) -> Result<Taken, AppError> {
    let folder = folder(house);
    let failed = |source| AppError::machine(&folder, source);
    if !folder.is_dir() {
        std::fs::create_dir_all(&folder).map_err(failed)?;
        crate::closed::close(&folder);
    }
    sweep(&folder, house.now());
    let file = folder.join(name_of(house.municipality(), house.now()));
    let taken = write(house, by, &file, false).await?;
    match read_back(house, by, &file).await {
        Ok(()) => Ok(taken),
        Err(error) => {
            // Nobody knows what it is worth, and the next try needs its room.
            if is_the_machines(&error) {
                let _ = std::fs::remove_file(&file);
            }
            Err(error)
        }
    }
}

/// Removes what a program that was stopped had begun; what cannot be removed is in nobody's way.
fn sweep(folder: &Path, now: Timestamp) {
    let begun = |name: &str| name.starts_with(TRIAL) || name.starts_with(UNFINISHED);
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let changed = entry.metadata().and_then(|facts| facts.modified()).ok();
        let age = changed.and_then(|changed| Some(now.duration_since(changed.try_into().ok()?)));
        if begun(&entry.file_name().to_string_lossy()) && age.is_some_and(|age| age > LEFT_BEHIND) {
            let path = entry.path();
            let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
        }
    }
}

async fn write(house: &House, by: &By, file: &Path, all: bool) -> Result<Taken, AppError> {
    if file.exists() {
        return Err(AppError::refused(Message::with("cli-backup-exists", "file", file.display())));
    }
    // Casework and rows must be of one moment: no delivery comes or goes meanwhile.
    let lock = house.try_lock()?.ok_or_else(|| AppError::refused(Message::plain("import-busy")))?;
    // What a program left that was killed in the middle of a delivery is put right as at a start: nobody delivers now.
    recover(house).await?;
    // Beside its place and for its owner alone: the system's folder for such things is everybody's.
    let beside = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let location = Config::read(house.dir())?.records_location(house.dir());
    not_among_rows(&location, beside)?;
    let scratch = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(beside);
    let scratch = scratch.map_err(|source| AppError::machine(beside, source))?;
    let casework = scratch.path().join(CASEWORK);
    let of = (!all).then(|| house.municipality());
    let facts = house.store().backup(&casework, of).await?;
    let log = house.store().read(house.municipality()).await?.audit_head().await?;
    let mut entries = vec![(SETTINGS.to_owned(), house.dir().join(FILE)), (CASEWORK.to_owned(), casework)];
    let before = entries.len();
    let rows = rows(&location, of)?;
    let records_included = rows.is_some();
    entries.extend(rows.into_iter().flatten());
    let record_files = entries.len() - before;
    let out = file.to_owned();
    let written =
        off_the_way(move || archive::write(&out, &entries).map_err(|source| AppError::machine(&out, source)));
    let bytes = written.await?;
    drop(lock);
    let id = facts.fingerprint.short();
    let entry = AuditEntry::new(house.now(), None, Action::Backup, Noun::Backup, id);
    by.note(house, entry.fingerprint(&facts.fingerprint)).await?;
    let file = file.to_owned();
    Ok(Taken { file, casework_rows: facts.rows, record_files, bytes, records_included, log })
}

/// What lies among the rows is taken for a part of them, and swept away at the next start.
fn not_among_rows(location: &str, folder: &Path) -> Result<(), AppError> {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let (Some(rows), Some(target)) = (real(Path::new(location)), real(folder)) else { return Ok(()) };
    if target.starts_with(&rows) {
        return Err(AppError::refused(Message::with("backup-among-rows", "folder", folder.display())));
    }
    Ok(())
}

/// The files of delivered rows, unless they lie in an object store.
fn rows(location: &str, of: Option<&MunicipalityCode>) -> Result<Option<Vec<archive::Entry>>, AppError> {
    if location.contains("://") {
        return Ok(None);
    }
    let location = Path::new(location);
    let files = match of {
        None => archive::files_under(location, RECORDS),
        Some(code) => archive::files_under(&location.join(code.as_str()), &format!("{RECORDS}/{code}")),
    };
    Ok(Some(files.map_err(|source| AppError::machine(location, source))?))
}

async fn read_back(house: &House, by: &By, file: &Path) -> Result<(), AppError> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let content = house.backups().of(file).await?;
    let found = match restore::trial(file, beside, LARGEST, house.municipality()).await {
        Ok(found) => found,
        Err(error) if is_the_machines(&error) => return Err(error),
        Err(error) => Found::Damaged(error.messages()),
    };
    if house.backups().of(file).await? != content {
        return Err(AppError::refused(Message::with("backup-changed-meanwhile", "file", name)));
    }
    let (verb, told) = match found {
        Found::Whole => (AuditVerb::CheckBackup, None),
        Found::Damaged(faults) => (AuditVerb::BackupDamaged, Some(("backup-damaged", faults))),
        Found::OfDamagedHouse(faults) => {
            (AuditVerb::BackupOfDamagedHouse, Some(("backup-of-damaged-house", faults)))
        }
    };
    let id = if taken_at(&name).is_some() { name.as_str() } else { "elsewhere" };
    let entry = AuditEntry::new(house.now(), None, verb, Noun::Backup, id);
    by.note(house, entry.fingerprint(&content)).await?;
    let Some((key, faults)) = told else { return Ok(()) };
    let first = Message::with(key, "file", name);
    Err(AppError::Refused([first].into_iter().chain(faults).collect()))
}

/// A full disk or a folder that cannot be used says nothing of the backup.
fn is_the_machines(error: &AppError) -> bool {
    let file = matches!(error, AppError::Machine { .. } | AppError::Store(StoreError::File { .. }));
    file || error.is_outage() || matches!(error, AppError::Defect(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_begun_long_ago_is_swept_away_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let now = Timestamp::now();
        let long_ago = now - LEFT_BEHIND - SignedDuration::from_hours(1);
        for name in [".trial-old", ".trial-new", "lofte-2026-11-29T023107.5Z.zip"] {
            let path = folder.path().join(name);
            std::fs::create_dir(&path).unwrap();
            if name != ".trial-new" {
                std::fs::File::open(&path).unwrap().set_modified(long_ago.into()).unwrap();
            }
        }
        sweep(folder.path(), now);
        assert!(!folder.path().join(".trial-old").exists());
        assert!(folder.path().join(".trial-new").exists());
        assert!(folder.path().join("lofte-2026-11-29T023107.5Z.zip").exists());
    }
}
