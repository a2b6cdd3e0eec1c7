//! Parquet, the columns that analysts' programs (pandas, polars, DuckDB, R) write: its names are the header, and each value is
//! the text that a text table would have had. Times with a zone are instants and end in `Z`; what is missing is empty.
//!
//! A batch of rows is in memory at a time. What the file claims of itself is held against it first ([`footer`]), since a
//! claim costs memory before it turns out to be false. Left out: columns that have parts, and encrypted files.

mod footer;
mod thrift;
mod value;

use crate::bytes::{file_name, not_too_dense, unreadable};
use crate::error::{Found, ImportError};
use crate::limits::{LARGEST_FILE, LONGEST_ROW, MOST_COLUMNS, MOST_SHARED};
use crate::table::{Line, Visit};
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema};
use csv::StringRecord;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Compression;
use parquet::file::metadata::RowGroupMetaData;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Cells of a batch, and rows of one.
const MOST_CELLS: usize = 1 << 18;
const MOST_ROWS: usize = 1024;
/// Bytes of a value whose length is the same in every row: the largest decimal.
const LONGEST_FIXED: i64 = 32;

pub(crate) struct Columnar {
    path: PathBuf,
    bytes: u64,
    metadata: ArrowReaderMetadata,
}

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error("it cannot be read")]
    Unreadable(#[from] std::io::Error),
    #[error("what it says of itself does not hold")]
    Damaged,
    #[error("the rows cannot be read")]
    Rows(#[from] parquet::errors::ParquetError),
    #[error("the rows cannot be read")]
    Batch(#[from] arrow::error::ArrowError),
    #[error("it is encrypted")]
    Encrypted,
    #[error("column {column} has parts")]
    Nested { column: String },
    #[error("it is packed with {packing}")]
    PackedOtherwise { packing: &'static str },
}

impl Columnar {
    pub(crate) fn open(path: &Path, bytes: u64) -> Result<Self, ImportError> {
        let mut file = File::open(path).map_err(unreadable(path))?;
        let told = |trouble| refused(path, trouble);
        let described = footer::columns(&mut file, bytes).map_err(told)?;
        if described.len() > MOST_COLUMNS {
            return Err(ImportError::TooManyColumns { row: 1, limit: MOST_COLUMNS });
        }
        if let Some(column) = described.iter().find(|column| column.length > LONGEST_FIXED) {
            return Err(unread(&column.name, "bytes"));
        }
        let metadata = guarded(|| metadata(&file)).map_err(told)?;
        for field in metadata.schema().fields() {
            if let Some(holds) = value::unread(field.data_type()) {
                return Err(unread(field.name(), holds));
            }
        }
        packing(&metadata).map_err(told)?;
        let unpacked = footer::pages(&mut file, bytes, metadata.metadata()).map_err(told)?;
        not_too_dense(path, unpacked, bytes)?;
        if unpacked > LARGEST_FILE {
            let (file, limit) = (file_name(path), LARGEST_FILE);
            return Err(ImportError::TooLarge { file, bytes: unpacked, limit, unpacked: true });
        }
        Ok(Self { path: path.to_owned(), bytes, metadata })
    }

    pub(crate) fn name(&self) -> String {
        file_name(&self.path)
    }

    /// The names first, then the rows.
    pub(crate) fn each(&self, visit: &mut Visit<'_>) -> Result<(), ImportError> {
        let path = &self.path;
        let names: Vec<&str> =
            self.metadata.schema().fields().iter().map(|field| field.name().as_str()).collect();
        let header = StringRecord::from(names.as_slice());
        if visit(&Line { row: 1, done: 0, cells: &header, faults: &[], filled: 0 })?.is_break() {
            return Ok(());
        }
        let told = |trouble| refused(path, trouble);
        let file = File::open(path).map_err(unreadable(path))?;
        let rows = (MOST_CELLS / names.len().max(1)).clamp(16, MOST_ROWS);
        let metadata = self.metadata.clone();
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
        let mut reader = guarded(|| Ok(builder.with_batch_size(rows).build()?)).map_err(told)?;
        let total = u64::try_from(self.metadata.metadata().file_metadata().num_rows()).unwrap_or(0).max(1);
        let (mut passed, mut read) = (0, 0_u64);
        while let Some(batch) = guarded(|| Ok(reader.next().transpose()?)).map_err(told)? {
            for place in 0..batch.num_rows() {
                read += 1;
                let cells = record(&batch, place, read)?;
                passed += cells.as_slice().len() as u64;
                if passed > MOST_SHARED {
                    let (file, megabytes) = (file_name(path), MOST_SHARED >> 20);
                    return Err(ImportError::TooMuchText { file, megabytes });
                }
                let done = self.bytes.saturating_mul(read.min(total)) / total;
                let line = Line { row: read + 1, done, cells: &cells, faults: &[], filled: 0 };
                if visit(&line)?.is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// A row as texts. `row` is the last good one as a spreadsheet counts.
fn record(batch: &RecordBatch, place: usize, row: u64) -> Result<StringRecord, ImportError> {
    let (mut record, mut cell) = (StringRecord::new(), String::new());
    for column in batch.columns() {
        cell.clear();
        value::write(column.as_ref(), place, &mut cell);
        if (record.as_slice().len() + cell.len()) as u64 > LONGEST_ROW {
            return Err(ImportError::LongRow { row, megabytes: LONGEST_ROW >> 20 });
        }
        record.push_field(&cell);
    }
    Ok(record)
}

/// The description as the library understands it. What else programs leave in a file for themselves is not looked at, and
/// texts stay where they lie in their pages, so that one text that many rows have is in memory once.
fn metadata(file: &File) -> Result<ArrowReaderMetadata, Trouble> {
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let plain = ArrowReaderMetadata::load(file, options)?;
    let fields = plain.schema().fields().iter().map(|field| match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 => {
            Field::new(field.name(), DataType::Utf8View, field.is_nullable())
        }
        of => Field::new(field.name(), of.clone(), field.is_nullable()),
    });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let options = ArrowReaderOptions::new().with_schema(schema);
    Ok(ArrowReaderMetadata::try_new(Arc::clone(plain.metadata()), options)?)
}

/// Refuses a packing that is not built in.
fn packing(metadata: &ArrowReaderMetadata) -> Result<(), Trouble> {
    let columns = metadata.metadata().row_groups().iter().flat_map(RowGroupMetaData::columns);
    for column in columns {
        let packing = match column.compression() {
            Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_) => continue,
            Compression::GZIP(_) => "GZIP",
            Compression::BROTLI(_) => "BROTLI",
            Compression::LZO => "LZO",
            Compression::LZ4 | Compression::LZ4_RAW => "LZ4",
        };
        return Err(Trouble::PackedOtherwise { packing });
    }
    Ok(())
}

/// Does something with the library, which stops the thread over some damaged files.
fn guarded<T>(work: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Trouble::Damaged))
}

fn unread(column: &str, holds: &'static str) -> ImportError {
    ImportError::UnreadColumn { column: crate::table::shown(column), holds }
}

fn refused(path: &Path, trouble: Trouble) -> ImportError {
    let file = file_name(path);
    match trouble {
        Trouble::Unreadable(source) => ImportError::Unreadable { file, source },
        Trouble::Encrypted => ImportError::NotATable { file, found: Found::EncryptedParquet },
        Trouble::Nested { column } => unread(&column, "parts"),
        Trouble::PackedOtherwise { packing } => ImportError::PackedOtherwise { file, packing },
        trouble => ImportError::Damaged { file, source: Box::new(trouble) },
    }
}
