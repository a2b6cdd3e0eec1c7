//! What the public side shows: the newest publication, an earlier one, or nothing but the words that it is paused.
//!
//! Something that should not have been published has to go in minutes, so coordinator and police may each do it alone.
//! Every server of the house looks every other second. What somebody has fetched already cannot be called back.

use super::{audit, begin};
use crate::error::AppError;
use crate::house::House;
use jiff::Timestamp;
use lofte_model::access::{Action, Actor, Role};
use lofte_model::publication::{PublicSide, Shown};
use lofte_publish::Snapshot;
use lofte_store::Noun;
use lofte_words::Message;

/// Takes the public side back to an earlier publication, or to nothing, at once.
pub async fn hide(
    actor: &Actor,
    house: &House,
    to: Option<u32>,
    reason: &str,
) -> Result<PublicSide, AppError> {
    let shown = to.map_or(Shown::Nothing, |number| Shown::Earlier { number });
    show(actor, house, shown, reason).await
}

/// Lets the public side show the newest publication again.
pub async fn restore(actor: &Actor, house: &House, reason: &str) -> Result<PublicSide, AppError> {
    show(actor, house, Shown::Newest, reason).await
}

async fn show(actor: &Actor, house: &House, shown: Shown, reason: &str) -> Result<PublicSide, AppError> {
    let mut tx = begin(actor, house, Action::HidePublication).await?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(AppError::refused(Message::plain("hide-no-reason")));
    }
    if let Shown::Earlier { number } = shown
        && !tx.publications().await?.iter().any(|known| known.number == number)
    {
        return Err(AppError::not_found("publication", number));
    }
    let (at, by, role) = (house.now(), actor.user, actor.role);
    let side = PublicSide { shown, at, by, role, reason: reason.to_owned() };
    tx.add_public_side(&side).await?;
    let what = match shown {
        Shown::Newest => "newest".to_owned(),
        Shown::Earlier { number } => number.to_string(),
        Shown::Nothing => "nothing".to_owned(),
    };
    tx.commit(audit(actor, house, Action::HidePublication, Noun::PublicSide, what)).await?;
    Ok(side)
}

/// Every time the public side was taken back or let go again, the latest first.
pub async fn history(actor: &Actor, house: &House) -> Result<Vec<PublicSide>, AppError> {
    actor.require(Action::ReadCasework)?;
    let mut sides = house.store().read(&actor.municipality).await?.public_sides().await?;
    sides.reverse();
    Ok(sides)
}

/// What a server of the public side knows already; it grows with everything that can change what is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    sides: usize,
    newest: u32,
    masks: u64,
}

/// What the public side is to show.
#[derive(Clone, Debug)]
pub enum Displayed {
    /// Nothing has been published yet.
    NothingYet,
    /// Publication is paused.
    Paused {
        /// Whose public side it is.
        municipality: String,
        /// As what whoever paused it did so.
        role: Role,
        /// Since when.
        since: Timestamp,
    },
    /// A publication.
    Snapshot(Box<Snapshot>),
}

/// What the public side of this house is to show, unless it is what is known. Nobody in particular asks; a publication is
/// public.
pub async fn displayed(house: &House, known: &Known) -> Result<Option<(Known, Displayed)>, AppError> {
    let mut view = house.store().read(house.municipality()).await?;
    let sides = view.public_sides().await?;
    let newest = view.publications().await?.iter().map(|known| known.number).max().unwrap_or(0);
    let now = Known { sides: sides.len(), newest, masks: view.mask_count().await? };
    if now == *known && now != Known::default() {
        return Ok(None);
    }
    let number = match sides.last().map(|side| (side.shown, side)) {
        Some((Shown::Nothing, side)) => {
            let municipality = view.municipality().await?.value.name;
            let displayed = Displayed::Paused { municipality, role: side.role, since: side.at };
            return Ok(Some((now, displayed)));
        }
        Some((Shown::Earlier { number }, _)) => number,
        Some((Shown::Newest, _)) | None => newest,
    };
    if number == 0 {
        return Ok(Some((now, Displayed::NothingYet)));
    }
    let snapshot = Snapshot::kept(&view.snapshot(number).await?)?;
    Ok(Some((now, Displayed::Snapshot(Box::new(snapshot)))))
}
