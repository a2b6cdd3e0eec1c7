//! Effect goals of every other kind than a survey share, judged by their frozen rules.
//!
//! All are one test: a change with its standard error against a threshold, in the promised direction, by two one-sided
//! tests. Counts are compared on the logarithmic scale, where their error does not depend on their size; before and
//! after, against like areas where the goal names any. Below a floor, and where only a very large change could be seen,
//! nobody can tell. The further goals of a promise are adjusted for being many; the one that decides is not.
//!
//! Leaves out every statement about cause, and figures that nobody says how sure they are.

use super::{Answer, CannotTell, Corrected, EvidenceGrade, MeasuredChange, POWER, WaveEvidence};
use crate::policy;
use crate::promise::{
    Certainty, Direction, Goal, GoalRule, IncidentGoal, LEAST_EVENTS, MonthlyCounts, StatedFigure,
    StatedGoal, StatedScale, months,
};
use crate::survey::SeriesBreak;
use jiff::civil::{Date, date};
use lofte_analysis::effect::Panel;
use lofte_analysis::effect::conclusion::{
    ConclusionParams, Dispersion, Reason, Verdict as Concluded, conclude,
};
use lofte_analysis::effect::displacement::SMALL_COUNT;
use lofte_analysis::effect::minimum_detectable_effect::{Expected, minimum_detectable_decrease};
use lofte_analysis::multiple_testing::{Adjustment, p_adjust};
use lofte_analysis::survey::SurveyError;
use lofte_analysis::survey::change::{Change, Doubt, independent_change};
use lofte_analysis::survey::threshold_test::{
    ThresholdResult, ThresholdTest, ThresholdTestParams, threshold_test,
};
use serde::{Deserialize, Serialize};

/// Degrees of freedom where a standard error is as good as known.
const KNOWN: f64 = 1e9;
/// Half the width of a 95 % interval over its standard error.
const NORMAL_95: f64 = 1.959_963_984_540_054;
/// Months with which the spread of counts about their season can be seen at all.
const LEAST_MONTHS: usize = 6;

/// What a goal is judged on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "measured")]
#[expect(clippy::large_enum_variant, reason = "a promise has few goals")]
pub enum GoalEvidence {
    /// Two waves of a survey.
    Waves {
        /// Where it starts, where that is delivered.
        before: Option<WaveEvidence>,
        /// What tells.
        after: Option<WaveEvidence>,
        /// What differs between them.
        breaks: Vec<SeriesBreak>,
        /// Where it starts as that is delivered now, where it is not what was signed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        corrected: Option<Corrected>,
    },
    /// A figure of a table beside the one that the goal starts from.
    Stated {
        /// What tells, where it is written down.
        after: Option<StatedFigure>,
        /// What was written down before it was corrected, oldest first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        former: Vec<FormerFigure>,
    },
    /// Counts by month.
    Counts {
        /// Where it starts.
        before: MonthlyCounts,
        /// What tells, once all its months are over.
        after: Option<MonthlyCounts>,
        /// Where it starts as that is delivered now, where it is not what was signed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        corrected: Option<CorrectedCounts>,
    },
}

/// A figure of a table as it was written down before it was corrected. Why is in the history of the promise, where
/// masking reaches it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormerFigure {
    /// The figure.
    pub was: StatedFigure,
    /// Day it was corrected.
    pub on: Date,
}

/// Counts that were delivered again after they were signed, with other numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CorrectedCounts {
    /// As they are delivered now. The verdict compares with those that were signed.
    pub before: MonthlyCounts,
    /// Day they were delivered.
    pub on: Date,
    /// What was wrong before, as whoever delivered them says; empty where nothing was said.
    pub reason: String,
}

/// What a rule says of a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// The answer.
    pub answer: Answer,
    /// The change, where there is one.
    pub change: Option<MeasuredChange>,
    /// p-values of the tests that can show "reached" and "not reached"; 1 where nothing can be shown.
    pub p_values: (f64, f64),
    /// What it rests on.
    pub grade: EvidenceGrade,
}

impl Decided {
    fn cannot(because: CannotTell, grade: EvidenceGrade) -> Self {
        Self { answer: Answer::CannotTell(because), change: None, p_values: (1.0, 1.0), grade }
    }
}

/// Judges a goal. `signed` is the day of the last signature: a measurement that had begun by then decides nothing.
///
/// # Errors
/// Figures that are no numbers.
pub fn decide(goal: &Goal, evidence: &GoalEvidence, signed: Option<Date>) -> Result<Decided, SurveyError> {
    let began = began(goal, evidence);
    if let (Some(signed), Some(began)) = (signed, began)
        && began <= signed
    {
        let because = CannotTell::RuleAfterMeasurement { signed, began: Some(began) };
        return Ok(Decided::cannot(because, EvidenceGrade::Impression));
    }
    match (goal, evidence) {
        (_, GoalEvidence::Waves { before, after, breaks, .. }) => {
            waves(goal, before.as_ref(), after.as_ref(), breaks)
        }
        (Goal::Stated(goal), GoalEvidence::Stated { after, .. }) => stated(goal, after.as_ref()),
        (Goal::Incidents(goal), GoalEvidence::Counts { before, after, .. }) => {
            counts(goal, before, after.as_ref())
        }
        _ => Ok(Decided::cannot(CannotTell::NoBaseline, EvidenceGrade::Impression)),
    }
}

/// The first day of the measurement that decides; for counts the first of its last month.
fn began(goal: &Goal, evidence: &GoalEvidence) -> Option<Date> {
    match (goal, evidence) {
        (_, GoalEvidence::Waves { after, .. }) => after.as_ref().map(|after| after.fieldwork.from()),
        (Goal::Stated(goal), GoalEvidence::Stated { after: Some(after), .. }) => Some(match goal.scale {
            StatedScale::Count => date(after.year, 12, 1),
            _ => after.measured_from.unwrap_or_else(|| date(after.year, 1, 1)),
        }),
        (Goal::Incidents(goal), _) => Some(goal.after.to().first_of_month()),
        _ => None,
    }
}

fn waves(
    goal: &Goal,
    before: Option<&WaveEvidence>,
    after: Option<&WaveEvidence>,
    breaks: &[SeriesBreak],
) -> Result<Decided, SurveyError> {
    if !breaks.is_empty() {
        let because = CannotTell::SeriesBreak { breaks: breaks.to_vec() };
        return Ok(Decided::cannot(because, EvidenceGrade::Survey));
    }
    let Some(before) = before else {
        return Ok(Decided::cannot(CannotTell::NoBaseline, EvidenceGrade::Survey));
    };
    let Some(after) = after else {
        let year = goal.decided_in();
        return Ok(Decided::cannot(CannotTell::NotYet { year }, EvidenceGrade::Survey));
    };
    let rule = goal.rule();
    let change = independent_change(&before.estimate, &after.estimate, 1.0 - 2.0 * rule.alpha)?;
    plain(&change, rule, EvidenceGrade::BeforeAfter)
}

fn stated(goal: &StatedGoal, after: Option<&StatedFigure>) -> Result<Decided, SurveyError> {
    let grade = if goal.scale == StatedScale::Count { EvidenceGrade::Count } else { EvidenceGrade::Survey };
    let Some(after) = after else {
        return Ok(Decided::cannot(CannotTell::NotYet { year: goal.follow_up_year }, grade));
    };
    let rule = goal.rule;
    if goal.scale == StatedScale::Count {
        let (before, after) = (goal.baseline.value, after.value);
        if before < LEAST_EVENTS as f64 {
            return Ok(Decided::cannot(CannotTell::TooFewEvents { least: LEAST_EVENTS }, grade));
        }
        let add = if after > 0.0 { 0.0 } else { 0.5 };
        let (before, after) = (before + add, after + add);
        let se = (1.0 / before + 1.0 / after).sqrt();
        return of_ratio((after / before).ln(), se, rule, None, EvidenceGrade::BeforeAfter);
    }
    let variance = standard_error(&goal.baseline).powi(2) + standard_error(after).powi(2);
    if variance <= 0.0 {
        return Ok(Decided::cannot(CannotTell::NoVariance, grade));
    }
    let delta = after.value - goal.baseline.value;
    let change = Change::new(delta, variance.sqrt(), KNOWN, 1.0 - 2.0 * rule.alpha)?;
    plain(&change, rule, EvidenceGrade::BeforeAfter)
}

/// The standard error that a table's figure has by what the table says: by its interval, or as a share of a simple random
/// sample, which is the least it can be.
fn standard_error(figure: &StatedFigure) -> f64 {
    match figure.certainty {
        Certainty::Answers { n } if n > 0 => (figure.value * (1.0 - figure.value) / n as f64).sqrt(),
        Certainty::Interval { lower, upper } => (upper - lower) / (2.0 * NORMAL_95),
        Certainty::Answers { .. } | Certainty::Counted => 0.0,
    }
}

fn counts(
    goal: &IncidentGoal,
    before: &MonthlyCounts,
    after: Option<&MonthlyCounts>,
) -> Result<Decided, SurveyError> {
    let compared = !goal.compared_with.is_empty();
    let grade = if compared { EvidenceGrade::Comparison } else { EvidenceGrade::BeforeAfter };
    let Some(after) = after else {
        let year = goal.after.to().year();
        return Ok(Decided::cannot(CannotTell::NotYet { year }, EvidenceGrade::Count));
    };
    let sum = |months: &[u64]| months.iter().sum::<u64>();
    let all = |counts: &MonthlyCounts| counts.compared.iter().map(|months| sum(months)).sum::<u64>();
    let too_few = sum(&before.treated) < LEAST_EVENTS || compared && all(before) < LEAST_EVENTS;
    if too_few {
        return Ok(Decided::cannot(CannotTell::TooFewEvents { least: LEAST_EVENTS }, grade));
    }
    let dispersion = if compared { Dispersion::Estimated } else { Dispersion::Given(spread(before, after)) };
    let found = conclude(&panel(&values(before, after), before), &params(goal, dispersion));
    let Ok(found) = found else {
        return Ok(Decided::cannot(CannotTell::NotComparable, grade));
    };
    if let Concluded::CannotTell { reasons } = &found.verdict
        && let Some(because) = reasons.iter().find_map(because)
    {
        return Ok(Decided::cannot(because, grade));
    }
    let half = |count: u64| if count == 0 { 0.5 } else { 0.0 };
    let four = [sum(&before.treated), sum(&after.treated), all(before), all(after)];
    let used = if compared { &four[..] } else { &four[..2] };
    let add = used.iter().map(|count| half(*count)).fold(0.0, f64::max);
    let se = used.iter().map(|count| 1.0 / (*count as f64 + add)).sum::<f64>() * found.dispersion;
    of_ratio(found.change.ln_1p(), se.sqrt(), goal.rule, found.detectable, grade)
}

/// Why a design does not bear an answer; that there is nothing to compare with is told by the grade instead.
fn because(reason: &Reason) -> Option<CannotTell> {
    Some(match reason {
        Reason::DetectableTooLarge { detectable, .. } => CannotTell::TooWeak {
            percent: detectable.map(|share| {
                // A share between 0 and 1.
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
                let percent = (share * 100.0).round() as u32;
                percent
            }),
        },
        Reason::TooFewControls { .. } => return None,
        Reason::UnmatchedLevels { .. } => CannotTell::NotComparable,
        Reason::DriftBefore { .. } => CannotTell::DriftBefore,
    })
}

/// The rows of a panel one after the other: where something is done first, then the areas compared with.
fn values(before: &MonthlyCounts, after: &MonthlyCounts) -> Vec<u64> {
    let rows =
        std::iter::once((&before.treated, &after.treated)).chain(before.compared.iter().zip(&after.compared));
    rows.flat_map(|(before, after)| before.iter().chain(after).copied()).collect()
}

fn panel<'a>(values: &'a [u64], before: &MonthlyCounts) -> Panel<'a, u64> {
    Panel { values, units: before.compared.len() + 1, treated: 0, start: before.treated.len() }
}

fn params(goal: &IncidentGoal, dispersion: Dispersion) -> ConclusionParams {
    ConclusionParams {
        level: 1.0 - 2.0 * goal.rule.alpha,
        power: POWER,
        max_detectable: policy::LARGEST_DETECTABLE_DECREASE,
        min_controls: (goal.compared_with.len() as u64).max(1),
        matched_ratio: policy::MATCHED_LEVELS,
        small_count: SMALL_COUNT,
        dispersion,
    }
}

/// How much more the months vary about their season than by chance, at least 1: Pearson's, of each month's two counts
/// given their sum.
fn spread(before: &MonthlyCounts, after: &MonthlyCounts) -> f64 {
    let pairs: Vec<(f64, f64)> =
        before.treated.iter().zip(&after.treated).map(|(b, a)| (*b as f64, *a as f64)).collect();
    let (b, a) = pairs.iter().fold((0.0, 0.0), |(b, a), (x, y)| (b + x, a + y));
    let share = a / (a + b);
    let used: Vec<&(f64, f64)> = pairs.iter().filter(|(b, a)| a + b > 0.0).collect();
    if used.len() < LEAST_MONTHS || !(share > 0.0 && share < 1.0) {
        return 1.0;
    }
    let squares = used.iter().map(|(b, a)| {
        let total = a + b;
        (a - total * share).powi(2) / (total * share * (1.0 - share))
    });
    (squares.sum::<f64>() / (used.len() as f64 - 1.0)).max(1.0)
}

/// The smallest decrease that a goal on incidents would show with 80 % power if as much as before were to be expected, as
/// a share; `None` where not even none at all would be beyond chance.
pub fn detectable_decrease(goal: &IncidentGoal, before: &MonthlyCounts) -> Option<f64> {
    let sum = |months: &[u64]| months.iter().sum::<u64>() as f64;
    let scale = months(goal.after) as f64 / months(goal.before).max(1) as f64;
    let treated_before = sum(&before.treated);
    let control: f64 = before.compared.iter().map(|months| sum(months)).sum();
    let expected = Expected {
        treated_before,
        treated_after: treated_before * scale,
        control: (!before.compared.is_empty()).then_some((control, control * scale)),
    };
    minimum_detectable_decrease(&expected, 1.0, 1.0 - 2.0 * goal.rule.alpha, POWER).ok().flatten()
}

/// A change on the scale of its threshold.
fn plain(change: &Change, rule: GoalRule, grade: EvidenceGrade) -> Result<Decided, SurveyError> {
    let change = match rule.direction {
        Direction::Increase => *change,
        Direction::Decrease => change.reversed(),
    };
    let test = test(&change, rule.threshold, rule.alpha)?;
    let measured = MeasuredChange {
        delta: change.delta,
        se: change.se,
        lower: test.interval.lower,
        upper: test.interval.upper,
        level: test.interval.level,
        practically_unchanged: false,
        minimum_detectable: None,
    };
    Ok(decided(&test, measured, grade))
}

/// A change of counts: the logarithm of their ratio. It is told as a relative change in the promised direction.
fn of_ratio(
    log_ratio: f64,
    se: f64,
    rule: GoalRule,
    minimum_detectable: Option<f64>,
    grade: EvidenceGrade,
) -> Result<Decided, SurveyError> {
    let (sign, threshold) = match rule.direction {
        Direction::Increase => (1.0, rule.threshold.ln_1p()),
        Direction::Decrease => (-1.0, -(-rule.threshold).ln_1p()),
    };
    let change = Change::new(sign * log_ratio, se, KNOWN, 1.0 - 2.0 * rule.alpha)?;
    let test = test(&change, threshold, rule.alpha)?;
    let relative = |log: f64| sign * (sign * log).exp_m1();
    let measured = MeasuredChange {
        delta: relative(change.delta),
        se,
        lower: relative(test.interval.lower),
        upper: relative(test.interval.upper),
        level: test.interval.level,
        practically_unchanged: false,
        minimum_detectable,
    };
    Ok(decided(&test, measured, grade))
}

fn test(change: &Change, threshold: f64, alpha: f64) -> Result<ThresholdTest, SurveyError> {
    threshold_test(change, &ThresholdTestParams { threshold, alpha, equivalence: None })
}

fn decided(test: &ThresholdTest, measured: MeasuredChange, grade: EvidenceGrade) -> Decided {
    let because = match test.doubt {
        Some(Doubt::TooFewAnswers) => Some(CannotTell::TooFewAnswers),
        Some(Doubt::NoVariance) => Some(CannotTell::NoVariance),
        None => None,
    };
    if let Some(because) = because {
        return Decided::cannot(because, grade);
    }
    let answer = match test.result {
        ThresholdResult::Above => Answer::Kept,
        ThresholdResult::Below => Answer::NotKept,
        ThresholdResult::Inconclusive => Answer::CannotTell(CannotTell::WithinChance),
    };
    Decided { answer, change: Some(measured), p_values: (test.p_above, test.p_below), grade }
}

/// The answers of goals that do not decide, adjusted for being many (Benjamini & Hochberg): the more goals there are, the
/// surer each must be to say anything. What nobody could tell stays so.
pub fn adjusted(goals: &[&Goal], decided: &[Decided]) -> Vec<Answer> {
    let adjust = |of: fn(&Decided) -> f64| {
        let p_values: Vec<f64> = decided.iter().map(of).collect();
        // What is no probability can show nothing.
        p_adjust(&p_values, Adjustment::BenjaminiHochberg).unwrap_or_else(|_| vec![1.0; p_values.len()])
    };
    let (above, below) = (adjust(|one| one.p_values.0), adjust(|one| one.p_values.1));
    let answers =
        goals.iter().zip(decided).zip(above.into_iter().zip(below)).map(|((goal, one), (above, below))| {
            let alpha = goal.rule().alpha;
            match &one.answer {
                Answer::CannotTell(because) if *because != CannotTell::WithinChance => one.answer.clone(),
                _ if above <= alpha => Answer::Kept,
                _ if below <= alpha => Answer::NotKept,
                _ => Answer::CannotTell(CannotTell::WithinChance),
            }
        });
    answers.collect()
}

#[cfg(test)]
mod tests;
