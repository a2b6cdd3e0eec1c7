//! What makes two rows the same: their number as it was meant, and what they say.
//!
//! Neither depends on the other rows of the file: the same row is the same in whatever company it comes. How keys are
//! made of these is in [`crate::key`].

use crate::key::contents;
use crate::same::is_dash;
use crate::time::Moment;
use lofte_model::records::{Category, Position, TimePrecision};
use std::borrow::Cow;
use std::num::NonZeroU64;

/// A number of the source without what programs make of it: other dashes and spaces, and `1001.0`, as a program writes
/// a column of numbers in which some are missing.
pub(super) fn number_as_meant(id: &str) -> Cow<'_, str> {
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

/// What a row says, shortened. An area counts as it is written: borders may be drawn anew.
pub(super) fn said(
    category: &Category,
    (start, until): (Moment, Option<Moment>),
    position: Option<Position>,
    area: &str,
) -> NonZeroU64 {
    let time = |moment: Moment| {
        let known_to = match moment.as_written {
            TimePrecision::Minute => "minute",
            TimePrecision::Day => "day",
            TimePrecision::Month => "month",
        };
        format!("{} {known_to}", moment.at)
    };
    // To a centimetre: what a later version of the projection may still say otherwise does not count.
    let place = |position: Position| format!("{:.7} {:.7}", position.lon, position.lat);
    let (start, until) = (time(start), until.map(time).unwrap_or_default());
    contents([category.as_str(), &start, &until, &position.map(place).unwrap_or_default(), area])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_whatever_a_program_made_of_it() {
        for (id, meant) in [
            ("1001.0", "1001"),
            ("1001,0", "1001"),
            ("K1.0", "K1.0"),
            (".0", ".0"),
            ("K\u{a0}1", "K 1"),
            ("5000\u{2013}K1\u{2011}25", "5000-K1-25"),
            ("0012", "0012"),
        ] {
            assert_eq!(number_as_meant(id), meant);
        }
    }
}
