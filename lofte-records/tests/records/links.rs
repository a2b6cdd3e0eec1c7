//! Rows that are left out because a row of another source tells of the same event: counted once whatever comes and goes.

use crate::common::{Places, deliver, draft, facts, files, flen, incidents, key, stage};
use crate::drawn::{Placed, SOURCES, deliver_all, leave_out};
use crate::watched::{Limits, Watched};
use jiff::Timestamp;
use lofte_model::id::{DeliveryId, UserId};
use lofte_model::records::link::{LinkDecision, LinkedPair};
use lofte_model::records::{Correction, Dimension, Incident, RecordKind, Selection};
use lofte_records::{Decided, DeliveryDraft, Records};
use std::sync::Arc;

fn guards(name: &str) -> DeliveryDraft {
    DeliveryDraft { kind: RecordKind::Disturbance, source: "vakter".into(), ..draft(name) }
}

/// Of the police's rows of 2023 and 2024 (0, 1, 3) the guards' rows 0, 1 and 3 tell too.
fn decision(number: u32, rows: &[u64]) -> LinkDecision {
    let pair = |row: &u64| LinkedPair {
        delivery: DeliveryId::named("police"),
        year: 2023 + i16::try_from(row % 3).unwrap(),
        kept: key(*row),
        other: key(*row),
    };
    LinkDecision {
        number,
        same: true,
        kept: "offence:polisen".parse().unwrap(),
        other: "disturbance:vakter".parse().unwrap(),
        pairs: rows.iter().map(pair).collect(),
        at: Timestamp::UNIX_EPOCH,
        by: UserId::named("one"),
        withdrawn: None,
    }
}

/// Rows of the police, and of the guards.
async fn counted(records: &Records) -> (u64, u64) {
    let table = records.count(&Selection::all(flen()), &[Dimension::Source]).await.unwrap();
    let of = |source: &str| {
        let rows = table.rows.iter().filter(|row| row.keys[0].text() == Some(source));
        rows.map(|row| row.count).sum()
    };
    (of("polisen"), of("vakter"))
}

async fn both(records: &Records) {
    deliver(records, draft("police"), &incidents(0..4)).await;
    deliver(records, guards("guards"), &incidents(0..6)).await;
}

#[tokio::test]
async fn an_event_that_two_sources_tell_of_counts_once() {
    for records in Places::new().records() {
        both(&records).await;
        assert_eq!(counted(&records).await, (4, 6));
        let decisions = [decision(1, &[0, 1]), decision(2, &[3])];
        records.set_left_out(&flen(), &decisions).await.unwrap();
        records.set_left_out(&flen(), &decisions).await.unwrap();
        assert_eq!(counted(&records).await, (4, 3));
        let all = Selection::all(flen());
        assert_eq!(records.count(&all, &[]).await.unwrap().total(), 7, "not from the manifest alone");
        let keyed = records.keyed_incidents(&all).await.unwrap();
        assert_eq!(keyed.len(), 7);
        assert!(keyed.iter().all(|row| &*row.incident.source == "polisen" || row.key != key(0)));

        // An engine of its own is told which keys do not count.
        let planned = records.plan(&all).await.unwrap();
        for file in planned.iter().filter(|file| file.source == "vakter" && file.year < 2025) {
            let mut keys = 0;
            for id in &file.corrected_by {
                keys += records.corrected_keys(&flen(), *id).await.unwrap().len();
            }
            assert_eq!(keys, 3, "one file of keys for each year that tells of the same");
        }
        assert!(
            planned.iter().filter(|file| file.source == "polisen").all(|file| file.corrected_by.is_empty())
        );

        // One decision is taken back, then all.
        records.set_left_out(&flen(), &decisions[..1]).await.unwrap();
        assert_eq!(counted(&records).await, (4, 4));
        records.set_left_out(&flen(), &[]).await.unwrap();
        assert_eq!(counted(&records).await, (4, 6));
    }
}

#[tokio::test]
async fn no_event_is_lost_with_the_row_that_was_kept() {
    for records in Places::new().records() {
        both(&records).await;
        records.set_left_out(&flen(), &[decision(1, &[0, 1, 3])]).await.unwrap();
        // The years before 2024 go by rule: what the guards tell of 2023 counts again.
        let police =
            |delivery: &lofte_model::records::Delivery| (delivery.source == "polisen").then_some(2024);
        records.prune(&flen(), police, false).await.unwrap();
        assert_eq!(counted(&records).await, (2, 5));
        records.remove(&flen(), DeliveryId::named("police")).await.unwrap();
        assert_eq!(counted(&records).await, (0, 6));
    }
}

#[tokio::test]
async fn rows_that_come_again_stay_left_out_and_are_known() {
    for records in Places::new().records() {
        both(&records).await;
        records.set_left_out(&flen(), &[decision(1, &[0, 1, 3])]).await.unwrap();
        let again = stage(&records, guards("again"), &incidents(0..8)).await.unwrap();
        assert_eq!((again.counts.stored(), again.counts.read()), (2, 8), "rows that are left out are there");
        records.promote(&flen(), again.id).await.unwrap();
        assert_eq!(counted(&records).await, (4, 5));
        // A whole delivery that comes in place of another has the same rows by the same keys.
        records.remove(&flen(), again.id).await.unwrap();
        let correction = Correction { delivery: DeliveryId::named("guards"), reason: "fel fil".into() };
        let mut writer = records.begin_in_place_of(guards("instead"), correction).await.unwrap();
        crate::common::push(&mut writer, &incidents(0..5)).unwrap();
        let instead = writer.finish(facts(5, 0, 0)).await.unwrap();
        records.remove(&flen(), DeliveryId::named("guards")).await.unwrap();
        records.promote(&flen(), instead.id).await.unwrap();
        assert_eq!(counted(&records).await, (4, 2));
    }
}

#[tokio::test]
async fn a_row_that_is_left_out_is_the_only_one_missing() {
    let sources = [(RecordKind::Offence, SOURCES[0]), (RecordKind::Disturbance, SOURCES[1])];
    let of = |(number, row): (usize, Incident)| {
        let (kind, source) = sources[number % 2];
        Placed { municipality: flen(), kind, source, row }
    };
    let rows: Vec<Placed> = incidents(0..40).into_iter().enumerate().map(of).collect();
    for records in Places::new().records() {
        deliver_all(&records, &rows).await;
        leave_out(&records, &rows).await;
        let table = records.count(&Selection::all(flen()), &[Dimension::Source]).await.unwrap();
        let counted: Vec<_> = table.rows.iter().map(|row| (row.keys[0].text().unwrap(), row.count)).collect();
        assert_eq!(counted, [(SOURCES[0], 20)]);
    }
}

#[tokio::test]
async fn what_is_left_out_survives_sweeping_and_damage_is_told() {
    let places = Places::new();
    for (records, store) in places.records().into_iter().zip(places.stores()) {
        both(&records).await;
        records.set_left_out(&flen(), &[decision(1, &[0, 1, 3])]).await.unwrap();
        let before = files(&*store).await;
        records.recover(&flen(), |_| Decided::Kept).await.unwrap();
        assert_eq!(files(&*store).await, before);
        let sound = records.verify(&flen()).await.unwrap();
        assert!(sound.altered.is_empty(), "{sound:?}");
        let keys = before.iter().find(|path| path.contains("/corrections/")).unwrap();
        let path = object_store::path::Path::from(keys.as_str());
        object_store::ObjectStoreExt::put(&*store, &path, vec![7; 16].into()).await.unwrap();
        assert_eq!(records.verify(&flen()).await.unwrap().altered, std::slice::from_ref(keys));
        records.set_left_out(&flen(), &[]).await.unwrap();
        assert!(
            files(&*store)
                .await
                .iter()
                .all(|path| !path.contains("/links/") && !path.contains("/corrections/"))
        );
    }
}

#[tokio::test]
async fn killed_while_it_is_set_it_is_set_the_next_time() {
    for kill in 0.. {
        let places = Places::new();
        let mut finished = true;
        for store in places.stores() {
            let whole = Records::over(store.clone());
            both(&whole).await;
            whole.set_left_out(&flen(), &[decision(1, &[0])]).await.unwrap();
            let limits = Limits::killed_after(kill);
            let watched = Records::over(Arc::new(Watched { inner: store.clone(), limits: limits.clone() }));
            let decisions = [decision(2, &[1, 3])];
            let _ = watched.set_left_out(&flen(), &decisions).await;
            finished &= limits.is_alive();
            let (police, guards) = counted(&whole).await;
            assert!(police == 4 && (3..=6).contains(&guards), "kill {kill}: {guards}");
            whole.set_left_out(&flen(), &decisions).await.unwrap();
            assert_eq!(counted(&whole).await, (4, 4), "kill {kill}");
        }
        if finished {
            break;
        }
    }
}
