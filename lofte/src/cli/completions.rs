//! `lofte completions`: what a shell needs to complete our verbs.

use super::desk::Desk;
use super::failure::{Ending, Outcome};
use clap::Args;
use clap_complete::Shell;

const EXAMPLE: &str = "Example:
  lofte completions bash > ~/.local/share/bash-completion/completions/lofte";

/// Write completions for a shell to standard output
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Completions {
    /// Shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn act(self, desk: &mut Desk) -> Outcome {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::command(), "lofte", &mut script);
        desk.out.bytes(&script)?;
        Ok(Ending::Done)
    }
}
