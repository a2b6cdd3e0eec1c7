//! Rows that are sums of other rows, as spreadsheets have them below their groups and at their end.

use super::rows::Rows;
use crate::number::decimal;
use crate::same::same_form;
use crate::table::Line;
use lofte_model::records::TimePrecision;

/// How such rows call themselves.
const SUMS: [&str; 19] = [
    "summa",
    "totalt",
    "total",
    "totaler",
    "delsumma",
    "totalsumma",
    "summa totalt",
    "sum",
    "subtotal",
    "grand total",
    "s:a",
    "tot",
    "totalt antal",
    "antal totalt",
    "summa antal",
    "antal rader",
    "antal ärenden",
    "medelvärde",
    "alla",
];
/// First words of their names.
const BEGINNINGS: [&str; 6] = ["summa", "delsumma", "totalsumma", "totalt", "total", "s:a"];

/// Whether a text is the name of such a row, and whether it is nothing but that.
pub(super) fn named(text: &str) -> Option<bool> {
    if text.len() >= 60 || !may_begin_one(text.as_bytes()) {
        return None;
    }
    let form = same_form(text);
    let alone = form.split_once(": ").map_or(form.as_str(), |(name, _)| name).trim_end_matches([':', '.']);
    if SUMS.contains(&alone) {
        return Some(true);
    }
    let first = form.split(' ').next().unwrap_or_default();
    BEGINNINGS.contains(&first.trim_end_matches([':', '.'])).then_some(false)
}

/// Whether one of the names begins with these two letters: most cells are known for no sum by them. What is no letter of
/// ASCII may be a mark that nobody sees.
fn may_begin_one(text: &[u8]) -> bool {
    let (Some(first), second) = (text.first(), text.get(1).copied().unwrap_or(b' ')) else {
        return false;
    };
    let seconds: &[u8] = match first.to_ascii_lowercase() {
        b's' => b"u:",
        b't' => b"o",
        b'd' | b'm' => b"e",
        b'g' => b"r",
        b'a' => b"nl",
        _ => return false,
    };
    !second.is_ascii() || seconds.contains(&second.to_ascii_lowercase())
}

impl Rows<'_> {
    /// Whether the row is a sum of others: it says so in its first cell or as its category, and has no time, or at most
    /// a month or year. With no other name than that it is one whatever its time, as sums of a day are.
    pub(super) fn is_sum(&self, line: &Line<'_>) -> bool {
        let first = (0..line.cells.len()).find(|column| !line.text(*column).is_empty());
        let says = |column: usize| {
            let text = line.text(column);
            named(text).filter(|_| self.mapping.categories.get(text).is_none())
        };
        let Some(alone) = first.into_iter().chain(self.places_of.category).find_map(says) else {
            return false;
        };
        let time = line.text(self.places_of.time);
        let first_alone = || first.and_then(says) == Some(true) && first != Some(self.places_of.time);
        let coarse = || self.times.moment(time).is_ok_and(|moment| moment.precision == TimePrecision::Month);
        time.is_empty()
            || says(self.places_of.time).is_some()
            || (time.len() < 8 && decimal(time).is_some())
            || (alone && first_alone())
            || coarse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_known_by_their_names() {
        for text in ["Summa", "TOTALT:", "S:a", "Tot.", "Antal rader: 12", "Totalt antal"] {
            assert_eq!(named(text), Some(true), "{text}");
        }
        for text in ["Summa mars 2025", "Total 2025", "Delsumma Malmköping"] {
            assert_eq!(named(text), Some(false), "{text}");
        }
        for text in ["", "K1", "Alla hjärtans dag", "Totalitär", "Summering", "Stöld"] {
            assert_eq!(named(text), None, "{text}");
        }
    }
}
