//! Personal identity numbers, coordination numbers and reserve numbers, however they are written.
//!
//! `YYMMDD` or `YYYYMMDD` and four digits, with nothing or up to three other signs between; the parts of the date may
//! be apart (`1964-08-23-3234`), the digits may be spaced out, and a digit may stand before the date. Coordination
//! numbers have 60 added to the day. Numbers that mean something else in most texts are asked about rather than
//! refused: decimals of a coordinate, and four digits that can be a clock time after a whole date.

use super::Kind;
use std::ops::Range;

/// Most signs between date and serial.
const MOST_BETWEEN: usize = 3;

/// All numbers, in the order in which they begin; they may overlap.
pub(super) fn all(signs: &[char]) -> Vec<(Kind, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        if !signs[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let digits = run(signs, at);
        let number = solid(signs, at, digits)
            .or_else(|| date_then_serial(signs, at, digits))
            .or_else(|| parted_date(signs, at, digits))
            .or_else(|| spaced_out(signs, at, digits))
            .or_else(|| reserve(signs, at, digits));
        match number {
            Some((kind, end)) => {
                found.push((kind, at..end));
                at = end.max(at + 1);
            }
            None => at += digits,
        }
    }
    found
}

/// Length of the run of digits.
fn run(signs: &[char], at: usize) -> usize {
    signs.get(at..).unwrap_or(&[]).iter().take_while(|sign| sign.is_ascii_digit()).count()
}

/// Ten or twelve digits together, or one more before them.
fn solid(signs: &[char], at: usize, digits: usize) -> Option<(Kind, usize)> {
    let end = at + digits;
    let whole = |from: usize| date_fits(&signs[from..end - 4]).then(|| check_digit_fits(&signs[from..end]));
    match digits {
        10 | 12 => {
            let right = whole(at)?;
            match (right, decimals(signs, at)) {
                (true, false) => Some((Kind::IdentityNumber, end)),
                (true, true) | (false, false) => Some((Kind::LikeIdentityNumber, end)),
                (false, true) => None,
            }
        }
        11 | 13 => whole(at + 1)?.then_some((Kind::LikeIdentityNumber, end)),
        _ => None,
    }
}

/// Six or eight digits, something between, and four; a digit too many on either side.
fn date_then_serial(signs: &[char], at: usize, digits: usize) -> Option<(Kind, usize)> {
    if digits < 6 {
        return None;
    }
    let date_end = at + digits;
    let between = between(signs, date_end, |sign| !sign.is_alphanumeric())?;
    let serial = date_end + between.len();
    let serial_digits = run(signs, serial);
    if !(4..=5).contains(&serial_digits) || goes_on_as_date(signs, serial + 4) {
        return None;
    }
    let right = |length: usize| {
        let date = &signs[date_end - length..date_end];
        let fits = digits >= length && date_fits(date);
        fits.then(|| check_digit_fits_parts(&date[length - 6..], &signs[serial..serial + 4]))
    };
    let end = serial + serial_digits;
    let whole_date = if digits >= 8 { right(8) } else { None };
    let exact = digits == 6 || (digits == 8 && whole_date.is_some());
    let fits = whole_date.or_else(|| right(6))?;
    if clock_after_date(signs, at, digits, between, serial) {
        return (fits && serial_digits == 4).then_some((Kind::LikeIdentityNumber, end));
    }
    let point = matches!(between, ['.' | ',']);
    match (fits, serial_digits) {
        (true, 4) if exact || (digits <= 9 && !point) => Some((Kind::IdentityNumber, end)),
        (true, _) => Some((Kind::LikeIdentityNumber, end)),
        (false, 4) if exact && !point => Some((Kind::LikeIdentityNumber, end)),
        _ => None,
    }
}

/// A whole date of this century, or a name of a file, followed by what can be a clock time.
fn clock_after_date(signs: &[char], at: usize, digits: usize, between: &[char], serial: usize) -> bool {
    if !is_clock(&signs[serial..serial + 4]) {
        return false;
    }
    let this_century = digits == 8 && signs[at] == '2';
    this_century || matches!(between, ['_'])
}

/// A date whose parts are apart, something between, and four digits.
fn parted_date(signs: &[char], at: usize, digits: usize) -> Option<(Kind, usize)> {
    if digits != 2 && digits != 4 {
        return None;
    }
    let sign = *signs.get(at + digits)?;
    let month = at + digits + 1;
    let day = month + 3;
    let date_end = day + 2;
    let apart = "-/. ".contains(sign)
        && run(signs, month) == 2
        && signs.get(month + 2) == Some(&sign)
        && run(signs, day) == 2;
    if !apart {
        return None;
    }
    let between = between(signs, date_end, |sign| "-+/._ ,".contains(sign))?;
    let serial = date_end + between.len();
    if run(signs, serial) != 4 || goes_on_as_date(signs, serial + 4) {
        return None;
    }
    let parts = [&signs[at..at + digits], &signs[month..month + 2], &signs[day..date_end]].concat();
    if !date_fits(&parts) {
        return None;
    }
    let right = check_digit_fits_parts(&parts[parts.len() - 6..], &signs[serial..serial + 4]);
    let spaces = between.iter().all(|sign| *sign == ' ');
    let clock = spaces && is_clock(&signs[serial..serial + 4]);
    let vague = clock || sign == ' ' && digits == 2;
    let joined = between.iter().any(|sign| "-+".contains(*sign));
    match right {
        true if !vague => Some((Kind::IdentityNumber, serial + 4)),
        true => Some((Kind::LikeIdentityNumber, serial + 4)),
        false if joined && !vague => Some((Kind::LikeIdentityNumber, serial + 4)),
        false => None,
    }
}

/// Digits one by one with a sign between each: `6 4 0 8 2 3 - 3 2 3 4`.
fn spaced_out(signs: &[char], at: usize, digits: usize) -> Option<(Kind, usize)> {
    if digits != 1 {
        return None;
    }
    let mut number = vec![signs[at]];
    let mut end = at + 1;
    while number.len() < 13 {
        let Some(gap) = between(signs, end, |sign| !sign.is_alphanumeric()) else { break };
        let next = end + gap.len();
        if run(signs, next) != 1 {
            break;
        }
        number.push(signs[next]);
        end = next + 1;
    }
    let whole = matches!(number.len(), 10 | 12) && date_fits(&number[..number.len() - 4]);
    (whole && check_digit_fits(&number)).then_some((Kind::IdentityNumber, end))
}

/// A date and a serial with letters, as health care gives to those without a number.
fn reserve(signs: &[char], at: usize, digits: usize) -> Option<(Kind, usize)> {
    if digits != 6 && digits != 8 || !date_fits(&signs[at..at + digits]) {
        return None;
    }
    let gap = between(signs, at + digits, |sign| !sign.is_alphanumeric()).map_or(0, <[char]>::len);
    let serial = at + digits + gap;
    let four = signs.get(serial..serial + 4)?;
    let shaped = four[0].is_ascii_uppercase()
        && (four[1].is_ascii_uppercase() || four[1].is_ascii_digit())
        && four[2..].iter().all(char::is_ascii_digit);
    let ends = !signs.get(serial + 4).is_some_and(|sign| sign.is_alphanumeric());
    (shaped && ends).then_some((Kind::ReserveNumber, serial + 4))
}

/// One to three signs of a sort.
fn between(signs: &[char], at: usize, of_the_sort: impl Fn(char) -> bool) -> Option<&[char]> {
    let rest = signs.get(at..)?;
    let length = rest.iter().take_while(|sign| of_the_sort(**sign)).count();
    (1..=MOST_BETWEEN).contains(&length).then(|| &rest[..length])
}

/// Whether `-MM-DD` follows: then the four digits before are a year, as in `2024-01-01 – 2024-12-31`.
fn goes_on_as_date(signs: &[char], at: usize) -> bool {
    let month = signs.get(at).is_some_and(|sign| "-/.".contains(*sign)) && run(signs, at + 1) == 2;
    month && signs.get(at + 3) == signs.get(at) && run(signs, at + 4) == 2
}

/// Whether the digits at `at` are the decimals of a number with at least two digits before the point, such as a
/// longitude. After one digit alone they may as well be a mark in a list.
fn decimals(signs: &[char], at: usize) -> bool {
    let Some((point, before)) = signs[..at].split_last() else {
        return false;
    };
    let whole = before.iter().rev().take_while(|sign| sign.is_ascii_digit()).count();
    let listed = before[..before.len() - whole].last().is_some_and(|sign| ".,".contains(*sign));
    ".,".contains(*point) && whole >= 2 && !listed
}

fn is_clock(four: &[char]) -> bool {
    pair(four, 0) < 24 && pair(four, 2) < 60
}

/// The number of two digits.
fn pair(signs: &[char], at: usize) -> u32 {
    let digit = |at: usize| signs.get(at).and_then(|sign| sign.to_digit(10)).unwrap_or(0);
    digit(at) * 10 + digit(at + 1)
}

/// Whether six or eight digits are a day, with 60 added to it for coordination numbers.
fn date_fits(date: &[char]) -> bool {
    let from = date.len() - 6;
    let century = if from == 2 { pair(date, 0) } else { 20 };
    if !(18..=20).contains(&century) {
        return false;
    }
    // Two-digit years: 29 February of '00 exists in 2000 only, and 2000 is also the kinder of the two.
    let year = i16::try_from(century * 100 + pair(date, from));
    let month = i8::try_from(pair(date, from + 2));
    let day = i8::try_from(pair(date, from + 4) % 60);
    matches!((year, month, day), (Ok(y), Ok(m), Ok(d)) if jiff::civil::Date::new(y, m, d).is_ok())
}

/// Whether the last digit of the last ten is their check digit.
fn check_digit_fits(number: &[char]) -> bool {
    luhn(number[number.len() - 10..].iter())
}

fn check_digit_fits_parts(date: &[char], serial: &[char]) -> bool {
    luhn(date.iter().chain(serial))
}

fn luhn<'a>(digits: impl Iterator<Item = &'a char>) -> bool {
    let sum: u32 = digits
        .enumerate()
        .map(|(place, digit)| {
            let value = digit.to_digit(10).unwrap_or(0) * if place % 2 == 0 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    sum.is_multiple_of(10)
}
