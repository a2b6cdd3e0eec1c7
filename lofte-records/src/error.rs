//! What can go wrong with the memory of rows, told so that the reader knows what to do.
//!
//! The outside world fails in few ways that matter to people: full, not allowed, not there, damaged. Everything else
//! is told as it came, as the source of [`RecordsError::Store`].

use lofte_model::id::DeliveryId;
use lofte_model::records::{RecordKind, RowCounts};
use lofte_model::survey::WaveName;
use std::error::Error;
use std::io;

type Cause = Box<dyn Error + Send + Sync>;

/// Why the memory of rows did not do as asked. Nothing is half-visible after any of these.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError {
    /// The location is neither a folder nor a bucket.
    #[error("“{location}” is not a place for records: give a folder, or s3://bucket/prefix")]
    BadLocation {
        /// As given.
        location: String,
        /// What is wrong with it.
        source: Option<Cause>,
    },
    /// Disk, quota or bucket is full.
    #[error(
        "there is no room left where the records are kept: free some space and try again; nothing was changed"
    )]
    Full(#[source] Cause),
    /// Read-only folder, or no permission.
    #[error("the place where the records are kept cannot be written to: allow the program to write there")]
    NotAllowed(#[source] Cause),
    /// Anything else that the folder or object store says.
    #[error(
        "the place where the records are kept does not answer as it should: check the disk or the network"
    )]
    Store(#[source] Cause),
    /// A file that a visible delivery names is not there.
    #[error(
        "“{path}” is missing from the records: ask again, and if it stays missing restore it from a backup"
    )]
    Missing {
        /// Path under the location.
        path: String,
    },
    /// A file that cannot be read as what it should be.
    #[error(
        "“{path}” in the records is damaged: restore it from a backup, or undo its delivery and deliver again"
    )]
    Damaged {
        /// Path under the location.
        path: String,
        /// What is wrong with it.
        source: Cause,
    },
    /// Written by a later version of the program.
    #[error("“{path}” was written by a later version (form {format}): use that version")]
    LaterFormat {
        /// Path under the location.
        path: String,
        /// Its form number.
        format: u32,
    },
    /// The id is taken.
    #[error("there is already a delivery {0}: every delivery needs an id of its own")]
    Exists(DeliveryId),
    /// There is no staged delivery with the id.
    #[error("no delivery {0} is waiting to become visible")]
    NotStaged(DeliveryId),
    /// A visible delivery cannot be discarded.
    #[error("the delivery {0} is visible: undo it instead of discarding it")]
    Visible(DeliveryId),
    /// Deliveries of the same kind and source changed while this one was taken in, so duplicates may be wrong.
    #[error("another delivery from “{origin}” came or went at the same time: import the file again")]
    Overtaken {
        /// The source.
        origin: String,
    },
    /// The rows that the reader of the file counted are not those that came here.
    #[error(
        "{} rows were announced but {stored} stored, {duplicate} duplicate and {rejected} rejected came; \
         nothing was kept, please report this",
        announced.read()
    )]
    CountsDiffer {
        /// As the reader of the file counted.
        announced: RowCounts,
        /// Seen here.
        stored: u64,
        /// Seen here.
        duplicate: u64,
        /// Seen here.
        rejected: u64,
        /// Seen here.
        corrected: u64,
    },
    /// A row of the wrong kind.
    #[error("a delivery of kind “{kind}” cannot take {what}")]
    WrongKind {
        /// Kind of the delivery.
        kind: RecordKind,
        /// What was pushed.
        what: &'static str,
    },
    /// Dates from far too many years.
    #[error("the rows lie in more than {most} different years: check that the right column holds the date")]
    TooManyYears {
        /// The limit.
        most: usize,
    },
    /// A second wave of the same name with other contents.
    #[error("there is already a survey wave “{wave}” with other answers: undo its delivery first")]
    WaveExists {
        /// Name of the wave.
        wave: WaveName,
        /// The delivery that holds it.
        delivery: DeliveryId,
    },
    /// Answer columns that do not belong together.
    #[error("the answers do not fit together at “{item}”: every column needs one entry per questionnaire")]
    UnevenAnswers {
        /// The column.
        item: String,
    },
    /// The setting of the gateway cannot be used.
    #[error("“{engine}” cannot be asked about rows: {why}")]
    BadEngine {
        /// As set.
        engine: String,
        /// What is wrong with it.
        why: String,
    },
    /// The gateway that is to answer, or the cluster behind it, is not there.
    #[error(
        "the gateway that answers questions about rows is not there: see that it runs and can be reached"
    )]
    EngineAway(#[source] Cause),
    /// The gateway does not know the secret, or whoever has it may not ask this.
    #[error(
        "the gateway that answers questions about rows refuses: see that it knows the secret of this house"
    )]
    EngineRefused(#[source] Cause),
    /// The gateway answers what cannot be understood.
    #[error(
        "the gateway that answers questions about rows is no gateway of this version: see what answers there"
    )]
    EngineAnswer(#[source] Cause),
    /// The program is stopping.
    #[error("the program is stopping: try again when it has started")]
    Stopping,
}

impl RecordsError {
    /// From the object store, sorted by what people can do about it.
    pub(crate) fn from_store(error: object_store::Error) -> Self {
        if let object_store::Error::NotFound { path, .. } = &error {
            return Self::Missing { path: path.clone() };
        }
        if matches!(
            &error,
            object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. }
        ) {
            return Self::NotAllowed(error.into());
        }
        Self::from_io_chain(error.into())
    }

    /// From a local file.
    pub(crate) fn from_io(error: io::Error) -> Self {
        Self::from_io_chain(error.into())
    }

    /// From writing Parquet to a local file, where only the file can fail.
    pub(crate) fn from_writing(error: parquet::errors::ParquetError) -> Self {
        Self::from_io_chain(error.into())
    }

    /// From reading Parquet: the store may fail, or the file may be damaged.
    pub(crate) fn from_reading(
        path: &object_store::path::Path,
        error: parquet::errors::ParquetError,
    ) -> Self {
        match error {
            parquet::errors::ParquetError::External(cause) => match cause.downcast::<object_store::Error>() {
                Ok(error) => Self::from_store(*error),
                Err(cause) => Self::Damaged { path: path.to_string(), source: cause },
            },
            error => Self::Damaged { path: path.to_string(), source: error.into() },
        }
    }

    /// A file that does not hold what it should.
    pub(crate) fn damaged(path: &object_store::path::Path, source: impl Into<Cause>) -> Self {
        Self::Damaged { path: path.to_string(), source: source.into() }
    }

    fn from_io_chain(error: Cause) -> Self {
        match io_kind(error.as_ref()) {
            Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge) => {
                Self::Full(error)
            }
            Some(io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied) => {
                Self::NotAllowed(error)
            }
            _ => Self::Store(error),
        }
    }
}

/// The kind of the first I/O error in a chain of causes.
fn io_kind(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        next = error.source();
    }
    None
}
