//! Counts of a picture by category, area and year, as a file of their own.
//!
//! ```text
//! 0482/cells/<fingerprint>.parquet
//! ```
//! The file has the name of its contents, is never written over, and is read whole and checked each time before anything
//! in it is believed: it is a few hundred kilobytes where the picture as text would be tens of megabytes. One row group
//! holds one kind in one year, so that a page unpacks what it shows and nothing else. Which files count is said by the
//! casework; one that nothing names any more is swept when it is old enough not to be a picture in the making.

use crate::depot::blocking;
use crate::error::RecordsError;
use crate::records::Records;
use crate::rows::{Columns, Texts, coded_text};
use arrow::array::{
    Array, ArrayRef, Int16Array, Int64Array, RecordBatch, StringDictionaryBuilder, UInt32Array,
};
use arrow::datatypes::{DataType, Field, Int16Type, Int32Type, Int64Type, Schema, SchemaRef, UInt32Type};
use bytes::Bytes;
use jiff::Timestamp;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::picture::{AreaCount, CellFile, CellSlice, CountGrid, RateCell};
use lofte_model::place::{AreaCode, MunicipalityCode};
use lofte_model::records::{Category, RecordKind};
use object_store::path::Path;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::{KeyValue, RowGroupMetaData};
use parquet::file::properties::WriterProperties;
use parquet::file::statistics::Statistics;
use std::collections::BTreeMap;
use std::sync::Arc;

const KIND: &str = "kind";
const YEAR: &str = "year";
const CATEGORY: &str = "category";
const AREA: &str = "area";
const COUNT: &str = "count";
const RESIDENTS: &str = "residents";
/// Where the file says when its picture was computed: two pictures never share a file.
const COMPUTED: &str = "lofte.computed_at";
/// Counts that are unpacked at a time.
const BATCH: usize = 64 * 1024;

/// A file of counts in the making; it holds what is packed already, and no more.
#[derive(Debug)]
pub struct CellWriter {
    municipality: MunicipalityCode,
    writer: ArrowWriter<Vec<u8>>,
    cells: u64,
}

/// A file of counts that lies where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCells {
    /// Of its bytes.
    pub fingerprint: Fingerprint,
    /// Counts in it.
    pub cells: u64,
    /// Bytes.
    pub bytes: u64,
}

impl CellWriter {
    /// Begins the counts of a picture that is computed at this moment.
    pub fn new(municipality: &MunicipalityCode, computed_at: Timestamp) -> Result<Self, RecordsError> {
        let computed = KeyValue::new(COMPUTED.to_owned(), computed_at.to_string());
        let properties = WriterProperties::builder()
            .set_created_by(concat!("lofte ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_key_value_metadata(Some(vec![computed]))
            .build();
        let writer = ArrowWriter::try_new(Vec::new(), schema(), Some(properties));
        let writer = writer.map_err(RecordsError::from_writing)?;
        Ok(Self { municipality: municipality.clone(), writer, cells: 0 })
    }

    /// Adds one kind in one year.
    pub fn add(&mut self, grid: &CountGrid) -> Result<(), RecordsError> {
        let batch = batch(grid).map_err(|error| RecordsError::Store(error.into()))?;
        self.cells += batch.num_rows() as u64;
        self.writer.write(&batch).and_then(|()| self.writer.flush()).map_err(RecordsError::from_writing)
    }
}

fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new(KIND, coded_text(), false),
        Field::new(YEAR, DataType::Int16, false),
        Field::new(CATEGORY, coded_text(), false),
        Field::new(AREA, coded_text(), true),
        Field::new(COUNT, DataType::Int64, false),
        Field::new(RESIDENTS, DataType::UInt32, true),
    ]))
}

fn batch(grid: &CountGrid) -> Result<RecordBatch, arrow::error::ArrowError> {
    let mut texts = [(); 3].map(|()| StringDictionaryBuilder::<Int32Type>::new());
    let [kinds, categories, areas] = &mut texts;
    let (mut counts, mut residents) = (Vec::new(), Vec::new());
    for cell in grid.cells() {
        kinds.append(grid.kind.word())?;
        categories.append(cell.category.as_str())?;
        areas.append_option(cell.area.map(AreaCode::as_str));
        counts.push(i64::try_from(cell.count).unwrap_or(i64::MAX));
        residents.push(cell.residents);
    }
    let years = Int16Array::from(vec![grid.year; counts.len()]);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(kinds.finish()),
        Arc::new(years),
        Arc::new(categories.finish()),
        Arc::new(areas.finish()),
        Arc::new(Int64Array::from(counts)),
        Arc::new(UInt32Array::from(residents)),
    ];
    RecordBatch::try_new(schema(), columns)
}

pub(crate) fn folder(municipality: &MunicipalityCode) -> Path {
    Path::from(format!("{municipality}/cells"))
}

fn path(municipality: &MunicipalityCode, fingerprint: &Fingerprint) -> Path {
    Path::from(format!("{municipality}/cells/{fingerprint}.parquet"))
}

/// Whether a file holds counts of a picture.
pub(crate) fn is_cells(path: &Path) -> bool {
    path.parts().nth(1).is_some_and(|folder| folder.as_ref() == "cells")
}

impl Records {
    /// Puts a file of counts where it belongs. Nothing counts it until the casework names it.
    pub async fn keep_cells(&self, writer: CellWriter) -> Result<KeptCells, RecordsError> {
        let CellWriter { municipality, writer, cells } = writer;
        let bytes = writer.into_inner().map_err(RecordsError::from_writing)?;
        let fingerprint = Fingerprint::of_bytes(&bytes);
        let length = bytes.len() as u64;
        self.depot().put(&path(&municipality, &fingerprint), bytes).await?;
        Ok(KeptCells { fingerprint, cells, bytes: length })
    }

    /// A slice of the counts, by area. Areas without rows are there with nought.
    pub async fn area_counts(
        &self,
        municipality: &MunicipalityCode,
        file: &CellFile,
        slice: &CellSlice,
    ) -> Result<Vec<AreaCount>, RecordsError> {
        let (path, bytes) = self.cells_in(municipality, file).await?;
        let slice = slice.clone();
        blocking(move || {
            let mut areas: BTreeMap<Option<AreaCode>, (u64, Option<u32>)> = BTreeMap::new();
            let one = |kind, year| (kind, year) == (slice.kind, slice.year);
            each_batch(&path, bytes, one, &mut |batch| add_slice(batch, &slice, &mut areas))?;
            let counted = areas.into_iter().map(|(area, (count, residents))| AreaCount {
                area,
                count,
                residents: residents.map(f64::from),
            });
            Ok(counted.collect())
        })
        .await
    }

    /// Every count of the wanted kinds and years with its rate.
    pub async fn rate_cells(
        &self,
        municipality: &MunicipalityCode,
        file: &CellFile,
        wanted: impl Fn(RecordKind, i16) -> bool + Send + 'static,
    ) -> Result<Vec<RateCell>, RecordsError> {
        let (path, bytes) = self.cells_in(municipality, file).await?;
        let rule = file.rule;
        blocking(move || {
            let mut cells = Vec::new();
            each_batch(&path, bytes, wanted, &mut |batch| {
                let rows = Rows::of(batch)?;
                for row in 0..rows.len() {
                    let (kind, year, count) = (rows.kind(row)?, rows.years.value(row), rows.count(row)?);
                    let (residents, area) = (rows.residents(row), rows.area(row));
                    let per_1000 = rule.rate(count, residents.map(f64::from));
                    let category = Category::new(rows.category(row)?);
                    cells.push(RateCell { kind, category, area, year, count, residents, per_1000 });
                }
                Ok(())
            })?;
            Ok(cells)
        })
        .await
    }

    /// Reads a file of counts to its end: missing or damaged is the error.
    pub async fn check_cells(
        &self,
        municipality: &MunicipalityCode,
        file: &CellFile,
    ) -> Result<(), RecordsError> {
        let (path, bytes) = self.cells_in(municipality, file).await?;
        let expected = file.cells;
        blocking(move || {
            let mut rows = 0;
            each_batch(&path, bytes, |_, _| true, &mut |batch| {
                rows += Rows::of(batch)?.len() as u64;
                Ok(())
            })?;
            let short =
                || RecordsError::damaged(&path, format!("it has {rows} counts instead of {expected}"));
            if rows == expected { Ok(()) } else { Err(short()) }
        })
        .await
    }

    /// Deletes files of counts that are not kept and were written before this moment; gives how many.
    pub async fn sweep_cells(
        &self,
        municipality: &MunicipalityCode,
        keep: &[Fingerprint],
        before: Timestamp,
    ) -> Result<usize, RecordsError> {
        let kept: Vec<Path> = keep.iter().map(|fingerprint| path(municipality, fingerprint)).collect();
        let listed = self.depot().list(&folder(municipality)).await?;
        let old = listed
            .into_iter()
            .filter(|meta| meta.last_modified.timestamp() < before.as_second())
            .map(|meta| meta.location)
            .filter(|path| !kept.contains(path));
        let old: Vec<Path> = old.collect();
        self.depot().delete_all(&old).await?;
        Ok(old.len())
    }

    /// The bytes of a file, which must be those that were written.
    async fn cells_in(
        &self,
        municipality: &MunicipalityCode,
        file: &CellFile,
    ) -> Result<(Path, Bytes), RecordsError> {
        let path = path(municipality, &file.fingerprint);
        let missing = || RecordsError::Missing { path: path.to_string() };
        let bytes = self.depot().read(&path).await?.ok_or_else(missing)?;
        let expected = file.fingerprint.clone();
        blocking(move || {
            if Fingerprint::of_bytes(&bytes) == expected {
                Ok((path, Bytes::from(bytes)))
            } else {
                Err(RecordsError::damaged(&path, "its contents are not those that its name tells"))
            }
        })
        .await
    }
}

fn add_slice(
    batch: Columns<'_>,
    slice: &CellSlice,
    areas: &mut BTreeMap<Option<AreaCode>, (u64, Option<u32>)>,
) -> Result<(), RecordsError> {
    let rows = Rows::of(batch)?;
    // Areas are compared by their codes in the batch, and named once.
    let mut counted: BTreeMap<Option<usize>, (u64, Option<u32>)> = BTreeMap::new();
    let wanted = slice.category.as_ref().map(Category::as_str);
    let categories: Vec<bool> =
        rows.categories.values().map(|text| wanted.is_none_or(|wanted| text == Some(wanted))).collect();
    let codes = rows.categories.codes().zip(rows.areas.codes());
    for (row, (category, area)) in codes.enumerate() {
        let known = counted.entry(area).or_insert((0, None));
        known.1 = known.1.or_else(|| rows.residents(row));
        if category.is_some_and(|code| categories.get(code).copied().unwrap_or(false)) {
            known.0 += rows.count(row)?;
        }
    }
    let names: Vec<Option<&str>> = rows.areas.values().collect();
    for (code, (count, residents)) in counted {
        let name = code.and_then(|code| names.get(code).copied().flatten()).map(AreaCode::new);
        let known = areas.entry(name).or_insert((0, None));
        known.0 += count;
        known.1 = known.1.or(residents);
    }
    Ok(())
}

/// Unpacks the row groups that are wanted.
fn each_batch(
    path: &Path,
    bytes: Bytes,
    wanted: impl Fn(RecordKind, i16) -> bool,
    each: &mut dyn FnMut(Columns<'_>) -> Result<(), RecordsError>,
) -> Result<(), RecordsError> {
    let damaged = |error| RecordsError::damaged(path, error);
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(damaged)?;
    let mut groups = Vec::new();
    for (at, group) in builder.metadata().row_groups().iter().enumerate() {
        let (kind, year) = subject(group)
            .ok_or_else(|| RecordsError::damaged(path, "a part of it does not say what it counts"))?;
        if wanted(kind, year) {
            groups.push(at);
        }
    }
    let reader = builder.with_row_groups(groups).with_batch_size(BATCH).build().map_err(damaged)?;
    for batch in reader {
        let batch = batch.map_err(|error| RecordsError::damaged(path, error))?;
        each(Columns { batch: &batch, path })?;
    }
    Ok(())
}

/// The kind and year that a row group counts.
fn subject(group: &RowGroupMetaData) -> Option<(RecordKind, i16)> {
    let column = |name: &str| {
        group.columns().iter().find(|column| column.column_path().string() == name)?.statistics()
    };
    let Statistics::ByteArray(kinds) = column(KIND)? else { return None };
    let Statistics::Int32(years) = column(YEAR)? else { return None };
    let kind = RecordKind::from_word(std::str::from_utf8(kinds.min_opt()?.data()).ok()?)?;
    let year = i16::try_from(*years.min_opt()?).ok()?;
    (kinds.min_opt() == kinds.max_opt() && years.min_opt() == years.max_opt()).then_some((kind, year))
}

/// The columns of a batch.
struct Rows<'a> {
    columns: Columns<'a>,
    kinds: Texts<'a>,
    years: &'a Int16Array,
    categories: Texts<'a>,
    areas: Texts<'a>,
    counts: &'a Int64Array,
    residents: &'a UInt32Array,
}

impl<'a> Rows<'a> {
    fn of(columns: Columns<'a>) -> Result<Self, RecordsError> {
        Ok(Self {
            columns,
            kinds: columns.texts(KIND)?,
            years: columns.numbers::<Int16Type>(YEAR)?,
            categories: columns.texts(CATEGORY)?,
            areas: columns.texts(AREA)?,
            counts: columns.numbers::<Int64Type>(COUNT)?,
            residents: columns.numbers::<UInt32Type>(RESIDENTS)?,
        })
    }

    fn len(&self) -> usize {
        self.columns.batch.num_rows()
    }

    fn kind(&self, row: usize) -> Result<RecordKind, RecordsError> {
        let kind = self.kinds.text(row).and_then(RecordKind::from_word);
        kind.ok_or_else(|| self.columns.damage("a row is of no known kind".to_owned()))
    }

    fn category(&self, row: usize) -> Result<&'a str, RecordsError> {
        self.categories.text(row).ok_or_else(|| self.columns.damage("a row has no category".to_owned()))
    }

    fn area(&self, row: usize) -> Option<AreaCode> {
        self.areas.text(row).map(AreaCode::new)
    }

    fn count(&self, row: usize) -> Result<u64, RecordsError> {
        let count = self.counts.value(row);
        u64::try_from(count).map_err(|_| self.columns.damage(format!("{count} is no count")))
    }

    fn residents(&self, row: usize) -> Option<u32> {
        self.residents.is_valid(row).then(|| self.residents.value(row))
    }
}
