//! `lofte weights`: loads weights of harm from a file, lists what was loaded, and takes one back.

use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use clap::Args;
use lofte_analyse::output::{Format, Table};
use lofte_app::loaded::{list, load_weights_file, withdraw};
use lofte_model::loaded::LoadedTable;
use std::path::PathBuf;

const EXAMPLE: &str = "Example:
  lofte weights vikter-2025.toml --dir flen
  lofte weights --dir flen
  lofte weights --withdraw harm_weights-2 --reason \"fel utgåva\" --dir flen

The file is TOML: name, version, source and unit, and a line for each category under [weights], such as theft = 10.";

/// Load weights of harm, list the tables that were loaded, or take one back
///
/// No weights come with the program: load a table that somebody answers for. The picture then says what weighs most, and
/// by which table. A table takes the place of the one before, which counts again if the newer one is taken back.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Weights {
    /// File with the weights; without one, the loaded tables are listed, other kinds too
    #[arg(conflicts_with = "withdraw")]
    file: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
    /// Id of a loaded table to take back; it is emptied
    #[arg(long, value_name = "ID", requires = "reason")]
    withdraw: Option<String>,
    /// Why it is taken back
    #[arg(long, value_name = "TEXT", requires = "withdraw")]
    reason: Option<String>,
}

impl Weights {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let text = match &self.file {
            Some(path) => {
                Some(std::fs::read_to_string(path).map_err(|source| Failure::machine(path, source))?)
            }
            None => None,
        };
        let (house, actor) = desk.open(&self.place).await?;
        if let Some(text) = text {
            let table = load_weights_file(&actor, &house, &text).await?;
            return done(desk, &table, "cli-weights-loaded");
        }
        if let Some((id, reason)) = self.withdraw.zip(self.reason) {
            let table = withdraw(&actor, &house, &id, &reason).await?;
            return done(desk, &table, "cli-weights-withdrawn");
        }
        listed(desk, &list(&actor, &house).await?)
    }
}

/// The loaded tables, with which of each kind counts.
pub(super) fn listed(desk: &mut Desk, all: &[LoadedTable]) -> Outcome {
    if desk.format == Format::Json {
        desk.out.json(&all)?;
        return Ok(Ending::Done);
    }
    let words = desk.words;
    let columns = ["cli-col-id", "cli-col-title", "cli-col-edition", "cli-col-state"];
    let mut table = columns.iter().fold(Table::new(), |table, key| table.words(words.say(key)));
    for known in all {
        let in_force = LoadedTable::in_force(all, known.kind) == Some(known);
        let state = match (&known.withdrawn, in_force) {
            (Some(_), _) => "loaded-withdrawn",
            (None, true) => "loaded-in-force",
            (None, false) => "loaded-replaced",
        };
        table.row([known.id(), known.name.clone(), known.edition.clone(), words.say(state)]);
    }
    desk.out.table(&table)?;
    Ok(Ending::Done)
}

/// Says what was done with a table.
pub(super) fn done(desk: &mut Desk, table: &LoadedTable, key: &str) -> Outcome {
    if desk.format == Format::Json {
        desk.out.json(table)?;
        return Ok(Ending::Done);
    }
    let rows = desk.words.count(table.entries);
    let arguments = [("id", table.id()), ("name", table.name.clone()), ("count", rows)];
    desk.say(key, &arguments)?;
    Ok(Ending::Done)
}
