//! What the built program costs: time to make the demo, memory at rest, server time of each page, and a delivery of a
//! million rows. Prints the table of BENCHMARKS.md; nothing here is a test, since times depend on the machine.
//!
//! The server is asked over loopback, one request at a time, so the figures include the little client.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use super::peers::memory;
use crate::group::Group;
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
    let cookie = server.sign_in()?;
    std::thread::sleep(Duration::from_secs(3));
    row("resident memory at rest", &format!("{:.0} MB", memory(server.group.leader().id(), "VmRSS:")));
    let promise = server.promise(&cookie)?;
    for page in PAGES {
        let times = server.times(&page.replace("{}", &promise), &cookie)?;
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

/// How long a program ran and how much memory it held at most.
struct Timed {
    seconds: f64,
    peak_mb: f64,
}

fn timed(command: &mut Command) -> Result<Timed> {
    let start = Instant::now();
    let mut group = Group::start(command.stdout(Stdio::null()))?;
    let mut peak_mb: f64 = 0.0;
    loop {
        peak_mb = peak_mb.max(memory(group.leader().id(), "VmHWM:"));
        if let Some(status) = group.leader().try_wait()? {
            if !status.success() {
                bail!("the measured program failed ({status})");
            }
            return Ok(Timed { seconds: start.elapsed().as_secs_f64(), peak_mb });
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

struct Server {
    group: Group,
    address: SocketAddr,
}

impl Server {
    fn start(program: &Path, home: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["serve", "--port", "0", "--lang", "en", "--dir"]).arg(home).stdout(Stdio::piped());
        let mut group = Group::start(&mut command)?;
        // It says its address when it listens there.
        let mut said = String::new();
        let out = group.leader().stdout.take().context("the server has no output")?;
        BufReader::new(out).read_line(&mut said)?;
        let address = said.split("http://").nth(1).and_then(|rest| rest.split_whitespace().next());
        let address = address.and_then(|text| text.trim_end_matches(['.', '/']).parse().ok());
        let address = address.with_context(|| format!("the server told no address: {said}"))?;
        Ok(Self { group, address })
    }

    /// One request on a connection of its own; gives the whole answer.
    fn ask(&self, request: &str) -> Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    fn get(&self, path: &str, cookie: &str) -> Result<String> {
        let answer = self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        ))?;
        if !answer.starts_with("HTTP/1.1 200") {
            bail!("{path} answered {}", answer.lines().next().unwrap_or_default());
        }
        Ok(answer)
    }

    fn sign_in(&self) -> Result<String> {
        let body = "login=samordnare&password=loftet-ska-hallas";
        let answer = self.ask(&format!(
            "POST /logga-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ))?;
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        let cookie =
            cookie.and_then(|cookie| cookie.split(';').next()).context("signing in gave no cookie")?;
        Ok(cookie.to_owned())
    }

    /// The id of a published promise, read off the page that lists them.
    fn promise(&self, cookie: &str) -> Result<String> {
        let page = self.get("/loften", cookie)?;
        page.split("href=\"/uppfoljning/")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .map(str::to_owned)
            .context("no promise on /loften has a verdict")
    }

    fn times(&self, path: &str, cookie: &str) -> Result<Vec<f64>> {
        let mut times = Vec::with_capacity(REQUESTS);
        for _ in 0..REQUESTS {
            let start = Instant::now();
            self.get(path, cookie)?;
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        Ok(times)
    }

    fn stop(&mut self) {
        self.group.stop();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The smallest time that so many per cent of the requests kept within.
fn at(sorted: &[f64], percent: usize) -> f64 {
    sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or(f64::NAN)
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

#[cfg(test)]
mod tests {
    use super::at;

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        let times: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!((at(&times, 50), at(&times, 99)), (100.0, 198.0));
        assert!(at(&[], 50).is_nan());
    }
}
