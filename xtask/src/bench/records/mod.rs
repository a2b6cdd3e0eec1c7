//! Deliveries and grouped counts beside DuckDB and polars, at sizes from a village to the nation.
//!
//! Ours is the built program as anybody starts it (`lofte init`, `lofte import`), with its checks, its comparison with
//! earlier rows, its digests and its areas; the peers (`xtask/peers/records`) turn the same file into Parquet as it stands.
//! What is counted afterwards is asked through `lofte-records/examples/measure_records`, and by the peers over the same
//! Parquet files. Beside each stands what it takes to read those bytes and do nothing with them. [`input`] makes the files,
//! [`table`] and [`chart`] write the results down.

mod chart;
mod input;
mod machine;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};

use self::input::Input;
use self::machine::Limit;
use super::peers::{self, Line, Measurement};
use super::server::timed;
use crate::{shell, workspace};

/// Our name in the lines.
const OURS: &str = "Löfte";
const PEERS: [&str; 2] = ["duckdb", "polars"];
/// The municipality of the made-up house, and the first one of the made-up nation.
const CITY: &str = "1480";
const FIRST: &str = "1000";
/// The largest workbook: more rows than this do not fit a sheet.
const WORKBOOK: u64 = 1_000_000;

/// What is measured and how often.
#[derive(Args)]
pub struct Records {
    /// A program of the release profile that is already built
    #[arg(long)]
    program: Option<PathBuf>,
    /// The example `measure_records` of lofte-records, where it is already built too
    #[arg(long)]
    counting: Option<PathBuf>,
    /// Folder that files are made in and kept in for the next measurement; a passing one when nothing is said
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Rows of the largest file
    #[arg(long, default_value_t = 10_000_000)]
    rows: u64,
    /// Rows of the nation
    #[arg(long, default_value_t = 100_000_000)]
    nation: u64,
    /// Runs of one measurement, of which the shortest counts
    #[arg(long, default_value_t = 3)]
    runs: u32,
    /// Only these parts
    #[arg(long, value_delimiter = ',')]
    only: Vec<Part>,
}

/// A part of the measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// CSV files become stored rows, at every size
    Deliver,
    /// A workbook of a million rows becomes stored rows
    Workbook,
    /// The grouped counts of a picture, at every size that was delivered
    Picture,
    /// One municipality of 290, while the store grows to the rows of the nation
    Nation,
}

/// Ours and the peers in one piece of work, and what reading its bytes takes.
pub struct Measured {
    part: Part,
    rows: u64,
    ours: Line,
    peers: Vec<Line>,
    bytes: u64,
    limit: Limit,
}

/// Measures and prints the tables.
pub fn run(options: &Records) -> Result<()> {
    let kept = options.dir.clone();
    let folder = match &kept {
        Some(folder) => folder.clone(),
        None => super::scratch_folder()?,
    };
    fs::create_dir_all(&folder)?;
    let done = Bench::ready(options, &folder).and_then(|bench| bench.all());
    if kept.is_none() {
        fs::remove_dir_all(&folder).ok();
    }
    shell::print(&done?);
    Ok(())
}

/// Everything that a measurement needs.
struct Bench<'a> {
    options: &'a Records,
    folder: &'a Path,
    program: PathBuf,
    counting: PathBuf,
    python: PathBuf,
    scripts: PathBuf,
}

impl<'a> Bench<'a> {
    fn ready(options: &'a Records, folder: &'a Path) -> Result<Self> {
        let scripts = peers::scripts("records")?;
        let python = peers::python("records", &scripts.join("requirements.txt"))?;
        let counting = match &options.counting {
            Some(counting) => counting.clone(),
            None => peers::example("lofte-records", "measure_records")?,
        };
        let program = match &options.program {
            Some(program) => program.clone(),
            None => workspace::build(&workspace::root()?, &["--release", "--package", "lofte"], "lofte")?,
        };
        Ok(Self { options, folder, program, counting, python, scripts })
    }

    fn wants(&self, part: Part) -> bool {
        self.options.only.is_empty() || self.options.only.contains(&part)
    }

    fn all(&self) -> Result<String> {
        let machine = super::machine_line();
        let input = Input::new(self.folder)?;
        let mut measured = Vec::new();
        let sizes = (4..=9).map(|power| 10_u64.pow(power)).take_while(|rows| *rows <= self.options.rows);
        for rows in sizes {
            if self.wants(Part::Deliver) {
                measured.push(self.deliver(&input, rows)?);
            }
            if self.wants(Part::Picture) {
                measured.push(self.picture(&input, rows)?);
            }
            fs::remove_dir_all(self.home(rows)).ok();
        }
        if self.wants(Part::Workbook) {
            measured.push(self.workbook(&input, WORKBOOK.min(self.options.rows))?);
        }
        let mut nation = Vec::new();
        if self.wants(Part::Nation) {
            let (growth, one) = self.nation()?;
            nation = growth;
            measured.push(one);
        }
        Ok(format!("{machine}\n\n{}\n{}", table::all(&measured, &nation), chart::of(&measured, &nation)))
    }

    /// The house that the rows of a file come into.
    fn home(&self, rows: u64) -> PathBuf {
        self.folder.join(format!("house-{rows}"))
    }

    /// Delivers a file into a new house, as often as asked; the shortest time and the most memory.
    fn ours(&self, input: &Input, file: &Path, (home, runs): (&Path, u32), rows: u64) -> Result<Line> {
        let mut best = Line { peer: OURS.to_owned(), n: rows, ..Line::default() };
        for _ in 0..runs.max(1) {
            fs::remove_dir_all(home).ok();
            input.house(&self.program, home)?;
            let mut import = Command::new(&self.program);
            import.args(["import", "incidents"]).arg(file).arg("--mapping").arg(&input.mapping);
            shell::say(&format!("delivering {}", file.display()));
            let one = timed(import.arg("--dir").arg(home))?;
            best.seconds = Some(best.seconds.map_or(one.seconds, |best| best.min(one.seconds)));
            best.peak_mb = Some(best.peak_mb.unwrap_or(0.0).max(one.peak_mb));
        }
        Ok(best)
    }

    fn deliver(&self, input: &Input, rows: u64) -> Result<Measured> {
        let file = input.csv(rows)?;
        let ours = self.ours(input, &file, (&self.home(rows), self.options.runs), rows)?;
        self.beside(Part::Deliver, rows, ours, &file)
    }

    fn workbook(&self, input: &Input, rows: u64) -> Result<Measured> {
        let file = input.workbook(rows, &self.python, &self.scripts)?;
        let home = self.folder.join("house-of-workbook");
        let ours = self.ours(input, &file, (&home, self.options.runs), rows)?;
        fs::remove_dir_all(home).ok();
        self.beside(Part::Workbook, rows, ours, &file)
    }

    /// The peers at the same file, and what reading it takes.
    fn beside(&self, part: Part, rows: u64, ours: Line, file: &Path) -> Result<Measured> {
        let out = self.folder.join("peer.parquet");
        let mut lines = Vec::new();
        // DuckDB reads no workbook without an extension that it would fetch.
        for peer in PEERS.into_iter().filter(|peer| part != Part::Workbook || *peer != "duckdb") {
            let mut command = self.script("deliver.py", peer);
            lines.push(line(command.arg(file).arg(&out), "delivery", peer, rows)?);
            fs::remove_file(&out).ok();
        }
        let bytes = fs::metadata(file)?.len();
        Ok(Measured { part, rows, ours, peers: lines, bytes, limit: machine::reading(&[file.to_owned()])? })
    }

    fn picture(&self, input: &Input, rows: u64) -> Result<Measured> {
        let home = self.home(rows);
        if !home.join("records").join(CITY).is_dir() {
            self.ours(input, &input.csv(rows)?, (&home, 1), rows)?;
        }
        let folder = home.join("records");
        let mut command = Command::new(&self.counting);
        command.arg("picture").arg(&folder).arg(CITY).args(["--runs", &self.options.runs.to_string()]);
        let ours = line(&mut command, "picture", OURS, rows)?;
        self.counted(rows, ours, &folder.join(CITY))
    }

    /// The peers at the same counts over the same files.
    fn counted(&self, rows: u64, ours: Line, folder: &Path) -> Result<Measured> {
        let mut lines = Vec::new();
        for peer in PEERS {
            lines.push(line(self.script("picture.py", peer).arg(folder), "picture", peer, rows)?);
        }
        let files = machine::files_below(folder, "parquet")?;
        let limit = machine::reading(&files)?;
        // Of the files only the columns that are counted are read.
        let bytes = lines.iter().find_map(|line| line.figures.first()).copied().unwrap_or(0.0);
        let all: u64 = files.iter().filter_map(|file| fs::metadata(file).ok()).map(|meta| meta.len()).sum();
        let limit = limit.times(bytes / (all.max(1) as f64));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes of files")]
        let bytes = bytes as u64;
        Ok(Measured { part: Part::Picture, rows, ours, peers: lines, bytes, limit })
    }

    /// Fills a store with the rows of a nation. Gives what was measured while it grew, and the peers at the last size.
    fn nation(&self) -> Result<(Vec<Line>, Measured)> {
        let folder = self.folder.join("nation");
        fs::remove_dir_all(&folder).ok();
        let mut command = Command::new(&self.counting);
        command.arg("nation").arg(&folder).arg(self.options.nation.to_string());
        let about = about("nation", OURS, self.options.nation);
        let growth = peers::measure(&mut command, &about)?;
        let last = growth.iter().rfind(|line| line.what == "one-municipality");
        let ours = last.cloned().context("the nation was not measured")?;
        let measured = self.counted(ours.n, ours, &folder.join(FIRST));
        fs::remove_dir_all(&folder).ok();
        Ok((growth, Measured { part: Part::Nation, ..measured? }))
    }

    fn script(&self, name: &str, peer: &str) -> Command {
        let mut command = Command::new(&self.python);
        command.current_dir(&self.scripts).arg(name).args(["--peer", peer]);
        command.args(["--runs", &self.options.runs.to_string()]);
        command
    }
}

fn line(command: &mut Command, what: &str, peer: &str, n: u64) -> Result<Line> {
    let lines = peers::measure(command, &about(what, peer, n))?;
    lines.into_iter().next().with_context(|| format!("{peer} printed no line for {what}"))
}

fn about<'a>(what: &'a str, peer: &'a str, n: u64) -> Measurement<'a> {
    Measurement { what, peer, n, limit: Duration::from_hours(1) }
}
