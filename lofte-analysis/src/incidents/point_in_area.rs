//! Which area an event lies in.
//!
//! An area has a point when the point lies inside it or on its border; where several areas have it, the one
//! with the lowest number wins, so that an event on the border between two areas is counted once, and always in
//! the same. Decided with exact arithmetic (adaptive predicates), so the answer does not depend on rounding.
//!
//! A grid over all areas knows the answer for every cell that no border touches; most points end there. For the others,
//! candidates come from an R-tree over the parts of the areas, and each part keeps its edges in horizontal bands, so
//! that a point meets a handful of edges and not thousands.
//!
//! Left out on purpose: projections (areas and points must have the same coordinates), distances to the nearest
//! area, and repair of invalid polygons (a ring that crosses itself is read by the even-odd rule).

use crate::points::Points;
use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};
use geo::{Coord, MultiPolygon, Polygon};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use serde::{Deserialize, Serialize};

mod grid;

use grid::{Grid, Place};

/// Edges that a band holds on average.
const EDGES_PER_BAND: usize = 2;
const MAX_BANDS: usize = 1 << 16;
const MAX_BANDS_PER_EDGE: usize = 16;

/// Why areas could not be indexed or points not located.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AreaError {
    /// An area has a coordinate that is not a number.
    #[error("area {area} has a corner without proper coordinates; correct the area file")]
    Corner {
        /// Position of the area.
        area: usize,
    },
    /// There are more areas than can be numbered.
    #[error("there are too many areas to number")]
    TooMany,
    /// The two coordinate columns have different length.
    #[error("there are {xs} first and {ys} second coordinates; give as many of each")]
    Length {
        /// Length of the first column.
        xs: usize,
        /// Length of the second column.
        ys: usize,
    },
}

/// Areas made ready for many look-ups.
///
/// # Examples
/// ```
/// use lofte_analysis::Points;
/// use geo::{Coord, MultiPolygon, Rect};
/// use lofte_analysis::incidents::point_in_area::AreaIndex;
/// let square = MultiPolygon::from(Rect::new((0.0, 0.0), (1.0, 1.0)).to_polygon());
/// let areas = AreaIndex::new(&[square])?;
/// assert_eq!((areas.locate(Coord { x: 0.5, y: 0.5 }), areas.locate(Coord { x: 2.0, y: 0.5 })), (Some(0), None));
/// assert_eq!(areas.locate_all(Points::new(&[0.5, 2.0], &[0.5, 0.5]))?, [Some(0), None]);
/// # Ok::<(), lofte_analysis::incidents::point_in_area::AreaError>(())
/// ```
#[derive(Debug)]
pub struct AreaIndex {
    areas: usize,
    grid: Grid,
    borders: Borders,
}

/// How many points lie in each area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaCounts {
    /// All points given.
    pub n: u64,
    /// The points of each area, in the order of the areas.
    pub areas: Vec<u64>,
    /// Points outside every area.
    pub outside: u64,
    /// Points whose coordinates are not numbers.
    pub without_position: u64,
}

/// The areas as borders, which any point can be tested against.
#[derive(Debug)]
struct Borders {
    parts: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    bands: Vec<(u32, Bands)>,
}

/// The edges of one polygon (outer ring and holes) in horizontal bands.
#[derive(Debug)]
struct Bands {
    bottom: f64,
    per_height: f64,
    /// Where each band begins in `edges`, and the end.
    starts: Vec<usize>,
    edges: Vec<(Coord, Coord)>,
}

impl AreaIndex {
    /// Make the index; an area without polygons is allowed and has no points.
    ///
    /// # Errors
    /// [`AreaError::Corner`], [`AreaError::TooMany`].
    ///
    /// # Examples
    /// ```
    /// use geo::{Coord, MultiPolygon, Rect};
    /// use lofte_analysis::incidents::point_in_area::AreaIndex;
    /// let west = MultiPolygon::from(Rect::new((0.0, 0.0), (1.0, 1.0)).to_polygon());
    /// let east = MultiPolygon::from(Rect::new((1.0, 0.0), (2.0, 1.0)).to_polygon());
    /// let areas = AreaIndex::new(&[west, east])?;
    /// assert_eq!((areas.locate(Coord { x: 1.5, y: 0.5 }), areas.locate(Coord { x: 1.0, y: 0.5 }), areas.locate(Coord { x: 3.0, y: 0.5 })), (Some(1), Some(0), None));
    /// # Ok::<(), lofte_analysis::incidents::point_in_area::AreaError>(())
    /// ```
    pub fn new(areas: &[MultiPolygon]) -> Result<Self, AreaError> {
        let mut bands = Vec::new();
        let mut boxes = Vec::new();
        for (area, shape) in areas.iter().enumerate() {
            let number =
                u32::try_from(area).ok().filter(|n| *n < grid::MAX_AREAS).ok_or(AreaError::TooMany)?;
            for polygon in shape {
                let edges = edges(polygon);
                if edges.iter().any(|(a, b)| !(finite(*a) && finite(*b))) {
                    return Err(AreaError::Corner { area });
                }
                if let Some((low, high)) = bounds(&edges) {
                    let envelope = Rectangle::from_corners([low.x, low.y], [high.x, high.y]);
                    boxes.push(GeomWithData::new(envelope, bands.len()));
                    bands.push((number, Bands::new(&edges, low.y, high.y)));
                }
            }
        }
        let borders = Borders { parts: RTree::bulk_load(boxes), bands };
        Ok(Self { areas: areas.len(), grid: Grid::new(areas, &borders), borders })
    }

    /// The number of the area that has the point; none outside all areas and for coordinates that are not numbers.
    ///
    /// First coordinate is longitude or easting, second latitude or northing, in the system of the areas.
    pub fn locate(&self, point: Coord) -> Option<u32> {
        match self.grid.place(point.x, point.y) {
            Place::Nowhere => None,
            Place::Area(area) => Some(area),
            Place::Border => self.borders.locate(point),
        }
    }

    /// [`AreaIndex::locate`] for many points, in parallel; the answers are in the order of the points.
    ///
    /// To count them, turn `None` into [`MISSING`](super::counts::MISSING): events outside all areas are then shown
    /// as such.
    ///
    /// # Errors
    /// [`AreaError::Length`].
    pub fn locate_all(&self, points: Points<'_>) -> Result<Vec<Option<u32>>, AreaError> {
        let Points { x: xs, y: ys } = points;
        if xs.len() != ys.len() {
            return Err(AreaError::Length { xs: xs.len(), ys: ys.len() });
        }
        Ok(xs
            .par_iter()
            .zip(ys)
            .with_min_len(1024)
            .map(|(x, y)| self.locate(Coord { x: *x, y: *y }))
            .collect())
    }

    /// How many points lie in each area, and how many in none, in parallel.
    ///
    /// # Errors
    /// [`AreaError::Length`].
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::Points;
    /// use geo::{MultiPolygon, Rect};
    /// use lofte_analysis::incidents::point_in_area::AreaIndex;
    /// let square = MultiPolygon::from(Rect::new((0.0, 0.0), (1.0, 1.0)).to_polygon());
    /// let counts = AreaIndex::new(&[square])?.count(Points::new(&[0.5, 1.0, 7.0, f64::NAN], &[0.5, 0.5, 0.5, 0.5]))?;
    /// assert_eq!((counts.areas[0], counts.outside, counts.without_position, counts.n), (2, 1, 1, 4));
    /// # Ok::<(), lofte_analysis::incidents::point_in_area::AreaError>(())
    /// ```
    pub fn count(&self, points: Points<'_>) -> Result<AreaCounts, AreaError> {
        let Points { x: xs, y: ys } = points;
        if xs.len() != ys.len() {
            return Err(AreaError::Length { xs: xs.len(), ys: ys.len() });
        }
        let empty = || AreaCounts { n: 0, areas: vec![0; self.areas], outside: 0, without_position: 0 };
        // One table for each thread's stretch, and stretches long enough for the table to be worth it.
        let stretch = self.areas.max(1 << 14);
        let counted =
            xs.par_chunks(stretch).zip(ys.par_chunks(stretch)).fold(empty, |mut counts, (xs, ys)| {
                for (x, y) in xs.iter().zip(ys) {
                    counts.n += 1;
                    match self.locate(Coord { x: *x, y: *y }) {
                        Some(area) => counts.areas[area as usize] += 1,
                        None if x.is_finite() && y.is_finite() => counts.outside += 1,
                        None => counts.without_position += 1,
                    }
                }
                counts
            });
        // Whole numbers: the order of adding makes no difference.
        Ok(counted.reduce(empty, |mut counts, more| {
            counts.n += more.n;
            counts.areas.iter_mut().zip(&more.areas).for_each(|(sum, more)| *sum += more);
            counts.outside += more.outside;
            counts.without_position += more.without_position;
            counts
        }))
    }
}

impl Borders {
    /// The area with the lowest number that has the point.
    fn locate(&self, point: Coord) -> Option<u32> {
        let mut lowest = None;
        for part in self.parts.locate_in_envelope_intersecting(AABB::from_point([point.x, point.y])) {
            let (area, bands) = &self.bands[part.data];
            if lowest.is_none_or(|found| *area < found) && bands.have(point) {
                lowest = Some(*area);
            }
        }
        lowest
    }
}

impl Bands {
    fn new(edges: &[(Coord, Coord)], bottom: f64, top: f64) -> Self {
        let mut count = (edges.len() / EDGES_PER_BAND).clamp(1, MAX_BANDS);
        loop {
            let empty = Self::empty(count, bottom, top);
            let range = |(a, b): &(Coord, Coord)| empty.number(a.y.min(b.y))..=empty.number(a.y.max(b.y));
            let entries: usize = edges.iter().map(|edge| range(edge).count()).sum();
            // Many edges that run through most bands would cost memory without helping: take fewer bands.
            if count > 1 && entries > MAX_BANDS_PER_EDGE * edges.len() {
                count /= 2;
                continue;
            }
            let mut filled = vec![Vec::new(); count];
            for edge in edges {
                filled[range(edge)].iter_mut().for_each(|band| band.push(*edge));
            }
            let mut bands = empty;
            for (band, edges) in filled.into_iter().enumerate() {
                bands.edges.extend(edges);
                bands.starts[band + 1] = bands.edges.len();
            }
            return bands;
        }
    }

    fn empty(count: usize, bottom: f64, top: f64) -> Self {
        let per_height = count as f64 / (top - bottom);
        // A flat polygon has no height to divide: all its edges go into the first band.
        let per_height = if per_height.is_finite() { per_height } else { 0.0 };
        Self { bottom, per_height, starts: vec![0; count + 1], edges: Vec::new() }
    }

    /// The band of a height. Rounding does not matter: the number never falls as the height rises, so a point between
    /// the ends of an edge is always in one of the bands of that edge.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
    fn number(&self, y: f64) -> usize {
        (((y - self.bottom) * self.per_height) as usize).min(self.starts.len() - 2)
    }

    /// Whether the polygon has the point, border included.
    fn have(&self, point: Coord) -> bool {
        let band = self.number(point.y);
        let mut inside = false;
        for (a, b) in &self.edges[self.starts[band]..self.starts[band + 1]] {
            let (low, high) = if a.y <= b.y { (*a, *b) } else { (*b, *a) };
            if point.y < low.y || point.y > high.y {
                continue;
            }
            let between = point.x >= low.x.min(high.x) && point.x <= low.x.max(high.x);
            let side = RobustKernel::orient2d(low, high, point);
            if between && side == Orientation::Collinear {
                return true;
            }
            // A ray to the right crosses edges whose upper end is above the point and lower end is not.
            if point.y >= low.y && point.y < high.y && side == Orientation::CounterClockwise {
                inside = !inside;
            }
        }
        inside
    }
}

fn edges(polygon: &Polygon) -> Vec<(Coord, Coord)> {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    rings.flat_map(|ring| ring.lines().map(|line| (line.start, line.end))).collect()
}

fn bounds(edges: &[(Coord, Coord)]) -> Option<(Coord, Coord)> {
    let first = edges.first()?.0;
    let widen = |(low, high): (Coord, Coord), (corner, _): &(Coord, Coord)| {
        let low = Coord { x: low.x.min(corner.x), y: low.y.min(corner.y) };
        (low, Coord { x: high.x.max(corner.x), y: high.y.max(corner.y) })
    };
    Some(edges.iter().fold((first, first), widen))
}

fn finite(corner: Coord) -> bool {
    corner.x.is_finite() && corner.y.is_finite()
}
