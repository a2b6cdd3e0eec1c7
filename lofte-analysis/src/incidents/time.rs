//! When things happen: weekday by hour against an even spread, heaping at midnight, and the days of the calendar.
//!
//! Hours are local civil time; the caller has already turned instants into weekday and hour. The pattern refuses
//! what the data cannot carry: below the smallest sample for 168 cells only the 7 weekdays and the 24 hours are given, and
//! below the lower smallest sample nothing but the number.
//!
//! Left out on purpose: events with only an interval of time (see [`aoristic`](super::aoristic)), trend and season, and
//! time zones (see [`exposure`](super::exposure) for the hours that the clock change skips or repeats).

use serde::{Deserialize, Serialize};

/// The usual number of events that 168 cells need.
pub const MIN_EVENTS_FOR_CELLS: u64 = 100;

/// The usual number of events that 7 weekdays and 24 hours need.
pub const MIN_EVENTS_FOR_MARGINALS: u64 = 20;

/// Seven weekdays (Monday first) of 24 hours.
pub type Week<T> = [[T; 24]; 7];

/// Why a time pattern or a series could not be made.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum TimeError {
    /// An exposure is negative or not a number, or all are zero.
    #[error("the hours under observation must be zero or more for every hour of the week, and not all zero")]
    Exposure,
    /// There is no such month or day.
    #[error("there is no such day: year {year}, month {month}, day {day}")]
    NoSuchDay {
        /// The year.
        year: i32,
        /// The month.
        month: u8,
        /// The day.
        day: u8,
    },
    /// The last day lies before the first.
    #[error("the period ends before it begins; swap the two days")]
    Backwards,
    /// The clock followed another rule then.
    #[error(
        "the clock changed by other rules in {year}; begin in 1996 or later, or give the stretches yourself"
    )]
    OtherClockRule {
        /// The year.
        year: i32,
    },
    /// The period is longer than this method takes.
    #[error("the period is longer than {MAX_YEARS} years; choose a shorter one")]
    TooLong,
}

/// How the flat expectation is made and how many events are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TimePatternParams {
    /// Fewest events for the table of 168 cells; see [`MIN_EVENTS_FOR_CELLS`].
    pub min_events_for_cells: u64,
    /// Fewest events for the two marginals; see [`MIN_EVENTS_FOR_MARGINALS`].
    pub min_events_for_marginals: u64,
    /// Hours under observation in each cell, in any common unit; see [`even_exposure`]. With it, a period that is not
    /// whole weeks and the hours that the clock change skips or repeats are judged fairly.
    pub exposure: Week<f64>,
}

/// One cell of a time table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TimeCell {
    /// Events seen.
    pub observed: u64,
    /// Events expected if they were spread evenly over the time under observation.
    pub expected: f64,
    /// (observed - expected) / sqrt(expected); none when nothing was expected.
    pub residual: Option<f64>,
}

/// The week's pattern, as far as the number of events carries it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum TimePattern {
    /// Enough events for every cell.
    Full {
        /// Number of events.
        n: u64,
        /// The 168 cells, Monday 00 first.
        cells: Box<Week<TimeCell>>,
        /// Monday to Sunday.
        weekdays: [TimeCell; 7],
        /// 00 to 23.
        hours: Box<[TimeCell; 24]>,
    },
    /// Enough for weekdays and hours taken apart.
    Marginals {
        /// Number of events.
        n: u64,
        /// The number that the full table needs.
        required: u64,
        /// Monday to Sunday.
        weekdays: [TimeCell; 7],
        /// 00 to 23.
        hours: Box<[TimeCell; 24]>,
    },
    /// Too few for any pattern.
    TooFew {
        /// Number of events.
        n: u64,
        /// The number that is needed for the marginals.
        required: u64,
    },
}

/// Events stamped at exactly midnight against those at exactly one o'clock.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MidnightHeaping {
    /// Events at exactly 00:00.
    pub at_midnight: u64,
    /// Events at exactly 01:00.
    pub at_one: u64,
    /// All events.
    pub n: u64,
    /// Whether midnight is so full that "00:00" most likely stands for "time not known".
    pub heaped: bool,
}

/// The same exposure in every hour of the week.
///
/// # References
/// K. J. Rothman, S. Greenland, T. L. Lash, *Modern Epidemiology* (2008), chapter 3 (person-time).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::time::even_exposure;
/// assert!(even_exposure().as_flattened().iter().all(|hours| (hours - 1.0).abs() < 1e-12));
/// ```
pub fn even_exposure() -> Week<f64> {
    [[1.0; 24]; 7]
}

/// The weekday x hour table against an even spread.
///
/// Expected = n x exposure of the cell / total exposure; residual = (o - e)/sqrt(e), the Pearson residual: beyond
/// about 2 in either direction is more than chance for one cell looked at alone. Weekdays run from Monday.
///
/// # Errors
/// [`TimeError::Exposure`]. Too few events is a value, not an error.
///
/// # References
/// A. Agresti, *Categorical Data Analysis* (2013), section 1.5.5.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::time::{TimePattern, TimePatternParams, even_exposure, time_pattern};
/// let mut counts = [[0; 24]; 7];
/// counts[4][22] = 30; // Fridays at 22
/// let params = TimePatternParams { min_events_for_cells: 100, min_events_for_marginals: 20, exposure: even_exposure() };
/// let TimePattern::Marginals { n, weekdays, .. } = time_pattern(&counts, &params)? else { panic!() };
/// assert!(n == 30 && weekdays[4].observed == 30 && weekdays[4].residual > Some(12.0));
/// # Ok::<(), lofte_analysis::incidents::time::TimeError>(())
/// ```
pub fn time_pattern(counts: &Week<u64>, params: &TimePatternParams) -> Result<TimePattern, TimeError> {
    let exposure = &params.exposure;
    let total: f64 = exposure.iter().flatten().sum();
    let usable = |hours: &f64| hours.is_finite() && *hours >= 0.0;
    if !(total.is_finite() && total > 0.0 && exposure.iter().flatten().all(usable)) {
        return Err(TimeError::Exposure);
    }
    let n: u64 = counts.iter().flatten().sum();
    if n < params.min_events_for_marginals {
        return Ok(TimePattern::TooFew { n, required: params.min_events_for_marginals });
    }
    let cell = |observed: u64, hours: f64| {
        let expected = n as f64 * (hours / total);
        let residual = (expected > 0.0).then(|| (observed as f64 - expected) / expected.sqrt());
        TimeCell { observed, expected, residual }
    };
    let weekdays = std::array::from_fn(|day| cell(counts[day].iter().sum(), exposure[day].iter().sum()));
    let hours = Box::new(std::array::from_fn(|hour| {
        cell(counts.iter().map(|day| day[hour]).sum(), exposure.iter().map(|day| day[hour]).sum())
    }));
    if n < params.min_events_for_cells {
        return Ok(TimePattern::Marginals { n, required: params.min_events_for_cells, weekdays, hours });
    }
    let cells =
        std::array::from_fn(|day| std::array::from_fn(|hour| cell(counts[day][hour], exposure[day][hour])));
    Ok(TimePattern::Full { n, cells: Box::new(cells), weekdays, hours })
}

/// Whether "00:00" is used for "time not known".
///
/// Give the number of events stamped at exactly 00:00, at exactly 01:00, and in all. Heaped means more than three
/// times as many at midnight as at one o'clock (one, if there are none, so that a few events do not warn).
/// Heaped events should be treated as having no time, not as a peak at midnight.
///
/// # References
/// J. H. Ratcliffe, *Aoristic analysis: the spatial interpretation of unspecific temporal events*, International
/// Journal of Geographical Information Science 14 (2000), for times that are not known.
///
/// # Examples
/// ```
/// let heaping = lofte_analysis::incidents::time::midnight_heaping(40, 12, 900);
/// assert!(heaping.heaped);
/// ```
pub fn midnight_heaping(at_midnight: u64, at_one: u64, n: u64) -> MidnightHeaping {
    let heaped = at_midnight > at_one.max(1).saturating_mul(3);
    MidnightHeaping { at_midnight, at_one, n, heaped }
}

/// The longest period a series may cover.
pub const MAX_YEARS: i32 = 1000;

/// A calendar month (proleptic Gregorian).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
}

/// A calendar day (proleptic Gregorian).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day {
    /// The month.
    pub month: Month,
    /// 1 to the number of days in the month.
    pub day: u8,
}

impl Month {
    /// The number of days, or none when there is no such month.
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::incidents::time::Month;
    /// assert_eq!(Month { year: 2024, month: 2 }.days(), Some(29));
    /// ```
    pub fn days(self) -> Option<u8> {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
            4 | 6 | 9 | 11 => Some(30),
            2 => Some(if leap { 29 } else { 28 }),
            _ => None,
        }
    }
}

/// Whether two days exist, in their order, and not too far apart.
pub(super) fn check_period(first: Day, last: Day) -> Result<(), TimeError> {
    for Day { month, day } in [first, last] {
        if month.days().is_none_or(|days| day == 0 || day > days) {
            return Err(TimeError::NoSuchDay { year: month.year, month: month.month, day });
        }
    }
    if last < first {
        return Err(TimeError::Backwards);
    }
    if i64::from(last.month.year) - i64::from(first.month.year) >= i64::from(MAX_YEARS) {
        return Err(TimeError::TooLong);
    }
    Ok(())
}
