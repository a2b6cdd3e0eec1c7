//! What stands beside the borders of an area: code, name, kind of place, residents. What is not understood is told.

use super::division::VERSION;
use crate::borders::property::{CODE, REGSO, code, same, text, without_edition};
use crate::error::AreaFileError;
use crate::number::whole;
use crate::report::AreaNote;
use crate::table::header::missing;
use crate::table::shown;
use lofte_model::place::{AreaCode, PlaceType, Population};
use lofte_model::screening::holds_identity_number;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

const NAME: [&str; 2] = ["name", "namn"];
/// The name of a RegSO, or beside a DeSO of the one that it is a part of.
const REGSO_NAME: [&str; 3] = ["regsonamn", "regso_namn", "regso_name"];
/// What Statistics Sweden writes beside its borders and nobody needs here: numbers of its own, and what the code says.
const NOT_NEEDED: [&str; 14] = [
    "fid",
    "ogc_fid",
    "objectid",
    "objektidentitet",
    "uuid",
    "kommun",
    "kommunkod",
    "kommunnamn",
    "kommun_namn",
    "lan",
    "lanskod",
    "lansnamn",
    "area_km2",
    VERSION,
];
const PLACE_TYPE: &str = "place_type";
const POPULATION: &str = "population";
const AGED: &str = "aged_16_85";
const YEAR: &str = "population_year";
const SOURCE: &str = "source";

/// The properties of one part of an area, as far as the file has them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    pub(super) code: AreaCode,
    pub(super) name: Option<String>,
    /// Code of the RegSO that it is a part of.
    pub(super) part_of: Option<AreaCode>,
    /// Name of that.
    pub(super) part_of_name: Option<String>,
    pub(super) place_type: Option<PlaceType>,
    pub(super) population: Option<Population>,
    pub(super) source: Option<String>,
}

/// Reads the properties of one feature after the other.
#[derive(Debug)]
pub(super) struct Reader {
    pub(super) notes: Vec<AreaNote>,
    /// Properties that nothing reads.
    unread: BTreeSet<String>,
    this_year: i16,
}

impl Reader {
    /// In this year; nobody has counted the residents of a later one.
    pub(super) fn new(this_year: i16) -> Self {
        Self { notes: Vec::new(), unread: BTreeSet::new(), this_year }
    }

    /// The properties of one feature.
    pub(super) fn read(
        &mut self,
        feature: usize,
        properties: &Map<String, Value>,
    ) -> Result<Known, AreaFileError> {
        let code = code(properties).ok_or_else(|| without_code(feature, properties))?;
        let known = [PLACE_TYPE, POPULATION, AGED, YEAR, SOURCE];
        let names =
            CODE.iter().chain(&REGSO).chain(&NAME).chain(&REGSO_NAME).chain(&NOT_NEEDED).chain(&known);
        let read = |name: &String| names.clone().any(|known| same(name, known));
        self.unread.extend(properties.keys().filter(|name| !read(name)).map(|name| shown(name)));
        let first = |names: &[&str]| names.iter().find_map(|name| text(properties, name));
        // Beside a code of its own, that of the RegSO says what it is a part of.
        let is_part = first(&CODE).is_some();
        let part_of = first(&REGSO).filter(|_| is_part).map(|code| AreaCode::new(without_edition(&code)));
        let larger = first(&REGSO_NAME);
        let (part_of_name, own) = if is_part { (larger, None) } else { (None, larger) };
        let name = first(&NAME).or(own);
        let source = text(properties, SOURCE);
        let texts = [
            (CODE[0], Some(&code)),
            (NAME[0], name.as_ref()),
            (REGSO_NAME[0], part_of_name.as_ref()),
            (SOURCE, source.as_ref()),
        ];
        for (property, text) in texts {
            if text.is_some_and(|text| holds_identity_number(text)) {
                return Err(AreaFileError::PersonalNumber { feature, property });
            }
        }
        Ok(Known {
            name,
            part_of,
            part_of_name,
            place_type: self.place_type(&code, properties),
            population: self.population(&code, source.as_deref().unwrap_or_default(), properties)?,
            source,
            code: AreaCode::new(code),
        })
    }

    fn place_type(&mut self, code: &str, properties: &Map<String, Value>) -> Option<PlaceType> {
        match text(properties, PLACE_TYPE).map(|word| word.to_lowercase()).as_deref() {
            Some("residential") => Some(PlaceType::Residential),
            Some("station") => Some(PlaceType::Station),
            Some("centre") => Some(PlaceType::Centre),
            Some("mixed") => Some(PlaceType::Mixed),
            None => None,
            Some(_) => {
                self.not_understood(code, PLACE_TYPE, properties);
                None
            }
        }
    }

    /// Residents hold for a year: without one they cannot be used, and that is told.
    fn population(
        &mut self,
        code: &str,
        source: &str,
        properties: &Map<String, Value>,
    ) -> Result<Option<Population>, AreaFileError> {
        let mut number = |name: &'static str| {
            let text = text(properties, name)?;
            let number = whole(&text).and_then(|number| u32::try_from(number).ok());
            if number.is_none() {
                self.not_understood(code, name, properties);
            }
            number
        };
        let (residents, aged_16_85, year) = (number(POPULATION), number(AGED), number(YEAR));
        let area = || AreaCode::new(code);
        if residents.zip(aged_16_85).is_some_and(|(residents, aged)| aged > residents) {
            return Err(AreaFileError::MoreAgedThanResidents { code: area() });
        }
        let found = year.filter(|year| *year >= 1900).and_then(|year| i16::try_from(year).ok());
        if let Some(year) = year.filter(|year| i64::from(*year) > i64::from(self.this_year)) {
            return Err(AreaFileError::PopulationOfTheFuture { code: area(), year });
        }
        if residents.is_some() && found.is_none() {
            self.notes.push(AreaNote::PopulationWithoutYear { area: area() });
        }
        let population =
            |(residents, year)| Population { residents, aged_16_85, year, source: source.to_owned() };
        Ok(residents.zip(found).map(population))
    }

    fn not_understood(&mut self, code: &str, property: &'static str, properties: &Map<String, Value>) {
        let value = text(properties, property).unwrap_or_default();
        let area = AreaCode::new(code);
        self.notes.push(AreaNote::NotUnderstood { area, property, value: shown(&value) });
    }

    /// What is worth knowing, the properties that nobody reads last.
    pub(super) fn notes(mut self) -> Vec<AreaNote> {
        if !self.unread.is_empty() {
            self.notes.push(AreaNote::Unread { properties: self.unread.into_iter().collect() });
        }
        self.notes
    }
}

fn without_code(feature: usize, properties: &Map<String, Value>) -> AreaFileError {
    let names: Vec<String> = properties.keys().cloned().collect();
    let found = match missing("code", &names) {
        crate::ImportError::MissingColumn { found, .. } => found,
        _ => Vec::new(),
    };
    AreaFileError::NoCode { feature, found }
}
