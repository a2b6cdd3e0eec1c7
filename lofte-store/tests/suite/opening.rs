//! Opening what is not there or not ours, and looking through what is.

use crate::bench::{Bench, newest_schema, on_both, server};
use crate::samples::{fill, flen_code};
use lofte_store::{Engine, FILE_NAME, Finding, Noun, Store, StoreError};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Executor, PgConnection};
use std::os::unix::fs::PermissionsExt;

#[tokio::test]
async fn a_folder_gets_a_private_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path().to_str().unwrap()).await.unwrap();
    assert_eq!(
        (store.engine(), store.place()),
        (Engine::Sqlite, folder.path().join(FILE_NAME).display().to_string())
    );
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
    }
}

#[tokio::test]
async fn what_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("nowhere/casework.sqlite");
    let refused = Store::open(missing.to_str().unwrap()).await.map(|_| ());
    assert!(matches!(refused, Err(StoreError::NoSuchFolder(_))), "{refused:?}");

    let letter = folder.path().join("letter.txt");
    std::fs::write(&letter, "Hej! ".repeat(1000)).unwrap();
    let refused = Store::open(letter.to_str().unwrap()).await.map(|_| ());
    assert!(matches!(refused, Err(StoreError::NotAStore(_))), "{refused:?}");
    assert_eq!(std::fs::read_to_string(&letter).unwrap(), "Hej! ".repeat(1000));

    let nobody = Store::open("postgres://lofte:s3cret@127.0.0.1:1/lofte").await.map(|_| ()).unwrap_err();
    assert!(matches!(nobody, StoreError::CannotOpen { .. } | StoreError::Busy), "{nobody:?}");
    assert!(!nobody.to_string().contains("s3cret"), "{nobody}");
}

#[tokio::test]
async fn a_sound_store_has_no_findings() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let check = bench.store.check().await.unwrap();
        assert_eq!(check.findings, []);
        assert_eq!(
            (check.engine, check.schema, check.known_schema),
            (bench.engine, newest_schema(), newest_schema())
        );
        assert_eq!(check.municipalities, 2);
        assert!(!check.place.contains('@'));
    })
    .await;
}

const MEDDLING: [&str; 4] = [
    "UPDATE promise SET body = REPLACE(body, 'tryggare', 'tryggast')",
    "UPDATE picture SET body = REPLACE(body, 'följder', 'annat')",
    "UPDATE problem SET body = 'x'",
    "DELETE FROM audit WHERE municipality = '0482' AND number = 1",
];

#[tokio::test]
async fn meddling_is_found() {
    on_both(async |bench| {
        fill(&bench.store).await;
        for statement in MEDDLING {
            match bench.engine {
                Engine::Sqlite => {
                    let url = format!("sqlite://{}", bench.url);
                    SqliteConnection::connect(&url).await.unwrap().execute(statement).await.unwrap();
                }
                Engine::Postgres => {
                    PgConnection::connect(&bench.url).await.unwrap().execute(statement).await.unwrap();
                }
            }
        }
        let municipality = || "0482".to_owned();
        let id = lofte_model::id::PromiseId::named("2").to_string();
        let problem = lofte_model::id::ProblemId::named("station").to_string();
        assert_eq!(
            bench.store.check().await.unwrap().findings,
            [
                Finding::AuditGap { municipality: municipality(), missing: 1 },
                Finding::AuditAltered { municipality: municipality(), number: 2 },
                Finding::Altered { municipality: municipality(), noun: Noun::Picture, id: "1".into() },
                Finding::Unreadable { municipality: municipality(), noun: Noun::Problem, id: problem },
                Finding::Altered { municipality: municipality(), noun: Noun::Promise, id },
            ]
        );
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        assert!(matches!(view.problems().await, Err(StoreError::Unreadable { .. })));
    })
    .await;
}

#[tokio::test]
async fn a_damaged_file_is_found_or_refused() {
    let bench = Bench::new(Engine::Sqlite).await.with_tenants().await;
    fill(&bench.store).await;
    bench.store.close().await;
    let mut bytes = std::fs::read(&bench.url).unwrap();
    for byte in bytes.iter_mut().skip(4096 * 3) {
        *byte = 0xAA;
    }
    std::fs::write(&bench.url, bytes).unwrap();
    let sound = match Store::open(&bench.url).await {
        Ok(store) => store.check().await.is_ok_and(|check| check.findings.is_empty()),
        Err(_) => false,
    };
    assert!(!sound, "a file of nonsense passed as sound");
}

#[tokio::test]
async fn a_server_without_the_database_is_named() {
    let Some(server) = server() else { return };
    let (host, _) = server.rsplit_once('/').unwrap();
    let refused = Store::open(&format!("{host}/there_is_no_such_database")).await.map(|_| ());
    assert!(matches!(refused, Err(StoreError::CannotOpen { .. })), "{refused:?}");
}
