//! What can go wrong with the memory of casework, in the words of those who have to do something about it.
//!
//! The engines' own codes are read here and nowhere else.

use crate::noun::Noun;
use lofte_model::place::MunicipalityCode;
use lofte_model::screening::{Found, TooLong};
use sqlx::error::{DatabaseError, ErrorKind};
use std::path::PathBuf;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The address is of no known form.
    #[error("“{0}” is no address of a store: give a path, sqlite://path or postgres://user@host/database")]
    BadAddress(String),
    /// The folder of the file is not there.
    #[error("there is no folder {}: make it first, or give another path", .0.display())]
    NoSuchFolder(PathBuf),
    /// The file or server does not let itself be opened.
    #[error(
        "the store {place} cannot be opened: check the path or the server, and who may read and write there"
    )]
    CannotOpen {
        /// Path, or server and database without password.
        place: String,
        /// What the engine said.
        source: Box<sqlx::Error>,
    },
    /// The file is something else.
    #[error("the file is no store of casework, or it is damaged: run `lofte doctor`, or restore a backup")]
    NotAStore(#[source] Box<sqlx::Error>),
    /// No right to write.
    #[error("the store is read-only: give the program's user the right to write to the file and its folder")]
    ReadOnly,
    /// No room left.
    #[error("the disk is full: nothing was saved; make room and do it again")]
    DiskFull,
    /// The disk or the network failed.
    #[error("the disk or the database does not answer: nothing was saved")]
    Unreachable(#[source] Box<sqlx::Error>),
    /// Somebody else holds the store for too long.
    #[error("another process is writing to the store: wait a moment and do it again")]
    Busy,
    /// Somebody else was first.
    #[error("somebody else changed this {0} meanwhile: load it again")]
    Conflict(Noun),
    /// It is adopted, published or undone.
    #[error("this {0} is frozen and cannot be changed: make a new one that continues it")]
    Frozen(Noun),
    /// The number or name is in use.
    #[error("this number or name of a {0} is taken: choose another")]
    Taken(Noun),
    /// There is none.
    #[error("there is no {noun} {id}")]
    NotFound {
        /// What was looked for.
        noun: Noun,
        /// With which id or number.
        id: String,
    },
    /// It refers to something that this municipality does not have.
    #[error("it refers to something that is not there: save that first")]
    Dangling,
    /// The value belongs to somebody else.
    #[error("this belongs to municipality {value}, not to {asked}")]
    OtherMunicipality {
        /// The one that the work is done in.
        asked: MunicipalityCode,
        /// The one that the value names.
        value: MunicipalityCode,
    },
    /// The id of an audit entry is not an id.
    #[error("an audit entry holds an id and no text")]
    TextInAudit,
    /// A text holds a sign that no database takes.
    #[error("a text holds a NUL: take it out")]
    NulInText,
    /// A text holds a personal identity number.
    #[error("the {noun} holds a personal identity number in {field}: take it out")]
    IdentityNumber {
        /// What was to be saved.
        noun: Noun,
        /// In which field.
        field: String,
    },
    /// Texts hold what may name a person, and nobody has said that they do not.
    #[error("the text may name a person, and nobody has answered whether it does")]
    MayNamePerson(Vec<Found>),
    /// A text is longer than its field takes.
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// A value that cannot be written down.
    #[error("the {noun} cannot be written down")]
    Unwritable {
        /// What.
        noun: Noun,
        /// Why.
        source: serde_json::Error,
    },
    /// A value that was written down but cannot be read.
    #[error("a stored {noun} cannot be read: run `lofte doctor`")]
    Unreadable {
        /// What.
        noun: Noun,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Written by a later program.
    #[error(
        "the store has schema {found}, but this program knows only {known}: install the newer program, or \
         restore a backup from before"
    )]
    NewerSchema {
        /// What the store or backup has.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// Written by an earlier program, on a server that only its keeper can copy.
    #[error(
        "the casework on the server has schema {found}, and this program works with {known}: take a copy \
         (pg_dump), then run `lofte upgrade`"
    )]
    OlderSchema {
        /// What the store has.
        found: i64,
        /// What this program works with.
        known: i64,
    },
    /// The connection to a server elsewhere would not be encrypted.
    #[error(
        "the database {place} is on another machine, and sslmode={mode} does not protect the connection: use \
         verify-full (the default), verify-ca or require"
    )]
    InsecureConnection {
        /// Server and database.
        place: String,
        /// What the address asks for.
        mode: String,
    },
    /// The tables could not be brought up to date.
    #[error("the store could not be brought to this program's schema; nothing was changed")]
    Migration(#[source] Box<sqlx::migrate::MigrateError>),
    /// A file of a backup cannot be read or written.
    #[error("the file {} cannot be read or written", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Somewhere in the file it stops being a backup.
    #[error("the file is no whole backup (line {line}): it was cut off or changed; take another")]
    BadBackup {
        /// Line, from 1.
        line: u64,
    },
    /// The store to restore into is in use.
    #[error("the store holds casework already: restore into a new, empty one")]
    NotEmpty,
    /// Anything else that the engine says.
    #[error("the database refused what should have worked: this is a fault in the program")]
    Engine(#[source] Box<sqlx::Error>),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(inner) => match meaning(inner.as_ref()) {
                Meaning::ReadOnly => Self::ReadOnly,
                Meaning::DiskFull => Self::DiskFull,
                Meaning::Busy => Self::Busy,
                Meaning::Dangling => Self::Dangling,
                Meaning::NotAStore => Self::NotAStore(Box::new(error)),
                Meaning::Unreachable => Self::Unreachable(Box::new(error)),
                Meaning::Other => Self::Engine(Box::new(error)),
            },
            sqlx::Error::PoolTimedOut => Self::Busy,
            // A server that stops in the middle of a word has not understood: it is away.
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unreachable(Box::new(error)),
            _ => Self::Engine(Box::new(error)),
        }
    }
}

enum Meaning {
    ReadOnly,
    DiskFull,
    Busy,
    Dangling,
    NotAStore,
    Unreachable,
    Other,
}

/// SQLite's `SQLITE_IOERR_SHMSIZE`: the disk has no room for the index of the journal.
const NO_ROOM_FOR_INDEX: i32 = 4874;

/// Reads SQLite's result codes (numbers, of which the low byte is the kind) and PostgreSQL's states (five letters).
fn meaning(error: &dyn DatabaseError) -> Meaning {
    if error.kind() == ErrorKind::ForeignKeyViolation {
        return Meaning::Dangling;
    }
    let Some(code) = error.code() else {
        return Meaning::Other;
    };
    if code.len() == 5 {
        return match code.as_ref() {
            "25006" => Meaning::ReadOnly,
            "53100" => Meaning::DiskFull,
            // lock not available, deadlock, serialisation failure, too many connections
            "55P03" | "40P01" | "40001" | "53300" => Meaning::Busy,
            // connection lost, server going down or not ready
            "08000" | "08003" | "08006" | "57P01" | "57P02" | "57P03" => Meaning::Unreachable,
            _ => Meaning::Other,
        };
    }
    let code = code.parse::<i32>();
    if code == Ok(NO_ROOM_FOR_INDEX) {
        return Meaning::DiskFull;
    }
    match code.map(|code| code & 0xff) {
        Ok(5 | 6) => Meaning::Busy,
        Ok(8) => Meaning::ReadOnly,
        Ok(10 | 14) => Meaning::Unreachable,
        Ok(11 | 26) => Meaning::NotAStore,
        Ok(13) => Meaning::DiskFull,
        _ => Meaning::Other,
    }
}

impl StoreError {
    /// The same error, or `Taken` where a number or name was in use.
    pub(crate) fn or_taken(self, noun: Noun) -> Self {
        match self {
            Self::Engine(inner)
                if inner.as_database_error().is_some_and(DatabaseError::is_unique_violation) =>
            {
                Self::Taken(noun)
            }
            other => other,
        }
    }

    /// A stored value that cannot be read.
    pub(crate) fn unreadable(noun: Noun, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Unreadable { noun, source: Box::new(source) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::sqlite::SqliteConnection;
    use sqlx::{Connection, Executor};

    async fn failure(statements: &[&'static str]) -> StoreError {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        for statement in statements {
            if let Err(error) = connection.execute(*statement).await {
                return error.into();
            }
        }
        panic!("every statement worked")
    }

    #[tokio::test]
    async fn a_full_disk_is_named() {
        let error = failure(&[
            "PRAGMA max_page_count = 3",
            "CREATE TABLE t (a TEXT)",
            "INSERT INTO t VALUES (hex(zeroblob(100000)))",
        ])
        .await;
        assert!(matches!(error, StoreError::DiskFull), "{error:?}");
    }

    #[tokio::test]
    async fn a_read_only_store_is_named() {
        let error =
            failure(&["CREATE TABLE t (a TEXT)", "PRAGMA query_only = 1", "INSERT INTO t VALUES ('a')"])
                .await;
        assert!(matches!(error, StoreError::ReadOnly), "{error:?}");
    }

    #[tokio::test]
    async fn the_sentence_does_not_repeat_its_source() {
        let error = failure(&["SELECT * FROM nothing_like_this"]).await;
        assert!(matches!(error, StoreError::Engine(_)));
        assert!(!error.to_string().contains("nothing_like_this"));
    }
}
