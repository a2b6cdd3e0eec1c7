//! The account to residents (återkoppling): what became of everything that was promised, and what the parties say of it.
//!
//! The list is the promise's own, and what became of each undertaking is computed; people add words to the lines and can
//! take none away ([`lines`]). An undertaking that nobody has said anything of stands with its outcome alone. Leaves out
//! who may write, and that a promise is closed only when this is public.

use super::{Fulfilment, Outcome};
use crate::id::{PromiseId, UserId};
use crate::promise::{CitizenPromise, Commitment};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What people say of one undertaking, beside what is computed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// Number of the undertaking.
    pub commitment: u16,
    /// What was done.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub done: String,
    /// Why it did not become what was promised.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// Where an old account was found; empty for what the parties write themselves.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
}

impl Said {
    fn is_empty(&self) -> bool {
        [&self.done, &self.why, &self.source].iter().all(|text| text.trim().is_empty())
    }
}

/// What people say of one goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidOfGoal {
    /// Number of the goal, from 1.
    pub goal: u16,
    /// What they make of its result.
    pub text: String,
}

/// Everything that people write in an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Telling {
    /// What was done and what it led to, on the whole.
    pub text: String,
    /// What happens next.
    pub next: String,
    /// Of single undertakings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<Said>,
    /// Of single goals.
    #[serde(rename = "said_of_goals", skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<SaidOfGoal>,
    /// What was learned, for whoever makes the next promise: here or elsewhere.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub learned: String,
}

impl Telling {
    /// What is said of an undertaking.
    pub fn of(&self, commitment: u16) -> Option<&Said> {
        self.said.iter().find(|said| said.commitment == commitment)
    }

    /// What is said of a goal.
    pub fn of_goal(&self, goal: u16) -> Option<&str> {
        self.goals.iter().find(|said| said.goal == goal).map(|said| said.text.as_str())
    }

    /// The same without blanks around texts and without what says nothing, in the order of the numbers.
    #[must_use]
    pub fn tidied(self) -> Self {
        let tidy = |text: String| text.trim().to_owned();
        let mut said: Vec<Said> = self
            .said
            .into_iter()
            .map(|one| Said {
                done: tidy(one.done),
                why: tidy(one.why),
                source: tidy(one.source),
                commitment: one.commitment,
            })
            .filter(|one| !one.is_empty())
            .collect();
        said.sort_by_key(|one| one.commitment);
        let goals = self.goals.into_iter().map(|one| SaidOfGoal { text: tidy(one.text), goal: one.goal });
        let mut goals: Vec<SaidOfGoal> = goals.filter(|one| !one.text.is_empty()).collect();
        goals.sort_by_key(|one| one.goal);
        Self { text: tidy(self.text), next: tidy(self.next), learned: tidy(self.learned), said, goals }
    }

    /// What makes it no account of a promise.
    pub fn gaps(&self, promise: &CitizenPromise) -> Vec<FeedbackGap> {
        let mut gaps = Vec::new();
        if self.text.trim().is_empty() && self.said.is_empty() {
            gaps.push(FeedbackGap::Empty);
        }
        let known = |number: u16| promise.commitments.iter().any(|known| known.number == number);
        let mut seen = BTreeSet::new();
        let strange = |said: &&Said| !known(said.commitment) || !seen.insert(said.commitment);
        gaps.extend(self.said.iter().filter(strange).map(|said| FeedbackGap::Commitment(said.commitment)));
        let goals = promise.goal_count();
        let mut seen = BTreeSet::new();
        let strange = |said: &&SaidOfGoal| !(1..=goals).contains(&said.goal) || !seen.insert(said.goal);
        gaps.extend(self.goals.iter().filter(strange).map(|said| FeedbackGap::Goal(said.goal)));
        gaps
    }
}

/// Why something is no account of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedbackGap {
    /// Nothing is said, neither on the whole nor of any undertaking.
    #[error("write what was done and what it led to")]
    Empty,
    /// It speaks of an undertaking that the promise does not have, or of one twice.
    #[error("the promise has no commitment {0}, or it is spoken of twice")]
    Commitment(u16),
    /// It speaks of a goal that the promise does not have, or of one twice.
    #[error("the promise has no goal {0}, or it is spoken of twice")]
    Goal(u16),
}

/// The honest account to residents: what the parties say about the promise and its verdict, in their own words. It stands
/// beside what is computed, never instead of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// Promise.
    pub promise: PromiseId,
    /// What they say.
    #[serde(flatten)]
    pub telling: Telling,
    /// What stood of each undertaking when it was written; none in accounts from before that was kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stood: Vec<Fulfilment>,
    /// When it was written.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
}

impl Feedback {
    /// Undertakings whose outcome or number has changed since the words were written: they may no longer fit.
    pub fn outdated(&self, now: &[Fulfilment]) -> Vec<u16> {
        let says = |one: &Fulfilment| (one.outcome, one.done, one.as_intended, one.asked);
        let changed = |stood: &&Fulfilment| {
            let now = now.iter().find(|now| now.commitment == stood.commitment);
            now.is_some_and(|now| says(now) != says(stood))
        };
        self.stood.iter().filter(changed).map(|stood| stood.commitment).collect()
    }
}

/// A line of an account: an undertaking, what became of it by arithmetic, and what is said of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line<'a> {
    /// As promised.
    pub commitment: &'a Commitment,
    /// What became of it; none where nothing was computed.
    pub stands: Option<&'a Fulfilment>,
    /// What people say of it.
    pub said: Option<&'a Said>,
}

impl Line<'_> {
    /// Whether it did not become what was promised and nobody says why.
    pub fn is_unexplained(&self) -> bool {
        let short = [Outcome::Partly, Outcome::NotFulfilled, Outcome::CannotBeShown];
        let said = self.said.is_some_and(|said| !said.why.trim().is_empty());
        !said && self.stands.is_some_and(|stands| short.contains(&stands.outcome))
    }
}

/// The lines of an account: one for each undertaking of the promise, in its order, whatever was written.
pub fn lines<'a>(
    commitments: &'a [Commitment],
    stands: &'a [Fulfilment],
    telling: Option<&'a Telling>,
) -> Vec<Line<'a>> {
    let line = |commitment: &'a Commitment| Line {
        commitment,
        stands: stands.iter().find(|stands| stands.commitment == commitment.number),
        said: telling.and_then(|telling| telling.of(commitment.number)),
    };
    commitments.iter().map(line).collect()
}

#[cfg(test)]
mod tests;
