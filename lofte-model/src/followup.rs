//! Follow-up: what was promised meets the evidence, on two axes that never stand for each other.
//!
//! *Did we do it* is told for each undertaking ([`Fulfilment`]). *Did it help* is told by the frozen rule of the effect goal:
//! reached, not reached or cannot tell; a promise of activities alone has no such goal, and its verdict says so.
//!
//! A verdict is a pure function of rule and evidence, so anybody can compute it again from what was published, to
//! the same bytes. "Cannot tell" is an answer with a reason, not an error. Nothing here says *why* something changed,
//! and a verdict uses direct estimates only.

mod deed;
pub mod feedback;
mod fulfilment;
pub mod goals;
pub mod rhythm;
mod signature;
pub mod waits;

pub use crate::survey::{EvidenceError, WaveEvidence, design, wave_evidence};
pub use deed::{Deed, Doings, EvidenceGrade, ToldBy, reported};
pub use feedback::{Feedback, Telling};
pub use fulfilment::{Fulfilment, Outcome, Outside, fulfil, fulfilments};
pub use signature::{Stance, VerdictSignature, standing};

use crate::fingerprint::Fingerprint;
use crate::id::PromiseId;
use crate::promise::{CitizenPromise, Direction, EffectGoal, Goal, PromiseState, WaveBaseline};
use crate::survey::{SeriesBreak, Wave, WaveAnswers, series_breaks};
use goals::{Decided, GoalEvidence, adjusted, decide};
use jiff::civil::Date;
use lofte_analysis::survey::SurveyError;
use lofte_analysis::survey::change::{Change, Doubt, independent_change, too_few_answers};
use lofte_analysis::survey::estimate::Estimate;
use lofte_analysis::survey::power_analysis::{
    self, MdeParams, NullVariance, Sides, minimum_detectable_effect,
};
use lofte_analysis::survey::threshold_test::{ThresholdResult, ThresholdTestParams, threshold_test};
use serde::{Deserialize, Serialize};

/// The power that a minimum detectable change is stated for.
pub const POWER: f64 = 0.8;

/// Everything that a survey verdict rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The wave to compare with, where it is delivered.
    pub before: Option<WaveEvidence>,
    /// The wave that tells, where it is delivered.
    pub after: Option<WaveEvidence>,
    /// What differs between them.
    pub breaks: Vec<SeriesBreak>,
    /// What was told of the undertakings; none in verdicts that were recorded before there were two axes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deeds: Option<Told>,
    /// The wave to compare with as it is delivered now, where that is not what was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<Corrected>,
    /// Of the goals of other kinds, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<GoalEvidence>,
}

/// A baseline that was delivered again after it was signed, with another figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Corrected {
    /// The figure as it is delivered now. The verdict compares with the one that was signed.
    pub evidence: WaveEvidence,
    /// Day it was delivered.
    pub on: Date,
    /// What was wrong before, as whoever delivered it says; empty where nothing was said.
    pub reason: String,
}

/// What was told of the undertakings of a promise by a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The day.
    pub by: Date,
    /// Of each undertaking.
    pub doings: Vec<Doings>,
}

/// Why nobody can tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "because")]
pub enum CannotTell {
    /// The promise has no goal that can be measured.
    NoRule,
    /// The wave to compare with is missing.
    NoBaseline,
    /// The rule was signed when the measurement that decides had begun, or was there already.
    RuleAfterMeasurement {
        /// Day of the last signature.
        signed: Date,
        /// Day the measurement began, where it is known.
        began: Option<Date>,
    },
    /// The wave that will tell has not come yet.
    NotYet {
        /// Year it is expected.
        year: i16,
    },
    /// The two waves are not the same measurement.
    SeriesBreak {
        /// What differs.
        breaks: Vec<SeriesBreak>,
    },
    /// A wave has so few answers that its share may not be shown.
    TooFewAnswers,
    /// The answers do not vary, so that nothing says how uncertain they are.
    NoVariance,
    /// There were so few incidents before that no change could be told.
    TooFewEvents {
        /// How many it takes.
        least: u64,
    },
    /// Only a very large change would have been seen.
    TooWeak {
        /// The smallest decrease that would be, in percent; none when not even none at all would.
        percent: Option<u32>,
    },
    /// The areas compared with are not alike.
    NotComparable,
    /// The areas were drifting apart before anything was done.
    DriftBefore,
    /// The difference is within what chance alone would give.
    WithinChance,
}

/// The three answers of the rule of an effect goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum Answer {
    /// The interval lies wholly beyond the threshold.
    Kept,
    /// The interval lies wholly short of the threshold.
    NotKept,
    /// Neither.
    CannotTell(CannotTell),
}

impl Answer {
    /// The word of the answer.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::NotKept => "not_kept",
            Self::CannotTell(_) => "cannot_tell",
        }
    }
}

/// The measured change, in the direction that was promised: positive is better.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasuredChange {
    /// Δ, as a share.
    pub delta: f64,
    /// Standard error.
    pub se: f64,
    /// Lower end of the 1 − 2α interval.
    pub lower: f64,
    /// Upper end of the 1 − 2α interval.
    pub upper: f64,
    /// Level of that interval.
    pub level: f64,
    /// Whether the whole interval lies within the agreed "practically unchanged".
    pub practically_unchanged: bool,
    /// The smallest true change that these two waves would have shown with 80 % power.
    pub minimum_detectable: Option<f64>,
}

/// The verdict on one promise, on both axes.
///
/// `answer`, `change` and `evidence` are those of the effect goal that decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Promise.
    pub promise: PromiseId,
    /// Fingerprint of the frozen text and rule.
    pub frozen: Option<Fingerprint>,
    /// The answer.
    pub answer: Answer,
    /// The change, where both waves are there and comparable.
    pub change: Option<MeasuredChange>,
    /// What it rests on.
    pub evidence: Evidence,
    /// What became of each undertaking; none in verdicts that were recorded before there were two axes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commitments: Vec<Fulfilment>,
    /// What became of the goals of other kinds, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<GoalOutcome>,
}

/// What became of an effect goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum GoalResult {
    /// The rule says yes.
    Reached,
    /// The rule says no.
    NotReached,
    /// Nobody can tell.
    CannotTell(CannotTell),
    /// What decides has not been measured yet.
    TooEarly {
        /// Year it is expected.
        year: i16,
    },
}

impl From<&Answer> for GoalResult {
    fn from(answer: &Answer) -> Self {
        match answer {
            Answer::Kept => Self::Reached,
            Answer::NotKept => Self::NotReached,
            Answer::CannotTell(CannotTell::NotYet { year }) => Self::TooEarly { year: *year },
            Answer::CannotTell(because) => Self::CannotTell(because.clone()),
        }
    }
}

/// An effect goal with what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalOutcome {
    /// Number, from 1: the first is the one that decides.
    pub number: u16,
    /// What became of it.
    #[serde(flatten)]
    pub result: GoalResult,
    /// The change, where there is one.
    pub change: Option<MeasuredChange>,
    /// What it rests on.
    pub grade: EvidenceGrade,
    /// Whether it was adjusted for being one of many: it is, unless it decides.
    #[serde(default, skip_serializing_if = "is_not")]
    pub adjusted: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands on a reference")]
fn is_not(flag: &bool) -> bool {
    !*flag
}

impl Verdict {
    /// Whether it says what another one says, whichever days they were computed on.
    pub fn says_as(&self, other: &Self) -> bool {
        let outcomes = |verdict: &Self| -> Vec<(u16, Outcome, u64)> {
            verdict.commitments.iter().map(|one| (one.commitment, one.outcome, one.done)).collect()
        };
        let effect = |verdict: &Self| {
            let (before, after) = (verdict.evidence.before.clone(), verdict.evidence.after.clone());
            let goals = verdict.goals.clone();
            (verdict.frozen.clone(), verdict.answer.clone(), verdict.change, before, after, goals)
        };
        self.promise == other.promise && effect(self) == effect(other) && outcomes(self) == outcomes(other)
    }

    /// What became of the effect goals of its promise; empty for a promise of activities alone.
    pub fn outcomes(&self) -> Vec<GoalOutcome> {
        let decides = self.goals.first().is_some_and(|goal| goal.number == 1);
        if decides || self.answer == Answer::CannotTell(CannotTell::NoRule) {
            return self.goals.clone();
        }
        let both = self.evidence.before.is_some() && self.evidence.after.is_some();
        let first = GoalOutcome {
            number: 1,
            result: GoalResult::from(&self.answer),
            change: self.change,
            grade: if both { EvidenceGrade::BeforeAfter } else { EvidenceGrade::Survey },
            adjusted: false,
        };
        std::iter::once(first).chain(self.goals.iter().cloned()).collect()
    }
}

impl Evidence {
    /// From whatever waves are delivered, and from the baseline that was signed, where one was.
    pub fn gather(
        goal: &EffectGoal,
        signed: Option<&WaveBaseline>,
        before: Option<&WaveAnswers>,
        after: Option<&WaveAnswers>,
    ) -> Result<Self, EvidenceError> {
        let made = match (signed, before) {
            (Some(signed), _) => Some((&signed.wave, signed.weighted)),
            (None, before) => before.map(|data| (&data.wave, data.weights.is_some())),
        };
        let breaks = match (made, after) {
            (Some(one), Some(other)) => breaks(goal, one, other),
            _ => Vec::new(),
        };
        let estimate = |data: Option<&WaveAnswers>| match data {
            Some(data) if breaks.is_empty() => wave_evidence(data, &goal.indicator, &goal.areas).map(Some),
            _ => Ok(None),
        };
        let before = match signed {
            Some(signed) => breaks.is_empty().then(|| signed.evidence.clone()),
            None => estimate(before)?,
        };
        Ok(Self { before, after: estimate(after)?, breaks, deeds: None, corrected: None, goals: Vec::new() })
    }

    /// Of a promise without an effect goal, or whose measurements may not be told.
    pub fn none() -> Self {
        Self {
            before: None,
            after: None,
            breaks: Vec::new(),
            deeds: None,
            corrected: None,
            goals: Vec::new(),
        }
    }

    /// The same with what was told of the undertakings by a day.
    #[must_use]
    pub fn with_deeds(self, doings: Vec<Doings>, by: Date) -> Self {
        Self { deeds: Some(Told { by, doings }), ..self }
    }
}

fn breaks(goal: &EffectGoal, before: (&Wave, bool), after: &WaveAnswers) -> Vec<SeriesBreak> {
    let (before, weighted) = before;
    let mut breaks = series_breaks(before, &after.wave, &goal.indicator.item, &goal.areas);
    if weighted != after.weights.is_some() {
        breaks.push(SeriesBreak::Weights);
    }
    breaks
}

/// Whether a wave has too few answers to the question of a goal, in its areas, for any verdict: the rule by which the
/// gate of a promise and its verdict both go. What the gate refuses for another reason is not refused for this one too.
pub fn baseline_is_too_small(goal: &EffectGoal, baseline: &WaveAnswers) -> bool {
    wave_evidence(baseline, &goal.indicator, &goal.areas)
        .is_ok_and(|evidence| too_few_answers(&evidence.estimate))
}

/// Judges a promise by its rule. The same rule and evidence always give the same verdict.
pub fn judge(promise: &CitizenPromise, evidence: Evidence) -> Result<Verdict, SurveyError> {
    let of_goals = of_goals(promise, &evidence)?;
    let (answer, change) = match (&promise.effect_goal, late(promise, &evidence)) {
        (None, _) => match of_goals.first() {
            None => (Answer::CannotTell(CannotTell::NoRule), None),
            Some((decided, _)) => (decided.answer.clone(), decided.change),
        },
        (Some(_), Some(late)) => (Answer::CannotTell(late), None),
        (Some(goal), None) => weigh(goal, &evidence)?,
    };
    let commitments = evidence.deeds.as_ref().map(|told| fulfilments(promise, &told.doings, told.by));
    Ok(Verdict {
        promise: promise.id,
        frozen: promise.fingerprint().cloned(),
        answer,
        change,
        evidence,
        commitments: commitments.unwrap_or_default(),
        goals: of_goals.into_iter().map(|(_, outcome)| outcome).collect(),
    })
}

/// What the rules of the goals of other kinds say. The one that decides stands as its rule says; the others are adjusted
/// for being many.
fn of_goals(
    promise: &CitizenPromise,
    evidence: &Evidence,
) -> Result<Vec<(Decided, GoalOutcome)>, SurveyError> {
    let signed = promise.frozen_on();
    let pairs = promise.goals.iter().zip(&evidence.goals);
    let decided =
        pairs.map(|(goal, evidence)| decide(goal, evidence, signed)).collect::<Result<Vec<_>, _>>()?;
    let deciding = usize::from(promise.effect_goal.is_none()).min(decided.len());
    let further: Vec<&Goal> = promise.goals.iter().skip(deciding).collect();
    let mut answers: Vec<Answer> = decided.iter().take(deciding).map(|one| one.answer.clone()).collect();
    answers.extend(adjusted(&further, &decided[deciding..]));
    let numbered = (promise.first_of_goals()..).zip(decided).zip(answers);
    Ok(numbered
        .map(|((number, decided), answer)| {
            let outcome = GoalOutcome {
                number,
                result: GoalResult::from(&answer),
                change: decided.change,
                grade: decided.grade,
                adjusted: number > 1,
            };
            (decided, outcome)
        })
        .collect())
}

/// Why a rule cannot decide that was signed when its answer was being measured, or was there.
fn late(promise: &CitizenPromise, evidence: &Evidence) -> Option<CannotTell> {
    let PromiseState::Published { answer_known, .. } = &promise.state else {
        return None;
    };
    let signed = promise.frozen_on()?;
    let began = evidence.after.as_ref().map(|after| after.fieldwork.from());
    let late = *answer_known || began.is_some_and(|began| began <= signed);
    late.then_some(CannotTell::RuleAfterMeasurement { signed, began })
}

fn weigh(goal: &EffectGoal, evidence: &Evidence) -> Result<(Answer, Option<MeasuredChange>), SurveyError> {
    let cannot = |why| Ok((Answer::CannotTell(why), None));
    if !evidence.breaks.is_empty() {
        return cannot(CannotTell::SeriesBreak { breaks: evidence.breaks.clone() });
    }
    let Some(before) = &evidence.before else {
        return cannot(CannotTell::NoBaseline);
    };
    let Some(after) = &evidence.after else {
        return cannot(CannotTell::NotYet { year: goal.follow_up_year });
    };
    let level = 1.0 - 2.0 * goal.alpha;
    let change =
        in_promised_direction(independent_change(&before.estimate, &after.estimate, level)?, goal.direction);
    let decision = threshold_test(
        &change,
        &ThresholdTestParams {
            threshold: goal.threshold,
            alpha: goal.alpha,
            equivalence: goal.practically_unchanged,
        },
    )?;
    match decision.doubt {
        Some(Doubt::TooFewAnswers) => return cannot(CannotTell::TooFewAnswers),
        Some(Doubt::NoVariance) => return cannot(CannotTell::NoVariance),
        None => {}
    }
    let measured = MeasuredChange {
        delta: change.delta,
        se: change.se,
        lower: decision.interval.lower,
        upper: decision.interval.upper,
        level: decision.interval.level,
        practically_unchanged: decision.equivalent,
        minimum_detectable: detectable(goal, &before.estimate, after.estimate.n as f64),
    };
    let answer = match decision.result {
        ThresholdResult::Above => Answer::Kept,
        ThresholdResult::Below => Answer::NotKept,
        ThresholdResult::Inconclusive => Answer::CannotTell(CannotTell::WithinChance),
    };
    Ok((answer, Some(measured)))
}

/// Turns a change so that better is positive.
fn in_promised_direction(change: Change, direction: Direction) -> Change {
    match direction {
        Direction::Increase => change,
        Direction::Decrease => change.reversed(),
    }
}

/// The smallest true change in the promised direction that would be called kept with 80 % power, given the baseline
/// and a number of answers in the follow-up; `None` where no change is large enough. Fresh samples are assumed, with
/// the design effect of the baseline. `None` also where the baseline has too few answers for any verdict.
pub fn detectable(goal: &EffectGoal, baseline: &Estimate, answers_after: f64) -> Option<f64> {
    if too_few_answers(baseline) {
        return None;
    }
    let params = MdeParams {
        share_before: baseline.value,
        answers_before: baseline.n as f64,
        answers_after,
        design_effect: baseline.design_effect_with_replacement().unwrap_or(1.0),
        direction: match goal.direction {
            Direction::Increase => power_analysis::Direction::Up,
            Direction::Decrease => power_analysis::Direction::Down,
        },
        threshold: goal.threshold,
        alpha: goal.alpha,
        power: POWER,
        sides: Sides::One,
        null_variance: NullVariance::Unpooled,
        overlap: 0.0,
        correlation: 0.0,
    };
    minimum_detectable_effect(&params).ok().flatten()
}

#[cfg(test)]
pub(crate) mod tests;
