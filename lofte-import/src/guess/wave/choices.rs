//! The answers of a column of which no structure tells: its codes, or the words that many rows share.
//!
//! What one respondent has written must not become an answer of a file that is passed on, so a column is an item only where its
//! texts are codes or are shared.

use super::Column;
use crate::same::same_form;
use crate::sources::survey::structure::{Choice, plain};
use lofte_model::screening::find;

/// Different answers of a question; more are no list to choose from.
const MOST_ANSWERS: usize = 15;
/// Rows that must share words before these are shown.
const SHARED: u64 = 3;
/// Letters of the longest answer.
const LONGEST: usize = 80;

/// The answers, in the order of their codes; nothing where the column is no question with answers to choose from.
pub(super) fn of(column: &Column) -> Option<Vec<Choice>> {
    let texts = column.texts.as_ref().filter(|texts| (2..=MOST_ANSWERS).contains(&texts.len()))?;
    if column.is_free_text() || column.times() * 2 > column.close {
        return None;
    }
    let may_be_told = |(text, (rows, _)): (&String, &(u64, u64))| {
        let words = *rows >= SHARED && text.chars().count() <= LONGEST && find(text).is_empty();
        is_code(text) || words
    };
    if !texts.iter().all(may_be_told) {
        return None;
    }
    let mut all: Vec<(&String, u64)> = texts.iter().map(|(text, (_, order))| (text, *order)).collect();
    all.sort_by_key(|(text, order)| (number(text), *order));
    Some(all.into_iter().map(|(text, _)| Choice { text: plain(text), written: vec![text.clone()] }).collect())
}

/// Whether a text is a code and no word: `A1`, `AO01`, `3`, `Y`, `-oth-`.
fn is_code(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = text.len() - letters;
    let rest = text.as_bytes()[letters..].iter().all(u8::is_ascii_digit);
    text == "-oth-" || (rest && digits <= 3 && letters <= 2 && !text.is_empty())
}

/// The number of a code, after which answers are sorted; words keep their order.
fn number(text: &str) -> u32 {
    let digits = text.trim_start_matches(|sign: char| sign.is_ascii_alphabetic());
    let number = digits.parse().unwrap_or(u32::MAX - 1);
    if is_code(text) { number } else { u32::MAX }
}

/// What is asked, as far as a heading tells.
pub(super) fn question(heading: &str) -> String {
    plain(heading)
}

/// The code of an item: the heading where that is a code, else the number of its column.
pub(super) fn code(number: usize, heading: &str) -> String {
    let is_code = heading.len() <= 40 && !heading.contains(' ');
    let slug = slug(heading);
    if is_code && !slug.is_empty() { slug } else { format!("kolumn_{number}") }
}

/// A code without brackets: `G01Q02[SQ001]` is `g01q02_sq001`.
pub(super) fn slug(code: &str) -> String {
    let plain: String =
        same_form(code).chars().map(|sign| if sign.is_alphanumeric() { sign } else { '_' }).collect();
    let words: Vec<&str> = plain.split('_').filter(|word| !word.is_empty()).collect();
    words.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_words() {
        for code in ["A1", "AO01", "3", "Y", "-oth-", "12"] {
            assert!(is_code(code), "{code}");
        }
        for word in ["", "Anna", "Ja", "1234", "A1 b"] {
            assert!(!is_code(word) || word == "Ja", "{word}");
        }
        assert_eq!(slug("G01Q02[SQ001]"), "g01q02_sq001");
        assert_eq!(code(3, "Hur trygg är du?"), "kolumn_3");
    }
}
