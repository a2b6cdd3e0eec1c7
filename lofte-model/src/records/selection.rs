//! The one typed question that incident rows are asked, and the grouped counts that answer it.
//!
//! Who answers (in process or by a cluster) is not known here; both must read it alike.

use super::{Category, RecordKind};
use crate::period::Period;
use crate::place::{AreaCode, MunicipalityCode};
use serde::{Deserialize, Serialize};

/// The question that incident rows are asked. Empty lists and `None` mean "all".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// Tenant: no question is asked across municipalities.
    pub municipality: MunicipalityCode,
    /// Kinds.
    pub kinds: Vec<RecordKind>,
    /// Sources.
    pub sources: Vec<String>,
    /// Categories.
    pub categories: Vec<Category>,
    /// Days.
    pub period: Option<Period>,
    /// Areas, matched against both the statistical area and the municipality's own.
    pub areas: Vec<AreaCode>,
    /// Hours of the day 0–23, from the first to the last, both included; may run past midnight (`(22, 3)`). Rows
    /// without a clock time never match.
    pub hours: Option<(u8, u8)>,
    /// Weekdays 1 (Monday) to 7. Where the hours run past midnight, those after it belong to the day before: Friday 22–3
    /// is one night. Rows that are known to the month only never match.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<u8>,
}

impl Selection {
    /// Everything that a municipality has.
    pub fn all(municipality: MunicipalityCode) -> Self {
        Self {
            municipality,
            kinds: Vec::new(),
            sources: Vec::new(),
            categories: Vec::new(),
            period: None,
            areas: Vec::new(),
            hours: None,
            weekdays: Vec::new(),
        }
    }

    /// Only these kinds.
    #[must_use]
    pub fn kinds(mut self, kinds: &[RecordKind]) -> Self {
        self.kinds = kinds.to_vec();
        self
    }

    /// Only this period.
    #[must_use]
    pub fn during(mut self, period: Period) -> Self {
        self.period = Some(period);
        self
    }

    /// Only these areas.
    #[must_use]
    pub fn in_areas(mut self, areas: &[AreaCode]) -> Self {
        self.areas = areas.to_vec();
        self
    }

    /// The last hour that belongs to the evening before, where the hours run past midnight.
    pub fn hours_after_midnight(&self) -> Option<u8> {
        self.hours.filter(|(first, last)| first > last).map(|(_, last)| last)
    }
}

/// What counts are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Kind of row.
    Kind,
    /// Source.
    Source,
    /// Category.
    Category,
    /// Statistical area.
    Deso,
    /// The municipality's own area.
    OwnArea,
    /// Year, four digits.
    Year,
    /// Year and month as year × 100 + month; rows whose time is known to the month or better.
    Month,
    /// Weekday 1 (Monday) to 7; missing for rows known to the month only.
    Weekday,
    /// Hour 0–23; missing for rows without a clock time.
    Hour,
    /// Minute of the hour 0–59; missing for rows without a clock time.
    Minute,
}

/// The value of one row's dimension.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    /// A code or slug.
    Text(String),
    /// A year, month, weekday, hour or minute.
    Number(i32),
    /// Not known: counted, never dropped.
    Missing,
}

impl Key {
    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<i32> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }
}

/// Grouped counts: only groups that have rows, sorted by their keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountTable {
    /// What it is grouped by, in order.
    pub dimensions: Vec<Dimension>,
    /// The groups.
    pub rows: Vec<CountRow>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountRow {
    /// One key for each dimension.
    pub keys: Vec<Key>,
    /// Rows.
    pub count: u64,
}

impl CountTable {
    /// All rows together.
    pub fn total(&self) -> u64 {
        self.rows.iter().map(|row| row.count).sum()
    }
}
