//! The areas of a municipality from a file of borders (GeoJSON).
//!
//! The file is taken whole or refused, in words that name the area and what to do. Parts of one code become one area;
//! metres of a known system become degrees; a property that is not understood is told, never left out silently, since
//! a population that vanishes is a rate that vanishes. Left out on purpose: other formats, and borders that cross
//! themselves.

mod properties;
mod shapes;
mod system;
#[cfg(test)]
mod tests;
mod told;

pub use shapes::{Shape, Shapes, shapes};
pub use system::Vicinity;
pub use told::{AreaFileError, AreaNote};

use crate::places::Near;
use jiff::civil::Date;
use lofte_model::place::{Area, AreaCode, AreaKind, MultiPolygon};
use properties::{Known, Reader};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// The areas of a file, and what is worth knowing about it.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaFile {
    /// By code in the order of the file.
    pub areas: Vec<Area>,
    /// What was joined, reprojected or not understood.
    pub notes: Vec<AreaNote>,
}

/// Reads the areas of a file. `others` are areas of the municipality that are known already: borders must lie near
/// them, and codes must be others than theirs unless the kind is the same. No population can be of a year after today's.
pub fn read(bytes: &[u8], kind: AreaKind, others: &[Area], today: Date) -> Result<AreaFile, AreaFileError> {
    let vicinity = Near::around(others).map_or(Vicinity::Sweden, Vicinity::Around);
    let Shapes { shapes, reprojected, encoding_guessed } = shapes(bytes, vicinity)?;
    let mut reader = Reader::new(today.year());
    let mut joined = Joined::default();
    for shape in shapes {
        let known = reader.read(shape.number, &shape.properties)?;
        joined.add(known, shape.border)?;
    }
    let (areas, parts) = joined.areas(kind);
    distinct(&areas, others)?;
    apart(&areas)?;
    let mut notes: Vec<AreaNote> =
        reprojected.map(|system| AreaNote::Reprojected { system }).into_iter().collect();
    if encoding_guessed {
        notes.push(AreaNote::EncodingGuessed);
    }
    notes.extend(parts);
    notes.extend(reader.notes());
    notes.extend(without_population(&areas));
    Ok(AreaFile { areas, notes })
}

/// Refuses areas whose code another area has: of another kind, or the same code in other letters.
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

    fn areas(self, kind: AreaKind) -> (Vec<Area>, Vec<AreaNote>) {
        let mut notes = Vec::new();
        let area = |(known, border, parts): (Known, MultiPolygon, usize)| {
            let Known { code, name, place_type, population, source } = known;
            if parts > 1 {
                notes.push(AreaNote::PartsJoined { area: code.clone(), parts });
            }
            Area { code, name, kind, place_type, population, border, source }
        };
        let areas = self.areas.into_iter().map(area).collect();
        (areas, notes)
    }
}

/// A rate needs residents: areas where people may live and none are known are named, since their rates will lack.
fn without_population(areas: &[Area]) -> Option<AreaNote> {
    let lacking = areas.iter().filter(|area| area.place_type.has_residents() && area.population.is_none());
    let codes: Vec<AreaCode> = lacking.map(|area| area.code.clone()).collect();
    (!codes.is_empty()).then_some(AreaNote::WithoutPopulation { areas: codes, of: areas.len() })
}
