//! Events counted in square cells, as the local tests and concentration take them.
//!
//! Which cells take part decides what is usual: a lake or a forest full of empty cells makes any street look hot. The
//! cells are those whose middle lies within the borders that are given; without borders, all around the events, or only
//! those with an event and the cells that touch them. Events in no such cell are counted and named.

use clap::{Args, ValueEnum};
use lofte_analysis::incidents::density::CellGrid;
use lofte_analysis::incidents::harm::HarmTableName;
use lofte_analysis::incidents::neighbours::Cell;
use lofte_analysis::incidents::point_in_area::AreaIndex;
use serde::Serialize;
use std::path::PathBuf;

use crate::incidents::extent;
use crate::incidents::extent::{Edges, middle};
use crate::incidents::harm::{Weighing, Weights};
use crate::input::events::{EventArgs, Events, Points};
use crate::input_error::{InputError, refused};
use crate::output::shape::Shape;

/// How events are gathered in cells.
#[derive(Clone, Debug, Args, Serialize)]
pub(crate) struct CellArgs {
    /// Side of a cell in metres
    #[arg(long, value_name = "METRES", default_value_t = 500.0)]
    cell: f64,
    /// Edges of the cells in metres: west, south, east, north; around the events if not given
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true)]
    extent: Option<Edges>,
    /// Borders of the area, as GeoJSON in degrees: cells with their middle inside take part
    #[arg(long, value_name = "FILE.geojson")]
    boundary: Option<PathBuf>,
    /// Which cells take part
    #[arg(long, value_enum, default_value = "all")]
    cells: Which,
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) weighing: Weighing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Which {
    /// All within the edges and the borders
    All,
    /// Of these, cells with an event and those that touch one
    Near,
}

/// The cells that take part, from the south-west row by row, and what lies in them.
#[derive(Debug, Serialize)]
pub(crate) struct Cells {
    grid: CellGrid,
    #[serde(skip)]
    pub(crate) units: Vec<Cell>,
    /// Middles of the cells.
    pub(crate) x: Vec<f64>,
    pub(crate) y: Vec<f64>,
    /// Number of events in each.
    pub(crate) counts: Vec<u64>,
    /// Sum of their weights, where events do not weigh alike.
    pub(crate) weights: Option<Vec<f64>>,
    /// The table of harm, where there was one.
    pub(crate) harm: Option<HarmTableName>,
    /// Events in none of the cells.
    pub(crate) outside: u64,
    /// The cell of each event, and its weight.
    #[serde(skip)]
    pub(crate) events: Vec<(u32, f64)>,
    /// The cell of each point; none where it lies in no cell.
    #[serde(skip)]
    pub(crate) of_point: Vec<Option<u32>>,
}

impl CellArgs {
    /// Counts the events in the cells.
    pub(crate) fn gather(
        &self,
        asked: &EventArgs,
        events: &Events,
        points: &Points,
    ) -> Result<Cells, InputError> {
        let weights = self.weighing.of(asked, events, &points.rows)?;
        let mut grid = extent::grid(points, self.cell, self.extent)?;
        if self.cells == Which::Near && self.extent.is_none() {
            // Room for the cells that touch the outermost.
            (grid.west, grid.south) = (grid.west - grid.cell, grid.south - grid.cell);
            (grid.columns, grid.rows) = (grid.columns.saturating_add(2), grid.rows.saturating_add(2));
        }
        let places: Vec<Option<usize>> =
            points.xs.iter().zip(&points.ys).map(|(x, y)| place(&grid, *x, *y)).collect();
        let taking_part = self.taking_part(&grid, points, &places)?;
        Ok(Cells::of(grid, &taking_part, &places, weights))
    }

    /// Whether each cell of the grid takes part.
    fn taking_part(
        &self,
        grid: &CellGrid,
        points: &Points,
        places: &[Option<usize>],
    ) -> Result<Vec<bool>, InputError> {
        let columns = grid.columns as usize;
        let size = columns * grid.rows as usize;
        let mut taking_part = vec![self.cells == Which::All; size];
        if self.cells == Which::Near {
            for place in places.iter().flatten() {
                let (row, column) = (place / columns, place % columns);
                for row in row.saturating_sub(1)..=(row + 1).min(grid.rows as usize - 1) {
                    let first = row * columns + column.saturating_sub(1);
                    let last = row * columns + (column + 1).min(columns - 1);
                    taking_part[first..=last].fill(true);
                }
            }
        }
        if let Some(borders) = extent::boundary(self.boundary.as_deref(), points)? {
            let inside = AreaIndex::new(&[borders]).map_err(refused)?;
            for (place, part) in taking_part.iter_mut().enumerate() {
                let (x, y) = middle(grid, place);
                *part = *part && inside.locate(geo::Coord { x, y }).is_some();
            }
        }
        Ok(taking_part)
    }
}

impl Cells {
    fn of(grid: CellGrid, taking_part: &[bool], places: &[Option<usize>], weights: Option<Weights>) -> Self {
        let columns = grid.columns as usize;
        let taken: Vec<usize> = (0..taking_part.len()).filter(|place| taking_part[*place]).collect();
        let mut number = vec![None; taking_part.len()];
        for (unit, place) in (0_u32..).zip(&taken) {
            number[*place] = Some(unit);
        }
        let (x, y) = taken.iter().map(|place| middle(&grid, *place)).unzip();
        let coordinate = |steps: usize| i32::try_from(steps).unwrap_or(i32::MAX);
        let cell =
            |place: &usize| Cell { row: coordinate(place / columns), column: coordinate(place % columns) };
        let mut counts = vec![0; taken.len()];
        let mut sums = weights.as_ref().map(|_| vec![0.0; taken.len()]);
        let of_point: Vec<Option<u32>> =
            places.iter().map(|place| place.and_then(|place| number[place])).collect();
        let mut events = Vec::with_capacity(places.len());
        for (event, unit) in of_point.iter().enumerate() {
            let Some(unit) = *unit else {
                continue;
            };
            let weight = weights.as_ref().map_or(1.0, |weights| weights.values[event]);
            counts[unit as usize] += 1;
            if let Some(sums) = &mut sums {
                sums[unit as usize] += weight;
            }
            events.push((unit, weight));
        }
        Self {
            units: taken.iter().map(cell).collect(),
            x,
            y,
            counts,
            weights: sums,
            harm: weights.and_then(|weights| weights.table),
            outside: (places.len() - events.len()) as u64,
            events,
            of_point,
            grid,
        }
    }

    /// A cell on a map.
    pub(crate) fn shape(&self, unit: usize) -> Shape {
        Shape::Square { x: self.x[unit], y: self.y[unit], side: self.grid.cell }
    }
}

/// The cell of a position; none outside the grid.
fn place(grid: &CellGrid, x: f64, y: f64) -> Option<usize> {
    let step = |at: f64, from: f64, cells: u32| {
        let step = ((at - from) / grid.cell).floor();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "within the range by the test"
        )]
        (0.0..f64::from(cells)).contains(&step).then_some(step as usize)
    };
    let column = step(x, grid.west, grid.columns)?;
    let row = step(y, grid.south, grid.rows)?;
    Some(row * grid.columns as usize + column)
}
