//! Bringing a store that holds casework to a newer schema, so that there is a way back.
//!
//! Tables only ever go forward, so the way back is a copy from before. A file is copied by the store itself, beside the
//! file, before its tables are touched. A server's casework is somebody else's to copy: it is only brought forward when
//! it was asked for in so many words ([`Store::upgrade`]), which whoever runs it does once a copy is taken.

use crate::error::StoreError;
use crate::open::{Pool, known_schema, schemas_after};
use crate::store::Store;
use serde::Serialize;
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Which schema a store has, and which this program works with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Upgrade {
    /// The store's schema; 0 where it is empty.
    pub found: i64,
    /// This program's.
    pub known: i64,
    /// The changes of the tables that lie between, by their numbers.
    pub steps: Vec<i64>,
    /// The copy from before, where one was made.
    pub copy: Option<PathBuf>,
}

impl Upgrade {
    fn from(found: i64) -> Self {
        let steps = if found > 0 { schemas_after(found) } else { Vec::new() };
        Self { found, known: known_schema(), steps, copy: None }
    }

    /// Whether the tables of casework have to change.
    pub fn is_needed(&self) -> bool {
        self.found > 0 && self.found < self.known
    }
}

impl Store {
    /// What opening the store with this program would do; nothing is changed.
    pub async fn look(url: &str) -> Result<Upgrade, StoreError> {
        let pool = Pool::connect(url).await?;
        let found = found(&pool).await;
        pool.close().await;
        Ok(Upgrade::from(found?))
    }

    /// How a store that is open stands to this program; nothing is changed.
    pub async fn standing(&self) -> Result<Upgrade, StoreError> {
        Ok(Upgrade::from(self.schema_version().await?))
    }

    /// Brings a store to this program's schema, wherever it is. A file is copied first, a server is not.
    pub async fn upgrade(url: &str) -> Result<(Self, Upgrade), StoreError> {
        let pool = Pool::connect(url).await?;
        let found = found(&pool).await?;
        let mut upgrade = Upgrade::from(found);
        if upgrade.is_needed() {
            upgrade.copy = pool.copy_file(found).await?;
        }
        pool.migrate(known_schema()).await?;
        Ok((Self { pool }, upgrade))
    }

    /// As [`Store::upgrade`], but casework on a server stays as it is.
    pub(crate) async fn opened(pool: Pool) -> Result<Self, StoreError> {
        let upgrade = Upgrade::from(found(&pool).await?);
        if upgrade.is_needed() {
            if matches!(pool, Pool::Postgres { .. }) {
                return Err(StoreError::OlderSchema { found: upgrade.found, known: upgrade.known });
            }
            pool.copy_file(upgrade.found).await?;
        }
        pool.migrate(known_schema()).await?;
        Ok(Self { pool })
    }
}

/// The schema of the tables that are there. Only the table that says so is made, where it is missing.
async fn found(pool: &Pool) -> Result<i64, StoreError> {
    pool.migrate(0).await?;
    Store { pool: pool.clone() }.schema_version().await
}

impl Pool {
    /// Copies a file's casework beside it; nothing for a server.
    async fn copy_file(&self, schema: i64) -> Result<Option<PathBuf>, StoreError> {
        let Self::Sqlite { path, writer, .. } = self else {
            return Ok(None);
        };
        let copy = new_private_file(path, schema)?;
        // SQLite writes into a file that is there, if it is empty.
        let text = copy.display().to_string();
        sqlx::query("VACUUM INTO $1").bind(&text).execute(writer).await?;
        Ok(Some(copy))
    }
}

/// `casework.schema-1.sqlite` beside `casework.sqlite`, or the first free `casework.schema-1-2.sqlite` and on.
fn new_private_file(path: &Path, schema: i64) -> Result<PathBuf, StoreError> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    for number in 1..1000 {
        let again = if number == 1 { String::new() } else { format!("-{number}") };
        let copy = path.with_file_name(format!("{stem}.schema-{schema}{again}.sqlite"));
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&copy) {
            Ok(_) => return Ok(copy),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(source) => return Err(StoreError::File { path: copy, source }),
        }
    }
    Err(StoreError::File { path: path.to_owned(), source: ErrorKind::AlreadyExists.into() })
}
