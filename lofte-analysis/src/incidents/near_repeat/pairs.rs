//! The counting behind Knox's table: all near pairs, under all permutations at once.
//!
//! A pair near in space is found once and met with the days of sixteen permutations at a time: the days of an event under
//! sixteen permutations lie side by side, so the innermost loop is differences and comparisons of small numbers in
//! vector registers. Pairs are kept only until a few thousand have come together. The days as they
//! were are permutation 0.

use std::ops::Range;

use rayon::prelude::*;

use super::super::shuffle::{generator, shuffle};
use super::super::strips::{Reach, Strips};
use super::{Metric, NearRepeatParams};

/// Permutations that are counted side by side.
const LANES: usize = 16;
/// Pairs that are gathered before they are counted; few enough for 16-bit counters and the first-level cache.
const GATHERED: usize = 2048;
/// Points that make one piece of work.
const PIECE: usize = 128;
/// Distances computed at a time.
const BLOCK: usize = 32;
/// Memory for the days under permutations; with more, pairs are found again for the next permutations.
const MOST_BYTES: usize = 256 << 20;
/// Groups of sixteen permutations held at once, however few events there are.
const MOST_GROUPS: usize = 64;
/// Time limits counted in one pass; more would not fit in the registers.
const MOST_LIMITS: usize = 5;

type Days = [i16; LANES];

/// What was counted.
pub(super) struct PairCounts {
    /// Pairs in each distance band.
    pub by_distance: Vec<u64>,
    /// Pairs in each cell.
    pub observed: Vec<u64>,
    /// For each cell, permutations with at least as many pairs as observed.
    pub as_many: Vec<u32>,
}

/// What does not change from pair to pair.
struct Plan<'a> {
    strips: &'a Strips,
    metric: Metric,
    /// Edges of the distance bands, on the scale of [`measure`].
    near: Vec<f64>,
    /// Edges of the time bands, except an edge at 0 that no pair is below.
    soon: Vec<i16>,
    /// Days under permutations, group by group.
    days: Vec<Days>,
    groups: usize,
}

/// Pairs under way, and the counts so far: for each band, group, time limit and lane the pairs below the limit.
struct Tally {
    waiting: Vec<[u32; 2]>,
    filled: Vec<usize>,
    by_band: Vec<u64>,
    below: Vec<u64>,
}

pub(super) fn count(
    xs: &[f64],
    ys: &[f64],
    days: &[i32],
    first: i32,
    params: &NearRepeatParams,
) -> PairCounts {
    let far = params.distance_edges.last().copied().unwrap_or(0.0);
    let reach = match params.metric {
        Metric::Euclidean => Reach::Circle(far),
        Metric::Manhattan => Reach::Diamond(far),
    };
    let strips = Strips::new(xs, ys, days, reach);
    let since: Vec<i16> = strips.order.iter().map(|&row| small(days[row as usize].abs_diff(first))).collect();
    let near = params.distance_edges.iter().map(|&edge| match params.metric {
        Metric::Euclidean => square_limit(edge),
        Metric::Manhattan => edge,
    });
    let mut plan = Plan {
        strips: &strips,
        metric: params.metric,
        near: near.collect(),
        soon: params.day_edges.iter().filter(|&&edge| edge > 0).map(|&edge| small(edge)).collect(),
        days: Vec::new(),
        groups: 0,
    };
    let bands = params.distance_edges.len() - 1;
    let cells = bands * (params.day_edges.len() - 1);
    let mut counts = PairCounts { by_distance: Vec::new(), observed: Vec::new(), as_many: vec![0; cells] };
    let lanes = params.permutations as usize + 1;
    let groups = (MOST_BYTES / (size_of::<Days>() * since.len())).clamp(1, MOST_GROUPS);
    for start in (0..lanes).step_by(groups * LANES) {
        let held = (lanes - start).min(groups * LANES);
        plan.groups = held.div_ceil(LANES);
        plan.days = permuted(&since, params.seed, start, plan.groups);
        let tally = plan.tally();
        for lane in 0..held {
            let table = plan.table(&tally, lane, params.day_edges[0] > 0);
            if counts.observed.is_empty() {
                counts.observed = table;
                continue;
            }
            for ((as_many, &observed), &here) in counts.as_many.iter_mut().zip(&counts.observed).zip(&table) {
                *as_many += u32::from(here >= observed);
            }
        }
        counts.by_distance = tally.by_band[1..=bands].to_vec();
    }
    counts
}

/// Days of each event under `groups` groups of permutations from `start` on; permutation 0 leaves them as they are.
fn permuted(since: &[i16], seed: u64, start: usize, groups: usize) -> Vec<Days> {
    let mut days = vec![[0; LANES]; since.len() * groups];
    days.par_chunks_mut(since.len()).enumerate().for_each(|(group, days)| {
        let mut order = since.to_vec();
        for lane in 0..LANES {
            let number = (start + group * LANES + lane) as u64;
            order.copy_from_slice(since);
            if number > 0 {
                shuffle(&mut generator(seed, number), &mut order);
            }
            for (days, &day) in days.iter_mut().zip(&order) {
                days[lane] = day;
            }
        }
    });
    days
}

impl Plan<'_> {
    /// Count all pairs. Sums of whole numbers are the same in any order, so threads may share the work freely.
    fn tally(&self) -> Tally {
        let points = self.strips.x.len();
        (0..points.div_ceil(PIECE))
            .into_par_iter()
            .fold(
                || self.empty(),
                |mut tally, piece| {
                    let piece = piece * PIECE..((piece + 1) * PIECE).min(points);
                    self.strips.ahead(piece, |point, run| self.gather(&mut tally, point, run));
                    tally
                },
            )
            .map(|mut tally| {
                for band in 0..tally.filled.len() {
                    self.settle(&mut tally, band);
                }
                tally
            })
            .reduce(|| self.empty(), Tally::add)
    }

    fn empty(&self) -> Tally {
        // One band more at either end, for pairs that are nearer or further than the table.
        let bands = self.near.len() + 1;
        Tally {
            waiting: vec![[0; 2]; bands * GATHERED],
            filled: vec![0; bands],
            by_band: vec![0; bands],
            below: vec![0; bands * self.groups * self.soon.len() * LANES],
        }
    }

    /// Put the pairs of one point and a run of others into their bands.
    fn gather(&self, tally: &mut Tally, point: usize, run: Range<usize>) {
        let (x, y) = (self.strips.x[point], self.strips.y[point]);
        for start in run.clone().step_by(BLOCK) {
            let block = start..(start + BLOCK).min(run.end);
            let bands = self.bands(x, y, &self.strips.x[block.clone()], &self.strips.y[block.clone()]);
            for (&band, other) in bands[..block.len()].iter().zip(number(block.start)..) {
                let filled = tally.filled[band];
                tally.waiting[band * GATHERED + filled] = [number(point), other];
                tally.filled[band] = filled + 1;
                if filled + 1 == GATHERED {
                    self.settle(tally, band);
                }
            }
        }
    }

    /// How many edges each of up to [`BLOCK`] other points is beyond.
    fn bands(&self, x: f64, y: f64, xs: &[f64], ys: &[f64]) -> [usize; BLOCK] {
        let mut apart = [0.0; BLOCK];
        for ((apart, other_x), other_y) in apart.iter_mut().zip(xs).zip(ys) {
            let (across, up) = (x - other_x, y - other_y);
            *apart = match self.metric {
                Metric::Euclidean => across * across + up * up,
                Metric::Manhattan => across.abs() + up.abs(),
            };
        }
        let mut bands = [0; BLOCK];
        let (fours, _) = bands.as_chunks_mut::<4>();
        for (bands, apart) in fours.iter_mut().zip(apart.as_chunks::<4>().0).take(xs.len().div_ceil(4)) {
            for &edge in &self.near {
                for (band, &apart) in bands.iter_mut().zip(apart) {
                    *band += usize::from(apart >= edge);
                }
            }
        }
        bands
    }

    /// Count the pairs of a band that have come together, under every permutation.
    fn settle(&self, tally: &mut Tally, band: usize) {
        let filled = std::mem::take(&mut tally.filled[band]);
        tally.by_band[band] += filled as u64;
        if band == 0 || band == self.near.len() {
            return;
        }
        let pairs = &tally.waiting[band * GATHERED..band * GATHERED + filled];
        let events = self.strips.x.len();
        let each = self.soon.len() * LANES;
        let below = tally.below.chunks_exact_mut(each).skip(band * self.groups);
        for (days, below) in self.days.chunks_exact(events).zip(below) {
            for (limits, below) in self.soon.chunks(MOST_LIMITS).zip(below.chunks_mut(MOST_LIMITS * LANES)) {
                match limits.len() {
                    1 => add_below::<1>(below, days, pairs, limits),
                    2 => add_below::<2>(below, days, pairs, limits),
                    3 => add_below::<3>(below, days, pairs, limits),
                    4 => add_below::<4>(below, days, pairs, limits),
                    _ => add_below::<MOST_LIMITS>(below, days, pairs, limits),
                }
            }
        }
    }

    /// The table of one permutation, time bands inside distance bands.
    fn table(&self, tally: &Tally, lane: usize, first_edge_counts: bool) -> Vec<u64> {
        let each = self.soon.len() * LANES;
        let mut table = Vec::new();
        for band in 1..self.near.len() {
            let start = (band * self.groups + lane / LANES) * each + lane % LANES;
            let below = tally.below[start..].iter().step_by(LANES).take(self.soon.len()).copied();
            let mut before = if first_edge_counts { None } else { Some(0) };
            for below in below {
                table.extend(before.map(|before| below - before));
                before = Some(below);
            }
        }
        table
    }
}

impl Tally {
    fn add(mut self, other: Self) -> Self {
        for (sum, part) in self.by_band.iter_mut().zip(other.by_band) {
            *sum += part;
        }
        for (sum, part) in self.below.iter_mut().zip(other.below) {
            *sum += part;
        }
        self
    }
}

/// For each limit and permutation, the pairs that are fewer days apart. At most 65 535 pairs.
fn below_limits<const LIMITS: usize>(
    days: &[Days],
    pairs: &[[u32; 2]],
    limits: [i16; LIMITS],
) -> [[u16; LANES]; LIMITS] {
    let mut below = [[0; LANES]; LIMITS];
    for &[one, other] in pairs {
        let (one, other) = (&days[one as usize], &days[other as usize]);
        let mut apart = [0; LANES];
        for ((apart, one), other) in apart.iter_mut().zip(one).zip(other) {
            *apart = (one - other).abs();
        }
        for (below, limit) in below.iter_mut().zip(limits) {
            for (below, &apart) in below.iter_mut().zip(&apart) {
                *below += u16::from(apart < limit);
            }
        }
    }
    below
}

fn add_below<const LIMITS: usize>(sums: &mut [u64], days: &[Days], pairs: &[[u32; 2]], limits: &[i16]) {
    let Some(limits) = limits.first_chunk::<LIMITS>() else { return };
    let below = below_limits(days, pairs, *limits);
    for (sum, &pairs) in sums.iter_mut().zip(below.as_flattened()) {
        *sum += u64::from(pairs);
    }
}

/// The least square whose root is not below the edge, so that comparing squares is comparing distances exactly.
fn square_limit(edge: f64) -> f64 {
    let mut limit = edge * edge;
    while limit > 0.0 && limit.next_down().sqrt() >= edge {
        limit = limit.next_down();
    }
    while limit.sqrt() < edge {
        limit = limit.next_up();
    }
    limit
}

/// Days and limits, where everything beyond the largest possible difference is the same.
fn small(days: u32) -> i16 {
    i16::try_from(days).unwrap_or(i16::MAX)
}

#[expect(clippy::cast_possible_truncation, reason = "the number of points was checked to fit")]
fn number(point: usize) -> u32 {
    point as u32
}
