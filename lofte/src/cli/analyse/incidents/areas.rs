//! `lofte analyse areas`: how many events lie in each area, and how many outside them all.

use clap::Args;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use geojson::{Feature, GeoJson, GeometryValue, Position};
use lofte_analysis::incidents::place::AreaIndex;
use serde::Serialize;
use std::path::{Path, PathBuf};

use super::answer::{Answer, Row, number, word};
use super::crs::Crs;
use super::events::{EventArgs, Events, Points};
use super::refused;
use super::shape::Shape;
use crate::cli::analyse::frame::shown;
use crate::cli::analyse::trouble::Trouble;
use crate::cli::desk::Desk;
use crate::cli::failure::Outcome;
use crate::cli::progress::while_working;

const EXAMPLE: &str = "Example:
  lofte analyse areas offences.csv --x east --y north --areas deso.geojson --name code
  lofte analyse areas offences.csv --x lon --y lat --crs EPSG:4326 --areas deso.geojson --name code
      --format geojson";

/// Count the events in each area, and those outside them all
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(in crate::cli::analyse) struct InAreas {
    #[command(flatten)]
    #[serde(flatten)]
    events: EventArgs,
    /// Areas as GeoJSON in degrees; where two have a point, the first in the file gets it
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

impl InAreas {
    pub(in crate::cli::analyse) fn act(&self, desk: &mut Desk) -> Outcome {
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
        answer.say("analyse-outside", vec![("outside", desk.words.count(found.outside))]);
        answer.columns = vec![word("area"), number("count", 0)];
        answer.plane = Some(&points.plane);
        let row = |(area, shape): (&InArea, MultiPolygon)| Row {
            cells: vec![area.area.clone().into(), area.count.into()],
            shape: Some(Shape::Degrees(shape)),
        };
        answer.rows = found.areas.iter().zip(shapes).map(row).collect();
        answer.show(desk)
    }
}

/// Areas, and the one that each event lies in.
pub(super) struct Located {
    pub(super) names: Vec<String>,
    pub(super) shapes: Vec<MultiPolygon>,
    /// The number of the area of each event; none outside them all.
    pub(super) area: Vec<Option<u32>>,
}

/// Finds the area of each event.
pub(super) fn locate(
    asked: &EventArgs,
    events: &Events,
    points: &Points,
    file: &Path,
    property: &str,
) -> Result<Located, Trouble> {
    let (names, shapes) = read(file, property)?;
    let (xs, ys) = degrees(asked, events, points)?;
    let index = AreaIndex::new(&shapes).map_err(refused)?;
    let area = while_working(|| index.locate_all(&xs, &ys)).map_err(refused)?;
    Ok(Located { names, shapes, area })
}

/// The positions in degrees, as they stand in the file where they do.
fn degrees(asked: &EventArgs, events: &Events, points: &Points) -> Result<(Vec<f64>, Vec<f64>), Trouble> {
    if let (Crs::Degrees, Some(x), Some(y)) = (asked.crs, &asked.x, &asked.y) {
        let (xs, ys) = (events.numbers(x)?, events.numbers(y)?);
        let of = |column: &[Option<f64>]| points.rows.iter().filter_map(|row| column[*row]).collect();
        return Ok((of(&xs), of(&ys)));
    }
    if !points.plane.is_known() {
        return Err(Trouble::Needs { option: "--areas", needed: "--crs with a known system" });
    }
    let degrees = |(x, y): (&f64, &f64)| points.plane.unproject(*x, *y).unwrap_or((f64::NAN, f64::NAN));
    Ok(points.xs.iter().zip(&points.ys).map(degrees).unzip())
}

/// Borders of the areas of a file, whatever they are called.
pub(super) fn borders(file: &Path) -> Result<Vec<MultiPolygon>, Trouble> {
    let features = features(file)?.into_iter().enumerate();
    features.map(|(place, feature)| shape(file, place, feature)).collect()
}

/// Names and borders of the areas of a file.
fn read(file: &Path, property: &str) -> Result<(Vec<String>, Vec<MultiPolygon>), Trouble> {
    let area = |(place, feature): (usize, Feature)| {
        let named = feature.properties.as_ref().and_then(|known| known.get(property));
        let name = match named {
            Some(serde_json::Value::String(name)) => name.clone(),
            Some(serde_json::Value::Number(name)) => name.to_string(),
            _ => return Err(not_areas(file, format!("feature {} has no property {property}", place + 1))),
        };
        Ok((name, shape(file, place, feature)?))
    };
    features(file)?.into_iter().enumerate().map(area).collect()
}

/// The residents of the areas of a file; every area has some.
pub(super) fn residents(file: &Path, property: &str) -> Result<Vec<f64>, Trouble> {
    let number = |(place, feature): (usize, Feature)| {
        let known = feature.properties.as_ref().and_then(|known| known.get(property)?.as_f64());
        known.filter(|residents| *residents > 0.0).ok_or_else(|| {
            not_areas(file, format!("feature {} has no positive number {property}", place + 1))
        })
    };
    features(file)?.into_iter().enumerate().map(number).collect()
}

fn features(file: &Path) -> Result<Vec<Feature>, Trouble> {
    let text = std::fs::read_to_string(file)
        .map_err(|source| Trouble::Unreadable { file: file.to_owned(), source })?;
    match text.parse::<GeoJson>() {
        Ok(GeoJson::FeatureCollection(collection)) => Ok(collection.features),
        Ok(_) => Err(not_areas(file, "it is no FeatureCollection".to_owned())),
        Err(error) => Err(not_areas(file, error.to_string())),
    }
}

/// A file that is none of areas.
pub(super) fn not_areas(file: &Path, why: String) -> Trouble {
    Trouble::NotAreas { file: shown(file), why }
}

fn shape(file: &Path, place: usize, feature: Feature) -> Result<MultiPolygon, Trouble> {
    let shape = feature.geometry.and_then(|geometry| border(&geometry.value));
    shape.ok_or_else(|| not_areas(file, format!("feature {} is no polygon", place + 1)))
}

fn border(geometry: &GeometryValue) -> Option<MultiPolygon> {
    match geometry {
        GeometryValue::Polygon { coordinates } => Some(MultiPolygon(vec![polygon(coordinates)])),
        GeometryValue::MultiPolygon { coordinates } => {
            Some(MultiPolygon(coordinates.iter().map(|rings| polygon(rings)).collect()))
        }
        _ => None,
    }
}

fn polygon(rings: &[Vec<Position>]) -> Polygon {
    let corner = |position: &Position| match position.as_slice() {
        [x, y, ..] => Some(Coord { x: *x, y: *y }),
        _ => None,
    };
    let mut rings = rings.iter().map(|ring| LineString(ring.iter().filter_map(corner).collect()));
    let outer = rings.next().unwrap_or(LineString(Vec::new()));
    Polygon::new(outer, rings.collect())
}
