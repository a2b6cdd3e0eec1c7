//! An archive with one file of borders in it, in whatever format. Nothing of it is written to a disk.
//!
//! Names that lead out of the archive are refused all the same: whoever made one meant no good. What it unpacks to is
//! counted while it is unpacked, whatever its list says.

use super::shapefile::Parts;
use crate::archive::opened;
use crate::error::AreaFileError;
use crate::limits::{LARGEST_GEOPACKAGE, MOST_PARTS};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// How an archive begins.
pub(super) const MAGIC: &[u8] = b"PK\x03\x04";

/// What an archive holds.
pub(super) enum Contents {
    /// One file that holds everything.
    Whole(Vec<u8>),
    /// A shapefile.
    Shapefile(Parts),
}

/// The one file of borders of an archive.
pub(super) fn contents(bytes: &[u8]) -> Result<Contents, AreaFileError> {
    let damaged = || AreaFileError::Damaged { format: "ZIP" };
    let mut archive = opened(Cursor::new(bytes), MOST_PARTS).map_err(|_| damaged())?;
    if archive.len() > MOST_PARTS {
        return Err(damaged());
    }
    let names = archive.file_names().map(|name| name.map(std::borrow::Cow::into_owned));
    let names: Vec<String> = names.collect::<Result<_, _>>().map_err(|_| damaged())?;
    if let Some(name) = names.iter().find(|name| leads_out(name)) {
        return Err(AreaFileError::PathInArchive { name: name.clone() });
    }
    let ends = |name: &str, end: &str| name.to_lowercase().ends_with(end) && !hidden(name);
    let all = |end: &[&str]| -> Vec<String> {
        names.iter().filter(|name| end.iter().any(|end| ends(name, end))).cloned().collect()
    };
    let found = all(&[".shp", ".gpkg", ".geojson", ".json"]);
    let [only] = found.as_slice() else {
        let none = found.is_empty();
        return Err(if none {
            AreaFileError::NoAreas
        } else {
            AreaFileError::SeveralLayers { layers: found }
        });
    };
    let mut left = LARGEST_GEOPACKAGE;
    let mut unpacked = |name: &str| unpacked(&mut archive, name, &mut left);
    if !ends(only, ".shp") {
        return Ok(Contents::Whole(unpacked(only)?));
    }
    let stem = &only[..only.len() - 4];
    let part =
        |end: &str| names.iter().find(|name| name.to_lowercase() == format!("{}{end}", stem.to_lowercase()));
    let table = part(".dbf").ok_or_else(|| AreaFileError::NoPart { part: format!("{stem}.dbf") })?;
    let name = stem.rsplit('/').next().unwrap_or(stem).to_owned();
    let (borders, table) = (unpacked(only)?, unpacked(table)?);
    let system = part(".prj").map(|part| unpacked(part)).transpose()?;
    let letters = part(".cpg").map(|part| unpacked(part)).transpose()?;
    Ok(Contents::Shapefile(Parts { name, borders, table, system, letters }))
}

fn unpacked(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    left: &mut u64,
) -> Result<Vec<u8>, AreaFileError> {
    let damaged = |_| AreaFileError::Damaged { format: "ZIP" };
    let part = archive.by_name(name).map_err(damaged)?;
    let mut bytes = Vec::new();
    part.take(*left + 1).read_to_end(&mut bytes).map_err(|_| AreaFileError::Damaged { format: "ZIP" })?;
    *left = left
        .checked_sub(bytes.len() as u64)
        .ok_or(AreaFileError::TooLarge { megabytes: LARGEST_GEOPACKAGE >> 20 })?;
    Ok(bytes)
}

/// Whether a name points out of the archive.
fn leads_out(name: &str) -> bool {
    let parts = || name.split(['/', '\\']);
    name.starts_with(['/', '\\'])
        || parts().any(|part| part == "..")
        || parts().next().is_some_and(|first| first.ends_with(':'))
}

/// What the archiver of a Mac puts beside each file.
fn hidden(name: &str) -> bool {
    name.starts_with("__MACOSX/") || name.rsplit('/').next().is_some_and(|file| file.starts_with('.'))
}
