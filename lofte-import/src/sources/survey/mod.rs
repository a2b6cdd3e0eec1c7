//! The answers of a survey wave: one questionnaire a row, one column for each question.
//!
//! Nothing that could join an answer to a person is carried over: not the questionnaire's number, not free text, not
//! the time of the answer. Estimation is not done here.

pub(crate) mod limesurvey;
mod scan;
mod sent;
pub mod structure;
mod wave_file;

pub use wave_file::WaveFile;
use wave_file::Written;

use crate::error::ImportError;
use crate::inspect::{Inspected, inspect_with};
use crate::limits::{MOST_QUESTIONNAIRES, not_too_many};
use crate::number::decimal;
use crate::rejects::Rejects;
use crate::report::{Note, ReadReport};
use crate::row::{Context, Row, RowSink, Taken};
use crate::same::{Labels, same_form};
use crate::sources::{Reader, RowReader, Source, SourceCard, Yields};
use crate::table::header::Header;
use crate::table::{Columns, Fault, Line, Table};
use jiff::civil::Date;
use lofte_model::records::{RecordKind, Reject, RejectReason, RowCounts};
use lofte_model::screening::holds_identity_number;
use lofte_model::survey::{Wave, WaveAnswers, fitted_weights};
use sent::SentIn;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "survey",
    yields: Yields::Rows(&[RecordKind::Survey]),
    settings: Some(include_str!("wave.toml")),
    needs_settings: true,
    readme: include_str!("README.md"),
    about: include_str!("card.sv.md"),
    sample: include_str!("sample.csv"),
};

/// Names of columns that are filled when a questionnaire was sent in, as the usual programs write them.
pub(crate) const SENT_IN: [&str; 8] = [
    "submitdate",
    "date submitted",
    "submitted",
    "inskickad",
    "inskickat",
    "datum inskickad",
    "inskickat datum",
    "slutförd",
];

/// How an export writes the answer to a question that was not shown.
const NOT_SHOWN: &str = "N/A";

/// What became of a file of answers.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyReport {
    /// The answers, with their weights where the file has any.
    pub answers: WaveAnswers,
    /// What became of the rows: a row is stored whole or rejected whole.
    pub counts: RowCounts,
    /// The reject list.
    pub rejects: Vec<Reject>,
    /// The file.
    pub inspected: Inspected,
    /// Things worth knowing that stopped nothing.
    pub notes: Vec<Note>,
}

/// The source that all waves come from, whoever carried them out.
const SOURCE: &str = "trygghetsmatning";

/// Answers of survey waves, each through its design and code book.
#[derive(Clone, Copy, Debug)]
pub struct Survey;

impl Source for Survey {
    fn card(&self) -> &'static SourceCard {
        &CARD
    }

    fn reader(&self, settings: &str) -> Result<Reader, ImportError> {
        Ok(Reader::Rows(Box::new(WaveFile::parse(settings)?)))
    }
}

impl RowReader for WaveFile {
    fn kind(&self) -> RecordKind {
        RecordKind::Survey
    }

    fn source(&self) -> &str {
        SOURCE
    }

    fn synthetic(&self) -> bool {
        self.synthetic
    }

    /// A wave is handed over whole: its answers stand and fall together.
    fn read(
        &self,
        path: &Path,
        context: &Context<'_>,
        sink: &mut dyn RowSink,
    ) -> Result<ReadReport, ImportError> {
        let SurveyReport { answers, counts, rejects, inspected, notes } = read(path, self, context)?;
        rejects.into_iter().try_for_each(|reject| sink.reject(reject)).map_err(ImportError::Sink)?;
        let period = Some(answers.wave.fieldwork);
        let counts = match sink.take(Row::Answers(Box::new(answers))).map_err(ImportError::Sink)? {
            Taken::Duplicate => counts.stored_before(),
            _ => counts,
        };
        Ok(ReadReport { counts, period, inspected, notes })
    }
}

/// Reads the answers of a wave.
pub fn read(path: &Path, file: &WaveFile, context: &Context<'_>) -> Result<SurveyReport, ImportError> {
    let wanted = file.columns();
    let inspected = inspect_with(path, &wanted, file.encoding, &mut |_| ())?;
    let mut table = Table::open(path, &inspected)?;
    let header = table.header(&Columns(wanted), file.sheet.as_deref(), file.header_row)?;
    table.fill_down(&file.fill_down, &header)?;
    let mut sheets = Questionnaires::new(file, &header, context.today)?;
    let (mut rejects, mut lines) = (Vec::new(), Rejects::default());
    scan::look(&mut table, &header, &sheets)?;
    let (mut read, mut stored) = (0, 0);
    table.each(header.row, &mut |line| {
        read += 1;
        not_too_many(read, MOST_QUESTIONNAIRES)?;
        match sheets.row(line, &header) {
            Ok(()) => stored += 1,
            Err((column, reason)) => rejects.push(lines.below(line, &header, column, reason)),
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if let (Some(first), true) = (rejects.first(), stored == 0 && rejects.len() > 1) {
        let alike = |other: &Reject| other.reason == first.reason && other.column == first.column;
        if rejects.iter().all(alike) {
            return Err(ImportError::EveryRow { rows: read, reject: Box::new(first.clone()) });
        }
    }
    let counts = RowCounts::new(read, stored, 0, rejects.len() as u64)?;
    let mut notes = table.notes_of_file(&inspected, &header);
    notes.extend(sheets.notes(&header, context));
    let weights = sheets.weights.map(|weights| fitted_weights(&file.wave.strata, &sheets.stratum, &weights));
    let weights = weights.transpose().map_err(|source| ImportError::Weights {
        column: file.weight_column.clone().unwrap_or_default(),
        source,
    })?;
    let answers =
        WaveAnswers { wave: file.wave.clone(), stratum: sheets.stratum, weights, answers: sheets.answers };
    Ok(SurveyReport { answers, counts, rejects, inspected, notes })
}

/// The answers as they come in.
struct Questionnaires<'a> {
    wave: &'a Wave,
    stratum_column: usize,
    weight_column: Option<usize>,
    /// Column of each item, in the order of the code book.
    item_columns: Vec<usize>,
    written: &'a [Written],
    /// Whether the file is an export of LimeSurvey.
    export: bool,
    submitted_column: Option<usize>,
    sent_in: SentIn,
    /// A column that looks like the date of sending in, though the wave file does not say so.
    perhaps_submitted: Option<(usize, String)>,
    not_submitted: u64,
    errors: BTreeMap<usize, u64>,
    strata: Labels<u32>,
    stratum: Vec<u32>,
    weights: Option<Vec<f64>>,
    answers: BTreeMap<String, Vec<Option<i16>>>,
    personal: u64,
}

impl<'a> Questionnaires<'a> {
    fn new(file: &'a WaveFile, header: &Header, today: Date) -> Result<Self, ImportError> {
        let place = |name: &str| Columns::place(name, &header.names);
        let item_columns = file.item_columns().map(place).collect::<Result<_, _>>()?;
        let mut strata = Labels::default();
        for (stratum, number) in file.wave.strata.iter().zip(0..) {
            strata.add(&stratum.area.0, number);
        }
        for (text, number) in &file.written_strata {
            strata.add(text, *number);
        }
        let looks_like = |name: &String| SENT_IN.contains(&same_form(name).as_str());
        let mut submitted = file.submitted_column.as_deref().map(place).transpose()?;
        let mut perhaps = header.names.iter().position(looks_like).filter(|_| submitted.is_none());
        // What an export calls the date of sending in is that.
        let export = limesurvey::is_export(&header.names);
        if export && !file.incomplete_taken {
            submitted = submitted.or(perhaps.take());
        }
        Ok(Self {
            wave: &file.wave,
            written: &file.written,
            export,
            submitted_column: submitted,
            perhaps_submitted: perhaps.map(|column| (column, header.names[column].clone())),
            sent_in: SentIn::new(today),
            not_submitted: 0,
            errors: BTreeMap::new(),
            stratum_column: place(&file.stratum_column)?,
            weight_column: file.weight_column.as_deref().map(place).transpose()?,
            item_columns,
            strata,
            stratum: Vec::new(),
            weights: file.weight_column.as_ref().map(|_| Vec::new()),
            answers: file.wave.items.iter().map(|item| (item.code.clone(), Vec::new())).collect(),
            personal: 0,
        })
    }

    /// Takes a row whole, or nothing of it.
    fn row(&mut self, line: &Line<'_>, header: &Header) -> Result<(), (Option<usize>, RejectReason)> {
        self.personal += line.cells.iter().filter(|cell| holds_identity_number(cell)).count() as u64;
        if let Some(reason) = header.misfit(line) {
            return Err((None, reason));
        }
        if let Some(column) = self.submitted_column {
            self.sent_in.told(line.cell(column)).map_err(|reason| (Some(column), reason))?;
        }
        let stratum = self.stratum_of(line.cell(self.stratum_column));
        let stratum = stratum.map_err(|reason| (Some(self.stratum_column), reason))?;
        let weight = match self.weight_column {
            None => None,
            Some(column) => Some(weight(line.cell(column)).ok_or((Some(column), RejectReason::BadWeight))?),
        };
        let mut row = Vec::with_capacity(self.item_columns.len());
        for (written, column) in self.written.iter().zip(&self.item_columns) {
            if let Some(Fault::Error(_)) = line.fault(*column) {
                *self.errors.entry(*column).or_insert(0) += 1;
            }
            row.push(self.answer(written, line, *column).map_err(|reason| (Some(*column), reason))?);
        }
        let unsent = self.perhaps_submitted.as_ref().is_some_and(|(column, _)| {
            self.sent_in.told(line.cell(*column)) == Err(RejectReason::NotSubmitted)
        });
        self.not_submitted += u64::from(unsent);
        self.stratum.push(stratum);
        if let (Some(weights), Some(weight)) = (&mut self.weights, weight) {
            weights.push(weight);
        }
        for (item, answer) in self.wave.items.iter().zip(row) {
            self.answers.entry(item.code.clone()).or_default().push(answer);
        }
        Ok(())
    }

    /// The code of an answer. An export says of a question that was not shown that it is not applicable.
    fn answer(&self, written: &Written, line: &Line<'_>, column: usize) -> Result<Option<i16>, RejectReason> {
        let text = line.text(column);
        let not_shown = self.export && text == NOT_SHOWN && written.answers.get(text).is_none();
        if not_shown { Ok(None) } else { written.answer(line, column) }
    }

    fn stratum_of(&self, text: &str) -> Result<u32, RejectReason> {
        if text.is_empty() {
            return Err(RejectReason::MissingValue);
        }
        self.strata.get(text).copied().ok_or(RejectReason::UnknownArea)
    }

    fn notes(&self, header: &Header, context: &Context<'_>) -> Vec<Note> {
        let mut notes = Vec::new();
        for (column, cells) in &self.errors {
            let column = header.names.get(*column).cloned().unwrap_or_default();
            notes.push(Note::ErrorCells { column, cells: *cells });
        }
        if let Some((_, column)) = self.perhaps_submitted.as_ref().filter(|_| self.not_submitted > 0) {
            notes.push(Note::NotSubmitted { column: column.clone(), rows: self.not_submitted });
        }
        if self.personal > 0 {
            notes.push(Note::PersonalNumbersLeftOut { cells: self.personal });
        }
        for (stratum, number) in self.wave.strata.iter().zip(0..) {
            if !context.areas.is_empty() && !context.areas.iter().any(|area| area.code == stratum.area) {
                notes.push(Note::StratumNotAnArea { area: stratum.area.clone() });
            }
            let answers = self.stratum.iter().filter(|other| **other == number).count() as u64;
            let mailed = u64::from(stratum.mailed);
            if answers > mailed {
                notes.push(Note::MoreAnswersThanMailed { area: stratum.area.clone(), answers, mailed });
            }
        }
        notes
    }
}

impl Written {
    /// The code of an answer; none where the question was left out. What the code book names is an answer, also where
    /// it looks like none.
    pub(super) fn answer(&self, line: &Line<'_>, column: usize) -> Result<Option<i16>, RejectReason> {
        let text = line.text(column);
        if text.is_empty() {
            return Ok(self.blank);
        }
        if let Some(code) = self.answers.get(text) {
            return Ok(Some(*code));
        }
        if line.cell(column).is_empty() || self.missing.contains(&same_form(text)) {
            return Ok(None);
        }
        Err(RejectReason::UnknownAnswer)
    }
}

fn weight(text: &str) -> Option<f64> {
    decimal(text).filter(|weight| *weight >= 0.0)
}
