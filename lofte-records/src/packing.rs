//! Batches of rows on their way into Parquet: they are packed on a thread of their own, a little behind whoever pushes rows,
//! since packing is as much work as all the rest.
//!
//! Memory is bounded: few batches wait, and when many files are open at once the fullest row group is written out early.
//! What a batch holds is not known here, nor where a finished file goes.

use crate::error::RecordsError;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter};
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// Batches that wait to be packed.
const AHEAD: usize = 4;
/// Rows in row groups that are not written out yet, over all files, some fifty bytes each.
const MOST_OPEN: usize = 128 * 1024;

/// A Parquet file that is being written.
pub(crate) struct Writer(ArrowWriter<BufWriter<File>>);

impl Writer {
    /// Begins a file.
    pub(crate) fn new(
        file: File,
        schema: SchemaRef,
        properties: WriterProperties,
    ) -> Result<Self, RecordsError> {
        let sink = BufWriter::with_capacity(64 * 1024, file);
        ArrowWriter::try_new(sink, schema, Some(properties)).map(Self).map_err(RecordsError::from_writing)
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<(), RecordsError> {
        self.0.write(batch).map_err(RecordsError::from_writing)
    }

    fn close(self) -> Result<File, RecordsError> {
        whole(self.0.into_inner().map_err(RecordsError::from_writing)?)
    }
}

/// The file under a buffer, with everything written.
pub(crate) fn whole(sink: BufWriter<File>) -> Result<File, RecordsError> {
    sink.into_inner().map_err(|error| RecordsError::from_io(error.into_error()))
}

impl std::fmt::Debug for Packing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Packing").finish_non_exhaustive()
    }
}

/// Rows for the file of a year, which the first of them brings along.
struct Parcel {
    year: i16,
    begun: Option<Writer>,
    batch: RecordBatch,
}

/// The thread that packs, and the way to it. Where it is dropped, what was packed is too.
pub(crate) struct Packing {
    to: SyncSender<Parcel>,
    thread: JoinHandle<Result<BTreeMap<i16, File>, RecordsError>>,
}

impl Packing {
    /// Begins to wait for batches.
    pub(crate) fn begin() -> Result<Self, RecordsError> {
        let (to, parcels) = sync_channel(AHEAD);
        let thread = thread::Builder::new().name("packing".to_owned()).spawn(move || pack(&parcels));
        Ok(Self { to, thread: thread.map_err(RecordsError::from_io)? })
    }

    /// Hands over a batch for the file of a year. Gives back nothing where an earlier one could not be packed:
    /// [`Packing::end`] tells why.
    pub(crate) fn send(&self, year: i16, begun: Option<Writer>, batch: RecordBatch) -> Option<()> {
        self.to.send(Parcel { year, begun, batch }).ok()
    }

    /// Waits until everything is packed; gives the files by year.
    pub(crate) fn end(self) -> Result<BTreeMap<i16, File>, RecordsError> {
        drop(self.to);
        self.thread.join().unwrap_or_else(|panic| resume_unwind(panic))
    }
}

fn pack(parcels: &Receiver<Parcel>) -> Result<BTreeMap<i16, File>, RecordsError> {
    let mut files: BTreeMap<i16, Writer> = BTreeMap::new();
    for Parcel { year, begun, batch } in parcels {
        if let Some(begun) = begun {
            files.insert(year, begun);
        }
        let file = files.get_mut(&year);
        file.ok_or_else(|| RecordsError::from_io(io::Error::other("rows for a file that was not begun")))?
            .write(&batch)?;
        relieve(&mut files)?;
    }
    files.into_iter().map(|(year, file)| Ok((year, file.close()?))).collect()
}

/// Writes out the fullest row groups where too many rows are in memory, until half of them are left.
fn relieve(files: &mut BTreeMap<i16, Writer>) -> Result<(), RecordsError> {
    let rows = |file: &Writer| file.0.in_progress_rows();
    let mut open: usize = files.values().map(rows).sum();
    if open <= MOST_OPEN {
        return Ok(());
    }
    while open > MOST_OPEN / 2 {
        let Some(fullest) = files.values_mut().max_by_key(|file| rows(file)) else {
            break;
        };
        open -= rows(fullest);
        fullest.0.flush().map_err(RecordsError::from_writing)?;
    }
    Ok(())
}
