//! `lofte analyse areas`: how many events lie in each area, and how many outside them all.

use clap::Args;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use lofte_analysis::incidents::point_in_area::AreaIndex;
use lofte_import::AreaFileError;
use lofte_import::borders::{Shape as Feature, Vicinity, shapes};
use lofte_import::places::Near;
use lofte_import::text::composed;
use lofte_words::Message;
use serde::Serialize;
use std::path::{Path, PathBuf};

use crate::failure::Outcome;
use crate::input::columns::{as_number, shown};
use crate::input::crs::Crs;
use crate::input::events::{EventArgs, Events, Points};
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Row, number, word};
use crate::output::progress::while_working;
use crate::output::shape::Shape;

const EXAMPLE: &str = "Example:
  lofte analyse areas offences.csv --x east --y north --areas deso.geojson --name code
  lofte analyse areas offences.csv --x lon --y lat --crs EPSG:4326 --areas deso.geojson --name code
      --format geojson";

/// Count the events in each area, and those outside them all
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct PointInAreaArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    /// Areas as GeoJSON, in degrees or in a system that the file names; where two have a point, the first in the file gets it
    #[arg(long, value_name = "FILE.geojson")]
    areas: PathBuf,
    /// Property with the name of an area
    #[arg(long, value_name = "PROPERTY")]
    name: String,
}

/// The events of one area.
#[derive(Debug, Serialize)]
struct InArea {
    area: String,
    count: u64,
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct Found {
    areas: Vec<InArea>,
    outside: u64,
}

impl PointInAreaArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let events = self.events.read(&[])?;
        let points = self.events.points(&events, "areas")?;
        let Located { names, shapes, area } =
            locate(&self.events, &events, &points, &self.areas, &self.name)?;
        let mut areas: Vec<InArea> = names.into_iter().map(|area| InArea { area, count: 0 }).collect();
        let mut outside = 0;
        for area in area {
            match area.and_then(|area| areas.get_mut(area as usize)) {
                Some(area) => area.count += 1,
                None => outside += 1,
            }
        }
        let found = Found { areas, outside };
        let mut answer = Answer::new("areas", self, points.facts(&events), &found)?;
        answer.say("analyse-outside", vec![("outside", terminal.words.count(found.outside))]);
        answer.columns = vec![word("area"), number("count", 0)];
        answer.plane = Some(&points.plane);
        let row = |(area, shape): (&InArea, MultiPolygon)| Row {
            cells: vec![area.area.clone().into(), area.count.into()],
            shape: Some(Shape::Degrees(shape)),
        };
        answer.rows = found.areas.iter().zip(shapes).map(row).collect();
        answer.show(terminal)
    }
}

/// Areas, and the one that each event lies in.
pub(crate) struct Located {
    pub(crate) names: Vec<String>,
    pub(crate) shapes: Vec<MultiPolygon>,
    /// The number of the area of each event; none outside them all.
    pub(crate) area: Vec<Option<u32>>,
}

/// Finds the area of each event.
pub(crate) fn locate(
    asked: &EventArgs,
    events: &Events,
    points: &Points,
    file: &Path,
    property: &str,
) -> Result<Located, InputError> {
    let (xs, ys) = degrees(asked, events, points)?;
    let (names, shapes) = read(file, property, near(&xs, &ys))?;
    let index = AreaIndex::new(&shapes).map_err(refused)?;
    let area = while_working(|| index.locate_all(lofte_analysis::Points::new(&xs, &ys))).map_err(refused)?;
    Ok(Located { names, shapes, area })
}

/// The positions in degrees, as they stand in the file where they do.
fn degrees(asked: &EventArgs, events: &Events, points: &Points) -> Result<(Vec<f64>, Vec<f64>), InputError> {
    if let (Crs::Degrees, Some(x), Some(y)) = (asked.crs, &asked.x, &asked.y) {
        let (xs, ys) = (events.numbers(x)?, events.numbers(y)?);
        let of = |column: &[Option<f64>]| points.rows.iter().filter_map(|row| column[*row]).collect();
        return Ok((of(&xs), of(&ys)));
    }
    if !points.plane.is_known() {
        return Err(InputError::Needs { option: "--areas", needed: "--crs with a known system" });
    }
    let degrees = |(x, y): (&f64, &f64)| points.plane.unproject(*x, *y).unwrap_or((f64::NAN, f64::NAN));
    Ok(points.xs.iter().zip(&points.ys).map(degrees).unzip())
}

/// The surroundings of the events: areas that lie there only with their coordinates changed round are refused.
fn near(lons: &[f64], lats: &[f64]) -> Vicinity {
    let around = Near::of(lons.iter().zip(lats).map(|(lon, lat)| [*lon, *lat]));
    around.map_or(Vicinity::Sweden, Vicinity::Loosely)
}

/// Borders of the areas of a file, whatever they are called, in degrees.
pub(crate) fn borders(file: &Path, points: &Points) -> Result<Vec<MultiPolygon>, InputError> {
    let degrees = |(x, y): (&f64, &f64)| points.plane.unproject(*x, *y);
    let (lons, lats): (Vec<f64>, Vec<f64>) = points.xs.iter().zip(&points.ys).filter_map(degrees).unzip();
    Ok(shapes_of(file, near(&lons, &lats))?.iter().map(|shape| polygons(&shape.border)).collect())
}

/// Names and borders of the areas of a file; the parts of one name are one area.
fn read(
    file: &Path,
    property: &str,
    vicinity: Vicinity,
) -> Result<(Vec<String>, Vec<MultiPolygon>), InputError> {
    let mut names: Vec<String> = Vec::new();
    let mut borders: Vec<MultiPolygon> = Vec::new();
    for shape in shapes_of(file, vicinity)? {
        let name = name_of(file, property, &shape)?;
        if let Some(place) = names.iter().position(|known| *known == name) {
            borders[place].0.extend(polygons(&shape.border));
        } else {
            names.push(name);
            borders.push(polygons(&shape.border));
        }
    }
    Ok((names, borders))
}

fn name_of(file: &Path, property: &str, shape: &Feature) -> Result<String, InputError> {
    match shape.properties.get(property) {
        Some(serde_json::Value::String(name)) if !name.trim().is_empty() => {
            Ok(composed(name.trim()).into_owned())
        }
        Some(serde_json::Value::Number(name)) => Ok(name.to_string()),
        _ => {
            let found: Vec<&str> = shape.properties.keys().map(String::as_str).collect();
            let message = of_feature("analyse-no-property", file, shape).and("property", property);
            Err(InputError::Told(message.and("found", found.join(", "))))
        }
    }
}

/// A sentence about one area of a file.
fn of_feature(key: &str, file: &Path, shape: &Feature) -> Message {
    Message::with(key, "file", shown(file)).and("feature", shape.number)
}

/// The residents of the areas of a file, in the order of [`locate`]: every area has some, and its parts say the same.
pub(crate) fn residents(
    file: &Path,
    name: &str,
    property: &str,
    points: &Points,
) -> Result<Vec<f64>, InputError> {
    let degrees = |(x, y): (&f64, &f64)| points.plane.unproject(*x, *y);
    let (lons, lats): (Vec<f64>, Vec<f64>) = points.xs.iter().zip(&points.ys).filter_map(degrees).unzip();
    let mut found: Vec<(String, f64)> = Vec::new();
    for shape in shapes_of(file, near(&lons, &lats))? {
        let known = shape.properties.get(property).and_then(|known| match known {
            serde_json::Value::String(text) => as_number(text.trim()),
            known => known.as_f64(),
        });
        let known = known.filter(|residents| *residents > 0.0);
        let residents = known.ok_or_else(|| {
            InputError::Told(of_feature("analyse-no-residents", file, &shape).and("property", property))
        })?;
        let name = name_of(file, name, &shape)?;
        match found.iter().find(|(known, _)| *known == name) {
            Some((_, other)) if other.total_cmp(&residents).is_ne() => {
                let message = Message::with("analyse-parts-differ", "file", shown(file));
                return Err(InputError::Told(message.and("area", name)));
            }
            Some(_) => {}
            None => found.push((name, residents)),
        }
    }
    Ok(found.into_iter().map(|(_, residents)| residents).collect())
}

fn shapes_of(file: &Path, vicinity: Vicinity) -> Result<Vec<Feature>, InputError> {
    let bytes =
        std::fs::read(file).map_err(|source| InputError::Unreadable { file: file.to_owned(), source })?;
    let shapes = shapes(&bytes, vicinity).map_err(|error| not_areas(file, error))?;
    Ok(shapes.shapes)
}

/// A file that is none of areas.
pub(crate) fn not_areas(file: &Path, error: AreaFileError) -> InputError {
    InputError::NotAreas { file: shown(file), error }
}

fn polygons(border: &lofte_model::place::MultiPolygon) -> MultiPolygon {
    let ring = |ring: &Vec<[f64; 2]>| LineString(ring.iter().map(|[x, y]| Coord { x: *x, y: *y }).collect());
    let polygon = |rings: &Vec<Vec<[f64; 2]>>| {
        let mut rings = rings.iter().map(ring);
        let outer = rings.next().unwrap_or(LineString(Vec::new()));
        Polygon::new(outer, rings.collect())
    };
    MultiPolygon(border.iter().map(polygon).collect())
}
