//! Rows and questions at random, for whoever compares two ways to answer: the tests of the cluster draw from here too.

use crate::common::{facts, flen, key, oxelosund};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use lofte_model::id::{DeliveryId, UserId};
use lofte_model::period::Period;
use lofte_model::place::{AreaCode, MunicipalityCode};
use lofte_model::records::link::{LinkDecision, LinkedPair, RowSource};
use lofte_model::records::{
    Category, Dimension, Incident, Position, RecordKind, RowCounts, Selection, TimePrecision,
};
use lofte_records::{DeliveryDraft, DeliveryFacts, Pushed, Records};
use proptest::prelude::*;
use std::collections::BTreeMap;

pub const SOURCES: [&str; 2] = ["polisen", "bolaget"];
const CATEGORIES: [&str; 4] = ["burglary", "litter", "violence", "åäö"];
/// Also names of areas of the municipality's own.
pub const AREAS: [&str; 4] = ["0482A0010", "0482A0020", "station", "centrum"];
pub const DIMENSIONS: [Dimension; 10] = [
    Dimension::Kind,
    Dimension::Source,
    Dimension::Category,
    Dimension::Deso,
    Dimension::OwnArea,
    Dimension::Year,
    Dimension::Month,
    Dimension::Weekday,
    Dimension::Hour,
    Dimension::Minute,
];

/// A row and where it goes.
#[derive(Clone, Debug)]
pub struct Placed {
    pub municipality: MunicipalityCode,
    pub kind: RecordKind,
    pub source: &'static str,
    pub row: Incident,
}

fn area() -> impl Strategy<Value = Option<AreaCode>> {
    prop::option::of(prop::sample::select(&AREAS[..]).prop_map(AreaCode::new))
}

fn day() -> impl Strategy<Value = Date> {
    (0_i64..500).prop_map(|days| date(2023, 6, 1) + days.days())
}

prop_compose! {
    fn row()(
        category in prop::sample::select(&CATEGORIES[..]),
        start in (day(), 0_i8..24, 0_i8..60),
        precision in prop::sample::select(&[TimePrecision::Minute, TimePrecision::Day, TimePrecision::Month][..]),
        position in prop::option::of((16.0..17.0_f64, 58.0..59.0_f64)),
        deso in area(),
        own_area in area(),
        lasts in prop::option::of(0_i64..100),
    ) -> Incident {
        let start = start.0.at(start.1, start.2, 0, 0);
        Incident {
            key: key(0),
            category: Category::new(category),
            start,
            end: lasts.map(|hours| start + hours.hours()),
            precision,
            position: position.map(|(lon, lat)| Position { lon, lat }),
            deso,
            own_area,
            place: None,
            said: None,
        }
    }
}

pub fn placed() -> impl Strategy<Value = Vec<Placed>> {
    let one = (
        prop::sample::select(vec![flen(), flen(), oxelosund()]),
        prop::sample::select(&RecordKind::INCIDENTS[..]),
        prop::sample::select(&SOURCES[..]),
        row(),
    );
    let one = one.prop_map(|(municipality, kind, source, row)| Placed { municipality, kind, source, row });
    prop::collection::vec(one, 0..120).prop_map(|mut rows| {
        rows.iter_mut().zip(0..).for_each(|(placed, number)| placed.row.key = key(number));
        rows
    })
}

/// None, some or all of a list.
fn some<T: Clone + std::fmt::Debug + 'static>(from: &[T]) -> impl Strategy<Value = Vec<T>> + use<T> {
    prop::sample::subsequence(from.to_vec(), 0..=from.len())
}

prop_compose! {
    pub fn selection()(
        kinds in some(&RecordKind::ALL),
        sources in some(&SOURCES),
        categories in some(&CATEGORIES),
        period in prop::option::of((day(), 0_i64..400)),
        areas in some(&AREAS),
        hours in prop::option::of((0_u8..24, 0_u8..24)),
        weekdays in some(&[1_u8, 2, 3, 4, 5, 6, 7]),
    ) -> Selection {
        Selection {
            municipality: flen(),
            kinds,
            sources: sources.into_iter().map(str::to_owned).collect(),
            categories: categories.into_iter().map(Category::new).collect(),
            period: period.map(|(from, days)| Period::new(from, from + days.days()).unwrap()),
            areas: areas.into_iter().map(AreaCode::new).collect(),
            hours,
            weekdays,
        }
    }
}

/// Later versions of every third row: another category, and a day in another year.
pub fn corrected(rows: &[Placed]) -> Vec<Placed> {
    let other = |category: &Category| {
        let at = CATEGORIES.iter().position(|one| *one == category.as_str()).unwrap_or(0);
        Category::new(CATEGORIES[(at + 1) % CATEGORIES.len()])
    };
    let mut rows = rows.to_vec();
    for placed in rows.iter_mut().step_by(3) {
        placed.row.category = other(&placed.row.category);
        placed.row.start = placed.row.start.checked_add(400.days()).unwrap();
    }
    rows
}

type Place = (MunicipalityCode, RecordKind, &'static str);

fn by_place(rows: &[Placed]) -> BTreeMap<Place, Vec<Incident>> {
    let mut places: BTreeMap<_, Vec<Incident>> = BTreeMap::new();
    for placed in rows {
        let place = (placed.municipality.clone(), placed.kind, placed.source);
        places.entry(place).or_default().push(placed.row.clone());
    }
    places
}

async fn deliver(records: &Records, place: &Place, name: &str, rows: &[Incident]) {
    let (municipality, kind, source) = place;
    let id = DeliveryId::named(&format!("{kind}{source}{name}"));
    let (municipality, kind) = (municipality.clone(), *kind);
    let draft = DeliveryDraft { id, municipality, kind, source: (*source).into(), synthetic: true };
    let mut writer = records.begin(draft).await.unwrap();
    let pushed: Vec<Pushed> = rows.iter().map(|row| writer.push_incident(row).unwrap()).collect();
    let of = |what: &[Pushed]| pushed.iter().filter(|one| what.contains(one)).count() as u64;
    let (stored, duplicate) = (of(&[Pushed::Stored, Pushed::StoredResembling]), of(&[Pushed::Duplicate]));
    let counts = RowCounts::new(stored + duplicate, stored, duplicate, 0).unwrap();
    let counts = counts.and_corrected(of(&[Pushed::Corrected]));
    writer.finish(DeliveryFacts { counts, ..facts(0, 0, 0) }).await.unwrap();
    records.promote(&place.0, id).await.unwrap();
}

/// Delivers the rows of each municipality, kind and source in two deliveries, the second with duplicates.
pub async fn deliver_all(records: &Records, rows: &[Placed]) {
    for (place, rows) in by_place(rows) {
        deliver(records, &place, "first", &rows[..rows.len() / 2]).await;
        deliver(records, &place, "all", &rows).await;
    }
}

/// Delivers later versions of rows that are there.
pub async fn deliver_corrected(records: &Records, rows: &[Placed]) {
    for (place, rows) in by_place(rows) {
        deliver(records, &place, "corrected", &rows).await;
    }
}

/// Leaves out rows of one source because rows of another tell of the same, pair by pair in their order.
pub async fn leave_out(records: &Records, rows: &[Placed]) {
    let of = |kind: RecordKind, source: &'static str| {
        let of_source = move |placed: &&Placed| {
            (&placed.municipality, placed.kind, placed.source) == (&flen(), kind, source)
        };
        rows.iter().filter(of_source).map(|placed| &placed.row)
    };
    let (kept, other) = ((RecordKind::Offence, SOURCES[0]), (RecordKind::Disturbance, SOURCES[1]));
    let pairs = of(kept.0, kept.1).zip(of(other.0, other.1)).map(|(row, told)| LinkedPair {
        delivery: DeliveryId::named(&format!("{}{}all", kept.0, kept.1)),
        year: row.start.year(),
        kept: row.key,
        other: told.key,
    });
    let source = |(kind, source): (RecordKind, &str)| RowSource { kind, source: source.to_owned() };
    let decision = LinkDecision {
        number: 1,
        same: true,
        kept: source(kept),
        other: source(other),
        pairs: pairs.collect(),
        at: Timestamp::UNIX_EPOCH,
        by: UserId::named("one"),
        withdrawn: None,
    };
    records.set_left_out(&flen(), &[decision]).await.unwrap();
}
