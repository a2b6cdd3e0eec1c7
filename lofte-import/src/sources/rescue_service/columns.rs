//! Which column of an export is what, by the names that services and their systems give them.

use crate::error::ImportError;
use crate::number::decimal;
use crate::sources::incidents::{CoordinateSystem, IncidentMapping, PlaceColumns, TimeColumns};
use crate::sources::known_form::{labels, name_columns, named};
use crate::table::header::{Header, missing, place};
use crate::table::{Line, Table};

pub(super) const LABEL: [&str; 8] = [
    "händelsetyp",
    "typ av händelse",
    "händelsetyp text",
    "olyckstyp",
    "typ av olycka",
    "insatstyp",
    "typ av insats",
    "larmtyp",
];
const CAUSE: [&str; 7] = [
    "brandorsak",
    "bedömd brandorsak",
    "trolig brandorsak",
    "orsak",
    "bedömd orsak",
    "trolig orsak",
    "olycksorsak",
];
const OBJECT: [&str; 8] = [
    "objekttyp",
    "typ av objekt",
    "brandobjekt",
    "byggnadstyp",
    "typ av byggnad",
    "verksamhetstyp",
    "verksamhet",
    "objekt",
];
const TIME: [&str; 9] = [
    "larmtid",
    "larmtidpunkt",
    "tid för larm",
    "tidpunkt för larm",
    "larm inkom",
    "larm inkommet",
    "händelsetid",
    "tidpunkt",
    "larmdatum",
];
const DATE: [&str; 5] = ["larmdatum", "datum för larm", "insatsdatum", "händelsedatum", "datum"];
const CLOCK: [&str; 5] = ["larmtid", "larmklockslag", "klockslag", "tid för larm", "tid"];
const ID: [&str; 9] = [
    "händelsenummer",
    "händelsenr",
    "händelse-id",
    "insatsnummer",
    "insatsnr",
    "insats-id",
    "ärendenummer",
    "ärendenr",
    "rapportnummer",
];
const NORTH: [&str; 11] = [
    "sweref99 tm n",
    "sweref 99 tm n",
    "sweref99tm n",
    "sweref n",
    "n-koordinat",
    "koordinat n",
    "nord",
    "northing",
    "n",
    "x-koordinat",
    "x",
];
const EAST: [&str; 11] = [
    "sweref99 tm e",
    "sweref 99 tm e",
    "sweref99tm e",
    "sweref e",
    "e-koordinat",
    "koordinat e",
    "öst",
    "easting",
    "e",
    "y-koordinat",
    "y",
];
const LATITUDE: [&str; 4] = ["latitud", "latitude", "lat", "wgs84 lat"];
const LONGITUDE: [&str; 5] = ["longitud", "longitude", "long", "lon", "wgs84 long"];
const AREA: [&str; 4] = ["desokod", "deso", "deso-kod", "regsokod"];
const MUNICIPALITY: [&str; 4] = ["kommun", "kommunnamn", "kommunkod", "olyckskommun"];
const ADDRESS: [&str; 6] =
    ["adress", "gatuadress", "händelseadress", "insatsadress", "larmadress", "olycksadress"];
const PLACE: [&str; 3] = ["platsnamn", "plats", "olycksplats"];

/// Letters of the longest clock time without a date: `13:45:10`.
const LONGEST_CLOCK: usize = 8;
/// No east of SWEREF 99 TM is as large, and no north as small.
const NORTH_FROM: f64 = 2_000_000.0;

/// Columns that no mapping has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Further {
    pub(super) label: usize,
    pub(super) cause: Option<usize>,
    pub(super) object: Option<usize>,
    pub(super) municipality: Option<usize>,
}

/// Whether a header names the time of an operation.
pub(super) fn has_time(names: &[String]) -> bool {
    named(names, &TIME).or(named(names, &DATE)).is_some()
}

impl Further {
    /// # Errors
    /// There is no column for the type of an operation.
    pub(super) fn of(names: &[String]) -> Result<Self, ImportError> {
        Ok(Self {
            label: place(names, &LABEL).ok_or_else(|| missing("Händelsetyp", names))?,
            cause: place(names, &CAUSE),
            object: place(names, &OBJECT),
            municipality: place(names, &MUNICIPALITY),
        })
    }

    /// What a column says of a row; nothing where there is no such column.
    pub(super) fn text<'l>(line: &'l Line<'_>, column: Option<usize>) -> &'l str {
        column.map_or("", |column| line.cell(column))
    }
}

/// Writes into a mapping what the columns of this file are.
pub(super) fn settle(
    table: &mut Table,
    header: &Header,
    mapping: &mut IncidentMapping,
) -> Result<(), ImportError> {
    let names = &header.names;
    let column = |known: &[&str]| named(names, known).map(str::to_owned);
    mapping.time = time(table, header)?;
    mapping.category = column(&LABEL);
    mapping.id = column(&ID);
    mapping.area = column(&AREA);
    mapping.named = name_columns(names, &ADDRESS, &PLACE);
    mapping.place = position(table, header)?;
    Ok(())
}

/// In one column, or in one for the date and one for the clock: `Larmtid` may be either.
fn time(table: &mut Table, header: &Header) -> Result<TimeColumns, ImportError> {
    let names = &header.names;
    if let (Some(date), Some(clock)) = (named(names, &DATE), named(names, &CLOCK)) {
        let texts = labels(table, header, clock)?;
        if !texts.is_empty() && texts.iter().all(|text| text.len() <= LONGEST_CLOCK && !text.contains('-')) {
            return Ok(TimeColumns::DateAndClock(date.to_owned(), clock.to_owned()));
        }
    }
    let time = named(names, &TIME).or(named(names, &DATE)).ok_or_else(|| missing("Larmtid", names))?;
    Ok(TimeColumns::One(time.to_owned()))
}

/// X is north and Y east in Sweden; where the numbers say otherwise, they are right.
fn position(table: &mut Table, header: &Header) -> Result<Option<PlaceColumns>, ImportError> {
    let names = &header.names;
    let pair = |first: &str, second: &str, system| {
        Some(PlaceColumns { first: first.to_owned(), second: second.to_owned(), system, thousands: None })
    };
    if let (Some(longitude), Some(latitude)) = (named(names, &LONGITUDE), named(names, &LATITUDE)) {
        return Ok(pair(longitude, latitude, CoordinateSystem::Wgs84));
    }
    let (Some(east), Some(north)) = (named(names, &EAST), named(names, &NORTH)) else { return Ok(None) };
    let mut most = |column: &str| -> Result<f64, ImportError> {
        let texts = labels(table, header, column)?;
        Ok(texts.iter().filter_map(|text| decimal(text)).fold(0.0, f64::max))
    };
    let changed_round = most(east)? > NORTH_FROM && most(north)? < NORTH_FROM;
    let (east, north) = if changed_round { (north, east) } else { (east, north) };
    Ok(pair(east, north, CoordinateSystem::Sweref99tm))
}
