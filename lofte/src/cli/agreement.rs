//! `lofte agreement`: who works together, on what and for how long.

use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use clap::{Args, Subcommand};
use lofte_analyse::output::Table;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::agreement;
use lofte_model::agreement::Agreement as Agreed;
use lofte_model::id::PartyId;
use lofte_model::party::Party;

const EXAMPLE: &str = "Example:
  lofte agreement list --dir flen";

/// List cooperation agreements and their parties
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Agreement {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// All agreements, newest period first
    #[command(after_help = EXAMPLE)]
    List,
}

impl Agreement {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        let What::List = self.what;
        let agreements = agreement::list(&actor, &house).await?;
        let parties = agreement::parties(&actor, &house).await?;
        list(desk, &agreements, &parties)?;
        Ok(Ending::Done)
    }
}

fn list(desk: &mut Desk, agreements: &[Agreed], parties: &[Party]) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(&agreements);
    }
    if agreements.is_empty() {
        return desk.say("cli-agreement-none", &[]);
    }
    let words = desk.words;
    let mut table = Table::new()
        .words(words.say("cli-col-title"))
        .words(words.say("cli-col-period"))
        .words(words.say("cli-col-parties"))
        .words(words.say("cli-col-signed"));
    for agreement in agreements {
        table.row([
            agreement.title.clone(),
            words.period(agreement.period),
            party_names(parties, &agreement.parties),
            words.yes_or_no(agreement.is_signed()),
        ]);
    }
    desk.out.table(&table)
}

/// The names of parties, with the id where a name is missing.
pub(super) fn party_names(parties: &[Party], ids: &[PartyId]) -> String {
    let name = |id: &PartyId| {
        let known = parties.iter().find(|party| party.id == *id);
        known.map_or_else(|| id.to_string(), |party| party.name.clone())
    };
    ids.iter().map(name).collect::<Vec<_>>().join(", ")
}
