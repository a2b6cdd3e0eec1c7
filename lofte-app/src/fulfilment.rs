//! How the undertakings of a promise stand: what was reported and logged, against what was promised.
//!
//! Left out: whether it helped, which the verdict says.

use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::activity::logged;
use lofte_model::followup::{Doings, Fulfilment, fulfilments, reported};
use lofte_model::id::PromiseId;
use lofte_model::promise::CitizenPromise;
use lofte_store::View;

/// Every undertaking of a promise as it stands today, in the order of the promise.
pub async fn of(actor: &Actor, house: &House, id: PromiseId) -> Result<Vec<Fulfilment>, AppError> {
    actor.require(Action::ReadCasework)?;
    let promise = super::promise::find(actor, house, id).await?;
    let mut view = house.store().read(&actor.municipality).await?;
    Ok(fulfilments(&promise, &doings(&mut view, &promise).await?, house.today()))
}

/// Everything that has been told of the undertakings of a promise.
pub(crate) async fn doings(view: &mut View, promise: &CitizenPromise) -> Result<Vec<Doings>, AppError> {
    let measures = view.measures_of_promise(promise.id).await?;
    let measures: Vec<_> = measures.into_iter().map(|measure| measure.value).collect();
    let activities = view.activities_of(promise.id).await?;
    let activities: Vec<_> = activities.into_iter().map(|activity| activity.value).collect();
    Ok([reported(promise, &measures), logged(promise, &activities)].concat())
}
