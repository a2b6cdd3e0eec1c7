//! The picture at the size of a large city: 550 areas, 60 categories, 10 years, 5 000 000 rows.
//!
//! The city is made up: a warped grid of areas and rows that are drawn alike on every machine. It comes in by the doors that
//! any municipality has (`lofte init`, `lofte import`), one file for each year, and is kept in the given folder so that
//! another measurement need not deliver it again. Then the served program computes the picture, shows its pages, and has
//! it adopted; the table says how that went beside what is asked for. Nothing here fails when a limit is missed.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use super::peers::memory;
use super::server::{Server, at, timed};
use crate::workspace;

/// Areas from west to east and from south to north.
const AREAS: (u32, u32) = (25, 22);
/// Points on each side of an area: borders of statistical areas follow roads and shores.
const POINTS: u32 = 25;
const CATEGORIES: u64 = 60;
const YEARS: RangeInclusive<u32> = 2016..=2025;
const ROWS_A_YEAR: u32 = 500_000;
/// Requests for each page.
const REQUESTS: usize = 100;
pub(super) const PASSWORD: &str = "en-stor-stad-med-manga-rader";
/// Pages that are asked: the first one, the whole picture, the slice of a category, the map, and so on.
const PAGES: [&str; 10] = [
    "/lagesbild",
    "/lagesbild/hela",
    "/lagesbild/hela?slag=offence.typ-07&ar=2019",
    "/lagesbild/hela?slag=offence.typ-07&ar=2019&sida=9",
    "/lagesbild/hela?visa=karta",
    "/lagesbild/hela?slag=offence.typ-59&ar=2024&visa=karta",
    "/lagesbild/anta",
    "/lagesbild/utgavor/1",
    "/lagesbild/utgavor/1?slag=offence.typ-31&ar=2016&sida=14",
    "/lagesbild/utgavor/1?visa=karta",
];

/// Questions of the picture, each asked of all rows that it is asked of where nothing is chosen.
const QUESTIONS: [&str; 8] = [
    "/lagesbild/storst",
    "/lagesbild/vaxer",
    "/lagesbild/ovanligt",
    "/lagesbild/var",
    "/lagesbild/nar",
    "/lagesbild/aterkommer",
    "/lagesbild/storst?fran=2025-01-01&till=2025-12-31",
    "/lagesbild/nar?rader=offence&kategori=typ-07&fran=2025-01-01&till=2025-12-31",
];
/// Requests for each of them.
const ASKED: usize = 5;

/// Which program, and where the city is kept.
#[derive(Args)]
pub struct City {
    /// A program that is already built, for instance of the release profile
    #[arg(long)]
    program: Option<PathBuf>,
    /// Folder that the city is made in, or was made in by an earlier measurement; a passing one when nothing is said
    #[arg(long)]
    dir: Option<PathBuf>,
}

/// Measures a program that is already built, or builds the one of the development profile.
pub fn run(City { program, dir }: City) -> Result<()> {
    let program = match program {
        Some(program) => program,
        None => workspace::build_lofte(&workspace::root()?)?,
    };
    let table = if let Some(dir) = dir {
        measure(&program, &dir)?
    } else {
        let folder = super::scratch_folder()?;
        let table = measure(&program, &folder);
        fs::remove_dir_all(&folder).ok();
        table?
    };
    crate::shell::print(&table);
    Ok(())
}

fn measure(program: &Path, folder: &Path) -> Result<String> {
    let mut table = format!("{}\n\n| what | measured | at most |\n|---|---|---|\n", super::machine_line());
    let mut row = |what: &str, measured: &str, most: &str| {
        let _ = writeln!(table, "| {what} | {measured} | {most} |");
    };
    let home = folder.join("city");
    if !home.join("lofte.toml").exists() {
        row("5 000 000 rows of CSV delivered, a file a year", &deliver(program, folder, &home)?, "");
    }
    let mut server = Server::start(program, &home)?;
    let cookie = server.sign_in(PASSWORD)?;
    let mut refreshed = Vec::new();
    for _ in 0..3 {
        refreshed.push(refresh(&server, &cookie)?);
    }
    let worst = refreshed.iter().copied().fold(0.0, f64::max);
    row("the picture computed, the slowest of 3", &format!("{worst:.1} s"), "5 s");
    row("adopted as an edition", &format!("{:.2} s", adopt(&server, &cookie)?), "5 s");
    for (page, requests) in
        PAGES.map(|page| (page, REQUESTS)).into_iter().chain(QUESTIONS.map(|page| (page, ASKED)))
    {
        let body = server.get(page, &cookie)?;
        let kilobytes = body.split_once("\r\n\r\n").map_or(0, |(_, body)| body.len()) as f64 / 1000.0;
        let times = server.times(page, &cookie, requests)?;
        let times = format!("p50 {:.0} ms, p95 {:.0} ms, {kilobytes:.0} kB", at(&times, 50), at(&times, 95));
        row(&format!("`{page}`, {requests} requests"), &times, "p95 200 ms, 300 kB");
    }
    let peak = memory(server.group.leader().id(), "VmHWM:");
    row("memory of the serving program at most", &format!("{peak:.0} MB"), "300 MB");
    server.stop();
    row("files with counts", &files(&home)?, "");
    Ok(table)
}

/// Computes the picture as the button on its page does; seconds until the job has ended.
fn refresh(server: &Server, cookie: &str) -> Result<f64> {
    let start = Instant::now();
    let answer = server.post("/lagesbild/rakna", cookie, "")?;
    let job = answer.lines().find_map(|line| line.strip_prefix("location: ")).context("no job was begun")?;
    loop {
        let page = server.get(job.trim(), cookie)?;
        if !page.contains("data-poll=") {
            if !page.contains("Den bygger nu") {
                bail!("the picture was not computed");
            }
            return Ok(start.elapsed().as_secs_f64());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Adopts the picture that its page shows; seconds of the request that does it.
fn adopt(server: &Server, cookie: &str) -> Result<f64> {
    let form = server.get("/lagesbild/anta", cookie)?;
    let field = |name: &str| {
        let rest = form.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
        rest.split('"').next()
    };
    let seen = field("seen").context("the page of adoption shows no fingerprint")?;
    let body = format!("consequences=Otrygghet&analysis=Analys&sure=1&seen={seen}");
    let start = Instant::now();
    let answer = server.post("/lagesbild/anta", cookie, &body)?;
    let seconds = start.elapsed().as_secs_f64();
    if !answer.starts_with("HTTP/1.1 303") {
        bail!("adopting answered {}", answer.lines().next().unwrap_or_default());
    }
    Ok(seconds)
}

fn files(home: &Path) -> Result<String> {
    let mut bytes = 0;
    let mut files = 0_u64;
    for entry in fs::read_dir(home.join("records/1480/cells"))? {
        bytes += entry?.metadata()?.len();
        files += 1;
    }
    Ok(format!("{:.1} MB in each of {files}", bytes as f64 / 1e6 / files.max(1) as f64))
}

/// Makes the house and delivers every year; says how long the deliveries took.
fn deliver(program: &Path, folder: &Path, home: &Path) -> Result<String> {
    fs::create_dir_all(folder)?;
    let (areas, password) = (folder.join("areas.geojson"), folder.join("password"));
    write_areas(&areas)?;
    fs::write(&password, PASSWORD)?;
    let mut init = Command::new(program);
    init.args(["init", "--municipality", "1480", "--name", "Storstad", "--dir"]).arg(home);
    init.arg("--areas").arg(&areas).arg("--password-file").arg(&password);
    timed(&mut init)?;
    let mapping = folder.join("city.toml");
    write_mapping(&mapping)?;
    let (mut seconds, mut peak_mb) = (0.0, 0.0_f64);
    for year in YEARS {
        let file = folder.join(format!("{year}.csv"));
        write_year(&file, year)?;
        let mut import = Command::new(program);
        import.args(["import", "incidents"]).arg(&file).arg("--mapping").arg(&mapping).arg("--dir").arg(home);
        let one = timed(&mut import)?;
        seconds += one.seconds;
        peak_mb = peak_mb.max(one.peak_mb);
        fs::remove_file(&file)?;
    }
    Ok(format!("{seconds:.0} s, at most {peak_mb:.0} MB"))
}

pub(super) fn write_mapping(path: &Path) -> Result<()> {
    let mut text = String::from(
        "source = \"bench\"\nkind = \"offence\"\nsynthetic = true\n\n[columns]\nid = \"id\"\ntime = \"tid\"\n\
         category = \"typ\"\nlatitude = \"lat\"\nlongitude = \"lon\"\n\n[categories]\n",
    );
    for category in 0..CATEGORIES {
        let _ = writeln!(text, "\"Typ {category:02}\" = \"typ-{category:02}\"");
    }
    Ok(fs::write(path, text)?)
}

/// The place of a point of the grid, from 0 to 1 each way, in degrees: neighbours share their winding borders.
fn place(x: f64, y: f64) -> (f64, f64) {
    let (east, north) = (0.004 * (70.0 * y).sin() + 0.002 * (190.0 * y).sin(), 0.004 * (80.0 * x).sin());
    (11.8 + 0.4 * (x + east), 57.6 + 0.2 * (y + north))
}

pub(super) fn write_areas(path: &Path) -> Result<()> {
    let (columns, rows) = AREAS;
    let mut features = Vec::new();
    for number in 0..columns * rows {
        let (column, row) = (f64::from(number % columns), f64::from(number / columns));
        let corner = |x: f64, y: f64| place((column + x) / f64::from(columns), (row + y) / f64::from(rows));
        let sides: [fn(f64) -> (f64, f64); 4] = [
            |along| (along, 0.0),
            |along| (1.0, along),
            |along| (1.0 - along, 1.0),
            |along| (0.0, 1.0 - along),
        ];
        let mut ring: Vec<String> = sides
            .iter()
            .flat_map(|side| (0..POINTS).map(move |point| side(f64::from(point) / f64::from(POINTS))))
            .map(|(x, y)| corner(x, y))
            .map(|(longitude, latitude)| format!("[{longitude:.6},{latitude:.6}]"))
            .collect();
        ring.extend(ring.first().cloned());
        features.push(format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"code\":\"1480C{:04}\",\"name\":\"Stadsdel {}\",\
             \"population\":{},\"population_year\":2024,\"source\":\"made up\"}},\"geometry\":{{\
             \"type\":\"Polygon\",\"coordinates\":[[{}]]}}}}",
            1010 + number * 10,
            number + 1,
            900 + (number * 37) % 1500,
            ring.join(",")
        ));
    }
    Ok(fs::write(path, format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(",")))?)
}

fn write_year(path: &Path, year: u32) -> Result<()> {
    write_rows(path, year..=year, u64::from(ROWS_A_YEAR))
}

/// So many rows of some years, in no order of time. Some areas and some categories have many more than others, and some rows
/// lie outside of all areas.
pub(super) fn write_rows(path: &Path, years: RangeInclusive<u32>, rows: u64) -> Result<()> {
    let mut out = BufWriter::new(fs::File::create(path)?);
    writeln!(out, "id;tid;typ;lat;lon")?;
    let mut state = u64::from(*years.start());
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let more_years = u64::from(years.end() - years.start());
    for id in 0..rows {
        let share = |drawn: u64| drawn as f64 / 1_000_000.0;
        let (x, y) = (share(draw(1_010_000)), share(draw(1_000_000)).powf(1.5));
        let (longitude, latitude) = place(x, y);
        let category = draw(CATEGORIES).min(draw(CATEGORIES));
        let (month, day, hour, minute) = (1 + draw(12), 1 + draw(28), draw(24), draw(60));
        let later = if more_years == 0 { 0 } else { draw(more_years + 1) };
        let year = u64::from(*years.start()) + later;
        writeln!(
            out,
            "{year}-{id};{year}-{month:02}-{day:02} {hour:02}:{minute:02};Typ {category:02};{latitude:.5};{longitude:.5}"
        )?;
    }
    Ok(out.flush()?)
}
