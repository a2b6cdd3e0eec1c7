//! `lofte activity`: the log of what was done, read and filled from a file.

use super::agreement::party_names;
use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use clap::{Args, Subcommand};
use lofte_analyse::output::{Format, OutputError, Table};
use lofte_app::activity::{Imported, import};
use lofte_app::{activity, agreement};
use lofte_model::activity::Activity;
use lofte_model::party::Party;
use std::path::PathBuf;

const EXAMPLE: &str = "Example:
  lofte activity list --dir flen
  lofte activity import insatser.csv --as polis --dir flen";

/// Read the log of what was done, or take entries from a file
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct ActivityLog {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The entries of one's own side, the newest day first
    #[command(after_help = "Example:\n  lofte activity list --dir flen")]
    List,
    /// Take entries from a file: all of its rows or none, and each row once however often the file comes
    #[command(after_help = "Example:\n  lofte activity import insatser.csv --as polis --dir flen")]
    Import {
        /// CSV or XLSX with the columns löfte, åtagande, antal and dag
        file: PathBuf,
    },
}

impl ActivityLog {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        match self.what {
            What::List => {
                let parties = agreement::parties(&actor, &house).await?;
                list(desk, &activity::list(&actor, &house).await?, &parties)?;
            }
            What::Import { file } => taken(desk, import(&actor, &house, &file).await?)?,
        }
        Ok(Ending::Done)
    }
}

fn list(desk: &mut Desk, entries: &[Activity], parties: &[Party]) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(&entries);
    }
    if entries.is_empty() {
        return desk.say("cli-activity-none", &[]);
    }
    let words = desk.words;
    let mut table = Table::new()
        .words(words.say("cli-col-day"))
        .numbers(words.say("cli-col-count"))
        .words(words.say("cli-col-unit"))
        .words(words.say("cli-col-party"))
        .words(words.say("cli-col-state"));
    for activity in entries {
        let state =
            if activity.withdrawn.is_some() { "cli-activity-withdrawn" } else { "cli-activity-counts" };
        table.row([
            activity.entry.day.to_string(),
            words.count(u64::from(activity.entry.count)),
            activity.entry.unit.clone(),
            party_names(parties, &[activity.party]),
            words.say(state),
        ]);
    }
    desk.out.table(&table)
}

fn taken(desk: &mut Desk, imported: Imported) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(&imported);
    }
    let words = desk.words;
    let gaps = [
        ("stored", words.count(imported.stored)),
        ("known", words.count(imported.known)),
        ("outside", words.count(imported.outside)),
    ];
    desk.say("activity-file-taken", &gaps)
}
