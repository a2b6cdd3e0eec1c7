//! Counts for areas and periods as columns.
//!
//! A period lies as its first and last day, so that any engine can read it. What is withheld is null; nought is 0.

use super::statistic::key_of;
use super::{Columns, KEY, coded_text, properties};
use crate::error::RecordsError;
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanBuilder, Date32Builder, FixedSizeBinaryBuilder, RecordBatch,
    StringDictionaryBuilder, UInt64Builder,
};
use arrow::datatypes::{DataType, Date32Type, Field, Int32Type, Schema, SchemaRef, UInt64Type};
use arrow::error::ArrowError;
use jiff::ToSpan;
use jiff::civil::Date;
use lofte_model::period::Period;
use lofte_model::place::AreaCode;
use lofte_model::records::{CalendarSpan, Category, PeriodCount, RecordKind};
use parquet::file::properties::WriterProperties;
use std::sync::Arc;

const OF: &str = "of";
const AREA: &str = "area";
const CATEGORY: &str = "category";
const LABEL: &str = "label";
const FROM: &str = "from";
const TO: &str = "to";
const COUNT: &str = "count";
const PRELIMINARY: &str = "preliminary";
const RETRIEVED: &str = "retrieved";

pub(crate) const COLUMNS: [&str; 10] =
    [KEY, OF, AREA, CATEGORY, LABEL, FROM, TO, COUNT, PRELIMINARY, RETRIEVED];

pub(crate) fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new(KEY, DataType::FixedSizeBinary(16), false),
        Field::new(OF, coded_text(), false),
        Field::new(AREA, coded_text(), true),
        Field::new(CATEGORY, coded_text(), false),
        Field::new(LABEL, coded_text(), false),
        Field::new(FROM, DataType::Date32, false),
        Field::new(TO, DataType::Date32, false),
        Field::new(COUNT, DataType::UInt64, true),
        Field::new(PRELIMINARY, DataType::Boolean, false),
        Field::new(RETRIEVED, DataType::Date32, true),
    ]))
}

pub(crate) fn writer_properties() -> WriterProperties {
    properties().build()
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// Days since 1970.
pub(super) fn day_number(day: Date) -> i32 {
    (day - EPOCH).get_days()
}

pub(super) fn day_of(number: i32) -> Option<Date> {
    EPOCH.checked_add(i64::from(number).days()).ok()
}

/// Rows on their way to a batch.
pub(crate) struct CountColumns {
    schema: SchemaRef,
    key: FixedSizeBinaryBuilder,
    of: StringDictionaryBuilder<Int32Type>,
    area: StringDictionaryBuilder<Int32Type>,
    category: StringDictionaryBuilder<Int32Type>,
    label: StringDictionaryBuilder<Int32Type>,
    from: Date32Builder,
    to: Date32Builder,
    count: UInt64Builder,
    preliminary: BooleanBuilder,
    retrieved: Date32Builder,
}

impl Default for CountColumns {
    fn default() -> Self {
        Self {
            schema: schema(),
            key: FixedSizeBinaryBuilder::new(16),
            of: StringDictionaryBuilder::new(),
            area: StringDictionaryBuilder::new(),
            category: StringDictionaryBuilder::new(),
            label: StringDictionaryBuilder::new(),
            from: Date32Builder::new(),
            to: Date32Builder::new(),
            count: UInt64Builder::new(),
            preliminary: BooleanBuilder::new(),
            retrieved: Date32Builder::new(),
        }
    }
}

impl CountColumns {
    pub(crate) fn push(&mut self, row: &PeriodCount) -> Result<(), ArrowError> {
        let days = row.span.days();
        self.key.append_value(row.key.0)?;
        self.of.append(row.of.word())?;
        self.area.append_option(row.area.as_ref().map(AreaCode::as_str));
        self.category.append(row.category.as_str())?;
        self.label.append(&row.label)?;
        self.from.append_value(day_number(days.from()));
        self.to.append_value(day_number(days.to()));
        self.count.append_option(row.count);
        self.preliminary.append_value(row.preliminary);
        self.retrieved.append_option(row.retrieved.map(day_number));
        Ok(())
    }

    pub(crate) fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.key.finish()),
            Arc::new(self.of.finish()),
            Arc::new(self.area.finish()),
            Arc::new(self.category.finish()),
            Arc::new(self.label.finish()),
            Arc::new(self.from.finish()),
            Arc::new(self.to.finish()),
            Arc::new(self.count.finish()),
            Arc::new(self.preliminary.finish()),
            Arc::new(self.retrieved.finish()),
        ];
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
    }
}

/// The rows of one batch.
pub(crate) fn read(columns: Columns<'_>) -> Result<Vec<PeriodCount>, RecordsError> {
    let keys = columns.keys()?;
    let (kinds, areas) = (columns.texts(OF)?, columns.texts(AREA)?);
    let (categories, labels) = (columns.texts(CATEGORY)?, columns.texts(LABEL)?);
    let days = |name| columns.numbers::<Date32Type>(name);
    let (firsts, lasts, retrieved) = (days(FROM)?, days(TO)?, days(RETRIEVED)?);
    let counts = columns.numbers::<UInt64Type>(COUNT)?;
    let preliminary = columns.batch.column_by_name(PRELIMINARY).and_then(|array| array.as_boolean_opt());
    let row_of = |row: usize| -> Option<PeriodCount> {
        let from = day_of(firsts.value(row))?;
        let to = day_of(lasts.value(row))?;
        Some(PeriodCount {
            key: key_of(keys.value(row))?,
            of: kinds.text(row).and_then(RecordKind::from_word)?,
            area: areas.text(row).map(AreaCode::new),
            category: Category::new(categories.text(row)?),
            label: labels.text(row)?.to_owned(),
            span: CalendarSpan::of(Period::new(from, to).ok()?)?,
            count: counts.is_valid(row).then(|| counts.value(row)),
            preliminary: preliminary?.value(row),
            retrieved: retrieved.is_valid(row).then(|| day_of(retrieved.value(row))).flatten(),
        })
    };
    let rows = 0..columns.batch.num_rows();
    rows.map(|row| row_of(row).ok_or_else(|| columns.damage(format!("row {row} is no count of a period"))))
        .collect()
}
