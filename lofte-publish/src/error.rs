//! Why something cannot go out, in a publisher's words.
//!
//! One enum for the whole door: whoever publishes meets building, writing and reading in one go. Every kind has a
//! stable [`PublishError::code`] that texts for people hang on. Swedish sentences are not here.

use lofte_analysis::disclosure::DisclosureError;
use lofte_analysis::survey::SurveyError;
use lofte_model::fingerprint::NotCanonical;
use lofte_model::place::AreaCode;
use std::io;
use std::path::{Path, PathBuf};

/// What is wrong with a snapshot that was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// Not JSON of the expected shape.
    #[error("{file} cannot be read as a snapshot: {reason}")]
    Unreadable {
        /// File.
        file: String,
        /// What the reader stumbled on, with line and column.
        reason: String,
    },
    /// Written by another version.
    #[error("it has format {found}, and this program reads format {known}")]
    Format {
        /// In the file.
        found: u32,
        /// Of this program.
        known: u32,
    },
    /// The contents are not those that the fingerprint was taken over.
    #[error("its contents do not match its fingerprint")]
    Fingerprint,
    /// Bytes beside the contents.
    #[error("{file} holds more than the snapshot, or is written in another way")]
    Foreign {
        /// File.
        file: String,
    },
    /// A file is gone.
    #[error("{file} is missing")]
    Missing {
        /// File.
        file: String,
    },
    /// A file was changed.
    #[error("{file} has been changed since it was written")]
    Changed {
        /// File.
        file: String,
    },
}

/// Why a snapshot cannot be built, written or read, or a document made.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The picture counts rows in an area that nobody has described.
    #[error(
        "the picture has figures for the area {0}, which is not among the municipality's areas: add the area"
    )]
    UnknownArea(AreaCode),
    /// The file with the counts of an edition was not read.
    #[error("the counts of edition {edition} are not there: restore them from a backup")]
    NoCounts {
        /// Number of the edition.
        edition: u32,
    },
    /// Something refers to a party that is not there.
    #[error("{place} names a party that is not there: add the party")]
    UnknownParty {
        /// Where, for example `promise 2`.
        place: String,
    },
    /// A promise refers to a problem that is not there.
    #[error("promise {promise} answers a problem that is not there: add the problem")]
    UnknownProblem {
        /// Number of the promise.
        promise: u32,
    },
    /// A text names a person by number.
    #[error("a text to be published holds a personal identity number, in {field}: take it out")]
    IdentityNumber {
        /// Name of the field.
        field: String,
    },
    /// Two figures for the same thing.
    #[error("the picture counts {category} in {year} twice for the same area: compute the picture again")]
    CountedTwice {
        /// Category.
        category: String,
        /// Year.
        year: i16,
    },
    /// Something frozen is not what was frozen.
    #[error("{what} is not what was adopted or signed: its contents do not match its fingerprint")]
    FrozenChanged {
        /// For example `promise 2` or `edition 4`.
        what: String,
    },
    /// The verdict is not the one that rule and evidence give.
    #[error("the verdict on promise {promise} is not what its rule gives: judge it again")]
    VerdictDiffers {
        /// Number of the promise.
        promise: u32,
    },
    /// The rule cannot be applied.
    #[error("the rule of promise {promise} cannot be applied to its evidence")]
    Judge {
        /// Number of the promise.
        promise: u32,
        /// Why.
        source: SurveyError,
    },
    /// Disclosure control refuses the counts.
    #[error("the counts cannot be protected, so they are not published")]
    Disclosure(#[from] DisclosureError),
    /// Not writable as canonical bytes.
    #[error("the snapshot cannot be given a fingerprint")]
    NotCanonical(#[from] NotCanonical),
    /// No such promise in the snapshot.
    #[error("there is no promise {0} in the snapshot")]
    NoSuchPromise(u32),
    /// The typesetter refuses.
    #[error("the document of promise {promise} cannot be made: {}", messages.join("; "))]
    Document {
        /// Number of the promise.
        promise: u32,
        /// What the typesetter says.
        messages: Vec<String>,
    },
    /// A report cannot be made.
    #[error("the report cannot be made: {}", messages.join("; "))]
    Report {
        /// What the typesetter or the archive says.
        messages: Vec<String>,
    },
    /// Open data cannot be written.
    #[error("the table cannot be written")]
    Csv(#[from] csv::Error),
    /// Something else lies where the snapshot should be written.
    #[error("{} is there already and is no snapshot of this municipality: choose another folder", .0.display())]
    Exists(PathBuf),
    /// There is no snapshot.
    #[error("there is no snapshot in {}", .0.display())]
    NoSnapshot(PathBuf),
    /// The snapshot is not whole.
    #[error("the snapshot is damaged: {0}; publish it again or fetch it from a backup")]
    Damaged(Damage),
    /// No room.
    #[error("the disk is full: make room and publish again; nothing has been changed in {}", .0.display())]
    DiskFull(PathBuf),
    /// No permission.
    #[error("{} cannot be written: choose a folder that you may write to", .0.display())]
    ReadOnly(PathBuf),
    /// The disk failed in another way.
    #[error("{} cannot be read or written", path.display())]
    Io {
        /// File or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl PublishError {
    /// A stable word for each kind, for texts and tests.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownArea(_) => "unknown-area",
            Self::NoCounts { .. } => "no-counts",
            Self::UnknownParty { .. } => "unknown-party",
            Self::UnknownProblem { .. } => "unknown-problem",
            Self::IdentityNumber { .. } => "identity-number",
            Self::CountedTwice { .. } => "counted-twice",
            Self::FrozenChanged { .. } => "frozen-changed",
            Self::VerdictDiffers { .. } => "verdict-differs",
            Self::Judge { .. } => "judge",
            Self::Disclosure(_) => "disclosure",
            Self::NotCanonical(_) => "not-canonical",
            Self::NoSuchPromise(_) => "no-such-promise",
            Self::Document { .. } => "document",
            Self::Report { .. } => "report",
            Self::Csv(_) => "csv",
            Self::Exists(_) => "snapshot-exists",
            Self::NoSnapshot(_) => "no-snapshot",
            Self::Damaged(_) => "snapshot-damaged",
            Self::DiskFull(_) => "disk-full",
            Self::ReadOnly(_) => "read-only",
            Self::Io { .. } => "io",
        }
    }

    /// What the system's refusal means for whoever publishes.
    pub(crate) fn from_io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(path),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path),
            _ => Self::Io { path, source },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_refusals_have_words() {
        let code = |kind| PublishError::from_io(Path::new("x"), io::Error::from(kind)).code();
        assert_eq!(code(io::ErrorKind::StorageFull), "disk-full");
        assert_eq!(code(io::ErrorKind::ReadOnlyFilesystem), "read-only");
        assert_eq!(code(io::ErrorKind::PermissionDenied), "read-only");
        assert_eq!(code(io::ErrorKind::Interrupted), "io");
    }
}
