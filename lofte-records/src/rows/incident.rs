//! Incident rows as columns.
//!
//! Year, month, weekday and hour are written beside the time itself, so that counting needs no calendar. Kind and
//! source are properties of the delivery and stand in its manifest, not in every row.

use super::coded::Coded;
use super::statistic::key_of;
use super::{Columns, KEY, coded_text, micros, properties};
use crate::error::RecordsError;
use arrow::array::{
    Array, ArrayRef, FixedSizeBinaryBuilder, Float64Builder, Int8Builder, Int16Builder, Int32Builder,
    RecordBatch, TimestampMicrosecondBuilder, UInt64Builder,
};
use arrow::datatypes::{
    DataType, Field, Float64Type, Schema, SchemaRef, TimeUnit, TimestampMicrosecondType, UInt64Type,
};
use arrow::error::ArrowError;
use lofte_model::place::AreaCode;
use lofte_model::records::{Incident, PlacePrecision, RowKey, TimePrecision};
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroU64;
use std::sync::Arc;

pub(crate) const CATEGORY: &str = "category";
pub(crate) const START: &str = "start";
pub(crate) const YEAR: &str = "year";
pub(crate) const MONTH: &str = "month";
pub(crate) const WEEKDAY: &str = "weekday";
pub(crate) const HOUR: &str = "hour";
pub(crate) const END: &str = "end";
pub(crate) const PRECISION: &str = "precision";
pub(crate) const LON: &str = "lon";
pub(crate) const LAT: &str = "lat";
pub(crate) const DESO: &str = "deso";
pub(crate) const OWN_AREA: &str = "own_area";
/// How exactly the place is known where it was named. Files from before places could be named do not have it.
const PLACE: &str = "place";
/// What the source said, shortened. Files from before this was kept do not have it.
const SAID: &str = "said";

pub(crate) fn schema() -> SchemaRef {
    let time = || DataType::Timestamp(TimeUnit::Microsecond, None);
    Arc::new(Schema::new(vec![
        Field::new(KEY, DataType::FixedSizeBinary(16), false),
        Field::new(CATEGORY, coded_text(), false),
        Field::new(START, time(), false),
        Field::new(YEAR, DataType::Int16, false),
        Field::new(MONTH, DataType::Int32, false),
        Field::new(WEEKDAY, DataType::Int8, true),
        Field::new(HOUR, DataType::Int8, true),
        Field::new(END, time(), true),
        Field::new(PRECISION, coded_text(), false),
        Field::new(LON, DataType::Float64, true),
        Field::new(LAT, DataType::Float64, true),
        Field::new(DESO, coded_text(), true),
        Field::new(OWN_AREA, coded_text(), true),
        Field::new(PLACE, coded_text(), true),
        Field::new(SAID, DataType::UInt64, true),
    ]))
}

pub(crate) fn writer_properties() -> WriterProperties {
    [START, LON, LAT, SAID]
        .into_iter()
        .fold(properties(), |properties, column| {
            properties.set_column_dictionary_enabled(column.into(), false)
        })
        .set_column_encoding(START.into(), Encoding::DELTA_BINARY_PACKED)
        // It looks random, as keys do.
        .set_column_encoding(SAID.into(), Encoding::PLAIN)
        .set_column_compression(SAID.into(), Compression::UNCOMPRESSED)
        .set_column_statistics_enabled(SAID.into(), EnabledStatistics::None)
        .set_column_encoding(LON.into(), Encoding::BYTE_STREAM_SPLIT)
        .set_column_encoding(LAT.into(), Encoding::BYTE_STREAM_SPLIT)
        .build()
}

/// The columns that [`Version`] is made of.
pub(crate) const VERSION: [&str; 10] = [KEY, CATEGORY, START, END, PRECISION, LON, LAT, DESO, OWN_AREA, SAID];

/// One version of a row, so far as it takes to tell two apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Version {
    /// What the source said, shortened, where that is known.
    pub(crate) said: Option<NonZeroU64>,
    /// The same as earlier versions of the program shortened it; only of rows that come in.
    pub(crate) said_before: Option<NonZeroU64>,
    pub(crate) placed: bool,
}

impl Version {
    pub(crate) fn of(row: &Incident) -> Self {
        let said = row.said.as_ref().map(|said| said.contents);
        let said_before = row.said.as_ref().and_then(|said| said.contents_before);
        Self { said, said_before, placed: row.position.is_some() }
    }
}

/// What was stored of a row: by it two versions are told apart where it is not known what the source said. An area
/// counts only where there is no position: borders may have been drawn anew since.
#[derive(Hash)]
struct Contents<'a> {
    category: &'a str,
    start: i64,
    end: Option<i64>,
    precision: &'a str,
    position: Option<[i64; 2]>,
    areas: Option<[Option<&'a str>; 2]>,
}

impl Contents<'_> {
    fn shortened(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }
}

/// A position to a centimetre: what a later version of the projection may still say otherwise does not count.
#[expect(clippy::cast_possible_truncation, reason = "degrees are small numbers")]
fn centimetres(lon: f64, lat: f64) -> [i64; 2] {
    [lon, lat].map(|degrees| (degrees * 1e7).round() as i64)
}

/// What was stored of a row, shortened.
pub(crate) fn contents(row: &Incident) -> u64 {
    let position = row.position.map(|position| centimetres(position.lon, position.lat));
    let areas = [&row.deso, &row.own_area].map(|area| area.as_ref().map(AreaCode::as_str));
    Contents {
        category: row.category.as_str(),
        start: micros(row.start),
        end: row.end.map(micros),
        precision: row.precision.word(),
        position,
        areas: position.is_none().then_some(areas),
    }
    .shortened()
}

/// Takes the key and version of a row, and asks what was stored of it where that matters.
pub(crate) type Each<'a> = dyn FnMut(RowKey, Version, &dyn Fn() -> u64) + 'a;

/// Key and version of every row of a batch.
pub(crate) fn keyed_versions(columns: Columns<'_>, each: &mut Each<'_>) -> Result<(), RecordsError> {
    let keys = columns.keys()?;
    let (categories, precisions) = (columns.texts(CATEGORY)?, columns.texts(PRECISION)?);
    let (desos, own_areas) = (columns.texts(DESO)?, columns.texts(OWN_AREA)?);
    let starts = columns.numbers::<TimestampMicrosecondType>(START)?;
    let ends = columns.numbers::<TimestampMicrosecondType>(END)?;
    let (lons, lats) = (columns.numbers::<Float64Type>(LON)?, columns.numbers::<Float64Type>(LAT)?);
    let said = columns.numbers::<UInt64Type>(SAID).ok();
    for row in 0..columns.batch.num_rows() {
        let Some(key) = key_of(keys.value(row)) else {
            return Err(columns.damage(format!("row {row} has no key")));
        };
        let placed = lons.is_valid(row) && lats.is_valid(row);
        let said = said.filter(|said| said.is_valid(row)).and_then(|said| NonZeroU64::new(said.value(row)));
        let stored = || {
            Contents {
                category: categories.text(row).unwrap_or_default(),
                start: starts.value(row),
                end: ends.is_valid(row).then(|| ends.value(row)),
                precision: precisions.text(row).unwrap_or_default(),
                position: placed.then(|| centimetres(lons.value(row), lats.value(row))),
                areas: (!placed).then(|| [desos.text(row), own_areas.text(row)]),
            }
            .shortened()
        };
        each(key, Version { said, said_before: None, placed }, &stored);
    }
    Ok(())
}

/// Rows on their way to a batch.
pub(crate) struct IncidentColumns {
    schema: SchemaRef,
    key: FixedSizeBinaryBuilder,
    category: Coded,
    start: TimestampMicrosecondBuilder,
    year: Int16Builder,
    month: Int32Builder,
    weekday: Int8Builder,
    hour: Int8Builder,
    end: TimestampMicrosecondBuilder,
    precision: Coded,
    lon: Float64Builder,
    lat: Float64Builder,
    deso: Coded,
    own_area: Coded,
    place: Coded,
    said: UInt64Builder,
}

impl Default for IncidentColumns {
    fn default() -> Self {
        Self {
            schema: schema(),
            key: FixedSizeBinaryBuilder::new(16),
            category: Coded::default(),
            start: TimestampMicrosecondBuilder::new(),
            year: Int16Builder::new(),
            month: Int32Builder::new(),
            weekday: Int8Builder::new(),
            hour: Int8Builder::new(),
            end: TimestampMicrosecondBuilder::new(),
            precision: Coded::default(),
            lon: Float64Builder::new(),
            lat: Float64Builder::new(),
            deso: Coded::default(),
            own_area: Coded::default(),
            place: Coded::default(),
            said: UInt64Builder::new(),
        }
    }
}

impl IncidentColumns {
    pub(crate) fn push(&mut self, row: &Incident) -> Result<(), ArrowError> {
        let clock = row.precision == TimePrecision::Minute;
        let dated = row.precision != TimePrecision::Month;
        let (year, month) = (row.start.year(), i32::from(row.start.month()));
        self.key.append_value(row.key.0)?;
        self.category.append(Some(row.category.as_str()))?;
        self.start.append_value(micros(row.start));
        self.year.append_value(year);
        self.month.append_value(i32::from(year) * 100 + month);
        self.weekday.append_option(dated.then(|| row.start.weekday().to_monday_one_offset()));
        self.hour.append_option(clock.then(|| row.start.hour()));
        self.end.append_option(row.end.map(micros));
        self.precision.append(Some(row.precision.word()))?;
        self.lon.append_option(row.position.map(|position| position.lon));
        self.lat.append_option(row.position.map(|position| position.lat));
        self.deso.append(row.deso.as_ref().map(AreaCode::as_str))?;
        self.own_area.append(row.own_area.as_ref().map(AreaCode::as_str))?;
        self.place.append(row.place.map(PlacePrecision::word))?;
        self.said.append_option(row.said.as_ref().map(|said| said.contents.get()));
        Ok(())
    }

    pub(crate) fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.key.finish()),
            Arc::new(self.category.finish()?),
            Arc::new(self.start.finish()),
            Arc::new(self.year.finish()),
            Arc::new(self.month.finish()),
            Arc::new(self.weekday.finish()),
            Arc::new(self.hour.finish()),
            Arc::new(self.end.finish()),
            Arc::new(self.precision.finish()?),
            Arc::new(self.lon.finish()),
            Arc::new(self.lat.finish()),
            Arc::new(self.deso.finish()?),
            Arc::new(self.own_area.finish()?),
            Arc::new(self.place.finish()?),
            Arc::new(self.said.finish()),
        ];
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
    }
}
