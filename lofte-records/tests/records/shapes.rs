//! Published counts and survey answers come back as they went in.

use crate::common::{Places, draft, facts, flen, incidents, key, oxelosund, total};
use jiff::civil::date;
use lofte_model::period::Period;
use lofte_model::place::AreaCode;
use lofte_model::records::{
    CalendarSpan, Category, PeriodCount, RecordKind, ResultMeasure, SpanLength, Statistic, SurveyResult,
};
use lofte_model::survey::{Mode, SurveyItem, SurveyStratum, Wave, WaveAnswers, WaveName};
use lofte_records::{DeliveryDraft, Pushed, Records, RecordsError};
use std::collections::BTreeMap;

fn statistic(number: u64, year: i16, count: Option<u64>) -> Statistic {
    Statistic {
        key: key(number),
        region: oxelosund(),
        category: Category::new("burglary"),
        year,
        count,
        per_100_000: count.map(|count| count as f64 / 3.0),
    }
}

#[tokio::test]
async fn published_counts_come_back_with_source_and_delivery() {
    for records in Places::new().records() {
        let bra = DeliveryDraft { kind: RecordKind::Statistic, source: "bra".into(), ..draft("bra") };
        let mut writer = records.begin(bra).await.unwrap();
        assert!(matches!(writer.push_incident(&incidents(0..1)[0]), Err(RecordsError::WrongKind { .. })));
        let rows = [statistic(1, 1996, None), statistic(2, 1997, Some(0)), statistic(3, 2025, Some(17))];
        for row in &rows {
            assert_eq!(writer.push_statistic(row).unwrap(), Pushed::Stored);
        }
        assert_eq!(writer.push_statistic(&rows[0]).unwrap(), Pushed::Duplicate);
        let delivery = writer.finish(facts(3, 1, 0)).await.unwrap();
        assert_eq!(delivery.period, Some(Period::years(1996, 2025)));
        assert_eq!(records.statistics(&flen()).await.unwrap(), []);
        records.promote(&flen(), delivery.id).await.unwrap();
        let found = records.statistics(&flen()).await.unwrap();
        assert_eq!(found.iter().map(|one| one.statistic.clone()).collect::<Vec<_>>(), rows);
        assert!(found.iter().all(|one| one.source == "bra" && one.delivery == delivery.id && one.synthetic));
        assert_eq!(total(&records, flen()).await, 0, "a published count is no incident");
    }
}

fn period_count(number: u64, month: u8, count: Option<u64>) -> PeriodCount {
    PeriodCount {
        key: key(number),
        of: RecordKind::Offence,
        area: number.is_multiple_of(2).then(|| AreaCode::new("0482A0010")),
        category: Category::new("vald_utomhus"),
        label: "Våld utomhus".into(),
        span: CalendarSpan::new(SpanLength::Month, 2024 + i16::from(month > 6), month).unwrap(),
        count,
        preliminary: month == 12,
        retrieved: (number > 1).then(|| date(2026, 1, 10)),
    }
}

#[tokio::test]
async fn counts_of_areas_and_periods_come_back_as_they_were_handed_over() {
    for records in Places::new().records() {
        let table = DeliveryDraft { kind: RecordKind::Counts, source: "polisen".into(), ..draft("table") };
        let mut writer = records.begin(table).await.unwrap();
        assert!(matches!(writer.push_incident(&incidents(0..1)[0]), Err(RecordsError::WrongKind { .. })));
        let rows = [period_count(1, 1, None), period_count(2, 1, Some(0)), period_count(3, 12, Some(17))];
        for row in &rows {
            assert_eq!(writer.push_count(row).unwrap(), Pushed::Stored);
        }
        assert_eq!(writer.push_count(&rows[1]).unwrap(), Pushed::Duplicate);
        let delivery = writer.finish(facts(3, 1, 0)).await.unwrap();
        let days = Period::new(date(2024, 1, 1), date(2025, 12, 31)).unwrap();
        assert_eq!(delivery.period, Some(days));
        records.promote(&flen(), delivery.id).await.unwrap();
        let found = records.period_counts(&flen()).await.unwrap();
        assert_eq!(found.iter().map(|one| one.count.clone()).collect::<Vec<_>>(), rows);
        assert!(found.iter().all(|one| one.source == "polisen" && one.delivery == delivery.id));
        assert_eq!(total(&records, flen()).await, 0, "a count of a table is no incident");
        assert_eq!(
            records.period_counts(&oxelosund()).await.unwrap(),
            [],
            "nor is it another municipality's"
        );
        let gone = records.prune(&flen(), |_| Some(2025), false).await.unwrap();
        assert_eq!(gone.iter().map(|year| year.rows).sum::<u64>(), 2);
        assert_eq!(records.period_counts(&flen()).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn published_results_come_back_with_what_is_known_of_them() {
    let result = |number: u64, interval, answers| SurveyResult {
        key: key(number),
        indicator: Category::new("trygg"),
        label: "Trygg ute sent".into(),
        area: (number == 2).then(|| AreaCode::new("0482A0010")),
        group: (number == 1).then(|| "Kvinnor".to_owned()),
        year: 2025,
        measure: if number == 3 { ResultMeasure::Mean } else { ResultMeasure::Share },
        value: 0.625,
        interval,
        answers,
        retrieved: (number == 2).then(|| date(2026, 1, 10)),
    };
    let rows = [result(1, Some((0.5, 0.75)), None), result(2, None, Some(812)), result(3, None, None)];
    for records in Places::new().records() {
        let table =
            DeliveryDraft { kind: RecordKind::SurveyResults, source: "polisen".into(), ..draft("results") };
        let mut writer = records.begin(table).await.unwrap();
        assert!(matches!(writer.push_count(&period_count(1, 1, None)), Err(RecordsError::WrongKind { .. })));
        for row in &rows {
            assert_eq!(writer.push_result(row).unwrap(), Pushed::Stored);
        }
        assert_eq!(writer.push_result(&rows[1]).unwrap(), Pushed::Duplicate);
        let delivery = writer.finish(facts(3, 1, 0)).await.unwrap();
        assert_eq!(delivery.period, Some(Period::year(2025)));
        records.promote(&flen(), delivery.id).await.unwrap();
        let found = records.survey_results(&flen()).await.unwrap();
        assert_eq!(found.iter().map(|one| one.result.clone()).collect::<Vec<_>>(), rows);
        assert_eq!(records.survey_results(&oxelosund()).await.unwrap(), []);
        assert!(records.waves(&flen()).await.unwrap().is_empty() && total(&records, flen()).await == 0);
    }
}

fn answers(name: &str, year: i16) -> WaveAnswers {
    let stratum = |area: &str| SurveyStratum {
        area: AreaCode::new(area),
        register_count: 900,
        mailed: 300,
        out_of_scope: 2,
    };
    let item = SurveyItem {
        code: "stratum".into(),
        question: "Hur trygg känner du dig?".into(),
        answers: [(1, "Trygg".to_owned()), (2, "Otrygg".to_owned())].into(),
    };
    WaveAnswers {
        weights: (year == 2025).then(|| vec![900.0, 300.5, 599.5]),
        wave: Wave {
            name: WaveName(name.into()),
            year,
            fieldwork: Period::new(date(year, 4, 1), date(year, 5, 31)).unwrap(),
            instrument: "öst".into(),
            mode: Mode::PostAndWeb,
            ages: (16, 85),
            strata: vec![stratum("a"), stratum("b")],
            items: vec![item],
            indicators: Vec::new(),
        },
        stratum: vec![0, 1, 1],
        answers: BTreeMap::from([("stratum".to_owned(), vec![Some(1), None, Some(2)])]),
    }
}

fn survey(name: &str) -> DeliveryDraft {
    DeliveryDraft { kind: RecordKind::Survey, source: "region_ost".into(), ..draft(name) }
}

async fn take_in(records: &Records, name: &str, answers: &WaveAnswers) -> Pushed {
    let mut writer = records.begin(survey(name)).await.unwrap();
    let pushed = writer.set_answers(answers).unwrap();
    let counts = if pushed == Pushed::Stored { facts(3, 0, 0) } else { facts(0, 3, 0) };
    let delivery = writer.finish(counts).await.unwrap();
    assert_eq!(delivery.rests_on.is_empty(), pushed == Pushed::Stored);
    records.promote(&flen(), delivery.id).await.unwrap();
    pushed
}

#[tokio::test]
async fn answers_come_back_with_their_design() {
    for records in Places::new().records() {
        let (before, after) = (answers("före", 2023), answers("efter", 2025));
        assert_eq!(take_in(&records, "after", &after).await, Pushed::Stored);
        assert_eq!(take_in(&records, "before", &before).await, Pushed::Stored);
        assert_eq!(take_in(&records, "again", &after).await, Pushed::Duplicate);
        assert_eq!(records.waves(&flen()).await.unwrap(), [before.wave.clone(), after.wave.clone()]);
        for wave in [&before, &after] {
            let found = records.answers(&flen(), &wave.wave.name).await.unwrap();
            assert_eq!(found.as_ref(), Some(wave));
        }
        assert_eq!(records.answers(&flen(), &WaveName("2024".into())).await.unwrap(), None);
        assert_eq!(records.answers(&oxelosund(), &before.wave.name).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_wave_has_one_set_of_answers() {
    let [_, records] = Places::new().records();
    take_in(&records, "first", &answers("2023", 2023)).await;
    let mut other = answers("2023", 2023);
    other.stratum = vec![0, 0, 1];
    let mut writer = records.begin(survey("other")).await.unwrap();
    assert!(matches!(writer.set_answers(&other), Err(RecordsError::WaveExists { .. })));
    let mut uneven = answers("2024", 2024);
    uneven.stratum.push(1);
    assert!(matches!(writer.set_answers(&uneven), Err(RecordsError::UnevenAnswers { .. })));
    let mut nowhere = answers("2024", 2024);
    nowhere.stratum[0] = 2;
    assert!(matches!(writer.set_answers(&nowhere), Err(RecordsError::UnevenAnswers { .. })));
}
