//! Beginning the next promise from the one before it.
//!
//! It becomes a draft like any other: what is taken over can be changed until both sides have signed.

use super::create;
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::id::PromiseId;
use lofte_model::promise::{CarryRefusal, CitizenPromise, Next};
use lofte_words::Message;

/// Writes down the promise that continues another: what each undertaking of it becomes, and its goals from where they
/// ended.
pub async fn begin_next(
    actor: &Actor,
    house: &House,
    id: PromiseId,
    next: Next,
) -> Result<CitizenPromise, AppError> {
    actor.require(Action::DraftPromise)?;
    let mut view = house.store().read(&actor.municipality).await?;
    let earlier = view.promise(id).await?.value;
    let newest = view.verdicts(id).await?.into_iter().max_by_key(|recorded| recorded.number);
    drop(view);
    let newest = newest.as_ref().map(|recorded| &recorded.verdict);
    let stated = crate::goals::stated_in(&earlier, newest).into_iter();
    let stated: Vec<_> = stated.map(|(number, stated)| (number, stated.figure)).collect();
    let waves = house.records().waves(&actor.municipality).await?;
    let year_of = |name: &_| waves.iter().find(|wave| wave.name == *name).map(|wave| wave.year);
    let begun = earlier.begin_next(PromiseId(uuid::Uuid::now_v7()), next, year_of, &stated);
    let begun = begun.map_err(|refusals| AppError::Refused(refusals.iter().map(refused).collect()))?;
    create(actor, house, begun).await
}

/// Why the next promise is not begun so, with the field that it is mended in.
fn refused(refusal: &CarryRefusal) -> Message {
    match refusal {
        CarryRefusal::NotSigned => Message::plain("carry-not-signed"),
        CarryRefusal::Undecided(number) => {
            Message::with("carry-undecided", "number", number).and("field", format!("fate_{number}"))
        }
        CarryRefusal::NoReason(number) => {
            Message::with("carry-no-reason", "number", number).and("field", format!("reason_{number}"))
        }
        CarryRefusal::NotAfter(day) => Message::with("carry-not-after", "from", day).and("field", "from"),
    }
}
