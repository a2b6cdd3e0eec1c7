//! Areas that the municipality draws itself: a station, a centre, a housing estate. They may lie over statistical ones.

use super::areas::Borders;
use crate::error::ImportError;
use crate::sources::{Reader, Source, SourceCard, Yields};
use lofte_model::place::AreaKind;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "own_areas",
    yields: Yields::Places,
    settings: None,
    needs_settings: false,
    readme: include_str!("README.md"),
    about: include_str!("card.sv.md"),
    sample: include_str!("sample.geojson"),
};

/// The municipality's own areas.
#[derive(Clone, Copy, Debug)]
pub struct OwnAreas;

impl Source for OwnAreas {
    fn card(&self) -> &'static SourceCard {
        &CARD
    }

    fn reader(&self, _settings: &str) -> Result<Reader, ImportError> {
        Ok(Reader::Places(Box::new(Borders(AreaKind::Own))))
    }
}
