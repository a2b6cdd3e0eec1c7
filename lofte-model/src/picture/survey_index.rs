//! The problem index of 0 to 6 of each wave and area, by one table that somebody answers for.
//!
//! A picture keeps which table it was made with, by its number and the digest of what stands in it, and which of its
//! indicators a wave does not have: an index of fewer questions is another index. Lower is better. Leaves out the change
//! between waves; most differences of a few tenths are chance.

use super::Provenance;
use crate::fingerprint::Fingerprint;
use crate::followup::design;
use crate::index_table::{IndexIndicator, IndexTable, Unread};
use crate::place::AreaCode;
use crate::policy;
use crate::survey::{Mode, WaveAnswers, WaveName};
use lofte_analysis::survey::problem_index::{CutPoints, ProblemIndex, ProblemIndexParams, problem_index};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The index of all waves by one table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SurveyIndex {
    /// Where the answers are from.
    pub provenance: Provenance,
    /// The table, by its kind and number.
    pub table: String,
    /// Of what stands in it.
    pub table_fingerprint: Fingerprint,
    /// What its publisher calls it.
    pub name: String,
    /// Which edition.
    pub edition: String,
    /// Who publishes it, and where.
    pub source: String,
    /// What the levels 0 to 6 are called; none or seven.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
    /// Indicators in the table.
    pub indicators: u64,
    /// Each wave that has any of them.
    pub waves: Vec<IndexWave>,
}

/// The index of a wave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexWave {
    /// Wave.
    pub wave: WaveName,
    /// Its year.
    pub year: i16,
    /// Indicators of the table that the wave says nothing about, with why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacking: Vec<(String, Unread)>,
    /// The whole municipality, and each area.
    pub cells: Vec<IndexCell>,
    /// The indicators in the whole municipality.
    pub parts: Vec<IndexPart>,
}

/// The index of an area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexCell {
    /// Area; `None` for the whole municipality.
    pub area: Option<AreaCode>,
    /// What was found; `None` where fewer than thirty answered some indicator.
    pub found: Option<IndexFound>,
}

/// An index with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexFound {
    /// Answers to the indicator that fewest answered.
    pub answers: u64,
    /// Mean of the points, 0–6.
    pub index: f64,
    /// Percentile interval of the bootstrap, as (lower, upper).
    pub interval: Option<(f64, f64)>,
    /// The same index without steps.
    pub smooth: f64,
    /// Its interval.
    pub smooth_interval: Option<(f64, f64)>,
}

/// An indicator in the whole municipality.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexPart {
    /// Question, as the table has it.
    pub question: String,
    /// Its group.
    pub group: String,
    /// Share with the problem, 0–1.
    pub share: f64,
    /// Points, 0–6.
    pub points: u8,
}

impl IndexFound {
    fn of(found: &ProblemIndex, mode: Mode) -> Self {
        // Whoever wanted to answer is no sample, and has no interval.
        let ends = |interval: Option<lofte_analysis::ConfidenceInterval>| {
            interval.filter(|_| mode != Mode::SelfSelected).map(|interval| (interval.lower, interval.upper))
        };
        Self {
            answers: found.answers,
            index: found.index,
            interval: ends(found.interval),
            smooth: found.smooth,
            smooth_interval: ends(found.smooth_interval),
        }
    }
}

impl IndexWave {
    /// The index of a wave in the whole municipality and in each of these areas; nothing where the wave has no indicator of
    /// the table, or nothing can be estimated from it.
    pub fn of(data: &WaveAnswers, table: &IndexTable, areas: &[AreaCode]) -> Option<Self> {
        let (mut used, mut lacking) = (Vec::new(), Vec::new());
        for indicator in &table.indicators {
            match Column::of(data, indicator) {
                Ok(column) => used.push(column),
                Err(why) => lacking.push((indicator.question.clone(), why)),
            }
        }
        if used.is_empty() {
            return None;
        }
        let whole = indices(data, &used, &vec![Some(0); data.returned()], 1)?;
        let whole = whole.into_iter().next().flatten();
        let places: BTreeMap<&AreaCode, u32> =
            areas.iter().enumerate().filter_map(|(at, area)| Some((area, u32::try_from(at).ok()?))).collect();
        let place = |stratum: &u32| {
            let stratum = data.wave.strata.get(usize::try_from(*stratum).ok()?)?;
            places.get(&stratum.area).copied()
        };
        let of_row: Vec<Option<u32>> = data.stratum.iter().map(place).collect();
        let by_area = if areas.is_empty() { Vec::new() } else { indices(data, &used, &of_row, areas.len())? };
        let mode = data.wave.mode;
        let cell = |area: Option<&AreaCode>, found: Option<&ProblemIndex>| IndexCell {
            area: area.cloned(),
            found: found.map(|found| IndexFound::of(found, mode)),
        };
        let mut cells = vec![cell(None, whole.as_ref())];
        cells.extend(areas.iter().zip(&by_area).map(|(area, found)| cell(Some(area), found.as_ref())));
        let parts = whole.iter().flat_map(|found| &found.parts).zip(&used).map(|(found, column)| IndexPart {
            question: column.indicator.question.clone(),
            group: column.indicator.group.clone(),
            share: found.share,
            points: found.points,
        });
        let parts = parts.collect();
        Some(Self { wave: data.wave.name.clone(), year: data.wave.year, lacking, cells, parts })
    }

    /// The whole municipality.
    pub fn whole(&self) -> Option<&IndexFound> {
        self.cells.iter().find(|cell| cell.area.is_none())?.found.as_ref()
    }
}

/// An indicator with the answers to it.
struct Column<'a> {
    indicator: &'a IndexIndicator,
    cuts: CutPoints,
    answers: Vec<Option<bool>>,
}

impl<'a> Column<'a> {
    fn of(data: &WaveAnswers, indicator: &'a IndexIndicator) -> Result<Self, Unread> {
        let reads = indicator.read_in(&data.wave)?;
        let answers = data.answers.get(&reads.item).ok_or(Unread::NotAsked)?;
        let answers = answers.iter().map(|answer| reads.reads(*answer)).collect();
        // A table is looked through before it is kept; what could not be would say nothing.
        let cuts = indicator.cut_points().map_err(|_| Unread::NoAnswersSaid)?;
        Ok(Self { indicator, cuts, answers })
    }
}

fn indices(
    data: &WaveAnswers,
    used: &[Column<'_>],
    group_of_row: &[Option<u32>],
    groups: usize,
) -> Option<Vec<Option<ProblemIndex>>> {
    let design = design(data).ok()?;
    let answers: Vec<&[Option<bool>]> = used.iter().map(|column| column.answers.as_slice()).collect();
    let cuts: Vec<CutPoints> = used.iter().map(|column| column.cuts).collect();
    let params = ProblemIndexParams {
        replicates: policy::INDEX_REPLICATES,
        seed: policy::INDEX_SEED,
        level: policy::LEVEL,
    };
    problem_index(&design, &answers, &cuts, group_of_row, groups, &params).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::SurveyItem;
    use crate::survey::tests::wave;

    fn data() -> WaveAnswers {
        let mut wave = wave("2023", 2023);
        wave.strata.push(crate::survey::SurveyStratum {
            area: AreaCode::new("b"),
            register_count: 3000,
            mailed: 300,
            out_of_scope: 0,
        });
        wave.items.push(SurveyItem {
            code: "skrap".into(),
            question: "Är nedskräpning ett problem?".into(),
            answers: [(1, "Ja".to_owned()), (2, "Nej".to_owned())].into(),
        });
        // Forty answers in each area: in a, 10 of 40 feel unsafe and 2 of 40 see litter; in b, 4 and 20.
        let rows = |yes: usize, code: i16, other: i16| {
            (0..40).map(move |row| Some(if row < yes { code } else { other }))
        };
        let answers = [
            ("ute_sent".to_owned(), rows(10, 2, 1).chain(rows(4, 2, 1)).collect()),
            ("skrap".to_owned(), rows(2, 1, 2).chain(rows(20, 1, 2)).collect()),
        ];
        let stratum = (0..80).map(|row| u32::from(row >= 40)).collect();
        WaveAnswers { wave, stratum, weights: None, answers: answers.into() }
    }

    fn table() -> IndexTable {
        let one = |question: &str, cuts, problem, no_problem| IndexIndicator {
            question: question.into(),
            group: "Påhittad".into(),
            cuts,
            problem: vec![problem],
            no_problem: vec![no_problem],
        };
        IndexTable {
            indicators: vec![
                one("ute_sent", [5.0, 10.0, 15.0, 20.0, 30.0, 40.0], 2, 1),
                one("skrap", [2.0, 4.0, 6.0, 30.0, 50.0, 60.0], 1, 2),
                one("slagsmål", [2.0, 4.0, 6.0, 8.0, 10.0, 12.0], 1, 2),
            ],
            ..IndexTable::default()
        }
    }

    /// Worked by hand. In a: 25 % gives 4 points and 5 % gives 2, so 3.0. In b: 10 % gives 2 and 50 % gives 5, so 3.5. In all,
    /// with a quarter of the people in a: 13.75 % gives 2 points and 38.75 % gives 4, so 3.0, which is not the mean of the areas'.
    #[test]
    fn the_index_of_areas_and_of_all_as_worked_by_hand() {
        let found = IndexWave::of(&data(), &table(), &[AreaCode::new("a"), AreaCode::new("b")]).unwrap();
        let index: Vec<f64> = found.cells.iter().map(|cell| cell.found.unwrap().index).collect();
        assert_eq!(index, [3.0, 3.0, 3.5]);
        let smooth: Vec<f64> = found.cells.iter().map(|cell| cell.found.unwrap().smooth).collect();
        let by_hand = [
            f64::midpoint(2.0 + 3.75 / 5.0, 4.0 + 8.75 / 20.0),
            f64::midpoint(4.0 + 5.0 / 10.0, 2.0 + 1.0 / 2.0),
            f64::midpoint(2.0, 5.0),
        ];
        assert!(smooth.iter().zip(by_hand).all(|(one, other)| (one - other).abs() < 1e-9), "{smooth:?}");
        assert_eq!(found.lacking, [("slagsmål".to_owned(), Unread::NotAsked)]);
        assert_eq!(found.parts.iter().map(|part| part.points).collect::<Vec<_>>(), [2, 4]);
        let whole = found.whole().unwrap();
        assert_eq!(whole.answers, 80);
        let (lower, upper) = whole.interval.unwrap();
        assert!((0.0..=3.0).contains(&lower) && (3.0..=6.0).contains(&upper) && lower < upper);
        assert_eq!(
            found,
            IndexWave::of(&data(), &table(), &[AreaCode::new("a"), AreaCode::new("b")]).unwrap()
        );
    }

    #[test]
    fn whoever_wanted_to_answer_has_no_interval_and_few_answers_no_index() {
        let mut asked = data();
        asked.wave.mode = Mode::SelfSelected;
        let found = IndexWave::of(&asked, &table(), &[]).unwrap();
        assert_eq!(found.whole().unwrap().interval, None);
        let mut few = data();
        for answer in few.answers.get_mut("skrap").unwrap().iter_mut().take(11) {
            *answer = None;
        }
        let found = IndexWave::of(&few, &table(), &[AreaCode::new("a"), AreaCode::new("b")]).unwrap();
        let told: Vec<bool> = found.cells.iter().map(|cell| cell.found.is_some()).collect();
        assert_eq!(told, [true, false, true]);
        let none = IndexTable { indicators: table().indicators.split_off(2), ..IndexTable::default() };
        assert_eq!(IndexWave::of(&data(), &none, &[]), None);
    }
}
