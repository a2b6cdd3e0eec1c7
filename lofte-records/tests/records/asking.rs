//! What is counted is what was pushed: against a count by hand, for random rows and random questions.

use crate::common::{Places, draft, files, flen, incident};
use crate::drawn::{
    AREAS, DIMENSIONS, Placed, SOURCES, corrected, deliver_all, deliver_corrected, placed, selection,
};
use crate::watched::{Limits, Watched};
use jiff::ToSpan;
use jiff::civil::date;
use lofte_model::period::Period;
use lofte_model::place::AreaCode;
use lofte_model::records::{
    CountRow, Dimension, Incident, Key, Position, RecordKind, Selection, TimePrecision,
};
use lofte_records::{Point, Records};
use object_store::ObjectStore;
use object_store::memory::InMemory;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The selection as its documentation reads.
fn belongs(selection: &Selection, placed: &Placed) -> bool {
    let Placed { municipality, kind, source, row } = placed;
    let in_hours = |(first, last): (u8, u8)| {
        let hour = u8::try_from(row.start.hour()).unwrap();
        let mut hours = vec![first];
        while hours.last() != Some(&last) {
            hours.push((hours.last().unwrap() + 1) % 24);
        }
        row.precision == TimePrecision::Minute && hours.contains(&hour)
    };
    let on_days = |weekdays: &[u8]| {
        let late = selection.hours.is_some_and(|(first, last)| {
            first > last && row.precision == TimePrecision::Minute && row.start.hour().cast_unsigned() <= last
        });
        let day = if late { row.start.date().yesterday().unwrap() } else { row.start.date() };
        let day = day.weekday().to_monday_one_offset().cast_unsigned();
        weekdays.is_empty() || (row.precision != TimePrecision::Month && weekdays.contains(&day))
    };
    let areas = &selection.areas;
    let in_areas = |area: &Option<AreaCode>| area.as_ref().is_some_and(|area| areas.contains(area));
    *municipality == selection.municipality
        && (selection.kinds.is_empty() || selection.kinds.contains(kind))
        && (selection.sources.is_empty() || selection.sources.iter().any(|one| one == source))
        && (selection.categories.is_empty() || selection.categories.contains(&row.category))
        && selection.period.is_none_or(|period| period.contains(row.start.date()))
        && (areas.is_empty() || in_areas(&row.deso) || in_areas(&row.own_area))
        && selection.hours.is_none_or(in_hours)
        && on_days(&selection.weekdays)
}

fn value(dimension: Dimension, placed: &Placed) -> Key {
    let Placed { kind, source, row, .. } = placed;
    let text = |text: Option<&str>| text.map_or(Key::Missing, |text| Key::Text(text.to_owned()));
    let number = |known: bool, number: i32| if known { Key::Number(number) } else { Key::Missing };
    match dimension {
        Dimension::Kind => text(Some(kind.word())),
        Dimension::Source => text(Some(source)),
        Dimension::Category => text(Some(row.category.as_str())),
        Dimension::Deso => text(row.deso.as_ref().map(AreaCode::as_str)),
        Dimension::OwnArea => text(row.own_area.as_ref().map(AreaCode::as_str)),
        Dimension::Year => number(true, row.start.year().into()),
        Dimension::Month => number(true, i32::from(row.start.year()) * 100 + i32::from(row.start.month())),
        Dimension::Weekday => {
            number(row.precision != TimePrecision::Month, row.start.weekday().to_monday_one_offset().into())
        }
        Dimension::Hour => number(row.precision == TimePrecision::Minute, row.start.hour().into()),
        Dimension::Minute => number(row.precision == TimePrecision::Minute, row.start.minute().into()),
    }
}

fn by_hand(rows: &[Placed], selection: &Selection, dimensions: &[Dimension]) -> Vec<CountRow> {
    let mut groups: BTreeMap<Vec<Key>, u64> = BTreeMap::new();
    for placed in rows.iter().filter(|placed| belongs(selection, placed)) {
        *groups.entry(dimensions.iter().map(|dimension| value(*dimension, placed)).collect()).or_default() +=
            1;
    }
    groups.into_iter().map(|(keys, count)| CountRow { keys, count }).collect()
}

fn sorted(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|one, other| (one.lon, one.lat).partial_cmp(&(other.lon, other.lat)).unwrap());
    points
}

async fn same_as_by_hand(
    records: &Records,
    rows: &[Placed],
    selection: &Selection,
    dimensions: &[Dimension],
) {
    let table = records.count(selection, dimensions).await.unwrap();
    assert_eq!(table.rows, by_hand(rows, selection, dimensions));
    assert_eq!(table.dimensions, dimensions);
    let points = rows.iter().filter(|placed| belongs(selection, placed)).filter_map(|placed| {
        let Position { lon, lat } = placed.row.position?;
        let Incident { category, start, precision, .. } = placed.row.clone();
        Some(Point { lon, lat, kind: placed.kind, category, start, precision })
    });
    assert_eq!(sorted(records.points(selection).await.unwrap()), sorted(points.collect()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_question_is_answered_as_by_hand(
        rows in placed(),
        selections in prop::collection::vec(selection(), 4),
        dimensions in prop::collection::vec(prop::sample::select(&DIMENSIONS[..]), 0..5),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            for records in Places::new().records() {
                deliver_all(&records, &rows).await;
                same_as_by_hand(&records, &rows, &Selection::all(flen()), &DIMENSIONS).await;
                let rows = corrected(&rows);
                deliver_corrected(&records, &rows).await;
                same_as_by_hand(&records, &rows, &Selection::all(flen()), &DIMENSIONS).await;
                for selection in &selections {
                    same_as_by_hand(&records, &rows, selection, &dimensions).await;
                }
            }
        });
    }
}

/// Rows spread over two years, in the order of time, enough for several row groups and batches.
fn many() -> Vec<Placed> {
    let row = |number: u64| {
        let start = date(2023, 1, 1).at(0, 0, 0, 0) + (i64::try_from(number).unwrap() * 3).minutes();
        let row = Incident {
            own_area: Some(AreaCode::new(AREAS[(number % 4) as usize])),
            ..incident(number, start)
        };
        Placed { municipality: flen(), kind: RecordKind::Offence, source: SOURCES[0], row }
    };
    (0..350_000).map(row).collect()
}

#[tokio::test]
async fn many_row_groups_are_one_answer_and_only_those_that_matter_are_read() {
    let rows = many();
    let (inner, limits) = (Arc::new(InMemory::new()), Arc::new(Limits::default()));
    let records = Records::over(Arc::new(Watched { inner: inner.clone(), limits: limits.clone() }));
    deliver_all(&records, &rows).await;
    let by = [Dimension::Category, Dimension::OwnArea, Dimension::Weekday, Dimension::Hour];
    let mut read = Vec::new();
    let week = Period::new(date(2023, 3, 6), date(2023, 3, 12)).unwrap();
    let questions = [
        Selection::all(flen()),
        Selection::all(flen()).during(Period::year(2023)),
        Selection::all(flen()).during(week),
        Selection::all(flen()).kinds(&[RecordKind::Fault]),
    ];
    for selection in &questions {
        let before = limits.read.load(Ordering::SeqCst);
        assert_eq!(records.count(selection, &by).await.unwrap().rows, by_hand(&rows, selection, &by));
        read.push(limits.read.load(Ordering::SeqCst) - before);
    }
    assert_eq!(read[3], 0, "another kind is told by the manifest");
    assert!(read[1] < read[0] && read[2] < read[1], "{read:?}");
    let before = limits.read.load(Ordering::SeqCst);
    let years = records.count(&questions[0], &[Dimension::Year, Dimension::Source]).await.unwrap();
    assert_eq!(years.rows, by_hand(&rows, &questions[0], &[Dimension::Year, Dimension::Source]));
    assert_eq!(limits.read.load(Ordering::SeqCst), before, "years and sources are told by the manifest");
    let expected = files(inner.as_ref() as &dyn ObjectStore).await;
    assert_eq!(expected.iter().filter(|file| file.ends_with(".parquet")).count(), 3);
}

#[tokio::test]
async fn a_delivery_taken_back_in_the_middle_of_a_question_is_asked_again() {
    let places = Places::new();
    let [records, _] = places.records();
    let delivery = crate::common::deliver(&records, draft("new"), &crate::common::incidents(0..3000)).await;
    let asking = records.clone();
    let asked = tokio::spawn(async move {
        let mut counts = Vec::new();
        for _ in 0..20 {
            counts.push(crate::common::total(&asking, flen()).await);
            tokio::task::yield_now().await;
        }
        counts
    });
    tokio::task::yield_now().await;
    records.remove(&flen(), delivery.id).await.unwrap();
    let counts = asked.await.unwrap();
    assert!(counts.iter().all(|count| [0, 3000].contains(count)), "{counts:?}");
    assert_eq!(counts.last(), Some(&0));
}
