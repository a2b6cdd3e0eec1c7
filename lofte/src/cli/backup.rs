//! `lofte backup`: settings, casework and rows of one moment in one file.

use super::archive::{self, CASEWORK, RECORDS, SETTINGS};
use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use super::output::Format;
use crate::config::{Config, FILE};
use crate::error::Message;
use crate::house::House;
use clap::Args;
use lofte_model::access::{Action, Actor};
use lofte_store::{AuditEntry, AuditHead, Noun};
use serde::Serialize;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte backup --dir flen --out flen-2026-11-23.zip";

/// Write settings, casework and rows of one moment into one file
///
/// It holds the municipality of the folder and no other, also where several share a database. Work can go on meanwhile;
/// deliveries wait. Rows in an object store are not included: that has its own versions.
/// The file holds hashes of passwords and everything that is not public: keep it as carefully as the house itself.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Backup {
    #[command(flatten)]
    place: Place,
    /// File to write; must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The casework of every municipality in the same database, for whoever runs it
    #[arg(long)]
    all: bool,
}

#[derive(Serialize)]
struct Shown<'a> {
    out: &'a Path,
    casework_rows: u64,
    record_files: usize,
    bytes: u64,
    records_included: bool,
    /// Where the log stood: whoever keeps it sees when an entry up to it is changed or gone.
    log: Option<AuditHead>,
}

impl Backup {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        actor.require(Action::Backup)?;
        if self.out.exists() {
            let message = Message::with("cli-backup-exists", "file", self.out.display());
            return Err(Failure::refused(message));
        }
        let shown = self.take(&actor, &house).await?;
        if desk.format == Format::Json {
            desk.out.json(&shown)?;
            return Ok(Ending::Done);
        }
        let words = desk.words;
        let gaps = [
            ("file", shown.out.display().to_string()),
            ("rows", words.count(shown.casework_rows)),
            ("files", words.count(shown.record_files as u64)),
            ("megabytes", words.decimal(shown.bytes as f64 / 1e6, 1)),
        ];
        desk.say("cli-backup-made", &gaps)?;
        if let Some(head) = &shown.log {
            let gaps = [("number", head.number.to_string()), ("chain", head.chain.to_string())];
            desk.say("doctor-audit-head", &gaps)?;
        }
        if !shown.records_included {
            desk.say("cli-backup-no-records", &[])?;
        }
        Ok(Ending::Done)
    }

    async fn take(&self, actor: &Actor, house: &House) -> Result<Shown<'_>, Failure> {
        // Casework and rows must be of one moment: no delivery comes or goes meanwhile.
        let lock = house.try_lock()?.ok_or_else(|| Failure::refused(Message::plain("import-busy")))?;
        let out = self.out.as_path();
        // Beside its place and for its owner alone: the system's folder for such things is everybody's.
        let beside = match out.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let folder = tempfile::Builder::new().prefix(".lofte-backup-").tempdir_in(beside);
        let folder = folder.map_err(|source| Failure::machine(beside, source))?;
        let casework = folder.path().join(CASEWORK);
        let of = (!self.all).then(|| house.municipality());
        let facts = house.store().backup(&casework, of).await?;
        let head = house.store().read(&actor.municipality).await?.audit_head().await?;
        let config = Config::read(house.dir())?;
        let mut entries =
            vec![(SETTINGS.to_owned(), house.dir().join(FILE)), (CASEWORK.to_owned(), casework)];
        let location = config.records_location(house.dir());
        let records_included = !location.contains("://");
        let before = entries.len();
        if records_included {
            let location = Path::new(&location);
            let files = match of {
                None => archive::files_under(location, RECORDS),
                Some(code) => {
                    archive::files_under(&location.join(code.as_str()), &format!("{RECORDS}/{code}"))
                }
            };
            entries.extend(files.map_err(|source| Failure::machine(location, source))?);
        }
        let bytes = archive::write(out, &entries).map_err(|source| Failure::machine(out, source))?;
        drop(lock);
        let tx = house.store().begin(&actor.municipality).await?;
        let id = facts.fingerprint.short().to_owned();
        let entry = AuditEntry::new(house.now(), Some(actor.user), Action::Backup, Noun::Backup, &id);
        tx.commit(entry.through(&actor.channel).fingerprint(&facts.fingerprint)).await?;
        let record_files = entries.len() - before;
        Ok(Shown { out, casework_rows: facts.rows, record_files, bytes, records_included, log: head })
    }
}
