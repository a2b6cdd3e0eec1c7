//! Follow-up: the frozen rule meets the evidence, and the verdict says kept, not kept or cannot tell.
//!
//! A verdict is a pure function of rule and evidence, so anybody can compute it again from what was published, to
//! the same bytes. "Cannot tell" is an answer with a reason, not an error. Nothing here says *why* something changed,
//! and a verdict uses direct estimates only.

mod deed;
mod fulfilment;

pub use deed::{Deed, Doings, EvidenceGrade, ToldBy, reported};
pub use fulfilment::{Fulfilment, Outcome, Outside, fulfil, fulfilments};

use crate::fingerprint::Fingerprint;
use crate::id::{PromiseId, UserId};
use crate::period::Period;
use crate::place::AreaCode;
use crate::promise::{CitizenPromise, Direction, EffectGoal};
use crate::survey::{Indicator, SeriesBreak, WaveAnswers, WaveName, series_breaks};
use jiff::Timestamp;
use lofte_analysis::survey::SurveyError;
use lofte_analysis::survey::change::{Change, Doubt, independent_change, too_few_answers};
use lofte_analysis::survey::design::{Design, Stratum};
use lofte_analysis::survey::estimate::{Estimate, EstimateOptions, share};
use lofte_analysis::survey::power_analysis::{
    self, MdeParams, NullVariance, Sides, minimum_detectable_effect,
};
use lofte_analysis::survey::threshold_test::{ThresholdResult, ThresholdTestParams, threshold_test};
use serde::{Deserialize, Serialize};

/// The power that a minimum detectable change is stated for.
pub const POWER: f64 = 0.8;

/// What one wave says about an indicator in some areas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaveEvidence {
    /// Wave.
    pub wave: WaveName,
    /// Year.
    pub year: i16,
    /// Field work.
    pub fieldwork: Period,
    /// Questionnaires sent in the areas.
    pub mailed: u64,
    /// Of those out of scope.
    pub out_of_scope: u64,
    /// Questionnaires returned.
    pub returned: u64,
    /// The share with its standard error.
    pub estimate: Estimate,
}

impl WaveEvidence {
    /// Returned of those in scope, 0–1.
    pub fn response_rate(&self) -> Option<f64> {
        let in_scope = self.mailed.checked_sub(self.out_of_scope).filter(|count| *count > 0)?;
        Some(self.returned as f64 / in_scope as f64)
    }
}

/// Everything that a survey verdict rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The wave to compare with, where it is delivered.
    pub before: Option<WaveEvidence>,
    /// The wave that tells, where it is delivered.
    pub after: Option<WaveEvidence>,
    /// What differs between them.
    pub breaks: Vec<SeriesBreak>,
}

/// Why nobody can tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "because")]
pub enum CannotTell {
    /// The promise has no goal that can be measured.
    NoRule,
    /// The wave to compare with is missing.
    NoBaseline,
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
    /// The difference is within what chance alone would give.
    WithinChance,
}

/// The three answers.
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

/// The verdict on one promise.
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
}

/// The honest account to residents (återkoppling): what the parties say about the promise and its verdict, in their own
/// words. It stands beside the computed verdict, never instead of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// Promise.
    pub promise: PromiseId,
    /// What was done and what it led to.
    pub text: String,
    /// What happens next.
    pub next: String,
    /// When it was written.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
}

/// Why evidence cannot be computed from a wave that is there.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The question is not in the wave.
    #[error("the wave {wave} has no question {item}")]
    NoItem {
        /// Wave.
        wave: WaveName,
        /// Question.
        item: String,
    },
    /// The estimate is refused.
    #[error("the share cannot be estimated from the wave {wave}")]
    Estimate {
        /// Wave.
        wave: WaveName,
        /// Why.
        source: SurveyError,
    },
}

/// The share of an indicator in some areas of a wave (empty: all), with the weights of the wave where it has any, else
/// N/answers per stratum.
pub fn wave_evidence(
    data: &WaveAnswers,
    indicator: &Indicator,
    areas: &[AreaCode],
) -> Result<WaveEvidence, EvidenceError> {
    let wave = &data.wave;
    let failed = |source| EvidenceError::Estimate { wave: wave.name.clone(), source };
    let column = data
        .answers
        .get(&indicator.item)
        .ok_or_else(|| EvidenceError::NoItem { wave: wave.name.clone(), item: indicator.item.clone() })?;
    let answers: Vec<Option<bool>> = column.iter().map(|answer| indicator.reads(*answer)).collect();
    let asked: Vec<bool> =
        wave.strata.iter().map(|stratum| areas.is_empty() || areas.contains(&stratum.area)).collect();
    let domain: Vec<bool> = data
        .stratum
        .iter()
        .map(|stratum| usize::try_from(*stratum).ok().and_then(|i| asked.get(i)).copied().unwrap_or(false))
        .collect();
    let design = design(data).map_err(failed)?;
    let estimate = share(&design, &answers, Some(&domain), &EstimateOptions::default()).map_err(failed)?;
    let sum = |count: fn(&crate::survey::SurveyStratum) -> u32| -> u64 {
        wave.strata.iter().zip(&asked).filter(|(_, asked)| **asked).map(|(s, _)| u64::from(count(s))).sum()
    };
    Ok(WaveEvidence {
        wave: wave.name.clone(),
        year: wave.year,
        fieldwork: wave.fieldwork,
        mailed: sum(|stratum| stratum.mailed),
        out_of_scope: sum(|stratum| stratum.out_of_scope),
        returned: domain.iter().filter(|row| **row).count() as u64,
        estimate,
    })
}

/// The stratified design of a wave, with the register counts as populations and the answers' own weights where the wave
/// has any.
pub fn design(data: &WaveAnswers) -> Result<Design, SurveyError> {
    let strata: Vec<Stratum> = data
        .wave
        .strata
        .iter()
        .map(|stratum| Stratum {
            name: stratum.area.to_string(),
            population: Some(f64::from(stratum.register_count)),
        })
        .collect();
    let design = Design::stratified(&data.stratum, &strata)?;
    match &data.weights {
        None => Ok(design),
        Some(weights) => design.with_weights(weights),
    }
}

impl Evidence {
    /// From whatever waves are delivered.
    pub fn gather(
        goal: &EffectGoal,
        before: Option<&WaveAnswers>,
        after: Option<&WaveAnswers>,
    ) -> Result<Self, EvidenceError> {
        let breaks = match (before, after) {
            (Some(one), Some(other)) => breaks(goal, one, other),
            _ => Vec::new(),
        };
        let estimate = |data: Option<&WaveAnswers>| match data {
            Some(data) if breaks.is_empty() => wave_evidence(data, &goal.indicator, &goal.areas).map(Some),
            _ => Ok(None),
        };
        Ok(Self { before: estimate(before)?, after: estimate(after)?, breaks })
    }
}

fn breaks(goal: &EffectGoal, before: &WaveAnswers, after: &WaveAnswers) -> Vec<SeriesBreak> {
    let mut breaks = series_breaks(&before.wave, &after.wave, &goal.indicator.item, &goal.areas);
    if before.weights.is_some() != after.weights.is_some() {
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
    let (answer, change) = match &promise.effect_goal {
        None => (Answer::CannotTell(CannotTell::NoRule), None),
        Some(goal) => weigh(goal, &evidence)?,
    };
    Ok(Verdict { promise: promise.id, frozen: promise.fingerprint().cloned(), answer, change, evidence })
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
mod tests;
