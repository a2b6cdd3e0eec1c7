//! How addresses and names of places are written: in one form, so that `STORG. 12B`, `Storgatan 12 b, 642 31 Flen` and
//! `storgatan  12 B lgh 1102` are the same house.
//!
//! Only what cannot mean anything else is written out: an abbreviation with its point. Whatever else differs is no match.

use crate::same::same_form;

/// First words of street names that are shortened.
const BEGINNINGS: [(&str, &str); 7] = [
    ("s.", "södra"),
    ("n.", "norra"),
    ("ö.", "östra"),
    ("v.", "västra"),
    ("st.", "stora"),
    ("l.", "lilla"),
    ("gl.", "gamla"),
];
/// Ends of street names that are shortened.
const ENDS: [(&str, &str); 3] = [("gr.", "gränd"), ("g.", "gatan"), ("v.", "vägen")];

/// An address, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// The street or farm.
    pub(crate) street: String,
    /// The number with its letter, `12 b`; none where there is none, or several.
    pub(crate) number: Option<String>,
    /// Five digits.
    pub(crate) postcode: Option<String>,
    /// What stands behind the postcode.
    pub(crate) locality: Option<String>,
}

impl Address {
    /// Takes a text apart.
    pub(crate) fn of(text: &str) -> Self {
        let mut address = Self::default();
        for (place, piece) in same_form(text).split([',', ';']).enumerate() {
            let words = words(piece);
            let (before, after) = address.take_postcode(&words);
            if place == 0 {
                address.take_street(&before);
            }
            if !after.is_empty() {
                address.locality = Some(after.join(" "));
            }
        }
        address
    }

    /// The street with its number.
    pub(crate) fn whole(&self) -> Option<String> {
        self.number.as_ref().map(|number| format!("{} {number}", self.street))
    }

    /// The words before a postcode, and those behind it.
    fn take_postcode(&mut self, words: &[String]) -> (Vec<String>, Vec<String>) {
        let digits =
            |word: &str, many: usize| word.len() == many && word.bytes().all(|byte| byte.is_ascii_digit());
        for place in 0..words.len() {
            let one = words[place].trim_start_matches("se-").trim_start_matches("s-");
            let next = words.get(place + 1).map_or("", String::as_str);
            let (code, used) = if digits(one, 5) {
                (one.to_owned(), 1)
            } else if digits(one, 3) && digits(next, 2) {
                (format!("{one}{next}"), 2)
            } else {
                continue;
            };
            self.postcode = Some(code);
            return (words[..place].to_vec(), words[place + used..].to_vec());
        }
        (words.to_vec(), Vec::new())
    }

    fn take_street(&mut self, words: &[String]) {
        let begins = |word: &String| word.starts_with(|sign: char| sign.is_ascii_digit());
        let number = words.iter().skip(1).position(begins).map(|place| place + 1);
        let street = &words[..number.unwrap_or(words.len())];
        self.street = street.join(" ");
        let Some(place) = number else { return };
        let digits = &words[place];
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return;
        }
        let next = words.get(place + 1).map_or("", String::as_str);
        if next == "-" {
            return;
        }
        let letter = next.len() == 1 && next.bytes().all(|byte| byte.is_ascii_lowercase());
        let plain = digits.trim_start_matches('0');
        self.number = Some(if letter { format!("{plain} {next}") } else { plain.to_owned() });
    }
}

/// The name of a place in the form in which it is looked up.
pub(crate) fn place_name(text: &str) -> String {
    words(&same_form(text).replace([',', ';'], " ")).join(" ")
}

/// The five digits of a postcode, however it is spaced.
pub(crate) fn postcode(text: &str) -> Option<String> {
    let form = same_form(text);
    let bare = form.trim_start_matches("se-").trim_start_matches("s-");
    let digits: String = bare.chars().filter(|sign| !sign.is_whitespace()).collect();
    // A program of tables has made a number of it.
    let digits = digits.strip_suffix(".0").unwrap_or(&digits);
    (digits.len() == 5 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.to_owned())
}

/// The words of a text, written out; digits and letters that stand together are two words.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let first = words.is_empty();
        let known = BEGINNINGS.iter().find(|(short, _)| first && *short == word);
        if let Some((_, long)) = known {
            words.push((*long).to_owned());
            continue;
        }
        words.extend(apart(word).into_iter().map(|word| written_out(&word)));
    }
    words.retain(|word| !word.is_empty());
    words
}

/// `storgatan12b` is three words, `1:a` and `lgh` are one each.
fn apart(word: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before: Option<char> = None;
    for sign in word.chars() {
        let turns = before.is_some_and(|before| {
            (before.is_ascii_digit() && sign.is_alphabetic())
                || (before.is_alphabetic() && sign.is_ascii_digit())
                || (before == '.' && sign.is_alphanumeric() && word.len() > 3)
        });
        let range = sign == '-' && before.is_some_and(|before| before.is_ascii_digit());
        if turns || range {
            parts.push(String::new());
        }
        if let Some(last) = parts.last_mut() {
            last.push(sign);
        }
        if range {
            parts.push(String::new());
        }
        before = Some(sign);
    }
    parts
}

fn written_out(word: &str) -> String {
    for (short, long) in ENDS {
        if let Some(begin) = word.strip_suffix(short).filter(|begin| begin.chars().count() > 1) {
            return format!("{begin}{long}");
        }
    }
    word.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Option<String> {
        Address::of(text).whole()
    }

    #[test]
    fn one_house_is_written_in_many_ways() {
        for text in [
            "Storgatan 12 B",
            "STORG. 12B",
            "storgatan12b",
            "  Storgatan\u{a0}12 b, 642 31 Flen",
            "Storgatan 12 B lgh 1102",
            "Storgatan 12 B, 2 tr",
            "Storgatan 012 B",
        ] {
            assert_eq!(whole(text).as_deref(), Some("storgatan 12 b"), "{text}");
        }
        assert_eq!(whole("S. Kungsv. 3").as_deref(), Some("södra kungsvägen 3"));
        assert_eq!(whole("Sko\u{308}ldg. 3").as_deref(), Some("sköldgatan 3"));
        assert_eq!(whole("1:a Tvärgatan 5").as_deref(), Some("1:a tvärgatan 5"));
    }

    #[test]
    fn what_may_mean_something_else_is_not_made_the_same() {
        for (text, street, number) in [
            ("Storg 12", "storg", Some("12")),
            ("Storgatan 12-14", "storgatan", None),
            ("Storgatan 12 - 14", "storgatan", None),
            ("Storgatan", "storgatan", None),
            ("Berga 1:2", "berga", None),
            ("12", "12", None),
            ("", "", None),
        ] {
            let address = Address::of(text);
            assert_eq!((address.street.as_str(), address.number.as_deref()), (street, number), "{text}");
        }
        assert_ne!(whole("Storgatan 12"), whole("Storgatan 12 B"));
        assert_ne!(whole("Storgatan 12"), whole("Störgatan 12"));
    }

    #[test]
    fn a_postcode_and_what_stands_behind_it_are_known() {
        let address = Address::of("Storgatan 12, SE-642 31 Flen");
        assert_eq!((address.postcode.as_deref(), address.locality.as_deref()), (Some("64231"), Some("flen")));
        assert_eq!(Address::of("Storgatan 12 64231").postcode.as_deref(), Some("64231"));
        assert_eq!(Address::of("Storgatan 12 64231").number.as_deref(), Some("12"));
        assert_eq!(postcode("642 31").as_deref(), Some("64231"));
        assert_eq!(
            [postcode("64231.0"), postcode("6423"), postcode("flen")],
            [postcode("64231"), None, None]
        );
    }
}
