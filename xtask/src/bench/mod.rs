//! What the product costs in time and memory, printed as the tables of BENCHMARKS.md.
//!
//! Nothing here is a test, since times depend on the machine: [`program`] measures the built program, [`city`] its picture
//! at the size of a large city, the others put our
//! deliveries, counts and analyses beside the programs of the field in one run. What those have in common is in [`peers`].

mod city;
mod incidents;
mod peers;
mod program;
mod records;
mod server;
mod survey;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::shell;

/// What is measured; the built program when nothing is said.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Bench {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    program: program::Program,
}

#[derive(Subcommand)]
enum What {
    /// The built program: its pages, its memory, a delivery of a million rows
    Program(program::Program),
    /// The picture of a large city: 550 areas, 60 categories, 10 years, 5 000 000 rows
    City(city::City),
    /// Incident analyses beside the libraries of the field, which are installed
    Incidents(incidents::Incidents),
    /// Deliveries and grouped counts beside DuckDB and polars, which are installed
    Records(records::Records),
    /// Survey statistics beside R `survey` and `svy`, which are installed
    Survey(survey::Survey),
}

/// Measures and prints a table.
pub fn run(bench: Bench) -> Result<()> {
    match bench.what {
        None => program::run(bench.program),
        Some(What::Program(program)) => program::run(program),
        Some(What::City(city)) => city::run(city),
        Some(What::Incidents(incidents)) => incidents::run(&incidents),
        Some(What::Records(records)) => records::run(&records),
        Some(What::Survey(survey)) => survey::run(&survey),
    }
}

/// The line of BENCHMARKS.md that says where the figures below it were measured.
pub fn machine_line() -> String {
    let first = |path: &str, key: &str| -> Option<String> {
        let text = fs::read_to_string(path).ok()?;
        let line = text.lines().find(|line| line.starts_with(key))?;
        Some(line.split([':', '=']).nth(1)?.trim().trim_matches('"').to_owned())
    };
    let mut line = String::from("**Machine**: ");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let processor = first("/proc/cpuinfo", "model name").unwrap_or_else(|| "processor unknown".to_owned());
    let _ = write!(line, "{cores} cores of {processor}");
    let kilobytes = first("/proc/meminfo", "MemTotal")
        .and_then(|text| text.trim_end_matches(" kB").trim().parse::<f64>().ok());
    if let Some(kilobytes) = kilobytes {
        let _ = write!(line, ", {:.0} GiB", kilobytes / 1024.0 / 1024.0);
    }
    if let Some(system) = first("/etc/os-release", "PRETTY_NAME") {
        let _ = write!(line, ", {system}");
    }
    if let Ok(rust) = shell::output(Command::new("rustc").arg("--version")) {
        let _ = write!(line, ", Rust {}", rust.split_whitespace().nth(1).unwrap_or("unknown"));
    }
    if let Ok(load) = fs::read_to_string("/proc/loadavg") {
        let minute = load.split_whitespace().next().unwrap_or("unknown");
        let _ = write!(line, "; load {minute} when the measurement began");
    }
    if let Ok(today) = shell::output(Command::new("date").args(["--utc", "+%Y-%m-%d"])) {
        let _ = write!(line, ". Measured {}", today.trim());
    }
    line.push('.');
    line
}

/// Where measurements put what they write: a folder of this run under the system's folder for passing files.
pub fn scratch_folder() -> Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("lofte-bench-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
