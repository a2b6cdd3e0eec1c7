//! Makes promises public: the frozen text, what is done about each undertaking, and the verdict, computed again.
//!
//! Left out on purpose: see [`crate::promise`].

use super::party_name;
use crate::day;
use crate::error::PublishError;
use crate::guard::ShareGuard;
use crate::held::HeldBack;
use crate::input::SnapshotInput;
use crate::promise::{
    CorrectedCount, PromiseLink, PublicCommitment, PublicFeedback, PublicJoint, PublicMask, PublicMeasure,
    PublicProblem, PublicPromise, PublicVerdict, Standing,
};
use jiff::civil::Date;
use lofte_model::activity::logged;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::{Answer, CannotTell, Fulfilment, fulfilments, reported};
use lofte_model::id::PartyId;
use lofte_model::mask::{MaskOf, covers};
use lofte_model::plan::{Measure, StatusReport};
use lofte_model::promise::{CitizenPromise, Commitment, PromiseState, Sealed, Side};

mod goals;
mod signature;
mod verdict;

/// The published and historical promises by number.
pub(crate) fn public_promises(
    input: &SnapshotInput,
    guard: &mut ShareGuard,
    held: &mut Vec<HeldBack>,
) -> Result<Vec<PublicPromise>, PublishError> {
    let mut public: Vec<&CitizenPromise> =
        input.promises.iter().filter(|promise| promise.is_standing()).collect();
    public.sort_by_key(|promise| promise.number);
    public.iter().map(|promise| public_promise(promise, &public, input, guard, held)).collect()
}

fn public_promise(
    promise: &CitizenPromise,
    public: &[&CitizenPromise],
    input: &SnapshotInput,
    guard: &mut ShareGuard,
    held: &mut Vec<HeldBack>,
) -> Result<PublicPromise, PublishError> {
    let standing = standing(promise, input)?;
    let recorded = input.verdicts.iter().rfind(|verdict| verdict.promise == promise.id);
    let goals = recorded.map(|verdict| goals::public_goals(promise, verdict)).unwrap_or_default();
    let verdict = match standing {
        Standing::Historical { .. } => None,
        Standing::Published { .. } => recorded
            .map(|verdict| verdict::public_verdict(promise, verdict, input, guard, held))
            .transpose()?,
    };
    let feedback = input.feedback.iter().filter(|feedback| feedback.promise == promise.id);
    let doings = [reported(promise, input.measures), logged(promise, input.activities)].concat();
    let outcomes = fulfilments(promise, &doings, day::day(input.at));
    Ok(PublicPromise {
        id: promise.id,
        number: promise.sides.joint.as_ref().map(|_| promise.number),
        frozen: promise.frozen(),
        standing,
        rule_after_answer: rule_after_answer(promise, verdict.as_ref()),
        problems: problems(promise, input)?,
        commitments: promise
            .commitments
            .iter()
            .zip(outcomes)
            .map(|(commitment, outcome)| public_commitment(promise, commitment, outcome, input))
            .collect::<Result<_, _>>()?,
        verdict,
        goals,
        feedback: feedback
            .max_by_key(|feedback| feedback.at)
            .map(|feedback| PublicFeedback { telling: feedback.telling.clone(), on: day::day(feedback.at) }),
        history: history(promise, public),
        continued_by: public
            .iter()
            .filter(|other| other.continues == Some(promise.id))
            .map(|other| link(other))
            .collect(),
        closed: closed(promise),
        masked: masked(promise, input.masks),
        joint: joint(promise, input),
    })
}

/// Whether the rule came when its answer was being measured, or was there.
fn rule_after_answer(promise: &CitizenPromise, verdict: Option<&PublicVerdict>) -> bool {
    let known = matches!(promise.state, PromiseState::Published { answer_known: true, .. });
    let measured = verdict.is_some_and(|verdict| {
        matches!(verdict.answer, Answer::CannotTell(CannotTell::RuleAfterMeasurement { .. }))
    });
    known && promise.decided_in().is_some() || measured
}

/// With which municipalities it is made, where it is of several.
fn joint(promise: &CitizenPromise, input: &SnapshotInput) -> Option<PublicJoint> {
    let side = |id: &PartyId| input.parties.iter().find(|party| party.id == *id && party.code.is_some());
    let others: Vec<String> =
        promise.sides.further.iter().filter_map(side).map(|party| party.name.clone()).collect();
    if others.is_empty() {
        return None;
    }
    let here = input.municipality;
    let (from, name, number) = match &promise.sides.joint {
        Some(joint) => (joint.from.clone(), joint.name.clone(), joint.number),
        None => (here.code.clone(), here.name.clone(), promise.number),
    };
    Some(PublicJoint { from, name, number, others })
}

fn masked(promise: &CitizenPromise, masks: &[MaskOf]) -> Vec<PublicMask> {
    let id = promise.id.to_string();
    let of = masks
        .iter()
        .filter(|of| of.id == id && ["promise", "feedback", "verdict_signature"].contains(&of.noun.as_str()));
    of.filter_map(|of| {
        let side = Side::of(of.mask.role)?;
        Some(PublicMask { on: day::day(of.mask.at), side, ground: of.mask.ground.clone() })
    })
    .collect()
}

/// Refuses a promise whose text is neither the one that all sides signed nor what masking left of it.
fn standing(promise: &CitizenPromise, input: &SnapshotInput) -> Result<Standing, PublishError> {
    let changed = || PublishError::FrozenChanged { what: format!("promise {}", promise.number) };
    match &promise.state {
        PromiseState::Published { second, .. } => {
            let now = Fingerprint::of(&promise.frozen())?;
            let whole = promise.sealed.as_ref().is_none_or(Sealed::is_whole);
            let signatures = promise.state.signatures();
            let signed = whole && signatures.iter().all(|signature| signature.fingerprint == now);
            if !signed && !covers(input.masks, "promise", &promise.id.to_string(), &now) {
                return Err(changed());
            }
            let fingerprint = second.fingerprint.clone();
            Ok(Standing::Published { fingerprint, signatures: signature::of_promise(promise, input)? })
        }
        PromiseState::Historical { source } => Ok(Standing::Historical { source: source.clone() }),
        PromiseState::Draft | PromiseState::Proposed { .. } => Err(changed()),
    }
}

fn problems(promise: &CitizenPromise, input: &SnapshotInput) -> Result<Vec<PublicProblem>, PublishError> {
    let find = |id| {
        let problem = input.problems.iter().find(|problem| problem.id == id);
        let problem = problem.ok_or(PublishError::UnknownProblem { promise: promise.number })?;
        Ok(PublicProblem { number: problem.number, title: problem.title.clone() })
    };
    promise.problems.iter().map(|id| find(*id)).collect()
}

fn public_commitment(
    promise: &CitizenPromise,
    commitment: &Commitment,
    outcome: Fulfilment,
    input: &SnapshotInput,
) -> Result<PublicCommitment, PublishError> {
    let name = |id| party_name(input.parties, id, || format!("promise {}", promise.number));
    let fulfils = |measure: &&Measure| {
        measure.commitment.as_ref().is_some_and(|reference| {
            reference.promise == promise.id && reference.commitment == commitment.number
        })
    };
    let mut measures = input
        .measures
        .iter()
        .filter(fulfils)
        .map(|measure| {
            let owner = party_name(input.parties, measure.owner, || format!("measure {}", measure.number))?;
            Ok(PublicMeasure {
                number: measure.number,
                title: measure.title.clone(),
                kind: measure.kind,
                owner,
                deadline: measure.deadline,
                status: measure.status,
                done: measure.done(),
                reported: measure.standing_reports().next_back().map(StatusReport::day),
                corrections: corrections(measure),
            })
        })
        .collect::<Result<Vec<_>, PublishError>>()?;
    measures.sort_by_key(|measure| measure.number);
    Ok(PublicCommitment {
        commitment: commitment.clone(),
        parties: commitment.parties.iter().map(|id| name(*id)).collect::<Result<_, _>>()?,
        measures,
        outcome: Some(outcome),
    })
}

/// Reports whose number was corrected or that were taken back, in the order of the days when that was done.
fn corrections(measure: &Measure) -> Vec<CorrectedCount> {
    let of = |report: &StatusReport| -> Vec<CorrectedCount> {
        let after = report.former.iter().skip(1).map(|later| later.was.done).chain([report.told.done]);
        let corrected = report.former.iter().zip(after).map(|(former, now)| CorrectedCount {
            on: day::day(former.at),
            was: former.was.done,
            now,
        });
        let (was, now) = (report.told.done, 0);
        let gone = report.withdrawn.as_ref();
        corrected.chain(gone.map(|gone| CorrectedCount { on: day::day(gone.at), was, now })).collect()
    };
    let mut all: Vec<CorrectedCount> = measure.reports.iter().flat_map(of).collect();
    all.retain(|correction| correction.was != correction.now);
    all.sort();
    all
}

/// The day a promise was closed.
fn closed(promise: &CitizenPromise) -> Option<Date> {
    match &promise.state {
        PromiseState::Published { closed: Some(closing), .. } => Some(day::day(closing.at)),
        _ => None,
    }
}

fn link(promise: &CitizenPromise) -> PromiseLink {
    PromiseLink {
        number: promise.number,
        title: promise.title.clone(),
        period: promise.period,
        historical: matches!(promise.state, PromiseState::Historical { .. }),
    }
}

/// The public promises behind this one; a chain that bites its tail ends where it began.
fn history(promise: &CitizenPromise, public: &[&CitizenPromise]) -> Vec<PromiseLink> {
    let mut seen = vec![promise.id];
    let mut links = Vec::new();
    let mut next = promise.continues;
    while let Some(earlier) = next.and_then(|id| public.iter().find(|other| other.id == id)) {
        if seen.contains(&earlier.id) {
            break;
        }
        seen.push(earlier.id);
        links.push(link(earlier));
        next = earlier.continues;
    }
    links
}
