//! What is said of a published promise: the same sentences on the public pages and in the document, and the same answers
//! and numbers in every language.
//!
//! Everything is told from the snapshot alone, so that a hidden figure cannot slip into a sentence.

use crate::promise::{
    PublicEvidence, PublicGoalCorrection, PublicPromise, PublicSide, PublicSignature, PublicVerdict,
    PublicVerdictSignature, PublicWave, Standing,
};
use crate::snapshot::Snapshot;
use lofte_model::followup::{Answer, CannotTell, Fulfilment};
use lofte_model::place::AreaCode;
use lofte_model::promise::Commitment;
use lofte_model::promise::Goal;
use lofte_words::signature::{self, Way};
use lofte_words::verdict::Effect;
use lofte_words::waves::{HIDDEN, ShownWave, WaveFigures};
use lofte_words::{SV, Status, Words, goal, promise, verdict};
use serde_json::{Map, Value, json};

/// How it stands with the effect of a promise.
pub fn effect(promise: &PublicPromise) -> Effect<'_> {
    let answer = promise.verdict.as_ref().map(|verdict| &verdict.answer);
    Effect::of(promise.frozen.decided_in(), answer, is_historical(promise))
}

/// The effect of a promise as a label.
pub fn effect_status(words: Words, promise: &PublicPromise) -> Status {
    verdict::effect_status(words, effect(promise))
}

/// What became of the undertakings of a promise, in its order.
pub fn deeds(promise: &PublicPromise) -> Vec<Fulfilment> {
    promise.commitments.iter().filter_map(|commitment| commitment.outcome.clone()).collect()
}

/// What became of the undertakings as one label, where the publication tells it.
pub fn deeds_status(words: Words, promise: &PublicPromise) -> Option<Status> {
    verdict::deeds_status(words, &deeds(promise))
}

/// What became of the undertakings in a sentence; empty where the publication does not tell it.
pub fn deeds_sentence(words: Words, promise: &PublicPromise) -> String {
    let deeds = deeds(promise);
    let untold = deeds.is_empty() && !promise.commitments.is_empty();
    if untold { String::new() } else { verdict::deeds_sentence(words, &deeds) }
}

/// What the answer about the effect rests on, where there is any and the publication tells it.
pub fn grade(words: Words, promise: &PublicPromise) -> Option<String> {
    Some(verdict::grade_told(words, promise.verdict.as_ref()?.grade?))
}

/// The effect of a promise in a sentence, with the first reason where nobody can tell.
pub fn sentence(words: Words, promise: &PublicPromise) -> String {
    if let Effect::Activities = effect(promise) {
        return words.say("axis-activities-told");
    }
    let goal = promise.frozen.effect_goal.as_ref();
    let judged = promise.verdict.as_ref();
    if let (None, Some(first), Some(outcome)) = (goal, promise.frozen.goals.first(), promise.goals.first()) {
        return goal::told(words, first, &outcome.outcome, outcome.outcome.change.as_ref());
    }
    match (judged.map(|verdict| &verdict.answer), goal) {
        (Some(Answer::CannotTell(CannotTell::NotYet { year })), _) => verdict::waiting(words, *year),
        (Some(answer), _) => {
            let change = judged.and_then(|verdict| verdict.change.as_ref()?.get().shown());
            let mut sentence = verdict::sentence(words, goal, answer, change);
            for reason in verdict::reasons(words, answer).iter().take(1) {
                sentence = format!("{sentence} {reason}");
            }
            sentence
        }
        (None, Some(goal)) => verdict::waiting(words, goal.follow_up_year),
        (None, None) if promise.frozen.decided_in().is_some() => {
            verdict::waiting(words, promise.frozen.decided_in().unwrap_or_default())
        }
        (None, None) => format!("{} {}", words.say("verdict-cannot_tell"), words.say("cannot-tell-no_rule")),
    }
}

/// How much is undertaken, and where, when and for whom.
pub fn amount(snapshot: &Snapshot, commitment: &Commitment) -> String {
    let areas = commitment.details.areas.iter().map(|area| snapshot.area_name(area).to_owned());
    let details = promise::details(SV, &commitment.details, &areas.collect::<Vec<_>>());
    let amount = promise::quantity(SV, &commitment.quantity);
    details.into_iter().fold(amount, |said, (term, text)| format!("{said}. {term}: {text}"))
}

/// The reasons beyond the first, which stands in the sentence.
pub fn more_reasons(words: Words, promise: &PublicPromise) -> Vec<String> {
    match promise.verdict.as_ref().map(|verdict| &verdict.answer) {
        None | Some(Answer::CannotTell(CannotTell::NotYet { .. } | CannotTell::NoRule)) => Vec::new(),
        Some(answer) => verdict::reasons(words, answer).into_iter().skip(1).collect(),
    }
}

/// The waves of a verdict, with the figures that may be shown.
pub fn waves(verdict: &PublicVerdict) -> Vec<ShownWave> {
    let shown = |wave: &PublicWave| ShownWave {
        name: wave.wave.to_string(),
        fieldwork: wave.fieldwork,
        figures: wave.evidence.get().shown().map(|evidence| WaveFigures {
            share: evidence.share,
            interval: (evidence.lower, evidence.upper),
            answers: evidence.answers,
            mailed: evidence.mailed,
            response_rate: wave.response_rate.get().shown().copied().flatten(),
        }),
    };
    verdict.before.iter().chain(&verdict.after).map(shown).collect()
}

/// The frozen rule, with the areas of the goal by name.
pub fn rule(words: Words, snapshot: &Snapshot, promise: &PublicPromise) -> Option<String> {
    let goal = promise.frozen.effect_goal.as_ref()?;
    let areas: Vec<String> = goal.areas.iter().map(|area| snapshot.area_name(area).to_owned()).collect();
    Some(promise::rule(words, goal, &areas))
}

/// When the rule of a promise was settled: that it was before the answer only where that is true.
pub fn rule_settled(words: Words, promise: &PublicPromise) -> String {
    words.say(if promise.rule_after_answer { "rule-after-answer" } else { "rule-before-answer" })
}

/// That the wave to compare with was corrected after it was signed, with both figures as far as they may be shown.
pub fn corrected(words: Words, promise: &PublicPromise) -> Option<String> {
    let verdict = promise.verdict.as_ref()?;
    let corrected = verdict.corrected.as_ref()?;
    let share = |evidence: Option<&PublicEvidence>| {
        evidence.map_or_else(|| HIDDEN.to_owned(), |evidence| words.percent(evidence.share, 1))
    };
    let signed = verdict.before.as_ref().and_then(|wave| wave.evidence.get().shown());
    let wave = verdict.before.as_ref().map(|wave| wave.wave.to_string()).unwrap_or_default();
    Some(verdict::corrected(
        words,
        &[
            ("wave", wave),
            ("on", words.date(corrected.on)),
            ("signed", share(signed)),
            ("now", share(corrected.evidence.get().shown())),
            ("reason", corrected.reason.clone()),
        ],
    ))
}

/// A goal of another kind than the survey share that decides, as it is told.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ToldGoal {
    /// What is measured.
    pub name: String,
    /// Whether it decides or is told beside, and that it is adjusted.
    pub standing: String,
    /// The rule.
    pub rule: String,
    /// Where it starts, where it says so itself.
    pub baseline: String,
    /// What became of it; empty before there is a verdict.
    pub told: String,
    /// What that rests on.
    pub grade: String,
    /// What was corrected in it since it was signed.
    pub corrected: Vec<String>,
}

/// The goals of other kinds, in their order.
pub fn goals(words: Words, snapshot: &Snapshot, promise: &PublicPromise) -> Vec<ToldGoal> {
    let first: u16 = if promise.frozen.effect_goal.is_some() { 2 } else { 1 };
    let names = |areas: &[AreaCode]| {
        words.list(&areas.iter().map(|area| snapshot.area_name(area).to_owned()).collect::<Vec<_>>())
    };
    let told = |(number, frozen): (u16, &Goal)| {
        let public = promise.goals.iter().find(|known| known.outcome.number == number);
        let outcome = public.map(|public| &public.outcome);
        let (areas, compared) = match frozen {
            Goal::Incidents(incidents) => (names(&incidents.areas), names(&incidents.compared_with)),
            Goal::Share(share) => (names(&share.areas), String::new()),
            Goal::Mean(mean) => (names(&mean.areas), String::new()),
            Goal::Stated(_) => (String::new(), String::new()),
        };
        let mut standing = words.say(if number == 1 { "goal-decides" } else { "goal-beside" });
        if outcome.is_some_and(|outcome| outcome.adjusted) {
            standing = format!("{standing}. {}", words.say("goal-adjusted"));
        }
        ToldGoal {
            name: lofte_words::capital(frozen.name()),
            standing,
            rule: goal::rule(words, frozen, &areas, &compared),
            baseline: match frozen {
                Goal::Stated(stated) => {
                    let figure = goal::figure(words, stated.scale, &stated.baseline);
                    format!("{}: {figure}. {}", stated.baseline.year, stated.source)
                }
                _ => String::new(),
            },
            told: outcome
                .map(|outcome| goal::told(words, frozen, outcome, outcome.change.as_ref()))
                .unwrap_or_default(),
            grade: outcome.map(|outcome| verdict::grade_told(words, outcome.grade)).unwrap_or_default(),
            corrected: match public.and_then(|public| public.corrected.as_ref()) {
                Some(PublicGoalCorrection::Baseline { on, reason }) => {
                    vec![goal::baseline_corrected(words, *on, reason, None)]
                }
                Some(PublicGoalCorrection::Figure { former }) => {
                    goal::figures_corrected(words, frozen, former)
                }
                None => Vec::new(),
            },
        }
    };
    (first..).zip(&promise.frozen.goals).map(told).collect()
}

/// That a promise is one of several municipalities; empty where it is not.
pub fn joint(words: Words, promise: &PublicPromise) -> String {
    let Some(joint) = &promise.joint else { return String::new() };
    if promise.number.is_some() {
        let gaps = [("name", joint.name.clone()), ("number", joint.number.to_string())];
        return words.tell("joint-told", &gaps);
    }
    words.tell("joint-told-ours", &[("names", words.list(&joint.others))])
}

/// The name of a side.
pub fn side(words: Words, side: &PublicSide) -> String {
    if side.name.is_empty() { words.word("side", &side.side) } else { side.name.clone() }
}

/// A signature in words, without a full stop.
pub fn signature(words: Words, signed: &PublicSignature) -> String {
    let way = match &signed.noted {
        None => Way::Here,
        Some(note) if note.municipality.is_empty() => {
            Way::OnPaper { noted: note.on, registry_number: &note.registry_number }
        }
        Some(note) => Way::Elsewhere { noted: note.on, municipality: &note.municipality },
    };
    signature::told(words, &signatory(words, signed), &signed.office, signed.on, way)
}

/// The name of the side that signed.
pub fn signatory(words: Words, signed: &PublicSignature) -> String {
    side(words, &PublicSide { side: signed.side, name: signed.name.clone() })
}

/// The signatures on a verdict, each in a sentence with what the side sees otherwise, and the sides that have not signed.
pub fn verdict_signatures(words: Words, verdict: &PublicVerdict) -> Vec<String> {
    let told = |one: &PublicVerdictSignature| {
        let told = signature::of_verdict(words, &signature(words, &one.signature), !one.dissent.is_empty());
        let dissent = signature::dissent(words, &signatory(words, &one.signature), &one.dissent);
        format!("{told}. {dissent}").trim().to_owned()
    };
    let missing = verdict
        .awaited
        .iter()
        .map(|one| format!("{}.", signature::verdict_awaited(words, &side(words, one))));
    verdict.signatures.iter().map(told).chain(missing).collect()
}

/// Whether a promise is older than the rules.
pub fn is_historical(promise: &PublicPromise) -> bool {
    matches!(promise.standing, Standing::Historical { .. })
}

/// A label as the typesetter takes it.
pub(crate) fn label(status: &Status) -> Value {
    json!({ "word": status.word, "tone": status.tone.name() })
}

/// The labels of plain enums as the typesetter takes them, by the codes that they are written as.
pub(crate) fn labels<T: serde::Serialize + Copy>(values: &[T], of: impl Fn(T) -> Status) -> Value {
    let labels = values.iter().map(|value| (code(value), label(&of(*value))));
    Value::Object(labels.collect::<Map<_, _>>())
}

/// The code that a plain enum of the model is written as.
pub(crate) fn code<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(code)) => code,
        _ => String::new(),
    }
}
