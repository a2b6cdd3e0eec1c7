//! Suggestions on a promise that is being written, in plain words.

use crate::words::Words;
use lofte_model::promise::{About, Lint};

/// What could be better, and how.
pub fn suggestion(words: Words, lint: &Lint) -> String {
    match &lint.about {
        About::WeakWords { words: said, group } => {
            words.tell(&format!("lint-weak-{group}"), &[("words", said.clone())])
        }
        About::NamesPerson { words: said } => words.tell("lint-names-person", &[("words", said.clone())]),
        About::LongSentence { words: count } => {
            words.tell("lint-long-sentence", &[("words", words.count(*count as u64))])
        }
        about => words.say(&format!("lint-{}", about.code())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn every_suggestion_has_words_in_both_languages() {
        let groups = ["aim", "care", "promote", "more", "together", "look"];
        let weak = groups.map(|group| About::WeakWords { words: "verka för".into(), group });
        let others = [
            About::NamesPerson { words: "Anna".into() },
            About::NotConcrete,
            About::NotObservable,
            About::NumberInText,
            About::NoPlace,
            About::NoTime,
            About::NoOwner,
            About::NoCause,
            About::LongSentence { words: 40 },
        ];
        for about in weak.into_iter().chain(others) {
            for language in [Language::Swedish, Language::English] {
                let told = suggestion(Words(language), &Lint { commitment: None, about: about.clone() });
                assert!(told.contains(' ') && !told.contains('{'), "{told}");
            }
        }
    }
}
