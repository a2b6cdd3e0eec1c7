//! Tables of counts: area by period by category, as the police and others hand them over when they hand over no rows.
//!
//! A table is long or wide, with titles above and sums within. Each figure becomes a count of its own; none is an incident.
//! A figure that is withheld is not nought, figures that contradict each other are both rejected, and a period that is not
//! over is not taken. Left out: adding areas up to a municipality or months to a year.

mod figures;
mod layout;
mod settings;
mod span;
#[cfg(test)]
mod tests;

use crate::error::ImportError;
use crate::inspect::inspect_with;
use crate::places::Places;
use crate::report::ReadReport;
use crate::row::{Context, RowSink};
use crate::sources::{Reader, RowReader, Source, SourceCard, Yields};
use crate::table::Table;
use crate::table::header::{Header, fold, missing};
use figures::Figures;
use layout::{Given, Layout, LayoutLikeness};
use lofte_model::records::RecordKind;
use settings::Settings;
use std::ops::ControlFlow;
use std::path::Path;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "counts",
    yields: Yields::Rows(&[RecordKind::Counts]),
    settings: Some(include_str!("settings.toml")),
    needs_settings: false,
    readme: include_str!("README.md"),
    about: include_str!("card.sv.md"),
    sample: include_str!("sample.csv"),
};

/// Tables of counts; what a person says of them may be left out.
#[derive(Clone, Copy, Debug)]
pub struct Counts;

impl Source for Counts {
    fn card(&self) -> &'static SourceCard {
        &CARD
    }

    fn reader(&self, settings: &str) -> Result<Reader, ImportError> {
        Ok(Reader::Rows(Box::new(CountReader(Settings::parse(settings)?))))
    }
}

/// Reads tables by what was said of them.
#[derive(Debug)]
struct CountReader(Settings);

impl RowReader for CountReader {
    fn kind(&self) -> RecordKind {
        RecordKind::Counts
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

/// Characters of a title that are looked at; they are kept nowhere.
const LONGEST_TITLE: usize = 300;

/// Words around a date that is not what the figures are of.
const MADE: [&str; 6] = ["uttag", "hämta", "uppdater", "skapa", "utskriv", "publicer"];

/// Whether a title tells when a table was made.
fn is_about_making(title: &str) -> bool {
    let title = fold(title);
    MADE.iter().any(|word| title.contains(word))
}

/// Reads a table into the sink. It is gone through twice: which figures contradict each other is known after the last.
fn read(
    path: &Path,
    settings: &Settings,
    context: &Context<'_>,
    sink: &mut dyn RowSink,
) -> Result<ReadReport, ImportError> {
    let size = crate::bytes::size(path)?;
    let total = 3 * size;
    let inspected = inspect_with(path, &[], None, &mut |done| sink.progress(done, total))?;
    let mut table = Table::open(path, &inspected)?;
    let (header, given) = header(&mut table, settings)?;
    let layout = Layout::of(&header.names, given)?;
    let titles = titles(&mut table, &header)?;
    let year = layout::year_of(&titles);
    if layout.lacks_year() && year.is_none() {
        return Err(missing("År", &header.names));
    }
    let places = Places::new(context.areas)?;
    let mut figures = Figures::new(settings, context, &header, &layout, &places);
    let of_title = layout.lacks_year() || (layout.lacks_period() && settings.period.is_none());
    figures.titles(&titles, year.filter(|_| of_title));
    table.each(header.row, &mut |line| {
        match header.misfit(line) {
            Some(_) => figures.pass_over(line),
            None => figures.compare(line),
        }
        sink.progress(size + line.done, total);
        Ok(ControlFlow::Continue(()))
    })?;
    figures.not_divided()?;
    figures.begin_again();
    table.each(header.row, &mut |line| {
        match header.misfit(line) {
            Some(reason) => figures.misfit(line, reason, sink)?,
            None => figures.row(line, sink)?,
        }
        sink.progress(2 * size + line.done, total);
        Ok(ControlFlow::Continue(()))
    })?;
    sink.progress(total, total);
    let mut notes = table.notes_of_file(&inspected, &header);
    notes.extend(figures.notes());
    figures.tally.report(inspected, notes)
}

/// The header, and what is said beside it. Where no column has a period and nobody has given one, the titles may tell it.
fn header(table: &mut Table, settings: &Settings) -> Result<(Header, Given), ImportError> {
    let given = Given { category: settings.category.is_some(), period: settings.period.is_some() };
    let mut find = |given: Given| {
        layout::header(table, &LayoutLikeness { given }, settings.sheet.as_deref())
            .map(|header| (header, given))
    };
    let refused = match find(given) {
        Err(refused @ (ImportError::MissingColumn { .. } | ImportError::NoHeader { .. })) => refused,
        other => return other,
    };
    let Ok((header, dated)) = find(Given { period: true, ..given }) else { return Err(refused) };
    let year = layout::year_of(&titles(table, &header)?);
    if year.is_some() { Ok((header, dated)) } else { Err(refused) }
}

/// What stands above the header and on the sheet.
fn titles(table: &mut Table, header: &Header) -> Result<Vec<String>, ImportError> {
    let mut titles: Vec<String> = table.sheet().into_iter().collect();
    table.each(0, &mut |line| {
        if line.row >= header.row {
            return Ok(ControlFlow::Break(()));
        }
        let cells = line.cells.iter().filter(|cell| !cell.trim().is_empty());
        titles.extend(cells.map(|cell| cell.chars().take(LONGEST_TITLE).collect::<String>()));
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(titles)
}
