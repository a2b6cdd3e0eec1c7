//! The lists that free text is read with: names, and words that tell what stands beside them.

use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

const NAMES: &str = include_str!("../../../data/names.txt");
const WORDS: &str = include_str!("../../../data/screening-words.toml");

/// Words, some of which stand for all that begin so.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct Set {
    whole: HashSet<String>,
    begun: Vec<String>,
}

impl From<Vec<String>> for Set {
    fn from(words: Vec<String>) -> Self {
        let (begun, whole): (Vec<String>, Vec<String>) =
            words.into_iter().partition(|word| word.ends_with('*'));
        let begun = begun.iter().map(|word| word.trim_end_matches('*').to_owned()).collect();
        Self { whole: whole.into_iter().collect(), begun }
    }
}

impl Set {
    /// Whether a word, in small letters, is one of them.
    pub(super) fn has(&self, word: &str) -> bool {
        self.whole.contains(word) || self.begun.iter().any(|begun| word.starts_with(begun.as_str()))
    }
}

/// How much a name by itself says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// A given name in common use.
    Given,
    /// A given name that is also a word.
    GivenWord,
    /// A given name that is rare here.
    GivenRare,
    /// A surname.
    Surname,
    /// A surname that is also a word.
    SurnameWord,
}

/// All lists.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Lexicon {
    pub(super) identity: Set,
    pub(super) coordination: Set,
    pub(super) thing: Set,
    pub(super) office: Set,
    pub(super) vehicle: Set,
    pub(super) no_plate: Set,
    pub(super) three_letters: Set,
    pub(super) account: Set,
    pub(super) call: Set,
    pub(super) street: Set,
    pub(super) home: Set,
    pub(super) public_place: Set,
    pub(super) flat: Set,
    pub(super) no_flat: Set,
    pub(super) before_name: Set,
    pub(super) after_name: Set,
    pub(super) place_after: Set,
    pub(super) firm_after: Set,
    pub(super) thing_before: Set,
    pub(super) famous: Vec<String>,
    pub(super) nobody: Set,
    pub(super) common: Set,
    pub(super) condition: Set,
    pub(super) tie: Set,
    pub(super) no_tie: Set,
    pub(super) person: Set,
    pub(super) titles: Set,
    #[serde(skip)]
    names: HashMap<&'static str, Known>,
    #[serde(skip)]
    surnames: HashSet<&'static str>,
    #[serde(skip)]
    places: HashSet<&'static str>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    // A test reads the file; without it nothing but shapes would be found.
    let mut lexicon: Lexicon = toml::from_str(WORDS).unwrap_or_default();
    lexicon.read_names();
    lexicon
});

/// The lists of this program.
pub(super) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

impl Lexicon {
    fn read_names(&mut self) {
        let mut section = None;
        let mut is_place = false;
        for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
            if line == "[place]" {
                section = None;
                is_place = true;
                continue;
            }
            if is_place {
                self.places.extend(line.split(' '));
                continue;
            }
            if let Some(name) = line.strip_prefix('[') {
                section = match name.trim_end_matches(']') {
                    "given" => Some(Known::Given),
                    "given-word" => Some(Known::GivenWord),
                    "given-rare" => Some(Known::GivenRare),
                    "surname" | "surname-rare" => Some(Known::Surname),
                    "surname-word" => Some(Known::SurnameWord),
                    _ => None,
                };
                continue;
            }
            let Some(known) = section else { continue };
            for name in line.split(' ') {
                // The sections stand in order: what a name says first is what it says most.
                self.names.entry(name).or_insert(known);
                if matches!(known, Known::Surname | Known::SurnameWord) {
                    self.surnames.insert(name);
                }
            }
        }
    }

    /// What is known of a name, as it stands or without the s of a genitive.
    pub(super) fn name(&self, lower: &str) -> Option<Known> {
        self.known(lower).or_else(|| self.known(lower.strip_suffix('s')?))
    }

    /// The parts of a double name are looked for too: the first says whether it is a given name.
    fn known(&self, lower: &str) -> Option<Known> {
        if lower.chars().count() < 2 {
            return None;
        }
        let known = self.names.get(lower).copied();
        known.or_else(|| {
            let (first, last) = lower.split_once('-')?;
            match (self.names.get(first), self.names.get(last)) {
                (Some(Known::Given | Known::GivenWord), Some(_)) => Some(Known::Given),
                (Some(Known::Surname | Known::SurnameWord), _) | (_, Some(Known::Surname)) => {
                    Some(Known::Surname)
                }
                _ => None,
            }
        })
    }

    /// Whether a place is called so, as it stands or without the s of a genitive.
    pub(super) fn is_place(&self, lower: &str) -> bool {
        let has = |word: &str| self.places.contains(word);
        has(lower) || lower.strip_suffix('s').is_some_and(has)
    }

    /// Whether a word may be a surname: by the list, or built as Swedish ones are.
    pub(super) fn is_surname(&self, lower: &str) -> bool {
        let bare = lower.strip_suffix('s').unwrap_or(lower);
        let listed = |name: &str| self.surnames.contains(name);
        let one = |name: &str| listed(name) || built(name);
        one(lower) || one(bare) || bare.split_once('-').is_some_and(|(first, last)| one(first) || one(last))
    }
}

/// Ends of Swedish surnames that few other words have.
const ENDS: [&str; 27] = [
    "sson", "qvist", "kvist", "quist", "ström", "berg", "gren", "lund", "dahl", "stedt", "feldt", "fors",
    "mark", "blad", "blom", "vall", "wall", "hielm", "hjelm", "strand", "stam", "lind", "dotter", "ander",
    "én", "ell", "man",
];

fn built(lower: &str) -> bool {
    let long = lower.chars().count() >= 6;
    long && ENDS.iter().any(|end| lower.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read() {
        let read: Lexicon = toml::from_str(WORDS).unwrap();
        assert!(
            read.identity.has("personnummer")
                && read.identity.has("personnumret")
                && !read.identity.has("och")
        );
        assert_eq!(lexicon().name("åsa"), Some(Known::Given));
        assert_eq!(lexicon().name("stigs"), Some(Known::GivenWord));
        assert_eq!(lexicon().name("anna-karins"), Some(Known::Given));
        assert_eq!(lexicon().name("bord"), None);
        assert!(lexicon().is_surname("strömvall") && lexicon().is_surname("thun"));
        let sections = NAMES.lines().filter(|line| line.starts_with('[')).count();
        assert_eq!(sections, 7);
        assert!(
            lexicon().is_place("falkenberg")
                && lexicon().is_place("sundsvalls")
                && !lexicon().is_place("anna")
        );
        assert!(lexicon().names.len() > 10_000, "{}", lexicon().names.len());
    }
}
