//! Swedish words made comparable: one form, stems, and how many slips of the keyboard lie between two words.

use unicode_normalization::UnicodeNormalization;

/// Words that carry no meaning of their own in a label.
const LITTLE: [&str; 22] = [
    "i", "på", "av", "och", "eller", "mot", "ur", "från", "med", "till", "m", "mm", "m.m", "den", "det",
    "en", "ett", "vid", "genom", "för", "samt", "inkl",
];

/// Endings of nouns and adjectives, the longest first. A stem keeps four signs.
const ENDINGS: [&str; 18] = [
    "brotten", "brottet", "brott", "arna", "erna", "orna", "ande", "ens", "ets", "en", "et", "ar", "er",
    "or", "na", "s", "a", "e",
];

/// Fewest signs of a stem.
const SHORTEST_STEM: usize = 4;

/// A label in one form: composed, in small letters, every dash and space alike.
pub(super) fn normal(text: &str) -> String {
    let composed: String = text.nfc().flat_map(char::to_lowercase).collect();
    let alike = composed.replace(['\u{2010}', '\u{2011}', '\u{2013}', '\u{2014}', '\u{2212}'], "-");
    let words: Vec<&str> = alike.split_whitespace().collect();
    words.join(" ").trim_matches(|sign: char| ".,;:\"'”’".contains(sign)).to_owned()
}

/// The same without what stands in brackets.
pub(super) fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let kept = text.chars().filter(|sign| {
        match sign {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    });
    normal(&kept.collect::<String>())
}

/// The words that carry meaning.
pub(super) fn words(text: &str) -> Vec<&str> {
    let words = text.split(|sign: char| !sign.is_alphanumeric());
    words.filter(|word| word.chars().count() > 1 && !LITTLE.contains(word)).collect()
}

/// The stem of a word.
pub(super) fn stem(word: &str) -> &str {
    let long_enough = |rest: &&str| rest.chars().count() >= SHORTEST_STEM;
    ENDINGS.iter().find_map(|ending| word.strip_suffix(ending).filter(long_enough)).unwrap_or(word)
}

/// Whether one stem is the other, or the first or last part of a compound with it.
pub(super) fn is_part(term: &str, word: &str) -> bool {
    let compound = term.chars().count() >= SHORTEST_STEM && (word.starts_with(term) || word.ends_with(term));
    term == word || compound
}

/// Slips between two words: a sign too many, too few or wrong, or two signs that changed places.
///
/// The optimal string alignment distance (Damerau, CACM 7, 1964).
pub(super) fn slips(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, sign) in one.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, candidate) in other.iter().enumerate() {
            let wrong = last[column] + usize::from(sign != candidate);
            let mut fewest = wrong.min(last[column + 1] + 1).min(next[column] + 1);
            let swapped = row > 0 && column > 0 && *sign == other[column - 1] && one[row - 1] == *candidate;
            if swapped {
                fewest = fewest.min(before[column - 1] + 1);
            }
            next.push(fewest);
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_as_fingers_make_them() {
        for (one, other, expected) in [
            ("", "", 0),
            ("", "ab", 2),
            ("klotter", "kloter", 1),
            ("inbrott", "inbrtot", 1),
            ("stöld", "stold", 1),
            ("rån", "rand", 2),
        ] {
            assert_eq!((slips(one, other), slips(other, one)), (expected, expected), "{one} {other}");
        }
    }

    #[test]
    fn labels_come_into_one_form() {
        assert_eq!(normal("  Skadego\u{308}relse –\u{a0}GROV. "), "skadegörelse - grov");
        assert_eq!(without_brackets("Inbrottsstöld (ej av skjutvapen)"), "inbrottsstöld");
        assert_eq!(words("rån mot butik m.m."), ["rån", "butik"]);
        assert_eq!([stem("skadegörelsebrott"), stem("lampor"), stem("rån")], ["skadegörelse", "lamp", "rån"]);
    }
}
