//! Sources whose form is known, so that nothing has to be said of a file before it is read.

use super::incidents::NameColumns;
use super::{Reader, RowReader, Source, SourceCard};
use crate::error::ImportError;
use crate::report::ReadReport;
use crate::row::{Context, RowSink};
use crate::table::header::{Header, place};
use crate::table::{Columns, Table};
use lofte_model::records::RecordKind;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;

/// Different texts that a column of kinds may have: the police have some five hundred codes of offences.
const MOST_LABELS: usize = 5_000;

/// Reads a file into the sink.
type ReadFile = fn(&Path, &Context<'_>, &mut dyn RowSink) -> Result<ReadReport, ImportError>;

/// A source that needs no settings: every file of it is read alike.
#[derive(Clone, Copy, Debug)]
pub struct KnownForm {
    pub(super) card: &'static SourceCard,
    /// What its rows tell of.
    pub(super) kind: RecordKind,
    /// The slug of its rows.
    pub(super) source: &'static str,
    pub(super) read: ReadFile,
}

impl Source for KnownForm {
    fn card(&self) -> &'static SourceCard {
        self.card
    }

    fn reader(&self, _settings: &str) -> Result<Reader, ImportError> {
        Ok(Reader::Rows(Box::new(*self)))
    }
}

impl RowReader for KnownForm {
    fn kind(&self) -> RecordKind {
        self.kind
    }

    fn source(&self) -> &str {
        self.source
    }

    fn synthetic(&self) -> bool {
        false
    }

    fn read(
        &self,
        path: &Path,
        context: &Context<'_>,
        sink: &mut dyn RowSink,
    ) -> Result<ReadReport, ImportError> {
        (self.read)(path, context, sink)
    }
}

/// The first of the columns that are there, as the file writes it.
pub(super) fn named<'a>(names: &'a [String], known: &[&str]) -> Option<&'a str> {
    place(names, known).and_then(|column| names.get(column)).map(String::as_str)
}

/// Columns that name a place, where addresses go by these names and places by those.
pub(super) fn name_columns(names: &[String], address: &[&str], place: &[&str]) -> NameColumns {
    let column = |known: &[&str]| named(names, known).map(str::to_owned);
    NameColumns {
        address: column(address),
        place: column(place),
        postcode: column(&["postnummer", "postnr"]),
        locality: column(&["tätort", "ort"]),
    }
}

/// The different texts of a column.
pub(super) fn labels(
    table: &mut Table,
    header: &Header,
    column: &str,
) -> Result<BTreeSet<String>, ImportError> {
    let place = Columns::place(column, &header.names)?;
    let mut labels = BTreeSet::new();
    table.each(header.row, &mut |line| {
        let text = line.cell(place);
        if !text.is_empty() && labels.len() < MOST_LABELS && !labels.contains(text) {
            labels.insert(text.to_owned());
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(labels)
}
