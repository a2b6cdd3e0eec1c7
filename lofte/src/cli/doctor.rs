//! `lofte doctor`: is the house sound, and if not, what to do.
//!
//! The checks are [`lofte_app::doctor`]'s. The house is not opened as for work, so that a half-done delivery is seen
//! before it is put right.

use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use clap::Args;
use lofte_analyse::output::Table;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::doctor::examine;
use lofte_app::report::{Line, Report, State};
use lofte_words::Words;
use serde::Serialize;

const EXAMPLE: &str = "Example:
  lofte doctor --dir flen";

/// Check settings, casework, rows, backups, disk and program; exit code 1 where something is wrong
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Doctor {
    #[command(flatten)]
    place: Place,
}

#[derive(Serialize)]
struct Shown {
    check: &'static str,
    #[serde(skip)]
    name: String,
    state: State,
    message: String,
}

impl Shown {
    fn new(line: &Line, words: Words) -> Self {
        let messages: Vec<String> = line.messages.iter().map(|message| words.message(message)).collect();
        let (check, name) = (line.check.word(), words.say(&line.check.text()));
        Self { check, name, state: line.state, message: messages.join("\n") }
    }
}

impl Doctor {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let report = examine(&self.place.dir).await?.with_program(crate::assets::bundled());
        show(desk, &report)?;
        Ok(if report.is_sound() { Ending::Done } else { Ending::Refused })
    }
}

fn show(desk: &mut Desk, report: &Report) -> Result<(), OutputError> {
    let words = desk.words;
    let lines: Vec<Shown> = report.lines.iter().map(|line| Shown::new(line, words)).collect();
    if desk.format == Format::Json {
        return desk.out.json(&lines);
    }
    let mut table = Table::new()
        .words(words.say("cli-col-state"))
        .words(words.say("cli-col-check"))
        .words(words.say("cli-col-message"));
    for line in &lines {
        let state = words.word("doctor-state", &line.state);
        table.row([state, line.name.clone(), line.message.replace('\n', " ")]);
    }
    desk.out.table(&table)?;
    desk.out.line("")?;
    desk.say(if report.is_sound() { "doctor-sound" } else { "doctor-unsound" }, &[])
}
