//! `lofte prune`: what is older than its rule goes, or is told.

use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use clap::Args;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::retention::{Pruned, preview, prune};

const EXAMPLE: &str = "Example:
  lofte prune --dir flen --dry-run";

/// Remove what the retention rules no longer keep
///
/// The rules stand in lofte.toml under [retention]; `lofte serve` follows them every night. Adopted editions, promises
/// in force and publications are never removed. Each removal is in the audit, as a count.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Prune {
    #[command(flatten)]
    place: Place,
    /// Say what would go, and remove nothing
    #[arg(long)]
    dry_run: bool,
}

impl Prune {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        let mut pruned = preview(&actor, &house).await?;
        if !self.dry_run {
            pruned = prune(&actor, &house, &pruned.seen()?).await?;
        }
        show(desk, &pruned, self.dry_run)?;
        Ok(Ending::Done)
    }
}

fn show(desk: &mut Desk, pruned: &Pruned, dry_run: bool) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(pruned);
    }
    let words = desk.words;
    desk.say(if dry_run { "cli-prune-would" } else { "cli-pruned" }, &[])?;
    let counts = [
        ("cli-prune-jobs", pruned.jobs),
        ("cli-prune-reject-lists", pruned.reject_lists),
        ("cli-prune-undone", pruned.undone_deliveries),
        ("cli-prune-accounts", pruned.closed_accounts),
        ("cli-prune-addresses", pruned.addresses),
        ("cli-prune-scans", pruned.scans),
        ("cli-prune-staged", pruned.staged),
    ];
    for (key, count) in counts {
        desk.say(key, &[("count", words.count(count))])?;
    }
    if pruned.rows.is_empty() {
        desk.say("cli-prune-no-rows", &[])?;
    }
    for rows in &pruned.rows {
        let gaps = [
            ("kind", words.word("kind", &rows.kind)),
            ("source", words.known("source", &rows.source)),
            ("year", rows.year.to_string()),
            ("count", words.count(rows.rows)),
        ];
        desk.say("cli-prune-rows", &gaps)?;
    }
    if !pruned.editions_resting.is_empty() {
        let editions: Vec<String> = pruned.editions_resting.iter().map(ToString::to_string).collect();
        desk.say("cli-prune-editions", &[("editions", editions.join(", "))])?;
    }
    if !pruned.backups.is_empty() {
        desk.say("cli-prune-backups", &[("backups", pruned.backups.join(", "))])?;
    }
    Ok(())
}
