//! `cargo xtask fuzz`: every reader of what a stranger gives, fed with bytes that were not made by anybody.
//!
//! The targets are a workspace of their own (`fuzz/`), built so that the fuzzer sees which branches an input takes
//! (libFuzzer, through `libfuzzer-sys`). They are built with the ordinary compiler and every check of a developer's build. One
//! target runs at a time. What it has learned is kept in the target folder, and with `--keep` the smallest set of inputs that
//! takes the same branches is written to `fuzz/seeds`. Left out: the address sanitizer, since no crate of ours has `unsafe`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::group::{Group, Reader};
use crate::shell::{self, print, say};
use crate::workspace;

/// What makes the compiler write down which branches were taken.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
                     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
                     -Cllvm-args=-sanitizer-coverage-trace-compares";
/// The programs, and the file in which each lists its targets.
const PROGRAMS: [(&str, &str); 2] =
    [("fuzz-doors", "doors/src/main.rs"), ("fuzz-house", "house/src/main.rs")];
/// The variable by which a program learns its target.
const VARIABLE: &str = "LOFTE_FUZZ_TARGET";
/// Memory, in megabytes, that one input may need.
const MEMORY: u32 = 1024;
/// Seconds that one input may take.
const PATIENCE: u32 = 10;
/// The longest input.
const LONGEST: u32 = 16 << 10;

/// Options of `cargo xtask fuzz`.
#[derive(Args)]
pub struct Fuzz {
    /// Targets to run, all when left out
    targets: Vec<String>,
    /// Minutes for each target
    #[arg(long, default_value = "10", conflicts_with = "seconds")]
    minutes: u32,
    /// Seconds for each target, for a short look
    #[arg(long)]
    seconds: Option<u32>,
    /// Name the targets and stop
    #[arg(long)]
    list: bool,
    /// Write the smallest set of inputs that takes the same branches to fuzz/seeds
    #[arg(long)]
    keep: bool,
    /// A file to which one line is added for each target as it ends
    #[arg(long)]
    log: Option<PathBuf>,
}

/// What a target gave.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    executions: u64,
    coverage: u64,
    /// Inputs that broke something, or took too long or too much: also those that an earlier run found already.
    found: Vec<PathBuf>,
    /// How the target ended, where it ended badly and left no input behind.
    ended: Option<String>,
}

impl Outcome {
    fn is_well(&self) -> bool {
        self.found.is_empty() && self.ended.is_none()
    }
}

/// Builds the targets, runs them one after the other, and says what was found.
pub fn run(fuzz: &Fuzz) -> Result<()> {
    let home = Home::of(&workspace::root()?)?;
    let known = home.targets()?;
    if fuzz.list {
        for name in known.keys() {
            print(name);
        }
        return Ok(());
    }
    let asked: Vec<&String> =
        if fuzz.targets.is_empty() { known.keys().collect() } else { fuzz.targets.iter().collect() };
    if let Some(unknown) = asked.iter().find(|name| !known.contains_key(**name)) {
        bail!("there is no target “{unknown}”; `cargo xtask fuzz --list` names them");
    }
    for (program, _) in PROGRAMS {
        if asked.iter().any(|name| known[*name] == program) {
            home.build(program)?;
        }
    }
    let seconds = fuzz.seconds.unwrap_or(fuzz.minutes * 60);
    let mut broken = Vec::new();
    for name in asked {
        let outcome = home.fuzz(known[name], name, seconds)?;
        let line = told(name, seconds, &outcome);
        print(&line);
        if let Some(log) = &fuzz.log {
            add_line(log, &line)?;
        }
        if !outcome.is_well() {
            broken.push(name.as_str());
        } else if fuzz.keep {
            home.keep(known[name], name)?;
        }
    }
    if broken.is_empty() { Ok(()) } else { bail!("something was found in: {}", broken.join(" ")) }
}

fn told(name: &str, seconds: u32, outcome: &Outcome) -> String {
    let found: Vec<String> = outcome.found.iter().map(|path| path.display().to_string()).collect();
    let found = match &outcome.ended {
        Some(status) => format!("ENDED without a finding ({status})"),
        None if found.is_empty() => "nothing found".to_owned(),
        None => format!("FOUND {}", found.join(" ")),
    };
    format!("{name}: {} executions in {seconds} s, {} edges, {found}", outcome.executions, outcome.coverage)
}

fn add_line(log: &Path, line: &str) -> Result<()> {
    use std::io::Write as _;
    let mut file = fs::OpenOptions::new().create(true).append(true).open(log)?;
    writeln!(file, "{line}").with_context(|| format!("cannot write {}", log.display()))
}

/// Where things lie.
struct Home {
    workspace: PathBuf,
    root: PathBuf,
    target: PathBuf,
    /// What is built for: named, so that what the compiler itself runs is not built for the fuzzer.
    machine: String,
}

impl Home {
    fn of(root: &Path) -> Result<Self> {
        let workspace = root.join("fuzz");
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
        let target = std::path::absolute(target)?;
        let said = shell::output(Command::new("rustc").arg("-vV").current_dir(root))?;
        let machine = said.lines().find_map(|line| line.strip_prefix("host: "));
        let machine = machine.context("rustc does not say what it builds for")?.to_owned();
        Ok(Self { workspace, root: root.to_owned(), target, machine })
    }

    /// Every target with its program.
    fn targets(&self) -> Result<BTreeMap<String, &'static str>> {
        let mut targets = BTreeMap::new();
        for (program, list) in PROGRAMS {
            let list = self.workspace.join(list);
            let text =
                fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
            targets.extend(names(&text).map(|name| (name.to_owned(), program)));
        }
        Ok(targets)
    }

    fn build(&self, program: &str) -> Result<()> {
        let mut command = shell::cargo(&self.workspace);
        command.args(["build", "--release", "--target", &self.machine, "--bin", program]);
        command.env("RUSTFLAGS", FLAGS);
        command.env("CARGO_TARGET_DIR", &self.target);
        shell::run_alone(&mut command)
    }

    fn program(&self, program: &str, target: &str) -> Command {
        let mut command = Command::new(self.target.join(&self.machine).join("release").join(program));
        command.env(VARIABLE, target).current_dir(&self.workspace);
        // What a target prints is what it would have told an analyst.
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }

    /// What a target has learned.
    fn learned(&self, target: &str) -> PathBuf {
        self.target.join("fuzz").join(target)
    }

    /// Folders of inputs to begin with: those made for the target, and what was learned before.
    fn folders(&self, target: &str) -> Vec<PathBuf> {
        let mut folders = vec![self.learned(target), self.workspace.join("seeds").join(target)];
        folders.retain(|folder| folder.is_dir());
        folders
    }

    /// The sample of the source that a target reads, as an option of the fuzzer.
    fn sample(&self, target: &str) -> Option<String> {
        let source = self.root.join("lofte-import/src/sources").join(target.strip_prefix("source-")?);
        let entries = fs::read_dir(source).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
        let mut samples = entries.filter(|path| path.file_stem().is_some_and(|stem| stem == "sample"));
        samples.next().map(|sample| format!("-seed_inputs={}", sample.display()))
    }

    fn fuzz(&self, program: &str, target: &str, seconds: u32) -> Result<Outcome> {
        let (learned, found) = (self.learned(target), self.target.join("fuzz-found").join(target));
        for folder in [&learned, &found] {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        let mut command = self.program(program, target);
        command.args(self.folders(target)).args(self.sample(target));
        command.arg(format!("-max_total_time={seconds}")).arg("-print_final_stats=1");
        command.arg(format!("-rss_limit_mb={MEMORY}")).arg(format!("-timeout={PATIENCE}"));
        command.arg(format!("-max_len={LONGEST}")).arg("-detect_leaks=0");
        command.arg(format!("-artifact_prefix={}/", found.display()));
        say(&format!("{target}: {seconds} seconds"));
        let mut group = Group::start(&mut command)?;
        let process = group.leader().id();
        let said = Reader::of(group.leader().stderr.take());
        let status = group.wait()?;
        // It ends without cleaning up: what it kept in memory as files is its own, and named after it.
        let _ = fs::remove_dir_all(format!("/dev/shm/lofte-fuzz-{process}"));
        let said = said.said()?;
        let mut outcome = read(&said);
        if outcome.found.is_empty() && !status.success() {
            outcome.ended = Some(status.to_string());
        }
        if !outcome.is_well() {
            let lines: Vec<&str> = said.lines().collect();
            say(&lines[lines.len().saturating_sub(60)..].join("\n"));
        }
        Ok(outcome)
    }

    /// Writes the smallest set of inputs that takes the same branches.
    fn keep(&self, program: &str, target: &str) -> Result<()> {
        let kept = self.workspace.join("seeds").join(target);
        let small = self.target.join("fuzz-small").join(target);
        let _ = fs::remove_dir_all(&small);
        fs::create_dir_all(&small)?;
        let mut command = self.program(program, target);
        command.arg("-merge=1").arg(format!("-max_len={LONGEST}")).arg(&small);
        command.args(self.folders(target)).stderr(Stdio::null());
        shell::run_alone(&mut command)?;
        fs::create_dir_all(&kept)?;
        for file in files(&small)? {
            let name = file.file_name().context("a file has a name")?;
            fs::copy(&file, kept.join(name))?;
        }
        Ok(())
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

/// Whether an input broke something: what only took long for this machine at this moment breaks nothing.
fn breaks(file: &Path) -> bool {
    file.file_name().is_some_and(|name| !name.to_string_lossy().starts_with("slow-unit"))
}

/// The targets that a program lists.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.trim().strip_prefix("Target { name: \"")?.split('"').next())
}

/// What libFuzzer tells of a run.
fn read(said: &str) -> Outcome {
    let number = |text: &str| text.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0);
    let mut outcome = Outcome::default();
    for line in said.lines() {
        if let Some((_, rest)) = line.split_once("stat::number_of_executed_units:") {
            outcome.executions = number(rest);
        } else if let Some((_, path)) = line.split_once("Test unit written to ") {
            outcome.found.extend(Some(PathBuf::from(path.trim())).filter(|path| breaks(path)));
        } else if let Some((_, rest)) = line.split_once(" cov: ") {
            outcome.coverage = number(rest);
            let done = line.trim_start_matches('#').split_whitespace().next();
            outcome.executions = outcome.executions.max(done.and_then(|word| word.parse().ok()).unwrap_or(0));
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fuzzer_tells_is_understood() {
        let said = "#2\tINITED cov: 12 ft: 13 corp: 1/1b exec/s: 0 rss: 29Mb\n\
                    #65536\tpulse  cov: 881 ft: 2211 corp: 90/3b lim: 4096 exec/s: 9000 rss: 50Mb\n\
                    stat::number_of_executed_units: 70001\nstat::peak_rss_mb: 50\n";
        assert_eq!(read(said), Outcome { executions: 70_001, coverage: 881, ..Outcome::default() });
        assert_eq!(read("nothing"), Outcome::default());
        let line = told("times", 30, &read(said));
        assert_eq!(line, "times: 70001 executions in 30 s, 881 edges, nothing found");
    }

    #[test]
    fn an_input_that_was_found_before_is_found_again() {
        let said = "artifact_prefix='/t/'; Test unit written to /t/slow-unit-1\n\
                    #7\tNEW cov: 3 ft: 3\nartifact_prefix='/t/'; Test unit written to /t/crash-2\n";
        let outcome = read(said);
        assert_eq!(outcome.found, [PathBuf::from("/t/crash-2")]);
        assert!(told("times", 30, &outcome).ends_with("FOUND /t/crash-2"));
        let ended = Outcome { ended: Some("signal: 9".into()), ..Outcome::default() };
        assert!(
            !ended.is_well() && told("times", 30, &ended).ends_with("ENDED without a finding (signal: 9)")
        );
    }

    #[test]
    fn every_program_has_targets() {
        let home = Home::of(&workspace::root().unwrap()).unwrap();
        let targets = home.targets().unwrap();
        assert!(PROGRAMS.iter().all(|(program, _)| targets.values().any(|of| of == program)), "{targets:?}");
        for target in ["separated", "workbook-parts", "geometry", "settings", "backup", "source-others"] {
            assert!(targets.contains_key(target), "{target}");
        }
    }
}
