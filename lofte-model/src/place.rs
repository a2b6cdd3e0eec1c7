//! Places: municipalities, the statistical areas that divide them, and areas that the municipality draws itself.
//!
//! A station or a town centre has no honest "per resident": those who are there do not live there. The type says so
//! ([`PlaceType::has_residents`]), and rates are refused instead of shown. Addresses are left out on purpose.

use crate::time_window::TimeWindow;
use jiff::civil::Date;
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

/// Who divides the municipality so: the country's statistics, or the municipality itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// A statistical area: those of one division tile the municipality. It is stored under the name of the division that
    /// was known here first; [`AreaDetails::division`] says which it is of.
    #[serde(rename = "deso")]
    Statistical,
    /// Drawn by the municipality for its own work; may overlap the others.
    Own,
    /// A local police area (lokalpolisområde), which the municipality says that it belongs to. It has one municipality or
    /// several, so that figures for it are never the municipality's, and nothing is placed in it.
    #[serde(rename = "local_police_area")]
    LocalPolice,
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

/// A way in which Statistics Sweden divides the whole country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DivisionName {
    /// Demographic statistical areas, some 700 to 2 700 residents each: `0482A0010`.
    Deso,
    /// Regional statistical areas, whole DeSO put together: `0482R001`.
    Regso,
}

impl DivisionName {
    /// The division whose areas have codes like this, if any has.
    pub fn of_code(code: &str) -> Option<Self> {
        let (municipality, rest) = code.split_at_checked(4)?;
        let (letter, number) = rest.split_at_checked(1)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(municipality) || !digits(number) {
            return None;
        }
        match (letter, number.len()) {
            ("A" | "B" | "C", 4) => Some(Self::Deso),
            ("R", 3) => Some(Self::Regso),
            _ => None,
        }
    }
}

impl fmt::Display for DivisionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Deso => "DeSO",
            Self::Regso => "RegSO",
        })
    }
}

/// A division in the edition of a year. The codes of two editions look alike and do not mean the same areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Division {
    /// Which.
    pub name: DivisionName,
    /// The year whose edition it is, such as 2018 or 2025.
    pub edition: i16,
}

impl fmt::Display for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.edition)
    }
}

/// Whom a place is about: those who live there are not those who are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceGroup {
    /// Who live there.
    Residents,
    /// Who come to shop, to meet, to go out.
    Visitors,
    /// Who change trains and buses.
    Travellers,
    /// Who go to school there.
    Pupils,
    /// Who work there.
    Employees,
}

impl PlaceGroup {
    /// All, as they are offered.
    pub const ALL: [Self; 5] =
        [Self::Residents, Self::Visitors, Self::Travellers, Self::Pupils, Self::Employees];

    /// The word in forms and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Residents => "residents",
            Self::Visitors => "visitors",
            Self::Travellers => "travellers",
            Self::Pupils => "pupils",
            Self::Employees => "employees",
        }
    }

    /// The group of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.word() == word)
    }
}

/// What is known of an area besides: nothing, of most that were delivered before it could be said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AreaDetails {
    /// The division that a statistical area is of, where the file said which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<Division>,
    /// The larger statistical area that it is a part of: the RegSO of a DeSO.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_of: Option<AreaCode>,
    /// The first day that it is used for. What happened before was never placed in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    /// The last day that it is used for; later rows are not placed in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// When the place is worked with, in the words of the municipality: “fredag och lördag 22–03”.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hours: String,
    /// The same as days of the week and hours, where the words say that and nothing else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<TimeWindow>,
    /// Whom it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<PlaceGroup>,
}

impl AreaDetails {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
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
    /// What is known besides.
    #[serde(default, skip_serializing_if = "AreaDetails::is_empty")]
    pub details: AreaDetails,
}

impl Area {
    /// Whether what happened on a day is placed in it. A statistical area that another division has taken the place of is
    /// used for nothing: days decide only of the municipality's own.
    pub fn is_used_on(&self, day: Date) -> bool {
        let AreaDetails { valid_from, valid_to, .. } = &self.details;
        match self.kind {
            AreaKind::Statistical => valid_to.is_none(),
            AreaKind::Own | AreaKind::LocalPolice => {
                valid_from.is_none_or(|from| from <= day) && valid_to.is_none_or(|to| day <= to)
            }
        }
    }

    /// Whether everything between two days, these included, was placed in it: only then may a count be stated, since what
    /// is missing would look like calm.
    pub fn is_used_throughout(&self, from: Date, to: Date) -> bool {
        self.is_used_on(from) && self.is_used_on(to)
    }
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

    fn area(kind: AreaKind) -> Area {
        Area {
            code: AreaCode::new("torget"),
            name: "Torget".into(),
            kind,
            place_type: PlaceType::Centre,
            population: None,
            border: Vec::new(),
            source: String::new(),
            details: AreaDetails::default(),
        }
    }

    #[test]
    fn what_is_not_known_of_an_area_is_not_stored_and_what_was_stored_before_reads_back() {
        let text = serde_json::to_string(&area(AreaKind::Statistical)).unwrap();
        assert!(text.contains(r#""kind":"deso""#) && !text.contains("details"), "{text}");
        assert_eq!(serde_json::from_str::<Area>(&text).unwrap(), area(AreaKind::Statistical));
    }

    #[test]
    fn days_decide_of_own_places_and_a_replaced_division_is_used_for_nothing() {
        let day = |day| jiff::civil::date(2026, 3, day);
        let (valid_from, valid_to) = (Some(day(5)), Some(day(9)));
        let details = AreaDetails { valid_from, valid_to, ..AreaDetails::default() };
        let own = Area { details: details.clone(), ..area(AreaKind::Own) };
        assert_eq!([4, 5, 9, 10].map(|on| own.is_used_on(day(on))), [false, true, true, false]);
        assert!(own.is_used_throughout(day(5), day(9)) && !own.is_used_throughout(day(4), day(9)));
        let replaced = Area { details, ..area(AreaKind::Statistical) };
        assert!(!replaced.is_used_on(day(7)));
        assert!(area(AreaKind::Statistical).is_used_throughout(day(1), day(31)));
    }

    #[test]
    fn a_code_tells_its_division() {
        let of = DivisionName::of_code;
        assert_eq!((of("0482A0010"), of("0482R001")), (Some(DivisionName::Deso), Some(DivisionName::Regso)));
        for other in ["0482", "0482D0010", "0482R0010", "stationen", "0482å001"] {
            assert_eq!(of(other), None, "{other}");
        }
        assert_eq!(Division { name: DivisionName::Regso, edition: 2025 }.to_string(), "RegSO 2025");
    }

    #[test]
    fn a_station_has_no_residents() {
        assert!(PlaceType::Residential.has_residents());
        assert!(!PlaceType::Station.has_residents());
    }
}
