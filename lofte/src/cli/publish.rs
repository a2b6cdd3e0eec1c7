//! `lofte publish`: the snapshot that residents see, as a folder.

use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use super::output::Format;
use crate::app::publication::{newer_than, publish};
use crate::error::AppError;
use clap::Args;
use lofte_model::access::Action;
use lofte_model::fingerprint::Fingerprint;
use lofte_publish::{Fonts, Snapshot};
use serde::Serialize;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte publish --dir flen --out flen-public
  lofte serve --public flen-public";

/// Publish: make the snapshot that residents see, and write it as a folder
///
/// The folder holds the public pages' data, a tagged PDF for each promise, open data as JSON and CSV, and checksums.
/// Small counts are hidden first. An earlier snapshot in the same folder is replaced.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Publish {
    #[command(flatten)]
    place: Place,
    /// Folder for the snapshot
    #[arg(long, value_name = "SNAPSHOT")]
    out: PathBuf,
    /// Write the newest publication again instead of making a new one
    #[arg(long)]
    newest: bool,
}

#[derive(Serialize)]
struct Shown<'a> {
    number: u32,
    out: &'a Path,
    fingerprint: &'a Fingerprint,
    promises: Vec<u32>,
    synthetic: bool,
}

impl Publish {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        let snapshot = if self.newest {
            actor.require(Action::ReadCasework)?;
            newer_than(&house, 0).await?.ok_or_else(|| AppError::not_found("publication", 1))?
        } else {
            writable(&self.out)?;
            publish(&actor, &house).await?
        };
        if let Err(error) = snapshot.write(&self.out, &Fonts::new(crate::assets::document_fonts())) {
            if !self.newest {
                super::output::say_to_stderr(&desk.words.say("cli-publish-not-written"));
            }
            return Err(error.into());
        }
        show(desk, &snapshot, &self.out)?;
        Ok(Ending::Done)
    }
}

/// Finds out that a folder cannot be written before a publication is numbered.
fn writable(out: &Path) -> Result<(), Failure> {
    let parent = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    tempfile::tempdir_in(parent).map(drop).map_err(|source| Failure::machine(parent, source))
}

fn show(desk: &mut Desk, snapshot: &Snapshot, out: &Path) -> Result<(), Failure> {
    let promises: Vec<u32> = snapshot.promises.iter().map(|promise| promise.frozen.number).collect();
    if desk.format == Format::Json {
        return desk.out.json(&Shown {
            number: snapshot.number,
            out,
            fingerprint: &snapshot.fingerprint,
            promises,
            synthetic: snapshot.synthetic,
        });
    }
    let gaps = [
        ("number", snapshot.number.to_string()),
        ("out", out.display().to_string()),
        ("promises", promises.len().to_string()),
        ("fingerprint", snapshot.fingerprint.to_string()),
    ];
    desk.say("cli-published", &gaps)?;
    if snapshot.synthetic {
        desk.say("synthetic", &[])?;
    }
    Ok(())
}
