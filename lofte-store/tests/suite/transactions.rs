//! All or nothing, with its audit, also when several work at once or one is killed in the middle.

use crate::bench::{Bench, entry, now, on_both};
use crate::samples::{self, fill, flen_code};
use lofte_model::access::Action;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{PartyId, UserId};
use lofte_model::plan::Measure;
use lofte_store::{AuditEntry, AuditVerb, Engine, Noun, Store, StoreError};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Executor};

#[tokio::test]
async fn what_is_dropped_has_not_happened() {
    on_both(async |bench| {
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        tx.save_party(&samples::party("housing"), None).await.unwrap();
        assert_eq!(tx.next_number(Noun::Promise).await.unwrap(), 1);
        drop(tx);
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        assert_eq!(tx.parties().await.unwrap(), []);
        assert_eq!(tx.next_number(Noun::Promise).await.unwrap(), 1);
        assert_eq!(tx.audit(10, None).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_change_and_its_audit_come_together() {
    on_both(async |bench| {
        let user = Some(UserId::named("one"));
        let fingerprint = Fingerprint::of_bytes(b"x");
        let written = AuditEntry::new(now(), user, Action::SignPromise, Noun::Promise, &PartyId::named("x"))
            .fingerprint(&fingerprint);
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        tx.save_party(&samples::party("housing"), None).await.unwrap();
        tx.commit(written.clone()).await.unwrap();
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        assert_eq!(view.parties().await.unwrap().len(), 1);
        let newest = view.audit(1, None).await.unwrap();
        assert_eq!((newest[0].number, &newest[0].entry), (2, &written));
        let before = view.audit(10, Some(2)).await.unwrap();
        assert_eq!(before[0].entry.verb, AuditVerb::SetUp);
        assert_eq!(before.len(), 1);

        for text in ["anna@example.se", "kallade mig idiot", &"x".repeat(81)] {
            let mut tx = bench.store.begin(&flen_code()).await.unwrap();
            tx.save_party(&samples::party("police"), None).await.unwrap();
            let refused = tx.commit(AuditEntry { id: text.into(), ..written.clone() }).await;
            assert!(matches!(refused, Err(StoreError::TextInAudit)), "{refused:?}");
        }
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        assert_eq!(view.parties().await.unwrap().len(), 1, "a change without audit was kept");
    })
    .await;
}

#[tokio::test]
async fn an_entry_says_which_version_its_thing_was_saved_as() {
    on_both(async |bench| {
        let party = samples::party("housing");
        let entry = |verb| AuditEntry::new(now(), None, verb, Noun::Party, &party.id);
        let mut versions = Vec::new();
        for expected in [None, Some(1), Some(2)] {
            let mut tx = bench.store.begin(&flen_code()).await.unwrap();
            tx.save_party(&party, expected).await.unwrap();
            tx.commit(entry(Action::EditAgreement)).await.unwrap();
            let mut view = bench.store.read(&flen_code()).await.unwrap();
            versions.push(view.audit(1, None).await.unwrap()[0].entry.version);
        }
        assert_eq!(versions, [Some(1), Some(2), Some(3)]);
        let tx = bench.store.begin(&flen_code()).await.unwrap();
        tx.commit(entry(Action::EditAgreement)).await.unwrap();
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        assert_eq!(view.audit(1, None).await.unwrap()[0].entry.version, None, "nothing was saved with it");
    })
    .await;
}

#[tokio::test]
async fn readers_see_one_moment() {
    on_both(async |bench| {
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        tx.save_party(&samples::party("housing"), None).await.unwrap();
        assert_eq!(view.parties().await.unwrap(), []);
        tx.commit(entry()).await.unwrap();
        assert_eq!(view.parties().await.unwrap(), []);
        let mut later = bench.store.read(&flen_code()).await.unwrap();
        assert_eq!(later.parties().await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_take_turns() {
    on_both(async |bench| {
        let tasks: Vec<_> = (0..24)
            .map(|_| {
                let store = bench.store.clone();
                tokio::spawn(async move {
                    let mut tx = store.begin(&flen_code()).await?;
                    let number = tx.next_number(Noun::Promise).await?;
                    tx.save_promise(&samples::promise(number), None).await?;
                    tx.commit(entry()).await?;
                    Ok::<u32, StoreError>(number)
                })
            })
            .collect();
        let mut numbers = Vec::new();
        for task in tasks {
            numbers.push(task.await.unwrap().unwrap());
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=24).collect::<Vec<_>>());
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        let audit: Vec<i64> = view.audit(50, None).await.unwrap().iter().map(|entry| entry.number).collect();
        assert_eq!(audit, (1..=25).rev().collect::<Vec<_>>());
    })
    .await;
}

/// SQLite's file as it lies on the disk when the machine dies in the middle of a transaction.
#[tokio::test]
async fn a_killed_writer_leaves_a_clean_store() {
    let bench = Bench::new(Engine::Sqlite).await.with_tenants().await;
    fill(&bench.store).await;
    let mut tx = bench.store.begin(&flen_code()).await.unwrap();
    for number in 100..1600 {
        let description = "Armaturerna längs gångvägen. ".repeat(100);
        tx.save_measure(&Measure { description, ..samples::measure(number) }, None).await.unwrap();
    }
    let copy = tempfile::tempdir().unwrap();
    let mut bytes = 0;
    for file in std::fs::read_dir(bench.path()).unwrap() {
        let path = file.unwrap().path();
        bytes += std::fs::copy(&path, copy.path().join(path.file_name().unwrap())).unwrap();
    }
    assert!(bytes > 2_000_000, "the transaction is in memory only, so the test would prove nothing: {bytes}");
    tx.commit(entry()).await.unwrap();

    let survivor = Store::open(&copy.path().display().to_string()).await.unwrap();
    let mut view = survivor.read(&flen_code()).await.unwrap();
    assert_eq!(view.measures().await.unwrap().len(), 1);
    assert_eq!(view.promises().await.unwrap().len(), 1);
    assert_eq!(survivor.check().await.unwrap().findings, []);
}

#[tokio::test]
async fn another_process_that_keeps_writing_is_named() {
    let bench = Bench::new(Engine::Sqlite).await.with_tenants().await;
    let mut other = SqliteConnection::connect(&format!("sqlite://{}", bench.url)).await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let busy = bench.store.begin(&flen_code()).await.map(|_| ());
    assert!(matches!(busy, Err(StoreError::Busy)), "{busy:?}");
    bench.store.read(&flen_code()).await.unwrap().parties().await.unwrap();
    other.execute("ROLLBACK").await.unwrap();
    bench.store.begin(&flen_code()).await.unwrap();
}

/// A second process is a second store on the same address.
#[tokio::test]
async fn a_municipality_that_is_written_in_is_busy_for_others() {
    on_both(async |bench| {
        let other = Store::open(&bench.url).await.unwrap();
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        tx.save_party(&samples::party("housing"), None).await.unwrap();
        let busy = other.begin(&flen_code()).await.map(|_| ());
        assert!(matches!(busy, Err(StoreError::Busy)), "{busy:?}");
        tx.commit(entry()).await.unwrap();
        let mut tx = other.begin(&flen_code()).await.unwrap();
        assert_eq!(tx.parties().await.unwrap().len(), 1);
        drop(tx);
        other.close().await;
    })
    .await;
}

/// Web handlers move between threads while they wait.
#[test]
fn work_can_move_between_threads() {
    fn moves<T: Send>(_: impl FnOnce(Store) -> T) {}
    moves(|store| async move {
        let mut tx = store.begin(&flen_code()).await?;
        let problems = tx.problems().await?;
        tx.save_problem(&samples::problem(), problems.first().map(|problem| problem.version)).await?;
        tx.save_account(&samples::account("a"), None).await?;
        tx.commit(entry()).await?;
        store.check().await?;
        store.backup(std::path::Path::new("x"), None).await?;
        store.claim_next(&flen_code(), now()).await
    });
}
