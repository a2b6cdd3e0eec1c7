//! The boundary: what lies within it, and the share of a kernel that does.
//!
//! With M(r) the share of a kernel within distance r of its middle u, the share within the boundary is the integral
//! of M over the angle at which the boundary is seen from u, divided by 2 pi. Inside the boundary that is 1 - 1/(2
//! pi) times the integral of 1 - M, to which only edges within reach of the kernel contribute. Along a straight edge
//! at distance a, with s along it, the angle is a ds / (a^2 + s^2); for the quartic kernel M times that is a
//! polynomial in s, for the Gaussian kernel a smooth function that a few Gauss-Legendre points integrate to rounding.

use std::f64::consts::TAU;

use geo::algorithm::kernels::{Kernel as Predicate, Orientation, RobustKernel};
use geo::orient::Direction;
use geo::{Area as _, BoundingRect, Coord, MultiPolygon, Orient};
use rayon::prelude::*;

use super::super::point_in_area::AreaIndex;
use super::{DensityError, DensityParams, EdgeCorrection, Events, Kernel};
use crate::points::Points;

/// Beyond this many standard deviations a Gaussian kernel has no weight that a number would show.
const GAUSSIAN_REACH: f64 = 8.5;
/// The most buckets to each side of the index of edges.
const MAX_BUCKETS: f64 = 256.0;
/// A place exactly on the boundary is moved by this share of the bandwidth, since no angle is seen from it.
const NUDGE: f64 = 1e-9;
/// A Gaussian edge is cut into pieces of at most this many bandwidths.
const PIECE: f64 = 0.5;
/// Gauss-Legendre points and weights on 0..1.
const POINTS: [(f64, f64); 8] = [
    (0.019_855_071_751_231_884, 0.050_614_268_145_188_13),
    (0.101_666_761_293_186_63, 0.111_190_517_226_687_24),
    (0.237_233_795_041_835_5, 0.156_853_322_938_943_64),
    (0.408_282_678_752_175_1, 0.181_341_891_689_181),
    (0.591_717_321_247_825, 0.181_341_891_689_181),
    (0.762_766_204_958_164_5, 0.156_853_322_938_943_64),
    (0.898_333_238_706_813_4, 0.111_190_517_226_687_24),
    (0.980_144_928_248_768_1, 0.050_614_268_145_188_13),
];

/// The area within the boundary.
pub(super) struct Area {
    within: AreaIndex,
    mass: Mass,
}

/// The edges of the boundary, interior to the left, and which of them each place must look at.
struct Mass {
    kernel: Kernel,
    bandwidth: f64,
    reach: f64,
    edges: Vec<(Coord, Coord)>,
    corner: Coord,
    bucket: f64,
    columns: usize,
    rows: usize,
    buckets: Vec<Vec<u32>>,
}

/// Events within the boundary, with the weights that Diggle's correction gives them.
pub(super) struct Clipped {
    x: Vec<f64>,
    y: Vec<f64>,
    weights: Option<Vec<f64>>,
    /// The sum of the weights before the correction.
    pub(super) weight: f64,
    /// Events outside.
    pub(super) outside: u64,
}

impl Clipped {
    pub(super) fn events(&self) -> Events<'_> {
        Events { points: Points::new(&self.x, &self.y), weights: self.weights.as_deref() }
    }
}

/// The events within the boundary; none without a boundary.
pub(super) fn clip(events: Events<'_>, area: Option<&Area>, edge: EdgeCorrection) -> Option<Clipped> {
    let area = area?;
    let inside: Vec<usize> = (0..events.points.x.len())
        .into_par_iter()
        .with_min_len(1024)
        .filter(|event| {
            area.within.locate(Coord { x: events.points.x[*event], y: events.points.y[*event] }).is_some()
        })
        .collect();
    let pick = |values: &[f64]| inside.iter().map(|event| values[*event]).collect::<Vec<f64>>();
    let (x, y, mut weights) = (pick(events.points.x), pick(events.points.y), events.weights.map(pick));
    let weight = weights.as_ref().map_or(x.len() as f64, |weights| weights.iter().sum());
    if edge == EdgeCorrection::Diggle {
        let own = weights.unwrap_or_else(|| vec![1.0; x.len()]);
        let corrected = x.par_iter().zip(&y).zip(own).with_min_len(256);
        weights = Some(corrected.map(|((x, y), weight)| weight / area.share(*x, *y)).collect());
    }
    let outside = (events.points.x.len() - inside.len()) as u64;
    Some(Clipped { x, y, weights, weight, outside })
}

impl Area {
    pub(super) fn new(boundary: &MultiPolygon, params: &DensityParams) -> Result<Self, DensityError> {
        let within = AreaIndex::new(std::slice::from_ref(boundary)).map_err(|_| DensityError::Boundary)?;
        let size = boundary.unsigned_area();
        if !(size > 0.0 && size.is_finite()) {
            return Err(DensityError::Boundary);
        }
        Ok(Self { within, mass: Mass::new(boundary, params)? })
    }

    /// Pieces of edges that a place must look at, on average: an edge is one for the quartic kernel, and as many as its
    /// integral is cut into for the Gaussian.
    pub(super) fn pieces_in_reach(&self) -> f64 {
        let mass = &self.mass;
        let near = mass.buckets.iter().map(Vec::len).sum::<usize>() as f64 / mass.buckets.len().max(1) as f64;
        let length = |(a, b): &(Coord, Coord)| (b.x - a.x).hypot(b.y - a.y).min(2.0 * mass.reach);
        let mean = mass.edges.iter().map(length).sum::<f64>() / mass.edges.len().max(1) as f64;
        match mass.kernel {
            Kernel::Quartic => near,
            Kernel::Gaussian { .. } => near * (mean / (PIECE * mass.bandwidth)).ceil().max(1.0),
        }
    }

    /// The share of a kernel at a place within the boundary that lies within the boundary.
    fn share(&self, x: f64, y: f64) -> f64 {
        let mut place = Coord { x, y };
        let mut nudge = NUDGE * self.mass.bandwidth;
        while self.mass.touches(place) {
            place = Coord { x: x + 0.6 * nudge, y: y + 0.8 * nudge };
            // Far from the origin the first step may be lost in rounding.
            nudge *= 2.0;
        }
        let whole = if self.within.locate(place).is_some() { 1.0 } else { 0.0 };
        // Overlapping parts and rings that cross themselves could give a share that is none.
        (whole - self.mass.lost(place)).clamp(f64::EPSILON, 1.0)
    }

    /// Set cells outside to 0, correct those inside, and give the largest error among them.
    pub(super) fn finish(
        &self,
        values: &mut [f64],
        error_at: impl Fn(usize) -> f64 + Sync,
        params: &DensityParams,
    ) -> (Vec<bool>, f64) {
        let columns = params.grid.columns as usize;
        let cells = values.par_iter_mut().enumerate().with_min_len(256);
        let done: Vec<(bool, f64)> = cells
            .map(|(cell, value)| {
                let along = |corner: f64, number: usize| corner + (number as f64 + 0.5) * params.grid.cell;
                let (x, y) =
                    (along(params.grid.west, cell % columns), along(params.grid.south, cell / columns));
                if self.within.locate(Coord { x, y }).is_none() {
                    *value = 0.0;
                    return (false, 0.0);
                }
                let share = if params.edge == EdgeCorrection::Uniform { self.share(x, y) } else { 1.0 };
                *value /= share;
                (true, error_at(cell) / share)
            })
            .collect();
        let largest = done.iter().fold(0.0, |largest: f64, (_, error)| largest.max(*error));
        (done.into_iter().map(|(inside, _)| inside).collect(), largest)
    }
}

impl Mass {
    #[expect(clippy::cast_possible_truncation, reason = "the number of edges is checked")]
    fn new(boundary: &MultiPolygon, params: &DensityParams) -> Result<Self, DensityError> {
        let boundary = boundary.orient(Direction::Default);
        let rings = boundary.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
        let lines = rings.flat_map(|ring| ring.lines().map(|line| (line.start, line.end)));
        let edges: Vec<(Coord, Coord)> = lines.filter(|(a, b)| a != b).collect();
        let bounds = boundary.bounding_rect().ok_or(DensityError::Boundary)?;
        if u32::try_from(edges.len()).is_err() {
            return Err(DensityError::Boundary);
        }
        let reach = match params.kernel {
            Kernel::Quartic => params.bandwidth,
            Kernel::Gaussian { .. } => params.bandwidth * GAUSSIAN_REACH,
        };
        let bucket = (reach / 2.0).max(bounds.width().max(bounds.height()) / MAX_BUCKETS);
        let mut mass = Self {
            kernel: params.kernel,
            bandwidth: params.bandwidth,
            reach,
            edges,
            corner: bounds.min(),
            bucket,
            columns: 0,
            rows: 0,
            buckets: Vec::new(),
        };
        (mass.columns, mass.rows) =
            (mass.number(bounds.width(), 0.0) + 1, mass.number(bounds.height(), 0.0) + 1);
        mass.buckets = vec![Vec::new(); mass.columns * mass.rows];
        for (number, (a, b)) in mass.edges.iter().enumerate() {
            let low = Coord { x: a.x.min(b.x) - reach, y: a.y.min(b.y) - reach };
            let high = Coord { x: a.x.max(b.x) + reach, y: a.y.max(b.y) + reach };
            let (from, to) = (mass.place(low), mass.place(high));
            for row in from.1..=to.1 {
                for column in from.0..=to.0 {
                    mass.buckets[row * mass.columns + column].push(number as u32);
                }
            }
        }
        Ok(mass)
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
    fn number(&self, value: f64, corner: f64) -> usize {
        ((value - corner) / self.bucket) as usize
    }

    fn place(&self, at: Coord) -> (usize, usize) {
        let column = self.number(at.x, self.corner.x).min(self.columns - 1);
        (column, self.number(at.y, self.corner.y).min(self.rows - 1))
    }

    /// The edges that may be within reach.
    fn near(&self, at: Coord) -> impl Iterator<Item = (Coord, Coord)> {
        let (column, row) = self.place(at);
        self.buckets[row * self.columns + column].iter().map(|number| self.edges[*number as usize])
    }

    fn touches(&self, at: Coord) -> bool {
        self.near(at).any(|(a, b)| {
            let between =
                |value: f64, one: f64, other: f64| value >= one.min(other) && value <= one.max(other);
            between(at.x, a.x, b.x)
                && between(at.y, a.y, b.y)
                && RobustKernel::orient2d(a, b, at) == Orientation::Collinear
        })
    }

    /// 1/(2 pi) times the integral of 1 - M over the angle.
    fn lost(&self, at: Coord) -> f64 {
        self.near(at).map(|(a, b)| self.lost_along(a, b, at)).sum::<f64>() / TAU
    }

    /// The integral of 1 - M over the angle at which one edge is seen.
    fn lost_along(&self, a: Coord, b: Coord, at: Coord) -> f64 {
        let side = match RobustKernel::orient2d(a, b, at) {
            Orientation::CounterClockwise => 1.0,
            Orientation::Clockwise => -1.0,
            Orientation::Collinear => return 0.0,
        };
        let (start, end, edge) = (a - at, b - at, b - a);
        let length = edge.x.hypot(edge.y);
        // Everything is taken from the nearer corner, since differences of long ways lose the digits of short ones.
        let near = if start.x.hypot(start.y) < end.x.hypot(end.y) { start } else { end };
        let away = (edge.x * near.y - edge.y * near.x).abs() / length;
        if away >= self.reach {
            return 0.0;
        }
        let half = ((self.reach - away) * (self.reach + away)).sqrt();
        let along = |corner: Coord| (edge.x * corner.x + edge.y * corner.y) / length;
        let (from, to) = (along(start).max(-half), along(end).min(half));
        if from >= to {
            return 0.0;
        }
        let angle = (away * (to - from)).atan2(away * away + from * to);
        side * (angle - away / self.bandwidth * self.inner(away, from, to))
    }

    /// The integral of h M / (a^2 + s^2) over s, where h is the bandwidth.
    fn inner(&self, away: f64, from: f64, to: f64) -> f64 {
        let h = self.bandwidth;
        let (a, from, to) = ((away / h) * (away / h), from / h, to / h);
        match self.kernel {
            Kernel::Quartic => {
                // M = 3q - 3q^2 + q^3 with q = a + t^2.
                let whole = |t: f64| {
                    let square = t * t;
                    t * ((3.0 - 3.0 * a + a * a) + square * ((2.0 * a - 3.0) / 3.0 + square / 5.0))
                };
                whole(to) - whole(from)
            }
            Kernel::Gaussian { .. } => {
                let pieces = ((to - from) / PIECE).ceil().max(1.0);
                let step = (to - from) / pieces;
                let (mut sum, mut piece) = (0.0, 0.0);
                while piece < pieces {
                    for (point, weight) in POINTS {
                        let t = from + (piece + point) * step;
                        let half_square = 0.5 * (a + t * t);
                        let mass =
                            if half_square > 0.0 { -(-half_square).exp_m1() / half_square } else { 1.0 };
                        sum += weight * step * 0.5 * mass;
                    }
                    piece += 1.0;
                }
                sum
            }
        }
    }
}
