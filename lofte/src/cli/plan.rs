//! `lofte plan`: the measures, who answers for them and how they go; the plan as a file and back.

use super::agreement::party_names;
use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use lofte_analyse::output::Table;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::plan::{Preview, RowPreview};
use lofte_app::{agreement, plan};
use lofte_model::access::Actor;
use lofte_model::party::Party;
use lofte_model::plan::Measure;
use lofte_words::Message;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte plan list --dir flen";

/// List the measures of the action plan, or take the plan out as a file and in again
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
    /// Write the measures to a file: a row for each, a column for each field
    #[command(after_help = "Example:\n  lofte plan export atgardsplan.xlsx --dir flen")]
    Export {
        /// Where to; it ends with .csv or .xlsx
        file: PathBuf,
    },
    /// Take a changed file in: all of its rows or none
    #[command(
        after_help = "Example:\n  lofte plan import atgardsplan.xlsx --why \"beslut i styrgruppen\" --dir flen"
    )]
    Import {
        /// A file that was exported and changed
        file: PathBuf,
        /// Only say what would change
        #[arg(long)]
        dry_run: bool,
        /// Why the plan is changed; it is kept with what stood before
        #[arg(long, value_name = "TEXT", default_value = "")]
        why: String,
    },
}

impl Plan {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        match self.what {
            What::List => {
                let measures = plan::list(&actor, &house).await?;
                let parties = agreement::parties(&actor, &house).await?;
                list(desk, &measures, &parties, house.today())?;
            }
            What::Export { file } => export(desk, &house, &actor, &file).await?,
            What::Import { file, dry_run, why } => {
                let preview = plan::compare_file(&actor, &house, &file).await?;
                if preview.is_refused() {
                    return Err(AppError::Refused(preview.refusals(desk.words.0)).into());
                }
                would(desk, &preview, dry_run)?;
                if !dry_run {
                    let done = plan::apply(&actor, &house, &preview.carried, &preview.seen, &why).await?;
                    let counts = [("changed", done.changed.to_string()), ("added", done.added.to_string())];
                    if desk.format == Format::Json {
                        desk.out.json(&done)?;
                    }
                    desk.say("plan-table-done", &counts)?;
                }
            }
        }
        Ok(Ending::Done)
    }
}

/// Writes the plan to a file, in the form that its name asks for.
async fn export(desk: &mut Desk, house: &House, actor: &Actor, file: &Path) -> Result<(), Failure> {
    let table = plan::table(actor, house).await?;
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let bytes = match ending.as_deref() {
        Some("csv") => plan::csv(&table)?,
        Some("xlsx") => plan::xlsx(&table)?,
        _ => return Err(Failure::refused(Message::with("plan-table-ending", "file", file.display()))),
    };
    std::fs::write(file, bytes).map_err(|source| AppError::machine(file, source))?;
    desk.say("plan-table-exported", &[("file", file.display().to_string())])?;
    Ok(())
}

/// Says what a file would change.
fn would(desk: &mut Desk, preview: &Preview, only: bool) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        let rows: Vec<_> = preview.rows.iter().map(|row| (row.line, row.number, &row.changes)).collect();
        return if only { desk.out.json(&rows) } else { Ok(()) };
    }
    for row in &preview.rows {
        cells(desk, row)?;
    }
    let counts = [("rows", preview.rows.len().to_string()), ("same", preview.same.to_string())];
    desk.say("plan-table-would-end", &counts)
}

fn cells(desk: &mut Desk, row: &RowPreview) -> Result<(), OutputError> {
    for change in &row.changes {
        let told = [
            ("row", row.line.to_string()),
            ("column", change.column.clone()),
            ("was", change.was.clone()),
            ("becomes", change.becomes.clone()),
        ];
        desk.say("plan-table-would", &told)?;
    }
    Ok(())
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
