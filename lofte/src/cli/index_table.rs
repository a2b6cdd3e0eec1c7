//! `lofte index-table`: loads a table of the problem index from a file, lists what was loaded, and takes one back.

use super::desk::{Desk, Place};
use super::failure::Outcome;
use super::weights::{done, listed};
use clap::Args;
use lofte_app::index_table::{Beside, load_file, seven};
use lofte_app::loaded::{list, withdraw};
use lofte_model::index_table::IndexHead;
use lofte_model::loaded::LoadedKind;
use std::path::PathBuf;

const EXAMPLE: &str = "Example:
  lofte index-table index-2025.toml --dir flen
  lofte index-table index.xlsx --name Problemindex --edition 2025 --source \"polisregion Öst\" --dir flen
  lofte index-table --dir flen
  lofte index-table --withdraw index_table-2 --reason \"fel utgåva\" --dir flen

A table has a row for each question: Fråga, Grupp, Gräns 1 to Gräns 6 (percent at which 1 to 6 points begin), and
Problem and Inte problem with codes of answers. TOML has name, version, source, levels and [[indicators]] with question,
group, cuts, problem and no_problem.";

/// Load a table of the problem index (0 to 6), list those loaded, or take one back
///
/// No table comes with the program: load the one that the police gave you. The picture then says the index of each area, and
/// by which table. A table takes the place of the one before, which counts again if the newer one is taken back.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct IndexTable {
    /// File with the table: CSV, XLSX, JSON or TOML; without one, the loaded ones are listed
    #[arg(conflicts_with = "withdraw")]
    file: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
    /// What the table is called, where the file does not say it
    #[arg(long, value_name = "TEXT", requires = "file", default_value = "", hide_default_value = true)]
    name: String,
    /// Which edition it is, where the file does not say it
    #[arg(long, value_name = "TEXT", requires = "file", default_value = "", hide_default_value = true)]
    edition: String,
    /// Who answers for it, where the file does not say it
    #[arg(long, value_name = "TEXT", requires = "file", default_value = "", hide_default_value = true)]
    source: String,
    /// What the levels 0 to 6 are called: seven names with semicolons between
    #[arg(long, value_name = "TEXTS", requires = "file", default_value = "", hide_default_value = true)]
    levels: String,
    /// Id of a loaded table to take back; it is emptied
    #[arg(long, value_name = "ID", requires = "reason")]
    withdraw: Option<String>,
    /// Why it is taken back
    #[arg(long, value_name = "TEXT", requires = "withdraw")]
    reason: Option<String>,
}

impl IndexTable {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        if let Some(file) = &self.file {
            let head = IndexHead { name: self.name, version: self.edition, source: self.source };
            let beside = Beside { head, levels: seven(&self.levels), colours: Vec::new() };
            let table = load_file(&actor, &house, &beside, file).await?;
            return done(desk, &table, "cli-index-table-loaded");
        }
        if let Some((id, reason)) = self.withdraw.zip(self.reason) {
            let table = withdraw(&actor, &house, &id, &reason).await?;
            return done(desk, &table, "cli-weights-withdrawn");
        }
        let mut all = list(&actor, &house).await?;
        all.retain(|table| table.kind == LoadedKind::IndexTable);
        listed(desk, &all)
    }
}
