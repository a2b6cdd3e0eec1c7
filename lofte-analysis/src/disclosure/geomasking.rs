//! Dots on a map that do not point at a house.
//!
//! Each event is shown at the middle of a square that holds at least k dwellings, or k events; where a square holds too
//! few, what is left in it goes to the square of twice the side around it, and so on. A larger square's dot stands for
//! what its smaller squares did not show themselves, and that alone holds k. What is left in the largest squares is not
//! shown but counted.
//!
//! Counting by dwellings shows where, not how many must be there: a dot may stand for one event, as on the maps of
//! data.police.uk, and each is somewhere among k dwellings. Counting by events shows no dot for fewer than k.
//!
//! Coordinates are metres in a projected system, for instance SWEREF 99 TM; a square in degrees is none.
//!
//! Left out on purpose: roads and house numbers (a snap to the middle of a street needs a network), and several sets of
//! dots whose differences tell (publish one, or use the same dwellings and largest square for all).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Cell, Disclosed, DisclosureParams, SuppressionReason, disclose_count};
use crate::points::Points;

/// The largest number of doublings.
pub const MAX_DOUBLINGS: u32 = 20;

/// Furthest number of squares from the origin.
const FARTHEST: f64 = 2_147_483_648.0;

/// Why dots could not be placed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum GeomaskingError {
    /// The two coordinate columns have different length.
    #[error("there are {xs} first and {ys} second coordinates; give as many of each")]
    Length {
        /// Length of the first column.
        xs: usize,
        /// Length of the second column.
        ys: usize,
    },
    /// A coordinate is not a number, or too far from the origin for squares of this side.
    #[error(
        "point {point} has no proper coordinates for squares of this side; give metres in a projected system"
    )]
    Coordinate {
        /// Position of the point in its list.
        point: usize,
    },
    /// The side is not a positive number, or there are too many doublings.
    #[error(
        "the side of a square must be a positive number of metres, and there may be at most {MAX_DOUBLINGS} doublings"
    )]
    Side,
    /// The threshold does not protect anything.
    #[error("a square must be asked to hold at least 2; with {threshold} a dot points at its house")]
    Threshold {
        /// The threshold asked for.
        threshold: u64,
    },
}

/// What a square has to hold enough of.
#[derive(Debug, Clone, Copy)]
pub enum Holding<'a> {
    /// Events themselves.
    Events,
    /// Dwellings, or addresses, one point each.
    Dwellings(Points<'a>),
}

/// How large squares are and what they hold. There is no default: whoever publishes decides.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GeomaskingParams {
    /// Side of the smallest square, metres.
    pub side: f64,
    /// How often a square may be doubled.
    pub doublings: u32,
    /// k: fewest dwellings or events of a square.
    pub threshold: u64,
}

/// A dot.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MaskedPoint {
    /// Easting of the middle of the square.
    pub x: f64,
    /// Northing of the middle of the square.
    pub y: f64,
    /// Side of the square, metres: show it, for instance as the size of the dot.
    pub side: f64,
    /// Events that are shown here.
    pub events: u64,
}

/// The dots of a map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MaskedPoints {
    /// By size of the square, then from west to east and south to north.
    pub dots: Vec<MaskedPoint>,
    /// Events that no square could show; suppressed when there are 1 to k - 1.
    pub not_shown: Cell<u64>,
    /// What they were made with.
    pub params: GeomaskingParams,
}

/// Move events to the middles of squares that hold at least k.
///
/// Squares are half open, [i side, (i + 1) side) from the origin of the coordinate system, so that they are the same in
/// every edition.
///
/// # Errors
/// [`GeomaskingError`].
///
/// # References
/// R. Lagonigro, R. Oller, J. C. Martori, *A quadtree approach based on European geographic grids*, SORT 41 (2017), for
/// squares that are doubled until they hold enough; geomasking in general: M. P. Armstrong, G. Rushton, D. L.
/// Zimmerman, *Geographically masking health data to preserve confidentiality*, Statistics in Medicine 18 (1999).
///
/// # Examples
/// ```
/// use lofte_analysis::Points;
/// use lofte_analysis::disclosure::geomasking::{GeomaskingParams, Holding, snap_to_grid};
/// let (xs, ys) = ([10.0, 20.0, 30.0, 350.0], [10.0; 4]);
/// let params = GeomaskingParams { side: 100.0, doublings: 1, threshold: 3 };
/// let dots = snap_to_grid(Points::new(&xs, &ys), Holding::Events, &params)?;
/// let dots = dots.get();
/// assert_eq!((dots.dots.len(), dots.dots[0].x, dots.dots[0].events), (1, 50.0, 3));
/// // The fourth is alone in 200 m and hidden; that there is one such event is not told either.
/// assert!(dots.not_shown.shown().is_none());
/// # Ok::<(), lofte_analysis::disclosure::geomasking::GeomaskingError>(())
/// ```
pub fn snap_to_grid(
    events: Points<'_>,
    holding: Holding<'_>,
    params: &GeomaskingParams,
) -> Result<Disclosed<MaskedPoints>, GeomaskingError> {
    let GeomaskingParams { side, doublings, threshold } = *params;
    if !(side.is_finite() && side > 0.0) || doublings > MAX_DOUBLINGS {
        return Err(GeomaskingError::Side);
    }
    if threshold < 2 {
        return Err(GeomaskingError::Threshold { threshold });
    }
    let mut squares: BTreeMap<(i64, i64), Square> = BTreeMap::new();
    for square in squares_of(events, side)? {
        let found = squares.entry(square).or_default();
        found.events += 1;
        found.held += u64::from(matches!(holding, Holding::Events));
    }
    if let Holding::Dwellings(dwellings) = holding {
        for square in squares_of(dwellings, side)? {
            squares.entry(square).or_default().held += 1;
        }
    }
    let (mut dots, mut side) = (Vec::new(), side);
    for doubling in 0..=doublings {
        let shown = |square: &Square| square.events > 0 && square.held >= threshold;
        let middle = |square: i64| (square as f64 + 0.5) * side;
        dots.extend(squares.iter().filter(|(_, square)| shown(square)).map(|((x, y), square)| MaskedPoint {
            x: middle(*x),
            y: middle(*y),
            side,
            events: square.events,
        }));
        let mut doubled: BTreeMap<(i64, i64), Square> = BTreeMap::new();
        for ((x, y), square) in squares.iter().filter(|(_, square)| !shown(square)) {
            let larger = if doubling < doublings { (x.div_euclid(2), y.div_euclid(2)) } else { (*x, *y) };
            let sum = doubled.entry(larger).or_default();
            sum.events += square.events;
            sum.held += square.held;
        }
        squares = doubled;
        side *= 2.0;
    }
    let left: u64 = squares.values().map(|square| square.events).sum();
    let not_shown = match disclose_count(left, &DisclosureParams { threshold, protect: threshold }).get() {
        Cell::Shown(count) => Cell::Shown(*count),
        Cell::Suppressed(_) => Cell::Suppressed(SuppressionReason::Untold),
    };
    Ok(Disclosed(MaskedPoints { dots, not_shown, params: *params }))
}

#[derive(Debug, Clone, Copy, Default)]
struct Square {
    events: u64,
    /// Dwellings or events.
    held: u64,
}

fn squares_of(points: Points<'_>, side: f64) -> Result<Vec<(i64, i64)>, GeomaskingError> {
    let Points { x: xs, y: ys } = points;
    if xs.len() != ys.len() {
        return Err(GeomaskingError::Length { xs: xs.len(), ys: ys.len() });
    }
    let square = |(point, (x, y)): (usize, (&f64, &f64))| match (number(x / side), number(y / side)) {
        (Some(x), Some(y)) => Ok((x, y)),
        _ => Err(GeomaskingError::Coordinate { point }),
    };
    xs.iter().zip(ys).enumerate().map(square).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "within 2^31 of 0")]
fn number(at: f64) -> Option<i64> {
    (at.abs() < FARTHEST).then(|| at.floor() as i64)
}
