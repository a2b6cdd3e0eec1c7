//! A verdict in words, the same on the working side, the public side, in the terminal and in the document.
//!
//! Both axes are told everywhere: what was done, and whether it helped. Neither word stands alone for a promise.
//!
//! Callers hand over what each side may show: without a change, because it is hidden or there is none, the sentence has no
//! figure. Why something changed is never said.

use crate::fulfilment;
use crate::tone::{Status, Tone};
use crate::words::Words;
use lofte_model::followup::{
    Answer, CannotTell, Evidence, EvidenceGrade, Fulfilment, MeasuredChange, Outcome, WaveEvidence,
};
use lofte_model::place::AreaCode;
use lofte_model::promise::{Direction, EffectGoal};
use lofte_model::survey::SeriesBreak;

/// How it stands with the effect of a promise.
#[derive(Clone, Copy, Debug)]
pub enum Effect<'a> {
    /// The promise is of activities and has no effect goal.
    Activities,
    /// The promise is older than the rules.
    NoRule,
    /// What decides has not come.
    Waiting {
        /// Year it is expected.
        year: i16,
    },
    /// The rule has answered.
    Judged(&'a Answer),
}

impl<'a> Effect<'a> {
    /// Of a promise: the year that decides its goal, the answer that is recorded or published, and whether it is older than
    /// the rules.
    pub fn of(decided_in: Option<i16>, answer: Option<&'a Answer>, historical: bool) -> Self {
        match (decided_in, answer) {
            (None, _) if historical => Self::NoRule,
            (None, _) => Self::Activities,
            (_, Some(Answer::CannotTell(CannotTell::NotYet { year }))) => Self::Waiting { year: *year },
            (_, Some(answer)) => Self::Judged(answer),
            (Some(year), None) => Self::Waiting { year },
        }
    }
}

/// The effect of a promise as a label.
pub fn effect_status(words: Words, effect: Effect<'_>) -> Status {
    match effect {
        Effect::Activities => Status::new(Tone::Idle, words.say("axis-activities")),
        Effect::NoRule => Status::new(Tone::Unsure, words.say("answer-cannot_tell")),
        Effect::Waiting { .. } => waiting_status(words),
        Effect::Judged(answer) => status(words, answer),
    }
}

/// What became of all undertakings as one label; none without undertakings.
pub fn deeds_status(words: Words, commitments: &[Fulfilment]) -> Option<Status> {
    let together = together(commitments)?;
    Some(Status::new(fulfilment::outcome(words, together).tone, words.word("deeds", &together)))
}

/// What became of all undertakings together; none without undertakings.
pub fn together(commitments: &[Fulfilment]) -> Option<Outcome> {
    Outcome::of_all(commitments.iter().map(|one| one.outcome))
}

/// What became of the undertakings in a sentence: `Av 3 åtaganden är 1 uppfyllt, 1 delvis uppfyllt och 1 pågår.`
pub fn deeds_sentence(words: Words, commitments: &[Fulfilment]) -> String {
    let counted = |outcome: Outcome| {
        let count = commitments.iter().filter(|one| one.outcome == outcome).count();
        let family = if count == 1 { "outcome-one" } else { "outcome-many" };
        (count > 0).then(|| format!("{} {}", words.count(count as u64), words.word(family, &outcome)))
    };
    let parts: Vec<String> = Outcome::ALL.into_iter().filter_map(counted).collect();
    if parts.is_empty() {
        return words.say("deeds-none");
    }
    let all = words.count(commitments.len() as u64);
    words.tell("deeds-sentence", &[("all", all), ("parts", words.list(&parts))])
}

/// What a claim rests on, as a sentence.
pub fn grade_told(words: Words, grade: EvidenceGrade) -> String {
    words.tell("fulfilment-known", &[("grade", words.word("grade", &grade))])
}

/// That a baseline was corrected after it was signed: `wave`, `on`, `signed`, `now` and `reason`.
pub fn corrected(words: Words, gaps: &[(&'static str, String)]) -> String {
    let reason = gaps.iter().any(|(name, text)| *name == "reason" && !text.is_empty());
    words.tell(if reason { "baseline-corrected" } else { "baseline-corrected-silent" }, gaps)
}

/// That the wave to compare with was corrected after it was signed, with both figures; none where it was not.
pub fn corrected_wave(words: Words, evidence: &Evidence) -> Option<String> {
    let (corrected, signed) = evidence.corrected.as_ref().zip(evidence.before.as_ref())?;
    let share = |wave: &WaveEvidence| {
        let gaps = [("value", words.percent(wave.estimate.value, 1)), ("n", words.count(wave.estimate.n))];
        words.tell("goal-figure-answers", &gaps)
    };
    let gaps = [
        ("wave", signed.wave.to_string()),
        ("on", words.date(corrected.on)),
        ("signed", share(signed)),
        ("now", share(&corrected.evidence)),
        ("reason", corrected.reason.clone()),
    ];
    Some(self::corrected(words, &gaps))
}

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
        CannotTell::TooFewEvents { least } => {
            vec![words.tell("cannot-tell-too_few_events", &[("least", words.count(*least))])]
        }
        CannotTell::TooWeak { percent: Some(percent) } => {
            vec![words.tell("cannot-tell-too_weak", &[("percent", percent.to_string())])]
        }
        CannotTell::TooWeak { percent: None } => vec![words.say("cannot-tell-too_weak_at_all")],
        CannotTell::NotComparable => vec![words.say("cannot-tell-not_comparable")],
        CannotTell::DriftBefore => vec![words.say("cannot-tell-drift_before")],
        CannotTell::TooFewAnswers => vec![words.say("cannot-tell-too_few_answers")],
        CannotTell::NoVariance => vec![words.say("cannot-tell-no_variance")],
        CannotTell::NoRule => vec![words.say("cannot-tell-no_rule")],
        CannotTell::NoBaseline => vec![words.say("cannot-tell-no_baseline")],
        CannotTell::RuleAfterMeasurement { signed, began } => {
            let signed = ("signed", words.date(*signed));
            vec![match began {
                Some(began) => words.tell("cannot-tell-rule_after", &[signed, ("began", words.date(*began))]),
                None => words.tell("cannot-tell-rule_after_known", &[signed]),
            }]
        }
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
