//! The red thread in words: what a thing is called in a line and in a sentence, and what is missing at it.

use crate::words::Words;
use lofte_model::thread::{Loose, Thing};

/// A thing with what it says: `Orsak 1.1 i problem 2: mörkt`.
pub fn thing(words: Words, thing: &Thing) -> String {
    words.tell(&format!("thread-thing-{}", thing.node.word()), &gaps(words, thing))
}

/// The same without what it says: `orsak 1.1 i problem 2`.
pub fn short(words: Words, thing: &Thing) -> String {
    words.tell(&format!("thread-short-{}", thing.node.word()), &gaps(words, thing))
}

/// A loose end as a sentence that names the thing.
pub fn loose(words: Words, loose: &Loose, at: &Thing) -> String {
    let mut gaps = gaps(words, at);
    let missing = match loose {
        Loose::SignedWithoutCauses { problem } | Loose::CausesAfterSigning { problem } => problem.to_string(),
        Loose::UnknownCause { cause } => cause.to_string(),
        _ => String::new(),
    };
    gaps.push(("missing", missing));
    gaps.push(("thing", short(words, at)));
    words.tell(&format!("loose-{}", loose.code()), &gaps)
}

/// The same as a label that stands at the thing.
pub fn label(words: Words, loose: &Loose) -> String {
    words.say(&format!("loose-label-{}", loose.code()))
}

/// What loose ends of a kind have in common, as a heading.
pub fn heading(words: Words, loose: &Loose) -> String {
    words.say(&format!("loose-heading-{}", loose.code()))
}

/// How many loose ends of a kind there are, where they are not told one by one.
pub fn many(words: Words, loose: &Loose, count: usize) -> String {
    words.tell(&format!("loose-many-{}", loose.code()), &[("count", words.count(count as u64))])
}

fn gaps(words: Words, thing: &Thing) -> Vec<(&'static str, String)> {
    // A cause and an undertaking are called by the number of what they belong to first.
    let (of, number) = match thing.node.word() {
        "cause" | "commitment" => thing.reference.split_once('-').unwrap_or_default(),
        _ => ("", thing.reference.as_str()),
    };
    let title = match thing.node.word() {
        "delivery" => words.known("source", &thing.title),
        _ => thing.title.clone(),
    };
    vec![("of", of.to_owned()), ("number", number.to_owned()), ("title", title)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use lofte_model::id::{DeliveryId, ProblemId, PromiseId};
    use lofte_model::plan::{CauseRef, CommitmentRef};
    use lofte_model::problem::CauseNumber;
    use lofte_model::survey::WaveName;
    use lofte_model::thread::Node;

    fn at(node: Node, reference: &str) -> Thing {
        Thing { node, reference: reference.into(), title: "stationen".into(), on: None }
    }

    #[test]
    fn a_cause_and_an_undertaking_are_named_with_what_they_belong_to() {
        let cause = CauseRef { problem: ProblemId::named("x"), cause: CauseNumber::direct(1) };
        let words = Words(Language::Swedish);
        assert_eq!(thing(words, &at(Node::Cause(cause), "2-1.1")), "Orsak 1.1 i problem 2: stationen");
        let commitment = CommitmentRef { promise: PromiseId::named("x"), commitment: 3 };
        assert_eq!(short(words, &at(Node::Commitment(commitment), "2-3")), "åtagande 3 i löfte 2");
    }

    #[test]
    fn everything_has_words_in_both_languages() {
        let cause = CauseNumber::direct(1);
        let loose_ends = [
            Loose::NoEdition,
            Loose::NoCauseAnalysis,
            Loose::NoPromise,
            Loose::NoMeasure,
            Loose::NoProblem,
            Loose::SignedWithoutCauses { problem: 1 },
            Loose::CausesAfterSigning { problem: 1 },
            Loose::NoMeasureTowards,
            Loose::NoCause,
            Loose::UnknownCause { cause },
            Loose::NoVerdict,
            Loose::NoFeedback,
        ];
        let problem = at(Node::Problem(ProblemId::named("x")), "2");
        for language in [Language::Swedish, Language::English] {
            let words = Words(language);
            for end in &loose_ends {
                let told = [loose(words, end, &problem), heading(words, end), many(words, end, 2)];
                for text in told.iter().chain([&label(words, end)]) {
                    assert!(text.contains(' ') && !text.contains('{') && !text.contains("loose-"), "{text}");
                }
            }
            for word in Node::WORDS {
                for family in ["thread-thing", "thread-short", "thread-stage"] {
                    assert!(language.can_say(&format!("{family}-{word}")), "{family}-{word}");
                }
            }
        }
        let delivery = at(Node::Delivery(DeliveryId::named("x")), "x");
        assert!(thing(Words(Language::English), &delivery).starts_with("Delivery"));
        assert_eq!(
            short(Words(Language::Swedish), &at(Node::Wave(WaveName("2023".into())), "2023")),
            "mätningen 2023"
        );
    }
}
