//! The units that a local test compares: cells of a grid, or areas of a file, with the events in them.
//!
//! Areas may come with their residents, and are then compared by events for each thousand of them: a count alone finds
//! where people are. Two areas with a common border are told by the corners they share, as national area files are drawn;
//! where borders are drawn twice, areas have no neighbours, and the answer says so.

use geo::{Centroid as _, Coord, LineString, MapCoords as _, MultiPolygon, Polygon};
use lofte_analysis::incidents::harm::HarmTableName;
use lofte_analysis::incidents::neighbours::{Contiguity, NeighbourError, Neighbours, Ring};
use lofte_import::AreaFileError;
use serde::Serialize;
use std::collections::HashMap;
use std::path::Path;

use crate::incidents::cells::Cells;
use crate::incidents::harm::Weighing;
use crate::incidents::point_in_area;
use crate::incidents::point_in_area::Located;
use crate::input::events::{EventArgs, Events, Points};
use crate::input_error::InputError;
use crate::output::shape::Shape;

/// Rates are for so many residents.
const PER: f64 = 1000.0;

/// Cells or areas.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Units {
    Cells(Cells),
    Areas(Areas),
}

/// Areas, and what lies in them.
#[derive(Debug, Serialize)]
pub(crate) struct Areas {
    pub(crate) names: Vec<String>,
    /// Middles of the areas, in metres.
    x: Vec<f64>,
    y: Vec<f64>,
    /// Number of events in each.
    counts: Vec<u64>,
    /// Sum of their weights, where events do not weigh alike.
    weights: Option<Vec<f64>>,
    /// Residents, where they are given.
    pub(crate) residents: Option<Vec<f64>>,
    /// The table of harm, where there was one.
    harm: Option<HarmTableName>,
    /// Events in none of the areas.
    outside: u64,
    #[serde(skip)]
    shapes: Vec<MultiPolygon>,
}

/// Which areas are asked about, and by what they are compared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AreaFile<'a> {
    pub(crate) file: &'a Path,
    /// Property with the name of an area.
    pub(crate) name: &'a str,
    /// Property with its residents.
    pub(crate) residents: Option<&'a str>,
}

impl Units {
    /// Counts the events in the areas of a file.
    pub(crate) fn of_areas(
        asked: &EventArgs,
        weighing: &Weighing,
        events: &Events,
        points: &Points,
        AreaFile { file, name, residents }: AreaFile<'_>,
    ) -> Result<Self, InputError> {
        let Located { names, shapes, area } = point_in_area::locate(asked, events, points, file, name)?;
        let residents =
            residents.map(|property| point_in_area::residents(file, name, property, points)).transpose()?;
        let weights = weighing.of(asked, events, &points.rows)?;
        let mut counts = vec![0; names.len()];
        let mut sums = weights.as_ref().map(|_| vec![0.0; names.len()]);
        let mut outside = 0;
        for (event, area) in area.iter().enumerate() {
            let Some(area) = area.map(|area| area as usize) else {
                outside += 1;
                continue;
            };
            counts[area] += 1;
            if let (Some(sums), Some(weights)) = (&mut sums, &weights) {
                sums[area] += weights.values[event];
            }
        }
        let metres = |Coord { x, y }| {
            let (x, y) = points.plane.project(x, y).unwrap_or((f64::NAN, f64::NAN));
            Coord { x, y }
        };
        let middle = |(place, shape): (usize, &MultiPolygon)| {
            let middle = shape.map_coords(metres).centroid().map(geo::Point::x_y);
            let known = middle.filter(|(x, y)| x.is_finite() && y.is_finite());
            known
                .ok_or_else(|| point_in_area::not_areas(file, AreaFileError::NoBorder { feature: place + 1 }))
        };
        let middles = shapes.iter().enumerate().map(middle).collect::<Result<Vec<_>, _>>()?;
        let (x, y) = middles.into_iter().unzip();
        let harm = weights.and_then(|weights| weights.table);
        Ok(Self::Areas(Areas { names, x, y, counts, weights: sums, residents, harm, outside, shapes }))
    }

    /// Middles, in metres.
    pub(crate) fn middles(&self) -> (&[f64], &[f64]) {
        match self {
            Self::Cells(cells) => (&cells.x, &cells.y),
            Self::Areas(areas) => (&areas.x, &areas.y),
        }
    }

    /// Number of events in each.
    pub(crate) fn counts(&self) -> &[u64] {
        match self {
            Self::Cells(cells) => &cells.counts,
            Self::Areas(areas) => &areas.counts,
        }
    }

    /// Weight of the events in each, where they do not weigh alike.
    pub(crate) fn weights(&self) -> Option<&[f64]> {
        match self {
            Self::Cells(cells) => cells.weights.as_deref(),
            Self::Areas(areas) => areas.weights.as_deref(),
        }
    }

    /// Events in none of them.
    pub(crate) fn outside(&self) -> u64 {
        match self {
            Self::Cells(cells) => cells.outside,
            Self::Areas(areas) => areas.outside,
        }
    }

    /// The table of harm, where there was one.
    pub(crate) fn harm(&self) -> Option<&HarmTableName> {
        match self {
            Self::Cells(cells) => cells.harm.as_ref(),
            Self::Areas(areas) => areas.harm.as_ref(),
        }
    }

    /// The areas, where it is they.
    pub(crate) fn areas(&self) -> Option<&Areas> {
        match self {
            Self::Cells(_) => None,
            Self::Areas(areas) => Some(areas),
        }
    }

    /// The number that is compared: events, their weight, or either for each thousand residents.
    pub(crate) fn values(&self) -> Vec<f64> {
        let counts = || self.counts().iter().map(|count| *count as f64).collect();
        let mut values: Vec<f64> = self.weights().map_or_else(counts, <[f64]>::to_vec);
        if let Some(residents) = self.areas().and_then(|areas| areas.residents.as_ref()) {
            for (value, residents) in values.iter_mut().zip(residents) {
                *value *= PER / residents;
            }
        }
        values
    }

    /// Those that touch.
    pub(crate) fn touching(&self, contiguity: Contiguity) -> Result<Neighbours, NeighbourError> {
        let areas = match self {
            Self::Cells(cells) => return Neighbours::of_cells(&cells.units, contiguity),
            Self::Areas(areas) => areas,
        };
        let mut numbers: HashMap<(u64, u64), u32> = HashMap::new();
        let mut rings: Vec<(u32, Vec<u32>)> = Vec::new();
        for (unit, shape) in (0_u32..).zip(&areas.shapes) {
            let all = |polygon: &Polygon| -> Vec<LineString> {
                std::iter::once(polygon.exterior()).chain(polygon.interiors()).cloned().collect()
            };
            for ring in shape.iter().flat_map(all) {
                let corner = |Coord { x, y }: Coord| {
                    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                    *numbers.entry((x.to_bits(), y.to_bits())).or_insert(next)
                };
                rings.push((unit, ring.into_inner().into_iter().map(corner).collect()));
            }
        }
        let rings: Vec<Ring<'_>> =
            rings.iter().map(|(unit, corners)| Ring { unit: *unit, corners }).collect();
        let units = u32::try_from(areas.shapes.len()).map_err(|_| NeighbourError::TooMany)?;
        Neighbours::of_areas(&rings, units, contiguity)
    }

    /// One of them on a map.
    pub(crate) fn shape(&self, unit: usize) -> Shape {
        match self {
            Self::Cells(cells) => cells.shape(unit),
            Self::Areas(areas) => Shape::Degrees(areas.shapes[unit].clone()),
        }
    }
}
