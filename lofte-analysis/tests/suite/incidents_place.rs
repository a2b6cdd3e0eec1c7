//! Points in the DeSO areas of Flen, against exact rational arithmetic and against `geo` (oracle/*/README.md).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use std::io::Read;

use flate2::read::GzDecoder;
use geo::{Coord, Intersects, LineString, MultiPolygon, Polygon};
use geojson::GeoJson;
use lofte_analysis::Points;
use lofte_analysis::incidents::point_in_area::{AreaError, AreaIndex};
use proptest::prelude::*;
use serde_json::Value;

fn flen() -> Vec<MultiPolygon> {
    let text = include_str!("../../oracle/data/flen_deso_2025.geojson");
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
    let oracle: Value =
        serde_json::from_str(include_str!("../../oracle/point_in_area/flen_points.json")).unwrap();
    let areas = AreaIndex::new(&flen()).unwrap();
    let (xs, ys) = (numbers(&oracle["x"]), numbers(&oracle["y"]));
    let theirs: Vec<Option<u32>> = oracle["area"]
        .as_array()
        .unwrap()
        .iter()
        .map(|area| u32::try_from(area.as_i64().unwrap()).ok())
        .collect();
    assert!(theirs.len() > 3000 && theirs.iter().any(Option::is_none));
    assert_eq!(areas.locate_all(Points::new(&xs, &ys)).unwrap(), theirs);
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let areas = AreaIndex::new(&flen()).unwrap();
    let xs: Vec<f64> = (0..20_000).map(|i| 16.3 + 0.5 * f64::from(i % 173) / 173.0).collect();
    let ys: Vec<f64> = (0..20_000).map(|i| 58.9 + 0.3 * f64::from(i % 191) / 191.0).collect();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let four = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
    let alone = one.install(|| areas.locate_all(Points::new(&xs, &ys)).unwrap());
    assert_eq!(four.install(|| areas.locate_all(Points::new(&xs, &ys)).unwrap()), alone);
    assert!(alone.iter().any(Option::is_some));
}

#[test]
fn what_is_not_a_place_is_nowhere() {
    let areas = AreaIndex::new(&flen()).unwrap();
    for (x, y) in [(f64::NAN, 59.0), (16.5, f64::INFINITY), (0.0, 0.0)] {
        assert_eq!(areas.locate(Coord { x, y }), None);
    }
    assert_eq!(areas.locate_all(Points::new(&[1.0], &[])).unwrap_err(), AreaError::Length { xs: 1, ys: 0 });
    let broken = square(0.0, f64::NAN);
    assert_eq!(AreaIndex::new(&[square(0.0, 1.0), broken]).unwrap_err(), AreaError::Corner { area: 1 });
    let empty = AreaIndex::new(&[MultiPolygon::new(Vec::new()), square(0.0, 1.0)]).unwrap();
    assert_eq!(empty.locate(Coord { x: 0.5, y: 0.5 }), Some(1));
    assert_eq!(AreaIndex::new(&[]).unwrap().locate(Coord { x: 0.5, y: 0.5 }), None);
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
        (
            areas.locate(Coord { x: 1.5, y: 1.5 }),
            areas.locate(Coord { x: 1.0, y: 1.5 }),
            areas.locate(Coord { x: 0.5, y: 1.5 })
        ),
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
        prop_assert_eq!(AreaIndex::new(&shapes).unwrap().locate(point), plain);
    }
}

fn unpacked(file: &[u8]) -> String {
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    text
}

/// What stands between two marks, again and again.
fn between<'a>(text: &'a str, begin: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(begin).skip(1).map(move |rest| rest.split(end).next().unwrap_or_default())
}

/// The 25 police districts of Chicago, and their numbers.
fn districts() -> (Vec<MultiPolygon>, Vec<String>) {
    let kml = unpacked(include_bytes!("../../oracle/data/chicago_police_districts.kml.gz"));
    let corner = |corner: &str| {
        let mut parts = corner.split(',').map(|part| part.parse::<f64>().unwrap());
        (parts.next().unwrap(), parts.next().unwrap())
    };
    let ring = |text: &str| LineString::from(text.split_whitespace().map(corner).collect::<Vec<_>>());
    let polygon = |text: &str| {
        let mut rings = between(text, "<coordinates>", "</coordinates>").map(ring);
        Polygon::new(rings.next().unwrap(), rings.collect())
    };
    let places: Vec<&str> = between(&kml, "<Placemark", "</Placemark>").collect();
    let shapes = places.iter().map(|place| between(place, "<Polygon", "</Polygon>").map(polygon).collect());
    let number = |place: &&str| between(place, "<name>", "</name>").next().unwrap().to_owned();
    (shapes.collect(), places.iter().map(number).collect())
}

/// Assaults in Chicago: longitudes, latitudes, and the police's own district.
fn assaults() -> (Vec<f64>, Vec<f64>, Vec<String>) {
    let text = unpacked(include_bytes!("../../oracle/data/chicago_aggravated_assaults_2010-2019.csv.gz"));
    let mut columns = (Vec::new(), Vec::new(), Vec::new());
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        columns.0.push(row[2].parse().unwrap());
        columns.1.push(row[3].parse().unwrap());
        columns.2.push(row[4].to_owned());
    }
    columns
}

#[test]
fn assaults_in_chicago_lie_in_the_districts_that_plain_geometry_gives() {
    let (shapes, numbers) = districts();
    let rings = |polygon: &Polygon| {
        polygon.exterior().0.len() + polygon.interiors().iter().map(|ring| ring.0.len()).sum::<usize>()
    };
    assert_eq!((shapes.len(), shapes.iter().flatten().map(rings).sum::<usize>()), (25, 27_564));
    let areas = AreaIndex::new(&shapes).unwrap();
    let (xs, ys, own) = assaults();
    let ours = areas.locate_all(Points::new(&xs, &ys)).unwrap();
    // Every point is much to ask of plain geometry; every 15th is a sample of all districts.
    for event in (0..xs.len()).step_by(15) {
        let point = Coord { x: xs[event], y: ys[event] };
        let plain =
            shapes.iter().position(|shape| shape.intersects(&point)).map(|i| u32::try_from(i).unwrap());
        assert_eq!(ours[event], plain, "{point:?}");
    }
    let agreed =
        ours.iter().zip(&own).filter(|(area, own)| area.is_some_and(|area| numbers[area as usize] == **own));
    // Coordinates are rounded to the block, and districts have been redrawn: not all agree.
    assert!(agreed.count() * 100 > 95 * own.len());
    let counts = areas.count(Points::new(&xs, &ys)).unwrap();
    assert_eq!((counts.n, counts.without_position), (148_636, 0));
    assert_eq!(counts.areas.iter().sum::<u64>() + counts.outside, counts.n);
    for (area, count) in (0..25).zip(&counts.areas) {
        assert_eq!(ours.iter().filter(|own| **own == Some(area)).count() as u64, *count);
    }
    assert_eq!(ours.iter().filter(|area| area.is_none()).count() as u64, counts.outside);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(one.install(|| areas.count(Points::new(&xs, &ys)).unwrap()), counts);
}

#[test]
fn corners_and_edges_of_the_districts_are_where_plain_geometry_has_them() {
    let (shapes, _) = districts();
    let areas = AreaIndex::new(&shapes).unwrap();
    let corners = shapes.iter().flatten().flat_map(|polygon| polygon.exterior().lines());
    for line in corners.step_by(23) {
        let middle =
            Coord { x: f64::midpoint(line.start.x, line.end.x), y: f64::midpoint(line.start.y, line.end.y) };
        let near = Coord { x: line.start.x, y: line.start.y + 1e-9 };
        for point in [line.start, middle, near] {
            let plain =
                shapes.iter().position(|shape| shape.intersects(&point)).map(|i| u32::try_from(i).unwrap());
            assert_eq!(areas.locate(point), plain, "{point:?}");
        }
    }
}

#[test]
fn points_are_counted_or_told() {
    let areas = AreaIndex::new(&[square(0.0, 1.0), square(1.0, 2.0), square(0.5, 1.5)]).unwrap();
    let counts = areas.count(Points::new(&[1.0, 1.2, 9.0, f64::NAN], &[1.0, 1.4, 0.0, 0.0])).unwrap();
    assert_eq!((counts.areas, counts.outside, counts.without_position, counts.n), (vec![1, 1, 0], 1, 1, 4));
    assert_eq!(areas.count(Points::new(&[1.0], &[])).unwrap_err(), AreaError::Length { xs: 1, ys: 0 });
    let none = AreaIndex::new(&[]).unwrap().count(Points::new(&[1.0], &[1.0])).unwrap();
    assert_eq!((none.areas.len(), none.outside), (0, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    // Long thin triangles, far from the origin, flat ones among them: what a grid could get wrong.
    #[test]
    fn thin_triangles_far_away_agree_with_geo(
        corners in prop::collection::vec((0.0..1.0_f64, prop_oneof![Just(0.0), 0.0..1e-9, 0.0..1.0]), 12),
        points in prop::collection::vec((0.0..1.0_f64, prop_oneof![Just(0.0), 0.0..1e-9, 0.0..1.0]), 40),
        scale in prop_oneof![Just(1e-7), Just(1e-3), Just(1.0), Just(1e6)],
        turned: bool,
    ) {
        let place = |(x, y): (f64, f64)| {
            let (x, y) = if turned { (y, x) } else { (x, y) };
            Coord { x: 674_000.0 + x * scale, y: 6_580_000.0 + y * scale }
        };
        let shapes: Vec<MultiPolygon> = corners.chunks(3).map(|chunk| {
            MultiPolygon::from(Polygon::new(LineString::new(chunk.iter().copied().map(place).collect()), Vec::new()))
        }).collect();
        let areas = AreaIndex::new(&shapes).unwrap();
        let middles = corners.windows(2).map(|pair| (f64::midpoint(pair[0].0, pair[1].0), f64::midpoint(pair[0].1, pair[1].1)));
        for point in points.iter().copied().chain(corners.iter().copied()).chain(middles).map(place) {
            let plain = shapes.iter().position(|shape| shape.intersects(&point)).map(|i| u32::try_from(i).unwrap());
            prop_assert_eq!(areas.locate(point), plain, "{:?}", point);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    // An edge that is level but for the last digits, at a height where a grid of so many rows has a line.
    #[test]
    fn almost_level_edges_agree_with_geo(
        rows in prop_oneof![Just(12), 2_i32..24], line in 1_i32..23, off in prop::array::uniform2(-3_i64..4), low in 6.0e6..7.0e6_f64,
        points in prop::collection::vec((0.0..1.0_f64, -3_i64..4), 30),
    ) {
        let height = low + 1000.0 * f64::from(line.min(rows)) / f64::from(rows);
        let near = |digits: i64| f64::from_bits(height.to_bits().wrapping_add_signed(digits));
        let corner = |x: f64, y: f64| Coord { x: 674_000.0 + 1000.0 * x, y };
        let triangle = |corners: [Coord; 3]| MultiPolygon::from(Polygon::new(LineString::from(corners.to_vec()), Vec::new()));
        // The first spans the grid, the second has the edge.
        let all = triangle([corner(0.0, low), corner(1e-3, low), corner(0.0, low + 1000.0)]);
        let edge = triangle([corner(0.0, near(off[0])), corner(1.0, near(off[1])), corner(1.0, low)]);
        let shapes = [all, edge];
        let areas = AreaIndex::new(&shapes).unwrap();
        for (x, digits) in points {
            let point = corner(x, near(digits));
            let plain = shapes.iter().position(|shape| shape.intersects(&point)).map(|i| u32::try_from(i).unwrap());
            prop_assert_eq!(areas.locate(point), plain, "{:?}", point);
        }
    }
}
