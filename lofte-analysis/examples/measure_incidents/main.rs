//! Times one incident analysis on the input that the peers read too, and prints one JSON line, for
//! `cargo xtask bench incidents`.
//!
//! By hand: `cargo run --release -p lofte-analysis --example measure_incidents -- knox FOLDER 10000 --runs 3 --metres
//! 1000 --perms 99`, where FOLDER was filled by `xtask/peers/incidents/make_inputs.py`. One process for each
//! measurement, so that the most memory held is that of this work with its input.

#![expect(clippy::print_stdout, reason = "the line is what it is for")]

mod density;
mod input;
mod lattice;
mod pairs;
mod places;
mod series;
mod tables;

use std::error::Error;
use std::time::Duration;

use input::Asked;
use lofte_analysis::sample_size::Sufficiency;

/// A measurement that fails says so in a line of text.
type Anything<T> = Result<T, Box<dyn Error>>;

/// How long the work took, and a number of its result that the peers give too.
struct Measured {
    time: Duration,
    check: f64,
}

fn main() -> Anything<()> {
    let asked = Asked::read(std::env::args().skip(1))?;
    let measured = match asked.what.as_str() {
        "counts" => tables::counts(&asked),
        "gi" => lattice::gi(&asked, false),
        "moran" => lattice::moran(&asked, false),
        "permuted-gi" => lattice::gi(&asked, true),
        "permuted-moran" => lattice::moran(&asked, true),
        "knox" => pairs::knox(&asked),
        "knox-one-band" => pairs::knox_one_band(&asked),
        "scan" => pairs::scan(&asked),
        "clusters" => pairs::clusters(&asked),
        "kde-quartic" => density::exact(&asked, true),
        "kde-gaussian" => density::exact(&asked, false),
        "kde-binned" => density::binned(&asked),
        "farrington" => series::farrington(&asked),
        "aoristic" => series::aoristic(&asked),
        "disclosure" => tables::disclosure(&asked),
        "areas" => places::areas(&asked),
        other => Err(format!("there is no work called {other}").into()),
    }?;
    let line = serde_json::json!({
        "what": asked.what,
        "peer": "Löfte",
        "version": env!("CARGO_PKG_VERSION"),
        "n": asked.n,
        "seconds": measured.time.as_secs_f64(),
        "peak_mb": peak_mb(),
        "check": measured.check,
    });
    println!("{line}");
    Ok(())
}

/// The result; a floor is an error here, since the input is large enough for all.
fn given<T>(result: Sufficiency<T>) -> Anything<T> {
    match result {
        Sufficiency::Sufficient(result) => Ok(result),
        Sufficiency::Insufficient(floor) => Err(floor.into()),
    }
}

/// The most memory this process held, as Linux tells it; none elsewhere.
fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? / 1024.0)
}
