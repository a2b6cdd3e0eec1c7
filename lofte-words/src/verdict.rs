//! A verdict in words, the same on the working side, the public side, in the terminal and in the document.
//!
//! Callers hand over what each side may show: without a change, because it is hidden or there is none, the sentence has no
//! figure. Why something changed is never said.

use crate::tone::{Status, Tone};
use crate::words::Words;
use lofte_model::followup::{Answer, CannotTell, MeasuredChange};
use lofte_model::place::AreaCode;
use lofte_model::promise::{Direction, EffectGoal};
use lofte_model::survey::SeriesBreak;

/// The answer as a label.
pub fn status(words: Words, answer: &Answer) -> Status {
    let tone = match answer {
        Answer::Kept => Tone::Good,
        Answer::NotKept => Tone::Bad,
        Answer::CannotTell(_) => Tone::Unsure,
    };
    Status::new(tone, words.known("answer", answer.word()))
}

/// The label of a promise whose answer has yet to come.
pub fn waiting_status(words: Words) -> Status {
    Status::new(Tone::Active, words.say("answer-waiting"))
}

/// When the answer is expected.
pub fn waiting(words: Words, year: i16) -> String {
    words.tell("verdict-waiting", &[("year", year.to_string())])
}

/// The answer in a sentence.
pub fn sentence(
    words: Words,
    goal: Option<&EffectGoal>,
    answer: &Answer,
    change: Option<&MeasuredChange>,
) -> String {
    let what = goal.map_or_else(
        || words.say("verdict-of-the-promise"),
        |goal| words.tell("verdict-share", &[("indicator", goal.indicator.name.clone())]),
    );
    let direction = goal.map_or(Direction::Increase, |goal| goal.direction);
    let moved = change
        .map_or_else(|| words.say("verdict-has-changed"), |change| moved(words, direction, change.delta));
    let gaps = [("what", what), ("moved", moved)];
    match answer {
        Answer::Kept => words.tell("verdict-kept", &gaps),
        Answer::NotKept => words.tell("verdict-not_kept", &gaps),
        Answer::CannotTell(CannotTell::WithinChance) => words.tell("verdict-within_chance", &gaps),
        Answer::CannotTell(_) => words.say("verdict-cannot_tell"),
    }
}

/// What happened to the share. The change is measured in the promised direction, so a promise of a smaller share that
/// came true has a positive one.
fn moved(words: Words, direction: Direction, delta: f64) -> String {
    let up = (direction == Direction::Increase) == (delta >= 0.0);
    let by = [("points", words.decimal(delta.abs() * 100.0, 1))];
    words.tell(if up { "verdict-has-risen" } else { "verdict-has-fallen" }, &by)
}

/// Why nobody can tell, a sentence or a difference each; empty when the answer says it all.
pub fn reasons(words: Words, answer: &Answer) -> Vec<String> {
    let Answer::CannotTell(reason) = answer else {
        return Vec::new();
    };
    match reason {
        CannotTell::WithinChance => Vec::new(),
        CannotTell::TooFewAnswers => vec![words.say("cannot-tell-too_few_answers")],
        CannotTell::NoVariance => vec![words.say("cannot-tell-no_variance")],
        CannotTell::NoRule => vec![words.say("cannot-tell-no_rule")],
        CannotTell::NoBaseline => vec![words.say("cannot-tell-no_baseline")],
        CannotTell::NotYet { year } => {
            vec![words.tell("cannot-tell-not_yet", &[("year", year.to_string())])]
        }
        CannotTell::SeriesBreak { breaks } => {
            let differences = breaks.iter().map(|one| series_break(words, one));
            std::iter::once(words.say("cannot-tell-series_break")).chain(differences).collect()
        }
    }
}

/// How two waves differ.
fn series_break(words: Words, one: &SeriesBreak) -> String {
    match one {
        SeriesBreak::Areas(areas) => {
            let areas: Vec<&str> = areas.iter().map(AreaCode::as_str).collect();
            words.tell("break-areas", &[("areas", areas.join(", "))])
        }
        other => words.word("break", other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn a_change_is_told_in_the_direction_it_went() {
        let told = |direction, delta| moved(Words(Language::Swedish), direction, delta);
        assert_eq!(told(Direction::Increase, 0.091), "har ökat med 9,1\u{a0}procentenheter");
        assert_eq!(told(Direction::Increase, -0.02), "har minskat med 2,0\u{a0}procentenheter");
        assert_eq!(told(Direction::Decrease, 0.02), "har minskat med 2,0\u{a0}procentenheter");
    }
}
