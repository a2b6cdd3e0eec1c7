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
use lofte_model::mapping::MappingFile;
use lofte_model::place::{Area, AreaKind, MunicipalityCode};
use lofte_model::publication::Limits;
use lofte_model::records::{RecordKind, RowCounts, SpanLength};
use lofte_publish::PublishError;
use lofte_words::Message;
use protected::{Fate, Line, Table};
use serde::Serialize;
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
    let subject = Subject {
        municipality: order.municipality.clone(),
        kind: reader.kind(),
        source: reader.source().to_owned(),
        length: order.length,
    };
    let mut ledger = Ledger::open(&order.ledger, &subject)?;
    let (municipality, areas) = (&order.municipality, order.areas.as_slice());
    let context = Context { municipality, areas, today: order.taken_out, gazetteer: &[] };
    let counted = Counted::of(reader, order, &context, progress)?;
    let spans = counted.spans().ok_or_else(|| AppError::refused(Message::plain("aggregate-nothing")))?;
    let Limits { threshold, protect } = order.limits;
    let params = DisclosureParams { threshold, protect };
    let (secret, mut lines) = (ledger.secret, Vec::new());
    for category in counted.categories(&ledger) {
        let (counts, history) = (counted.of_category(&category), ledger.history(&category));
        let table = Table::new((&order.areas, spans.clone()), counts, history, (&params, secret));
        let (found, stage) = table.protect().map_err(PublishError::from)?;
        lines.extend(found.into_iter().map(|line| (category.clone(), line)));
        ledger.add(&category, stage);
    }
    // First what has been handed over is remembered, then it is there to be handed over: the other way round a failure
    // between the two would let a table out that nobody remembers.
    ledger.save(&order.ledger)?;
    written::table(order, &lines)?;
    let settings = written::settings(order, reader)?;
    Ok(made(order, counted, &lines, settings))
}

fn made(
    order: &Order,
    counted: Counted,
    lines: &[(lofte_model::records::Category, Line)],
    settings: Option<PathBuf>,
) -> Made {
    let sum = |of: &dyn Fn(&Line) -> u64| lines.iter().map(|(_, line)| of(line)).sum::<u64>();
    let all = |fate: Fate| sum(&|line: &Line| u64::from(line.fate == fate));
    let mut categories: Vec<_> = lines.iter().map(|(category, _)| category).collect();
    categories.dedup();
    let (first, last) = counted.spans().map_or((0, 0), |spans| (*spans.start(), *spans.end()));
    let name = |place| written::period(order.length, place);
    Made {
        rows_outside: counted.outside,
        rows_without_area: counted.without_area,
        first: name(first),
        last: name(last),
        size: [
            u64::try_from(last - first + 1).unwrap_or_default(),
            order.areas.len() as u64,
            categories.len() as u64,
        ],
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
        settings,
    }
}
