//! Days as a calendar (iCalendar, RFC 5545), for subscriptions and files.
//!
//! Everything here lasts whole days: nothing in a promise happens at an hour. Lines are folded at 75 octets and texts
//! escaped, so that a title with commas or line breaks stays one title. Leaves out times, alarms, people and places.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use std::fmt::Write;

/// Most octets of a line, its break not counted.
const LONGEST: usize = 75;
/// Octets before the end of a line from where a place to fold is looked for.
const ROOM: usize = 12;

/// Something in a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Occasion {
    /// What tells it from others, for ever: a subscription moves it instead of adding one.
    pub uid: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// What it is, in a line.
    pub summary: String,
}

/// A calendar with a name, as it is at a moment.
///
/// ```
/// use jiff::{Timestamp, civil::date};
/// use lofte_words::icalendar::{Occasion, calendar};
/// let day = date(2026, 8, 31);
/// let one = Occasion { uid: "a@lofte".into(), from: day, to: day, summary: "Avstämning, löfte 2".into() };
/// let text = calendar("Löfte", &[one], Timestamp::UNIX_EPOCH);
/// assert!(text.contains("DTSTART;VALUE=DATE:20260831\r\nDTEND;VALUE=DATE:20260901\r\n"));
/// assert!(text.contains("SUMMARY:Avstämning\\, löfte 2\r\n"));
/// ```
pub fn calendar(name: &str, occasions: &[Occasion], at: Timestamp) -> String {
    let mut out = String::new();
    let stamp = moment(at);
    for (property, value) in [
        ("BEGIN", "VCALENDAR".to_owned()),
        ("VERSION", "2.0".to_owned()),
        ("PRODID", "-//Lofte//Lofte//SV".to_owned()),
        ("CALSCALE", "GREGORIAN".to_owned()),
        ("METHOD", "PUBLISH".to_owned()),
        ("X-WR-CALNAME", escaped(name)),
    ] {
        line(&mut out, property, &value);
    }
    for occasion in occasions {
        event(&mut out, occasion, &stamp);
    }
    line(&mut out, "END", "VCALENDAR");
    out
}

fn event(out: &mut String, occasion: &Occasion, stamp: &str) {
    // The end is the first day that is no longer part of it.
    let after = occasion.to.max(occasion.from);
    let after = after.tomorrow().unwrap_or(after);
    for (property, value) in [
        ("BEGIN", "VEVENT".to_owned()),
        ("UID", escaped(&occasion.uid)),
        ("DTSTAMP", stamp.to_owned()),
        ("DTSTART;VALUE=DATE", day(occasion.from)),
        ("DTEND;VALUE=DATE", day(after)),
        ("SUMMARY", escaped(&occasion.summary)),
        ("TRANSP", "TRANSPARENT".to_owned()),
        ("END", "VEVENT".to_owned()),
    ] {
        line(out, property, &value);
    }
}

fn day(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

fn moment(at: Timestamp) -> String {
    let utc = at.to_zoned(TimeZone::UTC);
    let mut text = day(utc.date());
    // Writing into a string does not fail.
    let _ = write!(text, "T{:02}{:02}{:02}Z", utc.hour(), utc.minute(), utc.second());
    text
}

/// A text as a value: what would end or split it is marked, and other control signs are left out.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for sign in text.replace("\r\n", "\n").replace('\r', "\n").chars() {
        match sign {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(sign);
            }
            '\n' => out.push_str("\\n"),
            sign if sign.is_control() => {}
            sign => out.push(sign),
        }
    }
    out
}

/// A line, folded where it is too long, never inside a letter and not beside a space where it can be helped: there are
/// readers that take a space at either end of a line away.
fn line(out: &mut String, property: &str, value: &str) {
    let whole = format!("{property}:{value}");
    let (mut octets, mut before) = (0, ' ');
    for letter in whole.chars() {
        let length = octets + letter.len_utf8();
        let beside_a_space = letter == ' ' || before == ' ';
        if length > LONGEST || length > LONGEST - ROOM && !beside_a_space {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(letter);
        octets += letter.len_utf8();
        before = letter;
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use ical::parser::ical::component::IcalCalendar;
    use jiff::civil::date;

    fn read(text: &str) -> IcalCalendar {
        let mut calendars = ical::IcalParser::new(text.as_bytes());
        let first = calendars.next().unwrap().unwrap();
        assert!(calendars.next().is_none());
        first
    }

    fn value(calendar: &IcalCalendar, place: usize, name: &str) -> String {
        let properties = &calendar.events[place].properties;
        let found = properties.iter().find(|property| property.name == name).unwrap();
        found.value.clone().unwrap()
    }

    fn occasion(summary: &str) -> Occasion {
        let uid = "lofte-2@0482".to_owned();
        Occasion { uid, from: date(2026, 8, 31), to: date(2026, 8, 31), summary: summary.to_owned() }
    }

    #[test]
    fn a_reader_of_others_finds_every_day_and_title() {
        let long = format!("Åtgärd 12: {}slut", "trygghetsvandringar i centrum, på kvällen; ".repeat(9));
        let over = Occasion { to: date(2026, 12, 31), ..occasion("Löfte 3 pågår\noch rullar") };
        let last = Occasion { uid: "z".into(), ..occasion(&long) };
        let text = calendar("Löfte, Flen", &[occasion("Avstämning"), over, last], Timestamp::UNIX_EPOCH);
        let read = read(&text);
        assert_eq!(read.events.len(), 3);
        assert_eq!(value(&read, 0, "DTSTART"), "20260831");
        assert_eq!(value(&read, 0, "DTEND"), "20260901");
        assert_eq!(value(&read, 0, "DTSTAMP"), "19700101T000000Z");
        assert_eq!(value(&read, 1, "DTEND"), "20270101");
        assert_eq!(value(&read, 1, "SUMMARY"), "Löfte 3 pågår\\noch rullar");
        let told = value(&read, 2, "SUMMARY").replace("\\,", ",").replace("\\;", ";");
        assert_eq!(told, long, "folded lines are one line again");
    }

    #[test]
    fn lines_end_and_fold_as_the_standard_says() {
        let text = calendar("å".repeat(200).as_str(), &[occasion(&"ö".repeat(300))], Timestamp::UNIX_EPOCH);
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        for line in text.split("\r\n") {
            assert!(line.len() <= LONGEST, "{} octets: {line}", line.len());
        }
    }

    #[test]
    fn a_title_cannot_add_lines_of_its_own() {
        let text = calendar("L", &[occasion("a\r\nEND:VEVENT\r\nBEGIN:VEVENT\u{7}")], Timestamp::UNIX_EPOCH);
        assert_eq!(text.matches("\r\nBEGIN:VEVENT").count(), 1, "{text}");
        assert_eq!(read(&text).events.len(), 1);
    }
}
