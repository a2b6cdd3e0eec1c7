//! `lofte backup`: settings, casework and rows of one moment in one file, and whether such a file is whole.

use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use clap::Args;
use lofte_analyse::output::Table;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::backup::{self, Taken};
use lofte_app::backup_folder::Known;
use lofte_store::AuditHead;
use serde::Serialize;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte backup --dir flen                             into the house's own folder, read back, old ones removed
  lofte backup --dir flen --out flen-2026-11-23.zip
  lofte backup --dir flen --check flen-2026-11-23.zip
  lofte backup --dir flen --list";

/// Write settings, casework and rows of one moment into one file
///
/// Without --out it goes into the folder that lofte.toml names under [backup] (or LOFTE_BACKUP_DIR), is read back by
/// restoring it to a folder that is thrown away, and only when it is whole the oldest beyond those that are kept are
/// removed: what a timer does every night. It holds the municipality of the folder and no other, also where several
/// share a database. Work can go on meanwhile; deliveries wait. Rows in an object store are not included: that has its
/// own versions. The file holds hashes of passwords and everything that is not public: keep it as carefully as the
/// house itself.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Backup {
    #[command(flatten)]
    place: Place,
    /// File to write; must not exist
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The casework of every municipality in the same database, for whoever runs it
    #[arg(long, requires = "out")]
    all: bool,
    /// Read a backup back instead, and say whether it is whole
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "list"])]
    check: Option<PathBuf>,
    /// List the backups in the house's own folder instead
    #[arg(long, conflicts_with = "out")]
    list: bool,
}

#[derive(Serialize)]
struct Shown<'a> {
    out: &'a Path,
    casework_rows: u64,
    record_files: usize,
    bytes: u64,
    records_included: bool,
    checked: bool,
    removed: usize,
    /// Where the log stood: whoever keeps it sees when an entry up to it is changed or gone.
    log: Option<&'a AuditHead>,
}

impl Backup {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        if let Some(file) = &self.check {
            backup::check_file(&actor, &house, file).await?;
            let gaps = [("file", file.display().to_string())];
            desk.say("backup-whole", &gaps)?;
            return Ok(Ending::Done);
        }
        if self.list {
            list(desk, &backup::list(&actor, &house).await?)?;
            return Ok(Ending::Done);
        }
        if let Some(file) = &self.out {
            show(desk, &backup::take(&actor, &house, file, self.all).await?, None)?;
        } else {
            let (taken, removed) = backup::take_nightly(&actor, &house).await?;
            show(desk, &taken, Some(removed))?;
        }
        Ok(Ending::Done)
    }
}

/// `removed`: how many old ones went after it had been read back, where it was.
fn show(desk: &mut Desk, taken: &Taken, removed: Option<usize>) -> Result<(), OutputError> {
    let words = desk.words;
    if desk.format == Format::Json {
        return desk.out.json(&Shown {
            out: &taken.file,
            casework_rows: taken.casework_rows,
            record_files: taken.record_files,
            bytes: taken.bytes,
            records_included: taken.records_included,
            checked: removed.is_some(),
            removed: removed.unwrap_or(0),
            log: taken.log.as_ref(),
        });
    }
    let gaps = [
        ("file", taken.file.display().to_string()),
        ("rows", words.count(taken.casework_rows)),
        ("files", words.count(taken.record_files as u64)),
        ("megabytes", words.decimal(taken.bytes as f64 / 1e6, 1)),
    ];
    desk.say("cli-backup-made", &gaps)?;
    if let Some(head) = &taken.log {
        let gaps = [("number", head.number.to_string()), ("chain", head.chain.to_string())];
        desk.say("doctor-audit-head", &gaps)?;
    }
    if !taken.records_included {
        desk.say("cli-backup-no-records", &[])?;
    }
    if let Some(removed) = removed {
        desk.say("cli-backup-read-back", &[("count", words.count(removed as u64))])?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    taken_at: jiff::Timestamp,
    bytes: u64,
    state: &'static str,
}

fn list(desk: &mut Desk, known: &[Known]) -> Result<(), OutputError> {
    let words = desk.words;
    if desk.format == Format::Json {
        let listed = known.iter().map(|known| {
            let Known { name, taken_at, bytes, trial } = known;
            Listed { name, taken_at: *taken_at, bytes: *bytes, state: trial.word() }
        });
        return desk.out.json(&listed.collect::<Vec<_>>());
    }
    if known.is_empty() {
        return desk.say("backup-health-none", &[]);
    }
    let mut table = Table::new()
        .words(words.say("cli-backup-col-file"))
        .words(words.say("cli-backup-col-taken"))
        .words(words.say("cli-backup-col-megabytes"))
        .words(words.say("cli-col-state"));
    for one in known {
        let size = words.decimal(one.bytes as f64 / 1e6, 1);
        table.row([
            one.name.clone(),
            words.moment(one.taken_at),
            size,
            words.known("backup-state", one.trial.word()),
        ]);
    }
    desk.out.table(&table)
}
