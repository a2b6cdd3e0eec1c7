//! The extract of reported offences that the police give to a municipality, whose columns are known: no mapping is needed.
//!
//! Each row is an offence, or as many as its column `antal` says. What kind it is, is read from the words of the offence
//! code; words that say nothing known become `other`, and the codes themselves are not kept. An address or the name of a
//! place is looked up in the gazetteer and not kept. Left out: tables of counts, which [`super::counts`] reads.

mod words;

use crate::error::ImportError;
use crate::report::ReadReport;
use crate::row::{Context, RowSink};
use crate::sources::incidents::{Beyond, IncidentMapping, TimeColumns, inspected, read_inspected};
use crate::sources::known_form::{KnownForm, labels, name_columns, named};
use crate::sources::{SourceCard, Yields};
use crate::table::Table;
use crate::table::header::{Header, Likeness, fold, missing};
use lofte_model::records::RecordKind;
use std::path::Path;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "police",
    yields: Yields::Rows(&[RecordKind::Offence]),
    settings: None,
    needs_settings: false,
    readme: include_str!("README.md"),
    about: include_str!("card.sv.md"),
    sample: include_str!("sample.csv"),
};

/// The slug of the source: the same as of a table that comes through a mapping.
const SOURCE: &str = "polisen";

const LABEL: [&str; 4] = ["brottskod text", "brottskodtext", "brottskod klartext", "brott"];
const TIME: [&str; 4] = ["brottsdatum från", "brottstid från", "brottsdatum", "inskrivningsdatum"];
const END: [&str; 2] = ["brottsdatum till", "brottstid till"];
const AREA: [&str; 4] = ["desokod", "deso", "deso-kod", "regsokod"];
const COUNT: [&str; 1] = ["antal"];
const ADDRESS: [&str; 4] = ["brottsplats adress", "gatuadress", "adress", "brottsplats"];
const PLACE: [&str; 2] = ["platsnamn", "plats"];

/// The police extract.
pub static POLICE: KnownForm = KnownForm { card: &CARD, kind: RecordKind::Offence, source: SOURCE, read };

fn read(path: &Path, context: &Context<'_>, sink: &mut dyn RowSink) -> Result<ReadReport, ImportError> {
    let inspected = inspected(path, &[], None, sink)?;
    let mut table = Table::open(path, &inspected)?;
    let header = table.header(&Extract, None, None)?;
    let mapping = mapping(&mut table, &header)?;
    let count = named(&header.names, &COUNT);
    let beyond = Beyond { count, judge: None };
    read_inspected((path, inspected), &mapping, beyond, context, sink)
}

/// What the columns of this file are, and what the words in it mean.
fn mapping(table: &mut Table, header: &Header) -> Result<IncidentMapping, ImportError> {
    let names = &header.names;
    let column = |known: &[&str]| named(names, known).map(str::to_owned);
    let label = column(&LABEL).ok_or_else(|| missing("Brottskod text", names))?;
    let time = column(&TIME).ok_or_else(|| missing("Brottsdatum från", names))?;
    let labels = labels(table, header, &label)?;
    let mut mapping = IncidentMapping::parse(include_str!("mapping.toml"))?;
    mapping.time = TimeColumns::One(time);
    mapping.end = column(&END);
    mapping.area = column(&AREA);
    mapping.named = name_columns(names, &ADDRESS, &PLACE);
    mapping.category = Some(label);
    for label in labels {
        mapping.categories.add(&label, words::category(&label));
    }
    Ok(mapping)
}

/// A header of the extract.
struct Extract;

impl Likeness for Extract {
    fn score(&self, names: &[String]) -> usize {
        [&LABEL[..], &TIME[..]].iter().filter(|known| named(names, known).is_some()).count()
    }

    fn full(&self) -> usize {
        2
    }

    fn complaint(&self, names: &[String]) -> ImportError {
        let lacking = if named(names, &LABEL).is_none() { "Brottskod text" } else { "Brottsdatum från" };
        missing(lacking, names)
    }

    fn within(&self, cell: &str) -> bool {
        let cell = fold(cell);
        cell.contains("brottskod") && cell.contains("datum")
    }
}
