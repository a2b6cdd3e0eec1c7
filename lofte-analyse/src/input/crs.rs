//! What the coordinates of a file are, and how pairs that cannot be right are told from pairs that are changed round.

use std::fmt;
use std::str::FromStr;

use lofte_analysis::points::MAX_COORDINATE;
use lofte_import::plane::Plane;
use serde::{Serialize, Serializer};

use crate::input::columns::Frame;
use crate::input::events::Points;
use crate::input_error::InputError;

/// A coordinate reference system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Crs {
    /// EPSG:3006.
    Sweref99Tm,
    /// EPSG:4326, longitude as x.
    Degrees,
    /// EPSG:326nn and 327nn.
    Utm { zone: u8, south: bool },
    /// Metres of any plane.
    Plane,
}

/// East and north that SWEREF 99 TM is used for.
const SWEREF: [(f64, f64); 2] = [(0.0, 1_500_000.0), (5_500_000.0, 8_500_000.0)];
/// East and north within a zone of UTM, and its two neighbours.
const UTM: [(f64, f64); 2] = [(-500_000.0, 1_500_000.0), (0.0, 10_000_000.0)];
/// Longitude and latitude. Nobody lives in Antarctica, so a latitude there is most likely the longitude of the Americas.
const DEGREES: [(f64, f64); 2] = [(-180.0, 180.0), (-60.0, 85.0)];
/// Where degrees are turned into SWEREF 99 TM; elsewhere into the UTM zone of the first point.
const SWEDEN: [(f64, f64); 2] = [(9.0, 26.0), (54.0, 70.0)];

impl FromStr for Crs {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let code = text.to_ascii_uppercase();
        let zone = |start: &str| {
            let zone = code.strip_prefix(start)?.parse::<u8>().ok()?;
            (1..=60).contains(&zone).then_some(zone)
        };
        match code.as_str() {
            "EPSG:3006" => Ok(Self::Sweref99Tm),
            "EPSG:4326" => Ok(Self::Degrees),
            "PLANE" => Ok(Self::Plane),
            _ => zone("EPSG:326")
                .map(|zone| Self::Utm { zone, south: false })
                .or_else(|| zone("EPSG:327").map(|zone| Self::Utm { zone, south: true }))
                .ok_or_else(|| {
                    "use EPSG:3006, EPSG:4326, EPSG:32601-32660, EPSG:32701-32760, or plane for metres of \
                     another plane"
                        .to_owned()
                }),
        }
    }
}

impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sweref99Tm => f.write_str("EPSG:3006"),
            Self::Degrees => f.write_str("EPSG:4326"),
            Self::Utm { zone, south: false } => write!(f, "EPSG:326{zone:02}"),
            Self::Utm { zone, south: true } => write!(f, "EPSG:327{zone:02}"),
            Self::Plane => f.write_str("plane"),
        }
    }
}

impl Serialize for Crs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A coordinate as it is told; one of three hundred digits would hide the rest of the sentence.
fn written(coordinate: f64) -> String {
    if coordinate.abs() < 1e15 { coordinate.to_string() } else { format!("{coordinate:e}") }
}

impl Crs {
    /// The pairs as metres; rows with an empty cell are passed over and counted.
    pub(crate) fn points(
        self,
        frame: &Frame,
        xs: &[Option<f64>],
        ys: &[Option<f64>],
    ) -> Result<Points, InputError> {
        let mut points = Points {
            rows: Vec::new(),
            xs: Vec::new(),
            ys: Vec::new(),
            without: 0,
            plane: self.plane(xs.iter().zip(ys).find_map(|(x, y)| x.zip(*y))),
        };
        for (row, pair) in xs.iter().zip(ys).enumerate() {
            let (Some(x), Some(y)) = pair else {
                points.without += 1;
                continue;
            };
            let metres = self.within(*x, *y).then(|| self.metres(&points.plane, *x, *y)).flatten();
            let Some((east, north)) = metres else {
                let (at, crs) = (frame.at(row), self.to_string());
                let pair = format!("{}, {}", written(*x), written(*y));
                return Err(if self.within(*y, *x) {
                    InputError::SwappedCoordinates { at, pair, crs }
                } else {
                    InputError::OutsideCrs { at, pair, crs }
                });
            };
            points.rows.push(row);
            points.xs.push(east);
            points.ys.push(north);
        }
        Ok(points)
    }

    /// Refuses columns whose names say that latitude was given as x. Numbers alone cannot tell: most of the world's
    /// positions are still positions when they are changed round.
    pub(crate) fn check_names(self, x: &str, y: &str) -> Result<(), InputError> {
        let begins = |name: &str, starts: &[&str]| {
            let name = name.to_lowercase();
            starts.iter().any(|start| name.starts_with(start))
        };
        let swapped = begins(x, &["lat"]) && begins(y, &["lon", "lng"]);
        if self == Self::Degrees && swapped {
            return Err(InputError::SwappedColumns { x: x.to_owned(), y: y.to_owned() });
        }
        Ok(())
    }

    fn within(self, x: f64, y: f64) -> bool {
        let [east, north] = match self {
            Self::Sweref99Tm => SWEREF,
            Self::Degrees => DEGREES,
            Self::Utm { .. } => UTM,
            Self::Plane => [(-MAX_COORDINATE, MAX_COORDINATE); 2],
        };
        (east.0..=east.1).contains(&x) && (north.0..=north.1).contains(&y)
    }

    fn metres(self, plane: &Plane, x: f64, y: f64) -> Option<(f64, f64)> {
        if self == Self::Degrees { plane.project(x, y) } else { Some((x, y)) }
    }

    /// The plane in which distances are computed.
    fn plane(self, first: Option<(f64, f64)>) -> Plane {
        let (lon, lat) = match (self, first) {
            (Self::Utm { zone, south }, _) => return Plane::utm(zone, south),
            (Self::Plane, _) => return Plane::unknown(),
            (Self::Degrees, Some(pair)) => pair,
            _ => return Plane::sweref99tm(),
        };
        let [east, north] = SWEDEN;
        if (east.0..=east.1).contains(&lon) && (north.0..=north.1).contains(&lat) {
            return Plane::sweref99tm();
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to the sixty zones"
        )]
        let zone = ((lon + 180.0) / 6.0).floor().clamp(0.0, 59.0) as u8 + 1;
        Plane::utm(zone, lat < 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Crs;

    #[test]
    fn systems_are_read_as_they_are_written() {
        for text in ["EPSG:3006", "EPSG:4326", "EPSG:32616", "EPSG:32733", "plane"] {
            assert_eq!(text.parse::<Crs>().unwrap().to_string(), text);
        }
        for text in ["EPSG:32661", "EPSG:32600", "EPSG:9999", "degrees", ""] {
            assert!(text.parse::<Crs>().is_err(), "{text}");
        }
    }
}
