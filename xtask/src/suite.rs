//! Every test there is, in one command: cargo's against SQLite and a throw-away PostgreSQL, then the
//! story in Chromium with the built program.
//!
//! A floor that fails does not hide the other one. Leaves out formatting, lints and licences: `ci` adds
//! those.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::needs::{self, Need};
use crate::postgres::{self, Postgres};
use crate::steps::Steps;
use crate::{Floor, assets, shell, workspace};

/// Runs all tests, or one floor of them, and prints a summary.
pub fn run(only: Option<Floor>) -> Result<()> {
    shell::say(
        "This suite holds what a change must pass: every test in Rust, against SQLite and PostgreSQL, and the story in \
         Chromium. `cargo xtask test --long` holds campaigns and wide grids.",
    );
    let mut steps = Steps::default();
    take(&mut steps, only)?;
    steps.finish()
}

/// Takes the test steps among others.
pub fn take(steps: &mut Steps, only: Option<Floor>) -> Result<()> {
    let root = workspace::root()?;
    let wanted = |floor| only.is_none_or(|only| only == floor);
    let (rust, browser) = (wanted(Floor::Rust), wanted(Floor::Browser));
    let needed = [(rust, Need::Postgres), (browser, Need::Chromium)];
    let needs: Vec<Need> = needed.iter().filter(|(wanted, _)| *wanted).map(|(_, need)| *need).collect();
    let met = steps.take("what the tests need", || needs::meet(&needs));
    let bundled = steps.take("browser assets", assets::run);
    if rust && met.is_some() {
        steps.take("tests in Rust", || with_postgres(cargo_test(&root)));
    }
    if browser && met.and(bundled).is_some() {
        let program = steps.take("the program itself", || {
            if rust { workspace::tested_lofte(&root) } else { workspace::build_lofte(&root) }
        });
        if let Some(program) = program {
            steps.take("story in Chromium", || story(&root, &program));
        }
    }
    Ok(())
}

/// Runs the Rust tests and lets insta accept what changed.
pub fn bless() -> Result<()> {
    let root = workspace::root()?;
    needs::meet(&[Need::Postgres])?;
    assets::run()?;
    let mut tests = cargo_test(&root);
    tests.env("INSTA_UPDATE", "always").env("LOFTE_BLESS", "1");
    with_postgres(tests)?;
    shell::run(Command::new("git").args(["status", "--short"]).current_dir(&root))
}

fn cargo_test(root: &Path) -> Command {
    let mut command = shell::cargo(root);
    command.args(["test", "--workspace", "--no-fail-fast"]);
    command
}

fn with_postgres(mut tests: Command) -> Result<()> {
    let server = Postgres::start()?;
    shell::run_alone(tests.env(postgres::VARIABLE, server.url()))
}

fn story(root: &Path, program: &Path) -> Result<()> {
    let script = root.join("tests/browser/run.mjs");
    if !script.is_file() {
        bail!("{} is missing; is the checkout complete?", script.display());
    }
    if let Some(packages) = own_packages(&script) {
        assets::install_packages(&packages)?;
    }
    let chromium = needs::chromium().context("no Chromium was found; name one in the variable CHROMIUM")?;
    let mut command = Command::new(assets::program("node")?);
    command.arg("tests/browser/run.mjs").current_dir(root);
    shell::run_alone(command.env("LOFTE_BIN", program).env("CHROMIUM", chromium))
}

/// The story's folder, when it brings packages of its own.
fn own_packages(script: &Path) -> Option<PathBuf> {
    let folder = script.parent()?;
    folder.join("package-lock.json").is_file().then(|| folder.to_owned())
}
