//! The counting behind Knox's table: all near pairs, under all permutations at once.
//!
//! A pair near in space is found once and met with the days of many permutations at a time ([`lanes`](super::lanes)).
//! Pairs are kept only until a few thousand have come together. The days as they were are permutation 0.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined where it is dispatched is for the oldest machines"
)]

use std::array;
use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch};
use rayon::prelude::*;

use super::super::shuffle::{generator, shuffle_side_by_side};
use super::super::strips::{Reach, Strips};
use super::lanes::{Days, GATHERED, LANES, add_below, level};
use super::{Metric, NearRepeatParams};

/// Points that make one piece of work.
const PIECE: usize = 128;
/// Distances computed at a time; a multiple of what a register holds.
const BLOCK: usize = 32;
/// Permutations drawn at a time, so that the generators need not wait for each other; they fill the lanes evenly.
const SHUFFLED: usize = 4;
/// Memory for the days under permutations; with more, pairs are found again for the next permutations.
const MAX_BYTES: usize = 256 << 20;
/// Groups of [`LANES`] permutations held at once, however few events there are.
const MAX_GROUPS: usize = 32;

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
    /// Permutations in `days`; the last group may have lanes to spare.
    held: usize,
    /// What the vector registers of this machine can do.
    level: Level,
}

/// Pairs under way, and the counts so far: for each band, group, time limit and lane the pairs below the limit.
struct Tally {
    waiting: Vec<[[u32; 2]; GATHERED]>,
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
        held: 0,
        level: level(),
    };
    let bands = params.distance_edges.len() - 1;
    let cells = bands * (params.day_edges.len() - 1);
    let mut counts = PairCounts { by_distance: Vec::new(), observed: Vec::new(), as_many: vec![0; cells] };
    let lanes = params.permutations as usize + 1;
    let groups = (MAX_BYTES / (size_of::<Days>() * since.len())).clamp(1, MAX_GROUPS);
    for start in (0..lanes).step_by(groups * LANES) {
        plan.held = (lanes - start).min(groups * LANES);
        plan.days = permuted(&since, params.seed, start, plan.held);
        let tally = plan.tally();
        for lane in 0..plan.held {
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

/// Days of each event under `held` permutations from `start` on, group by group; permutation 0 leaves them as they are.
fn permuted(since: &[i16], seed: u64, start: usize, held: usize) -> Vec<Days> {
    let mut days = vec![[0; LANES]; since.len() * held.div_ceil(LANES)];
    days.par_chunks_mut(since.len()).enumerate().for_each(|(group, days)| {
        let lanes = group * LANES..held.min((group + 1) * LANES);
        let shuffled = lanes.step_by(SHUFFLED).collect::<Vec<_>>().into_par_iter().map(|lane| {
            let mut orders: Vec<[i16; SHUFFLED]> = since.iter().map(|&day| [day; SHUFFLED]).collect();
            let first = (start + lane) as u64;
            shuffle_side_by_side(array::from_fn(|lane| generator(seed, first + lane as u64)), &mut orders);
            if first == 0 {
                orders.iter_mut().zip(since).for_each(|(orders, &day)| orders[0] = day);
            }
            orders
        });
        for (part, orders) in shuffled.collect::<Vec<_>>().into_iter().enumerate() {
            for (days, orders) in days.iter_mut().zip(orders) {
                days.as_chunks_mut().0[part] = orders;
            }
        }
    });
    days
}

impl Plan<'_> {
    fn groups(&self) -> usize {
        self.held.div_ceil(LANES)
    }

    /// Count all pairs. Sums of whole numbers are the same in any order, so threads may share the work freely.
    fn tally(&self) -> Tally {
        let points = self.strips.x.len();
        (0..points.div_ceil(PIECE))
            .into_par_iter()
            .fold(
                || self.empty(),
                |mut tally, piece| {
                    let piece = piece * PIECE..((piece + 1) * PIECE).min(points);
                    self.strips.ahead(piece, |point, run| {
                        dispatch!(self.level, simd => self.gather(simd, &mut tally, point, run));
                    });
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
            waiting: vec![[[0; 2]; GATHERED]; bands],
            filled: vec![0; bands],
            by_band: vec![0; bands],
            below: vec![0; bands * self.groups() * self.soon.len() * LANES],
        }
    }

    /// Put the pairs of one point and a run of others into their bands.
    #[inline(always)]
    fn gather<S: Simd>(&self, simd: S, tally: &mut Tally, point: usize, run: Range<usize>) {
        for start in run.clone().step_by(BLOCK) {
            let length = (run.end - start).min(BLOCK);
            let bands = self.bands(simd, point, start, length);
            for (&band, other) in bands[..length].iter().zip(number(start)..) {
                #[expect(clippy::cast_possible_truncation, reason = "not more than the edges")]
                let band = band as usize;
                let filled = tally.filled[band];
                tally.waiting[band][filled] = [number(point), other];
                tally.filled[band] = filled + 1;
                if filled + 1 == GATHERED {
                    self.settle(tally, band);
                }
            }
        }
    }

    /// How many edges each of the `length` points from `start` on is beyond; at most [`BLOCK`].
    #[inline(always)]
    fn bands<S: Simd>(&self, simd: S, point: usize, start: usize, length: usize) -> [u64; BLOCK] {
        let (x, y) = (&self.strips.x, &self.strips.y);
        let (mut last_x, mut last_y) = ([0.0; BLOCK], [0.0; BLOCK]);
        let whole = start..start + BLOCK;
        let (xs, ys) = if whole.end <= x.len() {
            // A few points after the run do no harm: their bands are not looked at.
            (&x[whole.clone()], &y[whole])
        } else {
            last_x[..length].copy_from_slice(&x[start..start + length]);
            last_y[..length].copy_from_slice(&y[start..start + length]);
            (&last_x[..], &last_y[..])
        };
        let (x, y) = (S::f64s::splat(simd, x[point]), S::f64s::splat(simd, y[point]));
        let mut bands = [0; BLOCK];
        for from in (0..length).step_by(S::f64s::LEN) {
            let points = from..from + S::f64s::LEN;
            let across = x - S::f64s::from_slice(simd, &xs[points.clone()]);
            let up = y - S::f64s::from_slice(simd, &ys[points.clone()]);
            let apart = match self.metric {
                Metric::Euclidean => across * across + up * up,
                Metric::Manhattan => across.abs() + up.abs(),
            };
            let mut beyond = S::u64s::splat(simd, 0);
            for &edge in &self.near {
                beyond = apart.simd_ge(S::f64s::splat(simd, edge)).select(beyond + 1, beyond);
            }
            beyond.store_slice(&mut bands[points]);
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
        let pairs = &tally.waiting[band][..filled];
        let events = self.strips.x.len();
        let each = self.soon.len() * LANES;
        let below = tally.below.chunks_exact_mut(each).skip(band * self.groups());
        for ((group, days), below) in self.days.chunks_exact(events).enumerate().zip(below) {
            let held = (self.held - group * LANES).min(LANES);
            add_below(self.level, days, pairs, &self.soon, held, below);
        }
    }

    /// The table of one permutation, time bands inside distance bands.
    fn table(&self, tally: &Tally, lane: usize, first_edge_counts: bool) -> Vec<u64> {
        let each = self.soon.len() * LANES;
        let mut table = Vec::new();
        for band in 1..self.near.len() {
            let start = (band * self.groups() + lane / LANES) * each + lane % LANES;
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
