//! The sums behind a table of shares in every replicate of the bootstrap, without any replicate's weights.
//!
//! Each share is made of two weighted sums, and a replicate changes a weight by how often its unit was drawn. So the
//! answers are laid out stratum by stratum and group by group once, and a replicate costs its draws and one walk over the
//! answers; where a stratum lies within one group, as an area in a table of areas does, what is drawn is added at once.
//! Some replicates are made together for one stratum before the next, so that its answers are still in the processor's
//! cache; the draws are those of [`super::replicate_weights`]. Leaves out calibration, which needs the weights
//! of all rows at once, and the replicates that are not drawn.

use super::design::Design;
use super::error::SurveyError;
use super::replicate_weights::Plan;
use rayon::prelude::*;
use std::ops::Range;

/// Replicates that one thread makes together.
const TOGETHER: usize = 16;
/// Sums that run beside one another; fixed, so that the order of adding is the same on any machine.
const LANES: usize = 4;

/// The answers of one group in one stratum.
struct Cell {
    stratum: usize,
    group: usize,
    entries: Range<usize>,
    /// `Σ w` and `Σ w y` of the whole sample.
    size: f64,
    yes: f64,
    /// Where it is alone in its stratum: the stratum's part of [`Cells::of_unit`].
    units: Option<Range<usize>>,
}

/// All answers of a table.
#[expect(clippy::struct_field_names, reason = "the cells of the cells")]
pub(crate) struct Cells {
    cells: Vec<Cell>,
    groups: usize,
    /// The place of the unit within its stratum, and `w` and `w y`, of each answer.
    places: Vec<u32>,
    sizes: Vec<f64>,
    yes: Vec<f64>,
    /// `w` and `w y` of each unit in the strata that lie within one group.
    of_unit: Vec<[f64; 2]>,
}

impl Cells {
    /// Lays out the answers of rows that belong to a group; all groups are below `groups`.
    pub(crate) fn new(
        plan: &Plan<'_>,
        design: &Design,
        answers: &[Option<bool>],
        group_of_row: &[Option<u32>],
        groups: usize,
    ) -> Self {
        let known = (0_u32..).zip(answers.iter().zip(group_of_row));
        let rows: Vec<u32> = known
            .filter(|(_, (answer, group))| answer.is_some() && group.is_some())
            .map(|(r, _)| r)
            .collect();
        let group = |row: u32| group_of_row[row as usize].unwrap_or_default();
        let stratum = |row: u32| design.stratum_of_row[row as usize];
        let rows = sorted(&rows, groups, group);
        let rows = sorted(&rows, design.strata.len(), stratum);
        let mut table = Self {
            cells: Vec::new(),
            groups,
            places: Vec::with_capacity(rows.len()),
            sizes: Vec::with_capacity(rows.len()),
            yes: Vec::with_capacity(rows.len()),
            of_unit: Vec::new(),
        };
        for same in rows.chunk_by(|&a, &b| (stratum(a), group(a)) == (stratum(b), group(b))) {
            let start = table.places.len();
            let (mut size, mut yes) = (0.0, 0.0);
            for &row in same {
                let weight = design.weights[row as usize];
                let of_yes = if answers[row as usize] == Some(true) { weight } else { 0.0 };
                table.places.push(plan.place_of_row(row as usize));
                table.sizes.push(weight);
                table.yes.push(of_yes);
                size += weight;
                yes += of_yes;
            }
            table.cells.push(Cell {
                stratum: stratum(same[0]) as usize,
                group: group(same[0]) as usize,
                entries: start..table.places.len(),
                size,
                yes,
                units: None,
            });
        }
        table.add_units(plan);
        table
    }

    /// Lays out by unit the answers of strata that lie within one group.
    fn add_units(&mut self, plan: &Plan<'_>) {
        for cells in self.cells.chunk_by_mut(|a, b| a.stratum == b.stratum) {
            if let [cell] = cells {
                let start = self.of_unit.len();
                self.of_unit.resize(start + plan.units_of(cell.stratum), [0.0; 2]);
                for entry in cell.entries.clone() {
                    let unit = &mut self.of_unit[start + self.places[entry] as usize];
                    unit[0] += self.sizes[entry];
                    unit[1] += self.yes[entry];
                }
                cell.units = Some(start..self.of_unit.len());
            }
        }
    }

    /// The shares of all groups in each replicate, in order.
    pub(crate) fn shares(&self, plan: &Plan<'_>, seed: u64) -> Result<Vec<Vec<f64>>, SurveyError> {
        let blocks: Vec<usize> = (0..plan.count).step_by(TOGETHER).collect();
        let made = blocks.into_par_iter().map_init(Vec::new, |draws, first| {
            self.block(plan, seed, first..(first + TOGETHER).min(plan.count), draws)
        });
        made.collect::<Vec<_>>().into_iter().collect::<Result<Vec<_>, _>>().map(|blocks| blocks.concat())
    }

    fn block(
        &self,
        plan: &Plan<'_>,
        seed: u64,
        replicates: Range<usize>,
        draws: &mut Vec<u16>,
    ) -> Result<Vec<Vec<f64>>, SurveyError> {
        let mut sums = vec![vec![(0.0, 0.0); self.groups]; replicates.len()];
        for cells in self.cells.chunk_by(|a, b| a.stratum == b.stratum) {
            let stratum = cells[0].stratum;
            for (replicate, sums) in replicates.clone().zip(&mut sums) {
                let mut add = |cell: &Cell, (fixed, each): (f64, f64), (size, yes): (f64, f64)| {
                    let (all, all_yes) = &mut sums[cell.group];
                    *all += fixed * cell.size + each * size;
                    *all_yes += fixed * cell.yes + each * yes;
                };
                if let [cell @ Cell { units: Some(units), .. }] = cells {
                    let of_unit = &self.of_unit[units.clone()];
                    let mut drawn = [[0.0; 2]; 2];
                    let terms = plan.draw_each(replicate, seed, stratum, |turn, unit| {
                        drawn[turn][0] += of_unit[unit][0];
                        drawn[turn][1] += of_unit[unit][1];
                    });
                    add(cell, terms, (drawn[0][0] + drawn[1][0], drawn[0][1] + drawn[1][1]));
                } else {
                    let terms = plan.draw(replicate, seed, stratum, draws);
                    for cell in cells {
                        add(cell, terms, self.drawn(cell, draws));
                    }
                }
            }
        }
        let share =
            |(size, yes): (f64, f64)| (size > 0.0).then(|| yes / size).filter(|share| share.is_finite());
        let rows = replicates.zip(sums);
        rows.map(|(replicate, sums)| {
            let shares: Option<Vec<f64>> = sums.into_iter().map(share).collect();
            shares.ok_or(SurveyError::Replicate { replicate: replicate + 1 })
        })
        .collect()
    }

    /// `Σ r* w` and `Σ r* w y` of a cell.
    fn drawn(&self, cell: &Cell, draws: &[u16]) -> (f64, f64) {
        let places = self.places[cell.entries.clone()].chunks(LANES);
        let sizes = self.sizes[cell.entries.clone()].chunks(LANES);
        let yes = self.yes[cell.entries.clone()].chunks(LANES);
        let mut sums = [(0.0, 0.0); LANES];
        for ((places, sizes), yes) in places.zip(sizes).zip(yes) {
            for (lane, sum) in sums.iter_mut().enumerate().take(places.len()) {
                let times = f64::from(draws[places[lane] as usize]);
                sum.0 += times * sizes[lane];
                sum.1 += times * yes[lane];
            }
        }
        sums.iter().fold((0.0, 0.0), |all, lane| (all.0 + lane.0, all.1 + lane.1))
    }
}

/// The rows by key, in their own order where keys are equal (a counting sort).
fn sorted(rows: &[u32], keys: usize, key: impl Fn(u32) -> u32) -> Vec<u32> {
    let mut starts = vec![0_usize; keys + 1];
    for &row in rows {
        starts[key(row) as usize + 1] += 1;
    }
    for index in 0..keys {
        starts[index + 1] += starts[index];
    }
    let mut sorted = vec![0; rows.len()];
    for &row in rows {
        let place = &mut starts[key(row) as usize];
        sorted[*place] = row;
        *place += 1;
    }
    sorted
}
