//! Municipalities that publish again and again while their rows and answers come in, and somebody who keeps every
//! publication.
//!
//! `LOFTE_MUNICIPALITIES` says how many are made; without it 200.

use super::fixture::{
    PARAMS, Town, coded_answers, goal, rate, rates, share, sign, station, town, verdict, wave_answers,
};
use super::series_attack::{Outsider, narrowest_of_answers};
use crate::held::{Held, Why};
use crate::picture::CountTable;
use crate::promise::PublicPromise;
use crate::survey::WaveCounts;
use crate::{MIN_ANSWERS, Snapshot};
use lofte_analysis::disclosure::ShareParams;
use lofte_model::followup::{Evidence, judge};
use lofte_model::id::PromiseId;
use lofte_model::picture::{RateCell, ShareCell};
use lofte_model::place::AreaCode;
use lofte_model::promise::{CitizenPromise, PromiseState};
use lofte_model::records::Category;
use lofte_model::survey::{Indicator, WaveAnswers};
use rand_like::Draw;
use std::collections::BTreeMap;

/// A small generator of numbers, so that the municipalities are the same everywhere.
mod rand_like {
    /// Its state.
    pub(super) struct Draw(pub(super) u64);

    impl Draw {
        /// A number below a limit (SplitMix64).
        pub(super) fn below(&mut self, limit: usize) -> usize {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut bits = self.0;
            bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            usize::try_from((bits ^ (bits >> 31)) % limit as u64).unwrap()
        }

        /// Whether something that happens once in so many times happens.
        pub(super) fn once_in(&mut self, times: usize) -> bool {
            self.below(times) == 0
        }
    }
}

const AREAS: [&str; 4] = ["0482A0010", "0482B0010", "0482C0010", "0482D0010"];
const CATEGORIES: [&str; 4] = ["burglary", "damage", "theft", "assault"];
const LIMITS: ShareParams = ShareParams { min_answers: MIN_ANSWERS, threshold: PARAMS.threshold };

/// Counts by category and area; the last area is outside all of them.
type Rows = BTreeMap<(usize, usize), u64>;

/// A municipality in the making: its rows, its answers, and what it has published.
struct Growing {
    town: Town,
    rows: Rows,
    answers: Vec<(&'static str, [usize; 3])>,
    /// The rows behind each edition.
    behind: BTreeMap<u32, Rows>,
    published: Vec<Snapshot>,
}

impl Growing {
    fn new(draw: &mut Draw) -> Self {
        let mut rows = Rows::new();
        for category in 0..2 + draw.below(3) {
            for area in 0..5 {
                let count = match draw.below(5) {
                    0 | 1 => draw.below(6),
                    2 | 3 => draw.below(40),
                    _ => 0,
                };
                rows.insert((category, area), count as u64);
            }
        }
        let few = draw.once_in(2);
        let answers = AREAS
            .iter()
            .enumerate()
            .map(|(place, area)| {
                let scale = if few && place == 3 { 6 } else { 70 };
                (*area, [0, 1, 2].map(|_| draw.below(scale)))
            })
            .collect();
        let mut town = town();
        town.verdicts.clear();
        let waves = town.waves.drain(..1).collect();
        town.waves = waves;
        Self { town, rows, answers, behind: BTreeMap::new(), published: Vec::new() }
    }

    /// Rows come one by one, in batches, or are undone; answers come one by one.
    fn grow(&mut self, draw: &mut Draw) {
        let places: Vec<(usize, usize)> = self.rows.keys().copied().collect();
        let any = |draw: &mut Draw| places[draw.below(places.len())];
        match draw.below(6) {
            0..=2 => {
                for _ in 0..=draw.below(6) {
                    *self.rows.entry(any(draw)).or_default() += 1;
                }
            }
            3 | 4 => {
                for _ in 0..20 + draw.below(150) {
                    *self.rows.entry(any(draw)).or_default() += 1;
                }
            }
            _ => {
                let place = any(draw);
                let count = self.rows.entry(place).or_default();
                *count = count.saturating_sub(1 + draw.below(8) as u64);
            }
        }
        if draw.once_in(3) {
            let place = draw.below(self.answers.len());
            self.answers[place].1[draw.below(3)] += 1;
        }
    }

    fn wave(&self) -> WaveAnswers {
        let mut wave = coded_answers(2025, &self.answers);
        wave.wave.indicators = vec![goal().indicator, other_indicator()];
        wave
    }

    fn rates(&self) -> Vec<RateCell> {
        let mut cells = Vec::new();
        for ((category, area), count) in &self.rows {
            let area = AREAS.get(*area).copied();
            cells.push(rate(CATEGORIES[*category], area, 2024, *count));
            if area == Some(AREAS[0]) {
                cells.push(rate(CATEGORIES[*category], Some("stationsomradet"), 2024, count / 2));
            }
        }
        cells
    }

    fn shares(wave: &WaveAnswers) -> Vec<ShareCell> {
        let counts = WaveCounts::of(wave);
        let mut cells = Vec::new();
        for indicator in [goal().indicator, other_indicator()] {
            for area in std::iter::once(None).chain(AREAS.iter().copied().map(Some)) {
                let sum = |codes: &[i16]| -> u64 {
                    let strata =
                        (0..AREAS.len()).filter(|stratum| area.is_none_or(|area| AREAS[*stratum] == area));
                    let of = |stratum: usize| -> u64 {
                        codes
                            .iter()
                            .filter_map(|code| counts.questions["ute_sent"].get(code))
                            .map(|of| of[stratum])
                            .sum()
                    };
                    strata.map(of).sum()
                };
                let (yes, no) = (sum(&indicator.yes), sum(&indicator.no));
                let mut cell = share(area, (yes, (yes + no).max(1)));
                cell.answers = yes + no;
                cell.indicator.clone_from(&indicator.code);
                cells.push(cell);
            }
        }
        cells
    }

    fn publish(&mut self) {
        let wave = self.wave();
        self.town.waves.truncate(1);
        self.town.waves.push(WaveCounts::of(&wave));
        self.town.adopt(&self.rates(), Self::shares(&wave));
        let edition = self.town.edition.as_ref().unwrap().number;
        self.behind.insert(edition, self.rows.clone());
        self.published.push(self.town.publish().snapshot);
    }

    /// The narrowest doubt about counts, and how many were asked about.
    fn attack_counts(&self) -> (Option<f64>, usize) {
        let tables: Vec<&CountTable> = self.published.iter().flat_map(Snapshot::count_tables).collect();
        let truth = |edition: u32, category: &Category, area: &Option<AreaCode>| {
            let category = CATEGORIES.iter().position(|known| *known == category.as_str()).unwrap();
            let area = area
                .as_ref()
                .map_or(AREAS.len(), |area| AREAS.iter().position(|known| *known == area.as_str()).unwrap());
            self.behind[&edition].get(&(category, area)).copied().unwrap_or(0)
        };
        Outsider::new(&tables, &truth).attack()
    }

    /// The narrowest doubt about few answers. Every share that is out is of the answers that the ledger keeps.
    fn attack_answers(&self) -> Option<f64> {
        let ledger = self.town.earlier.last().unwrap().ledger.as_ref().unwrap();
        let shown = |snapshot: &Snapshot| {
            let shares = &snapshot.picture.as_ref().unwrap().shares.as_ref().unwrap().figures;
            shares
                .iter()
                .filter_map(|share| {
                    Some(((share.indicator.clone(), share.area.clone()), *share.figures.get().shown()?))
                })
                .collect::<Vec<_>>()
        };
        let mut first = BTreeMap::new();
        for (which, figures) in self.published.iter().flat_map(shown) {
            assert_eq!(*first.entry(which).or_insert(figures), figures, "a share that is out has changed");
        }
        assert_eq!(first.is_empty(), ledger.questions.is_empty());
        ledger
            .questions
            .iter()
            .filter_map(|question| narrowest_of_answers(question, &LIMITS))
            .reduce(f64::min)
    }
}

/// A second indicator of the same question: the third answer is a no as well.
fn other_indicator() -> Indicator {
    Indicator { code: "trygg_av_alla".into(), no: vec![2, 3], ..goal().indicator }
}

#[test]
fn municipalities_that_publish_again_and_again_give_nothing_away() {
    let count: usize =
        std::env::var("LOFTE_MUNICIPALITIES").ok().and_then(|count| count.parse().ok()).unwrap_or(200);
    let (mut narrowest, mut of_answers) = (f64::INFINITY, f64::INFINITY);
    let (mut asked, mut shown, mut changed) = (0, 0, 0);
    for number in 0..count {
        let mut draw = Draw(number as u64);
        let mut municipality = Growing::new(&mut draw);
        for _ in 0..5 {
            municipality.publish();
            municipality.grow(&mut draw);
        }
        let (width, questions) = municipality.attack_counts();
        let width = width.unwrap_or(f64::INFINITY);
        assert!(width >= PARAMS.protect as f64 - 1e-6, "municipality {number}: {width}");
        let answers = municipality.attack_answers().unwrap_or(f64::INFINITY);
        assert!(answers >= PARAMS.threshold as f64 - 1e-6, "municipality {number}: {answers} answers");
        (narrowest, of_answers) = (narrowest.min(width), of_answers.min(answers));
        asked += questions;
        shown += municipality.published.last().into_iter().flat_map(Snapshot::count_tables).count();
        let tables: Vec<&CountTable> =
            municipality.published.iter().flat_map(Snapshot::count_tables).collect();
        changed += tables.windows(2).filter(|pair| pair[0] != pair[1]).count();
    }
    println!(
        "{count} municipalities, 5 publications each: {asked} small counts and differences; the narrowest interval is \
         {narrowest}, of answers {of_answers}; {shown} tables are still shown, and they were brought up to date {changed} \
         times"
    );
    assert!(asked > 5 * count && shown * 2 > count && changed > count / 2);
}

fn by_area<'a>(table: &'a CountTable, category: &str) -> Vec<Option<&'a u64>> {
    let row = table.rows.iter().find(|row| row.category.as_str() == category).unwrap();
    row.cells.iter().map(|cell| cell.count.get().shown()).collect()
}

fn table_of(snapshot: &Snapshot) -> &CountTable {
    snapshot.count_tables().next().unwrap()
}

fn table(counts: &[(&str, [u64; 4])]) -> Vec<RateCell> {
    let of_category = |(category, counts): &(&str, [u64; 4])| {
        let category = (*category).to_owned();
        AREAS
            .iter()
            .zip(*counts)
            .map(move |(area, count)| rate(&category, Some(area), 2024, count))
            .collect::<Vec<_>>()
    };
    counts.iter().flat_map(of_category).collect()
}

/// Three offences against persons are delivered late, one of them in an area with 83 of them.
#[test]
fn three_late_rows_are_not_the_difference_of_two_publications() {
    let mut town = town();
    let others = [("theft", [40, 52, 61, 38]), ("damage", [30, 44, 28, 51])];
    town.adopt(&table(&[("person", [28, 83, 60, 71]), others[0], others[1]]), vec![]);
    let first = town.publish().snapshot;
    assert_eq!(by_area(table_of(&first), "person"), [Some(&28), Some(&83), Some(&60), Some(&71)]);
    town.adopt(&table(&[("person", [30, 84, 60, 71]), others[0], others[1]]), vec![]);
    let second = town.publish();
    assert_eq!(table_of(&second.snapshot), table_of(&first), "nothing is told of them");
    let held = second.held_back.iter().find(|held| matches!(held.held, Held::Category { .. })).unwrap();
    assert_eq!((held.why, held.kept_from), (Why::FewNew, Some(3)));
    // The rest of the year: enough everywhere, so the three are told among them.
    town.adopt(
        &table(&[("person", [58, 121, 95, 99]), ("theft", [80, 90, 99, 70]), ("damage", [60, 70, 60, 83])]),
        vec![],
    );
    let third = town.publish().snapshot;
    assert_eq!(by_area(table_of(&third), "person"), [Some(&58), Some(&121), Some(&95), Some(&99)]);
    assert!(table_of(&third).rows.iter().all(|row| row.as_of.edition == 4));
}

/// One burglary in one area and two in another, among much else: the cells that grew by few are not shown again.
#[test]
fn few_rows_among_many_are_hidden() {
    let mut town = town();
    town.adopt(&table(&[("burglary", [20, 31, 25, 40]), ("theft", [40, 52, 61, 38])]), vec![]);
    town.publish();
    town.adopt(&table(&[("burglary", [21, 50, 45, 61]), ("theft", [60, 79, 80, 61])]), vec![]);
    let second = town.publish().snapshot;
    assert!(by_area(table_of(&second), "burglary")[0].is_none_or(|shown| *shown == 20));
}

/// A category with four rows is not in the table; with five it enters, and its cells are new to the sums of the areas.
#[test]
fn a_category_that_crosses_the_threshold_is_not_read_from_the_sums() {
    let mut town = town();
    let theft = ("theft", [40, 52, 61, 38]);
    town.adopt(&table(&[theft, ("robbery", [2, 1, 1, 0])]), vec![]);
    let first = town.publish().snapshot;
    assert_eq!(table_of(&first).rows.len(), 1);
    town.adopt(&table(&[theft, ("robbery", [2, 2, 1, 0])]), vec![]);
    let second = town.publish().snapshot;
    let totals = |snapshot: &Snapshot| -> Vec<Option<u64>> {
        table_of(snapshot).area_totals.iter().map(|total| total.get().shown().copied()).collect()
    };
    for (before, after) in totals(&first).into_iter().zip(totals(&second)) {
        let told = before.zip(after).map(|(before, after)| after - before);
        assert!(told.is_none_or(|told| told == 0 || told >= 5), "{told:?}");
    }
}

/// Rows that are undone by few are not told by the difference; the totals are not told wrong either.
#[test]
fn what_is_undone_is_not_the_difference_either() {
    let mut town = town();
    town.adopt(&table(&[("person", [28, 83, 60, 71]), ("theft", [40, 52, 61, 38])]), vec![]);
    town.publish();
    town.adopt(&table(&[("person", [28, 81, 60, 71]), ("theft", [40, 52, 61, 38])]), vec![]);
    let second = town.publish();
    let person = second
        .snapshot
        .count_tables()
        .flat_map(|table| &table.rows)
        .find(|row| row.category.as_str() == "person");
    assert!(person.is_none(), "{person:?}");
    assert!(second.held_back.iter().any(|held| held.why == Why::Corrected));
}

/// Five areas with one row each: 5 in all, and each hidden count is at least 1.
#[test]
fn five_ones_are_not_told_by_their_sum() {
    let mut town = town();
    let mut cells = table(&[("a", [1, 1, 1, 1]), ("b", [7, 7, 7, 7])]);
    cells.extend([rate("a", None, 2024, 1), rate("b", None, 2024, 7)]);
    town.adopt(&cells, vec![]);
    let snapshot = town.publish().snapshot;
    let row = table_of(&snapshot).rows.iter().find(|row| row.category.as_str() == "a").unwrap();
    assert!(row.cells.is_empty(), "the total stands alone: {row:?}");
    assert!(table_of(&snapshot).area_totals.iter().all(|total| total.get().shown() != Some(&8)), "7 and 1");
}

#[test]
fn the_same_picture_again_is_the_same_table() {
    let mut town = town();
    let first = town.publish().snapshot;
    town.adopt(&rates(), vec![]);
    let second = town.publish().snapshot;
    assert_eq!(table_of(&first), table_of(&second));
}

/// One more answer, and who gave it: 186 answers and 91 yes become 187 and 92.
#[test]
fn one_more_answer_is_not_the_difference_of_two_publications() {
    let mut town = town();
    town.promises.remove(1);
    town.verdicts.clear();
    let publish = |town: &mut Town, yes: usize, answers: usize| {
        town.waves = vec![WaveCounts::of(&wave_answers(2025, &[("0482A0010", (yes, answers))]))];
        town.adopt(&rates(), vec![share(None, (yes as u64, answers as u64))]);
        town.publish()
    };
    let shown = |snapshot: &Snapshot| {
        *snapshot.picture.as_ref().unwrap().shares.as_ref().unwrap().figures[0].figures.get().shown().unwrap()
    };
    let first = publish(&mut town, 91, 186).snapshot;
    let second = publish(&mut town, 92, 187);
    assert_eq!(shown(&first), shown(&second.snapshot));
    assert_eq!((shown(&first).answers, shown(&first).share.value), (185, 0.489));
    let held = second.held_back.iter().find(|held| matches!(held.held, Held::Share { .. })).unwrap();
    assert_eq!((held.why, held.kept_from), (Why::AnswersChanged, Some(3)));
}

/// A promise like that on the station, about other areas.
fn promise_on(number: u32, areas: &[&str]) -> CitizenPromise {
    let mut promise = station();
    promise.id = PromiseId::named(&number.to_string());
    promise.number = number;
    promise.continues = None;
    promise.state = PromiseState::Draft;
    if let Some(goal) = &mut promise.effect_goal {
        goal.areas = areas.iter().map(|area| AreaCode::new(*area)).collect();
    }
    promise
}

/// Four areas with 60, 60, 60 and 6 answers; promises about the first, and about the second and third. The whole without
/// both would be 6 answers with 1 yes.
#[test]
fn three_shares_of_one_publication_do_not_add_up() {
    let mut town = town();
    let areas: Vec<(&str, (usize, usize))> =
        AREAS.iter().copied().zip([(30, 60), (30, 60), (30, 60), (1, 6)]).collect();
    let (before, after) = (wave_answers(2023, &areas), wave_answers(2025, &areas));
    town.promises = vec![sign(promise_on(4, &AREAS[..1])), sign(promise_on(5, &AREAS[1..3]))];
    town.verdicts = town
        .promises
        .iter()
        .map(|promise| {
            let goal = promise.effect_goal.as_ref().unwrap();
            judge(promise, Evidence::gather(goal, None, Some(&before), Some(&after)).unwrap()).unwrap()
        })
        .collect();
    town.waves = vec![WaveCounts::of(&before), WaveCounts::of(&after)];
    town.feedback.clear();
    town.measures.clear();
    town.adopt(&rates(), vec![share(None, (91, 186)), share(Some(AREAS[3]), (1, 6))]);
    let snapshot = town.publish().snapshot;
    let of_verdict = |promise: &PublicPromise| {
        promise.verdict.as_ref().unwrap().after.as_ref().unwrap().evidence.get().shown().is_some()
    };
    assert!(snapshot.promises.iter().all(of_verdict), "both promises are told");
    let shares = &snapshot.picture.as_ref().unwrap().shares.as_ref().unwrap().figures;
    assert!(shares.iter().all(|share| share.figures.get().shown().is_none()));
}

/// A wave is delivered again with one more answer and the promise is judged again: the answer is told, its figures are
/// not, because those before are out.
#[test]
fn a_verdict_on_changed_answers_keeps_its_answer_alone() {
    let mut town = town();
    town.edition = None;
    let first = town.publish().snapshot;
    town.judge((126, 264), (166, 271));
    let second = town.publish().snapshot;
    let verdict = |snapshot: &Snapshot| snapshot.promise(2).unwrap().verdict.clone().unwrap();
    assert!(verdict(&first).after.unwrap().evidence.get().shown().is_some());
    assert!(verdict(&second).before.unwrap().evidence.get().shown().is_some(), "2023 is as it was");
    assert!(verdict(&second).after.unwrap().evidence.get().shown().is_none());
    assert!(verdict(&second).change.unwrap().get().shown().is_none());
    assert_eq!(verdict(&second).answer.word(), "kept");
    // The evidence that is out, judged again: shown as before.
    town.verdicts = vec![verdict_of_before()];
    assert_eq!(verdict(&town.snapshot()), verdict(&first));
}

fn verdict_of_before() -> lofte_model::followup::Verdict {
    verdict(&station(), (126, 264), (165, 270))
}

/// The residents of each stratum are known, and so, say, is how many answered there: from a share with one decimal no
/// stratum with few answers can be solved for.
#[test]
fn a_weighted_share_does_not_tell_of_strata_with_few_answers() {
    let residents = [1700.0, 500.0, 700.0];
    let (answers, yes) = ([60_u64, 17, 15], [33_u64, 8, 9]);
    let weighted = |yes: [u64; 3]| -> f64 {
        let parts = (0..3).map(|stratum| residents[stratum] * yes[stratum] as f64 / answers[stratum] as f64);
        parts.sum::<f64>() / residents.iter().sum::<f64>()
    };
    let told = crate::digits::share(weighted(yes));
    let (mut low, mut high) = ([u64::MAX; 3], [0; 3]);
    for one in 0..=answers[0] {
        for two in 0..=answers[1] {
            for three in 0..=answers[2] {
                let fits = (weighted([one, two, three]) - told).abs() <= 0.0005;
                for (stratum, count) in [one, two, three].into_iter().enumerate().filter(|_| fits) {
                    low[stratum] = low[stratum].min(count);
                    high[stratum] = high[stratum].max(count);
                }
            }
        }
    }
    assert!((1..3).all(|stratum| high[stratum] - low[stratum] >= 5), "{low:?} {high:?}");
}
