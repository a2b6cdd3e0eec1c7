//! Columns of a Parquet file that somebody else wrote, for analysts.
//!
//! Deliveries know their columns; a file from a statistician does not say what is in it. Here its named columns come as
//! numbers or as texts, with missing values as they were missing. Only flat columns are read: lists and structs are
//! refused by name. Rows are not turned into anything of the house, and nothing is written.

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::error::Error;
use std::fs::File;
use std::path::Path;

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Whole numbers, decimals, and true (1) and false (0). What is not finite counts as missing.
    Numbers(Vec<Option<f64>>),
    /// Texts, and days and times as texts.
    Texts(Vec<Option<String>>),
}

/// Why a Parquet file cannot be read as a table.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file cannot be opened.
    #[error("the file cannot be opened: check its name and that it may be read")]
    Open(#[source] std::io::Error),
    /// It is not a Parquet file, or damaged.
    #[error("the file cannot be read as Parquet: write it again with the program that made it")]
    Damaged(#[source] Box<dyn Error + Send + Sync>),
    /// There is no such column.
    #[error("the file has no column “{column}”: choose one of those that it has")]
    NoColumn {
        /// The column asked for.
        column: String,
    },
    /// A list or a structure.
    #[error("column “{column}” holds {found}: give a column of numbers or texts")]
    NotFlat {
        /// The column.
        column: String,
        /// What it holds.
        found: String,
    },
}

/// The names of all columns, in the order of the file.
///
/// # Errors
/// A file that cannot be opened or is not Parquet.
pub fn column_names(path: &Path) -> Result<Vec<String>, TableError> {
    let reader = open(path)?;
    Ok(reader.schema().fields().iter().map(|field| field.name().clone()).collect())
}

/// The named columns, in the order asked for.
///
/// # Errors
/// As [`column_names`]; also a name that the file does not have, or a column of lists or structures.
pub fn read_columns(path: &Path, names: &[&str]) -> Result<Vec<Column>, TableError> {
    let reader = open(path)?;
    let schema = reader.schema().clone();
    let mut places = Vec::with_capacity(names.len());
    let mut columns = Vec::with_capacity(names.len());
    for name in names {
        let missing = || TableError::NoColumn { column: (*name).to_owned() };
        let place = schema.index_of(name).map_err(|_| missing())?;
        places.push(place);
        columns.push(empty(name, schema.field(place).data_type())?);
    }
    let mask = ProjectionMask::roots(reader.parquet_schema(), places);
    for batch in reader.with_projection(mask).build().map_err(damaged)? {
        let batch = batch.map_err(damaged)?;
        for (name, column) in names.iter().zip(&mut columns) {
            append(&batch, name, column)?;
        }
    }
    Ok(columns)
}

fn open(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, TableError> {
    let file = File::open(path).map_err(TableError::Open)?;
    ParquetRecordBatchReaderBuilder::try_new(file).map_err(damaged)
}

fn damaged(error: impl Error + Send + Sync + 'static) -> TableError {
    TableError::Damaged(Box::new(error))
}

/// A column without rows yet, of the kind that its type asks for.
fn empty(name: &str, of: &DataType) -> Result<Column, TableError> {
    match of {
        DataType::Dictionary(_, values) => empty(name, values),
        DataType::Boolean | DataType::Null => Ok(Column::Numbers(Vec::new())),
        of if of.is_numeric() => Ok(Column::Numbers(Vec::new())),
        of if of.is_string() || of.is_temporal() => Ok(Column::Texts(Vec::new())),
        of => Err(TableError::NotFlat { column: name.to_owned(), found: of.to_string() }),
    }
}

fn append(batch: &RecordBatch, name: &str, column: &mut Column) -> Result<(), TableError> {
    let missing = || TableError::NoColumn { column: name.to_owned() };
    let array = batch.column_by_name(name).ok_or_else(missing)?;
    match column {
        Column::Numbers(values) => {
            let array = cast(array, &DataType::Float64).map_err(damaged)?;
            let array = array.as_primitive::<Float64Type>();
            values.extend(array.iter().map(|value| value.filter(|value| value.is_finite())));
        }
        Column::Texts(values) => {
            let array = cast(array, &DataType::Utf8).map_err(damaged)?;
            values.extend(array.as_string::<i32>().iter().map(|text| text.map(str::to_owned)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Column, TableError, column_names, read_columns};
    use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int32Array, ListArray, StringArray};
    use arrow::datatypes::Int32Type;
    use arrow::record_batch::RecordBatch;
    use parquet::arrow::ArrowWriter;
    use parquet::basic::Compression;
    use parquet::file::properties::WriterProperties;
    use std::sync::Arc;

    fn written(compression: Compression) -> tempfile::NamedTempFile {
        let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1)]), None, None]);
        let columns: [(&str, ArrayRef); 5] = [
            ("weight", Arc::new(Float64Array::from(vec![Some(1.5), None, Some(f64::NAN)]))),
            ("age", Arc::new(Int32Array::from(vec![Some(17), Some(80), None]))),
            ("safe", Arc::new(BooleanArray::from(vec![Some(true), Some(false), None]))),
            ("area", Arc::new(StringArray::from(vec![Some("Malmköping"), None, Some("")]))),
            ("list", Arc::new(list)),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        let properties = WriterProperties::builder().set_compression(compression).build();
        let mut writer =
            ArrowWriter::try_new(file.reopen().unwrap(), batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        file
    }

    #[test]
    fn columns_come_as_numbers_and_texts_in_the_order_asked_for() {
        for compression in [Compression::SNAPPY, Compression::UNCOMPRESSED] {
            let file = written(compression);
            assert_eq!(column_names(file.path()).unwrap(), ["weight", "age", "safe", "area", "list"]);
            let columns = read_columns(file.path(), &["area", "weight", "age", "safe"]).unwrap();
            let texts = vec![Some("Malmköping".to_owned()), None, Some(String::new())];
            assert_eq!(
                columns,
                [
                    Column::Texts(texts),
                    Column::Numbers(vec![Some(1.5), None, None]),
                    Column::Numbers(vec![Some(17.0), Some(80.0), None]),
                    Column::Numbers(vec![Some(1.0), Some(0.0), None]),
                ]
            );
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_by_name() {
        let file = written(Compression::SNAPPY);
        let error = |names: &[&str]| read_columns(file.path(), names).unwrap_err();
        assert!(matches!(error(&["vikt"]), TableError::NoColumn { column } if column == "vikt"));
        assert!(matches!(error(&["list"]), TableError::NotFlat { column, .. } if column == "list"));
        let text = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(text.path(), "weight;age\n").unwrap();
        assert!(matches!(column_names(text.path()), Err(TableError::Damaged(_))));
        assert!(matches!(column_names(&text.path().join("x")), Err(TableError::Open(_))));
    }
}
