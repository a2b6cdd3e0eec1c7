//! Where a position lies: the statistical area and the municipality's own area, found when a row comes in, so that
//! nothing needs geometry afterwards.
//!
//! Names and addresses are looked up in [`crate::gazetteer`].

use crate::same::Labels;
use geo::Intersects;
use jiff::civil::Date;
use lofte_analysis::incidents::point_in_area::{AreaError, AreaIndex};
use lofte_model::place::{Area, AreaCode, AreaKind, MultiPolygon};
use lofte_model::records::Position;

/// Kilometres around the areas in which a position is still believed.
const MARGIN_KM: f64 = 50.0;
const KM_PER_DEGREE: f64 = 111.2;

/// The areas of a municipality, made ready for many look-ups.
#[derive(Debug)]
pub struct Places {
    deso: Division,
    own: Division,
    near: Option<Near>,
    /// Code and name in lower case and one form of Unicode; both are used in files.
    /// A name that several areas have stands for none of them.
    names: Labels<Option<(AreaKind, AreaCode)>>,
}

/// The areas that a position or a row belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// Statistical area.
    pub deso: Option<AreaCode>,
    /// The municipality's own area, the first by code where several have the position.
    pub own_area: Option<AreaCode>,
}

impl Placed {
    /// Fills in what the other knows and this does not.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { deso: self.deso.or(other.deso), own_area: self.own_area.or(other.own_area) }
    }
}

/// Areas of one kind: those that are used always behind an index, and those of some days, which are few, one by one.
#[derive(Debug)]
struct Division {
    codes: Vec<AreaCode>,
    shapes: Vec<geo::MultiPolygon>,
    index: AreaIndex,
    of_days: Vec<(Area, geo::MultiPolygon)>,
}

impl Division {
    fn new(areas: &[Area], kind: AreaKind) -> Result<Self, AreaError> {
        let mut of_kind: Vec<&Area> =
            areas.iter().filter(|area| area.kind == kind && !is_replaced(area)).collect();
        of_kind.sort_by(|one, other| one.code.cmp(&other.code));
        let (of_kind, of_days): (Vec<&Area>, Vec<&Area>) = of_kind
            .into_iter()
            .partition(|area| area.details.valid_from.is_none() && area.details.valid_to.is_none());
        let of_days = of_days.into_iter().map(|area| (area.clone(), shape(&area.border))).collect();
        let shapes: Vec<geo::MultiPolygon> = of_kind.iter().map(|area| shape(&area.border)).collect();
        let codes = of_kind.iter().map(|area| area.code.clone()).collect();
        Ok(Self { codes, index: AreaIndex::new(&shapes)?, shapes, of_days })
    }

    /// Whether the area has a border and the position lies outside of it. Areas of one division may overlap.
    fn outside(&self, code: &AreaCode, position: Position) -> bool {
        let always = self.codes.binary_search(code).ok().and_then(|place| self.shapes.get(place));
        let of_days = || self.of_days.iter().find(|(area, _)| area.code == *code).map(|(_, shape)| shape);
        let shape = always.or_else(of_days).filter(|shape| !shape.0.is_empty());
        shape.is_some_and(|shape| !shape.intersects(&geo::Point::new(position.lon, position.lat)))
    }

    fn covers(&self, position: Position) -> bool {
        let point = geo::Point::new(position.lon, position.lat);
        self.index.locate(point.into()).is_some()
            || self.of_days.iter().any(|(_, shape)| shape.intersects(&point))
    }

    /// The area of a position on a day, the first by code where several have it.
    fn locate(&self, position: Position, day: Date) -> Option<AreaCode> {
        let number = self.index.locate(geo::Coord { x: position.lon, y: position.lat });
        let always = number.and_then(|number| self.codes.get(number as usize));
        let point = geo::Point::new(position.lon, position.lat);
        let has =
            |(area, shape): &&(Area, geo::MultiPolygon)| area.is_used_on(day) && shape.intersects(&point);
        let of_days = self.of_days.iter().find(has).map(|(area, _)| &area.code);
        always.into_iter().chain(of_days).min().cloned()
    }
}

impl Places {
    /// Makes the areas ready. Fails on borders whose coordinates are not numbers.
    pub fn new(areas: &[Area]) -> Result<Self, AreaError> {
        let mut names = Labels::default();
        // Nothing is placed in a local police area, also not by its name: it reaches beyond the municipality.
        let placed = |area: &&Area| area.kind != AreaKind::LocalPolice && !is_replaced(area);
        let used = || areas.iter().filter(placed);
        for area in used() {
            if names.add(&area.name, Some((area.kind, area.code.clone()))).is_some() {
                names.add(&area.name, None);
            }
        }
        // Codes go in last, so that one always wins over another area's name.
        for area in used() {
            names.add(&area.code.0, Some((area.kind, area.code.clone())));
        }
        Ok(Self {
            deso: Division::new(areas, AreaKind::Statistical)?,
            own: Division::new(areas, AreaKind::Own)?,
            near: Near::around(areas),
            names,
        })
    }

    /// The areas that have the position and are used on the day.
    pub fn locate(&self, position: Position, day: Date) -> Placed {
        Placed { deso: self.deso.locate(position, day), own_area: self.own.locate(position, day) }
    }

    /// Whether any area has the position, on whatever days it is used.
    pub(crate) fn covers(&self, position: Position) -> bool {
        [&self.deso, &self.own].into_iter().any(|division| division.covers(position))
    }

    /// Whether the position lies outside of an area that is named beside it.
    pub(crate) fn contradicts(&self, position: Position, named: &Placed) -> bool {
        let outside = |division: &Division, code: &Option<AreaCode>| {
            code.as_ref().is_some_and(|code| division.outside(code, position))
        };
        outside(&self.deso, &named.deso) || outside(&self.own, &named.own_area)
    }

    /// The one area with this code or name, however it is written: a spreadsheet makes `7` of `007`.
    pub fn named(&self, text: &str) -> Option<Placed> {
        self.names.get(text)?.as_ref().map(|(kind, code)| match kind {
            AreaKind::Statistical => Placed { deso: Some(code.clone()), own_area: None },
            AreaKind::Own => Placed { deso: None, own_area: Some(code.clone()) },
            AreaKind::LocalPolice => Placed::default(),
        })
    }

    /// The box in which positions are believed; none where no area has a border.
    pub(crate) fn near(&self) -> Option<&Near> {
        self.near.as_ref()
    }
}

pub(crate) fn shape(border: &MultiPolygon) -> geo::MultiPolygon {
    let ring =
        |ring: &Vec<[f64; 2]>| geo::LineString::from(ring.iter().map(|[x, y]| (*x, *y)).collect::<Vec<_>>());
    border
        .iter()
        .filter_map(|rings| {
            let (outer, holes) = rings.split_first()?;
            Some(geo::Polygon::new(ring(outer), holes.iter().map(ring).collect()))
        })
        .collect()
}

/// Whether a ring lies where the municipality does, or close to it; anywhere where no area has a border yet.
pub fn is_near(areas: &[Area], ring: &[[f64; 2]]) -> bool {
    let lies = |[lon, lat]: &[f64; 2]| lon.is_finite() && lat.is_finite();
    let near = Near::around(areas);
    let there =
        |[lon, lat]: &[f64; 2]| near.is_none_or(|near| near.contains(Position { lon: *lon, lat: *lat }));
    ring.iter().all(|corner| lies(corner) && there(corner))
}

/// Whether another division has taken its place: rows are neither placed in it nor may they name it, since the picture
/// counts one division.
fn is_replaced(area: &Area) -> bool {
    area.kind == AreaKind::Statistical && area.details.valid_to.is_some()
}

/// A box in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Least longitude.
    pub west: f64,
    /// Greatest longitude.
    pub east: f64,
    /// Least latitude.
    pub south: f64,
    /// Greatest latitude.
    pub north: f64,
}

impl Near {
    /// The box around all borders, grown by the margin.
    pub(crate) fn around(areas: &[Area]) -> Option<Self> {
        Self::of(areas.iter().flat_map(|area| area.border.iter().flatten().flatten().copied()))
    }

    /// The box around positions, longitude first, grown by the margin; none where there is no position.
    pub fn of(positions: impl Iterator<Item = [f64; 2]>) -> Option<Self> {
        let tight = positions.filter(|corner| corner.iter().all(|part| part.is_finite())).fold(
            None,
            |found: Option<Self>, [x, y]| {
                let near = found.unwrap_or(Self { west: x, east: x, south: y, north: y });
                Some(Self {
                    west: near.west.min(x),
                    east: near.east.max(x),
                    south: near.south.min(y),
                    north: near.north.max(y),
                })
            },
        )?;
        let up = MARGIN_KM / KM_PER_DEGREE;
        let middle = f64::midpoint(tight.south, tight.north).to_radians();
        let across = up / middle.cos().max(0.01);
        Some(Self {
            west: tight.west - across,
            east: tight.east + across,
            south: tight.south - up,
            north: tight.north + up,
        })
    }

    pub(crate) fn contains(&self, position: Position) -> bool {
        (self.west..=self.east).contains(&position.lon) && (self.south..=self.north).contains(&position.lat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lofte_model::place::{AreaDetails, PlaceType};

    const DAY: Date = jiff::civil::date(2026, 3, 5);

    fn square(code: &str, kind: AreaKind, west: f64, east: f64) -> Area {
        let ring = vec![[west, 59.0], [east, 59.0], [east, 59.1], [west, 59.1], [west, 59.0]];
        Area {
            code: AreaCode::new(code),
            name: format!("Område {code}"),
            kind,
            place_type: PlaceType::Residential,
            population: None,
            border: vec![vec![ring]],
            source: "test".into(),
            details: AreaDetails::default(),
        }
    }

    #[test]
    fn a_position_has_one_area_of_each_division() {
        let areas = [
            square("z", AreaKind::Own, 16.0, 17.0),
            square("B2", AreaKind::Statistical, 16.5, 17.0),
            square("A1", AreaKind::Statistical, 16.0, 16.5),
            square("c", AreaKind::Own, 16.2, 16.3),
        ];
        let places = Places::new(&areas).unwrap();
        let placed = places.locate(Position { lon: 16.25, lat: 59.05 }, DAY);
        assert_eq!((placed.deso, placed.own_area), (Some(AreaCode::new("A1")), Some(AreaCode::new("c"))));
        assert_eq!(places.locate(Position { lon: 15.9, lat: 59.05 }, DAY), Placed::default());
        assert_eq!(places.named("område b2").unwrap().deso, Some(AreaCode::new("B2")));
        assert_eq!(places.named("Z").unwrap().own_area, Some(AreaCode::new("z")));
        assert_eq!(places.named("Omra\u{30a}de b2"), places.named("Område B2"));
        assert!(places.named("x").is_none());
        let numbered =
            Places::new(&[square("007", AreaKind::Own, 16.0, 16.1), square("08", AreaKind::Own, 16.1, 16.2)]);
        let code = |text: &str| numbered.as_ref().unwrap().named(text).and_then(|placed| placed.own_area);
        assert_eq!(
            [code("7"), code("8.0"), code("007"), code("9")],
            [Some(AreaCode::new("007")), Some(AreaCode::new("08")), Some(AreaCode::new("007")), None]
        );
    }

    #[test]
    fn a_place_of_some_days_has_the_rows_of_these_days_and_a_replaced_division_has_none() {
        let from =
            |area: Area, valid_from| Area { details: AreaDetails { valid_from, ..area.details }, ..area };
        let to = |area: Area, valid_to| Area { details: AreaDetails { valid_to, ..area.details }, ..area };
        let areas = [
            to(square("0482R001", AreaKind::Statistical, 16.0, 17.0), Some(DAY)),
            square("0482A0010", AreaKind::Statistical, 16.0, 17.0),
            from(square("a", AreaKind::Own, 16.2, 16.3), Some(DAY)),
            square("b", AreaKind::Own, 16.2, 16.3),
            to(square("c", AreaKind::Own, 16.4, 16.5), Some(DAY)),
        ];
        let places = Places::new(&areas).unwrap();
        let own = |lon, day| {
            places.locate(Position { lon, lat: 59.05 }, day).own_area.map(|code| code.0).unwrap_or_default()
        };
        let (before, after) = (DAY.yesterday().unwrap(), DAY.tomorrow().unwrap());
        assert_eq!([before, DAY, after].map(|day| own(16.25, day)), ["b", "a", "a"]);
        assert_eq!([before, DAY, after].map(|day| own(16.45, day)), ["c", "c", ""]);
        let statistical = places.locate(Position { lon: 16.25, lat: 59.05 }, before).deso;
        assert_eq!(statistical, Some(AreaCode::new("0482A0010")), "never two divisions");
        assert!(places.named("0482R001").is_none(), "rows cannot name what is not counted");
    }

    #[test]
    fn fifty_kilometres_around_are_believed() {
        let places = Places::new(&[square("A1", AreaKind::Statistical, 16.0, 16.5)]).unwrap();
        let near = places.near().unwrap();
        let believed = |lon, lat| near.contains(Position { lon, lat });
        assert!(believed(16.0, 59.5) && !believed(16.0, 59.6), "{near:?}");
        assert!(believed(17.3, 59.0) && !believed(17.5, 59.0), "{near:?}");
        let mut bare = square("A1", AreaKind::Statistical, 16.0, 16.5);
        bare.border.clear();
        assert!(Places::new(&[bare]).unwrap().near().is_none());
    }
}
