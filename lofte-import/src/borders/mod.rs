//! Files of borders become polygons in degrees, each with the properties that stand beside it.
//!
//! GeoJSON, GeoPackage, and archives that hold one of them or a shapefile: which it is, the first bytes say. Metres of a
//! known system become degrees. What the properties mean is for the sources of areas to know, and for whoever analyses a
//! file of their own. Left out on purpose: other formats, and borders that cross themselves.

mod archive;
mod geopackage;
pub(crate) mod property;
mod shapefile;
mod system;
mod wkb;

pub use system::Vicinity;

use crate::error::AreaFileError;
use crate::limits::LARGEST_AREA_FILE;
use crate::projection::Change;
use crate::table::shown;
use crate::text::decoded;
use geojson::{Feature, GeometryValue};
use lofte_model::place::MultiPolygon;
use lofte_model::records::Position;
use serde_json::{Map, Value};
use system::{Ring, System, written};

/// Borders with what is written beside them.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Place in the file, from 1.
    pub number: usize,
    /// What stands beside the borders.
    pub properties: Map<String, Value>,
    /// Degrees, rings closed.
    pub border: MultiPolygon,
}

/// The borders of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Shapes {
    /// In the order of the file.
    pub shapes: Vec<Shape>,
    /// What the layer is called, where it is called anything.
    pub name: Option<String>,
    /// The system that they were reprojected from, if they were not in degrees.
    pub reprojected: Option<String>,
    /// Whether the letters were guessed, since the file is no UTF-8.
    pub encoding_guessed: bool,
    /// Features that were not asked for.
    pub passed_over: usize,
}

/// Reads the borders of a file as degrees. `vicinity` says where they should lie: borders that lie elsewhere, and there
/// with their two coordinates changed round, are refused.
pub fn shapes(bytes: &[u8], vicinity: Vicinity) -> Result<Shapes, AreaFileError> {
    shapes_of(bytes, vicinity, |_| true)
}

/// What a format gives: the shapes that were asked for, as the file has them.
struct Layer {
    shapes: Vec<Shape>,
    /// The system that the file names.
    declared: Option<String>,
    /// What the layer is called, where it is called anything.
    name: Option<String>,
    encoding_guessed: bool,
    passed_over: usize,
}

/// The same of those features alone whose properties are asked for: a file of a whole country has one municipality's.
pub(crate) fn shapes_of(
    bytes: &[u8],
    vicinity: Vicinity,
    asked: impl Fn(&Map<String, Value>) -> bool,
) -> Result<Shapes, AreaFileError> {
    let Layer { mut shapes, declared, name, encoding_guessed, passed_over } = layer(bytes, &asked)?;
    let system = system(&shapes, System::named(declared)?, vicinity)?;
    if let System::Metres(code) = system {
        let unknown = || AreaFileError::UnknownSystem { system: system.code() };
        let change = Change::of(code).ok_or_else(unknown)?;
        shapes.iter_mut().try_for_each(|shape| reproject(shape, &change, vicinity))?;
    }
    for shape in &shapes {
        check(shape, vicinity)?;
    }
    let reprojected = (system != System::Degrees).then(|| system.code());
    Ok(Shapes { shapes, name, reprojected, encoding_guessed, passed_over })
}

fn layer(bytes: &[u8], asked: &dyn Fn(&Map<String, Value>) -> bool) -> Result<Layer, AreaFileError> {
    if bytes.starts_with(archive::MAGIC) {
        return match archive::contents(bytes)? {
            // An archive in an archive is what nobody exports.
            archive::Contents::Whole(bytes) if bytes.starts_with(archive::MAGIC) => {
                Err(AreaFileError::Damaged { format: "ZIP" })
            }
            archive::Contents::Whole(bytes) => layer(&bytes, asked),
            archive::Contents::Shapefile(parts) => shapefile::layer(&parts, asked),
        };
    }
    if bytes.starts_with(crate::geopackage::sqlite::MAGIC) {
        return geopackage::layer(bytes, asked);
    }
    if bytes.starts_with(shapefile::MAGIC) {
        return Err(AreaFileError::ShapefileAlone);
    }
    if bytes.len() as u64 > LARGEST_AREA_FILE {
        return Err(AreaFileError::TooLarge { megabytes: LARGEST_AREA_FILE >> 20 });
    }
    let (text, encoding_guessed) = decoded(bytes);
    let root: Value = serde_json::from_str(&text).map_err(|error| AreaFileError::NotJson {
        line: error.line() as u64,
        column: error.column() as u64,
    })?;
    let declared = System::words(root.get("crs"));
    let name = root.get("name").and_then(Value::as_str).map(str::to_owned);
    let mut shapes = features(root)?.into_iter().enumerate().map(shape).collect::<Result<Vec<_>, _>>()?;
    let all = shapes.len();
    shapes.retain(|shape| asked(&shape.properties));
    let passed_over = all - shapes.len();
    Ok(Layer { shapes, declared, name, encoding_guessed, passed_over })
}

fn features(mut root: Value) -> Result<Vec<Value>, AreaFileError> {
    match root.get("type").and_then(Value::as_str) {
        Some("FeatureCollection") => match root.get_mut("features").map(Value::take) {
            Some(Value::Array(features)) if !features.is_empty() => Ok(features),
            _ => Err(AreaFileError::NoAreas),
        },
        Some("Feature") => Ok(vec![root]),
        found => Err(AreaFileError::NotAreas { found: found.unwrap_or_default().to_owned() }),
    }
}

fn shape((place, feature): (usize, Value)) -> Result<Shape, AreaFileError> {
    let number = place + 1;
    let bad = || AreaFileError::NoBorder { feature: number };
    let feature = serde_json::from_value::<Feature>(feature).map_err(|_| bad())?;
    let mut border = MultiPolygon::new();
    let geometry = feature.geometry.ok_or_else(bad)?;
    collect(&geometry.value, &mut border).ok_or_else(bad)?;
    if border.is_empty() {
        return Err(bad());
    }
    Ok(Shape { number, properties: feature.properties.unwrap_or_default(), border })
}

/// Adds the polygons of a geometry; nothing where it has anything else.
fn collect(geometry: &GeometryValue, border: &mut MultiPolygon) -> Option<()> {
    let mut polygon = |rings: &[Vec<geojson::Position>]| -> Option<()> {
        border.push(rings.iter().map(|corners| ring(corners)).collect::<Option<Vec<Ring>>>()?);
        (!rings.is_empty()).then_some(())
    };
    match geometry {
        GeometryValue::Polygon { coordinates } => polygon(coordinates),
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().try_for_each(|rings| polygon(rings))
        }
        GeometryValue::GeometryCollection { geometries } => {
            geometries.iter().try_for_each(|part| collect(&part.value, border))
        }
        _ => None,
    }
}

/// The ring of a feature; nothing where a corner is no pair of numbers.
fn ring(ring: &[geojson::Position]) -> Option<Ring> {
    let corner = |position: &geojson::Position| match position.as_slice() {
        [first, second, ..] => Some([*first, *second]),
        _ => None,
    };
    closed(ring.iter().map(corner).collect::<Option<_>>()?)
}

/// A ring whose last corner is its first; nothing where a corner is no place or there are too few.
fn closed(mut ring: Ring) -> Option<Ring> {
    if ring.iter().flatten().any(|part| !part.is_finite()) {
        return None;
    }
    if ring.first() != ring.last() {
        ring.extend(ring.first().copied());
    }
    (ring.len() >= 4).then_some(ring)
}

/// An area as it is pointed out: its place in the file, and its code where it has one.
fn label(shape: &Shape) -> String {
    let code = property::code(&shape.properties);
    code.map_or_else(|| shape.number.to_string(), |code| format!("{} ({})", shape.number, shown(&code)))
}

fn corners<'a>(shapes: impl IntoIterator<Item = &'a Shape>) -> impl Iterator<Item = [f64; 2]> {
    shapes.into_iter().flat_map(|shape| shape.border.iter().flatten().flatten().copied())
}

/// The middle of the box around all corners.
fn middle<'a>(shapes: impl IntoIterator<Item = &'a Shape>) -> [f64; 2] {
    let unbounded = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    let [west, south, east, north] =
        corners(shapes).fold(unbounded, |[w, s, e, n], [x, y]| [w.min(x), s.min(y), e.max(x), n.max(y)]);
    [f64::midpoint(west, east), f64::midpoint(south, north)]
}

/// The system of all borders of a file: one file, one system.
fn system(shapes: &[Shape], declared: Option<System>, vicinity: Vicinity) -> Result<System, AreaFileError> {
    let can_be_degrees = |[x, y]: [f64; 2]| x.abs() <= 180.0 && y.abs() <= 180.0;
    let beyond = corners(shapes).find(|corner| !can_be_degrees(*corner));
    match (declared, beyond) {
        (Some(System::Degrees), Some(example)) => {
            Err(AreaFileError::OtherThanNamed { system: System::Degrees.code(), example: written(example) })
        }
        (Some(metres @ System::Metres(_)), None) => {
            Err(AreaFileError::OtherThanNamed { system: metres.code(), example: written(middle(shapes)) })
        }
        (Some(named), _) => Ok(named),
        (None, None) => Ok(System::Degrees),
        (None, Some(_)) => System::fitting(middle(shapes), vicinity),
    }
}

fn reproject(shape: &mut Shape, change: &Change, vicinity: Vicinity) -> Result<(), AreaFileError> {
    let [east, north] = middle([&*shape]);
    let lies = |pair| change.degrees(pair).is_some_and(|[lon, lat]| vicinity.contains(Position { lon, lat }));
    if !lies([east, north]) && lies([north, east]) {
        return Err(AreaFileError::NorthFirst { area: Some(label(shape)) });
    }
    let far = AreaFileError::FarAway { area: label(shape), example: written([east, north]) };
    for ring in shape.border.iter_mut().flatten() {
        *ring = system::ring(change, ring).ok_or_else(|| far.clone())?;
    }
    Ok(())
}

/// Borders lie where they should; where they would with their coordinates changed round, that is said.
fn check(shape: &Shape, vicinity: Vicinity) -> Result<(), AreaFileError> {
    let [lon, lat] = middle([shape]);
    let lies = |lon, lat| vicinity.contains(Position { lon, lat });
    if lies(lon, lat) {
        return Ok(());
    }
    if lies(lat, lon) {
        return Err(AreaFileError::LatitudeFirst { area: label(shape) });
    }
    if !vicinity.is_strict() && lat.abs() <= 90.0 {
        return Ok(());
    }
    Err(AreaFileError::FarAway { area: label(shape), example: written([lon, lat]) })
}
