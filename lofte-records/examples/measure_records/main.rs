//! Counting stored rows, for `cargo xtask bench records`: prints a line of JSON a figure.
//!
//! `… -- picture FOLDER MUNICIPALITY [--runs N]` asks the grouped counts that a picture is made of. `… -- nation FOLDER ROWS`
//! fills a folder with made-up rows of 290 municipalities, and asks while it grows: one municipality, and the whole nation.
//! Rows come in and are counted through the same doors as in the program; files, areas and casework are left out.

mod nation;
mod picture;

use lofte_records::Records;
use serde::Serialize;
use std::error::Error;

/// One figure, as `xtask` reads it.
#[derive(Debug, Default, Serialize)]
struct Line {
    what: &'static str,
    peer: &'static str,
    n: u64,
    seconds: f64,
    peak_mb: f64,
    check: f64,
    figures: Vec<f64>,
}

impl Line {
    #[expect(clippy::print_stdout, reason = "the figures are what the program is for")]
    fn print(self) -> Result<(), Box<dyn Error>> {
        println!("{}", serde_json::to_string(&Self { peer: "Löfte", peak_mb: peak_mb(), ..self })?);
        Ok(())
    }
}

/// The most memory that this process has had.
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["picture", folder, municipality] => picture::measure(&Records::open(folder)?, municipality, 5).await,
        ["picture", folder, municipality, "--runs", runs] => {
            picture::measure(&Records::open(folder)?, municipality, runs.parse()?).await
        }
        ["nation", folder, rows] => nation::measure(&Records::open(folder)?, rows.parse()?).await,
        _ => Err("picture FOLDER MUNICIPALITY [--runs N], or nation FOLDER ROWS".into()),
    }
}
