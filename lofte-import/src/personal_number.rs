//! Recognises Swedish personal identity numbers, so that none is ever kept.
//!
//! A number counts when its shape (`YYMMDD-NNNN`, `YYYYMMDD-NNNN`, with `-`, `+` or nothing between), its date and its
//! check digit fit; coordination numbers have 60 added to the day. One in about thirty random ten-digit numbers with
//! a plausible date fits by chance, which is the price of not letting one through. Names and addresses are not
//! recognised here: no text of a source is kept at all.

use std::borrow::Cow;
use std::ops::Range;

/// Whether the text holds a personal identity number or coordination number.
pub fn contains(text: &str) -> bool {
    find(text.as_bytes(), 0).is_some()
}

/// The text with every such number replaced by `…`.
///
/// ```
/// use lofte_import::personal_number::masked;
/// assert_eq!(masked("ring 701063-2391 snarast"), "ring … snarast");
/// assert_eq!(masked("2023-05-01 13:45"), "2023-05-01 13:45");
/// ```
pub fn masked(text: &str) -> Cow<'_, str> {
    let mut rest = 0;
    let mut out = String::new();
    while let Some(place) = find(text.as_bytes(), rest) {
        out.push_str(&text[rest..place.start]);
        out.push('…');
        rest = place.end;
    }
    if rest == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[rest..]);
    Cow::Owned(out)
}

/// The next number at or after `from`. Digits are ASCII, so the range lies between characters.
fn find(text: &[u8], from: usize) -> Option<Range<usize>> {
    let mut at = from;
    while at + 10 <= text.len() {
        let digits = run(text, at);
        if digits == 0 {
            at += 1;
            continue;
        }
        if let Some(end) = number_at(text, at, digits) {
            return Some(at..end);
        }
        at += digits;
    }
    None
}

/// Length of the run of digits.
fn run(text: &[u8], at: usize) -> usize {
    text[at..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The end of the number that begins at `at` with a run of `digits`.
fn number_at(text: &[u8], at: usize, digits: usize) -> Option<usize> {
    let (date, serial) = match digits {
        10 | 12 if !decimals(text, at) => (at..at + digits - 4, at + digits - 4),
        6 | 8 if matches!(text.get(at + digits), Some(b'-' | b'+')) => (at..at + digits, at + digits + 1),
        _ => return None,
    };
    let end = serial + 4;
    let whole = end <= text.len() && text[serial..end].iter().all(u8::is_ascii_digit);
    let ends = !text.get(end).is_some_and(u8::is_ascii_digit);
    (whole && ends && valid(&text[date], &text[serial..end])).then_some(end)
}

/// Whether the digits at `at` are the decimals of a number, such as a longitude.
fn decimals(text: &[u8], at: usize) -> bool {
    match text[..at] {
        [.., before, b'.' | b','] => before.is_ascii_digit(),
        _ => false,
    }
}

fn valid(date: &[u8], serial: &[u8]) -> bool {
    let pair = |at: usize| i32::from(date[at] - b'0') * 10 + i32::from(date[at + 1] - b'0');
    let short = &date[date.len() - 6..];
    let from = date.len() - 6;
    if from == 2 && !(18..=20).contains(&pair(0)) {
        return false;
    }
    let (year, month, day) = (pair(from), pair(from + 2), pair(from + 4) % 60);
    let century = if from == 2 { pair(0) * 100 } else { 2000 };
    let exists = |year: i32| {
        let fits = |part: i32| i8::try_from(part).ok();
        let date = Some((i16::try_from(year).ok(), fits(month), fits(day)));
        matches!(date, Some((Some(y), Some(m), Some(d))) if jiff::civil::Date::new(y, m, d).is_ok())
    };
    // Two-digit years: 29 February of '00 exists in 2000 only, and 2000 is also the kinder of the two.
    exists(century + year) && luhn(short.iter().chain(serial))
}

fn luhn<'a>(digits: impl Iterator<Item = &'a u8>) -> bool {
    let sum: u32 = digits
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_and_coordination_numbers_are_seen() {
        // 19640823-3234 is the example number of the tax agency; 701063-2391 its example coordination number.
        for text in [
            "640823-3234",
            "19640823-3234",
            "6408233234",
            "196408233234",
            "640823+3234",
            "701063-2391",
            "19701063-2391",
            "pnr:640823-3234.",
            "nr.6408233234",
            "å640823-3234ö",
        ] {
            assert!(contains(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "640823-3235",
            "641323-3234",
            "2023-05-01 13:45",
            "5000-K123456-23",
            "6561234.123456",
            "16.6408233234",
            "16,6408233234",
            "1640823-3234",
            "640823-32345",
            "17640823-3234",
            "",
            "640823-",
        ] {
            assert!(!contains(text), "{text}");
        }
    }

    #[test]
    fn all_of_several_are_masked() {
        assert_eq!(masked("a 640823-3234 b 701063-2391"), "a … b …");
    }
}
