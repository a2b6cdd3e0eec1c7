//! Periods of whole days, as promises and agreements have them.
//!
//! Both ends belong to the period. Clock times of incidents are another matter and live in [`crate::records`].

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The years in which something can be promised, agreed, planned or measured.
pub const PLAUSIBLE_YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// Swedish time as a POSIX rule: the time zone database is not at hand here.
const SWEDEN: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// The day in Sweden at a moment.
pub fn swedish_day(at: Timestamp) -> Date {
    let zone = TimeZone::posix(SWEDEN).unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).date()
}

/// From the first day to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Period {
    from: Date,
    to: Date,
}

/// A period that ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the period ends ({to}) before it begins ({from}): change one of the dates")]
pub struct BackwardsPeriod {
    from: Date,
    to: Date,
}

impl Period {
    /// A period; `from` may equal `to`.
    pub fn new(from: Date, to: Date) -> Result<Self, BackwardsPeriod> {
        if from > to { Err(BackwardsPeriod { from, to }) } else { Ok(Self { from, to }) }
    }

    /// The whole of one calendar year (clamped to the years that [`Date`] can hold).
    pub fn year(year: i16) -> Self {
        Self::years(year, year)
    }

    /// The whole calendar years from the first to the last; the order of the two does not matter.
    pub fn years(one: i16, other: i16) -> Self {
        let (first, last) = (one.min(other), one.max(other));
        Self {
            from: Date::new(first, 1, 1).unwrap_or(Date::MIN),
            to: Date::new(last, 12, 31).unwrap_or(Date::MAX),
        }
    }

    /// The first day.
    pub fn from(self) -> Date {
        self.from
    }

    /// The last day.
    pub fn to(self) -> Date {
        self.to
    }

    /// Whether both ends lie where somebody can have meant them, from 1990 to 2100. A promise until the year 9999 is never
    /// followed up, and one from the year 1 is a slip of the pen.
    pub fn is_plausible(self) -> bool {
        let is_plausible = |day: Date| PLAUSIBLE_YEARS.contains(&day.year());
        is_plausible(self.from) && is_plausible(self.to)
    }

    /// How many days it has.
    pub fn days(self) -> i64 {
        i64::from((self.to - self.from).get_days()) + 1
    }

    /// The days that both periods have.
    pub fn overlap(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to)).ok()
    }

    /// Whether the day is in the period.
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.from, self.to)
    }
}

/// Reads the two dates and keeps the rule that a period does not run backwards.
impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Ends {
            from: Date,
            to: Date,
        }
        let ends = Ends::deserialize(deserializer)?;
        Self::new(ends.from, ends.to).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn both_ends_belong() {
        let period = Period::years(2023, 2024);
        assert!(period.contains(date(2023, 1, 1)) && period.contains(date(2024, 12, 31)));
        assert!(!period.contains(date(2025, 1, 1)));
    }

    #[test]
    fn backwards_is_refused_also_when_read() {
        assert!(Period::new(date(2024, 1, 2), date(2024, 1, 1)).is_err());
        assert!(serde_json::from_str::<Period>(r#"{"from":"2024-01-02","to":"2024-01-01"}"#).is_err());
    }
}
