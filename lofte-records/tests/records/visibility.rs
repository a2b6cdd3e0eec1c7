//! Killed between any two steps, a delivery is there whole or not at all, and recovery settles it for good.

use crate::common::{Places, deliver, draft, facts, files, flen, incidents, push, reject, stage, total};
use crate::watched::{Limits, Watched};
use lofte_model::id::DeliveryId;
use lofte_records::{Decided, Records, RecordsError, Recovery};
use object_store::ObjectStore;
use std::sync::Arc;

const ROWS: u64 = 30;

fn id() -> DeliveryId {
    DeliveryId::named("new")
}

/// Takes in a delivery of three years with a reject, as the house does; tells whether the casework decided.
async fn take_in(records: &Records) -> (bool, Result<(), RecordsError>) {
    let staged = async {
        let mut writer = records.begin(draft("new")).await?;
        let counts = push(&mut writer, &incidents(0..ROWS))?;
        writer.push_reject(&reject())?;
        writer.finish(facts(counts.0, counts.1, 1)).await
    };
    match staged.await {
        Err(error) => (false, Err(error)),
        Ok(delivery) => (true, records.promote(&flen(), delivery.id).await),
    }
}

fn watched(store: &Arc<dyn ObjectStore>, limits: &Arc<Limits>) -> Records {
    Records::over(Arc::new(Watched { inner: store.clone(), limits: limits.clone() }))
}

/// Recovers twice; the second time there is nothing to do.
async fn recover(store: &Arc<dyn ObjectStore>, decided: Decided) -> Recovery {
    let done = Records::over(store.clone()).recover(&flen(), |_| decided).await.unwrap();
    let again = Records::over(store.clone()).recover(&flen(), |_| decided).await.unwrap();
    assert_eq!(again, Recovery { unclaimed: again.unclaimed.clone(), ..Recovery::default() });
    done
}

#[tokio::test]
async fn killed_while_taken_in() {
    let mut steps = 0;
    for kill in 0.. {
        let places = Places::new();
        let mut finished = true;
        for store in places.stores() {
            let limits = Limits::killed_after(kill);
            let (decided, result) = take_in(&watched(&store, &limits)).await;
            finished &= limits.is_alive();
            let seen = total(&Records::over(store.clone()), flen()).await;
            assert!(seen == 0 || seen == ROWS, "kill {kill}: {seen} rows are visible");
            assert!(seen == 0 || decided, "kill {kill}: visible before the casework decided");
            let recovery = recover(&store, if decided { Decided::Kept } else { Decided::Unknown }).await;
            let after = total(&Records::over(store.clone()), flen()).await;
            assert_eq!(after, if decided { ROWS } else { 0 }, "kill {kill}: {recovery:?}, {result:?}");
            let left = files(&store).await;
            assert_eq!(left.len(), if decided { 5 } else { 0 }, "kill {kill}: {left:?}");
        }
        steps = kill;
        if finished {
            break;
        }
    }
    // Three years, rejects, pending, visible, pending away; the seventh is spent, the eighth is not needed.
    assert_eq!(steps, 8);
}

#[tokio::test]
async fn killed_between_staging_and_the_decision() {
    for store in Places::new().stores() {
        let records = Records::over(store.clone());
        stage(&records, draft("new"), &incidents(0..ROWS)).await.unwrap();
        assert_eq!(total(&records, flen()).await, 0);
        assert_eq!(records.pending().await.unwrap(), [(flen(), id())]);
        assert_eq!(records.staged(&flen(), id()).await.unwrap().unwrap().counts.stored(), ROWS);
        assert_eq!(recover(&store, Decided::Unknown).await.discarded, [id()]);
        assert_eq!(files(&store).await, [""; 0]);
    }
}

#[tokio::test]
async fn killed_while_taken_back() {
    let mut steps = 0;
    for kill in 0.. {
        let places = Places::new();
        let mut finished = true;
        for store in places.stores() {
            take_in(&Records::over(store.clone())).await.1.unwrap();
            let limits = Limits::killed_after(kill);
            let _ = watched(&store, &limits).remove(&flen(), id()).await;
            finished &= limits.is_alive();
            let seen = total(&Records::over(store.clone()), flen()).await;
            assert!(seen == 0 || seen == ROWS, "kill {kill}: {seen} rows are visible");
            recover(&store, Decided::Undone).await;
            assert_eq!(files(&store).await, [""; 0], "kill {kill}");
        }
        steps = kill;
        if finished {
            break;
        }
    }
    assert!(steps >= 5, "manifest, three years and rejects are five steps: {steps}");
}

#[tokio::test]
async fn killed_while_thrown_away() {
    for kill in 0..8 {
        for store in Places::new().stores() {
            stage(&Records::over(store.clone()), draft("new"), &incidents(0..ROWS)).await.unwrap();
            let limits = Limits::killed_after(kill);
            let _ = watched(&store, &limits).discard(&flen(), id()).await;
            assert_eq!(total(&Records::over(store.clone()), flen()).await, 0);
            recover(&store, Decided::Unknown).await;
            assert_eq!(files(&store).await, [""; 0], "kill {kill}");
        }
    }
}

#[tokio::test]
async fn every_step_may_be_done_twice() {
    for records in Places::new().records() {
        deliver(&records, draft("new"), &incidents(0..ROWS)).await;
        records.promote(&flen(), id()).await.unwrap();
        assert_eq!(total(&records, flen()).await, ROWS);
        assert!(matches!(records.discard(&flen(), id()).await, Err(RecordsError::Visible(_))));
        assert_eq!(total(&records, flen()).await, ROWS);
        records.remove(&flen(), id()).await.unwrap();
        records.remove(&flen(), id()).await.unwrap();
        records.discard(&flen(), id()).await.unwrap();
        assert_eq!(total(&records, flen()).await, 0);
        assert!(matches!(records.promote(&flen(), id()).await, Err(RecordsError::NotStaged(_))));
    }
}

#[tokio::test]
async fn what_the_casework_does_not_know_is_left_for_people() {
    for store in Places::new().stores() {
        deliver(&Records::over(store.clone()), draft("new"), &incidents(0..ROWS)).await;
        let recovery = recover(&store, Decided::Unknown).await;
        assert_eq!(recovery, Recovery { unclaimed: vec![id()], ..Recovery::default() });
        assert_eq!(total(&Records::over(store), flen()).await, ROWS);
    }
}

#[tokio::test]
async fn the_sweep_takes_halves_and_orphans_but_not_what_is_underway() {
    let places = Places::new();
    let [records, _] = places.records();
    deliver(&records, draft("whole"), &incidents(0..3)).await;
    let year = places.folder.path().join("0482/offence/2023");
    for name in ["one", "underway"] {
        let id = DeliveryId::named(name);
        std::fs::write(year.join(format!("{id}.parquet")), b"x").unwrap();
        std::fs::write(year.join(format!("{id}.parquet#1")), b"x").unwrap();
    }
    assert_eq!(total(&records, flen()).await, 3);
    assert_eq!(records.sweep(&[DeliveryId::named("underway")]).await.unwrap(), 2);
    assert_eq!(std::fs::read_dir(&year).unwrap().count(), 3);
    assert_eq!(records.sweep(&[]).await.unwrap(), 2);
    assert_eq!(std::fs::read_dir(&year).unwrap().count(), 1);
    assert_eq!(total(&records, flen()).await, 3);
}
