//! What the built program costs: time to make the demo, memory at rest, server time of each page, and a delivery of a
//! million rows. Prints the table of BENCHMARKS.md; nothing here is a test, since times depend on the machine.
//!
//! The figures of pages include the little client ([`super::server`]).

use std::fmt::Write as _;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use clap::Args;

use super::peers::memory;
use super::server::{Server, at, timed};
use crate::workspace;

/// Requests for each page.
const REQUESTS: usize = 200;
/// Rows of the large delivery.
const ROWS: u32 = 1_000_000;
/// Pages that are asked; `{}` is the id of a promise.
const PAGES: [&str; 12] = [
    "/",
    "/leveranser",
    "/lagesbild",
    "/problem",
    "/loften",
    "/loften/{}",
    "/uppfoljning/{}",
    "/plan",
    "/publicering",
    "/offentligt",
    "/offentligt/loften/2",
    "/offentligt/lagesbild",
];

/// Which program.
#[derive(Args)]
pub struct Program {
    /// A program that is already built, for instance of the release profile
    #[arg(long)]
    program: Option<PathBuf>,
}

/// Measures a program that is already built, or builds the one of the development profile.
pub fn run(Program { program }: Program) -> Result<()> {
    let program = match program {
        Some(program) => program,
        None => workspace::build_lofte(&workspace::root()?)?,
    };
    let folder = super::scratch_folder()?;
    let result = measure(&program, &folder);
    fs::remove_dir_all(&folder).ok();
    let table = result?;
    crate::shell::print(&table);
    Ok(())
}

fn measure(program: &Path, folder: &Path) -> Result<String> {
    let mut table = String::from("| what | measured |\n|---|---|\n");
    let mut row = |what: &str, measured: &str| {
        let _ = writeln!(table, "| {what} | {measured} |");
    };
    row("program", &format!("{:.1} MB", fs::metadata(program)?.len() as f64 / 1e6));
    let home = folder.join("demo");
    let demo = timed(Command::new(program).args(["demo", "--no-serve", "--dir"]).arg(&home))?;
    row("demo made", &format!("{:.1} s, at most {:.0} MB", demo.seconds, demo.peak_mb));
    let mut server = Server::start(program, &home)?;
    let cookie = server.sign_in("loftet-ska-hallas")?;
    std::thread::sleep(Duration::from_secs(3));
    row("resident memory at rest", &format!("{:.0} MB", memory(server.group.leader().id(), "VmRSS:")));
    let promise = server.promise(&cookie)?;
    for page in PAGES {
        let times = server.times(&page.replace("{}", &promise), &cookie, REQUESTS)?;
        row(
            &format!("`{page}`, {REQUESTS} requests"),
            &format!("p50 {:.1} ms, p99 {:.1} ms", at(&times, 50), at(&times, 99)),
        );
    }
    row("resident memory after that", &format!("{:.0} MB", memory(server.group.leader().id(), "VmRSS:")));
    server.stop();
    let (file, mapping) = write_rows(folder)?;
    let mut import = Command::new(program);
    import.args(["import", "incidents"]).arg(&file).arg("--mapping").arg(&mapping);
    let large = timed(import.arg("--dir").arg(&home))?;
    row(
        "1 000 000 rows of CSV delivered",
        &format!("{:.1} s, at most {:.0} MB", large.seconds, large.peak_mb),
    );
    Ok(table)
}

/// A million incident rows with id, time, category and position, the same on every machine.
fn write_rows(folder: &Path) -> Result<(PathBuf, PathBuf)> {
    let (file, mapping) = (folder.join("rows.csv"), folder.join("rows.toml"));
    fs::write(
        &mapping,
        "source = \"bench\"\nkind = \"offence\"\nsynthetic = true\ncategories_default = \"other\"\n\n[columns]\n\
         id = \"id\"\ntime = \"tid\"\ncategory = \"typ\"\nlatitude = \"lat\"\nlongitude = \"lon\"\n",
    )?;
    let mut out = BufWriter::new(fs::File::create(&file)?);
    writeln!(out, "id;tid;typ;lat;lon")?;
    let mut state: u64 = 482;
    for id in 0..ROWS {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let draw = |shift: u32, below: u64| (state >> shift) % below;
        writeln!(
            out,
            "{id};{}-{:02}-{:02} {:02}:{:02};Typ {};59,{:05};16,{:05}",
            2016 + draw(10, 10),
            1 + draw(14, 12),
            1 + draw(18, 28),
            draw(23, 24),
            draw(28, 60),
            draw(33, 30),
            draw(38, 25_000),
            40_000 + draw(45, 50_000)
        )?;
    }
    out.flush()?;
    Ok((file, mapping))
}
