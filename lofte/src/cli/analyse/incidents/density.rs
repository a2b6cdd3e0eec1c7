//! `lofte analyse density`: how densely events lie, as a surface of cells.

use clap::{Args, ValueEnum};
use geo::MapCoords as _;
use geo::{Coord, MultiPolygon};
use lofte_analysis::incidents::density::{
    CellGrid, Density, DensityError, DensityParams, EdgeCorrection, Events, FLOOR, Kernel, MOST_CELLS,
    RepeatedPoints, binned_density, density, repeated_points,
};
use lofte_analysis::incidents::floor::Floored;
use serde::Serialize;
use std::path::PathBuf;
use std::str::FromStr;

use super::answer::{Answer, Row, Shape, number};
use super::areas;
use super::events::{EventArgs, Points};
use super::refused;
use crate::cli::analyse::frame::as_number;
use crate::cli::analyse::trouble::Trouble;
use crate::cli::desk::Desk;
use crate::cli::failure::Outcome;
use crate::cli::progress::while_working;

const EXAMPLE: &str = "Example:
  lofte analyse density burglaries.csv --x east --y north --bandwidth 500 --cell 100
  lofte analyse density burglaries.csv --x lon --y lat --crs EPSG:4326 --bandwidth 300 --kernel gaussian
      --boundary municipality.geojson --edge diggle --format geojson";

/// Cells in the answer. A million are made in half a gigabyte of memory and are a map of 350 MB, more than most programs
/// open; they are 100 by 100 km in cells of 100 m.
const MOST_SHOWN: f64 = 1_048_576.0;

/// How densely events lie, per square kilometre, as a surface of cells
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(in crate::cli::analyse) struct Surface {
    #[command(flatten)]
    #[serde(flatten)]
    events: EventArgs,
    /// Support of the quartic kernel, or standard deviation of the Gaussian, in metres
    #[arg(long, default_value_t = 500.0)]
    bandwidth: f64,
    /// Side of a cell in metres, at most a fifth of the bandwidth is well
    #[arg(long, default_value_t = 100.0)]
    cell: f64,
    #[arg(long, value_enum, default_value = "quartic")]
    kernel: Form,
    /// Standard deviations at which the Gaussian kernel is cut, east, west, north and south: beyond 8 nothing of it is
    /// left that a number could hold, at 5 it is a millionth and quicker
    #[arg(long, default_value_t = 8.0)]
    cut: f64,
    /// Borders of the area, as GeoJSON in degrees
    #[arg(long, value_name = "FILE.geojson")]
    boundary: Option<PathBuf>,
    /// What is done about events that were not recorded outside the border
    #[arg(long, value_enum, default_value = "none")]
    edge: Edge,
    /// Column of weights, for instance harm
    #[arg(long, value_name = "COLUMN")]
    weight: Option<String>,
    /// Spread the events over cells first: quicker, and the answer says by how much it may be off
    #[arg(long)]
    binned: bool,
    /// Edges of the surface in metres: west, south, east, north; around the events if not given
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true)]
    extent: Option<Extent>,
    /// Fewest events
    #[arg(long, default_value_t = FLOOR)]
    floor: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Form {
    Quartic,
    Gaussian,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Edge {
    /// Nothing, as at a lake
    None,
    /// Each cell is divided by the part of its kernel inside the border
    Uniform,
    /// Each event is, which keeps their number
    Diggle,
}

/// West, south, east and north edge in metres.
#[derive(Clone, Copy, Debug, Serialize)]
struct Extent([f64; 4]);

impl FromStr for Extent {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let edges: Option<Vec<f64>> = text.split(',').map(|edge| as_number(edge.trim())).collect();
        let edges = edges.and_then(|edges| <[f64; 4]>::try_from(edges).ok()).map(Self);
        let extent = edges.ok_or("give four numbers of metres: west,south,east,north")?;
        let Self([west, south, east, north]) = extent;
        if west < east && south < north {
            Ok(extent)
        } else {
            Err("west must lie before east, and south before north")
        }
    }
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct Found {
    density: Floored<Density>,
    repeated: RepeatedPoints,
}

/// Points that repeat are named to this number.
const LISTED: usize = 10;

impl Surface {
    pub(in crate::cli::analyse) fn act(&self, desk: &mut Desk) -> Outcome {
        let others: Vec<String> = self.weight.iter().cloned().collect();
        let events = self.events.read(&others)?;
        let points = self.events.points(&events, "density")?;
        let weights = self.weight.as_ref().map(|column| events.weights(column, &points.rows)).transpose()?;
        let boundary = self.boundary(&points)?;
        let params = self.params(&points)?;
        let given = Events { x: &points.xs, y: &points.ys, weights: weights.as_deref() };
        let surface = while_working(|| {
            if self.binned {
                binned_density(given, boundary.as_ref(), &params)
            } else {
                density(given, boundary.as_ref(), &params)
            }
        });
        let repeated = repeated_points(&points.xs, &points.ys, LISTED).map_err(refused)?;
        let found = Found { density: surface.map_err(too_large)?, repeated };
        let mut answer = Answer::new("density", self, points.facts(&events), &found)?;
        answer.plane = Some(&points.plane);
        let share = desk.words.percent(found.repeated.share_repeated, 0);
        answer.say("analyse-repeated", vec![("share", share)]);
        match &found.density {
            Floored::BelowFloor(floor) => answer.say_floor(*floor, desk.words),
            Floored::Given(surface) => {
                answer.columns = vec![number("x", 0), number("y", 0), number("density", 2)];
                answer.rows = rows(surface);
            }
        }
        answer.show(desk)
    }

    fn boundary(&self, points: &Points) -> Result<Option<MultiPolygon>, Trouble> {
        let Some(file) = &self.boundary else {
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

    /// Columns and rows of the surface.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most MOST_SHOWN cells")]
    fn cells(&self, wide: f64, high: f64) -> Result<(u32, u32), Trouble> {
        let along = |length: f64| (length / self.cell).ceil().max(1.0);
        let cells = along(wide) * along(high);
        if cells > MOST_SHOWN {
            let side = (wide.max(self.cell) * high.max(self.cell) / MOST_SHOWN).sqrt().ceil();
            return Err(Trouble::ManyCells {
                cells: cells as u64,
                most: MOST_SHOWN as u64,
                side: side as u64,
            });
        }
        Ok((along(wide) as u32, along(high) as u32))
    }

    fn params(&self, points: &Points) -> Result<DensityParams, Trouble> {
        if !(self.cell.is_finite() && self.cell > 0.0) {
            let value = self.cell.to_string();
            return Err(Trouble::OptionValue {
                option: "--cell",
                value,
                must: "a positive number of metres",
            });
        }
        let Extent([west, south, east, north]) = self.extent.unwrap_or_else(|| around(points, self.cell));
        let (columns, rows) = self.cells(east - west, north - south)?;
        Ok(DensityParams {
            kernel: match self.kernel {
                Form::Quartic => Kernel::Quartic,
                Form::Gaussian => Kernel::Gaussian { cut: self.cut },
            },
            bandwidth: self.bandwidth,
            grid: CellGrid { west, south, cell: self.cell, columns, rows },
            edge: match self.edge {
                Edge::None => EdgeCorrection::None,
                Edge::Uniform => EdgeCorrection::Uniform,
                Edge::Diggle => EdgeCorrection::Diggle,
            },
            floor: self.floor,
        })
    }
}

/// What a surface refused that is too large, in the user's words.
fn too_large(error: DensityError) -> Trouble {
    match error {
        DensityError::TooManyCells { cells, side } => Trouble::ManyCells { cells, most: MOST_CELLS, side },
        DensityError::TooMuchWork { cells, events, side, .. } => Trouble::MuchWork { cells, events, side },
        other => refused(other),
    }
}

/// The cells that have all events, on whole multiples of the side.
fn around(points: &Points, cell: f64) -> Extent {
    let edge = |values: &[f64]| {
        let low = values.iter().copied().reduce(f64::min).unwrap_or(0.0);
        let high = values.iter().copied().reduce(f64::max).unwrap_or(0.0);
        ((low / cell).floor() * cell, ((high / cell).floor() + 1.0) * cell)
    };
    let ((west, east), (south, north)) = (edge(&points.xs), edge(&points.ys));
    Extent([west, south, east, north])
}

/// The cells with any density, inside the border where there is one.
fn rows(surface: &Density) -> Vec<Row> {
    let grid = &surface.params.grid;
    let columns = grid.columns as usize;
    let inside = |place: usize| surface.inside.as_ref().is_none_or(|inside| inside[place]);
    let dense = surface.values.iter().enumerate().filter(|(place, value)| **value > 0.0 && inside(*place));
    dense
        .map(|(place, value)| {
            let x = grid.west + ((place % columns) as f64 + 0.5) * grid.cell;
            let y = grid.south + ((place / columns) as f64 + 0.5) * grid.cell;
            let shape = Some(Shape::Square { x, y, side: grid.cell });
            Row { cells: vec![x.into(), y.into(), (*value).into()], shape }
        })
        .collect()
}
