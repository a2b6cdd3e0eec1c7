//! What makes two rows the same: their number as it was meant, and what they say.
//!
//! Neither depends on the other rows of the file: the same row is the same in whatever company it comes. Nor does it
//! depend on how a cell is written: `1` and `1.0`, a date and the same date at 00:00, 10:00 and 10:00:30, the code of an
//! area and its name say the same. How keys are made of these is in [`crate::key`].

use crate::key::contents;
use crate::places::Placed;
use crate::same::is_dash;
use crate::text::without_spaces;
use crate::time::Moment;
use jiff::civil::Time;
use lofte_model::records::{Category, Position, TimePrecision};
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
    /// The text of the category, in the form in which it is compared.
    pub(super) label: String,
    pub(super) start: Moment,
    pub(super) until: Option<Moment>,
    pub(super) position: Option<Position>,
    /// The area as it is written.
    pub(super) written: String,
    pub(super) area: Placed,
}

impl Told<'_> {
    /// What the row says, shortened.
    pub(super) fn said(&self) -> NonZeroU64 {
        let [start, until] = self.times(settled);
        let place = self.position.map(|position| place(position, 7)).unwrap_or_default();
        contents(["read", self.category.as_str(), &start, &until, &place, &self.area_code()])
    }

    /// The same as it was shortened when an area counted as it is written, and a time by its second.
    pub(super) fn said_before(&self) -> NonZeroU64 {
        let [start, until] = self.times(|moment| format!("{} {}", moment.at, word(moment.as_written)));
        let place = self.position.map(|position| place(position, 7)).unwrap_or_default();
        contents([self.category.as_str(), &start, &until, &place, &self.written])
    }

    /// What the row is known by where it has no number. Neither which category a text is nor how exactly times are said
    /// to be known is part of it: a mapping may be mended, and the row is the same.
    pub(super) fn parts(&self) -> [String; 5] {
        let [start, until] = self.times(|moment| clock(moment.read.0, moment.read.1));
        let place = self.position.map(|position| place(position, 6)).unwrap_or_default();
        [self.label.clone(), start, until, place, self.area_code()]
    }

    fn times(&self, form: impl Fn(Moment) -> String) -> [String; 2] {
        [form(self.start), self.until.map(form).unwrap_or_default()]
    }

    fn area_code(&self) -> String {
        let code = |kind: &str, code: &lofte_model::place::AreaCode| format!("{kind} {code}");
        let deso = self.area.deso.as_ref().map(|of| code("deso", of));
        deso.or_else(|| self.area.own_area.as_ref().map(|of| code("own", of))).unwrap_or_default()
    }
}

/// A position so far as it tells two apart: what a later version of the projection may still say otherwise does not
/// count.
fn place(position: Position, decimals: usize) -> String {
    format!("{:.decimals$} {:.decimals$}", position.lon, position.lat)
}

fn settled(moment: Moment) -> String {
    clock(moment.at, moment.as_written)
}

/// A time to its minute; midnight is how programs write that only the date is known.
fn clock(at: jiff::civil::DateTime, precision: TimePrecision) -> String {
    let known_to = if precision == TimePrecision::Minute && at.time() == Time::midnight() {
        TimePrecision::Day
    } else {
        precision
    };
    let date = at.date();
    match known_to {
        TimePrecision::Minute => format!("{date} {:02}:{:02}", at.hour(), at.minute()),
        TimePrecision::Day => date.to_string(),
        TimePrecision::Month => format!("{} {}", date, word(known_to)),
    }
}

fn word(precision: TimePrecision) -> &'static str {
    match precision {
        TimePrecision::Minute => "minute",
        TimePrecision::Day => "day",
        TimePrecision::Month => "month",
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
}
