//! The audit: who did what, when, to which version. Never what it said.
//!
//! An entry is written by [`Tx::commit`](crate::Tx::commit) and in no other way. Entries number themselves without
//! gaps, and each holds the fingerprint of itself and the one before ([`AuditHead`]), so that `lofte doctor` sees when
//! one is gone or changed, the last one too. Network address and browser are outside the chain, because they are not
//! kept for ever ([`Tx::forget_addresses`](crate::Tx::forget_addresses)). Nothing else here changes an entry, and nothing removes one.

use crate::engine::{Connection, Row};
use crate::entry::AuditEntry;
use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{View, from_word, word};
use jiff::Timestamp;
use lofte_model::access::Channel;
use lofte_model::fingerprint::Fingerprint;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const LAST: &str = "SELECT COALESCE(s.last, 0) AS last, COALESCE(a.number, 0) AS number, a.chain FROM municipality m \
    LEFT JOIN series s ON s.municipality = m.code AND s.noun = 'audit' \
    LEFT JOIN audit a ON a.municipality = m.code \
    WHERE m.code = $1 ORDER BY a.number DESC LIMIT 1";
const INSERT: &str = "INSERT INTO audit (municipality, number, at, account, verb, noun, id, version, fingerprint, \
    channel, system_user, address, browser, times, chain) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
const NEWEST: &str = "SELECT municipality, number, at, account, verb, noun, id, version, fingerprint, channel, \
    system_user, address, browser, times, chain FROM audit \
    WHERE municipality = $1 AND number < $2 ORDER BY number DESC LIMIT $3";
const HEAD: &str = "SELECT number, chain FROM audit WHERE municipality = $1 AND chain IS NOT NULL \
    ORDER BY number DESC LIMIT 1";
const ALL_IN_ORDER: &str = "SELECT municipality, number, at, account, verb, noun, id, version, fingerprint, \
    channel, system_user, address, browser, times, chain FROM audit ORDER BY municipality, number";

const OF_THING: &str = "SELECT municipality, number, at, account, verb, noun, id, version, fingerprint, channel, \
    system_user, address, browser, times, chain FROM audit \
    WHERE municipality = $1 AND noun = $2 AND id = $3 ORDER BY number DESC LIMIT $4";
const OF_SORT_SINCE: &str = "SELECT municipality, number, at, account, verb, noun, id, version, fingerprint, channel, \
    system_user, address, browser, times, chain FROM audit \
    WHERE municipality = $1 AND noun = $2 AND at >= $3 ORDER BY number DESC";

/// An entry with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedEntry {
    /// From 1, without gaps.
    pub number: i64,
    /// The entry.
    pub entry: AuditEntry,
}

/// Where the chain of entries stands: whoever knows an earlier head sees when an entry up to it is changed or gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHead {
    /// Number of the last entry.
    pub number: i64,
    /// Fingerprint over it and all before it.
    pub chain: Fingerprint,
}

/// What an entry's fingerprint is taken over. The order of the fields is part of what is frozen.
#[derive(Serialize)]
struct Link<'a> {
    before: Option<&'a str>,
    municipality: &'a str,
    number: i64,
    at: i64,
    account: Option<String>,
    verb: String,
    noun: &'a str,
    id: &'a str,
    version: Option<i64>,
    fingerprint: Option<&'a str>,
    channel: Option<&'a str>,
    system_user: Option<&'a str>,
    times: i64,
}

impl View {
    /// The newest entries first: at most `limit`, before the given number where one is given.
    pub async fn audit(&mut self, limit: u32, before: Option<i64>) -> Result<Vec<NumberedEntry>, StoreError> {
        let args = self.here([before.unwrap_or(i64::MAX).into(), limit.into()]);
        self.connection.rows(NEWEST, &args).await?.iter().map(entry).collect()
    }

    /// The newest entries about one thing.
    pub async fn history(&mut self, noun: Noun, id: &str, limit: u32) -> Result<Vec<AuditEntry>, StoreError> {
        let args = self.here([noun.word().into(), id.into(), limit.into()]);
        let rows = self.connection.rows(OF_THING, &args).await?;
        rows.iter().map(|row| Ok(entry(row)?.entry)).collect()
    }

    /// The entries about things of one sort since a moment, the newest first: for a list that asks about all of them at
    /// once.
    pub async fn history_since(
        &mut self,
        noun: Noun,
        since: Timestamp,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let args = self.here([noun.word().into(), since.into()]);
        let rows = self.connection.rows(OF_SORT_SINCE, &args).await?;
        rows.iter().map(|row| Ok(entry(row)?.entry)).collect()
    }

    /// Where the chain stands; nothing when there is no entry with a fingerprint yet.
    pub async fn audit_head(&mut self) -> Result<Option<AuditHead>, StoreError> {
        let args = self.here([]);
        self.connection.row(HEAD, &args).await?.as_ref().map(head).transpose()
    }

    pub(crate) async fn record(&mut self, entry: &AuditEntry) -> Result<(), StoreError> {
        if entry.holds_text() {
            return Err(StoreError::TextInAudit);
        }
        let last = self.connection.row(LAST, &self.here([])).await?;
        let (number, before) = match last {
            // The series knows of entries that are gone: their numbers are not given again.
            Some(row) => {
                (row.get::<i64>("last")?.max(row.get("number")?) + 1, row.get::<Option<String>>("chain")?)
            }
            None => (1, None),
        };
        let chain = chain(before.as_deref(), self.municipality.as_str(), number, entry)?;
        let (system_user, address, browser) = places(entry.channel.as_ref());
        let args = self.here([
            number.into(),
            entry.at.into(),
            entry.user.map(|user| user.to_string()).into(),
            word(Noun::Audit, &entry.verb)?.into(),
            entry.noun.word().into(),
            entry.id.clone().into(),
            entry.version.into(),
            entry.fingerprint.as_ref().map(ToString::to_string).into(),
            entry.channel.as_ref().map(|channel| channel.word().to_owned()).into(),
            system_user.map(str::to_owned).into(),
            address.map(str::to_owned).into(),
            browser.map(str::to_owned).into(),
            entry.times.into(),
            chain.as_str().into(),
        ]);
        self.connection.execute(INSERT, &args).await?;
        self.raise_series(Noun::Audit, number).await
    }
}

/// The columns that hold where somebody came from: account of the machine, network address, browser.
fn places(channel: Option<&Channel>) -> (Option<&str>, Option<&str>, Option<&str>) {
    match channel {
        Some(Channel::Page { address, browser }) => (None, address.as_deref(), browser.as_deref()),
        Some(Channel::Command { system_user, .. }) => (Some(system_user), None, None),
        Some(Channel::Program | Channel::Job) | None => (None, None, None),
    }
}

/// The fingerprint of an entry and, through the one before, of all before it.
fn chain(
    before: Option<&str>,
    municipality: &str,
    number: i64,
    entry: &AuditEntry,
) -> Result<Fingerprint, StoreError> {
    let link = Link {
        before,
        municipality,
        number,
        at: entry.at.as_microsecond(),
        account: entry.user.map(|user| user.to_string()),
        verb: word(Noun::Audit, &entry.verb)?,
        noun: entry.noun.word(),
        id: &entry.id,
        version: entry.version,
        fingerprint: entry.fingerprint.as_ref().map(Fingerprint::as_str),
        channel: entry.channel.as_ref().map(Channel::word),
        system_user: places(entry.channel.as_ref()).0,
        times: entry.times,
    };
    Fingerprint::of(&link).map_err(|error| StoreError::unreadable(Noun::Audit, error))
}

fn entry(row: &Row) -> Result<NumberedEntry, StoreError> {
    let user: Option<String> = row.get("account")?;
    let fingerprint: Option<String> = row.get("fingerprint")?;
    let entry = AuditEntry {
        at: row.time("at")?,
        user: user.map(|user| from_word(Noun::Audit, user)).transpose()?,
        verb: from_word(Noun::Audit, row.text("verb")?)?,
        noun: from_word(Noun::Audit, row.text("noun")?)?,
        id: row.text("id")?,
        version: row.get("version")?,
        fingerprint: fingerprint.map(|text| from_word(Noun::Audit, text)).transpose()?,
        channel: channel(row)?,
        times: row.get::<Option<i64>>("times")?.unwrap_or(1),
    };
    Ok(NumberedEntry { number: row.get("number")?, entry })
}

fn channel(row: &Row) -> Result<Option<Channel>, StoreError> {
    let word: Option<String> = row.get("channel")?;
    let system_user = row.get::<Option<String>>("system_user")?.unwrap_or_default();
    Ok(match word.as_deref() {
        None => None,
        Some("page") => Some(Channel::Page { address: row.get("address")?, browser: row.get("browser")? }),
        Some("command") => Some(Channel::Command { system_user, holder: false }),
        Some("command_by_holder") => Some(Channel::Command { system_user, holder: true }),
        Some("job") => Some(Channel::Job),
        Some(_) => Some(Channel::Program),
    })
}

/// The chains of all municipalities, followed from their beginnings.
#[derive(Default)]
pub(crate) struct Chains {
    /// Where each stands.
    pub(crate) heads: BTreeMap<String, AuditHead>,
    /// The first number at which one does not hold, by municipality.
    pub(crate) broken: BTreeMap<String, i64>,
}

impl Chains {
    /// Reads every entry and computes its fingerprint anew.
    pub(crate) async fn follow(connection: &mut Connection) -> Result<Self, StoreError> {
        let mut chains = Self::default();
        let each = |row: &Row| {
            let municipality = row.text("municipality")?;
            let NumberedEntry { number, entry } = entry(row)?;
            let before = chains.heads.get(&municipality).map(|head| head.chain.as_str().to_owned());
            let there: Option<String> = row.get("chain")?;
            let holds = match &there {
                // From before there was a chain; afterwards there is no entry without.
                None => before.is_none(),
                Some(there) => *there == chain(before.as_deref(), &municipality, number, &entry)?.as_str(),
            };
            if !holds {
                chains.broken.entry(municipality.clone()).or_insert(number);
            }
            if let Some(there) = there {
                let chain = from_word(Noun::Audit, there)?;
                chains.heads.insert(municipality, AuditHead { number, chain });
            }
            Ok(())
        };
        connection.each(ALL_IN_ORDER, &[], each).await?;
        Ok(chains)
    }
}

fn head(row: &Row) -> Result<AuditHead, StoreError> {
    let chain = from_word(Noun::Audit, row.text("chain")?)?;
    Ok(AuditHead { number: row.get("number")?, chain })
}
