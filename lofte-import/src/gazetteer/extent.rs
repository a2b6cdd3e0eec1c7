//! Which areas a place lies wholly inside of: only in these may what happened there be counted.

use crate::places::shape;
use geo::{Area as _, BooleanOps, BoundingRect, Intersects};
use lofte_model::place::{Area, AreaKind, MultiPolygon};
use lofte_model::records::Position;

/// The part of a polygon that may lie outside of an area that holds it, since both borders are simplified.
const SLIVER: f64 = 0.01;
/// Corners of the circle around a point.
const CORNERS: u32 = 24;
const METRES_PER_DEGREE: f64 = 111_200.0;

/// An area with its border, and nothing of what counting does not ask of it.
#[derive(Debug)]
pub(super) struct Bounds {
    /// The area without its border.
    pub(super) area: Area,
    shape: geo::MultiPolygon,
    rect: Option<geo::Rect>,
}

impl Bounds {
    pub(super) fn new(area: &Area) -> Self {
        let shape = shape(&area.border);
        let rect = shape.bounding_rect();
        Self { area: Area { border: Vec::new(), ..area.clone() }, shape, rect }
    }

    pub(super) fn is_statistical(&self) -> bool {
        self.area.kind == AreaKind::Statistical
    }

    fn has(&self, point: geo::Point) -> bool {
        self.rect.is_some_and(|rect| rect.intersects(&point)) && self.shape.intersects(&point)
    }

    /// Whether all of a circle lies in it.
    pub(super) fn has_circle(&self, centre: Position, metres: f64) -> bool {
        let across = metres / METRES_PER_DEGREE;
        let along = across / centre.lat.to_radians().cos().max(0.1);
        let corner = |number: u32| {
            let angle = std::f64::consts::TAU * f64::from(number) / f64::from(CORNERS);
            geo::Point::new(centre.lon + along * angle.cos(), centre.lat + across * angle.sin())
        };
        let middle = geo::Point::new(centre.lon, centre.lat);
        self.has(middle) && (metres == 0.0 || (0..CORNERS).all(|number| self.has(corner(number))))
    }

    /// Whether all of a polygon lies in it, but for a sliver.
    pub(super) fn has_shape(&self, border: &MultiPolygon) -> bool {
        self.has_geo(&shape(border))
    }

    /// Whether all of another area lies in it.
    pub(super) fn has_area(&self, other: &Self) -> bool {
        self.has_geo(&other.shape)
    }

    fn has_geo(&self, other: &geo::MultiPolygon) -> bool {
        let (Some(rect), Some(inner)) = (self.rect, other.bounding_rect()) else { return false };
        if !rect.intersects(&inner) {
            return false;
        }
        let all = other.unsigned_area();
        all > 0.0 && other.difference(&self.shape).unsigned_area() <= all * SLIVER
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lofte_model::place::{AreaCode, AreaDetails, PlaceType};

    fn square(west: f64, east: f64) -> Area {
        let ring = vec![[west, 59.0], [east, 59.0], [east, 59.1], [west, 59.1], [west, 59.0]];
        Area {
            code: AreaCode::new("a"),
            name: "A".into(),
            kind: AreaKind::Own,
            place_type: PlaceType::Mixed,
            population: None,
            border: vec![vec![ring]],
            source: String::new(),
            details: AreaDetails::default(),
        }
    }

    #[test]
    fn only_what_lies_wholly_inside_is_inside() {
        let bounds = Bounds::new(&square(16.0, 16.1));
        let at = |lon| Position { lon, lat: 59.05 };
        assert!(bounds.has_circle(at(16.05), 250.0) && !bounds.has_circle(at(16.001), 250.0));
        assert!(bounds.has_circle(at(16.001), 0.0) && !bounds.has_circle(at(16.2), 0.0));
        for (west, east, inside) in [
            (16.02, 16.08, true),
            (16.0, 16.1, true),
            (15.9998, 16.05, true),
            (15.99, 16.05, false),
            (16.2, 16.3, false),
        ] {
            assert_eq!(bounds.has_shape(&square(west, east).border), inside, "{west}–{east}");
        }
        assert!(!bounds.has_shape(&Vec::new()));
        let bare = Area { border: Vec::new(), ..square(16.0, 16.1) };
        assert!(!Bounds::new(&bare).has_circle(at(16.05), 0.0), "without a border nothing is inside");
    }
}
