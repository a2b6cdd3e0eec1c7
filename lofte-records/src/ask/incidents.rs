//! The incidents of a selection as rows, for an analysis that looks at each of them: handed over one by one while the files
//! are read, so that only what the analysis makes of them is held.

use super::filter::Filter;
use super::scan::{Portion, each_portion, read_file};
use crate::depot::Depot;
use crate::error::RecordsError;
use crate::manifest::Manifest;
use crate::rows::incident::{CATEGORY, DESO, END, LAT, LON, OWN_AREA, PRECISION, START};
use crate::rows::statistic::key_of;
use crate::rows::{Columns, KEY, civil};
use arrow::array::Array;
use arrow::datatypes::{Float64Type, TimestampMicrosecondType};
use jiff::civil::DateTime;
use lofte_model::id::DeliveryId;
use lofte_model::place::AreaCode;
use lofte_model::records::{Category, Position, RecordKind, RowKey, Selection, TimePrecision};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An incident as it is kept, without the key it is known by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredIncident {
    /// What it tells of.
    pub kind: RecordKind,
    /// Source. On its way from a gateway it stands once before the rows of a file.
    #[serde(skip)]
    pub source: Arc<str>,
    /// Category.
    pub category: Category,
    /// Local civil time when it happened or began.
    pub start: DateTime,
    /// Local civil time when it ended at the latest, where that is known.
    pub end: Option<DateTime>,
    /// How exactly the time is known.
    pub precision: TimePrecision,
    /// Where, in degrees (WGS 84).
    pub position: Option<Position>,
    /// Statistical area.
    pub deso: Option<AreaCode>,
    /// The municipality's own area.
    pub own_area: Option<AreaCode>,
}

/// An incident with what it is known by.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyedIncident {
    /// Its key within kind and source.
    pub key: RowKey,
    /// The delivery that holds it.
    pub delivery: DeliveryId,
    /// The incident.
    pub incident: StoredIncident,
}

/// Takes a row into what is made of a file.
type Take<T> = Box<dyn Fn(&mut T, StoredIncident) + Send + Sync>;

/// What is made of each file's rows: how it begins, and how a row is taken.
pub(crate) struct Fold<T> {
    pub(crate) begin: Box<dyn Fn() -> T + Send + Sync>,
    pub(crate) take: Take<T>,
}

pub(crate) async fn fold<T: Send + 'static>(
    depot: Depot,
    manifests: Vec<Arc<Manifest>>,
    selection: Selection,
    fold: Arc<Fold<T>>,
) -> Result<Vec<T>, RecordsError> {
    let filter = Filter::new(selection);
    let current = Portion::current(&depot, &manifests).await?;
    let portions = current.into_iter().filter(|portion| filter.wants(portion)).collect();
    each_portion(portions, move |portion, runtime| {
        let mut columns = filter.columns(portion);
        columns.extend([CATEGORY, START, END, PRECISION, LON, LAT, DESO, OWN_AREA]);
        let delivery = &portion.manifest.delivery;
        let source: Arc<str> = Arc::from(delivery.source.as_str());
        let mut made = (fold.begin)();
        read_file(&depot, runtime, portion.file(), &filter.reading(portion, &columns), &mut |batch| {
            let keep = filter.keep(portion, batch)?;
            each(batch, (delivery.kind, &source), keep.as_deref(), &mut |_, row| (fold.take)(&mut made, row))
        })?;
        Ok(made)
    })
    .await
}

pub(crate) async fn keyed(
    depot: Depot,
    manifests: Vec<Arc<Manifest>>,
    selection: Selection,
) -> Result<Vec<KeyedIncident>, RecordsError> {
    let filter = Filter::new(selection);
    let current = Portion::current(&depot, &manifests).await?;
    let portions = current.into_iter().filter(|portion| filter.wants(portion)).collect();
    let found = each_portion(portions, move |portion, runtime| {
        let mut columns = filter.columns(portion);
        columns.extend([KEY, CATEGORY, START, END, PRECISION, LON, LAT, DESO, OWN_AREA]);
        let delivery = &portion.manifest.delivery;
        let source: Arc<str> = Arc::from(delivery.source.as_str());
        let mut found = Vec::new();
        read_file(&depot, runtime, portion.file(), &filter.reading(portion, &columns), &mut |batch| {
            let (keep, keys) = (filter.keep(portion, batch)?, batch.keys()?);
            each(batch, (delivery.kind, &source), keep.as_deref(), &mut |row, incident| {
                if let Some(key) = key_of(keys.value(row)) {
                    found.push(KeyedIncident { key, delivery: delivery.id, incident });
                }
            })
        })?;
        Ok(found)
    });
    Ok(found.await?.into_iter().flatten().collect())
}

/// Hands over every row of a batch that is kept, with its place in it.
fn each(
    batch: Columns<'_>,
    (kind, source): (RecordKind, &Arc<str>),
    keep: Option<&[bool]>,
    take: &mut dyn FnMut(usize, StoredIncident),
) -> Result<(), RecordsError> {
    let (lons, lats) = (batch.numbers::<Float64Type>(LON)?, batch.numbers::<Float64Type>(LAT)?);
    let (categories, precisions) = (batch.texts(CATEGORY)?, batch.texts(PRECISION)?);
    let (desos, own_areas) = (batch.texts(DESO)?, batch.texts(OWN_AREA)?);
    let starts = batch.numbers::<TimestampMicrosecondType>(START)?;
    let ends = batch.numbers::<TimestampMicrosecondType>(END)?;
    for row in (0..batch.batch.num_rows()).filter(|row| keep.is_none_or(|keep| keep[*row])) {
        let unreadable = || batch.damage(format!("row {row} has an unreadable cell"));
        let placed = lons.is_valid(row) && lats.is_valid(row);
        let incident = StoredIncident {
            kind,
            source: Arc::clone(source),
            category: categories.text(row).map(Category::new).ok_or_else(unreadable)?,
            start: civil(starts.value(row)).ok_or_else(unreadable)?,
            end: ends.is_valid(row).then(|| civil(ends.value(row))).flatten(),
            precision: precisions.text(row).and_then(TimePrecision::from_word).ok_or_else(unreadable)?,
            position: placed.then(|| Position { lon: lons.value(row), lat: lats.value(row) }),
            deso: desos.text(row).map(AreaCode::new),
            own_area: own_areas.text(row).map(AreaCode::new),
        };
        take(row, incident);
    }
    Ok(())
}
