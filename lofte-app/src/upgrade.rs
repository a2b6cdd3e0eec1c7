//! What an upgrade does to the casework: the schema that it has, the one that this program works with, and what lies
//! between.
//!
//! A new program brings a file of casework forward when it opens it, and copies it first; so the folder also tells of
//! earlier upgrades, by the copies that they left. [`look`] and [`upgrade`] ask for no house: opening one would do it.

use crate::config::Config;
use crate::error::AppError;
use crate::house::House;
use jiff::Timestamp;
use lofte_model::access::{Action, Actor};
use lofte_store::{Store, Upgrade};
use lofte_words::Message;
use std::path::Path;

/// How the casework stands to this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Schemas.
    pub schema: Upgrade,
    /// Whether the casework is in a file, which the program copies by itself.
    pub in_file: bool,
    /// Where the casework is, without user and password.
    pub place: String,
    /// Copies that earlier upgrades left, the newest first.
    pub copies: Vec<OldCopy>,
}

/// A copy of the casework from before an upgrade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldCopy {
    /// Name of the file in the folder of the house.
    pub name: String,
    /// When it was made.
    pub at: Timestamp,
    /// Size.
    pub bytes: u64,
}

/// How the casework of the house stands.
pub async fn standing(actor: &Actor, house: &House) -> Result<Standing, AppError> {
    actor.require(Action::Operate)?;
    let in_file = house.store().engine() == lofte_store::Engine::Sqlite;
    Ok(Standing {
        schema: house.store().standing().await?,
        in_file,
        place: house.store().place(),
        copies: if in_file { copies(house.dir())? } else { Vec::new() },
    })
}

/// What this program would do to the casework of a folder; nothing is changed.
pub async fn look(dir: &Path) -> Result<Upgrade, AppError> {
    Ok(Store::look(&Config::read(dir)?.store_url(dir)).await?)
}

/// Brings the casework of a folder to this program's schema. A file is copied first, a server is not.
pub async fn upgrade(dir: &Path) -> Result<Upgrade, AppError> {
    let (store, schema) = Store::upgrade(&Config::read(dir)?.store_url(dir)).await?;
    store.close().await;
    Ok(schema)
}

/// What to say of an upgrade that was only looked at, or done.
pub fn message(schema: &Upgrade, only_looked: bool) -> Message {
    let key = match (schema.is_needed(), only_looked, &schema.copy) {
        (false, ..) if schema.found > schema.known => "cli-upgrade-newer",
        (false, ..) => "cli-upgrade-not-needed",
        (true, true, _) => "cli-upgrade-would",
        (true, false, Some(_)) => "cli-upgraded-copy",
        (true, false, None) => "cli-upgraded",
    };
    let copy = schema.copy.as_ref().map(|copy| copy.display().to_string()).unwrap_or_default();
    let steps: Vec<String> = schema.steps.iter().map(ToString::to_string).collect();
    Message::with(key, "found", schema.found)
        .and("known", schema.known)
        .and("steps", steps.join(", "))
        .and("copy", copy)
}

fn copies(dir: &Path) -> Result<Vec<OldCopy>, AppError> {
    let failed = |source| AppError::machine(dir, source);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(failed)?.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with("casework.schema-") || !name.ends_with(".sqlite") {
            continue;
        }
        let Ok(facts) = entry.metadata() else { continue };
        let at = facts.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
        found.push(OldCopy { name, at: at.unwrap_or(Timestamp::UNIX_EPOCH), bytes: facts.len() });
    }
    found.sort_by(|one, other| other.at.cmp(&one.at).then_with(|| one.name.cmp(&other.name)));
    Ok(found)
}
