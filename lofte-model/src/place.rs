//! Places: municipalities, the statistical areas that divide them, and areas that the municipality draws itself.
//!
//! A station or a town centre has no honest "per resident": those who are there do not live there. The type says so
//! ([`PlaceType::has_residents`]), and rates are refused instead of shown. Addresses are left out on purpose.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The four-digit code of a municipality, for example `0482`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MunicipalityCode(String);

/// A text that is not a municipality code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a municipality code: write four digits, for example 0482")]
pub struct BadMunicipalityCode(pub String);

impl MunicipalityCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MunicipalityCode {
    type Err = BadMunicipalityCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadMunicipalityCode(text.to_owned()))
        }
    }
}

impl TryFrom<String> for MunicipalityCode {
    type Error = BadMunicipalityCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<MunicipalityCode> for String {
    fn from(code: MunicipalityCode) -> Self {
        code.0
    }
}

impl fmt::Display for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The code of an area: a DeSO or RegSO code, or a slug of the municipality's own such as `stationsomradet`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AreaCode(pub String);

impl AreaCode {
    /// From any text.
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into())
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What division an area belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// Demographic statistical area (DeSO): they tile the municipality.
    Deso,
    /// Drawn by the municipality for its own work; may overlap the others.
    Own,
}

/// What kind of place it is, since that decides what may be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceType {
    /// Where people live.
    Residential,
    /// Around a railway or bus station.
    Station,
    /// A town centre.
    Centre,
    /// Countryside and mixed areas.
    Mixed,
}

impl PlaceType {
    /// Whether a rate per resident means anything here.
    pub fn has_residents(self) -> bool {
        matches!(self, Self::Residential | Self::Mixed)
    }
}

/// A number of residents with the year it holds for and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Population {
    /// Residents.
    pub residents: u32,
    /// Residents aged 16–85, the ages that the safety surveys ask, where known.
    pub aged_16_85: Option<u32>,
    /// 31 December of this year.
    pub year: i16,
    /// Publisher and table.
    pub source: String,
}

/// Polygons in WGS 84, longitude before latitude, rings closed, outer ring first: the coordinates of a GeoJSON
/// `MultiPolygon`.
pub type MultiPolygon = Vec<Vec<Vec<[f64; 2]>>>;

/// One area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Code, unique within the municipality.
    pub code: AreaCode,
    /// Name that residents recognise.
    pub name: String,
    /// Division.
    pub kind: AreaKind,
    /// Kind of place.
    pub place_type: PlaceType,
    /// Residents, where known.
    pub population: Option<Population>,
    /// Borders; empty where only the code is known.
    pub border: MultiPolygon,
    /// Where the border comes from.
    pub source: String,
}

/// A municipality: one tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Municipality {
    /// Code.
    pub code: MunicipalityCode,
    /// Name, as residents write it.
    pub name: String,
    /// Whether its contents are synthetic: every page and file must then say so.
    pub synthetic: bool,
    /// How residents reach the coordination function (law 2023:196, section 12).
    pub contact: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_four_digits() {
        assert_eq!("0482".parse::<MunicipalityCode>().unwrap().as_str(), "0482");
        for bad in ["482", "04820", "o482", "", "０４８２"] {
            assert!(bad.parse::<MunicipalityCode>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_station_has_no_residents() {
        assert!(PlaceType::Residential.has_residents());
        assert!(!PlaceType::Station.has_residents());
    }
}
