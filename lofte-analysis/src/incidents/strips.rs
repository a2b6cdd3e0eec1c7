//! Points sorted so that everything within a distance of a point lies in a few short runs.
//!
//! The plane is cut into horizontal strips half as high as the distance; within a strip points are sorted by x.
//! The neighbours of a point are then one run in its own strip and one in each of the next two, found by binary
//! search, and their coordinates lie side by side in memory. Nothing depends on how the height rounds: a strip is left
//! out only because of the lowest point it holds.

use std::ops::Range;

use rayon::slice::ParallelSliceMut;

/// Strips are made higher rather than more than this.
const MAX_STRIPS: f64 = 4_194_304.0;

/// Room for rounding when a run is cut, in metres; runs may hold points that are too far away, never miss one.
const SLACK: f64 = 1e-6;

/// How far a point looks.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reach {
    /// As the crow flies.
    Circle(f64),
    /// Along two streets at right angles.
    Diamond(f64),
}

/// The points in strip order.
#[derive(Debug)]
pub(super) struct Strips {
    /// The row of each point in the input.
    pub order: Vec<u32>,
    /// Coordinates in strip order.
    pub x: Vec<f64>,
    /// Coordinates in strip order.
    pub y: Vec<f64>,
    starts: Vec<usize>,
    lowest: Vec<f64>,
    reach: Reach,
}

impl Reach {
    fn distance(self) -> f64 {
        match self {
            Self::Circle(distance) | Self::Diamond(distance) => distance,
        }
    }

    /// How far to either side a point can lie that is `up` above.
    fn half_width(self, up: f64) -> f64 {
        match self {
            Self::Circle(distance) => (distance * distance - up * up).max(0.0).sqrt(),
            Self::Diamond(distance) => (distance - up).max(0.0),
        }
    }
}

impl Strips {
    /// Sort finite points; `tie` settles the order of points at the same place, so that the order of rows does not.
    pub(super) fn new(xs: &[f64], ys: &[f64], tie: &[i32], reach: Reach) -> Self {
        let bottom = ys.iter().copied().fold(f64::INFINITY, f64::min);
        let top = ys.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let height = (reach.distance() / 2.0).max((top - bottom) / MAX_STRIPS).max(SLACK);
        let mut rows: Vec<(u32, u32)> =
            (0_u32..).zip(ys).map(|(row, y)| (strip((y - bottom) / height), row)).collect();
        rows.par_sort_unstable_by(|&(a_strip, a), &(b_strip, b)| {
            let (i, j) = (a as usize, b as usize);
            a_strip
                .cmp(&b_strip)
                .then_with(|| xs[i].total_cmp(&xs[j]))
                .then_with(|| ys[i].total_cmp(&ys[j]))
                .then_with(|| tie[i].cmp(&tie[j]))
                .then_with(|| a.cmp(&b))
        });
        let mut starts = Vec::new();
        let mut lowest: Vec<f64> = Vec::new();
        let mut before = None;
        for (place, &(strip, row)) in rows.iter().enumerate() {
            let y = ys[row as usize];
            match lowest.last_mut() {
                Some(low) if before == Some(strip) => *low = low.min(y),
                _ => {
                    starts.push(place);
                    lowest.push(y);
                }
            }
            before = Some(strip);
        }
        starts.push(rows.len());
        let order: Vec<u32> = rows.iter().map(|&(_, row)| row).collect();
        let x = order.iter().map(|&row| xs[row as usize]).collect();
        let y = order.iter().map(|&row| ys[row as usize]).collect();
        Self { order, x, y, starts, lowest, reach }
    }

    /// For each of the points, every run of later points that may lie within reach: each pair comes once.
    pub(super) fn ahead(&self, points: Range<usize>, mut visit: impl FnMut(usize, Range<usize>)) {
        let mut strip = self.starts.partition_point(|&start| start <= points.start).saturating_sub(1);
        for point in points {
            while point >= self.starts[strip + 1] {
                strip += 1;
            }
            let (x, y) = (self.x[point], self.y[point]);
            let own = point + 1..self.starts[strip + 1];
            let right = x + self.reach.distance() + SLACK;
            visit(point, own.start..own.start + self.x[own].partition_point(|&other| other <= right));
            for next in strip + 1..self.lowest.len() {
                let up = (self.lowest[next] - y).max(0.0);
                if up > self.reach.distance() + SLACK {
                    break;
                }
                let side = self.reach.half_width((up - SLACK).max(0.0)) + SLACK;
                let start = self.starts[next];
                let run = &self.x[start..self.starts[next + 1]];
                let from = run.partition_point(|&other| other < x - side);
                let to = from + run[from..].partition_point(|&other| other <= x + side);
                visit(point, start + from..start + to);
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to MAX_STRIPS")]
fn strip(number: f64) -> u32 {
    number as u32
}
