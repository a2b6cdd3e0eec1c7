//! Localities as places of the municipality's own, taken from the reference data as they are: name, border and residents.
//!
//! They are used as a place that is drawn is ([`super::own`]). Left out: localities whose border is not known, and the parts of
//! those that mostly lie in another municipality.

use super::own::{code, require_other_border};
use crate::delivery::placed_deliveries;
use crate::error::AppError;
use crate::house::House;
use crate::{audit, begin};
use lofte_import::reference::{Locality, bordered_localities};
use lofte_model::access::{Action, Actor};
use lofte_model::place::{Area, AreaDetails, AreaKind, MultiPolygon, PlaceType, Population};
use lofte_store::Noun;

/// Who has drawn the borders, and who has counted.
const SOURCE: &str = "Lantmäteriet, översiktskartan; SCB, tätorter 2020";

/// The localities that can be taken, the largest first, each with whether a place in use has its border already.
pub async fn localities(actor: &Actor, house: &House) -> Result<Vec<(&'static Locality, bool)>, AppError> {
    actor.require(Action::Import)?;
    let areas = super::areas(actor, house).await?;
    let taken = |border: &MultiPolygon| {
        areas.iter().any(|area| area.border == *border && area.details.valid_to.is_none())
    };
    let known = bordered_localities(&actor.municipality).into_iter();
    Ok(known
        .filter(|(_, border)| !border.is_empty())
        .map(|(known, border)| (known, taken(&border)))
        .collect())
}

/// Makes a place of a locality.
pub async fn take_locality(actor: &Actor, house: &House, locality: &str) -> Result<Area, AppError> {
    let mut tx = begin(actor, house, Action::Import).await?;
    let mut all = bordered_localities(&actor.municipality).into_iter();
    let found = all.find(|(known, border)| known.code == locality && !border.is_empty());
    let (found, border) = found.ok_or_else(|| AppError::not_found("area", locality))?;
    let known = tx.areas().await?;
    let valid_from = (placed_deliveries(&mut tx).await? > 0).then(|| house.today());
    let area = Area {
        code: code(&found.name, &known),
        name: found.name.clone(),
        kind: AreaKind::Own,
        place_type: PlaceType::Residential,
        population: Some(Population {
            residents: found.residents_2020,
            aged_16_85: None,
            year: 2020,
            source: "SCB, tätorter 2020".into(),
        }),
        border,
        source: SOURCE.into(),
        details: AreaDetails { valid_from, ..AreaDetails::default() },
    };
    require_other_border(&area, &known)?;
    tx.save_areas(std::slice::from_ref(&area)).await?;
    tx.commit(audit(actor, house, Action::Import, Noun::Area, &area.code)).await?;
    Ok(area)
}
