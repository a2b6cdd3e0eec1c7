//! Numbers as people and programs write them in Swedish files: decimal comma or point, spaces between thousands.
//!
//! A number with an exponent is none: a spreadsheet writes `6,55E+06` for what was 6547500.

use crate::text::without_spaces;

/// A decimal number; `None` if it is not one.
pub(crate) fn decimal(text: &str) -> Option<f64> {
    if text.is_ascii() { plain_decimal(text) } else { any_decimal(text) }
}

/// Longest number that is read without room of its own.
const ROOM: usize = 40;

/// The same of a text in ASCII, as nearly all numbers are: most cells that are no number are known for that by one sign.
fn plain_decimal(text: &str) -> Option<f64> {
    let text = text.trim();
    let bytes = text.as_bytes();
    let (mut room, mut points) = ([0; ROOM], 0);
    for (place, byte) in bytes.iter().enumerate() {
        let byte = match byte {
            b'0'..=b'9' => *byte,
            b'.' | b',' => {
                points += 1;
                b'.'
            }
            b'+' | b'-' if place == 0 => *byte,
            b' ' | b'\t'..=b'\r' => return any_decimal(text),
            _ => return None,
        };
        if let Some(room) = room.get_mut(place) {
            *room = byte;
        }
    }
    // With two separators it cannot be told which one is the decimal.
    if points > 1 {
        return None;
    }
    match room.get(..bytes.len()) {
        Some(room) => finite(std::str::from_utf8(room).ok()?),
        None => any_decimal(text),
    }
}

fn finite(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

fn any_decimal(text: &str) -> Option<f64> {
    if text.contains(['e', 'E']) {
        return None;
    }
    if let Ok(number) = text.parse::<f64>() {
        return number.is_finite().then_some(number);
    }
    let written = text.trim().chars().map(|letter| match letter {
        ',' => '.',
        '\u{2212}' => '-',
        other => other,
    });
    let mut plain: String = written.collect();
    // Spaces that do not set thousands apart may stand between two numbers.
    if plain.contains(char::is_whitespace) {
        plain = without_spaces(&plain)?;
    }
    if plain.matches('.').count() > 1 || !plain.bytes().all(|b| b.is_ascii_digit() || b"+-.".contains(&b)) {
        return None;
    }
    finite(&plain)
}

/// A whole number from zero; `7`, `1 234`, and `7,0` as some programs write it. `1,000` can be one or a thousand and is
/// neither.
pub(crate) fn whole(text: &str) -> Option<u64> {
    if let Ok(number) = text.parse::<u64>() {
        return Some(number);
    }
    if perhaps_thousands(text) {
        return None;
    }
    let number = decimal(text)?;
    if number.fract() == 0.0 && (0.0..9e15).contains(&number) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
        Some(number as u64)
    } else {
        None
    }
}

/// Whether a comma or point may stand between thousands: three digits follow it, and no zero is before it.
pub(crate) fn perhaps_thousands(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once([',', '.']).is_some_and(|(whole, rest)| {
        (1..=3).contains(&whole.len())
            && !whole.starts_with('0')
            && rest.len() == 3
            && digits(whole)
            && digits(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swedish_and_program_numbers() {
        for (text, number) in [
            ("59.05", Some(59.05)),
            ("59,05", Some(59.05)),
            ("6 561 234,5", Some(6_561_234.5)),
            ("6\u{a0}561\u{a0}234", Some(6_561_234.0)),
            ("\u{2212}3,5", Some(-3.5)),
            ("1.234,5", None),
            ("98 1", None),
            ("1 175 3", None),
            ("1 2", None),
            ("1234 567", None),
            ("3,5 7", None),
            ("\u{2212}1 234,5", Some(-1234.5)),
            ("inf", None),
            ("NaN", None),
            ("", None),
            ("12a", None),
            ("6,55E+06", None),
            ("1e5", None),
        ] {
            assert_eq!(decimal(text), number, "{text}");
        }
        assert_eq!(
            ["1 234", "7,0", "7,5", "-1", "1,000", "12.000", "12.000000"].map(whole),
            [Some(1234), Some(7), None, None, None, None, Some(12)]
        );
    }

    #[test]
    fn the_short_way_reads_what_the_long_one_reads() {
        let signs = ["", "1", "2", ".", ",", "-", "+", " ", ":", "\t"];
        for number in 0..signs.len().pow(5) {
            let text: String =
                (0..5).map(|place| signs[number / signs.len().pow(place) % signs.len()]).collect();
            assert_eq!(plain_decimal(&text), any_decimal(&text), "{text:?}");
        }
        let long = "0".repeat(ROOM) + "7,5";
        assert_eq!((plain_decimal(&long), plain_decimal(&long[1..])), (Some(7.5), Some(7.5)));
    }
}
