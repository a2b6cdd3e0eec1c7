//! `lofte upgrade`: brings the casework to this program's schema, and says what that means before and after.

use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use clap::Args;
use lofte_analyse::output::Format;
use lofte_app::upgrade::{look, message, upgrade};

const EXAMPLE: &str = "Example:
  lofte upgrade --check --dir flen
  lofte upgrade --dir flen";

/// Bring the casework to this program's schema
///
/// A file of casework is copied beside itself first, and is brought forward by every command that opens it, so this is
/// only needed to see what happens. Casework in PostgreSQL is brought forward by this command alone: take a copy of
/// the database (pg_dump) before. The way back is the copy together with the program that wrote it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Upgrade {
    #[command(flatten)]
    place: Place,
    /// Say what would happen, and change nothing
    #[arg(long)]
    check: bool,
}

impl Upgrade {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let dir = self.place.dir.as_path();
        let schema = if self.check { look(dir).await? } else { upgrade(dir).await? };
        if desk.format == Format::Json {
            desk.out.json(&schema)?;
        } else {
            let told = message(&schema, self.check);
            desk.say(&told.key, &told.arguments)?;
        }
        Ok(Ending::Done)
    }
}
