//! Days, weeks and months as the methods count them.

use jiff::Span;
use jiff::civil::{Date, DateTime, date};
use lofte_analysis::incidents::time::{Day, Month};

/// A day before all others that files have.
const ORIGIN: Date = date(1970, 1, 1);

/// Days since 1970-01-01.
pub(crate) fn day_number(day: Date) -> i32 {
    let days = day.duration_since(ORIGIN).as_hours() / 24;
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// The day of a number.
pub(crate) fn day_of(number: i32) -> Option<Date> {
    ORIGIN.checked_add(Span::new().try_days(number).ok()?).ok()
}

/// A day as the analyses take it.
pub(crate) fn analysed(day: Date) -> Day {
    let month = Month { year: i32::from(day.year()), month: day.month().unsigned_abs() };
    Day { month, day: day.day().unsigned_abs() }
}

/// Minutes since Monday 1969-12-29 at midnight, by the clock on the wall.
pub(crate) fn minute_number(time: DateTime) -> i64 {
    // 1970-01-01 was a Thursday.
    let days = i64::from(day_number(time.date())) + 3;
    (days * 24 + i64::from(time.hour())) * 60 + i64::from(time.minute())
}

#[cfg(test)]
mod tests {
    use super::{day_number, day_of, minute_number};
    use jiff::civil::date;

    #[test]
    fn days_and_minutes_are_counted_from_their_origin() {
        assert_eq!(day_number(date(1970, 1, 2)), 1);
        assert_eq!(day_number(date(1969, 12, 31)), -1);
        assert_eq!(day_of(day_number(date(2024, 2, 29))), Some(date(2024, 2, 29)));
        assert_eq!(day_of(i32::MAX), None);
        assert_eq!(day_number(date(2024, 3, 1)) - day_number(date(2024, 2, 28)), 2);
        assert_eq!(minute_number(date(1969, 12, 29).at(0, 1, 0, 0)), 1);
        assert_eq!(minute_number(date(2025, 11, 24).at(0, 0, 0, 0)) % (7 * 1440), 0, "a Monday");
    }
}
