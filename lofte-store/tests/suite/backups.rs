//! A backup of either engine becomes a store on either engine, and nothing else becomes one.

use crate::bench::{Bench, empty, engines, long_ago, on_both};
use crate::samples::{fill, flen_code, gnesta_code};
use lofte_model::fingerprint::Fingerprint;
use lofte_store::{BackupFacts, Engine, Store, StoreError};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn sorted_lines(path: &Path) -> Vec<String> {
    let mut lines: Vec<String> = std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect();
    lines.pop();
    lines.sort();
    lines
}

#[tokio::test]
async fn from_every_engine_to_every_engine() {
    for from in engines() {
        for to in engines() {
            println!("from {from} to {to}");
            let bench = Bench::new(from).await.with_tenants().await;
            fill(&bench.store).await;
            let (one, two) = (bench.path().join("one.jsonl"), bench.path().join("two.jsonl"));
            let facts = bench.store.backup(&one, None).await.unwrap();
            assert_eq!(BackupFacts::verify(&one).unwrap(), facts);
            assert_eq!(std::fs::metadata(&one).unwrap().permissions().mode() & 0o777, 0o600);

            let (url, _folder) = empty(to).await;
            let restored = Store::restore(&url, &one).await.unwrap();
            assert_eq!(restored.engine(), to);
            assert_eq!(restored.check().await.unwrap().findings, []);
            restored.backup(&two, None).await.unwrap();
            assert_eq!(sorted_lines(&two), sorted_lines(&one));
            let token = Fingerprint::of_bytes(b"token");
            let actor = restored.actor(&token, crate::bench::now(), long_ago()).await.unwrap();
            assert_eq!(actor, None, "a backup must not sign anybody in");
            let mut view = restored.read(&flen_code()).await.unwrap();
            assert_eq!(view.measures().await.unwrap().len(), 1);
        }
    }
}

#[tokio::test]
async fn work_goes_on_in_a_restored_store() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let backup = bench.path().join("backup.jsonl");
        bench.store.backup(&backup, None).await.unwrap();
        let (url, _folder) = empty(bench.engine).await;
        Store::restore(&url, &backup).await.unwrap().close().await;
        let store = Store::open(&url).await.unwrap();
        let mut tx = store.begin(&flen_code()).await.unwrap();
        assert_eq!(tx.next_number(lofte_store::Noun::Measure).await.unwrap(), 15);
        tx.commit(crate::bench::entry()).await.unwrap();
        let mut view = store.read(&flen_code()).await.unwrap();
        assert_eq!(view.audit(1, None).await.unwrap()[0].number, 3);
    })
    .await;
}

#[tokio::test]
async fn a_backup_of_one_municipality_holds_nothing_of_another() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let mut tx = bench.store.begin(&gnesta_code()).await.unwrap();
        let neighbour = lofte_store::Account { party: None, ..crate::samples::account("berit") };
        tx.save_account(&neighbour, None).await.unwrap();
        tx.save_problem(&crate::samples::problem(), None).await.unwrap();
        tx.commit(crate::bench::entry()).await.unwrap();
        let [flen, gnesta, all] = ["flen", "gnesta", "all"].map(|name| bench.path().join(name));
        bench.store.backup(&flen, Some(&flen_code())).await.unwrap();
        bench.store.backup(&gnesta, Some(&gnesta_code())).await.unwrap();
        bench.store.backup(&all, None).await.unwrap();
        let rows = |path: &Path| {
            let lines = sorted_lines(path).into_iter().filter(|line| line.contains("\"row\""));
            lines.collect::<Vec<_>>()
        };
        for (own, code, other) in [(&flen, "\"0482\"", "berit"), (&gnesta, "\"0461\"", "anna")] {
            assert!(rows(own).iter().all(|line| line.contains(code)), "a row of somebody else's");
            assert!(!std::fs::read_to_string(own).unwrap().to_lowercase().contains(other));
        }
        let mut both = [rows(&flen), rows(&gnesta)].concat();
        both.sort();
        assert_eq!(both, rows(&all), "together they are everything");
        let (url, _folder) = empty(bench.engine).await;
        let restored = Store::restore(&url, &gnesta).await.unwrap();
        assert_eq!(restored.check().await.unwrap().findings, []);
        assert_eq!(restored.municipalities().await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_store_in_use_is_not_restored_over() {
    on_both(async |bench| {
        let backup = bench.path().join("backup.jsonl");
        bench.store.backup(&backup, None).await.unwrap();
        let over = Store::restore(&bench.url, &backup).await.map(|_| ());
        assert!(matches!(over, Err(StoreError::NotEmpty)), "{over:?}");
        let again = bench.store.backup(&backup, None).await;
        assert!(matches!(again, Err(StoreError::File { .. })), "{again:?}");
        assert!(!bench.path().join("backup.jsonl.part").exists());
    })
    .await;
}

#[tokio::test]
async fn a_changed_or_cut_file_is_no_backup() {
    let bench = Bench::new(Engine::Sqlite).await.with_tenants().await;
    fill(&bench.store).await;
    let path = bench.path().join("backup.jsonl");
    bench.store.backup(&path, None).await.unwrap();
    let whole = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let without_one = [&lines[..2], &lines[3..]].concat().join("\n");
    let half = whole[..whole.len() / 2].to_owned();
    for (name, damaged) in [
        ("without its last line", lines[..lines.len() - 1].join("\n")),
        ("without a row", without_one),
        ("cut in the middle", half),
        ("changed", whole.replace("Flen", "Glen")),
        ("with more after the end", format!("{whole}{}\n", lines[1])),
        ("without its first line", lines[1..].join("\n")),
        ("empty", String::new()),
        ("something else", "id;title\n1;a\n".to_owned()),
    ] {
        std::fs::write(&path, damaged).unwrap();
        let (url, folder) = empty(Engine::Sqlite).await;
        let refused = Store::restore(&url, &path).await.map(|_| ());
        assert!(matches!(refused, Err(StoreError::BadBackup { .. })), "{name}: {refused:?}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{name}: something was made");
    }
}

/// Someone with the file in hand may write a fitting last line; statements still cannot be smuggled in.
#[tokio::test]
async fn names_in_a_backup_are_not_statements() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evil.jsonl");
    for table in ["party; DROP TABLE party", "party (id) SELECT", "", "Party"] {
        let columns = serde_json::json!({ "id": "x" });
        let row = serde_json::json!({ "row": { "table": table, "columns": columns } });
        let body = format!("{{\"lofte_backup\":{{\"schema\":1}}}}\n{row}\n");
        let sha256 = Fingerprint::of_bytes(body.as_bytes());
        std::fs::write(&path, format!("{body}{{\"end\":{{\"rows\":1,\"sha256\":\"{sha256}\"}}}}\n")).unwrap();
        let (url, _folder) = empty(Engine::Sqlite).await;
        let refused = Store::restore(&url, &path).await.map(|_| ());
        assert!(matches!(refused, Err(StoreError::BadBackup { line: 2 })), "{table}: {refused:?}");
    }
}

#[tokio::test]
async fn a_backup_of_a_newer_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("newer.jsonl");
    let body = "{\"lofte_backup\":{\"schema\":999}}\n";
    let sha256 = Fingerprint::of_bytes(body.as_bytes());
    std::fs::write(&path, format!("{body}{{\"end\":{{\"rows\":0,\"sha256\":\"{sha256}\"}}}}\n")).unwrap();
    let (url, _folder) = empty(Engine::Sqlite).await;
    let refused = Store::restore(&url, &path).await.map(|_| ());
    assert!(matches!(refused, Err(StoreError::NewerSchema { found: 999, .. })), "{refused:?}");
}
