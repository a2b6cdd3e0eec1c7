//! The 290 municipalities, and which of them somebody means.

use crate::nearest::nearest_within;
use crate::same::same_form;
use lofte_model::place::{MunicipalityCode, Population};
use lofte_model::records::Position;
use serde::Deserialize;
use std::sync::LazyLock;

const FILE: &[u8] = include_bytes!("../../reference/municipalities.csv.gz");
/// Letters in which a name may differ from the one that is meant.
const NEAR: usize = 3;

/// A municipality of Sweden.
#[derive(Clone, Debug, PartialEq)]
pub struct Municipality {
    /// Code.
    pub code: MunicipalityCode,
    /// Name, without the word for municipality: `Flen`.
    pub name: String,
    /// County.
    pub county: County,
    /// Group of SKR's division of 2023, from `A1` (the largest cities) to `C9` (rural with tourism).
    pub skr_group: String,
    /// Police region; it follows from the county.
    pub police_region: String,
    /// Residents on the last 31 December that is known here.
    pub residents: Population,
    /// Square kilometres, **sea and lakes included**: no density can be computed of it.
    pub area_with_water_km2: f64,
    /// A point in it.
    pub inside: Position,
    /// Areas of RegSO 2025.
    pub regso: usize,
    /// Areas of DeSO 2018.
    pub deso_2018: usize,
}

/// A county.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct County {
    /// Two digits.
    pub code: String,
    /// Name: `Södermanlands län`.
    pub name: String,
}

#[derive(Deserialize)]
struct Row {
    kommun: MunicipalityCode,
    namn: String,
    lan: String,
    lan_namn: String,
    skr_group_2023: String,
    police_region: String,
    pop_2025: u32,
    area_incl_water_km2: f64,
    lon: f64,
    lat: f64,
    regso_2025: usize,
    deso_2018: usize,
}

static ALL: LazyLock<Vec<Municipality>> = LazyLock::new(|| {
    let municipality = |row: Row| Municipality {
        code: row.kommun,
        name: row.namn,
        county: County { code: row.lan, name: row.lan_namn },
        skr_group: row.skr_group_2023,
        police_region: row.police_region,
        residents: Population {
            residents: row.pop_2025,
            aged_16_85: None,
            year: 2025,
            source: "Kolada N01951 (SCB)".to_owned(),
        },
        area_with_water_km2: row.area_incl_water_km2,
        inside: Position { lon: row.lon, lat: row.lat },
        regso: row.regso_2025,
        deso_2018: row.deso_2018,
    };
    super::table(FILE).into_iter().map(municipality).collect()
});

/// Every municipality, by code.
pub fn municipalities() -> &'static [Municipality] {
    &ALL
}

/// The municipality of a code; nothing where there is none, however well it is written.
pub fn municipality(code: &MunicipalityCode) -> Option<&'static Municipality> {
    ALL.binary_search_by(|known| known.code.cmp(code)).ok().map(|place| &ALL[place])
}

/// The 21 counties, by code.
pub fn counties() -> Vec<County> {
    let mut counties: Vec<County> = ALL.iter().map(|known| known.county.clone()).collect();
    counties.dedup();
    counties
}

/// What somebody means who names a municipality.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// This one.
    Known(&'static Municipality),
    /// None has this code or name; these are near.
    Near(Vec<&'static Municipality>),
}

/// The municipality that a code or a name means: `0482`, `flen`, `Flens kommun`, `0482 Flen`.
pub fn asked(text: &str) -> Asked {
    let text = text.trim();
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    if let Some(known) = digits.parse().ok().and_then(|code| municipality(&code)) {
        return Asked::Known(known);
    }
    if !digits.is_empty() {
        // A county, or the beginning of a code; a leading zero that a spreadsheet took.
        let zero = format!("0{digits}");
        let begins = |known: &&Municipality| {
            let code = known.code.as_str();
            code.starts_with(&digits) || code == zero
        };
        return Asked::Near(ALL.iter().filter(begins).take(10).collect());
    }
    let wanted = plain(text);
    if wanted.is_empty() {
        return Asked::Near(Vec::new());
    }
    let names = || ALL.iter().map(|known| (plain(&known.name), known));
    let of_same_name = |name: &str| name == wanted || genitive(name) == wanted;
    if let Some((_, known)) = names().find(|(name, _)| of_same_name(name)) {
        return Asked::Known(known);
    }
    let mut near: Vec<&Municipality> =
        names().filter(|(name, _)| name.starts_with(&wanted)).map(|(_, known)| known).collect();
    let like = names().enumerate().map(|(place, (name, _))| (name, place));
    let like = nearest_within(&wanted, like, NEAR.min(wanted.chars().count() / 2)).map(|place| &ALL[place]);
    near.extend(like.filter(|like| !near.iter().any(|known| known.code == like.code)));
    near.truncate(10);
    Asked::Near(near)
}

/// A name as it is compared: one form of letters, without the words around it.
fn plain(name: &str) -> String {
    let name = same_form(name).replace(['–', '-'], " ");
    let words = name.split_whitespace().filter(|word| !["kommun", "kommunen", "stad"].contains(word));
    words.collect::<Vec<_>>().join(" ")
}

/// A name as it stands before the word for municipality.
fn genitive(name: &str) -> String {
    if name.ends_with(['s', 'x', 'z']) { name.to_owned() } else { format!("{name}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn there_are_290_municipalities_in_21_counties() {
        assert_eq!((municipalities().len(), counties().len()), (290, 21));
        assert!(municipalities().is_sorted_by(|one, other| one.code < other.code));
        let residents: u32 = municipalities().iter().map(|known| known.residents.residents).sum();
        assert_eq!(residents, 10_605_520, "the nation's on 31 December 2025");
        let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
        for known in municipalities() {
            *groups.entry(&known.skr_group).or_default() += 1;
        }
        let expected = [
            ("A1", 3),
            ("A2", 43),
            ("B3", 23),
            ("B4", 63),
            ("B5", 24),
            ("C6", 27),
            ("C7", 51),
            ("C8", 35),
            ("C9", 21),
        ];
        assert_eq!(groups.into_iter().collect::<Vec<_>>(), expected);
        let deso: usize = municipalities().iter().map(|known| known.deso_2018).sum();
        assert_eq!(deso, 5_984);
    }

    #[test]
    fn a_municipality_is_found_by_code_or_name() {
        for text in ["0482", " flen ", "Flens kommun", "0482 Flen", "FLENS"] {
            let Asked::Known(known) = asked(text) else { panic!("{text}") };
            assert_eq!(known.code.as_str(), "0482");
        }
        let Asked::Known(known) = asked("malung sälen") else { panic!() };
        assert_eq!(known.name, "Malung-Sälen");
        let near = |text: &str| match asked(text) {
            Asked::Near(near) => near.iter().map(|known| known.name.as_str()).collect(),
            Asked::Known(known) => vec![known.code.as_str()],
        };
        assert_eq!(near("Flän"), ["Flen"]);
        assert_eq!(near("482"), ["Flen"], "the zero that a spreadsheet took");
        assert!(near("Upplands").contains(&"Upplands Väsby"));
        assert!(near("Atlantis").is_empty() && near("").is_empty() && near("9999").is_empty());
    }
}
