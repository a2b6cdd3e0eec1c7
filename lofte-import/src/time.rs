//! Times as sources write them.
//!
//! Forms that can only mean one thing are recognised cell by cell. `1/5/2023` can mean two: which one is decided for
//! the whole file ([`Order`]) or the mapping says it. How exactly a time is known is kept: a date is not midnight.
//! Time zones other than an offset behind the time are not known; everything is Swedish local time. Weeks and quarters
//! are recognised and refused: no row can say that its day is one of seven.

mod clock;
mod digits;
mod words;

use crate::table::Serial;
use clock::{clock_time, split_offset};
use digits::{date, number, parts};
use jiff::civil::{Date, DateTime, ISOWeekDate, Time, Weekday};
use jiff::fmt::strtime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use lofte_model::records::{RejectReason, TimePrecision};

pub(crate) use digits::{Shape, serial_number, shape_of, short_year};

/// Swedish time as it has been since 1996. Written out, so that a file is read alike on every machine.
const SWEDISH_TIME: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// A time and how exactly it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) at: DateTime,
    pub(crate) precision: TimePrecision,
    /// The same, of this row alone: what midnight means may be concluded from the others.
    pub(crate) as_written: TimePrecision,
    /// What the cell says, whatever a mapping says of how exactly it is known.
    pub(crate) read: (DateTime, TimePrecision),
    /// The instant, where an offset says it: the clock alone does not, in the hour that comes twice.
    pub(crate) instant: Option<Timestamp>,
}

impl Moment {
    fn of(at: DateTime, precision: TimePrecision) -> Self {
        Self { at, precision, as_written: precision, read: (at, precision), instant: None }
    }
}

/// The first year that is believed, unless a mapping says otherwise.
pub(crate) const EARLIEST_YEAR: i16 = 1950;
/// Clocks have skipped an hour in spring since this year.
const SUMMER_TIME_SINCE: i16 = 1981;

/// What summer time does to a clock time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ambiguity {
    /// It never was.
    Skipped,
    /// It was twice.
    Twice,
}

/// The order of day and month in dates with slashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

/// What a date says about the order, if it is one that could be read both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slashed {
    Says(Order),
    SaysNothing,
}

/// Reads the times of one file.
#[derive(Clone, Debug)]
pub(crate) struct Times {
    /// Forms that the mapping names; if any, no other is read.
    pub(crate) formats: Vec<String>,
    pub(crate) order: Option<Order>,
    /// The order in dates with dots; they have the day first unless something speaks against it.
    pub(crate) dotted: Option<Order>,
    pub(crate) serial: Option<Serial>,
    /// 00:00 means that only the date is known.
    pub(crate) midnight_is_date: bool,
    /// Never say that a time is known better than this.
    pub(crate) at_best: TimePrecision,
    pub(crate) today: Date,
    /// An earlier year is a slip of the pen.
    pub(crate) earliest: i16,
    /// Whether times that cannot have been are refused.
    pub(crate) checked: bool,
    zone: TimeZone,
}

impl Times {
    pub(crate) fn new(formats: Vec<String>, at_best: TimePrecision, today: Date) -> Self {
        let zone = TimeZone::posix(SWEDISH_TIME).unwrap_or(TimeZone::UTC);
        let earliest = EARLIEST_YEAR;
        let (order, dotted) = (None, Some(Order::DayFirst));
        let (serial, midnight_is_date, checked) = (None, false, true);
        Self { formats, order, dotted, serial, midnight_is_date, at_best, today, earliest, checked, zone }
    }

    /// A time in one cell.
    pub(crate) fn moment(&self, text: &str) -> Result<Moment, RejectReason> {
        let moment = if self.formats.is_empty() { self.recognised(text)? } else { self.formatted(text)? };
        self.believed(moment)
    }

    /// A date in one cell and a clock time in another. Whatever clock time the date cell has is passed over.
    pub(crate) fn date_and_clock(&self, date: &str, clock: &str) -> Result<Moment, RejectReason> {
        let day = if self.formats.is_empty() { self.recognised(date)? } else { self.formatted(date)? };
        if clock.is_empty() || day.precision == TimePrecision::Month {
            let precision = day.precision.max(TimePrecision::Day);
            return self.believed(Moment::of(day.at, precision));
        }
        self.believed(self.on_day(day.at.date(), &words::clock(clock), false)?)
    }

    /// A date and what stands behind it: a clock time, perhaps joined to it by a T, perhaps with an offset.
    fn on_day(&self, date: Date, clock: &str, joined: bool) -> Result<Moment, RejectReason> {
        let (clock, offset) = split_offset(clock, joined)?;
        let at = clock_time(clock)?.on(date)?;
        let Some(offset) = offset else {
            return Ok(Moment::of(at, TimePrecision::Minute));
        };
        let utc = at.checked_sub(offset).and_then(|utc| TimeZone::UTC.to_timestamp(utc));
        let instant = utc.map_err(|_| RejectReason::ImpossibleTime)?;
        let at = self.zone.to_datetime(instant);
        Ok(Moment { instant: Some(instant), ..Moment::of(at, TimePrecision::Minute) })
    }

    /// Refuses what cannot have been, and coarsens the rest to what is known.
    fn believed(&self, moment: Moment) -> Result<Moment, RejectReason> {
        if !self.checked {
            return Ok(self.settled(moment));
        }
        if moment.at.year() < self.earliest {
            return Err(RejectReason::ImplausibleYear);
        }
        let clock = moment.precision == TimePrecision::Minute && moment.instant.is_none();
        if clock
            && moment.at.year() >= SUMMER_TIME_SINCE
            && self.ambiguity(moment.at) == Some(Ambiguity::Skipped)
        {
            return Err(RejectReason::SkippedHour);
        }
        Ok(self.settled(moment))
    }

    /// Whether the clock skipped this time in spring, or showed it twice in autumn.
    pub(crate) fn ambiguity(&self, at: DateTime) -> Option<Ambiguity> {
        // Both changes lie on a Sunday, and what they skip or show twice begins with two o'clock.
        if at.hour() != 2 || !matches!(at.month(), 3 | 10) {
            return None;
        }
        let ambiguous = self.zone.to_ambiguous_timestamp(at).offset();
        match ambiguous {
            AmbiguousOffset::Gap { .. } => Some(Ambiguity::Skipped),
            AmbiguousOffset::Fold { .. } => Some(Ambiguity::Twice),
            AmbiguousOffset::Unambiguous { .. } => None,
        }
    }

    /// Coarsened to what is known.
    fn settled(&self, moment: Moment) -> Moment {
        let as_written = moment.precision.max(self.at_best);
        let mut precision = moment.precision;
        if precision == TimePrecision::Minute && self.midnight_is_date && moment.at.time() == Time::midnight()
        {
            precision = TimePrecision::Day;
        }
        precision = precision.max(self.at_best);
        let date = moment.at.date();
        let at = match precision {
            TimePrecision::Minute => moment.at,
            TimePrecision::Day => date.to_datetime(Time::midnight()),
            TimePrecision::Month => date.first_of_month().to_datetime(Time::midnight()),
        };
        Moment { at, precision, as_written, ..moment }
    }

    fn formatted(&self, text: &str) -> Result<Moment, RejectReason> {
        let mut reason = RejectReason::BadTime;
        for format in &self.formats {
            let parts = strtime::parse(format, text);
            let Ok(parts) = parts.or_else(|_| strtime::parse(format, words::in_english(text, format))) else {
                continue;
            };
            let precision = match (parts.hour(), parts.day()) {
                (Some(_), _) => TimePrecision::Minute,
                (None, Some(_)) => TimePrecision::Day,
                (None, None) => TimePrecision::Month,
            };
            let date = match (precision, parts.year(), parts.month()) {
                (TimePrecision::Month, Some(year), Some(month)) => Date::new(year, month, 1),
                _ => parts.to_date(),
            };
            let time = parts.to_time().unwrap_or(Time::midnight());
            match date {
                Ok(date) => {
                    let at = date.to_datetime(time);
                    let instant = parts.to_timestamp().ok().filter(|_| parts.offset().is_some());
                    let at = instant.map_or(at, |instant| self.zone.to_datetime(instant));
                    return Ok(Moment { instant, ..Moment::of(at, precision) });
                }
                Err(_) => reason = RejectReason::ImpossibleTime,
            }
        }
        Err(reason)
    }

    fn recognised(&self, text: &str) -> Result<Moment, RejectReason> {
        if text.is_empty() {
            return Err(RejectReason::MissingValue);
        }
        if let Some(moment) = self.of_serial(text) {
            return Ok(moment);
        }
        match self.written_in_digits(text) {
            Err(RejectReason::BadTime) => {}
            result => return result,
        }
        // Only what is not plain digits pays for being looked at word by word.
        let words = words::tidy(text);
        if let Some((year, week, weekday)) = words::week(&words) {
            return of_week(year, week, weekday.ok_or(RejectReason::TooCoarse)?);
        }
        match words::date(&words) {
            Some(written) => self.written_in_words(&written),
            None if words != text => self.written_in_digits(&words),
            None => Err(RejectReason::BadTime),
        }
    }

    /// `2023-05-01 13:45`, and the other forms of digits and separators.
    fn written_in_digits(&self, text: &str) -> Result<Moment, RejectReason> {
        let (date, clock, joined) = match text.find(['T', 't', ' ']) {
            Some(place) => (&text[..place], text[place + 1..].trim_start(), text.as_bytes()[place] != b' '),
            None => (text, "", false),
        };
        let (date, precision) = self.date(date)?;
        if clock.is_empty() {
            return Ok(Moment::of(date.to_datetime(Time::midnight()), precision));
        }
        if precision == TimePrecision::Month {
            return Err(RejectReason::BadTime);
        }
        self.on_day(date, clock, joined)
    }

    /// A date whose month has a name.
    fn written_in_words(&self, written: &words::Written<'_>) -> Result<Moment, RejectReason> {
        let year = if written.year < 100 { self.full_year(written.year) } else { written.year };
        let day = date(year, written.month, written.day.unwrap_or(1))?;
        if written.weekday.is_some_and(|weekday| weekday != day.weekday().to_monday_one_offset()) {
            return Err(RejectReason::ImpossibleTime);
        }
        match (written.day, written.clock) {
            (Some(_), "") => Ok(Moment::of(day.to_datetime(Time::midnight()), TimePrecision::Day)),
            (Some(_), clock) => self.on_day(day, clock, false),
            (None, "") => Ok(Moment::of(day.to_datetime(Time::midnight()), TimePrecision::Month)),
            (None, _) => Err(RejectReason::BadTime),
        }
    }

    /// A bare number in a workbook: days since its beginning of time. Only 1954 to 2119 is believed.
    fn of_serial(&self, text: &str) -> Option<Moment> {
        let serial = self.serial?;
        let number = serial_number(text)?;
        let start = match serial {
            Serial::From1900 => Date::new(1899, 12, 30),
            Serial::From1904 => Date::new(1904, 1, 1),
        };
        #[expect(clippy::cast_possible_truncation, reason = "below 80 000 days of seconds")]
        let seconds = (number * 86_400.0).round() as i64;
        let at =
            start.ok()?.to_datetime(Time::midnight()).checked_add(SignedDuration::from_secs(seconds)).ok()?;
        let precision = if number.fract() == 0.0 { TimePrecision::Day } else { TimePrecision::Minute };
        Some(Moment::of(at, precision))
    }

    fn date(&self, text: &str) -> Result<(Date, TimePrecision), RejectReason> {
        let bytes = text.as_bytes();
        let day = |y, m, d| date(y, m, d).map(|date| (date, TimePrecision::Day));
        if bytes.iter().all(u8::is_ascii_digit) {
            return match bytes.len() {
                8 => day(number(&bytes[..4]), number(&bytes[4..6]), number(&bytes[6..])),
                6 => day(self.full_year(number(&bytes[..2])), number(&bytes[2..4]), number(&bytes[4..])),
                _ => Err(RejectReason::BadTime),
            };
        }
        let (parts, separator) = parts(bytes).ok_or(RejectReason::BadTime)?;
        match parts.as_slice() {
            [y @ [_, _, _, _], m @ ([_] | [_, _])] if separator != b'.' => {
                Ok((date(number(y), number(m), 1)?, TimePrecision::Month))
            }
            [y @ [_, _, _, _], m @ ([_] | [_, _]), d @ ([_] | [_, _])] => {
                day(number(y), number(m), number(d))
            }
            [a @ ([_] | [_, _]), b @ ([_] | [_, _]), y @ [_, _, _, _]] => {
                let order = if separator == b'.' { self.dotted } else { self.order };
                match order {
                    Some(Order::DayFirst) => day(number(y), number(b), number(a)),
                    Some(Order::MonthFirst) => day(number(y), number(a), number(b)),
                    None => Err(RejectReason::BadTime),
                }
            }
            _ => Err(RejectReason::BadTime),
        }
    }

    /// The century of a two-digit year: the latest that is not in the future.
    fn full_year(&self, year: i32) -> i32 {
        if 2000 + year <= i32::from(self.today.year()) { 2000 + year } else { 1900 + year }
    }
}

/// A day of a week of the year (ISO 8601).
fn of_week(year: i16, week: i8, weekday: i8) -> Result<Moment, RejectReason> {
    let weekday = Weekday::from_monday_one_offset(weekday);
    let day = weekday.and_then(|weekday| ISOWeekDate::new(year, week, weekday)).map(ISOWeekDate::date);
    let day = day.map_err(|_| RejectReason::ImpossibleTime)?;
    Ok(Moment::of(day.to_datetime(Time::midnight()), TimePrecision::Day))
}

#[cfg(test)]
mod tests;
