//! The local dictionary: what contested words mean here.
//!
//! Police, school and social services mean different things by "tidiga insatser" or "trygghet". A word is found in a text
//! where a word of the text begins with it, so that "trygghet" is found in "trygghetsvandring". Left out: who writes them.

use crate::amendment::Withdrawal;
use crate::id::TermId;
use serde::{Deserialize, Serialize};

/// Words that are often meant differently, for whoever begins a dictionary.
pub const CONTESTED: [&str; 7] = [
    "tidiga insatser",
    "förebygga",
    "trygghet",
    "långsiktig",
    "kortsiktig",
    "direkta åtgärder",
    "indirekta åtgärder",
];

/// What a word means here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// The word or words.
    pub term: String,
    /// What is meant by it.
    pub meaning: String,
}

/// A word of the dictionary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Identity.
    pub id: TermId,
    /// What it says.
    #[serde(flatten)]
    pub wording: Wording,
    /// That it is no longer used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// What a word of the dictionary lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermGap {
    /// No word.
    #[error("write the word")]
    NoTerm,
    /// No meaning.
    #[error("write what the word means here")]
    NoMeaning,
    /// It is there already.
    #[error("the word is in the dictionary already")]
    Twice,
}

impl Term {
    /// Everything that is missing, among the other words of the dictionary.
    pub fn gaps(&self, others: &[Self]) -> Vec<TermGap> {
        let mut gaps = Vec::new();
        if self.wording.term.trim().is_empty() {
            gaps.push(TermGap::NoTerm);
        }
        if self.wording.meaning.trim().is_empty() {
            gaps.push(TermGap::NoMeaning);
        }
        let same = |other: &Self| {
            other.id != self.id
                && other.withdrawn.is_none()
                && words(&other.wording.term) == words(&self.wording.term)
        };
        if !self.wording.term.trim().is_empty() && others.iter().any(same) {
            gaps.push(TermGap::Twice);
        }
        gaps
    }
}

/// The words of a dictionary that stand in some text, in the order of the dictionary.
pub fn used<'a, 'b>(terms: &'a [Term], texts: impl IntoIterator<Item = &'b str>) -> Vec<&'a Term> {
    let texts: Vec<Vec<String>> = texts.into_iter().map(words).collect();
    let stands = |term: &&Term| {
        let sought = words(&term.wording.term);
        term.withdrawn.is_none() && !sought.is_empty() && texts.iter().any(|text| holds(text, &sought))
    };
    terms.iter().filter(stands).collect()
}

/// Whether words follow each other in a text, the last of them perhaps as the beginning of a longer one.
fn holds(text: &[String], sought: &[String]) -> bool {
    let Some((last, before)) = sought.split_last() else { return false };
    text.windows(sought.len()).any(|window| {
        window.split_last().is_some_and(|(end, begin)| begin == before && end.starts_with(last.as_str()))
    })
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(term: &str) -> Term {
        let wording = Wording { term: term.into(), meaning: "något".into() };
        Term { id: TermId::named(term), wording, withdrawn: None }
    }

    #[test]
    fn a_word_is_found_where_a_word_begins_with_it() {
        let terms = ["trygghet", "tidiga insatser", "förebygga"].map(term);
        let found = |text: &str| {
            used(&terms, [text]).iter().map(|term| term.wording.term.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(found("Trygghetsvandring i maj, för att FÖREBYGGA brott"), ["trygghet", "förebygga"]);
        assert_eq!(found("tidiga,\n insatserna"), ["tidiga insatser"]);
        assert_eq!(found("Otrygghet, insatser som är tidiga"), Vec::<&str>::new());
    }

    #[test]
    fn a_word_has_one_meaning() {
        let known = [term("trygghet")];
        let twice = Term { id: TermId::named("other"), ..term(" Trygghet ") };
        assert_eq!(twice.gaps(&known), [TermGap::Twice]);
        assert!(term("trygghet").gaps(&known).is_empty(), "itself");
        let hollow = Term { wording: Wording { term: " ".into(), meaning: " ".into() }, ..term("x") };
        assert_eq!(hollow.gaps(&known), [TermGap::NoTerm, TermGap::NoMeaning]);
    }
}
