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
    let part = words(text).any(|word| {
        let numbered =
            |start: &str| word.strip_prefix(start).is_some_and(|rest| ["1", "2", "3", "4"].contains(&rest));
        PARTS.iter().any(|start| word.starts_with(start)) || numbered("q") || numbered("kv") || numbered("k")
    });
    let months = months(text);
    let whole = months.contains(&1) && months.contains(&12);
    part || (months.len() > 1 && !whole)
}

/// Whether a title says that all figures below it are of a part.
pub(super) fn title_names_a_part(text: &str) -> bool {
    let text = fold(text);
    if MADE.iter().any(|made| text.contains(made)) {
        return false;
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
        return false;
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
