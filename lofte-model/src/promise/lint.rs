//! What would make a promise easier to keep, to judge and to tell: warnings at drafting, never hindrances.
//!
//! An undertaking should be concrete, countable or observable, and say where, when, by which office and against which
//! cause. The weak words stand in a file with the group of what to write instead. Leaves out what stands between a promise
//! and its signatures: those are gaps.

use super::{CitizenPromise, Commitment, Quantity};
use crate::plan::{CommitmentRef, Measure};
use crate::screening::{Certainty, screen};
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

const WEAK_WORDS: &str = include_str!("../../data/weak-words.txt");
/// How many other words may stand between those of a phrase.
const BETWEEN: usize = 2;
/// Words of a sentence that can be read aloud in one breath.
const LONGEST_SENTENCE: usize = 35;
/// Words that it takes to say what is done.
const FEWEST_WORDS: usize = 3;

/// One suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lint {
    /// The undertaking it is about; none where it is about the promise.
    pub commitment: Option<u16>,
    /// What could be better.
    #[serde(flatten)]
    pub about: About,
}

/// What could be better.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "about")]
pub enum About {
    /// Words that leave open what is done.
    WeakWords {
        /// The words as they stand.
        words: String,
        /// What to write instead, by group.
        group: &'static str,
    },
    /// Somebody is named, or something is said of somebody's home or health.
    NamesPerson {
        /// The pieces as they stand.
        words: String,
    },
    /// So few words that nobody knows what is done.
    NotConcrete,
    /// Nobody can see or count when it is done.
    NotObservable,
    /// A number stands in the text, and is not counted.
    NumberInText,
    /// No place.
    NoPlace,
    /// No time.
    NoTime,
    /// No office.
    NoOwner,
    /// No cause.
    NoCause,
    /// A sentence that is too long to be told.
    LongSentence {
        /// Its words.
        words: usize,
    },
}

impl About {
    /// The word that texts are found by.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WeakWords { .. } => "weak",
            Self::NamesPerson { .. } => "names-person",
            Self::NotConcrete => "not-concrete",
            Self::NotObservable => "not-observable",
            Self::NumberInText => "number-in-text",
            Self::NoPlace => "no-place",
            Self::NoTime => "no-time",
            Self::NoOwner => "no-owner",
            Self::NoCause => "no-cause",
            Self::LongSentence { .. } => "long-sentence",
        }
    }
}

impl CitizenPromise {
    /// What would make it better; `measures` may tie undertakings to causes.
    pub fn lints(&self, measures: &[Measure]) -> Vec<Lint> {
        let long = longest_sentence(&self.text);
        let mut lints: Vec<Lint> = weak_words(&self.text)
            .into_iter()
            .chain(names_person(&self.text))
            .chain((long > LONGEST_SENTENCE).then_some(About::LongSentence { words: long }))
            .map(|about| Lint { commitment: None, about })
            .collect();
        for commitment in &self.commitments {
            let number = Some(commitment.number);
            let found = self.about(commitment, measures).into_iter();
            lints.extend(found.map(|about| Lint { commitment: number, about }));
        }
        lints
    }

    /// Whether an undertaking is meant to remove a cause, by itself or through a measure that carries it out.
    pub fn aims_at_a_cause(&self, commitment: &Commitment, measures: &[Measure]) -> bool {
        let this = CommitmentRef { promise: self.id, commitment: commitment.number };
        let mut towards = measures.iter().filter(|measure| measure.commitment.as_ref() == Some(&this));
        commitment.details.cause.is_some() || towards.any(|measure| !measure.causes.is_empty())
    }

    fn about(&self, commitment: &Commitment, measures: &[Measure]) -> Vec<About> {
        let details = &commitment.details;
        let mut found = weak_words(&commitment.text);
        let weak = !found.is_empty();
        found.extend(names_person(&commitment.text));
        let counted = commitment.quantity.counted().is_some();
        let done_or_not = commitment.quantity == Quantity::DoneOrNot;
        let lacking = [
            (commitment.text.split_whitespace().count() < FEWEST_WORDS, About::NotConcrete),
            (weak && done_or_not, About::NotObservable),
            (done_or_not && says_a_number(&commitment.text), About::NumberInText),
            (self.areas.is_empty() && details.areas.is_empty() && is_unsaid(&details.place), About::NoPlace),
            (!counted && is_unsaid(&details.hours), About::NoTime),
            (is_unsaid(&details.function), About::NoOwner),
            (!self.aims_at_a_cause(commitment, measures), About::NoCause),
        ];
        found.extend(lacking.into_iter().filter(|(lacks, _)| *lacks).map(|(_, about)| about));
        found
    }
}

/// What the words around make somebody's: a promise is about places and what is done. What goes by form is asked about at
/// the door.
fn names_person(text: &str) -> Option<About> {
    let signs: Vec<char> = text.nfc().collect();
    let unsure = screen(text).into_iter().filter(|span| span.kind.certainty() == Certainty::Possible);
    let pieces: Vec<String> = unsure.map(|span| signs[span.start..span.end].iter().collect()).collect();
    (!pieces.is_empty()).then(|| About::NamesPerson { words: pieces.join(", ") })
}

fn is_unsaid(text: &str) -> bool {
    text.trim().is_empty()
}

/// Every weak phrase in a text once, the longest where several begin with the same word.
fn weak_words(text: &str) -> Vec<About> {
    let words = words_of(text);
    let mut found: Vec<About> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let here = phrases().filter_map(|(group, phrase)| Some((group, length(&words[at..], phrase)?)));
        match here.max_by_key(|(_, length)| *length) {
            Some((group, length)) => {
                let about = About::WeakWords { words: words[at..at + length].join(" "), group };
                if !found.contains(&about) {
                    found.push(about);
                }
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// The phrases of the file with their groups.
fn phrases() -> impl Iterator<Item = (&'static str, &'static str)> {
    WEAK_WORDS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// Over how many words a phrase reaches that begins with the first of these.
fn length(words: &[String], phrase: &str) -> Option<usize> {
    let mut at = 0;
    for (place, wanted) in phrase.split(' ').enumerate() {
        let room = if place == 0 { 0 } else { BETWEEN };
        let step = words.get(at..)?.iter().take(room + 1).position(|word| word == wanted)?;
        at += step + 1;
    }
    Some(at)
}

/// The words of a text in lower case, without the signs around them.
fn words_of(text: &str) -> Vec<String> {
    let words = text.split(|sign: char| !sign.is_alphanumeric() && sign != '-');
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Whether a text says how many: digits that are no year, or a small number in letters.
fn says_a_number(text: &str) -> bool {
    const LETTERS: [&str; 11] =
        ["två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "tolv", "hundra"];
    let is_number = |word: &String| {
        let digits = word.parse::<u32>().is_ok_and(|number| !(1900..2200).contains(&number));
        digits || LETTERS.contains(&word.as_str())
    };
    words_of(text).iter().any(is_number)
}

fn longest_sentence(text: &str) -> usize {
    let sentences = text.split(['.', '!', '?', ':', '\n']);
    sentences.map(|sentence| sentence.split_whitespace().count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::AreaCode;
    use crate::plan::CauseRef;
    use crate::problem::CauseNumber;
    use crate::promise::tests::promise;
    use crate::promise::{Details, Pace};

    #[test]
    fn whoever_names_somebody_is_told_and_a_place_called_after_somebody_is_no_one() {
        let told = |text: &str| {
            let commitments = vec![Commitment { text: text.into(), ..promise().commitments[0].clone() }];
            let lints = CitizenPromise { commitments, text: String::new(), ..promise() }.lints(&[]);
            lints.into_iter().find_map(|lint| match lint.about {
                About::NamesPerson { words } => Some(words),
                _ => None,
            })
        };
        let named = "Fältaren Ingrid Öberg går två pass hos familjen på Tallvägen 3, lgh 1101.";
        assert_eq!(told(named).as_deref(), Some("Ingrid Öberg, Tallvägen 3, lgh 1101"));
        assert_eq!(told("Vi går två pass i veckan på Olof Palmes plats och vid Mariagården."), None);
    }

    fn about(text: &str, quantity: Quantity, details: Details) -> Vec<&'static str> {
        let mut promise = promise();
        promise.commitments[0] =
            Commitment { text: text.into(), quantity, details, ..promise.commitments[0].clone() };
        promise.lints(&[]).iter().map(|lint| lint.about.code()).collect()
    }

    fn said() -> Details {
        Details {
            place: "Storgatan".into(),
            hours: "kvällar".into(),
            function: "gatuchef".into(),
            cause: Some(CauseRef {
                problem: crate::id::ProblemId::named("x"),
                cause: CauseNumber::direct(1),
            }),
            ..Details::default()
        }
    }

    #[test]
    fn what_is_said_plainly_is_left_alone() {
        let plain = [
            ("Belysningen i gångtunneln byts", Quantity::DoneOrNot),
            (
                "Vi går trygghetsvandringar",
                Quantity::AtLeast { count: 4, unit: "vandringar".into(), per: Pace::Year },
            ),
            ("Vi hjälper föreningar som vill nattvandra", Quantity::OnRequest),
            ("Gatukontoret klipper buskagen 2026", Quantity::DoneOrNot),
        ];
        for (text, quantity) in plain {
            assert_eq!(about(text, quantity, said()), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn weak_words_are_found_with_others_between_and_whatever_their_letters() {
        let weak = [
            ("Verka för att öka den upplevda tryggheten genom samverkan", 2),
            ("VÄRNA OM miljön kring stationen", 1),
            ("Vi arbetar aktivt för ökad trygghet", 1),
            ("Polisen ska intensifiera arbetet mot narkotika", 1),
            ("Vi främjar en trygg fritid", 1),
        ];
        for (text, many) in weak {
            let found = about(text, Quantity::DoneOrNot, said());
            assert_eq!(found.iter().filter(|code| **code == "weak").count(), many, "{text} {found:?}");
            assert!(found.contains(&"not-observable"), "{text}");
        }
        // Parts of other words are none.
        assert_eq!(about("Verkare förvaras i förrådet", Quantity::DoneOrNot, said()), Vec::<&str>::new());
    }

    #[test]
    fn everything_that_is_not_said_is_asked_for() {
        let found = about("Vi håller fyra möten", Quantity::DoneOrNot, Details::default());
        assert_eq!(found, ["number-in-text", "no-place", "no-time", "no-owner", "no-cause"]);
        assert_eq!(about("Möten", Quantity::DoneOrNot, said()), ["not-concrete"]);
        let somewhere = CitizenPromise { areas: vec![AreaCode::new("a")], ..promise() };
        assert!(somewhere.lints(&[]).iter().all(|lint| lint.about != About::NoPlace));
        let long = CitizenPromise { text: "ord ".repeat(40), ..promise() };
        assert!(long.lints(&[]).iter().any(|lint| lint.about == About::LongSentence { words: 40 }));
    }

    #[test]
    fn every_line_of_the_file_is_a_phrase_of_a_known_group() {
        let groups = ["aim", "care", "promote", "more", "together", "look"];
        let lines = WEAK_WORDS.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(phrases().count(), lines);
        for (group, phrase) in phrases() {
            assert!(groups.contains(&group) && phrase == phrase.to_lowercase(), "{group} {phrase}");
            assert!(!weak_words(phrase).is_empty(), "{phrase}");
        }
    }
}
