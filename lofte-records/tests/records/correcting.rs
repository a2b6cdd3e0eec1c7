//! Rows that come again with other contents: the newest version counts, and the earlier one is there again as soon as
//! the correcting delivery is taken back.

use crate::common::{Places, deliver, draft, facts, files, flen, incident, incidents, stage};
use crate::watched::{Limits, Watched};
use jiff::civil::date;
use lofte_model::id::DeliveryId;
use lofte_model::records::{
    Category, Delivery, Dimension, Incident, Key, Position, RowCounts, Said, Selection,
};
use lofte_records::{Decided, DeliveryFacts, Pushed, Records, RecordsError};
use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::sync::Arc;

/// Rows 0 and 1 of three, as a later delivery has them: another month, another category.
fn corrected() -> Vec<Incident> {
    let mut rows = incidents(0..4);
    rows[0].start = date(2023, 7, 9).at(22, 0, 0, 0);
    rows[1].category = Category::new("burglary");
    rows
}

async fn deliver_corrections(records: &Records, name: &str, rows: &[Incident]) -> (Vec<Pushed>, Delivery) {
    let (pushed, delivery) = stage_corrections(records, name, rows).await;
    records.promote(&flen(), delivery.id).await.unwrap();
    (pushed, delivery)
}

async fn stage_corrections(records: &Records, name: &str, rows: &[Incident]) -> (Vec<Pushed>, Delivery) {
    let mut writer = records.begin(draft(name)).await.unwrap();
    let pushed: Vec<Pushed> = rows.iter().map(|row| writer.push_incident(row).unwrap()).collect();
    let of = |what: Pushed| pushed.iter().filter(|one| **one == what).count() as u64;
    let (stored, duplicate) = (of(Pushed::Stored), of(Pushed::Duplicate));
    let counts = RowCounts::new(stored + duplicate, stored, duplicate, 0).unwrap();
    let counts = counts.and_corrected(of(Pushed::Corrected));
    let delivery = writer.finish(DeliveryFacts { counts, ..facts(0, 0, 0) }).await.unwrap();
    (pushed, delivery)
}

/// Rows by month and category.
async fn counted(records: &Records) -> BTreeMap<(i32, String), u64> {
    let by = [Dimension::Month, Dimension::Category];
    let table = records.count(&Selection::all(flen()), &by).await.unwrap();
    let group = |keys: &[Key]| (keys[0].number().unwrap(), keys[1].text().unwrap().to_owned());
    table.rows.iter().map(|row| (group(&row.keys), row.count)).collect()
}

fn groups(of: &[(i32, &str)]) -> BTreeMap<(i32, String), u64> {
    of.iter().map(|(month, category)| ((*month, (*category).to_owned()), 1)).collect()
}

const BEFORE: [(i32, &str); 3] = [(202_305, "burglary"), (202_405, "litter"), (202_505, "violence")];
const AFTER: [(i32, &str); 4] =
    [(202_305, "burglary"), (202_307, "burglary"), (202_405, "burglary"), (202_505, "violence")];

/// Delivers the corrections as the house does; whether the casework decided.
async fn correct(records: &Records) -> Result<bool, RecordsError> {
    let mut writer = records.begin(draft("second")).await?;
    for row in corrected() {
        writer.push_incident(&row)?;
    }
    let counts = RowCounts::new(2, 1, 1, 0).unwrap().and_corrected(2);
    let delivery = writer.finish(DeliveryFacts { counts, ..facts(0, 0, 0) }).await?;
    Ok(records.promote(&flen(), delivery.id).await.is_ok())
}

#[tokio::test]
async fn killed_while_correcting_the_rows_are_all_old_or_all_new() {
    let mut outcomes = [0, 0];
    for kill in 0.. {
        let places = Places::new();
        let mut finished = true;
        for store in places.stores() {
            deliver(&Records::over(store.clone()), draft("first"), &incidents(0..3)).await;
            let limits = Limits::killed_after(kill);
            let watched = Records::over(Arc::new(Watched { inner: store.clone(), limits: limits.clone() }));
            let done = correct(&watched).await;
            finished &= limits.is_alive();
            let seen = counted(&Records::over(store.clone())).await;
            assert!(seen == groups(&BEFORE) || seen == groups(&AFTER), "kill {kill}: {seen:?}, {done:?}");
            outcomes[usize::from(seen == groups(&AFTER))] += 1;
            let staged =
                Records::over(store.clone()).staged(&flen(), DeliveryId::named("second")).await.unwrap();
            let decided = |id| {
                let kept = id == DeliveryId::named("first") || staged.is_some() || done.is_ok();
                if kept { Decided::Kept } else { Decided::Unknown }
            };
            Records::over(store.clone()).recover(&flen(), decided).await.unwrap();
            let after = counted(&Records::over(store.clone())).await;
            let whole = decided(DeliveryId::named("second")) == Decided::Kept;
            assert_eq!(after, groups(if whole { &AFTER } else { &BEFORE }), "kill {kill}");
        }
        if finished {
            break;
        }
    }
    assert!(outcomes.iter().all(|seen| *seen > 0), "{outcomes:?}");
}

#[tokio::test]
async fn the_newest_version_counts_and_undoing_brings_the_earlier_back() {
    for records in Places::new().records() {
        let first = deliver(&records, draft("first"), &incidents(0..3)).await;
        let before = counted(&records).await;
        let (pushed, second) = deliver_corrections(&records, "second", &corrected()).await;
        assert_eq!(pushed, [Pushed::Corrected, Pushed::Corrected, Pushed::Duplicate, Pushed::Stored]);
        assert_eq!((second.counts.read(), second.counts.kept()), (4, 3));
        assert_eq!(second.rests_on, [(first.id, 3)]);
        let now = counted(&records).await;
        assert_eq!(now, groups(&AFTER));
        // Nothing is answered from the manifest alone where rows are superseded.
        let all = Selection::all(flen());
        assert_eq!(records.count(&all, &[]).await.unwrap().total(), 4);
        assert_eq!(records.sources(&flen()).await.unwrap()[0].rows, 4);
        assert_eq!(records.check(&flen()).await.unwrap(), 6);
        records.remove(&flen(), second.id).await.unwrap();
        assert_eq!(counted(&records).await, before);
        assert_eq!(records.count(&all, &[]).await.unwrap().total(), 3);
    }
}

#[tokio::test]
async fn a_correction_of_a_correction_is_the_one_that_counts() {
    for records in Places::new().records() {
        deliver(&records, draft("first"), &incidents(0..3)).await;
        let mut once = incidents(0..1);
        once[0].start = date(2024, 1, 1).at(1, 0, 0, 0);
        let (_, second) = deliver_corrections(&records, "second", &once).await;
        let mut twice = incidents(0..1);
        twice[0].start = date(2025, 1, 1).at(1, 0, 0, 0);
        let (pushed, third) = deliver_corrections(&records, "third", &twice).await;
        assert_eq!((pushed, &third.rests_on), (vec![Pushed::Corrected], &vec![(second.id, 1)]));
        let months = |months: &[i32]| groups(&[(months[0], "burglary"), BEFORE[1], BEFORE[2]]);
        assert_eq!(counted(&records).await, months(&[202_501]));
        records.remove(&flen(), third.id).await.unwrap();
        assert_eq!(counted(&records).await, months(&[202_401]));
        records.remove(&flen(), second.id).await.unwrap();
        assert_eq!(counted(&records).await, groups(&BEFORE));
    }
}

#[tokio::test]
async fn a_file_that_contradicts_itself_keeps_the_first_and_tells_the_other() {
    for records in Places::new().records() {
        let mut rows = incidents(0..2);
        rows[1] = Incident { start: date(2023, 9, 9).at(1, 0, 0, 0), ..rows[0].clone() };
        let mut writer = records.begin(draft("new")).await.unwrap();
        assert_eq!(writer.push_incident(&rows[0]).unwrap(), Pushed::Stored);
        assert_eq!(writer.push_incident(&rows[1]).unwrap(), Pushed::Contradicts);
        let first = writer.finish(facts(1, 0, 0)).await.unwrap();
        records.promote(&flen(), first.id).await.unwrap();
        // Also where the first is one that was there before.
        let mut writer = records.begin(draft("later")).await.unwrap();
        assert_eq!(writer.push_incident(&rows[0]).unwrap(), Pushed::Duplicate);
        assert_eq!(writer.push_incident(&rows[1]).unwrap(), Pushed::Contradicts);
    }
}

#[tokio::test]
async fn new_borders_correct_nothing() {
    let [_, records] = Places::new().records();
    let placed = |deso: &str, lon: f64| {
        let mut row = incident(1, date(2024, 5, 1).at(12, 0, 0, 0));
        (row.position, row.deso) =
            (Some(Position { lon, lat: 59.0 }), Some(lofte_model::place::AreaCode::new(deso)));
        row
    };
    deliver(&records, draft("first"), &[placed("0482A0010", 16.5)]).await;
    let mut writer = records.begin(draft("second")).await.unwrap();
    assert_eq!(writer.push_incident(&placed("0482A0020", 16.5)).unwrap(), Pushed::Duplicate);
    let mut writer = records.begin(draft("third")).await.unwrap();
    assert_eq!(writer.push_incident(&placed("0482A0010", 16.6)).unwrap(), Pushed::Corrected);
}

fn said_alone(contents: NonZeroU64) -> Said {
    Said {
        contents,
        contents_before: None,
        key_before: None,
        keys_but_for_zeros: Vec::new(),
        position_declared: false,
    }
}

/// A row whose source says this, with a number of its own.
fn saying(number: u64, said: u64) -> Incident {
    let said = NonZeroU64::new(said).map(said_alone);
    Incident { said, ..incident(number, date(2024, 5, 1).at(12, 0, 0, 0)) }
}

fn also(row: Incident, change: impl Fn(&mut Said)) -> Incident {
    Incident {
        said: row.said.map(|mut said| {
            change(&mut said);
            said
        }),
        ..row
    }
}

#[tokio::test]
async fn a_row_kept_by_an_earlier_version_is_known_under_the_key_and_the_contents_it_had() {
    for records in Places::new().records() {
        deliver(&records, draft("first"), &[saying(1, 7), saying(2, 8)]).await;
        let row = |key: u64, said: u64, before: u64| {
            let of = saying(before, 1).key;
            also(saying(key, said), move |said| {
                said.key_before = Some(of);
                said.contents_before = NonZeroU64::new(7);
            })
        };
        let mut writer = records.begin(draft("second")).await.unwrap();
        assert_eq!(writer.push_incident(&row(11, 70, 1)).unwrap(), Pushed::Duplicate);
        // One earlier row stands for one row.
        assert_eq!(writer.push_incident(&row(12, 70, 1)).unwrap(), Pushed::Stored);
        let (pushed, _) = deliver_corrections(&records, "third", &[row(13, 70, 2)]).await;
        assert_eq!(pushed, [Pushed::Corrected]);
        assert_eq!(counted(&records).await.values().sum::<u64>(), 2);
        let mut writer = records.begin(draft("fourth")).await.unwrap();
        assert_eq!(writer.push_incident(&row(13, 70, 2)).unwrap(), Pushed::Duplicate);
    }
}

#[tokio::test]
async fn a_number_without_its_zeros_is_the_earlier_one_where_the_row_says_the_same() {
    for records in Places::new().records() {
        deliver(&records, draft("first"), &[saying(1, 7), saying(2, 8)]).await;
        let row = |key: u64, said: u64, other: u64| {
            let other = saying(other, 1).key;
            also(saying(key, said), move |said| said.keys_but_for_zeros = vec![other])
        };
        let mut writer = records.begin(draft("second")).await.unwrap();
        assert_eq!(writer.push_incident(&row(11, 7, 1)).unwrap(), Pushed::Duplicate);
        assert_eq!(writer.push_incident(&row(11, 7, 1)).unwrap(), Pushed::Duplicate);
        assert_eq!(writer.push_incident(&row(12, 9, 2)).unwrap(), Pushed::StoredResembling);
        assert_eq!(writer.push_incident(&row(13, 9, 3)).unwrap(), Pushed::Stored);
    }
}

#[tokio::test]
async fn a_row_is_the_same_if_its_source_says_the_same() {
    let row = |said: u64, lon: Option<f64>, position_declared: bool| Incident {
        position: lon.map(|lon| Position { lon, lat: 59.0 }),
        said: NonZeroU64::new(said).map(|contents| Said { position_declared, ..said_alone(contents) }),
        ..incident(1, date(2024, 5, 1).at(12, 0, 0, 0))
    };
    for records in Places::new().records() {
        // Its file took the position for the middle of a town.
        deliver(&records, draft("first"), &[row(7, None, false)]).await;
        for (new, pushed) in [
            (row(7, Some(16.5), false), Pushed::Duplicate),
            (row(7, None, true), Pushed::Duplicate),
            (row(7, Some(16.5), true), Pushed::Corrected),
            (row(8, None, false), Pushed::Corrected),
            // Of a row that came before this was kept, only what was stored is known.
            (row(0, None, false), Pushed::Duplicate),
            (row(0, Some(16.5), false), Pushed::Corrected),
        ] {
            let mut writer = records.begin(draft("second")).await.unwrap();
            assert_eq!(writer.push_incident(&new).unwrap(), pushed, "{new:?}");
        }
    }
}

#[tokio::test]
async fn a_staged_correction_changes_nothing_and_discarded_leaves_nothing() {
    let places = Places::new();
    for (records, store) in places.records().into_iter().zip(places.stores()) {
        deliver(&records, draft("first"), &incidents(0..3)).await;
        let before = (counted(&records).await, files(&store).await);
        let (_, staged) = stage_corrections(&records, "second", &corrected()).await;
        assert_eq!(counted(&records).await, before.0);
        assert!(files(&store).await.iter().any(|file| file.contains("/corrections/")));
        assert_eq!(records.sweep(&[]).await.unwrap(), 0);
        records.discard(&flen(), staged.id).await.unwrap();
        assert_eq!((counted(&records).await, files(&store).await), before);
    }
}

#[tokio::test]
async fn corrected_rows_must_be_announced() {
    let [_, records] = Places::new().records();
    deliver(&records, draft("first"), &incidents(0..3)).await;
    let mut writer = records.begin(draft("second")).await.unwrap();
    for row in corrected() {
        writer.push_incident(&row).unwrap();
    }
    let error = writer.finish(facts(3, 1, 0)).await.unwrap_err();
    assert!(matches!(error, RecordsError::CountsDiffer { corrected: 2, .. }), "{error:?}");
}

#[tokio::test]
async fn a_correction_of_another_source_is_none() {
    let [_, records] = Places::new().records();
    deliver(&records, draft("first"), &incidents(0..3)).await;
    let other = lofte_records::DeliveryDraft { source: "bolaget".into(), ..draft("other") };
    let delivery = stage(&records, other, &corrected()).await.unwrap();
    assert_eq!((delivery.id, delivery.counts.stored()), (DeliveryId::named("other"), 4));
}
