//! The statistical areas of a municipality (DeSO or RegSO) with their borders, as Statistics Sweden publishes them.

mod division;
mod file;
mod properties;
#[cfg(test)]
mod tests;

pub(super) use file::is_elsewhere;
pub use file::{AreaFile, distinct, read};

use super::places::{PlaceReader, PlaceReport, against};
use crate::bytes::{area_file, file_name};
use crate::error::ImportError;
use crate::row::Context;
use crate::sources::{Reader, Source, SourceCard, Yields};
use lofte_model::place::AreaKind;
use std::path::Path;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "areas",
    yields: Yields::Places,
    settings: None,
    needs_settings: false,
    readme: include_str!("README.md"),
    about: include_str!("card.sv.md"),
    sample: include_str!("sample.geojson"),
};

/// Statistical areas.
#[derive(Clone, Copy, Debug)]
pub struct Areas;

impl Source for Areas {
    fn card(&self) -> &'static SourceCard {
        &CARD
    }

    fn reader(&self, _settings: &str) -> Result<Reader, ImportError> {
        Ok(Reader::Places(Box::new(Borders(AreaKind::Statistical))))
    }
}

/// Reads borders into areas of a kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Borders(pub(super) AreaKind);

impl PlaceReader for Borders {
    fn read(
        &self,
        path: &Path,
        context: &Context<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<PlaceReport, ImportError> {
        let (fingerprint, bytes) = area_file(path)?;
        let size = bytes.len() as u64;
        progress(size / 2, size);
        let refused = |source| ImportError::AreaFile { file: file_name(path), source };
        let AreaFile { areas, replaced, notes } = read(&bytes, self.0, context).map_err(refused)?;
        let (mut areas, counts) = against(areas, context.areas)?;
        areas.extend(replaced);
        progress(size, size);
        Ok(PlaceReport { areas, counts, rejects: Vec::new(), notes, fingerprint })
    }
}
