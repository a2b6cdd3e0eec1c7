//! The two databases behind one set of functions: statements go in with their arguments, rows come out.
//!
//! Every statement has one text for both engines; the few that cannot are named `…_SQLITE` and `…_POSTGRES`. Nothing
//! outside this module knows which engine it is.

use crate::error::StoreError;
use futures::TryStreamExt;
use jiff::Timestamp;
use sqlx::query::Query;
use sqlx::{ColumnIndex, Database, Decode, Encode, Postgres, Row as _, SqlSafeStr, Sqlite, Type};
use std::fmt;

/// Runs the same expression for whichever engine there is.
macro_rules! on {
    ($engine:expr, $one:ident => $body:expr) => {
        match $engine {
            Self::Sqlite($one) => $body,
            Self::Postgres($one) => $body,
        }
    };
}

/// Which database holds the casework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file of our own.
    Sqlite,
    /// A server.
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// An argument of a statement.
#[derive(Clone, Debug)]
pub(crate) enum Arg {
    Text(Option<String>),
    Int(Option<i64>),
    Bool(Option<bool>),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for Arg {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Int(Some(number.into()))
    }
}

impl From<Option<i64>> for Arg {
    fn from(number: Option<i64>) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Arg {
    fn from(truth: bool) -> Self {
        Self::Bool(Some(truth))
    }
}

impl From<Timestamp> for Arg {
    fn from(at: Timestamp) -> Self {
        Self::Int(Some(at.as_microsecond()))
    }
}

impl From<Option<Timestamp>> for Arg {
    fn from(at: Option<Timestamp>) -> Self {
        Self::Int(at.map(Timestamp::as_microsecond))
    }
}

/// Refuses texts that PostgreSQL cannot hold, on both engines alike: those with a NUL in them.
fn storable(args: &[Arg]) -> Result<(), StoreError> {
    let holds_nul = |arg: &Arg| matches!(arg, Arg::Text(Some(text)) if text.contains('\0'));
    if args.iter().any(holds_nul) { Err(StoreError::NulInText) } else { Ok(()) }
}

fn bound<'q, D>(sql: impl SqlSafeStr, args: &[Arg]) -> Query<'q, D, D::Arguments>
where
    D: Database,
    Option<String>: for<'t> Encode<'t, D> + Type<D>,
    Option<i64>: for<'t> Encode<'t, D> + Type<D>,
    Option<bool>: for<'t> Encode<'t, D> + Type<D>,
{
    args.iter().fold(sqlx::query(sql), |query, arg| match arg {
        Arg::Text(text) => query.bind(text.clone()),
        Arg::Int(number) => query.bind(*number),
        Arg::Bool(truth) => query.bind(*truth),
    })
}

/// One connection inside one transaction. Dropped without [`Connection::commit`], nothing has happened.
pub(crate) enum Connection {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Connection {
    pub(crate) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement and says how many rows it touched.
    pub(crate) async fn execute(&mut self, sql: impl SqlSafeStr, args: &[Arg]) -> Result<u64, StoreError> {
        storable(args)?;
        Ok(on!(self, transaction => bound(sql, args).execute(&mut **transaction).await?.rows_affected()))
    }

    /// All rows of an answer.
    pub(crate) async fn rows(&mut self, sql: impl SqlSafeStr, args: &[Arg]) -> Result<Vec<Row>, StoreError> {
        storable(args)?;
        Ok(on!(self, transaction => {
            bound(sql, args).fetch_all(&mut **transaction).await?.into_iter().map(Row::from).collect()
        }))
    }

    /// The first row of an answer.
    pub(crate) async fn row(
        &mut self,
        sql: impl SqlSafeStr,
        args: &[Arg],
    ) -> Result<Option<Row>, StoreError> {
        storable(args)?;
        Ok(
            on!(self, transaction => bound(sql, args).fetch_optional(&mut **transaction).await?.map(Row::from)),
        )
    }

    /// Hands over one row after the other, for answers too long to hold.
    pub(crate) async fn each(
        &mut self,
        sql: impl SqlSafeStr,
        args: &[Arg],
        mut take: impl FnMut(&Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        storable(args)?;
        on!(self, transaction => {
            let mut rows = bound(sql, args).fetch(&mut **transaction);
            while let Some(row) = rows.try_next().await? {
                take(&row.into())?;
            }
        });
        Ok(())
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        on!(self, transaction => transaction.commit().await.map_err(StoreError::from))
    }
}

/// One row of an answer.
pub(crate) enum Row {
    Sqlite(sqlx::sqlite::SqliteRow),
    Postgres(sqlx::postgres::PgRow),
}

impl From<sqlx::sqlite::SqliteRow> for Row {
    fn from(row: sqlx::sqlite::SqliteRow) -> Self {
        Self::Sqlite(row)
    }
}

impl From<sqlx::postgres::PgRow> for Row {
    fn from(row: sqlx::postgres::PgRow) -> Self {
        Self::Postgres(row)
    }
}

impl Row {
    /// The value of a column.
    pub(crate) fn get<T>(&self, column: &str) -> Result<T, StoreError>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>,
        for<'c> &'c str: ColumnIndex<sqlx::sqlite::SqliteRow> + ColumnIndex<sqlx::postgres::PgRow>,
    {
        Ok(on!(self, row => row.try_get(column)?))
    }

    /// A text.
    pub(crate) fn text(&self, column: &str) -> Result<String, StoreError> {
        self.get(column)
    }

    /// A time.
    pub(crate) fn time(&self, column: &str) -> Result<Timestamp, StoreError> {
        timestamp(self.get(column)?)
    }

    /// A time that may be missing.
    pub(crate) fn optional_time(&self, column: &str) -> Result<Option<Timestamp>, StoreError> {
        self.get::<Option<i64>>(column)?.map(timestamp).transpose()
    }
}

fn timestamp(microseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|error| StoreError::Engine(Box::new(sqlx::Error::Decode(Box::new(error)))))
}
