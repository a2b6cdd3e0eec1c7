//! Opening a store: where it is, how each engine is set, and bringing its tables to this program's schema.
//!
//! SQLite has one connection that writes (others wait for it in line) and several that can only read. PostgreSQL has
//! one pool. Both give up waiting for somebody else's write after [`PATIENCE`].

use crate::engine::{Connection, Engine};
use crate::error::StoreError;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgSslMode};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, SqlSafeStr};
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a writer waits for another before it says that the store is busy.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// The file that a folder's casework is in.
pub const FILE_NAME: &str = "casework.sqlite";

const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "casework", include_str!("../migrations/0001_casework.sql")),
    (10, "publication_ledger", include_str!("../migrations/0010_publication_ledger.sql")),
    (11, "public_side", include_str!("../migrations/0011_public_side.sql")),
    (20, "audit chain", include_str!("../migrations/0020_audit_chain.sql")),
    (21, "accounts", include_str!("../migrations/0021_accounts.sql")),
    (30, "no texts of files", include_str!("../migrations/0030_no_texts_of_files.sql")),
    (100, "activity", include_str!("../migrations/0100_activity.sql")),
    (101, "revision", include_str!("../migrations/0101_revision.sql")),
    (110, "verdict signature", include_str!("../migrations/0110_verdict_signature.sql")),
    (111, "attachment", include_str!("../migrations/0111_attachment.sql")),
    (120, "action plan", include_str!("../migrations/0120_action_plan.sql")),
    (121, "library and terms", include_str!("../migrations/0121_library_and_terms.sql")),
    (130, "rhythm", include_str!("../migrations/0130_rhythm.sql")),
    (131, "calendar feed", include_str!("../migrations/0131_calendar_feed.sql")),
    (140, "coordination", include_str!("../migrations/0140_coordination.sql")),
    (160, "mapping", include_str!("../migrations/0160_mapping.sql")),
    (180, "category", include_str!("../migrations/0180_category.sql")),
    (200, "loaded table", include_str!("../migrations/0200_loaded_table.sql")),
    (210, "link", include_str!("../migrations/0210_link.sql")),
];

/// The schema that this program knows.
pub(crate) fn known_schema() -> i64 {
    MIGRATIONS.iter().map(|(version, _, _)| *version).max().unwrap_or(0)
}

/// The schemas after one, up to the one that this program knows.
pub(crate) fn schemas_after(schema: i64) -> Vec<i64> {
    MIGRATIONS.iter().map(|(version, _, _)| *version).filter(|version| *version > schema).collect()
}

fn migrator() -> Migrator {
    Migrator::with_migrations(
        MIGRATIONS
            .iter()
            .map(|(version, name, sql)| {
                Migration::new(*version, (*name).into(), MigrationType::Simple, sql.into_sql_str(), false)
            })
            .collect(),
    )
}

/// Where a store is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Address {
    File(PathBuf),
    Server(Box<str>),
}

impl Address {
    fn parse(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Server(url.into()));
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url);
        if path.is_empty() || path.contains("://") || path.contains(":memory:") {
            return Err(StoreError::BadAddress(without_password(url)));
        }
        let path = PathBuf::from(path);
        Ok(Self::File(if path.is_dir() { path.join(FILE_NAME) } else { path }))
    }
}

/// An address as it may be shown and logged.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let rest = rest.split('?').next().unwrap_or(rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, after)| after);
    format!("{scheme}://{rest}")
}

/// The connections to one store.
#[derive(Clone)]
pub(crate) enum Pool {
    Sqlite { path: PathBuf, writer: SqlitePool, readers: SqlitePool },
    Postgres { place: String, pool: PgPool },
}

impl Pool {
    /// Connects without touching the tables.
    pub(crate) async fn connect(url: &str) -> Result<Self, StoreError> {
        match Address::parse(url)? {
            Address::File(path) => sqlite(path).await,
            Address::Server(url) => postgres(&url).await,
        }
    }

    pub(crate) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres { .. } => Engine::Postgres,
        }
    }

    /// Path, or server and database without user and password.
    pub(crate) fn place(&self) -> String {
        match self {
            Self::Sqlite { path, .. } => path.display().to_string(),
            Self::Postgres { place, .. } => place.clone(),
        }
    }

    /// A transaction that may write. On SQLite it holds the write lock from the start, so that what it reads cannot
    /// have changed when it writes.
    pub(crate) async fn write(&self) -> Result<Connection, StoreError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Connection::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres { pool, .. } => Connection::Postgres(pool.begin().await.map_err(of_server)?),
        })
    }

    /// A transaction that sees one moment and cannot write.
    pub(crate) async fn read(&self) -> Result<Connection, StoreError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Connection::Sqlite(readers.begin().await?),
            Self::Postgres { pool, .. } => Connection::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await
                    .map_err(of_server)?,
            ),
        })
    }

    /// Brings the tables to this program's schema, or to an earlier one, wholly or not at all. Several programs may open a
    /// new store at once: the others wait, and never see a schema half-way.
    pub(crate) async fn migrate(&self, to: i64) -> Result<(), StoreError> {
        let migrated = match self {
            Self::Sqlite { writer, .. } => {
                let mut all = writer.begin_with("BEGIN IMMEDIATE").await?;
                // Not `run_to`: its future does not move between threads when it is given a connection.
                match migrator().run_direct(Some(to), &mut *all, false).await {
                    Ok(()) => all.commit().await.map_err(MigrateError::Execute),
                    refused => refused,
                }
            }
            Self::Postgres { pool, .. } => {
                let mut all = pool.begin().await.map_err(of_server)?;
                // Held until the transaction ends; nothing else in the database of a house takes this number.
                sqlx::raw_sql("SELECT pg_advisory_xact_lock(7025198041)").execute(&mut *all).await?;
                match migrator().run_direct(Some(to), &mut *all, false).await {
                    Ok(()) => all.commit().await.map_err(MigrateError::Execute),
                    refused => refused,
                }
            }
        };
        match migrated {
            Ok(()) => Ok(()),
            Err(MigrateError::VersionMissing(found)) => {
                Err(StoreError::NewerSchema { found, known: known_schema() })
            }
            Err(MigrateError::Execute(error)) => Err(error.into()),
            Err(error) => Err(StoreError::Migration(Box::new(error))),
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres { pool, .. } => pool.close().await,
        }
    }
}

/// No connection in time: with one writer it is another's turn, with a server it does not answer.
fn of_server(error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::PoolTimedOut => StoreError::Unreachable(Box::new(error)),
        other => other.into(),
    }
}

async fn sqlite(path: PathBuf) -> Result<Pool, StoreError> {
    make_private_file(&path)?;
    let cannot_open = |error| match error {
        StoreError::Engine(source) | StoreError::Unreachable(source) => {
            StoreError::CannotOpen { place: path.display().to_string(), source }
        }
        named => named,
    };
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        // What is deleted is written over, not only let go of.
        .pragma("secure_delete", "1")
        // What is sorted or rebuilt on the way is casework too: it stays in memory, and needs no folder that can be written.
        .pragma("temp_store", "MEMORY")
        .busy_timeout(PATIENCE)
        // A slow disk is told by whoever waits for it, not by statements in the log.
        .disable_statement_logging();
    let writer = writer(&options).await.map_err(cannot_open)?;
    let readers = SqlitePoolOptions::new()
        .max_connections(8)
        .acquire_timeout(PATIENCE)
        .acquire_slow_threshold(PATIENCE)
        .connect_with(options.pragma("query_only", "1"))
        .await
        .map_err(|error| cannot_open(error.into()))?;
    Ok(Pool::Sqlite { path, writer, readers })
}

/// The one connection that writes. The first to open a new file changes how it keeps its journal, and SQLite does not
/// let others wait for that by itself.
async fn writer(options: &SqliteConnectOptions) -> Result<SqlitePool, StoreError> {
    let mut attempts = 20;
    loop {
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .acquire_slow_threshold(PATIENCE);
        attempts -= 1;
        match pool.connect_with(options.clone()).await.map_err(StoreError::from) {
            Err(StoreError::Busy) if attempts > 0 => tokio::time::sleep(Duration::from_millis(25)).await,
            connected => return connected,
        }
    }
}

/// SQLite would make the file readable for everybody on the machine; the files beside it take its rights.
fn make_private_file(path: &Path) -> Result<(), StoreError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(StoreError::NoSuchFolder(folder.to_owned()));
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => writable(path),
        Err(source) => Err(unusable(path, source)),
    }
}

/// SQLite does not say why it cannot open a file that may only be read.
fn writable(path: &Path) -> Result<(), StoreError> {
    match OpenOptions::new().write(true).open(path) {
        Ok(_) => Ok(()),
        Err(source) => Err(unusable(path, source)),
    }
}

fn unusable(path: &Path, source: std::io::Error) -> StoreError {
    match source.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::DiskFull,
        _ => StoreError::File { path: path.to_owned(), source },
    }
}

async fn postgres(url: &str) -> Result<Pool, StoreError> {
    let place = without_password(url);
    let options: PgConnectOptions = url.parse().map_err(|_| StoreError::BadAddress(place.clone()))?;
    let options = protected(options, url, &place)?;
    let patience = format!("{}ms", PATIENCE.as_millis());
    let options = options.application_name("lofte").options([("lock_timeout", patience)]);
    let pool = PgPoolOptions::new()
        .max_connections(10)
        .acquire_timeout(PATIENCE)
        .acquire_slow_threshold(PATIENCE)
        .connect_with(options.disable_statement_logging())
        .await
        .map_err(|source| StoreError::CannotOpen { place: place.clone(), source: Box::new(source) })?;
    Ok(Pool::Postgres { place, pool })
}

/// Casework goes over a network only encrypted, and only to the server whose name is in its certificate unless the
/// address says otherwise. A server on the same machine is reached as it likes.
fn protected(options: PgConnectOptions, url: &str, place: &str) -> Result<PgConnectOptions, StoreError> {
    let host = options.get_host();
    let address = host.trim_matches(|c| matches!(c, '[' | ']')).parse::<IpAddr>();
    let here = options.get_socket().is_some()
        || host.starts_with('/')
        || host.eq_ignore_ascii_case("localhost")
        || address.is_ok_and(|address| address.is_loopback());
    let asked = url.contains("sslmode=") || url.contains("ssl-mode=");
    match options.get_ssl_mode() {
        _ if here => Ok(options),
        _ if !asked => Ok(options.ssl_mode(PgSslMode::VerifyFull)),
        PgSslMode::Require | PgSslMode::VerifyCa | PgSslMode::VerifyFull => Ok(options),
        mode => Err(StoreError::InsecureConnection {
            place: place.to_owned(),
            mode: format!("{mode:?}").to_lowercase(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> Result<PgSslMode, StoreError> {
        let options = protected(url.parse().unwrap(), url, "place")?;
        Ok(options.get_ssl_mode())
    }

    #[test]
    fn a_server_elsewhere_is_reached_encrypted_or_not_at_all() {
        assert!(matches!(mode("postgres://db.example.org/d").unwrap(), PgSslMode::VerifyFull));
        assert!(matches!(mode("postgres://192.0.2.7/d?sslmode=require").unwrap(), PgSslMode::Require));
        for weak in ["disable", "allow", "prefer"] {
            let refused = mode(&format!("postgres://db.example.org/d?sslmode={weak}"));
            assert!(matches!(refused, Err(StoreError::InsecureConnection { .. })), "{weak}");
            for here in ["localhost", "127.0.0.1", "[::1]"] {
                assert!(mode(&format!("postgres://{here}/d?sslmode={weak}")).is_ok(), "{here} {weak}");
            }
        }
        assert!(mode("postgres:///d?host=/run/postgresql&sslmode=disable").is_ok(), "a socket");
    }

    #[tokio::test]
    async fn nothing_on_the_way_is_written_into_a_folder_for_passing_files() {
        let folder = tempfile::tempdir().unwrap();
        let Pool::Sqlite { writer, readers, .. } = sqlite(folder.path().join(FILE_NAME)).await.unwrap()
        else {
            panic!("a file is SQLite");
        };
        for pool in [writer, readers] {
            let kept: i64 = sqlx::query_scalar("PRAGMA temp_store").fetch_one(&pool).await.unwrap();
            assert_eq!(kept, 2, "2 is memory");
        }
    }

    #[test]
    fn addresses_of_both_kinds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let file = |path: &str| Address::File(path.into());
        assert_eq!(Address::parse("a/b.sqlite").unwrap(), file("a/b.sqlite"));
        assert_eq!(Address::parse("sqlite:///a/b.sqlite").unwrap(), file("/a/b.sqlite"));
        assert_eq!(Address::parse("sqlite://b.sqlite").unwrap(), file("b.sqlite"));
        assert_eq!(Address::parse(path).unwrap(), file(&format!("{path}/casework.sqlite")));
        assert_eq!(Address::parse("postgres://h/d").unwrap(), Address::Server("postgres://h/d".into()));
        for bad in ["", "mysql://h/d", "sqlite::memory:"] {
            assert!(matches!(Address::parse(bad), Err(StoreError::BadAddress(_))), "{bad}");
        }
    }

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(without_password("postgres://lofte:s3cr@t@db:5432/x?password=y"), "postgres://db:5432/x");
    }
}
