//! Who sees which promise, measure and problem: beside the policy of actions, what a thing says decides.
//!
//! Left out: what may be done with it ([`crate::access`]).

use crate::access::{Action, Actor, Role};
use crate::plan::Measure;
use crate::problem::Problem;
use crate::promise::CitizenPromise;

impl Actor {
    /// Whether the actor may see a promise: what all sides have signed is everybody's. A partner sees the drafts that
    /// promise something in its name or that it is a side of, a reader sees none.
    pub fn may_see_promise(&self, promise: &CitizenPromise) -> bool {
        promise.is_standing() || self.may(Action::ReadDrafts) || self.is_named_in(promise)
    }

    /// Whether the actor may see a measure: a partner those that it answers for, a reader those of promises it sees.
    pub fn may_see_measure(&self, measure: &Measure, promises: &[CitizenPromise]) -> bool {
        match self.role {
            Role::Coordinator | Role::Police => self.may(Action::ReadDrafts),
            Role::Partner => self.party == Some(measure.owner),
            Role::Reader => measure.commitment.as_ref().is_none_or(|reference| {
                let promise = promises.iter().find(|promise| promise.id == reference.promise);
                promise.is_some_and(|promise| self.may_see_promise(promise))
            }),
        }
    }

    /// Whether the actor may see a problem: a partner those that a measure of its own works on, or that a promise in its
    /// name answers.
    pub fn may_see_problem(
        &self,
        problem: &Problem,
        measures: &[Measure],
        promises: &[CitizenPromise],
    ) -> bool {
        let own = |measure: &&Measure| self.party == Some(measure.owner);
        let works_on = |measure: &Measure| measure.causes.iter().any(|cause| cause.problem == problem.id);
        let answers = |promise: &&CitizenPromise| promise.problems.contains(&problem.id);
        self.role != Role::Partner
            || measures.iter().filter(own).any(works_on)
            || promises.iter().filter(answers).any(|promise| self.is_named_in(promise))
    }

    /// Whether the promise promises something in the name of the actor's organisation, or names it as a side.
    pub fn is_named_in(&self, promise: &CitizenPromise) -> bool {
        self.role == Role::Partner
            && self.party.is_some_and(|party| {
                promise.sides.further.contains(&party)
                    || promise.commitments.iter().any(|commitment| commitment.parties.contains(&party))
            })
    }
}
