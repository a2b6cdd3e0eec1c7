//! The systems of coordinates that Swedish files come in, as the projection wants them written, by their codes of EPSG.
//!
//! Leaves out how a file says which one it has, and whether what comes out is believed.

use proj4rs::Proj;

pub(crate) const SWEREF99TM: &str =
    "+proj=utm +zone=33 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs";
pub(crate) const WGS84: &str = "+proj=longlat +datum=WGS84 +no_defs";

/// EPSG codes whose coordinates are degrees: WGS 84, ETRS89, SWEREF 99.
pub(crate) const DEGREES: [u32; 3] = [4326, 4258, 4619];

/// Local zones of SWEREF 99: code and central meridian.
pub(crate) const LOCAL: [(u32, f64); 12] = [
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
pub(crate) const RT90: [(u32, f64, f64, f64, f64); 6] = [
    (3019, 11.306_25, 1.000_006_0, -667.282, 1_500_025.141),
    (3020, 13.556_266_666_7, 1.000_005_8, -667.130, 1_500_044.695),
    (3021, 15.806_284_529_4, 1.000_005_610_24, -667.711, 1_500_064.274),
    (3022, 18.056_3, 1.000_005_4, -668.844, 1_500_083.521),
    (3023, 20.306_316_666_7, 1.000_005_2, -670.706, 1_500_102.765),
    (3024, 22.556_333_333_3, 1.000_004_9, -672.557, 1_500_121.846),
];

/// How a system is written for the projection, by its code of EPSG.
pub(crate) fn definition(code: u32) -> Option<String> {
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
pub(crate) struct Change(Proj, Proj);

impl Change {
    pub(crate) fn of(code: u32) -> Option<Self> {
        let metres = Proj::from_proj_string(&definition(code)?).ok()?;
        Some(Self(metres, Proj::from_proj_string(WGS84).ok()?))
    }

    /// East and north to longitude and latitude.
    pub(crate) fn degrees(&self, [east, north]: [f64; 2]) -> Option<[f64; 2]> {
        let mut point = (east, north, 0.0);
        proj4rs::transform::transform(&self.0, &self.1, &mut point).ok()?;
        let (lon, lat) = (point.0.to_degrees(), point.1.to_degrees());
        (lon.is_finite() && lat.is_finite() && lat.abs() <= 90.0).then_some([lon, lat])
    }
}
