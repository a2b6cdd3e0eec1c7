//! Upgrades: casework of the first release is brought forward, a file is copied before, a server only when asked.
//!
//! `data/casework.schema-1.sqlite.gz` is the synthetic demo municipality as the program of schema 1 left it.

use crate::bench::{empty, server};
use lofte_store::{Engine, Store, StoreError};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::PgPool;
use sqlx::{Executor, SqlSafeStr};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const FIRST: &[u8] = include_bytes!("../data/casework.schema-1.sqlite.gz");

fn first_release(folder: &Path) -> String {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(FIRST).read_to_end(&mut bytes).unwrap();
    let path = folder.join("casework.sqlite");
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

fn copies(folder: &Path) -> Vec<std::path::PathBuf> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let copy = |path: &std::path::PathBuf| path.to_string_lossy().contains(".schema-1");
    let mut copies: Vec<_> = files.filter(copy).collect();
    copies.sort();
    copies
}

#[tokio::test]
async fn a_file_of_the_first_release_is_copied_and_brought_forward() {
    let folder = tempfile::tempdir().unwrap();
    let url = first_release(folder.path());
    let before = Store::look(&url).await.unwrap();
    assert_eq!(before.found, 1);
    assert!(copies(folder.path()).is_empty(), "looking changes nothing");

    let store = Store::open(&url).await.unwrap();
    assert_eq!(store.schema_version().await.unwrap(), before.known);
    assert_eq!(store.check().await.unwrap().findings, [], "every value of the first release can be read");
    let flen = "0482".parse().unwrap();
    let mut view = store.read(&flen).await.unwrap();
    assert_eq!(view.promises().await.unwrap().len(), 3);
    assert_eq!(view.accounts().await.unwrap().len(), 4);
    assert!(!view.publications().await.unwrap().is_empty());
    drop(view);
    store.close().await;

    let copies = copies(folder.path());
    assert_eq!(copies.len(), usize::from(before.is_needed()));
    for copy in copies {
        assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(Store::look(&copy.display().to_string()).await.unwrap().found, 1);
    }
}

#[tokio::test]
async fn going_back_and_forward_again_keeps_both_copies() {
    let folder = tempfile::tempdir().unwrap();
    let url = first_release(folder.path());
    let (store, upgrade) = Store::upgrade(&url).await.unwrap();
    store.close().await;
    let Some(copy) = upgrade.copy else {
        assert!(!upgrade.is_needed());
        return;
    };
    for beside in ["casework.sqlite-wal", "casework.sqlite-shm"] {
        let _ = std::fs::remove_file(folder.path().join(beside));
    }
    std::fs::copy(&copy, folder.path().join("casework.sqlite")).unwrap();
    let (store, again) = Store::upgrade(&url).await.unwrap();
    store.close().await;
    assert_eq!(again.found, 1);
    assert_ne!(again.copy, Some(copy));
    assert_eq!(copies(folder.path()).len(), 2);
}

#[tokio::test]
async fn casework_on_a_server_is_brought_forward_only_when_asked() {
    if server().is_none() {
        return;
    }
    let (url, _folder) = empty(Engine::Postgres).await;
    let pool = PgPool::connect(&url).await.unwrap();
    let sql = include_str!("../../migrations/0001_casework.sql").into_sql_str();
    let first = Migration::new(1, "casework".into(), MigrationType::Simple, sql, false);
    Migrator::with_migrations(vec![first]).run(&pool).await.unwrap();
    let body = r#"{"code":"0482","name":"Flen","contact":"","synthetic":true}"#;
    let insert = "INSERT INTO municipality (code, version, body) VALUES ('0482', 1, $1)";
    pool.execute(sqlx::query(insert).bind(body)).await.unwrap();
    pool.close().await;

    let before = Store::look(&url).await.unwrap();
    assert_eq!(before.found, 1);
    if before.is_needed() {
        let refused = Store::open(&url).await.map(|_| ());
        assert!(matches!(refused, Err(StoreError::OlderSchema { found: 1, .. })), "{refused:?}");
        assert_eq!(Store::look(&url).await.unwrap().found, 1, "nothing was changed");
    }
    let (store, upgrade) = Store::upgrade(&url).await.unwrap();
    assert_eq!(upgrade.copy, None);
    assert_eq!(store.schema_version().await.unwrap(), before.known);
    store.read(&"0482".parse().unwrap()).await.unwrap();
    store.close().await;
}
