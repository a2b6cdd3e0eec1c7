//! The action plan: measures and reports on how they go, and the versions in which the plan was decided.

mod decided;
mod lines;
mod table;

pub use decided::{
    Standing, adopt, correct_decision, proposal, standing, text, version, versions, withdraw_version,
    write_text,
};
pub use lines::{read_links, read_moments, write_links, write_moments};
pub use table::{
    Applied, CellChange, Column, Preview, RowPreview, Table, TableRow, apply, compare, compare_file, csv,
    table, xlsx,
};

use super::activity::change;
use super::{Sight, audit, begin};
use crate::error::{AppError, amendment, measure_gap, not_amended, order_gap};
use crate::house::House;
use jiff::civil::Date;
use lofte_model::access::{Action, Actor, NotAllowed};
use lofte_model::amendment::NoAmendment;
use lofte_model::id::MeasureId;
use lofte_model::plan::{Measure, MeasureStatus, ReportRefusal, StatusReport, Told, order_gaps};
use lofte_store::{Noun, StoreError, Tx, Versioned};
use lofte_words::Message;

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
    whole(&mut tx, &measure).await?;
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

/// One measure with the version it has, for whoever is going to change it.
pub async fn to_edit(actor: &Actor, house: &House, id: MeasureId) -> Result<Versioned<Measure>, AppError> {
    actor.require(Action::EditPlan)?;
    Ok(house.store().read(&actor.municipality).await?.measure(id).await?)
}

/// Changes what a measure says, its owner too, if it is still the version that was read. What it said before is kept with
/// the reason; number, status and reports stay.
pub async fn amend(
    actor: &Actor,
    house: &House,
    measure: Measure,
    read: i64,
    reason: &str,
) -> Result<Measure, AppError> {
    let mut tx = begin(actor, house, Action::EditPlan).await?;
    let Versioned { value: known, version } = tx.measure(measure.id).await?;
    if version != read {
        return Err(StoreError::Conflict(Noun::Measure).into());
    }
    whole(&mut tx, &measure).await?;
    let measure =
        Measure { number: known.number, status: known.status, reports: known.reports.clone(), ..measure };
    let change = change(actor, house, reason);
    change.require(None).map_err(not_amended)?;
    if measure == known {
        return Err(AppError::refused(amendment(NoAmendment::Same)));
    }
    // Reports keep what they said themselves.
    let was = Measure { reports: Vec::new(), ..known };
    tx.keep(Noun::Measure, &measure.id, &was, change).await?;
    tx.save_measure(&measure, Some(read)).await?;
    tx.commit(audit(actor, house, Action::EditPlan, Noun::Measure, measure.id)).await?;
    Ok(measure)
}

/// Refuses a measure that lacks something, that nobody who is there answers for, or that cannot come in its order.
async fn whole(tx: &mut Tx, measure: &Measure) -> Result<(), AppError> {
    let problems: Vec<_> = tx.problems().await?.into_iter().map(|problem| problem.value).collect();
    let all: Vec<Measure> = tx.measures().await?.into_iter().map(|measure| measure.value).collect();
    let mut wrong: Vec<Message> = measure.gaps(&problems).iter().map(measure_gap).collect();
    wrong.extend(order_gaps(measure, &all).into_iter().map(order_gap));
    let stood = all.iter().find(|known| known.id == measure.id).map(|known| known.owner);
    match tx.parties().await?.iter().find(|party| party.value.id == measure.owner) {
        None => wrong.push(Message::with("measure-gap-owner", "field", "owner")),
        // One that has left keeps what it had until another is chosen.
        Some(party) if !party.value.takes_part() && stood != Some(measure.owner) => {
            wrong.push(Message::with("measure-gap-owner-left", "field", "owner"));
        }
        Some(_) => {}
    }
    if wrong.is_empty() { Ok(()) } else { Err(AppError::Refused(wrong)) }
}

/// Notes that a moment of a measure was done on a day, the first being number 1; or, without a day, that it is not done
/// after all. What the measure said before is kept.
pub async fn tick_moment(
    actor: &Actor,
    house: &House,
    (id, number): (MeasureId, usize),
    on: Option<Date>,
) -> Result<Measure, AppError> {
    let mut tx = begin(actor, house, Action::ReportMeasure).await?;
    let known = reportable(actor, &mut tx, id).await?;
    if on.is_some_and(|day| day > house.today()) {
        return Err(AppError::refused(Message::with("activity-not-yet", "field", "moments")));
    }
    let was = Measure { reports: Vec::new(), ..known.value.clone() };
    let ticked = known.value.moment_done(number, on);
    let measure = ticked.ok_or_else(|| AppError::not_found("measure", number))?;
    let reason =
        Message::with(if on.is_some() { "moment-done" } else { "moment-not-done" }, "number", number);
    let reason = reason.tell(lofte_words::Language::Swedish);
    tx.keep(Noun::Measure, &id, &was, change(actor, house, &reason)).await?;
    tx.save_measure(&measure, Some(known.version)).await?;
    tx.commit(audit(actor, house, Action::ReportMeasure, Noun::Measure, id)).await?;
    Ok(measure)
}

/// Reports how a measure goes. Partners report on their own measures only.
pub async fn report(actor: &Actor, house: &House, id: MeasureId, told: Told) -> Result<Measure, AppError> {
    let mut tx = begin(actor, house, Action::ReportMeasure).await?;
    let known = reportable(actor, &mut tx, id).await?;
    has_been(house, &told)?;
    let measure = known.value.report(StatusReport::new(house.now(), actor.user, told));
    tx.save_measure(&measure, Some(known.version)).await?;
    tx.commit(audit(actor, house, Action::ReportMeasure, Noun::Measure, id)).await?;
    Ok(measure)
}

/// Corrects a report, the earliest being number 1. What it said before stays with it.
pub async fn correct_report(
    actor: &Actor,
    house: &House,
    (id, number): (MeasureId, usize),
    told: Told,
    reason: &str,
) -> Result<Measure, AppError> {
    let mut tx = begin(actor, house, Action::ReportMeasure).await?;
    let known = reportable(actor, &mut tx, id).await?;
    has_been(house, &told)?;
    let measure = known.value.correct_report(number, told, change(actor, house, reason))?;
    tx.save_measure(&measure, Some(known.version)).await?;
    tx.commit(audit(actor, house, Action::ReportMeasure, Noun::Measure, id)).await?;
    Ok(measure)
}

/// Takes a report back, the earliest being number 1: it stays, and counts no more.
pub async fn withdraw_report(
    actor: &Actor,
    house: &House,
    (id, number): (MeasureId, usize),
    reason: &str,
) -> Result<Measure, AppError> {
    let mut tx = begin(actor, house, Action::ReportMeasure).await?;
    let known = reportable(actor, &mut tx, id).await?;
    let measure = known.value.withdraw_report(number, change(actor, house, reason))?;
    tx.save_measure(&measure, Some(known.version)).await?;
    tx.commit(audit(actor, house, Action::ReportMeasure, Noun::Measure, id)).await?;
    Ok(measure)
}

/// A measure that the actor may report on.
async fn reportable(actor: &Actor, tx: &mut Tx, id: MeasureId) -> Result<Versioned<Measure>, AppError> {
    let known = tx.measure(id).await?;
    if actor.may_report_on(known.value.owner) {
        Ok(known)
    } else {
        Err(NotAllowed { role: actor.role, action: Action::ReportMeasure }.into())
    }
}

/// Refuses to tell of days that have not been.
fn has_been(house: &House, told: &Told) -> Result<(), AppError> {
    match told.until {
        Some(day) if day > house.today() => Err(ReportRefusal::NotYet.into()),
        _ => Ok(()),
    }
}
