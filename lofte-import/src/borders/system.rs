//! What the coordinates of a file of borders are: the system that the file names, or the one that its numbers fit.
//!
//! RFC 7946 has degrees only, but programs write metres too, with a member `crs` or without. Numbers that cannot be
//! degrees are never taken as such: they are reprojected where one known system fits, and refused otherwise. Systems
//! that are not used in Sweden are left out, except by name the zones of UTM.

use crate::error::AreaFileError;
use crate::places::Near;
use crate::projection::{Change, DEGREES, LOCAL, definition};
use lofte_model::records::Position;
use serde_json::Value;

/// Sweden in degrees, with some sea.
const SWEDEN: Near = Near { west: 10.0, east: 25.0, south: 54.9, north: 69.5 };

/// Corners of a ring, the first again as the last.
pub(super) type Ring = Vec<[f64; 2]>;

/// Where the borders of a file should lie.
#[derive(Clone, Copy, Debug)]
pub enum Vicinity {
    /// Somewhere in Sweden.
    Sweden,
    /// In this box or close to it.
    Around(Near),
    /// In this box, or elsewhere: only what would lie in it with the coordinates changed round is refused.
    Loosely(Near),
}

impl Vicinity {
    /// Whether a position is believed.
    pub(super) fn contains(self, position: Position) -> bool {
        match self {
            Self::Sweden => SWEDEN.contains(position),
            Self::Around(near) | Self::Loosely(near) => near.contains(position),
        }
    }

    /// Whether what lies elsewhere is refused.
    pub(super) fn is_strict(self) -> bool {
        !matches!(self, Self::Loosely(_))
    }
}

/// A system of coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    Degrees,
    /// Metres, by the code of EPSG.
    Metres(u32),
}

impl System {
    /// The words in which a member `crs` names a system; nothing where the file has none or an empty one.
    pub(super) fn words(member: Option<&Value>) -> Option<String> {
        let properties = member.and_then(|crs| crs.get("properties"))?;
        match (properties.get("name"), properties.get("code")) {
            (Some(Value::String(name)), _) => Some(name.clone()),
            (_, Some(Value::Number(code))) => Some(format!("EPSG:{code}")),
            (_, Some(Value::String(code))) => Some(format!("EPSG:{code}")),
            _ => None,
        }
    }

    /// The system of these words. `Ok(None)` where there are none.
    pub(super) fn named(words: Option<String>) -> Result<Option<Self>, AreaFileError> {
        let Some(words) = words else {
            return Ok(None);
        };
        let folded = words.to_ascii_uppercase();
        if folded.contains("CRS84") || folded == "WGS84" || folded == "WGS 84" {
            return Ok(Some(Self::Degrees));
        }
        let digits = folded.rsplit(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
        let code = digits.parse::<u32>().ok().filter(|_| folded.contains("EPSG"));
        let code =
            code.or_else(|| folded.replace(['_', '-', ' '], "").contains("SWEREF99TM").then_some(3006));
        match code {
            Some(code) if DEGREES.contains(&code) => Ok(Some(Self::Degrees)),
            Some(code) if definition(code).is_some() => Ok(Some(Self::Metres(code))),
            _ => Err(AreaFileError::UnknownSystem { system: words }),
        }
    }

    /// The one system in which the middle of all borders lies where it should.
    pub(super) fn fitting(middle: [f64; 2], vicinity: Vicinity) -> Result<Self, AreaFileError> {
        let codes = LOCAL.iter().map(|(code, _)| *code).chain([3006, 3021, 3857]);
        let fits = |first: f64, second: f64| -> Vec<u32> {
            let used = codes.clone().filter(|code| used_for(*code, first));
            let there = |code: &u32| Change::of(*code).and_then(|change| change.degrees([first, second]));
            used.filter(|code| there(code).is_some_and(|[lon, lat]| vicinity.contains(Position { lon, lat })))
                .collect()
        };
        match (fits(middle[0], middle[1]).as_slice(), fits(middle[1], middle[0]).as_slice()) {
            ([only], _) => Ok(Self::Metres(*only)),
            ([], [_, ..]) => Err(AreaFileError::NorthFirst { area: None }),
            ([], []) => Err(AreaFileError::NotDegrees { example: written(middle) }),
            (several, _) => Err(AreaFileError::SeveralSystems {
                example: written(middle),
                systems: several.iter().map(|code| format!("EPSG:{code}")).collect(),
            }),
        }
    }

    /// The code of EPSG.
    pub(super) fn code(self) -> String {
        match self {
            Self::Degrees => "EPSG:4326".to_owned(),
            Self::Metres(code) => format!("EPSG:{code}"),
        }
    }
}

/// East coordinates that a system is used for.
fn used_for(code: u32, east: f64) -> bool {
    match code {
        3006 => (250_000.0..950_000.0).contains(&east),
        3007..=3018 => (40_000.0..250_000.0).contains(&east),
        3021 => (1_190_000.0..1_900_000.0).contains(&east),
        _ => true,
    }
}

/// A whole ring in degrees, if every corner can be one.
pub(super) fn ring(change: &Change, ring: &Ring) -> Option<Ring> {
    ring.iter().map(|corner| change.degrees(*corner)).collect()
}

/// A pair as it is told.
pub(super) fn written([first, second]: [f64; 2]) -> String {
    let number = |part: f64| if part.abs() < 1e12 { format!("{part:.2}") } else { format!("{part:e}") };
    format!("{}, {}", number(first), number(second))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projection::{RT90, WGS84};
    use proj4rs::Proj;
    use serde_json::json;

    fn near(code: u32, metres: [f64; 2], degrees: [f64; 2]) {
        let [lon, lat] = Change::of(code).unwrap().degrees(metres).unwrap();
        // Three metres: what the old zones are good for here.
        assert!((lon - degrees[0]).abs() < 5e-5 && (lat - degrees[1]).abs() < 3e-5, "{code}: {lon} {lat}");
    }

    #[test]
    fn metres_of_every_system_become_degrees() {
        near(3006, [674_571.866, 6_580_743.008], [18.0686, 59.3293]);
        near(3857, [2_011_387.4, 8_251_904.2], [18.0686, 59.3293]);
        for (code, meridian) in LOCAL {
            // On its meridian a zone has its false easting, and SWEREF 99 TM on its own the same northing but for the scale.
            let [_, lat] = Change::of(3006).unwrap().degrees([500_000.0, 6_600_000.0 * 0.9996]).unwrap();
            near(code, [150_000.0, 6_600_000.0], [meridian, lat]);
        }
    }

    #[test]
    fn the_old_grid_agrees_with_its_ellipsoid_and_seven_parameters() {
        for (code, .., meridian) in RT90.map(|zone| (zone.0, zone.1)) {
            // The zones lie two and a half gon apart around 15° 48′ 29.8″ east of Greenwich, on Bessel's ellipsoid.
            let from_stockholm = f64::from(i16::try_from(code).unwrap() - 3021) * 2.25;
            let bessel = Proj::from_proj_string(&format!(
                "+proj=tmerc +lat_0=0 +lon_0={} +k=1 +x_0=1500000 +y_0=0 +ellps=bessel \
                 +towgs84=414.1,41.3,603.1,-0.855,2.141,-7.023,0 +units=m +no_defs",
                15.808_277_777_8 + from_stockholm
            ));
            let mut point = (1_510_000.0, 6_600_000.0, 0.0);
            let wgs = Proj::from_proj_string(WGS84).unwrap();
            proj4rs::transform::transform(&bessel.unwrap(), &wgs, &mut point).unwrap();
            near(code, [1_510_000.0, 6_600_000.0], [point.0.to_degrees(), point.1.to_degrees()]);
            assert!((meridian - point.0.to_degrees()).abs() < 0.2);
        }
    }

    #[test]
    fn a_system_is_named_in_many_ways() {
        let named = |crs: Value| System::named(System::words(Some(&crs))).map_err(|error| error.to_string());
        for name in [
            "EPSG:3006",
            "urn:ogc:def:crs:EPSG::3006",
            "http://www.opengis.net/def/crs/EPSG/0/3006",
            "SWEREF99 TM",
        ] {
            assert_eq!(
                named(json!({"properties": {"name": name}})),
                Ok(Some(System::Metres(3006))),
                "{name}"
            );
        }
        assert_eq!(
            named(json!({"type": "EPSG", "properties": {"code": 3009}})),
            Ok(Some(System::Metres(3009)))
        );
        for name in ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "EPSG:4619"] {
            assert_eq!(named(json!({"properties": {"name": name}})), Ok(Some(System::Degrees)), "{name}");
        }
        assert!(named(json!({"properties": {"name": "EPSG:27700"}})).unwrap_err().contains("EPSG:27700"));
        assert_eq!(named(Value::Null), Ok(None));
    }

    #[test]
    fn numbers_tell_the_system_where_only_one_fits() {
        let fitting = |pair, vicinity| System::fitting(pair, vicinity);
        let flen = Vicinity::Around(Near { west: 15.7, east: 17.5, south: 58.5, north: 59.6 });
        assert_eq!(fitting([591_000.0, 6_547_000.0], Vicinity::Sweden).unwrap(), System::Metres(3006));
        assert_eq!(fitting([1_545_000.0, 6_548_000.0], Vicinity::Sweden).unwrap(), System::Metres(3021));
        assert_eq!(fitting([1_847_000.0, 8_190_000.0], Vicinity::Sweden).unwrap(), System::Metres(3857));
        assert!(matches!(
            fitting([154_000.0, 6_548_000.0], Vicinity::Sweden),
            Err(AreaFileError::SeveralSystems { .. })
        ));
        assert!(matches!(fitting([6_547_000.0, 591_000.0], flen), Err(AreaFileError::NorthFirst { .. })));
        assert!(matches!(fitting([1.0, 99_000_000.0], flen), Err(AreaFileError::NotDegrees { .. })));
    }
}
