//! Periods as tables write them: `2025-03`, `mars 2025`, `jan-25`, `2025 kv 1`, `tertial 2 2024`, `2025`, and the same with
//! words of a category beside them.
//!
//! Nothing is guessed: a text that could be two periods is none.

use crate::table::header::fold;
use lofte_model::records::{CalendarSpan, SpanLength};

/// Years in which police and municipalities have counted.
const YEARS: std::ops::RangeInclusive<i16> = 1950..=2100;
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
const WHOLE_MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];
const ENGLISH: [(&str, u8); 4] = [("may", 5), ("oct", 10), ("october", 10), ("march", 3)];

/// What a text says of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) year: Option<i16>,
    /// Which part of a year, where it is not the whole.
    pub(super) part: Option<(SpanLength, u8)>,
    pub(super) preliminary: bool,
    /// A small number alone, which the name of its column may explain.
    pub(super) bare: Option<u8>,
    /// The words that say nothing of a period.
    pub(super) rest: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Year(i16),
    Number(u8),
    Month(u8),
    Kind(SpanLength),
    /// A year and a month in one: 202503.
    Both(i16, u8),
}

fn month(word: &str) -> Option<u8> {
    let of = |names: &[&str; 12]| names.iter().position(|name| *name == word);
    let found = of(&MONTHS).or_else(|| of(&WHOLE_MONTHS)).and_then(|at| u8::try_from(at + 1).ok());
    found
        .or_else(|| (word == "sept").then_some(9))
        .or_else(|| ENGLISH.iter().find(|(name, _)| *name == word).map(|(_, month)| *month))
}

fn kind(word: &str) -> Option<SpanLength> {
    match word {
        "q" | "k" | "kv" | "kvartal" | "kvartalet" | "quarter" => Some(SpanLength::Quarter),
        "t" | "tertial" | "tertialet" => Some(SpanLength::Tertial),
        "h" | "hå" | "halvår" | "halvåret" => Some(SpanLength::HalfYear),
        "m" | "månad" => Some(SpanLength::Month),
        _ => None,
    }
}

fn number(digits: &str) -> Option<Sign> {
    let year = |text: &str| text.parse().ok().filter(|year| YEARS.contains(year));
    match digits.len() {
        1 | 2 => digits.parse().ok().map(Sign::Number),
        4 => year(digits).map(Sign::Year),
        6 => {
            let (first, last) = digits.split_at(4);
            let month = last.parse().ok().filter(|month| (1..=12).contains(month));
            year(first).zip(month).map(|(year, month)| Sign::Both(year, month))
        }
        _ => None,
    }
}

/// Runs of letters or digits, each with what stands between it and the one before.
fn runs(text: &str) -> Vec<&str> {
    let class = |sign: char| match sign {
        sign if sign.is_ascii_digit() => 1,
        sign if sign.is_alphabetic() => 2,
        _ => 0,
    };
    let mut runs: Vec<&str> = Vec::new();
    let mut start = 0;
    let mut before = 0;
    for (at, sign) in text.char_indices().chain([(text.len(), ' ')]) {
        let now = class(sign);
        if now != before || at == text.len() {
            if before != 0 {
                runs.push(&text[start..at]);
            }
            (start, before) = (at, now);
        }
    }
    runs
}

/// Words that mark a figure as one that may change.
fn is_mark(word: &str) -> bool {
    matches!(word, "prel" | "preliminär" | "preliminära" | "preliminärt" | "preliminary")
}

/// What a text says of a period; nothing where it says nothing of one.
pub(super) fn said(text: &str) -> Option<Said> {
    let text = fold(text);
    let text = without_clock(&text);
    let mut said = Said { preliminary: text.contains('*'), ..Said::default() };
    let (mut signs, mut rest): (Vec<Sign>, Vec<&str>) = (Vec::new(), Vec::new());
    for run in runs(text) {
        let sign = if run.starts_with(|sign: char| sign.is_ascii_digit()) {
            number(run)
        } else {
            month(run).map(Sign::Month).or_else(|| kind(run).map(Sign::Kind))
        };
        match sign {
            Some(sign) => signs.push(sign),
            None if is_mark(run) => said.preliminary = true,
            // The ending of “1:a kvartalet”, and “år 2025”.
            None if ["a", "e", "år", "året"].contains(&run) => {}
            None => rest.push(run),
        }
    }
    (said.year, said.part, said.bare) = read(&signs)?;
    if !rest.is_empty() {
        said.rest = rest_of(text, &rest);
    }
    Some(said)
}

/// A day of a spreadsheet has a midnight behind it.
fn without_clock(text: &str) -> &str {
    ["t00:00:00", " 00:00:00", " 00:00"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text)
}

/// The words of a header that are of no period, as they stand beside each other.
fn rest_of(text: &str, rest: &[&str]) -> String {
    let words = text.split_whitespace().filter(|word| rest.iter().any(|rest| word.contains(rest)));
    words.map(|word| word.trim_matches(|sign: char| !sign.is_alphanumeric())).collect::<Vec<_>>().join(" ")
}

type Parts = (Option<i16>, Option<(SpanLength, u8)>, Option<u8>);

fn read(signs: &[Sign]) -> Option<Parts> {
    let part = |length: SpanLength, number: u8| {
        (1..=length.in_a_year()).contains(&number).then_some((length, number))
    };
    let of_month = |year, month: u8| Some((year, Some(part(SpanLength::Month, month)?), None));
    match *signs {
        [Sign::Year(year)] => Some((Some(year), None, None)),
        [Sign::Month(month)] => of_month(None, month),
        [Sign::Number(number)] => Some((None, None, Some(number))),
        [Sign::Kind(length), Sign::Number(number)] | [Sign::Number(number), Sign::Kind(length)] => {
            Some((None, Some(part(length, number)?), None))
        }
        [Sign::Both(year, month)]
        | [Sign::Year(year), Sign::Month(month) | Sign::Number(month)]
        | [Sign::Month(month) | Sign::Number(month), Sign::Year(year)]
        // The first of a month is how a spreadsheet writes the month.
        | [Sign::Year(year), Sign::Number(month), Sign::Number(1)]
        | [Sign::Number(1), Sign::Number(month), Sign::Year(year)] => of_month(Some(year), month),
        // As in jan-25.
        [Sign::Month(month), Sign::Number(year)] => of_month(Some(2000 + i16::from(year)), month),
        [Sign::Year(year), Sign::Kind(length), Sign::Number(number)]
        | [Sign::Year(year), Sign::Number(number), Sign::Kind(length)]
        | [Sign::Kind(length), Sign::Number(number), Sign::Year(year)]
        | [Sign::Number(number), Sign::Kind(length), Sign::Year(year)] => {
            Some((Some(year), Some(part(length, number)?), None))
        }
        [Sign::Month(from), Sign::Month(to)] => between(None, from, to),
        [Sign::Year(year), Sign::Month(from), Sign::Month(to)]
        | [Sign::Month(from), Sign::Month(to), Sign::Year(year)] => between(Some(year), from, to),
        _ => None,
    }
}

/// `januari–mars`: a quarter, a tertial, half a year or a year; any other run of months is none.
fn between(year: Option<i16>, from: u8, to: u8) -> Option<Parts> {
    let months = (to + 1).checked_sub(from)?;
    if (from, months) == (1, 12) {
        // Without its year that says nothing of when.
        return year.map(|year| (Some(year), None, None));
    }
    let length = SpanLength::ALL.into_iter().find(|length| length.months() == months)?;
    (from - 1).is_multiple_of(months).then(|| (year, Some((length, (from - 1) / months + 1)), None))
}

impl Said {
    /// The period, with the year that stands elsewhere where none stands here.
    pub(super) fn span(&self, year: Option<i16>) -> Option<CalendarSpan> {
        let year = self.year.or(year)?;
        let (length, number) = match (self.part, self.bare) {
            (Some(part), _) => part,
            (None, None) => (SpanLength::Year, 1),
            (None, Some(_)) => return None,
        };
        CalendarSpan::new(length, year, number)
    }

    /// The same of a cell in a column whose name says what small numbers are.
    pub(super) fn in_column(self, length: Option<SpanLength>) -> Self {
        let part = self.bare.zip(length).map(|(number, length)| (length, number));
        Self { part: self.part.or(part), bare: self.bare.filter(|_| part.is_none()), ..self }
    }

    /// Whether it says which part of a year, or which year.
    pub(super) fn is_period(&self) -> bool {
        self.part.is_some() || self.year.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Option<(&'static str, i16, u8)> {
        let span = said(text)?.span(None)?;
        Some((span.length().word(), span.year(), span.number()))
    }

    #[test]
    fn periods_are_known_however_they_are_written() {
        for text in [
            "2025-03",
            "2025/03",
            "03/2025",
            "202503",
            "2025M03",
            "mars 2025",
            "Mars -25",
            "mar-25",
            "2025 mar",
            "2025-03-01",
            "2025-03-01 00:00:00",
            "2025-03*",
            "mars 2025 (prel.)",
            "1/3 2025",
        ] {
            assert_eq!(span(text), Some(("month", 2025, 3)), "{text}");
        }
        for text in [
            "2025 kv 1",
            "Kv1 2025",
            "2025K1",
            "2025Q1",
            "Q1-2025",
            "kvartal 1 2025",
            "1:a kvartalet 2025",
            "januari–mars 2025",
            "2025 jan-mar",
        ] {
            assert_eq!(span(text), Some(("quarter", 2025, 1)), "{text}");
        }
        for text in ["T2 2025", "2025T2", "tertial 2 2025", "maj-aug 2025"] {
            assert_eq!(span(text), Some(("tertial", 2025, 2)), "{text}");
        }
        for text in ["2025", "År 2025", "2025*", "2025 prel.", "jan-dec 2025"] {
            assert_eq!(span(text), Some(("year", 2025, 1)), "{text}");
        }
        assert_eq!(span("H2 2025"), Some(("half_year", 2025, 2)));
        for text in [
            "",
            "Stöld",
            "2025-13",
            "2025-03-15",
            "13/2025",
            "feb-apr 2025",
            "2025/26",
            "2025 2026",
            "20251",
            "Q5 2025",
        ] {
            assert_eq!(span(text), None, "{text}");
        }
        assert!(said("2025-03*").unwrap().preliminary && said("2025 prel").unwrap().preliminary);
    }

    #[test]
    fn the_year_may_stand_elsewhere_and_a_category_beside_it() {
        assert_eq!(said("feb").unwrap().span(Some(2024)), CalendarSpan::new(SpanLength::Month, 2024, 2));
        assert_eq!(said("feb").unwrap().span(None), None);
        let bare = said("3").unwrap();
        assert_eq!(bare.span(Some(2024)), None);
        let third = bare.in_column(Some(SpanLength::Quarter));
        assert_eq!(third.span(Some(2024)), CalendarSpan::new(SpanLength::Quarter, 2024, 3));
        let beside = said("Våld utomhus 2025-03").unwrap();
        assert_eq!((beside.rest.as_str(), beside.year), ("våld utomhus", Some(2025)));
    }
}
