//! Deliveries of rows: what came, when, and whether it was taken back. The rows themselves are elsewhere.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Saving, Tx, Versioned, View};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::DeliveryId;
use lofte_model::records::{Delivery, RecordKind};

const INSERT: &str = "INSERT INTO delivery (municipality, id, version, kind, source, file_fingerprint, stored, \
    delivered_at, undone, body) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9) \
    ON CONFLICT (municipality, id) DO NOTHING";
const UPDATE: &str = "UPDATE delivery SET version = version + 1, kind = $3, source = $4, file_fingerprint = $5, \
    stored = $6, delivered_at = $7, undone = $8, body = $9 \
    WHERE municipality = $1 AND id = $2 AND version = $10 AND NOT undone";
const ONE: &str = "SELECT version, body FROM delivery WHERE municipality = $1 AND id = $2";
const ALL: &str = "SELECT version, body FROM delivery WHERE municipality = $1 ORDER BY delivered_at, id";
const BY_FILE: &str = "SELECT version, body FROM delivery WHERE municipality = $1 AND kind = $2 AND source = $3 \
    AND file_fingerprint = $4 AND NOT undone ORDER BY stored DESC, delivered_at, id LIMIT 1";
const SAVING: Saving = Saving { noun: Noun::Delivery, insert: INSERT, update: UPDATE, find: ONE };

impl View {
    /// One delivery.
    pub async fn delivery(&mut self, id: DeliveryId) -> Result<Versioned<Delivery>, StoreError> {
        self.value(Noun::Delivery, ONE, &id).await
    }

    /// Every delivery, also those taken back, the earliest first.
    pub async fn deliveries(&mut self) -> Result<Vec<Versioned<Delivery>>, StoreError> {
        self.values(Noun::Delivery, ALL, []).await
    }

    /// The delivery of this very file that stands, if there is one.
    pub async fn delivery_by_fingerprint(
        &mut self,
        kind: RecordKind,
        source: &str,
        file: &Fingerprint,
    ) -> Result<Option<Versioned<Delivery>>, StoreError> {
        let wanted = [kind.word().into(), source.into(), file.as_str().into()];
        Ok(self.values(Noun::Delivery, BY_FILE, wanted).await?.pop())
    }
}

impl Tx {
    /// Saves a delivery and says its new version. One that is taken back is frozen; the same file with stored rows
    /// stands only once ([`StoreError::Taken`]).
    pub async fn save_delivery(
        &mut self,
        delivery: &Delivery,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        self.require_own(&delivery.municipality)?;
        let columns = [
            delivery.kind.word().into(),
            delivery.source.clone().into(),
            delivery.file_fingerprint.as_str().into(),
            i64::try_from(delivery.counts.stored()).unwrap_or(i64::MAX).into(),
            delivery.delivered_at.into(),
            delivery.undone.is_some().into(),
            self.screened(Noun::Delivery, delivery)?.into(),
        ];
        self.save(&SAVING, &delivery.id, columns, expected).await
    }
}
