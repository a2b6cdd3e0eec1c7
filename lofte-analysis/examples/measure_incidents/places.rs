//! Points in areas.

use geo::{LineString, MultiPolygon, Polygon};
use lofte_analysis::Points;
use lofte_analysis::incidents::point_in_area::AreaIndex;

use crate::input::Asked;
use crate::{Anything, Measured};

/// The rings of corners of each polygon of an area.
type Area = Vec<Vec<Vec<(f64, f64)>>>;

/// The police district of each event, with making the index; the check weights each area by the position of its event.
pub fn areas(asked: &Asked) -> Anything<Measured> {
    let (xs, ys) = asked.places(asked.n)?;
    let areas: Vec<Area> = serde_json::from_slice(&asked.bytes("districts.json")?)?;
    let polygon = |rings: &Vec<Vec<(f64, f64)>>| {
        let mut rings = rings.iter().map(|ring| LineString::from(ring.clone()));
        let outer = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
        Polygon::new(outer, rings.collect())
    };
    let shapes: Vec<MultiPolygon> =
        areas.iter().map(|area| MultiPolygon::new(area.iter().map(polygon).collect())).collect();
    let (time, found) = asked.best(|| AreaIndex::new(&shapes)?.locate_all(Points::new(&xs, &ys)))?;
    let weight =
        |(i, area): (usize, &Option<u32>)| area.map_or(0, |area| u64::from(area) + 1) * (i as u64 % 97 + 1);
    Ok(Measured { time, check: found?.iter().enumerate().map(weight).sum::<u64>() as f64 })
}
