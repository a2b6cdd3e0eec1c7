//! Streaming the batches of one Parquet file, and many files at a time.

use super::corrections::{self, Superseded};
use super::links;
use crate::depot::{Depot, blocking};
use crate::error::RecordsError;
use crate::manifest::{DataFile, Manifest};
use crate::rows::Columns;
use crate::rows::incident::START;
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, TryFutureExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::{AsyncFileReader, ParquetRecordBatchStreamBuilder};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData};
use parquet::file::statistics::Statistics;
use std::ops::Range;
use std::sync::Arc;
use std::thread::available_parallelism;
use tokio::runtime::Handle;

/// Rows of one batch.
const BATCH: usize = 64 * 1024;
/// Bytes from the end of a file that usually hold its whole footer.
const FOOTER_GUESS: usize = 16 * 1024;

/// One file of a visible delivery.
#[derive(Clone, Debug)]
pub(crate) struct Portion {
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) file: usize,
    /// Keys of rows that later deliveries have corrected, or that are left out: they are not counted.
    pub(crate) superseded: Option<Superseded>,
}

impl Portion {
    /// Every file of the deliveries.
    pub(crate) fn all(manifests: &[Arc<Manifest>]) -> Vec<Self> {
        let files = |manifest: &Arc<Manifest>| {
            let (manifest, files_of) = (Arc::clone(manifest), manifest.files.len());
            let portion = move |file| Self { manifest: Arc::clone(&manifest), file, superseded: None };
            (0..files_of).map(portion)
        };
        manifests.iter().flat_map(files).collect()
    }

    /// Every file of the deliveries, each with what later deliveries have corrected in it and what other sources tell of too.
    pub(crate) async fn current(
        depot: &Depot,
        manifests: &[Arc<Manifest>],
    ) -> Result<Vec<Self>, RecordsError> {
        let mut superseded = corrections::superseded(depot, manifests).await?;
        links::leave_out(depot, manifests, &mut superseded).await?;
        let mut portions = Self::all(manifests);
        for portion in &mut portions {
            portion.superseded = superseded.get(&portion.manifest.delivery.id).cloned();
        }
        Ok(portions)
    }

    pub(crate) fn file(&self) -> &DataFile {
        &self.manifest.files[self.file]
    }
}

/// What to read of a file.
#[derive(Clone, Debug)]
pub(crate) struct Reading<'a> {
    /// Columns by name; all columns if `None`.
    pub(crate) columns: Option<&'a [&'a str]>,
    /// Microseconds of [`START`]: row groups that lie outside are skipped.
    pub(crate) starts: Option<Range<i64>>,
}

/// Reads ranges of one file of the depot.
#[derive(Clone, Debug)]
struct RangeReader {
    store: Arc<dyn ObjectStore>,
    path: Path,
    bytes: u64,
}

impl AsyncFileReader for RangeReader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, parquet::errors::Result<Bytes>> {
        self.store.get_range(&self.path, range).map_err(|error| ParquetError::External(error.into())).boxed()
    }

    fn get_byte_ranges(
        &mut self,
        ranges: Vec<Range<u64>>,
    ) -> BoxFuture<'_, parquet::errors::Result<Vec<Bytes>>> {
        async move {
            let read = self.store.get_ranges(&self.path, &ranges).await;
            read.map_err(|error| ParquetError::External(error.into()))
        }
        .boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, parquet::errors::Result<Arc<ParquetMetaData>>> {
        async move {
            let reader = ParquetMetaDataReader::new()
                .with_arrow_reader_options(options)
                .with_prefetch_hint(Some(FOOTER_GUESS));
            let bytes = self.bytes;
            Ok(Arc::new(reader.load_and_finish(self, bytes).await?))
        }
        .boxed()
    }
}

/// Hands every batch of a file to `each`, in the order of the file. Blocks: call it on a thread for blocking work.
pub(crate) fn read_file(
    depot: &Depot,
    runtime: &Handle,
    file: &DataFile,
    reading: &Reading<'_>,
    each: &mut dyn FnMut(Columns<'_>) -> Result<(), RecordsError>,
) -> Result<(), RecordsError> {
    let path = file.path();
    runtime.block_on(async {
        let read = stream(depot, &path, file, reading, each).await;
        let Err(RecordsError::Store(_)) = &read else {
            return read;
        };
        // A shorter file than was written makes the store complain of the range, not of the file.
        match depot.size(&path).await {
            Ok(Some(bytes)) if bytes != file.bytes => {
                let what = format!("it has {bytes} bytes instead of {}", file.bytes);
                Err(RecordsError::damaged(&path, what))
            }
            _ => read,
        }
    })
}

async fn stream(
    depot: &Depot,
    path: &Path,
    file: &DataFile,
    reading: &Reading<'_>,
    each: &mut dyn FnMut(Columns<'_>) -> Result<(), RecordsError>,
) -> Result<(), RecordsError> {
    let bad = |error| RecordsError::from_reading(path, error);
    let reader = RangeReader { store: Arc::clone(&depot.store), path: path.clone(), bytes: file.bytes };
    let builder = ParquetRecordBatchStreamBuilder::new(reader).await.map_err(bad)?;
    let mut builder = builder.with_batch_size(BATCH);
    if let Some(columns) = reading.columns {
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        builder = builder.with_projection(mask);
    }
    if let Some(starts) = &reading.starts {
        let groups = builder.metadata().row_groups().iter().enumerate();
        let groups = groups.filter(|(_, group)| may_start_within(group, starts)).map(|(at, _)| at).collect();
        builder = builder.with_row_groups(groups);
    }
    let mut batches = builder.build().map_err(bad)?;
    while let Some(batch) = batches.try_next().await.map_err(bad)? {
        each(Columns { batch: &batch, path })?;
    }
    Ok(())
}

/// Whether some row of the group may begin in the range; yes where the file does not say.
fn may_start_within(group: &RowGroupMetaData, starts: &Range<i64>) -> bool {
    let column = group.columns().iter().find(|column| column.column_path().string() == START);
    match column.and_then(|column| column.statistics()) {
        Some(Statistics::Int64(known)) => match (known.min_opt(), known.max_opt()) {
            (Some(first), Some(last)) => *first < starts.end && starts.start <= *last,
            _ => true,
        },
        _ => true,
    }
}

/// Works on many portions at a time, as many as there are processors; results come in the order of the portions.
pub(crate) async fn each_portion<T: Send + 'static>(
    portions: Vec<Portion>,
    work: impl Fn(&Portion, &Handle) -> Result<T, RecordsError> + Send + Sync + 'static,
) -> Result<Vec<T>, RecordsError> {
    let work = Arc::new(work);
    let runtime = Handle::current();
    futures::stream::iter(portions)
        .map(|portion| {
            let (work, runtime) = (Arc::clone(&work), runtime.clone());
            blocking(move || work(&portion, &runtime))
        })
        .buffered(available_parallelism().map_or(1, std::num::NonZero::get))
        .try_collect()
        .await
}

/// The path of a file as damage is told of it.
pub(crate) fn path_of(portion: &Portion) -> Path {
    portion.file().path()
}
