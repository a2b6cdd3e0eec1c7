//! Tables with one incident a row, from the police, EST, fault reports or anybody else: a mapping says which
//! column is what.
//!
//! Free text is not carried over. Which rows are stored already is for the sink to know.

mod beyond;
mod columns;
mod dates;
mod mapping;
mod named_place;
mod once;
mod points;
mod position;
mod repeated;
mod rows;
mod sameness;
mod scan;
mod seen;
mod sums;
mod taking;
mod texts;

pub(in crate::sources) use beyond::{Beyond, RowJudge};
pub(crate) use dates::Dates;
pub use lofte_model::mapping::{CoordinateSystem, PositionMeaning};
pub use mapping::{IncidentMapping, NameColumns, PlaceColumns, TimeColumns};
pub(crate) use mapping::{encoding_named, place_columns};

use crate::error::ImportError;
use crate::gazetteer::Gazetteer;
use crate::inspect::{Inspected, inspect_with};
use crate::key::Keys;
use crate::letters::Letters;
use crate::places::Places;
use crate::report::ReadReport;
use crate::row::{Context, Earlier, RowSink};
use crate::sources::{Reader, RowReader, Source, SourceCard, Yields};
use crate::table::{Columns, Table};
use lofte_model::records::{RecordKind, RowKey};
use rows::Rows;
use scan::Scan;
use std::path::Path;
use taking::Taking;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "incidents",
    yields: Yields::Rows(&RecordKind::INCIDENTS),
    settings: Some(include_str!("mapping.toml")),
    needs_settings: true,
    readme: include_str!("README.md"),
    about: include_str!("card.sv.md"),
    sample: include_str!("sample.csv"),
};

/// Tables of incidents, each through its mapping.
#[derive(Clone, Copy, Debug)]
pub struct Incidents;

impl Source for Incidents {
    fn card(&self) -> &'static SourceCard {
        &CARD
    }

    fn reader(&self, settings: &str) -> Result<Reader, ImportError> {
        Ok(Reader::Rows(Box::new(IncidentMapping::parse(settings)?)))
    }
}

impl RowReader for IncidentMapping {
    fn kind(&self) -> RecordKind {
        self.kind
    }

    fn source(&self) -> &str {
        &self.source
    }

    fn synthetic(&self) -> bool {
        self.synthetic
    }

    fn read(
        &self,
        path: &Path,
        context: &Context<'_>,
        sink: &mut dyn RowSink,
    ) -> Result<ReadReport, ImportError> {
        read(path, self, context, sink)
    }
}

/// Whether a text is what rows and columns of sums are called.
pub(in crate::sources) fn is_sum_name(text: &str) -> bool {
    sums::named(text).is_some()
}

/// Reads a file of incidents into the sink.
///
/// An error means that the whole file is refused and the sink must be thrown away; bad rows go to the reject list.
pub fn read(
    path: &Path,
    mapping: &IncidentMapping,
    context: &Context<'_>,
    sink: &mut dyn RowSink,
) -> Result<ReadReport, ImportError> {
    let mut inspected = inspected(path, &mapping.columns(), mapping.encoding, sink)?;
    if let (Some(_), Some(delimiter)) = (inspected.delimiter, mapping.delimiter) {
        inspected.delimiter = Some(char::from(delimiter));
    }
    read_inspected((path, inspected), mapping, Beyond::default(), context, sink)
}

/// Goes through a file for its fingerprint and what it is written in, which is the first half of reading it.
pub(in crate::sources) fn inspected(
    path: &Path,
    wanted: &[&str],
    letters: Option<Letters>,
    sink: &mut dyn RowSink,
) -> Result<Inspected, ImportError> {
    let total = 2 * crate::bytes::size(path)?;
    inspect_with(path, wanted, letters, &mut |done| sink.progress(done, total))
}

/// Reads an inspected file, the second half, with what its source knows beyond the mapping.
pub(in crate::sources) fn read_inspected(
    (path, inspected): (&Path, Inspected),
    mapping: &IncidentMapping,
    beyond: Beyond<'_>,
    context: &Context<'_>,
    sink: &mut dyn RowSink,
) -> Result<ReadReport, ImportError> {
    let total = 2 * inspected.bytes;
    let mut table = Table::open(path, &inspected)?;
    let wanted = Columns(mapping.columns());
    let header = table.header(&wanted, mapping.sheet.as_deref(), mapping.header_row)?;
    let count = beyond.count.map(|name| Columns::place(name, &header.names)).transpose()?;
    let places = Places::new(context.areas)?;
    let gazetteer = mapping.named.is_some().then(|| Gazetteer::new(context));
    let keys = || Keys::of_source(&[context.municipality.as_str(), mapping.kind.word(), &mapping.source]);
    let mut rows =
        Rows::new(mapping, &header, &places, context, (&keys(), mapping.serial.or(table.serial())))?;
    (rows.count, rows.judge, rows.gazetteer) = (count, beyond.judge, gazetteer.as_ref());
    // It is the same for all rows, whatever their keys.
    rows.compared = sink.earlier(&RowKey([0; 16])) != Earlier::Nothing;
    table.fill_down(&mapping.fill_down, &header)?;
    let progress = |done| (total / 2 + done, total);

    // What only all rows together show is guessed from the first, so that the file need not be gone through twice.
    let encoding = inspected.encoding;
    let mut scan = Scan::of_beginning(&mut table, &header, &mut rows)?;
    let mut settled = scan.settled(&header, &rows, encoding);
    if settled.is_err() && !scan.is_complete() {
        scan = scan.complete(&mut table, &header, &rows)?;
        settled = scan.settled(&header, &rows, encoding);
    }
    let mut settled = settled?;
    rows.settle(settled.how);
    let mut taking = Taking::new(keys());
    if let Some(whole) = taking.all(&mut table, &rows, &scan, sink, progress)? {
        scan = scan.with(whole);
        settled = scan.settled(&header, &rows, encoding)?;
        if settled.how != rows.how {
            sink.begin_again().map_err(ImportError::Sink)?;
            rows.settle(settled.how);
            taking = Taking::new(keys());
            taking.all(&mut table, &rows, &scan, sink, progress)?;
        }
    }
    sink.progress(total, total);

    let mut notes = table.notes_of_file(&inspected, &header);
    notes.extend(settled.notes);
    taking.finish(inspected, &rows, notes)
}
