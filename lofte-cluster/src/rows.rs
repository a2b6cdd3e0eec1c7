//! What comes back from a query, as the rows that the records give.
//!
//! The columns are known, since the queries are ours; one that is not there or of another type is told as the fault it
//! would be, and never skipped.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, PrimitiveArray, RecordBatch, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    ArrowPrimitiveType, DataType, Float64Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    UInt32Type, UInt64Type,
};
use datafusion::common::{DataFusionError, exec_datafusion_err};
use datafusion::error::Result;
use jiff::SignedDuration;
use jiff::civil::DateTime;
use lofte_model::place::AreaCode;
use lofte_model::records::{Category, Dimension, Key, Position, RowKey, Statistic, TimePrecision};
use lofte_records::engine::question::AnswerPart;
use lofte_records::plan::PlannedFile;
use lofte_records::{Point, StoredIncident, StoredStatistic};
use std::sync::Arc;

/// Before the code of a question in a file of answers.
const ITEM: &str = "item:";
const EPOCH: DateTime = jiff::civil::datetime(1970, 1, 1, 0, 0, 0, 0);

/// The columns of a batch by name.
pub(crate) struct Columns<'a>(pub(crate) &'a RecordBatch);

impl Columns<'_> {
    fn array(&self, name: &str, as_type: &DataType) -> Result<ArrayRef> {
        let array = self.0.column_by_name(name).ok_or_else(|| missing(name))?;
        if array.data_type() == as_type { Ok(Arc::clone(array)) } else { Ok(cast(array, as_type)?) }
    }

    pub(crate) fn texts(&self, name: &str) -> Result<StringArray> {
        let array = self.array(name, &DataType::Utf8)?;
        array.as_string_opt::<i32>().cloned().ok_or_else(|| missing(name))
    }

    pub(crate) fn numbers<T: ArrowPrimitiveType>(&self, name: &str) -> Result<PrimitiveArray<T>> {
        let array = self.array(name, &T::DATA_TYPE)?;
        array.as_primitive_opt::<T>().cloned().ok_or_else(|| missing(name))
    }
}

fn missing(name: &str) -> DataFusionError {
    exec_datafusion_err!("the answer has no column “{name}” of the right type")
}

fn unreadable(name: &str, row: usize) -> DataFusionError {
    exec_datafusion_err!("the column “{name}” cannot be read in row {row} of the answer")
}

/// The keys of one dimension.
pub(crate) fn keys(columns: &Columns<'_>, name: &str, dimension: Dimension) -> Result<Vec<Key>> {
    match dimension {
        Dimension::Kind | Dimension::Source | Dimension::Category | Dimension::Deso | Dimension::OwnArea => {
            let texts = columns.texts(name)?;
            Ok(texts
                .iter()
                .map(|text| text.map_or(Key::Missing, |text| Key::Text(text.to_owned())))
                .collect())
        }
        Dimension::Year | Dimension::Month | Dimension::Weekday | Dimension::Hour | Dimension::Minute => {
            let numbers = columns.numbers::<Int32Type>(name)?;
            Ok(numbers.iter().map(|number| number.map_or(Key::Missing, Key::Number)).collect())
        }
    }
}

/// The counts of a batch.
pub(crate) fn counts(columns: &Columns<'_>, name: &str) -> Result<Vec<u64>> {
    let counts = columns.numbers::<Int64Type>(name)?;
    let count = |(row, count): (usize, Option<i64>)| {
        count.and_then(|count| u64::try_from(count).ok()).ok_or_else(|| unreadable(name, row))
    };
    counts.iter().enumerate().map(count).collect()
}

/// The microseconds of local civil time as they are kept.
fn civil(micros: i64) -> Option<DateTime> {
    EPOCH.checked_add(SignedDuration::from_micros(micros)).ok()
}

/// Rows on the map.
pub(crate) fn points(file: &PlannedFile, batch: &RecordBatch) -> Result<Vec<Point>> {
    let columns = Columns(batch);
    let (lons, lats) = (columns.numbers::<Float64Type>("lon")?, columns.numbers::<Float64Type>("lat")?);
    let (categories, precisions) = (columns.texts("category")?, columns.texts("precision")?);
    let starts = columns.numbers::<TimestampMicrosecondType>("start")?;
    let point = |row| {
        Ok(Point {
            lon: lons.value(row),
            lat: lats.value(row),
            kind: file.kind,
            category: Category::new(categories.value(row)),
            start: civil(starts.value(row)).ok_or_else(|| unreadable("start", row))?,
            precision: TimePrecision::from_word(precisions.value(row))
                .ok_or_else(|| unreadable("precision", row))?,
        })
    };
    (0..batch.num_rows()).map(point).collect()
}

/// Incidents.
pub(crate) fn incidents(file: &PlannedFile, batch: &RecordBatch) -> Result<Vec<StoredIncident>> {
    let columns = Columns(batch);
    let (lons, lats) = (columns.numbers::<Float64Type>("lon")?, columns.numbers::<Float64Type>("lat")?);
    let (categories, precisions) = (columns.texts("category")?, columns.texts("precision")?);
    let (desos, own_areas) = (columns.texts("deso")?, columns.texts("own_area")?);
    let starts = columns.numbers::<TimestampMicrosecondType>("start")?;
    let ends = columns.numbers::<TimestampMicrosecondType>("end")?;
    let source: Arc<str> = Arc::from(file.source.as_str());
    let area = |areas: &StringArray, row| areas.is_valid(row).then(|| AreaCode::new(areas.value(row)));
    let incident = |row| {
        let placed = lons.is_valid(row) && lats.is_valid(row);
        Ok(StoredIncident {
            kind: file.kind,
            source: Arc::clone(&source),
            category: Category::new(categories.value(row)),
            start: civil(starts.value(row)).ok_or_else(|| unreadable("start", row))?,
            end: ends.is_valid(row).then(|| civil(ends.value(row))).flatten(),
            precision: TimePrecision::from_word(precisions.value(row))
                .ok_or_else(|| unreadable("precision", row))?,
            position: placed.then(|| Position { lon: lons.value(row), lat: lats.value(row) }),
            deso: area(&desos, row),
            own_area: area(&own_areas, row),
        })
    };
    (0..batch.num_rows()).map(incident).collect()
}

/// Published counts.
pub(crate) fn statistics(file: &PlannedFile, batch: &RecordBatch) -> Result<Vec<StoredStatistic>> {
    let columns = Columns(batch);
    let keys = columns.array("key", &DataType::FixedSizeBinary(16))?;
    let keys = keys.as_fixed_size_binary_opt().ok_or_else(|| missing("key"))?;
    let (regions, categories) = (columns.texts("region")?, columns.texts("category")?);
    let years = columns.numbers::<Int16Type>("year")?;
    let counts = columns.numbers::<UInt64Type>("count")?;
    let rates = columns.numbers::<Float64Type>("per_100_000")?;
    let statistic = |row| {
        let statistic = Statistic {
            key: keys.value(row).try_into().map(RowKey).map_err(|_| unreadable("key", row))?,
            region: regions.value(row).parse().map_err(|_| unreadable("region", row))?,
            category: Category::new(categories.value(row)),
            year: years.value(row),
            count: counts.is_valid(row).then(|| counts.value(row)),
            per_100_000: rates.is_valid(row).then(|| rates.value(row)),
        };
        let (source, delivery, synthetic) = (file.source.clone(), file.delivery, file.synthetic);
        Ok(StoredStatistic { statistic, source, delivery, synthetic })
    };
    (0..batch.num_rows()).map(statistic).collect()
}

/// Questionnaires of a wave.
pub(crate) fn answers(batch: &RecordBatch) -> Result<AnswerPart> {
    let columns = Columns(batch);
    let stratum = columns.numbers::<UInt32Type>("stratum")?.values().to_vec();
    let mut part = AnswerPart { stratum, ..AnswerPart::default() };
    for field in batch.schema_ref().fields() {
        if field.name() == "weight" {
            part.weights = Some(columns.numbers::<Float64Type>("weight")?.values().to_vec());
        }
        if let Some(code) = field.name().strip_prefix(ITEM) {
            let answers = columns.numbers::<Int16Type>(field.name())?;
            part.answers.insert(code.to_owned(), answers.iter().collect());
        }
    }
    Ok(part)
}
