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
    /// Comma-separated values with every digit, for spreadsheets (only analyse); a text that would be taken for a
    /// formula gets an apostrophe before its sign
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

    /// JSON without spaces, set out in lines as [`Self::json`] does.
    pub(super) fn json_text(&mut self, compact: &str) -> Result<(), Failure> {
        set_out(compact, &mut self.sink).map_err(Failure::Output)?;
        self.line("")
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
pub(super) fn say_to_stderr(text: &str) {
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
