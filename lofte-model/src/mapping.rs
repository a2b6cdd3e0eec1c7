//! A mapping: which column of a table is what, and which of its texts is which category. What a person or a guess has
//! settled about a file, as the mapping file (TOML) holds it and as a page shows it: one thing in three places.
//!
//! [`Remembered`] is a mapping that the municipality keeps for a source, so that next year's file needs no questions.
//! Leaves out what makes a mapping usable and how a file is read through it: that is for the door in.

mod remembered;
mod system;

pub use remembered::{Drift, MappingRefusal, Named, Remembered};
pub use system::CoordinateSystem;

use crate::records::TimePrecision;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a position of the source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PositionMeaning {
    /// Where it happened, also where many rows have the same.
    Exact,
    /// The middle of a town or county: it says nothing of where within it.
    Centroid,
}

/// What day number 1 is, where times are written as numbers of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DayNumbers {
    /// 1 January 1900, as in Excel.
    #[serde(rename = "1900")]
    From1900,
    /// 2 January 1904, as in workbooks from old Macintoshes.
    #[serde(rename = "1904")]
    From1904,
}

/// The order of dates that could be read both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateOrder {
    /// 31/12/2025.
    #[serde(rename = "day-month-year")]
    DayFirst,
    /// 12/31/2025.
    #[serde(rename = "month-day-year")]
    MonthFirst,
}

/// The mapping of a table of incidents, with every word as it is written in the file. What is not said is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingFile {
    /// Name of the source, a slug.
    pub source: String,
    /// What the rows tell of: the word of a kind of record.
    pub kind: String,
    /// Whether the rows are synthetic.
    #[serde(default, skip_serializing_if = "is_no")]
    pub synthetic: bool,
    /// Encoding, where it must not be guessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// What separates the columns, where it must not be guessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Sheet of the workbook; without it the sheets are searched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Row of the header; without it the first rows are searched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u64>,
    /// Category of all rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_category: Option<String>,
    /// Category of texts that are not named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub categories_default: Option<String>,
    /// Whether positions are where things happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<PositionMeaning>,
    /// Texts that mean that there is no value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Columns in which an empty cell means the text above it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fill_down: Vec<String>,
    /// Which column is what.
    pub columns: ColumnNames,
    /// How times are written.
    #[serde(default, skip_serializing_if = "TimeForm::says_nothing")]
    pub time: TimeForm,
    /// How coordinates are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coordinates: Option<CoordinateForm>,
    /// Category by the text of the source.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub categories: BTreeMap<String, String>,
}

/// Which column is what, by its heading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnNames {
    /// Date and clock time in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// Date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Clock time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// End.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// Clock time of the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_clock: Option<String>,
    /// Category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The source's own number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Longitude in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longitude: Option<String>,
    /// Latitude in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latitude: Option<String>,
    /// North in metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub north: Option<String>,
    /// East in metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub east: Option<String>,
    /// Both coordinates in one cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<String>,
    /// Area, by code or name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// Street address, which is looked up and never kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Name of a place, looked up likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_name: Option<String>,
    /// Postcode, looked up likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// Locality, looked up likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
}

impl ColumnNames {
    /// What is said, by the word of its part: `("time", "Brottstid")`.
    pub fn said(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("time", &self.time),
            ("date", &self.date),
            ("clock", &self.clock),
            ("end", &self.end),
            ("end_clock", &self.end_clock),
            ("category", &self.category),
            ("id", &self.id),
            ("longitude", &self.longitude),
            ("latitude", &self.latitude),
            ("north", &self.north),
            ("east", &self.east),
            ("point", &self.point),
            ("area", &self.area),
            ("address", &self.address),
            ("place_name", &self.place_name),
            ("postcode", &self.postcode),
            ("locality", &self.locality),
        ];
        all.into_iter().filter_map(|(part, heading)| Some((part, heading.as_deref()?))).collect()
    }
}

/// How times are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeForm {
    /// Forms, in the letters of `strftime`; without any, times are recognised.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<String>,
    /// The time is known no better than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<TimePrecision>,
    /// The first year that is believed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest_year: Option<i16>,
    /// The order of day and month, where the file does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<DateOrder>,
    /// Times are numbers of days from this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_numbers: Option<DayNumbers>,
}

impl TimeForm {
    fn says_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// How coordinates are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoordinateForm {
    /// System.
    pub system: CoordinateSystem,
    /// Whether the two columns have each other's headings.
    #[serde(default, skip_serializing_if = "is_no")]
    pub swapped: bool,
    /// The sign between thousands, where it is a point or a comma.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thousands: Option<char>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands on a reference")]
fn is_no(said: &bool) -> bool {
    !said
}
