//! A fresh store on each engine for each test.

use crate::samples;
use jiff::Timestamp;
use lofte_model::access::Action;
use lofte_model::screening::Answer;
use lofte_store::{AuditEntry, AuditVerb, Engine, Noun, Store};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::path::Path;
use tempfile::TempDir;

const VARIABLE: &str = "LOFTE_TEST_POSTGRES";

/// The server to test against, if there is one.
pub fn server() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|url| !url.is_empty())
}

#[test]
fn postgres_is_not_skipped_silently() {
    let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!in_ci || server().is_some(), "CI runs the store's suite without {VARIABLE}");
}

/// A store of one's own, empty but for its tables.
pub struct Bench {
    pub engine: Engine,
    pub url: String,
    pub folder: TempDir,
    pub store: Store,
}

impl Bench {
    pub async fn new(engine: Engine) -> Self {
        let (url, folder) = empty(engine).await;
        let store = Store::open(&url).await.unwrap();
        Self { engine, url, folder, store }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// With the two municipalities of the samples.
    pub async fn with_tenants(self) -> Self {
        for municipality in [samples::flen(), samples::gnesta()] {
            let audit =
                AuditEntry::new(now(), None, AuditVerb::SetUp, Noun::Municipality, &municipality.code);
            self.store.add_municipality(&municipality, Answer::NotAsked, audit).await.unwrap();
        }
        self
    }
}

/// An address where nothing is yet, and a folder that lives as long as it is kept.
pub async fn empty(engine: Engine) -> (String, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = match engine {
        Engine::Sqlite => folder.path().join("casework.sqlite").display().to_string(),
        Engine::Postgres => {
            let server = server().unwrap();
            let name = format!("store_{}", uuid::Uuid::new_v4().simple());
            let mut connection = PgConnection::connect(&server).await.unwrap();
            let sql = format!("CREATE DATABASE {name} TEMPLATE template0");
            connection.execute(AssertSqlSafe(sql)).await.unwrap();
            let (host, _) = server.rsplit_once('/').unwrap();
            format!("{host}/{name}")
        }
    };
    (url, folder)
}

async fn drop_database(url: &str) {
    let (_, name) = url.rsplit_once('/').unwrap();
    let mut connection = PgConnection::connect(&server().unwrap()).await.unwrap();
    let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
}

pub fn engines() -> Vec<Engine> {
    let postgres = server().map(|_| Engine::Postgres);
    std::iter::once(Engine::Sqlite).chain(postgres).collect()
}

/// Runs a test on every engine there is.
pub async fn on_both(test: impl AsyncFn(&Bench)) {
    for engine in engines() {
        println!("on {engine}");
        let bench = Bench::new(engine).await.with_tenants().await;
        test(&bench).await;
        bench.store.close().await;
        if engine == Engine::Postgres {
            drop_database(&bench.url).await;
        }
    }
}

/// The number of the newest migration there is.
pub fn newest_schema() -> i64 {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let names = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name());
    names.map(|name| name.to_string_lossy()[..4].parse().unwrap()).max().unwrap()
}

/// Before everything that tests do.
pub fn long_ago() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

pub fn now() -> Timestamp {
    Timestamp::from_second(1_760_000_000).unwrap()
}

/// An entry for tests that are not about the audit.
pub fn entry() -> AuditEntry {
    AuditEntry::new(now(), None, Action::EditPlan, Noun::Measure, "1")
}
