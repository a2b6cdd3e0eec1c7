//! Space-time permutation scan: where and when are there more events than place and time alone explain?
//!
//! Every circle around a place and every run of days make a cylinder. If days had nothing to do with places, a cylinder
//! would hold its places' share of the events of its days; so no population is needed, which makes the method right
//! for reports by citizens, and a summer or a busy square by itself is no cluster. The cylinder that
//! departs most is found, and the days are permuted among the events to see how large that departure gets by chance
//! when so many cylinders are looked at.
//!
//! A cluster is a place to look at, not a finding: several records of one incident (one fight, five injured) make the
//! strongest cluster there is. Merge them first where they can be told; a cluster that may be one incident is marked.
//!
//! Left out on purpose: ellipses, days of the week as a further stratum, cylinders with fewer events than expected, and
//! any second cluster around one place.

mod clusters;
mod search;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::shuffle::{generator, shuffle};
use crate::points::{self, PointError, Points};
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};
use search::{Field, Finder};

/// With fewer events nothing is scanned.
pub const MIN_EVENTS: u64 = 100;
/// A cluster has at least this many events.
pub const MIN_CLUSTER_SIZE: u32 = 2;
/// Places in a circle have at most this share of all events.
pub const MAX_SHARE: f64 = 0.5;
/// Records of one day within this many metres of one another may be one incident.
pub const SAME_INCIDENT: f64 = 500.0;
/// The longest period, in days.
pub const MAX_DAYS: u32 = 32_766;
/// The largest number of permutations.
pub const MAX_PERMUTATIONS: u32 = 99_999;
/// The largest number of events.
pub const MAX_EVENTS: usize = 1 << 24;
/// The largest number of pairs of neighbouring places.
pub const MAX_NEIGHBOURS: usize = 1 << 24;

/// Why events could not be scanned.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ScanError {
    /// The points cannot be used.
    #[error(transparent)]
    Points(#[from] PointError),
    /// The radius, or the distance within which records may be one incident, is not a distance.
    #[error("a distance must be a number of metres from 0 up; it is {distance}")]
    Distance {
        /// The distance that was given.
        distance: f64,
    },
    /// The cells of the grid are too small to be places.
    #[error("cells must have a side of at least 1 metre; it is {side}")]
    Side {
        /// The side that was given.
        side: f64,
    },
    /// A window without days.
    #[error("the longest window must be at least 1 day")]
    NoDays,
    /// The largest share is no share.
    #[error("the largest share of events in a circle must lie above 0 and at most 1; it is {share}")]
    Share {
        /// The share that was given.
        share: f64,
    },
    /// One event is no cluster.
    #[error("a cluster must have at least {MIN_CLUSTER_SIZE} events")]
    LeastInCluster,
    /// Too many permutations.
    #[error(
        "{permutations} permutations are more than {MAX_PERMUTATIONS}; 999 are enough for a p-value of 0.05"
    )]
    Permutations {
        /// The number that was asked for.
        permutations: u32,
    },
    /// The period is longer than the method can hold.
    #[error("the period has {days} days, more than {MAX_DAYS}; look for dates that stand for \"unknown\"")]
    Span {
        /// Days from the first event to the end.
        days: u32,
    },
    /// An event lies after the day that a prospective scan calls today.
    #[error("row {row} lies after the day that the scan looks back from; leave out what comes later")]
    AfterToday {
        /// Position of the row, from 0.
        row: usize,
    },
    /// Too many places lie near one another.
    #[error(
        "too many places lie within the radius of one another; use a grid of places, or a smaller radius"
    )]
    TooManyNeighbours,
}

/// What counts as one place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanPlaces {
    /// Each pair of coordinates.
    AsGiven,
    /// Square cells from the origin of the coordinates; the place is the middle of the cell.
    Grid {
        /// Side of a cell in metres, at least 1.
        side: f64,
    },
}

/// Which runs of days are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanWindows {
    /// Any days of the period: what has happened.
    Retrospective,
    /// Only days up to today: what is going on.
    Prospective {
        /// The last day of the period; no event may lie after it.
        today: i32,
    },
}

/// What is looked for, and how it is judged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScanParams {
    /// What counts as one place.
    pub places: ScanPlaces,
    /// Which runs of days are looked at.
    pub windows: ScanWindows,
    /// The largest radius of a circle in metres; places exactly at a radius belong to the circle.
    pub radius: f64,
    /// The longest run of days.
    pub max_days: u32,
    /// Circles whose places have more than this share of all events are left out ([`MAX_SHARE`]).
    pub max_share: f64,
    /// Smallest sample: events in a cluster ([`MIN_CLUSTER_SIZE`]).
    pub min_cluster_size: u32,
    /// Records of one day within this many metres of one another may be one incident ([`SAME_INCIDENT`]).
    pub same_incident: f64,
    /// The largest number of clusters to return.
    pub max_clusters: u32,
    /// Number of permutations for the p-values; with 0 there are none.
    pub permutations: u32,
    /// Seed of the permutations.
    pub seed: u64,
    /// Smallest sample: the number of events ([`MIN_EVENTS`]).
    pub min_events: u64,
}

/// One cylinder with more events than expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScanCluster {
    /// Middle of the circle.
    pub x: f64,
    /// Middle of the circle.
    pub y: f64,
    /// Distance to the outermost place in the circle, in metres.
    pub radius: f64,
    /// Number of places in the circle.
    pub places: u32,
    /// First day.
    pub first_day: i32,
    /// Last day.
    pub last_day: i32,
    /// Number of events.
    pub observed: u64,
    /// Number expected: events of the places x events of the days / all events.
    pub expected: f64,
    /// The log likelihood ratio.
    pub llr: f64,
    /// Share of permutations in which the strongest cluster anywhere is at least as strong, (count + 1) /
    /// (permutations + 1).
    pub p_value: Option<f64>,
    /// Positions of its events in the input, rising.
    pub events: Vec<u32>,
    /// Number of events when records of the same day and place, or nearly the same place, are taken for one.
    pub incidents: u32,
    /// Whether so few are left that this may be one incident, recorded several times.
    pub may_be_one_incident: bool,
}

/// What the scan found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpaceTimeScan {
    /// Number of events.
    pub events: u64,
    /// Number of places.
    pub places: u64,
    /// Number of days from the first event to the last one, or to today.
    pub days: u32,
    /// The strongest cluster, then the next that has no place in common with those before, and so on.
    pub clusters: Vec<ScanCluster>,
    /// The largest log likelihood ratio anywhere in each permutation.
    pub simulated: Vec<f64>,
    /// The parameters used.
    pub params: ScanParams,
}

/// Clusters of events in space and time, given how many there are in each place and on each day.
///
/// `xs` and `ys` are metres in a projected system, `days` whole days; one value for each event. A cylinder has c events
/// and expects mu = (events of its places) (events of its days) / C of all C events. With c > mu its log likelihood
/// ratio is c ln(c / mu) + (C - c) ln((C - c) / (C - mu)). Circles have their middle in a place and grow from place to
/// place up to `radius`, where places at the same distance (to a micrometre) enter together. For each middle the
/// strongest cylinder counts; p is the rank of its ratio among the largest ratios under permuted days, for secondary
/// clusters too, which makes theirs too large rather than too small. Days at either end without events in the circle are
/// not part of a window, except today in a prospective scan. Rows in another order give the same clusters and p-values.
///
/// Smallest sample: `min_events` events; no cluster has fewer than `min_cluster_size`.
///
/// # Errors
/// [`ScanError`].
///
/// # References
/// M. Kulldorff and others, *A space-time permutation scan statistic for disease outbreak detection*, PLoS Medicine 2
/// (2005).
///
/// # Examples
/// ```
/// use lofte_analysis::Points;
/// use lofte_analysis::incidents::space_time_scan::*;
/// // Ten places, an event at one of them each day, and two more a day at the first place for six days.
/// let mut xs: Vec<f64> = (0..200).map(|day| f64::from(day % 10) * 1000.0).collect();
/// let mut days: Vec<i32> = (0..200).collect();
/// xs.extend([0.0; 12]);
/// days.extend((60..66).flat_map(|day| [day, day]));
/// let params = ScanParams {
///     places: ScanPlaces::AsGiven,
///     windows: ScanWindows::Retrospective,
///     radius: 1500.0,
///     max_days: 14,
///     max_share: MAX_SHARE,
///     min_cluster_size: MIN_CLUSTER_SIZE,
///     same_incident: SAME_INCIDENT,
///     max_clusters: 5,
///     permutations: 99,
///     seed: 1,
///     min_events: MIN_EVENTS,
/// };
/// let found = space_time_scan(Points::new(&xs, &[0.0; 212]), &days, &params)?.sufficient().unwrap();
/// let first = &found.clusters[0];
/// assert_eq!((first.x, first.first_day, first.last_day, first.observed, first.p_value), (0.0, 60, 65, 13, Some(0.01)));
/// assert!(!first.may_be_one_incident);
/// # Ok::<(), ScanError>(())
/// ```
pub fn space_time_scan(
    points: Points<'_>,
    days: &[i32],
    params: &ScanParams,
) -> Result<Sufficiency<SpaceTimeScan>, ScanError> {
    let Points { x: xs, y: ys } = points;
    points::check(xs, ys, "day", days.len())?;
    if xs.len() > MAX_EVENTS {
        return Err(PointError::TooMany { rows: xs.len() }.into());
    }
    check(params)?;
    let events = xs.len() as u64;
    let need = params.min_events.max(1);
    if let Some(few) =
        InsufficientData::check(SampleUnit::Events, events, need, MinimumReason::PatternIsChance)
    {
        return Ok(Sufficiency::Insufficient(few));
    }
    let first_day = days.iter().copied().min().unwrap_or(0);
    let last_day = match params.windows {
        ScanWindows::Retrospective => days.iter().copied().max().unwrap_or(0),
        ScanWindows::Prospective { today } => today,
    };
    if let Some(row) = days.iter().position(|&day| day > last_day) {
        return Err(ScanError::AfterToday { row });
    }
    let span = last_day.abs_diff(first_day);
    if span >= MAX_DAYS {
        return Err(ScanError::Span { days: span.saturating_add(1) });
    }
    let field = Field::new(xs, ys, days, first_day, span + 1, params)?;
    let simulated = simulate(&field, params);
    Ok(Sufficiency::Sufficient(SpaceTimeScan {
        events,
        places: field.places() as u64,
        days: span + 1,
        clusters: clusters::report(&field, &simulated, (xs, ys, days), params),
        simulated,
        params: *params,
    }))
}

/// The largest ratio in each permutation. Each has a generator of its own, so threads change nothing.
fn simulate(field: &Field, params: &ScanParams) -> Vec<f64> {
    (1..=params.permutations)
        .into_par_iter()
        .map_init(
            || (Finder::new(field), field.days.clone()),
            |(finder, days), number| {
                days.copy_from_slice(&field.days);
                shuffle(&mut generator(params.seed, u64::from(number)), days);
                finder.largest(days)
            },
        )
        .collect()
}

fn check(params: &ScanParams) -> Result<(), ScanError> {
    for distance in [params.radius, params.same_incident] {
        if !(0.0..=points::MAX_COORDINATE).contains(&distance) {
            return Err(ScanError::Distance { distance });
        }
    }
    if let ScanPlaces::Grid { side } = params.places
        && !(1.0..=points::MAX_COORDINATE).contains(&side)
    {
        return Err(ScanError::Side { side });
    }
    let share = params.max_share;
    if !(share > 0.0 && share <= 1.0) {
        return Err(ScanError::Share { share });
    }
    if params.permutations > MAX_PERMUTATIONS {
        return Err(ScanError::Permutations { permutations: params.permutations });
    }
    match (params.max_days, params.min_cluster_size) {
        (0, _) => Err(ScanError::NoDays),
        (_, least) if least < MIN_CLUSTER_SIZE => Err(ScanError::LeastInCluster),
        _ => Ok(()),
    }
}
