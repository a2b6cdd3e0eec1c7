//! Dates and numbers of days as digits say them: groups of digits with one separator, the order of day and month, days
//! since a spreadsheet's beginning of time.
//!
//! What a group means is for the caller, but for what a cell says by itself.

use super::{Order, Slashed};
use crate::number::decimal;
use jiff::civil::Date;
use lofte_model::records::RejectReason;

/// What a cell says about the order of day and month; `None` if it is no date that could be read both ways.
pub(crate) fn slashed(text: &str) -> Option<Slashed> {
    order(text, |separator| separator != b'.')
}

/// The same of a date with dots, which has its day first unless the column shows that it does not.
pub(crate) fn dotted(text: &str) -> Option<Slashed> {
    order(text, |separator| separator == b'.')
}

fn order(text: &str, is_wanted: impl Fn(u8) -> bool) -> Option<Slashed> {
    let date = text.split(['T', ' ']).next()?;
    let (parts, separator) = parts(date.as_bytes())?;
    match parts.as_slice() {
        [a, b, [_, _, _, _]]
            if is_wanted(separator) && (1..=2).contains(&a.len()) && (1..=2).contains(&b.len()) =>
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

/// A number of days as a spreadsheet counts them, in the years that are believed.
pub(crate) fn serial_number(text: &str) -> Option<f64> {
    decimal(text).filter(|number| (20_000.0..80_000.0).contains(number))
}

/// The day of a date that has its year first: `2025-03-01`, with or without a clock time.
pub(crate) fn day_after_year(text: &str) -> Option<i32> {
    let date = text.split(['T', ' ']).next()?;
    match parts(date.as_bytes())?.0.as_slice() {
        [[_, _, _, _], _, day @ ([_] | [_, _])] => Some(number(day)),
        _ => None,
    }
}

/// Whether a cell is a date of six digits.
pub(crate) fn short_year(text: &str) -> bool {
    let date = text.split(['T', ' ']).next().unwrap_or("");
    date.len() == 6 && date.bytes().all(|byte| byte.is_ascii_digit())
}

/// Two or three groups of digits and the one character that is between them.
pub(super) fn parts(bytes: &[u8]) -> Option<(Vec<&[u8]>, u8)> {
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
pub(super) fn number(digits: &[u8]) -> i32 {
    digits.iter().fold(0, |number, digit| number * 10 + i32::from(digit - b'0'))
}

pub(super) fn date(year: i32, month: i32, day: i32) -> Result<Date, RejectReason> {
    let part = |part: i32| i8::try_from(part).map_err(|_| RejectReason::ImpossibleTime);
    let year = i16::try_from(year).map_err(|_| RejectReason::ImpossibleTime)?;
    Date::new(year, part(month)?, part(day)?).map_err(|_| RejectReason::ImpossibleTime)
}
