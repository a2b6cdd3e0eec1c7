//! Retention: what is kept how long, and what goes by rule every night.
//!
//! The rules stand in the settings of the house ([`Retention`]), so that the municipality's own plan for its documents
//! decides. Each removal is in the audit, as a count. Adopted editions, promises in force and publications are frozen
//! and public, and are never pruned: what rests on pruned rows is said beforehand, and cannot be computed again. What goes
//! because somebody asks is in [`super::erasure`].

use super::require_seen;
use crate::backup_folder::names;
use crate::config::Retention;
use crate::error::AppError;
use crate::house::House;
use jiff::{Timestamp, ToSpan};
use lofte_model::access::{Action, Actor, Channel};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{DeliveryId, UserId};
use lofte_model::picture::{Edition, Rates};
use lofte_model::records::{Delivery, RecordKind};
use lofte_records::PrunedYear;
use lofte_store::{AuditEntry, AuditVerb, Noun};
use lofte_words::Message;
use serde::Serialize;

/// What was removed, or would be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pruned {
    /// Jobs that ended long ago.
    pub jobs: u64,
    /// Reject lists of old deliveries.
    pub reject_lists: u64,
    /// Deliveries that were taken back long ago.
    pub undone_deliveries: u64,
    /// Accounts that were closed long ago.
    pub closed_accounts: u64,
    /// Entries of the audit that said from which network address and browser somebody came.
    pub addresses: u64,
    /// Files that were brought and never delivered.
    #[serde(skip_serializing_if = "is_zero")]
    pub staged: u64,
    /// Scans of signed papers.
    #[serde(skip_serializing_if = "is_zero")]
    pub scans: u64,
    /// Rows by kind and year.
    pub rows: Vec<PrunedRows>,
    /// Adopted editions that were computed from some of those rows: they stay, but cannot be computed again.
    pub editions_resting: Vec<u32>,
    /// Backups in the folder of the house that still hold what goes, until they go themselves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub backups: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands on a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Pruned {
    /// What somebody has seen who then has it removed.
    pub fn seen(&self) -> Result<Fingerprint, AppError> {
        Ok(Fingerprint::of(self)?)
    }

    /// Whether nothing is older than its rule.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// Rows of a kind, source and year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrunedRows {
    /// Kind.
    pub kind: RecordKind,
    /// Source.
    pub source: String,
    /// Year.
    pub year: i16,
    /// Rows.
    pub rows: u64,
}

impl From<PrunedYear> for PrunedRows {
    fn from(PrunedYear { kind, source, year, rows }: PrunedYear) -> Self {
        Self { kind, source, year, rows }
    }
}

/// What the rules would remove now.
pub async fn preview(actor: &Actor, house: &House) -> Result<Pruned, AppError> {
    actor.require(Action::ManageUsers)?;
    Old::find(house).await?.told(house).await
}

/// Removes what the rules say, if it is what the asker was shown.
pub async fn prune(actor: &Actor, house: &House, seen: &Fingerprint) -> Result<Pruned, AppError> {
    actor.require(Action::ManageUsers)?;
    remove(house, Some((actor, seen))).await
}

/// The same without anybody asking, as the program does every night.
pub async fn prune_by_rule(house: &House) -> Result<Pruned, AppError> {
    remove(house, None).await
}

/// What is older than its rule.
struct Old {
    rules: Retention,
    jobs_before: Option<Timestamp>,
    jobs: u64,
    reject_lists: Vec<DeliveryId>,
    undone: Vec<DeliveryId>,
    accounts: Vec<UserId>,
    addresses_before: Option<Timestamp>,
    addresses: u64,
    scans_before: Option<Timestamp>,
    scans: u64,
}

impl Old {
    async fn find(house: &House) -> Result<Self, AppError> {
        let rules = house.retention().clone();
        let before = |days: Option<u32>| {
            days.and_then(|days| house.now().checked_sub((i64::from(days) * 24).hours()).ok())
        };
        let [jobs_before, rejects_before, undone_before, accounts_before, addresses_before, scans_before] = [
            before(rules.jobs_days),
            before(rules.reject_lists_days),
            before(rules.undone_deliveries_days),
            before(rules.closed_accounts_days),
            before(rules.addresses_days),
            before(rules.scans_days),
        ];
        let mut view = house.store().read(house.municipality()).await?;
        let jobs = match jobs_before {
            Some(before) => view.jobs_ended_before(before).await?,
            None => 0,
        };
        let addresses = match addresses_before {
            Some(before) => view.addresses_before(before).await?,
            None => 0,
        };
        let scans = match scans_before {
            Some(before) => view.scans_before(before).await?,
            None => 0,
        };
        let deliveries = view.deliveries().await?;
        let accounts = view.accounts().await?;
        drop(view);
        let is_old = |at: Timestamp, before: Option<Timestamp>| before.is_some_and(|before| at < before);
        let mut reject_lists = Vec::new();
        let mut undone = Vec::new();
        for delivery in deliveries.iter().map(|known| &known.value) {
            match delivery.undone {
                Some(taken_back) if is_old(taken_back.at, undone_before) => undone.push(delivery.id),
                None if is_old(delivery.delivered_at, rejects_before) && delivery.counts.rejected() > 0 => {
                    let list = house.records().rejects(house.municipality(), delivery.id).await?;
                    reject_lists.extend((!list.is_empty()).then_some(delivery.id));
                }
                _ => {}
            }
        }
        let closed = accounts.iter().map(|known| &known.value);
        let closed = closed.filter(|account| account.closed_at.is_some_and(|at| is_old(at, accounts_before)));
        let accounts = closed.map(|account| account.user).collect();
        Ok(Self {
            rules,
            jobs_before,
            jobs,
            reject_lists,
            undone,
            accounts,
            addresses_before,
            addresses,
            scans_before,
            scans,
        })
    }

    /// The first year that is kept of a delivery: by the rule of its source, or else of its kind.
    fn oldest(&self, house: &House, delivery: &Delivery) -> Option<i16> {
        let of_source = self.rules.sources_years.get(&delivery.source);
        let years = of_source.or_else(|| self.rules.rows_years.get(&delivery.kind)).copied()?;
        Some(house.today().year() - i16::try_from(years).unwrap_or(i16::MAX))
    }

    async fn rows(&self, house: &House, dry_run: bool) -> Result<Vec<PrunedRows>, AppError> {
        let oldest = |delivery: &Delivery| self.oldest(house, delivery);
        let rows = house.records().prune(house.municipality(), oldest, dry_run).await?;
        Ok(rows.into_iter().map(PrunedRows::from).collect())
    }

    async fn told(&self, house: &House) -> Result<Pruned, AppError> {
        let rows = self.rows(house, true).await?;
        let mut told = Pruned {
            jobs: self.jobs,
            reject_lists: self.reject_lists.len() as u64,
            undone_deliveries: self.undone.len() as u64,
            closed_accounts: self.accounts.len() as u64,
            addresses: self.addresses,
            staged: super::staging::old(house).await?.len() as u64,
            scans: self.scans,
            editions_resting: editions_resting(house, &rows).await?,
            rows,
            backups: Vec::new(),
        };
        if !told.is_nothing() {
            told.backups = names(&super::backup::folder(house), house.municipality())?;
        }
        Ok(told)
    }
}

/// Editions that counted rows of a year that goes.
async fn editions_resting(house: &House, rows: &[PrunedRows]) -> Result<Vec<u32>, AppError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let editions = house.store().read(house.municipality()).await?.adopted_pictures().await?;
    let counted = |edition: &Edition| {
        let mut kinds = edition.report.rates.iter().flat_map(Rates::contents);
        kinds.any(|known| rows.iter().any(|gone| gone.kind == known.kind && known.years.contains(&gone.year)))
    };
    Ok(editions.iter().filter(|edition| counted(edition)).map(|edition| edition.number).collect())
}

/// For somebody who was shown what goes, or for nobody by rule.
async fn remove(house: &House, asked: Option<(&Actor, &Fingerprint)>) -> Result<Pruned, AppError> {
    let by = asked.map(|(actor, _)| actor);
    let Some(lock) = house.try_lock()? else {
        return Err(AppError::refused(Message::plain("import-busy")));
    };
    let old = Old::find(house).await?;
    let told = old.told(house).await?;
    if let Some((_, seen)) = asked {
        require_seen(&told.seen()?, seen)?;
    }
    if let Some(before) = old.jobs_before.filter(|_| told.jobs > 0) {
        let mut tx = house.store().begin(house.municipality()).await?;
        let jobs = tx.forget_jobs(before).await?;
        tx.commit(entry(house, by, Noun::Job, &jobs)).await?;
    }
    if let Some(before) = old.addresses_before.filter(|_| told.addresses > 0) {
        let mut tx = house.store().begin(house.municipality()).await?;
        let addresses = tx.forget_addresses(before).await?;
        tx.commit(entry(house, by, Noun::Audit, &addresses)).await?;
    }
    if let Some(before) = old.scans_before.filter(|_| told.scans > 0) {
        let mut tx = house.store().begin(house.municipality()).await?;
        let scans = tx.forget_scans(before).await?;
        tx.commit(entry(house, by, Noun::Attachment, &scans)).await?;
    }
    if told.undone_deliveries > 0 {
        let mut tx = house.store().begin(house.municipality()).await?;
        for id in &old.undone {
            tx.forget_delivery(*id).await?;
        }
        tx.commit(entry(house, by, Noun::Delivery, &told.undone_deliveries)).await?;
    }
    for user in &old.accounts {
        let mut tx = house.store().begin(house.municipality()).await?;
        tx.erase_account(*user).await?;
        tx.commit(entry(house, by, Noun::Account, user)).await?;
        super::staging::forget(house, *user).await?;
    }
    let rows: u64 = told.rows.iter().map(|rows| rows.rows).sum();
    if rows > 0 || told.reject_lists > 0 {
        // The audit first: a kill in between is told as a removal that the next night finishes.
        let tx = house.store().begin(house.municipality()).await?;
        tx.commit(entry(house, by, Noun::Delivery, &rows)).await?;
        for id in &old.reject_lists {
            house.records().forget_rejects(house.municipality(), *id).await?;
        }
        old.rows(house, false).await?;
    }
    super::staging::sweep(house).await?;
    super::picture::sweep(house).await?;
    if !told.is_nothing() {
        house.store().compact().await?;
    }
    drop(lock);
    Ok(told)
}

fn entry(house: &House, by: Option<&Actor>, noun: Noun, what: &impl ToString) -> AuditEntry {
    let channel = by.map_or(&Channel::Program, |actor| &actor.channel);
    let user = by.map(|actor| actor.user);
    AuditEntry::new(house.now(), user, AuditVerb::Prune, noun, what).through(channel)
}
