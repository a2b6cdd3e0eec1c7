//! Somebody outside who has every publication, and a solver of linear programs.
//!
//! Known to the outsider: everything shown; the total of every category; that counts only grow where they do; that a hidden
//! count is not 0, and that a count that was shown and is hidden now has changed, where that is so. Of answers to a survey:
//! the exact numbers behind every share that is shown, before they were rounded.

use super::fixture::PARAMS;
use crate::ledger::Question;
use crate::picture::{CountRow, CountTable};
use lofte_analysis::disclosure::ShareParams;
use lofte_model::place::AreaCode;
use lofte_model::records::Category;
use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
use std::collections::BTreeMap;

/// The counts behind a row: by area, as they were in the edition that the row is from.
pub(super) type Truth<'a> = dyn Fn(u32, &Category, &Option<AreaCode>) -> u64 + 'a;

/// One table of one publication, with what stands behind it.
struct Stage<'a> {
    table: &'a CountTable,
    counts: BTreeMap<(&'a Category, &'a Option<AreaCode>), u64>,
}

/// All publications of the counts of one kind and year.
pub(super) struct Outsider<'a> {
    stages: Vec<Stage<'a>>,
}

/// A place in a table: a cell, or the sum of an area.
type Place<'a> = (Option<&'a Category>, &'a Option<AreaCode>);

impl<'a> Outsider<'a> {
    pub(super) fn new(tables: &[&'a CountTable], truth: &Truth) -> Self {
        let mut stages: Vec<Stage> = Vec::new();
        for table in tables {
            if stages.last().is_some_and(|last| last.table == *table) {
                continue;
            }
            let rows = table.rows.iter().filter(|row| !row.cells.is_empty());
            let counts = rows
                .flat_map(|row| table.areas.iter().map(move |area| (row, area)))
                .map(|(row, area)| ((&row.category, area), truth(row.as_of.edition, &row.category, area)));
            stages.push(Stage { table, counts: counts.collect() });
        }
        Self { stages }
    }

    /// The narrowest doubt about a small count or a small difference, and how many there are of them. What is shown is true.
    pub(super) fn attack(&self) -> (Option<f64>, usize) {
        let (mut narrowest, mut asked): (Option<f64>, usize) = (None, 0);
        for later in 0..self.stages.len() {
            for place in self.stages[later].places() {
                let count = self.stages[later].count(place).unwrap();
                if let Some(shown) = self.stages[later].shown(place) {
                    assert_eq!(shown, count);
                    assert!(!PARAMS.suppresses(shown), "{place:?} shows {shown}");
                }
                for earlier in std::iter::once(None).chain((0..later).map(Some)) {
                    let before = match earlier {
                        None => Some(0),
                        Some(earlier) => self.stages[earlier].count(place),
                    };
                    if before.is_some_and(|before| PARAMS.suppresses(count.abs_diff(before))) {
                        let width = self.width(place, later, earlier);
                        asked += 1;
                        narrowest = Some(narrowest.map_or(width, |least| least.min(width)));
                    }
                }
            }
        }
        (narrowest, asked)
    }

    fn width(&self, place: Place, later: usize, earlier: Option<usize>) -> f64 {
        let end = |direction| {
            let mut problem = Problem::new(direction);
            let unknown: Vec<BTreeMap<(&Category, &Option<AreaCode>), Variable>> = (0..self.stages.len())
                .map(|stage| {
                    let sign = match stage {
                        _ if stage == later => 1.0,
                        _ if Some(stage) == earlier => -1.0,
                        _ => 0.0,
                    };
                    self.stages[stage]
                        .counts
                        .iter()
                        .filter(|((category, area), _)| {
                            self.stages[stage].shown((Some(category), area)).is_none()
                        })
                        .map(|((category, area), count)| {
                            let asked = place.0.is_none_or(|asked| asked == *category) && place.1 == *area;
                            let least = if *count > 0 { 1.0 } else { 0.0 };
                            let weight = if asked { sign } else { 0.0 };
                            ((*category, *area), problem.add_var(weight, (least, f64::INFINITY)))
                        })
                        .collect()
                })
                .collect();
            for (stage, unknown) in self.stages.iter().zip(&unknown) {
                stage.add_sums(&mut problem, unknown);
            }
            for pair in 0..self.stages.len().saturating_sub(1) {
                self.add_growth(&mut problem, pair, [&unknown[pair], &unknown[pair + 1]]);
            }
            match problem.solve() {
                // What is shown adds the same to both ends.
                Ok(solved) => solved.into_solution().unwrap().objective(),
                Err(microlp::Error::Unbounded) => f64::INFINITY,
                Err(error) => panic!("{error:?}"),
            }
        };
        end(OptimizationDirection::Maximize) - end(OptimizationDirection::Minimize)
    }

    /// What two tables in a row tell of each other.
    fn add_growth(
        &self,
        problem: &mut Problem,
        pair: usize,
        [before, after]: [&BTreeMap<(&Category, &Option<AreaCode>), Variable>; 2],
    ) {
        let [one, other] = [&self.stages[pair], &self.stages[pair + 1]];
        let only_grew = one
            .counts
            .iter()
            .all(|(place, count)| other.counts.get(place).is_some_and(|later| later >= count));
        for (place, count) in &one.counts {
            let (Some(row), Some(later_row)) = (one.row(place.0), other.row(place.0)) else { continue };
            let Some(later) = other.counts.get(place) else { continue };
            let is_same = row.as_of == later_row.as_of;
            if !only_grew && !is_same {
                continue;
            }
            let mut terms = Vec::new();
            let mut known = 0.0;
            for (variable, value, sign) in
                [(after.get(place), *later, 1.0), (before.get(place), *count, -1.0)]
            {
                match variable {
                    Some(variable) => terms.push((*variable, sign)),
                    None => known += sign * value as f64,
                }
            }
            if terms.is_empty() {
                continue;
            }
            let told = !before.contains_key(place) && later > count;
            let (how, least) = if is_same {
                (ComparisonOp::Eq, 0.0)
            } else {
                (ComparisonOp::Ge, if told { 1.0 } else { 0.0 })
            };
            problem.add_constraint(&terms, how, least - known);
        }
    }
}

impl<'a> Stage<'a> {
    fn places(&self) -> Vec<Place<'a>> {
        let cells = self.counts.keys().map(|(category, area)| (Some(*category), *area));
        cells.chain(self.table.areas.iter().map(|area| (None, area))).collect()
    }

    fn row(&self, category: &Category) -> Option<&'a CountRow> {
        self.table.rows.iter().find(|row| row.category == *category && !row.cells.is_empty())
    }

    fn count(&self, (category, area): Place) -> Option<u64> {
        match category {
            Some(category) => self.counts.get(&(category, area)).copied(),
            None => {
                Some(self.counts.iter().filter(|(place, _)| place.1 == area).map(|(_, count)| count).sum())
            }
        }
    }

    fn shown(&self, (category, area): Place) -> Option<u64> {
        let place = self.table.areas.iter().position(|known| known == area)?;
        match category {
            Some(category) => self.row(category)?.cells.get(place)?.count.get().shown().copied(),
            None => self.table.area_totals.get(place)?.get().shown().copied(),
        }
    }

    fn add_sums(&self, problem: &mut Problem, unknown: &BTreeMap<(&Category, &Option<AreaCode>), Variable>) {
        let mut add = |inside: &dyn Fn(&Category, &Option<AreaCode>) -> bool| {
            let terms: Vec<_> = unknown
                .iter()
                .filter(|((category, area), _)| inside(category, area))
                .map(|(_, variable)| (*variable, 1.0))
                .collect();
            let hidden: u64 = unknown
                .keys()
                .filter(|(category, area)| inside(category, area))
                .map(|place| self.counts[place])
                .sum();
            if !terms.is_empty() {
                problem.add_constraint(&terms, ComparisonOp::Eq, hidden as f64);
            }
        };
        for row in self.table.rows.iter().filter(|row| !row.cells.is_empty()) {
            add(&|category, _| *category == row.category);
        }
        for (area, total) in self.table.areas.iter().zip(&self.table.area_totals) {
            if total.get().shown().is_some() {
                add(&|_, other| other == area);
            }
        }
    }
}

/// The strata and codes that any figure is made of.
fn cells_in_figures(question: &Question) -> Vec<(usize, i16)> {
    let codes: Vec<i16> = question.counts.keys().copied().collect();
    (0..question.strata.len())
        .flat_map(|stratum| codes.iter().map(move |code| (stratum, *code)))
        .filter(|(stratum, code)| {
            question.figures.iter().any(|figure| {
                question.covers(figure, *stratum) && (figure.yes.contains(code) || figure.no.contains(code))
            })
        })
        .collect()
}

/// The narrowest doubt about few answers of a question of which some figures are known exactly: about how many of a stratum
/// gave one answer, where that is 1 to k - 1, and about how many answered at all, where that is too few for a share.
pub(super) fn narrowest_of_answers(question: &Question, limits: &ShareParams) -> Option<f64> {
    let cells = cells_in_figures(question);
    let width = |asked: &dyn Fn(usize, i16) -> bool| {
        let end = |direction| {
            let mut problem = Problem::new(direction);
            let variables: Vec<Variable> = cells
                .iter()
                .map(|(stratum, code)| {
                    problem.add_var(if asked(*stratum, *code) { 1.0 } else { 0.0 }, (0.0, f64::INFINITY))
                })
                .collect();
            for figure in &question.figures {
                for codes in [&figure.yes, &figure.no] {
                    let inside = |(stratum, code): &(usize, i16)| {
                        question.covers(figure, *stratum) && codes.contains(code)
                    };
                    let terms: Vec<_> = cells
                        .iter()
                        .zip(&variables)
                        .filter(|(cell, _)| inside(cell))
                        .map(|(_, variable)| (*variable, 1.0))
                        .collect();
                    let sum: u64 = cells
                        .iter()
                        .filter(|cell| inside(cell))
                        .map(|(stratum, code)| question.count([code], *stratum))
                        .sum();
                    if !terms.is_empty() {
                        problem.add_constraint(&terms, ComparisonOp::Eq, sum as f64);
                    }
                }
            }
            match problem.solve() {
                Ok(solved) => solved.into_solution().unwrap().objective(),
                Err(microlp::Error::Unbounded) => f64::INFINITY,
                Err(error) => panic!("{error:?}"),
            }
        };
        end(OptimizationDirection::Maximize) - end(OptimizationDirection::Minimize)
    };
    let few_of_code = cells
        .iter()
        .filter(|(stratum, code)| (1..limits.threshold).contains(&question.count([code], *stratum)))
        .map(|(asked, of)| width(&|stratum, code| stratum == *asked && code == *of));
    let in_stratum = |stratum: usize| -> u64 {
        cells
            .iter()
            .filter(|(other, _)| *other == stratum)
            .map(|(_, code)| question.count([code], stratum))
            .sum()
    };
    let few_in_all = (0..question.strata.len())
        .filter(|stratum| (1..limits.min_answers).contains(&in_stratum(*stratum)))
        .map(|asked| width(&|stratum, _| stratum == asked));
    few_of_code.chain(few_in_all).reduce(f64::min)
}
