//! The map that places are seen and drawn on: outlines over each other, with the way back from a point of the drawing to
//! degrees written beside it, so that a small script can tell where somebody points.
//!
//! Longitude is stretched at the middle latitude, as in the maps of the picture. Left out: a background, which would have to
//! be fetched from somebody who then knows who looks at what.

use lofte_model::place::{Area, MultiPolygon};
use std::fmt::Write as _;

/// The widest that a drawing is.
const WIDTH: f64 = 720.0;
const TALLEST: f64 = 560.0;
const EDGE: f64 = 8.0;

/// Degrees to the units of the drawing.
#[derive(Clone, Copy)]
struct Scale {
    west: f64,
    north: f64,
    across: f64,
    down: f64,
    width: f64,
    height: f64,
}

impl Scale {
    fn over<'a>(borders: impl Iterator<Item = &'a MultiPolygon>) -> Option<Self> {
        let corners = borders.flatten().flatten().flatten().copied();
        let unbounded = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        let [west, south, east, north] = corners
            .fold(unbounded, |[w, s, e, n], [lon, lat]| [w.min(lon), s.min(lat), e.max(lon), n.max(lat)]);
        let stretch = f64::midpoint(south, north).to_radians().cos();
        let (wide, high) = ((east - west) * stretch, north - south);
        if !(wide > 0.0 && high > 0.0 && wide.is_finite() && high.is_finite()) {
            return None;
        }
        let down = ((WIDTH - 2.0 * EDGE) / wide).min((TALLEST - 2.0 * EDGE) / high);
        let (width, height) = (wide * down + 2.0 * EDGE, high * down + 2.0 * EDGE);
        Some(Self { west, north, across: down * stretch, down, width, height })
    }

    fn path(self, border: &MultiPolygon) -> String {
        let mut path = String::new();
        for ring in border.iter().flatten() {
            for (place, [lon, lat]) in ring.iter().enumerate() {
                let (x, y) = ((lon - self.west) * self.across + EDGE, (self.north - lat) * self.down + EDGE);
                let _ = write!(path, "{}{x:.1} {y:.1}", if place == 0 { "M" } else { "L" });
            }
            path.push('Z');
        }
        path
    }
}

/// A drawing of areas, with others over them; empty where nothing has a border.
pub(super) fn drawn(id: &str, title: &str, areas: &[&Area], over: &[&Area]) -> String {
    let scale = Scale::over(areas.iter().chain(over).map(|area| &area.border));
    scale.map_or_else(String::new, |scale| scaled(scale, (id, title), areas, over))
}

/// The same, as large as one of the areas fills it.
pub(super) fn drawn_around(id: &str, title: &str, around: &Area, areas: &[&Area], over: &[&Area]) -> String {
    let scale = Scale::over(std::iter::once(&around.border));
    scale.map_or_else(String::new, |scale| scaled(scale, (id, title), areas, over))
}

fn scaled(scale: Scale, (id, title): (&str, &str), areas: &[&Area], over: &[&Area]) -> String {
    let mut svg = format!(
        "<svg class=\"place-map\" viewBox=\"0 0 {:.0} {:.0}\" role=\"img\" aria-labelledby=\"{id}-title\" id=\"{id}\" \
         data-west=\"{}\" data-north=\"{}\" data-across=\"{}\" data-down=\"{}\" data-edge=\"{EDGE}\">\
         <title id=\"{id}-title\">{}</title>",
        scale.width,
        scale.height,
        scale.west,
        scale.north,
        scale.across,
        scale.down,
        escaped(title)
    );
    let mut layer = |class: &str, areas: &[&Area]| {
        for area in areas.iter().filter(|area| !area.border.is_empty()) {
            let _ = write!(
                svg,
                "<path class=\"{class}\" d=\"{}\"><title>{}</title></path>",
                scale.path(&area.border),
                escaped(&area.name)
            );
        }
    };
    layer("area", areas);
    layer("own", over);
    svg.push_str("<polygon class=\"drawing\" points=\"\"/></svg>");
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use lofte_model::place::{AreaCode, AreaDetails, AreaKind, PlaceType};

    #[test]
    fn a_drawing_says_how_to_come_back_to_degrees_and_holds_no_markup_of_names() {
        let area = Area {
            code: AreaCode::new("a"),
            name: "<b>Torget & parken</b>".into(),
            kind: AreaKind::Own,
            place_type: PlaceType::Centre,
            population: None,
            border: vec![vec![vec![[16.5, 59.0], [16.6, 59.0], [16.6, 59.1], [16.5, 59.0]]]],
            source: String::new(),
            details: AreaDetails::default(),
        };
        let svg = drawn("m", "Karta", &[&area], &[]);
        assert!(svg.contains("&lt;b&gt;Torget &amp; parken&lt;/b&gt;") && !svg.contains("<b>"));
        let scale = Scale::over(std::iter::once(&area.border)).unwrap();
        assert!((scale.west - 16.5).abs() < 1e-12 && (scale.north - 59.1).abs() < 1e-12);
        assert!(scale.height <= TALLEST + 1e-9 && scale.width <= WIDTH + 1e-9);
        assert!(drawn("m", "Karta", &[&Area { border: Vec::new(), ..area.clone() }], &[]).is_empty());
    }
}
