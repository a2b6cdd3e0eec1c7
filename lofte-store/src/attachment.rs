//! Scans of signed papers, kept in the casework so that backups, restoring and tenancy reach them as everything else.
//!
//! The bytes are no text that anybody wrote, so no screening reads them; they are kept as base64. What is kept is added and
//! erased, never changed.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Tx, View, from_json, json, not_found};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use lofte_model::attachment::{Scan, ScanKind};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{PromiseId, UserId};
use lofte_model::promise::Side;
use serde::{Deserialize, Serialize};

const INSERT: &str = "INSERT INTO attachment (municipality, promise, id, at, body) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (municipality, promise, id) DO NOTHING";
const OF_PROMISE: &str =
    "SELECT id, at, body FROM attachment WHERE municipality = $1 AND promise = $2 ORDER BY at, id";
const ERASE: &str = "DELETE FROM attachment WHERE municipality = $1 AND promise = $2 AND id = $3";
pub(crate) const ERASE_OF: &str = "DELETE FROM attachment WHERE municipality = $1 AND promise = $2";

/// A scan as it is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    kind: ScanKind,
    side: Side,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verdict: Option<i64>,
    by: UserId,
    data: String,
}

impl View {
    /// The scans of papers about a promise, the earliest first.
    pub async fn scans(&mut self, promise: PromiseId) -> Result<Vec<Scan>, StoreError> {
        let args = self.here([promise.to_string().into()]);
        let mut scans = Vec::new();
        for row in self.connection.rows(OF_PROMISE, &args).await? {
            let unreadable = |error| StoreError::unreadable(Noun::Attachment, error);
            let Kept { kind, side, verdict, by, data } = from_json(Noun::Attachment, &row.text("body")?)?;
            let bytes = STANDARD.decode(data).map_err(unreadable)?;
            scans.push(Scan { kind, side, verdict, by, at: row.time("at")?, bytes });
        }
        Ok(scans)
    }
}

impl Tx {
    /// Keeps a scan, and says the digest of its bytes. The promise must be there; the same bytes are kept once.
    pub async fn add_scan(&mut self, promise: PromiseId, scan: &Scan) -> Result<Fingerprint, StoreError> {
        let id = scan.digest();
        let Scan { kind, side, verdict, by, at, bytes } = scan;
        let data = STANDARD.encode(bytes);
        let kept = Kept { kind: *kind, side: *side, verdict: *verdict, by: *by, data };
        let at: Timestamp = *at;
        let body = json(Noun::Attachment, &kept)?;
        let args = self.here([promise.to_string().into(), id.as_str().into(), at.into(), body.into()]);
        self.connection.execute(INSERT, &args).await?;
        Ok(id)
    }

    /// Erases a scan.
    pub async fn erase_scan(&mut self, promise: PromiseId, id: &Fingerprint) -> Result<(), StoreError> {
        let args = self.here([promise.to_string().into(), id.as_str().into()]);
        match self.connection.execute(ERASE, &args).await? {
            0 => Err(not_found(Noun::Attachment, id)),
            _ => Ok(()),
        }
    }
}
