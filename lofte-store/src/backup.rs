//! Backup and restore: the casework of a municipality, or of a whole installation, as one file of JSON lines, the same
//! for both engines.
//!
//! The first line says the schema, then comes one line for each row, and the last line holds the number of rows and
//! the SHA-256 of everything before it, so that a file that was cut off or changed is refused before anything is
//! written. A backup of an earlier schema is restored into that schema and brought forward from there. What is not
//! in a backup: sessions, known browsers, one-time links, and the rows of deliveries, which live in another memory.

use crate::engine::{Arg, Connection, Row};
use crate::error::StoreError;
use crate::open::{Pool, known_schema};
use crate::store::Store;
use crate::table::{Kind, TABLES};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::place::MunicipalityCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

const ANY_MUNICIPALITY: &str = "SELECT code FROM municipality LIMIT 1";

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupFacts {
    /// Schema that its rows are of.
    pub schema: i64,
    /// Rows.
    pub rows: u64,
    /// SHA-256 over everything but the last line.
    pub fingerprint: Fingerprint,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// First: schema of the rows.
    LofteBackup { schema: i64 },
    /// A row; columns without a value are left out.
    Row { table: String, columns: Map<String, Value> },
    /// Last.
    End { rows: u64, sha256: Fingerprint },
}

impl BackupFacts {
    /// Reads a whole backup and makes sure that nothing is missing or changed.
    pub fn verify(from: &Path) -> Result<Self, StoreError> {
        let mut lines = Lines::open(from)?;
        let Some(Line::LofteBackup { schema }) = lines.next()? else {
            return Err(lines.bad());
        };
        let mut counted = 0;
        loop {
            let fingerprint = lines.fingerprint();
            match lines.next()? {
                Some(Line::Row { .. }) => counted += 1,
                Some(Line::End { rows, sha256 })
                    if rows == counted && sha256 == fingerprint && lines.next()?.is_none() =>
                {
                    return Ok(Self { schema, rows, fingerprint });
                }
                _ => return Err(lines.bad()),
            }
        }
    }
}

impl Store {
    /// Writes a backup into a new file that only its owner may read: of one municipality, or of all for whoever runs
    /// the installation. Work goes on meanwhile; the backup is of one moment.
    pub async fn backup(
        &self,
        into: &Path,
        of: Option<&MunicipalityCode>,
    ) -> Result<BackupFacts, StoreError> {
        if into.exists() {
            let source = ErrorKind::AlreadyExists.into();
            return Err(StoreError::File { path: into.to_owned(), source });
        }
        let schema = self.schema_version().await?;
        let mut connection = self.pool.read().await?;
        let mut file = BackupFile::create(into)?;
        file.write(&Line::LofteBackup { schema })?;
        let mut rows = 0;
        for table in TABLES {
            let write = |row: &Row| {
                rows += 1;
                file.write(&Line::Row { table: table.name.to_owned(), columns: columns(row, table.columns)? })
            };
            let args: Vec<Arg> = of.iter().map(|code| code.as_str().into()).collect();
            connection.each(AssertSqlSafe(table.select(of.is_some())), &args, write).await?;
        }
        let fingerprint = Fingerprint::from_digest(&file.digest.clone().finalize());
        file.write(&Line::End { rows, sha256: fingerprint.clone() })?;
        file.finish(into)?;
        Ok(BackupFacts { schema, rows, fingerprint })
    }

    /// Makes a store at an address from a backup. There must be no casework yet; if anything goes wrong, there is
    /// none afterwards either.
    pub async fn restore(url: &str, from: &Path) -> Result<Self, StoreError> {
        let facts = BackupFacts::verify(from)?;
        if facts.schema > known_schema() {
            return Err(StoreError::NewerSchema { found: facts.schema, known: known_schema() });
        }
        let store = Self { pool: Pool::connect(url).await? };
        store.pool.migrate(facts.schema).await?;
        if store.schema_version().await? != facts.schema {
            return Err(StoreError::NotEmpty);
        }
        let mut connection = store.pool.write().await?;
        if connection.row(ANY_MUNICIPALITY, &[]).await?.is_some() {
            return Err(StoreError::NotEmpty);
        }
        let mut lines = Lines::open(from)?;
        while let Some(line) = lines.next()? {
            if let Line::Row { table, columns } = line {
                insert(&mut connection, &table, columns).await?.ok_or_else(|| lines.bad())?;
            }
        }
        connection.commit().await?;
        store.pool.migrate(known_schema()).await?;
        Ok(store)
    }
}

fn columns(row: &Row, columns: &[(&'static str, Kind)]) -> Result<Map<String, Value>, StoreError> {
    let mut found = Map::new();
    for (name, kind) in columns {
        let value = match kind {
            Kind::Text => row.get::<Option<String>>(name)?.map(Value::from),
            Kind::Int => row.get::<Option<i64>>(name)?.map(Value::from),
            Kind::Bool => row.get::<Option<bool>>(name)?.map(Value::from),
        };
        if let Some(value) = value {
            found.insert((*name).to_owned(), value);
        }
    }
    Ok(found)
}

/// Inserts a row as the backup has it; `None` if it is no row. Names come from the file, so that backups of earlier
/// schemas can be read; only plain lower-case names are let into the statement.
async fn insert(
    connection: &mut Connection,
    table: &str,
    columns: Map<String, Value>,
) -> Result<Option<()>, StoreError> {
    let plain = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if !plain(table) || columns.is_empty() || !columns.keys().all(|name| plain(name)) {
        return Ok(None);
    }
    let names: Vec<&str> = columns.keys().map(String::as_str).collect();
    let places: Vec<String> = (1..=names.len()).map(|place| format!("${place}")).collect();
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), places.join(", "));
    let args: Option<Vec<Arg>> = columns
        .into_iter()
        .map(|(_, value)| match value {
            Value::String(text) => Some(text.into()),
            Value::Bool(truth) => Some(truth.into()),
            Value::Number(number) => number.as_i64().map(Arg::from),
            _ => None,
        })
        .collect();
    let Some(args) = args else { return Ok(None) };
    connection.execute(AssertSqlSafe(sql), &args).await?;
    Ok(Some(()))
}

/// A backup that is being written, beside the place where it will be.
struct BackupFile {
    path: PathBuf,
    file: BufWriter<File>,
    digest: Sha256,
}

impl BackupFile {
    fn create(into: &Path) -> Result<Self, StoreError> {
        let mut name = into.as_os_str().to_owned();
        name.push(".part");
        let path = PathBuf::from(name);
        match OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path) {
            Ok(file) => Ok(Self { path, file: BufWriter::new(file), digest: Sha256::new() }),
            Err(source) => Err(StoreError::File { path, source }),
        }
    }

    fn write(&mut self, line: &Line) -> Result<(), StoreError> {
        let mut bytes = serde_json::to_vec(line).map_err(std::io::Error::from).map_err(|e| self.failed(e))?;
        bytes.push(b'\n');
        self.digest.update(&bytes);
        self.file.write_all(&bytes).map_err(|error| self.failed(error))
    }

    fn finish(mut self, into: &Path) -> Result<(), StoreError> {
        let flushed = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        flushed.and_then(|()| std::fs::rename(&self.path, into)).map_err(|error| self.failed(error))
    }

    fn failed(&self, source: std::io::Error) -> StoreError {
        match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::DiskFull,
            _ => StoreError::File { path: self.path.clone(), source },
        }
    }
}

/// A backup that is being read.
struct Lines {
    path: PathBuf,
    file: BufReader<File>,
    digest: Sha256,
    number: u64,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, StoreError> {
        match File::open(path) {
            Ok(file) => Ok(Self {
                path: path.to_owned(),
                file: BufReader::new(file),
                digest: Sha256::new(),
                number: 0,
            }),
            Err(source) => Err(StoreError::File { path: path.to_owned(), source }),
        }
    }

    fn next(&mut self) -> Result<Option<Line>, StoreError> {
        let mut bytes = Vec::new();
        let read = self.file.read_until(b'\n', &mut bytes);
        let read = read.map_err(|source| StoreError::File { path: self.path.clone(), source })?;
        self.number += 1;
        self.digest.update(&bytes);
        if read == 0 {
            return Ok(None);
        }
        serde_json::from_slice(&bytes).map(Some).map_err(|_| self.bad())
    }

    /// Over the lines so far.
    fn fingerprint(&self) -> Fingerprint {
        Fingerprint::from_digest(&self.digest.clone().finalize())
    }

    fn bad(&self) -> StoreError {
        StoreError::BadBackup { line: self.number }
    }
}
