#![doc = include_str!("../README.md")]

mod assets;
mod bench;
mod ci;
mod cluster;
mod demo;
mod fuzz;
mod group;
mod layers;
mod long;
mod needs;
mod package;
mod postgres;
mod shell;
mod steps;
mod suite;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};

/// The workshop's own tools: run them as `cargo xtask <command>`.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Bundle the browser assets, build, make the demo municipality and serve it
    Demo {
        /// Folder of the demo municipality
        #[arg(long, default_value = "lofte-demo")]
        dir: PathBuf,
        /// Port to serve on, 8080 when left out
        #[arg(long)]
        port: Option<u16>,
        /// Make the municipality and stop
        #[arg(long)]
        no_serve: bool,
    },
    /// Install what the tests need and run all of them, against SQLite, PostgreSQL and Chromium
    Test {
        /// Run one floor only
        #[arg(long)]
        only: Option<Floor>,
        /// Run the long suite instead: campaigns and wide grids, before a release
        #[arg(long, conflicts_with = "only")]
        long: bool,
        /// Run the checks of lofte-cluster instead, which belong to the long suite too; its first build takes ten minutes
        #[arg(long, conflicts_with_all = ["only", "long"])]
        cluster: bool,
        /// Only if something that the cluster rests on has changed since this commit
        #[arg(long, requires = "cluster")]
        since: Option<String>,
    },
    /// Check which crate may use which, and the shape of every crate
    Layers,
    /// Bundle the browser assets into assets/dist, when they changed
    Assets,
    /// Run the Rust tests and accept every changed snapshot; read the difference before you commit it
    Bless,
    /// Everything a change must pass: fmt, clippy, layers, licences, tests
    Ci,
    /// Measure the built program, or our analysis beside the programs of the field, and print a table of BENCHMARKS.md
    Bench(bench::Bench),
    /// Feed every reader of what strangers give with bytes that nobody has made, and say what was found
    Fuzz(fuzz::Fuzz),
    /// Make a Debian package, an OCI image or a plain archive, or try them as somebody who installs them
    Package(package::Package),
    /// Keep a throw-away PostgreSQL running until Enter, for `cargo test` by hand
    Postgres,
}

/// One of the two floors that `cargo xtask test` runs.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Floor {
    /// `cargo test --workspace`
    Rust,
    /// The story in Chromium
    Browser,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            shell::say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Demo { dir, port, no_serve } => demo::run(&demo::Demo { dir, port, no_serve }),
        Command::Test { long: true, .. } => long::run(),
        Command::Test { cluster: true, since, .. } => cluster::run(since.as_deref()),
        Command::Test { only, .. } => suite::run(only),
        Command::Layers => layers::run(),
        Command::Assets => assets::run(),
        Command::Bless => suite::bless(),
        Command::Ci => ci::run(),
        Command::Bench(what) => bench::run(what),
        Command::Fuzz(what) => fuzz::run(&what),
        Command::Package(what) => package::run(&what),
        Command::Postgres => postgres::keep_until_enter(),
    }
}
