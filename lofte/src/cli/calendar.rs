//! `lofte calendar`: the days of the work as a calendar file.

use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use clap::Args;
use lofte_analyse::output::Format;
use lofte_app::calendar;
use std::path::PathBuf;

const EXAMPLE: &str = "Example:
  lofte calendar --dir flen --out flen.ics
  lofte calendar --dir flen --as polis > polis.ics";

/// Write the days of the work as a calendar (iCalendar): deadlines, follow-ups, verdicts, accounts, periods
///
/// Holds what the account may read: numbers and titles, no names and no texts.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Calendar {
    #[command(flatten)]
    place: Place,
    /// File to write; without it the calendar goes to standard output. An existing file is written over
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Calendar {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        if desk.format == Format::Json {
            desk.out.json(&calendar::occasions(&actor, &house, desk.words).await?)?;
            return Ok(Ending::Done);
        }
        let text = calendar::file(&actor, &house, desk.words).await?;
        match &self.out {
            Some(file) => {
                std::fs::write(file, &text).map_err(|source| Failure::machine(file, source))?;
                desk.say("cli-calendar-written", &[("file", file.display().to_string())])?;
            }
            None => desk.out.bytes(text.as_bytes())?,
        }
        Ok(Ending::Done)
    }
}
