//! What makes two rows the same: their number as it was meant, and what they say.
//!
//! Neither depends on the other rows of the file: the same row is the same in whatever company it comes. Nor does it
//! depend on how a cell is written: `1` and `1.0`, a date and the same date at 00:00, 10:00 and 10:00:30, the code of an
//! area and its name say the same. How keys are made of these is in [`crate::key`].

use crate::key::{KeyStart, Parts};
use crate::places::Placed;
use crate::same::is_dash;
use crate::text::without_spaces;
use crate::time::Moment;
use jiff::civil::{Date, DateTime, Time};
use lofte_model::records::{Category, Position, RowKey, TimePrecision};
use std::borrow::Cow;
use std::num::NonZeroU64;

/// Numbers that are longer have no zeros in front that a spreadsheet would have taken: they have other signs, or are
/// told as shortened.
const LONGEST_WITH_ZEROS: usize = 10;

/// A number of the source without what programs make of it: other dashes and spaces, spaces between thousands, and
/// `1001.0` or `1001,00`, as a program writes a column of numbers.
pub(super) fn number_as_meant(id: &str) -> Cow<'_, str> {
    let plain = number_before(id);
    if !plain.starts_with(|sign: char| sign.is_ascii_digit()) {
        return plain;
    }
    let whole = plain
        .split_once(['.', ','])
        .filter(|(_, rest)| !rest.is_empty() && rest.bytes().all(|byte| byte == b'0'))
        .map_or(plain.as_ref(), |(whole, _)| whole);
    if let Some(whole) = without_spaces(whole) {
        return Cow::Owned(whole);
    }
    let digits = whole.bytes().all(|byte| byte.is_ascii_digit());
    if digits && whole.len() < plain.len() { Cow::Owned(whole.to_owned()) } else { plain }
}

/// The same as it was meant when fewer ways of writing were known: rows are kept under keys of this.
pub(super) fn number_before(id: &str) -> Cow<'_, str> {
    if id.is_ascii() {
        let digits = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let whole = [".0", ",0"].iter().find_map(|end| id.strip_suffix(end)).filter(digits);
        return Cow::Borrowed(whole.unwrap_or(id));
    }
    let plain = |sign: char| match sign {
        sign if is_dash(sign) => '-',
        sign if sign.is_whitespace() => ' ',
        sign => sign,
    };
    Cow::Owned(id.chars().map(plain).collect())
}

/// The numbers that a number may be where a spreadsheet has taken the zeros in front of one of them: `0012` and `12`.
pub(super) fn but_for_zeros(number: &str) -> Vec<String> {
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let bare = number.trim_start_matches('0');
    if !digits || bare.is_empty() || number.len() > LONGEST_WITH_ZEROS {
        return Vec::new();
    }
    let widths =
        if bare.len() < number.len() { bare.len()..=bare.len() } else { bare.len() + 1..=LONGEST_WITH_ZEROS };
    widths.map(|width| format!("{bare:0>width$}")).collect()
}

/// What was read of a row, before anything was concluded from the others.
pub(super) struct Told<'a> {
    pub(super) category: &'a Category,
    pub(super) start: Moment,
    pub(super) until: Option<Moment>,
    pub(super) position: Option<Position>,
    pub(super) area: &'a Placed,
    /// What names its place, in the form in which names are compared, where the mapping has such columns. Which place that
    /// is depends on the gazetteer, and is not what the row says.
    pub(super) names: Option<&'a str>,
}

impl Told<'_> {
    /// What the row says, shortened.
    pub(super) fn said(&self) -> NonZeroU64 {
        let mut told = Parts::none();
        told.add("read");
        told.add(self.category.as_str());
        self.times(&mut told, |text, moment| push_clock_time(text, moment.at, moment.as_written));
        self.place(&mut told, 7);
        self.area_code(&mut told);
        self.names(&mut told);
        told.contents()
    }

    /// The same as it was shortened when an area counted as it is `written`, and a time by its second.
    pub(super) fn said_before(&self, written: &str) -> NonZeroU64 {
        let mut told = Parts::none();
        told.add(self.category.as_str());
        self.times(&mut told, |text, moment| push_second(text, moment.at, moment.as_written));
        self.place(&mut told, 7);
        told.add(written);
        told.contents()
    }

    /// What the row is known by where it has no number: the text of its category in the form in which it is compared
    /// (`label`), and the rest. Neither which category a text is nor how exactly times are said to be known is part of
    /// it: a mapping may be mended, and the row is the same.
    pub(super) fn key(&self, start: &KeyStart, label: &str) -> RowKey {
        let mut told = start.of_what_was_read();
        told.add(label);
        self.times(&mut told, |text, moment| push_clock_time(text, moment.read.0, moment.read.1));
        self.place(&mut told, 6);
        self.area_code(&mut told);
        self.names(&mut told);
        told.key()
    }

    fn names(&self, told: &mut Parts) {
        if let Some(names) = self.names {
            told.add("named");
            told.add(names);
        }
    }

    fn times(&self, told: &mut Parts, write: impl Fn(&mut Vec<u8>, Moment)) {
        told.write(|text| write(text, self.start));
        told.write(|text| self.until.into_iter().for_each(|until| write(text, until)));
    }

    /// The position so far as it tells two apart: what a later version of the projection may still say otherwise does
    /// not count.
    fn place(&self, told: &mut Parts, decimals: usize) {
        told.write(|text| {
            if let Some(position) = self.position {
                push_fixed(text, position.lon, decimals);
                text.push(b' ');
                push_fixed(text, position.lat, decimals);
            }
        });
    }

    fn area_code(&self, told: &mut Parts) {
        let deso = self.area.deso.as_ref().map(|code| ("deso ", code));
        let area = deso.or_else(|| self.area.own_area.as_ref().map(|code| ("own ", code)));
        told.write(|text| {
            if let Some((kind, code)) = area {
                text.extend_from_slice(kind.as_bytes());
                text.extend_from_slice(code.as_str().as_bytes());
            }
        });
    }
}

/// A time to its minute; midnight is how programs write that only the date is known.
fn push_clock_time(text: &mut Vec<u8>, at: DateTime, precision: TimePrecision) {
    let known_to = if precision == TimePrecision::Minute && at.time() == Time::midnight() {
        TimePrecision::Day
    } else {
        precision
    };
    push_date(text, at.date());
    match known_to {
        TimePrecision::Minute => {
            text.push(b' ');
            push_clock(text, &[at.hour(), at.minute()]);
        }
        TimePrecision::Day => {}
        TimePrecision::Month => {
            text.push(b' ');
            text.extend_from_slice(known_to.word().as_bytes());
        }
    }
}

/// A time as `2025-03-01T10:00:00`, with what it is known to.
fn push_second(text: &mut Vec<u8>, at: DateTime, precision: TimePrecision) {
    if at.subsec_nanosecond() == 0 {
        push_date(text, at.date());
        text.push(b'T');
        push_clock(text, &[at.hour(), at.minute(), at.second()]);
    } else {
        text.extend_from_slice(at.to_string().as_bytes());
    }
    text.push(b' ');
    text.extend_from_slice(precision.word().as_bytes());
}

fn push_date(text: &mut Vec<u8>, date: Date) {
    match u32::try_from(date.year()) {
        Ok(year) => {
            push_digits(text, u64::from(year), 4);
            for part in [date.month(), date.day()] {
                text.push(b'-');
                push_digits(text, u64::from(part.unsigned_abs()), 2);
            }
        }
        Err(_) => text.extend_from_slice(date.to_string().as_bytes()),
    }
}

fn push_clock(text: &mut Vec<u8>, parts: &[i8]) {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            text.push(b':');
        }
        push_digits(text, u64::from(part.unsigned_abs()), 2);
    }
}

/// A number with zeros in front, as many digits as asked for or more.
fn push_digits(text: &mut Vec<u8>, number: u64, digits: usize) {
    let (mut room, mut rest, mut from) = ([b'0'; 20], number, 20);
    while rest > 0 {
        from -= 1;
        let [digit, ..] = (rest % 10).to_le_bytes();
        room[from] = b'0' + digit;
        rest /= 10;
    }
    text.extend_from_slice(&room[from.min(room.len().saturating_sub(digits))..]);
}

/// What a number is multiplied by to keep so many decimals.
const UNITS: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

/// A number with so many decimals, at most seven: exactly what `{:.N}` writes, which digests of what is kept are made of,
/// in a tenth of the time.
fn push_fixed(text: &mut Vec<u8>, number: f64, decimals: usize) {
    let size = number.abs();
    if !(1e-9..1e9).contains(&size) || decimals >= UNITS.len() {
        text.extend_from_slice(format!("{number:.decimals$}").as_bytes());
        return;
    }
    // The number is `mantissa` halved `halvings` times; scaled it still fits, so that nothing is lost before it is rounded.
    let bits = size.to_bits();
    let halvings = 1075 - (bits >> 52);
    let mantissa = (bits & ((1 << 52) - 1)) | (1 << 52);
    let unit = UNITS[decimals];
    let scaled = u128::from(mantissa) * u128::from(unit);
    let (mut rounded, rest, half) = (scaled >> halvings, scaled & ((1 << halvings) - 1), 1 << (halvings - 1));
    if rest > half || (rest == half && rounded & 1 == 1) {
        rounded += 1;
    }
    let rounded = u64::try_from(rounded).unwrap_or(u64::MAX);
    if number < 0.0 {
        text.push(b'-');
    }
    push_digits(text, rounded / unit, 1);
    if decimals > 0 {
        text.push(b'.');
        push_digits(text, rounded % unit, decimals);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_whatever_a_program_made_of_it() {
        for (id, meant) in [
            ("1001.0", "1001"),
            ("1001,0", "1001"),
            ("1001,00", "1001"),
            ("1001.000", "1001"),
            ("1001.50", "1001.50"),
            ("12\u{a0}345", "12345"),
            ("12 345,00", "12345"),
            ("2025 001", "2025 001"),
            ("K1.0", "K1.0"),
            (".0", ".0"),
            ("K\u{a0}1", "K 1"),
            ("5000\u{2013}K1\u{2011}25", "5000-K1-25"),
            ("0012", "0012"),
        ] {
            assert_eq!(number_as_meant(id), meant);
        }
    }

    #[test]
    fn zeros_in_front_may_be_lost() {
        assert_eq!(but_for_zeros("0012"), ["12"]);
        assert_eq!(but_for_zeros("12345678"), ["012345678", "0012345678"]);
        for none in ["K12", "000", "", "12345678901"] {
            assert!(but_for_zeros(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn numbers_and_times_are_written_as_they_always_were() {
        let written = |write: &dyn Fn(&mut Vec<u8>)| {
            let mut text = Vec::new();
            write(&mut text);
            String::from_utf8(text).unwrap()
        };
        let mut state: u64 = 482;
        let mut numbers =
            vec![0.0, -0.0, 1e-10, -4e-8, 0.5, 16.003_906_25, -16.003_906_25, 0.999_999_95, 1e9, 1e300];
        for number in 0..20_000_u32 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            numbers.push(((state >> 11) as f64 / 2_f64.powi(53) - 0.5) * 400.0);
            // Halves at the eighth decimal and elsewhere, which are rounded to the even digit.
            numbers.push(f64::from(number) / 256.0);
            numbers.push(f64::from(number) / 1024.0);
        }
        for number in numbers {
            for decimals in [0, 1, 6, 7] {
                let text = written(&|text| push_fixed(text, number, decimals));
                assert_eq!(text, format!("{number:.decimals$}"), "{number:?}");
            }
        }
        for at in [
            jiff::civil::date(2025, 3, 1).at(10, 5, 9, 0),
            jiff::civil::date(7, 12, 31).at(0, 0, 0, 0),
            jiff::civil::date(-3, 1, 2).at(23, 59, 59, 0),
            jiff::civil::date(9999, 1, 2).at(1, 2, 3, 450_000_000),
        ] {
            let second = written(&|text| push_second(text, at, TimePrecision::Day));
            assert_eq!(second, format!("{at} day"));
            let clock = |precision| written(&|text| push_clock_time(text, at, precision));
            assert_eq!(clock(TimePrecision::Month), format!("{} month", at.date()));
            let minute = format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute());
            let midnight = at.time() == Time::midnight();
            let expected = if midnight { at.date().to_string() } else { minute };
            assert_eq!(clock(TimePrecision::Minute), expected);
        }
    }
}
