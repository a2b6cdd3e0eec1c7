//! Files on their way in: written down once, kept until they are delivered, given up or too old, so that nobody has to
//! choose a file twice.
//!
//! They lie in the folder of the house, each in a folder of its own that the account of the program alone may read, and
//! they belong to whoever brought them: nobody else finds them. What was settled about a file so far lies beside it. A
//! file is never in the casework, in a backup or in the log; retention and the closing of an account reach it here.
//! Left out: how a file comes over the wire, and what its page looks like.

use crate::error::AppError;
use crate::house::House;
use jiff::{Timestamp, ToSpan};
use lofte_model::access::{Action, Actor};
use lofte_model::id::{StagedId, UserId};
use lofte_model::mapping::MappingFile;
use lofte_model::records::Correction;
use lofte_store::{Job, JobState, Noun};
use lofte_words::Message;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

const FOLDER: &str = "staged";
/// What is settled of a file. No file that somebody brings can have this name: those lie one folder further down.
const STATE: &str = "state.json";
const FILE: &str = "file";
/// Whose a file is that has only just been begun.
const OF: &str = "of";
/// Longest name of a file that is kept.
const LONGEST_NAME: usize = 120;
/// Files that one account may have under way.
const MOST: usize = 20;

/// A file on its way in, with what is settled of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Staged {
    /// Identity.
    pub id: StagedId,
    /// Whose it is.
    pub by: UserId,
    /// What it is called.
    pub file_name: String,
    /// Its size.
    pub bytes: u64,
    /// When it came.
    pub at: Timestamp,
    /// Word of the source; empty as long as nobody has said it.
    #[serde(default)]
    pub source: String,
    /// Text of the settings, where somebody has written them.
    #[serde(default)]
    pub settings: Option<String>,
    /// The mapping as it is settled so far.
    #[serde(default)]
    pub mapping: Option<MappingFile>,
    /// The delivery that it comes in place of, and why.
    #[serde(default)]
    pub corrects: Option<Correction>,
}

/// What a file may be called here: the last part of its name, without anything that means something to a file system.
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // File systems count bytes, and take 255 of them.
    let mut bytes = 0;
    let fits = |sign: &char| {
        bytes += sign.len_utf8();
        bytes <= 2 * LONGEST_NAME
    };
    let seen = last.chars().filter(|sign| !sign.is_control());
    let kept: String = seen.take(LONGEST_NAME).take_while(fits).collect();
    let kept = kept.trim_matches(|sign: char| sign == '.' || sign.is_whitespace());
    if kept.is_empty() { "fil".to_owned() } else { kept.to_owned() }
}

fn folder(house: &House, id: StagedId) -> PathBuf {
    house.dir().join(FOLDER).join(id.to_string())
}

impl Staged {
    /// Where the file lies.
    pub fn path(&self, house: &House) -> PathBuf {
        folder(house, self.id).join(FILE).join(&self.file_name)
    }

    /// The last moment it is kept.
    pub fn until(&self, house: &House) -> Option<Timestamp> {
        let days = house.retention().staged_days?;
        self.at.checked_add((i64::from(days) * 24).hours()).ok()
    }

    fn is_old(&self, house: &House) -> bool {
        self.until(house).is_some_and(|until| until < house.now())
    }
}

/// What is screened of a file that nobody has ordered anything of yet.
#[derive(Serialize)]
struct Name<'a> {
    file_name: &'a str,
}

/// Refuses a file whose name points somebody out, or asks about it.
pub fn name_is_nobodys(staged: &Staged) -> Result<(), AppError> {
    super::screening::screen(Noun::Delivery, &Name { file_name: &staged.file_name })
}

/// A file that has begun to come. What does not come whole goes when this is dropped: also where whoever sends it breaks off,
/// and nobody is left to clean up.
#[derive(Debug)]
pub struct Begun {
    /// What the file is found by.
    pub id: StagedId,
    /// The folder that it is to be written into.
    pub file: PathBuf,
    folder: PathBuf,
    is_whole: bool,
}

impl Begun {
    /// The file came whole, and stays.
    pub fn keep(mut self) {
        self.is_whole = true;
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if !self.is_whole {
            // What cannot be removed now is swept within a day.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// Makes room for a file: the folder that it is to be written into. Refused where the account has many under way.
pub async fn begin(actor: &Actor, house: &House) -> Result<Begun, AppError> {
    actor.require(Action::Import)?;
    if list(actor, house).await?.len() + halves(house, actor.user).await? >= MOST {
        return Err(AppError::refused(Message::with("staged-too-many", "most", MOST)));
    }
    let id = StagedId(uuid::Uuid::now_v7());
    let folder = folder(house, id);
    let begun = Begun { id, file: folder.join(FILE), folder, is_whole: false };
    make_private(&house.dir().join(FOLDER)).await?;
    make_private(&begun.folder).await?;
    let mark = begun.folder.join(OF);
    tokio::fs::write(&mark, actor.user.to_string())
        .await
        .map_err(|source| AppError::machine(&mark, source))?;
    make_private(&begun.file).await?;
    Ok(begun)
}

/// Files of an account that were begun within the last day and have not come whole: on their way just now, or left by a program
/// that was killed.
async fn halves(house: &House, user: UserId) -> Result<usize, AppError> {
    let (mut halves, user) = (0, user.to_string());
    for id in all(house).await? {
        let begun = tokio::fs::read_to_string(folder(house, id).join(OF)).await;
        let is_half = begun.is_ok_and(|of| of == user) && read(house, id).await.is_none();
        halves += usize::from(is_half && is_young(house, id));
    }
    Ok(halves)
}

/// A folder that nobody else may look into.
async fn make_private(path: &Path) -> Result<(), AppError> {
    let failed = |source| AppError::machine(path, source);
    tokio::fs::create_dir_all(path).await.map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        tokio::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).await.map_err(failed)?;
    }
    Ok(())
}

/// Keeps what is settled of a file: written beside the old and put in its place, so that it is whole or as before.
pub async fn keep(actor: &Actor, house: &House, staged: &Staged) -> Result<(), AppError> {
    actor.require(Action::Import)?;
    if staged.by != actor.user {
        return Err(AppError::not_found("staged", staged.id));
    }
    let path = folder(house, staged.id).join(STATE);
    let beside = path.with_extension("new");
    let text = serde_json::to_vec(staged).map_err(|error| AppError::Defect(error.to_string()))?;
    let failed = |source: std::io::Error| match source.kind() {
        ErrorKind::NotFound => AppError::not_found("staged", staged.id),
        _ => AppError::machine(&path, source),
    };
    tokio::fs::write(&beside, text).await.map_err(failed)?;
    only_ours(&beside).await.map_err(failed)?;
    only_ours(&staged.path(house)).await.map_err(failed)?;
    tokio::fs::rename(&beside, &path).await.map_err(failed)
}

async fn only_ours(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        tokio::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).await?;
    }
    let _ = path;
    Ok(())
}

/// A file of one's own. What is somebody else's, given up, delivered or too old is not found.
pub async fn find(actor: &Actor, house: &House, id: StagedId) -> Result<Staged, AppError> {
    let staged = ordered(actor, house, id).await?;
    if staged.is_old(house) { Err(AppError::not_found("staged", id)) } else { Ok(staged) }
}

/// A file of one's own whose reading was ordered: it waits for that however old it grows.
pub async fn ordered(actor: &Actor, house: &House, id: StagedId) -> Result<Staged, AppError> {
    actor.require(Action::Import)?;
    let missing = || AppError::not_found("staged", id);
    let staged = read(house, id).await.filter(|staged| staged.by == actor.user).ok_or_else(missing)?;
    let there = tokio::fs::try_exists(staged.path(house)).await.unwrap_or(false);
    if there { Ok(staged) } else { Err(missing()) }
}

async fn read(house: &House, id: StagedId) -> Option<Staged> {
    let bytes = tokio::fs::read(folder(house, id).join(STATE)).await.ok()?;
    serde_json::from_slice(&bytes).ok().filter(|staged: &Staged| staged.id == id)
}

/// One's own files, the newest first.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<Staged>, AppError> {
    actor.require(Action::Import)?;
    let mut mine = Vec::new();
    for id in all(house).await? {
        mine.extend(read(house, id).await.filter(|staged| staged.by == actor.user && !staged.is_old(house)));
    }
    mine.sort_by_key(|staged| std::cmp::Reverse((staged.at, staged.id)));
    Ok(mine)
}

async fn all(house: &House) -> Result<Vec<StagedId>, AppError> {
    let folder = house.dir().join(FOLDER);
    let failed = |source| AppError::machine(&folder, source);
    let mut entries = match tokio::fs::read_dir(&folder).await {
        Ok(entries) => entries,
        Err(source) if source.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(failed(source)),
    };
    let mut ids = Vec::new();
    while let Some(entry) = entries.next_entry().await.map_err(failed)? {
        ids.extend(entry.file_name().to_string_lossy().parse::<StagedId>().ok());
    }
    Ok(ids)
}

/// Gives a file of one's own up.
pub async fn give_up(actor: &Actor, house: &House, id: StagedId) -> Result<(), AppError> {
    let staged = find(actor, house, id).await?;
    remove(house, staged.id).await
}

/// Removes a file that was delivered, or that never came whole.
pub async fn remove(house: &House, id: StagedId) -> Result<(), AppError> {
    let folder = folder(house, id);
    match tokio::fs::remove_dir_all(&folder).await {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(AppError::machine(&folder, source)),
        _ => Ok(()),
    }
}

/// Files that a waiting job is to read.
async fn waited_for(house: &House) -> Result<BTreeSet<StagedId>, AppError> {
    let jobs = house.store().read(house.municipality()).await?.jobs(u32::MAX).await?;
    let waits = |job: &&Job| matches!(job.state, JobState::Queued | JobState::Running);
    let named = |job: &Job| serde_json::from_value(job.payload.get("staged")?.clone()).ok();
    Ok(jobs.iter().filter(waits).filter_map(named).collect())
}

/// Files that are older than their rule, or nobody's, as an upload leaves one that was broken off; but for those that a
/// waiting job is to read.
pub(crate) async fn old(house: &House) -> Result<Vec<StagedId>, AppError> {
    let mut old = Vec::new();
    let all = all(house).await?;
    let spared = if all.is_empty() { BTreeSet::new() } else { waited_for(house).await? };
    for id in all {
        let keep = match read(house, id).await {
            Some(staged) => !staged.is_old(house),
            // Just now being written, perhaps: the hour of its making is in its name.
            None => is_young(house, id),
        };
        if !keep && !spared.contains(&id) {
            old.push(id);
        }
    }
    Ok(old)
}

/// Whether an id was made within the last day.
fn is_young(house: &House, id: StagedId) -> bool {
    let made = id.0.get_timestamp().map_or(0, |made| made.to_unix().0);
    let now = u64::try_from(house.now().as_second()).unwrap_or(0);
    now.saturating_sub(made) < 24 * 60 * 60
}

/// Removes what is older than its rule.
pub async fn sweep(house: &House) -> Result<u64, AppError> {
    let old = old(house).await?;
    for id in &old {
        remove(house, *id).await?;
    }
    Ok(old.len() as u64)
}

/// Removes everything that an account has under way: it is closed, or erased.
pub(crate) async fn forget(house: &House, user: UserId) -> Result<(), AppError> {
    for id in all(house).await? {
        let begun = tokio::fs::read_to_string(folder(house, id).join(OF)).await;
        let begun_by = begun.is_ok_and(|of| of == user.to_string());
        if begun_by || read(house, id).await.is_some_and(|staged| staged.by == user) {
            remove(house, id).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn a_name_stays_in_its_folder() {
        assert_eq!(plain_name("brott 2025.csv"), "brott 2025.csv");
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\Users\\x\\svar.xlsx"), "svar.xlsx");
        assert_eq!(plain_name(".."), "fil");
        assert_eq!(plain_name("a\0b\n"), "ab");
        assert_eq!(plain_name(&"å".repeat(500)).chars().count(), 120);
        assert_eq!(plain_name(&"\u{1f3d8}".repeat(500)).len(), 240);
    }
}
