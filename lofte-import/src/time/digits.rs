//! Dates and numbers of days as digits say them: groups of digits with one separator, the order of day and month, days
//! since a spreadsheet's beginning of time.
//!
//! What a group means is for the caller, but for what a cell says by itself.

use super::{Order, Slashed};
use crate::number::decimal;
use jiff::civil::Date;
use lofte_model::records::RejectReason;

/// What a cell says by itself of how the dates of its column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A date with slashes or hyphens that has its year last, and what it says about the order of day and month.
    Slashed(Slashed),
    /// The same with dots: it has its day first, unless the column shows that it does not.
    Dotted(Slashed),
    /// A date that has its year first, `2025-03-01`, and the day of it.
    YearFirst(i32),
    /// Anything else.
    Other,
}

/// The shape of a cell, with or without a clock time behind its date.
pub(crate) fn shape_of(text: &str) -> Shape {
    let date = text.split(['T', ' ']).next().unwrap_or("");
    let Some((parts, separator)) = parts(date.as_bytes()) else {
        return Shape::Other;
    };
    match parts.as_slice() {
        [a @ ([_] | [_, _]), b @ ([_] | [_, _]), [_, _, _, _]] => {
            let says = match (number(a), number(b)) {
                (13.., _) => Slashed::Says(Order::DayFirst),
                (_, 13..) => Slashed::Says(Order::MonthFirst),
                _ => Slashed::SaysNothing,
            };
            if separator == b'.' { Shape::Dotted(says) } else { Shape::Slashed(says) }
        }
        [[_, _, _, _], _, day @ ([_] | [_, _])] => Shape::YearFirst(number(day)),
        _ => Shape::Other,
    }
}

/// A number of days as a spreadsheet counts them, in the years that are believed.
pub(crate) fn serial_number(text: &str) -> Option<f64> {
    decimal(text).filter(|number| (20_000.0..80_000.0).contains(number))
}

/// Whether a cell is a date of six digits.
pub(crate) fn short_year(text: &str) -> bool {
    let date = text.split(['T', ' ']).next().unwrap_or("");
    date.len() == 6 && date.bytes().all(|byte| byte.is_ascii_digit())
}

/// Two or three groups of digits.
#[derive(Clone, Copy)]
pub(super) struct Groups<'a> {
    groups: [&'a [u8]; 3],
    length: usize,
}

impl<'a> Groups<'a> {
    pub(super) fn as_slice(&self) -> &[&'a [u8]] {
        &self.groups[..self.length]
    }
}

/// Two or three groups of one to four digits and the one character that is between them.
pub(super) fn parts(bytes: &[u8]) -> Option<(Groups<'_>, u8)> {
    let separator = *bytes.iter().find(|byte| !byte.is_ascii_digit())?;
    if !b"-/.".contains(&separator) {
        return None;
    }
    let mut groups: [&[u8]; 3] = [&[]; 3];
    let mut length = 0;
    for group in bytes.split(|byte| *byte == separator) {
        if group.is_empty() || group.len() > 4 || !group.iter().all(u8::is_ascii_digit) {
            return None;
        }
        *groups.get_mut(length)? = group;
        length += 1;
    }
    (length >= 2).then_some((Groups { groups, length }, separator))
}

/// At most eight digits as a number.
pub(super) fn number(digits: &[u8]) -> i32 {
    digits.iter().fold(0, |number, digit| number * 10 + i32::from(digit - b'0'))
}

pub(super) fn date(year: i32, month: i32, day: i32) -> Result<Date, RejectReason> {
    let part = |part: i32| i8::try_from(part).map_err(|_| RejectReason::ImpossibleTime);
    let year = i16::try_from(year).map_err(|_| RejectReason::ImpossibleTime)?;
    Date::new(year, part(month)?, part(day)?).map_err(|_| RejectReason::ImpossibleTime)
}
