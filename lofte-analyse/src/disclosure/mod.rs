//! Tables and dots that may be shown, with the proof that nothing narrower than the protection can be worked out.
//!
//! Nothing is computed here.

mod cell_key;
mod crosstable;
mod geomasking;
mod protected;
mod table;

use crate::failure::Outcome;
use crate::input::events::EventArgs;
use crate::output::Terminal;
use clap::Subcommand;

/// The methods.
#[derive(Debug, Subcommand)]
pub(crate) enum DisclosureMethod {
    CellKey(Box<cell_key::CellKeyArgs>),
    Dots(Box<geomasking::GeomaskingArgs>),
    Protect(Box<table::TableArgs>),
}

impl DisclosureMethod {
    /// Where the events are read from; nothing for the method on tables.
    pub(crate) fn events(&mut self) -> Option<&mut EventArgs> {
        match self {
            Self::CellKey(method) => Some(&mut method.events),
            Self::Dots(method) => Some(&mut method.events),
            Self::Protect(_) => None,
        }
    }

    pub(crate) fn act(self, terminal: &mut Terminal<'_>) -> Outcome {
        match self {
            Self::CellKey(method) => method.act(terminal),
            Self::Dots(method) => method.act(terminal),
            Self::Protect(method) => method.act(terminal),
        }
    }
}
