//! What a heading names, and how well.
//!
//! Headings are compared in one form. Leaves out the words themselves ([`super::headings`]).

pub(super) use super::headings::Names;

use super::headings::WORDS;
use crate::same::same_form;
use std::sync::LazyLock;

/// How well a heading names a part; 0 where it does not. A heading that begins with one of the words names it a
/// little less.
pub(super) fn names(heading: &str, part: Names) -> u32 {
    let form = same_form(heading).replace('_', " ");
    let plain = form.trim_end_matches([':', '.', '*']).trim();
    let weighed =
        PLAIN.iter().filter(|word| word.part == part).map(|Word { weight, text: word, bare, .. }| {
            let is = plain == word || plain == bare;
            let begins = bare.chars().count() > 3
                && plain
                    .strip_prefix(bare.as_str())
                    .is_some_and(|rest| rest.starts_with([' ', '(', '/', '-']));
            if is {
                *weight
            } else if begins {
                weight / 2
            } else {
                0
            }
        });
    weighed.max().unwrap_or(0)
}

/// A word as it is compared. A wide table asks for each of its headings, so they are made once.
struct Word {
    part: Names,
    weight: u32,
    text: String,
    /// Without the point of an abbreviation.
    bare: String,
}

static PLAIN: LazyLock<Vec<Word>> = LazyLock::new(|| {
    let each = |(part, weight, words): &(Names, u32, &[&str])| -> Vec<Word> {
        let word = |word: &&str| {
            let word = word.replace('_', " ");
            let bare = word.trim_end_matches('.').to_owned();
            Word { part: *part, weight: *weight, text: word, bare }
        };
        words.iter().map(word).collect()
    };
    WORDS.iter().flat_map(each).collect()
});

/// Whether a heading names anything that files of incidents have.
pub(super) fn knows(heading: &str) -> bool {
    let all = [
        Names::Id,
        Names::Start,
        Names::End,
        Names::Clock,
        Names::EndClock,
        Names::Category,
        Names::Area,
        Names::North,
        Names::East,
        Names::Coordinate,
        Names::Point,
        Names::Count,
        Names::Year,
        Names::FreeText,
    ];
    !heading.is_empty() && all.into_iter().any(|part| names(heading, part) > 0)
}

/// Whether a heading names what people have written, or who they are.
pub(super) fn says_free_text(heading: &str) -> bool {
    names(heading, Names::FreeText) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_however_they_are_written() {
        assert_eq!(names("BROTTSDATUM FRÅN", Names::Start), 10);
        assert_eq!(names("Brottsdatum  till", Names::End), 10);
        assert_eq!(names("requested_datetime", Names::Start), 5);
        assert_eq!(names("Kategori (huvud)", Names::Category), 5);
        assert_eq!(names("Kommunkod", Names::Area), 0);
        assert!(knows("N") && !knows("Vaktmästare Ek") && !knows(""));
        assert!(says_free_text("Fritext") && !says_free_text("Brottskod text"));
    }
}
