//! GeoPackage, the format in which Statistics Sweden gives its areas out (OGC 12-128r18).

use super::property;
use super::sqlite::{Cell, Database, Table};
use super::{Layer, Shape, wkb};
use crate::error::AreaFileError;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Tables of features that a file may list: one is asked for.
const MOST_LAYERS: usize = 1_000;

/// The borders of a file whose properties are asked for.
pub(super) fn layer(
    bytes: &[u8],
    asked: &dyn Fn(&Map<String, Value>) -> bool,
) -> Result<Layer, AreaFileError> {
    let damaged = || AreaFileError::Damaged { format: "GeoPackage" };
    let database = Database::of(bytes).ok_or_else(damaged)?;
    let tables = database.tables().ok_or_else(damaged)?;
    let known = known(&database, &tables).ok_or_else(damaged)?;
    let Known { table, geometry, system } = the_one(known)?;
    let declared = system.and_then(|system| name_of(&database, &tables, system));
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

/// A table of features.
struct Known {
    table: Table,
    geometry: usize,
    system: Option<i64>,
}

/// The tables of features that the file lists.
fn known(database: &Database<'_>, tables: &[Table]) -> Option<Vec<Known>> {
    let names: HashMap<String, &Table> =
        tables.iter().rev().map(|table| (table.name.to_ascii_lowercase(), table)).collect();
    let named = |name: &str| names.get(&name.to_ascii_lowercase()).copied();
    let list = named("gpkg_geometry_columns")?;
    let (of, column, system) =
        (list.column("table_name")?, list.column("column_name")?, list.column("srs_id")?);
    let mut known = Vec::new();
    database.rows(list, &mut |cells| {
        if known.len() >= MOST_LAYERS {
            return None;
        }
        let table = named(cells.get(of)?.text()?)?;
        let geometry = table.column(cells.get(column)?.text()?)?;
        known.push(Known { table: table.clone(), geometry, system: cells.get(system)?.whole() });
        Some(())
    })?;
    Some(known)
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

/// The system of coordinates as other files name it.
fn name_of(database: &Database<'_>, tables: &[Table], system: i64) -> Option<String> {
    let list = tables.iter().find(|table| table.name.eq_ignore_ascii_case("gpkg_spatial_ref_sys"))?;
    let (id, organisation, code) =
        (list.column("srs_id")?, list.column("organization")?, list.column("organization_coordsys_id")?);
    let mut name = None;
    database.rows(list, &mut |cells| {
        if cells.get(id)?.whole() == Some(system)
            && let (Some(organisation), Some(code)) =
                (cells.get(organisation)?.text(), cells.get(code)?.whole())
        {
            // Zero and minus one stand for systems that nobody knows.
            name = (code > 0).then(|| format!("{organisation}:{code}"));
        }
        Some(())
    })?;
    name
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
