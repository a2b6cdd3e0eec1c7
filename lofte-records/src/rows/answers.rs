//! Survey answers as columns: the stratum of each questionnaire and one column for each question.
//!
//! The design and the code book stand in the manifest.

use super::{Columns, properties};
use crate::error::RecordsError;
use arrow::array::{ArrayRef, Float64Array, Int16Array, RecordBatch, UInt32Array};
use arrow::datatypes::{DataType, Field, Float64Type, Int16Type, Schema, SchemaRef, UInt32Type};
use arrow::error::ArrowError;
use lofte_model::survey::{Wave, WaveAnswers};
use parquet::file::properties::WriterProperties;
use std::collections::BTreeMap;
use std::sync::Arc;

const STRATUM: &str = "stratum";
/// Where the wave has weights.
const WEIGHT: &str = "weight";
/// Before the code of a question, so that a question may have any code.
const ITEM: &str = "item:";

pub(crate) fn writer_properties() -> WriterProperties {
    properties().build()
}

pub(crate) fn schema(answers: &WaveAnswers) -> SchemaRef {
    let stratum = Field::new(STRATUM, DataType::UInt32, false);
    let items = answers.answers.keys().map(|code| Field::new(format!("{ITEM}{code}"), DataType::Int16, true));
    let weight = answers.weights.iter().map(|_| Field::new(WEIGHT, DataType::Float64, false));
    Arc::new(Schema::new(std::iter::once(stratum).chain(weight).chain(items).collect::<Vec<_>>()))
}

/// Every column has one entry for each questionnaire and every stratum exists.
pub(crate) fn check(answers: &WaveAnswers) -> Result<(), RecordsError> {
    let uneven = |item: &str| RecordsError::UnevenAnswers { item: item.to_owned() };
    let strata = answers.wave.strata.len();
    if answers.stratum.iter().any(|stratum| usize::try_from(*stratum).map_or(true, |at| at >= strata)) {
        return Err(uneven(STRATUM));
    }
    if answers.weights.as_ref().is_some_and(|weights| weights.len() != answers.returned()) {
        return Err(uneven(WEIGHT));
    }
    match answers.answers.iter().find(|(_, column)| column.len() != answers.returned()) {
        Some((item, _)) => Err(uneven(item)),
        None => Ok(()),
    }
}

pub(crate) fn batch(schema: &SchemaRef, answers: &WaveAnswers) -> Result<RecordBatch, ArrowError> {
    let stratum: ArrayRef = Arc::new(UInt32Array::from(answers.stratum.clone()));
    let items = answers.answers.values().map(|column| Arc::new(Int16Array::from(column.clone())) as ArrayRef);
    let weight =
        answers.weights.iter().map(|column| Arc::new(Float64Array::from(column.clone())) as ArrayRef);
    RecordBatch::try_new(Arc::clone(schema), std::iter::once(stratum).chain(weight).chain(items).collect())
}

/// An empty wave that batches are added to.
pub(crate) fn none_yet(wave: &Wave) -> WaveAnswers {
    WaveAnswers { wave: wave.clone(), stratum: Vec::new(), weights: None, answers: BTreeMap::new() }
}

/// Adds the rows of one batch.
pub(crate) fn add(columns: Columns<'_>, answers: &mut WaveAnswers) -> Result<(), RecordsError> {
    answers.stratum.extend(columns.numbers::<UInt32Type>(STRATUM)?.values());
    for field in columns.batch.schema_ref().fields() {
        if field.name() == WEIGHT {
            let column = columns.numbers::<Float64Type>(WEIGHT)?;
            answers.weights.get_or_insert_default().extend(column.values());
        }
        if let Some(code) = field.name().strip_prefix(ITEM) {
            let column = columns.numbers::<Int16Type>(field.name())?;
            answers.answers.entry(code.to_owned()).or_default().extend(column.iter());
        }
    }
    Ok(())
}
