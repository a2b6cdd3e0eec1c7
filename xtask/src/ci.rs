//! What every change must pass, in one command and one summary.
//!
//! `.ci/run` takes the same steps one by one on a machine that knows nothing of this checkout yet.

use std::process::Command;

use anyhow::Result;

use crate::shell::{self, run as run_command};
use crate::steps::Steps;
use crate::{layers, suite, workspace};

/// The cargo-deny that `deny.toml` is written for.
const CARGO_DENY: &str = "0.20.2";

/// Runs everything; a failed step does not hide the ones after it.
pub fn run() -> Result<()> {
    let root = workspace::root()?;
    let cargo = |arguments: &[&str]| run_command(shell::cargo(&root).args(arguments));
    let mut steps = Steps::default();
    steps.take("format", || cargo(&["fmt", "--check"]));
    steps.take("lints", || cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]));
    steps.take("layers", layers::run);
    steps.take("licences and origins", || {
        install_cargo_deny()?;
        cargo(&["deny", "check", "licenses", "bans", "sources"])
    });
    suite::take(&mut steps, None)?;
    steps.finish()
}

/// Installs the cargo-deny that `deny.toml` is written for, unless it is there.
pub fn install_cargo_deny() -> Result<()> {
    let installed = shell::output(Command::new("cargo-deny").arg("--version")).unwrap_or_default();
    if installed.trim() == format!("cargo-deny {CARGO_DENY}") {
        return Ok(());
    }
    let mut command = Command::new("cargo");
    // Its objects do not belong among ours.
    command.env_remove("CARGO_TARGET_DIR");
    run_command(command.args(["install", "cargo-deny", "--locked", "--version", CARGO_DENY]))
}
