//! Text in one form, sign by sign, with the way back to where each sign stood.
//!
//! Compatibility form (NFKC), every kind of dash as `-`, every kind of space and line break as a space, every decimal
//! digit as 0–9; signs that are not seen (soft hyphens, zero-width spaces, marks of direction, combining marks) are
//! left out.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The zeros of the world's decimal digits that the compatibility form leaves as they are (Unicode 16); each is
/// followed by its nine others.
const ZEROS: [u32; 58] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136,
    0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50,
    0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1e140, 0x1e2f0, 0x1e950,
];

/// Signs that are drawn as nothing and yet count as letters or symbols.
const BLANKS: [char; 6] = ['\u{115f}', '\u{1160}', '\u{2800}', '\u{3164}', '\u{ffa0}', '\u{180e}'];

/// Signs that are drawn as a dash and do not count as one.
const DASHES: [char; 7] =
    ['\u{2212}', '\u{02d7}', '\u{2043}', '\u{30fc}', '\u{2500}', '\u{23af}', '\u{ff70}'];

/// A text in one form.
pub(super) struct Plain {
    signs: Vec<char>,
    /// Where each sign stood, in bytes.
    origins: Vec<Range<usize>>,
}

impl Plain {
    pub(super) fn of(text: &str) -> Self {
        let mut plain = Self { signs: Vec::with_capacity(text.len()), origins: Vec::new() };
        for (start, sign) in text.char_indices() {
            let origin = start..start + sign.len_utf8();
            if sign.is_ascii() {
                plain.push(sign, &origin);
                continue;
            }
            for sign in std::iter::once(sign).nfkc() {
                plain.push(sign, &origin);
            }
        }
        plain
    }

    fn push(&mut self, sign: char, origin: &Range<usize>) {
        if let Some(sign) = in_one_form(sign) {
            self.signs.push(sign);
            self.origins.push(origin.clone());
        }
    }

    pub(super) fn signs(&self) -> &[char] {
        &self.signs
    }

    /// Where a span of signs stood in the text.
    pub(super) fn origin(&self, span: &Range<usize>) -> Range<usize> {
        match (self.origins.get(span.start), span.end.checked_sub(1).and_then(|last| self.origins.get(last)))
        {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    }
}

fn in_one_form(sign: char) -> Option<char> {
    if sign.is_ascii() && !sign.is_ascii_control() {
        return Some(sign);
    }
    if sign.is_whitespace() || BLANKS.contains(&sign) {
        return Some(' ');
    }
    if DASHES.contains(&sign) {
        return Some('-');
    }
    match sign.general_category() {
        GeneralCategory::DashPunctuation => Some('-'),
        GeneralCategory::Format
        | GeneralCategory::Control
        | GeneralCategory::NonspacingMark
        | GeneralCategory::EnclosingMark => None,
        GeneralCategory::DecimalNumber => Some(digit(sign)),
        _ => Some(sign),
    }
}

/// A decimal digit as 0–9.
fn digit(sign: char) -> char {
    let value = ZEROS.iter().find_map(|zero| u32::from(sign).checked_sub(*zero).filter(|value| *value < 10));
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(sign)
}
