//! How often a promised number comes round, and the spells of a period that it comes round in.
//!
//! A period is seldom a whole number of months or terms. A spell counts when at least half of it lies in the period, so
//! that the number promised is the number that goes into the period, to the nearest whole and at least one. Leaves out
//! what was done in them: that is followed up.

use crate::period::Period;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// How often a quantity comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// Every week.
    Week,
    /// Every month.
    Month,
    /// Every quarter of a year.
    Quarter,
    /// Every third of a year (tertial).
    Tertial,
    /// Every school term: January to June, and August to December.
    SchoolTerm,
    /// Every half-year.
    HalfYear,
    /// Every year.
    Year,
    /// Once over the promise's whole period.
    WholePeriod,
}

/// How long a spell is.
enum Length {
    Days(i64),
    Months(i64),
}

impl Pace {
    /// All of them, from the most often.
    pub const ALL: [Self; 8] = [
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Tertial,
        Self::SchoolTerm,
        Self::HalfYear,
        Self::Year,
        Self::WholePeriod,
    ];

    /// The spells of a period, in order: never none. The last may be cut short by the end of the period. Terms are
    /// those of the calendar, everything else is counted from the first day of the period.
    ///
    /// ```
    /// use lofte_model::{period::Period, promise::Pace};
    /// assert_eq!(Pace::Month.spells(Period::years(2023, 2024)).len(), 24);
    /// let spring = Period::new(jiff::civil::date(2022, 3, 1), jiff::civil::date(2022, 5, 31)).unwrap();
    /// assert_eq!(Pace::Year.spells(spring), [spring]);
    /// ```
    pub fn spells(self, period: Period) -> Vec<Period> {
        let whole = match self.length() {
            Some(length) => from_the_first_day(period, &length),
            None if self == Self::SchoolTerm => terms(period),
            None => vec![period],
        };
        let inside = |spell: &Period| {
            let inside = spell.overlap(period)?;
            (inside.days() * 2 >= spell.days()).then_some(inside)
        };
        let spells: Vec<Period> = whole.iter().filter_map(inside).collect();
        if spells.is_empty() { vec![period] } else { spells }
    }

    fn length(self) -> Option<Length> {
        Some(match self {
            Self::Week => Length::Days(7),
            Self::Month => Length::Months(1),
            Self::Quarter => Length::Months(3),
            Self::Tertial => Length::Months(4),
            Self::HalfYear => Length::Months(6),
            Self::Year => Length::Months(12),
            Self::SchoolTerm | Self::WholePeriod => return None,
        })
    }
}

fn from_the_first_day(period: Period, length: &Length) -> Vec<Period> {
    let start = |number: i64| -> Option<Date> {
        let span = match length {
            Length::Days(days) => jiff::Span::new().try_days(days * number),
            Length::Months(months) => jiff::Span::new().try_months(months * number),
        };
        period.from().checked_add(span.ok()?).ok()
    };
    let spell = |number: i64| Period::new(start(number)?, start(number + 1)?.yesterday().ok()?).ok();
    (0..).map_while(spell).take_while(|spell| spell.from() <= period.to()).collect()
}

fn terms(period: Period) -> Vec<Period> {
    let of = |year: i16| {
        let spring = Period::new(date(year, 1, 1), date(year, 6, 30));
        let autumn = Period::new(date(year, 8, 1), date(year, 12, 31));
        [spring, autumn].into_iter().filter_map(Result::ok)
    };
    (period.from().year()..=period.to().year()).flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: Date, to: Date) -> Period {
        Period::new(from, to).unwrap()
    }

    #[test]
    fn a_pace_comes_round_as_often_as_goes_into_the_period() {
        let two_years = Period::years(2023, 2024);
        let spring = period(date(2022, 3, 1), date(2022, 5, 31));
        let ten_months = period(date(2022, 3, 1), date(2022, 12, 31));
        let school_year = period(date(2024, 8, 15), date(2025, 6, 13));
        let four_years = Period::years(2020, 2023);
        let expected = [
            (Pace::Week, [104, 13, 44, 43, 209]),
            (Pace::Month, [24, 3, 10, 10, 48]),
            (Pace::Quarter, [8, 1, 3, 3, 16]),
            (Pace::Tertial, [6, 1, 3, 2, 12]),
            (Pace::SchoolTerm, [4, 1, 2, 2, 8]),
            (Pace::HalfYear, [4, 1, 2, 2, 8]),
            (Pace::Year, [2, 1, 1, 1, 4]),
            (Pace::WholePeriod, [1, 1, 1, 1, 1]),
        ];
        let periods = [two_years, spring, ten_months, school_year, four_years];
        for (pace, times) in expected {
            assert_eq!(periods.map(|period| pace.spells(period).len()), times, "{pace:?}");
        }
    }

    #[test]
    fn spells_follow_each_other_inside_the_period() {
        let odd = period(date(2024, 1, 31), date(2025, 3, 2));
        for pace in Pace::ALL {
            let spells = pace.spells(odd);
            assert!(spells.windows(2).all(|pair| pair[0].to() < pair[1].from()), "{pace:?} {spells:?}");
            assert!(spells.iter().all(|spell| odd.overlap(*spell) == Some(*spell)), "{pace:?} {spells:?}");
        }
    }

    #[test]
    fn a_period_without_any_term_is_one_spell() {
        let summer = period(date(2024, 7, 1), date(2024, 7, 31));
        assert_eq!(Pace::SchoolTerm.spells(summer), [summer]);
        let a_day = period(date(2024, 7, 1), date(2024, 7, 1));
        for pace in Pace::ALL {
            assert_eq!(pace.spells(a_day), [a_day]);
        }
    }
}
