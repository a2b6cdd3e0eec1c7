//! The red thread and its loose ends, of what the asker may see.
//!
//! A thread leads only through things that the asker's other pages show. What is missing is told to those who see every
//! problem and measure that there is: to a partner, what others do would look as if nobody did it.

use super::{delivery, picture, plan, problem, promise};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor, Role};
use lofte_model::followup::waits::Waiting;
use lofte_model::period::swedish_day;
use lofte_model::thread::{Chain, KnownDelivery, KnownEdition, KnownWave, LooseEnd, Objects};
use std::collections::BTreeSet;

/// The chain as the asker sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The chain.
    pub chain: Chain,
    /// Where it should hold and does not.
    pub loose: Vec<LooseEnd>,
    /// Whether the asker sees enough of it to be told what is missing.
    pub is_whole: bool,
}

/// The chain with its loose ends today.
pub async fn chain(actor: &Actor, house: &House) -> Result<Seen, AppError> {
    actor.require(Action::ReadCasework)?;
    let objects = gather(actor, house).await?;
    let is_whole = actor.role != Role::Partner;
    let loose = if is_whole { objects.loose_ends(house.today()) } else { Vec::new() };
    Ok(Seen { chain: Chain::of(&objects), loose, is_whole })
}

async fn gather(actor: &Actor, house: &House) -> Result<Objects, AppError> {
    let waits = super::followup::waiting(actor, house).await?;
    let due = |wanted: Waiting| {
        let waits = waits.iter().filter(move |(_, waiting)| waiting.contains(&wanted));
        waits.map(|(promise, _)| promise.id).collect()
    };
    let editions: Vec<KnownEdition> = picture::editions(actor, house)
        .await?
        .into_iter()
        .map(|head| KnownEdition {
            number: head.number,
            on: swedish_day(head.adopted_at),
            deliveries: head.deliveries,
        })
        .collect();
    let waves = waves(actor, house).await?;
    let resting: BTreeSet<_> = editions.iter().flat_map(|edition| &edition.deliveries).copied().collect();
    let deliveries = delivery::list(actor, house).await?.into_iter().rev();
    let deliveries = deliveries
        .filter(|delivery| delivery.undone.is_none() || resting.contains(&delivery.id))
        .map(|delivery| KnownDelivery {
            id: delivery.id,
            on: swedish_day(delivery.delivered_at),
            source: delivery.source,
        })
        .collect();
    let judged = super::followup::recorded(actor, house).await?;
    let told = super::feedback::list(actor, house).await?;
    Ok(Objects {
        deliveries,
        waves,
        editions,
        problems: problem::list(actor, house).await?,
        agreements: super::agreement::list(actor, house).await?,
        promises: promise::list(actor, house).await?,
        measures: plan::list(actor, house).await?,
        judged: judged.into_iter().map(|verdict| verdict.promise).collect(),
        told: told.into_iter().map(|feedback| feedback.promise).collect(),
        verdict_due: due(Waiting::Verdict),
        account_due: due(Waiting::Account),
    })
}

async fn waves(actor: &Actor, house: &House) -> Result<Vec<KnownWave>, AppError> {
    let mut waves = Vec::new();
    for wave in promise::waves(actor, house).await? {
        let delivery = house.records().delivery_of_wave(&actor.municipality, &wave.name).await?;
        waves.push(KnownWave { name: wave.name, delivery: delivery.map(|delivery| delivery.id) });
    }
    Ok(waves)
}
