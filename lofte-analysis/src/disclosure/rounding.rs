//! Controlled rounding: every count and sum to a multiple of a base, and the table still adds up.
//!
//! The other way to protect a table. Nothing is suppressed: each cell is moved to the multiple of the base below or above
//! it, a multiple stays, and the rounded cells add up to the rounded sums, which plain rounding does not give. Up or down
//! is drawn so that on average each cell keeps its count. A reader knows each count to within base - 1 in both
//! directions, before what the sums add to that; a base of 5 makes 0, 1 to 9 look like 0, 5 or 10.
//!
//! Choose it for tables where suppressed cells would be most of the table. Do not publish a rounded table beside a table
//! with suppressed cells of the same counts, nor twice with different seeds: each takes away what the other protects.
//!
//! Left out on purpose: more than two directions, where a controlled rounding need not exist.
//!
//! Source: M. Bacharach, *Matrix Rounding Problems*, Management Sci. 12 (1966); L. H. Cox, *A Constructive Procedure for
//! Unbiased Controlled Rounding*, JASA 82 (1987).

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde::{Deserialize, Serialize};

use super::table::Shape;
use super::{Disclosed, DisclosureError};

/// A rounded table: all cells are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundedTable {
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub cols: usize,
    /// Inner cells, row by row.
    pub cells: Vec<u64>,
    /// Row totals.
    pub row_totals: Vec<u64>,
    /// Column totals.
    pub col_totals: Vec<u64>,
    /// The grand total.
    pub grand_total: u64,
    /// All counts are multiples of this: say so beside the table.
    pub base: u64,
}

/// Round a two-way table and its sums to multiples of `base`, so that it still adds up.
///
/// `counts` are the inner cells row by row. Each count and sum goes to a neighbouring multiple; a multiple stays. The
/// same seed gives the same table. Keep the seed to yourself: whoever has it can rule out some counts.
///
/// # Errors
/// [`DisclosureError::Shape`], [`DisclosureError::TooLarge`], [`DisclosureError::Base`] for a base below 2.
///
/// # References
/// L. H. Cox, *A constructive procedure for unbiased controlled rounding*, Journal of the American Statistical
/// Association 82 (1987).
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::rounding::round_table;
/// let rounded = round_table(2, 2, &[3, 12, 8, 21], 5, 2026)?;
/// let table = rounded.get();
/// assert!(table.cells.iter().all(|count| count % 5 == 0));
/// assert_eq!(table.cells[0] + table.cells[1], table.row_totals[0]);
/// # Ok::<(), lofte_analysis::disclosure::DisclosureError>(())
/// ```
pub fn round_table(
    rows: usize,
    cols: usize,
    counts: &[u64],
    base: u64,
    seed: u64,
) -> Result<Disclosed<RoundedTable>, DisclosureError> {
    if base < 2 {
        return Err(DisclosureError::Base { base });
    }
    let shape = Shape::new(rows, cols, counts)?;
    let values = shape.values(counts)?;
    if values.last().is_some_and(|grand| grand.checked_add(base).is_none()) {
        return Err(DisclosureError::TooLarge);
    }
    let values = Rounding::new(shape, values, base).run(seed);
    let (inner, totals) = values.split_at(rows * cols);
    Ok(Disclosed(RoundedTable {
        rows,
        cols,
        cells: inner.to_vec(),
        row_totals: totals[..rows].to_vec(),
        col_totals: totals[rows..rows + cols].to_vec(),
        grand_total: totals[rows + cols],
        base,
    }))
}

/// The table as a circulation whose edges are to become multiples of the base.
///
/// At a node what comes in goes out, so no node has exactly one edge that is no multiple yet: a walk along such edges,
/// never straight back, always closes. Sending flow round the closed walk keeps all sums, until one of its edges is a
/// multiple; that edge is done.
struct Rounding {
    base: u64,
    values: Vec<u64>,
    ends: Vec<(usize, usize)>,
    /// The edges at each node that are not multiples; done ones are dropped when they are met.
    open_at: Vec<Vec<usize>>,
    /// Where in the walk a node stands.
    place: Vec<Option<usize>>,
}

impl Rounding {
    fn new(shape: Shape, values: Vec<u64>, base: u64) -> Self {
        let network = shape.network(&values, |_, _| false);
        let ends: Vec<(usize, usize)> = network.edges.iter().map(|edge| (edge.from, edge.to)).collect();
        let nodes = shape.rows + shape.cols + 2;
        let mut open_at = vec![Vec::new(); nodes];
        for (edge, (from, to)) in
            ends.iter().enumerate().filter(|(edge, _)| !values[*edge].is_multiple_of(base))
        {
            open_at[*from].push(edge);
            open_at[*to].push(edge);
        }
        Self { base, values, ends, open_at, place: vec![None; nodes] }
    }

    fn open(&self, edge: usize) -> bool {
        !self.values[edge].is_multiple_of(self.base)
    }

    fn run(mut self, seed: u64) -> Vec<u64> {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        // The walk so far: each edge with the node it was walked from.
        let mut walk: Vec<(usize, usize)> = Vec::new();
        for start in 0..self.open_at.len() {
            let mut node = start;
            self.place[node] = Some(0);
            while let Some(edge) = self.next_open(node, walk.last().map(|(edge, _)| *edge)) {
                walk.push((edge, node));
                let (from, to) = self.ends[edge];
                node = if from == node { to } else { from };
                let Some(first) = self.place[node] else {
                    self.place[node] = Some(walk.len());
                    continue;
                };
                self.send_round(&walk[first..], random.random());
                // Back to before the first edge that is done; the walk may close in front of it.
                let closed = node;
                let kept = walk.iter().position(|(edge, _)| !self.open(*edge)).unwrap_or(first);
                node = walk[kept].1;
                for (edge, from) in walk.drain(kept..) {
                    let (one, other) = self.ends[edge];
                    self.place[if one == from { other } else { one }] = None;
                }
                self.place[closed] = Some(first);
                self.place[node] = Some(kept);
            }
            walk.clear();
            self.place[node] = None;
        }
        self.values
    }

    /// An edge at the node that is no multiple, other than the one just walked.
    fn next_open(&mut self, node: usize, walked: Option<usize>) -> Option<usize> {
        let (values, base) = (&self.values, self.base);
        let edges = &mut self.open_at[node];
        while edges.last().is_some_and(|edge| values[*edge].is_multiple_of(base)) {
            edges.pop();
        }
        let found =
            edges.iter().rposition(|edge| Some(*edge) != walked && !values[*edge].is_multiple_of(base));
        found.map(|place| edges[place])
    }

    /// Send flow round a closed walk, with or against it, until one of its edges is a multiple.
    ///
    /// With probability (room against)/(room with + room against) it goes with the walk, so that on average nothing moves.
    fn send_round(&mut self, walk: &[(usize, usize)], draw: f64) {
        let room = |this: &Self, (edge, from): &(usize, usize), with: bool| {
            let above = this.values[*edge] % this.base;
            // With the walk, edges walked in their own direction rise.
            if (this.ends[*edge].0 == *from) == with { this.base - above } else { above }
        };
        let least = |with: bool| walk.iter().map(|step| room(self, step, with)).min().unwrap_or(0);
        let (with, against) = (least(true), least(false));
        let forward = draw * ((with as f64) + (against as f64)) < against as f64;
        let amount = if forward { with } else { against };
        for (edge, from) in walk {
            let value = &mut self.values[*edge];
            *value = if (self.ends[*edge].0 == *from) == forward { *value + amount } else { *value - amount };
        }
    }
}
