//! Settings of one house, read from `lofte.toml` in its folder.
//!
//! Few on purpose: where casework and rows live, and how much is taken on. Unknown keys are refused, so that a
//! misspelt setting cannot be silently without effect. Secrets are not kept here: a database address with a password
//! is better given in `LOFTE_STORE`.

use crate::config_records::RowSettings;
use crate::limits::Limits;
use lofte_model::access::Role;
use lofte_model::records::RecordKind;
use lofte_records::{Gateway, Records, RecordsError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Name of the settings file in the folder of a house.
pub const FILE: &str = "lofte.toml";

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The municipality that the house is for.
    pub municipality: String,
    /// Whether it is a practice municipality, which can be begun again and from which nothing is published outside.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub practice: bool,
    /// Casework: empty for SQLite in the folder, or `postgres://…`.
    #[serde(default)]
    pub store: String,
    /// Rows: where they are, and who answers for them.
    #[serde(default)]
    pub records: RowSettings,
    /// How much the installation takes on.
    #[serde(default)]
    pub limits: Limits,
    /// Where people reach the pages, `https://lofte.flen.se`. Needed as soon as others than this machine are served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// Addresses of the web servers in front that may say whose request they pass on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trusted_proxies: Vec<IpAddr>,
    /// Roles that must show a second factor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub require_second_factor: Vec<Role>,
    /// How long what is kept.
    #[serde(default)]
    pub retention: Retention,
    /// The backups that the house makes of itself.
    #[serde(default)]
    pub backup: Backups,
}

/// Scheme, host and port that browsers name this installation by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin {
    secure: bool,
    authority: String,
}

/// A text that is no origin.
#[derive(Debug, thiserror::Error)]
#[error(
    "“{0}” is no origin: write https:// and the name of the host, without a path, such as https://lofte.flen.se"
)]
pub struct NoOrigin(String);

impl Origin {
    /// Whether browsers reach it by TLS.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Host and port, as browsers say them in `Host`.
    pub fn authority(&self) -> &str {
        &self.authority
    }
}

impl FromStr for Origin {
    type Err = NoOrigin;

    fn from_str(text: &str) -> Result<Self, NoOrigin> {
        let refused = || NoOrigin(text.to_owned());
        let lower = text.trim().to_ascii_lowercase();
        let (scheme, rest) = lower.split_once("://").ok_or_else(refused)?;
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let secure = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(refused()),
        };
        let default_port = if secure { ":443" } else { ":80" };
        let authority = authority.strip_suffix(default_port).unwrap_or(authority);
        let plain = |sign: char| sign.is_ascii_alphanumeric() || "-.:[]".contains(sign);
        if authority.is_empty() || !authority.chars().all(plain) {
            return Err(refused());
        }
        Ok(Self { secure, authority: authority.to_owned() })
    }
}

impl TryFrom<String> for Origin {
    type Error = NoOrigin;

    fn try_from(text: String) -> Result<Self, NoOrigin> {
        text.parse()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.secure { "https" } else { "http" }, self.authority)
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.to_string()
    }
}

/// How long things are kept, in days or years; a rule that is left out has its default, and 0 days keep nothing past
/// the next night. The defaults are long enough to find a fault and no longer; the municipality's own plan decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Long work that has ended: 90 days, time enough to ask what became of it.
    pub jobs_days: Option<u32>,
    /// Files that were brought and neither delivered nor given up: 14 days.
    pub staged_days: Option<u32>,
    /// Reject lists: 180 days, within which the sender can mend the file.
    pub reject_lists_days: Option<u32>,
    /// Deliveries that were taken back: 365 days; their rows went at once.
    pub undone_deliveries_days: Option<u32>,
    /// Closed accounts: 365 days, then login, role and organisation go and the audit keeps an id.
    pub closed_accounts_days: Option<u32>,
    /// Network addresses and browsers in the audit: 180 days, time enough to find out where an intruder came from.
    pub addresses_days: Option<u32>,
    /// Scans of signed papers: kept until somebody erases them, unless a number of days is set.
    pub scans_days: Option<u32>,
    /// Rows by kind, in whole years beside the current one. Kinds that are not named are kept.
    pub rows_years: BTreeMap<RecordKind, u16>,
    /// Rows by source, in whole years beside the current one. A source that is named has this rule and not its kind's.
    pub sources_years: BTreeMap<String, u16>,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            jobs_days: Some(90),
            staged_days: Some(14),
            reject_lists_days: Some(180),
            undone_deliveries_days: Some(365),
            closed_accounts_days: Some(365),
            addresses_days: Some(180),
            scans_days: None,
            rows_years: BTreeMap::new(),
            sources_years: BTreeMap::new(),
        }
    }
}

/// Backups that the house makes of itself, with the button on the page of operation, with `lofte backup` and every night.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Backups {
    /// Where they are written; empty for the folder of the house with `-backup` after its name, if there is one, else
    /// for `backups` in it. `LOFTE_BACKUP_DIR` goes before it.
    pub folder: String,
    /// How many stay when a nightly one has been made. `LOFTE_BACKUP_KEEP` goes before it.
    pub keep: u32,
    /// Whether `lofte serve` makes one every night; a timer of the machine may do it instead.
    pub nightly: bool,
    /// The newest sound one should not be older than this: a night, and half a day to find out.
    pub late_after_hours: u32,
}

impl Default for Backups {
    fn default() -> Self {
        Self { folder: String::new(), keep: 30, nightly: false, late_after_hours: 36 }
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
    ///
    /// What stands in the line is not told: the address of the casework may hold a password.
    #[error("the settings file {path} is not understood: line {line}: {why}")]
    Syntax {
        /// File.
        path: PathBuf,
        /// Line.
        line: usize,
        /// Why, without any value.
        why: String,
    },
    /// A number makes no sense.
    #[error("{key} in the settings is no number that can be followed")]
    BadNumber {
        /// The setting: the key of its message ends so.
        key: &'static str,
    },
}

/// What the reader of settings says, unless it repeats a value: of names and signs it may speak.
fn without_values(said: &str) -> String {
    let repeats =
        ["invalid type", "invalid value", "invalid length"].iter().any(|start| said.starts_with(start));
    if repeats { "a value of the wrong kind".to_owned() } else { said.to_owned() }
}

impl Config {
    /// The settings of a municipality, with everything in the folder and for this machine only.
    pub fn of(municipality: impl Into<String>) -> Self {
        Self {
            municipality: municipality.into(),
            practice: false,
            store: String::new(),
            records: RowSettings::default(),
            limits: Limits::default(),
            origin: None,
            trusted_proxies: Vec::new(),
            require_second_factor: Vec::new(),
            retention: Retention::default(),
            backup: Backups::default(),
        }
    }

    /// Reads the settings of the house in `dir`.
    pub fn read(dir: &Path) -> Result<Self, ConfigError> {
        let path = dir.join(FILE);
        let bytes = std::fs::read(&path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => ConfigError::NoHouse(dir.to_owned()),
            _ => ConfigError::File { path: path.clone(), source },
        })?;
        let not_understood = |before: usize, why: String| {
            let line = bytes.iter().take(before).filter(|byte| **byte == b'\n').count() + 1;
            ConfigError::Syntax { path, line, why }
        };
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(error) => return Err(not_understood(error.valid_up_to(), "not UTF-8".to_owned())),
        };
        let config: Self = toml::from_str(text).map_err(|error| {
            not_understood(error.span().map_or(0, |span| span.start), without_values(error.message()))
        })?;
        config.sensible()
    }

    /// What can be read and not followed is refused at the start, and not in the night when nobody sees it.
    fn sensible(self) -> Result<Self, ConfigError> {
        if self.backups_kept().is_none() {
            return Err(ConfigError::BadNumber { key: "keep" });
        }
        if self.backup.late_after_hours == 0 {
            return Err(ConfigError::BadNumber { key: "late" });
        }
        Ok(self)
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
             # s3://hink/prefix; en grind till ett kluster anges i en tabell, se docs/guides/scale-out.md\n\
             records = {:?}\n\
             # Adressen som webbläsare når sidorna på; behövs så snart fler än den här datorn ska nå dem.\n\
             # origin = \"https://lofte.kommun.se\"\n\
             # Webbservrar framför, som får säga vems begäran de skickar vidare.\n\
             # trusted_proxies = [\"127.0.0.1\"]\n\
             # Roller som måste logga in med en kod från mobilen också.\n\
             # require_second_factor = [\"coordinator\", \"police\"]\n\
             # Gallring, se docs/dataskydd/gallring.md. Så här länge sparas avslutade arbeten, listor över avvisade\n\
             # rader, återtagna leveranser, stängda konton och nätadresser i loggen. Rader gallras bara för de slag som räknas upp.\n\
             [retention]\njobs_days = 90\nreject_lists_days = 180\nundone_deliveries_days = 365\n\
             closed_accounts_days = 365\naddresses_days = 180\n# rows_years = {{ offence = 10 }}\n\
             # sources_years = {{ polisen = 5 }}\n\
             # Säkerhetskopior: var de läggs (tom text: mappen bredvid med -backup sist i\n\
             # namnet, om den finns, annars backups här), hur många nattliga som sparas, om\n\
             # ”lofte serve” tar en varje natt, och hur gammal den senaste får bli innan det varnas.\n\
             # [backup]\n# folder = \"\"\n# keep = 30\n# nightly = true\n# late_after_hours = 36\n",
            self.municipality, self.store, self.records.location
        );
        let text = self.practice_line() + &text + &self.other_limits();
        // The address of the casework may hold a password.
        let mut options = std::fs::OpenOptions::new();
        let file = options.write(true).create_new(true).mode(0o600).open(&path).map_err(failed)?;
        std::io::Write::write_all(&mut &file, text.as_bytes()).map_err(failed)
    }

    /// That it is practice, where it is.
    fn practice_line(&self) -> String {
        let line = "# En övningskommun: kan börjas om, och inget av den lämnas ut.\npractice = true\n";
        if self.practice { line.to_owned() } else { String::new() }
    }

    /// The part on limits, where they are not those that hold without it.
    fn other_limits(&self) -> String {
        let written =
            if self.limits == Limits::default() { None } else { toml::to_string(&self.limits).ok() };
        written.map(|limits| format!("\n[limits]\n{limits}")).unwrap_or_default()
    }

    /// What the environment says instead of the file. A practice municipality keeps to its folder: what is set on a machine is
    /// set for the real one.
    fn environment(&self, name: &str) -> Option<String> {
        let said = std::env::var(name).ok().filter(|text| !text.is_empty());
        said.filter(|_| !self.practice)
    }

    /// Address of the casework.
    pub fn store_url(&self, dir: &Path) -> String {
        match self.environment("LOFTE_STORE") {
            Some(url) => url,
            _ if !self.store.is_empty() => self.store.clone(),
            _ => format!("sqlite://{}", dir.join("casework.sqlite").display()),
        }
    }

    /// Where the house puts its backups.
    pub fn backup_folder(&self, dir: &Path) -> PathBuf {
        match self.environment("LOFTE_BACKUP_DIR") {
            Some(folder) => PathBuf::from(folder),
            _ if !self.backup.folder.is_empty() => dir.join(&self.backup.folder),
            _ => beside(dir).filter(|beside| beside.is_dir()).unwrap_or_else(|| dir.join("backups")),
        }
    }

    /// How many backups stay when a nightly one has been made; at least one. `None` where what was said is no number.
    pub fn backups_kept(&self) -> Option<usize> {
        let said = match std::env::var("LOFTE_BACKUP_KEEP") {
            Ok(text) if !text.is_empty() => text.trim().parse().ok()?,
            _ => self.backup.keep,
        };
        usize::try_from(said).ok().filter(|kept| *kept > 0)
    }

    /// Where the rows are.
    pub fn records_location(&self, dir: &Path) -> String {
        let location = &self.records.location;
        if location.is_empty() { dir.join("records").display().to_string() } else { location.clone() }
    }

    /// Opens the rows, asked through a gateway where the settings name one.
    pub fn open_records(&self, dir: &Path) -> Result<Records, RecordsError> {
        let records = Records::open(&self.records_location(dir))?;
        match &self.records.engine {
            None => Ok(records),
            Some(engine) => {
                let gateway = Gateway::open(&engine.address, &engine.secret_file(dir), engine.patience())?;
                Ok(records.asked_through(gateway))
            }
        }
    }
}

/// `/var/lib/lofte-backup` for `/var/lib/lofte`: what a package or whoever looks after the machine has made.
fn beside(dir: &Path) -> Option<PathBuf> {
    let dir = dir.canonicalize().ok()?;
    let name = dir.file_name()?.to_str()?;
    Some(dir.with_file_name(format!("{name}-backup")))
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
    fn backups_go_where_the_settings_say_or_beside_the_house_where_there_is_a_folder_for_them() {
        let dir = tempfile::tempdir().unwrap();
        let house = dir.path().canonicalize().unwrap().join("flen");
        std::fs::create_dir(&house).unwrap();
        let mut config = Config::of("0482");
        assert_eq!(config.backup_folder(&house), house.join("backups"));
        let beside = house.with_file_name("flen-backup");
        std::fs::create_dir(&beside).unwrap();
        assert_eq!(config.backup_folder(&house), beside);
        config.backup.folder = "/srv/copies".into();
        assert_eq!(config.backup_folder(&house), PathBuf::from("/srv/copies"));
        config.backup.keep = 0;
        assert_eq!(config.backups_kept(), None, "the last backup is never removed");
    }

    #[test]
    fn an_origin_is_a_scheme_and_a_host() {
        let origin = |text: &str| text.parse::<Origin>().map(|origin| origin.to_string()).ok();
        assert_eq!(origin("https://Lofte.Flen.se/").as_deref(), Some("https://lofte.flen.se"));
        assert_eq!(origin("https://lofte.flen.se:443").as_deref(), Some("https://lofte.flen.se"));
        assert_eq!(origin("http://127.0.0.1:8080").as_deref(), Some("http://127.0.0.1:8080"));
        for bad in ["", "lofte.flen.se", "https://", "https://a/b", "https://a@b", "ftp://a", "https://a b"] {
            assert_eq!(origin(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_misspelt_setting_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), "municipality = \"0482\"\nstoer = \"x\"\n").unwrap();
        assert!(matches!(Config::read(dir.path()), Err(ConfigError::Syntax { line: 2, .. })));
    }

    #[test]
    fn settings_in_other_letters_are_named_by_line() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), b"municipality = \"0482\"\n# Fl\xe9n\n").unwrap();
        assert!(matches!(Config::read(dir.path()), Err(ConfigError::Syntax { line: 2, .. })));
    }

    #[test]
    fn backups_that_would_never_be_taken_or_always_be_too_old_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        for (setting, wrong) in [("keep", "keep"), ("late_after_hours", "late")] {
            let write = |number: u32| {
                let text = format!("municipality = \"0482\"\n[backup]\n{setting} = {number}\n");
                std::fs::write(dir.path().join(FILE), text).unwrap();
                Config::read(dir.path())
            };
            assert!(write(1).is_ok());
            let refused = write(0);
            assert!(matches!(refused, Err(ConfigError::BadNumber { key }) if key == wrong), "{refused:?}");
        }
    }

    #[test]
    fn a_broken_line_is_named_and_not_shown() {
        let dir = tempfile::tempdir().unwrap();
        let broken = "municipality = \"0482\"\n\nstore = \"postgres://lofte:hemligt@db/lofte\n";
        std::fs::write(dir.path().join(FILE), broken).unwrap();
        let error = Config::read(dir.path()).unwrap_err();
        let told = format!("{error} {error:?} {}", lofte_model::message::chain(&error));
        assert!(told.contains("line 3") && !told.contains("hemligt"), "{told}");
    }
}
