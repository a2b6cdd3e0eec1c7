//! What somebody who has every table that was handed over can work out.

use super::*;
use lofte_model::place::{AreaDetails, AreaKind, PlaceType};

const PARAMS: DisclosureParams = DisclosureParams { threshold: 5, protect: 5 };

fn area(code: &str) -> Area {
    Area {
        code: AreaCode::new(code),
        name: code.into(),
        kind: AreaKind::Statistical,
        place_type: PlaceType::Mixed,
        population: None,
        border: Vec::new(),
        source: "test".into(),
        details: AreaDetails::default(),
    }
}

/// Bits that look drawn, the same each time (SplitMix64).
struct Bits(u64);

impl Bits {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % most
    }
}

fn months(range: std::ops::RangeInclusive<i32>) -> BTreeSet<i32> {
    range.collect()
}

fn grown(counts: &mut Counts, areas: &[Area], months: impl IntoIterator<Item = i32>, bits: &mut Bits) {
    for month in months {
        for code in areas.iter().map(|area| Some(area.code.clone())).chain([None]) {
            let more = match bits.below(4) {
                0 => bits.below(12),
                1 => bits.below(3),
                _ => 0,
            };
            *counts.entry(month).or_default().entry(code).or_default() += more;
        }
    }
}

/// What the last of the tables says, as somebody reads it beside those before.
fn audited(areas: &[Area], spans: &BTreeSet<i32>, stages: &[Stage]) -> Vec<Position> {
    let table = Table::new((areas, spans.clone()), Counts::new(), stages, (&PARAMS, 7));
    table.sequence().unwrap().disclosive_cells()
}

#[test]
fn nobody_who_has_all_tables_can_place_a_small_count() {
    let areas: Vec<Area> = ["a", "b", "c", "d", "e"].map(area).into();
    for seed in 0..40 {
        let mut bits = Bits(seed);
        let (mut counts, mut stages, mut before) = (Counts::new(), Vec::new(), Vec::<Line>::new());
        for time in 0..4 {
            let spans: BTreeSet<i32> = (0..=2 + time).collect();
            grown(&mut counts, &areas, spans.clone(), &mut bits);
            let table = Table::new((&areas, spans.clone()), counts.clone(), &stages, (&PARAMS, seed));
            let (lines, stage) = table.protect().unwrap();
            stages.push(stage);
            assert_eq!(audited(&areas, &spans, &stages), [], "seed {seed}, table {time}");
            for line in &lines {
                let told = || line.cells.iter().chain([&line.total]).flatten();
                assert!(told().all(|count| !PARAMS.suppresses(*count)), "seed {seed}: {line:?}");
                let Some(last) = before.iter().find(|last| last.place == line.place) else { continue };
                let totals = [(&line.total, &last.total)];
                for (now, before) in line.cells.iter().zip(&last.cells).chain(totals) {
                    let step = now.zip(*before).map(|(now, before)| now.abs_diff(before));
                    assert!(
                        step.is_none_or(|step| !PARAMS.suppresses(step)),
                        "seed {seed}: {line:?} {last:?}"
                    );
                }
            }
            before = lines;
        }
    }
}

#[test]
fn the_same_rows_give_the_same_table_and_nothing_new_to_remember() {
    let areas: Vec<Area> = ["a", "b", "c"].map(area).into();
    let mut counts = Counts::new();
    grown(&mut counts, &areas, 0..=5, &mut Bits(3));
    let make = |stages: &[Stage]| {
        Table::new((&areas, months(0..=5)), counts.clone(), stages, (&PARAMS, 11)).protect().unwrap()
    };
    let (lines, stage) = make(&[]);
    let (again, same) = make(std::slice::from_ref(&stage));
    assert_eq!(stage, same);
    let cells =
        |lines: &[Line]| lines.iter().map(|line| (line.cells.clone(), line.total)).collect::<Vec<_>>();
    assert_eq!(cells(&lines), cells(&again));
    // A file of fewer months changes nothing of the others.
    let few: Counts = counts.range(4..=5).map(|(place, of)| (*place, of.clone())).collect();
    let table = Table::new((&areas, months(4..=5)), few, std::slice::from_ref(&stage), (&PARAMS, 11));
    let (lines, same) = table.protect().unwrap();
    assert_eq!((lines.len(), same), (2, stage));
}

#[test]
fn a_correction_takes_away_what_would_tell_of_it() {
    let areas: Vec<Area> = ["a", "b", "c"].map(area).into();
    let of = |counts: [u64; 3]| -> Counts {
        let cells = areas.iter().zip(counts).map(|(area, count)| (Some(area.code.clone()), count));
        [(0, cells.collect()), (1, areas.iter().map(|area| (Some(area.code.clone()), 30)).collect())].into()
    };
    let first = Table::new((&areas, months(0..=1)), of([20, 30, 40]), &[], (&PARAMS, 5)).protect().unwrap().1;
    let stages = [first];
    let table = Table::new((&areas, months(0..=1)), of([18, 30, 40]), &stages, (&PARAMS, 5));
    let (lines, second) = table.protect().unwrap();
    assert_eq!((lines[0].fate, &lines[0].cells), (Fate::Out, &vec![None, None, None]));
    assert_eq!(lines[1].cells, [Some(30); 3]);
    assert_eq!(audited(&areas, &months(0..=1), &[stages[0].clone(), second]), []);
}

/// A period whose areas nobody may have, with so many in the whole municipality.
fn of_few_areas(total: u64, areas: &[Area]) -> BTreeMap<Option<AreaCode>, u64> {
    [(Some(areas[0].code.clone()), total - 1), (None, 1)].into()
}

#[test]
fn totals_that_were_told_without_areas_are_remembered_and_compared() {
    let areas: Vec<Area> = ["a", "b"].map(area).into();
    let told = Stage { totals: [(0, 20), (1, 30)].into(), ..Stage::default() };
    let next = |months: std::ops::RangeInclusive<i32>, totals: &[(i32, u64)], history: &[Stage]| {
        let counts: Counts =
            totals.iter().map(|(month, total)| (*month, of_few_areas(*total, &areas))).collect();
        Table::new((&areas, months.collect()), counts, history, (&PARAMS, 3)).protect().unwrap()
    };
    let (lines, stage) = next(0..=0, &[(0, 22)], std::slice::from_ref(&told));
    assert_eq!((lines[0].total, lines[0].fate), (Some(20), Fate::Out), "two more would be told");
    // What a file of other months does not tell of is not forgotten.
    assert_eq!(stage.totals, told.totals);
    let (lines, _) = next(1..=1, &[(1, 32)], &[told, stage]);
    assert_eq!(lines[0].total, Some(30));
}
