//! The sum by linear binning, and a bound on its error.
//!
//! The Gaussian kernel is applied along rows and then along columns; the quartic, which is not a product, in one pass
//! over its disc. Both are sums of shifted rows, so the inner loop runs over neighbouring numbers. Events are shared
//! out in a fixed number of blocks that are added in order, so that the result does not depend on the number of
//! threads.

use rayon::prelude::*;

use super::setting::Setting;
use super::{Events, Kernel};

/// Events in a block, and the most blocks there are.
const BLOCK: usize = 1 << 17;
const MAX_BLOCKS: usize = 8;

/// Cell centres on the padded grid, with one more on each side for events before the first and after the last centre.
struct Nodes {
    wide: usize,
    high: usize,
    /// The kernel reaches this many nodes.
    reach: usize,
    shares: Vec<f64>,
}

/// Densities for each square km, and the bound on the error of each.
pub(super) fn sum(events: Events<'_>, setting: &Setting) -> (Vec<f64>, Vec<f64>) {
    let nodes = Nodes::share(events, setting);
    let peak = setting.peak();
    let steps = (setting.grid.cell / setting.bandwidth).powi(2);
    // c^2/8 times the second derivatives, which are written here in units of peak / h^2.
    let per_event = steps / 8.0 * peak;
    match setting.kernel {
        Kernel::Gaussian { .. } => {
            let (fall, bend, top) = gaussian_profiles(setting);
            let values = nodes.product(&fall, &fall, setting);
            let mut errors = nodes.product(&bend, &top, setting);
            let others = nodes.product(&top, &bend, setting);
            errors.iter_mut().zip(others).for_each(|(error, other)| *error = (*error + other) * per_event);
            (values.into_iter().map(|value| value * peak).collect(), errors)
        }
        Kernel::Quartic => {
            let square = |columns: f64, rows: f64| (columns * columns + rows * rows) * steps;
            let values = nodes.disc(setting, |columns, rows| {
                let above = (1.0 - square(columns, rows)).max(0.0);
                above * above * peak
            });
            // |K_xx| + |K_yy| is 8 max(|2q - 1|, q) at most, where q = d^2/h^2; q is lowest and highest at
            // the corners of the cells around the node.
            let errors = nodes.disc(setting, |columns, rows| {
                let near = |steps: f64| (steps.abs() - 1.0).max(0.0);
                let low = square(near(columns), near(rows));
                let high = square(columns.abs() + 1.0, rows.abs() + 1.0).min(1.0);
                let bend = (2.0 * low - 1.0).abs().max((2.0 * high - 1.0).abs()).max(high);
                if low < 1.0 { 8.0 * bend * per_event } else { 0.0 }
            });
            (values, errors)
        }
    }
}

/// Along one axis, at whole numbers of cells: the kernel, the largest size of its second derivative within a cell,
/// and the largest kernel value within a cell.
fn gaussian_profiles(setting: &Setting) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let reach = setting.reach + 1;
    let per_cell = setting.grid.cell / setting.bandwidth;
    let fall = |t: f64| (-0.5 * t * t).exp();
    let bend = |t: f64| (t * t - 1.0).abs() * fall(t);
    let (mut falls, mut bends, mut tops) = (Vec::new(), Vec::new(), Vec::new());
    for step in 0..=2 * reach {
        let away = step.abs_diff(reach) as f64;
        let (near, far) = ((away - 1.0).max(0.0) * per_cell, (away + 1.0) * per_cell);
        falls.push(fall(away * per_cell));
        tops.push(fall(near));
        // The curvature is largest at 0 and has one more peak, at the root of 3.
        let inner = bend(near).max(bend(far));
        let turn = 3.0_f64.sqrt();
        bends.push(if near < turn && turn < far { inner.max(bend(turn)) } else { inner });
    }
    (falls, bends, tops)
}

impl Nodes {
    /// Share every event between the four nodes around it.
    fn share(events: Events<'_>, setting: &Setting) -> Self {
        let (wide, high) = (setting.wide + 2, setting.high + 2);
        let count = events.points.x.len();
        let block = BLOCK.max(count.div_ceil(MAX_BLOCKS));
        let blocks: Vec<Vec<f64>> = (0..count.div_ceil(block))
            .into_par_iter()
            .map(|number| {
                let mut shares = vec![0.0; wide * high];
                for event in number * block..count.min((number + 1) * block) {
                    let weight = events.weights.map_or(1.0, |weights| weights[event]);
                    share_one(&mut shares, events.points.x[event], events.points.y[event], weight, setting);
                }
                shares
            })
            .collect();
        let mut blocks = blocks.into_iter();
        let mut shares = blocks.next().unwrap_or_else(|| vec![0.0; wide * high]);
        for block in blocks {
            shares.iter_mut().zip(block).for_each(|(share, more)| *share += more);
        }
        Self { wide, high, reach: setting.reach + 1, shares }
    }

    /// Apply a kernel that is a product, row part first.
    fn product(&self, along: &[f64], across: &[f64], setting: &Setting) -> Vec<f64> {
        let columns = setting.columns();
        let mut rows = vec![0.0; self.high * columns];
        rows.par_chunks_mut(columns).zip(self.shares.par_chunks(self.wide)).for_each(|(out, shares)| {
            for (step, part) in along.iter().enumerate() {
                add(out, &shares[step..step + columns], *part);
            }
        });
        let mut values = vec![0.0; columns * setting.rows()];
        values.par_chunks_mut(columns).enumerate().for_each(|(row, out)| {
            for (step, part) in across.iter().enumerate() {
                let from = (row + step) * columns;
                add(out, &rows[from..from + columns], *part);
            }
        });
        values
    }

    /// Apply a kernel given by the distance in columns and rows.
    fn disc(&self, setting: &Setting, kernel: impl Fn(f64, f64) -> f64) -> Vec<f64> {
        let (columns, side) = (setting.columns(), 2 * self.reach + 1);
        let away = |step: usize| step as f64 - self.reach as f64;
        let parts: Vec<f64> = (0..side * side).map(|i| kernel(away(i % side), away(i / side))).collect();
        let mut values = vec![0.0; columns * setting.rows()];
        values.par_chunks_mut(columns).enumerate().for_each(|(row, out)| {
            for (i, part) in parts.iter().enumerate().filter(|(_, part)| **part > 0.0) {
                let from = (row + i / side) * self.wide + i % side;
                add(out, &self.shares[from..from + columns], *part);
            }
        });
        values
    }
}

/// Node 0 is the centre one cell before the padded grid, so the centre of padded cell n is node n + 1.
fn share_one(shares: &mut [f64], x: f64, y: f64, weight: f64, setting: &Setting) {
    let Some(spot) = setting.spot(x, y) else {
        return;
    };
    let wide = setting.wide + 2;
    let node = (spot.cell / setting.wide + 1) * wide + spot.cell % setting.wide + 1;
    let (east, north) = (spot.dx / setting.grid.cell, spot.dy / setting.grid.cell);
    let (left, below) = (if east < 0.0 { node - 1 } else { node }, if north < 0.0 { wide } else { 0 });
    let corner = left - below;
    let (right, up) =
        (if east < 0.0 { 1.0 + east } else { east }, if north < 0.0 { 1.0 + north } else { north });
    shares[corner] += weight * (1.0 - right) * (1.0 - up);
    shares[corner + 1] += weight * right * (1.0 - up);
    shares[corner + wide] += weight * (1.0 - right) * up;
    shares[corner + wide + 1] += weight * right * up;
}

fn add(out: &mut [f64], shares: &[f64], part: f64) {
    out.iter_mut().zip(shares).for_each(|(value, share)| *value += part * share);
}
