//! A GeoPackage as a table: each layer a sheet, each feature a row of what is written beside it, and for points two columns of
//! where they are.
//!
//! Points in degrees are `longitude` and `latitude`, points in SWEREF 99 TM `east` and `north`, as they stand in the file. Those
//! of another known system become degrees: the file says which system it is, and the numbers alone would not. Where the file
//! names none, they are `east` and `north` as they stand, for the mapping to say. Lines and areas have no such place. Left
//! out: tables without geometries.

use super::sheets::Sheets;
use super::workbook::not_too_many_sheets;
use super::{Line, Visit};
use crate::bytes::{file_name, unreadable};
use crate::error::{AreaFileError, Found, ImportError};
use crate::geopackage::binary::point;
use crate::geopackage::sqlite::{Cell, Database};
use crate::geopackage::{Layer, layers, system_name};
use crate::limits::{LARGEST_GEOPACKAGE, LONGEST_ROW};
use crate::projection::{Change, DEGREES};
use csv::StringRecord;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// SWEREF 99 TM.
const NATIONAL: u32 = 3006;

pub(crate) struct Layers {
    path: PathBuf,
    file: Vec<u8>,
    all: Vec<Layer>,
    /// The name of the system of each layer, where it has one.
    systems: Vec<Option<String>>,
    pub(in crate::table) sheets: Sheets,
    /// Whether the chosen layer is the one that is read: one that is only looked at may be in any system.
    read: bool,
}

/// What becomes of the points of a layer.
enum Points {
    AsTheyStand([&'static str; 2]),
    InDegrees(Box<Change>),
}

impl Layers {
    pub(crate) fn open(path: &Path, bytes: u64) -> Result<Self, ImportError> {
        let name = || file_name(path);
        if bytes > LARGEST_GEOPACKAGE {
            let limit = LARGEST_GEOPACKAGE;
            return Err(ImportError::TooLarge { file: name(), bytes, limit, unpacked: false });
        }
        let file = std::fs::read(path).map_err(unreadable(path))?;
        let database = Database::of(&file).ok_or_else(|| damaged(path))?;
        let tables = database.tables().ok_or_else(|| damaged(path))?;
        if tables.iter().all(|table| !table.name.eq_ignore_ascii_case("gpkg_geometry_columns")) {
            return Err(ImportError::NotATable { file: name(), found: Found::Database });
        }
        let layers = layers(&database, &tables).ok_or_else(|| damaged(path))?;
        if layers.is_empty() {
            return Err(ImportError::Empty { file: name() });
        }
        not_too_many_sheets(path, layers.len())?;
        let system = |layer: &Layer| system_name(&database, &tables, layer.system?);
        let systems = layers.iter().map(system).collect();
        let sheets = Sheets::of(layers.iter().map(|layer| (layer.table.name.clone(), false)).collect());
        Ok(Self { path: path.to_owned(), file, all: layers, systems, sheets, read: false })
    }

    pub(crate) fn name(&self) -> String {
        self.sheets.name(&self.path)
    }

    /// Looks at this layer from now on, or reads it.
    pub(crate) fn choose(&mut self, sheet: usize, read: bool) {
        self.sheets.choose(sheet);
        self.read = read;
    }

    /// The names first, then a row for each feature.
    pub(crate) fn each(&self, visit: &mut Visit<'_>) -> Result<(), ImportError> {
        let chosen = self.sheets.chosen();
        let (Some(layer), Some(system)) = (self.all.get(chosen), self.systems.get(chosen)) else {
            return Ok(());
        };
        let points = self.points(system.as_deref())?;
        let header = header(layer, &points);
        if visit(&Line { row: 1, done: 0, cells: &header, faults: &[], filled: 0 })?.is_break() {
            return Ok(());
        }
        let database = Database::of(&self.file).ok_or_else(|| damaged(&self.path))?;
        let total = self.file.len() as u64;
        let (mut row, mut done, mut end) = (1_u64, 0_u64, None);
        let through = database.rows(&layer.table, &mut |cells| {
            row += 1;
            let record = record(layer, &points, &cells);
            let length = record.as_slice().len() as u64;
            if length > LONGEST_ROW {
                let megabytes = LONGEST_ROW >> 20;
                end = Some(Err(ImportError::LongRow { row: row - 1, megabytes }));
                return None;
            }
            done = done.saturating_add(length).min(total);
            match visit(&Line { row, done, cells: &record, faults: &[], filled: 0 }) {
                Ok(ControlFlow::Continue(())) => Some(()),
                other => {
                    end = Some(other.map(drop));
                    None
                }
            }
        });
        end.unwrap_or_else(|| through.ok_or_else(|| damaged(&self.path)))
    }

    /// What becomes of points of this system.
    fn points(&self, system: Option<&str>) -> Result<Points, ImportError> {
        let Some(system) = system else { return Ok(Points::AsTheyStand(["east", "north"])) };
        let code = system.rsplit(':').next().and_then(|code| code.parse::<u32>().ok());
        let code = code.filter(|_| system.to_ascii_uppercase().starts_with("EPSG:"));
        match code {
            Some(code) if DEGREES.contains(&code) => Ok(Points::AsTheyStand(["longitude", "latitude"])),
            Some(NATIONAL) => Ok(Points::AsTheyStand(["east", "north"])),
            code => match code.and_then(Change::of) {
                Some(change) => Ok(Points::InDegrees(Box::new(change))),
                None if !self.read => Ok(Points::AsTheyStand(["east", "north"])),
                None => Err(ImportError::AreaFile {
                    file: file_name(&self.path),
                    source: AreaFileError::UnknownSystem { system: system.to_owned() },
                }),
            },
        }
    }
}

/// The names of the columns, with two for the place.
fn header(layer: &Layer, points: &Points) -> StringRecord {
    let place = match points {
        Points::AsTheyStand(names) => *names,
        Points::InDegrees(_) => ["longitude", "latitude"],
    };
    let columns = &layer.table.columns;
    let mut names: Vec<String> = without_geometry(layer, columns).cloned().collect();
    for name in place {
        let taken = columns.iter().any(|column| column.eq_ignore_ascii_case(name));
        names.push(if taken { format!("geometry.{name}") } else { name.to_owned() });
    }
    StringRecord::from(names)
}

fn record(layer: &Layer, points: &Points, cells: &[Cell]) -> StringRecord {
    let mut record = StringRecord::new();
    for cell in without_geometry(layer, cells) {
        match cell {
            Cell::Nothing | Cell::Bytes(_) => record.push_field(""),
            Cell::Whole(number) => record.push_field(&number.to_string()),
            Cell::Number(number) => record.push_field(&number.to_string()),
            Cell::Text(text) => record.push_field(text),
        }
    }
    let pair = match cells.get(layer.geometry) {
        Some(Cell::Bytes(blob)) => point(blob),
        _ => None,
    };
    let place = match (pair, points) {
        (None, _) => None,
        (Some(pair), Points::AsTheyStand(_)) => Some(pair.map(|part| part.to_string())),
        // A hundred-millionth of a degree is a millimetre.
        (Some(pair), Points::InDegrees(change)) => {
            change.degrees(pair).map(|pair| pair.map(|part| format!("{part:.8}")))
        }
    };
    place.unwrap_or_default().iter().for_each(|part| record.push_field(part));
    record
}

fn without_geometry<'a, T>(layer: &Layer, all: &'a [T]) -> impl Iterator<Item = &'a T> + use<'a, T> {
    let geometry = layer.geometry;
    all.iter().enumerate().filter(move |(place, _)| *place != geometry).map(|(_, one)| one)
}

fn damaged(path: &Path) -> ImportError {
    let source = io::Error::from(io::ErrorKind::InvalidData);
    ImportError::Damaged { file: file_name(path), source: Box::new(source) }
}
