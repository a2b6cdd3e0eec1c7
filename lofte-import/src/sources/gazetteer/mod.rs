//! A gazetteer of the municipality's own: a table with a name or an address on each row and where it is, such as an extract of
//! its register of addresses. Coordinates may be in any system that incidents may come in.
//!
//! A file is taken in the place of the one before. Leaves out everything of a row but its name, postcode, locality, point
//! and how exactly that is known: who owns or lives there is not read.

mod columns;

use crate::coordinates::{Coordinates, pair};
use crate::error::ImportError;
use crate::gazetteer::written::{Address, place_name, postcode};
use crate::inspect::Inspected;
use crate::number::{decimal, whole};
use crate::places::Places;
use crate::rejects::Rejects;
use crate::report::Note;
use crate::row::Context;
use crate::sources::{Reader, Source, SourceCard, Yields};
use crate::table::header::Header;
use crate::table::{Columns, Line, Table};
use columns::Places as ColumnPlaces;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::gazetteer::GazetteerEntry;
use lofte_model::mapping::MappingFile;
use lofte_model::records::{Position, Reject, RejectReason, RowCounts};
use lofte_model::screening::holds_identity_number;
use std::collections::HashSet;
use std::fmt::Debug;
use std::ops::ControlFlow;
use std::path::Path;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "gazetteer",
    yields: Yields::Gazetteer,
    settings: None,
    needs_settings: false,
    readme: include_str!("README.md"),
    about: include_str!("card.sv.md"),
    sample: include_str!("sample.csv"),
};

/// Most names that a gazetteer has.
const MOST_ENTRIES: usize = 500_000;
/// Longest name.
const LONGEST: usize = 120;

/// The municipality's own gazetteer.
#[derive(Clone, Copy, Debug)]
pub struct OwnGazetteer;

/// Where the table of a file stands and what its columns are.
#[derive(Clone, Debug)]
pub struct TableForm {
    /// The file itself.
    pub inspected: Inspected,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The row of the header.
    pub header_row: u64,
    /// The columns, and how coordinates are written.
    pub mapping: MappingFile,
}

/// Looks for the form of a file: [`crate::guess::form`], which knows sources and is known by none.
pub type LookForForm = fn(&Path, &Context<'_>) -> Result<TableForm, ImportError>;

/// Reads a file of names and points.
pub trait GazetteerReader: Debug + Send + Sync {
    /// Reads a file whole, in the form that `look` finds it to have. `progress` hears how many bytes of how many were read.
    ///
    /// # Errors
    /// Why the whole file is refused.
    fn read(
        &self,
        path: &Path,
        context: &Context<'_>,
        look: LookForForm,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<GazetteerReport, ImportError>;
}

/// What a file of names says.
#[derive(Clone, Debug, PartialEq)]
pub struct GazetteerReport {
    /// Everything that stands in it.
    pub entries: Vec<GazetteerEntry>,
    /// What became of its rows: new, known before or twice in the file, rejected.
    pub counts: RowCounts,
    /// Rows that could not be taken.
    pub rejects: Vec<Reject>,
    /// Things worth knowing that stopped nothing.
    pub notes: Vec<Note>,
    /// SHA-256 of the file as it was delivered.
    pub fingerprint: Fingerprint,
}

impl Source for OwnGazetteer {
    fn card(&self) -> &'static SourceCard {
        &CARD
    }

    fn reader(&self, _settings: &str) -> Result<Reader, ImportError> {
        Ok(Reader::Gazetteer(Box::new(*self)))
    }
}

impl GazetteerReader for OwnGazetteer {
    fn read(
        &self,
        path: &Path,
        context: &Context<'_>,
        look: LookForForm,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<GazetteerReport, ImportError> {
        let total = 2 * crate::bytes::size(path)?;
        // Where the table stands and how its coordinates are written is looked for as in a file of incidents.
        let proposal = look(path, context)?;
        progress(total / 2, total);
        let mut table = Table::open(path, &proposal.inspected)?;
        let header =
            table.header(&Columns(Vec::new()), proposal.sheet.as_deref(), Some(proposal.header_row))?;
        let of = ColumnPlaces::new(&header.names, &proposal.mapping)?;
        let places = Places::new(context.areas)?;
        let mut reading = Reading::new(context, &header, &of, &places);
        table.each(header.row, &mut |line| {
            reading.row(line)?;
            progress(total / 2 + line.done, total);
            Ok(ControlFlow::Continue(()))
        })?;
        progress(total, total);
        let notes = table.notes_of_file(&proposal.inspected, &header);
        reading.report(&proposal.inspected, notes)
    }
}

/// Why a row is not taken: the column, and the reason.
type Refusal = (Option<usize>, RejectReason);

/// The names while they are read.
struct Reading<'a> {
    header: &'a Header,
    of: &'a ColumnPlaces,
    places: &'a Places,
    coordinates: Coordinates,
    known: HashSet<String>,
    seen: HashSet<String>,
    entries: Vec<GazetteerEntry>,
    rejects: Vec<Reject>,
    lines: Rejects,
    stored: u64,
    duplicate: u64,
}

impl<'a> Reading<'a> {
    fn new(context: &Context<'_>, header: &'a Header, of: &'a ColumnPlaces, places: &'a Places) -> Self {
        Self {
            header,
            of,
            places,
            coordinates: Coordinates::new(of.point.system),
            known: context.gazetteer.iter().map(same).collect(),
            seen: HashSet::new(),
            entries: Vec::new(),
            rejects: Vec::new(),
            lines: Rejects::default(),
            stored: 0,
            duplicate: 0,
        }
    }

    fn row(&mut self, line: &Line<'_>) -> Result<(), ImportError> {
        let refusal = match self.header.misfit(line) {
            Some(reason) => Err((None, reason)),
            None => self.entry(line),
        };
        match refusal {
            Err((column, reason)) => {
                let reject = self.lines.below(line, self.header, column, reason);
                self.rejects.push(reject);
            }
            Ok(entry) => {
                let same = same(&entry);
                let twice = self.seen.contains(&same);
                if twice || self.known.contains(&same) {
                    self.duplicate += 1;
                } else {
                    self.stored += 1;
                }
                if !twice {
                    self.seen.insert(same);
                    self.entries.push(entry);
                }
                if self.entries.len() > MOST_ENTRIES {
                    return Err(ImportError::TooManyRows { limit: MOST_ENTRIES as u64 });
                }
            }
        }
        Ok(())
    }

    fn entry(&self, line: &Line<'_>) -> Result<GazetteerEntry, Refusal> {
        let cell = |column: usize| line.cell(column).trim();
        let cells = self.of.name.iter().map(|column| cell(*column)).filter(|text| !text.is_empty());
        let name = cells.collect::<Vec<_>>().join(" ");
        let column = self.of.name.first().copied();
        if name.is_empty() {
            return Err((column, RejectReason::MissingValue));
        }
        let maybe = |column: Option<usize>| column.map(cell).filter(|text| !text.is_empty());
        let (code, locality) = (maybe(self.of.postcode), maybe(self.of.locality));
        let texts = [Some(name.as_str()), code, locality];
        if texts.into_iter().flatten().any(holds_identity_number) {
            return Err((column, RejectReason::PersonalNumber));
        }
        // A name of hundreds of letters is something else that somebody wrote.
        let name: String = name.chars().take(LONGEST).collect();
        let Position { lon, lat } = self.position(line)?;
        let metres = maybe(self.of.metres).and_then(whole).and_then(|metres| u32::try_from(metres).ok());
        Ok(GazetteerEntry {
            name,
            postcode: code.and_then(postcode),
            locality: locality.map(str::to_owned),
            lon: rounded(lon),
            lat: rounded(lat),
            metres: metres.filter(|metres| *metres > 0),
        })
    }

    fn position(&self, line: &Line<'_>) -> Result<Position, Refusal> {
        let (first, second) = self.of.pair;
        let number = |column: usize| {
            let text = line.cell(column);
            let text = match self.of.point.thousands {
                Some(sign) => text.replace(sign, ""),
                None => text.to_owned(),
            };
            decimal(&text)
        };
        let numbers = if first == second {
            pair(line.cell(first)).map(
                |(one, other, named)| {
                    if named || one < other { (one, other) } else { (other, one) }
                },
            )
        } else {
            number(first).zip(number(second))
        };
        let missing = line.cell(first).is_empty() || line.cell(second).is_empty();
        let bad = if missing { RejectReason::MissingValue } else { RejectReason::BadCoordinate };
        let (east, north) = numbers.ok_or((Some(first), bad))?;
        self.coordinates.checked(east, north, self.places.near()).map_err(|reason| (Some(first), reason))
    }

    fn report(self, inspected: &Inspected, notes: Vec<Note>) -> Result<GazetteerReport, ImportError> {
        let rejected = self.rejects.len() as u64;
        let read = self.stored + self.duplicate + rejected;
        let counts = RowCounts::new(read, self.stored, self.duplicate, rejected)?;
        let (entries, rejects) = (self.entries, self.rejects);
        Ok(GazetteerReport { entries, counts, rejects, notes, fingerprint: inspected.fingerprint.clone() })
    }
}

/// A position to a decimetre: what is finer is chance of the projection.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

/// What makes two entries one.
fn same(entry: &GazetteerEntry) -> String {
    let whole = Address::of(&entry.name).whole().unwrap_or_else(|| place_name(&entry.name));
    let GazetteerEntry { postcode, locality, lon, lat, metres, .. } = entry;
    format!("{whole}|{postcode:?}|{:?}|{lon}|{lat}|{metres:?}", locality.as_deref().map(place_name))
}
