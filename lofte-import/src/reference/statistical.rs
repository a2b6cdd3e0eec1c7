//! Tables by statistical area in the editions that they were published in: DeSO 2018 and RegSO 2020. Their codes are not
//! those of 2025, however alike they look.

use lofte_model::place::{AreaCode, Division, DivisionName, MunicipalityCode};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const KEY: &[u8] = include_bytes!("../../reference/deso_2018_key.csv.gz");
const PROFILE: &[u8] = include_bytes!("../../reference/deso_2018_profile_2022.csv.gz");
const REGSO: &[u8] = include_bytes!("../../reference/regso_2020_population.csv.gz");

/// The division of the key and the profile.
pub const DESO_2018: Division = Division { name: DivisionName::Deso, edition: 2018 };
/// 31 December of this year is what residents of RegSO 2020 are of.
pub(super) const REGSO_RESIDENTS_YEAR: i16 = 2023;

/// A DeSO of 2018 and the RegSO of 2020 that it is a part of.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct DesoKey {
    /// Code.
    pub deso: AreaCode,
    /// Code of the RegSO.
    pub regso: AreaCode,
    /// Its name.
    pub regso_namn: String,
    /// Municipality.
    pub kommun: MunicipalityCode,
}

static DESO: LazyLock<Vec<DesoKey>> = LazyLock::new(|| super::table(KEY));

/// The areas of DeSO 2018 in a municipality, by code, with the RegSO that each is a part of.
pub fn deso_2018(code: &MunicipalityCode) -> Vec<&'static DesoKey> {
    DESO.iter().filter(|key| key.kommun == *code).collect()
}

/// What is known of a DeSO of 2018, by the names of the columns: residents (`pop_2022`, `pop_2023`), ages to 24, kinds of
/// households and dwellings, education, income, work. Counts, except where a name ends in `_pct` (per cent) or `_tkr`
/// (thousand crowns); all of 2022 but `pop_2023`. The kinds of house of six areas do not add up to their residents.
pub type Profile = BTreeMap<String, f64>;

static PROFILES: LazyLock<BTreeMap<AreaCode, Profile>> = LazyLock::new(|| {
    let profile = |mut row: BTreeMap<String, String>| {
        let code = AreaCode::new(row.remove("deso")?);
        let values = row.into_iter().filter_map(|(name, value)| Some((name, value.parse().ok()?)));
        Some((code, values.collect()))
    };
    super::table(PROFILE).into_iter().filter_map(profile).collect()
});

/// The profile of a DeSO of 2018.
pub fn profile(deso: &AreaCode) -> Option<&'static Profile> {
    PROFILES.get(deso)
}

/// A RegSO of 2020.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Regso2020 {
    regso: AreaCode,
    #[serde(rename = "regso_namn_2020")]
    pub(super) name: String,
    #[serde(rename = "pop_2023")]
    pub(super) residents: u32,
}

static REGSO_2020: LazyLock<BTreeMap<AreaCode, Regso2020>> = LazyLock::new(|| {
    super::table(REGSO).into_iter().map(|row: Regso2020| (row.regso.clone(), row)).collect()
});

pub(super) fn regso_2020(code: &AreaCode) -> Option<&'static Regso2020> {
    REGSO_2020.get(code)
}

/// Residents of a RegSO of 2020 on 31 December 2023.
pub fn regso_2020_residents(code: &AreaCode) -> Option<u32> {
    regso_2020(code).map(|known| known.residents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_to_the_nation() {
        assert_eq!((DESO.len(), PROFILES.len(), REGSO_2020.len()), (5_984, 5_984, 3_363));
        let of_regso: u64 = REGSO_2020.values().map(|known| u64::from(known.residents)).sum();
        assert_eq!(of_regso, 10_551_707);
        let of_deso: f64 = PROFILES.values().map(|profile| profile["pop_2022"]).sum();
        assert!((of_deso - 10_521_556.0).abs() < 0.5);
        assert!(PROFILES.values().all(|profile| profile.len() == 42));
    }

    #[test]
    fn every_deso_is_a_part_of_a_regso_of_its_own_municipality() {
        assert!(DESO.iter().all(|key| REGSO_2020.contains_key(&key.regso)
            && key.regso.as_str().starts_with(key.kommun.as_str())
            && key.deso.as_str().starts_with(key.kommun.as_str())));
        let flen = deso_2018(&"0482".parse().unwrap());
        assert_eq!(flen.len(), 10);
        assert!(profile(&flen[0].deso).is_some_and(|profile| profile["pop_2023"] > 0.0));
    }
}
