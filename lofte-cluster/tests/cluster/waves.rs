//! Surveys of the whole country go through the engine: 290 municipalities × 5 waves, and the bootstrap of what comes back.

use crate::common::facts;
use crate::equal::{Both, lines};
use lofte_analysis::survey::replication::{Centre, Replication, replicate_shares};
use lofte_cluster::engine::Engine;
use lofte_model::id::DeliveryId;
use lofte_model::period::Period;
use lofte_model::place::{AreaCode, MunicipalityCode};
use lofte_model::records::RecordKind;
use lofte_model::survey::{Mode, SurveyItem, SurveyStratum, Wave, WaveAnswers, WaveName, design};
use lofte_records::engine::question::{Line, Question};
use lofte_records::{DeliveryDraft, Records};
use std::collections::BTreeMap;

const WAVES: [i16; 5] = [2017, 2019, 2021, 2023, 2025];
const MUNICIPALITIES: u32 = 290;
const RETURNED: u32 = 40;

/// A wave made up for this test: what was answered follows from its number.
fn wave(number: u32, year: i16) -> WaveAnswers {
    let stratum = |area: &str| SurveyStratum {
        area: AreaCode::new(area),
        register_count: 900,
        mailed: 60,
        out_of_scope: 2,
    };
    let item = |code: &str| SurveyItem {
        code: code.into(),
        question: "Hur trygg känner du dig?".into(),
        answers: [(1, "Trygg".to_owned()), (2, "Otrygg".to_owned())].into(),
    };
    let drawn = |row: u32, salt: u32| (row.wrapping_mul(2_654_435_761) ^ number.wrapping_mul(salt)) >> 7;
    let answer = |row, salt| match drawn(row, salt) % 5 {
        0 => None,
        1 | 2 => Some(1),
        _ => Some(2),
    };
    let column = |salt| (0..RETURNED).map(|row| answer(row, salt)).collect::<Vec<Option<i16>>>();
    WaveAnswers {
        weights: (year == 2025).then(|| (0..RETURNED).map(|row| 40.0 + f64::from(row) / 7.0).collect()),
        wave: Wave {
            name: WaveName(year.to_string()),
            year,
            fieldwork: Period::years(year, year),
            instrument: "made up".into(),
            mode: Mode::PostAndWeb,
            ages: (16, 85),
            strata: vec![stratum("a"), stratum("b")],
            items: vec![item("Ute.sent"), item("stratum")],
            indicators: Vec::new(),
        },
        stratum: (0..RETURNED).map(|row| row % 2).collect(),
        answers: BTreeMap::from([("Ute.sent".to_owned(), column(17)), ("stratum".to_owned(), column(91))]),
    }
}

fn code(number: u32) -> MunicipalityCode {
    format!("{:04}", 114 + number * 8).parse().unwrap()
}

async fn deliver(records: &Records, municipality: MunicipalityCode, answers: &WaveAnswers) {
    let id = DeliveryId::named(&format!("{municipality}{}", answers.wave.year));
    let draft = DeliveryDraft {
        id,
        municipality: municipality.clone(),
        kind: RecordKind::Survey,
        source: "region".into(),
        synthetic: true,
    };
    let mut writer = records.begin(draft).await.unwrap();
    writer.set_answers(answers).unwrap();
    writer.finish(facts(RETURNED.into(), 0, 0)).await.unwrap();
    records.promote(&municipality, id).await.unwrap();
}

async fn answered(engine: &Engine, municipality: &MunicipalityCode, wave: &WaveName) -> Option<WaveAnswers> {
    let question = Question::Answers { municipality: municipality.clone(), wave: wave.clone() };
    let mut found: Option<WaveAnswers> = None;
    for line in lines(engine, &question).await {
        match (line, &mut found) {
            (Line::Wave(wave), found) => {
                let (stratum, answers) = (Vec::new(), BTreeMap::new());
                *found = Some(WaveAnswers { wave: *wave, stratum, weights: None, answers });
            }
            (Line::Answers(part), Some(found)) => {
                found.stratum.extend(part.stratum);
                if let Some(weights) = part.weights {
                    found.weights.get_or_insert_default().extend(weights);
                }
                for (item, column) in part.answers {
                    found.answers.entry(item).or_default().extend(column);
                }
            }
            (line, _) => unreachable!("{line:?}"),
        }
    }
    found
}

/// Share and its standard error, by the bootstrap.
fn bootstrap(data: &WaveAnswers) -> [u64; 2] {
    let answers: Vec<Option<bool>> =
        data.answers["Ute.sent"].iter().map(|one| one.map(|one| one == 1)).collect();
    let everybody = vec![Some(0); answers.len()];
    let way = Replication::RaoWu { replicates: 50, seed: 7 };
    let made =
        replicate_shares(&design(data).unwrap(), &answers, &everybody, 1, way, Centre::FullSample).unwrap();
    [made.values[0].to_bits(), made.standard_error(0).to_bits()]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wave_of_the_country_comes_back_and_gives_the_same_bootstrap() {
    let both = Both::new();
    for number in 0..MUNICIPALITIES {
        for year in WAVES {
            deliver(&both.records, code(number), &wave(number, year)).await;
        }
    }
    let mut compared = 0;
    for number in 0..MUNICIPALITIES {
        for year in WAVES {
            let name = WaveName(year.to_string());
            let here = both.records.answers(&code(number), &name).await.unwrap();
            let there = answered(&both.engine, &code(number), &name).await;
            assert_eq!(there, here, "{number} {year}");
            let (here, there) = (here.unwrap(), there.unwrap());
            assert_eq!(here, wave(number, year));
            assert_eq!(bootstrap(&there), bootstrap(&here));
            compared += 1;
        }
    }
    assert_eq!(compared, 1450);
    assert_eq!(answered(&both.engine, &code(0), &WaveName("1999".into())).await, None);
}
