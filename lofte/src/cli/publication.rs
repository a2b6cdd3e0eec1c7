//! `lofte publication`: what has been published, what the public side shows, and how small counts are protected.

use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use crate::public::Paused;
use crate::public::folder::pause;
use clap::{Args, Subcommand};
use lofte_analyse::output::Table;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{public_side, publication};
use lofte_model::access::Actor;
use lofte_model::promise::Side;
use lofte_model::publication::{Limits, PublicSide, Publication as Published, Shown};
use lofte_publish::Fonts;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte publication list --dir flen
  lofte publication hide --reason \"fel adress i ett löfte\" --as polis --dir flen
  lofte publication restore --reason \"rättat i nummer 4\" --dir flen
  lofte publication protect --threshold 10 --protect 10 --dir flen";

/// List publications, hide what is public at once and let it go again, or choose the protection of small counts
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Publication {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// All publications, newest first
    #[command(after_help = "Example:\n  lofte publication list --dir flen")]
    List,
    /// Take the public side back to an earlier publication, or to nothing; every server of the house does so within a
    /// minute
    #[command(
        after_help = "Example:\n  lofte publication hide --to 3 --reason \"fel i nummer 4\" --dir flen"
    )]
    Hide {
        /// Show this earlier publication instead; without it, nothing
        #[arg(long, value_name = "N")]
        to: Option<u32>,
        /// Why; kept inside
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Folder that `lofte serve --public` shows: do the same there
        #[arg(long, value_name = "SNAPSHOT")]
        folder: Option<PathBuf>,
    },
    /// Let the public side show the newest publication again
    #[command(after_help = "Example:\n  lofte publication restore --reason \"rättat\" --dir flen")]
    Restore {
        /// Why; kept inside
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Folder that `lofte serve --public` shows: do the same there
        #[arg(long, value_name = "SNAPSHOT")]
        folder: Option<PathBuf>,
    },
    /// Choose the limits that counts are published with, from the next publication on
    #[command(after_help = "Example:\n  lofte publication protect --threshold 10 --protect 10 --dir flen")]
    Protect {
        /// Counts below this are hidden; at least 5
        #[arg(long, value_name = "N")]
        threshold: u64,
        /// How wide the doubt about a hidden count must stay; at least 5
        #[arg(long, value_name = "N")]
        protect: u64,
    },
}

impl Publication {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        match self.what {
            What::List => {
                let publications = publication::list(&actor, &house).await?;
                let sides = public_side::history(&actor, &house).await?;
                list(desk, &publications, &sides)?;
            }
            What::Hide { to, reason, folder } => {
                let side = public_side::hide(&actor, &house, to, &reason).await?;
                if let Some(folder) = &folder {
                    in_folder(&actor, &house, folder, &side).await?;
                }
                told(desk, &side)?;
            }
            What::Restore { reason, folder } => {
                let side = public_side::restore(&actor, &house, &reason).await?;
                if let Some(folder) = &folder {
                    in_folder(&actor, &house, folder, &side).await?;
                }
                told(desk, &side)?;
            }
            What::Protect { threshold, protect } => {
                publication::set_limits(&actor, &house, Limits { threshold, protect }).await?;
                let gaps = [("threshold", threshold.to_string()), ("protect", protect.to_string())];
                desk.say("cli-limits-set", &gaps)?;
            }
        }
        Ok(Ending::Done)
    }
}

/// The same in a folder that is served by itself.
async fn in_folder(actor: &Actor, house: &House, folder: &Path, side: &PublicSide) -> Result<(), Failure> {
    let number = match side.shown {
        Shown::Nothing => {
            let municipality = lofte_app::place::municipality(house).await?.name;
            let office = Side::of(side.role).unwrap_or(Side::Municipality);
            return Ok(pause(folder, &Paused { municipality, side: office, since: side.at })?);
        }
        Shown::Earlier { number } => number,
        Shown::Newest => {
            let newest = publication::list(actor, house).await?.first().map(|known| known.number);
            newest.ok_or_else(|| AppError::not_found("publication", 1))?
        }
    };
    let snapshot = publication::find(actor, house, number).await?;
    Ok(snapshot.write(folder, &Fonts::new(crate::assets::document_fonts())).map_err(AppError::from)?)
}

fn told(desk: &mut Desk, side: &PublicSide) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(side);
    }
    match side.shown {
        Shown::Nothing => desk.say("cli-hidden", &[]),
        Shown::Earlier { number } => desk.say("cli-hidden-to", &[("number", number.to_string())]),
        Shown::Newest => desk.say("cli-restored", &[]),
    }
}

fn list(desk: &mut Desk, publications: &[Published], sides: &[PublicSide]) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(&publications);
    }
    let words = desk.words;
    let mut table = Table::new()
        .numbers(words.say("cli-col-number"))
        .words(words.say("cli-col-day"))
        .words(words.say("cli-col-fingerprint"));
    for known in publications {
        table.row([known.number.to_string(), words.day(known.at), known.fingerprint.to_string()]);
    }
    desk.out.table(&table)?;
    match sides.first() {
        Some(side) if side.shown != Shown::Newest => told(desk, side),
        _ => Ok(()),
    }
}
