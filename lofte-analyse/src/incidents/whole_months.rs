//! Periods of whole months, counted back from the last month that was observed to its end.
//!
//! A comparison of one period with another is only fair between whole ones: a month that has just begun is left out, not
//! taken for a fall.

use jiff::civil::Date;

use crate::incidents::series::{Every, Observed};
use crate::input::days::day_number;
use crate::input::events::{EventArgs, Events};
use crate::input_error::InputError;

/// Periods of so many months each, the last of which ends with the last whole month.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WholeMonths {
    /// The first month of the first period, counted from year 0.
    first: i32,
    /// Months in a period.
    months: i32,
    /// Number of periods.
    pub(crate) periods: usize,
}

/// The rows' days, and the periods they fall in.
pub(crate) struct Dated {
    pub(crate) days: Vec<Option<Date>>,
    /// None where no row has a day.
    pub(crate) span: Option<(Date, Date)>,
}

impl Dated {
    /// Reads the column of time.
    pub(crate) fn read(
        asked: &EventArgs,
        events: &Events,
        observed: &Observed,
        method: &'static str,
    ) -> Result<Self, InputError> {
        let column = EventArgs::need(asked.time.as_ref(), "--time", method)?;
        let times = asked.times(events, column)?;
        let days: Vec<Option<Date>> = times.iter().map(|time| time.map(|(time, _)| time.date())).collect();
        let span = observed.span(&days, Every::Month)?;
        Ok(Self { days, span })
    }

    pub(crate) fn without_time(&self) -> u64 {
        self.days.iter().filter(|day| day.is_none()).count() as u64
    }
}

impl WholeMonths {
    /// Within the first and the last day that were observed.
    pub(crate) fn within((first, last): (Date, Date), months: u8) -> Self {
        let months = i32::from(months.max(1));
        let from = month_of(first) + i32::from(first.day() > 1);
        let after = month_of(last) + i32::from(last.day() == last.days_in_month());
        let periods = ((after - from) / months).max(0);
        Self { first: after - periods * months, months, periods: usize::try_from(periods).unwrap_or(0) }
    }

    /// The period of a day; none outside all.
    pub(crate) fn of(self, day: Date) -> Option<usize> {
        let period = (month_of(day) - self.first).div_euclid(self.months);
        usize::try_from(period).ok().filter(|period| *period < self.periods)
    }

    /// Days of a period.
    pub(crate) fn days(self, period: usize) -> i32 {
        let first = |period: usize| {
            let month = self.first + self.months * i32::try_from(period).unwrap_or(0);
            let year = i16::try_from(month.div_euclid(12)).unwrap_or(i16::MAX);
            let month = i8::try_from(month.rem_euclid(12) + 1).unwrap_or(1);
            Date::new(year, month, 1).map_or_else(|_| day_number(Date::MAX) + 1, day_number)
        };
        first(period + 1) - first(period)
    }

    /// The first month of a period, like 2025-03.
    pub(crate) fn name(self, period: usize) -> String {
        let month = self.first + self.months * i32::try_from(period).unwrap_or(0);
        format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
    }
}

/// A month counted from year 0.
fn month_of(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

#[cfg(test)]
mod tests {
    use super::WholeMonths;
    use jiff::civil::date;

    #[test]
    fn only_whole_months_make_periods_and_they_end_with_the_last() {
        let periods = WholeMonths::within((date(2023, 1, 1), date(2025, 3, 30)), 12);
        assert_eq!(
            (periods.periods, periods.name(0), periods.name(1)),
            (2, "2023-03".into(), "2024-03".into())
        );
        assert_eq!((periods.days(0), periods.days(1)), (366, 365));
        assert_eq!(periods.of(date(2023, 2, 28)), None);
        assert_eq!(periods.of(date(2024, 2, 29)), Some(0));
        assert_eq!(periods.of(date(2025, 2, 28)), Some(1));
        assert_eq!(periods.of(date(2025, 3, 1)), None);
        let none = WholeMonths::within((date(2025, 3, 2), date(2025, 3, 30)), 1);
        assert_eq!((none.periods, none.of(date(2025, 3, 5))), (0, None));
    }
}
