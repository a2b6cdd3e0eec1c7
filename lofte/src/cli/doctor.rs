//! `lofte doctor`: is the house sound, and if not, what to do.
//!
//! Every check says ok, warns, or names a fault; one fault does not stop the next check. Nothing is repaired here,
//! and the house is not opened as for work, so that a half-done delivery is seen before it is put right.

use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use super::output::Format;
use super::table::Table;
use crate::closed::{Openings, named};
use crate::config::Config;
use crate::error::AppError;
use crate::house::casework;
use crate::words::Words;
use clap::Args;
use lofte_model::access::Role;
use lofte_model::id::DeliveryId;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::Delivery;
use lofte_records::Records;
use lofte_store::{Finding, Store};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte doctor --dir flen";

/// Less free space than this is a warning.
const LITTLE_SPACE: u64 = 1_000_000_000;
/// Less free space than this is a fault.
const NO_SPACE: u64 = 100_000_000;

/// Check settings, casework, rows, disk and program; exit code 1 where something is wrong
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Doctor {
    #[command(flatten)]
    place: Place,
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Ok,
    Warn,
    Error,
}

/// One line of the report.
#[derive(Debug, Serialize)]
struct Line {
    check: &'static str,
    state: State,
    message: String,
}

struct Report {
    words: Words,
    lines: Vec<Line>,
}

impl Report {
    fn add(&mut self, check: &'static str, state: State, key: &str, gaps: &[(&'static str, String)]) {
        let message = self.words.tell(key, gaps);
        self.lines.push(Line { check, state, message });
    }

    fn failed(&mut self, check: &'static str, error: impl Into<AppError>) {
        let message = Failure::from(error).tell(self.words.0);
        self.lines.push(Line { check, state: State::Error, message });
    }

    fn is_sound(&self) -> bool {
        self.lines.iter().all(|line| line.state != State::Error)
    }
}

impl Doctor {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let dir = self.place.dir.as_path();
        let mut report = Report { words: desk.words, lines: Vec::new() };
        let config = Config::read(dir)?;
        match config.municipality.parse::<MunicipalityCode>() {
            Ok(municipality) => {
                let gaps = [("municipality", municipality.to_string())];
                report.add("settings", State::Ok, "doctor-settings-ok", &gaps);
                let known = look_at_store(&mut report, &config, dir, &municipality).await;
                look_at_records(&mut report, &config, dir, &municipality, known.as_deref()).await;
            }
            Err(error) => {
                let gaps = [("why", error.to_string())];
                report.add("settings", State::Error, "doctor-settings-bad", &gaps);
            }
        }
        look_at_rights(&mut report, dir);
        look_at_disk(&mut report, dir);
        look_at_program(&mut report);
        show(desk, &report)?;
        Ok(if report.is_sound() { Ending::Done } else { Ending::Refused })
    }
}

/// Gives the deliveries that the casework knows and has not taken back.
async fn look_at_store(
    report: &mut Report,
    config: &Config,
    dir: &Path,
    municipality: &MunicipalityCode,
) -> Option<Vec<Delivery>> {
    let store = match casework(dir, config).await {
        Ok(store) => store,
        Err(error) => {
            report.failed("casework", error);
            return None;
        }
    };
    match store.check().await {
        Ok(check) => {
            let gaps = [("place", check.place.clone()), ("schema", check.schema.to_string())];
            if check.findings.is_empty() {
                report.add("casework", State::Ok, "doctor-casework-ok", &gaps);
            }
            if let Some(head) = check.audit_heads.get(municipality.as_str()) {
                let gaps = [("number", head.number.to_string()), ("chain", head.chain.to_string())];
                report.add("audit", State::Ok, "doctor-audit-head", &gaps);
            }
            for finding in &check.findings {
                let (key, gaps) = finding_gaps(report.words, finding);
                report.add("casework", State::Error, key, &gaps);
            }
        }
        Err(error) => report.failed("casework", error),
    }
    let known = match look_inside(report, &store, municipality).await {
        Ok(deliveries) => Some(deliveries),
        Err(error) => {
            report.failed("casework", error);
            None
        }
    };
    store.close().await;
    known
}

async fn look_inside(
    report: &mut Report,
    store: &Store,
    municipality: &MunicipalityCode,
) -> Result<Vec<Delivery>, AppError> {
    let mut view = store.read(municipality).await?;
    let accounts = view.accounts().await?;
    let coordinators = accounts
        .iter()
        .map(|account| &account.value)
        .filter(|account| account.role == Role::Coordinator && account.closed_at.is_none())
        .count();
    if coordinators == 0 {
        report.add("accounts", State::Error, "doctor-accounts-none", &[]);
    } else {
        let gaps = [("count", report.words.count(coordinators as u64))];
        report.add("accounts", State::Ok, "doctor-accounts-ok", &gaps);
    }
    let deliveries = view.deliveries().await?.into_iter().map(|delivery| delivery.value);
    Ok(deliveries.filter(|delivery| delivery.undone.is_none()).collect())
}

fn finding_gaps(words: Words, finding: &Finding) -> (&'static str, Vec<(&'static str, String)>) {
    match finding {
        Finding::Damaged { message } => ("doctor-finding-damaged", vec![("why", message.clone())]),
        Finding::Orphans { table } => ("doctor-finding-orphans", vec![("table", table.clone())]),
        Finding::AuditGap { municipality, missing } => (
            "doctor-finding-audit-gap",
            vec![("municipality", municipality.clone()), ("missing", missing.to_string())],
        ),
        Finding::AuditAltered { municipality, number } => (
            "doctor-finding-audit-altered",
            vec![("municipality", municipality.clone()), ("number", number.to_string())],
        ),
        Finding::Unreadable { municipality, noun, id } => (
            "doctor-finding-unreadable",
            vec![
                ("municipality", municipality.clone()),
                ("noun", words.known("noun", noun.word())),
                ("id", id.clone()),
            ],
        ),
        Finding::Altered { municipality, noun, id } => (
            "doctor-finding-altered",
            vec![
                ("municipality", municipality.clone()),
                ("noun", words.known("noun", noun.word())),
                ("id", id.clone()),
            ],
        ),
    }
}

async fn look_at_records(
    report: &mut Report,
    config: &Config,
    dir: &Path,
    municipality: &MunicipalityCode,
    known: Option<&[Delivery]>,
) {
    let looked = async {
        let records = Records::open(&config.records_location(dir))?;
        let pending = records.pending().await?;
        let visible = records.deliveries(municipality).await?;
        let readable = readable_rows(&records, municipality, &visible).await?;
        Ok::<_, AppError>((pending.len(), visible, readable))
    };
    let (pending, visible, readable) = match looked.await {
        Ok(found) => found,
        Err(error) => return report.failed("records", error),
    };
    let words = report.words;
    if readable {
        let rows = visible.iter().map(|delivery| delivery.counts.kept()).sum();
        let gaps = [("deliveries", words.count(visible.len() as u64)), ("rows", words.count(rows))];
        report.add("records", State::Ok, "doctor-records-ok", &gaps);
    } else {
        report.add("records", State::Error, "doctor-records-differ", &[]);
    }
    if let Some(known) = known {
        compare(report, known, &visible);
    }
    if pending > 0 {
        let gaps = [("count", words.count(pending as u64))];
        report.add("pending", State::Warn, "doctor-pending", &gaps);
    } else {
        report.add("pending", State::Ok, "doctor-pending-none", &[]);
    }
}

/// Whether the rows that can be read are as many as the deliveries say. Every file is read to its end: a count could
/// be answered without looking at one.
async fn readable_rows(
    records: &Records,
    municipality: &MunicipalityCode,
    visible: &[Delivery],
) -> Result<bool, AppError> {
    let read = records.check(municipality).await? + records.pruned_rows(municipality).await?;
    Ok(read == visible.iter().map(|delivery| delivery.counts.kept()).sum::<u64>())
}

/// The casework decides which deliveries there are; the rows must agree.
fn compare(report: &mut Report, known: &[Delivery], visible: &[Delivery]) {
    let ids = |deliveries: &[Delivery]| -> BTreeSet<DeliveryId> {
        deliveries.iter().map(|delivery| delivery.id).collect()
    };
    let (known, visible) = (ids(known), ids(visible));
    for id in known.difference(&visible) {
        report.add("deliveries", State::Error, "doctor-rows-missing", &[("id", id.to_string())]);
    }
    for id in visible.difference(&known) {
        report.add("deliveries", State::Error, "doctor-rows-unknown", &[("id", id.to_string())]);
    }
    if known == visible {
        report.add("deliveries", State::Ok, "doctor-deliveries-ok", &[]);
    }
}

/// Who may read and write what the house holds.
fn look_at_rights(report: &mut Report, dir: &Path) {
    let found = match Openings::of(dir) {
        Ok(found) => found,
        Err(source) => return report.failed("rights", AppError::machine(dir, source)),
    };
    let gaps = |paths: &[PathBuf]| [("files", named(paths)), ("dir", dir.display().to_string())];
    if !found.writable.is_empty() {
        let state = if found.closed { State::Warn } else { State::Error };
        report.add("rights", state, "closed-writable", &gaps(&found.writable));
    }
    if !found.readable.is_empty() {
        let state = if found.closed { State::Warn } else { State::Error };
        report.add("rights", state, "closed-readable", &gaps(&found.readable));
    }
    if !found.foreign.is_empty() {
        report.add("rights", State::Warn, "closed-foreign", &gaps(&found.foreign));
    }
    if found.as_root {
        report.add("rights", State::Warn, "closed-as-root", &gaps(&[]));
    }
    let sound = [&found.writable, &found.readable, &found.foreign].iter().all(|paths| paths.is_empty());
    if sound && !found.as_root {
        report.add("rights", State::Ok, "closed-ok", &[]);
    }
}

fn look_at_disk(report: &mut Report, dir: &Path) {
    match tempfile::tempfile_in(dir) {
        Ok(_) => report.add("folder", State::Ok, "doctor-folder-ok", &[]),
        Err(source) => report.failed("folder", AppError::machine(dir, source)),
    }
    match rustix::fs::statvfs(dir) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let gaps = [("gigabytes", report.words.decimal(free as f64 / 1e9, 1))];
            let (state, key) = if free < NO_SPACE {
                (State::Error, "doctor-disk-full")
            } else if free < LITTLE_SPACE {
                (State::Warn, "doctor-disk-little")
            } else {
                (State::Ok, "doctor-disk-ok")
            };
            report.add("disk", state, key, &gaps);
        }
        Err(error) => report.failed("disk", AppError::machine(dir, error.into())),
    }
}

fn look_at_program(report: &mut Report) {
    if crate::assets::bundled() {
        report.add("assets", State::Ok, "doctor-assets-ok", &[]);
    } else {
        report.add("assets", State::Warn, "doctor-assets-missing", &[]);
    }
    if jiff::tz::TimeZone::get("Europe/Stockholm").is_ok() {
        report.add("time zone", State::Ok, "doctor-time-zone-ok", &[]);
    } else {
        report.add("time zone", State::Error, "doctor-time-zone-missing", &[]);
    }
}

fn show(desk: &mut Desk, report: &Report) -> Result<(), Failure> {
    if desk.format == Format::Json {
        return desk.out.json(&report.lines);
    }
    let words = desk.words;
    let mut table = Table::new()
        .words(words.say("cli-col-state"))
        .words(words.say("cli-col-check"))
        .words(words.say("cli-col-message"));
    for line in &report.lines {
        let state = words.word("doctor-state", &line.state);
        let check = words.known("doctor-check", &line.check.replace(' ', "-"));
        table.row([state, check, line.message.replace('\n', " ")]);
    }
    desk.out.table(&table)?;
    desk.out.line("")?;
    desk.say(if report.is_sound() { "doctor-sound" } else { "doctor-unsound" }, &[])
}
