//! What the tests share: small deliveries and every place that records can be kept in.

use futures::TryStreamExt;
use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{DeliveryId, UserId};
use lofte_model::place::{AreaCode, MunicipalityCode};
use lofte_model::records::{
    Category, Delivery, Dimension, Incident, RecordKind, Reject, RejectReason, RowCounts, RowKey, Selection,
    TimePrecision,
};
use lofte_records::{DeliveryDraft, DeliveryFacts, DeliveryWriter, Pushed, Records, RecordsError};
use object_store::memory::InMemory;
use object_store::{ObjectStore, local::LocalFileSystem};
use std::sync::Arc;
use tempfile::TempDir;

pub fn flen() -> MunicipalityCode {
    "0482".parse().unwrap()
}

pub fn oxelosund() -> MunicipalityCode {
    "0481".parse().unwrap()
}

pub fn key(number: u64) -> RowKey {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
    key[8..].copy_from_slice(&number.to_le_bytes());
    RowKey(key)
}

pub fn incident(number: u64, start: DateTime) -> Incident {
    Incident {
        key: key(number),
        category: Category::new(["burglary", "litter", "violence"][usize::try_from(number % 3).unwrap()]),
        start,
        end: None,
        precision: TimePrecision::Minute,
        position: None,
        deso: Some(AreaCode::new("0482A0010")),
        own_area: None,
        place: None,
        said: None,
    }
}

/// Rows of three years.
pub fn incidents(numbers: std::ops::Range<u64>) -> Vec<Incident> {
    let year = |number: u64| 2023 + i16::try_from(number % 3).unwrap();
    numbers.map(|number| incident(number, date(year(number), 5, 1).at(12, 0, 0, 0))).collect()
}

pub fn draft(name: &str) -> DeliveryDraft {
    DeliveryDraft {
        id: DeliveryId::named(name),
        municipality: flen(),
        kind: RecordKind::Offence,
        source: "polisen".into(),
        synthetic: true,
    }
}

pub fn reject() -> Reject {
    Reject {
        row: 7,
        column: Some("tid".into()),
        value: Some("31/2".into()),
        reason: RejectReason::ImpossibleTime,
    }
}

pub fn facts(stored: u64, duplicate: u64, rejected: u64) -> DeliveryFacts {
    DeliveryFacts {
        file_name: "rows.csv".into(),
        file_fingerprint: Fingerprint::of_bytes(b"rows"),
        file_bytes: 4,
        counts: RowCounts::new(stored + duplicate + rejected, stored, duplicate, rejected).unwrap(),
        delivered_at: Timestamp::UNIX_EPOCH,
        delivered_by: UserId::named("one"),
    }
}

/// Pushes all rows and tells how many were stored and how many were there already.
#[expect(clippy::panic, reason = "a test may stop")]
pub fn push(writer: &mut DeliveryWriter, rows: &[Incident]) -> Result<(u64, u64), RecordsError> {
    let mut counts = (0, 0);
    for row in rows {
        match writer.push_incident(row)? {
            Pushed::Stored | Pushed::StoredResembling => counts.0 += 1,
            Pushed::Duplicate => counts.1 += 1,
            Pushed::Corrected | Pushed::Contradicts => panic!("no row of these has another version"),
        }
    }
    Ok(counts)
}

/// Stages a delivery.
pub async fn stage(
    records: &Records,
    draft: DeliveryDraft,
    rows: &[Incident],
) -> Result<Delivery, RecordsError> {
    let mut writer = records.begin(draft).await?;
    let (stored, duplicate) = push(&mut writer, rows)?;
    writer.finish(facts(stored, duplicate, 0)).await
}

/// Stages a delivery and makes it visible.
pub async fn deliver(records: &Records, draft: DeliveryDraft, rows: &[Incident]) -> Delivery {
    let delivery = stage(records, draft, rows).await.unwrap();
    records.promote(&delivery.municipality, delivery.id).await.unwrap();
    delivery
}

pub async fn total(records: &Records, municipality: MunicipalityCode) -> u64 {
    records
        .count(&Selection::all(municipality), &[Dimension::Category, Dimension::Month])
        .await
        .unwrap()
        .total()
}

/// Every file that there is.
pub async fn files(store: &dyn ObjectStore) -> Vec<String> {
    let mut files: Vec<String> =
        store.list(None).map_ok(|meta| meta.location.to_string()).try_collect().await.unwrap();
    files.sort();
    files
}

/// A folder and a store in memory, to run the same test in both.
pub struct Places {
    pub folder: TempDir,
    pub memory: Arc<InMemory>,
}

impl Places {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), memory: Arc::default() }
    }

    pub fn records(&self) -> [Records; 2] {
        [Records::open(self.folder.path().to_str().unwrap()).unwrap(), Records::over(self.memory.clone())]
    }

    pub fn stores(&self) -> [Arc<dyn ObjectStore>; 2] {
        [Arc::new(LocalFileSystem::new_with_prefix(self.folder.path()).unwrap()), self.memory.clone()]
    }
}
