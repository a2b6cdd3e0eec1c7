//! Places: the municipality and its areas, read from GeoJSON.
//!
//! Borders come from the publisher's file; the properties `code` (or `deso`), `name`, `place_type`, `population`,
//! `aged_16_85`, `population_year` and `source` are understood, and everything else in the file is left alone.

use super::{audit, begin};
use crate::error::{AppError, Message};
use crate::house::House;
use geojson::{GeoJson, GeometryValue, JsonObject, Position};
use lofte_model::access::{Action, Actor};
use lofte_model::place::{Area, AreaCode, AreaKind, MultiPolygon, Municipality, PlaceType, Population};
use lofte_store::{AuditEntry, Noun};

/// The municipality.
pub async fn municipality(house: &House) -> Result<Municipality, AppError> {
    Ok(house.store().read(house.municipality()).await?.municipality().await?.value)
}

/// Writes the municipality of a new house down.
pub async fn create_municipality(house: &House, municipality: &Municipality) -> Result<(), AppError> {
    let entry =
        AuditEntry::new(house.now(), None, Action::ManageUsers, Noun::Municipality, &municipality.code);
    Ok(house.store().add_municipality(municipality, entry).await?)
}

/// All areas, by code.
pub async fn areas(actor: &Actor, house: &House) -> Result<Vec<Area>, AppError> {
    actor.require(Action::ReadCasework)?;
    Ok(house.store().read(&actor.municipality).await?.areas().await?)
}

/// Saves areas, replacing those with the same code.
pub async fn save_areas(actor: &Actor, house: &House, areas: &[Area]) -> Result<(), AppError> {
    let mut tx = begin(actor, house, Action::Import).await?;
    tx.save_areas(areas).await?;
    tx.commit(audit(actor, house, Action::Import, Noun::Area, areas.len())).await?;
    Ok(())
}

/// Reads areas from GeoJSON text.
pub fn read_areas(text: &str, kind: AreaKind) -> Result<Vec<Area>, AppError> {
    let bad = |why: String| AppError::refused(Message::with("areas-bad-geojson", "why", why));
    let GeoJson::FeatureCollection(collection) =
        text.parse::<GeoJson>().map_err(|error| bad(error.to_string()))?
    else {
        return Err(bad("FeatureCollection".to_owned()));
    };
    collection
        .features
        .into_iter()
        .enumerate()
        .map(|(i, feature)| {
            let properties = feature.properties.unwrap_or_default();
            let geometry = feature.geometry.map(|geometry| geometry.value);
            let border = match geometry {
                Some(GeometryValue::Polygon { coordinates }) => vec![rings(&coordinates)],
                Some(GeometryValue::MultiPolygon { coordinates }) => {
                    coordinates.iter().map(|polygon| rings(polygon.as_slice())).collect()
                }
                _ => return Err(bad(format!("{}: Polygon", i + 1))),
            };
            area(&properties, border, kind).ok_or_else(|| bad(format!("{}: code, name", i + 1)))
        })
        .collect()
}

fn area(properties: &JsonObject, border: MultiPolygon, kind: AreaKind) -> Option<Area> {
    let text = |name: &str| properties.get(name).and_then(|value| value.as_str());
    let number = |name: &str| properties.get(name).and_then(serde_json::Value::as_u64);
    let code = text("code").or_else(|| text("deso"))?;
    let place_type = match text("place_type") {
        Some("residential") => PlaceType::Residential,
        Some("station") => PlaceType::Station,
        Some("centre") => PlaceType::Centre,
        _ => PlaceType::Mixed,
    };
    let source = text("source").unwrap_or_default().to_owned();
    let residents = number("population").and_then(|count| u32::try_from(count).ok());
    let year = number("population_year").and_then(|year| i16::try_from(year).ok());
    Some(Area {
        code: AreaCode::new(code),
        name: text("name").unwrap_or(code).to_owned(),
        kind,
        place_type,
        population: residents.zip(year).map(|(residents, year)| Population {
            residents,
            aged_16_85: number("aged_16_85").and_then(|count| u32::try_from(count).ok()),
            year,
            source: source.clone(),
        }),
        border,
        source,
    })
}

fn rings(rings: &[Vec<Position>]) -> Vec<Vec<[f64; 2]>> {
    rings
        .iter()
        .map(|ring| {
            ring.iter()
                .filter_map(|position| match position.as_slice() {
                    [lon, lat, ..] => Some([*lon, *lat]),
                    _ => None,
                })
                .collect()
        })
        .collect()
}
