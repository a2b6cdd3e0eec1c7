//! What became of an undertaking, in words: the label, and the sum it rests on.

use crate::tone::{Status, Tone};
use crate::words::{Words, capital};
use lofte_model::followup::{Fulfilment, Outcome};
use lofte_model::promise::{Pace, Quantity};

/// What became of it, as a label.
pub fn outcome(words: Words, outcome: Outcome) -> Status {
    let tone = match outcome {
        Outcome::Fulfilled => Tone::Good,
        Outcome::Partly => Tone::Warn,
        Outcome::NotFulfilled => Tone::Bad,
        Outcome::CannotBeShown => Tone::Unsure,
        Outcome::NotDueYet => Tone::Active,
        Outcome::NobodyAsked => Tone::Idle,
    };
    Status::new(tone, capital(&words.word("fulfilment", &outcome)))
}

/// Done against promised, in as many sentences as there is something to say.
pub fn sum(words: Words, quantity: &Quantity, fulfilment: &Fulfilment) -> String {
    let mut said = vec![match (quantity.counted(), fulfilment.promised) {
        (Some(counted), Some(promised)) => words.tell(
            &format!("fulfilment-sum-{}", quantity.word()),
            &[
                ("done", words.count(fulfilment.done)),
                ("promised", words.count(promised)),
                ("unit", counted.unit.to_owned()),
                ("intended", words.count(fulfilment.as_intended.unwrap_or(0))),
            ],
        ),
        _ => match fulfilment.asked {
            Some(0) => words.say("fulfilment-sum-nobody"),
            Some(asked) => words.tell(
                "fulfilment-sum-on_request",
                &[("done", words.count(fulfilment.done)), ("asked", words.count(asked))],
            ),
            None => String::new(),
        },
    }];
    said.push(pace(words, quantity, fulfilment));
    if fulfilment.spells_missed > 0
        && let Some(counted) = quantity.counted()
        && counted.per != Pace::WholePeriod
    {
        let key = if matches!(quantity, Quantity::AtMost { .. }) { "over" } else { "short" };
        let spells =
            [("spells", words.count(fulfilment.spells_missed)), ("per", words.word("spells", &counted.per))];
        said.push(words.tell(&format!("fulfilment-spells-{key}"), &spells));
    }
    if fulfilment.outside.deeds > 0 {
        let outside = [("count", words.count(fulfilment.outside.count))];
        said.push(words.tell("fulfilment-outside", &outside));
    }
    if let Some(grade) = fulfilment.grade {
        said.push(words.tell("fulfilment-known", &[("grade", words.word("grade", &grade))]));
    }
    said.retain(|sentence| !sentence.is_empty());
    said.join(" ")
}

/// `Vid jämn takt vore 74 gjorda nu: efter.`
fn pace(words: Words, quantity: &Quantity, fulfilment: &Fulfilment) -> String {
    let (Some(by_now), Some(keeps)) = (fulfilment.by_now, fulfilment.keeps_pace(quantity)) else {
        return String::new();
    };
    let key = match (quantity, keeps) {
        (Quantity::AtMost { .. }, true) => "under",
        (Quantity::AtMost { .. }, false) => "over",
        (_, true) => "on",
        (_, false) => "behind",
    };
    words.tell(&format!("fulfilment-pace-{key}"), &[("by_now", words.count(by_now))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::SV;
    use lofte_model::followup::{EvidenceGrade, Outside};

    fn running() -> Fulfilment {
        Fulfilment {
            commitment: 1,
            outcome: Outcome::NotDueYet,
            done: 72,
            as_intended: None,
            asked: None,
            promised: Some(100),
            by_now: Some(74),
            spells_missed: 0,
            grade: Some(EvidenceGrade::Count),
            latest: None,
            outside: Outside::default(),
        }
    }

    #[test]
    fn the_sum_says_done_promised_and_pace() {
        let quantity = |per| Quantity::AtLeast { count: 100, unit: "kontroller".into(), per };
        assert_eq!(
            sum(SV, &quantity(Pace::WholePeriod), &running()),
            "Gjort: 72 av minst 100 kontroller. Med jämn takt vore 74 gjorda nu: det går efter. Känt genom räkning."
        );
        let missed = Fulfilment { spells_missed: 2, by_now: None, grade: None, ..running() };
        assert_eq!(
            sum(SV, &quantity(Pace::Month), &missed),
            "Gjort: 72 av minst 100 kontroller. Färre än utlovat i 2 av månaderna."
        );
    }

    #[test]
    fn nobody_who_asked_is_told_as_that() {
        let nobody = Fulfilment {
            outcome: Outcome::NobodyAsked,
            asked: Some(0),
            promised: None,
            by_now: None,
            grade: None,
            ..running()
        };
        assert_eq!(sum(SV, &Quantity::OnRequest, &nobody), "Ingen har bett om det.");
        assert_eq!(outcome(SV, nobody.outcome).word, "Ingen har bett om det");
    }
}
