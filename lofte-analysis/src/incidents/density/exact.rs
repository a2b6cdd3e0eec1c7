//! The exact sum.
//!
//! Events are sorted by grid cell, so that all events of a cell meet the same square of target cells, which then
//! stays in the first-level cache. Both kernels come from one profile for each axis: the quartic is the square of
//! (row part minus column part) where that is positive, the Gaussian is the product. The inner loop is therefore a
//! few operations on neighbouring numbers, which the compiler turns into vector instructions.
//!
//! The grid is worked in strips of rows, in parallel. A target cell meets its events in the sorted order whatever
//! the strips, so the sum is the same to the last bit on any number of threads.

use rayon::prelude::*;

use super::setting::Setting;
use super::{Events, Kernel};

/// Events that are added to a row of targets together, to load and store it once.
const TOGETHER: usize = 4;

/// Events sorted by the cell they lie in.
struct Sorted {
    /// Where each cell begins, and the end.
    starts: Vec<u32>,
    offsets: Vec<Offset>,
}

/// An event, seen from the centre of its cell.
#[derive(Clone, Copy)]
struct Offset {
    dx: f64,
    dy: f64,
    weight: f64,
}

/// Densities for each square km, row by row.
pub(super) fn sum(events: Events<'_>, setting: &Setting) -> Vec<f64> {
    let sorted = sort(events, setting);
    let columns = setting.columns();
    let strip = (2 * setting.reach).clamp(16, 64);
    let mut values = vec![0.0; columns * setting.rows()];
    values.par_chunks_mut(strip * columns).enumerate().for_each(|(number, target)| {
        let first = number * strip;
        match setting.kernel {
            Kernel::Quartic => fill(target, first, &sorted, setting, |row: f64, column: f64| {
                let above = row - column;
                let above = if above > 0.0 { above } else { 0.0 };
                above * above
            }),
            Kernel::Gaussian { .. } => {
                fill(target, first, &sorted, setting, |row: f64, column: f64| row * column);
            }
        }
    });
    values
}

/// A counting sort; events too far away for any target are left out, and the order within a cell is that of the
/// input.
#[expect(
    clippy::cast_possible_truncation,
    reason = "at most MAX_CELLS cells and u32::MAX events, both checked"
)]
fn sort(events: Events<'_>, setting: &Setting) -> Sorted {
    const NOWHERE: u32 = u32::MAX;
    let cells: Vec<u32> = events
        .points
        .x
        .par_iter()
        .zip(events.points.y)
        .with_min_len(4096)
        .map(|(x, y)| setting.spot(*x, *y).map_or(NOWHERE, |spot| spot.cell as u32))
        .collect();
    let mut starts = vec![0_u32; setting.wide * setting.high + 1];
    for cell in cells.iter().filter(|cell| **cell != NOWHERE) {
        starts[*cell as usize + 1] += 1;
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut next = starts.clone();
    let mut offsets = vec![Offset { dx: 0.0, dy: 0.0, weight: 0.0 }; sum as usize];
    for (event, cell) in cells.iter().enumerate() {
        if let Some(spot) = setting.spot(events.points.x[event], events.points.y[event]) {
            let weight = events.weights.map_or(1.0, |weights| weights[event]);
            let place = &mut next[*cell as usize];
            offsets[*place as usize] = Offset { dx: spot.dx, dy: spot.dy, weight };
            *place += 1;
        }
    }
    Sorted { starts, offsets }
}

/// The profiles of [`TOGETHER`] events: for each event one number for each column, and for each row one number
/// for each event.
struct Profiles {
    columns: [Vec<f64>; TOGETHER],
    rows: Vec<[f64; TOGETHER]>,
}

/// Add all events within reach to a strip of target rows.
fn fill(
    target: &mut [f64],
    first: usize,
    sorted: &Sorted,
    setting: &Setting,
    combine: impl Fn(f64, f64) -> f64 + Copy,
) {
    let (columns, reach, wide) = (setting.columns(), setting.reach, setting.wide);
    let rows = target.len() / columns;
    let side = 2 * reach + 1;
    // Targets on the padded grid and beyond, so that no event needs its square clipped at the left and right.
    let room = wide + 2 * reach;
    let mut padded = vec![0.0; rows * room];
    let mut profiles =
        Profiles { columns: std::array::from_fn(|_| vec![0.0; side]), rows: vec![[0.0; TOGETHER]; side] };
    for row in first..(first + rows + 2 * reach).min(setting.high) {
        // Event row `row` of the padded grid reaches the target rows row - 2 reach ..= row of the grid.
        let lowest = (row.saturating_sub(2 * reach)).max(first);
        let highest = row.min(first + rows - 1);
        for column in 0..wide {
            let cell = row * wide + column;
            let (start, end) = (sorted.starts[cell] as usize, sorted.starts[cell + 1] as usize);
            for group in sorted.offsets[start..end].chunks(TOGETHER) {
                setting.profile(group, &mut profiles);
                for target_row in lowest..=highest {
                    let from = (target_row - first) * room + column;
                    let out = &mut padded[from..from + side];
                    let parts = profiles.rows[target_row + 2 * reach - row];
                    add(out, parts, &profiles.columns, group.len(), combine);
                }
            }
        }
    }
    let peak = setting.peak();
    for (row, out) in target.chunks_mut(columns).enumerate() {
        let from = row * room + 2 * reach;
        for (value, sum) in out.iter_mut().zip(&padded[from..from + columns]) {
            *value = sum * peak;
        }
    }
}

/// Add up to four events to one row of targets.
fn add(
    out: &mut [f64],
    parts: [f64; TOGETHER],
    columns: &[Vec<f64>; TOGETHER],
    events: usize,
    combine: impl Fn(f64, f64) -> f64 + Copy,
) {
    if events == TOGETHER {
        let [a, b, c, d] = columns;
        let four = a.iter().zip(b).zip(c.iter().zip(d));
        for (value, ((a, b), (c, d))) in out.iter_mut().zip(four) {
            *value += (combine(parts[0], *a) + combine(parts[1], *b))
                + (combine(parts[2], *c) + combine(parts[3], *d));
        }
        return;
    }
    for (part, column) in parts.iter().zip(columns).take(events).filter(|(part, _)| **part > 0.0) {
        for (value, column) in out.iter_mut().zip(column) {
            *value += combine(*part, *column);
        }
    }
}

impl Setting {
    fn profile(&self, group: &[Offset], profiles: &mut Profiles) {
        for (event, offset) in group.iter().enumerate() {
            let columns = &mut profiles.columns[event];
            match self.kernel {
                Kernel::Quartic => self.quartic(*offset, event, columns, &mut profiles.rows),
                Kernel::Gaussian { cut } => {
                    self.gaussian(offset.dx, cut, |i, value| columns[i] = value);
                    let weight = offset.weight;
                    self.gaussian(offset.dy, cut, |i, value| profiles.rows[i][event] = value * weight);
                }
            }
        }
    }

    /// The weight goes in as its root, since the difference of row and column part is squared.
    fn quartic(&self, offset: Offset, event: usize, columns: &mut [f64], rows: &mut [[f64; TOGETHER]]) {
        let root = offset.weight.sqrt();
        let per_square = root / (self.bandwidth * self.bandwidth);
        let mut step = -(self.reach as f64) * self.grid.cell;
        for (column, row) in columns.iter_mut().zip(rows) {
            let (dx, dy) = (step - offset.dx, step - offset.dy);
            *column = dx * dx * per_square;
            row[event] = root - dy * dy * per_square;
            step += self.grid.cell;
        }
    }

    /// The Gaussian profile of one axis, 0 beyond the cut.
    ///
    /// exp(-(d c - o)^2 / 2h^2) is a product of a factor of the offset o alone, one of the step d alone, and the d-th
    /// power of exp(o c / h^2): three exponentials for each event instead of one for each cell.
    fn gaussian(&self, offset: f64, cut: f64, mut set: impl FnMut(usize, f64)) {
        let per_square = 1.0 / (self.bandwidth * self.bandwidth);
        let limit = cut * self.bandwidth;
        let own = (-0.5 * offset * offset * per_square).exp();
        let ratio = (offset * self.grid.cell * per_square).exp();
        set(self.reach, if offset.abs() <= limit { own } else { 0.0 });
        let (mut right, mut left, mut step) = (own, own, 0.0);
        for (i, fall) in self.falls.iter().enumerate().skip(1) {
            right *= ratio;
            left /= ratio;
            step += self.grid.cell;
            set(self.reach + i, if step - offset <= limit { right * fall } else { 0.0 });
            set(self.reach - i, if step + offset <= limit { left * fall } else { 0.0 });
        }
    }
}
