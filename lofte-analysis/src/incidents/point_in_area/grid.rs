//! A grid that knows where no border is near.
//!
//! The cell of a coordinate is found by one rounding function that never falls as the coordinate rises. Hence the points
//! of a run of cells in one row are a rectangle, and if no edge has a point in it, all its points lie in the same areas:
//! one exact test tells for the whole run. Every cell that an edge may touch is marked, with a cell to spare on each side
//! for the rounding of where the edge crosses a row, and points in marked cells are tested one by one.

use geo::{Coord, MultiPolygon};

use super::{Borders, bounds, edges};

/// Cells for each edge: with fewer, too many points meet a border; with more, the grid leaves the cache.
const CELLS_PER_EDGE: usize = 24;
const MAX_CELLS: usize = 1 << 20;
/// A cell is at least this many times as wide as the distance between two neighbouring numbers at these coordinates.
const NUMBERS_PER_CELL: f64 = 64.0;
/// How far the rounding of a row's lower end may be off, in such distances; small against a cell.
const NUMBERS_OF_SLACK: f64 = 8.0;

/// The first number that is not an area's.
pub(super) const MAX_AREAS: u32 = u32::MAX - 1;
const NOWHERE: u32 = u32::MAX - 1;
const BORDER: u32 = u32::MAX;

/// What the grid knows of a point.
pub(super) enum Place {
    /// It is in no area.
    Nowhere,
    /// It is in this area, and in none with a lower number.
    Area(u32),
    /// A border is near.
    Border,
}

#[derive(Debug)]
pub(super) struct Grid {
    low: Coord,
    high: Coord,
    across: Axis,
    up: Axis,
    cells: Vec<u32>,
}

/// The division of one coordinate into cells.
#[derive(Debug, Clone, Copy)]
struct Axis {
    low: f64,
    per_unit: f64,
    cells: usize,
}

impl Axis {
    fn new(low: f64, high: f64, cells: usize) -> Self {
        let smallest = low.abs().max(high.abs()) * f64::EPSILON * NUMBERS_PER_CELL;
        let fits = (high - low) / smallest;
        // Too little room for cells, or none at all: one cell, and every point in it is tested.
        let cells = if fits >= cells as f64 && (high - low).is_finite() { cells } else { 1 };
        let per_unit = cells as f64 / (high - low);
        let per_unit = if per_unit.is_finite() && cells > 1 { per_unit } else { 0.0 };
        Self { low, per_unit, cells }
    }

    /// The cell of a coordinate that is not below `low`; never falls as the coordinate rises.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
    fn cell(self, at: f64) -> usize {
        (((at - self.low) * self.per_unit) as usize).min(self.cells - 1)
    }

    /// The lower end of a cell, roughly.
    fn start(self, cell: usize) -> f64 {
        if self.per_unit > 0.0 { self.low + cell as f64 / self.per_unit } else { self.low }
    }
}

impl Grid {
    pub(super) fn new(areas: &[MultiPolygon], borders: &Borders) -> Self {
        let edges: Vec<(Coord, Coord)> = areas.iter().flatten().flat_map(edges).collect();
        let (low, high) = bounds(&edges).unwrap_or((Coord { x: 1.0, y: 1.0 }, Coord { x: 0.0, y: 0.0 }));
        let side = (CELLS_PER_EDGE * edges.len()).clamp(1, MAX_CELLS).isqrt().max(1);
        let (across, up) = (Axis::new(low.x, high.x, side), Axis::new(low.y, high.y, side));
        let mut grid = Self { low, high, across, up, cells: vec![NOWHERE; across.cells * up.cells] };
        for (one, other) in edges {
            grid.mark(one, other);
        }
        grid.fill(borders);
        grid
    }

    pub(super) fn place(&self, x: f64, y: f64) -> Place {
        let inside = x >= self.low.x && x <= self.high.x && y >= self.low.y && y <= self.high.y;
        if !inside {
            return Place::Nowhere;
        }
        match self.cells[self.up.cell(y) * self.across.cells + self.across.cell(x)] {
            NOWHERE => Place::Nowhere,
            BORDER => Place::Border,
            area => Place::Area(area),
        }
    }

    /// Mark every cell that an edge may touch.
    fn mark(&mut self, one: Coord, other: Coord) {
        let (bottom, top) = if one.y <= other.y { (one, other) } else { (other, one) };
        let (left, right) = (one.x.min(other.x), one.x.max(other.x));
        let (first, last) = (self.up.cell(bottom.y), self.up.cell(top.y));
        for row in first..=last {
            let at = |y: f64| {
                let share = ((y - bottom.y) / (top.y - bottom.y)).clamp(0.0, 1.0);
                (bottom.x + share * (top.x - bottom.x)).clamp(left, right)
            };
            // A row may hold the edge's first or last piece, or all of it when it is level.
            let (from, to) = if first == last {
                (left, right)
            } else {
                // Where the row really begins is uncertain by less than this; an edge that is almost level moves far in it.
                let slack = self.low.y.abs().max(self.high.y.abs()) * f64::EPSILON * NUMBERS_OF_SLACK;
                let (enter, leave) = (at(self.up.start(row) - slack), at(self.up.start(row + 1) + slack));
                (enter.min(leave), enter.max(leave))
            };
            let from = self.across.cell(from).saturating_sub(1);
            let to = (self.across.cell(to) + 1).min(self.across.cells - 1);
            let start = row * self.across.cells;
            self.cells[start + from..=start + to].fill(BORDER);
        }
    }

    /// Find out where the runs between the marks lie, each by its first cell whose middle is its own.
    fn fill(&mut self, borders: &Borders) {
        for row in 0..self.up.cells {
            let middle = |axis: Axis, cell: usize| f64::midpoint(axis.start(cell), axis.start(cell + 1));
            let y = middle(self.up, row);
            let mut known = None;
            for col in 0..self.across.cells {
                let cell = &mut self.cells[row * self.across.cells + col];
                if *cell == BORDER {
                    known = None;
                    continue;
                }
                let x = middle(self.across, col);
                let own = self.up.cell(y) == row && self.across.cell(x) == col;
                if known.is_none() && own {
                    known = Some(borders.locate(Coord { x, y }).unwrap_or(NOWHERE));
                }
                *cell = known.unwrap_or(BORDER);
            }
        }
    }
}
