//! Which category a word of a list may mean, the likeliest first, and why: the one who decides sees the reason.
//!
//! In order: the label or a known word as it stands, a common stem, the beginning of Brå's code (it says the chapter
//! only), a slip of the keyboard. A suggestion is never taken by itself: labels that sound alike need not be the same count.

use super::similar::{is_part, normal, slips, stem, without_brackets, words};
use super::{Entry, OwnCategory, scheme};
use crate::records::{Category, RecordKind};

/// Most suggestions for one word.
const MOST: usize = 5;

/// Fewest signs of a word in which a slip is looked for, and of one in which two are.
const ONE_SLIP_FROM: usize = 5;
const TWO_SLIPS_FROM: usize = 9;

/// Why a category is suggested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is the category's label or slug.
    Label,
    /// The scheme knows the word as one that means the category.
    Term(String),
    /// The code begins as the category's codes do.
    Code(String),
    /// It has the stem of a word that means the category.
    Stem(String),
    /// It is a word that means the category, but for a slip of the keyboard.
    Slip(String),
    /// It is the wider category of one that is suggested.
    Wider(Category),
}

impl Reason {
    /// Its name in text files.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Term(_) => "term",
            Self::Code(_) => "code",
            Self::Stem(_) => "stem",
            Self::Slip(_) => "slip",
            Self::Wider(_) => "wider",
        }
    }

    /// What it rests on: a word, a code, a slug.
    pub fn evidence(&self) -> &str {
        match self {
            Self::Label => "",
            Self::Term(text) | Self::Code(text) | Self::Stem(text) | Self::Slip(text) => text,
            Self::Wider(slug) => slug.as_str(),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Label => 0,
            Self::Term(_) => 1,
            Self::Stem(_) => 2,
            Self::Code(_) => 3,
            Self::Slip(_) => 4,
            Self::Wider(_) => 5,
        }
    }
}

/// A category that a word may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The category.
    pub category: Category,
    /// Why.
    pub reason: Reason,
}

impl Suggestion {
    /// Whether nothing but the look of a word speaks for it: then somebody has to look.
    pub fn is_guess(&self) -> bool {
        self.reason.rank() >= 2
    }
}

/// The categories that a word of a list may mean, the likeliest first; categories that rows of the kind usually have go
/// before others that are as likely. The municipality's own are among them.
///
/// ```
/// use lofte_model::records::RecordKind;
/// use lofte_model::scheme::{Reason, suggest};
/// let first = |text: &str| suggest(text, RecordKind::Offence, &[]).into_iter().next().unwrap();
/// assert_eq!(first("Misshandel").reason, Reason::Label);
/// assert_eq!(first("1203").category.as_str(), "vandalism");
/// assert_eq!(first("Inbrott i bil").category.as_str(), "vehicle");
/// assert_eq!(first("Misshanel").reason, Reason::Slip("misshandel".into()));
/// assert!(suggest("Xyz", RecordKind::Offence, &[]).is_empty());
/// ```
pub fn suggest(text: &str, kind: RecordKind, own: &[OwnCategory]) -> Vec<Suggestion> {
    let asked = Asked::of(text);
    let mut found: Vec<(Suggestion, Weight)> = own.iter().filter_map(|known| asked.own(known)).collect();
    for entry in &scheme().categories {
        let usual = entry.kinds.contains(&kind);
        found.extend(asked.reason(entry).map(|(reason, matched)| {
            let loose = reason.rank() < 2 && matched > 0;
            let rank = if loose { 1 } else { reason.rank() };
            let weight = Weight { rank, loose, unusual: !usual, unmatched: matched };
            (Suggestion { category: entry.slug.clone(), reason }, weight)
        }));
    }
    found.sort_by(|one, other| one.1.cmp(&other.1));
    let mut suggestions: Vec<Suggestion> = found.into_iter().map(|(suggestion, _)| suggestion).collect();
    for suggestion in suggestions.clone() {
        let wider = scheme().entry(suggestion.category.as_str()).and_then(|entry| entry.within.clone());
        let Some(wider) = wider else { continue };
        if suggestions.iter().all(|known| known.category != wider) {
            suggestions.push(Suggestion { category: wider, reason: Reason::Wider(suggestion.category) });
        }
    }
    suggestions.truncate(MOST);
    suggestions
}

/// What puts suggestions in order, the smallest first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Weight {
    rank: u8,
    /// It is the word but for what stands in brackets.
    loose: bool,
    unusual: bool,
    /// Signs of the text that speak for nothing.
    unmatched: usize,
}

/// A word of a list, taken apart once.
struct Asked {
    whole: String,
    bare: String,
    /// What stands after a code.
    named: String,
    code: Option<String>,
}

impl Asked {
    fn of(text: &str) -> Self {
        let whole = normal(text);
        let (code, named) = coded(&whole);
        Self { bare: without_brackets(&whole), named, code, whole }
    }

    /// Whether it is the term: with so many signs left over that stand in brackets.
    fn left_of(&self, term: &str) -> Option<usize> {
        let term = &normal(term);
        let whole = self.whole == *term || self.named == *term;
        let over = || self.whole.chars().count() - self.bare.chars().count();
        whole.then_some(0).or_else(|| (self.bare == *term).then(over))
    }

    fn own(&self, known: &OwnCategory) -> Option<(Suggestion, Weight)> {
        let title = normal(&known.title);
        if known.withdrawn.is_some() {
            return None;
        }
        let reason = if self.left_of(&title).is_some() || self.left_of(known.slug.as_str()).is_some() {
            Reason::Label
        } else {
            self.slip(&title).then_some(Reason::Slip(title))?
        };
        let weight = Weight { rank: reason.rank(), loose: false, unusual: false, unmatched: 0 };
        Some((Suggestion { category: known.slug.clone(), reason }, weight))
    }

    /// Why the text may mean a category, and how many of its signs do not speak for it.
    fn reason(&self, entry: &Entry) -> Option<(Reason, usize)> {
        let labels = [entry.slug.as_str(), &entry.label.sv, &entry.label.en];
        if let Some(left) = labels.iter().filter_map(|label| self.left_of(label)).min() {
            return Some((Reason::Label, left));
        }
        let terms = || entry.terms.iter().chain([&entry.label.sv]);
        let known = entry.terms.iter().filter_map(|term| Some((self.left_of(term)?, term)));
        if let Some((left, term)) = known.min_by_key(|(left, _)| *left) {
            return Some((Reason::Term(term.clone()), left));
        }
        let begins =
            |code: &&String| self.code.as_ref().is_some_and(|asked| asked.starts_with(code.as_str()));
        if let Some(code) = entry.codes.iter().find(begins) {
            return Some((Reason::Code(code.clone()), 0));
        }
        let by_stem = terms().filter_map(|term| Some((self.unmatched(term)?, term)));
        if let Some((unmatched, term)) = by_stem.min_by_key(|(unmatched, _)| *unmatched) {
            return Some((Reason::Stem(term.clone()), unmatched));
        }
        terms().find(|term| self.slip(term)).map(|term| (Reason::Slip(term.clone()), 0))
    }

    /// Signs of the text's words that are not in the term, where every word of the term is in the text.
    fn unmatched(&self, term: &str) -> Option<usize> {
        let asked = words(&self.named);
        let sought: Vec<&str> = words(term).into_iter().map(stem).collect();
        let held = |part: &&str| asked.iter().any(|word| is_part(part, stem(word)));
        let holds = !sought.is_empty() && sought.iter().all(held);
        let all: usize = asked.iter().map(|word| word.chars().count()).sum();
        let spoken: usize = sought.iter().map(|part| part.chars().count()).sum();
        holds.then(|| all.saturating_sub(spoken))
    }

    fn slip(&self, term: &str) -> bool {
        let length = term.chars().count().min(self.bare.chars().count());
        let most = match length {
            TWO_SLIPS_FROM.. => 2,
            ONE_SLIP_FROM.. => 1,
            _ => return false,
        };
        term.chars().count().abs_diff(self.bare.chars().count()) <= most
            && (1..=most).contains(&slips(&self.bare, term))
    }
}

/// A code before the text, and the text: `1203 klotter`, `12 kap. skadegörelsebrott`.
fn coded(text: &str) -> (Option<String>, String) {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let rest = text[digits.len()..].trim_start_matches([' ', '-', ':', '.', ',']);
    match digits.len() {
        4 => (Some(digits), rest.to_owned()),
        1 | 2 if rest.starts_with("kap") => {
            let named =
                rest.trim_start_matches("kapitel").trim_start_matches("kap").trim_start_matches(['.', ' ']);
            (Some(format!("{digits:0>2}")), named.to_owned())
        }
        _ => (None, text.to_owned()),
    }
}
