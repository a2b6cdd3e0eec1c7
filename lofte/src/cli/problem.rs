//! `lofte problem`: prioritised problems and their causes.

use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use clap::{Args, Subcommand};
use lofte_analyse::output::Table;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::error::AppError;
use lofte_app::problem;
use lofte_model::problem::{Priority, Problem as Known};
use lofte_words::Words;

const EXAMPLE: &str = "Example:
  lofte problem list --dir flen
  lofte problem show 1 --dir flen";

/// List or show problems and their causes
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Problem {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// All problems, by number
    #[command(after_help = "Example:\n  lofte problem list --dir flen")]
    List,
    /// One problem with its causes
    #[command(after_help = "Example:\n  lofte problem show 1 --dir flen")]
    Show {
        /// Number of the problem
        number: u32,
    },
}

impl Problem {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        let problems = problem::list(&actor, &house).await?;
        match self.what {
            What::List => list(desk, &problems)?,
            What::Show { number } => {
                let known = problems.iter().find(|problem| problem.number == number);
                show(desk, known.ok_or_else(|| AppError::not_found("problem", number))?)?;
            }
        }
        Ok(Ending::Done)
    }
}

/// Whether it is worked on, and why.
fn priority(words: Words, priority: &Priority) -> (String, &str) {
    match priority {
        Priority::Prioritised { reason } => (words.say("priority-prioritised"), reason),
        Priority::Deprioritised { reason } => (words.say("priority-deprioritised"), reason),
    }
}

fn list(desk: &mut Desk, problems: &[Known]) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(&problems);
    }
    if problems.is_empty() {
        return desk.say("cli-problem-none", &[]);
    }
    let words = desk.words;
    let mut table = Table::new()
        .numbers(words.say("cli-col-number"))
        .words(words.say("cli-col-title"))
        .words(words.say("cli-col-priority"))
        .numbers(words.say("cli-col-causes"));
    for problem in problems {
        table.row([
            problem.number.to_string(),
            problem.title.clone(),
            priority(words, &problem.priority).0,
            words.count(problem.causes.len() as u64),
        ]);
    }
    desk.out.table(&table)
}

fn show(desk: &mut Desk, problem: &Known) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(problem);
    }
    let words = desk.words;
    let (state, reason) = priority(words, &problem.priority);
    desk.out.line(&format!("{}. {}", problem.number, problem.title))?;
    desk.out.line(&problem.description)?;
    desk.out.line(&format!("{state}: {reason}"))?;
    if problem.causes.is_empty() {
        return desk.say("cli-problem-no-causes", &[]);
    }
    desk.out.heading(&words.say("cli-problem-causes"))?;
    let mut table = Table::new()
        .words(words.say("cli-col-number"))
        .words(words.say("cli-col-cause"))
        .words(words.say("cli-col-perspective"))
        .words(words.say("cli-col-support"));
    for cause in &problem.causes {
        table.row([
            cause.number.to_string(),
            cause.statement.clone(),
            words.word("perspective", &cause.perspective),
            words.word("support", &cause.support),
        ]);
    }
    desk.out.table(&table)
}
