//! Operations of the rescue service, one a row, as its own system exports them: no mapping is needed.
//!
//! What kind an operation is, is read from the words of its type; a fire whose cause is said to be set is a category of its own,
//! which is not the offence of arson. Rows of other municipalities are passed over, and operations for one person's health are
//! rejected. Of a home only the area is kept. Left out: descriptions, which are never read, and MSB's tables of fires per
//! municipality, which [`super::counts`] reads.

mod columns;
mod words;

use crate::error::ImportError;
use crate::places::Places;
use crate::report::ReadReport;
use crate::row::{Context, RowSink};
use crate::sources::incidents::{Beyond, IncidentMapping, RowJudge, inspected, read_inspected};
use crate::sources::known_form::{KnownForm, labels, named};
use crate::sources::named_area::NamedAreas;
use crate::sources::{SourceCard, Yields};
use crate::table::header::{Header, Likeness, fold, missing};
use crate::table::{Line, Table};
use columns::{Further, LABEL, has_time};
use lofte_model::records::{Category, RecordKind, RejectReason};
use std::path::Path;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "rescue_service",
    yields: Yields::Rows(&[RecordKind::Disturbance]),
    settings: None,
    needs_settings: false,
    readme: include_str!("README.md"),
    about: include_str!("card.sv.md"),
    sample: include_str!("sample.csv"),
};

/// The slug of the source: the same as of a table that comes through a mapping.
const SOURCE: &str = "raddningstjanst";
/// A fire that the leader of the operation says was set.
const SET: &str = "fire_set";
/// Categories of which the point is kept unless the object is a home: they lie in the street.
const OUTDOORS: [&str; 2] = ["fire_outdoors", "traffic_accident"];

/// Operations of the rescue service.
pub static RESCUE_SERVICE: KnownForm =
    KnownForm { card: &CARD, kind: RecordKind::Disturbance, source: SOURCE, read };

fn read(path: &Path, context: &Context<'_>, sink: &mut dyn RowSink) -> Result<ReadReport, ImportError> {
    let inspected = inspected(path, &[], None, sink)?;
    let mut table = Table::open(path, &inspected)?;
    let header = table.header(&Export, None, None)?;
    let further = Further::of(&header.names)?;
    let mapping = mapping(&mut table, &header, further)?;
    let places = Places::new(context.areas)?;
    let operations = Operations { further, areas: NamedAreas::new(context, &places) };
    let beyond = Beyond { count: None, judge: Some(&operations) };
    read_inspected((path, inspected), &mapping, beyond, context, sink)
}

/// What the columns of this file are, and what the words in it mean.
fn mapping(table: &mut Table, header: &Header, further: Further) -> Result<IncidentMapping, ImportError> {
    let mut mapping = IncidentMapping::parse(include_str!("mapping.toml"))?;
    columns::settle(table, header, &mut mapping)?;
    for label in labels(table, header, &header.names[further.label])? {
        mapping.categories.add(&label, words::category(&label));
    }
    Ok(mapping)
}

/// What is known of single operations.
struct Operations<'a> {
    further: Further,
    areas: NamedAreas<'a>,
}

impl RowJudge for Operations<'_> {
    fn is_elsewhere(&self, line: &Line<'_>) -> bool {
        let municipality = Further::text(line, self.further.municipality);
        !municipality.is_empty() && !self.areas.is_ours(municipality)
    }

    fn refused(&self, line: &Line<'_>) -> Option<(usize, RejectReason)> {
        let label = self.further.label;
        words::is_care(line.cell(label)).then_some((label, RejectReason::PersonalCare))
    }

    fn category(&self, line: &Line<'_>, category: Category) -> Category {
        let set = words::is_fire(&category) && words::is_set(Further::text(line, self.further.cause));
        if set { Category::new(SET) } else { category }
    }

    fn may_be_a_home(&self, line: &Line<'_>) -> bool {
        let category = words::category(line.cell(self.further.label));
        let unsaid = !OUTDOORS.contains(&category.as_str());
        words::is_home(Further::text(line, self.further.object)).unwrap_or(unsaid)
    }
}

/// A header of the export.
struct Export;

impl Likeness for Export {
    fn score(&self, names: &[String]) -> usize {
        usize::from(named(names, &LABEL).is_some()) + usize::from(has_time(names))
    }

    fn full(&self) -> usize {
        2
    }

    fn complaint(&self, names: &[String]) -> ImportError {
        missing(if named(names, &LABEL).is_none() { "Händelsetyp" } else { "Larmtid" }, names)
    }

    fn within(&self, cell: &str) -> bool {
        let cell = fold(cell);
        LABEL.iter().any(|label| cell.contains(label)) && (cell.contains("larm") || cell.contains("datum"))
    }
}
