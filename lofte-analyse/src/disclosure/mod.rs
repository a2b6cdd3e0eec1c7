//! Tables and dots that may be shown, with the proof that nothing narrower than the protection can be worked out.
//!
//! Nothing is computed here.

mod crosstable;
mod dots;
mod protected;
mod table;

use crate::failure::Outcome;
use crate::output::Terminal;
use clap::Subcommand;

/// The methods.
#[derive(Debug, Subcommand)]
pub(crate) enum DisclosureMethod {
    Dots(Box<dots::SafeDots>),
    Protect(Box<table::Protect>),
}

impl DisclosureMethod {
    pub(crate) fn act(self, terminal: &mut Terminal<'_>) -> Outcome {
        match self {
            Self::Dots(method) => method.act(terminal),
            Self::Protect(method) => method.act(terminal),
        }
    }
}
