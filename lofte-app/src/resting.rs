//! What rests on a delivery: signed promises, adopted editions, publications. Such a delivery is corrected by a new one and
//! never just taken back, so that no figure vanishes from under what people signed, decided or were told.

use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::id::DeliveryId;
use lofte_model::picture::Edition;
use lofte_model::promise::{CitizenPromise, Goal, PromiseState};
use lofte_model::records::Delivery;
use lofte_words::Message;

/// Something that rests on a delivery.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resting {
    /// A promise that at least one side has signed.
    Promise {
        /// Its number.
        number: u32,
    },
    /// An adopted edition of the picture.
    Edition {
        /// Its number.
        number: u32,
    },
    /// A publication.
    Publication {
        /// Its number.
        number: u32,
    },
}

impl Resting {
    /// In words: `löfte 2`.
    pub fn message(&self) -> Message {
        match self {
            Self::Promise { number } => Message::with("resting-promise", "number", number),
            Self::Edition { number } => Message::with("resting-edition", "number", number),
            Self::Publication { number } => Message::with("resting-publication", "number", number),
        }
    }
}

/// Everything that rests on a delivery, promises first.
pub async fn on(actor: &Actor, house: &House, id: DeliveryId) -> Result<Vec<Resting>, AppError> {
    actor.require(Action::UndoDelivery)?;
    let mut view = house.store().read(&actor.municipality).await?;
    let delivery = view.delivery(id).await?.value;
    if delivery.undone.is_some() {
        return Ok(Vec::new());
    }
    let promises = view.promises().await?.into_iter().map(|promise| promise.value);
    let mut rest_on: Vec<CitizenPromise> = Vec::new();
    for promise in promises.filter(is_signed) {
        if rests_on(actor, house, &promise, &delivery).await? {
            rest_on.push(promise);
        }
    }
    let editions = view.adopted_pictures().await?;
    let editions: Vec<&Edition> = editions.iter().filter(|edition| is_made_of(edition, id)).collect();
    let publications = view.publications().await?;
    let shows = publications.iter().filter(|publication| {
        let promised = rest_on.iter().any(|promise| publication.promises.contains(&promise.id));
        promised || editions.iter().any(|edition| edition.adopted_at <= publication.at)
    });
    let mut resting: Vec<Resting> =
        shows.map(|publication| Resting::Publication { number: publication.number }).collect();
    resting.extend(rest_on.iter().map(|promise| Resting::Promise { number: promise.number }));
    resting.extend(editions.iter().map(|edition| Resting::Edition { number: edition.number }));
    resting.sort();
    Ok(resting)
}

/// Refuses to take a delivery back that something rests on, and says what and what to do instead.
pub(crate) fn refuse(resting: &[Resting]) -> Result<(), AppError> {
    if resting.is_empty() {
        return Ok(());
    }
    let first = Message::plain("delivery-stands-under");
    Err(AppError::Refused(std::iter::once(first).chain(resting.iter().map(Resting::message)).collect()))
}

fn is_signed(promise: &CitizenPromise) -> bool {
    matches!(promise.state, PromiseState::Proposed { .. } | PromiseState::Published { .. })
}

/// By its frozen baseline, or by the waves that its goal names.
async fn rests_on(
    actor: &Actor,
    house: &House,
    promise: &CitizenPromise,
    delivery: &Delivery,
) -> Result<bool, AppError> {
    if promise.sealed.as_ref().is_some_and(|sealed| sealed.rests_on(delivery.id)) {
        return Ok(true);
    }
    let primary = promise.effect_goal.iter().flat_map(|goal| [&goal.baseline, &goal.follow_up]);
    let further = promise.goals.iter().filter_map(Goal::waves).flat_map(|(before, after)| [before, after]);
    for wave in primary.chain(further) {
        let came_with = house.records().delivery_of_wave(&actor.municipality, wave).await?;
        if came_with.is_some_and(|came_with| came_with.id == delivery.id) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_made_of(edition: &Edition, id: DeliveryId) -> bool {
    edition.report.provenances().any(|provenance| provenance.deliveries.contains(&id))
}
