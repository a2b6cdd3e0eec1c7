//! Dates that people write with the name of the month, in Swedish or English, and the words around them.
//!
//! Says what was written; whether there is such a day is for the caller.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

const MONTHS: [[&str; 2]; 12] = [
    ["januari", "january"],
    ["februari", "february"],
    ["mars", "march"],
    ["april", "april"],
    ["maj", "may"],
    ["juni", "june"],
    ["juli", "july"],
    ["augusti", "august"],
    ["september", "september"],
    ["oktober", "october"],
    ["november", "november"],
    ["december", "december"],
];
const WEEKDAYS: [[&str; 3]; 7] = [
    ["måndag", "måndagen", "monday"],
    ["tisdag", "tisdagen", "tuesday"],
    ["onsdag", "onsdagen", "wednesday"],
    ["torsdag", "torsdagen", "thursday"],
    ["fredag", "fredagen", "friday"],
    ["lördag", "lördagen", "saturday"],
    ["söndag", "söndagen", "sunday"],
];

/// What a date in words says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written<'a> {
    /// As written: two digits leave the century open.
    pub(super) year: i32,
    pub(super) month: i32,
    pub(super) day: Option<i32>,
    /// From Monday, 1.
    pub(super) weekday: Option<i8>,
    /// What stands behind the date, or nothing.
    pub(super) clock: &'a str,
}

/// Plain letters and digits in lower case, plain hyphens, single spaces, and none of the words that say nothing.
pub(super) fn tidy(text: &str) -> String {
    let plain: String = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.nfkc().flat_map(char::to_lowercase).collect()
    };
    let dashed: String = plain
        .chars()
        .map(|sign| match sign {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            ',' | ';' => ' ',
            sign => sign,
        })
        .filter(|sign| *sign != '\u{ad}')
        .collect();
    let silent = ["den", "d.", "the", "of", "at", "on", "kl", "kl.", "klockan"];
    dashed.split_whitespace().filter(|word| !silent.contains(word)).collect::<Vec<_>>().join(" ")
}

/// A clock time as the date's neighbour has it: `kl. 13.45`.
pub(super) fn clock(text: &str) -> Cow<'_, str> {
    let plain = text.is_ascii() && !text.contains(['k', 'K']);
    if plain { Cow::Borrowed(text) } else { Cow::Owned(tidy(text)) }
}

/// Year, number and perhaps weekday, if a tidy text is a week or a quarter.
pub(super) fn week(tidy: &str) -> Option<(i16, i8, Option<i8>)> {
    let words: Vec<&str> = tidy
        .split([' ', '-', '.', '/'])
        .filter(|word| !word.is_empty())
        .flat_map(letters_and_digits)
        .collect();
    let number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    let (numbers, marks): (Vec<&str>, Vec<&str>) = words.into_iter().partition(number);
    let weeks = ["v", "w", "vecka", "week", "wk"];
    let quarters = ["k", "q", "kv", "kvartal", "quarter"];
    let [mark] = marks.as_slice() else {
        return None;
    };
    let (years, parts): (Vec<&str>, Vec<&str>) = numbers.into_iter().partition(|word| word.len() == 4);
    let year = years.first().filter(|_| years.len() == 1)?.parse().ok()?;
    let parts: Vec<i8> = parts.into_iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match parts.as_slice() {
        [part] if weeks.contains(mark) || quarters.contains(mark) => Some((year, *part, None)),
        [week, weekday] if weeks.contains(mark) => Some((year, *week, Some(*weekday))),
        _ => None,
    }
}

/// The Swedish month of a text in English, as a form with `%B` or `%b` asks for it.
pub(super) fn in_english(text: &str, format: &str) -> String {
    let mut out = String::new();
    for part in text.split_inclusive(|sign: char| !sign.is_alphabetic()) {
        let word = part.trim_end_matches(|sign: char| !sign.is_alphabetic());
        let named = if let Some(Piece::Month(number)) = piece(&word.to_lowercase()) {
            usize::try_from(number - 1).ok().and_then(|number| MONTHS.get(number))
        } else {
            None
        };
        match named {
            Some([_, english]) if format.contains("%B") => out.push_str(english),
            Some([_, english]) => out.push_str(&english[..3]),
            None => out.push_str(word),
        }
        out.push_str(&part[word.len()..]);
    }
    out
}

/// `2024k1` as its parts.
fn letters_and_digits(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let digit = |place: usize| word[place..].starts_with(|sign: char| sign.is_ascii_digit());
    for (place, _) in word.char_indices().skip(1) {
        if digit(place) != digit(start) {
            parts.push(&word[start..place]);
            start = place;
        }
    }
    parts.push(&word[start..]);
    parts
}

/// What a tidy text says, if it has the name of a month and no more than belongs to a date.
pub(super) fn date(tidy: &str) -> Option<Written<'_>> {
    let (mut year, mut month, mut day, mut weekday) = (None, None, None, None);
    let mut rest = tidy;
    loop {
        let complete = year.is_some() && month.is_some();
        let end = rest.find([' ', '-', '/']).unwrap_or(rest.len());
        let word = &rest[..end];
        if word.is_empty() || (complete && (day.is_some() || word.contains([':', '.']))) {
            break;
        }
        for part in pieces(word)? {
            match part {
                Piece::Month(number) if month.is_none() => month = Some(number),
                Piece::Weekday(number) if weekday.is_none() && month.is_none() => weekday = Some(number),
                Piece::Year(number) if year.is_none() => year = Some(number),
                // The last of two small numbers is a year: 12-okt-24.
                Piece::Small(number) if day.is_some() && month.is_some() && year.is_none() => {
                    year = Some(number);
                }
                Piece::Small(number) if day.is_none() => day = Some(number),
                _ => return None,
            }
        }
        rest = rest[end..].trim_start_matches([' ', '-', '/']);
    }
    Some(Written { year: year?, month: month?, day, weekday, clock: rest.trim() })
}

enum Piece {
    Month(i32),
    Weekday(i8),
    Year(i32),
    Small(i32),
}

/// A word, or words that were written together: `12okt2024`.
fn pieces(word: &str) -> Option<Vec<Piece>> {
    let word = word.trim_end_matches('.');
    if let Some(day) = ordinal(word) {
        return Some(vec![Piece::Small(day)]);
    }
    letters_and_digits(word).into_iter().map(piece).collect()
}

fn piece(part: &str) -> Option<Piece> {
    if part.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = part.parse().ok()?;
        return match part.len() {
            4 => Some(Piece::Year(number)),
            1 | 2 => Some(Piece::Small(number)),
            _ => None,
        };
    }
    let word = part.trim_matches('.');
    let begins =
        |names: &[&str]| word.chars().count() >= 3 && names.iter().any(|name| name.starts_with(word));
    let month = (1..).zip(MONTHS).find(|(_, names)| begins(names)).map(|(number, _)| Piece::Month(number));
    month.or_else(|| {
        (1..).zip(WEEKDAYS).find(|(_, names)| begins(names)).map(|(number, _)| Piece::Weekday(number))
    })
}

/// `24:e`, `1:a`, `3rd`.
fn ordinal(word: &str) -> Option<i32> {
    let ends = [":e", ":a", ":de", ":te", "e", "a", "st", "nd", "rd", "th"];
    let digits = ends.iter().find_map(|end| word.strip_suffix(end))?;
    let good = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    good.then(|| digits.parse().ok()).flatten()
}
