//! Why a file of areas was refused. It is taken whole or not at all: a municipality with half its areas has other rates.

use lofte_model::place::AreaCode;

/// Why a file of areas was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AreaFileError {
    /// More than is taken into memory.
    #[error(
        "it has more than {megabytes} MB: export the areas of the municipality alone, or simplify their borders"
    )]
    TooLarge {
        /// Limit.
        megabytes: u64,
    },
    /// Not JSON.
    #[error("it is not valid JSON at line {line}, column {column}: export it anew as GeoJSON")]
    NotJson {
        /// Line.
        line: u64,
        /// Column.
        column: u64,
    },
    /// A file of a known format that breaks its rules.
    #[error("it looks like {format}, but is damaged: export or download it anew")]
    Damaged {
        /// The format.
        format: &'static str,
    },
    /// The borders of a shapefile without what stands beside them.
    #[error("a shapefile is several files: pack .shp, .dbf, .prj and .cpg into one ZIP")]
    ShapefileAlone,
    /// An archive in which a part of a shapefile lacks.
    #[error("the archive lacks {part}, which holds the codes: pack it with the others")]
    NoPart {
        /// The part.
        part: String,
    },
    /// An archive with a name that leads out of it.
    #[error("the archive has a file “{name}”, whose name leads out of it: make the archive anew")]
    PathInArchive {
        /// The name.
        name: String,
    },
    /// Several layers that could be meant.
    #[error("it holds several layers ({}): export one of them", layers.join(", "))]
    SeveralLayers {
        /// Their names.
        layers: Vec<String>,
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
    /// Areas of two divisions of the country, which lie over each other.
    #[error(
        "{one} and {other} are areas of two divisions (DeSO and RegSO), which lie over each other: keep to the one that the municipality works with"
    )]
    TwoDivisions {
        /// One.
        one: AreaCode,
        /// The other.
        other: AreaCode,
    },
    /// A file with areas of other municipalities only.
    #[error("all its areas are in other municipalities than {municipality}: check which file it is")]
    Elsewhere {
        /// Code of the municipality.
        municipality: String,
    },
}
