//! `lofte plan`: the measures, who answers for them and how they go.

use super::agreement::party_names;
use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use lofte_analyse::output::Table;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::{agreement, plan};
use lofte_model::party::Party;
use lofte_model::plan::Measure;

const EXAMPLE: &str = "Example:
  lofte plan list --dir flen";

/// List the measures of the action plan
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Plan {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// All measures, by number
    #[command(after_help = EXAMPLE)]
    List,
}

impl Plan {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        let What::List = self.what;
        let measures = plan::list(&actor, &house).await?;
        let parties = agreement::parties(&actor, &house).await?;
        list(desk, &measures, &parties, house.today())?;
        Ok(Ending::Done)
    }
}

fn list(desk: &mut Desk, measures: &[Measure], parties: &[Party], today: Date) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(&measures);
    }
    if measures.is_empty() {
        return desk.say("cli-plan-none", &[]);
    }
    let words = desk.words;
    let mut table = Table::new()
        .numbers(words.say("cli-col-number"))
        .words(words.say("cli-col-measure"))
        .words(words.say("cli-col-owner"))
        .words(words.say("cli-col-deadline"))
        .words(words.say("cli-col-execution"))
        .words(words.say("cli-col-fidelity"))
        .words(words.say("cli-col-effect"));
    for measure in measures {
        let late = if measure.is_late(today) { words.say("cli-late") } else { String::new() };
        table.row([
            measure.number.to_string(),
            measure.title.clone(),
            party_names(parties, &[measure.owner]),
            format!("{} {late}", measure.deadline).trim_end().to_owned(),
            words.word("execution", &measure.status.execution),
            words.word("fidelity", &measure.status.fidelity),
            words.word("effect", &measure.status.effect),
        ]);
    }
    desk.out.table(&table)
}
