//! Which division of the country a file of statistical areas is of, and what it takes the place of.
//!
//! A municipality counts by one division at a time: all of them tile it, and with two everything would be counted twice.
//! The areas of the division before stay known by name, since problems and promises speak of them, and are used no more.

use crate::borders::Shape;
use crate::borders::property::{CODE, REGSO, text};
use crate::error::AreaFileError;
use jiff::civil::Date;
use lofte_model::place::{Area, AreaDetails, AreaKind, DivisionName};
use std::collections::BTreeSet;

/// What holds the edition beside a border, as in Statistics Sweden's own files: `2025_v1`.
pub(super) const VERSION: &str = "version";
/// Editions that there can be: the first divisions are of 2018.
const EDITIONS: std::ops::Range<i16> = 2018..2100;

/// The edition of the division, if everything that names one names the same: a property, the end of a code, or the name of
/// the layer.
pub(super) fn edition(shapes: &[Shape], layer: Option<&str>) -> Option<i16> {
    let codes = || CODE.iter().chain(&REGSO);
    let behind = |shape: &Shape| {
        let suffix = |code: String| code.split_once('_').and_then(|(_, rest)| year(rest));
        codes().find_map(|name| text(&shape.properties, name).and_then(suffix))
    };
    let said = |shape: &Shape| text(&shape.properties, VERSION).and_then(|version| year(&version));
    let named: BTreeSet<i16> =
        shapes.iter().filter_map(|shape| behind(shape).or_else(|| said(shape))).collect();
    match (named.len(), named.first()) {
        (1, Some(only)) => Some(*only),
        (0, _) => {
            let of_division =
                |name: &&str| ["deso", "regso"].iter().any(|of| name.to_lowercase().contains(of));
            layer.filter(of_division).and_then(year)
        }
        _ => None,
    }
}

/// The year in a text that can be an edition.
fn year(text: &str) -> Option<i16> {
    let numbers = text.split(|sign: char| !sign.is_ascii_digit()).filter(|number| number.len() == 4);
    numbers.filter_map(|number| number.parse().ok()).find(|year| EDITIONS.contains(year))
}

/// Refuses a file with areas of two divisions: which of them the municipality is to work with, nobody knows.
pub(super) fn one_division(areas: &[Area]) -> Result<(), AreaFileError> {
    let mut first: Option<(&Area, DivisionName)> = None;
    for area in areas.iter().filter(|area| area.kind == AreaKind::Statistical) {
        let Some(own) = DivisionName::of_code(area.code.as_str()) else { continue };
        let (one, division) = *first.get_or_insert((area, own));
        if division != own {
            return Err(AreaFileError::TwoDivisions { one: one.code.clone(), other: area.code.clone() });
        }
    }
    Ok(())
}

/// The known statistical areas that are of another division or edition than those of the file, as they are from today.
pub(super) fn replaced(areas: &[Area], others: &[Area], today: Date) -> Vec<Area> {
    let Some(new) = areas.iter().find(|area| area.kind == AreaKind::Statistical) else {
        return Vec::new();
    };
    let of_other = |other: &&Area| {
        let editions = other.details.division.zip(new.details.division);
        let names = DivisionName::of_code(other.code.as_str()).zip(DivisionName::of_code(new.code.as_str()));
        editions.is_some_and(|(one, other)| one != other) || names.is_some_and(|(one, other)| one != other)
    };
    let used = |other: &&Area| other.kind == AreaKind::Statistical && other.details.valid_to.is_none();
    let again = |other: &&Area| areas.iter().any(|area| area.code == other.code);
    let gone = others.iter().filter(used).filter(of_other).filter(|other| !again(other));
    let ended = |area: &Area| {
        let details = AreaDetails { valid_to: Some(today), ..area.details.clone() };
        Area { details, ..area.clone() }
    };
    gone.map(ended).collect()
}
