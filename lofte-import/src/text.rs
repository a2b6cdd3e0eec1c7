//! Texts and numbers as the door understands them, for readers of tables elsewhere in the house: what an import takes, an
//! analysis of the same file must not stumble over.
//!
//! A file is small enough for memory here; the door itself streams.

use crate::nearest::nearest_within;
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The text of a file in one form of Unicode, and whether its encoding was guessed: UTF-16 or UTF-8 by its mark, UTF-8
/// where it is, and Windows-1252 otherwise, as older programs write.
pub fn decoded(bytes: &[u8]) -> (String, bool) {
    let (text, guessed) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => (encoding.decode(bytes).0, false),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), false),
            Err(_) => (encoding_rs::WINDOWS_1252.decode(bytes).0, true),
        },
    };
    (composed(&text).into_owned(), guessed)
}

/// A text in one form (NFC): letters that look the same are the same.
pub fn composed(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfc().collect()),
    }
}

/// The most similar of some names, for "did you mean"; nothing where none is near.
pub fn nearest(wanted: &str, names: &[String]) -> Option<String> {
    let form = |text: &str| composed(text).to_lowercase();
    let near = (wanted.chars().count() / 3).max(2);
    nearest_within(&form(wanted), names.iter().map(|name| (form(name), name)), near).cloned()
}

/// The separator that a first line `sep=;` names, and what follows that line. Spreadsheet programs write such a line,
/// and do not show it.
pub fn named_separator(text: &str) -> Option<(u8, &str)> {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim_end_matches('\r').trim_matches('"');
    let named = first.get(..4).filter(|start| start.eq_ignore_ascii_case("sep="))?;
    match &first.as_bytes()[named.len()..] {
        [separator @ (b';' | b',' | b'\t' | b'|')] => Some((*separator, rest)),
        _ => None,
    }
}

/// A number whose thousands are set apart by spaces of any kind, written without them; nothing where it is not one.
pub fn without_spaces(text: &str) -> Option<String> {
    let is_space = |letter: char| matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}');
    let (sign, rest) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    if sign.is_empty() && !rest.contains(is_space) {
        return None;
    }
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, rest)| (whole, Some(rest)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(is_space);
    let first = groups.next().filter(|first| digits(first))?;
    let rest: Vec<&str> = groups.collect();
    let grouped =
        rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| digits(group) && group.len() == 3));
    if !grouped || fraction.is_some_and(|fraction| !digits(fraction)) {
        return None;
    }
    let fraction = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    Some(format!("{sign}{first}{}{fraction}", rest.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_older_programs_and_of_other_forms_are_the_same() {
        for bytes in [b"\xc5r 16\x9624".as_slice(), "År 16–24".as_bytes(), "A\u{30a}r 16–24".as_bytes()]
        {
            assert_eq!(decoded(bytes).0, "År 16–24");
        }
        assert_eq!(decoded(b"\xff\xfe\xc5\x00r\x00"), ("År".to_owned(), false));
        assert_eq!(decoded(b"\xef\xbb\xbfa"), ("a".to_owned(), false));
    }

    #[test]
    fn a_line_that_names_the_separator_is_no_row() {
        assert_eq!(named_separator("sep=;\r\na;b\n"), Some((b';', "a;b\n")));
        assert_eq!(named_separator("\"SEP=,\"\na,b"), Some((b',', "a,b")));
        assert_eq!(named_separator("sep=ab\n"), None);
        assert_eq!(named_separator("separat;b\n1;2\n"), None);
    }

    #[test]
    fn spaces_between_thousands_are_no_part_of_a_number() {
        for text in ["12 345", "12\u{a0}345", "12\u{202f}345", "12\u{2009}345"] {
            assert_eq!(without_spaces(text).as_deref(), Some("12345"), "{text}");
        }
        assert_eq!(without_spaces("\u{2212}1 045.5").as_deref(), Some("-1045.5"));
        for text in ["12 34", "1 2345", "12", "kl 12 345", " 345", "1234 567", "1 045."] {
            assert_eq!(without_spaces(text), None, "{text}");
        }
    }
}
