//! The command line: deliveries, pictures, signing, verdicts, publication, operation and analyses without a browser.
//!
//! Verbs are English; everything that is said obeys `--lang`. A verb does nothing that
//! [`lofte_app`] does not do for pages too: it opens the house, asks, and shows the answer as a table or as JSON.
//! Answers go to standard output, everything else to standard error. The exit code is 0 when it was done, 1 when it
//! was refused or failed, and 2 when the command itself could not be understood.

mod account;
mod activity;
mod agreement;
mod analyse;
mod backup;
mod calendar;
mod completions;
mod delivery;
mod demo;
mod desk;
mod doctor;
mod erase;
mod export_aggregate;
mod failure;
mod fetch;
mod help;
mod import;
mod index_table;
mod init;
mod law;
mod man;
mod mask;
mod password;
mod picture;
mod picture_counts;
mod picture_table;
mod plan;
mod practice;
mod problem;
mod promise;
mod prune;
mod publication;
mod publish;
mod report;
mod restore;
mod screen;
mod serve;
mod thread;
mod upgrade;
mod user;
mod verdict;
mod weights;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use desk::{Desk, Global};
use failure::{Failure, Outcome};
use lofte_analyse::output::Format;
use std::process::ExitCode;
use std::time::Duration;

/// Refused or failed.
const REFUSED: u8 = 1;
/// For work in the background that does not end by itself.
const STOPPING: Duration = Duration::from_secs(1);

/// Löfte: from source rows to a promise whose outcome residents can read.
///
/// One folder holds one municipality: casework, delivered rows and settings. Make one with `lofte demo` (synthetic)
/// or `lofte init` (your own), then work in the browser with `lofte serve` or here.
#[derive(Debug, Parser)]
#[command(name = "lofte", version, propagate_version = true, arg_required_else_help = true, after_help = EXAMPLE)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: Verb,
}

const EXAMPLE: &str = "Example:
  lofte demo
  lofte init --municipality 0482 --name Flen --dir flen
  lofte import incidents brott.csv --mapping polisen.toml --dir flen --dry-run
  lofte verdict 2 --dir flen

Exit code: 0 done, 1 refused or failed, 2 the command could not be understood.
Environment: LOFTE_DIR (folder), LOFTE_LANG (sv or en), LOFTE_USER (account), LOFTE_STORE (address of the casework),
LOFTE_LOG (what to log to standard error, for example info).";

#[derive(Debug, Subcommand)]
enum Verb {
    Demo(demo::Demo),
    Practice(practice::Practice),
    Init(init::Init),
    Serve(serve::Serve),
    Import(import::Import),
    Fetch(fetch::Fetch),
    Delivery(delivery::Delivery),
    Picture(picture::Picture),
    Weights(weights::Weights),
    IndexTable(index_table::IndexTable),
    Agreement(agreement::Agreement),
    Problem(problem::Problem),
    Promise(promise::Promise),
    Plan(plan::Plan),
    Activity(activity::ActivityLog),
    Calendar(calendar::Calendar),
    Thread(thread::Thread),
    Law(law::Law),
    Report(report::Report),
    Verdict(verdict::Verdict),
    Analyse(lofte_analyse::Analyse),
    Publish(publish::Publish),
    Publication(publication::Publication),
    Mask(mask::Mask),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Doctor(doctor::Doctor),
    Upgrade(upgrade::Upgrade),
    User(user::User),
    Account(account::Account),
    Prune(prune::Prune),
    Screen(screen::Screen),
    ExportAggregate(export_aggregate::ExportAggregate),
    Erase(erase::Erase),
    Completions(completions::Completions),
    Man(man::Man),
}

/// Reads the arguments, does what they say, and tells how it went.
pub fn run() -> ExitCode {
    let Cli { global, mut verb } = match understood() {
        Ok(cli) => cli,
        Err(shown) => return shown,
    };
    if !verb.answers_in(global.form()) {
        return help::refuse("usage-form-of-analyses", global.language());
    }
    if verb.works_on_a_house() {
        lofte_app::closed::keep_to_ourselves();
    }
    log_to_stderr();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(source) => return ended(&global, Err(Failure::machine("tokio", source))),
    };
    let mut desk = Desk::new(&global);
    let outcome = runtime.block_on(lofte_app::screening::answered(global.answer(), verb.act(&mut desk)));
    let outcome = outcome.and_then(|ending| Ok(desk.out.finish().map(|()| ending)?));
    // A file that is being read when a server stops is not waited for: the next start puts it right.
    runtime.shutdown_timeout(STOPPING);
    ended(&global, outcome)
}

/// The arguments, or how the program ended that was asked for help or could not understand them.
fn understood() -> Result<Cli, ExitCode> {
    let arguments: Vec<_> = std::env::args_os().collect();
    let language = help::language(&arguments, std::env::var("LOFTE_LANG").ok().as_deref());
    let mut command = help::told(Cli::command(), language);
    let read = command.try_get_matches_from_mut(arguments);
    read.and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|error| help::show(&error, &command, language))
}

impl Verb {
    /// Whether what it makes is a municipality's material, and not a document for anybody.
    fn works_on_a_house(&mut self) -> bool {
        match self {
            Self::Analyse(verb) => verb.house().is_some(),
            Self::Completions(_) | Self::Man(_) | Self::Screen(_) | Self::Fetch(_) => false,
            _ => true,
        }
    }

    /// Whether it has an answer in this form; all have words and JSON.
    fn answers_in(&self, form: Format) -> bool {
        match self {
            Self::Analyse(_) => true,
            Self::Picture(_) => form != Format::Geojson,
            _ => matches!(form, Format::Table | Format::Json),
        }
    }

    async fn act(self, desk: &mut Desk) -> Outcome {
        match self {
            Self::Demo(verb) => Box::pin(verb.act(desk)).await,
            Self::Practice(verb) => Box::pin(verb.act(desk)).await,
            Self::Init(verb) => verb.act(desk).await,
            Self::Serve(verb) => verb.act(desk).await,
            Self::Import(verb) => verb.act(desk).await,
            Self::Fetch(verb) => verb.act(desk).await,
            Self::Delivery(verb) => verb.act(desk).await,
            Self::Picture(verb) => Box::pin(verb.act(desk)).await,
            Self::Weights(verb) => verb.act(desk).await,
            Self::IndexTable(verb) => verb.act(desk).await,
            Self::Agreement(verb) => verb.act(desk).await,
            Self::Problem(verb) => verb.act(desk).await,
            Self::Promise(verb) => Box::pin(verb.act(desk)).await,
            Self::Plan(verb) => verb.act(desk).await,
            Self::Activity(verb) => verb.act(desk).await,
            Self::Calendar(verb) => verb.act(desk).await,
            Self::Thread(verb) => verb.act(desk).await,
            Self::Law(verb) => verb.act(desk).await,
            Self::Report(verb) => verb.act(desk).await,
            Self::Verdict(verb) => verb.act(desk).await,
            Self::Analyse(verb) => analyse::act(verb, desk).await,
            Self::Publish(verb) => verb.act(desk).await,
            Self::Publication(verb) => verb.act(desk).await,
            Self::Mask(verb) => verb.act(desk).await,
            Self::Backup(verb) => verb.act(desk).await,
            Self::Restore(verb) => verb.act(desk).await,
            Self::Doctor(verb) => verb.act(desk).await,
            Self::Upgrade(verb) => verb.act(desk).await,
            Self::User(verb) => verb.act(desk).await,
            Self::Account(verb) => verb.act(desk).await,
            Self::Prune(verb) => verb.act(desk).await,
            Self::Screen(verb) => verb.act(desk),
            Self::ExportAggregate(verb) => verb.act(desk),
            Self::Erase(verb) => verb.act(desk).await,
            Self::Completions(verb) => verb.act(desk),
            Self::Man(verb) => verb.act(desk),
        }
    }
}

fn ended(global: &Global, outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(ending) => ending.code(),
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            failure.log();
            lofte_analyse::output::say_to_stderr(&failure.tell(global.language()));
            ExitCode::from(REFUSED)
        }
    }
}

/// Logs go to standard error, so that answers can be piped. Nobody's free text is ever logged.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("LOFTE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    // It would log whole addresses, with ids and search words in them.
    let filter = match "tower_http::csrf=off".parse() {
        Ok(quiet) => filter.add_directive(quiet),
        Err(_) => filter,
    };
    // It fails only where somebody else has set a log up already, which is then the one that is wanted.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// The whole command, for man pages and completions.
fn command() -> clap::Command {
    Cli::command()
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        command().debug_assert();
    }

    #[test]
    fn every_verb_has_an_example() {
        for verb in command().get_subcommands() {
            let help = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Example:\n  lofte "), "{} has no example", verb.get_name());
        }
    }
}
