//! A text taken apart into words, with what stands between them.

use super::lexicon::{Set, lexicon};

/// A word: letters, with hyphens and apostrophes between them. Digits are words of their own kind.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Where it begins, in signs.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// In small letters.
    pub(super) lower: String,
    /// How it is written.
    pub(super) case: Case,
    /// Whether a sentence, a line or an item of a list begins with it.
    pub(super) first: bool,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// All small.
    Small,
    /// The first letter large.
    Title,
    /// All large, of two letters or more.
    Large,
    /// It holds digits.
    Digits,
    /// Otherwise.
    Mixed,
}

/// A text in one form with its words.
pub(super) struct Sentence<'a> {
    pub(super) signs: &'a [char],
    pub(super) words: Vec<Word>,
    /// Whether it is written in capitals, so that they say nothing.
    pub(super) shouted: bool,
    /// Whether it has no capital at all.
    pub(super) whispered: bool,
}

impl<'a> Sentence<'a> {
    pub(super) fn of(signs: &'a [char]) -> Self {
        let words = words(signs);
        let large = signs.iter().filter(|sign| sign.is_uppercase()).count();
        let small = signs.iter().filter(|sign| sign.is_lowercase()).count();
        let spelt = words.iter().filter(|word| word.case != Case::Digits).count();
        Self { signs, shouted: large > 4 * small && spelt > 1, whispered: large == 0, words }
    }

    /// The word before, or after, another by so many places.
    pub(super) fn word(&self, at: usize, by: isize) -> Option<&Word> {
        at.checked_add_signed(by).and_then(|at| self.words.get(at))
    }

    /// What stands between two words that follow each other.
    pub(super) fn between(&self, one: &Word, next: &Word) -> String {
        self.signs.get(one.end..next.start).unwrap_or(&[]).iter().collect()
    }

    /// Whether nothing but a space stands between a word and the next.
    pub(super) fn adjacent(&self, at: usize) -> bool {
        let (Some(one), Some(next)) = (self.words.get(at), self.words.get(at + 1)) else { return false };
        self.between(one, next).trim().is_empty()
    }

    /// Whether one of the words that end within so many signs before a place is in a set.
    pub(super) fn said_before(&self, at: usize, within: usize, set: &Set) -> bool {
        self.words.iter().any(|word| word.end <= at && word.end + within >= at && set.has(&word.lower))
    }

    /// Whether one of the last two words before a place is in a set, without a point, a comma or a bracket between: what ends
    /// there says nothing of what follows.
    pub(super) fn said_right_before(&self, at: usize, within: usize, set: &Set) -> bool {
        let near = self.words.iter().rev().filter(|word| word.end <= at);
        let near = near.take(2).filter(|word| word.end + within >= at);
        near.filter(|word| set.has(&word.lower)).any(|word| {
            let between = self.signs.get(word.end..at).unwrap_or(&[]);
            let ends = |pair: &[char]| ".,;".contains(pair[0]) && pair[1] == ' ' || "()".contains(pair[0]);
            !between.windows(2).any(ends) && between.last() != Some(&'(')
        })
    }

    /// Whether one of the words that begin within so many signs after a place is in a set.
    pub(super) fn said_after(&self, at: usize, within: usize, set: &Set) -> bool {
        self.words.iter().any(|word| word.start >= at && word.start <= at + within && set.has(&word.lower))
    }

    /// The same of the two words after a place.
    pub(super) fn said_right_after(&self, at: usize, within: usize, set: &Set) -> bool {
        let near = self.words.iter().filter(|word| word.start >= at).take(2);
        let near = near.filter(|word| word.start <= at + within);
        near.filter(|word| set.has(&word.lower)).any(|word| {
            let between = self.signs.get(at..word.start).unwrap_or(&[]);
            !between.iter().any(|sign| ".,;()".contains(*sign))
        })
    }

    /// Whether any word is in a set, but for those within a span.
    pub(super) fn says(&self, set: &Set, but: &std::ops::Range<usize>) -> bool {
        self.words.iter().any(|word| (word.end <= but.start || word.start >= but.end) && set.has(&word.lower))
    }
}

fn words(signs: &[char]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    let mut first = true;
    while at < signs.len() {
        if !signs[at].is_alphanumeric() {
            first |= ends_sentence(signs, at, words.last());
            at += 1;
            continue;
        }
        let end = word_end(signs, at);
        let written = &signs[at..end];
        let lower = written.iter().flat_map(|sign| sign.to_lowercase()).collect();
        words.push(Word { start: at, end, lower, case: case(written), first });
        first = false;
        at = end;
    }
    words
}

fn word_end(signs: &[char], at: usize) -> usize {
    let mut end = at;
    while let Some(sign) = signs.get(end) {
        let joins = "-'\u{2019}:".contains(*sign)
            && end > at
            && signs[end - 1].is_alphabetic()
            && signs.get(end + 1).is_some_and(|next| next.is_alphabetic());
        // `S:t`, `bmw:n`: a colon joins when what follows is an ending.
        let colon = *sign != ':' || signs.get(end + 3).is_none_or(|after| !after.is_alphabetic());
        if !(sign.is_alphanumeric() || joins && colon) {
            break;
        }
        end += 1;
    }
    end
}

/// Whether what comes after this sign begins a sentence. The point of an initial or a short form ends none.
fn ends_sentence(signs: &[char], at: usize, last: Option<&Word>) -> bool {
    match signs[at] {
        '!' | '?' | '"' | '\u{201d}' | '\u{201c}' | '\u{bb}' | '\u{2022}' | ':' => true,
        '.' => {
            let short = last.is_some_and(|word| {
                word.end == at && (word.end - word.start == 1 || lexicon().titles.has(&word.lower))
            });
            !short && signs.get(at + 1).is_none_or(|next| !next.is_alphanumeric())
        }
        '-' => last.is_none(),
        _ => false,
    }
}

fn case(written: &[char]) -> Case {
    let letters: Vec<char> = written.iter().copied().filter(|sign| sign.is_alphabetic()).collect();
    if letters.len() < written.iter().filter(|sign| sign.is_alphanumeric()).count() {
        return Case::Digits;
    }
    let large = letters.iter().filter(|sign| sign.is_uppercase()).count();
    match (letters.first().is_some_and(|sign| sign.is_uppercase()), large) {
        (_, 0) => Case::Small,
        (true, 1) => Case::Title,
        (true, count) if count == letters.len() => Case::Large,
        // `Anna-Karin`, `McDonald`.
        (true, _) => Case::Title,
        _ => Case::Mixed,
    }
}
