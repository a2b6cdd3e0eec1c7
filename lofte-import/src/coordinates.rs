//! Coordinates in a file become positions, and pairs that cannot be right are noticed.

use crate::places::Near;
use lofte_model::records::{Position, RejectReason};
use proj4rs::Proj;
use serde::Deserialize;

pub(crate) const SWEREF99TM: &str =
    "+proj=utm +zone=33 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs";
pub(crate) const WGS84: &str = "+proj=longlat +datum=WGS84 +no_defs";

/// What the coordinates of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CoordinateSystem {
    /// Longitude and latitude in degrees (EPSG:4326).
    Wgs84,
    /// East and north in metres (EPSG:3006).
    Sweref99tm,
}

/// Turns pairs of one system into positions.
pub(crate) struct Coordinates {
    system: CoordinateSystem,
    projections: Option<(Proj, Proj)>,
}

impl Coordinates {
    pub(crate) fn new(system: CoordinateSystem) -> Self {
        let projections = Proj::from_proj_string(SWEREF99TM).ok().zip(Proj::from_proj_string(WGS84).ok());
        Self { system, projections }
    }

    /// The position of a pair: east or longitude first. `None` where the pair cannot be one in this system.
    pub(crate) fn position(&self, first: f64, second: f64) -> Option<Position> {
        match self.system {
            CoordinateSystem::Wgs84 => {
                let valid = first.abs() <= 180.0 && second.abs() <= 90.0;
                valid.then_some(Position { lon: first, lat: second })
            }
            CoordinateSystem::Sweref99tm => self.unproject(first, second),
        }
    }

    fn unproject(&self, east: f64, north: f64) -> Option<Position> {
        // The system is good for Sweden and some way around it.
        if !(0.0..1_500_000.0).contains(&east) || !(5_500_000.0..8_500_000.0).contains(&north) {
            return None;
        }
        let (sweref, wgs) = self.projections.as_ref()?;
        let mut point = (east, north, 0.0);
        proj4rs::transform::transform(sweref, wgs, &mut point).ok()?;
        let (lon, lat) = (point.0.to_degrees(), point.1.to_degrees());
        (lon.is_finite() && lat.is_finite()).then_some(Position { lon, lat })
    }

    /// The position of a pair, refused where it lies far away or would fit with the two changed round.
    pub(crate) fn checked(
        &self,
        first: f64,
        second: f64,
        near: Option<&Near>,
    ) -> Result<Position, RejectReason> {
        let position = self.position(first, second);
        let Some(near) = near else {
            return position.ok_or(RejectReason::BadCoordinate);
        };
        if let Some(position) = position.filter(|position| near.contains(*position)) {
            return Ok(position);
        }
        if self.position(second, first).is_some_and(|swapped| near.contains(swapped)) {
            return Err(RejectReason::SwappedCoordinates);
        }
        Err(if position.is_some() { RejectReason::FarAway } else { RejectReason::BadCoordinate })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sweref_agrees_with_proj() {
        // Made with pyproj (PROJ 9).
        let coordinates = Coordinates::new(CoordinateSystem::Sweref99tm);
        for (lon, lat, east, north) in [
            (18.0686, 59.3293, 674_571.866_4, 6_580_743.008_3),
            (13.0038, 55.6050, 374_243.758_5, 6_163_926.553_4),
            (20.2253, 67.8558, 719_583.123, 7_536_069.969_9),
            (24.1368, 65.8355, 916_177.903_8, 7_331_936.200_1),
        ] {
            let position = coordinates.position(east, north).unwrap();
            assert!((position.lon - lon).abs() < 1e-8 && (position.lat - lat).abs() < 1e-8, "{position:?}");
        }
    }

    #[test]
    fn changed_round_is_told_from_far_away() {
        let near = Near { west: 16.0, east: 17.0, south: 58.8, north: 59.3 };
        let degrees = Coordinates::new(CoordinateSystem::Wgs84);
        let metres = Coordinates::new(CoordinateSystem::Sweref99tm);
        let check = |system: &Coordinates, a, b| {
            system.checked(a, b, Some(&near)).map_err(|reason| format!("{reason:?}"))
        };
        assert!(check(&degrees, 16.59, 59.06).is_ok() && check(&metres, 591_000.0, 6_547_000.0).is_ok());
        assert_eq!(check(&degrees, 59.06, 16.59).unwrap_err(), "SwappedCoordinates");
        assert_eq!(check(&metres, 6_547_000.0, 591_000.0).unwrap_err(), "SwappedCoordinates");
        assert_eq!(check(&degrees, 18.07, 59.33).unwrap_err(), "FarAway");
        assert_eq!(check(&degrees, 591_000.0, 6_547_000.0).unwrap_err(), "BadCoordinate");
    }
}
