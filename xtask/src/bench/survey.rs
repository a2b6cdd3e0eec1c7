//! Survey statistics beside R `survey` and `svy`.

use anyhow::{Result, bail};
use clap::Args;

/// How large the measurement is.
#[derive(Args)]
pub struct Survey {
    /// Small settings, to see that everything works; the times say nothing
    #[arg(long)]
    pub quick: bool,
}

/// Measures ours and the peers and prints the table.
pub fn run(_survey: &Survey) -> Result<()> {
    bail!("not measured yet")
}
