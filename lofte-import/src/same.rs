//! Text that looks the same is the same: how headers, categories, areas and answers are compared.
//!
//! Letters put together in different ways (Å as one sign, or as A and a ring), large and small letters, kinds of spaces
//! and dashes and marks that nobody sees make no difference. Numbers may be written as `1`, `01` or `1.0`. What is shown to people
//! is never changed here.

use crate::letters::lost;
use crate::nearest::nearest_within;
use crate::number::decimal;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// The form in which two texts are compared.
///
/// ```
/// use lofte_import::same::same_form;
/// assert_eq!(same_form("A\u{30a}ker\u{a0} x"), same_form("åker x"));
/// ```
pub fn same_form(text: &str) -> String {
    // Most cells are plain letters and digits, which are composed already.
    if text.is_ascii() {
        let mut words = words_of(text);
        words.make_ascii_lowercase();
        return words;
    }
    let seen = text.nfc().filter(|sign| !is_unseen(*sign));
    let plain: String = seen.map(|sign| if is_dash(sign) { '-' } else { sign }).collect();
    words_of(&plain).to_lowercase().nfc().collect()
}

/// A text with one space between its words.
fn words_of(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

/// The most similar of the names, unless none is near.
pub(crate) fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a String>) -> Option<String> {
    let wanted = same_form(wanted);
    let near = (wanted.chars().count() / 3).max(2);
    nearest_within(&wanted, names.into_iter().map(|name| (same_form(name), name)), near).cloned()
}

/// Marks that no program shows: of width nothing, for the direction of writing, for hyphenation, for control.
pub(crate) fn is_unseen(sign: char) -> bool {
    let control = sign.is_ascii_control() && !matches!(sign, '\n' | '\r' | '\t');
    control
        || matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// What programs make of a hyphen.
pub(crate) fn is_dash(sign: char) -> bool {
    matches!(sign, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// What programs write for no value.
const NOTHING: [&str; 12] =
    ["n/a", "na", "null", "nan", "none", "nil", "(null)", "<null>", "[null]", "(tom)", "(tomt)", "(blank)"];
/// What people write for what they do not know.
const UNKNOWN: [&str; 12] = [
    "saknas",
    "uppgift saknas",
    "okänt",
    "okänd",
    "ej känt",
    "ej känd",
    "ej angivet",
    "ej angiven",
    "unknown",
    "missing",
    "not known",
    "tom",
];

/// Whether somebody or a program has written that there is no value.
pub(crate) fn says_nothing(text: &str) -> bool {
    // No word for it begins with a digit, and most cells do.
    if text.starts_with(|sign: char| sign.is_ascii_digit()) {
        return false;
    }
    let signs = text.chars().all(|sign| !sign.is_alphanumeric());
    signs || (text.len() <= 8 && NOTHING.iter().any(|word| text.eq_ignore_ascii_case(word)))
}

/// Whether somebody has written that it is not known. As a category that is one.
pub(crate) fn is_unknown(text: &str) -> bool {
    if text.starts_with(|sign: char| sign.is_ascii_digit()) {
        return false;
    }
    says_nothing(text) || (text.len() <= 20 && UNKNOWN.contains(&same_form(text).as_str()))
}

/// What texts stand for, found in whatever way a text is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Labels<T> {
    by_text: HashMap<String, T>,
    /// By number, where only one of the texts is that number.
    by_number: HashMap<u64, Option<T>>,
}

impl<T> Default for Labels<T> {
    fn default() -> Self {
        Self { by_text: HashMap::new(), by_number: HashMap::new() }
    }
}

impl<T: Clone + PartialEq> Labels<T> {
    /// Adds a text; gives back what the same text already stands for, if that is something else.
    pub(crate) fn add(&mut self, text: &str, value: T) -> Option<T> {
        let form = same_form(text);
        if let Some(number) = number_form(&form) {
            self.by_number
                .entry(number)
                .and_modify(|known| *known = known.take().filter(|known| *known == value))
                .or_insert_with(|| Some(value.clone()));
        }
        let known = self.by_text.get(&form).filter(|known| **known != value).cloned();
        self.by_text.insert(form, value);
        known
    }

    /// What a text stands for.
    pub(crate) fn get(&self, text: &str) -> Option<&T> {
        if self.is_empty() {
            return None;
        }
        if let Some(found) = self.by_text.get(text) {
            return Some(found);
        }
        let form = same_form(text);
        let by_number = || self.by_number.get(&number_form(&form)?)?.as_ref();
        self.by_text.get(&form).or_else(by_number)
    }

    /// What stands in a text for å, ä and ö, if it is one of these texts with those letters lost.
    pub(crate) fn lost_letters(&self, text: &str) -> Option<String> {
        let form = same_form(text);
        self.by_text.keys().filter_map(|name| lost(name, &form)).min()
    }

    /// The form in which a text is the same as others that stand for the same: a number is one number, unless these
    /// texts mean different things by it.
    pub(crate) fn form(&self, text: &str) -> String {
        let form = same_form(text);
        match number_form(&form) {
            Some(number) if self.by_number.get(&number) != Some(&None) => f64::from_bits(number).to_string(),
            _ => form,
        }
    }

    /// The text that another is nearly, but not quite.
    pub(crate) fn nearest(&self, text: &str) -> Option<String> {
        let form = same_form(text);
        // Of a short text too little is left when two letters are changed, and numbers are never nearly another.
        let worded = form.chars().count() >= 5 && form.chars().all(|sign| !sign.is_ascii_digit());
        let forms = self.by_text.keys().map(|known| (known.clone(), known));
        worded.then(|| nearest_within(&form, forms, 2).cloned()).flatten()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_text.is_empty()
    }
}

/// Plain numbers only: neither `1e5` nor `1 234` nor `+4` is how a code is written.
fn number_form(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b".,-".contains(&byte));
    decimal(text).filter(|_| plain && text.len() < 16).map(|number| (number + 0.0).to_bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_is_the_same() {
        for (one, other) in [
            ("Åker", "A\u{30a}KER"),
            ("\u{feff}Tid  från", "tid\u{a0}från"),
            ("skade\u{ad}görelse", "Skadegörelse"),
            ("Å", "\u{212b}"),
            ("\u{202a}0482A0010\u{202c}", "0482a0010"),
            ("Rån – grovt", "rån \u{2011} grovt"),
        ] {
            assert_eq!(same_form(one), same_form(other));
        }
        assert_ne!(same_form("Aker"), same_form("Åker"));
    }

    #[test]
    fn near_names_are_offered_and_far_ones_not() {
        let names = ["Brottstyp", "Datum", "Longitud"].map(str::to_owned);
        assert_eq!(nearest("longitude", &names).as_deref(), Some("Longitud"));
        assert_eq!(nearest("DATUM ", &names).as_deref(), Some("Datum"));
        assert_eq!(nearest("område", &names), None);
    }

    #[test]
    fn numbers_are_found_however_they_are_written() {
        let mut labels = Labels::default();
        for (text, value) in [("1", "a"), ("02", "b"), ("3,0", "c"), ("01", "z"), ("Ö", "d")] {
            assert_eq!(labels.add(text, value), None);
        }
        let get = |text| labels.get(text).copied();
        assert_eq!(
            [get("2"), get("2.0"), get("3"), get("o\u{308}")],
            [Some("b"), Some("b"), Some("c"), Some("d")]
        );
        // “1” and “01” stand for different things here, so “1.0” is neither.
        assert_eq!(
            [get("1"), get("01"), get("1.0"), get("x"), get("1e0")],
            [Some("a"), Some("z"), None, None, None]
        );
        assert_eq!(labels.add("ö", "e"), Some("d"));
    }
}
