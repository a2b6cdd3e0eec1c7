//! The action plan: measures and reports on how they go.

use super::{Sight, audit, begin};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor, NotAllowed};
use lofte_model::id::MeasureId;
use lofte_model::plan::{Measure, MeasureStatus, StatusReport};
use lofte_store::Noun;

/// All measures, by number.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<Measure>, AppError> {
    actor.require(Action::ReadCasework)?;
    let mut tx = house.store().read(&actor.municipality).await?;
    let Sight { mut measures, promises } = Sight::gather(&mut tx).await?;
    measures.retain(|measure| actor.may_see_measure(measure, &promises));
    measures.sort_by_key(|measure| measure.number);
    Ok(measures)
}

/// One measure.
pub async fn find(actor: &Actor, house: &House, id: MeasureId) -> Result<Measure, AppError> {
    let measures = list(actor, house).await?;
    let found = measures.into_iter().find(|measure| measure.id == id);
    found.ok_or_else(|| AppError::not_found("measure", id))
}

/// Adds a measure to the plan. Its number, status and reports are given here.
pub async fn add(actor: &Actor, house: &House, measure: Measure) -> Result<Measure, AppError> {
    let mut tx = begin(actor, house, Action::EditPlan).await?;
    let problems: Vec<_> = tx.problems().await?.into_iter().map(|problem| problem.value).collect();
    let gaps = measure.gaps(&problems);
    if !gaps.is_empty() {
        return Err(gaps.into());
    }
    let measure = Measure {
        number: tx.next_number(Noun::Measure).await?,
        status: MeasureStatus::NEW,
        reports: Vec::new(),
        ..measure
    };
    tx.save_measure(&measure, None).await?;
    tx.commit(audit(actor, house, Action::EditPlan, Noun::Measure, measure.id)).await?;
    Ok(measure)
}

/// Reports how a measure goes. Partners report on their own measures only.
pub async fn report(
    actor: &Actor,
    house: &House,
    id: MeasureId,
    status: MeasureStatus,
    done: u32,
    note: String,
) -> Result<Measure, AppError> {
    let mut tx = begin(actor, house, Action::ReportMeasure).await?;
    let known = tx.measure(id).await?;
    if !actor.may_report_on(known.value.owner) {
        return Err(NotAllowed { role: actor.role, action: Action::ReportMeasure }.into());
    }
    let report = StatusReport { at: house.now(), by: actor.user, status, done, note };
    let measure = known.value.report(report);
    tx.save_measure(&measure, Some(known.version)).await?;
    tx.commit(audit(actor, house, Action::ReportMeasure, Noun::Measure, id)).await?;
    Ok(measure)
}
