//! Which styles of a workbook show a number as a date or a clock time, and what such a number means.
//!
//! Nothing else of a style matters here.

use super::Serial;
use super::xml::{Xml, XmlError, attribute};
use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Unit};
use quick_xml::events::Event;
use std::collections::HashMap;

/// How a style shows a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::table) enum Shown {
    /// As a number, or as a length of time.
    Number,
    /// As a whole number with at least so many digits, zeros in front.
    Padded(usize),
    /// As a number of hundredths: 0.5 is shown as 50 %.
    Percent,
    /// As a date.
    Date,
    /// As a date with clock time, or a clock time alone.
    Clock,
}

/// Longest number that is filled up with zeros.
const MOST_ZEROS: usize = 20;

/// Reads the cell styles, in their order.
pub(super) fn cell_styles(xml: &mut Xml<'_>) -> Result<Vec<Shown>, XmlError> {
    let mut formats: HashMap<u32, Shown> = HashMap::new();
    let mut styles = Vec::new();
    let mut within = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(&element, "numFmtId")?.and_then(|id| id.parse().ok());
                    if let (Some(id), Some(code)) = (id, attribute(&element, "formatCode")?) {
                        formats.insert(id, of_code(&code));
                    }
                }
                "cellXfs" => within = true,
                "xf" if within => {
                    let id = attribute(&element, "numFmtId")?.and_then(|id| id.parse().ok()).unwrap_or(0);
                    styles.push(formats.get(&id).copied().unwrap_or_else(|| built_in(id)));
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "cellXfs" => within = false,
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}

/// How a format shows a number: by its own code, or by the number that every program knows.
pub(in crate::table) fn shown_by(id: u32, code: Option<&str>) -> Shown {
    code.map_or_else(|| built_in(id), of_code)
}

/// The formats that every program knows by number (ECMA-376 part 1, 18.8.30), those of East Asia included.
fn built_in(id: u32) -> Shown {
    match id {
        14..=17 | 27..=31 | 36 | 50..=54 | 57..=58 => Shown::Date,
        9..=10 => Shown::Percent,
        18..=22 | 32..=35 | 45 | 47 | 55..=56 => Shown::Clock,
        _ => Shown::Number,
    }
}

/// From a format as people write it: letters of dates and clocks outside quotation marks and brackets.
fn of_code(code: &str) -> Shown {
    if (2..=MOST_ZEROS).contains(&code.len()) && code.bytes().all(|byte| byte == b'0') {
        return Shown::Padded(code.len());
    }
    let mut letters = String::new();
    let mut signs = code.split(';').next().unwrap_or("").chars();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => signs.by_ref().take_while(|other| *other != '"').for_each(drop),
            '\\' | '_' | '*' => drop(signs.next()),
            '[' => {
                let inner: String = signs.by_ref().take_while(|other| *other != ']').collect();
                // Hours above 24 are a length of time, not a clock.
                if ["h", "hh", "m", "mm", "s", "ss"].contains(&inner.to_ascii_lowercase().as_str()) {
                    return Shown::Number;
                }
            }
            other => letters.push(other.to_ascii_lowercase()),
        }
    }
    if letters.contains("general") {
        Shown::Number
    } else if letters.contains(['h', 's']) {
        Shown::Clock
    } else if letters.contains(['d', 'm', 'y']) {
        Shown::Date
    } else if letters.contains('%') {
        Shown::Percent
    } else {
        Shown::Number
    }
}

/// A number as it is shown in per cent: without what multiplying leaves behind far after the point.
pub(in crate::table) fn percent_text(number: f64) -> String {
    format!("{}%", (number * 1e11).round() / 1e9)
}

/// A number that a style shows as time, as text; `None` where it can be no time.
pub(super) fn time_text(number: f64, shown: Shown, serial: Serial) -> Option<String> {
    if matches!(shown, Shown::Number | Shown::Padded(_) | Shown::Percent)
        || !(0.0..3_000_000.0).contains(&number)
    {
        return None;
    }
    let start = match serial {
        // The calendar of 1900 has a 29 February that never was.
        Serial::From1900 if number < 60.0 => Date::constant(1899, 12, 31),
        Serial::From1900 => Date::constant(1899, 12, 30),
        Serial::From1904 => Date::constant(1904, 1, 1),
    };
    #[expect(clippy::cast_possible_truncation, reason = "at most three million days of milliseconds")]
    let length = SignedDuration::from_millis((number * 86_400_000.0).round() as i64);
    let moment: DateTime = start.to_datetime(Time::midnight()).checked_add(length).ok()?;
    let moment = moment.round(Unit::Second).ok()?;
    let form = match shown {
        _ if number < 1.0 => "%H:%M:%S",
        Shown::Date if moment.time() == Time::midnight() => "%Y-%m-%d",
        _ => "%Y-%m-%d %H:%M:%S",
    };
    Some(moment.strftime(form).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_dates_clocks_and_numbers() {
        for (code, shown) in [
            ("yyyy-mm-dd", Shown::Date),
            ("yyyy\\-mm\\-dd\\ hh:mm", Shown::Clock),
            ("[$-41D]d mmmm yyyy;@", Shown::Date),
            ("General", Shown::Number),
            ("0.00E+00", Shown::Number),
            ("#,##0 \"dagar\"", Shown::Number),
            ("[Red]0", Shown::Number),
            ("0", Shown::Number),
            ("0.0%", Shown::Percent),
            ("0 \"%\"", Shown::Number),
            ("000000", Shown::Padded(6)),
            ("[h]:mm:ss", Shown::Number),
            ("h:mm AM/PM", Shown::Clock),
        ] {
            assert_eq!(of_code(code), shown, "{code}");
        }
    }

    #[test]
    fn numbers_become_times() {
        let text = |number, shown| time_text(number, shown, Serial::From1900);
        assert_eq!(text(45_047.572_916_67, Shown::Clock).as_deref(), Some("2023-05-01 13:45:00"));
        assert_eq!(text(45_047.0, Shown::Clock).as_deref(), Some("2023-05-01 00:00:00"));
        assert_eq!(text(45_047.0, Shown::Date).as_deref(), Some("2023-05-01"));
        assert_eq!(text(0.572_916_67, Shown::Clock).as_deref(), Some("13:45:00"));
        assert_eq!(text(1.0, Shown::Date).as_deref(), Some("1900-01-01"));
        assert_eq!(time_text(43_585.0, Shown::Date, Serial::From1904).as_deref(), Some("2023-05-01"));
        assert_eq!(
            [text(-1.0, Shown::Date), text(1e300, Shown::Date), text(5.0, Shown::Number)],
            [None, None, None]
        );
    }
}
