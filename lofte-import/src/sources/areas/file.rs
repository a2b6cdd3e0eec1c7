//! The areas of a file of borders.
//!
//! The file is taken whole or refused, in words that name the area and what to do. Parts of one code become one area; a
//! property that is not understood is told, never left out silently, since a population that vanishes is a rate that
//! vanishes. Which division a file is of, and what of another it takes the place of, is settled in [`super::division`].

use super::division::{edition, one_division, replaced};
use super::properties::{Known, Reader};
use crate::borders::property::code;
use crate::borders::{Shapes, Vicinity, shapes_of};
use crate::error::AreaFileError;
use crate::places::Near;
use crate::report::{AreaNote, Note};
use crate::row::Context;
use lofte_model::place::{
    Area, AreaCode, AreaDetails, AreaKind, Division, DivisionName, MultiPolygon, PlaceType,
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// The areas of a file, and what is worth knowing about it.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaFile {
    /// By code in the order of the file.
    pub areas: Vec<Area>,
    /// Statistical areas that are known and of another division, as they are from today: no longer used.
    pub replaced: Vec<Area>,
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
        kind != AreaKind::Statistical || code(properties).is_none_or(|code| !is_elsewhere(&code, context))
    };
    let Shapes { shapes, name, reprojected, encoding_guessed, passed_over } =
        shapes_of(bytes, vicinity, ours)?;
    if shapes.is_empty() {
        return Err(AreaFileError::Elsewhere { municipality: context.municipality.to_string() });
    }
    let mut reader = Reader::new(context.today.year());
    let mut joined = Joined { edition: edition(&shapes, name.as_deref()), ..Joined::default() };
    for shape in shapes {
        let known = reader.read(shape.number, &shape.properties)?;
        joined.add(known, shape.border)?;
    }
    let (areas, parts) = joined.areas(kind, others);
    distinct(&areas, others)?;
    one_division(&areas)?;
    apart(&areas)?;
    let replaced = replaced(&areas, others, context.today);
    let mut notes = Vec::new();
    if encoding_guessed {
        notes.push(Note::EncodingGuessed { encoding: "windows-1252".to_owned() });
    }
    let of_others = (passed_over > 0).then_some(AreaNote::OfOthers { count: passed_over });
    let all = reprojected.map(|system| AreaNote::Reprojected { system }).into_iter();
    let codes: Vec<AreaCode> = replaced.iter().map(|area| area.code.clone()).collect();
    let of_before = (!codes.is_empty()).then_some(AreaNote::DivisionReplaced { areas: codes });
    let all = all
        .chain(of_others)
        .chain(of_before)
        .chain(parts)
        .chain(reader.notes())
        .chain(without_population(&areas));
    notes.extend(all.map(Note::Areas));
    Ok(AreaFile { areas, replaced, notes })
}

/// Whether a code says that its area lies in another municipality.
pub(crate) fn is_elsewhere(code: &str, context: &Context<'_>) -> bool {
    DivisionName::of_code(code).is_some() && !code.starts_with(context.municipality.as_str())
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
    /// Of the division that the file is of, where it says so.
    edition: Option<i16>,
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
        let edition = self.edition;
        let area = |(found, border, parts): (Known, MultiPolygon, usize)| {
            let Known { code, name, part_of, part_of_name, place_type, population, source } = found;
            if parts > 1 {
                notes.push(AreaNote::PartsJoined { area: code.clone(), parts });
            }
            let of_division = DivisionName::of_code(code.as_str()).filter(|_| kind == AreaKind::Statistical);
            let division = of_division.zip(edition).map(|(name, edition)| Division { name, edition });
            // The same code in two editions of a division means two areas: nothing that is known of one holds of the other.
            let same = |other: &&Area| match (other.details.division, division) {
                (Some(before), Some(now)) => before == now,
                _ => true,
            };
            let before = others.iter().find(|other| other.code == code).filter(same);
            let known = before.and_then(|before| before.population.clone());
            let is_older =
                population.as_ref().zip(known.as_ref()).is_some_and(|(new, known)| new.year < known.year);
            if is_older {
                older.push(code.clone());
            }
            let details = before.map(|before| before.details.clone()).unwrap_or_default();
            let details = AreaDetails {
                division: division.or(details.division),
                part_of: part_of.or(details.part_of),
                // Days are of own places; a statistical area that comes again is used again.
                valid_to: details.valid_to.filter(|_| kind == AreaKind::Own),
                ..details
            };
            // A DeSO has no name of its own. That of the larger area says where it lies, and the code which one it is.
            let within = |name: String| format!("{name} {}", code.as_str().get(4..).unwrap_or_default());
            let name = name.or(before.map(|before| before.name.clone())).or(part_of_name.map(within));
            Area {
                name: name.unwrap_or_else(|| code.to_string()),
                place_type: place_type.or(before.map(|before| before.place_type)).unwrap_or(PlaceType::Mixed),
                population: population.filter(|_| !is_older).or(known),
                source: source.or(before.map(|before| before.source.clone())).unwrap_or_default(),
                code,
                kind,
                border,
                details,
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
