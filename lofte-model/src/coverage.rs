//! Which stretches of time the rows of a kind do not cover, so that half a year is not read as a quiet one and a source
//! that fell silent is not read as nothing.
//!
//! Rows do not say when their source was watching. A stretch without rows counts as a gap where chance would hardly
//! give it: rows that come independently of each other at their mean pace leave a stretch of `t` days empty with
//! probability exp(−rate · t). What is not over yet is a gap whatever the pace.

use crate::period::Period;
use crate::records::RecordKind;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A stretch without rows is a gap where chance gives it less often than this.
const CHANCE: f64 = 0.001;

/// Where in the series a gap lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapPlace {
    /// Before the first row, in its year.
    Start,
    /// Between rows.
    Middle,
    /// After the last row, in its year.
    End,
}

/// Days that the rows of a kind do not cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Kind of row.
    pub kind: RecordKind,
    /// The days.
    pub days: Period,
    /// Where.
    pub place: GapPlace,
}

impl Gap {
    /// Whether some of the days lie in the period.
    pub fn touches(&self, period: Period) -> bool {
        self.days.from() <= period.to() && period.from() <= self.days.to()
    }

    /// Whether some of the days lie in the month, year × 100 + month.
    pub fn touches_month(&self, month: i32) -> bool {
        self::month(month).is_some_and(|month| self.touches(month))
    }
}

/// The gaps of a kind. `days` is its first and last row, `counts` its rows by month (year × 100 + month) without those
/// that have none.
pub fn gaps(kind: RecordKind, days: Period, counts: &BTreeMap<i32, u64>, today: Date) -> Vec<Gap> {
    let rows: u64 = counts.values().sum();
    let length = |from: Date, to: Date| f64::from((to - from).get_days() + 1);
    let pace = rows as f64 / length(days.from(), days.to()).max(1.0);
    let unlikely = |from: Date, to: Date| (-pace * length(from, to)).exp() < CHANCE;
    let gap = |from: Date, to: Date, place| Period::new(from, to).ok().map(|days| Gap { kind, days, place });
    let mut found = Vec::new();
    let new_year = date(days.from().year(), 1, 1);
    if let Ok(before) = days.from().yesterday()
        && before >= new_year
        && unlikely(new_year, before)
    {
        let month = days.from().first_of_month();
        let whole = !unlikely(month, before) && month > new_year;
        let last = month.yesterday().ok().filter(|_| whole).unwrap_or(before);
        found.extend(gap(new_year, last, GapPlace::Start));
    }
    found.extend(
        silences(counts)
            .into_iter()
            .filter(|(from, to)| unlikely(*from, *to))
            .filter_map(|(from, to)| gap(from, to, GapPlace::Middle)),
    );
    let end = date(days.to().year(), 12, 31);
    if let Ok(after) = days.to().tomorrow()
        && after <= end
        && (today <= end || unlikely(after, end))
    {
        // A month whose last days are empty by chance is whole once it is over.
        let month = days.to().last_of_month();
        let whole = today > month && month < end && (after > month || !unlikely(after, month));
        let first = month.tomorrow().ok().filter(|_| whole).unwrap_or(after);
        found.extend(gap(first, end, GapPlace::End));
    }
    found
}

/// First and last day of every run of months without rows.
fn silences(counts: &BTreeMap<i32, u64>) -> Vec<(Date, Date)> {
    let filled = || counts.iter().filter(|(_, count)| **count > 0).filter_map(|(key, _)| month(*key));
    let pairs = filled().zip(filled().skip(1));
    let between = |(before, after): (Period, Period)| {
        let (from, to) = (before.to().tomorrow().ok()?, after.from().yesterday().ok()?);
        (from <= to).then_some((from, to))
    };
    pairs.filter_map(between).collect()
}

/// The days of a month, year × 100 + month.
fn month(month: i32) -> Option<Period> {
    let (year, month) = (i16::try_from(month / 100).ok()?, i8::try_from(month % 100).ok()?);
    let first = Date::new(year, month, 1).ok()?;
    let last = first.checked_add(1.month()).ok()?.yesterday().ok()?;
    Period::new(first, last).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: Date, to: Date) -> Period {
        Period::new(from, to).unwrap()
    }

    fn found(days: Period, counts: &[(i32, u64)], today: Date) -> Vec<(GapPlace, Date, Date)> {
        let counts = counts.iter().copied().collect();
        let gaps = gaps(RecordKind::Offence, days, &counts, today);
        gaps.iter().map(|gap| (gap.place, gap.days.from(), gap.days.to())).collect()
    }

    /// Whole years of so many rows a month.
    fn months(years: std::ops::RangeInclusive<i32>, rows: u64) -> Vec<(i32, u64)> {
        years.flat_map(|year| (1..=12).map(move |month| (year * 100 + month, rows))).collect()
    }

    #[test]
    fn a_year_that_is_covered_has_no_gap() {
        let whole = days(date(2024, 1, 2), date(2025, 12, 30));
        assert_eq!(found(whole, &months(2024..=2025, 40), date(2026, 3, 1)), []);
        // Few rows leave weeks empty by chance.
        let few = days(date(2024, 2, 20), date(2025, 11, 20));
        assert_eq!(found(few, &[(202_402, 3), (202_408, 4), (202_511, 3)], date(2026, 3, 1)), []);
    }

    #[test]
    fn what_begins_late_or_ends_early_is_told() {
        let rows = months(2024..=2025, 40);
        let (late, early) = (&rows[4..], &rows[..15]);
        assert_eq!(
            found(days(date(2024, 5, 1), date(2025, 12, 31)), late, date(2026, 3, 1)),
            [(GapPlace::Start, date(2024, 1, 1), date(2024, 4, 30))]
        );
        assert_eq!(
            found(days(date(2024, 1, 1), date(2025, 3, 31)), early, date(2026, 3, 1)),
            [(GapPlace::End, date(2025, 4, 1), date(2025, 12, 31))]
        );
    }

    #[test]
    fn a_year_that_is_not_over_is_a_gap_however_few_the_rows() {
        let so_far = days(date(2025, 2, 1), date(2025, 11, 27));
        let gap = |from| (GapPlace::End, from, date(2025, 12, 31));
        let rows = [(202_502, 1), (202_511, 1)];
        assert_eq!(found(so_far, &rows, date(2025, 11, 28)), [gap(date(2025, 11, 28))]);
        assert_eq!(found(so_far, &rows, date(2025, 12, 10)), [gap(date(2025, 12, 1))]);
    }

    #[test]
    fn a_source_that_fell_silent_is_not_zero() {
        let mut rows = months(2024..=2025, 40);
        rows.drain(7..10);
        let all = days(date(2024, 1, 1), date(2025, 12, 31));
        let silent = (GapPlace::Middle, date(2024, 8, 1), date(2024, 10, 31));
        assert_eq!(found(all, &rows, date(2026, 3, 1)), [silent]);
        let gap = gaps(RecordKind::Fault, all, &rows.iter().copied().collect(), date(2026, 3, 1))[0];
        assert!(gap.touches_month(202_410) && !gap.touches_month(202_411));
        assert!(gap.touches(Period::year(2024)) && !gap.touches(Period::year(2025)));
    }
}
