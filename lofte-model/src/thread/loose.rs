//! Loose ends (lösa trådar): where the chain should hold and does not.
//!
//! A problem that is worked on wants an edition to rest on, a cause analysis, a promise and a measure; a promise wants a
//! problem, an undertaking a measure and a cause, a measure a cause that is there. A loose end is a warning and hinders
//! nothing: the work goes back and forth. What one side leaves out of its promise while it is drafted is told there too
//! ([`crate::promise::Lint`]), by the same rule. Leaves out what is over: nobody mends it.

use super::{Node, Objects, commitment_node};
use crate::plan::{Execution, Measure};
use crate::problem::{CauseNumber, Problem};
use crate::promise::{CitizenPromise, PromiseState};
use jiff::civil::Date;
use serde::Serialize;

/// What is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "missing")]
pub enum Loose {
    /// A problem that rests on no adopted edition.
    NoEdition,
    /// A problem without causes.
    NoCauseAnalysis,
    /// A problem that no promise answers.
    NoPromise,
    /// A problem that no measure works on.
    NoMeasure,
    /// A promise that answers no problem.
    NoProblem,
    /// A promise that was signed while a problem had no cause analysis, and has none still.
    SignedWithoutCauses {
        /// Number of the problem.
        problem: u32,
    },
    /// A promise that was signed before the first cause of a problem was written down.
    CausesAfterSigning {
        /// Number of the problem.
        problem: u32,
    },
    /// An undertaking that no measure carries out.
    NoMeasureTowards,
    /// An undertaking or a measure that is meant to remove no cause.
    NoCause,
    /// An undertaking or a measure that names a cause which is not there.
    UnknownCause {
        /// The cause.
        cause: CauseNumber,
    },
    /// A promise whose verdict is due.
    NoVerdict,
    /// A promise whose account to residents is due.
    NoFeedback,
}

impl Loose {
    /// The word that texts are found by.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoEdition => "no-edition",
            Self::NoCauseAnalysis => "no-cause-analysis",
            Self::NoPromise => "no-promise",
            Self::NoMeasure => "no-measure",
            Self::NoProblem => "no-problem",
            Self::SignedWithoutCauses { .. } => "signed-without-causes",
            Self::CausesAfterSigning { .. } => "causes-after-signing",
            Self::NoMeasureTowards => "no-measure-towards",
            Self::NoCause => "no-cause",
            Self::UnknownCause { .. } => "unknown-cause",
            Self::NoVerdict => "no-verdict",
            Self::NoFeedback => "no-feedback",
        }
    }
}

/// A thing with what it is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LooseEnd {
    /// Where.
    pub at: Node,
    /// What.
    pub loose: Loose,
}

impl Objects {
    /// Every loose end on a day, in the order of the cycle. It takes all there is to see that something is missing: with
    /// a part of the things, what the rest holds would seem to be.
    pub fn loose_ends(&self, today: Date) -> Vec<LooseEnd> {
        let mut ends = Vec::new();
        let mut tell = |at: &Node, found: Vec<(bool, Loose)>| {
            let missing = found.into_iter().filter(|(is, _)| *is);
            ends.extend(missing.map(|(_, loose)| LooseEnd { at: at.clone(), loose }));
        };
        for problem in self.problems.iter().filter(|problem| problem.is_prioritised()) {
            tell(&Node::Problem(problem.id), self.at_problem(problem));
        }
        for promise in self.promises.iter().filter(|promise| is_open(promise)) {
            tell(&Node::Promise(promise.id), self.at_promise(promise));
            if today <= promise.period.to() {
                for commitment in &promise.commitments {
                    let at = commitment_node(promise, commitment.number);
                    tell(&at, self.at_commitment(promise, commitment.number));
                }
            }
        }
        for measure in self.measures.iter().filter(|measure| counts(measure)) {
            tell(&Node::Measure(measure.id), self.at_measure(measure));
        }
        ends.sort_by_key(|end| end.at.stage());
        ends
    }

    fn at_problem(&self, problem: &Problem) -> Vec<(bool, Loose)> {
        let known = |number: u32| self.editions.iter().any(|edition| edition.number == number);
        let answered = self.promises.iter().any(|promise| promise.problems.contains(&problem.id));
        let mut working = self.measures.iter().filter(|measure| counts(measure));
        let worked_on = working.any(|measure| measure.causes.iter().any(|cause| cause.problem == problem.id));
        vec![
            (!problem.edition.is_some_and(known), Loose::NoEdition),
            (problem.causes.is_empty(), Loose::NoCauseAnalysis),
            (!answered, Loose::NoPromise),
            (!worked_on, Loose::NoMeasure),
        ]
    }

    fn at_promise(&self, promise: &CitizenPromise) -> Vec<(bool, Loose)> {
        let answers = |problem: &&Problem| promise.problems.contains(&problem.id) && problem.is_prioritised();
        let answered = self.problems.iter().any(|problem| promise.problems.contains(&problem.id));
        let mut found = vec![(!answered, Loose::NoProblem)];
        let signatures = promise.state.signatures();
        let last = signatures.iter().map(|signature| signature.day()).max();
        if let (PromiseState::Published { .. }, Some(signed)) = (&promise.state, last) {
            for problem in self.problems.iter().filter(answers) {
                let number = problem.number;
                found.push((problem.causes.is_empty(), Loose::SignedWithoutCauses { problem: number }));
                let later = first_cause(problem).is_some_and(|first| first > signed);
                found.push((later, Loose::CausesAfterSigning { problem: number }));
            }
        }
        found.push((self.verdict_due.contains(&promise.id), Loose::NoVerdict));
        found.push((self.account_due.contains(&promise.id), Loose::NoFeedback));
        found
    }

    fn at_commitment(&self, promise: &CitizenPromise, number: u16) -> Vec<(bool, Loose)> {
        let Some(commitment) = promise.commitments.iter().find(|commitment| commitment.number == number)
        else {
            return Vec::new();
        };
        let this = commitment_node(promise, number);
        let towards =
            |measure: &&Measure| measure.commitment.clone().map(Node::Commitment).as_ref() == Some(&this);
        let carried = self.measures.iter().filter(|measure| counts(measure)).any(|measure| towards(&measure));
        let mut found = vec![
            (!carried, Loose::NoMeasureTowards),
            (!promise.aims_at_a_cause(commitment, &self.measures), Loose::NoCause),
        ];
        let cause = commitment.details.cause.iter();
        found.extend(
            cause.map(|cause| (!self.has_cause(cause), Loose::UnknownCause { cause: cause.cause.clone() })),
        );
        found
    }

    fn at_measure(&self, measure: &Measure) -> Vec<(bool, Loose)> {
        let unknown = measure
            .causes
            .iter()
            .map(|cause| (!self.has_cause(cause), Loose::UnknownCause { cause: cause.cause.clone() }));
        std::iter::once((measure.causes.is_empty(), Loose::NoCause)).chain(unknown).collect()
    }

    fn has_cause(&self, cause: &crate::plan::CauseRef) -> bool {
        let of = self.problems.iter().find(|problem| problem.id == cause.problem);
        of.is_some_and(|problem| problem.has_cause(&cause.cause))
    }
}

/// Whether something can still be mended: what was promised before this system, and what is closed, stays as it was.
fn is_open(promise: &CitizenPromise) -> bool {
    !matches!(
        promise.state,
        PromiseState::Historical { .. } | PromiseState::Published { closed: Some(_), .. }
    )
}

/// Whether a measure is carried out or will be.
fn counts(measure: &Measure) -> bool {
    measure.status.execution != Execution::Dropped
}

/// The day that the first cause was written down; unknown where one of them is from before days were kept.
fn first_cause(problem: &Problem) -> Option<Date> {
    let days: Option<Vec<Date>> = problem.causes.iter().map(|cause| cause.on).collect();
    days?.into_iter().min()
}
