//! Where answers go: standard output, written so that a reader who has seen enough ends us in peace.

use super::failure::Failure;
use super::table::Table;
use clap::ValueEnum;
use serde::Serialize;
use std::io::{self, BufWriter, Write};

/// How an answer is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Text with aligned columns, for people
    Table,
    /// JSON with every digit, for programs
    Json,
    /// Comma-separated values with every digit, for spreadsheets (only analyse)
    Csv,
    /// GeoJSON in degrees, for maps (only analyse, where the answer lies on a map)
    Geojson,
}

/// The way out for answers.
pub(super) struct Out {
    sink: BufWriter<Box<dyn Write>>,
}

impl Out {
    /// Standard output.
    pub(super) fn stdout() -> Self {
        Self { sink: BufWriter::new(Box::new(io::stdout())) }
    }

    /// One line.
    pub(super) fn line(&mut self, text: &str) -> Result<(), Failure> {
        writeln!(self.sink, "{text}").map_err(Failure::Output)
    }

    /// An empty line and a heading.
    pub(super) fn heading(&mut self, text: &str) -> Result<(), Failure> {
        writeln!(self.sink, "\n{text}").map_err(Failure::Output)
    }

    /// A table.
    pub(super) fn table(&mut self, table: &Table) -> Result<(), Failure> {
        write!(self.sink, "{table}").map_err(Failure::Output)
    }

    /// A value as JSON.
    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value).map_err(|error| Failure::defect(&error))?;
        self.line(&text)
    }

    /// Bytes as they are.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.sink.write_all(bytes).map_err(Failure::Output)
    }

    /// Everything written so far goes out now: before a wait, and at the end.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        self.sink.flush().map_err(Failure::Output)
    }
}

/// Tells a person; when nobody listens there either, there is nothing more to do.
pub(super) fn say_to_stderr(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
