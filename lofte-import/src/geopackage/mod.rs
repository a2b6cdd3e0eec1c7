//! GeoPackage (OGC 12-128r18): which tables of a file are layers, in what system their geometries are, and a geometry that is a
//! point. Borders and tables of events are both read from it; what a layer means is for them.

pub(crate) mod binary;
pub(crate) mod sqlite;

use sqlite::{Database, Table};
use std::collections::HashMap;

/// Tables of features that a file may list.
const MOST_LAYERS: usize = 1_000;

/// A table of features.
pub(crate) struct Layer {
    pub(crate) table: Table,
    /// The column of the geometry.
    pub(crate) geometry: usize,
    /// The system of coordinates, by the number that the file gives it.
    pub(crate) system: Option<i64>,
}

/// The tables of features that the file lists; `None` where it is damaged or lists none.
pub(crate) fn layers(database: &Database<'_>, tables: &[Table]) -> Option<Vec<Layer>> {
    let names: HashMap<String, &Table> =
        tables.iter().rev().map(|table| (table.name.to_ascii_lowercase(), table)).collect();
    let named = |name: &str| names.get(&name.to_ascii_lowercase()).copied();
    let list = named("gpkg_geometry_columns")?;
    let (of, column, system) =
        (list.column("table_name")?, list.column("column_name")?, list.column("srs_id")?);
    let mut layers = Vec::new();
    database.rows(list, &mut |cells| {
        if layers.len() >= MOST_LAYERS {
            return None;
        }
        let table = named(cells.get(of)?.text()?)?;
        let geometry = table.column(cells.get(column)?.text()?)?;
        layers.push(Layer { table: table.clone(), geometry, system: cells.get(system)?.whole() });
        Some(())
    })?;
    Some(layers)
}

/// The system of coordinates as other files name it.
pub(crate) fn system_name(database: &Database<'_>, tables: &[Table], system: i64) -> Option<String> {
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
