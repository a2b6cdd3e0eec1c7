//! Clusters of events: DBSCAN in space, ST-DBSCAN in space and time.
//!
//! A point with at least `min_points` points within a distance, itself counted, is a core point. Core points within
//! that distance of one another belong to one cluster; another point within it of a core point is on the border of that
//! cluster; the rest is noise. There is no number of clusters to choose, and a cluster may have any shape.
//!
//! The method leaves one thing open: a border point that several clusters reach. Here it goes to the cluster with the lowest
//! number, and clusters are numbered by their first core point in the input. Core points, the partition of core
//! points and noise do not depend on that, and those are what may be compared with other programs.
//!
//! Left out on purpose: a test against chance (a busy square is a cluster every week; use `near_repeat` or
//! `space_time_scan` to ask whether something is new), choosing the distance from the data, and a third limit on other
//! attributes, which Birant and Kut allow: cluster each category by itself.

mod cells;

use serde::{Deserialize, Serialize};

use crate::points::{self, PointError, Points};
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};
use cells::{Cells, Limits};

/// With fewer events no clusters are given.
pub const MIN_EVENTS: u64 = 30;
/// Times are at most this far from 0, in their unit.
pub const MAX_TIME: f64 = 1e12;

/// Why events could not be clustered.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ClusterError {
    /// The points cannot be used.
    #[error(transparent)]
    Points(#[from] PointError),
    /// The distance is not positive.
    #[error("the distance must be a positive number of metres; it is {distance}")]
    Distance {
        /// The distance that was asked for.
        distance: f64,
    },
    /// The limit in time is negative or not a number.
    #[error("the limit in time must be a number of at least 0; it is {limit}")]
    TimeDistance {
        /// The limit that was asked for.
        limit: f64,
    },
    /// No point can be asked to have no neighbours at all: it is its own.
    #[error("the least number of points must be at least 1; a point counts itself")]
    MinPoints,
    /// A time is not a usable number.
    #[error("row {row} has no usable time ({time}); leave the row out")]
    Time {
        /// Position of the row, from 0.
        row: usize,
        /// Its time.
        time: f64,
    },
}

/// What a cluster in space is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DbscanParams {
    /// Points at most this many metres apart are neighbours.
    pub distance: f64,
    /// A core point has at least this many neighbours, itself counted.
    pub min_points: u32,
    /// Smallest sample: the number of events ([`MIN_EVENTS`]).
    pub min_events: u64,
}

/// What a cluster in space and time is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StDbscanParams {
    /// Neighbours are at most this many metres apart ...
    pub distance: f64,
    /// ... and at most this long, in the unit of the times.
    pub time_distance: f64,
    /// A core point has at least this many neighbours, itself counted.
    pub min_points: u32,
    /// Smallest sample: the number of events ([`MIN_EVENTS`]).
    pub min_events: u64,
}

/// One cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cluster {
    /// Its first core point: position of the row in the input.
    pub first: u32,
    /// Number of core points.
    pub core: u32,
    /// Number of border points.
    pub border: u32,
}

/// Clusters, and where each event belongs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clustering {
    /// Number of events.
    pub events: u64,
    /// The clusters, numbered by their first core point.
    pub clusters: Vec<Cluster>,
    /// For each event the number of its cluster; none is noise.
    pub cluster: Vec<Option<u32>>,
    /// For each event whether it is a core point.
    pub core: Vec<bool>,
    /// Number of events in no cluster.
    pub noise: u64,
    /// The distance used, in metres.
    pub distance: f64,
    /// The limit in time used, if there was one.
    pub time_distance: Option<f64>,
    /// The least number of points used.
    pub min_points: u32,
}

/// Clusters by density in space.
///
/// `xs` and `ys` are metres in a projected system. The limit is closed: points exactly `distance` apart are
/// neighbours. The same events in another order give the same core points, the same partition of them and the same
/// noise; only numbers of clusters, and the place of border points that several reach, follow the order of rows.
///
/// Smallest sample: `min_events` events. Fewer events than `min_points` are all noise.
///
/// # Errors
/// [`ClusterError`]: unusable coordinates, columns of different length, a distance that is not positive, no least
/// number of points.
///
/// # References
/// M. Ester and others, *A density-based algorithm for discovering clusters in large spatial databases with noise*, KDD
/// (1996).
///
/// # Examples
/// ```
/// use lofte_analysis::Points;
/// use lofte_analysis::incidents::clusters::{DbscanParams, MIN_EVENTS, dbscan};
/// // Thirty events along a street, ten metres apart, and one far away.
/// let mut xs: Vec<f64> = (0..30).map(|k| f64::from(k) * 10.0).collect();
/// xs.push(5000.0);
/// let params = DbscanParams { distance: 10.0, min_points: 3, min_events: MIN_EVENTS };
/// let found = dbscan(Points::new(&xs, &[0.0; 31]), &params)?.sufficient().unwrap();
/// assert_eq!((found.clusters.len(), found.clusters[0].core, found.clusters[0].border), (1, 28, 2));
/// assert_eq!((found.cluster[30], found.noise), (None, 1));
/// # Ok::<(), lofte_analysis::incidents::clusters::ClusterError>(())
/// ```
pub fn dbscan(points: Points<'_>, params: &DbscanParams) -> Result<Sufficiency<Clustering>, ClusterError> {
    let Points { x: xs, y: ys } = points;
    points::check(xs, ys, "x", xs.len())?;
    let limits = Limits { distance: params.distance, time: None, min_points: params.min_points };
    cluster(xs, ys, None, limits, params.min_events)
}

/// Clusters by density in space and time.
///
/// As [`dbscan`], but neighbours must also be at most `time_distance` apart in `times`, one for each event, in any unit.
///
/// Smallest sample: `min_events` events.
///
/// # Errors
/// [`ClusterError`]: as [`dbscan`], a time that is not a number, a negative limit in time.
///
/// # References
/// D. Birant, A. Kut, *ST-DBSCAN*, Data & Knowledge Engineering 60 (2007).
///
/// # Examples
/// ```
/// use lofte_analysis::Points;
/// use lofte_analysis::incidents::clusters::{MIN_EVENTS, StDbscanParams, st_dbscan};
/// // One place, an event a day for a month, and then the same again after half a year.
/// let days: Vec<f64> = (0..60).map(|k| f64::from(k % 30 + k / 30 * 182)).collect();
/// let params =
///     StDbscanParams { distance: 50.0, time_distance: 2.0, min_points: 3, min_events: MIN_EVENTS };
/// let found = st_dbscan(Points::new(&[0.0; 60], &[0.0; 60]), &days, &params)?.sufficient().unwrap();
/// assert_eq!((found.clusters.len(), found.clusters[1].first, found.noise), (2, 30, 0));
/// # Ok::<(), lofte_analysis::incidents::clusters::ClusterError>(())
/// ```
pub fn st_dbscan(
    points: Points<'_>,
    times: &[f64],
    params: &StDbscanParams,
) -> Result<Sufficiency<Clustering>, ClusterError> {
    let Points { x: xs, y: ys } = points;
    points::check(xs, ys, "time", times.len())?;
    let limit = params.time_distance;
    if !(limit >= 0.0 && limit.is_finite()) {
        return Err(ClusterError::TimeDistance { limit });
    }
    let usable = |time: &f64| time.is_finite() && time.abs() <= MAX_TIME;
    if let Some(row) = times.iter().position(|time| !usable(time)) {
        return Err(ClusterError::Time { row, time: times[row] });
    }
    let limits = Limits { distance: params.distance, time: Some(limit), min_points: params.min_points };
    cluster(xs, ys, Some(times), limits, params.min_events)
}

fn cluster(
    xs: &[f64],
    ys: &[f64],
    times: Option<&[f64]>,
    limits: Limits,
    min_events: u64,
) -> Result<Sufficiency<Clustering>, ClusterError> {
    let Limits { distance, time, min_points } = limits;
    if !(distance > 0.0 && distance.is_finite()) {
        return Err(ClusterError::Distance { distance });
    }
    if min_points == 0 {
        return Err(ClusterError::MinPoints);
    }
    let events = xs.len() as u64;
    // No events make no cluster, whatever smallest sample the caller sets.
    if let Some(few) =
        InsufficientData::check(SampleUnit::Events, events, min_events.max(1), MinimumReason::PatternIsChance)
    {
        return Ok(Sufficiency::Insufficient(few));
    }
    let labels = match times {
        None => Cells::<false>::new(xs, ys, xs, limits).label(),
        Some(times) => Cells::<true>::new(xs, ys, times, limits).label(),
    };
    let mut clusters: Vec<Cluster> =
        labels.firsts.iter().map(|&first| Cluster { first, core: 0, border: 0 }).collect();
    let mut noise = 0;
    for (cluster, &core) in labels.cluster.iter().zip(&labels.core) {
        match cluster {
            Some(cluster) if core => clusters[*cluster as usize].core += 1,
            Some(cluster) => clusters[*cluster as usize].border += 1,
            None => noise += 1,
        }
    }
    Ok(Sufficiency::Sufficient(Clustering {
        events,
        clusters,
        cluster: labels.cluster,
        core: labels.core,
        noise,
        distance,
        time_distance: time,
        min_points,
    }))
}
