//! Density of events on a grid: how many for each square kilometre, smoothed.
//!
//! Two ways to the same surface: [`density`] adds every event to every cell within reach and is exact;
//! [`binned_density`] first shares each event between the four nearest cell centres, is quicker on a million events,
//! and says how far it may be from the exact surface. [`repeated_points`] tells how many events stand on the same
//! spot: an address that means "not known", or the middle of a block, makes a peak that is not there.
//!
//! **Bandwidth.** For the quartic kernel it is the radius beyond which an event has no weight (as in CrimeStat and
//! ArcGIS); for the Gaussian kernel it is the standard deviation. A program that takes the standard deviation of the
//! quartic kernel has a bandwidth smaller by the factor [`QUARTIC_SUPPORT_PER_SD`]. Usual choices are 500 m in a
//! town and 150-300 m in its centre, with cells of at most a fifth of that.
//!
//! Coordinates are metres in a projected system, never degrees: with degrees a circle would be an ellipse.
//!
//! Left out on purpose: an automatic bandwidth (the usual rules smooth clustered events away), kernels on a street
//! network, and moving events at random to part those on the same spot.

mod binned;
mod cost;
mod edge;
mod exact;
mod repeated;
mod setting;

use geo::{Coord, MultiPolygon};
use serde::{Deserialize, Serialize};

pub use cost::{MAX_ADDITIONS, MAX_CELLS};
pub use repeated::{RepeatedPoint, RepeatedPoints, repeated_points};

use crate::points::Points;
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};
use setting::Setting;

/// Fewer events than this make a surface of single events.
pub const MIN_EVENTS: u64 = 30;

/// The radius of the quartic kernel, in its own standard deviations: the square root of 8.
pub const QUARTIC_SUPPORT_PER_SD: f64 = 2.828_427_124_746_190_3;

/// The Gaussian kernel can be cut at this many standard deviations at most; beyond, its values are no longer numbers.
pub const MAX_CUT: f64 = 38.0;

/// Square metres in a square kilometre.
const SQUARE_KM: f64 = 1e6;

/// Why a surface could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DensityError {
    /// The columns differ in length.
    #[error("there are {xs} eastings, {ys} northings and {weights} weights; give as many of each")]
    Length {
        /// Number of eastings.
        xs: usize,
        /// Number of northings.
        ys: usize,
        /// Number of weights (of events, where no weights are given).
        weights: usize,
    },
    /// A coordinate is not a number.
    #[error("event {event} has no proper coordinates; leave out events without a place")]
    Coordinate {
        /// Position of the event.
        event: usize,
    },
    /// A weight is negative or not a number.
    #[error("event {event} has a weight that is negative or not a number; weights are 0 or more")]
    Weight {
        /// Position of the event.
        event: usize,
    },
    /// The bandwidth is not a positive number.
    #[error("the bandwidth must be a positive number of metres, for example 500")]
    Bandwidth,
    /// The Gaussian kernel would be cut too near or too far.
    #[error("the Gaussian kernel must be cut between 1 and {MAX_CUT} standard deviations, for example at 5")]
    Cut,
    /// The grid has no cells, or its numbers are not proper.
    #[error("the grid needs at least one column and row, proper corner coordinates and a positive cell size")]
    Grid,
    /// Cells are larger than the bandwidth, so that peaks would fall between their centres.
    #[error("the cells are larger than the bandwidth; take cells of at most a fifth of it")]
    CellTooLarge,
    /// The grid, with the reach of the kernel around it, has too many cells.
    #[error(
        "the grid and the bandwidth around it have {cells} cells, more than {MAX_CELLS}; take cells of at least {side} \
         metres, or a smaller extent (look for events far away from all others)"
    )]
    TooManyCells {
        /// How many there would be.
        cells: u64,
        /// The side in metres of cells that would do.
        side: u64,
    },
    /// The surface would take hours.
    #[error(
        "{cells} cells and the {events} events near them are {additions} steps, more than {MAX_ADDITIONS}, and would \
         take hours; take cells of at least {side} metres, a smaller bandwidth or a smaller extent"
    )]
    TooMuchWork {
        /// Cells of the grid.
        cells: u64,
        /// Events that reach some cell.
        events: u64,
        /// Additions of an event to a cell.
        additions: u64,
        /// The side in metres of cells that would do.
        side: u64,
    },
    /// More events than can be numbered.
    #[error("there are more events than can be numbered (4 294 967 295)")]
    TooManyEvents,
    /// An edge correction was asked for without a boundary.
    #[error("an edge correction needs the boundary of the area; give one, or ask for no correction")]
    NoBoundary,
    /// The boundary has a corner that is not a number, or encloses nothing.
    #[error("the boundary has no area or has a corner without proper coordinates; correct the area file")]
    Boundary,
    /// The weights are so large that their sum is not a number.
    #[error("the weights or the densities are too large to be computed; give the weights in a larger unit")]
    TooLarge,
}

/// How the weight of an event falls with distance d.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kernel {
    /// 3/(pi h^2) (1 - d^2/h^2)^2 for d < h.
    Quartic,
    /// exp(-d^2 / (2 h^2)) / (2 pi h^2), cut to the square of `cut` h to each side.
    Gaussian {
        /// Where the kernel is cut, in standard deviations; 5 leaves out 1.1e-6 of each event.
        cut: f64,
    },
}

/// What is done about the weight that falls outside the boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EdgeCorrection {
    /// Nothing: the density falls towards the boundary. Right at a real edge, such as a lake.
    None,
    /// Each cell is divided by the share of a kernel at the cell that lies within the boundary.
    Uniform,
    /// Each event is divided by the share of its kernel that lies within the boundary, so that the surface adds up to
    /// the events. Right at a border that people cross.
    Diggle,
}

/// A grid of square cells. Columns run east and rows run north; row 0 is the southernmost.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::density::CellGrid;
/// let grid = CellGrid { west: 1000.0, south: 500.0, cell: 100.0, columns: 2, rows: 1 };
/// let centre = grid.centre(1, 0);
/// assert_eq!((centre.x, centre.y), (1150.0, 550.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CellGrid {
    /// Easting of the south-west corner, metres.
    pub west: f64,
    /// Northing of the south-west corner, metres.
    pub south: f64,
    /// Side of a cell, metres.
    pub cell: f64,
    /// Number of columns.
    pub columns: u32,
    /// Number of rows.
    pub rows: u32,
}

/// Where the events are, and how much each counts.
#[derive(Debug, Clone, Copy)]
pub struct Events<'a> {
    /// Where, in metres.
    pub points: Points<'a>,
    /// Weights, 0 or more (for example [harm](super::harm)); none counts every event as 1.
    pub weights: Option<&'a [f64]>,
}

/// What [`density`] and [`binned_density`] are to do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DensityParams {
    /// The kernel.
    pub kernel: Kernel,
    /// Its bandwidth h in metres: the radius of the quartic, the standard deviation of the Gaussian kernel.
    pub bandwidth: f64,
    /// Where densities are wanted.
    pub grid: CellGrid,
    /// The edge correction.
    pub edge: EdgeCorrection,
    /// Fewer events than this give no surface; normally [`MIN_EVENTS`].
    pub min_events: u64,
}

/// How a surface was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DensityMethod {
    /// Every event added to every cell.
    Exact,
    /// Events shared between cell centres first.
    Binned,
}

/// A surface.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Density {
    /// Number of events used: those with a weight above 0, within the boundary where there is one.
    pub events: u64,
    /// Number of events left out because they lie outside the boundary.
    pub outside: u64,
    /// The sum of the weights of the events used; their number when there are no weights.
    pub weight: f64,
    /// How it was computed.
    pub method: DensityMethod,
    /// No cell of this surface is further than this from the sum over the whole kernel, in events for each square km.
    pub largest_error: f64,
    /// The share of each event's kernel that was cut off; 0 for the quartic kernel.
    pub cut_off: f64,
    /// Events (or weight) for each square km at the centre of each cell, row by row from the south-west; 0 outside
    /// the boundary.
    pub values: Vec<f64>,
    /// Whether the centre of each cell is within the boundary; none without a boundary.
    pub inside: Option<Vec<bool>>,
    /// What was asked for.
    pub params: DensityParams,
}

impl CellGrid {
    /// The smallest grid of cells of this size that has all the points, its corner at whole multiples of the size.
    ///
    /// # Errors
    /// [`DensityError::Grid`] without points or with a size that is not positive, [`DensityError::TooManyCells`].
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::Points;
    /// use lofte_analysis::incidents::density::CellGrid;
    /// let grid = CellGrid::around(Points::new(&[120.0, 480.0], &[1010.0, 1390.0]), 100.0)?;
    /// assert_eq!((grid.west, grid.south, grid.columns, grid.rows), (100.0, 1000.0, 4, 4));
    /// # Ok::<(), lofte_analysis::incidents::density::DensityError>(())
    /// ```
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "both are checked before")]
    pub fn around(points: Points<'_>, cell: f64) -> Result<Self, DensityError> {
        let span = |values: &[f64]| {
            let low = values.iter().fold(f64::INFINITY, |low, value| low.min(*value));
            let high = values.iter().fold(f64::NEG_INFINITY, |high, value| high.max(*value));
            let corner = (low / cell).floor() * cell;
            // A point on the far edge would otherwise be in no cell.
            (corner, ((high - corner) / cell).floor() + 1.0)
        };
        let ((west, columns), (south, rows)) = (span(points.x), span(points.y));
        if !(cell > 0.0 && west.is_finite() && south.is_finite() && columns.is_finite() && rows.is_finite()) {
            return Err(DensityError::Grid);
        }
        let grid = Self { west, south, cell, columns: columns as u32, rows: rows as u32 };
        cost::check_cells(&grid, (columns, rows), 0.0)?;
        Ok(grid)
    }

    /// The centre of a cell.
    pub fn centre(&self, column: u32, row: u32) -> Coord {
        let at = |corner: f64, number: u32| corner + (f64::from(number) + 0.5) * self.cell;
        Coord { x: at(self.west, column), y: at(self.south, row) }
    }
}

/// The exact density at the centre of every cell.
///
/// value(u) = sum over events i of w_i K(u - x_i), in events for each square km. With [`EdgeCorrection::Uniform`] it
/// is divided by e(u), with [`EdgeCorrection::Diggle`] each w_i is divided by e(x_i), where e(u) is the integral of
/// K(u - v) over all v within the boundary. That integral is taken along the edges of the boundary, so it has no
/// pixels and no error beyond rounding (and the cut of the Gaussian kernel). Without a correction, a boundary only
/// clips: events and cells outside are left out.
///
/// The result does not depend on the number of threads; the order of the events changes it by rounding at most. Time
/// grows with events times cells in reach; what would take hours is refused ([`MAX_ADDITIONS`]), and so is what would
/// not fit into memory ([`MAX_CELLS`]).
///
/// Smallest sample: `min_events` events with a weight above 0 ([`SampleUnit::Events`]).
///
/// # Errors
/// [`DensityError`].
///
/// # References
/// B. W. Silverman, *Density Estimation* (1986), section 4.2; P. Diggle, *A Kernel Method for Smoothing Point Process
/// Data*, Applied Statistics 34 (1985); A. Baddeley, E. Rubak, R. Turner, *Spatial Point Patterns* (2015), section 6.5.
///
/// # Examples
/// ```
/// use lofte_analysis::Points;
/// use lofte_analysis::incidents::density::{CellGrid, DensityParams, EdgeCorrection, Events, MIN_EVENTS, Kernel, density};
/// let x: Vec<f64> = (0..40).map(|i| 5_000.0 + f64::from(i % 8) * 60.0).collect();
/// let y: Vec<f64> = (0..40).map(|i| 5_000.0 + f64::from(i / 8) * 60.0).collect();
/// let params = DensityParams {
///     kernel: Kernel::Quartic,
///     bandwidth: 500.0,
///     grid: CellGrid { west: 4_000.0, south: 4_000.0, cell: 100.0, columns: 25, rows: 25 },
///     edge: EdgeCorrection::None,
///     min_events: MIN_EVENTS,
/// };
/// let surface = density(Events { points: Points::new(&x, &y), weights: None }, None, &params)?.sufficient().unwrap();
/// // A cell is a hundredth of a square km, and all 40 events are well inside the grid.
/// assert!((surface.values.iter().sum::<f64>() / 100.0 - 40.0).abs() < 0.2);
/// # Ok::<(), lofte_analysis::incidents::density::DensityError>(())
/// ```
pub fn density(
    events: Events<'_>,
    boundary: Option<&MultiPolygon>,
    params: &DensityParams,
) -> Result<Sufficiency<Density>, DensityError> {
    surface(events, boundary, params, DensityMethod::Exact)
}

/// The density by linear binning: quick, with a bound on its error.
///
/// Each event is shared between the four cell centres around it, in proportion to closeness; the kernel is then
/// applied to the shares. This replaces the kernel by its bilinear interpolation, so one event is off by at most
/// c^2/8 (max |K_xx| + max |K_yy|) over its cell of side c; `largest_error` is the largest sum of these over the
/// events within reach of a cell. It is a true bound, several times larger than the usual error.
///
/// Same result types, smallest sample and errors as [`density`].
///
/// # Errors
/// As [`density`].
///
/// # References
/// M. P. Wand, *Fast Computation of Multivariate Kernel Estimators*, J. Comput. Graph. Stat. 3 (1994).
///
/// # Examples
/// ```
/// use lofte_analysis::Points;
/// use lofte_analysis::incidents::density::{
///     CellGrid, DensityParams, EdgeCorrection, Events, MIN_EVENTS, Kernel, binned_density, density,
/// };
/// let x: Vec<f64> = (0..40).map(|i| 1_000.0 + f64::from(i % 8) * 57.0).collect();
/// let y: Vec<f64> = (0..40).map(|i| 1_000.0 + f64::from(i / 8) * 41.0).collect();
/// let params = DensityParams {
///     kernel: Kernel::Gaussian { cut: 5.0 },
///     bandwidth: 300.0,
///     grid: CellGrid::around(Points::new(&x, &y), 60.0)?,
///     edge: EdgeCorrection::None,
///     min_events: MIN_EVENTS,
/// };
/// let events = Events { points: Points::new(&x, &y), weights: None };
/// let exact = density(events, None, &params)?.sufficient().unwrap();
/// let quick = binned_density(events, None, &params)?.sufficient().unwrap();
/// let off = exact.values.iter().zip(&quick.values).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
/// assert!(off <= quick.largest_error + exact.largest_error);
/// # Ok::<(), lofte_analysis::incidents::density::DensityError>(())
/// ```
pub fn binned_density(
    events: Events<'_>,
    boundary: Option<&MultiPolygon>,
    params: &DensityParams,
) -> Result<Sufficiency<Density>, DensityError> {
    surface(events, boundary, params, DensityMethod::Binned)
}

/// What both ways have in common: checks, smallest sample, boundary and scale.
fn surface(
    events: Events<'_>,
    boundary: Option<&MultiPolygon>,
    params: &DensityParams,
    method: DensityMethod,
) -> Result<Sufficiency<Density>, DensityError> {
    let setting = Setting::new(params)?;
    check_events(events)?;
    let area = boundary.map(|boundary| edge::Area::new(boundary, params)).transpose()?;
    if area.is_none() && params.edge != EdgeCorrection::None {
        return Err(DensityError::NoBoundary);
    }
    cost::check_work(events, &setting, method, area.as_ref(), params.edge)?;
    let used = edge::clip(events, area.as_ref(), params.edge);
    let kept = used.as_ref().map_or(events, edge::Clipped::events);
    let count = kept.weights.map_or(kept.points.x.len(), |w| w.iter().filter(|w| **w > 0.0).count()) as u64;
    if let Some(few) =
        InsufficientData::check(SampleUnit::Events, count, params.min_events, MinimumReason::PatternIsChance)
    {
        return Ok(Sufficiency::Insufficient(few));
    }
    let (mut values, binning_errors, moved) = match method {
        DensityMethod::Exact => (exact::sum(kept, &setting), Vec::new(), 0),
        // A share of an event is at most a cell away from it, and a cell is at most a bandwidth.
        DensityMethod::Binned => {
            let (values, errors) = binned::sum(kept, &setting);
            (values, errors, 1)
        }
    };
    let cut_error = setting.cut_error(kept, moved);
    let error_at = |cell: usize| binning_errors.get(cell).copied().unwrap_or(0.0) + cut_error;
    let (inside, largest_error) = match &area {
        Some(area) => {
            let (inside, error) = area.finish(&mut values, error_at, params);
            (Some(inside), error)
        }
        None => (None, (0..binning_errors.len().max(1)).map(error_at).fold(0.0, f64::max)),
    };
    let weight = used.as_ref().map_or_else(|| events.total(), |used| used.weight);
    if !(weight.is_finite() && largest_error.is_finite() && values.iter().all(|value| value.is_finite())) {
        return Err(DensityError::TooLarge);
    }
    let outside = used.as_ref().map_or(0, |used| used.outside);
    let cut_off = setting.cut_off();
    let params = *params;
    Ok(Sufficiency::Sufficient(Density {
        events: count,
        outside,
        weight,
        method,
        largest_error,
        cut_off,
        values,
        inside,
        params,
    }))
}

fn check_events(events: Events<'_>) -> Result<(), DensityError> {
    let Events { points: Points { x, y }, weights } = events;
    let weight_count = weights.map_or(x.len(), <[f64]>::len);
    if x.len() != y.len() || x.len() != weight_count {
        return Err(DensityError::Length { xs: x.len(), ys: y.len(), weights: weight_count });
    }
    if u32::try_from(x.len()).is_err() {
        return Err(DensityError::TooManyEvents);
    }
    if let Some(event) = x.iter().zip(y).position(|(x, y)| !(x.is_finite() && y.is_finite())) {
        return Err(DensityError::Coordinate { event });
    }
    let bad = |weight: &f64| !(weight.is_finite() && *weight >= 0.0);
    match weights.and_then(|weights| weights.iter().position(bad)) {
        Some(event) => Err(DensityError::Weight { event }),
        None => Ok(()),
    }
}

impl Events<'_> {
    /// The sum of the weights.
    fn total(&self) -> f64 {
        self.weights.map_or(self.points.x.len() as f64, |weights| weights.iter().sum())
    }
}
