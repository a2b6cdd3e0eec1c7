//! Residents of municipalities on 31 December, by year.

use lofte_model::place::{MunicipalityCode, Population};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const FILE: &[u8] = include_bytes!("../../reference/municipality_population.csv.gz");

/// Years between the first and the last that nobody's copy had. They are never made up of their neighbours.
pub const MISSING_YEARS: [i16; 2] = [2020, 2024];

#[derive(Deserialize)]
struct Row {
    kommun: MunicipalityCode,
    year: i16,
    pop: u32,
    source: String,
}

static ALL: LazyLock<BTreeMap<(MunicipalityCode, i16), Population>> = LazyLock::new(|| {
    let known = |row: Row| {
        let source = match row.source.as_str() {
            "kolada_export" => "Kolada",
            "kolada_N01951" => "Kolada N01951 (SCB)",
            _ => "SCB",
        };
        let (residents, year) = (row.pop, row.year);
        ((row.kommun, year), Population { residents, aged_16_85: None, year, source: source.to_owned() })
    };
    super::table(FILE).into_iter().map(known).collect()
});

/// The residents of a municipality on 31 December of a year; nothing where they are not known, as in every municipality in
/// [`MISSING_YEARS`].
pub fn population(code: &MunicipalityCode, year: i16) -> Option<&'static Population> {
    ALL.get(&(code.clone(), year))
}

/// The years for which residents are known.
pub fn years() -> BTreeSet<i16> {
    ALL.keys().map(|(_, year)| *year).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_year_but_two_is_known_and_adds_up_to_the_nation() {
        assert_eq!(ALL.len(), 7_536);
        let all: BTreeSet<i16> = (1998..=2025).filter(|year| !MISSING_YEARS.contains(year)).collect();
        assert_eq!(years(), all);
        let sum = |year: i16| -> u32 {
            ALL.iter().filter(|((_, of), _)| *of == year).map(|(_, known)| known.residents).sum()
        };
        assert_eq!([sum(2022), sum(2023), sum(2025)], [10_521_556, 10_551_707, 10_605_520]);
        let flen = "0482".parse().unwrap();
        assert!(MISSING_YEARS.iter().all(|year| population(&flen, *year).is_none()));
        assert_eq!(population(&flen, 2025).unwrap().year, 2025);
    }
}
