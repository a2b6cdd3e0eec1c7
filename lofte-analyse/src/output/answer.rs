//! The answer of a method in four forms: a table for people, JSON, CSV, and GeoJSON where it lies on a map.
//!
//! A method gives its result as it is (for JSON, every digit and every parameter) and one list of rows that serves the
//! table, the CSV and the properties of the map's features. Which analysis it was, what became of the rows of the file
//! and where distances were computed stand in every form that can carry it.

use lofte_words::Words;
use std::borrow::Cow;

use lofte_analysis::sample_size::InsufficientData;
use lofte_import::plane::Plane;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::failure::{Failure, Outcome, OutputError};
use crate::input::events::InputFacts;
use crate::input_error::InputError;
use crate::output::shape::Shape;
use crate::output::{Format, Terminal, separated};
use crate::output::{Table, ValueRow, Values};

/// What a method found.
#[derive(Debug)]
pub(crate) struct Answer<'a> {
    /// The method as it is asked for on the command line.
    pub(crate) method: &'static str,
    /// The options that it was asked with.
    pub(crate) parameters: Value,
    pub(crate) input: InputFacts,
    /// The result of the method, whole, as JSON. As text, since a tree of values takes ten times the memory, which for a
    /// surface or for days of many kinds is all that there is.
    result: String,
    /// Sentences before the table: key in the texts, and what fills its gaps.
    pub(crate) said: Vec<(&'static str, Vec<(&'static str, String)>)>,
    pub(crate) columns: Vec<Heading>,
    pub(crate) rows: Vec<Row>,
    /// Where the rows lie, when they do.
    pub(crate) plane: Option<&'a Plane>,
}

/// A column: its name in CSV and JSON. The heading of a name of the program is the text `analyse-col-<name>`; an owned
/// name is a label of the data and is shown as it stands, also where it happens to be a word of the program.
#[derive(Clone, Debug)]
pub(crate) struct Heading {
    name: Cow<'static, str>,
    /// Decimals that a person is shown; none for words.
    decimals: Option<usize>,
}

/// One row, with its shape on a map.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    pub(crate) shape: Option<Shape>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// A word of the program, translated where it is shown.
    Word(String),
    /// A label of the data, shown as it stands.
    Label(String),
    Number(f64),
    Count(u64),
    Truth(bool),
    Empty,
}

/// A column of words.
pub(crate) fn word(name: impl Into<Cow<'static, str>>) -> Heading {
    Heading { name: name.into(), decimals: None }
}

/// A column of numbers.
pub(crate) fn number(name: impl Into<Cow<'static, str>>, decimals: usize) -> Heading {
    Heading { name: name.into(), decimals: Some(decimals) }
}

impl From<Vec<Cell>> for Row {
    fn from(cells: Vec<Cell>) -> Self {
        Self { cells, shape: None }
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<u64> for Cell {
    fn from(value: u64) -> Self {
        Self::Count(value)
    }
}

impl From<usize> for Cell {
    fn from(value: usize) -> Self {
        Self::Count(value as u64)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Truth(value)
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Self::Word(value.to_owned())
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Self {
        Self::Label(value)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl Cell {
    fn shown(&self, words: Words, decimals: usize) -> String {
        match self {
            Self::Word(word) => words.known("analyse-word", word),
            Self::Label(label) => label.clone(),
            Self::Number(number) => shown_number(words, *number, decimals),
            Self::Count(count) => words.count(*count),
            Self::Truth(truth) => words.yes_or_no(*truth),
            Self::Empty => words.say("analyse-nothing-to-say"),
        }
    }

    fn written(&self) -> String {
        match self {
            Self::Word(word) | Self::Label(word) => separated::label(word),
            Self::Number(number) => number.to_string(),
            Self::Count(count) => count.to_string(),
            Self::Truth(truth) => truth.to_string(),
            Self::Empty => String::new(),
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Word(word) | Self::Label(word) => json!(word),
            Self::Number(number) => json!(number),
            Self::Count(count) => json!(count),
            Self::Truth(truth) => json!(truth),
            Self::Empty => Value::Null,
        }
    }
}

/// A number that is too small for its decimals is not zero.
fn shown_number(words: Words, number: f64, decimals: usize) -> String {
    let smallest = (0..decimals).fold(1.0, |smallest, _| smallest / 10.0);
    if number > 0.0 && number < smallest / 2.0 && decimals > 0 {
        return format!("<{}", words.decimal(smallest, decimals));
    }
    words.decimal(number, decimals)
}

impl Answer<'_> {
    /// An answer without rows yet.
    pub(crate) fn new(
        method: &'static str,
        parameters: &impl Serialize,
        input: InputFacts,
        result: &impl Serialize,
    ) -> Result<Self, Failure> {
        let value = |error: serde_json::Error| OutputError::Json(error);
        Ok(Self {
            method,
            parameters: serde_json::to_value(parameters).map_err(value)?,
            input,
            result: serde_json::to_string(result).map_err(value)?,
            said: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            plane: None,
        })
    }

    /// One more sentence before the table.
    pub(crate) fn say(&mut self, key: &'static str, gaps: Vec<(&'static str, String)>) {
        self.said.push((key, gaps));
    }

    /// Says why there is no result for one kind of event.
    pub(crate) fn say_floor_of(&mut self, kind: Option<&str>, floor: InsufficientData, words: Words) {
        if let Some(kind) = kind {
            self.say("analyse-of-kind", vec![("kind", kind.to_owned())]);
        }
        self.say_floor(floor, words);
    }

    /// Says why there is no result.
    pub(crate) fn say_floor(&mut self, floor: InsufficientData, words: Words) {
        let gaps = vec![
            ("what", words.word("analyse-floor-of", &floor.unit)),
            ("have", words.count(floor.available)),
            ("need", words.count(floor.required)),
            ("why", words.word("analyse-floor-reason", &floor.reason)),
        ];
        self.say("analyse-below-floor", gaps);
    }

    /// Shows it in the form that was asked for.
    pub(crate) fn show(&self, terminal: &mut Terminal<'_>) -> Outcome {
        if terminal.out.keeps() {
            terminal.out.keep_values(self.values());
        }
        match terminal.format {
            Format::Json => {
                let (analysis, version) = (json!(self.method), json!(env!("CARGO_PKG_VERSION")));
                let (input, parameters, result) = (json!(self.input), &self.parameters, &self.result);
                terminal.out.json_text(&format!(
                    r#"{{"analysis":{analysis},"input":{input},"parameters":{parameters},"result":{result},"version":{version}}}"#
                ))?;
            }
            Format::Geojson => self.on_a_map(terminal)?,
            Format::Csv => {
                let heading = self.columns.iter().map(|column| column.name.to_string()).collect();
                let rows = self.rows.iter().map(|row| row.cells.iter().map(Cell::written).collect());
                separated::csv(terminal, &std::iter::once(heading).chain(rows).collect::<Vec<_>>())?;
            }
            Format::Table => self.as_a_table(terminal)?,
        }
        Ok(())
    }

    /// The rows with every digit, and where they lie.
    fn values(&self) -> Values {
        let plane = self.plane.filter(|plane| plane.is_known());
        let geometry =
            |row: &Row| row.shape.as_ref().zip(plane).and_then(|(shape, plane)| shape.geometry(plane));
        let row = |row: &Row| ValueRow {
            cells: row.cells.iter().map(Cell::value).collect(),
            geometry: geometry(row),
        };
        let columns = self.columns.iter().map(|column| column.name.to_string()).collect();
        Values { columns, rows: self.rows.iter().map(row).collect() }
    }

    fn as_a_table(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let words = terminal.words;
        let left_out = self.input.without_position.unwrap_or(0) + self.input.without_time.unwrap_or(0);
        let gaps = [
            ("read", words.count(self.input.read)),
            ("used", words.count(self.input.used)),
            ("without", words.count(left_out)),
        ];
        // Counts given as options are no file.
        if self.input.read > 0 {
            terminal.out.line(&words.tell("analyse-input", &gaps))?;
        }
        let left_out_or_doubtful = [
            ("analyse-outside-period", self.input.outside_period),
            ("analyse-repeated-records", self.input.repeated),
            ("analyse-alike", self.input.alike),
        ];
        for (key, rows) in left_out_or_doubtful {
            if let Some(rows) = rows.filter(|rows| *rows > 0) {
                terminal.out.line(&words.tell(key, &[("rows", words.count(rows))]))?;
            }
        }
        for (key, gaps) in &self.said {
            terminal.out.line(&words.tell(key, gaps))?;
        }
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut table = Table::new();
        for column in &self.columns {
            let heading = match &column.name {
                Cow::Borrowed(name) => words.known("analyse-col", name),
                Cow::Owned(label) => label.clone(),
            };
            table = if column.decimals.is_some() { table.numbers(heading) } else { table.words(heading) };
        }
        for row in &self.rows {
            let cells = row.cells.iter().zip(&self.columns);
            table.row(cells.map(|(cell, column)| cell.shown(words, column.decimals.unwrap_or(0))));
        }
        terminal.out.line("")?;
        Ok(terminal.out.table(&table)?)
    }

    fn on_a_map(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let shaped = self.plane.filter(|plane| plane.is_known());
        let Some(plane) = shaped.filter(|_| self.rows.iter().all(|row| row.shape.is_some())) else {
            return Err(InputError::NoMap { method: self.method }.into());
        };
        let (analysis, input, parameters) = (json!(self.method), json!(self.input), &self.parameters);
        terminal.out.line(&format!(
            r#"{{"type":"FeatureCollection","analysis":{analysis},"input":{input},"parameters":{parameters},"features":["#
        ))?;
        let names: Vec<String> = self.columns.iter().map(|column| column.name.to_string()).collect();
        for (number, row) in self.rows.iter().enumerate() {
            let geometry = row.shape.as_ref().and_then(|shape| shape.geometry(plane));
            let properties: Map<String, Value> =
                names.iter().cloned().zip(row.cells.iter().map(Cell::value)).collect();
            let feature = json!({"type": "Feature", "geometry": geometry, "properties": properties});
            let comma = if number + 1 < self.rows.len() { "," } else { "" };
            terminal.out.line(&format!("{feature}{comma}"))?;
        }
        Ok(terminal.out.line("]}")?)
    }
}
