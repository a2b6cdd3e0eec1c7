//! Statements and tables: every statement fits both engines, and the backup knows every table and column.

use crate::bench::{Bench, empty, engines, newest_schema, on_both, server};
use crate::samples::{fill, flen_code};
use lofte_store::{Engine, Store, StoreError};
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::sqlite::{SqliteConnection, SqlitePool};
use sqlx::{AssertSqlSafe, Connection, Executor, Row, SqlSafeStr};
use std::collections::BTreeSet;
use std::path::Path;

/// The source files of this crate.
pub fn sources() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    std::fs::read_dir(folder)
        .unwrap()
        .map(|file| {
            let path = file.unwrap().path();
            (path.display().to_string(), std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// Every constant that is a statement, with its name, from the source.
pub fn statements() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (path, text) in sources() {
        for declaration in text.split("\nconst ").skip(1) {
            let Some((name, rest)) = declaration.split_once(": &str =") else {
                continue;
            };
            let literal = rest.trim_start().strip_prefix('"').unwrap();
            let sql = unescape(literal);
            assert!(
                ["SELECT ", "INSERT ", "UPDATE ", "DELETE "].iter().any(|verb| sql.starts_with(verb)),
                "{path}: {name} is no statement: {sql}"
            );
            found.push((format!("{path}: {name}"), sql));
        }
    }
    assert!(found.len() > 70, "only {} statements found: the search is broken", found.len());
    found
}

/// The contents of a string literal of which the opening quote is gone.
fn unescape(literal: &str) -> String {
    let mut text = String::new();
    let mut letters = literal.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return text,
            '\\' => match letters.next().unwrap() {
                '\n' => while letters.next_if(|next| next.is_whitespace()).is_some() {},
                escaped => text.push(escaped),
            },
            other => text.push(other),
        }
    }
    panic!("a literal without end")
}

#[tokio::test]
async fn every_statement_fits_both_engines() {
    let sqlite = Bench::new(Engine::Sqlite).await;
    let mut one = SqliteConnection::connect(&format!("sqlite://{}", sqlite.url)).await.unwrap();
    let mut other = None;
    if server().is_some() {
        let postgres = Bench::new(Engine::Postgres).await;
        other = Some(PgConnection::connect(&postgres.url).await.unwrap());
    }
    for (name, sql) in statements() {
        if !name.ends_with("_POSTGRES") {
            let prepared = one.prepare(AssertSqlSafe(sql.clone()).into_sql_str()).await.map(|_| ());
            assert!(prepared.is_ok(), "{name} does not fit SQLite: {prepared:?}");
        }
        if let Some(other) = &mut other
            && !name.ends_with("_SQLITE")
        {
            let prepared = other.prepare(AssertSqlSafe(sql).into_sql_str()).await.map(|_| ());
            assert!(prepared.is_ok(), "{name} does not fit PostgreSQL: {prepared:?}");
        }
    }
}

/// Statements are constants; only the backup builds them, from its list of tables.
#[test]
fn statements_are_built_in_the_backup_only() {
    for (path, text) in sources() {
        let builds = text.contains("AssertSqlSafe");
        assert_eq!(builds, path.ends_with("backup.rs"), "{path}");
    }
}

const SQLITE_COLUMNS: &str = "SELECT m.name || '.' || c.name AS name FROM sqlite_master m, pragma_table_info(m.name) c \
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
const POSTGRES_COLUMNS: &str = "SELECT table_name || '.' || column_name AS name FROM information_schema.columns \
    WHERE table_schema = 'public'";

async fn columns(engine: Engine) -> BTreeSet<String> {
    let bench = Bench::new(engine).await;
    let names: Vec<String> = match engine {
        Engine::Sqlite => {
            let pool = SqlitePool::connect(&format!("sqlite://{}", bench.url)).await.unwrap();
            let rows = pool.fetch_all(SQLITE_COLUMNS).await.unwrap();
            rows.iter().map(|row| row.get("name")).collect()
        }
        Engine::Postgres => {
            let rows = PgPool::connect(&bench.url).await.unwrap().fetch_all(POSTGRES_COLUMNS).await.unwrap();
            rows.iter().map(|row| row.get("name")).collect()
        }
    };
    names.into_iter().filter(|name| !name.starts_with("_sqlx_migrations.")).collect()
}

/// What lets people in, and must not be let in again by a backup.
const OUTSIDE_BACKUPS: [&str; 4] = ["session.", "known_browser.", "account_link.", "calendar_feed."];

/// A table or column that the backup does not know would be lost without a word.
#[tokio::test]
async fn the_backup_knows_every_table_and_column() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/table.rs")).unwrap();
    let shared = [
        ("TENANT", "municipality"),
        ("ID", "id"),
        ("VERSION", "version"),
        ("NUMBER", "number"),
        ("BODY", "body"),
    ];
    let mut known: BTreeSet<String> = BTreeSet::new();
    for table in text.split("Table {").skip(1).filter(|part| part.contains("name: \"")) {
        let name = table.split('"').nth(1).unwrap();
        let list = table.split("&[").nth(1).unwrap().split(']').next().unwrap();
        known.extend(
            list.split("(\"").skip(1).map(|part| format!("{name}.{}", part.split('"').next().unwrap())),
        );
        for (constant, column) in shared {
            if list.split([',', ' ', '\n']).any(|word| word == constant) {
                known.insert(format!("{name}.{column}"));
            }
        }
    }
    for engine in engines() {
        let there: BTreeSet<String> = columns(engine)
            .await
            .into_iter()
            .filter(|name| !OUTSIDE_BACKUPS.iter().any(|table| name.starts_with(table)))
            .collect();
        assert_eq!(there, known, "{engine}");
    }
}

#[tokio::test]
async fn opening_again_changes_nothing() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let again = Store::open(&bench.url).await.unwrap();
        assert_eq!(again.schema_version().await.unwrap(), newest_schema());
        let mut view = again.read(&flen_code()).await.unwrap();
        assert_eq!(view.promises().await.unwrap().len(), 1);
        drop(view);
        again.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_programs_may_open_a_new_store_at_once() {
    for engine in engines() {
        let (url, _folder) = empty(engine).await;
        let tasks: Vec<_> = (0..6)
            .map(|_| {
                let url = url.clone();
                tokio::spawn(async move { Store::open(&url).await?.schema_version().await })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap().unwrap(), newest_schema(), "{engine}");
        }
    }
}

const NEWER: &str = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
    SELECT 999, 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";

#[tokio::test]
async fn a_store_of_a_newer_program_is_refused() {
    for engine in engines() {
        let bench = Bench::new(engine).await;
        match engine {
            Engine::Sqlite => {
                let mut connection =
                    SqliteConnection::connect(&format!("sqlite://{}", bench.url)).await.unwrap();
                connection.execute(NEWER).await.unwrap();
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&bench.url).await.unwrap();
                connection.execute(NEWER).await.unwrap();
            }
        }
        let refused = Store::open(&bench.url).await.map(|_| ());
        let Err(StoreError::NewerSchema { found, known }) = refused else { panic!("{refused:?}") };
        assert_eq!((found, known), (999, newest_schema()));
    }
}
