//! Published counts as columns.

use super::{Columns, KEY, coded_text, properties};
use crate::error::RecordsError;
use arrow::array::{
    Array, ArrayRef, FixedSizeBinaryBuilder, Float64Builder, Int16Builder, RecordBatch,
    StringDictionaryBuilder, UInt64Builder,
};
use arrow::datatypes::{DataType, Field, Float64Type, Int16Type, Int32Type, Schema, SchemaRef, UInt64Type};
use arrow::error::ArrowError;
use lofte_model::records::{Category, RowKey, Statistic};
use parquet::file::properties::WriterProperties;
use std::sync::Arc;

const REGION: &str = "region";
const CATEGORY: &str = "category";
const YEAR: &str = "year";
const COUNT: &str = "count";
const PER_100_000: &str = "per_100_000";

pub(crate) const COLUMNS: [&str; 6] = [KEY, REGION, CATEGORY, YEAR, COUNT, PER_100_000];

pub(crate) fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new(KEY, DataType::FixedSizeBinary(16), false),
        Field::new(REGION, coded_text(), false),
        Field::new(CATEGORY, coded_text(), false),
        Field::new(YEAR, DataType::Int16, false),
        Field::new(COUNT, DataType::UInt64, true),
        Field::new(PER_100_000, DataType::Float64, true),
    ]))
}

pub(crate) fn writer_properties() -> WriterProperties {
    properties().build()
}

/// Rows on their way to a batch.
pub(crate) struct StatisticColumns {
    schema: SchemaRef,
    key: FixedSizeBinaryBuilder,
    region: StringDictionaryBuilder<Int32Type>,
    category: StringDictionaryBuilder<Int32Type>,
    year: Int16Builder,
    count: UInt64Builder,
    per_100_000: Float64Builder,
}

impl Default for StatisticColumns {
    fn default() -> Self {
        Self {
            schema: schema(),
            key: FixedSizeBinaryBuilder::new(16),
            region: StringDictionaryBuilder::new(),
            category: StringDictionaryBuilder::new(),
            year: Int16Builder::new(),
            count: UInt64Builder::new(),
            per_100_000: Float64Builder::new(),
        }
    }
}

impl StatisticColumns {
    pub(crate) fn push(&mut self, row: &Statistic) -> Result<(), ArrowError> {
        self.key.append_value(row.key.0)?;
        self.region.append(row.region.as_str())?;
        self.category.append(row.category.as_str())?;
        self.year.append_value(row.year);
        self.count.append_option(row.count);
        self.per_100_000.append_option(row.per_100_000);
        Ok(())
    }

    pub(crate) fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.key.finish()),
            Arc::new(self.region.finish()),
            Arc::new(self.category.finish()),
            Arc::new(self.year.finish()),
            Arc::new(self.count.finish()),
            Arc::new(self.per_100_000.finish()),
        ];
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
    }
}

/// The rows of one batch.
pub(crate) fn read(columns: Columns<'_>) -> Result<Vec<Statistic>, RecordsError> {
    let keys = columns.keys()?;
    let (regions, categories) = (columns.texts(REGION)?, columns.texts(CATEGORY)?);
    let years = columns.numbers::<Int16Type>(YEAR)?;
    let counts = columns.numbers::<UInt64Type>(COUNT)?;
    let rates = columns.numbers::<Float64Type>(PER_100_000)?;
    (0..columns.batch.num_rows())
        .map(|row| {
            let parts = key_of(keys.value(row)).zip(regions.text(row)).zip(categories.text(row));
            let ((key, region), category) =
                parts.ok_or_else(|| columns.damage(format!("row {row} has an empty cell")))?;
            Ok(Statistic {
                key,
                region: region.parse().map_err(|error| RecordsError::damaged(columns.path, error))?,
                category: Category::new(category),
                year: years.value(row),
                count: counts.is_valid(row).then(|| counts.value(row)),
                per_100_000: rates.is_valid(row).then(|| rates.value(row)),
            })
        })
        .collect()
}

/// A key from its bytes.
pub(crate) fn key_of(bytes: &[u8]) -> Option<RowKey> {
    bytes.try_into().ok().map(RowKey)
}
