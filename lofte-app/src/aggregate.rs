//! Counts instead of rows, for whoever holds the rows: a table of area by period by category that may be handed over,
//! because nobody can work out of it what it withholds.
//!
//! It is made on the machine where the rows are and needs no house: a file is read as a delivery of incidents is read, its
//! rows are counted, and each category is protected as a table of periods and areas by the same functions and with the
//! same lowest limits as counts that are published ([`lofte_analysis::disclosure::sequence`]). What comes of it is a file
//! that the source `counts` reads, in which a withheld count is marked as withheld and never as nought.
//!
//! Tables are handed over again and again while rows come in, so what has been handed over is remembered in a ledger on
//! the same machine. It holds the counts themselves and must never be handed over. Left out: places that the municipality
//! has drawn, which overlap with the statistical areas, and sums over categories or areas smaller than the municipality.

mod counted;
mod ledger;
mod protected;
mod written;

use crate::delivery::{Source, look};
use crate::error::AppError;
use counted::Counted;
use jiff::civil::Date;
use ledger::{Ledger, Subject};
use lofte_analysis::disclosure::DisclosureParams;
use lofte_import::guess::{Hints, Proposal, Trial, guess, trial};
use lofte_import::{Context, IncidentMapping, Note, Problem, reference};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::mapping::MappingFile;
use lofte_model::place::{Area, AreaKind, MunicipalityCode};
use lofte_model::publication::Limits;
use lofte_model::records::{RecordKind, RowCounts, SpanLength};
use lofte_publish::PublishError;
use lofte_words::Message;
use protected::{Fate, Line, Table};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A table to make.
#[derive(Clone, Debug)]
pub struct Order {
    /// How the file is read.
    pub source: Source,
    /// The file with the rows.
    pub file: PathBuf,
    /// Whose table it is.
    pub municipality: MunicipalityCode,
    /// Its statistical areas, with borders where positions are to be placed.
    pub areas: Vec<Area>,
    /// The day on which the rows were taken out: a period that is not over then is not counted.
    pub taken_out: Date,
    /// Only periods from this day on.
    pub from: Option<Date>,
    /// Only periods up to this day.
    pub to: Option<Date>,
    /// How long the periods are.
    pub length: SpanLength,
    /// What is too small to be told.
    pub limits: Limits,
    /// Whether every count may still change.
    pub preliminary: bool,
    /// Where the table is written.
    pub table: PathBuf,
    /// Where it is remembered what has been handed over.
    pub ledger: PathBuf,
    /// Other files that are read or written, and must not be the same as any of these.
    pub others: Vec<PathBuf>,
}

/// What was made.
#[derive(Clone, Debug, Serialize)]
pub struct Made {
    /// What became of the rows of the file.
    pub rows: RowCounts,
    /// Things worth knowing of the file.
    pub notes: Vec<Note>,
    /// What could not be taken.
    pub problems: Vec<Problem>,
    /// Rows of periods that were not over, or that were not asked for.
    pub rows_outside: u64,
    /// Rows without a known area: they are in the counts of the whole municipality alone.
    pub rows_without_area: u64,
    /// Rows whose position lies outside of the municipality: they are not counted.
    pub rows_elsewhere: u64,
    /// Whether the ledger knew of no table before.
    pub first_of_all: bool,
    /// The first period, as the table writes it.
    pub first: String,
    /// The last one.
    pub last: String,
    /// Periods, areas and categories of the table.
    pub size: [u64; 3],
    /// Counts in the table, with those that are withheld.
    pub figures: u64,
    /// Withheld because they are too small.
    pub small: u64,
    /// Withheld because the small ones could be worked out from them.
    pub others: u64,
    /// Counts of the whole municipality that are withheld because they are too small.
    pub small_totals: u64,
    /// Periods of a category whose areas are all withheld: nothing less protects them.
    pub without_areas: u64,
    /// Periods of a category that stay as they were handed over before, since too few rows have come.
    pub kept: u64,
    /// What is withheld from 1 up to one less than this.
    pub threshold: u64,
    /// The settings that the table must be read with, where it is not one of the police's offences.
    pub settings: Option<PathBuf>,
}

/// The statistical areas that rows are placed in: those of a file, or else those that the program has.
///
/// # Errors
/// The file holds no areas of the municipality that can be used.
pub fn areas(municipality: &MunicipalityCode, file: Option<&Path>, day: Date) -> Result<Vec<Area>, AppError> {
    let mut areas = match file {
        None => reference::regso(municipality),
        Some(file) => look(&[(Source::new("areas", None)?, file.to_owned())], municipality, day)?,
    };
    areas.retain(|area| area.kind == AreaKind::Statistical);
    if areas.is_empty() {
        return Err(AppError::refused(Message::plain("aggregate-no-areas")));
    }
    Ok(areas)
}

/// A guess at how a file of rows is read.
///
/// # Errors
/// The file is no table.
pub fn propose(file: &Path, areas: &[Area], today: Date) -> Result<Proposal, AppError> {
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
    Ok(guess(file, &Hints { areas, today, file_name: &name, ..Hints::default() })?)
}

/// What would come of the file as it was guessed: its first rows, and what cannot be taken.
///
/// # Errors
/// The file as a whole is refused.
pub fn try_out(
    file: &Path,
    mapping: MappingFile,
    context: &Context<'_>,
    shown: usize,
) -> Result<Trial, AppError> {
    Ok(trial(file, &IncidentMapping::of(mapping)?, context, shown)?)
}

/// Counts the rows of a file and writes the table, with what has been handed over before taken into account.
///
/// # Errors
/// The file is refused as a delivery of it would be; there is nothing to count; the ledger is of something else.
pub fn make(order: &Order, progress: &mut dyn FnMut(u64, u64)) -> Result<Made, AppError> {
    let reader = order.source.rows()?;
    if !RecordKind::INCIDENTS.contains(&reader.kind()) {
        return Err(AppError::refused(Message::plain("aggregate-not-incidents")));
    }
    let codes: BTreeSet<&str> = order.areas.iter().map(|area| area.code.as_str()).collect();
    let subject = Subject {
        municipality: order.municipality.clone(),
        kind: reader.kind(),
        source: reader.source().to_owned(),
        length: order.length,
        areas: Fingerprint::of(&codes)?,
    };
    no_file_twice(order)?;
    let Some(_lock) = Ledger::lock(&order.ledger)? else {
        return Err(AppError::refused(Message::plain("aggregate-busy")));
    };
    let mut ledger = Ledger::open(&order.ledger, &subject)?;
    let first_of_all = ledger.is_new();
    let (municipality, areas) = (&order.municipality, order.areas.as_slice());
    let context = Context { municipality, areas, today: order.taken_out, gazetteer: &[] };
    let counted = Counted::of(reader, order, &context, progress)?;
    let spans = counted.spans();
    if spans.is_empty() {
        return Err(AppError::refused(Message::plain("aggregate-nothing")));
    }
    let Limits { threshold, protect } = order.limits;
    let params = DisclosureParams { threshold, protect };
    let (secret, mut lines) = (ledger.secret, Vec::new());
    for category in counted.categories() {
        let (counts, history) = (counted.of_category(category), ledger.history(category));
        let table = Table::new((&order.areas, spans.clone()), counts, history, (&params, secret));
        let (found, stage) = table.protect().map_err(PublishError::from)?;
        lines.extend(found.into_iter().map(|line| (category.clone(), line)));
        ledger.add(category, stage);
    }
    // First what has been handed over is remembered, then it is there to be handed over: the other way round a failure
    // between the two would let a table out that nobody remembers.
    ledger.save(&order.ledger)?;
    written::table(order, &lines)?;
    let settings = written::settings(order, reader)?;
    Ok(Made { first_of_all, settings, ..made(order, counted, &lines) })
}

/// Refuses to write one thing over another, or over what is read.
fn no_file_twice(order: &Order) -> Result<(), AppError> {
    let settings = written::settings_path(&order.table);
    let mut files = vec![&order.file, &order.table, &order.ledger, &settings];
    files.extend(&order.others);
    let mut seen = BTreeSet::new();
    for file in files {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let named = file.canonicalize().unwrap_or_else(|_| folder.join(file.file_name().unwrap_or_default()));
        if !seen.insert(named) {
            return Err(AppError::refused(Message::with("aggregate-file-twice", "file", file.display())));
        }
    }
    Ok(())
}

fn made(order: &Order, counted: Counted, lines: &[(lofte_model::records::Category, Line)]) -> Made {
    let sum = |of: &dyn Fn(&Line) -> u64| lines.iter().map(|(_, line)| of(line)).sum::<u64>();
    let all = |fate: Fate| sum(&|line: &Line| u64::from(line.fate == fate));
    let mut categories: Vec<_> = lines.iter().map(|(category, _)| category).collect();
    categories.dedup();
    let spans = counted.spans();
    let (first, last) = (spans.first().copied().unwrap_or(0), spans.last().copied().unwrap_or(0));
    let name = |place| written::period(order.length, place);
    Made {
        rows_outside: counted.outside,
        rows_without_area: counted.without_area,
        rows_elsewhere: counted.elsewhere,
        first_of_all: false,
        first: name(first),
        last: name(last),
        size: [spans.len() as u64, order.areas.len() as u64, categories.len() as u64],
        figures: sum(&|line| line.cells.len() as u64 + 1),
        small: sum(&|line| line.small),
        others: sum(&|line| line.others),
        small_totals: sum(&|line| u64::from(line.total.is_none())),
        without_areas: all(Fate::Out),
        kept: sum(&|line| u64::from(line.grown)),
        threshold: order.limits.threshold,
        rows: counted.report.counts,
        notes: counted.report.notes,
        problems: counted.problems,
        settings: None,
    }
}
