//! Positions as metres in a plane, and back: distances are never computed in degrees.
//!
//! Sweden has one system, SWEREF 99 TM. Elsewhere a UTM zone is as good for a city. A file may also come with metres of
//! a plane that is not known here; distances are right then, but nothing can be put on a map.

use proj4rs::Proj;

use crate::projection::{SWEREF99TM, WGS84};

/// A plane with coordinates in metres.
#[derive(Debug)]
pub struct Plane {
    name: String,
    projections: Option<(Proj, Proj)>,
}

impl Plane {
    /// SWEREF 99 TM (EPSG:3006), good for Sweden and some way around it.
    pub fn sweref99tm() -> Self {
        Self::of("EPSG:3006".to_owned(), SWEREF99TM)
    }

    /// A zone of UTM on WGS 84, 1 to 60 from the date line eastwards.
    pub fn utm(zone: u8, south: bool) -> Self {
        let (code, half) = if south { (327, " +south") } else { (326, "") };
        Self::of(
            format!("EPSG:{code}{zone:02}"),
            &format!("+proj=utm +zone={zone}{half} +datum=WGS84 +units=m +no_defs"),
        )
    }

    /// Metres of a plane that is not known.
    pub fn unknown() -> Self {
        Self { name: "plane".to_owned(), projections: None }
    }

    fn of(name: String, definition: &str) -> Self {
        let projections = Proj::from_proj_string(definition).ok().zip(Proj::from_proj_string(WGS84).ok());
        Self { name, projections }
    }

    /// The code of the system, or `plane`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether positions can be put on a map.
    pub fn is_known(&self) -> bool {
        self.projections.is_some()
    }

    /// Degrees to metres: longitude and latitude to east and north.
    pub fn project(&self, lon: f64, lat: f64) -> Option<(f64, f64)> {
        let (plane, wgs) = self.projections.as_ref()?;
        let mut point = (lon.to_radians(), lat.to_radians(), 0.0);
        proj4rs::transform::transform(wgs, plane, &mut point).ok()?;
        (point.0.is_finite() && point.1.is_finite()).then_some((point.0, point.1))
    }

    /// Metres to degrees: east and north to longitude and latitude.
    pub fn unproject(&self, east: f64, north: f64) -> Option<(f64, f64)> {
        let (plane, wgs) = self.projections.as_ref()?;
        let mut point = (east, north, 0.0);
        proj4rs::transform::transform(plane, wgs, &mut point).ok()?;
        let (lon, lat) = (point.0.to_degrees(), point.1.to_degrees());
        (lon.is_finite() && lat.is_finite()).then_some((lon, lat))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planes_agree_with_proj() {
        // Made with pyproj (PROJ 9).
        let (east, north) = Plane::sweref99tm().project(18.0686, 59.3293).unwrap();
        assert!((east - 674_571.866_4).abs() < 1e-3 && (north - 6_580_743.008_3).abs() < 1e-3);
        let chicago = Plane::utm(16, false);
        let (east, north) = chicago.project(-87.0, 41.88).unwrap();
        // On the central meridian the easting is exactly half a million.
        assert!((east - 500_000.0).abs() < 1e-6 && (4_600_000.0..4_700_000.0).contains(&north), "{north}");
        let (lon, lat) = chicago.unproject(east, north).unwrap();
        assert!((lon + 87.0).abs() < 1e-9 && (lat - 41.88).abs() < 1e-9);
        assert_eq!(chicago.name(), "EPSG:32616");
    }

    #[test]
    fn an_unknown_plane_gives_no_degrees() {
        let plane = Plane::unknown();
        assert!(
            plane.unproject(1.0, 2.0).is_none() && plane.project(1.0, 2.0).is_none() && !plane.is_known()
        );
    }
}
