//! The surface that events are counted or smoothed on: square cells, and the borders they lie within.

use geo::{Coord, MapCoords as _, MultiPolygon};
use lofte_analysis::incidents::density::CellGrid;
use serde::{Serialize, Serializer};
use std::path::Path;
use std::str::FromStr;

use crate::incidents::point_in_area;
use crate::input::columns::as_number;
use crate::input::events::Points;
use crate::input_error::InputError;

/// Cells in the answer. A million are made in half a gigabyte of memory and are a map of 350 MB, more than most programs
/// open; they are 100 by 100 km in cells of 100 m.
const MOST_SHOWN: f64 = 1_048_576.0;

/// The edges of a surface in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Edges {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl FromStr for Edges {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let edges: Option<Vec<f64>> = text.split(',').map(|edge| as_number(edge.trim())).collect();
        let edges = edges.and_then(|edges| <[f64; 4]>::try_from(edges).ok());
        let [west, south, east, north] = edges.ok_or(
            "give four numbers of metres: west,south,east,north, for example 590000,6545000,595000,6550000",
        )?;
        if west < east && south < north {
            Ok(Self { west, south, east, north })
        } else {
            Err("west must lie before east, and south before north")
        }
    }
}

impl Serialize for Edges {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [self.west, self.south, self.east, self.north].serialize(serializer)
    }
}

/// Square cells within the edges, or around the events on whole multiples of the side.
pub(crate) fn grid(points: &Points, cell: f64, edges: Option<Edges>) -> Result<CellGrid, InputError> {
    if !(cell.is_finite() && cell > 0.0) {
        let (option, value) = ("--cell", cell.to_string());
        return Err(InputError::OptionValue { option, value, must: "a positive number of metres" });
    }
    let Edges { west, south, east, north } = edges.unwrap_or_else(|| around(points, cell));
    let (columns, rows) = cells(cell, east - west, north - south)?;
    Ok(CellGrid { west, south, cell, columns, rows })
}

/// Columns and rows of the surface.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most MOST_SHOWN cells")]
fn cells(cell: f64, wide: f64, high: f64) -> Result<(u32, u32), InputError> {
    let along = |length: f64| (length / cell).ceil().max(1.0);
    let cells = along(wide) * along(high);
    if cells > MOST_SHOWN {
        let side = (wide.max(cell) * high.max(cell) / MOST_SHOWN).sqrt().ceil();
        return Err(InputError::ManyCells {
            cells: cells as u64,
            most: MOST_SHOWN as u64,
            side: side as u64,
        });
    }
    Ok((along(wide) as u32, along(high) as u32))
}

/// The middle of a cell, counted from the south-west row by row.
pub(crate) fn middle(grid: &CellGrid, place: usize) -> (f64, f64) {
    let columns = grid.columns as usize;
    let at = |corner: f64, steps: usize| corner + (steps as f64 + 0.5) * grid.cell;
    (at(grid.west, place % columns), at(grid.south, place / columns))
}

/// The borders in a file of degrees, in the metres of the events.
pub(crate) fn boundary(file: Option<&Path>, points: &Points) -> Result<Option<MultiPolygon>, InputError> {
    let Some(file) = file else {
        return Ok(None);
    };
    if !points.plane.is_known() {
        return Err(InputError::Needs { option: "--boundary", needed: "--crs with a known system" });
    }
    let shapes = point_in_area::borders(file, points)?;
    let metres = |corner: Coord| {
        let (x, y) = points.plane.project(corner.x, corner.y).unwrap_or((f64::NAN, f64::NAN));
        Coord { x, y }
    };
    Ok(Some(MultiPolygon(shapes.into_iter().flatten().map(|shape| shape.map_coords(metres)).collect())))
}

/// The cells that have all events, on whole multiples of the side.
fn around(points: &Points, cell: f64) -> Edges {
    let edge = |values: &[f64]| {
        let low = values.iter().copied().reduce(f64::min).unwrap_or(0.0);
        let high = values.iter().copied().reduce(f64::max).unwrap_or(0.0);
        ((low / cell).floor() * cell, ((high / cell).floor() + 1.0) * cell)
    };
    let ((west, east), (south, north)) = (edge(&points.xs), edge(&points.ys));
    Edges { west, south, east, north }
}
