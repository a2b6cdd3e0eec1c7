//! What there is at the end of a promise: the day that its goal can be told, everything that has to be told of, and how it
//! was closed.

use super::{CitizenPromise, Closing, Goal, PromiseState};
use jiff::civil::{Date, date};

impl CitizenPromise {
    /// Whether it is signed by all sides, or from before there was a program for it: written, and no draft.
    pub fn is_standing(&self) -> bool {
        matches!(self.state, PromiseState::Published { .. } | PromiseState::Historical { .. })
    }

    /// Whether it is signed by all sides and not closed.
    pub fn is_in_force(&self) -> bool {
        matches!(self.state, PromiseState::Published { closed: None, .. })
    }

    /// How it was closed, once it is.
    pub fn closing(&self) -> Option<&Closing> {
        match &self.state {
            PromiseState::Published { closed, .. } => closed.as_ref(),
            _ => None,
        }
    }

    /// The last day of what decides its goal: of its months where incidents do, otherwise of the year of its measurement.
    pub fn decided_by(&self) -> Option<Date> {
        match (&self.effect_goal, self.goals.first()) {
            (None, Some(Goal::Incidents(goal))) => Some(goal.after.to()),
            _ => self.decided_in().map(|year| date(year, 12, 31)),
        }
    }

    /// How many goals it has.
    pub fn goal_count(&self) -> u16 {
        u16::try_from(self.goals.len()).unwrap_or(u16::MAX).saturating_add(self.first_of_goals() - 1)
    }
}
