//! Clock times and the offsets behind them.

use super::digits::number;
use crate::number::decimal;
use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Unit};
use lofte_model::records::RejectReason;

/// Names of zones behind a clock time, and their hours.
const ZONES: [(&str, i64); 5] = [("Z", 0), ("UTC", 0), ("GMT", 0), ("CEST", 2), ("CET", 1)];

/// `Z`, `+02`, `+0200`, `+02:00` or the name of a zone behind a clock time.
///
/// `10:00-12:00` and `10-12` are spans as people write them. What follows a hyphen is an offset only where a program
/// wrote it: behind seconds (`10:00:00-05`, as PostgreSQL has it), or behind hours and minutes that are `joined` to their
/// date by a T. Without minutes it is an offset up to eleven hours, which is further west than anybody lives.
pub(super) fn split_offset(
    clock: &str,
    joined: bool,
) -> Result<(&str, Option<SignedDuration>), RejectReason> {
    let named = clock.ends_with(|sign: char| !sign.is_ascii_digit());
    for (name, hours) in ZONES.into_iter().filter(|_| named) {
        let place = clock.len().saturating_sub(name.len());
        if clock.get(place..).is_some_and(|end| end.eq_ignore_ascii_case(name)) {
            return Ok((clock[..place].trim_end(), Some(SignedDuration::from_hours(hours))));
        }
    }
    let Some(place) = clock.rfind(['+', '-']) else {
        return Ok((clock, None));
    };
    let digits: Vec<u8> = clock[place + 1..].bytes().filter(|byte| *byte != b':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.iter().all(u8::is_ascii_digit) {
        return Err(RejectReason::BadTime);
    }
    let west = clock.as_bytes()[place] == b'-';
    let colons = clock[..place].matches(':').count();
    let (hours, minutes) = (number(&digits[..2]), number(&digits[2..]));
    let hours_alone = digits.len() == 2 && (colons == 0 || hours > 11);
    if west && (hours_alone || !(joined || colons == 2)) {
        return Err(RejectReason::BadTime);
    }
    if hours > 14 || minutes > 59 {
        return Err(RejectReason::BadTime);
    }
    let offset = SignedDuration::from_mins(i64::from(hours * 60 + minutes));
    let offset = if west { -offset } else { offset };
    Ok((clock[..place].trim_end(), Some(offset)))
}

/// A clock time, and whether it is midnight at the end of the day.
pub(super) struct Clock {
    time: Time,
    next_day: bool,
}

impl Clock {
    pub(super) fn on(&self, date: Date) -> Result<DateTime, RejectReason> {
        let date = if self.next_day { date.tomorrow() } else { Ok(date) };
        date.map(|date| date.to_datetime(self.time)).map_err(|_| RejectReason::ImpossibleTime)
    }
}

/// `13:45`, `13.45`, `13:45:10`, `1345`, `13`, `1:45 PM`, `24:00`, or the fraction of a day `0.5729`.
pub(super) fn clock_time(text: &str) -> Result<Clock, RejectReason> {
    let bytes = text.as_bytes();
    let time = |hour: i32, minute: i32, second: i32| {
        let next_day = (hour, minute, second) == (24, 0, 0);
        let part = |part: i32| i8::try_from(part).map_err(|_| RejectReason::ImpossibleTime);
        let time = Time::new(part(if next_day { 0 } else { hour })?, part(minute)?, part(second)?, 0);
        Ok(Clock { time: time.map_err(|_| RejectReason::ImpossibleTime)?, next_day })
    };
    if bytes.iter().all(u8::is_ascii_digit) {
        return match bytes.len() {
            1 | 2 => time(number(bytes), 0, 0),
            3 => time(number(&bytes[..1]), number(&bytes[1..]), 0),
            4 => time(number(&bytes[..2]), number(&bytes[2..]), 0),
            6 => time(number(&bytes[..2]), number(&bytes[2..4]), number(&bytes[4..])),
            _ => Err(RejectReason::BadTime),
        };
    }
    if text.starts_with("0.") || text.starts_with("0,") {
        return Ok(Clock { time: fraction_of_day(text)?, next_day: false });
    }
    let (text, half) = half_day(text);
    let mut parts = text.split([':', '.']);
    let mut next = || {
        let part = parts.next().map(str::as_bytes);
        part.map(|part| {
            let good = (1..=2).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
            good.then(|| number(part)).ok_or(RejectReason::BadTime)
        })
    };
    let (hour, minute) =
        (next().unwrap_or(Err(RejectReason::BadTime))?, next().unwrap_or(Err(RejectReason::BadTime))?);
    let second = next().unwrap_or(Ok(0))?;
    // A fourth part is the fraction of the second.
    if !parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(RejectReason::BadTime);
    }
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return Err(RejectReason::ImpossibleTime),
        Some(half) => hour % 12 + half,
        None => hour,
    };
    time(hour, minute, second)
}

fn fraction_of_day(text: &str) -> Result<Time, RejectReason> {
    let fraction = decimal(text).filter(|part| (0.0..1.0).contains(part)).ok_or(RejectReason::BadTime)?;
    #[expect(clippy::cast_possible_truncation, reason = "less than a day of seconds")]
    let seconds = (fraction * 86_400.0).round() as i64;
    let time = Time::midnight().wrapping_add(SignedDuration::from_secs(seconds));
    time.round(Unit::Second).map_err(|_| RejectReason::BadTime)
}

/// Hours to add for AM or PM behind the time.
fn half_day(text: &str) -> (&str, Option<i32>) {
    let cut = text.len().saturating_sub(2);
    match text.get(cut..) {
        Some(end) if end.eq_ignore_ascii_case("am") => (text[..cut].trim_end(), Some(0)),
        Some(end) if end.eq_ignore_ascii_case("pm") => (text[..cut].trim_end(), Some(12)),
        _ => (text, None),
    }
}
