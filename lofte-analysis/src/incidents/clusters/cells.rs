//! The search behind the clusters: points sorted into cells so small that all points of a cell are neighbours.
//!
//! A cell with `min_points` points is all core, without a distance computed, and the core points of a cell are one
//! cluster; so clusters are joined cell by cell, and dense places cost no more than sparse ones. A cell is
//! checked to be small enough from the points it holds and split otherwise, so nothing depends on how a coordinate
//! divided by the side rounds. Cells are sorted by time, row and column: what surrounds a cell is a few runs.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use rayon::prelude::*;

/// Cells that make one piece of work.
const PIECE: usize = 512;
/// The grid has at most this many columns, rows and periods; then cells are larger and split more often.
const MAX_STEPS: f64 = 1_048_576.0;
/// Cells are larger by this share, so that cells two steps away both ways cannot hold a neighbour.
const MARGIN: f64 = 1.0 + 1e-6;
/// Above this many pairs of core points, what lies out of reach of the other cell's box is left out first.
const BOXED_FROM: usize = 1024;
/// Where row and period begin in the number of a cell.
const ROW: u32 = 21;
const PERIOD: u32 = 42;

/// Runs of cells around a cell, nearest first: periods and rows away, and columns to either side.
const AROUND: [(i64, i64, u64); 15] = [
    (0, 0, 2),
    (0, -1, 2),
    (0, 1, 2),
    (0, -2, 1),
    (0, 2, 1),
    (-1, 0, 2),
    (1, 0, 2),
    (-1, -1, 2),
    (-1, 1, 2),
    (1, -1, 2),
    (1, 1, 2),
    (-1, -2, 1),
    (-1, 2, 1),
    (1, -2, 1),
    (1, 2, 1),
];

#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub distance: f64,
    pub time: Option<f64>,
    pub min_points: u32,
}

/// What became of each point, in the order of the input.
pub(super) struct Labels {
    pub cluster: Vec<Option<u32>>,
    pub core: Vec<bool>,
    /// The first core point of each cluster.
    pub firsts: Vec<u32>,
}

/// Points cell by cell. Without `TIMED` the third coordinate is there but never read.
struct Points {
    row: Vec<u32>,
    x: Vec<f64>,
    y: Vec<f64>,
    t: Vec<f64>,
    /// Where each cell begins, and the end.
    starts: Vec<u32>,
}

/// Points sorted into cells. Without `TIMED` there is no limit in time and all lie in one period.
pub(super) struct Cells<const TIMED: bool> {
    points: Points,
    /// The number of each cell; a cell that was split has several with one number.
    numbers: Vec<u64>,
    square: f64,
    time: f64,
    min_points: usize,
}

/// Which cells belong together.
struct Forest(Vec<AtomicU32>);

impl<const TIMED: bool> Cells<TIMED> {
    pub(super) fn new(xs: &[f64], ys: &[f64], times: &[f64], limits: Limits) -> Self {
        let time = limits.time.unwrap_or(0.0);
        let side = limits.distance / std::f64::consts::SQRT_2;
        let (column, row) = (steps(xs, side), steps(ys, side));
        let period = steps(times, time);
        let mut order: Vec<(u64, u32)> = (0_u32..)
            .zip(xs.iter().zip(ys).zip(times))
            .map(|(index, ((&x, &y), &t))| {
                let period = if TIMED { period(t) } else { 2 };
                (period << PERIOD | row(y) << ROW | column(x), index)
            })
            .collect();
        order.par_sort_unstable();
        let sorted =
            |values: &[f64]| order.iter().map(|&(_, row)| values[row as usize]).collect::<Vec<f64>>();
        let points = Points {
            x: sorted(xs),
            y: sorted(ys),
            t: if TIMED { sorted(times) } else { Vec::new() },
            row: order.iter().map(|&(_, row)| row).collect(),
            starts: Vec::new(),
        };
        let square = limits.distance * limits.distance;
        let mut cells =
            Self { points, numbers: Vec::new(), square, time, min_points: limits.min_points as usize };
        cells.split(&order);
        cells
    }

    /// Begin a new cell where the number changes, or where two points of one cell might not be neighbours.
    fn split(&mut self, order: &[(u64, u32)]) {
        let points = &mut self.points;
        let mut low = [0.0; 3];
        let mut high = [0.0; 3];
        for (place, &(number, _)) in order.iter().enumerate() {
            let here = [points.x[place], points.y[place], if TIMED { points.t[place] } else { 0.0 }];
            if self.numbers.last() == Some(&number) {
                for axis in 0..3 {
                    low[axis] = f64::min(low[axis], here[axis]);
                    high[axis] = f64::max(high[axis], here[axis]);
                }
                let (across, up) = (high[0] - low[0], high[1] - low[1]);
                if across * across + up * up <= self.square && high[2] - low[2] <= self.time {
                    continue;
                }
            }
            self.numbers.push(number);
            points.starts.push(small(place));
            (low, high) = (here, here);
        }
        points.starts.push(small(order.len()));
    }

    /// Find core points, join their cells, and give every other point to the lowest cluster that reaches it.
    pub(super) fn label(&self) -> Labels {
        let core = self.core();
        let cores = self.points.only(&core);
        let forest = self.join(&cores);
        let (clusters, firsts) = number_clusters(&cores, &forest);
        let found = self.assign(&core, &cores, &clusters);
        let mut labels = Labels { cluster: vec![None; core.len()], core: vec![false; core.len()], firsts };
        for ((&row, &core), &cluster) in self.points.row.iter().zip(&core).zip(&found) {
            labels.core[row as usize] = core;
            labels.cluster[row as usize] = (cluster != u32::MAX).then_some(cluster);
        }
        labels
    }

    /// Call for each cell with the runs of cells around it, itself included.
    fn around(&self, cells: Range<usize>, mut visit: impl FnMut(usize, &[Range<usize>])) {
        let offsets = if TIMED { &AROUND[..] } else { &AROUND[..5] };
        let mut runs: Vec<Range<usize>> = vec![0..0; offsets.len()];
        let first = self.numbers[cells.start];
        let window = |number: u64, (period, row, side): (i64, i64, u64)| {
            let middle = number.wrapping_add_signed((period << PERIOD) + (row << ROW));
            (middle - side, middle + side)
        };
        for (run, &offset) in runs.iter_mut().zip(offsets) {
            let start = self.numbers.partition_point(|&number| number < window(first, offset).0);
            *run = start..start;
        }
        for cell in cells {
            for (run, &offset) in runs.iter_mut().zip(offsets) {
                let (from, to) = window(self.numbers[cell], offset);
                while self.numbers.get(run.start).is_some_and(|&number| number < from) {
                    run.start += 1;
                }
                run.end = run.end.max(run.start);
                while self.numbers.get(run.end).is_some_and(|&number| number <= to) {
                    run.end += 1;
                }
            }
            visit(cell, &runs);
        }
    }

    /// Do something for all pieces of work at once; results in order.
    fn pieces<T: Send>(&self, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
        let cells = self.numbers.len();
        (0..cells.div_ceil(PIECE))
            .into_par_iter()
            .map(|piece| work(piece * PIECE..((piece + 1) * PIECE).min(cells)))
            .collect()
    }

    /// Which points are core points.
    fn core(&self) -> Vec<bool> {
        let pieces = self.pieces(|cells| {
            let mut core = Vec::new();
            self.around(cells, |cell, runs| {
                let own = self.points.cell(cell);
                if own.len() >= self.min_points {
                    core.resize(core.len() + own.len(), true);
                    return;
                }
                core.extend(own.map(|point| {
                    let mut neighbours = 0;
                    runs.iter().any(|run| {
                        neighbours += self.count(point, self.points.run(run));
                        neighbours >= self.min_points
                    })
                }));
            });
            core
        });
        pieces.concat()
    }

    /// How many of the others are neighbours of a point.
    fn count(&self, point: usize, others: Range<usize>) -> usize {
        let here = self.points.place::<TIMED>(point);
        let (xs, ys) = (&self.points.x[others.clone()], &self.points.y[others.clone()]);
        let times = if TIMED { &self.points.t[others] } else { xs };
        let mut neighbours = 0;
        for ((&x, &y), &t) in xs.iter().zip(ys).zip(times) {
            neighbours += usize::from(self.near(here, [x, y, t]));
        }
        neighbours
    }

    fn near(&self, [x, y, t]: [f64; 3], other: [f64; 3]) -> bool {
        let (across, up) = (x - other[0], y - other[1]);
        (across * across + up * up <= self.square) & (!TIMED | ((t - other[2]).abs() <= self.time))
    }

    /// Join cells that hold neighbouring core points. The result does not depend on the order of joining.
    fn join(&self, cores: &Points) -> Forest {
        let forest = Forest((0..small(self.numbers.len())).map(AtomicU32::new).collect());
        self.pieces(|cells| {
            self.around(cells, |cell, runs| {
                let own = cores.cell(cell);
                if own.is_empty() {
                    return;
                }
                for other in runs.iter().flat_map(|run| run.start.max(cell + 1)..run.end) {
                    let others = cores.cell(other);
                    if !others.is_empty()
                        && !forest.together(cell, other)
                        && self.linked(cores, &own, &others)
                    {
                        forest.join(cell, other);
                    }
                }
            });
        });
        forest
    }

    /// Whether any core point of one cell is a neighbour of any of the other.
    fn linked(&self, cores: &Points, own: &Range<usize>, others: &Range<usize>) -> bool {
        let boxed = own.len() * others.len() > BOXED_FROM;
        let bounds = boxed.then(|| cores.bounds::<TIMED>(others));
        own.clone().any(|one| {
            let here = cores.place::<TIMED>(one);
            if let Some((low, high)) = bounds {
                let nearest = [0, 1, 2].map(|axis| here[axis].clamp(low[axis], high[axis]));
                if !self.near(here, nearest) {
                    return false;
                }
            }
            others.clone().any(|other| self.near(here, cores.place::<TIMED>(other)))
        })
    }

    /// The cluster of each point, `u32::MAX` for noise.
    fn assign(&self, core: &[bool], cores: &Points, clusters: &[u32]) -> Vec<u32> {
        let pieces = self.pieces(|cells| {
            let mut found = Vec::new();
            self.around(cells, |cell, runs| {
                found.extend(self.points.cell(cell).map(|point| {
                    if core[point] {
                        return clusters[cell];
                    }
                    let here = self.points.place::<TIMED>(point);
                    let mut lowest = u32::MAX;
                    for other in runs.iter().cloned().flatten() {
                        let reaches = |core| self.near(here, cores.place::<TIMED>(core));
                        if clusters[other] < lowest && cores.cell(other).any(reaches) {
                            lowest = clusters[other];
                        }
                    }
                    lowest
                }));
            });
            found
        });
        pieces.concat()
    }
}

impl Points {
    fn cell(&self, cell: usize) -> Range<usize> {
        self.starts[cell] as usize..self.starts[cell + 1] as usize
    }

    /// The points of a run of cells.
    fn run(&self, cells: &Range<usize>) -> Range<usize> {
        self.starts[cells.start] as usize..self.starts[cells.end] as usize
    }

    fn place<const TIMED: bool>(&self, point: usize) -> [f64; 3] {
        [self.x[point], self.y[point], if TIMED { self.t[point] } else { 0.0 }]
    }

    /// The marked points, in the same cells.
    fn only(&self, marked: &[bool]) -> Self {
        let pick = |values: &[f64]| -> Vec<f64> {
            values.iter().zip(marked).filter(|&(_, &marked)| marked).map(|(&value, _)| value).collect()
        };
        let mut before = 0;
        let mut starts = vec![0];
        for cell in 0..self.starts.len() - 1 {
            before += small(marked[self.cell(cell)].iter().filter(|&&marked| marked).count());
            starts.push(before);
        }
        let row = self.row.iter().zip(marked).filter(|&(_, &marked)| marked).map(|(&row, _)| row).collect();
        Self { row, x: pick(&self.x), y: pick(&self.y), t: pick(&self.t), starts }
    }

    /// The smallest box around some points.
    fn bounds<const TIMED: bool>(&self, points: &Range<usize>) -> ([f64; 3], [f64; 3]) {
        points.clone().map(|point| self.place::<TIMED>(point)).fold(
            ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]),
            |(low, high), here| {
                let each = [0, 1, 2];
                (each.map(|axis| low[axis].min(here[axis])), each.map(|axis| high[axis].max(here[axis])))
            },
        )
    }
}

impl Forest {
    /// The lowest cell of those joined with this one; paths are shortened on the way.
    fn root(&self, mut cell: u32) -> u32 {
        loop {
            let parent = self.0[cell as usize].load(Relaxed);
            if parent == cell {
                return cell;
            }
            let above = self.0[parent as usize].load(Relaxed);
            self.0[cell as usize].store(above, Relaxed);
            cell = above;
        }
    }

    fn together(&self, one: usize, other: usize) -> bool {
        self.root(small(one)) == self.root(small(other))
    }

    /// Join two cells. Another thread may join the same trees meanwhile; then the roots are looked up again.
    fn join(&self, one: usize, other: usize) {
        let (mut one, mut other) = (small(one), small(other));
        loop {
            (one, other) = (self.root(one), self.root(other));
            if one == other {
                return;
            }
            let (low, high) = (one.min(other), one.max(other));
            if self.0[high as usize].compare_exchange(high, low, Relaxed, Relaxed).is_ok() {
                return;
            }
        }
    }
}

/// The cluster of each cell (`u32::MAX` without core points), and the first core point of each cluster.
fn number_clusters(cores: &Points, forest: &Forest) -> (Vec<u32>, Vec<u32>) {
    let cells = cores.starts.len() - 1;
    let mut first_of_root = vec![u32::MAX; cells];
    for cell in 0..cells {
        if let Some(&first) = cores.row[cores.cell(cell)].iter().min() {
            let root = &mut first_of_root[forest.root(small(cell)) as usize];
            *root = first.min(*root);
        }
    }
    let mut firsts: Vec<(u32, usize)> = first_of_root
        .iter()
        .enumerate()
        .filter(|&(_, &row)| row != u32::MAX)
        .map(|(root, &row)| (row, root))
        .collect();
    firsts.sort_unstable();
    let mut of_root = vec![u32::MAX; cells];
    for (cluster, &(_, root)) in firsts.iter().enumerate() {
        of_root[root] = small(cluster);
    }
    let of_cell = |cell| {
        if cores.cell(cell).is_empty() { u32::MAX } else { of_root[forest.root(small(cell)) as usize] }
    };
    ((0..cells).map(of_cell).collect(), firsts.into_iter().map(|(row, _)| row).collect())
}

/// Numbers a coordinate by steps of about this size, from 2 on so that two steps down is still a number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to MAX_STEPS")]
fn steps(values: &[f64], size: f64) -> impl Fn(f64) -> u64 {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let size = (size * MARGIN).max((high - low) / MAX_STEPS).max(f64::MIN_POSITIVE);
    move |value| ((value - low) / size) as u64 + 2
}

#[expect(clippy::cast_possible_truncation, reason = "the number of points was checked to fit")]
fn small(number: usize) -> u32 {
    number as u32
}
