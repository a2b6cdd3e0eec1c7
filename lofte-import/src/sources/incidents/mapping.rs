//! The mapping file: which column of a table is what. Written by a person in TOML, so every mistake in it is answered
//! with its line or key.

use crate::error::{ImportError, Rule};
use crate::letters::Letters;
use crate::number::decimal;
use crate::same::{Labels, same_form};
use crate::sources::named_area::is_slug;
use crate::table::Serial;
use crate::time::{EARLIEST_YEAR, Order};
use lofte_model::mapping::{
    ColumnNames, CoordinateForm, CoordinateSystem, DateOrder, DayNumbers, MappingFile, PositionMeaning,
};
use lofte_model::records::{Category, RecordKind, TimePrecision};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// How a table of incidents is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentMapping {
    /// Name of the source, a slug.
    pub source: String,
    /// What the rows tell of.
    pub kind: RecordKind,
    /// Whether the rows are synthetic.
    pub synthetic: bool,
    /// Encoding, where it must not be guessed.
    pub encoding: Option<Letters>,
    /// What separates the columns, where it must not be guessed.
    pub delimiter: Option<u8>,
    /// Sheet of the workbook; without it the sheets are searched.
    pub sheet: Option<String>,
    /// Row of the header; without it the first rows are searched.
    pub header_row: Option<u64>,
    /// Columns in which an empty cell means the text above it.
    pub fill_down: Vec<String>,
    /// Columns of the time.
    pub time: TimeColumns,
    /// Column of the end of an interval.
    pub end: Option<String>,
    /// Column of the clock time of the end.
    pub end_clock: Option<String>,
    /// Column of the category.
    pub category: Option<String>,
    /// Column of the source's own number.
    pub id: Option<String>,
    /// Columns of the coordinates.
    pub place: Option<PlaceColumns>,
    /// Column of the area.
    pub area: Option<String>,
    /// Columns that name the place.
    pub named: NameColumns,
    /// Forms of the time, in the letters of `strftime`.
    pub time_formats: Vec<String>,
    /// The order of day and month, where the file does not say it.
    pub(crate) order: Option<Order>,
    /// What day number 1 is, where bare numbers are days.
    pub(crate) serial: Option<Serial>,
    /// The time is known no better than this.
    pub time_precision: TimePrecision,
    /// The first year that is believed.
    pub earliest_year: i16,
    /// Whether positions are where things happened; without it, the file is looked at.
    pub position: Option<PositionMeaning>,
    /// Category by the text of the source.
    pub(crate) categories: Labels<Category>,
    /// Texts that mean that there is no value.
    pub(crate) missing: BTreeSet<String>,
    /// Category of texts that are not named; without it they are rejected.
    pub categories_default: Option<Category>,
    /// Category of all rows.
    pub fixed_category: Option<Category>,
}

/// Where the time stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeColumns {
    /// In one column.
    One(String),
    /// Date and clock time in two.
    DateAndClock(String, String),
}

/// Where the position stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceColumns {
    /// Longitude or east.
    pub first: String,
    /// Latitude or north; the same column where both stand in one cell.
    pub second: String,
    /// System.
    pub system: CoordinateSystem,
    /// The sign between thousands, where it is a point or a comma.
    pub thousands: Option<char>,
}

/// Columns that name a place, to be looked up; none of their text is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameColumns {
    /// Street address.
    pub address: Option<String>,
    /// Place.
    pub place: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// Locality.
    pub locality: Option<String>,
}

impl NameColumns {
    fn all(&self) -> [&Option<String>; 4] {
        [&self.address, &self.place, &self.postcode, &self.locality]
    }

    /// Whether there is any.
    pub fn is_some(&self) -> bool {
        self.all().into_iter().any(Option::is_some)
    }
}

impl IncidentMapping {
    /// Reads a mapping.
    ///
    /// ```
    /// use lofte_import::IncidentMapping;
    /// let mapping = IncidentMapping::parse(r#"
    ///     source = "polisen"
    ///     kind = "offence"
    ///     fixed_category = "burglary"
    ///     [columns]
    ///     time = "Brottstid"
    /// "#)?;
    /// assert_eq!(mapping.source, "polisen");
    ///
    /// let error = IncidentMapping::parse("source = 'x'\nkind = 'offence'\ncolums = 1").unwrap_err();
    /// assert!(error.to_string().starts_with("line 3 of the mapping: unknown field `colums`"));
    /// # Ok::<(), lofte_import::ImportError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, ImportError> {
        let text: String = text.nfc().collect();
        let file: MappingFile = toml::from_str(&text).map_err(|error| ImportError::toml(&text, &error))?;
        Self::of(file)
    }

    /// The mapping that a mapping file describes.
    ///
    /// # Errors
    /// What in it cannot be used, by its key.
    pub fn of(file: MappingFile) -> Result<Self, ImportError> {
        let kind = RecordKind::from_word(&file.kind)
            .filter(|kind| RecordKind::INCIDENTS.contains(kind))
            .ok_or_else(|| ImportError::rule("kind", Rule::Kind))?;
        let encoding = file.encoding.as_deref().map(encoding_named).transpose()?;
        check_formats(&file.time.formats)?;
        let slug = |key: &str, text: String| category(key, text);
        let mut categories = Labels::default();
        for (text, slug) in file.categories {
            if categories.add(&text, category("categories", slug)?).is_some() {
                return Err(ImportError::rule("categories", Rule::TwoMeanings(text)));
            }
        }
        let place = place_columns(&file.columns, file.coordinates)?;
        let columns = file.columns;
        let mapping = Self {
            source: category("source", file.source)?.0,
            kind,
            synthetic: file.synthetic,
            encoding,
            delimiter: file.delimiter.map(delimiter).transpose()?,
            sheet: file.sheet,
            header_row: file.header_row,
            fill_down: file.fill_down,
            time: time_columns(columns.time, columns.date, columns.clock)?,
            end: columns.end,
            end_clock: columns.end_clock,
            category: columns.category,
            id: columns.id,
            place,
            area: columns.area,
            named: NameColumns {
                address: columns.address,
                place: columns.place_name,
                postcode: columns.postcode,
                locality: columns.locality,
            },
            time_formats: file.time.formats,
            order: file.time.order.map(|order| match order {
                DateOrder::DayFirst => Order::DayFirst,
                DateOrder::MonthFirst => Order::MonthFirst,
            }),
            serial: file.time.day_numbers.map(|numbers| match numbers {
                DayNumbers::From1900 => Serial::From1900,
                DayNumbers::From1904 => Serial::From1904,
            }),
            time_precision: file.time.precision.unwrap_or(TimePrecision::Minute),
            earliest_year: file.time.earliest_year.unwrap_or(EARLIEST_YEAR),
            position: file.position,
            categories,
            missing: file.missing.iter().map(|text| same_form(text)).collect(),
            categories_default: file
                .categories_default
                .map(|text| slug("categories_default", text))
                .transpose()?,
            fixed_category: file.fixed_category.map(|text| slug("fixed_category", text)).transpose()?,
        };
        mapping.check()?;
        Ok(mapping)
    }

    /// A coordinate, without the sign that stands between its thousands.
    pub(super) fn number(&self, text: &str) -> Option<f64> {
        match self.place.as_ref().and_then(|place| place.thousands) {
            Some(sign) => decimal(&text.replace(sign, "")),
            None => decimal(text),
        }
    }

    fn check(&self) -> Result<(), ImportError> {
        match (&self.category, &self.fixed_category) {
            (None, None) => {
                return Err(ImportError::rule("category", Rule::CategoryMissing));
            }
            (Some(_), Some(_)) => {
                return Err(ImportError::rule("fixed_category", Rule::CategoryTwice));
            }
            (Some(_), None) if self.categories.is_empty() && self.categories_default.is_none() => {
                return Err(ImportError::rule("categories", Rule::CategoriesMissing));
            }
            _ => {}
        }
        if self.end_clock.is_some() && self.end.is_none() {
            return Err(ImportError::rule("end_clock", Rule::EndClockAlone));
        }
        Ok(())
    }

    /// The columns that the file must have.
    pub fn columns(&self) -> Vec<&str> {
        let mut columns = match &self.time {
            TimeColumns::One(time) => vec![time.as_str()],
            TimeColumns::DateAndClock(date, clock) => vec![date.as_str(), clock.as_str()],
        };
        let place = self.place.iter().flat_map(|place| [Some(&place.first), Some(&place.second)]);
        let others = [&self.end, &self.end_clock, &self.category, &self.id, &self.area].map(Option::as_ref);
        let named = self.named.all().map(Option::as_ref);
        columns.extend(others.into_iter().chain(place).chain(named).flatten().map(String::as_str));
        columns
    }
}

/// The alphabet that a mapping or wave file names.
pub(crate) fn encoding_named(name: &str) -> Result<Letters, ImportError> {
    Letters::named(name).ok_or_else(|| ImportError::rule("encoding", Rule::Encoding))
}

fn time_columns(
    time: Option<String>,
    date: Option<String>,
    clock: Option<String>,
) -> Result<TimeColumns, ImportError> {
    match (time, date, clock) {
        (Some(time), None, None) | (None, Some(time), None) => Ok(TimeColumns::One(time)),
        (None, Some(date), Some(clock)) => Ok(TimeColumns::DateAndClock(date, clock)),
        _ => Err(ImportError::rule("columns", Rule::TimeColumns)),
    }
}

/// The columns of the position that a mapping names, if it names any.
pub(crate) fn place_columns(
    columns: &ColumnNames,
    form: Option<CoordinateForm>,
) -> Result<Option<PlaceColumns>, ImportError> {
    let ColumnNames { longitude, latitude, east, north, point, .. } = columns;
    let pairs = (longitude, latitude, east, north, point);
    let (first, second, degrees) = match pairs {
        (None, None, None, None, None) => return Ok(None),
        (Some(longitude), Some(latitude), None, None, None) => (longitude, latitude, Some(true)),
        (None, None, Some(east), Some(north), None) => (east, north, Some(false)),
        (None, None, None, None, Some(point)) => (point, point, None),
        _ => return Err(ImportError::rule("columns", Rule::PlaceColumns)),
    };
    let fitting = if degrees == Some(false) { CoordinateSystem::Sweref99tm } else { CoordinateSystem::Wgs84 };
    let system = form.map_or(fitting, |form| form.system);
    if degrees.is_some_and(|degrees| degrees != system.is_degrees()) {
        return Err(ImportError::rule("coordinates", Rule::PlaceSystem));
    }
    let thousands = form.and_then(|form| form.thousands);
    if thousands.is_some_and(|sign| !".,".contains(sign)) {
        return Err(ImportError::rule("coordinates", Rule::Thousands));
    }
    let (first, second) =
        if form.is_some_and(|form| form.swapped) { (second, first) } else { (first, second) };
    Ok(Some(PlaceColumns { first: first.clone(), second: second.clone(), system, thousands }))
}

/// The one byte between columns.
fn delimiter(sign: char) -> Result<u8, ImportError> {
    let byte = u8::try_from(sign).ok().filter(|byte| b";,\t|".contains(byte));
    byte.ok_or_else(|| ImportError::rule("delimiter", Rule::Delimiter))
}

/// A form is tried on a date, so that a misspelt one is found now and not as a million bad rows.
fn check_formats(formats: &[String]) -> Result<(), ImportError> {
    let example = jiff::civil::datetime(2023, 5, 17, 13, 45, 10, 0);
    for format in formats {
        let written = jiff::fmt::strtime::format(format, example);
        let read = written.and_then(|written| jiff::fmt::strtime::parse(format, written));
        let known = read.is_ok_and(|parts| {
            parts.to_date().is_ok() || (parts.year().is_some() && parts.month().is_some())
        });
        if !known {
            return Err(ImportError::rule("time.formats", Rule::TimeFormat(format.clone())));
        }
    }
    Ok(())
}

/// A slug.
fn category(key: &str, text: String) -> Result<Category, ImportError> {
    if text.len() > 64 || !is_slug(&text) {
        return Err(ImportError::rule(key, Rule::Slug(text)));
    }
    Ok(Category(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        IncidentMapping::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn the_example_is_good() {
        let mapping = IncidentMapping::parse(include_str!("mapping.toml")).unwrap();
        assert_eq!(mapping.kind, RecordKind::Offence);
        assert_eq!(mapping.columns().len(), 6);
    }

    #[test]
    fn mistakes_are_answered_with_line_or_key() {
        let head = "source = \"x\"\nkind = \"fault\"\n";
        let all: Vec<String> = [
            "source = \"x\"\nkind = \"offence\"\n[columns]\ntid = \"T\"\n".to_owned(),
            "source = \"x\"\nkind = ".to_owned(),
            "source = \"Polisen i Flen\"\nkind = \"fault\"\n[columns]\ntime = \"T\"".to_owned(),
            "source = \"x\"\nkind = \"survey\"\n[columns]\ntime = \"T\"".to_owned(),
            format!("{head}[columns]\nclock = \"K\""),
            format!("{head}[columns]\ntime = \"T\""),
            format!("{head}[columns]\ntime = \"T\"\ncategory = \"B\""),
            format!("{head}fixed_category = \"a\"\n[columns]\ntime = \"T\"\nnorth = \"N\""),
            format!("{head}fixed_category = \"a\"\n[columns]\ntime = \"T\"\nnorth = \"N\"\neast = \"E\"\n[coordinates]\nsystem = \"wgs84\""),
            format!("{head}fixed_category = \"a\"\n[columns]\ntime = \"T\"\n[time]\nformats = [\"dd/mm\"]"),
            format!("{head}encoding = \"svenska\"\nfixed_category = \"a\"\n[columns]\ntime = \"T\""),
        ]
        .iter()
        .map(|text| refusal(text))
        .collect();
        insta::assert_snapshot!(all.join("\n"), @r#"
        line 4 of the mapping: unknown field `tid`, expected one of `time`, `date`, `clock`, `end`, `end_clock`, `category`, `id`, `longitude`, `latitude`, `north`, `east`, `point`, `area`, `address`, `place_name`, `postcode`, `locality`
        line 2 of the mapping: string values must be quoted, expected literal string
        the mapping: source: “Polisen i Flen” must be written with a–z, 0–9, _ and - only
        the mapping: kind: write offence, disturbance or fault
        the mapping: columns: name either time, or date, or date and clock
        the mapping: category: name the column under [columns], or give a fixed_category
        the mapping: categories: say which text is which category under [categories]
        the mapping: columns: name either longitude and latitude, or east and north, or point
        the mapping: coordinates: longitude and latitude go with "wgs84", east and north with "sweref99tm", "rt90" or a zone such as "sweref99-1630"
        the mapping: time.formats: “dd/mm” is no form of a date; write for example "%Y-%m-%d %H:%M"
        the mapping: encoding: write for example "utf-8" or "windows-1252"
        "#);
    }
}
