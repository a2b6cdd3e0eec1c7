//! Brå's national safety survey (NTU) by municipality, police region or local police area: shares with an interval, as a table.
//!
//! It is read as every table of published results is ([`super::survey_results`]); what is its own is where it comes from and
//! what must be known of it. Rows of the nation, of counties and of other municipalities stand in such a table for
//! comparison and are passed over.

use super::survey_results::{Settings, read as read_results};
use crate::error::ImportError;
use crate::report::ReadReport;
use crate::row::{Context, RowSink};
use crate::sources::known_form::KnownForm;
use crate::sources::{SourceCard, Yields};
use lofte_model::records::RecordKind;
use std::path::Path;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "ntu",
    yields: Yields::Rows(&[RecordKind::SurveyResults]),
    settings: None,
    needs_settings: false,
    readme: include_str!("README.md"),
    about: include_str!("card.sv.md"),
    sample: include_str!("sample.csv"),
};

const SOURCE: &str = "ntu";

/// The national safety survey.
pub static NTU: KnownForm = KnownForm { card: &CARD, kind: RecordKind::SurveyResults, source: SOURCE, read };

fn read(path: &Path, context: &Context<'_>, sink: &mut dyn RowSink) -> Result<ReadReport, ImportError> {
    read_results(path, &Settings::of_source(SOURCE), context, sink)
}
