//! `lofte screen`: what in free text names a person, for whoever wants to try the screen before rows go through it.
//!
//! The texts stay where they are: nothing is stored, and no log has them.

use super::desk::Desk;
use super::failure::{Ending, Failure, Outcome};
use clap::Args;
use lofte_model::screening::{Span, mask_free, screen};
use serde::Serialize;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, stdin};
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte screen texter.txt";

/// The field of a JSON line that is read where no other is asked for.
const FIELD: &str = "text";

/// Show what in free text names a person
///
/// One text a line, or one JSON object a line with its text in a field. Answers with a JSON line for each: kind, start
/// and end of every span, counted in Unicode code points of the text in NFC. Nothing is stored.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Screen {
    /// File with texts; without it they are read from standard input
    file: Option<PathBuf>,
    /// Field of the JSON lines that holds the text
    #[arg(long, value_name = "NAME")]
    field: Option<String>,
    /// Give each text with what was found masked, too
    #[arg(long)]
    masked: bool,
}

/// What was found in one text.
#[derive(Serialize)]
struct Found {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    masked: Option<String>,
    spans: Vec<Span>,
}

impl Screen {
    pub(super) fn act(self, desk: &mut Desk) -> Outcome {
        let place = self.file.clone().unwrap_or_else(|| PathBuf::from("-"));
        let unread = |source| Failure::machine(&place, source);
        let mut lines: Box<dyn BufRead> = match &self.file {
            Some(file) if file != Path::new("-") => {
                Box::new(BufReader::new(File::open(file).map_err(unread)?))
            }
            _ => Box::new(BufReader::new(stdin())),
        };
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).map_err(unread)? > 0 {
            let text = String::from_utf8_lossy(&line);
            let found = self.found(text.trim_end_matches(['\r', '\n']));
            let mut answer = serde_json::to_string(&found).map_err(|source| unread(source.into()))?;
            answer.push('\n');
            desk.out.bytes(answer.as_bytes())?;
            line.clear();
        }
        Ok(Ending::Done)
    }

    fn found(&self, line: &str) -> Found {
        let field = self.field.as_deref().unwrap_or(FIELD);
        let object: Option<Value> = serde_json::from_str(line).ok().filter(Value::is_object);
        let held = object.as_ref().and_then(|object| object.get(field)).and_then(Value::as_str);
        let text = held.unwrap_or(line);
        let id = object.as_ref().filter(|_| held.is_some()).and_then(|object| object.get("id")).cloned();
        Found { id, masked: self.masked.then(|| mask_free(text).0), spans: screen(text) }
    }
}
