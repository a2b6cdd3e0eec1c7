//! The areas of RegSO 2025 with their borders, and residents where they can be known.

use super::members::Members;
use super::statistical;
use crate::borders::{Shape, property};
use crate::same::same_form;
use lofte_model::place::{
    Area, AreaCode, AreaDetails, AreaKind, Division, DivisionName, MunicipalityCode, PlaceType, Population,
};
use std::sync::LazyLock;

const FILE: &[u8] = include_bytes!("../../reference/regso_2025.geojsonl.gz");
const INDEX: &[u8] = include_bytes!("../../reference/regso_2025.index.csv");

/// The division of these borders.
pub const REGSO_2025: Division = Division { name: DivisionName::Regso, edition: 2025 };

/// Municipalities in which a border moved between the editions of 2020 and 2025, with no telling how: Gällivare got an area
/// and Kiruna lost one. What is known of their areas of 2020 holds of none of 2025.
const BORDERS_MOVED: [&str; 2] = ["2523", "2584"];

static BORDERS: LazyLock<Members> = LazyLock::new(|| Members::new(FILE, INDEX));

/// The areas of RegSO 2025 in a municipality, by code; none where there is no such municipality.
///
/// Residents are of 31 December 2023, summed to RegSO 2020, and stand only beside areas whose code **and name** are the same
/// in both editions, in municipalities where no border is known to have moved: a code alone does not say that it is the
/// same area. Borders include sea and lakes and are simplified to 25 metres.
pub fn regso(code: &MunicipalityCode) -> Vec<Area> {
    let found = BORDERS.shapes(code);
    let mut areas: Vec<Area> = found.into_iter().filter_map(area).collect();
    areas.sort_by(|one, other| one.code.cmp(&other.code));
    areas
}

fn area(shape: Shape) -> Option<Area> {
    let code = AreaCode::new(property::text(&shape.properties, "regso")?);
    let name = property::text(&shape.properties, "namn")?;
    Some(Area {
        population: residents(&code, &name),
        code,
        name,
        kind: AreaKind::Statistical,
        place_type: PlaceType::Mixed,
        border: shape.border,
        source: "SCB, RegSO 2025".to_owned(),
        details: AreaDetails { division: Some(REGSO_2025), ..AreaDetails::default() },
    })
}

fn residents(code: &AreaCode, name: &str) -> Option<Population> {
    let of_2020 = statistical::regso_2020(code)?;
    let moved = BORDERS_MOVED.iter().any(|municipality| code.as_str().starts_with(municipality));
    (!moved && same_form(&of_2020.name) == same_form(name)).then(|| Population {
        residents: of_2020.residents,
        aged_16_85: None,
        year: statistical::REGSO_RESIDENTS_YEAR,
        source: "SCB, summerat från DeSO 2018 till RegSO 2020".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{municipalities, municipality};

    #[test]
    fn all_3_363_areas_of_the_country_are_there_and_apart() {
        let mut all = Vec::new();
        for known in municipalities() {
            let areas = regso(&known.code);
            assert_eq!(areas.len(), known.regso, "{}", known.name);
            assert!(areas.iter().all(|area| area.code.as_str().starts_with(known.code.as_str())));
            assert!(areas.iter().all(|area| !area.border.is_empty() && !area.name.is_empty()));
            all.extend(areas);
        }
        assert_eq!(all.len(), 3_363);
        let without: Vec<&str> =
            all.iter().filter(|area| area.population.is_none()).map(|area| area.code.as_str()).collect();
        assert!(
            without.contains(&"2523R001") && without.contains(&"2584R002") && without.contains(&"1275R002")
        );
        assert_eq!(without.len(), 40, "{without:?}");
        assert!(regso(&"9999".parse().unwrap()).is_empty());
    }

    #[test]
    fn residents_are_those_of_the_same_area() {
        let flen = regso(&"0482".parse().unwrap());
        let sum: u32 =
            flen.iter().filter_map(|area| area.population.as_ref()).map(|known| known.residents).sum();
        let whole = crate::reference::population(&"0482".parse().unwrap(), 2023).unwrap().residents;
        assert_eq!(sum, whole);
        assert!(flen.iter().all(|area| area.details.division == Some(REGSO_2025)));
    }

    #[test]
    fn a_point_in_a_municipality_lies_in_one_of_its_areas() {
        let day = jiff::civil::date(2026, 1, 1);
        for code in ["0482", "0980", "2584", "0183"] {
            let code = code.parse().unwrap();
            let places = crate::places::Places::new(&regso(&code)).unwrap();
            let inside = municipality(&code).unwrap().inside;
            assert!(places.locate(inside, day).deso.is_some(), "{code}");
        }
    }
}
