//! Places: the municipality and its areas.
//!
//! Borders come from the publisher's file; what is read of it, and what is told where it is not, is known by
//! [`lofte_import::areas`].

use super::{audit, begin};
use crate::error::AppError;
use crate::house::House;
use crate::limits::megabytes;
use lofte_import::Told;
use lofte_import::areas::{self, AreaFile, AreaFileError, AreaNote};
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

/// All areas, by code.
pub async fn areas(actor: &Actor, house: &House) -> Result<Vec<Area>, AppError> {
    actor.require(Action::ReadCasework)?;
    Ok(house.store().read(&actor.municipality).await?.areas().await?)
}

/// Saves areas, replacing those with the same code and kind. An own area never takes the place of a statistical one.
pub async fn save_areas(actor: &Actor, house: &House, areas: &[Area]) -> Result<(), AppError> {
    let mut tx = begin(actor, house, Action::Import).await?;
    let before = tx.areas().await?;
    areas::distinct(areas, &before).map_err(|error| refused(None, &error))?;
    tx.save_areas(areas).await?;
    tx.commit(audit(actor, house, Action::Import, Noun::Area, areas.len())).await?;
    Ok(())
}

/// Reads areas from the bytes of a file of borders. `others` are areas that are known already.
pub fn read_areas(file: &str, bytes: &[u8], kind: AreaKind, others: &[Area]) -> Result<AreaFile, AppError> {
    let today = lofte_words::swedish(jiff::Timestamp::now()).date();
    areas::read(bytes, kind, others, today).map_err(|error| refused(Some(file), &error))
}

/// The refusal of a file of areas, or of areas that are there already.
fn refused(file: Option<&str>, error: &AreaFileError) -> AppError {
    let arguments = error.args();
    let message = Message { key: format!("areas-{}", error.code()), arguments };
    let first = file.map(|file| Message::with("areas-refused", "file", file));
    AppError::Refused(first.into_iter().chain([message]).collect())
}

/// What is worth knowing about a file of areas, in the words of the text files.
pub fn told(file: &str, notes: &[AreaNote]) -> Vec<Message> {
    let message = |note: &AreaNote| {
        let message = Message { key: format!("areas-note-{}", note.code()), arguments: note.args() };
        message.and("file", file)
    };
    notes.iter().map(message).collect()
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
