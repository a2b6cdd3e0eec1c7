//! Whether the house is sound, and if not, what to do: the checks of `lofte doctor` and of the page of operation.
//!
//! Every check says ok, warns, or names a fault; one fault does not stop the next check. Nothing is repaired here.
//! [`examine`] asks for no house: it looks at the folder as it lies, so that a half-done delivery is seen before it is
//! put right, and a house that cannot be opened can be examined. [`report`] is the same for somebody who is signed in.

use crate::backup_folder::{Hashes, Health};
use crate::config::Config;
use crate::error::AppError;
use crate::house::House;
use crate::report::{Check, Report, State};
use crate::startup::casework;
use jiff::{SignedDuration, Timestamp};
use lofte_model::access::{Action, Actor, Role};
use lofte_model::id::DeliveryId;
use lofte_model::picture::CellFile;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::Delivery;
use lofte_records::{Integrity, Records};
use lofte_store::{Finding, Store};
use lofte_words::{Message, swedish};
use std::collections::BTreeSet;
use std::path::Path;

mod machine;

/// How much the clocks of two machines that share casework may differ.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// Examines a folder as it lies. Refused where there is no house in it, or its settings cannot be read.
pub async fn examine(dir: &Path) -> Result<Report, AppError> {
    let config = Config::read(dir)?;
    let mut report = Report::default();
    if let Some(municipality) = look_at_settings(&mut report, &config) {
        let known = match casework(dir, &config).await {
            Ok(store) => {
                let known = look_at_casework(&mut report, &store, &municipality).await;
                let place = (dir, &config);
                look_at_backups(&mut report, (&store, &municipality), place, Timestamp::now()).await;
                look_at_clock(&mut report, &store, &municipality, Timestamp::now()).await;
                store.close().await;
                known
            }
            Err(error) => {
                report.failed(Check::Casework, error);
                None
            }
        };
        let records = config.open_records(dir).map_err(AppError::from);
        look_at_rows(&mut report, records, &municipality, known.as_ref()).await;
    }
    look_at_machine(&mut report, dir, &config).await;
    Ok(report)
}

/// Examines the house that somebody works in.
pub async fn report(actor: &Actor, house: &House) -> Result<Report, AppError> {
    actor.require(Action::Operate)?;
    let mut report = Report::default();
    match Config::read(house.dir()) {
        // It may have been changed since the program started.
        Ok(config) => drop(look_at_settings(&mut report, &config)),
        Err(error) => report.failed(Check::Settings, error),
    }
    let municipality = house.municipality();
    let known = look_at_casework(&mut report, house.store(), municipality).await;
    let place = (house.dir(), house.config());
    look_at_backups(&mut report, (house.store(), municipality), place, house.now()).await;
    look_at_clock(&mut report, house.store(), municipality, house.now()).await;
    look_at_rows(&mut report, Ok(house.records().clone()), municipality, known.as_ref()).await;
    look_at_machine(&mut report, house.dir(), house.config()).await;
    Ok(report)
}

/// Examines what was read back of a backup: its casework, and its rows where they are in it.
pub(super) async fn examine_copy(
    store: &Store,
    records: Option<&Path>,
    municipality: &MunicipalityCode,
) -> Report {
    let mut report = Report::default();
    let known = look_at_casework(&mut report, store, municipality).await;
    if let Some(records) = records {
        let records = Records::open(&records.display().to_string()).map_err(AppError::from);
        look_at_rows(&mut report, records, municipality, known.as_ref()).await;
    }
    report
}

fn look_at_settings(report: &mut Report, config: &Config) -> Option<MunicipalityCode> {
    match config.municipality.parse::<MunicipalityCode>() {
        Ok(municipality) => {
            let message = Message::with("doctor-settings-ok", "municipality", &municipality);
            report.add(Check::Settings, State::Ok, message);
            Some(municipality)
        }
        Err(error) => {
            report.add(Check::Settings, State::Error, Message::with("doctor-settings-bad", "why", error));
            None
        }
    }
}

/// What the casework says there must be among the rows.
struct Named {
    /// Deliveries that have not been taken back.
    deliveries: Vec<Delivery>,
    /// Counts of pictures, with the edition; `None` for the picture that was computed last.
    cells: Vec<(Option<u32>, CellFile)>,
}

/// Gives what the casework names of the rows.
async fn look_at_casework(
    report: &mut Report,
    store: &Store,
    municipality: &MunicipalityCode,
) -> Option<Named> {
    match store.check().await {
        Ok(check) => {
            if check.findings.is_empty() {
                let message = Message::with("doctor-casework-ok", "place", &check.place);
                report.add(Check::Casework, State::Ok, message.and("schema", check.schema));
            }
            if let Some(head) = check.audit_heads.get(municipality.as_str()) {
                let message = Message::with("doctor-audit-head", "number", head.number);
                report.add(Check::Audit, State::Ok, message.and("chain", &head.chain));
            }
            for finding in &check.findings {
                report.add(Check::Casework, State::Error, told(finding));
            }
        }
        Err(error) => report.failed(Check::Casework, error),
    }
    match look_inside(report, store, municipality).await {
        Ok(named) => Some(named),
        Err(error) => {
            report.failed(Check::Casework, error);
            None
        }
    }
}

/// A clock that stands before what happened last has gone back, or went ahead when that was written. It is told only then:
/// days of deliveries and publications come out in another order than they happened, and rows of today are refused as rows
/// of the future. What came last is known by its number all the same.
async fn look_at_clock(report: &mut Report, store: &Store, municipality: &MunicipalityCode, now: Timestamp) {
    let newest = match store.read(municipality).await {
        Ok(mut view) => view.audit(1, None).await,
        Err(error) => Err(error),
    };
    match newest {
        Ok(newest) => {
            let last = newest.first().map(|known| known.entry.at);
            if let Some(last) = last.filter(|last| now.duration_until(*last) > CLOCKS_DIFFER) {
                let shown = |at: Timestamp| swedish(at).strftime("%Y-%m-%d %H:%M").to_string();
                let message = Message::with("doctor-clock-behind", "last", shown(last));
                report.add(Check::Clock, State::Warn, message.and("now", shown(now)));
            }
        }
        Err(error) => report.failed(Check::Casework, error),
    }
}

async fn look_inside(
    report: &mut Report,
    store: &Store,
    municipality: &MunicipalityCode,
) -> Result<Named, AppError> {
    let mut view = store.read(municipality).await?;
    let accounts = view.accounts().await?;
    let coordinators = accounts
        .iter()
        .map(|account| &account.value)
        .filter(|account| account.role == Role::Coordinator && account.closed_at.is_none())
        .count();
    if coordinators == 0 {
        report.add(Check::Accounts, State::Error, Message::plain("doctor-accounts-none"));
    } else {
        report.add(Check::Accounts, State::Ok, Message::with("doctor-accounts-ok", "count", coordinators));
    }
    let deliveries = view.deliveries().await?.into_iter().map(|delivery| delivery.value);
    let deliveries = deliveries.filter(|delivery| delivery.undone.is_none()).collect();
    let draft = view.draft_picture().await?.and_then(|draft| draft.value.report);
    let editions = view.adopted_pictures().await?.into_iter();
    let editions = editions.map(|edition| (Some(edition.number), edition.report));
    let reports = draft.map(|report| (None, report)).into_iter().chain(editions);
    let cells = reports.filter_map(|(edition, report)| Some((edition, report.rates?.file()?.clone())));
    Ok(Named { deliveries, cells: cells.collect() })
}

fn told(finding: &Finding) -> Message {
    match finding {
        Finding::Damaged { message } => Message::with("doctor-finding-damaged", "why", message),
        Finding::Orphans { table } => Message::with("doctor-finding-orphans", "table", table),
        Finding::AuditGap { municipality, missing } => {
            Message::with("doctor-finding-audit-gap", "municipality", municipality).and("missing", missing)
        }
        Finding::AuditAltered { municipality, number } => {
            Message::with("doctor-finding-audit-altered", "municipality", municipality).and("number", number)
        }
        Finding::Unreadable { municipality, noun, id } => {
            Message::with("doctor-finding-unreadable", "municipality", municipality)
                .and("noun", noun.word())
                .and("id", id)
        }
        Finding::Altered { municipality, noun, id } => {
            Message::with("doctor-finding-altered", "municipality", municipality)
                .and("noun", noun.word())
                .and("id", id)
        }
    }
}

async fn look_at_rows(
    report: &mut Report,
    records: Result<Records, AppError>,
    municipality: &MunicipalityCode,
    known: Option<&Named>,
) {
    let records = match records {
        Ok(records) => records,
        Err(error) => return report.failed(Check::Records, error),
    };
    look_at_gateway(report, &records).await;
    look_at_digests(report, &records, municipality).await;
    let looked = async {
        if let Some(known) = known {
            look_at_cells(report, &records, municipality, &known.cells).await;
        }
        let pending = records.pending().await?;
        let visible = records.deliveries(municipality).await?;
        let readable = readable_rows(&records, municipality, &visible).await?;
        Ok::<_, AppError>((pending.len(), visible, readable))
    };
    let (pending, visible, readable) = match looked.await {
        Ok(found) => found,
        Err(error) => return report.failed(Check::Records, error),
    };
    if readable {
        let rows: u64 = visible.iter().map(|delivery| delivery.counts.kept()).sum();
        let message = Message::with("doctor-records-ok", "deliveries", visible.len()).and("rows", rows);
        report.add(Check::Records, State::Ok, message);
    } else {
        report.add(Check::Records, State::Error, Message::plain("doctor-records-differ"));
    }
    if let Some(known) = known {
        compare(report, &known.deliveries, &visible);
    }
    if pending > 0 {
        report.add(Check::Pending, State::Warn, Message::with("doctor-pending", "count", pending));
    } else {
        report.add(Check::Pending, State::Ok, Message::plain("doctor-pending-none"));
    }
}

/// Whether the gateway that is asked about rows is there and knows this house, where there is one.
async fn look_at_gateway(report: &mut Report, records: &Records) {
    let Some(gateway) = records.gateway() else { return };
    match gateway.greet().await {
        Ok(()) => report.add(Check::Gateway, State::Ok, Message::plain("doctor-gateway-ok")),
        Err(error) => report.failed(Check::Gateway, AppError::from(error)),
    }
}

/// Whether every file of rows is what was put: what a disk has changed may still be read without a complaint.
async fn look_at_digests(report: &mut Report, records: &Records, municipality: &MunicipalityCode) {
    let Integrity { verified, unverified, altered } = match records.verify(municipality).await {
        Ok(found) => found,
        Err(error) => return report.failed(Check::RowFiles, error),
    };
    for path in &altered {
        report.add(Check::RowFiles, State::Error, Message::with("doctor-row-file-altered", "path", path));
    }
    if altered.is_empty() {
        let message = Message::with("doctor-row-files-ok", "verified", verified);
        report.add(Check::RowFiles, State::Ok, message);
    }
    if unverified > 0 {
        let message = Message::with("doctor-row-files-unverified", "count", unverified);
        report.add(Check::RowFiles, State::Ok, message);
    }
}

/// Whether the counts of the picture and of every edition are what they were; each file is read to its end.
async fn look_at_cells(
    report: &mut Report,
    records: &Records,
    municipality: &MunicipalityCode,
    cells: &[(Option<u32>, CellFile)],
) {
    let mut sound = 0;
    for (edition, file) in cells {
        match (records.check_cells(municipality, file).await, edition) {
            (Ok(()), _) => sound += 1,
            (Err(_), Some(number)) => {
                let message = Message::with("doctor-cells-of-edition", "number", number);
                report.add(Check::Picture, State::Error, message);
            }
            (Err(_), None) => {
                report.add(Check::Picture, State::Error, Message::plain("doctor-cells-of-draft"));
            }
        }
    }
    if sound == cells.len() {
        report.add(Check::Picture, State::Ok, Message::with("doctor-cells-ok", "count", sound));
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
        report.add(Check::Deliveries, State::Error, Message::with("doctor-rows-missing", "id", id));
    }
    for id in visible.difference(&known) {
        report.add(Check::Deliveries, State::Error, Message::with("doctor-rows-unknown", "id", id));
    }
    if known == visible {
        report.add(Check::Deliveries, State::Ok, Message::plain("doctor-deliveries-ok"));
    }
}

/// Whether there is a sound backup that is not too old. Its file is read anew, whatever was found before.
async fn look_at_backups(
    report: &mut Report,
    of: (&Store, &MunicipalityCode),
    place: (&Path, &Config),
    now: Timestamp,
) {
    match Health::look(of, place, &Hashes::default(), now).await {
        Ok(health) => report.add(Check::Backup, health.state(), health.message()),
        Err(error) => report.failed(Check::Backup, error),
    }
}

/// What the house needs of the machine: rights and disk.
async fn look_at_machine(report: &mut Report, dir: &Path, config: &Config) {
    machine::look_at_house(report, dir).await;
    machine::look_at_backup_folder(report, dir, &config.backup_folder(dir)).await;
}
