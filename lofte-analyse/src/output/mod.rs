//! Where answers go: standard output, as a table for people or in a form for programs; or nowhere, where a page shows them.
//!
//! A reader that closes the pipe (`lofte … | head`) is no error of anybody: [`OutputError::is_broken_pipe`]
//! tells.

pub(crate) mod answer;
pub mod progress;
pub(crate) mod separated;

pub use separated::csv;
mod kept;
pub(crate) mod shape;
mod table;
pub(crate) mod wording;

pub use kept::{Kept, ValueRow, Values};
pub use table::Table;

pub use crate::failure::OutputError;
use clap::ValueEnum;
use lofte_words::Words;
use serde::Serialize;
use std::io::{self, BufWriter, Write};

/// How an answer is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text with aligned columns, for people
    Table,
    /// JSON with every digit, for programs
    Json,
    /// Comma-separated values with every digit, for spreadsheets (only analyse and picture); a text that would be taken for a
    /// formula gets an apostrophe before its sign
    Csv,
    /// GeoJSON in degrees, for maps (only analyse, where the answer lies on a map)
    Geojson,
}

/// What an analysis speaks to: the language, the form of the answer, and where it goes.
pub struct Terminal<'a> {
    /// Words and numbers in the language of the messages.
    pub words: Words,
    /// The form of the answer.
    pub format: Format,
    /// Where the answer goes.
    pub out: &'a mut Out,
}

impl Terminal<'_> {
    /// One sentence, where the answer is a table for people.
    pub(crate) fn say(&mut self, key: &str, arguments: &[(&'static str, String)]) -> Result<(), OutputError> {
        if self.format == Format::Table {
            let text = self.words.tell(key, arguments);
            self.out.line(&text)?;
        }
        Ok(())
    }
}

/// The way out for answers.
pub struct Out {
    sink: Sink,
}

/// Where it leads.
enum Sink {
    /// To somebody else.
    Away(BufWriter<Box<dyn Write>>),
    /// To a file that is handed over whole.
    Whole(Vec<u8>),
    /// To a page, which takes sentences and tables.
    Kept(Kept),
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Away(sink) => sink.write(bytes),
            Self::Whole(whole) => whole.write(bytes),
            // A page asks for sentences and tables, and for nothing else.
            Self::Kept(_) => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        if let Self::Away(sink) = self { sink.flush() } else { Ok(()) }
    }
}

impl Out {
    /// Standard output.
    pub fn stdout() -> Self {
        Self { sink: Sink::Away(BufWriter::new(Box::new(io::stdout()))) }
    }

    /// Into memory, for a file that is downloaded.
    pub(crate) fn whole() -> Self {
        Self { sink: Sink::Whole(Vec::new()) }
    }

    /// Nowhere: sentences and tables are kept.
    pub(crate) fn kept() -> Self {
        Self { sink: Sink::Kept(Kept::default()) }
    }

    /// What was kept.
    pub(crate) fn into_kept(self) -> Kept {
        if let Sink::Kept(kept) = self.sink { kept } else { Kept::default() }
    }

    /// What was written into memory.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        if let Sink::Whole(whole) = self.sink { whole } else { Vec::new() }
    }

    /// Whether the answer is kept, and not written.
    pub(crate) fn keeps(&self) -> bool {
        matches!(self.sink, Sink::Kept(_))
    }

    /// Keeps the numbers of an answer beside its table, where answers are kept.
    pub(crate) fn keep_values(&mut self, values: Values) {
        if let Sink::Kept(kept) = &mut self.sink {
            kept.values.push(values);
        }
    }

    /// Wherever a test looks.
    #[cfg(test)]
    pub(crate) fn to(sink: Box<dyn Write>) -> Self {
        Self { sink: Sink::Away(BufWriter::new(sink)) }
    }

    /// One line.
    pub fn line(&mut self, text: &str) -> Result<(), OutputError> {
        if let Sink::Kept(kept) = &mut self.sink {
            kept.say(text);
            return Ok(());
        }
        writeln!(self.sink, "{text}").map_err(OutputError::Write)
    }

    /// An empty line and a heading.
    pub fn heading(&mut self, text: &str) -> Result<(), OutputError> {
        if self.keeps() {
            return self.line(text);
        }
        writeln!(self.sink, "\n{text}").map_err(OutputError::Write)
    }

    /// A table.
    pub fn table(&mut self, table: &Table) -> Result<(), OutputError> {
        if let Sink::Kept(kept) = &mut self.sink {
            kept.tables.push(table.clone());
            return Ok(());
        }
        write!(self.sink, "{table}").map_err(OutputError::Write)
    }

    /// A value as JSON.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), OutputError> {
        let text = serde_json::to_string_pretty(value).map_err(OutputError::Json)?;
        self.line(&text)
    }

    /// JSON without spaces, set out in lines as [`Self::json`] does.
    pub fn json_text(&mut self, compact: &str) -> Result<(), OutputError> {
        set_out(compact, &mut self.sink).map_err(OutputError::Write)?;
        self.line("")
    }

    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        self.sink.write_all(bytes).map_err(OutputError::Write)
    }

    /// Everything written so far goes out now: before a wait, and at the end.
    pub fn finish(&mut self) -> Result<(), OutputError> {
        self.sink.flush().map_err(OutputError::Write)
    }
}

/// Sets compact JSON out in lines, two spaces for each level. A text may be hundreds of megabytes, so nothing of it is
/// held as values.
fn set_out(compact: &str, sink: &mut impl Write) -> io::Result<()> {
    let bytes = compact.as_bytes();
    let line = |sink: &mut dyn Write, depth: usize| write!(sink, "\n{:1$}", "", 2 * depth);
    let (mut depth, mut quoted, mut escaped, mut from) = (0_usize, false, false, 0);
    for (at, byte) in bytes.iter().enumerate() {
        if quoted {
            quoted = *byte != b'"' || escaped;
            escaped = *byte == b'\\' && !escaped;
            continue;
        }
        let before = at.checked_sub(1).map(|before| bytes[before]);
        match byte {
            b'"' => quoted = true,
            // What is empty stays on its line.
            b'{' | b'[' if matches!(bytes.get(at + 1), Some(b'}' | b']')) => {}
            b'}' | b']' if matches!(before, Some(b'{' | b'[')) => {}
            b'{' | b'[' | b',' => {
                sink.write_all(&bytes[from..=at])?;
                from = at + 1;
                depth += usize::from(*byte != b',');
                line(sink, depth)?;
            }
            b'}' | b']' => {
                sink.write_all(&bytes[from..at])?;
                from = at;
                depth = depth.saturating_sub(1);
                line(sink, depth)?;
            }
            b':' => {
                sink.write_all(&bytes[from..=at])?;
                sink.write_all(b" ")?;
                from = at + 1;
            }
            _ => {}
        }
    }
    sink.write_all(&bytes[from..])
}

/// Tells a person; when nobody listens there either, there is nothing more to do.
pub fn say_to_stderr(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::set_out;
    use serde_json::json;

    #[test]
    fn what_is_set_out_is_what_the_library_sets_out() {
        let value = json!({
            "empty": {}, "none": [], "text": "a, b: {\"c\": [1]} \\", "list": [1, [2.5, null], {"å\\": "\\\""}],
            "deep": {"e": {"f": [[[]], {}]}}, "true": true,
        });
        let mut out = Vec::new();
        set_out(&value.to_string(), &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string_pretty(&value).unwrap());
    }
}
