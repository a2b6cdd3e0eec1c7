//! The next promise, begun from the one before: what is taken over, what is changed, what is dropped and why.
//!
//! Every undertaking of the earlier promise gets an answer, and the answers are signed and public with the new one. Goals
//! start where the earlier ones ended. Leaves out who may begin it, and whether the measurements it compares with are there:
//! the gate says that.

use super::{
    CitizenPromise, Commitment, EffectGoal, Goal, IncidentGoal, MeanGoal, PromiseState, Sides, StatedFigure,
    StatedGoal,
};
use crate::id::PromiseId;
use crate::period::Period;
use crate::survey::WaveName;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What became of an undertaking in the promise that continues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// Its number in the earlier promise.
    pub from: u16,
    /// What became of it.
    #[serde(flatten)]
    pub fate: Fate,
}

/// What becomes of an undertaking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fate")]
pub enum Fate {
    /// Taken over as it was.
    TakenOver {
        /// Its number now.
        to: u16,
    },
    /// Taken over with changes.
    Changed {
        /// Its number now.
        to: u16,
    },
    /// Not taken over.
    Dropped {
        /// Why.
        reason: String,
    },
}

impl Fate {
    fn to(&self) -> Option<u16> {
        match self {
            Self::TakenOver { to } | Self::Changed { to } => Some(*to),
            Self::Dropped { .. } => None,
        }
    }
}

/// What somebody chooses for an undertaking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Onward {
    /// Take it over.
    Take,
    /// Take it over and change it.
    Change,
    /// Drop it, and why.
    Drop(String),
}

/// How the next promise is begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// Short name.
    pub title: String,
    /// The promise in plain words.
    pub text: String,
    /// How long it runs.
    pub period: Period,
    /// For each undertaking, by its number.
    pub choices: Vec<(u16, Onward)>,
    /// Whether its goals go on, from where they ended.
    pub goals: bool,
}

/// Why the next promise cannot be begun so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CarryRefusal {
    /// The promise is still a draft.
    #[error("only a promise that both sides have signed can be continued")]
    NotSigned,
    /// An undertaking without an answer.
    #[error("say what becomes of commitment {0}")]
    Undecided(u16),
    /// One that is dropped without a reason.
    #[error("write why commitment {0} is dropped")]
    NoReason(u16),
    /// It begins before the one before.
    #[error("the next promise must begin after {0}")]
    NotAfter(Date),
}

impl CitizenPromise {
    /// The days right after it, as many months or days as it has itself.
    pub fn next_period(&self) -> Period {
        let from = self.period.to().tomorrow().unwrap_or(self.period.to());
        shifted(self.period, from)
    }

    /// The draft of the promise that continues this one. `year_of` says the year of a wave, and `stated` the figures of
    /// tables that ended its goals. Everything that is wrong is told together.
    pub fn begin_next(
        &self,
        id: PromiseId,
        next: Next,
        year_of: impl Fn(&WaveName) -> Option<i16>,
        stated: &[(u16, StatedFigure)],
    ) -> Result<Self, Vec<CarryRefusal>> {
        if !self.is_standing() {
            return Err(vec![CarryRefusal::NotSigned]);
        }
        let mut refusals = Vec::new();
        if next.period.from() <= self.period.from() {
            refusals.push(CarryRefusal::NotAfter(self.period.from()));
        }
        let (mut commitments, mut carried) = (Vec::new(), Vec::new());
        for commitment in &self.commitments {
            let chosen = next.choices.iter().find(|(number, _)| *number == commitment.number);
            match fate(commitment.number, chosen.map(|(_, onward)| onward), commitments.len()) {
                Ok(fate) => {
                    commitments.extend(fate.to().map(|number| Commitment { number, ..commitment.clone() }));
                    carried.push(Carried { from: commitment.number, fate });
                }
                Err(refusal) => refusals.push(refusal),
            }
        }
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let (effect_goal, goals) =
            if next.goals { self.goals_on(year_of, stated) } else { (None, Vec::new()) };
        Ok(Self {
            id,
            number: 0,
            title: next.title,
            text: next.text,
            period: next.period,
            areas: self.areas.clone(),
            problems: self.problems.clone(),
            commitments,
            effect_goal,
            goals,
            continues: Some(self.id),
            carried,
            state: PromiseState::Draft,
            sealed: None,
            sides: Sides { joint: None, ..self.sides.clone() },
        })
    }

    /// Its goals from where they ended. A goal on a table goes on only where the figure that ended it is known.
    fn goals_on(
        &self,
        year_of: impl Fn(&WaveName) -> Option<i16>,
        stated: &[(u16, StatedFigure)],
    ) -> (Option<EffectGoal>, Vec<Goal>) {
        let gap = |baseline: &WaveName, year: i16| {
            let before = year_of(baseline).unwrap_or(year.saturating_sub(2));
            year.saturating_add(year.saturating_sub(before).max(1))
        };
        let share = |goal: &EffectGoal| {
            let year = gap(&goal.baseline, goal.follow_up_year);
            EffectGoal {
                baseline: goal.follow_up.clone(),
                follow_up: WaveName(year.to_string()),
                follow_up_year: year,
                ..goal.clone()
            }
        };
        let goal = |(number, goal): (u16, &Goal)| match goal {
            Goal::Share(goal) => Some(Goal::Share(share(goal))),
            Goal::Mean(goal) => {
                let year = gap(&goal.baseline, goal.follow_up_year);
                Some(Goal::Mean(MeanGoal {
                    baseline: goal.follow_up.clone(),
                    follow_up: WaveName(year.to_string()),
                    follow_up_year: year,
                    ..goal.clone()
                }))
            }
            Goal::Stated(goal) => {
                let (_, figure) = stated.iter().find(|(of, _)| *of == number)?;
                let length = goal.follow_up_year.saturating_sub(goal.baseline.year).max(1);
                let follow_up_year = goal.follow_up_year.saturating_add(length);
                Some(Goal::Stated(StatedGoal { baseline: *figure, follow_up_year, ..goal.clone() }))
            }
            Goal::Incidents(goal) => {
                let after = shifted(goal.after, goal.after.to().tomorrow().unwrap_or(goal.after.to()));
                Some(Goal::Incidents(IncidentGoal { before: goal.after, after, ..goal.clone() }))
            }
        };
        let goals = (self.first_of_goals()..).zip(&self.goals).filter_map(goal).collect();
        (self.effect_goal.as_ref().map(share), goals)
    }
}

/// What becomes of an undertaking, when so many have been taken over before it.
fn fate(number: u16, chosen: Option<&Onward>, taken: usize) -> Result<Fate, CarryRefusal> {
    let to = u16::try_from(taken).unwrap_or(u16::MAX).saturating_add(1);
    match chosen {
        None => Err(CarryRefusal::Undecided(number)),
        Some(Onward::Take) => Ok(Fate::TakenOver { to }),
        Some(Onward::Change) => Ok(Fate::Changed { to }),
        Some(Onward::Drop(reason)) if reason.trim().is_empty() => Err(CarryRefusal::NoReason(number)),
        Some(Onward::Drop(reason)) => Ok(Fate::Dropped { reason: reason.trim().to_owned() }),
    }
}

/// A period of the same length from another day: whole months where it has whole months.
fn shifted(period: Period, from: Date) -> Period {
    let after = period.to().tomorrow().unwrap_or(period.to());
    let years = i32::from(after.year()) - i32::from(period.from().year());
    let months = years * 12 + i32::from(after.month()) - i32::from(period.from().month());
    let whole = after.day() == period.from().day() && months > 0;
    let end = if whole {
        from.checked_add(months.months())
    } else {
        from.checked_add(i32::try_from(period.days()).unwrap_or(i32::MAX).days())
    };
    let to = end.and_then(Date::yesterday).unwrap_or(from);
    Period::new(from, to).unwrap_or(period)
}

/// The answers as they stand after the new promise was edited: what was taken over and is there no more was dropped.
pub(super) fn still_carried(carried: Vec<Carried>, now: &[Commitment]) -> Vec<Carried> {
    let is_there = |number: u16| now.iter().any(|known| known.number == number);
    let still = |one: Carried| match one.fate.to() {
        Some(to) if !is_there(to) => Carried { fate: Fate::Dropped { reason: String::new() }, ..one },
        _ => one,
    };
    carried.into_iter().map(still).collect()
}

#[cfg(test)]
mod tests;
