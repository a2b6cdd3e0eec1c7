//! Results of surveys as their publisher gives them out: a share or a mean in each row, with what is known of how sure it is.
//!
//! Most municipalities never get the answers of their safety survey, only such a table. Nothing is estimated anew from it.
//! Left out: the answers themselves, which [`super::survey`] reads.

mod figures;
mod layout;
#[cfg(test)]
mod tests;

use crate::error::{ImportError, Rule};
use crate::inspect::inspect_with;
use crate::places::Places;
use crate::report::ReadReport;
use crate::row::{Context, RowSink};
use crate::sources::named_area::is_slug;
use crate::sources::{Reader, RowReader, Source, SourceCard, Yields};
use crate::table::Table;
use crate::table::header::missing;
use figures::Figures;
use layout::{Layout, LayoutLikeness};
use lofte_model::records::RecordKind;
use serde::Deserialize;
use std::ops::ControlFlow;
use std::path::Path;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "survey_results",
    yields: Yields::Rows(&[RecordKind::SurveyResults]),
    settings: Some(include_str!("settings.toml")),
    needs_settings: false,
    readme: include_str!("README.md"),
    about: include_str!("card.sv.md"),
    sample: include_str!("sample.csv"),
};

/// Published results of surveys.
#[derive(Clone, Copy, Debug)]
pub struct SurveyResults;

impl Source for SurveyResults {
    fn card(&self) -> &'static SourceCard {
        &CARD
    }

    fn reader(&self, settings: &str) -> Result<Reader, ImportError> {
        let settings: Settings =
            toml::from_str(settings).map_err(|error| ImportError::toml(settings, &error))?;
        if !is_slug(&settings.source) {
            return Err(ImportError::rule("source", Rule::Slug(settings.source)));
        }
        Ok(Reader::Rows(Box::new(ResultReader(settings))))
    }
}

/// What a person may say of such a table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    #[serde(default = "survey")]
    source: String,
    #[serde(default)]
    synthetic: bool,
    sheet: Option<String>,
    /// Whether a table without areas is none of the municipality's.
    #[serde(skip)]
    needs_area: bool,
}

impl Settings {
    /// Those of a source whose tables need no others, and say of each figure which area it is for.
    pub(super) fn of_source(source: &str) -> Self {
        Self { source: source.to_owned(), synthetic: false, sheet: None, needs_area: true }
    }
}

fn survey() -> String {
    "trygghetsmatning".to_owned()
}

/// Reads tables by what was said of them.
#[derive(Debug)]
struct ResultReader(Settings);

impl RowReader for ResultReader {
    fn kind(&self) -> RecordKind {
        RecordKind::SurveyResults
    }

    fn source(&self) -> &str {
        &self.0.source
    }

    fn synthetic(&self) -> bool {
        self.0.synthetic
    }

    fn read(
        &self,
        path: &Path,
        context: &Context<'_>,
        sink: &mut dyn RowSink,
    ) -> Result<ReadReport, ImportError> {
        read(path, &self.0, context, sink)
    }
}

/// Reads a table into the sink. It is gone through thrice: first whether shares are in per cent, then which figures contradict
/// each other, is known after the last.
pub(super) fn read(
    path: &Path,
    settings: &Settings,
    context: &Context<'_>,
    sink: &mut dyn RowSink,
) -> Result<ReadReport, ImportError> {
    let size = crate::bytes::size(path)?;
    let total = 3 * size;
    let inspected = inspect_with(path, &[], None, &mut |done| sink.progress(done, total))?;
    let mut table = Table::open(path, &inspected)?;
    let header = table.header(&LayoutLikeness, settings.sheet.as_deref(), None)?;
    let layout = Layout::of(&header.names)?;
    if settings.needs_area && layout.area.is_none() {
        return Err(missing("Område", &header.names));
    }
    let places = Places::new(context.areas)?;
    let mut figures = Figures::new((&settings.source, context), &header, &layout, &places);
    table.each(header.row, &mut |line| {
        if header.misfit(line).is_none() {
            figures.look(line);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    figures.settle();
    table.each(header.row, &mut |line| {
        if header.misfit(line).is_none() {
            figures.compare(line);
        }
        sink.progress(size + line.done, total);
        Ok(ControlFlow::Continue(()))
    })?;
    table.each(header.row, &mut |line| {
        figures.row(line, header.misfit(line), sink)?;
        sink.progress(2 * size + line.done, total);
        Ok(ControlFlow::Continue(()))
    })?;
    sink.progress(total, total);
    let mut notes = table.notes_of_file(&inspected, &header);
    notes.extend(figures.notes());
    figures.tally.report(inspected, notes)
}
