//! Times as sources write them.
//!
//! Forms that can only mean one thing are recognised cell by cell. `1/5/2023` can mean two: which one is decided for
//! the whole file ([`Order`]) or the mapping says it. How exactly a time is known is kept: a date is not midnight.
//! Time zones other than an offset behind the time are not known; everything is Swedish local time. Weeks and quarters
//! are recognised and refused: no row can say that its day is one of seven.

mod words;

use crate::number::decimal;
use crate::table::Serial;
use jiff::civil::{Date, DateTime, ISOWeekDate, Time, Weekday};
use jiff::fmt::strtime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, Unit};
use lofte_model::records::{RejectReason, TimePrecision};

/// Swedish time as it has been since 1996. Written out, so that a file is read alike on every machine.
const SWEDISH_TIME: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// A time and how exactly it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) at: DateTime,
    pub(crate) precision: TimePrecision,
    /// The instant, where an offset says it: the clock alone does not, in the hour that comes twice.
    pub(crate) instant: Option<Timestamp>,
}

impl Moment {
    fn of(at: DateTime, precision: TimePrecision) -> Self {
        Self { at, precision, instant: None }
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
        let (order, serial, midnight_is_date, checked) = (None, None, false, true);
        Self { formats, order, serial, midnight_is_date, at_best, today, earliest, checked, zone }
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
            return self.believed(Moment { precision, instant: None, ..day });
        }
        self.believed(self.on_day(day.at.date(), &words::clock(clock))?)
    }

    /// A date and what stands behind it: a clock time, perhaps with an offset.
    fn on_day(&self, date: Date, clock: &str) -> Result<Moment, RejectReason> {
        let (clock, offset) = split_offset(clock)?;
        let at = clock_time(clock)?.on(date)?;
        let Some(offset) = offset else {
            return Ok(Moment::of(at, TimePrecision::Minute));
        };
        let utc = at.checked_sub(offset).and_then(|utc| TimeZone::UTC.to_timestamp(utc));
        let instant = utc.map_err(|_| RejectReason::ImpossibleTime)?;
        let at = self.zone.to_datetime(instant);
        Ok(Moment { at, precision: TimePrecision::Minute, instant: Some(instant) })
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
        let ambiguous = self.zone.to_ambiguous_timestamp(at).offset();
        match ambiguous {
            AmbiguousOffset::Gap { .. } => Some(Ambiguity::Skipped),
            AmbiguousOffset::Fold { .. } => Some(Ambiguity::Twice),
            AmbiguousOffset::Unambiguous { .. } => None,
        }
    }

    /// Coarsened to what is known.
    fn settled(&self, moment: Moment) -> Moment {
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
        Moment { at, precision, ..moment }
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
                    return Ok(Moment { at, precision, instant });
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
        let (date, clock) = match text.find(['T', 't', ' ']) {
            Some(place) => (&text[..place], text[place + 1..].trim_start()),
            None => (text, ""),
        };
        let (date, precision) = self.date(date)?;
        if clock.is_empty() {
            return Ok(Moment::of(date.to_datetime(Time::midnight()), precision));
        }
        if precision == TimePrecision::Month {
            return Err(RejectReason::BadTime);
        }
        self.on_day(date, clock)
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
            (Some(_), clock) => self.on_day(day, clock),
            (None, "") => Ok(Moment::of(day.to_datetime(Time::midnight()), TimePrecision::Month)),
            (None, _) => Err(RejectReason::BadTime),
        }
    }

    /// A bare number in a workbook: days since its beginning of time. Only 1954 to 2119 is believed.
    fn of_serial(&self, text: &str) -> Option<Moment> {
        let serial = self.serial?;
        let number = text.parse::<f64>().ok().filter(|number| (20_000.0..80_000.0).contains(number))?;
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
                let order = if separator == b'.' { Some(Order::DayFirst) } else { self.order };
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

/// What a cell says about the order of day and month; `None` if it is no date that could be read both ways.
pub(crate) fn slashed(text: &str) -> Option<Slashed> {
    let date = text.split(['T', ' ']).next()?;
    let (parts, separator) = parts(date.as_bytes())?;
    match parts.as_slice() {
        [a, b, [_, _, _, _]]
            if separator != b'.' && (1..=2).contains(&a.len()) && (1..=2).contains(&b.len()) =>
        {
            Some(match (number(a), number(b)) {
                (13.., _) => Slashed::Says(Order::DayFirst),
                (_, 13..) => Slashed::Says(Order::MonthFirst),
                _ => Slashed::SaysNothing,
            })
        }
        _ => None,
    }
}

/// Whether a cell is a date of six digits.
pub(crate) fn short_year(text: &str) -> bool {
    let date = text.split(['T', ' ']).next().unwrap_or("");
    date.len() == 6 && date.bytes().all(|byte| byte.is_ascii_digit())
}

/// Two or three groups of digits and the one character that is between them.
fn parts(bytes: &[u8]) -> Option<(Vec<&[u8]>, u8)> {
    let separator = *bytes.iter().find(|byte| !byte.is_ascii_digit())?;
    if !b"-/.".contains(&separator) {
        return None;
    }
    let parts: Vec<&[u8]> = bytes.split(|byte| *byte == separator).collect();
    let digits =
        parts.iter().all(|part| !part.is_empty() && part.len() <= 4 && part.iter().all(u8::is_ascii_digit));
    (digits && (2..=3).contains(&parts.len())).then_some((parts, separator))
}

/// At most eight digits as a number.
fn number(digits: &[u8]) -> i32 {
    digits.iter().fold(0, |number, digit| number * 10 + i32::from(digit - b'0'))
}

fn date(year: i32, month: i32, day: i32) -> Result<Date, RejectReason> {
    let part = |part: i32| i8::try_from(part).map_err(|_| RejectReason::ImpossibleTime);
    let year = i16::try_from(year).map_err(|_| RejectReason::ImpossibleTime)?;
    Date::new(year, part(month)?, part(day)?).map_err(|_| RejectReason::ImpossibleTime)
}

/// `Z`, `+02`, `+0200`, `+02:00` or the name of a zone behind a clock time.
fn split_offset(clock: &str) -> Result<(&str, Option<SignedDuration>), RejectReason> {
    for (name, hours) in [("Z", 0), ("UTC", 0), ("GMT", 0), ("CEST", 2), ("CET", 1)] {
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
    let (hours, minutes) = (number(&digits[..2]), number(&digits[2..]));
    if hours > 14 || minutes > 59 {
        return Err(RejectReason::BadTime);
    }
    let offset = SignedDuration::from_mins(i64::from(hours * 60 + minutes));
    let offset = if clock.as_bytes()[place] == b'-' { -offset } else { offset };
    Ok((clock[..place].trim_end(), Some(offset)))
}

/// A clock time, and whether it is midnight at the end of the day.
struct Clock {
    time: Time,
    next_day: bool,
}

impl Clock {
    fn on(&self, date: Date) -> Result<DateTime, RejectReason> {
        let date = if self.next_day { date.tomorrow() } else { Ok(date) };
        date.map(|date| date.to_datetime(self.time)).map_err(|_| RejectReason::ImpossibleTime)
    }
}

/// `13:45`, `13.45`, `13:45:10`, `1345`, `13`, `1:45 PM`, `24:00`, or the fraction of a day `0.5729`.
fn clock_time(text: &str) -> Result<Clock, RejectReason> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    fn times() -> Times {
        Times::new(Vec::new(), TimePrecision::Minute, day(2026, 11, 23))
    }

    fn told(result: Result<Moment, RejectReason>) -> String {
        match result {
            Ok(moment) => format!("{} {:?}", moment.at, moment.precision),
            Err(reason) => format!("{reason:?}"),
        }
    }

    fn table(times: &Times, cells: &[&str]) -> String {
        cells.iter().fold(String::new(), |out, cell| out + cell + " = " + &told(times.moment(cell)) + "\n")
    }

    #[test]
    fn forms_that_mean_one_thing() {
        insta::assert_snapshot!(table(&times(), &[
            "2023-05-01 13:45", "2023-05-01 13:45:10", "2023-05-01T13:45", "2023-05-01", "2023-05-01 13:45:10.500",
            "2023/05/01 13.45", "01.05.2023 13:45", "1.5.2023", "20230501", "230501", "991231", "2022-05", "2022/5",
            "2023-07-01T12:00:00Z", "2023-12-31T23:30:00+00:00", "2023-07-01 12:00-05", "1.5.2023 1:45 PM",
        ]), @"
        2023-05-01 13:45 = 2023-05-01T13:45:00 Minute
        2023-05-01 13:45:10 = 2023-05-01T13:45:10 Minute
        2023-05-01T13:45 = 2023-05-01T13:45:00 Minute
        2023-05-01 = 2023-05-01T00:00:00 Day
        2023-05-01 13:45:10.500 = 2023-05-01T13:45:10 Minute
        2023/05/01 13.45 = 2023-05-01T13:45:00 Minute
        01.05.2023 13:45 = 2023-05-01T13:45:00 Minute
        1.5.2023 = 2023-05-01T00:00:00 Day
        20230501 = 2023-05-01T00:00:00 Day
        230501 = 2023-05-01T00:00:00 Day
        991231 = 1999-12-31T00:00:00 Day
        2022-05 = 2022-05-01T00:00:00 Month
        2022/5 = 2022-05-01T00:00:00 Month
        2023-07-01T12:00:00Z = 2023-07-01T14:00:00 Minute
        2023-12-31T23:30:00+00:00 = 2024-01-01T00:30:00 Minute
        2023-07-01 12:00-05 = 2023-07-01T19:00:00 Minute
        1.5.2023 1:45 PM = 2023-05-01T13:45:00 Minute
        ");
    }

    #[test]
    fn what_is_no_time_and_what_does_not_exist() {
        insta::assert_snapshot!(table(&times(), &[
            "", "igår", "2023-02-31", "2023-13-01", "2023-05-01 25:00", "2023-05-01 13:60",
            "1/5/2023", "45047", "2023-05-", "--", "5", "2023-05-01 13:45+99", "å-ö-åäöå", "2023-05-01 +",
        ]), @"
         = MissingValue
        igår = BadTime
        2023-02-31 = ImpossibleTime
        2023-13-01 = ImpossibleTime
        2023-05-01 25:00 = ImpossibleTime
        2023-05-01 13:60 = ImpossibleTime
        1/5/2023 = BadTime
        45047 = BadTime
        2023-05- = BadTime
        -- = BadTime
        5 = BadTime
        2023-05-01 13:45+99 = BadTime
        å-ö-åäöå = BadTime
        2023-05-01 + = BadTime
        ");
    }

    #[test]
    fn names_of_months_and_other_usual_forms() {
        insta::assert_snapshot!(table(&times(), &[
            "12 okt 2024", "3 mars 2024 kl. 14.05", "1 maj 2024", "den 24:e december 2024", "21 juli 2024 09:30",
            "5 aug. 2024", "lör 29 juni 2024", "lördagen den 29 juni 2024 klockan 9", "2024 okt 12", "October 12, 2024",
            "12-okt-2024", "12-okt-24", "12okt2024", "12/Oct/2024 1:45 PM", "okt 2024", "2024 oktober", "Sept 3rd 2024 09:30",
            "1 MAJ 2024", "1\u{a0}maj 2024", "2024–05–14", "2024‑05‑14 kl 13.45", "2023-05-01 24:00", "2024-05-14t21:05",
            "2025-06-30 7:32:17 +02:00", "2025-01-05 23:52 CET", "2024-05-14 13", "14 maj 2024 24:00", "2024-05-14, 13:45",
        ]), @"
        12 okt 2024 = 2024-10-12T00:00:00 Day
        3 mars 2024 kl. 14.05 = 2024-03-03T14:05:00 Minute
        1 maj 2024 = 2024-05-01T00:00:00 Day
        den 24:e december 2024 = 2024-12-24T00:00:00 Day
        21 juli 2024 09:30 = 2024-07-21T09:30:00 Minute
        5 aug. 2024 = 2024-08-05T00:00:00 Day
        lör 29 juni 2024 = 2024-06-29T00:00:00 Day
        lördagen den 29 juni 2024 klockan 9 = 2024-06-29T09:00:00 Minute
        2024 okt 12 = 2024-10-12T00:00:00 Day
        October 12, 2024 = 2024-10-12T00:00:00 Day
        12-okt-2024 = 2024-10-12T00:00:00 Day
        12-okt-24 = 2024-10-12T00:00:00 Day
        12okt2024 = 2024-10-12T00:00:00 Day
        12/Oct/2024 1:45 PM = 2024-10-12T13:45:00 Minute
        okt 2024 = 2024-10-01T00:00:00 Month
        2024 oktober = 2024-10-01T00:00:00 Month
        Sept 3rd 2024 09:30 = 2024-09-03T09:30:00 Minute
        1 MAJ 2024 = 2024-05-01T00:00:00 Day
        1 maj 2024 = 2024-05-01T00:00:00 Day
        2024–05–14 = 2024-05-14T00:00:00 Day
        2024‑05‑14 kl 13.45 = 2024-05-14T13:45:00 Minute
        2023-05-01 24:00 = 2023-05-02T00:00:00 Minute
        2024-05-14t21:05 = 2024-05-14T21:05:00 Minute
        2025-06-30 7:32:17 +02:00 = 2025-06-30T07:32:17 Minute
        2025-01-05 23:52 CET = 2025-01-05T23:52:00 Minute
        2024-05-14 13 = 2024-05-14T13:00:00 Minute
        14 maj 2024 24:00 = 2024-05-15T00:00:00 Minute
        2024-05-14, 13:45 = 2024-05-14T13:45:00 Minute
        ");
    }

    #[test]
    fn what_is_too_coarse_or_contradicts_itself() {
        insta::assert_snapshot!(table(&times(), &[
            "2024-W05", "2024 v. 5", "vecka 5 2024", "v5 2024", "2024K1", "2024 Q3", "kvartal 2 2024", "2024-W05-3",
            "fre 29 juni 2024", "30 feb 2024", "0225-03-01", "1025-03-01 10:00", "1 maj 1025", "12 xyz 2024", "maj", "12 okt", "2024-W60-1",
            "2024-03-31 02:30", "2024-03-31T02:30+01:00", "1979-03-25 02:30",
        ]), @"
        2024-W05 = TooCoarse
        2024 v. 5 = TooCoarse
        vecka 5 2024 = TooCoarse
        v5 2024 = TooCoarse
        2024K1 = TooCoarse
        2024 Q3 = TooCoarse
        kvartal 2 2024 = TooCoarse
        2024-W05-3 = 2024-01-31T00:00:00 Day
        fre 29 juni 2024 = ImpossibleTime
        30 feb 2024 = ImpossibleTime
        0225-03-01 = ImplausibleYear
        1025-03-01 10:00 = ImplausibleYear
        1 maj 1025 = ImplausibleYear
        12 xyz 2024 = BadTime
        maj = BadTime
        12 okt = BadTime
        2024-W60-1 = ImpossibleTime
        2024-03-31 02:30 = SkippedHour
        2024-03-31T02:30+01:00 = 2024-03-31T03:30:00 Minute
        1979-03-25 02:30 = 1979-03-25T02:30:00 Minute
        ");
    }

    #[test]
    fn slashes_need_an_order() {
        assert_eq!(slashed("31/5/2023 10:00"), Some(Slashed::Says(Order::DayFirst)));
        assert_eq!(slashed("5-31-2023"), Some(Slashed::Says(Order::MonthFirst)));
        assert_eq!(slashed("1/5/2023"), Some(Slashed::SaysNothing));
        assert_eq!([slashed("1.5.2023"), slashed("2023/05/01"), slashed("x")], [None, None, None]);
        let mut times = times();
        times.order = Some(Order::DayFirst);
        assert_eq!(told(times.moment("1/5/2023")), "2023-05-01T00:00:00 Day");
        times.order = Some(Order::MonthFirst);
        assert_eq!(told(times.moment("1/5/2023 07:05")), "2023-01-05T07:05:00 Minute");
    }

    #[test]
    fn clocks_of_their_own_column() {
        let times = times();
        let with_clock = |clock: &str| told(times.date_and_clock("2023-05-01", clock));
        for (clock, end) in [
            ("13:45", "T13:45:00 Minute"),
            ("1345", "T13:45:00 Minute"),
            ("945", "T09:45:00 Minute"),
            ("7", "T07:00:00 Minute"),
            ("0", "T00:00:00 Minute"),
            ("0.618055555555556", "T14:50:00 Minute"),
            ("00.45", "T00:45:00 Minute"),
            ("", "T00:00:00 Day"),
            ("12:05 AM", "T00:05:00 Minute"),
        ] {
            assert_eq!(with_clock(clock), format!("2023-05-01{end}"), "{clock}");
        }
        assert_eq!(with_clock("24:00"), "2023-05-02T00:00:00 Minute");
        assert_eq!([with_clock("25:10"), with_clock("kväll")], ["ImpossibleTime", "BadTime"]);
        assert_eq!(told(times.date_and_clock("2023-05-01 00:00:00", "13:45")), "2023-05-01T13:45:00 Minute");
    }

    #[test]
    fn workbook_days() {
        let mut times = times();
        times.serial = Some(Serial::From1900);
        assert_eq!(told(times.moment("45047")), "2023-05-01T00:00:00 Day");
        assert_eq!(told(times.moment("45047.572916666664")), "2023-05-01T13:45:00 Minute");
        times.serial = Some(Serial::From1904);
        assert_eq!(told(times.moment("43585")), "2023-05-01T00:00:00 Day");
    }

    #[test]
    fn what_is_known_no_better_is_not_said_better() {
        let mut times = times();
        times.at_best = TimePrecision::Month;
        assert_eq!(told(times.moment("2022-01-17 10:00")), "2022-01-01T00:00:00 Month");
        times.at_best = TimePrecision::Minute;
        times.midnight_is_date = true;
        assert_eq!(told(times.moment("2022-01-17 00:00")), "2022-01-17T00:00:00 Day");
        assert_eq!(told(times.moment("2022-01-17 00:01")), "2022-01-17T00:01:00 Minute");
    }

    #[test]
    fn forms_of_the_mapping() {
        let formats = vec!["%d/%m/%Y kl %H:%M".to_owned(), "%d/%m/%Y".to_owned(), "%m-%Y".to_owned()];
        let times = Times::new(formats, TimePrecision::Minute, day(2026, 11, 23));
        assert_eq!(told(times.moment("1/5/2023 kl 13:45")), "2023-05-01T13:45:00 Minute");
        assert_eq!(told(times.moment("1/5/2023")), "2023-05-01T00:00:00 Day");
        assert_eq!(told(times.moment("05-2023")), "2023-05-01T00:00:00 Month");
        assert_eq!(
            [told(times.moment("31/2/2023")), told(times.moment("2023-05-01"))],
            ["ImpossibleTime", "BadTime"]
        );
        let formats = vec!["%d %B -%y".to_owned(), "%d.%b.%Y".to_owned()];
        let times = Times::new(formats, TimePrecision::Minute, day(2026, 11, 23));
        assert_eq!(told(times.moment("1 maj -23")), "2023-05-01T00:00:00 Day");
        assert_eq!(told(times.moment("12.okt.2023")), "2023-10-12T00:00:00 Day");
    }
}
