//! The store, and the two ways to work in it: a [`View`] reads, a [`Tx`] reads and writes.
//!
//! Both are bound to one municipality for as long as they live; there is no function that takes another. A [`Tx`]
//! has one way to end well, [`Tx::commit`], which writes the audit entry in the same transaction. Writers of one
//! municipality work one after the other on both engines, so a `Tx` is for saving, not for computing in.

use crate::engine::{Arg, Connection, Engine, Row};
use crate::entry::AuditEntry;
use crate::error::StoreError;
use crate::noun::Noun;
use crate::open::{Pool, known_schema};
use lofte_model::place::MunicipalityCode;
use lofte_model::screening::{Answer, Found};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::ops::{Deref, DerefMut};

const SCHEMA: &str = "SELECT COALESCE(MAX(version), 0) AS version FROM _sqlx_migrations";
const KNOWN_MUNICIPALITY: &str = "SELECT code FROM municipality WHERE code = $1";
// SQLite's write lock does the same for the whole file.
const LOCK_MUNICIPALITY_POSTGRES: &str = "SELECT code FROM municipality WHERE code = $1 FOR NO KEY UPDATE";

/// The memory of casework. Cheap to clone; all clones are one store.
#[derive(Clone)]
pub struct Store {
    pub(crate) pool: Pool,
}

impl Store {
    /// Opens a store, making it and bringing it to this program's schema where needed: a file after it was copied,
    /// a server with casework of an earlier schema not at all (see [`Store::upgrade`]).
    ///
    /// The address is a path to a file, a folder (whose `casework.sqlite` is taken), `sqlite://path` or
    /// `postgres://user:password@host/database`.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Self::opened(Pool::connect(url).await?).await
    }

    /// Begins work that writes in one municipality.
    pub async fn begin(&self, municipality: &MunicipalityCode) -> Result<Tx, StoreError> {
        let mut connection = self.pool.write().await?;
        let sql = match connection.engine() {
            Engine::Sqlite => KNOWN_MUNICIPALITY,
            Engine::Postgres => LOCK_MUNICIPALITY_POSTGRES,
        };
        let known = connection.row(sql, &[municipality.as_str().into()]).await?;
        known.ok_or_else(|| not_found(Noun::Municipality, municipality))?;
        Ok(Tx::within(connection, municipality.clone()))
    }

    /// Reads in one municipality, without hindering writers and without seeing what they have not committed.
    pub async fn read(&self, municipality: &MunicipalityCode) -> Result<View, StoreError> {
        let mut connection = self.pool.read().await?;
        let known = connection.row(KNOWN_MUNICIPALITY, &[municipality.as_str().into()]).await?;
        known.ok_or_else(|| not_found(Noun::Municipality, municipality))?;
        Ok(View { connection, municipality: municipality.clone() })
    }

    /// The schema of the tables.
    pub async fn schema_version(&self) -> Result<i64, StoreError> {
        let mut connection = self.pool.read().await?;
        let row = connection.row(SCHEMA, &[]).await?;
        row.map_or(Ok(0), |row| row.get("version"))
    }

    /// Whether the store answers, with tables of this program's schema.
    pub async fn is_current(&self) -> Result<(), StoreError> {
        match (self.schema_version().await?, known_schema()) {
            (found, known) if found > known => Err(StoreError::NewerSchema { found, known }),
            // Opening brought it up to date; somebody has put an earlier one in its place.
            (found, known) if found < known => Err(StoreError::OlderSchema { found, known }),
            _ => Ok(()),
        }
    }

    /// Which database holds the casework.
    pub fn engine(&self) -> Engine {
        self.pool.engine()
    }

    /// Where the store is, without user and password.
    pub fn place(&self) -> String {
        self.pool.place()
    }

    /// Waits for open work and closes the connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

pub(crate) fn not_found(noun: Noun, id: &impl ToString) -> StoreError {
    StoreError::NotFound { noun, id: id.to_string() }
}

/// A value with the version that it was read at: give it back when saving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versioned<T> {
    /// The value.
    pub value: T,
    /// 1 when it was first saved, one more each time.
    pub version: i64,
}

/// Reading in one municipality, at one moment.
pub struct View {
    pub(crate) connection: Connection,
    pub(crate) municipality: MunicipalityCode,
}

impl View {
    /// The municipality that is read in.
    pub fn code(&self) -> &MunicipalityCode {
        &self.municipality
    }

    /// The municipality as the first argument of every statement, and the given ones after it.
    pub(crate) fn here<const N: usize>(&self, rest: [Arg; N]) -> Vec<Arg> {
        std::iter::once(self.municipality.as_str().into()).chain(rest).collect()
    }

    /// Values of a noun: the statement gives `version` and `body`.
    pub(crate) async fn values<T: DeserializeOwned, const N: usize>(
        &mut self,
        noun: Noun,
        sql: &'static str,
        rest: [Arg; N],
    ) -> Result<Vec<Versioned<T>>, StoreError> {
        let args = self.here(rest);
        self.connection.rows(sql, &args).await?.iter().map(|row| versioned(noun, row)).collect()
    }

    /// One value of a noun, which must be there.
    pub(crate) async fn value<T: DeserializeOwned>(
        &mut self,
        noun: Noun,
        sql: &'static str,
        id: &(impl ToString + Sync),
    ) -> Result<Versioned<T>, StoreError> {
        let args = self.here([id.to_string().into()]);
        let row = self.connection.row(sql, &args).await?.ok_or_else(|| not_found(noun, id))?;
        versioned(noun, &row)
    }

    /// Values that never change: the statement gives `body`.
    pub(crate) async fn bodies<T: DeserializeOwned, const N: usize>(
        &mut self,
        noun: Noun,
        sql: &'static str,
        rest: [Arg; N],
    ) -> Result<Vec<T>, StoreError> {
        let args = self.here(rest);
        self.connection.rows(sql, &args).await?.iter().map(|row| body(noun, row)).collect()
    }

    /// Refuses a value that names another municipality.
    pub(crate) fn require_own(&self, value: &MunicipalityCode) -> Result<(), StoreError> {
        if *value == self.municipality {
            Ok(())
        } else {
            Err(StoreError::OtherMunicipality { asked: self.municipality.clone(), value: value.clone() })
        }
    }
}

/// Reading and writing in one municipality. Dropped without [`Tx::commit`], nothing has happened.
///
/// Everything that a [`View`] reads, a `Tx` reads too.
///
/// Every value is screened on its way in ([`Tx::screened`]), and [`Tx::commit`] refuses what may name a person and
/// was not answered for: no path to the tables goes round it.
pub struct Tx {
    view: View,
    pub(crate) answer: Answer,
    /// What was found in the values saved so far.
    pub(crate) found: Vec<Found>,
    /// What was saved so far, with the version that it has now.
    saved: Vec<(Noun, String, i64)>,
}

impl Deref for Tx {
    type Target = View;

    fn deref(&self) -> &View {
        &self.view
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut View {
        &mut self.view
    }
}

/// The statements that save a noun.
///
/// `insert` and `update` take the municipality, the id and the columns; `update` takes the expected version after
/// them and says in its WHERE clause what may not be changed. `find` gives the version.
pub(crate) struct Saving {
    pub(crate) noun: Noun,
    pub(crate) insert: &'static str,
    pub(crate) update: &'static str,
    pub(crate) find: &'static str,
}

impl Tx {
    /// Refuses what is kept for good under a number that is there already, or that does not follow the newest. `newest` is
    /// the statement that gives `number`.
    pub(crate) async fn require_next(
        &mut self,
        noun: Noun,
        newest: &'static str,
        (number, previous): (u32, Option<u32>),
    ) -> Result<(), StoreError> {
        let args = self.here([]);
        let row = self.connection.row(newest, &args).await?;
        let last: Option<i64> = row.map_or(Ok(None), |row| row.get("number"))?;
        if last >= Some(number.into()) {
            return Err(StoreError::Frozen(noun));
        }
        if previous.map(i64::from) != last {
            return Err(StoreError::Conflict(noun));
        }
        Ok(())
    }

    pub(crate) fn within(connection: Connection, municipality: MunicipalityCode) -> Self {
        Self {
            view: View { connection, municipality },
            answer: Answer::NotAsked,
            found: Vec::new(),
            saved: Vec::new(),
        }
    }

    /// Makes everything that was saved since [`Store::begin`] happen, together with its audit entry, which gets the version
    /// that its thing was saved as.
    pub async fn commit(self, audit: AuditEntry) -> Result<(), StoreError> {
        self.commit_each(vec![audit]).await
    }

    /// The same for several things at once, with an entry for each.
    pub async fn commit_each(mut self, audit: Vec<AuditEntry>) -> Result<(), StoreError> {
        self.require_nobody()?;
        for entry in audit {
            let of_it = |(noun, id, _): &&(Noun, String, i64)| *noun == entry.noun && *id == entry.id;
            let version = self.saved.iter().rfind(of_it).map(|(_, _, version)| *version);
            self.view.record(&AuditEntry { version, ..entry }).await?;
        }
        self.view.connection.commit().await
    }

    /// The same with several entries, for what happened more than once before it could be written; none changes nothing.
    pub async fn commit_all(mut self, audit: &[AuditEntry]) -> Result<(), StoreError> {
        for entry in audit {
            self.view.record(entry).await?;
        }
        match audit {
            [] => Ok(()),
            _ => self.view.connection.commit().await,
        }
    }

    /// Inserts (no expected version) or updates, and says the new version.
    pub(crate) async fn save<const N: usize>(
        &mut self,
        saving: &Saving,
        id: &(impl ToString + Sync),
        columns: [Arg; N],
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let noun = saving.noun;
        let mut args = self.here([id.to_string().into()]);
        args.extend(columns);
        if expected.is_some() {
            self.leave_what_stood(saving, id).await?;
        }
        let Some(expected) = expected else {
            let saved = self.connection.execute(saving.insert, &args).await;
            let inserted = saved.map_err(|error| error.or_taken(noun))?;
            if inserted != 1 {
                return Err(StoreError::Conflict(noun));
            }
            self.saved.push((noun, id.to_string(), 1));
            return Ok(1);
        };
        args.push(expected.into());
        let saved = self.connection.execute(saving.update, &args).await;
        if saved.map_err(|error| error.or_taken(noun))? == 1 {
            self.saved.push((noun, id.to_string(), expected + 1));
            return Ok(expected + 1);
        }
        args.truncate(2);
        let row = self.connection.row(saving.find, &args).await?.ok_or_else(|| not_found(noun, id))?;
        let found: i64 = row.get("version")?;
        Err(if found == expected { StoreError::Frozen(noun) } else { StoreError::Conflict(noun) })
    }
}

/// A value as JSON.
pub(crate) fn json(noun: Noun, value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|source| StoreError::Unwritable { noun, source })
}

/// A value from JSON.
pub(crate) fn from_json<T: DeserializeOwned>(noun: Noun, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::unreadable(noun, error))
}

/// The word of a fieldless enum, as its JSON has it.
pub(crate) fn word(noun: Noun, value: &impl Serialize) -> Result<String, StoreError> {
    let text = json(noun, value)?;
    Ok(text.trim_matches('"').to_owned())
}

/// The fieldless enum that a word names.
pub(crate) fn from_word<T: DeserializeOwned>(noun: Noun, word: String) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(word))
        .map_err(|error| StoreError::unreadable(noun, error))
}

fn body<T: DeserializeOwned>(noun: Noun, row: &Row) -> Result<T, StoreError> {
    from_json(noun, &row.text("body")?)
}

pub(crate) fn versioned<T: DeserializeOwned>(noun: Noun, row: &Row) -> Result<Versioned<T>, StoreError> {
    Ok(Versioned { value: body(noun, row)?, version: row.get("version")? })
}
