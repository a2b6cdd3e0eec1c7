//! How long each hour of the week was under observation, in local civil time.
//!
//! The flat expectation behind the week's pattern ([`time_pattern`](super::time::time_pattern)) holds only if every hour
//! was there equally often. It was not when the period is not whole weeks, and not on the days when the clock changes:
//! the hour from 02 to 03 on the last Sunday of March is skipped, the same hour on the last Sunday of October happens
//! twice. A half-year with one of them has 25 or 27 of that hour where others have 26; in a whole year they cancel.
//!
//! Left out on purpose: every rule of time zones but the one that has been in force in the European Union since 1996.
//! For other rules, cut the period where the clock changes and give the pieces to [`exposure_of_stretches`].

use serde::{Deserialize, Serialize};

use super::time::{Day, Month, TimeError, Week};

/// The first year with the present clock changes: last Sunday of March and last Sunday of October.
pub const FIRST_YEAR: i32 = 1996;

/// The hour of a Sunday that is skipped or repeated.
const CHANGED: (usize, usize) = (6, 2);

const HOUR: i64 = 60;
const WEEK: i64 = 7 * 24 * HOUR;

/// An unbroken stretch of civil time, in minutes since any Monday 00:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// First minute.
    pub from: i64,
    /// The minute after the last, not before `from`.
    pub to: i64,
}

/// How often the clock was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockChanges {
    /// Sundays without the hour from 02 to 03 (March).
    pub forward: u32,
    /// Sundays with that hour twice (October).
    pub back: u32,
}

/// Hours of observation in each hour of the week, from stretches of civil time.
///
/// Cut the period where the clock changes: [start, 02:00) and [03:00, end) in March, [start, 03:00) and [02:00, end) in
/// October. Stretches are added up, so gaps in the observation can be left out as well. Unit: hours.
///
/// # Errors
/// [`TimeError::Backwards`] for a stretch that ends before it begins, [`TimeError::TooLong`] for one of more than
/// [`MAX_YEARS`](super::time::MAX_YEARS) years.
///
/// # References
/// Person-time as a denominator: K. J. Rothman, S. Greenland, T. L. Lash, *Modern Epidemiology* (2008), chapter 3.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::exposure::{Stretch, exposure_of_stretches};
/// // One week, and half an hour of the next Monday.
/// let exposure = exposure_of_stretches(&[Stretch { from: 0, to: 7 * 1440 + 30 }])?;
/// assert_eq!((exposure[0][0], exposure[0][1]), (1.5, 1.0));
/// # Ok::<(), lofte_analysis::incidents::time::TimeError>(())
/// ```
pub fn exposure_of_stretches(stretches: &[Stretch]) -> Result<Week<f64>, TimeError> {
    let mut minutes = [[0_i64; 24]; 7];
    for Stretch { from, to } in stretches {
        let length = to.checked_sub(*from).ok_or(TimeError::TooLong)?;
        if length < 0 {
            return Err(TimeError::Backwards);
        }
        if length > i64::from(super::time::MAX_YEARS) * 53 * WEEK {
            return Err(TimeError::TooLong);
        }
        let start = from.rem_euclid(WEEK);
        let (weeks, end) = (length / WEEK, start + length % WEEK);
        for (day, hours) in (0_i64..).zip(minutes.iter_mut()) {
            for (hour, sum) in (0_i64..).zip(hours.iter_mut()) {
                let begin = (day * 24 + hour) * HOUR;
                let covered = |begin: i64| (end.min(begin + HOUR) - start.max(begin)).max(0);
                *sum += weeks * HOUR + covered(begin) + covered(begin + WEEK);
            }
        }
    }
    Ok(minutes.map(|day| day.map(|minutes| minutes as f64 / HOUR as f64)))
}

/// Hours of observation in each hour of the week, from whole days and clock changes.
///
/// `days` are the numbers of Mondays to Sundays. Of 52 weeks with one change forward, the hour from 02 to 03 on Sundays
/// was there 51 times; with one change back, 53 times. Unit: hours.
///
/// # Errors
/// [`TimeError::Exposure`] when there are more changes than Sundays, or no day at all.
///
/// # References
/// As [`exposure_of_stretches`].
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::exposure::{ClockChanges, exposure_of_days};
/// let summer = exposure_of_days([52; 7], ClockChanges { forward: 1, back: 0 })?;
/// assert_eq!((summer[6][2], summer[6][3]), (51.0, 52.0));
/// # Ok::<(), lofte_analysis::incidents::time::TimeError>(())
/// ```
pub fn exposure_of_days(days: [u32; 7], changes: ClockChanges) -> Result<Week<f64>, TimeError> {
    let (sundays, ClockChanges { forward, back }) = (days[CHANGED.0], changes);
    if u64::from(forward) + u64::from(back) > u64::from(sundays) || days == [0; 7] {
        return Err(TimeError::Exposure);
    }
    let mut exposure = days.map(|count| [f64::from(count); 24]);
    exposure[CHANGED.0][CHANGED.1] += f64::from(back) - f64::from(forward);
    Ok(exposure)
}

/// Hours of observation in each hour of the week from one day to another, both included, by the clock of Stockholm.
///
/// Holds for all of the European Union's clocks that change between 02 and 03, from [`FIRST_YEAR`] on, for as long as
/// the rule stands. Unit: hours.
///
/// # Errors
/// [`TimeError::NoSuchDay`], [`TimeError::Backwards`], [`TimeError::TooLong`], and [`TimeError::OtherClockRule`] for a
/// first day before [`FIRST_YEAR`].
///
/// # References
/// Directive 2000/84/EC on summer-time arrangements.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::exposure::stockholm_exposure;
/// use lofte_analysis::incidents::time::{Day, Month};
/// let day = |year, month, day| Day { month: Month { year, month }, day };
/// // 26 weeks with the change of 29 March 2026.
/// let spring = stockholm_exposure(day(2025, 12, 29), day(2026, 6, 28))?;
/// assert_eq!((spring[6][2], spring[6][1], spring[0][2]), (25.0, 26.0, 26.0));
/// # Ok::<(), lofte_analysis::incidents::time::TimeError>(())
/// ```
pub fn stockholm_exposure(first: Day, last: Day) -> Result<Week<f64>, TimeError> {
    super::time::check_period(first, last)?;
    if first.month.year < FIRST_YEAR {
        return Err(TimeError::OtherClockRule { year: first.month.year });
    }
    let (begin, end) = (number(first), number(last));
    let days = std::array::from_fn(|weekday| {
        let weekday = i64::try_from(weekday).unwrap_or(0);
        // Days of this weekday before a day number, from any fixed beginning.
        let before = |day: i64| (day - weekday + 6).div_euclid(7);
        u32::try_from(before(end + 1) - before(begin)).unwrap_or(0)
    });
    let changes = |month: u8| {
        let inside = |year: &i32| {
            let last_day = number(Day { month: Month { year: *year, month }, day: 31 });
            // Day 0 is a Monday, so Sundays are 6 modulo 7.
            let sunday = last_day - (last_day - 6).rem_euclid(7);
            (begin..=end).contains(&sunday)
        };
        u32::try_from((first.month.year..=last.month.year).filter(inside).count()).unwrap_or(0)
    };
    exposure_of_days(days, ClockChanges { forward: changes(3), back: changes(10) })
}

/// Days since Monday 1 January 2001.
fn number(day: Day) -> i64 {
    let (year, month) = (i64::from(day.month.year), i64::from(day.month.month));
    // Years that begin in March put the leap day last.
    let shifted = if month > 2 { year } else { year - 1 };
    let in_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(day.day) - 1;
    let leap = shifted.div_euclid(4) - shifted.div_euclid(100) + shifted.div_euclid(400);
    365 * shifted + leap + in_year - MONDAY
}

/// The same count of days for Monday 1 January 2001.
const MONDAY: i64 = 365 * 2000 + 500 - 20 + 5 + 306;
