//! Places: the municipality and its areas.
//!
//! Areas come in as files that are delivered ([`crate::delivery`]), or are drawn one by one ([`own`]).

pub mod locality;
pub mod own;
pub mod police;
pub mod window;

use crate::error::AppError;
use crate::house::House;
use crate::limits::megabytes;
use crate::{audit, begin};
use lofte_model::access::{Action, Actor};
use lofte_model::place::{Area, AreaKind, Municipality};
use lofte_store::{AuditEntry, Noun};
use lofte_words::Message;

/// The municipality.
pub async fn municipality(house: &House) -> Result<Municipality, AppError> {
    Ok(house.store().read(house.municipality()).await?.municipality().await?.value)
}

/// Writes the municipality of a new house down.
pub async fn create_municipality(house: &House, municipality: &Municipality) -> Result<(), AppError> {
    let entry =
        AuditEntry::new(house.now(), None, Action::ManageUsers, Noun::Municipality, &municipality.code);
    Ok(house.store().add_municipality(municipality, super::screening::answer(), entry).await?)
}

/// Changes how residents reach the municipality, if it is still as it was shown.
pub async fn change_contact(actor: &Actor, house: &House, seen: &str, contact: &str) -> Result<(), AppError> {
    let mut tx = begin(actor, house, Action::EditCoordination).await?;
    let known = tx.municipality().await?;
    if known.value.contact != seen {
        return Err(AppError::refused(Message::plain("seen-changed")));
    }
    let contact = contact.trim().to_owned();
    tx.save_municipality(&Municipality { contact, ..known.value }, known.version).await?;
    let entry = audit(actor, house, Action::EditCoordination, Noun::Municipality, house.municipality());
    Ok(tx.commit(entry).await?)
}

/// All areas that something is placed in, by code.
pub async fn areas(actor: &Actor, house: &House) -> Result<Vec<Area>, AppError> {
    let mut areas = with_police(actor, house).await?;
    areas.retain(|area| area.kind != AreaKind::LocalPolice);
    Ok(areas)
}

/// The same and the local police areas, which figures may be for and nothing is placed in.
pub async fn with_police(actor: &Actor, house: &House) -> Result<Vec<Area>, AppError> {
    actor.require(Action::ReadCasework)?;
    Ok(house.store().read(&actor.municipality).await?.areas().await?)
}

/// Whether the house can do its work: casework with this program's schema, the rows that it knows of, and room on the
/// disk. Asked for nobody, so it tells only that.
pub async fn ready(house: &House) -> Result<(), AppError> {
    house.store().is_current().await?;
    super::delivery::rows_are_there(house).await?;
    let (limits, folder) = (house.limits(), house.dir());
    if limits.has_room(folder) { Ok(()) } else { Err(no_room(limits.free_disk)) }
}

/// Less than what is to stay free is left on the disk.
pub(crate) fn no_room(free_disk: u64) -> AppError {
    AppError::Outage(Message::with("limit-free-disk", "megabytes", megabytes(free_disk)))
}
