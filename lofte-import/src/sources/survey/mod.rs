//! The answers of a survey wave: one questionnaire a row, one column for each question.
//!
//! Nothing that could join an answer to a person is carried over: not the questionnaire's number, not free text, not
//! the time of the answer. Estimation is not done here.

mod wave_file;

pub use wave_file::WaveFile;

use crate::error::ImportError;
use crate::inspect::{Inspected, inspect_with};
use crate::limits::{MOST_QUESTIONNAIRES, not_too_many};
use crate::number::decimal;
use crate::rejects::Rejects;
use crate::report::Note;
use crate::row::Context;
use crate::sources::SourceCard;
use crate::table::header::Header;
use crate::table::{Columns, Line, Table};
use lofte_model::records::{RecordKind, Reject, RejectReason, RowCounts};
use lofte_model::screening::holds_identity_number;
use lofte_model::survey::{Wave, WaveAnswers, fitted_weights};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "survey",
    kinds: &[RecordKind::Survey],
    settings: Some(include_str!("wave.toml")),
    readme: include_str!("README.md"),
    sample: include_str!("sample.csv"),
};

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

/// Reads the answers of a wave.
pub fn read(path: &Path, file: &WaveFile, context: &Context<'_>) -> Result<SurveyReport, ImportError> {
    let wanted = file.columns();
    let inspected = inspect_with(path, &wanted, None, &mut |_| ())?;
    let mut table = Table::open(path, &inspected)?;
    let header = table.header(&Columns(wanted), file.sheet.as_deref(), None)?;
    let mut sheets = Questionnaires::new(file, &header)?;
    let (mut rejects, mut lines) = (Vec::new(), Rejects::default());
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
    let counts = RowCounts::new(read, stored, 0, rejects.len() as u64)?;
    let mut notes = notes(&inspected, &header, &table);
    notes.extend(sheets.notes(context));
    let weights = sheets.weights.map(|weights| fitted_weights(&file.wave.strata, &sheets.stratum, &weights));
    let weights = weights.transpose().map_err(|source| ImportError::Weights {
        column: file.weight_column.clone().unwrap_or_default(),
        source,
    })?;
    let answers =
        WaveAnswers { wave: file.wave.clone(), stratum: sheets.stratum, weights, answers: sheets.answers };
    Ok(SurveyReport { answers, counts, rejects, inspected, notes })
}

fn notes(inspected: &Inspected, header: &Header, table: &Table) -> Vec<Note> {
    let mut notes = Vec::new();
    if inspected.guessed {
        notes.push(Note::EncodingGuessed { encoding: inspected.encoding.to_owned() });
    }
    if header.row > 1 {
        notes.push(Note::HeaderFound { row: header.row });
    }
    notes.extend(table.chosen_sheet().map(|sheet| Note::SheetChosen { sheet }));
    notes
}

/// The answers as they come in.
struct Questionnaires<'a> {
    wave: &'a Wave,
    stratum_column: usize,
    weight_column: Option<usize>,
    /// Column of each item, in the order of the code book.
    item_columns: Vec<usize>,
    strata: BTreeMap<String, u32>,
    stratum: Vec<u32>,
    weights: Option<Vec<f64>>,
    answers: BTreeMap<String, Vec<Option<i16>>>,
    personal: u64,
}

impl<'a> Questionnaires<'a> {
    fn new(file: &'a WaveFile, header: &Header) -> Result<Self, ImportError> {
        let place = |name: &str| Columns::place(name, &header.names);
        let item_columns = file.item_columns().map(place).collect::<Result<_, _>>()?;
        let strata =
            file.wave.strata.iter().zip(0..).map(|(stratum, number)| (stratum.area.0.to_lowercase(), number));
        Ok(Self {
            wave: &file.wave,
            stratum_column: place(&file.stratum_column)?,
            weight_column: file.weight_column.as_deref().map(place).transpose()?,
            item_columns,
            strata: strata.collect(),
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
        let stratum = self.stratum_of(line.cell(self.stratum_column));
        let stratum = stratum.map_err(|reason| (Some(self.stratum_column), reason))?;
        let weight = match self.weight_column {
            None => None,
            Some(column) => Some(weight(line.cell(column)).ok_or((Some(column), RejectReason::BadWeight))?),
        };
        let mut row = Vec::with_capacity(self.item_columns.len());
        for (item, column) in self.wave.items.iter().zip(&self.item_columns) {
            let text = line.cell(*column);
            let answer = if text.is_empty() {
                None
            } else {
                let code = whole_code(text).filter(|code| item.answers.contains_key(code));
                Some(code.ok_or((Some(*column), RejectReason::UnknownAnswer))?)
            };
            row.push(answer);
        }
        self.stratum.push(stratum);
        if let (Some(weights), Some(weight)) = (&mut self.weights, weight) {
            weights.push(weight);
        }
        for (item, answer) in self.wave.items.iter().zip(row) {
            self.answers.entry(item.code.clone()).or_default().push(answer);
        }
        Ok(())
    }

    fn stratum_of(&self, text: &str) -> Result<u32, RejectReason> {
        if text.is_empty() {
            return Err(RejectReason::MissingValue);
        }
        self.strata.get(&text.to_lowercase()).copied().ok_or(RejectReason::UnknownArea)
    }

    fn notes(&self, context: &Context<'_>) -> Vec<Note> {
        let mut notes = Vec::new();
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

/// `2`, or `2,0` as some programs write it.
fn whole_code(text: &str) -> Option<i16> {
    if let Ok(code) = text.parse::<i16>() {
        return Some(code);
    }
    let number = decimal(text).filter(|number| number.fract() == 0.0 && number.abs() < 32_000.0)?;
    #[expect(clippy::cast_possible_truncation, reason = "whole and in range")]
    Some(number as i16)
}

fn weight(text: &str) -> Option<f64> {
    decimal(text).filter(|weight| *weight >= 0.0)
}
