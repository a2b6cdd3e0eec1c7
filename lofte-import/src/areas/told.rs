//! What is said of a file of areas: why it was refused, and what is worth knowing of one that was taken.

use lofte_model::message::Told;
use lofte_model::place::AreaCode;

/// Why a file of areas was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AreaFileError {
    /// Not JSON.
    #[error("it is not valid JSON at line {line}, column {column}: export it anew as GeoJSON")]
    NotJson {
        /// Line.
        line: u64,
        /// Column.
        column: u64,
    },
    /// JSON, but no collection of areas.
    #[error("it is no GeoJSON FeatureCollection (its type is “{found}”): export it as GeoJSON polygons")]
    NotAreas {
        /// The type it names.
        found: String,
    },
    /// A collection with nothing in it.
    #[error("it has no areas: check that the export has finished")]
    NoAreas,
    /// A feature without a polygon.
    #[error("feature {feature} has no usable border: it must be a closed polygon, or several")]
    NoBorder {
        /// Place in the file, from 1.
        feature: usize,
    },
    /// A feature without a code.
    #[error("feature {feature} has no property “code” (or “deso”); it has: {}", found.join(", "))]
    NoCode {
        /// Place in the file, from 1.
        feature: usize,
        /// The properties it has.
        found: Vec<String>,
    },
    /// A personal identity number in a text of an area.
    #[error("feature {feature} has a personal identity number in its property “{property}”: take it out")]
    PersonalNumber {
        /// Place in the file, from 1.
        feature: usize,
        /// The property.
        property: &'static str,
    },
    /// More residents of some ages than of all.
    #[error(
        "{code} has more residents aged 16–85 (aged_16_85) than residents (population): correct one of the two"
    )]
    MoreAgedThanResidents {
        /// Code.
        code: AreaCode,
    },
    /// Residents of a year that has not come.
    #[error("{code} has residents of the year {year}, which has not come: correct population_year")]
    PopulationOfTheFuture {
        /// Code.
        code: AreaCode,
        /// The year.
        year: u32,
    },
    /// Features of one code that say different things.
    #[error(
        "{code} is given twice, with different names, kinds of place or populations: keep one, or make them alike"
    )]
    PartsDiffer {
        /// Code.
        code: AreaCode,
    },
    /// The same border twice.
    #[error("{code} is given twice with the same border: take one of them out")]
    GivenTwice {
        /// Code.
        code: AreaCode,
    },
    /// Two areas with the same border.
    #[error("{one} and {other} have the same border: take one of them out, or give it its own border")]
    SameBorder {
        /// One.
        one: AreaCode,
        /// The other.
        other: AreaCode,
    },
    /// The code of an area of another kind.
    #[error(
        "{code} is the code of a statistical area as well as of an own one: give the own area another code"
    )]
    CodeOfOtherKind {
        /// Code.
        code: AreaCode,
    },
    /// Codes that only differ in capitals or in how letters are stored.
    #[error("the codes “{one}” and “{other}” cannot be told apart: change one of them")]
    CodesAlike {
        /// One.
        one: AreaCode,
        /// The other.
        other: AreaCode,
    },
    /// A system of coordinates that is not known here.
    #[error(
        "its coordinates are in {system}, which is not known here: export it in SWEREF 99 TM (EPSG:3006) or degrees (EPSG:4326)"
    )]
    UnknownSystem {
        /// As the file names it.
        system: String,
    },
    /// Coordinates that are not those of the system that the file names.
    #[error(
        "it says that its coordinates are in {system}, but {example} is no pair of that system: export it anew"
    )]
    OtherThanNamed {
        /// As the file names it.
        system: String,
        /// A pair from the file.
        example: String,
    },
    /// Numbers that are no degrees, of no known system.
    #[error(
        "{example} are no degrees, and no metres of a system that is known here: export it in SWEREF 99 TM (EPSG:3006) or degrees (EPSG:4326)"
    )]
    NotDegrees {
        /// A pair from the file.
        example: String,
    },
    /// Metres that several systems could mean.
    #[error("{example} are metres, but {} all fit: export it in SWEREF 99 TM (EPSG:3006), or with its system named", systems.join(", "))]
    SeveralSystems {
        /// A pair from the file.
        example: String,
        /// The systems.
        systems: Vec<String>,
    },
    /// North before east.
    #[error("its coordinates stand with north before east: export it with east first")]
    NorthFirst {
        /// Place in the file and code, where it is one area that shows it.
        area: Option<String>,
    },
    /// Latitude before longitude.
    #[error(
        "the border of feature {area} stands with latitude before longitude: it lies far away, and where it should with the two changed round"
    )]
    LatitudeFirst {
        /// Place in the file and code.
        area: String,
    },
    /// A border that lies nowhere near.
    #[error(
        "the border of feature {area} lies far from the municipality, around {example}: check its system of coordinates"
    )]
    FarAway {
        /// Place in the file and code.
        area: String,
        /// Where.
        example: String,
    },
}

/// What is worth knowing about a file of areas that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AreaNote {
    /// The borders came in metres.
    Reprojected {
        /// From this system.
        system: String,
    },
    /// The file is no UTF-8.
    EncodingGuessed,
    /// An area came in several features.
    PartsJoined {
        /// Code.
        area: AreaCode,
        /// How many.
        parts: usize,
    },
    /// A property that could not be read.
    NotUnderstood {
        /// Code.
        area: AreaCode,
        /// Property.
        property: &'static str,
        /// Its value.
        value: String,
    },
    /// Residents of no known year.
    PopulationWithoutYear {
        /// Code.
        area: AreaCode,
    },
    /// Properties that nothing reads.
    Unread {
        /// Their names.
        properties: Vec<String>,
    },
    /// Areas without residents, and so without rates.
    WithoutPopulation {
        /// Their codes.
        areas: Vec<AreaCode>,
        /// Areas in the file.
        of: usize,
    },
}

impl Told for AreaFileError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "not-json",
            Self::NotAreas { .. } => "not-areas",
            Self::NoAreas => "no-areas",
            Self::NoBorder { .. } => "no-border",
            Self::NoCode { .. } => "no-code",
            Self::PersonalNumber { .. } => "personal-number",
            Self::MoreAgedThanResidents { .. } => "more-aged-than-residents",
            Self::PopulationOfTheFuture { .. } => "population-of-the-future",
            Self::PartsDiffer { .. } => "parts-differ",
            Self::GivenTwice { .. } => "given-twice",
            Self::SameBorder { .. } => "same-border",
            Self::CodeOfOtherKind { .. } => "code-of-other-kind",
            Self::CodesAlike { .. } => "codes-alike",
            Self::UnknownSystem { .. } => "unknown-system",
            Self::OtherThanNamed { .. } => "other-than-named",
            Self::NotDegrees { .. } => "not-degrees",
            Self::SeveralSystems { .. } => "several-systems",
            Self::NorthFirst { .. } => "north-first",
            Self::LatitudeFirst { .. } => "latitude-first",
            Self::FarAway { .. } => "far-away",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotJson { line, column } => {
                vec![("line", line.to_string()), ("column", column.to_string())]
            }
            Self::NotAreas { found } => vec![("found", found.clone())],
            Self::NoAreas | Self::NorthFirst { .. } => Vec::new(),
            Self::NoBorder { feature } => vec![("feature", feature.to_string())],
            Self::NoCode { feature, found } => {
                vec![("feature", feature.to_string()), ("found", found.join(", "))]
            }
            Self::PersonalNumber { feature, property } => {
                vec![("feature", feature.to_string()), ("property", (*property).to_owned())]
            }
            Self::PopulationOfTheFuture { code, year } => {
                vec![("code", code.to_string()), ("year", year.to_string())]
            }
            Self::PartsDiffer { code }
            | Self::MoreAgedThanResidents { code }
            | Self::GivenTwice { code }
            | Self::CodeOfOtherKind { code } => {
                vec![("code", code.to_string())]
            }
            Self::CodesAlike { one, other } | Self::SameBorder { one, other } => {
                vec![("one", one.to_string()), ("other", other.to_string())]
            }
            Self::UnknownSystem { system } => vec![("system", system.clone())],
            Self::OtherThanNamed { system, example } => {
                vec![("system", system.clone()), ("example", example.clone())]
            }
            Self::NotDegrees { example } => vec![("example", example.clone())],
            Self::SeveralSystems { example, systems } => {
                vec![("example", example.clone()), ("systems", systems.join(", "))]
            }
            Self::LatitudeFirst { area } => vec![("feature", area.clone())],
            Self::FarAway { area, example } => {
                vec![("feature", area.clone()), ("example", example.clone())]
            }
        }
    }
}

impl Told for AreaNote {
    fn code(&self) -> &'static str {
        match self {
            Self::Reprojected { .. } => "reprojected",
            Self::EncodingGuessed => "encoding-guessed",
            Self::PartsJoined { .. } => "parts-joined",
            Self::NotUnderstood { .. } => "not-understood",
            Self::PopulationWithoutYear { .. } => "population-without-year",
            Self::Unread { .. } => "unread",
            Self::WithoutPopulation { .. } => "without-population",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Reprojected { system } => vec![("system", system.clone())],
            Self::EncodingGuessed => Vec::new(),
            Self::PartsJoined { area, parts } => {
                vec![("area", area.to_string()), ("parts", parts.to_string())]
            }
            Self::NotUnderstood { area, property, value } => vec![
                ("area", area.to_string()),
                ("property", (*property).to_owned()),
                ("value", value.clone()),
            ],
            Self::PopulationWithoutYear { area } => vec![("area", area.to_string())],
            Self::Unread { properties } => vec![("properties", properties.join(", "))],
            Self::WithoutPopulation { areas, of } => {
                let named: Vec<&str> = areas.iter().take(5).map(AreaCode::as_str).collect();
                let more = if areas.len() > named.len() { ", …" } else { "" };
                vec![
                    ("count", areas.len().to_string()),
                    ("of", of.to_string()),
                    ("areas", format!("{}{more}", named.join(", "))),
                ]
            }
        }
    }
}
