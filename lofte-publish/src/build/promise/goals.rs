//! Letting what became of goals of other kinds than the deciding survey share through disclosure control.
//!
//! The answers are public whatever is hidden. Figures of tables are told as the table has them. Of a mean the change is told
//! where both waves have enough answers and it is of all who answered. Of counts a reader could work out the cell of a table
//! from an exact change, so it is told in steps of five percent, and not at all below the floor.

use crate::build::MIN_ANSWERS;
use crate::promise::{PublicGoal, PublicGoalCorrection};
use lofte_model::followup::goals::GoalEvidence;
use lofte_model::followup::{GoalOutcome, MeasuredChange, Verdict, WaveEvidence};
use lofte_model::promise::{CitizenPromise, Goal, LEAST_EVENTS, MonthlyCounts};

/// Steps in which a change of counts is told.
const STEP: f64 = 0.05;

/// What may be told of each goal.
pub(crate) fn public_goals(promise: &CitizenPromise, verdict: &Verdict) -> Vec<PublicGoal> {
    let judged = promise.goals.iter().zip(&verdict.evidence.goals).zip(&verdict.goals);
    judged
        .map(|((goal, evidence), outcome)| {
            let change = outcome.change.and_then(|change| told(goal, evidence, change));
            PublicGoal { outcome: GoalOutcome { change, ..outcome.clone() }, corrected: correction(evidence) }
        })
        .collect()
}

/// That a baseline was corrected, without its figures: two of them tell the difference, which may be of few. Figures of
/// tables are told as the tables have them.
fn correction(evidence: &GoalEvidence) -> Option<PublicGoalCorrection> {
    let baseline = |on, reason: &str| PublicGoalCorrection::Baseline { on, reason: reason.to_owned() };
    match evidence {
        GoalEvidence::Waves { corrected, .. } => {
            corrected.as_ref().map(|corrected| baseline(corrected.on, &corrected.reason))
        }
        GoalEvidence::Counts { corrected, .. } => {
            corrected.as_ref().map(|corrected| baseline(corrected.on, &corrected.reason))
        }
        GoalEvidence::Stated { former, .. } => {
            (!former.is_empty()).then(|| PublicGoalCorrection::Figure { former: former.clone() })
        }
    }
}

fn told(goal: &Goal, evidence: &GoalEvidence, change: MeasuredChange) -> Option<MeasuredChange> {
    match (goal, evidence) {
        (Goal::Stated(_), _) => Some(rounded(change, 0.001)),
        (Goal::Mean(mean), GoalEvidence::Waves { before: Some(before), after: Some(after), .. }) => {
            let enough = |wave: &WaveEvidence| wave.estimate.n >= MIN_ANSWERS;
            (mean.group.is_none() && enough(before) && enough(after)).then(|| rounded(change, 0.1))
        }
        (Goal::Incidents(_), GoalEvidence::Counts { before, after: Some(after), .. }) => {
            (enough(before) && enough(after)).then(|| coarse(change))
        }
        // A further share could stand beside the published ones and tell of few.
        _ => None,
    }
}

fn enough(counts: &MonthlyCounts) -> bool {
    let sums = |months: &Vec<u64>| months.iter().sum::<u64>() >= LEAST_EVENTS;
    sums(&counts.treated) && counts.compared.iter().all(sums)
}

fn rounded(change: MeasuredChange, step: f64) -> MeasuredChange {
    let round = |value: f64| (value / step).round() * step;
    MeasuredChange {
        delta: round(change.delta),
        se: round(change.se),
        lower: round(change.lower),
        upper: round(change.upper),
        minimum_detectable: change.minimum_detectable.map(round),
        ..change
    }
}

fn coarse(change: MeasuredChange) -> MeasuredChange {
    MeasuredChange { se: 0.0, minimum_detectable: None, ..rounded(change, STEP) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lofte_model::period::Period;
    use lofte_model::place::AreaCode;
    use lofte_model::promise::{Direction, GoalRule, IncidentGoal};
    use lofte_model::records::RecordKind;

    const CHANGE: MeasuredChange = MeasuredChange {
        delta: 0.213,
        se: 0.0816,
        lower: 0.087,
        upper: 0.322,
        level: 0.9,
        practically_unchanged: false,
        minimum_detectable: Some(0.2),
    };

    fn public(before: u64, after: u64) -> Option<MeasuredChange> {
        let goal = Goal::Incidents(IncidentGoal {
            name: "inbrott".into(),
            incidents: RecordKind::Offence,
            categories: vec![],
            areas: vec![AreaCode::new("a")],
            compared_with: vec![],
            before: Period::year(2024),
            after: Period::year(2026),
            rule: GoalRule { direction: Direction::Decrease, threshold: 0.0, alpha: 0.05 },
        });
        let counts = |sum| MonthlyCounts { treated: vec![sum], compared: vec![] };
        told(
            &goal,
            &GoalEvidence::Counts { before: counts(before), after: Some(counts(after)), corrected: None },
            CHANGE,
        )
    }

    #[test]
    fn of_counts_only_a_coarse_change_is_told_and_none_below_the_floor() {
        let told = public(300, 236).unwrap();
        assert!((told.delta - 0.2).abs() < 1e-12 && (told.upper - 0.3).abs() < 1e-12, "{told:?}");
        assert!(told.se.abs() < 1e-12 && told.minimum_detectable.is_none());
        // Counts that differ by a few tell the same.
        assert_eq!(public(301, 237), public(300, 236));
        assert_eq!(public(300, 19), None);
        assert_eq!(public(19, 300), None);
    }
}
