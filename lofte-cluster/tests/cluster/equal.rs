//! One question, two answerers: the records in process, and the engine over the same files.

use crate::common::{facts, flen, key, oxelosund};
use crate::drawn::{
    DIMENSIONS, corrected, deliver_all, deliver_corrected, leave_out, placed, selection,
};
use lofte_cluster::engine::Engine;
use lofte_cluster::place::Place;
use lofte_model::id::DeliveryId;
use lofte_model::period::Period;
use lofte_model::records::{
    Category, Dimension, NationalSelection, NationalTable, RecordKind, Selection, Statistic,
};
use lofte_records::engine::question::{Line, Question};
use lofte_records::{DeliveryDraft, Point, Records, StoredIncident, StoredStatistic};
use proptest::prelude::*;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::sync::mpsc::channel;

/// A folder of records with an engine over it.
pub struct Both {
    pub records: Records,
    pub engine: Engine,
    _folder: TempDir,
}

impl Both {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // A name that an address has to write in other letters.
        let place = folder.path().join("rader å [1]");
        let location = place.to_str().unwrap();
        let records = Records::open(location).unwrap();
        let engine = Engine::in_process(Place::open(location).unwrap()).unwrap();
        Self { records, engine, _folder: folder }
    }
}

/// Every line of an answer.
pub async fn lines(engine: &Engine, question: &Question) -> Vec<Line> {
    let (to, mut from) = channel(16);
    let (engine, question) = (engine.clone(), question.clone());
    let work = tokio::spawn(async move { engine.answer(&question, &to).await });
    let mut lines = Vec::new();
    while let Some(line) = from.recv().await {
        lines.push(line);
    }
    work.await.unwrap().unwrap();
    lines
}

async fn points(engine: &Engine, selection: &Selection) -> Vec<Point> {
    let lines = lines(engine, &Question::Points { selection: selection.clone() }).await;
    lines
        .into_iter()
        .filter_map(|line| if let Line::Point(point) = line { Some(point) } else { None })
        .collect()
}

/// The incidents by file, as [`Records::fold_incidents`] gives them.
async fn incidents(engine: &Engine, selection: &Selection) -> Vec<Vec<StoredIncident>> {
    let mut files = Vec::new();
    for line in lines(engine, &Question::Incidents { selection: selection.clone() }).await {
        match line {
            Line::File { source, .. } => files.push((Arc::<str>::from(source), Vec::new())),
            Line::Incident(row) => {
                let (source, rows) = files.last_mut().unwrap();
                assert_eq!(row.source, *source);
                rows.push(*row);
            }
            other => unreachable!("{other:?}"),
        }
    }
    files.into_iter().map(|(_, rows)| rows).collect()
}

/// Whether both answer a question alike: counts to the last one, rows in their order and to the last bit.
pub async fn same(records: &Records, engine: &Engine, selection: &Selection, dimensions: &[Dimension]) {
    let here = records.count(selection, dimensions).await.unwrap();
    assert_eq!(engine.count(selection, dimensions).await.unwrap(), here, "{selection:?}");
    let here = records.points(selection).await.unwrap();
    assert_eq!(points(engine, selection).await, here, "{selection:?}");
    let here = records.fold_incidents(selection, Vec::new, Vec::push).await.unwrap();
    assert_eq!(incidents(engine, selection).await, here, "{selection:?}");
}

/// The table of the country, from counts of each municipality in process.
pub async fn country(records: &Records, selection: NationalSelection) -> NationalTable {
    let mut counts = Vec::new();
    for municipality in records.municipalities().await.unwrap() {
        let own = Selection::all(municipality.clone()).kinds(&[selection.kind]);
        let own = own.during(Period::year(selection.year));
        counts.push((municipality, records.count(&own, &[Dimension::Category]).await.unwrap()));
    }
    NationalTable::disclose(selection, &counts).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_question_is_answered_alike(
        rows in placed(),
        selections in prop::collection::vec(selection(), 4),
        dimensions in prop::collection::vec(prop::sample::select(&DIMENSIONS[..]), 0..5),
        year in 2023_i16..2026,
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let both = Both::new();
            let (records, engine) = (&both.records, &both.engine);
            same(records, engine, &Selection::all(flen()), &DIMENSIONS).await;
            deliver_all(records, &rows).await;
            same(records, engine, &Selection::all(flen()), &DIMENSIONS).await;
            deliver_corrected(records, &corrected(&rows)).await;
            leave_out(records, &rows).await;
            for municipality in [flen(), oxelosund()] {
                same(records, engine, &Selection::all(municipality), &DIMENSIONS).await;
            }
            for selection in &selections {
                same(records, engine, selection, &dimensions).await;
            }
            for kind in RecordKind::INCIDENTS {
                let asked = NationalSelection { kind, year };
                let lines = lines(engine, &Question::National { selection: asked }).await;
                assert_eq!(lines, [Line::National(Box::new(country(records, asked).await))]);
            }
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn published_counts_are_answered_alike() {
    let both = Both::new();
    let bra = DeliveryDraft {
        id: DeliveryId::named("bra"),
        municipality: flen(),
        kind: RecordKind::Statistic,
        source: "bra".into(),
        synthetic: true,
    };
    let mut writer = both.records.begin(bra).await.unwrap();
    for number in 0..60_u64 {
        let statistic = Statistic {
            key: key(number),
            region: oxelosund(),
            category: Category::new("burglary"),
            year: 1996 + i16::try_from(number / 2).unwrap(),
            count: (number % 7 != 0).then_some(number * 3),
            per_100_000: (number % 7 != 0).then(|| number as f64 / 7.0),
        };
        writer.push_statistic(&statistic).unwrap();
    }
    writer.finish(facts(60, 0, 0)).await.unwrap();
    both.records.promote(&flen(), DeliveryId::named("bra")).await.unwrap();
    let here = both.records.statistics(&flen()).await.unwrap();
    let there = lines(&both.engine, &Question::Statistics { municipality: flen() }).await;
    let there: Vec<StoredStatistic> = there
        .into_iter()
        .map(|line| if let Line::Statistic(row) = line { *row } else { unreachable!("{line:?}") })
        .collect();
    assert_eq!((there.len(), there), (60, here));
}
