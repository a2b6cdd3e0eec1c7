//! Where localities and postcodes lie, each as **one point for the whole place**. Such a point says which municipality
//! somebody means and nothing nearer: what is counted by area or drawn as a hot spot must not rest on it. Of most
//! localities the border is known too, as an overview map draws it.

use super::members::Members;
use crate::borders::property;
use lofte_model::place::{AreaCode, MultiPolygon, MunicipalityCode};
use lofte_model::records::Position;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const LOCALITIES: &[u8] = include_bytes!("../../reference/tatorter_2020.csv.gz");
const BORDERS: &[u8] = include_bytes!("../../reference/tatorter_lm.geojsonl.gz");
const BORDERS_INDEX: &[u8] = include_bytes!("../../reference/tatorter_lm.index.csv");
const POSTAL: &[u8] = include_bytes!("../../reference/postal_codes.csv.gz");

/// A locality of 2020. It may reach into other municipalities, and several have its name.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Locality {
    /// Code.
    #[serde(rename = "tatort")]
    pub code: String,
    /// Name.
    #[serde(rename = "namn")]
    pub name: String,
    /// The municipality in which most of it lies.
    #[serde(rename = "kommun")]
    pub municipality: MunicipalityCode,
    /// Hectares.
    pub area_ha: f64,
    /// Residents on 31 December 2020.
    #[serde(rename = "pop_2020")]
    pub residents_2020: u32,
    lon: f64,
    lat: f64,
    /// The RegSO of 2025 in which the point lies.
    pub regso: AreaCode,
}

impl Locality {
    /// A point in it.
    pub fn inside(&self) -> Position {
        Position { lon: self.lon, lat: self.lat }
    }
}

/// A postcode with the place that it belongs to.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PostalPlace {
    /// Five digits.
    #[serde(rename = "postnr")]
    pub code: String,
    /// Name of the place.
    #[serde(rename = "ort")]
    pub place: String,
    /// Municipality.
    #[serde(rename = "kommun")]
    pub municipality: MunicipalityCode,
}

static ALL: LazyLock<Vec<Locality>> = LazyLock::new(|| super::table(LOCALITIES));
static OUTLINES: LazyLock<Members> = LazyLock::new(|| Members::new(BORDERS, BORDERS_INDEX));
static POSTCODES: LazyLock<Vec<PostalPlace>> = LazyLock::new(|| super::table(POSTAL));

/// The localities of a municipality, the largest first.
pub fn localities(code: &MunicipalityCode) -> Vec<&'static Locality> {
    let mut of: Vec<&Locality> = ALL.iter().filter(|known| known.municipality == *code).collect();
    of.sort_by_key(|known| (std::cmp::Reverse(known.residents_2020), &known.code));
    of
}

/// The localities of a municipality, the largest first, each with its border as Lantmäteriet's overview map draws it; an
/// empty one where the map has no built-up area that is known to be that locality.
pub fn bordered_localities(code: &MunicipalityCode) -> Vec<(&'static Locality, MultiPolygon)> {
    let outlines = OUTLINES.shapes(code);
    let known = outlines.into_iter().filter_map(|shape| {
        let code = property::text(&shape.properties, "tatort_2020")?;
        Some((code, shape.border))
    });
    let mut borders: BTreeMap<String, MultiPolygon> = known.collect();
    let with = |known: &'static Locality| (known, borders.remove(&known.code).unwrap_or_default());
    localities(code).into_iter().map(with).collect()
}

/// The places of a postcode, however it is spaced.
pub fn postal_places(code: &str) -> Vec<&'static PostalPlace> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    POSTCODES.iter().filter(|known| known.code == digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::municipality;

    #[test]
    fn localities_and_postcodes_are_of_municipalities_that_there_are() {
        assert_eq!((ALL.len(), POSTCODES.len()), (2_017, 17_667));
        assert!(ALL.iter().all(|known| municipality(&known.municipality).is_some()));
        assert!(POSTCODES.iter().all(|known| municipality(&known.municipality).is_some()));
        let flen = "0482".parse().unwrap();
        assert_eq!(localities(&flen)[0].name, "Flen");
        assert_eq!(postal_places("642 37")[0].place, "Flen");
        let bordered = |code: &MunicipalityCode| {
            bordered_localities(code).iter().filter(|(_, border)| !border.is_empty()).count()
        };
        let all = crate::reference::municipalities().iter().map(|known| bordered(&known.code)).sum::<usize>();
        assert_eq!((all, bordered(&flen)), (1_860, localities(&flen).len()));
    }
}
