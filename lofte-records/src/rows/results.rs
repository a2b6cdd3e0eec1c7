//! Published results of surveys as columns. Shares lie as parts of one, whatever the table had.

use super::statistic::key_of;
use super::{Columns, KEY, coded_text, properties};
use crate::error::RecordsError;
use arrow::array::{
    Array, ArrayRef, Date32Builder, FixedSizeBinaryBuilder, Float64Builder, Int16Builder, RecordBatch,
    StringDictionaryBuilder, UInt64Builder,
};
use arrow::datatypes::{
    DataType, Date32Type, Field, Float64Type, Int16Type, Int32Type, Schema, SchemaRef, UInt64Type,
};
use arrow::error::ArrowError;
use lofte_model::place::AreaCode;
use lofte_model::records::{Category, ResultMeasure, SurveyResult};
use parquet::file::properties::WriterProperties;
use std::sync::Arc;

const INDICATOR: &str = "indicator";
const LABEL: &str = "label";
const AREA: &str = "area";
const GROUP: &str = "group";
const YEAR: &str = "year";
const MEASURE: &str = "measure";
const VALUE: &str = "value";
const LOWER: &str = "lower";
const UPPER: &str = "upper";
const ANSWERS: &str = "answers";
const RETRIEVED: &str = "retrieved";

pub(crate) const COLUMNS: [&str; 12] =
    [KEY, INDICATOR, LABEL, AREA, GROUP, YEAR, MEASURE, VALUE, LOWER, UPPER, ANSWERS, RETRIEVED];

pub(crate) fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new(KEY, DataType::FixedSizeBinary(16), false),
        Field::new(INDICATOR, coded_text(), false),
        Field::new(LABEL, coded_text(), false),
        Field::new(AREA, coded_text(), true),
        Field::new(GROUP, coded_text(), true),
        Field::new(YEAR, DataType::Int16, false),
        Field::new(MEASURE, coded_text(), false),
        Field::new(VALUE, DataType::Float64, false),
        Field::new(LOWER, DataType::Float64, true),
        Field::new(UPPER, DataType::Float64, true),
        Field::new(ANSWERS, DataType::UInt64, true),
        Field::new(RETRIEVED, DataType::Date32, true),
    ]))
}

pub(crate) fn writer_properties() -> WriterProperties {
    properties().build()
}

type Texts = StringDictionaryBuilder<Int32Type>;

/// Rows on their way to a batch.
pub(crate) struct ResultColumns {
    schema: SchemaRef,
    key: FixedSizeBinaryBuilder,
    indicator: Texts,
    label: Texts,
    area: Texts,
    group: Texts,
    year: Int16Builder,
    measure: Texts,
    value: Float64Builder,
    lower: Float64Builder,
    upper: Float64Builder,
    answers: UInt64Builder,
    retrieved: Date32Builder,
}

impl Default for ResultColumns {
    fn default() -> Self {
        Self {
            schema: schema(),
            key: FixedSizeBinaryBuilder::new(16),
            indicator: Texts::new(),
            label: Texts::new(),
            area: Texts::new(),
            group: Texts::new(),
            year: Int16Builder::new(),
            measure: Texts::new(),
            value: Float64Builder::new(),
            lower: Float64Builder::new(),
            upper: Float64Builder::new(),
            answers: UInt64Builder::new(),
            retrieved: Date32Builder::new(),
        }
    }
}

impl ResultColumns {
    pub(crate) fn push(&mut self, row: &SurveyResult) -> Result<(), ArrowError> {
        self.key.append_value(row.key.0)?;
        self.indicator.append(row.indicator.as_str())?;
        self.label.append(&row.label)?;
        self.area.append_option(row.area.as_ref().map(AreaCode::as_str));
        self.group.append_option(row.group.as_deref());
        self.year.append_value(row.year);
        self.measure.append(row.measure.word())?;
        self.value.append_value(row.value);
        self.lower.append_option(row.interval.map(|(lower, _)| lower));
        self.upper.append_option(row.interval.map(|(_, upper)| upper));
        self.answers.append_option(row.answers);
        self.retrieved.append_option(row.retrieved.map(super::counts::day_number));
        Ok(())
    }

    pub(crate) fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.key.finish()),
            Arc::new(self.indicator.finish()),
            Arc::new(self.label.finish()),
            Arc::new(self.area.finish()),
            Arc::new(self.group.finish()),
            Arc::new(self.year.finish()),
            Arc::new(self.measure.finish()),
            Arc::new(self.value.finish()),
            Arc::new(self.lower.finish()),
            Arc::new(self.upper.finish()),
            Arc::new(self.answers.finish()),
            Arc::new(self.retrieved.finish()),
        ];
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
    }
}

/// The rows of one batch.
pub(crate) fn read(columns: Columns<'_>) -> Result<Vec<SurveyResult>, RecordsError> {
    let keys = columns.keys()?;
    let (indicators, labels) = (columns.texts(INDICATOR)?, columns.texts(LABEL)?);
    let (areas, groups, measures) = (columns.texts(AREA)?, columns.texts(GROUP)?, columns.texts(MEASURE)?);
    let years = columns.numbers::<Int16Type>(YEAR)?;
    let number = |name| columns.numbers::<Float64Type>(name);
    let (values, lowers, uppers) = (number(VALUE)?, number(LOWER)?, number(UPPER)?);
    let answers = columns.numbers::<UInt64Type>(ANSWERS)?;
    let retrieved = columns.numbers::<Date32Type>(RETRIEVED)?;
    let row_of = |row: usize| -> Option<SurveyResult> {
        let interval = lowers.is_valid(row) && uppers.is_valid(row);
        Some(SurveyResult {
            key: key_of(keys.value(row))?,
            indicator: Category::new(indicators.text(row)?),
            label: labels.text(row)?.to_owned(),
            area: areas.text(row).map(AreaCode::new),
            group: groups.text(row).map(str::to_owned),
            year: years.value(row),
            measure: measures.text(row).and_then(ResultMeasure::from_word)?,
            value: values.value(row),
            interval: interval.then(|| (lowers.value(row), uppers.value(row))),
            answers: answers.is_valid(row).then(|| answers.value(row)),
            retrieved: retrieved.is_valid(row).then(|| super::counts::day_of(retrieved.value(row))).flatten(),
        })
    };
    let rows = 0..columns.batch.num_rows();
    rows.map(|row| row_of(row).ok_or_else(|| columns.damage(format!("row {row} is no result of a survey"))))
        .collect()
}
