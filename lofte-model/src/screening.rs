//! Finds what may name a person in text, so that none of it is kept by mistake or published.
//!
//! One place for every text on every path: what people type, names of files, waves, areas and codes, what a saved
//! object holds ([`of_value`]). Text is first brought into one form ([`plain`]), because word processors turn a hyphen
//! into a dash, a space into one that does not break, and digits come full-width.
//!
//! By one rule: what somebody types is refused when it is [`Certainty::Certain`] and asked about when it is
//! [`Certainty::Possible`]; cells of coded columns are rejected; free text that must be kept is [`mask`]ed. A number
//! is certain when shape, date and check digit fit. One in about thirty ten-digit numbers with a plausible date fits
//! by chance, which is the price of not letting one through.
//!
//! Left out here: names, addresses and what is said of somebody's health, which the words around decide. They are found
//! in free text by [`screen`], which warns and masks and refuses nothing.

mod answer;
mod contact;
mod free;
mod number;
mod plain;
mod shape;
mod value;

pub use answer::Answer;
pub use free::{Span, SpanCounts, SpanKind, mask_free, screen};
pub use shape::shape;
pub use value::{Found, LONGEST, Limit, TooLong, found_in, limit_of, of_value};

use plain::Plain;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;

/// What a piece of text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A personal identity number or coordination number, with the right check digit.
    IdentityNumber,
    /// Shaped like one, but with another check digit, among decimals, or where a clock time may stand.
    LikeIdentityNumber,
    /// A reserve number of health care: a date of birth with letters in the serial.
    ReserveNumber,
    /// A telephone number of somebody's.
    Phone,
    /// An e-mail address.
    Email,
    /// The number plate of a vehicle.
    NumberPlate,
}

/// How sure the recognition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// It is a person's: refused.
    Certain,
    /// It may be: whoever wrote it is asked.
    Possible,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::IdentityNumber,
        Self::LikeIdentityNumber,
        Self::ReserveNumber,
        Self::Phone,
        Self::Email,
        Self::NumberPlate,
    ];

    /// How sure the recognition is.
    pub fn certainty(self) -> Certainty {
        match self {
            Self::IdentityNumber => Certainty::Certain,
            _ => Certainty::Possible,
        }
    }

    /// Its name in text files.
    pub fn word(self) -> &'static str {
        match self {
            Self::IdentityNumber => "identity-number",
            Self::LikeIdentityNumber => "like-identity-number",
            Self::ReserveNumber => "reserve-number",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::NumberPlate => "number-plate",
        }
    }
}

/// A piece of a text that may name a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it looks like.
    pub kind: Kind,
    /// Where it stands, in bytes of the text as it was given.
    pub range: Range<usize>,
}

/// Everything in the text that may name a person, from left to right and without overlaps.
///
/// ```
/// use lofte_model::screening::{Kind, find};
/// let text = "Ring Eva, 070-174 06 05 (640823\u{2013}3234)";
/// let kinds: Vec<Kind> = find(text).iter().map(|piece| piece.kind).collect();
/// assert_eq!(kinds, [Kind::Phone, Kind::IdentityNumber]);
/// assert!(find("2023-05-01 13:45, ärende 5000-K123456-23, ring 114 14").is_empty());
/// ```
pub fn find(text: &str) -> Vec<Piece> {
    // Nothing that is looked for lacks both a digit and an @, and most texts do.
    if text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_digit() || byte == b'@') {
        return Vec::new();
    }
    let plain = Plain::of(text);
    let mut spans: Vec<(Kind, Range<usize>)> = number::all(plain.signs());
    spans.extend(contact::all(&plain));
    // The surest first, so that a number is not hidden by a telephone number that begins inside it.
    // A telephone number wins over what is only shaped like a date.
    let vague = |kind: &Kind| *kind == Kind::LikeIdentityNumber;
    spans
        .sort_by_key(|(kind, span)| (kind.certainty(), span.start, std::cmp::Reverse(span.end), vague(kind)));
    let mut kept: Vec<(Kind, Range<usize>)> = Vec::new();
    for (kind, span) in spans {
        if kept.iter().all(|(_, other)| span.end <= other.start || other.end <= span.start) {
            kept.push((kind, span));
        }
    }
    kept.sort_by_key(|(_, span)| span.start);
    kept.into_iter().map(|(kind, span)| Piece { kind, range: plain.origin(&span) }).collect()
}

/// Whether the text holds a personal identity number or coordination number, beyond doubt.
pub fn holds_identity_number(text: &str) -> bool {
    // Every such number has ten digits at least, and most cells of a table have fewer.
    if !has_digits(text, FEWEST_DIGITS) {
        return false;
    }
    // What is certain hides the rest where they overlap, so that nothing else need be looked for.
    let certain =
        |signs: &[char]| number::all(signs).iter().any(|(kind, _)| kind.certainty() == Certainty::Certain);
    // A short text of plain signs is in one form already.
    let mut room = [' '; 32];
    match room.get_mut(..text.len()) {
        Some(signs) if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) => {
            signs.iter_mut().zip(text.chars()).for_each(|(place, sign)| *place = sign);
            certain(signs)
        }
        _ => certain(Plain::of(text).signs()),
    }
}

/// Digits of the shortest personal identity number.
const FEWEST_DIGITS: usize = 10;

/// Whether a text may have so many digits. Of signs beyond Latin letters it is not known here what they become in one
/// form, so they count as enough.
fn has_digits(text: &str, fewest: usize) -> bool {
    let ascii = text.bytes().filter(u8::is_ascii_digit).count();
    let is_letter = |sign: char| sign < '\u{250}' && sign.is_alphabetic();
    ascii >= fewest || !(text.is_ascii() || text.chars().all(|sign| sign.is_ascii() || is_letter(sign)))
}

/// The text with everything that may name a person replaced by `…`, for free text that must be kept.
///
/// ```
/// use lofte_model::screening::mask;
/// assert_eq!(mask("ring 701063-2391 snarast"), "ring … snarast");
/// assert_eq!(mask("2023-05-01 13:45"), "2023-05-01 13:45");
/// ```
pub fn mask(text: &str) -> Cow<'_, str> {
    let pieces = find(text);
    if pieces.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut rest = 0;
    for piece in pieces {
        masked.push_str(&text[rest..piece.range.start]);
        masked.push('…');
        rest = piece.range.end;
    }
    masked.push_str(&text[rest..]);
    Cow::Owned(masked)
}

/// The same for every text of a JSON value; what the program made itself (identities, fingerprints, moments) stays.
pub fn mask_value(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) if !value::is_own(text) => {
            if let Cow::Owned(masked) = mask(text) {
                *text = masked;
            }
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(mask_value),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(mask_value),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
