//! `lofte law`: what there is to show for each section of the law, and the two clocks.

use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use clap::Args;
use jiff::civil::Date;
use lofte_analyse::output::{Format, OutputError, Table};
use lofte_app::law::{self, Law as Stands};
use lofte_model::law::clock::{Clock, Reminder, reminders};
use lofte_model::law::{Evidence, Shown, Standing};
use lofte_words::law as worded;
use serde::Serialize;

const EXAMPLE: &str = "Example:
  lofte law --dir flen";

/// Show what there is for each section of the law (2023:196), and the two clocks
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Law {
    #[command(flatten)]
    place: Place,
}

/// The answer in JSON.
#[derive(Serialize)]
struct Told<'a> {
    on: Date,
    clocks: &'a [Clock],
    reminders: Vec<Reminder>,
    sections: Vec<Line<'a>>,
}

/// A thing that is asked for in JSON.
#[derive(Serialize)]
struct Line<'a> {
    section: u8,
    asked: &'static str,
    standing: Standing,
    evidence: &'a [Evidence],
}

impl Law {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        let stands = law::stand(&actor, &house).await?;
        tell(desk, &stands, house.today())?;
        Ok(Ending::Done)
    }
}

fn tell<'a>(desk: &mut Desk, stands: &'a Stands, on: Date) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        let section = |shown: &'a Shown| Line {
            section: shown.duty.section(),
            asked: shown.duty.code(),
            standing: shown.standing,
            evidence: &shown.evidence,
        };
        let sections = stands.shown.iter().map(section).collect();
        let reminders = reminders(&stands.clocks);
        return desk.out.json(&Told { on, clocks: &stands.clocks, reminders, sections });
    }
    let words = desk.words;
    for clock in &stands.clocks {
        desk.out.line(&worded::clock(words, clock))?;
    }
    let mut table = Table::new()
        .words(words.say("cli-col-section"))
        .words(words.say("cli-col-asked"))
        .words(words.say("cli-col-state"))
        .words(words.say("cli-col-shown"));
    for shown in &stands.shown {
        let evidence: Vec<String> = shown.evidence.iter().map(|one| worded::evidence(words, one)).collect();
        table.row([
            shown.duty.section().to_string(),
            worded::duty(words, shown.duty),
            worded::standing(words, shown.standing).word,
            evidence.join("; "),
        ]);
    }
    desk.out.table(&table)?;
    desk.say("cli-law-not-a-verdict", &[])
}
