//! What somebody answered when asked whether a text names a person, for as long as one piece of work lasts.
//!
//! The store screens every value that is saved; here the answer travels to it without each use case having to hand it
//! on. Pages set it for a request, the command line for a verb, a job for itself: what it saves was asked about when
//! it was ordered. What is certain to be a person is refused whatever the answer.

use crate::error::AppError;
use crate::house::House;
use lofte_model::access::Actor;
use lofte_model::picture::Rates;
use lofte_model::place::{AreaCode, AreaKind};
use lofte_model::records::{Category, Dimension, Selection};
use lofte_model::screening::{Answer, Found, of_value};
use lofte_store::{Noun, StoreError};
use lofte_words::Message;
use serde::Serialize;

tokio::task_local! {
    static ANSWER: Answer;
}

/// Does the work with this answer.
pub async fn answered<F: Future>(answer: Answer, work: F) -> F::Output {
    ANSWER.scope(answer, work).await
}

/// The answer of whoever asked for the work that is being done.
pub fn answer() -> Answer {
    ANSWER.try_with(Clone::clone).unwrap_or_default()
}

/// Refuses codes of areas that the municipality does not have: any text could be sent as one, and would be shown.
pub(crate) async fn require_areas(actor: &Actor, house: &House, areas: &[AreaCode]) -> Result<(), AppError> {
    if areas.is_empty() {
        return Ok(());
    }
    let known = house.store().read(&actor.municipality).await?.areas().await?;
    let strata = house.records().waves(&actor.municipality).await?;
    let is_known = |code: &&AreaCode| {
        // A local police area reaches beyond the municipality, and nothing that it decides is for it.
        known.iter().any(|area| area.code == **code && area.kind != AreaKind::LocalPolice)
            || strata.iter().flat_map(|wave| &wave.strata).any(|stratum| stratum.area == **code)
    };
    match areas.iter().find(|code| !is_known(code)) {
        Some(_) => Err(AppError::refused(Message::with("text-unknown-area", "field", "areas"))),
        None => Ok(()),
    }
}

/// Refuses categories that no row and no adopted picture has.
pub(crate) async fn require_categories(
    actor: &Actor,
    house: &House,
    categories: &[Category],
) -> Result<(), AppError> {
    if categories.is_empty() {
        return Ok(());
    }
    let selection = Selection::all(actor.municipality.clone());
    let rows = house.records().count(&selection, &[Dimension::Category]).await?;
    let editions = house.store().read(&actor.municipality).await?.adopted_pictures().await?;
    let shown = editions.iter().filter_map(|edition| edition.report.rates.as_ref());
    let shown: Vec<Category> = shown.flat_map(Rates::contents).flat_map(|kind| kind.categories).collect();
    let is_known = |category: &&Category| {
        rows.rows.iter().flat_map(|row| &row.keys).any(|key| key.text() == Some(category.as_str()))
            || shown.contains(category)
    };
    match categories.iter().find(|category| !is_known(category)) {
        Some(_) => Err(AppError::refused(Message::with("text-unknown-category", "field", "categories"))),
        None => Ok(()),
    }
}

/// Screens texts that are not saved in the casework themselves: settings of a file, its name.
pub(crate) fn screen(noun: Noun, value: &impl Serialize) -> Result<(), AppError> {
    let found = of_value(value).map_err(StoreError::from)?;
    let certain = |found: &&Found| found.kind.certainty() == lofte_model::screening::Certainty::Certain;
    if let Some(found) = found.iter().find(certain) {
        return Err(StoreError::IdentityNumber { noun, field: found.place.clone() }.into());
    }
    if answer().covers(&found) { Ok(()) } else { Err(StoreError::MayNamePerson(found).into()) }
}
