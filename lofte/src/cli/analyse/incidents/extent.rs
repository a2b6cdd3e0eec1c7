//! The surface that events are counted or smoothed on: square cells, and the borders they lie within.

use geo::{Coord, MapCoords as _, MultiPolygon};
use lofte_analysis::incidents::density::CellGrid;
use serde::{Serialize, Serializer};
use std::path::Path;
use std::str::FromStr;

use super::areas;
use super::events::Points;
use crate::cli::analyse::trouble::Trouble;

/// The edges of a surface in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edges {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl FromStr for Edges {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers: Vec<f64> = text.split(',').filter_map(|number| number.trim().parse().ok()).collect();
        match numbers.as_slice() {
            [west, south, east, north] if text.split(',').count() == 4 => {
                Ok(Self { west: *west, south: *south, east: *east, north: *north })
            }
            _ => {
                Err("give west,south,east,north in metres, for example 590000,6545000,595000,6550000"
                    .to_owned())
            }
        }
    }
}

impl Serialize for Edges {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [self.west, self.south, self.east, self.north].serialize(serializer)
    }
}

/// Square cells within the edges, or around the events on whole multiples of the side.
pub(super) fn grid(points: &Points, cell: f64, edges: Option<Edges>) -> Result<CellGrid, Trouble> {
    let refuse = |must| Trouble::OptionValue { option: "--cell", value: cell.to_string(), must };
    if !(cell.is_finite() && cell > 0.0) {
        return Err(refuse("a positive number of metres"));
    }
    let Edges { west, south, east, north } = edges.unwrap_or_else(|| around(points, cell));
    let cells = |length: f64| {
        let cells = (length / cell).ceil();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "within the range by the test"
        )]
        (1.0..=f64::from(u32::MAX)).contains(&cells).then_some(cells as u32)
    };
    let (columns, rows) = cells(east - west)
        .zip(cells(north - south))
        .ok_or(refuse("smaller than the surface, which must have an extent"))?;
    Ok(CellGrid { west, south, cell, columns, rows })
}

/// The borders in a file of degrees, in the metres of the events.
pub(super) fn boundary(file: Option<&Path>, points: &Points) -> Result<Option<MultiPolygon>, Trouble> {
    let Some(file) = file else {
        return Ok(None);
    };
    if !points.plane.is_known() {
        return Err(Trouble::Needs { option: "--boundary", needed: "--crs with a known system" });
    }
    let shapes = areas::borders(file)?;
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
