//! GeoPackage, the format in which Statistics Sweden gives its areas out (OGC 12-128r18).

use super::property;
use super::{Layer, Shape, wkb};
use crate::error::AreaFileError;
use crate::geopackage::sqlite::{Cell, Database, Table};
use crate::geopackage::{Layer as Known, layers, system_name};
use serde_json::{Map, Value};

/// The borders of a file whose properties are asked for.
pub(super) fn layer(
    bytes: &[u8],
    asked: &dyn Fn(&Map<String, Value>) -> bool,
) -> Result<Layer, AreaFileError> {
    let damaged = || AreaFileError::Damaged { format: "GeoPackage" };
    let database = Database::of(bytes).ok_or_else(damaged)?;
    let tables = database.tables().ok_or_else(damaged)?;
    let known = layers(&database, &tables).ok_or_else(damaged)?;
    let Known { table, geometry, system } = the_one(known)?;
    let declared = system.and_then(|system| system_name(&database, &tables, system));
    let (mut shapes, mut passed_over, mut number, mut bad) = (Vec::new(), 0, 0, None);
    database
        .rows(&table, &mut |cells| {
            number += 1;
            let properties = properties(&table, geometry, &cells);
            if !asked(&properties) {
                passed_over += 1;
                return Some(());
            }
            let Some(Cell::Bytes(blob)) = cells.get(geometry) else {
                bad.get_or_insert(number);
                return None;
            };
            let Some(border) = wkb::polygons(blob).filter(|border| !border.is_empty()) else {
                bad.get_or_insert(number);
                return None;
            };
            shapes.push(Shape { number, properties, border });
            Some(())
        })
        .ok_or_else(|| bad.map_or_else(damaged, |feature| AreaFileError::NoBorder { feature }))?;
    if number == 0 {
        return Err(AreaFileError::NoAreas);
    }
    Ok(Layer { shapes, declared, name: Some(table.name), encoding_guessed: false, passed_over })
}

/// The table of areas: the only one, or the only one that has a column for codes.
fn the_one(mut known: Vec<Known>) -> Result<Known, AreaFileError> {
    if known.len() > 1 {
        let codes = || property::CODE.iter().chain(&property::REGSO);
        known.retain(|known| {
            known.table.columns.iter().any(|column| codes().any(|code| property::same(column, code)))
        });
    }
    match (known.len(), known.pop()) {
        (1, Some(only)) => Ok(only),
        (_, None) => Err(AreaFileError::NoAreas),
        (_, Some(last)) => {
            let all = known.into_iter().chain([last]);
            Err(AreaFileError::SeveralLayers { layers: all.map(|known| known.table.name).collect() })
        }
    }
}

fn properties(table: &Table, geometry: usize, cells: &[Cell]) -> Map<String, Value> {
    let named = table.columns.iter().zip(cells).enumerate().filter(|(column, _)| *column != geometry);
    let value = |cell: &Cell| match cell {
        Cell::Nothing | Cell::Bytes(_) => Value::Null,
        Cell::Whole(number) => Value::from(*number),
        Cell::Number(number) => Value::from(*number),
        Cell::Text(text) => Value::from(text.as_str()),
    };
    named.map(|(_, (name, cell))| (name.clone(), value(cell))).collect()
}
