//! `lofte upgrade`: brings the casework to this program's schema, and says what that means before and after.

use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use super::output::Format;
use crate::config::Config;
use clap::Args;
use lofte_store::{Store, Upgrade as Schema};

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
        let url = Config::read(dir)?.store_url(dir);
        let schema = if self.check {
            Store::look(&url).await?
        } else {
            let (store, schema) = Store::upgrade(&url).await?;
            store.close().await;
            schema
        };
        if desk.format == Format::Json {
            desk.out.json(&schema)?;
            return Ok(Ending::Done);
        }
        let copy = schema.copy.as_ref().map(|copy| copy.display().to_string()).unwrap_or_default();
        let gaps = [("found", schema.found.to_string()), ("known", schema.known.to_string()), ("copy", copy)];
        desk.say(self.message(&schema), &gaps)?;
        Ok(Ending::Done)
    }

    fn message(&self, schema: &Schema) -> &'static str {
        match (schema.is_needed(), self.check, &schema.copy) {
            (false, ..) if schema.found > schema.known => "cli-upgrade-newer",
            (false, ..) => "cli-upgrade-not-needed",
            (true, true, _) => "cli-upgrade-would",
            (true, false, Some(_)) => "cli-upgraded-copy",
            (true, false, None) => "cli-upgraded",
        }
    }
}
