//! A new house: the municipality with its areas, the first account, and what recovers it. Made by command or in the browser.
//!
//! It is made whole in a folder of its own inside the one that it is for, and moved out last, the settings at the very end:
//! a folder with settings is a house. Whatever stops the process before leaves a folder in which one begins again
//! ([`prepare`]). Left out: who may make one, which is whoever runs the machine.

mod door;

pub use door::Door;

use crate::access::actor;
use crate::account::{NewAccount, add_first_account};
use crate::config::{Config, ConfigError, FILE};
use crate::delivery::{Request, Source, import};
use crate::error::AppError;
use crate::house::House;
use crate::recovery::renew_recovery_codes;
use crate::{audit, begin as begin_tx};
use lofte_import::{Note, reference};
use lofte_model::access::{Action, Role};
use lofte_model::place::{Area, Municipality};
use lofte_store::{AuditEntry, AuditVerb, Noun, Store};
use lofte_words::Message;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Folder in which a house is made.
const UNFINISHED: &str = "house.unfinished";
/// File in it that names what is being moved out.
const MOVING: &str = "moving";

/// What a new house is to be.
#[derive(Clone, Debug)]
pub struct NewHouse {
    /// Code, name and contact.
    pub municipality: Municipality,
    /// Files of areas, taken in one after the other.
    pub files: Vec<(Source, PathBuf)>,
    /// Whether the municipality begins with the areas that the program has.
    pub known_areas: bool,
    /// The first account: a coordinator's.
    pub account: NewAccount,
}

/// A house that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// How many areas it has.
    pub areas: usize,
    /// What recovers the first account. Shown once.
    pub recovery_codes: Vec<String>,
    /// What is worth knowing about each file.
    pub notes: Vec<(String, Note)>,
}

/// Whether a house can be made in a folder: it is not there, or nothing is in it but what an interrupted beginning left,
/// which is taken away.
pub fn prepare(dir: &Path) -> Result<bool, AppError> {
    if dir.join(FILE).exists() {
        return Ok(false);
    }
    tidy(dir)?;
    Ok(names(dir)?.is_empty())
}

/// Makes a house in a folder that has none.
pub async fn begin(dir: &Path, new: NewHouse) -> Result<Made, AppError> {
    if dir.join(FILE).exists() {
        return Err(ConfigError::AlreadyThere(dir.to_owned()).into());
    }
    let existed = dir.exists();
    let unfinished = dir.join(UNFINISHED);
    let failed = |source| ConfigError::File { path: dir.join(FILE), source };
    fs::create_dir_all(dir).map_err(failed)?;
    tidy(dir)?;
    fs::create_dir(&unfinished).map_err(failed)?;
    crate::closed::close(dir);
    let made = match make(&unfinished, new).await {
        Ok(made) => move_out(dir, &unfinished).map(|()| made),
        Err(error) => Err(error),
    };
    if made.is_err() {
        // What cannot be removed is left: the failure is told anyway.
        let _ = tidy(dir);
        if !existed {
            let _ = fs::remove_dir(dir);
        }
    }
    made
}

async fn make(dir: &Path, new: NewHouse) -> Result<Made, AppError> {
    let NewHouse { municipality, files, known_areas, account } = new;
    let config = Config::of(municipality.code.to_string());
    config.create(dir)?;
    let store = Store::open(&config.store_url(dir)).await?;
    let now = jiff::Timestamp::now();
    let entry = AuditEntry::new(now, None, AuditVerb::SetUp, Noun::Municipality, &municipality.code);
    store.add_municipality(&municipality, crate::screening::answer(), entry).await?;
    store.close().await;
    let house = House::open(dir).await?;
    let made = fill(&house, files, known_areas, account).await;
    house.store().close().await;
    made
}

async fn fill(
    house: &House,
    files: Vec<(Source, PathBuf)>,
    known_areas: bool,
    account: NewAccount,
) -> Result<Made, AppError> {
    let account =
        add_first_account(house, NewAccount { role: Role::Coordinator, party: None, ..account }).await?;
    let actor = actor(house, &account);
    let mut notes = Vec::new();
    if known_areas {
        let areas = reference::regso(house.municipality());
        let mut tx = begin_tx(&actor, house, Action::Import).await?;
        tx.save_areas(&areas).await?;
        tx.commit(audit(&actor, house, Action::Import, Noun::Area, areas.len())).await?;
    }
    for (source, file) in files {
        let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
        let request = Request { source, file, file_name: name.clone(), dry_run: false };
        let delivered = import(&actor, house, request, Box::new(|_, _| ())).await?;
        notes.extend(delivered.notes.into_iter().map(|note| (name.clone(), note)));
    }
    let areas: Vec<Area> = crate::place::areas(&actor, house).await?;
    let recovery_codes = renew_recovery_codes(&actor, house).await?;
    Ok(Made { areas: areas.len(), recovery_codes, notes })
}

/// Moves what was made to where it is for. What is moved is written down first, so that half of it can be taken away.
fn move_out(dir: &Path, unfinished: &Path) -> Result<(), AppError> {
    let all = names(unfinished)?;
    // A rename would replace a file without a word, and half of a house is taken away by its names.
    if let Some(name) = all.iter().find(|name| fs::symlink_metadata(dir.join(name)).is_ok()) {
        return Err(AppError::refused(Message::with("setup-something-there", "file", name)));
    }
    let moving = unfinished.join(MOVING);
    fs::write(&moving, all.join("\n")).map_err(|source| AppError::machine(&moving, source))?;
    let last = all.iter().filter(|name| *name == FILE);
    for name in all.iter().filter(|name| *name != FILE).chain(last) {
        let to = dir.join(name);
        fs::rename(unfinished.join(name), &to).map_err(|source| AppError::machine(&to, source))?;
    }
    // From here on it is a house; what is left of its making does no harm.
    let _ = fs::remove_dir_all(unfinished);
    Ok(())
}

/// Takes away what an interrupted making left in a folder, and nothing else.
fn tidy(dir: &Path) -> Result<(), AppError> {
    let unfinished = dir.join(UNFINISHED);
    if let Ok(moving) = fs::read_to_string(unfinished.join(MOVING)) {
        // Names alone: what stands there was written by this program, but a name must not lead elsewhere.
        let inside = |name: &&str| !name.is_empty() && !name.contains(['/', '\\']) && *name != "..";
        moving.lines().filter(inside).try_for_each(|name| remove(&dir.join(name)))?;
    }
    remove(&unfinished)
}

fn remove(path: &Path) -> Result<(), AppError> {
    // Where nothing may be written, taking away what is not there fails too.
    if fs::symlink_metadata(path).is_err() {
        return Ok(());
    }
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(|source| AppError::machine(path, source)),
    }
}

/// The names of what lies in a folder; none where there is no folder.
fn names(dir: &Path) -> Result<Vec<String>, AppError> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|source| AppError::machine(dir, source))?,
    };
    Ok(entries.filter_map(Result::ok).map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_there_already_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (dir, unfinished) = (folder.path(), folder.path().join(UNFINISHED));
        fs::create_dir(&unfinished).unwrap();
        for name in [FILE, "casework.sqlite"] {
            fs::write(unfinished.join(name), "new").unwrap();
        }
        fs::write(dir.join("casework.sqlite"), "somebody's").unwrap();
        assert!(matches!(move_out(dir, &unfinished), Err(AppError::Refused(_))));
        tidy(dir).unwrap();
        assert_eq!(names(dir).unwrap(), ["casework.sqlite"]);
        assert_eq!(fs::read_to_string(dir.join("casework.sqlite")).unwrap(), "somebody's");
    }

    #[test]
    fn half_of_a_house_is_taken_away_and_what_was_there_before_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (dir, unfinished) = (folder.path(), folder.path().join(UNFINISHED));
        fs::create_dir(&unfinished).unwrap();
        fs::write(unfinished.join(FILE), "municipality").unwrap();
        fs::write(unfinished.join(MOVING), format!("casework.sqlite\n{FILE}\nrecords\n../elsewhere"))
            .unwrap();
        fs::write(dir.join("casework.sqlite"), "moved already").unwrap();
        fs::create_dir(dir.join("records")).unwrap();
        assert!(prepare(dir).unwrap(), "begun again");
        fs::write(dir.join("notes.txt"), "somebody's").unwrap();
        fs::create_dir(&unfinished).unwrap();
        assert!(!prepare(dir).unwrap(), "something else lies there");
        assert_eq!(names(dir).unwrap(), ["notes.txt"]);
        assert!(prepare(&dir.join("new")).unwrap(), "a folder that is not there yet");
        fs::write(dir.join(FILE), "municipality").unwrap();
        assert!(!prepare(dir).unwrap(), "a house");
    }
}
