//! What titles and remarks beside the figures say of them: a quarter, some months, one sex. Such a table has no column
//! that divides it, and its figures are no annual counts all the same.
//!
//! Only words that name a part are looked for. When a file was made or fetched says nothing of what it counts.

use crate::table::header::fold;

const MONTHS: [(&str, &str); 12] = [
    ("januari", "jan"),
    ("februari", "feb"),
    ("mars", "mar"),
    ("april", "apr"),
    ("maj", "maj"),
    ("juni", "jun"),
    ("juli", "jul"),
    ("augusti", "aug"),
    ("september", "sep"),
    ("oktober", "okt"),
    ("november", "nov"),
    ("december", "dec"),
];
/// Beginnings of words for a part of a year.
const PARTS: [&str; 7] = ["kvartal", "tertial", "halvår", "månad", "quarter", "month", "vecka"];
/// Words and marks before the number of a part.
const NUMBERED: [&str; 7] = ["q", "kv", "k", "kvartal", "tertial", "halvår", "quarter"];
/// Beginnings of words around a date that is not what the figures are of.
const MADE: [&str; 9] =
    ["uttag", "uppdater", "hämta", "publicer", "skapa", "utskriv", "senast", "källa", "från och med"];
/// Words before the part that a remark restricts a figure to.
const RESTRICTS: [&str; 8] =
    ["avser", "gäller", "endast", "bara", "enbart", "t.o.m", "till och med", "omfattar"];
const WOMEN: [&str; 3] = ["kvinnor", "flickor", "women"];
const MEN: [&str; 2] = ["män", "pojkar"];
/// Words of the longest title between rows; what is longer is a remark.
const LONGEST_TITLE: usize = 3;

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The months that a text names, from 1.
fn months(text: &str) -> Vec<usize> {
    let number = |word: &str| MONTHS.iter().position(|(name, short)| word == *name || word == *short);
    words(text).filter_map(number).map(|place| place + 1).collect()
}

/// Whether a text names a part of a year in so many words: a quarter, a span of months that is not the year.
fn names_a_span(text: &str) -> bool {
    let part = words(text).any(|word| PARTS.iter().any(|start| word.starts_with(start)));
    let months = months(text);
    let whole = months.contains(&1) && months.contains(&12);
    part || says_which_part(text) || (months.len() > 1 && !whole)
}

/// Whether a text says which part of a year it is of, so that no date of making can be meant.
fn says_which_part(text: &str) -> bool {
    is_numbered(text) || is_span(&signs(text))
}

/// `Q1`, `Kv 1`, `kvartal 1`; beside a year also `H1` and `T1`, which alone may be the number of a table.
fn is_numbered(text: &str) -> bool {
    let words: Vec<&str> = words(text).collect();
    let beside_a_year = words.iter().any(|word| word.len() == 4 && number(word).is_some());
    let mark = |word: &str| NUMBERED.contains(&word) || (beside_a_year && ["h", "t"].contains(&word));
    let in_one = |word: &&str| word.strip_suffix(['1', '2', '3', '4']).is_some_and(mark);
    let in_two = |pair: &[&str]| mark(pair[0]) && ["1", "2", "3", "4"].contains(&pair[1]);
    words.iter().any(in_one) || words.windows(2).any(in_two)
}

/// What the words of a title are for a span of months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Month(usize),
    /// Between the ends of a span.
    Joint,
    Other,
}

fn number(word: &str) -> Option<usize> {
    let digits = (1..=8).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| word.parse().ok()).flatten()
}

fn month(word: &str) -> Option<Sign> {
    number(word).filter(|month| (1..=12).contains(month) && word.len() <= 2).map(Sign::Month)
}

/// Months, joints and other words of a folded text; days and years beside a month are passed over.
fn signs(text: &str) -> Vec<Sign> {
    let mut signs = Vec::new();
    for word in text.split_whitespace().map(|word| word.trim_matches(|sign| ".,;:()".contains(sign))) {
        if ["till", "to", "t.o.m", "tom", "-"].contains(&word) {
            signs.push(Sign::Joint);
            continue;
        }
        // As in `till och med`.
        if ["och", "med"].contains(&word) && signs.last() == Some(&Sign::Joint) {
            continue;
        }
        let mut parts = word.split('-').peekable();
        let mut first = true;
        while let Some(part) = parts.next() {
            if !std::mem::take(&mut first) && signs.last() != Some(&Sign::Joint) {
                signs.push(Sign::Joint);
            }
            let of_year = parts.peek().and_then(|next| month(next)).filter(|_| part.len() == 4);
            if let Some(month) = of_year.filter(|_| number(part).is_some()) {
                signs.push(month);
                parts.next();
                // The day.
                parts.next_if(|day| day.len() == 2 && number(day).is_some());
            } else if let Some((_, month)) = part.split_once('/').filter(|(day, _)| number(day).is_some()) {
                signs.extend(self::month(month));
            } else if let [name] = months(part).as_slice() {
                signs.push(Sign::Month(*name));
            } else if !part.is_empty() && number(part).is_none() {
                signs.push(Sign::Other);
            }
        }
    }
    signs
}

/// Whether two months are the ends of a span that is not the year.
fn is_span(signs: &[Sign]) -> bool {
    signs.windows(3).any(|three| match three {
        [Sign::Month(from), Sign::Joint, Sign::Month(to)] => (*from, *to) != (1, 12),
        _ => false,
    })
}

/// Whether a title is nothing but a month of a year: `2023-06`, `202306`, `06/2023`.
fn is_month_alone(text: &str) -> bool {
    let parts: Vec<&str> = words(text).collect();
    let is_year = |word: &str| word.len() == 4 && super::years::year(word).is_some();
    let is_month = |word: &str| month(word).is_some();
    match parts.as_slice() {
        [one, other] => (is_year(one) && is_month(other)) || (is_month(one) && is_year(other)),
        [both] if both.len() == 6 && both.is_ascii() => is_year(&both[..4]) && is_month(&both[4..]),
        _ => false,
    }
}

/// Whether a title says that all figures below it are of a part.
pub(super) fn title_names_a_part(text: &str) -> bool {
    let text = fold(text);
    if is_month_alone(&text) {
        return true;
    }
    if MADE.iter().any(|made| text.contains(made)) {
        return says_which_part(&text);
    }
    let named = |sex: &[&str]| words(&text).any(|word| sex.contains(&word));
    names_a_span(&text) || months(&text).len() == 1 || named(&WOMEN) != named(&MEN)
}

/// Whether a row of one cell below the header says so: the title of what follows, or a remark.
pub(super) fn line_names_a_part(text: &str) -> bool {
    if words(text).count() <= LONGEST_TITLE { title_names_a_part(text) } else { remark_names_a_part(text) }
}

/// Whether a remark says that the figure beside it is of a part. The name of a month alone may say when a law changed.
pub(super) fn remark_names_a_part(text: &str) -> bool {
    let text = fold(text);
    if MADE.iter().any(|made| text.contains(made)) {
        return says_which_part(&text);
    }
    let restricts = RESTRICTS.iter().any(|word| text.contains(word));
    names_a_span(&text) || (restricts && !months(&text).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_parts_are_known() {
        for text in [
            "Anmälda brott, januari–mars 2025",
            "Kvartal 1",
            "Q3 2024",
            "Mars 2025",
            "Första halvåret",
            "Anmälda brott per månad",
            "Kvinnor",
            "Män",
            "2023-06",
            "202306",
            "06/2023",
            "Kv 1 2023",
            "Q 1 2023",
            "H1 2023",
            "T1 2023",
            "2023-01 till 2023-06",
            "2023-01-01--2023-06-30",
            "2023-01-01 – 2023-06-30",
            "1/1–30/6 2023",
            "2023-01-01 till och med 2023-06-30",
            "jan-mar 2023",
            "Källa: Brå. Anmälda brott januari–mars 2023",
            "Uttag 3 april 2025: januari 2024 till mars 2024",
            "Källa: Brå, kvartal 1",
        ] {
            assert!(title_names_a_part(text), "{text}");
        }
        for text in [
            "Anmälda brott, kommuner",
            "Januari–december 2024",
            "Jan-dec",
            "Kvinnor och män",
            "Uttag 3 april 2025",
            "Källa: Brå, mars 2025",
            "Uttag 3 april 2025, uppdaterat 5 maj 2025",
            "Hämtad 2025-04-03, uppdaterad 2025-05-01",
            "2023-01-01 – 2023-12-31",
            "1/1–31/12 2023",
            "Åren 2019–2023",
            "2019-2023",
            "2023-06-30",
            "2023",
            "T1",
            "Blad1",
            "Manhattan",
            "",
        ] {
            assert!(!title_names_a_part(text), "{text}");
        }
    }

    #[test]
    fn remarks_that_restrict_a_figure_are_known() {
        for text in ["avser januari–mars", "Endast t.o.m. juni", "Kvartal 1–3", "Gäller bara maj"] {
            assert!(remark_names_a_part(text), "{text}");
        }
        assert!(line_names_a_part("Kvartal 1") && !line_names_a_part("1) Från juli 2022 finns en ny lag"));
        for text in ["Ny lag från juli 2022", "Reviderad", "Januari–december", ""] {
            assert!(!remark_names_a_part(text), "{text}");
        }
    }
}
