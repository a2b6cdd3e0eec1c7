//! Rows with a position, for maps and for the analysis of places.

use super::filter::Filter;
use super::scan::{Portion, each_portion, read_file};
use crate::depot::Depot;
use crate::error::RecordsError;
use crate::manifest::Manifest;
use crate::rows::incident::{CATEGORY, LAT, LON, PRECISION, START};
use crate::rows::{Columns, civil};
use arrow::array::Array;
use arrow::datatypes::{Float64Type, TimestampMicrosecondType};
use jiff::civil::DateTime;
use lofte_model::records::{Category, RecordKind, Selection, TimePrecision};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A row on the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Longitude in degrees, WGS 84.
    pub lon: f64,
    /// Latitude in degrees, WGS 84.
    pub lat: f64,
    /// What it tells of.
    pub kind: RecordKind,
    /// Category.
    pub category: Category,
    /// Local civil time when it happened or began.
    pub start: DateTime,
    /// How exactly the time is known.
    pub precision: TimePrecision,
}

pub(crate) async fn points(
    depot: Depot,
    manifests: Vec<Arc<Manifest>>,
    selection: Selection,
) -> Result<Vec<Point>, RecordsError> {
    let filter = Filter::new(selection);
    let current = Portion::current(&depot, &manifests).await?;
    let portions = current.into_iter().filter(|portion| filter.wants(portion)).collect();
    let found = each_portion(portions, move |portion, runtime| {
        let mut columns = filter.columns(portion);
        columns.extend([LON, LAT, CATEGORY, START, PRECISION]);
        let mut points = Vec::new();
        read_file(&depot, runtime, portion.file(), &filter.reading(portion, &columns), &mut |batch| {
            let keep = filter.keep(portion, batch)?;
            add(batch, portion.manifest.delivery.kind, keep.as_deref(), &mut points)
        })?;
        Ok(points)
    });
    Ok(found.await?.into_iter().flatten().collect())
}

fn add(
    batch: Columns<'_>,
    kind: RecordKind,
    keep: Option<&[bool]>,
    points: &mut Vec<Point>,
) -> Result<(), RecordsError> {
    let (lons, lats) = (batch.numbers::<Float64Type>(LON)?, batch.numbers::<Float64Type>(LAT)?);
    let (categories, precisions) = (batch.texts(CATEGORY)?, batch.texts(PRECISION)?);
    let starts = batch.numbers::<TimestampMicrosecondType>(START)?;
    for row in (0..batch.batch.num_rows()).filter(|row| keep.is_none_or(|keep| keep[*row])) {
        if lons.is_null(row) || lats.is_null(row) {
            continue;
        }
        let rest = categories
            .text(row)
            .zip(civil(starts.value(row)))
            .zip(precisions.text(row).and_then(TimePrecision::from_word));
        let ((category, start), precision) =
            rest.ok_or_else(|| batch.damage(format!("row {row} has an unreadable cell")))?;
        points.push(Point {
            lon: lons.value(row),
            lat: lats.value(row),
            kind,
            category: Category::new(category),
            start,
            precision,
        });
    }
    Ok(())
}
