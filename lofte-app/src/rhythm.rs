//! The rhythm of a promise: choosing how often it is followed up while it runs, and the checkpoints, which fill themselves.
//!
//! A checkpoint is kept when the first side speaks, with what it showed then. Municipality, police and each organisation that
//! has undertaken something speak for themselves. Left out: the verdict and the account at the end.

use super::activity::change;
use super::fulfilment::doings;
use super::{audit, begin};
use crate::error::{AppError, amendment};
use crate::house::House;
use jiff::civil::Date;
use lofte_model::access::{Action, Actor, NotAllowed, Role};
use lofte_model::followup::rhythm::{Checkpoint, Every, Rhythm, Showed, passed};
use lofte_model::id::PromiseId;
use lofte_model::promise::{CitizenPromise, Side};
use lofte_store::{Noun, StoreError, Versioned, View};
use lofte_words::Message;

/// The rhythm of a promise and its checkpoints.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The promise.
    pub promise: CitizenPromise,
    /// The rhythm, where one was chosen.
    pub rhythm: Option<Rhythm>,
    /// Version of the rhythm, to be given back to [`choose`]; 0 where none was chosen.
    pub version: i64,
    /// Days that it falls on, in order.
    pub days: Vec<Date>,
    /// Checkpoints at which somebody has spoken, by day.
    pub made: Vec<Checkpoint>,
}

/// A checkpoint as it can be read and spoken at.
#[derive(Clone, Debug)]
pub struct At {
    /// The promise.
    pub promise: CitizenPromise,
    /// The checkpoint: as it was kept, or as it would be kept now.
    pub checkpoint: Checkpoint,
    /// Its version, to be given back to [`remark`]; 0 where nobody has spoken.
    pub version: i64,
    /// Who the asker would speak for; nobody where it is not the asker's to speak.
    pub whose: Option<Side>,
}

/// The rhythm of a promise, with its checkpoints.
pub async fn of(actor: &Actor, house: &House, id: PromiseId) -> Result<Planned, AppError> {
    actor.require(Action::ReadCasework)?;
    let promise = super::promise::find(actor, house, id).await?;
    let mut view = house.store().read(&actor.municipality).await?;
    let known = view.rhythm(id).await?;
    let made = view.checkpoints_of(id).await?.into_iter().map(|known| known.value).collect();
    let version = known.as_ref().map_or(0, |known| known.version);
    let rhythm = known.map(|known| known.value);
    let days = rhythm.map(|rhythm| rhythm.every.days(promise.period)).unwrap_or_default();
    Ok(Planned { promise, rhythm, version, days, made })
}

/// Every rhythm of the promises that the asker sees, with its promise.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<(CitizenPromise, Rhythm)>, AppError> {
    actor.require(Action::ReadCasework)?;
    let promises = super::promise::list(actor, house).await?;
    let rhythms = house.store().read(&actor.municipality).await?.rhythms().await?;
    let of = |promise: CitizenPromise| {
        let rhythm = rhythms.iter().find(|known| known.value.promise == promise.id)?.value;
        Some((promise, rhythm))
    };
    Ok(promises.into_iter().filter_map(of).collect())
}

/// Chooses how often a signed promise is followed up, if the rhythm is still the one that was read.
pub async fn choose(
    actor: &Actor,
    house: &House,
    id: PromiseId,
    every: Every,
    read: i64,
) -> Result<Rhythm, AppError> {
    let mut tx = begin(actor, house, Action::Judge).await?;
    let promise = tx.promise(id).await?.value;
    running(&promise)?;
    if !every.is_possible() {
        return Err(AppError::refused(Message::with("rhythm-months", "field", "months")));
    }
    let known = tx.rhythm(id).await?;
    // A new rhythm does not make up for what was not waited for before.
    let since = house.today();
    let rhythm = Rhythm { promise: id, every, since, by: actor.user };
    if known.as_ref().map_or(0, |known| known.version) != read {
        return Err(StoreError::Conflict(Noun::Rhythm).into());
    }
    tx.save_rhythm(&rhythm, known.map(|known| known.version)).await?;
    tx.commit(audit(actor, house, Action::Judge, Noun::Rhythm, id)).await?;
    Ok(rhythm)
}

fn running(promise: &CitizenPromise) -> Result<(), AppError> {
    if promise.is_in_force() { Ok(()) } else { Err(AppError::refused(Message::plain("rhythm-not-running"))) }
}

/// The checkpoint of a promise and a day, kept or as it would be.
pub async fn at(actor: &Actor, house: &House, id: PromiseId, day: Date) -> Result<At, AppError> {
    actor.require(Action::ReadCasework)?;
    let promise = super::promise::find(actor, house, id).await?;
    let mut view = house.store().read(&actor.municipality).await?;
    let known = view.checkpoint(Checkpoint::id_of(id, day)).await?;
    let whose = whose(actor, &promise);
    if let Some(Versioned { value: checkpoint, version }) = known {
        return Ok(At { promise, checkpoint, version, whose });
    }
    falls_on(&mut view, &promise, day).await?;
    let checkpoint = fill(&mut view, house, &promise, day).await?;
    Ok(At { promise, checkpoint, version: 0, whose })
}

/// Refuses a day that the rhythm of the promise does not fall on.
async fn falls_on(view: &mut View, promise: &CitizenPromise, day: Date) -> Result<(), AppError> {
    let rhythm = view.rhythm(promise.id).await?.map(|known| known.value);
    let days = rhythm.map(|rhythm| rhythm.every.days(promise.period)).unwrap_or_default();
    if days.contains(&day) { Ok(()) } else { Err(AppError::not_found(Noun::Checkpoint.word(), day)) }
}

/// What a checkpoint shows by its day, or by today where that has not come.
async fn fill(
    view: &mut View,
    house: &House,
    promise: &CitizenPromise,
    day: Date,
) -> Result<Checkpoint, AppError> {
    let doings = doings(view, promise).await?;
    let measures = view.measures_of_promise(promise.id).await?;
    let measures: Vec<_> = measures.into_iter().map(|measure| measure.value).collect();
    let showed = Showed::of(promise, &doings, &measures, day.min(house.today()));
    Ok(Checkpoint { promise: promise.id, day, showed, remarks: Vec::new() })
}

/// Who somebody speaks for about a promise: a side, or an organisation that has undertaken something in it.
pub(crate) fn whose(actor: &Actor, promise: &CitizenPromise) -> Option<Side> {
    match actor.role {
        Role::Coordinator => Some(Side::Municipality),
        Role::Police => Some(Side::Police),
        Role::Reader => None,
        Role::Partner => actor.party.filter(|_| actor.is_named_in(promise)).map(Side::Party),
    }
}

/// Says something at a checkpoint for the asker's side, and that the side is done with it; or says it anew, with a reason.
pub async fn remark(
    actor: &Actor,
    house: &House,
    (id, day): (PromiseId, Date),
    read: i64,
    text: &str,
    reason: &str,
) -> Result<Checkpoint, AppError> {
    let mut tx = begin(actor, house, Action::ReportMeasure).await?;
    let promise = tx.promise(id).await?.value;
    if !actor.may_see_promise(&promise) {
        return Err(AppError::not_found("promise", id));
    }
    let refused = NotAllowed { role: actor.role, action: Action::ReportMeasure };
    let whose = whose(actor, &promise).ok_or(refused)?;
    let known = tx.checkpoint(Checkpoint::id_of(id, day)).await?;
    if known.as_ref().map_or(0, |known| known.version) != read {
        return Err(StoreError::Conflict(Noun::Checkpoint).into());
    }
    let (checkpoint, version) = if let Some(known) = known {
        (known.value, Some(known.version))
    } else {
        running(&promise)?;
        falls_on(&mut tx, &promise, day).await?;
        (fill(&mut tx, house, &promise, day).await?, None)
    };
    if house.today() < day {
        return Err(AppError::refused(Message::with("checkpoint-not-yet", "day", day)));
    }
    let said = checkpoint.remarked(whose, text, change(actor, house, reason));
    let checkpoint = said.map_err(|refusal| AppError::refused(amendment(refusal).and("field", "reason")))?;
    tx.save_checkpoint(&checkpoint, version).await?;
    let entry = audit(actor, house, Action::ReportMeasure, Noun::Checkpoint, checkpoint.id());
    tx.commit(entry).await?;
    Ok(checkpoint)
}

/// The checkpoints that have passed and wait for the asker's side, the earliest first.
pub async fn waiting(actor: &Actor, house: &House) -> Result<Vec<(CitizenPromise, Date)>, AppError> {
    actor.require(Action::ReadCasework)?;
    let rhythms = list(actor, house).await?;
    let made = house.store().read(&actor.municipality).await?.checkpoints().await?;
    let mut waits = Vec::new();
    for (promise, rhythm) in rhythms {
        let Some(whose) = whose(actor, &promise).filter(|_| running(&promise).is_ok()) else { continue };
        for day in passed(&promise, &rhythm, house.today()) {
            let id = Checkpoint::id_of(promise.id, day);
            let known = made.iter().find(|known| known.value.id() == id);
            if known.is_none_or(|known| known.value.remark(whose).is_none()) {
                waits.push((promise.clone(), day));
            }
        }
    }
    waits.sort_by_key(|(promise, day)| (*day, promise.number));
    Ok(waits)
}
