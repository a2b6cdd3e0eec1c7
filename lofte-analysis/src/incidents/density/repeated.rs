//! Events that stand on the same spot.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::DensityError;
use crate::points::Points;

/// A spot and how many events stand on it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RepeatedPoint {
    /// Easting, metres.
    pub x: f64,
    /// Northing, metres.
    pub y: f64,
    /// Number of events on exactly this spot.
    pub events: u64,
    /// Their share of all events.
    pub share: f64,
}

/// How much the events repeat one another's coordinates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepeatedPoints {
    /// Number of events.
    pub events: u64,
    /// Number of different spots.
    pub distinct: u64,
    /// The share of events that stand on a spot with another event.
    pub share_repeated: f64,
    /// The share of events on the spots in `most`.
    pub share_of_most: f64,
    /// The spots with most events, most first, then from west and south; spots with one event are not listed.
    pub most: Vec<RepeatedPoint>,
}

/// The spots that most events share, at most `listed` of them.
///
/// Coordinates are compared exactly. A share of a few per cent at one spot is usually the address of a station, the
/// middle of a municipality, or "not known", and not a place where things happen. No events give shares of 0.
///
/// # Errors
/// [`DensityError::Length`], [`DensityError::Coordinate`].
///
/// # References
/// J. H. Ratcliffe, *Geocoding crime and a first estimate of a minimum acceptable hit rate*, International Journal of
/// Geographical Information Science 18 (2004), for events that are placed where they did not happen.
///
/// # Examples
/// ```
/// use lofte_analysis::Points;
/// use lofte_analysis::incidents::density::repeated_points;
/// let spots = repeated_points(Points::new(&[1.0, 5.0, 1.0, 1.0], &[2.0, 2.0, 2.0, 2.0]), 10)?;
/// assert_eq!((spots.events, spots.distinct, spots.most.len()), (4, 2, 1));
/// assert_eq!((spots.most[0].events, spots.most[0].share), (3, 0.75));
/// # Ok::<(), lofte_analysis::incidents::density::DensityError>(())
/// ```
pub fn repeated_points(points: Points<'_>, listed: usize) -> Result<RepeatedPoints, DensityError> {
    let Points { x, y } = points;
    if x.len() != y.len() {
        return Err(DensityError::Length { xs: x.len(), ys: y.len(), weights: x.len() });
    }
    if u32::try_from(x.len()).is_err() {
        return Err(DensityError::TooManyEvents);
    }
    if let Some(event) = x.iter().zip(y).position(|(x, y)| !(x.is_finite() && y.is_finite())) {
        return Err(DensityError::Coordinate { event });
    }
    // Adding 0 turns -0 into 0, which is the same place.
    let mut spots: Vec<(f64, f64)> = x.iter().zip(y).map(|(x, y)| (x + 0.0, y + 0.0)).collect();
    spots.par_sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let total = spots.len().max(1) as f64;
    let (mut distinct, mut repeated, mut most) = (0, 0, Vec::new());
    for same in spots.chunk_by(|a, b| a == b) {
        let events = same.len() as u64;
        distinct += 1;
        if events > 1 {
            repeated += events;
            most.push(RepeatedPoint { x: same[0].0, y: same[0].1, events, share: events as f64 / total });
        }
    }
    most.sort_by_key(|spot| std::cmp::Reverse(spot.events));
    most.truncate(listed);
    let in_most: u64 = most.iter().map(|spot| spot.events).sum();
    let (events, share) = (spots.len() as u64, |part: u64| part as f64 / total);
    Ok(RepeatedPoints {
        events,
        distinct,
        share_repeated: share(repeated),
        share_of_most: share(in_most),
        most,
    })
}
