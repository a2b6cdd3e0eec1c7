//! Coordinates in a file become positions, and pairs that cannot be right are noticed.

use crate::number::decimal;
use crate::places::Near;
use crate::projection::{WGS84, definition};
use lofte_model::mapping::CoordinateSystem;
use lofte_model::records::{Position, RejectReason};
use proj4rs::Proj;

/// Whether both numbers are so round that the position is a square of the map: hundredths of a degree, or hundreds
/// of metres. By chance one position in ten thousand is, where metres are whole.
pub(crate) fn is_coarse(system: CoordinateSystem, one: f64, other: f64) -> bool {
    let round = |number: f64| {
        if system.is_degrees() {
            let hundredths = (number * 100.0).round();
            return (hundredths / 100.0 - number).abs() < 1e-9;
        }
        number % 100.0 == 0.0
    };
    round(one) && round(other)
}

/// East and north that a system of metres is believed to have in Sweden and some way around it.
fn believed(system: CoordinateSystem, east: f64, north: f64) -> bool {
    let easts = match system {
        CoordinateSystem::Wgs84 => return east.abs() <= 180.0 && north.abs() <= 90.0,
        // Further east begins what RT 90 calls east.
        CoordinateSystem::Sweref99tm => 0.0..1_150_000.0,
        CoordinateSystem::Rt90 => 1_150_000.0..2_000_000.0,
        CoordinateSystem::Zone(_) => -200_000.0..600_000.0,
    };
    easts.contains(&east) && (5_500_000.0..8_500_000.0).contains(&north)
}

/// Turns pairs of one system into positions.
pub(crate) struct Coordinates {
    system: CoordinateSystem,
    projections: Option<(Proj, Proj)>,
}

impl Coordinates {
    pub(crate) fn new(system: CoordinateSystem) -> Self {
        let metres = definition(system.epsg()).and_then(|metres| Proj::from_proj_string(&metres).ok());
        Self { system, projections: metres.zip(Proj::from_proj_string(WGS84).ok()) }
    }

    /// The position of a pair: east or longitude first. `None` where the pair cannot be one in this system.
    pub(crate) fn position(&self, first: f64, second: f64) -> Option<Position> {
        if !believed(self.system, first, second) {
            return None;
        }
        if self.system.is_degrees() {
            return Some(Position { lon: first, lat: second });
        }
        let (metres, wgs) = self.projections.as_ref()?;
        let mut point = (first, second, 0.0);
        proj4rs::transform::transform(metres, wgs, &mut point).ok()?;
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

/// What a pair of numbers looks like, in whichever order: the systems that Swedish files come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Likely {
    Degrees,
    Sweref99tm,
    Rt90,
    /// A zone of SWEREF 99 with a false easting of 150 km.
    LocalZone,
    WebMercator,
}

impl Likely {
    pub(crate) fn of(one: f64, other: f64) -> Option<Self> {
        let (small, large) = if one <= other { (one, other) } else { (other, one) };
        if (8.0..26.0).contains(&small) && (54.0..71.0).contains(&large) {
            return Some(Self::Degrees);
        }
        match (small, large) {
            (250_000.0..1_150_000.0, 6_000_000.0..7_800_000.0) => Some(Self::Sweref99tm),
            (30_000.0..250_000.0, 6_000_000.0..7_800_000.0) => Some(Self::LocalZone),
            // Where both systems have numbers: Skåne in this one, Norrland in the next.
            (1_150_000.0..2_800_000.0, 7_700_000.0..11_500_000.0)
            | (1_150_000.0..1_300_000.0, 7_400_000.0..7_700_000.0) => Some(Self::WebMercator),
            (1_150_000.0..1_950_000.0, 6_000_000.0..7_400_000.0)
            | (1_300_000.0..1_950_000.0, 7_400_000.0..7_700_000.0) => Some(Self::Rt90),
            _ => None,
        }
    }

    /// The word that texts look it up by.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Degrees => "degrees",
            Self::Sweref99tm => "sweref99tm",
            Self::Rt90 => "rt90",
            Self::LocalZone => "sweref99-zone",
            Self::WebMercator => "web-mercator",
        }
    }

    /// Whether this is what a file of the system ought to hold.
    pub(crate) fn fits(self, system: CoordinateSystem) -> bool {
        match system {
            CoordinateSystem::Wgs84 => self == Self::Degrees,
            CoordinateSystem::Sweref99tm => self == Self::Sweref99tm,
            CoordinateSystem::Rt90 => self == Self::Rt90,
            CoordinateSystem::Zone(_) => self == Self::LocalZone,
        }
    }
}

/// The two numbers of a position that stands in one cell: `59.05,16.58`, `59,05; 16,58`, `(59.05 16.58)`, and
/// `POINT (16.58 59.05)`, which always has east first. `None` where there are not two.
pub(crate) fn pair(text: &str) -> Option<(f64, f64, bool)> {
    let upper = text.to_ascii_uppercase();
    let point = upper.find("POINT").map(|place| &text[place + "POINT".len()..]);
    let inner = point
        .unwrap_or(text)
        .trim()
        .trim_start_matches(['Z', 'z', ' ', '(', '['])
        .trim_end_matches([')', ']', ' ']);
    let halves = |separator: char| {
        let mut parts = inner
            .split(separator)
            .map(|part| part.trim().trim_end_matches(','))
            .filter(|part| !part.is_empty());
        // Behind the two, a height may follow.
        Some((decimal(parts.next()?)?, decimal(parts.next()?)?)).filter(|_| parts.count() <= 1)
    };
    let found = [';', ' ', ','].into_iter().filter(|separator| inner.contains(*separator)).find_map(halves);
    found.map(|(one, other)| (one, other, point.is_some()))
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
    fn every_system_finds_the_same_place() {
        // Flen in each of them; the zones by what they are on their own meridian.
        let near = Near { west: 16.5, east: 16.7, south: 59.0, north: 59.1 };
        let there = |system, east, north| {
            Coordinates::new(system).position(east, north).is_some_and(|found| {
                (near.west..near.east).contains(&found.lon) && (near.south..near.north).contains(&found.lat)
            })
        };
        assert!(there(CoordinateSystem::Rt90, 1_547_500.0, 6_549_700.0));
        assert!(there(CoordinateSystem::Zone(3010), 155_000.0, 6_548_900.0));
        assert!(there(CoordinateSystem::Sweref99tm, 591_200.0, 6_547_500.0));
        assert!(!there(CoordinateSystem::Zone(3009), 155_000.0, 6_548_900.0), "another zone, another place");
        for system in CoordinateSystem::all().filter(|system| !system.is_degrees()) {
            assert!(
                Coordinates::new(system).position(16.588, 59.058).is_none(),
                "{system}: degrees are no metres"
            );
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

    #[test]
    fn a_position_in_one_cell_is_two_numbers() {
        for (text, found) in [
            ("59.057935,16.588005", Some((59.057_935, 16.588_005, false))),
            ("59,057935, 16,588005", Some((59.057_935, 16.588_005, false))),
            ("59,05;16,58", Some((59.05, 16.58, false))),
            ("(59.05 16.58)", Some((59.05, 16.58, false))),
            ("POINT (16.58 59.05)", Some((16.58, 59.05, true))),
            ("SRID=4326;point(16.58 59.05)", Some((16.58, 59.05, true))),
            ("POINT Z (16.58 59.05 12.5)", Some((16.58, 59.05, true))),
            ("6547500,591200", Some((6_547_500.0, 591_200.0, false))),
            ("6547500", None),
            ("Flen", None),
            ("1,2,3,4,5", None),
            ("", None),
        ] {
            assert_eq!(pair(text), found, "{text}");
        }
    }

    #[test]
    fn systems_are_known_by_their_numbers() {
        // Flen in each of them.
        for (one, other, likely) in [
            (16.588, 59.058, Likely::Degrees),
            (6_547_500.0, 591_200.0, Likely::Sweref99tm),
            (6_551_000.0, 1_547_500.0, Likely::Rt90),
            (6_548_000.0, 155_000.0, Likely::LocalZone),
            (1_846_500.0, 8_183_000.0, Likely::WebMercator),
        ] {
            assert_eq!((Likely::of(one, other), Likely::of(other, one)), (Some(likely), Some(likely)));
        }
        assert_eq!([Likely::of(0.0, 0.0), Likely::of(-87.6, 41.9), Likely::of(f64::NAN, 1.0)], [None; 3]);
    }
}
