//! What is wrong with a file or an option, told so that whoever prepared the file can mend it.
//!
//! The statistics number rows, strata and categories; a person knows the row of the spreadsheet and the names in it.
//! Each error has a text of its own in `lofte-words/texts/*/analyse.ftl`; rare refusals of the statistics keep their own English
//! sentence.

use lofte_import::AreaFileError;
use lofte_import::Told as _;
use lofte_model::message::chain;
use lofte_records::table::TableError;
use lofte_words::Message;
use std::error::Error;
use std::path::PathBuf;

/// Where in a file: `brott.csv`, row 7 as a spreadsheet counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) row: u64,
}

/// Why rows could not be had: the error of whoever keeps them.
pub type Unread = Box<dyn Error + Send + Sync>;

/// What is wrong.
#[derive(Debug)]
pub(crate) enum InputError {
    Unreadable {
        file: PathBuf,
        source: std::io::Error,
    },
    NotATable {
        file: PathBuf,
        why: String,
    },
    Parquet {
        file: PathBuf,
        source: TableError,
    },
    NoRows {
        file: String,
    },
    RowLength {
        at: Place,
        expected: usize,
        found: usize,
    },
    NoColumn {
        file: String,
        column: String,
        nearest: Option<String>,
    },
    RepeatedColumn {
        file: String,
        column: String,
    },
    NotANumber {
        at: Place,
        column: String,
        value: String,
    },
    NotATime {
        at: Place,
        column: String,
        value: String,
    },
    NotACount {
        at: Place,
        column: String,
        value: String,
    },
    OutsideCrs {
        at: Place,
        pair: String,
        crs: String,
    },
    SwappedCoordinates {
        at: Place,
        pair: String,
        crs: String,
    },
    /// The names of the columns say that x and y are changed round.
    SwappedColumns {
        x: String,
        y: String,
    },
    NegativeWeight {
        at: Place,
        column: String,
        value: String,
    },
    LongPeriod {
        from: String,
        until: String,
        most: i32,
    },
    ManyCells {
        cells: u64,
        most: u64,
        side: u64,
    },
    MuchWork {
        cells: u64,
        events: u64,
        side: u64,
    },
    ManyCounts {
        periods: usize,
        most: usize,
    },
    NotAreas {
        file: String,
        error: AreaFileError,
    },
    NoMap {
        method: &'static str,
    },
    NotZeroOne {
        at: Place,
        column: String,
        value: String,
    },
    UnknownCode {
        at: Place,
        column: String,
        value: String,
    },
    CodeUnused {
        column: String,
        code: String,
    },
    MissingLabel {
        at: Place,
        column: String,
    },
    MissingWeight {
        at: Place,
        column: String,
    },
    BadWeight {
        at: Place,
        column: String,
        value: String,
    },
    NoRegisterCount {
        at: Place,
        column: String,
        stratum: String,
    },
    CountVaries {
        at: Place,
        column: String,
        stratum: String,
        expected: f64,
        found: f64,
    },
    SmallerThanSample {
        stratum: String,
        population: String,
        sampled: usize,
    },
    OneRespondent {
        stratum: String,
    },
    OneInCluster {
        cluster: String,
    },
    NobodyTwice {
        column: String,
    },
    NotTwoUnits {
        stratum: String,
        units: usize,
    },
    Expression {
        expression: String,
        place: usize,
        why: &'static str,
    },
    Needs {
        option: &'static str,
        needed: &'static str,
    },
    Clash {
        first: &'static str,
        second: &'static str,
    },
    OptionValue {
        option: &'static str,
        value: String,
        must: &'static str,
    },
    /// An event lies after the day that a scan looks back from.
    AfterToday {
        at: Place,
        column: String,
        today: String,
    },
    /// A kind of event is not in the table of harm.
    NoHarm {
        at: Place,
        column: String,
        value: String,
        table: String,
    },
    BadTotal {
        at: Place,
        column: String,
        value: String,
    },
    NoTotal {
        at: Place,
        column: String,
        value: String,
        margins: String,
    },
    EmptyCategory {
        margin: String,
        category: String,
    },
    Scales {
        column: String,
        before: String,
        after: String,
    },
    Waves {
        column: String,
        found: String,
    },
    Survey(lofte_analysis::survey::SurveyError),
    /// A method refused; its own sentence.
    Method(String),
    /// A sentence of its own, ready to be said.
    Told(Message),
    /// Rows that the municipality has delivered could not be had.
    Unread(Unread),
}

impl From<lofte_analysis::survey::SurveyError> for InputError {
    fn from(error: lofte_analysis::survey::SurveyError) -> Self {
        Self::Survey(error)
    }
}

impl InputError {
    /// What a method of incident analysis refused, in its own words.
    pub(crate) fn of_method(error: &dyn Error) -> Self {
        Self::Method(chain(error))
    }

    /// The sentences: where a file of areas was refused, its name comes first.
    pub(crate) fn messages(&self) -> Vec<Message> {
        let file = match self {
            Self::NotAreas { file, .. } => Some(Message::with("areas-refused", "file", file)),
            _ => None,
        };
        file.into_iter().chain([self.message()]).collect()
    }

    /// The sentence, by what it is about.
    fn message(&self) -> Message {
        self.of_files()
            .or_else(|| self.of_answers())
            .or_else(|| self.of_design())
            .unwrap_or_else(|| self.rest())
    }

    fn of_files(&self) -> Option<Message> {
        Some(match self {
            Self::Unreadable { file, source } => {
                Message::with("analyse-unreadable", "file", file.display()).and("why", source)
            }
            Self::NotATable { file, why } => {
                Message::with("analyse-not-a-table", "file", file.display()).and("why", why)
            }
            Self::Parquet { file, source } => {
                Message::with("analyse-parquet", "file", file.display()).and("why", chain(source))
            }
            Self::NoRows { file } => Message::with("analyse-no-rows", "file", file),
            Self::RowLength { at, expected, found } => {
                placed("analyse-row-length", at).and("expected", expected).and("found", found)
            }
            Self::NoColumn { file, column, nearest: None } => {
                Message::with("analyse-no-column", "file", file).and("column", column)
            }
            Self::NoColumn { file, column, nearest: Some(nearest) } => {
                Message::with("analyse-no-column-nearest", "file", file)
                    .and("column", column)
                    .and("nearest", nearest)
            }
            Self::RepeatedColumn { file, column } => {
                Message::with("analyse-repeated-column", "file", file).and("column", column)
            }
            _ => return None,
        })
    }

    fn of_answers(&self) -> Option<Message> {
        let cell = |key: &str, at: &Place, column: &str, value: &str| {
            placed(key, at).and("column", column).and("value", value)
        };
        Some(match self {
            Self::NotANumber { at, column, value } => cell("analyse-not-a-number", at, column, value),
            Self::NotATime { at, column, value } => cell("analyse-not-a-time", at, column, value),
            Self::NotACount { at, column, value } => cell("analyse-not-a-count", at, column, value),
            Self::OutsideCrs { at, pair, crs } => {
                placed("analyse-outside-crs", at).and("pair", pair).and("crs", crs)
            }
            Self::SwappedCoordinates { at, pair, crs } => {
                placed("analyse-swapped-coordinates", at).and("pair", pair).and("crs", crs)
            }
            Self::NotZeroOne { at, column, value } => cell("analyse-not-zero-one", at, column, value),
            Self::UnknownCode { at, column, value } => cell("analyse-unknown-code", at, column, value),
            Self::CodeUnused { column, code } => {
                Message::with("analyse-code-unused", "column", column).and("code", code)
            }
            Self::MissingLabel { at, column } => placed("analyse-missing-label", at).and("column", column),
            Self::MissingWeight { at, column } => placed("analyse-missing-weight", at).and("column", column),
            Self::BadWeight { at, column, value } => cell("analyse-bad-weight", at, column, value),
            Self::NegativeWeight { at, column, value } => cell("analyse-negative-weight", at, column, value),
            Self::AfterToday { at, column, today } => {
                placed("analyse-after-today", at).and("column", column).and("today", today)
            }
            Self::NoHarm { at, column, value, table } => {
                cell("analyse-no-harm", at, column, value).and("table", table)
            }
            Self::BadTotal { at, column, value } => cell("analyse-bad-total", at, column, value),
            Self::NoTotal { at, column, value, margins } => {
                cell("analyse-no-total", at, column, value).and("margins", margins)
            }
            _ => return None,
        })
    }

    fn of_design(&self) -> Option<Message> {
        Some(match self {
            Self::NoRegisterCount { at, column, stratum } => {
                placed("analyse-no-register-count", at).and("column", column).and("stratum", stratum)
            }
            Self::CountVaries { at, column, stratum, expected, found } => placed("analyse-count-varies", at)
                .and("column", column)
                .and("stratum", stratum)
                .and("expected", expected)
                .and("found", found),
            Self::SmallerThanSample { stratum, population, sampled } => {
                Message::with("analyse-smaller-than-sample", "stratum", stratum)
                    .and("population", population)
                    .and("sampled", sampled)
            }
            Self::OneRespondent { stratum } => Message::with("analyse-one-respondent", "stratum", stratum),
            Self::OneInCluster { cluster } => Message::with("analyse-one-in-cluster", "cluster", cluster),
            Self::NobodyTwice { column } => Message::with("analyse-nobody-twice", "column", column),
            Self::NotTwoUnits { stratum, units } => {
                Message::with("analyse-not-two-units", "stratum", stratum).and("units", units)
            }
            Self::EmptyCategory { margin, category } => {
                Message::with("analyse-empty-category", "margin", margin).and("category", category)
            }
            _ => return None,
        })
    }

    fn rest(&self) -> Message {
        match self {
            Self::Expression { expression, place, why } => {
                Message::with("analyse-expression", "expression", expression)
                    .and("place", place)
                    .and("why", why)
            }
            Self::Needs { option, needed } => {
                Message::with("analyse-needs", "option", option).and("needed", needed)
            }
            Self::Clash { first, second } => {
                Message::with("analyse-clash", "first", first).and("second", second)
            }
            Self::OptionValue { option, value, must } => {
                Message::with("analyse-option-value", "option", option).and("value", value).and("must", must)
            }
            Self::Scales { column, before, after } => {
                Message::with("analyse-scales", "column", column).and("before", before).and("after", after)
            }
            Self::Waves { column, found } => {
                Message::with("analyse-waves", "column", column).and("found", found)
            }
            Self::SwappedColumns { x, y } => Message::with("analyse-swapped-columns", "x", x).and("y", y),
            Self::LongPeriod { from, until, most } => {
                Message::with("analyse-long-period", "from", from).and("until", until).and("most", most)
            }
            Self::ManyCells { cells, most, side } => {
                Message::with("analyse-many-cells", "cells", cells).and("most", most).and("side", side)
            }
            Self::MuchWork { cells, events, side } => {
                Message::with("analyse-much-work", "cells", cells).and("events", events).and("side", side)
            }
            Self::ManyCounts { periods, most } => {
                Message::with("analyse-many-counts", "periods", periods).and("most", most)
            }
            Self::NotAreas { error, .. } => {
                Message { key: format!("areas-{}", error.code()), arguments: error.args() }
            }
            Self::NoMap { method } => Message::with("analyse-no-map", "method", method),
            Self::Survey(error) => Message::with("analyse-survey", "why", error),
            Self::Method(why) => Message::with("analyse-survey", "why", why),
            Self::Told(message) => message.clone(),
            Self::Unread(error) => Message::with("analyse-records-unread", "why", error),
            other => Message::with("analyse-survey", "why", format!("{other:?}")),
        }
    }
}

fn placed(key: &str, at: &Place) -> Message {
    Message::with(key, "file", &at.file).and("row", at.row)
}

/// What a method refused, as an error of what it was given.
pub(crate) fn refused(error: impl Error) -> InputError {
    InputError::of_method(&error)
}
