//! Where a row of an answer lies, as GeoJSON in degrees.
//!
//! Methods compute in the metres of a plane; only here do shapes become degrees. Rings run counter-clockwise and are
//! closed, as RFC 7946 has it. Left out on purpose: shapes that cross the date line.

use geo::orient::{Direction, Orient as _};
use geo::{Area as _, ConvexHull as _, Coord, LineString, MultiPoint, MultiPolygon, Polygon};
use lofte_import::plane::Plane;
use serde_json::{Value, json};

/// Corners of a circle.
const CORNERS: u32 = 64;
/// A hull of less than this many square metres is a line or a point.
const NO_AREA: f64 = 1e-3;

/// A shape in the metres of the plane, unless it says otherwise.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// A square around its middle.
    Square {
        x: f64,
        y: f64,
        side: f64,
    },
    Point {
        x: f64,
        y: f64,
    },
    /// A circle around its middle; a point where it has no radius.
    Circle {
        x: f64,
        y: f64,
        radius: f64,
    },
    /// What a string around these points encloses; a line or a point where they lie on one.
    Hull(Vec<(f64, f64)>),
    /// Areas as they stand in their file, in degrees.
    Degrees(MultiPolygon),
}

impl Shape {
    /// As GeoJSON in degrees; nothing where the plane does not reach.
    pub(crate) fn geometry(&self, plane: &Plane) -> Option<Value> {
        match self {
            Self::Square { x, y, side } => {
                let half = side / 2.0;
                let corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)];
                polygon(plane, corners.iter().map(|(dx, dy)| (x + dx, y + dy)))
            }
            Self::Point { x, y } => point(plane, *x, *y),
            Self::Circle { x, y, radius } if *radius <= 0.0 => point(plane, *x, *y),
            Self::Circle { x, y, radius } => {
                let turn =
                    |corner: u32| std::f64::consts::TAU * f64::from(corner % CORNERS) / f64::from(CORNERS);
                let corner = |corner| (x + radius * turn(corner).cos(), y + radius * turn(corner).sin());
                polygon(plane, (0..=CORNERS).map(corner))
            }
            Self::Hull(points) => hull(plane, points),
            Self::Degrees(areas) => Some(as_they_are(areas)),
        }
    }
}

fn degrees(plane: &Plane, (x, y): (f64, f64)) -> Option<[f64; 2]> {
    plane.unproject(x, y).map(<[f64; 2]>::from)
}

fn point(plane: &Plane, x: f64, y: f64) -> Option<Value> {
    Some(json!({"type": "Point", "coordinates": degrees(plane, (x, y))?}))
}

fn polygon(plane: &Plane, corners: impl Iterator<Item = (f64, f64)>) -> Option<Value> {
    let ring: Option<Vec<[f64; 2]>> = corners.map(|corner| degrees(plane, corner)).collect();
    Some(json!({"type": "Polygon", "coordinates": [ring?]}))
}

fn hull(plane: &Plane, points: &[(f64, f64)]) -> Option<Value> {
    let around = MultiPoint::from(points.to_vec()).convex_hull();
    let corners: Vec<(f64, f64)> = around.exterior().coords().map(Coord::x_y).collect();
    if around.unsigned_area() > NO_AREA {
        return polygon(plane, corners.into_iter());
    }
    let first = corners.iter().copied().reduce(|one, other| if other < one { other } else { one })?;
    let last = corners.iter().copied().reduce(|one, other| if other > one { other } else { one })?;
    if first == last {
        return point(plane, first.0, first.1);
    }
    Some(json!({"type": "LineString", "coordinates": [degrees(plane, first)?, degrees(plane, last)?]}))
}

fn as_they_are(areas: &MultiPolygon) -> Value {
    let ring =
        |ring: &LineString| -> Vec<[f64; 2]> { ring.coords().map(|Coord { x, y }| [*x, *y]).collect() };
    let polygon = |polygon: &Polygon| -> Vec<Vec<[f64; 2]>> {
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect()
    };
    let oriented = areas.orient(Direction::Default);
    let polygons: Vec<_> = oriented.iter().map(polygon).collect();
    match polygons.as_slice() {
        [only] => json!({"type": "Polygon", "coordinates": only}),
        all => json!({"type": "MultiPolygon", "coordinates": all}),
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;
    use lofte_import::plane::Plane;

    fn kind_and_length(shape: &Shape) -> (String, usize) {
        let geometry = shape.geometry(&Plane::sweref99tm()).unwrap();
        let coordinates = geometry["coordinates"].as_array().unwrap();
        let length = coordinates[0].as_array().map_or(0, Vec::len);
        (geometry["type"].as_str().unwrap().to_owned(), length)
    }

    #[test]
    fn what_has_no_area_is_no_polygon() {
        let (x, y) = (591_000.0, 6_547_000.0);
        let hull =
            |steps: &[(f64, f64)]| Shape::Hull(steps.iter().map(|(dx, dy)| (x + dx, y + dy)).collect());
        assert_eq!(
            kind_and_length(&hull(&[(0.0, 0.0), (9.0, 0.0), (0.0, 9.0), (1.0, 1.0)])),
            ("Polygon".into(), 4)
        );
        assert_eq!(kind_and_length(&hull(&[(0.0, 0.0), (2.0, 2.0), (1.0, 1.0)])).0, "LineString");
        assert_eq!(kind_and_length(&hull(&[(0.0, 0.0), (0.0, 0.0)])).0, "Point");
        assert_eq!(kind_and_length(&hull(&[(0.0, 0.0)])).0, "Point");
        assert_eq!(kind_and_length(&Shape::Circle { x, y, radius: 0.0 }).0, "Point");
        assert_eq!(kind_and_length(&Shape::Circle { x, y, radius: 50.0 }), ("Polygon".into(), 65));
    }
}
