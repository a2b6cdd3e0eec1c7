//! Points in the DeSO areas of Flen, against exact rational arithmetic and against `geo` (oracle/spatial/README.md).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use geo::{Coord, Intersects, LineString, MultiPolygon, Polygon};
use geojson::GeoJson;
use lofte_analysis::incidents::place::{AreaError, AreaIndex};
use proptest::prelude::*;
use serde_json::Value;

fn flen() -> Vec<MultiPolygon> {
    let text = include_str!("../oracle/spatial/data/flen_deso_2025.geojson");
    let GeoJson::FeatureCollection(collection) = text.parse::<GeoJson>().unwrap() else {
        panic!("no collection")
    };
    let shape = |feature: geojson::Feature| geo::Geometry::try_from(feature.geometry.unwrap()).unwrap();
    collection
        .features
        .into_iter()
        .map(|feature| match shape(feature) {
            geo::Geometry::Polygon(polygon) => MultiPolygon::from(polygon),
            geo::Geometry::MultiPolygon(polygons) => polygons,
            other => panic!("{other:?}"),
        })
        .collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

#[test]
fn flen_agrees_with_exact_arithmetic() {
    let oracle: Value = serde_json::from_str(include_str!("../oracle/spatial/flen_points.json")).unwrap();
    let areas = AreaIndex::new(&flen()).unwrap();
    let (xs, ys) = (numbers(&oracle["x"]), numbers(&oracle["y"]));
    let theirs: Vec<Option<u32>> = oracle["area"]
        .as_array()
        .unwrap()
        .iter()
        .map(|area| u32::try_from(area.as_i64().unwrap()).ok())
        .collect();
    assert!(theirs.len() > 3000 && theirs.iter().any(Option::is_none));
    assert_eq!(areas.locate_all(&xs, &ys).unwrap(), theirs);
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let areas = AreaIndex::new(&flen()).unwrap();
    let xs: Vec<f64> = (0..20_000).map(|i| 16.3 + 0.5 * f64::from(i % 173) / 173.0).collect();
    let ys: Vec<f64> = (0..20_000).map(|i| 58.9 + 0.3 * f64::from(i % 191) / 191.0).collect();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let four = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
    let alone = one.install(|| areas.locate_all(&xs, &ys).unwrap());
    assert_eq!(four.install(|| areas.locate_all(&xs, &ys).unwrap()), alone);
    assert!(alone.iter().any(Option::is_some));
}

#[test]
fn what_is_not_a_place_is_nowhere() {
    let areas = AreaIndex::new(&flen()).unwrap();
    for (x, y) in [(f64::NAN, 59.0), (16.5, f64::INFINITY), (0.0, 0.0)] {
        assert_eq!(areas.locate(x, y), None);
    }
    assert_eq!(areas.locate_all(&[1.0], &[]).unwrap_err(), AreaError::Length { xs: 1, ys: 0 });
    let broken = square(0.0, f64::NAN);
    assert_eq!(AreaIndex::new(&[square(0.0, 1.0), broken]).unwrap_err(), AreaError::Corner { area: 1 });
    let empty = AreaIndex::new(&[MultiPolygon::new(Vec::new()), square(0.0, 1.0)]).unwrap();
    assert_eq!(empty.locate(0.5, 0.5), Some(1));
    assert_eq!(AreaIndex::new(&[]).unwrap().locate(0.5, 0.5), None);
}

fn square(from: f64, to: f64) -> MultiPolygon {
    let corners = vec![(from, from), (to, from), (to, to), (from, to), (from, from)];
    MultiPolygon::from(Polygon::new(LineString::from(corners), Vec::new()))
}

#[test]
fn a_hole_is_outside_and_its_rim_inside() {
    let hole = square(1.0, 2.0).0.remove(0).exterior().clone();
    let ring = Polygon::new(square(0.0, 3.0).0.remove(0).exterior().clone(), vec![hole]);
    let areas = AreaIndex::new(&[MultiPolygon::from(ring)]).unwrap();
    assert_eq!(
        (areas.locate(1.5, 1.5), areas.locate(1.0, 1.5), areas.locate(0.5, 1.5)),
        (None, Some(0), Some(0))
    );
}

proptest! {
    // Small whole coordinates put many points on corners, edges and level with corners.
    #[test]
    fn triangles_agree_with_geo(corners in prop::collection::vec((0_i8..6, 0_i8..6), 9), x in 0_i8..12, y in 0_i8..12) {
        let shapes: Vec<MultiPolygon> = corners.chunks(3).map(|chunk| {
            let ring: Vec<Coord> = chunk.iter().map(|(x, y)| Coord { x: f64::from(*x), y: f64::from(*y) }).collect();
            MultiPolygon::from(Polygon::new(LineString::new(ring), Vec::new()))
        }).collect();
        let point = Coord { x: f64::from(x) / 2.0, y: f64::from(y) / 2.0 };
        let plain = shapes.iter().position(|shape| shape.intersects(&point)).map(|i| u32::try_from(i).unwrap());
        prop_assert_eq!(AreaIndex::new(&shapes).unwrap().locate(point.x, point.y), plain);
    }
}
