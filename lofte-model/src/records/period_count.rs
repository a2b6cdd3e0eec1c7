//! Counts that somebody hands over ready made: so many in an area and a calendar period.
//!
//! Such a count is no incident and is never added to any: the police count the same offences in their tables and in their
//! extracts. A count that is withheld is not nought, figures of months are not mixed with figures of quarters, and where
//! two sources count the same, both stand. Left out: what an area or a category is called in a file; the import knows.

use super::{Category, RecordKind, RowKey};
use crate::period::Period;
use crate::place::AreaCode;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// How long the period of a count is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanLength {
    /// A month.
    Month,
    /// Three months from January, April, July or October.
    Quarter,
    /// Four months from January, May or September.
    Tertial,
    /// Six months from January or July.
    HalfYear,
    /// A calendar year.
    Year,
}

impl SpanLength {
    /// Every length, the shortest first.
    pub const ALL: [Self; 5] = [Self::Month, Self::Quarter, Self::Tertial, Self::HalfYear, Self::Year];

    /// How many months it has.
    pub fn months(self) -> u8 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Tertial => 4,
            Self::HalfYear => 6,
            Self::Year => 12,
        }
    }

    /// How many of them a year has.
    pub fn in_a_year(self) -> u8 {
        12 / self.months()
    }

    /// The word used in commands and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Tertial => "tertial",
            Self::HalfYear => "half_year",
            Self::Year => "year",
        }
    }
}

/// A calendar period of a count: the third quarter of 2025.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarSpan {
    length: SpanLength,
    year: i16,
    /// Which of its year, from 1.
    number: u8,
}

impl CalendarSpan {
    /// The period with this number in its year, from 1; nothing where a year has none such.
    pub fn new(length: SpanLength, year: i16, number: u8) -> Option<Self> {
        let there = (1..=length.in_a_year()).contains(&number) && Date::new(year, 12, 31).is_ok();
        there.then_some(Self { length, year, number })
    }

    /// The period that has exactly these days.
    pub fn of(days: Period) -> Option<Self> {
        let found = SpanLength::ALL.into_iter().filter_map(|length| {
            let before = u8::try_from(days.from().month() - 1).ok()?;
            Self::new(length, days.from().year(), before / length.months() + 1)
        });
        found.into_iter().find(|span| span.days() == days)
    }

    /// Its length.
    pub fn length(self) -> SpanLength {
        self.length
    }

    /// Its year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Which of its year it is, from 1.
    pub fn number(self) -> u8 {
        self.number
    }

    /// Its days.
    pub fn days(self) -> Period {
        let months = i8::try_from(self.length.months()).unwrap_or(12);
        let first_month = i8::try_from(self.number.saturating_sub(1)).unwrap_or(0) * months + 1;
        let whole = Period::year(self.year);
        let from = Date::new(self.year, first_month, 1).unwrap_or(whole.from());
        let last = Date::new(self.year, first_month + months - 1, 1).map(Date::last_of_month);
        Period::new(from, last.unwrap_or(whole.to())).unwrap_or(whole)
    }

    /// Its place among all periods of its length: the next one has the next number.
    pub fn place(self) -> i32 {
        i32::from(self.year) * i32::from(self.length.in_a_year()) + i32::from(self.number) - 1
    }

    /// The period of a length at a place.
    pub fn at(length: SpanLength, place: i32) -> Option<Self> {
        let in_a_year = i32::from(length.in_a_year());
        let year = i16::try_from(place.div_euclid(in_a_year)).ok()?;
        Self::new(length, year, u8::try_from(place.rem_euclid(in_a_year) + 1).ok()?)
    }

    /// Whether it has ended before a day.
    pub fn is_over(self, today: Date) -> bool {
        self.days().to() < today
    }

    /// The first day after it.
    pub fn next_day(self) -> Date {
        self.days().to().checked_add(1.day()).unwrap_or(Date::MAX)
    }
}

/// One count of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodCount {
    /// Sameness; what it says is part of it.
    pub key: RowKey,
    /// What was counted: a kind of incidents.
    pub of: RecordKind,
    /// Area; `None` for the whole municipality.
    pub area: Option<AreaCode>,
    /// Category.
    pub category: Category,
    /// What the category is called where it comes from.
    pub label: String,
    /// When.
    pub span: CalendarSpan,
    /// How many; `None` where that is withheld or not known.
    pub count: Option<u64>,
    /// Whether its source may still change it.
    pub preliminary: bool,
    /// When it was taken out of the source's system, where that is told.
    pub retrieved: Option<Date>,
}

impl PeriodCount {
    /// Which of two statements about the same is the later known: one that is final over one that may change, then the one
    /// that was taken out later. `Equal` where only the order of delivery can tell.
    pub fn later_known(&self, other: &Self) -> Ordering {
        let rank = |count: &Self| (!count.preliminary, count.retrieved);
        let (one, two) = (rank(self), rank(other));
        // A day that is not told says nothing of the order.
        match (one.0.cmp(&two.0), one.1.zip(two.1)) {
            (Ordering::Equal, Some((one, two))) => one.cmp(&two),
            (order, _) => order,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods_have_their_days_and_are_known_by_them() {
        for (length, number, from, to) in [
            (SpanLength::Month, 2, date(2024, 2, 1), date(2024, 2, 29)),
            (SpanLength::Quarter, 4, date(2024, 10, 1), date(2024, 12, 31)),
            (SpanLength::Tertial, 2, date(2024, 5, 1), date(2024, 8, 31)),
            (SpanLength::HalfYear, 2, date(2024, 7, 1), date(2024, 12, 31)),
            (SpanLength::Year, 1, date(2024, 1, 1), date(2024, 12, 31)),
        ] {
            let span = CalendarSpan::new(length, 2024, number).unwrap();
            let days = Period::new(from, to).unwrap();
            assert_eq!((span.days(), CalendarSpan::of(days)), (days, Some(span)));
            assert_eq!(CalendarSpan::at(length, span.place()), Some(span));
        }
        assert_eq!(CalendarSpan::new(SpanLength::Quarter, 2024, 5), None);
        assert_eq!(CalendarSpan::new(SpanLength::Month, 2024, 0), None);
        let odd = Period::new(date(2024, 1, 1), date(2024, 2, 29)).unwrap();
        assert_eq!(CalendarSpan::of(odd), None);
        let december = CalendarSpan::new(SpanLength::Month, 2024, 12).unwrap();
        let january = CalendarSpan::at(SpanLength::Month, december.place() + 1).unwrap();
        assert_eq!((january.year(), january.number()), (2025, 1));
        assert!(december.is_over(date(2025, 1, 1)) && !december.is_over(date(2024, 12, 31)));
    }

    #[test]
    fn a_final_figure_stands_over_a_preliminary_one() {
        let count = |preliminary, retrieved| PeriodCount {
            key: RowKey([0; 16]),
            of: RecordKind::Offence,
            area: None,
            category: Category::new("x"),
            label: "X".into(),
            span: CalendarSpan::new(SpanLength::Year, 2024, 1).unwrap(),
            count: Some(1),
            preliminary,
            retrieved,
        };
        let (early, late) = (Some(date(2025, 1, 1)), Some(date(2025, 3, 1)));
        assert_eq!(count(false, early).later_known(&count(true, late)), Ordering::Greater);
        assert_eq!(count(true, early).later_known(&count(true, late)), Ordering::Less);
        assert_eq!(count(true, None).later_known(&count(true, late)), Ordering::Equal);
    }
}
