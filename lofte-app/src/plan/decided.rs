//! The plan as an object: what it says around its measures, and the versions in which it was decided.
//!
//! Deciding is done by a board, elsewhere; here its decision is noted, and the plan frozen as it was shown. Measures go
//! on changing, and [`standing`] tells how far they have come from what was decided. Left out: measures themselves.

use crate::activity::change;
use crate::error::{AppError, amendment, not_amended};
use crate::house::House;
use crate::party::orphans_in;
use crate::{audit, begin, require_seen};
use lofte_model::access::{Action, Actor};
use lofte_model::amendment::NoAmendment;
use lofte_model::decision::Decision;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::party::Party;
use lofte_model::plan::{CauseRef, Measure, PlanChanges, PlanText, PlanVersion, Planned, Proposal, changes};
use lofte_model::problem::Problem;
use lofte_store::{Noun, StoreError, Versioned, View};
use lofte_words::Message;

/// What the history of the words around the plan is kept under.
const TEXT: &str = "draft";

/// How the plan stands to what was decided.
#[derive(Clone, Debug)]
pub struct Standing {
    /// What it says around its measures now.
    pub text: PlanText,
    /// The newest version that counts.
    pub version: Option<PlanVersion>,
    /// What has changed since; for those who may read drafts.
    pub changes: Option<PlanChanges>,
    /// The newest edition of the picture, where the version rests on an older one.
    pub newer_edition: Option<u32>,
}

/// What the plan says around its measures, with the version it has.
pub async fn text(actor: &Actor, house: &House) -> Result<Option<Versioned<PlanText>>, AppError> {
    actor.require(Action::ReadCasework)?;
    Ok(house.store().read(&actor.municipality).await?.plan_text().await?)
}

/// Writes what the plan says around its measures, if it is still the version that was read; `None` for the first time.
/// What it said before is kept with the reason, which the first writing needs none of.
pub async fn write_text(
    actor: &Actor,
    house: &House,
    text: &PlanText,
    read: Option<i64>,
    reason: &str,
) -> Result<(), AppError> {
    let mut tx = begin(actor, house, Action::EditPlan).await?;
    let known = tx.plan_text().await?;
    if known.as_ref().map(|known| known.version) != read {
        return Err(StoreError::Conflict(Noun::Plan).into());
    }
    if let Some(edition) = text.edition
        && !tx.adopted_pictures().await?.iter().any(|known| known.number == edition)
    {
        return Err(AppError::refused(
            Message::with("plan-no-such-edition", "number", edition).and("field", "edition"),
        ));
    }
    if let Some(Versioned { value: known, .. }) = known {
        let change = change(actor, house, reason);
        change.require(None).map_err(not_amended)?;
        if known == *text {
            return Err(AppError::refused(amendment(NoAmendment::Same)));
        }
        tx.keep(Noun::Plan, &TEXT, &known, change).await?;
    }
    tx.save_plan_text(text, read).await?;
    tx.commit(audit(actor, house, Action::EditPlan, Noun::Plan, TEXT)).await?;
    Ok(())
}

/// What would be decided on now: show it, and give its fingerprint back to [`adopt`].
pub async fn proposal(actor: &Actor, house: &House) -> Result<Proposal, AppError> {
    actor.require(Action::EditPlan)?;
    proposed(&mut house.store().read(&actor.municipality).await?).await
}

async fn proposed(view: &mut View) -> Result<Proposal, AppError> {
    let parties: Vec<Party> = view.parties().await?.into_iter().map(|party| party.value).collect();
    let problems: Vec<Problem> = view.problems().await?.into_iter().map(|problem| problem.value).collect();
    let cause = |reference: &CauseRef| {
        let problem = problems.iter().find(|problem| problem.id == reference.problem)?;
        let cause = problem.causes.iter().find(|cause| cause.number == reference.cause)?;
        Some(format!("{}.{} {}", problem.number, cause.number, cause.statement))
    };
    let plan = |measure: Measure| {
        let owner = parties.iter().find(|party| party.id == measure.owner);
        Planned {
            owner: owner.map(|party| party.name.clone()).unwrap_or_default(),
            against: measure.causes.iter().filter_map(cause).collect(),
            measure: Measure { reports: Vec::new(), ..measure },
        }
    };
    let text = view.plan_text().await?.map(|text| text.value).unwrap_or_default();
    let measures = view.measures().await?.into_iter().map(|measure| plan(measure.value)).collect();
    Ok(Proposal { text, measures })
}

/// Notes that the plan that was seen was decided, and freezes it as the next version.
pub async fn adopt(
    actor: &Actor,
    house: &House,
    decision: Decision,
    seen: &Fingerprint,
) -> Result<PlanVersion, AppError> {
    let mut tx = begin(actor, house, Action::AdoptPlan).await?;
    let proposal = proposed(&mut tx).await?;
    let refusals = proposal.refusals();
    if !refusals.is_empty() {
        return Err(refusals.into());
    }
    let orphans = orphans_in(&mut tx).await?;
    if !orphans.is_empty() {
        let numbers: Vec<String> = orphans.iter().map(|(measure, _)| measure.number.to_string()).collect();
        return Err(AppError::refused(Message::with("plan-owner-left", "numbers", numbers.join(", "))));
    }
    require_seen(&proposal.seen()?, seen)?;
    let gaps = decision.gaps(house.today());
    if !gaps.is_empty() {
        return Err(gaps.into());
    }
    let previous = tx.plan_versions().await?.iter().map(|known| known.value.number).max();
    let version = PlanVersion::adopt(proposal, decision, previous, actor.user, house.now())?;
    tx.adopt_plan(&version).await?;
    let entry = audit(actor, house, Action::AdoptPlan, Noun::Plan, version.number);
    tx.commit(entry.fingerprint(&version.fingerprint)).await?;
    Ok(version)
}

/// Every version, the newest first, also those that were taken back. What a board has decided is everybody's to read.
pub async fn versions(actor: &Actor, house: &House) -> Result<Vec<PlanVersion>, AppError> {
    actor.require(Action::ReadCasework)?;
    let versions = house.store().read(&actor.municipality).await?.plan_versions().await?;
    Ok(versions.into_iter().rev().map(|version| version.value).collect())
}

/// One version, with the version that its row has, for whoever corrects the note of its decision.
pub async fn version(actor: &Actor, house: &House, number: u32) -> Result<Versioned<PlanVersion>, AppError> {
    actor.require(Action::ReadCasework)?;
    Ok(house.store().read(&actor.municipality).await?.plan_version(number).await?)
}

/// Notes the decision of a version otherwise. What was noted before stays with it.
pub async fn correct_decision(
    actor: &Actor,
    house: &House,
    (number, read): (u32, i64),
    decision: Decision,
    reason: &str,
) -> Result<PlanVersion, AppError> {
    let mut tx = begin(actor, house, Action::AdoptPlan).await?;
    let known = tx.plan_version(number).await?.value;
    let gaps = decision.gaps(house.today());
    if !gaps.is_empty() {
        return Err(gaps.into());
    }
    let version = known.correct(decision, change(actor, house, reason)).map_err(not_amended)?;
    tx.note_plan(&version, read).await?;
    tx.commit(audit(actor, house, Action::AdoptPlan, Noun::Plan, number)).await?;
    Ok(version)
}

/// Takes a version back that was noted by mistake: it stays to be read, and counts no more.
pub async fn withdraw_version(
    actor: &Actor,
    house: &House,
    (number, read): (u32, i64),
    reason: &str,
) -> Result<PlanVersion, AppError> {
    let mut tx = begin(actor, house, Action::AdoptPlan).await?;
    let known = tx.plan_version(number).await?.value;
    let version = known.withdraw(change(actor, house, reason)).map_err(not_amended)?;
    tx.note_plan(&version, read).await?;
    tx.commit(audit(actor, house, Action::AdoptPlan, Noun::Plan, number)).await?;
    Ok(version)
}

/// How the plan stands to what was decided, and whether it rests on the newest edition of the picture.
pub async fn standing(actor: &Actor, house: &House) -> Result<Standing, AppError> {
    actor.require(Action::ReadCasework)?;
    let mut view = house.store().read(&actor.municipality).await?;
    let text = view.plan_text().await?.map(|text| text.value).unwrap_or_default();
    let mut versions = view.plan_versions().await?.into_iter().map(|version| version.value);
    let version = versions.rfind(PlanVersion::stands);
    let measures: Vec<Measure> = view.measures().await?.into_iter().map(|measure| measure.value).collect();
    let newest = view.adopted_pictures().await?.iter().map(|edition| edition.number).max();
    let rests_on = version.as_ref().and_then(|version| version.text.edition);
    let newer_edition = newest.filter(|newest| rests_on.is_some_and(|edition| edition < *newest));
    let may = actor.may(Action::ReadDrafts);
    let changes = version.as_ref().filter(|_| may).map(|version| changes(version, &text, &measures));
    Ok(Standing { text, version, changes, newer_edition })
}
