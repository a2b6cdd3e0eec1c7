//! Settings of one house, read from `lofte.toml` in its folder.
//!
//! Few on purpose: where casework and rows live, and how much is taken on. Unknown keys are refused, so that a
//! misspelt setting cannot be silently without effect. Secrets are not kept here: a database address with a password
//! is better given in `LOFTE_STORE`.

use crate::limits::Limits;
use lofte_model::records::RecordKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Name of the settings file in the folder of a house.
pub const FILE: &str = "lofte.toml";

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The municipality that the house is for.
    pub municipality: String,
    /// Casework: empty for SQLite in the folder, or `postgres://…`.
    #[serde(default)]
    pub store: String,
    /// Rows: empty for a folder in the folder, or `s3://bucket/prefix`.
    #[serde(default)]
    pub records: String,
    /// How much the installation takes on.
    #[serde(default)]
    pub limits: Limits,
    /// How long what is kept.
    #[serde(default)]
    pub retention: Retention,
}

/// How long things are kept, in days or years; a rule that is left out has its default, and 0 days keep nothing past
/// the next night. The defaults are long enough to find a fault and no longer; the municipality's own plan decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Long work that has ended: 90 days, time enough to ask what became of it.
    pub jobs_days: Option<u32>,
    /// Reject lists: 180 days, within which the sender can mend the file.
    pub reject_lists_days: Option<u32>,
    /// Deliveries that were taken back: 365 days; their rows went at once.
    pub undone_deliveries_days: Option<u32>,
    /// Closed accounts: 365 days, then login, role and organisation go and the audit keeps an id.
    pub closed_accounts_days: Option<u32>,
    /// Rows by kind, in whole years beside the current one. Kinds that are not named are kept.
    pub rows_years: BTreeMap<RecordKind, u16>,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            jobs_days: Some(90),
            reject_lists_days: Some(180),
            undone_deliveries_days: Some(365),
            closed_accounts_days: Some(365),
            rows_years: BTreeMap::new(),
        }
    }
}

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no house in the folder.
    #[error("there is no Löfte in {0}: make one with `lofte init` or `lofte demo`")]
    NoHouse(PathBuf),
    /// There is one already.
    #[error("there is already a Löfte in {0}: choose another folder, or use it with `lofte serve`")]
    AlreadyThere(PathBuf),
    /// The file cannot be read or written.
    #[error("cannot use the settings file {path}")]
    File {
        /// File.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not understood.
    #[error("the settings file {path} is not understood")]
    Syntax {
        /// File.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
}

impl Config {
    /// Settings of a house for a municipality, with everything in its folder.
    pub fn of(municipality: impl Into<String>) -> Self {
        Self {
            municipality: municipality.into(),
            store: String::new(),
            records: String::new(),
            limits: Limits::default(),
            retention: Retention::default(),
        }
    }

    /// Reads the settings of the house in `dir`.
    pub fn read(dir: &Path) -> Result<Self, ConfigError> {
        let path = dir.join(FILE);
        let text = std::fs::read_to_string(&path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => ConfigError::NoHouse(dir.to_owned()),
            _ => ConfigError::File { path: path.clone(), source },
        })?;
        toml::from_str(&text).map_err(|source| ConfigError::Syntax { path, source: Box::new(source) })
    }

    /// Writes the settings of a new house; refuses where one stands already.
    pub fn create(&self, dir: &Path) -> Result<(), ConfigError> {
        let path = dir.join(FILE);
        if path.exists() {
            return Err(ConfigError::AlreadyThere(dir.to_owned()));
        }
        let failed = |source| ConfigError::File { path: path.clone(), source };
        std::fs::create_dir_all(dir).map_err(failed)?;
        crate::closed::close(dir);
        let text = format!(
            "# Löfte: inställningar. En tom text betyder: i den här mappen.\n\
             municipality = {:?}\n\
             # postgres://användare@värd/databas, eller miljövariabeln LOFTE_STORE\nstore = {:?}\n\
             # s3://hink/prefix\nrecords = {:?}\n\
             # Gallring, se docs/dataskydd/gallring.md. Så här länge sparas avslutade arbeten, listor över avvisade\n\
             # rader, återtagna leveranser och stängda konton. Rader gallras bara för de slag som räknas upp.\n\
             [retention]\njobs_days = 90\nreject_lists_days = 180\nundone_deliveries_days = 365\n\
             closed_accounts_days = 365\n# rows_years = {{ offence = 10 }}\n",
            self.municipality, self.store, self.records
        );
        let text = text + &self.other_limits();
        // The address of the casework may hold a password.
        let mut options = std::fs::OpenOptions::new();
        let file = options.write(true).create_new(true).mode(0o600).open(&path).map_err(failed)?;
        std::io::Write::write_all(&mut &file, text.as_bytes()).map_err(failed)
    }

    /// The part on limits, where they are not those that hold without it.
    fn other_limits(&self) -> String {
        let written =
            if self.limits == Limits::default() { None } else { toml::to_string(&self.limits).ok() };
        written.map(|limits| format!("\n[limits]\n{limits}")).unwrap_or_default()
    }

    /// Address of the casework.
    pub fn store_url(&self, dir: &Path) -> String {
        match std::env::var("LOFTE_STORE") {
            Ok(url) if !url.is_empty() => url,
            _ if !self.store.is_empty() => self.store.clone(),
            _ => format!("sqlite://{}", dir.join("casework.sqlite").display()),
        }
    }

    /// Where the rows are.
    pub fn records_location(&self, dir: &Path) -> String {
        if self.records.is_empty() { dir.join("records").display().to_string() } else { self.records.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_written_and_read_once() {
        let dir = tempfile::tempdir().unwrap();
        let config = Config::of("0482");
        assert!(matches!(Config::read(dir.path()), Err(ConfigError::NoHouse(_))));
        config.create(dir.path()).unwrap();
        assert_eq!(Config::read(dir.path()).unwrap(), config);
        assert!(matches!(config.create(dir.path()), Err(ConfigError::AlreadyThere(_))));
    }

    #[test]
    fn limits_of_ones_own_are_written_and_read() {
        let dir = tempfile::tempdir().unwrap();
        let mut config = Config::of("0482");
        config.limits.connections = 7;
        config.limits.stopping = std::time::Duration::from_millis(1500);
        config.create(dir.path()).unwrap();
        assert_eq!(Config::read(dir.path()).unwrap(), config);
    }

    #[test]
    fn a_misspelt_setting_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), "municipality = \"0482\"\nstoer = \"x\"\n").unwrap();
        assert!(matches!(Config::read(dir.path()), Err(ConfigError::Syntax { .. })));
    }
}
