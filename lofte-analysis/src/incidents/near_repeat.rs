//! Near repeat: are events that are close in space also close in time, more often than chance gives?
//!
//! Knox's table counts pairs of events by how far apart they are in space and in time. A burglary raises the risk at the
//! same address and next door for some weeks; then the cells near the corner of the table hold more pairs than they
//! would if the days had been dealt out among the events at random. How many that is follows exactly from the number of
//! pairs in each row and column, so only the p-value needs simulation. *Days* are permuted, not pairs: pairs
//! that share an event are not independent, and permuting pairs makes everything look more certain than it is.
//!
//! Left out on purpose: any correction for seasons and for areas where people moved in (the days of a summer, or a new
//! residential area, look like near repeat; keep to 12 to 24 months, which [`NearRepeat::long_series`] checks), which
//! event of a pair was first, and distances along streets.

mod cost;
mod lanes;
mod pairs;

use serde::{Deserialize, Serialize};

use crate::points::{self, PointError, Points};
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

pub use cost::MAX_COUNTED;

/// With fewer events no table is shown.
pub const MIN_EVENTS: u64 = 50;
/// A cell is shown when its p-value is at most this (the rule of Ratcliffe's Near Repeat Calculator).
pub const SHOWN_P: f64 = 0.05;
/// A cell is shown when its ratio is at least this (the same rule).
pub const SHOWN_RATIO: f64 = 1.2;
/// Longest period, in days, for which season and growth do not yet disturb (two years).
pub const LONG_SPAN: u32 = 731;
/// Pairs nearer than this many metres are at the same place: the first distance band of the usual table.
pub const SAME_PLACE: f64 = 0.1;
/// The largest difference in days between two events that the method can hold.
pub const MAX_DAYS: u32 = 32_766;
/// The largest number of bands in one direction.
pub const MAX_BANDS: usize = 32;
/// The largest number of permutations.
pub const MAX_PERMUTATIONS: u32 = 99_999;

/// Why a table could not be made.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum NearRepeatError {
    /// The points cannot be used.
    #[error(transparent)]
    Points(#[from] PointError),
    /// The distance bands are not rising distances.
    #[error(
        "the distance bands must be rising distances in metres from 0 up, at most {MAX_BANDS} bands, \
         for example 0, 0.1, 200, 400"
    )]
    DistanceEdges,
    /// The time bands are not rising numbers of days.
    #[error(
        "the time bands must be rising numbers of days, at most {MAX_BANDS} bands, for example 0, 7, 14, 21"
    )]
    DayEdges,
    /// The days are further apart than the method can hold.
    #[error(
        "the first and the last event are {days} days apart, more than {MAX_DAYS}; look for dates that stand for \
         \"unknown\""
    )]
    Span {
        /// Days between the first and the last event.
        days: u32,
    },
    /// Too many permutations.
    #[error(
        "{permutations} permutations are more than {MAX_PERMUTATIONS}; 999 are enough for a p-value of 0.05"
    )]
    Permutations {
        /// The number that was asked for.
        permutations: u32,
    },
    /// Counting would take hours.
    #[error(
        "up to {pairs} pairs lie within the last distance, and counting them under {permutations} permutations would \
         take hours; take at most {enough} permutations, shorter distances, or fewer events"
    )]
    TooManyPairs {
        /// The pairs, or somewhat more.
        pairs: u64,
        /// The number of permutations that was asked for.
        permutations: u32,
        /// The number that would do.
        enough: u32,
    },
    /// A limit for what is shown is not a number.
    #[error("the limits for what is shown must be numbers of at least 0")]
    Shown,
}

/// How distance is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// As the crow flies.
    Euclidean,
    /// The two coordinate differences added, as in Ratcliffe's Near Repeat Calculator.
    Manhattan,
}

/// What the table looks like and how it is judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NearRepeatParams {
    /// Edges of the distance bands in metres, rising; band k holds pairs with edge k <= distance < edge k + 1. Begin with
    /// 0 and [`SAME_PLACE`] to give the same place a band of its own.
    pub distance_edges: Vec<f64>,
    /// Edges of the time bands in days, rising; band k holds pairs with edge k <= days apart < edge k + 1.
    pub day_edges: Vec<u32>,
    /// How distance is measured.
    pub metric: Metric,
    /// Number of permutations for the p-values; with 0 there are none, and no cell is shown.
    pub permutations: u32,
    /// Seed of the permutations.
    pub seed: u64,
    /// Smallest sample: the number of events ([`MIN_EVENTS`]).
    pub min_events: u64,
    /// A cell is shown when its p-value is at most this ([`SHOWN_P`]) ...
    pub shown_p: f64,
    /// ... and its ratio at least this ([`SHOWN_RATIO`]).
    pub shown_ratio: f64,
    /// Above this many days between first and last event the table carries a warning ([`LONG_SPAN`]).
    pub long_span: u32,
}

/// One cell of the table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NearRepeatCell {
    /// Pairs are at least this far apart, in metres.
    pub distance_from: f64,
    /// And nearer than this.
    pub distance_to: f64,
    /// Pairs are at least this many days apart.
    pub days_from: u32,
    /// And fewer than this.
    pub days_to: u32,
    /// Number of pairs.
    pub observed: u64,
    /// Mean number of pairs over all permutations of the days, exact.
    pub expected: f64,
    /// `observed / expected` (the Knox ratio); none when nothing is expected.
    pub ratio: Option<f64>,
    /// Share of permutations with at least as many pairs: (count + 1) / (permutations + 1).
    pub p_value: Option<f64>,
    /// Whether there is more here than chance gives, by the limits in the parameters.
    pub shown: bool,
}

/// The table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NearRepeat {
    /// Number of events.
    pub events: u64,
    /// All pairs, n (n - 1) / 2.
    pub pairs: u64,
    /// Pairs in each distance band, however far apart in time.
    pub distance_pairs: Vec<u64>,
    /// Pairs in each time band, however far apart in space.
    pub day_pairs: Vec<u64>,
    /// The cells, all time bands of the first distance band first.
    pub cells: Vec<NearRepeatCell>,
    /// Days between the first and the last event.
    pub span: u32,
    /// Whether the span is so long that seasons and growth may give false near repeat.
    pub long_series: bool,
    /// The parameters used.
    pub params: NearRepeatParams,
}

/// Knox's table of pairs by distance and days apart, with exact expectation and p-values.
///
/// `xs` and `ys` are metres in a projected system, `days` whole days from any start; one value for each event. With Ns
/// pairs in a distance band, Nt in a time band and n events, a cell expects Ns Nt / (n (n - 1) / 2) pairs; this is the
/// mean over all permutations of the days, without simulation. p is one-sided: (number of permutations with at
/// least as many pairs + 1) / (permutations + 1). Bands are closed at the near and open at the far end. Many
/// events on one day or at one place are allowed. The same events in another order give the same bytes.
///
/// Time grows with the number of pairs within the last distance, times the permutations; memory with the events alone.
/// What would take hours is refused ([`MAX_COUNTED`]).
///
/// Smallest sample: `min_events` events.
///
/// # Errors
/// [`NearRepeatError`]: unusable coordinates, columns of different length, bands that do not rise, events more than
/// [`MAX_DAYS`] days apart, too many permutations.
///
/// # References
/// E. G. Knox, *The detection of space-time interactions*, Applied Statistics 13 (1964); S. D. Johnson and others,
/// *Space-time patterns of risk*, Journal of Quantitative Criminology 23 (2007).
///
/// # Examples
/// ```
/// use lofte_analysis::Points;
/// use lofte_analysis::incidents::near_repeat::*;
/// // Sixty addresses a kilometre apart, each visited twice within three days.
/// let place = |k: i32| f64::from(k / 2) * 1000.0;
/// let xs: Vec<f64> = (0..120).map(place).collect();
/// let days: Vec<i32> = (0..120).map(|k| k / 2 * 6 + k % 2 * 3).collect();
/// let params = NearRepeatParams {
///     distance_edges: vec![0.0, SAME_PLACE, 200.0],
///     day_edges: vec![0, 7, 14],
///     metric: Metric::Euclidean,
///     permutations: 99,
///     seed: 1,
///     min_events: MIN_EVENTS,
///     shown_p: SHOWN_P,
///     shown_ratio: SHOWN_RATIO,
///     long_span: LONG_SPAN,
/// };
/// let table = near_repeat(Points::new(&xs, &[0.0; 120]), &days, &params)?.sufficient().unwrap();
/// let same_place_same_week = &table.cells[0];
/// assert_eq!((same_place_same_week.observed, same_place_same_week.p_value), (60, Some(0.01)));
/// assert!(same_place_same_week.shown);
/// # Ok::<(), NearRepeatError>(())
/// ```
pub fn near_repeat(
    points: Points<'_>,
    days: &[i32],
    params: &NearRepeatParams,
) -> Result<Sufficiency<NearRepeat>, NearRepeatError> {
    let Points { x: xs, y: ys } = points;
    points::check(xs, ys, "day", days.len())?;
    check(params)?;
    let events = xs.len() as u64;
    // Two events make the first pair, so a caller's lower smallest sample cannot lead to a division by nothing.
    let need = params.min_events.max(2);
    if let Some(few) =
        InsufficientData::check(SampleUnit::Events, events, need, MinimumReason::PatternIsChance)
    {
        return Ok(Sufficiency::Insufficient(few));
    }
    let first = days.iter().copied().min().unwrap_or(0);
    let span = days.iter().map(|day| day.abs_diff(first)).max().unwrap_or(0);
    if span > MAX_DAYS {
        return Err(NearRepeatError::Span { days: span });
    }
    cost::check(xs, ys, params)?;
    let day_pairs = count_day_pairs(days, first, &params.day_edges);
    let counts = pairs::count(xs, ys, days, first, params);
    let pairs = events * (events - 1) / 2;
    Ok(Sufficiency::Sufficient(NearRepeat {
        events,
        pairs,
        cells: cells(params, &counts, &day_pairs, pairs),
        distance_pairs: counts.by_distance,
        day_pairs,
        span,
        long_series: span > params.long_span,
        params: params.clone(),
    }))
}

fn check(params: &NearRepeatParams) -> Result<(), NearRepeatError> {
    let bands = 2..=MAX_BANDS + 1;
    let edges = &params.distance_edges;
    let usable = edges.iter().all(|edge| (0.0..=points::MAX_COORDINATE).contains(edge));
    if !(bands.contains(&edges.len()) && usable && edges.is_sorted_by(|a, b| a < b)) {
        return Err(NearRepeatError::DistanceEdges);
    }
    let edges = &params.day_edges;
    if !(bands.contains(&edges.len()) && edges.is_sorted_by(|a, b| a < b)) {
        return Err(NearRepeatError::DayEdges);
    }
    if params.permutations > MAX_PERMUTATIONS {
        return Err(NearRepeatError::Permutations { permutations: params.permutations });
    }
    let usable = |limit: f64| limit.is_finite() && limit >= 0.0;
    if usable(params.shown_p) && usable(params.shown_ratio) { Ok(()) } else { Err(NearRepeatError::Shown) }
}

/// Pairs in each time band, wherever they are.
fn count_day_pairs(days: &[i32], first: i32, edges: &[u32]) -> Vec<u64> {
    let mut sorted: Vec<u32> = days.iter().map(|day| day.abs_diff(first)).collect();
    sorted.sort_unstable();
    let nearer = |edge: u32| {
        let mut from = 0;
        let mut pairs = 0;
        for (place, &day) in sorted.iter().enumerate() {
            while day - sorted[from] >= edge && from < place {
                from += 1;
            }
            pairs += (place - from) as u64;
        }
        pairs
    };
    let below: Vec<u64> = edges.iter().map(|&edge| if edge == 0 { 0 } else { nearer(edge) }).collect();
    below.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

fn cells(
    params: &NearRepeatParams,
    counts: &pairs::PairCounts,
    day_pairs: &[u64],
    pairs: u64,
) -> Vec<NearRepeatCell> {
    let mut cells = Vec::with_capacity(counts.observed.len());
    for (distances, &near) in params.distance_edges.windows(2).zip(&counts.by_distance) {
        for (days, &soon) in params.day_edges.windows(2).zip(day_pairs) {
            let (observed, as_many) = (counts.observed[cells.len()], counts.as_many[cells.len()]);
            let expected = near as f64 * soon as f64 / pairs as f64;
            let ratio = (expected > 0.0).then(|| observed as f64 / expected);
            let permutations = params.permutations;
            let p_value = (permutations > 0).then(|| f64::from(as_many + 1) / f64::from(permutations + 1));
            cells.push(NearRepeatCell {
                distance_from: distances[0],
                distance_to: distances[1],
                days_from: days[0],
                days_to: days[1],
                observed,
                expected,
                ratio,
                p_value,
                shown: p_value.is_some_and(|p| p <= params.shown_p)
                    && ratio.is_some_and(|ratio| ratio >= params.shown_ratio),
            });
        }
    }
    cells
}
