//! The programs that ours is compared with: installing them, and running one measurement of one of them.
//!
//! Everything is installed outside the checkout, with pinned versions, and stays there for the next run. A measurement is
//! a process of its own that prints JSON lines ([`Line`]) on standard output, one a figure; peers and our own examples
//! speak the same lines. A peer that fails, or takes longer than it may, is a result too: a line with `error`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::group::{Group, Reader};
use crate::{needs, shell, workspace};

/// A measurement that takes more of the machine's memory than this is stopped, before the machine stops other things.
const MOST_OF_MEMORY: f64 = 0.75;

/// One measured figure.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Line {
    /// What was done, a word that all programs share.
    pub what: String,
    /// The program that did it.
    pub peer: String,
    /// Its version.
    #[serde(default)]
    pub version: String,
    /// Rows, events or whatever the work grows with.
    #[serde(default)]
    pub n: u64,
    /// Wall time of the work alone: no start of an interpreter, no reading of files. None when it failed.
    pub seconds: Option<f64>,
    /// The most memory the whole process held.
    pub peak_mb: Option<f64>,
    /// One number of the result, where one is enough to compare programs.
    pub check: Option<f64>,
    /// Numbers of the result, in an order that all programs share.
    #[serde(default)]
    pub figures: Vec<f64>,
    /// Why there is no time.
    pub error: Option<String>,
}

/// A command that measures, with what is known of it when it does not come back.
pub struct Measurement<'a> {
    /// The word of [`Line::what`].
    pub what: &'a str,
    /// The name of [`Line::peer`].
    pub peer: &'a str,
    /// The number of [`Line::n`].
    pub n: u64,
    /// It is stopped after this time.
    pub limit: Duration,
}

/// The folder that keeps what is installed: `LOFTE_PEERS`, or `lofte/peers` in the person's cache folder.
pub fn folder() -> Result<PathBuf> {
    let folder = env::var_os("LOFTE_PEERS").map(PathBuf::from).or_else(|| {
        let cache = env::var_os("XDG_CACHE_HOME").filter(|cache| !cache.is_empty()).map(PathBuf::from);
        let cache = cache.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")));
        Some(cache?.join("lofte/peers"))
    });
    let folder =
        folder.context("HOME is not set; name a folder for the peers in the variable LOFTE_PEERS")?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// The folder of our scripts for one area, in the checkout.
pub fn scripts(area: &str) -> Result<PathBuf> {
    Ok(workspace::root()?.join("xtask/peers").join(area))
}

/// A Python with the pinned packages of `requirements.txt`, in a folder of that name; gives the interpreter. Made only
/// when it is not there yet or the requirements have changed.
pub fn python(name: &str, requirements: &Path) -> Result<PathBuf> {
    let home = folder()?.join(name);
    let (python, made_from) = (home.join("bin/python"), home.join("requirements.txt"));
    let wanted = fs::read_to_string(requirements)
        .with_context(|| format!("cannot read {}", requirements.display()))?;
    if python.is_file() && fs::read_to_string(&made_from).is_ok_and(|made| made == wanted) {
        return Ok(python);
    }
    if shell::find("python3").is_none() {
        needs::install(&["python3-venv"])?;
    }
    let venv = |home: &Path| shell::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(home));
    if venv(&home).is_err() {
        needs::install(&["python3-venv"])?;
        venv(&home)?;
    }
    shell::run(
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(requirements),
    )?;
    fs::write(made_from, wanted)?;
    Ok(python)
}

/// Makes sure that R has the package, which Debian calls by another name; gives `Rscript`.
pub fn r(packages: &[(&str, &str)]) -> Result<PathBuf> {
    let missing = |name: &str| {
        let question = format!("quit(status = !requireNamespace('{name}', quietly = TRUE))");
        let mut command = Command::new("Rscript");
        command.args(["-e", &question]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        !command.status().is_ok_and(|status| status.success())
    };
    let needed: Vec<_> = packages.iter().filter(|(name, _)| missing(name)).collect();
    if !needed.is_empty() {
        let debian: Vec<_> = needed.iter().map(|(_, debian)| *debian).collect();
        needs::install(&debian)?;
        if let Some((name, debian)) = needed.into_iter().find(|(name, _)| missing(name)) {
            bail!("{debian} was installed, but R does not find its package {name}");
        }
    }
    shell::find("Rscript").context("there is no Rscript; install r-base-core")
}

/// Builds one of our examples of the release profile and gives its path.
pub fn example(package: &str, name: &str) -> Result<PathBuf> {
    workspace::build(&workspace::root()?, &["--release", "--package", package, "--example", name], name)
}

/// Runs a measurement and gives its lines. Failure gives one line with the error instead; a program that cannot be
/// started, or that prints what is not a line, is an error of the bench itself.
pub fn measure(command: &mut Command, about: &Measurement) -> Result<Vec<Line>> {
    shell::say(&format!("measuring {} with {}, n = {}", about.what, about.peer, about.n));
    let start = Instant::now();
    let mut group = Group::start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let printed = Reader::of(group.leader().stdout.take());
    let complaint = Reader::of(group.leader().stderr.take());
    let mut peak_mb: f64 = 0.0;
    let most_mb = MOST_OF_MEMORY * machine_mb();
    let ended = loop {
        peak_mb = peak_mb.max(memory(group.leader().id(), "VmHWM:"));
        if let Some(status) = group.leader().try_wait()? {
            break Ok(status);
        }
        let why = if start.elapsed() > about.limit {
            format!("stopped after {:.0} s", about.limit.as_secs_f64())
        } else if peak_mb > most_mb {
            format!("stopped after {:.0} s for taking most of the memory", start.elapsed().as_secs_f64())
        } else {
            thread::sleep(Duration::from_millis(10));
            continue;
        };
        break Err(why);
    };
    group.stop();
    let (printed, complaint) = (printed.said()?, complaint.said()?);
    let failed = |error: String| Line {
        what: about.what.to_owned(),
        peer: about.peer.to_owned(),
        n: about.n,
        peak_mb: Some(peak_mb),
        error: Some(error),
        ..Line::default()
    };
    match ended {
        Err(why) => Ok(vec![failed(why)]),
        Ok(status) if status.success() => {
            let lines = parse(&printed)?;
            if lines.is_empty() {
                bail!("{} printed no line for {}", about.peer, about.what);
            }
            Ok(lines)
        }
        Ok(status) => {
            let said = complaint.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
            Ok(vec![failed(format!("{status}: {}", said.trim()))])
        }
    }
}

/// Reads lines of JSON. Warnings and progress belong on standard error: anything else here is a mistake of the script.
fn parse(printed: &str) -> Result<Vec<Line>> {
    printed
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).with_context(|| format!("not a measurement: {line}")))
        .collect()
}

/// The memory of the machine; without end where it is not known.
fn machine_mb() -> f64 {
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = text.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kilobytes = total.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.map_or(f64::INFINITY, |kilobytes| kilobytes / 1024.0)
}

/// A line of `/proc/<pid>/status` in MB; 0 when the process is gone.
pub fn memory(process: u32, line: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kilobytes = status
        .lines()
        .find_map(|text| text.strip_prefix(line))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

/// The largest difference between two results relative to the larger of both numbers, or absolute where that is less
/// than one; nothing when they have not the same number of figures.
pub fn difference(ours: &[f64], theirs: &[f64]) -> Option<f64> {
    if ours.len() != theirs.len() || ours.is_empty() {
        return None;
    }
    let apart = |(a, b): (&f64, &f64)| (a - b).abs() / a.abs().max(b.abs()).max(1.0);
    ours.iter().zip(theirs).map(apart).try_fold(0.0_f64, |most, d| (!d.is_nan()).then(|| most.max(d)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Longer than anybody waits, however busy the machine is.
    const NEVER: Duration = Duration::from_hours(24);

    fn about(limit: Duration) -> Measurement<'static> {
        Measurement { what: "share", peer: "sh", n: 3, limit }
    }

    fn shell(text: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", text]);
        command
    }

    #[test]
    fn a_line_of_json_is_a_figure() {
        let printed =
            r#"echo '{"what":"share","peer":"sh","n":3,"seconds":0.5,"peak_mb":12,"figures":[1,2]}'"#;
        let lines = measure(&mut shell(printed), &about(NEVER)).unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].seconds, lines[0].peak_mb, lines[0].check), (Some(0.5), Some(12.0), None));
        assert_eq!(lines[0].figures, [1.0, 2.0]);
        assert!(measure(&mut shell("echo done"), &about(NEVER)).is_err());
    }

    #[test]
    fn failing_and_lasting_too_long_are_results_with_an_error() {
        let failed = measure(&mut shell("echo no memory >&2; exit 3"), &about(NEVER)).unwrap();
        assert_eq!(failed[0].error.as_deref(), Some("exit status: 3: no memory"));
        assert_eq!((failed[0].seconds, failed[0].n), (None, 3));
        let stopped = measure(&mut shell("exec sleep 1000"), &about(Duration::from_millis(50))).unwrap();
        assert_eq!(stopped[0].error.as_deref(), Some("stopped after 0 s"));
        // Whose child holds the pipes open: it is stopped too, or this would not end.
        let stopped = measure(&mut shell("sleep 1000 & wait"), &about(Duration::from_millis(50))).unwrap();
        assert_eq!(stopped[0].error.as_deref(), Some("stopped after 0 s"));
    }

    #[test]
    fn results_are_compared_number_by_number() {
        assert_eq!(difference(&[1.0, 200.0], &[1.0, 202.0]), Some(2.0 / 202.0));
        assert_eq!(difference(&[0.0], &[0.25]), Some(0.25), "small numbers are compared as they are");
        assert_eq!(difference(&[1.0], &[1.0, 2.0]), None);
        assert_eq!(difference(&[1.0], &[f64::NAN]), None, "what is no number equals nothing");
    }
}
