//! What the coordinates of a file of borders are: the system that the file names, or the one that its numbers fit.
//!
//! RFC 7946 has degrees only, but programs write metres too, with a member `crs` or without. Numbers that cannot be
//! degrees are never taken as such: they are reprojected where one known system fits, and refused otherwise. Systems
//! that are not used in Sweden are left out, except by name the zones of UTM.

use crate::coordinates::{SWEREF99TM, WGS84};
use crate::error::AreaFileError;
use crate::places::Near;
use lofte_model::records::Position;
use proj4rs::Proj;
use serde_json::Value;

/// Sweden in degrees, with some sea.
const SWEDEN: Near = Near { west: 10.0, east: 25.0, south: 54.9, north: 69.5 };
/// EPSG codes whose coordinates are degrees: WGS 84, ETRS89, SWEREF 99.
const DEGREES: [u32; 3] = [4326, 4258, 4619];

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

/// Local zones of SWEREF 99: code and central meridian.
const LOCAL: [(u32, f64); 12] = [
    (3007, 12.0),
    (3008, 13.5),
    (3009, 15.0),
    (3010, 16.5),
    (3011, 18.0),
    (3012, 14.25),
    (3013, 15.75),
    (3014, 17.25),
    (3015, 18.75),
    (3016, 20.25),
    (3017, 21.75),
    (3018, 23.25),
];

/// Zones of RT 90 as Lantmäteriet writes them for a direct projection from SWEREF 99: code, central meridian, scale,
/// false northing and easting. They agree with the old ellipsoid and its seven parameters within some decimetres.
const RT90: [(u32, f64, f64, f64, f64); 6] = [
    (3019, 11.306_25, 1.000_006_0, -667.282, 1_500_025.141),
    (3020, 13.556_266_666_7, 1.000_005_8, -667.130, 1_500_044.695),
    (3021, 15.806_284_529_4, 1.000_005_610_24, -667.711, 1_500_064.274),
    (3022, 18.056_3, 1.000_005_4, -668.844, 1_500_083.521),
    (3023, 20.306_316_666_7, 1.000_005_2, -670.706, 1_500_102.765),
    (3024, 22.556_333_333_3, 1.000_004_9, -672.557, 1_500_121.846),
];

impl System {
    /// The system that a member `crs` names. `Ok(None)` where the file has none or an empty one.
    pub(super) fn named(member: Option<&Value>) -> Result<Option<Self>, AreaFileError> {
        let Some(properties) = member.and_then(|crs| crs.get("properties")) else {
            return Ok(None);
        };
        let words = match (properties.get("name"), properties.get("code")) {
            (Some(Value::String(name)), _) => name.clone(),
            (_, Some(Value::Number(code))) => format!("EPSG:{code}"),
            (_, Some(Value::String(code))) => format!("EPSG:{code}"),
            _ => return Ok(None),
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

fn definition(code: u32) -> Option<String> {
    let mercator = |meridian: f64, scale: f64, north: f64, east: f64| {
        format!(
            "+proj=tmerc +lat_0=0 +lon_0={meridian} +k={scale} +x_0={east} +y_0={north} +ellps=GRS80 \
             +towgs84=0,0,0,0,0,0,0 +units=m +no_defs"
        )
    };
    let local = LOCAL.iter().find(|(zone, _)| *zone == code);
    let old = RT90.iter().find(|(zone, ..)| *zone == code);
    match (code, local, old) {
        (3006, ..) => Some(SWEREF99TM.to_owned()),
        (3857, ..) => Some(
            "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +no_defs"
                .to_owned(),
        ),
        (_, Some((_, meridian)), _) => Some(mercator(*meridian, 1.0, 0.0, 150_000.0)),
        (_, _, Some((_, meridian, scale, north, east))) => Some(mercator(*meridian, *scale, *north, *east)),
        (25828..=25838 | 32601..=32660, ..) => {
            Some(format!("+proj=utm +zone={} +datum=WGS84 +units=m +no_defs", code % 100))
        }
        _ => None,
    }
}

/// The way from metres to degrees.
pub(super) struct Change(Proj, Proj);

impl Change {
    pub(super) fn of(code: u32) -> Option<Self> {
        let metres = Proj::from_proj_string(&definition(code)?).ok()?;
        Some(Self(metres, Proj::from_proj_string(WGS84).ok()?))
    }

    /// East and north to longitude and latitude.
    pub(super) fn degrees(&self, [east, north]: [f64; 2]) -> Option<[f64; 2]> {
        let mut point = (east, north, 0.0);
        proj4rs::transform::transform(&self.0, &self.1, &mut point).ok()?;
        let (lon, lat) = (point.0.to_degrees(), point.1.to_degrees());
        (lon.is_finite() && lat.is_finite() && lat.abs() <= 90.0).then_some([lon, lat])
    }

    /// A whole ring, if every corner can be one.
    pub(super) fn ring(&self, ring: &Ring) -> Option<Ring> {
        ring.iter().map(|corner| self.degrees(*corner)).collect()
    }
}

/// A pair as it is told.
pub(super) fn written([first, second]: [f64; 2]) -> String {
    let number = |part: f64| if part.abs() < 1e12 { format!("{part:.2}") } else { format!("{part:e}") };
    format!("{}, {}", number(first), number(second))
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let named = |crs: Value| System::named(Some(&crs)).map_err(|error| error.to_string());
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
