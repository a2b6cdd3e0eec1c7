//! The chain of the audit: whatever is taken out or changed beside the program shows, the last entry too.

use crate::bench::{Bench, entry, now, on_both};
use crate::samples::{fill, flen_code};
use lofte_model::access::{Action, Channel};
use lofte_model::id::UserId;
use lofte_store::{AuditEntry, Engine, Finding, Noun};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Executor, PgConnection};

async fn meddle(bench: &Bench, statement: &'static str) {
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

async fn note(bench: &Bench, entry: AuditEntry) {
    bench.store.begin(&flen_code()).await.unwrap().commit(entry).await.unwrap();
}

fn in_flen(number: i64) -> Finding {
    Finding::AuditAltered { municipality: "0482".into(), number }
}

#[tokio::test]
async fn a_deed_keeps_the_way_it_came() {
    on_both(async |bench| {
        let page = Channel::Page { address: Some("192.0.2.0/24".into()), browser: Some("Firefox".into()) };
        let command = |holder| Channel::Command { system_user: "lofte".into(), holder };
        let ways = [page, command(false), command(true), Channel::Job, Channel::Program];
        for way in &ways {
            note(bench, entry().through(way).times(3)).await;
        }
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        let kept: Vec<_> =
            view.audit(5, None).await.unwrap().into_iter().rev().map(|kept| kept.entry).collect();
        assert!(kept.iter().all(|entry| entry.times == 3));
        assert_eq!(kept.into_iter().map(|entry| entry.channel.unwrap()).collect::<Vec<_>>(), ways);
    })
    .await;
}

#[tokio::test]
async fn a_removed_last_entry_shows() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let head = bench.store.read(&flen_code()).await.unwrap().audit_head().await.unwrap().unwrap();
        meddle(bench, "DELETE FROM audit WHERE municipality = '0482' AND number = 2").await;
        let findings = bench.store.check().await.unwrap().findings;
        assert_eq!(findings, [Finding::AuditGap { municipality: "0482".into(), missing: 1 }]);
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        let now = view.audit_head().await.unwrap();
        assert_ne!(now, Some(head), "who knows the head sees it too");
        drop(view);
        note(bench, entry()).await;
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        assert_eq!(view.audit(1, None).await.unwrap()[0].number, 3, "the number is not given again");
    })
    .await;
}

#[tokio::test]
async fn a_removed_last_entry_shows_even_where_the_count_was_put_right() {
    on_both(async |bench| {
        fill(&bench.store).await;
        note(bench, entry()).await;
        let head = bench.store.read(&flen_code()).await.unwrap().audit_head().await.unwrap().unwrap();
        meddle(bench, "DELETE FROM audit WHERE municipality = '0482' AND number = 3").await;
        meddle(bench, "UPDATE series SET last = 2 WHERE municipality = '0482' AND noun = 'audit'").await;
        let check = bench.store.check().await.unwrap();
        assert_eq!(check.findings, [], "nothing inside the store can know");
        assert_ne!(check.audit_heads["0482"], head, "but the head that was noted elsewhere does");
        note(bench, entry().times(2)).await;
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        let now = view.audit_head().await.unwrap().unwrap();
        assert_eq!(now.number, head.number);
        assert_ne!(now, head, "another entry in its place is not it");
    })
    .await;
}

#[tokio::test]
async fn a_changed_entry_shows_and_only_there() {
    for (statement, number) in [
        ("UPDATE audit SET verb = 'publish' WHERE municipality = '0482' AND number = 2", 2),
        ("UPDATE audit SET account = NULL WHERE municipality = '0482' AND number = 3", 3),
        ("UPDATE audit SET channel = 'page' WHERE municipality = '0482' AND number = 3", 3),
        ("UPDATE audit SET system_user = 'anna' WHERE municipality = '0482' AND number = 3", 3),
        ("UPDATE audit SET chain = NULL WHERE municipality = '0482' AND number = 3", 3),
    ] {
        let bench = Bench::new(Engine::Sqlite).await.with_tenants().await;
        fill(&bench.store).await;
        let way = Channel::Command { system_user: "lofte".into(), holder: false };
        let user = Some(UserId::named("one"));
        note(&bench, AuditEntry::new(now(), user, Action::Publish, Noun::Publication, "1").through(&way))
            .await;
        assert_eq!(bench.store.check().await.unwrap().findings, []);
        meddle(&bench, statement).await;
        assert_eq!(bench.store.check().await.unwrap().findings, [in_flen(number)], "{statement}");
    }
}

#[tokio::test]
async fn addresses_are_forgotten_and_the_chain_holds() {
    on_both(async |bench| {
        let way = Channel::Page { address: Some("192.0.2.0/24".into()), browser: Some("Firefox".into()) };
        note(bench, entry().through(&way)).await;
        let later = now() + jiff::SignedDuration::from_secs(1);
        for (before, addresses) in [(now(), 0), (later, 1), (later, 0)] {
            assert_eq!(
                bench.store.read(&flen_code()).await.unwrap().addresses_before(before).await.unwrap(),
                addresses
            );
            let mut tx = bench.store.begin(&flen_code()).await.unwrap();
            assert_eq!(tx.forget_addresses(before).await.unwrap(), addresses);
            tx.commit(entry()).await.unwrap();
        }
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        let kept = view.audit(4, None).await.unwrap().remove(3).entry.channel;
        assert_eq!(kept, Some(Channel::Page { address: None, browser: None }));
        drop(view);
        assert_eq!(bench.store.check().await.unwrap().findings, []);
    })
    .await;
}
