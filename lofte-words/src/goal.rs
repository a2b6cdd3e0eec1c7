//! Effect goals of every kind in words: what is measured, the rule, where it starts, and what became of it.
//!
//! Left out: the share of a survey as the goal that decides, whose rule stands in [`crate::promise`].

use crate::verdict::reasons;
use crate::words::Words;
use jiff::civil::Date;
use lofte_model::followup::goals::{FormerFigure, GoalEvidence};
use lofte_model::followup::{Answer, GoalOutcome, GoalResult, MeasuredChange, WaveEvidence};
use lofte_model::promise::{
    Certainty, Direction, Goal, MonthlyCounts, StatedFigure, StatedGoal, StatedScale,
};

/// The unit in which a goal's change and threshold are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// Percentage points.
    Points,
    /// Points on a scale.
    Steps,
    /// Percent of what was there.
    Relative,
}

fn unit(goal: &Goal) -> Unit {
    match goal {
        Goal::Share(_) => Unit::Points,
        Goal::Mean(_) => Unit::Steps,
        Goal::Incidents(_) => Unit::Relative,
        Goal::Stated(goal) => match goal.scale {
            StatedScale::Share => Unit::Points,
            StatedScale::Index { .. } => Unit::Steps,
            StatedScale::Count => Unit::Relative,
        },
    }
}

/// A size in the unit of a goal: `2,5 procentenheter`, `0,3 steg`, `20 procent`.
fn size(words: Words, goal: &Goal, value: f64) -> String {
    match unit(goal) {
        Unit::Points => words.tell("goal-points", &[("size", words.decimal(value.abs() * 100.0, 1))]),
        Unit::Steps => words.tell("goal-steps", &[("size", words.decimal(value.abs(), 2))]),
        Unit::Relative => words.tell("goal-percent", &[("size", words.decimal(value.abs() * 100.0, 0))]),
    }
}

/// The rule of a goal in plain words. `areas` names the areas of the municipality that it is about.
pub fn rule(words: Words, goal: &Goal, areas: &str, compared: &str) -> String {
    let rule = goal.rule();
    let way = match rule.direction {
        Direction::Increase => "goal-increase",
        Direction::Decrease => "goal-decrease",
    };
    let by = if rule.threshold > 0.0 {
        words.tell("goal-by", &[("size", size(words, goal, rule.threshold))])
    } else {
        words.say("rule-at-all")
    };
    let mut told = words.tell(
        "goal-rule",
        &[
            ("name", goal.name().to_owned()),
            ("place", place(words, goal, areas)),
            ("way", words.say(way)),
            ("by", by),
            ("between", between(words, goal)),
            ("risk", words.percent(rule.alpha, 0)),
        ],
    );
    if let Goal::Incidents(incidents) = goal {
        let key = if incidents.compared_with.is_empty() { "goal-not-compared" } else { "goal-compared" };
        told = format!("{told} {}", words.tell(key, &[("areas", compared.to_owned())]));
    }
    if let Goal::Stated(stated) = goal {
        told = format!("{told} {}", cost(words, stated));
    }
    told
}

fn place(words: Words, goal: &Goal, areas: &str) -> String {
    match goal {
        Goal::Stated(goal) if goal.place.trim().is_empty() => words.say("rule-everywhere"),
        Goal::Stated(goal) => words.tell("rule-in-areas", &[("areas", goal.place.clone())]),
        _ if areas.is_empty() => words.say("rule-everywhere"),
        _ => words.tell("rule-in-areas", &[("areas", areas.to_owned())]),
    }
}

fn between(words: Words, goal: &Goal) -> String {
    match goal {
        Goal::Share(goal) => waves(words, &goal.baseline.0, &goal.follow_up.0),
        Goal::Mean(goal) => waves(words, &goal.baseline.0, &goal.follow_up.0),
        Goal::Stated(goal) => {
            let years = [("from", goal.baseline.year.to_string()), ("to", goal.follow_up_year.to_string())];
            words.tell("goal-between-years", &years)
        }
        Goal::Incidents(goal) => {
            let periods = [("from", words.period(goal.before)), ("to", words.period(goal.after))];
            words.tell("goal-between-years", &periods)
        }
    }
}

fn waves(words: Words, from: &str, to: &str) -> String {
    words.tell("goal-between-waves", &[("from", from.to_owned()), ("to", to.to_owned())])
}

/// What it costs in certainty that the figures exist only as a table.
fn cost(words: Words, goal: &StatedGoal) -> String {
    words.say(match goal.baseline.certainty {
        Certainty::Interval { .. } => "goal-cost-interval",
        Certainty::Answers { .. } => "goal-cost-answers",
        Certainty::Counted => "goal-cost-counted",
    })
}

/// A figure of a table with what it says of its certainty: `63,0 % (264 svar)`.
pub fn figure(words: Words, scale: StatedScale, figure: &StatedFigure) -> String {
    let value = |value: f64| match scale {
        StatedScale::Share => words.percent(value, 1),
        StatedScale::Index { .. } => words.decimal(value, 2),
        StatedScale::Count => words.decimal(value, 0),
    };
    match figure.certainty {
        Certainty::Answers { n } => {
            words.tell("goal-figure-answers", &[("value", value(figure.value)), ("n", words.count(n))])
        }
        Certainty::Interval { lower, upper } => words.tell(
            "goal-figure-interval",
            &[("value", value(figure.value)), ("lower", value(lower)), ("upper", value(upper))],
        ),
        Certainty::Counted => value(figure.value),
    }
}

/// What was corrected in what a goal is judged on, with both figures: a baseline that was delivered again after it was
/// signed, or a figure of a table that was written down otherwise before.
pub fn corrected(words: Words, goal: &Goal, evidence: &GoalEvidence) -> Vec<String> {
    match evidence {
        GoalEvidence::Waves { corrected: Some(corrected), before: Some(signed), .. } => {
            let figures = (wave(words, goal, signed), wave(words, goal, &corrected.evidence));
            vec![baseline_corrected(words, corrected.on, &corrected.reason, Some(figures))]
        }
        GoalEvidence::Counts { corrected: Some(corrected), before: signed, .. } => {
            let figures = (events(words, signed), events(words, &corrected.before));
            vec![baseline_corrected(words, corrected.on, &corrected.reason, Some(figures))]
        }
        GoalEvidence::Stated { former, .. } => figures_corrected(words, goal, former),
        _ => Vec::new(),
    }
}

/// That a baseline was delivered again after it was signed; `figures` are the one that was signed and the one of now,
/// where they may be told.
pub fn baseline_corrected(words: Words, on: Date, reason: &str, figures: Option<(String, String)>) -> String {
    let mut gaps = vec![("on", words.date(on)), ("reason", reason.to_owned())];
    let told = figures.is_some();
    if let Some((signed, now)) = figures {
        gaps.extend([("signed", signed), ("now", now)]);
    }
    let key = match (told, reason.is_empty()) {
        (true, false) => "goal-baseline-corrected",
        (true, true) => "goal-baseline-corrected-silent",
        (false, false) => "goal-baseline-corrected-untold",
        (false, true) => "goal-baseline-corrected-untold-silent",
    };
    words.tell(key, &gaps)
}

/// What figures of a table said before they were corrected.
pub fn figures_corrected(words: Words, goal: &Goal, former: &[FormerFigure]) -> Vec<String> {
    let Goal::Stated(goal) = goal else { return Vec::new() };
    let told = |former: &FormerFigure| {
        let gaps = [("on", words.date(former.on)), ("was", figure(words, goal.scale, &former.was))];
        words.tell("goal-figure-corrected", &gaps)
    };
    former.iter().map(told).collect()
}

fn wave(words: Words, goal: &Goal, evidence: &WaveEvidence) -> String {
    let value = match goal {
        Goal::Share(_) => words.percent(evidence.estimate.value, 1),
        _ => words.decimal(evidence.estimate.value, 2),
    };
    words.tell("goal-figure-answers", &[("value", value), ("n", words.count(evidence.estimate.n))])
}

fn events(words: Words, counts: &MonthlyCounts) -> String {
    words.tell("goal-events", &[("count", words.count(counts.treated.iter().sum()))])
}

/// What became of a goal, in a sentence or two; `change` is what may be shown of the change.
pub fn told(words: Words, goal: &Goal, outcome: &GoalOutcome, change: Option<&MeasuredChange>) -> String {
    let moved = change.map_or_else(|| words.say("verdict-has-changed"), |change| moved(words, goal, change));
    let gaps = [("what", capitalised(goal.name())), ("moved", moved)];
    match &outcome.result {
        GoalResult::Reached => words.tell("verdict-kept", &gaps),
        GoalResult::NotReached => words.tell("verdict-not_kept", &gaps),
        GoalResult::TooEarly { year } => words.tell("goal-waiting", &[("year", year.to_string())]),
        GoalResult::CannotTell(because) => {
            let reasons = reasons(words, &Answer::CannotTell(because.clone()));
            if reasons.is_empty() {
                words.tell("verdict-within_chance", &gaps)
            } else {
                format!("{} {}", words.say("verdict-cannot_tell"), reasons.join(" "))
            }
        }
    }
}

fn moved(words: Words, goal: &Goal, change: &MeasuredChange) -> String {
    let up = (goal.rule().direction == Direction::Increase) == (change.delta >= 0.0);
    let by = [("size", size(words, goal, change.delta))];
    words.tell(if up { "goal-has-risen" } else { "goal-has-fallen" }, &by)
}

fn capitalised(text: &str) -> String {
    crate::words::capital(text)
}
