//! The checks of what a house needs of the machine: who comes at its folders, and the disks that they lie on.
//!
//! The folder of backups holds the same as the house, so the same is asked of it where it lies elsewhere. Left out: rows
//! in an object store and casework on a server, which have others who look after them.

use crate::closed::{Openings, named};
use crate::error::AppError;
use crate::limits::free_disk;
use crate::report::{Check, Report, State};
use lofte_words::Message;
use std::path::{Path, PathBuf};

/// Less free space than this is a warning.
const LITTLE_SPACE: u64 = 1_000_000_000;
/// Less free space than this is a fault.
const NO_SPACE: u64 = 100_000_000;

/// What the lines about a folder are called.
struct Checks {
    rights: Check,
    folder: Check,
    disk: Check,
}

const HOUSE: Checks = Checks { rights: Check::Rights, folder: Check::Folder, disk: Check::Disk };
const BACKUPS: Checks =
    Checks { rights: Check::BackupRights, folder: Check::BackupFolder, disk: Check::BackupDisk };

/// The folder of the house, with everything in it.
pub(super) async fn look_at_house(report: &mut Report, dir: &Path) {
    look_at(report, dir, &HOUSE).await;
}

/// The folder of backups, where it lies outside the house; in it, it has been looked at already.
pub(super) async fn look_at_backup_folder(report: &mut Report, dir: &Path, folder: &Path) {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let in_house = |folder: &Path| real(dir).is_some_and(|dir| folder.starts_with(dir));
    match real(folder) {
        Some(folder) if in_house(&folder) => {}
        Some(_) => look_at(report, folder, &BACKUPS).await,
        // It is made with the first backup.
        None if folder.starts_with(dir) => {}
        None => {
            let message = Message::with("doctor-backup-folder-missing", "folder", folder.display());
            report.add(BACKUPS.folder, State::Warn, message);
        }
    }
}

async fn look_at(report: &mut Report, dir: &Path, checks: &Checks) {
    let folder = dir.to_owned();
    // A folder with many files takes a while to walk.
    match tokio::task::spawn_blocking(move || Openings::of(&folder)).await {
        Ok(Ok(found)) => look_at_rights(report, &found, dir, checks.rights),
        Ok(Err(source)) => report.failed(checks.rights, AppError::machine(dir, source)),
        Err(error) => report.failed(checks.rights, AppError::Defect(error.to_string())),
    }
    match tempfile::tempfile_in(dir) {
        Ok(_) => report.add(checks.folder, State::Ok, Message::plain("doctor-folder-ok")),
        Err(source) => report.failed(checks.folder, AppError::machine(dir, source)),
    }
    look_at_disk(report, dir, checks.disk);
}

/// Who may read and write what a folder holds.
fn look_at_rights(report: &mut Report, found: &Openings, dir: &Path, check: Check) {
    let message =
        |key: &str, paths: &[PathBuf]| Message::with(key, "files", named(paths)).and("dir", dir.display());
    let state = if found.closed { State::Warn } else { State::Error };
    if !found.writable.is_empty() {
        report.add(check, state, message("closed-writable", &found.writable));
    }
    if !found.readable.is_empty() {
        report.add(check, state, message("closed-readable", &found.readable));
    }
    if !found.foreign.is_empty() {
        report.add(check, State::Warn, message("closed-foreign", &found.foreign));
    }
    if found.as_root {
        report.add(check, State::Warn, message("closed-as-root", &[]));
    }
    let sound = [&found.writable, &found.readable, &found.foreign].iter().all(|paths| paths.is_empty());
    if sound && !found.as_root {
        report.add(check, State::Ok, Message::plain("closed-ok"));
    }
}

fn look_at_disk(report: &mut Report, dir: &Path, check: Check) {
    let Some(free) = free_disk(dir) else {
        return report.add(check, State::Warn, Message::plain("doctor-disk-unknown"));
    };
    let (state, key) = if free < NO_SPACE {
        (State::Error, "doctor-disk-full")
    } else if free < LITTLE_SPACE {
        (State::Warn, "doctor-disk-little")
    } else {
        (State::Ok, "doctor-disk-ok")
    };
    report.add(check, state, Message::with(key, "gigabytes", free as f64 / 1e9));
}
