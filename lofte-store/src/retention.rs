//! Removing casework that its rule no longer keeps, and single things that somebody asks to have erased.
//!
//! Nothing here decides what is old: moments and ids are arguments. What was removed leaves an audit entry with a
//! count or an id, and on SQLite its pages are written over.

use crate::attachment;
use crate::error::StoreError;
use crate::noun::Noun;
use crate::open::Pool;
use crate::revision;
use crate::store::{Store, Tx, View, not_found};
use jiff::Timestamp;
use lofte_model::id::DeliveryId;

const OLD_JOBS: &str = "SELECT COUNT(*) AS found FROM job WHERE municipality = $1 AND state IN ('done', 'failed') \
    AND finished_at < $2";
const FORGET_JOBS: &str =
    "DELETE FROM job WHERE municipality = $1 AND state IN ('done', 'failed') AND finished_at < $2";
const FORGET_DELIVERY: &str = "DELETE FROM delivery WHERE municipality = $1 AND id = $2 AND undone";
const ERASE_PROBLEM: &str = "DELETE FROM problem WHERE municipality = $1 AND id = $2";
const ERASE_MEASURE: &str = "DELETE FROM measure WHERE municipality = $1 AND id = $2";
const ERASE_PROMISE: &str =
    "DELETE FROM promise WHERE municipality = $1 AND id = $2 AND state IN ('draft', 'proposed')";

const OLD_ADDRESSES: &str = "SELECT COUNT(*) AS found FROM audit \
    WHERE municipality = $1 AND at < $2 AND (address IS NOT NULL OR browser IS NOT NULL)";
const FORGET_ADDRESSES: &str = "UPDATE audit SET address = NULL, browser = NULL \
    WHERE municipality = $1 AND at < $2 AND (address IS NOT NULL OR browser IS NOT NULL)";
const OLD_SCANS: &str = "SELECT COUNT(*) AS found FROM attachment WHERE municipality = $1 AND at < $2";
const FORGET_SCANS: &str = "DELETE FROM attachment WHERE municipality = $1 AND at < $2";

impl Store {
    /// Gives back the room of what was deleted, and empties the journal that may still hold it. Only a file of our own: a
    /// server does so by itself (autovacuum), and its administrator decides what its journals and backups keep.
    pub async fn compact(&self) -> Result<(), StoreError> {
        let Pool::Sqlite { writer, .. } = &self.pool else { return Ok(()) };
        sqlx::query("VACUUM").execute(writer).await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await?;
        Ok(())
    }
}

impl View {
    /// How many jobs ended before a moment.
    pub async fn jobs_ended_before(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        self.count_before(OLD_JOBS, before).await
    }

    /// How many entries of the audit from before a moment still say which network address or browser somebody had.
    pub async fn addresses_before(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        self.count_before(OLD_ADDRESSES, before).await
    }

    /// How many scans of signed papers were brought before a moment.
    pub async fn scans_before(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        self.count_before(OLD_SCANS, before).await
    }

    async fn count_before(&mut self, sql: &'static str, before: Timestamp) -> Result<u64, StoreError> {
        let args = self.here([before.into()]);
        let found: i64 = match self.connection.row(sql, &args).await? {
            Some(row) => row.get("found")?,
            None => 0,
        };
        Ok(u64::try_from(found).unwrap_or(0))
    }
}

impl Tx {
    /// Removes the jobs that ended before a moment, and says how many.
    pub async fn forget_jobs(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let args = self.here([before.into()]);
        self.connection.execute(FORGET_JOBS, &args).await
    }

    /// Removes network addresses and browsers from the entries of the audit before a moment, and says how many had one.
    /// The rest of an entry stays, and the chain holds.
    pub async fn forget_addresses(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let args = self.here([before.into()]);
        self.connection.execute(FORGET_ADDRESSES, &args).await
    }

    /// Removes the scans of signed papers that were brought before a moment, and says how many.
    pub async fn forget_scans(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let args = self.here([before.into()]);
        self.connection.execute(FORGET_SCANS, &args).await
    }

    /// Removes what is left of a delivery that was taken back. One that stands is [`StoreError::Frozen`].
    pub async fn forget_delivery(&mut self, id: DeliveryId) -> Result<(), StoreError> {
        let args = self.here([id.to_string().into()]);
        match self.connection.execute(FORGET_DELIVERY, &args).await? {
            0 => Err(StoreError::Frozen(Noun::Delivery)),
            _ => Ok(()),
        }
    }

    /// Erases a problem, a measure or a promise that is not frozen. What others refer to cannot go before them
    /// ([`StoreError::Dangling`]); a frozen promise is [`StoreError::Frozen`].
    pub async fn erase(&mut self, noun: Noun, id: &(impl ToString + Sync)) -> Result<(), StoreError> {
        let statement = match noun {
            Noun::Problem => ERASE_PROBLEM,
            Noun::Measure => ERASE_MEASURE,
            Noun::Promise => ERASE_PROMISE,
            _ => return Err(not_found(noun, id)),
        };
        let args = self.here([id.to_string().into()]);
        if noun == Noun::Promise {
            self.connection.execute(attachment::ERASE_OF, &args).await?;
        }
        if self.connection.execute(statement, &args).await? == 0 {
            return Err(StoreError::Frozen(noun));
        }
        let args = self.here([noun.word().into(), id.to_string().into()]);
        self.connection.execute(revision::ERASE, &args).await?;
        Ok(())
    }
}
