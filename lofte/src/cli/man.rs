//! `lofte man`: man pages, one for each verb.

use super::desk::Desk;
use super::failure::{Ending, Failure, Outcome};
use clap::Args;
use std::path::PathBuf;

const EXAMPLE: &str = "Example:
  lofte man --out ~/.local/share/man/man1";

/// Write man pages into a folder
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Man {
    /// Folder for the pages
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Man {
    pub(super) fn act(self, desk: &mut Desk) -> Outcome {
        let failed = |source| Failure::machine(&self.out, source);
        std::fs::create_dir_all(&self.out).map_err(failed)?;
        clap_mangen::generate_to(super::command(), &self.out).map_err(failed)?;
        desk.say("cli-man-made", &[("dir", self.out.display().to_string())])?;
        Ok(Ending::Done)
    }
}
