//! `lofte restore`: a house from a backup, in a folder that has none.

use super::desk::Desk;
use super::failure::{Ending, Outcome};
use clap::Args;
use lofte_analyse::output::Format;
use lofte_app::archive::Contents;
use lofte_app::restore::{Made, look, restore};
use serde::Serialize;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte restore flen-2026-11-23.zip --dir flen-again";

/// Make a house from a backup, in a new or empty folder
///
/// Everybody signs in anew. Everything is written into the folder, wherever the backed-up house kept it; casework goes
/// to another place only where --store or LOFTE_STORE names it, and that must be empty.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Restore {
    /// Backup that `lofte backup` wrote
    file: PathBuf,
    /// Folder to make the house in
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Address of an empty store for the casework, instead of the folder
    #[arg(long, value_name = "ADDRESS")]
    store: Option<String>,
    /// Most that the backup may unpack to, in gigabytes
    #[arg(long, value_name = "GB", default_value_t = 100)]
    largest: u64,
}

#[derive(Serialize)]
struct Shown<'a> {
    dir: &'a Path,
    municipality: String,
    files: usize,
    bytes: u64,
}

impl Restore {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let dir = self.dir.display().to_string();
        let most = self.largest.saturating_mul(1_000_000_000);
        let contents = look(&self.file, &self.dir, most).await?;
        let Contents { files, bytes } = contents;
        let plan = [
            ("files", desk.words.count(files as u64)),
            ("megabytes", desk.words.count(bytes.div_ceil(1_000_000))),
            ("dir", dir.clone()),
        ];
        desk.say("cli-restore-plan", &plan)?;
        let made = restore(&self.file, &self.dir, contents, self.store.as_deref()).await?;
        let Made { municipality, pointed_elsewhere, altered } = made;
        for path in altered {
            desk.say("doctor-row-file-altered", &[("path", path)])?;
        }
        if pointed_elsewhere {
            desk.say("cli-restore-elsewhere", &[("dir", dir.clone())])?;
        }
        if desk.format == Format::Json {
            desk.out.json(&Shown { dir: &self.dir, municipality, files, bytes })?;
        } else {
            desk.say("cli-restored", &[("dir", dir)])?;
        }
        Ok(Ending::Done)
    }
}
