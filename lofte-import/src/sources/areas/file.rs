//! The areas of a file of borders.
//!
//! The file is taken whole or refused, in words that name the area and what to do. Parts of one code become one area; a
//! property that is not understood is told, never left out silently, since a population that vanishes is a rate that
//! vanishes.

use super::properties::{Known, Reader};
use crate::borders::property::code;
use crate::borders::{Shapes, Vicinity, shapes_of};
use crate::error::AreaFileError;
use crate::places::Near;
use crate::report::{AreaNote, Note};
use crate::row::Context;
use lofte_model::place::{Area, AreaCode, AreaKind, MultiPolygon, PlaceType};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// The areas of a file, and what is worth knowing about it.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaFile {
    /// By code in the order of the file.
    pub areas: Vec<Area>,
    /// What was joined, reprojected, passed over or not understood.
    pub notes: Vec<Note>,
}

/// Reads the areas of a file. The areas of the context are known already: borders must lie near them, and codes must be
/// others than theirs unless the kind is the same. Statistical areas of other municipalities are passed over. No
/// population can be of a year after that of the delivery.
///
/// # Errors
/// Why the file is refused, with the area.
pub fn read(bytes: &[u8], kind: AreaKind, context: &Context<'_>) -> Result<AreaFile, AreaFileError> {
    let others = context.areas;
    let vicinity = Near::around(others).map_or(Vicinity::Sweden, Vicinity::Around);
    let ours = |properties: &Map<String, Value>| {
        kind != AreaKind::Deso || code(properties).is_none_or(|code| !is_elsewhere(&code, context))
    };
    let Shapes { shapes, reprojected, encoding_guessed, passed_over } = shapes_of(bytes, vicinity, ours)?;
    if shapes.is_empty() {
        return Err(AreaFileError::Elsewhere { municipality: context.municipality.to_string() });
    }
    let mut reader = Reader::new(context.today.year());
    let mut joined = Joined::default();
    for shape in shapes {
        let known = reader.read(shape.number, &shape.properties)?;
        joined.add(known, shape.border)?;
    }
    let (areas, parts) = joined.areas(kind, others);
    distinct(&areas, others)?;
    one_division(&areas, others)?;
    apart(&areas)?;
    let mut notes = Vec::new();
    if encoding_guessed {
        notes.push(Note::EncodingGuessed { encoding: "windows-1252".to_owned() });
    }
    let of_others = (passed_over > 0).then_some(AreaNote::OfOthers { count: passed_over });
    let all = reprojected.map(|system| AreaNote::Reprojected { system }).into_iter();
    let all = all.chain(of_others).chain(parts).chain(reader.notes()).chain(without_population(&areas));
    notes.extend(all.map(Note::Areas));
    Ok(AreaFile { areas, notes })
}

/// A division of the whole country by Statistics Sweden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Division {
    /// `0482A0010`.
    Deso,
    /// `0482R001`.
    Regso,
}

/// Which division a code belongs to, if it is of one.
fn division(code: &str) -> Option<Division> {
    let (municipality, rest) = code.split_at_checked(4)?;
    let (letter, number) = rest.split_at_checked(1)?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(municipality) || !digits(number) {
        return None;
    }
    match (letter, number.len()) {
        ("A" | "B" | "C", 4) => Some(Division::Deso),
        ("R", 3) => Some(Division::Regso),
        _ => None,
    }
}

/// Whether a code says that its area lies in another municipality.
pub(crate) fn is_elsewhere(code: &str, context: &Context<'_>) -> bool {
    division(code).is_some() && !code.starts_with(context.municipality.as_str())
}

/// Refuses areas of a second division: both tile the municipality, and what happens would be counted twice.
fn one_division(areas: &[Area], others: &[Area]) -> Result<(), AreaFileError> {
    let mut first: Option<(&Area, Division)> = None;
    for area in others.iter().chain(areas).filter(|area| area.kind == AreaKind::Deso) {
        let Some(own) = division(area.code.as_str()) else { continue };
        let (one, division) = *first.get_or_insert((area, own));
        if division != own {
            return Err(AreaFileError::TwoDivisions { one: one.code.clone(), other: area.code.clone() });
        }
    }
    Ok(())
}

/// Refuses areas whose code another area has: of another kind, or the same code in other letters.
///
/// # Errors
/// The two codes.
pub fn distinct(areas: &[Area], others: &[Area]) -> Result<(), AreaFileError> {
    let mut seen: BTreeMap<String, &Area> = BTreeMap::new();
    for area in others.iter().chain(areas) {
        let Some(first) = seen.insert(folded(&area.code), area) else {
            continue;
        };
        if first.kind != area.kind {
            return Err(AreaFileError::CodeOfOtherKind { code: area.code.clone() });
        }
        if first.code != area.code {
            return Err(AreaFileError::CodesAlike { one: first.code.clone(), other: area.code.clone() });
        }
    }
    Ok(())
}

/// Refuses two areas with one and the same border: of what happens there, nobody knows which of the two it belongs to.
fn apart(areas: &[Area]) -> Result<(), AreaFileError> {
    let mut seen = BTreeMap::new();
    for area in areas.iter().filter(|area| !area.border.is_empty()) {
        if let Some(first) = seen.insert(edges(&area.border), area) {
            return Err(AreaFileError::SameBorder { one: first.code.clone(), other: area.code.clone() });
        }
    }
    Ok(())
}

/// The edges of a border, the same wherever its rings begin and whichever way they go.
fn edges(border: &MultiPolygon) -> Vec<[[u64; 2]; 2]> {
    let bits = |point: &[f64; 2]| point.map(f64::to_bits);
    let mut edges = Vec::new();
    for ring in border.iter().flatten() {
        for pair in ring.windows(2) {
            let (one, other) = (bits(&pair[0]), bits(&pair[1]));
            edges.push([one.min(other), one.max(other)]);
        }
    }
    edges.sort_unstable();
    edges
}

/// How codes are compared: letters of one form, capital or not.
fn folded(code: &AreaCode) -> String {
    code.as_str().nfc().collect::<String>().to_lowercase()
}

/// Areas while their parts are put together.
#[derive(Debug, Default)]
struct Joined {
    areas: Vec<(Known, MultiPolygon, usize)>,
    places: BTreeMap<AreaCode, usize>,
}

impl Joined {
    /// Adds a part. Parts must say the same of the area: of two populations nobody knows whose they are.
    fn add(&mut self, known: Known, border: MultiPolygon) -> Result<(), AreaFileError> {
        let Some(place) = self.places.get(&known.code).copied() else {
            self.places.insert(known.code.clone(), self.areas.len());
            self.areas.push((known, border, 1));
            return Ok(());
        };
        let Some((first, whole, parts)) = self.areas.get_mut(place) else {
            return Ok(());
        };
        if *first != known {
            return Err(AreaFileError::PartsDiffer { code: known.code });
        }
        if whole.iter().any(|polygon| border.contains(polygon)) {
            return Err(AreaFileError::GivenTwice { code: known.code });
        }
        whole.extend(border);
        *parts += 1;
        Ok(())
    }

    /// The areas, and what is worth knowing. What the file does not say of an area that is known stays as it was.
    fn areas(self, kind: AreaKind, others: &[Area]) -> (Vec<Area>, Vec<AreaNote>) {
        let (mut notes, mut older) = (Vec::new(), Vec::new());
        let area = |(found, border, parts): (Known, MultiPolygon, usize)| {
            let before = others.iter().find(|other| other.code == found.code);
            let Known { code, name, place_type, population, source } = found;
            if parts > 1 {
                notes.push(AreaNote::PartsJoined { area: code.clone(), parts });
            }
            let known = before.and_then(|before| before.population.clone());
            let is_older =
                population.as_ref().zip(known.as_ref()).is_some_and(|(new, known)| new.year < known.year);
            if is_older {
                older.push(code.clone());
            }
            Area {
                name: name.or(before.map(|before| before.name.clone())).unwrap_or_else(|| code.to_string()),
                place_type: place_type.or(before.map(|before| before.place_type)).unwrap_or(PlaceType::Mixed),
                population: population.filter(|_| !is_older).or(known),
                source: source.or(before.map(|before| before.source.clone())).unwrap_or_default(),
                code,
                kind,
                border,
            }
        };
        let areas = self.areas.into_iter().map(area).collect();
        notes.extend((!older.is_empty()).then_some(AreaNote::OlderPopulation { areas: older }));
        (areas, notes)
    }
}

/// A rate needs residents: areas where people may live and none are known are named, since their rates will lack.
fn without_population(areas: &[Area]) -> Option<AreaNote> {
    let lacking = areas.iter().filter(|area| area.place_type.has_residents() && area.population.is_none());
    let codes: Vec<AreaCode> = lacking.map(|area| area.code.clone()).collect();
    (!codes.is_empty()).then_some(AreaNote::WithoutPopulation { areas: codes, of: areas.len() })
}
