//! How rows lie in Parquet: one file for each shape, writing and reading side by side.
//!
//! Columns are readable for any other engine over the same files: plain names, local civil time, texts as they are.

pub(crate) mod answers;
mod coded;
pub(crate) mod counts;
pub(crate) mod incident;
pub(crate) mod results;
pub(crate) mod statistic;

use crate::error::RecordsError;
use arrow::array::{
    Array, AsArray, DictionaryArray, FixedSizeBinaryArray, PrimitiveArray, RecordBatch, StringArray,
};
use arrow::datatypes::{ArrowPrimitiveType, DataType, Int32Type};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use object_store::path::Path;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};

/// Rows of one row group: the unit of skipping when read.
pub(crate) const ROW_GROUP: usize = 128 * 1024;

/// Sameness of a row; the only column that is read to find duplicates.
pub(crate) const KEY: &str = "key";

/// Texts that repeat.
pub(crate) fn coded_text() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// Settings that all files share. Keys look random, so that packing them would only cost time.
pub(crate) fn properties() -> WriterPropertiesBuilder {
    WriterProperties::builder()
        .set_created_by(concat!("lofte ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_column_compression(KEY.into(), Compression::UNCOMPRESSED)
        .set_column_dictionary_enabled(KEY.into(), false)
        .set_column_encoding(KEY.into(), Encoding::PLAIN)
        .set_column_statistics_enabled(KEY.into(), EnabledStatistics::None)
}

/// Microseconds of local civil time since 1970; finer parts are cut off.
pub(crate) fn micros(time: DateTime) -> i64 {
    let since = time.duration_since(EPOCH);
    since.as_secs() * 1_000_000 + i64::from(since.subsec_micros())
}

/// The civil time of [`micros`].
pub(crate) fn civil(micros: i64) -> Option<DateTime> {
    EPOCH.checked_add(SignedDuration::from_micros(micros)).ok()
}

/// The first microsecond of a day.
pub(crate) fn day_start(day: Date) -> i64 {
    micros(day.to_datetime(jiff::civil::Time::midnight()))
}

/// The microseconds of a day.
pub(crate) const DAY: i64 = 86_400_000_000;

const EPOCH: DateTime = jiff::civil::datetime(1970, 1, 1, 0, 0, 0, 0);

/// The columns of one batch by name; a column that is not there or of another type is damage, not a panic.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'a> {
    pub(crate) batch: &'a RecordBatch,
    pub(crate) path: &'a Path,
}

impl<'a> Columns<'a> {
    pub(crate) fn numbers<T: ArrowPrimitiveType>(
        self,
        name: &str,
    ) -> Result<&'a PrimitiveArray<T>, RecordsError> {
        self.find(name, |array| array.as_primitive_opt::<T>())
    }

    pub(crate) fn keys(self) -> Result<&'a FixedSizeBinaryArray, RecordsError> {
        self.find(KEY, |array| array.as_fixed_size_binary_opt())
    }

    pub(crate) fn texts(self, name: &str) -> Result<Texts<'a>, RecordsError> {
        self.find(name, |array| {
            let codes = array.as_dictionary_opt::<Int32Type>()?;
            let values = codes.values().as_string_opt::<i32>()?;
            Some(Texts { codes, values })
        })
    }

    fn find<T>(self, name: &str, read: impl FnOnce(&'a dyn Array) -> Option<T>) -> Result<T, RecordsError> {
        self.batch.column_by_name(name).and_then(|array| read(array.as_ref())).ok_or_else(|| {
            RecordsError::damaged(self.path, format!("the column “{name}” is not what it should be"))
        })
    }

    pub(crate) fn damage(self, what: String) -> RecordsError {
        RecordsError::damaged(self.path, what)
    }
}

/// A column of repeating texts.
#[derive(Clone, Copy)]
pub(crate) struct Texts<'a> {
    codes: &'a DictionaryArray<Int32Type>,
    values: &'a StringArray,
}

impl<'a> Texts<'a> {
    /// The different texts of the batch, in the order of their codes.
    pub(crate) fn values(self) -> impl Iterator<Item = Option<&'a str>> {
        self.values.iter()
    }

    /// The code of each row.
    pub(crate) fn codes(self) -> impl Iterator<Item = Option<usize>> {
        self.codes.keys().iter().map(|code| usize::try_from(code?).ok())
    }

    /// The text of one row.
    pub(crate) fn text(self, row: usize) -> Option<&'a str> {
        let code = self.codes.key(row)?;
        self.values.is_valid(code).then(|| self.values.value(code))
    }
}
