//! Survey statistics beside R `survey` and `svy`: time, peak memory, and whether the figures are the same.
//!
//! Each measurement is a process of its own on the same drawn waves, one after the other: ours is
//! `lofte-analysis/examples/measure_survey.rs`, the peers' scripts are in `xtask/peers/survey`. Ours includes making the
//! design from the columns; theirs begins with a design that is ready. Leaves out what the peers do not have.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;

use super::peers::{self, Line, Measurement};
use crate::shell;

/// How large the measurement is.
#[derive(Args)]
pub struct Survey {
    /// Small settings, to see that everything works; the times say nothing
    #[arg(long)]
    quick: bool,
    /// Seconds after which a measurement is stopped
    #[arg(long, default_value_t = 900)]
    limit: u64,
}

/// Linearised figures of two programs may differ by rounding, not more.
const ROUNDING: f64 = 1e-9;
/// Standard errors from two bootstraps may lie so many times their expected distance apart.
const CHANCE: f64 = 1.5;

/// What is measured.
struct Settings {
    /// Respondents of the large wave.
    rows: u64,
    replicates: u32,
    /// Items and respondents of each of the two waves of the batch.
    items: u32,
    batch_rows: u64,
    growth: &'static [u64],
    /// The peers are not asked for more than this: svy takes 2 kB a row.
    peers_up_to: u64,
    growth_replicates: &'static [u32],
    growth_rows: u64,
}

const FULL: Settings = Settings {
    rows: 1_000_000,
    replicates: 500,
    items: 33,
    batch_rows: 100_000,
    growth: &[10_000, 100_000, 1_000_000, 10_000_000],
    peers_up_to: 1_000_000,
    growth_replicates: &[125, 250, 500, 1000],
    growth_rows: 100_000,
};

const QUICK: Settings = Settings {
    rows: 20_000,
    replicates: 40,
    items: 4,
    batch_rows: 10_000,
    growth: &[5_000, 10_000, 20_000],
    peers_up_to: 10_000,
    growth_replicates: &[20, 40],
    growth_rows: 5_000,
};

/// The programs, ready to be run.
struct Programs {
    ours: PathBuf,
    python: PathBuf,
    rscript: PathBuf,
    scripts: PathBuf,
    waves: PathBuf,
    limit: Duration,
}

/// A program.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Ours,
    Svy,
    R,
}

impl Who {
    fn name(self) -> &'static str {
        match self {
            Self::Ours => "Löfte",
            Self::Svy => "svy",
            Self::R => "R survey",
        }
    }
}

/// The same work by several programs.
struct Compared {
    work: String,
    ours: Line,
    svy: Line,
    r: Line,
    /// How far the figures are apart, in words.
    apart: String,
}

/// Installs the peers, measures, and prints the tables. Fails when figures differ that must not.
pub fn run(survey: &Survey) -> Result<()> {
    let scripts = peers::scripts("survey")?;
    let programs = Programs {
        python: peers::python("survey", &scripts.join("requirements.txt"))?,
        rscript: peers::r(&[("survey", "r-cran-survey")])?,
        ours: peers::example("lofte-analysis", "measure_survey")?,
        waves: super::scratch_folder()?,
        limit: Duration::from_secs(survey.limit),
        scripts,
    };
    let machine = super::machine_line();
    let result = measure(&programs, if survey.quick { &QUICK } else { &FULL });
    std::fs::remove_dir_all(&programs.waves).ok();
    let (tables, wrong) = result?;
    let quick = if survey.quick { "Quick settings: the times say nothing.\n\n" } else { "" };
    shell::print(&format!("{quick}{machine}\n\n{tables}"));
    if wrong.is_empty() { Ok(()) } else { bail!("figures differ that must not: {}", wrong.join("; ")) }
}

fn measure(programs: &Programs, settings: &Settings) -> Result<(String, Vec<String>)> {
    let mut wrong = Vec::new();
    let mut compared = Vec::new();
    for work in [programs.linearised(settings)?, programs.bootstrap(settings)?, programs.batch(settings)?] {
        let (row, differing) = work;
        compared.push(row);
        wrong.extend(differing);
    }
    let mut text = comparison(&compared);
    let _ = write!(text, "\n{}\n{}", programs.growth(settings)?, programs.growth_in_replicates(settings)?);
    Ok((text, wrong))
}

impl Programs {
    /// A wave that is made when it is first asked for.
    fn wave(&self, rows: u64, items: u32, seed: u32) -> Result<PathBuf> {
        let folder = self.waves.join(format!("{rows}-{items}-{seed}"));
        if !folder.is_dir() {
            let numbers = [rows.to_string(), items.to_string(), seed.to_string()];
            shell::run(Command::new(&self.ours).arg("make").arg(&folder).args(numbers))?;
        }
        Ok(folder)
    }

    fn ask(&self, who: Who, n: u64, task: &[&str], folders: &[&Path], last: Option<u32>) -> Result<Line> {
        let mut command = match who {
            Who::Ours => Command::new(&self.ours),
            Who::Svy => Command::new(&self.python),
            Who::R => Command::new(&self.rscript),
        };
        match who {
            Who::Ours => {}
            Who::Svy => drop(command.arg(self.scripts.join("svy_survey.py"))),
            Who::R => drop(command.arg(self.scripts.join("r_survey.R"))),
        }
        command.args(task).args(folders).args(last.map(|last| last.to_string()));
        let what = task.first().copied().unwrap_or_default();
        let about = Measurement { what, peer: who.name(), n, limit: self.limit };
        let lines = peers::measure(&mut command, &about)?;
        Ok(lines.into_iter().next().unwrap_or_default())
    }

    fn linearised(&self, settings: &Settings) -> Result<(Compared, Option<String>)> {
        let n = settings.rows;
        let wave = self.wave(n, 1, 42)?;
        let ask = |who| self.ask(who, n, &["taylor"], &[&wave], None);
        let (ours, svy, r) = (ask(Who::Ours)?, ask(Who::Svy)?, ask(Who::R)?);
        let work = format!("one share in 240 areas, {} respondents, linearised", grouped(n));
        Ok(equal(work, ours, svy, r))
    }

    fn batch(&self, settings: &Settings) -> Result<(Compared, Option<String>)> {
        let n = settings.batch_rows;
        let waves = [self.wave(n, settings.items, 42)?, self.wave(n, settings.items, 43)?];
        let ours = self.ask(Who::Ours, n, &["batch"], &[&waves[0], &waves[1]], None)?;
        let one = |who| self.ask(who, n, &["taylor"], &[&waves[0]], None);
        let (svy, r) = (one(Who::Svy)?, one(Who::R)?);
        let work = format!(
            "{} items in 240 areas in two waves of {}, logit intervals, changes, Benjamini–Hochberg; the others: \
             one item of one wave",
            settings.items,
            grouped(n)
        );
        Ok(equal(work, ours, svy, r))
    }

    fn bootstrap(&self, settings: &Settings) -> Result<(Compared, Option<String>)> {
        let (n, replicates) = (settings.rows, settings.replicates);
        let wave = self.wave(n, 1, 42)?;
        let ask = |who| self.ask(who, n, &["raowu"], &[&wave], Some(replicates));
        let (ours, svy, r) = (ask(Who::Ours)?, ask(Who::Svy)?, ask(Who::R)?);
        let expected = 1.0 / f64::from(replicates).sqrt();
        let mut apart = Vec::new();
        let mut wrong = None;
        for peer in [&svy, &r].into_iter().filter(|peer| peer.seconds.is_some()) {
            let half = ours.figures.len() / 2;
            let (Some((values, errors)), Some((theirs, their_errors))) =
                (ours.figures.split_at_checked(half), peer.figures.split_at_checked(half))
            else {
                bail!("{} gave too few figures", peer.peer);
            };
            let shares = furthest(values, theirs);
            let spread = typical_ratio(errors, their_errors);
            if shares.is_none_or(|shares| shares > ROUNDING) || spread > CHANCE * expected {
                wrong = Some(format!("bootstrap of {}", peer.peer));
            }
            let shares = shares.map_or_else(|| "not comparable".to_owned(), |shares| format!("{shares:.0e}"));
            apart.push(format!("{}: shares {shares}, standard errors {:.1} %", peer.peer, 100.0 * spread));
        }
        apart.push(format!("expected by chance {:.1} %", 100.0 * expected));
        let work =
            format!("the same, Rao–Wu bootstrap with {replicates} replicates, {} respondents", grouped(n));
        Ok((Compared { work, ours, svy, r, apart: apart.join("; ") }, wrong))
    }

    fn growth(&self, settings: &Settings) -> Result<String> {
        let replicates = settings.replicates;
        let mut text = format!(
            "| respondents | Löfte, linearised | svy | R survey | Löfte, {replicates} replicates |\n\
             |---|---|---|---|---|\n"
        );
        for &n in settings.growth {
            let wave = self.wave(n, 1, 42)?;
            let mut cells = vec![grouped(n)];
            for who in [Who::Ours, Who::Svy, Who::R] {
                cells.push(if who == Who::Ours || n <= settings.peers_up_to {
                    cost(&self.ask(who, n, &["taylor"], &[&wave], None)?)
                } else {
                    "not run".to_owned()
                });
            }
            cells.push(cost(&self.ask(Who::Ours, n, &["raowu"], &[&wave], Some(replicates))?));
            let _ = writeln!(text, "| {} |", cells.join(" | "));
            // Ten million rows take 200 MB of disk.
            if n != settings.rows && n != settings.growth_rows {
                std::fs::remove_dir_all(wave)?;
            }
        }
        Ok(text)
    }

    fn growth_in_replicates(&self, settings: &Settings) -> Result<String> {
        let n = settings.growth_rows;
        let wave = self.wave(n, 1, 42)?;
        let mut text = format!("| replicates, {} respondents | Löfte | svy |\n|---|---|---|\n", grouped(n));
        for &replicates in settings.growth_replicates {
            let ask = |who| self.ask(who, n, &["raowu"], &[&wave], Some(replicates));
            let _ =
                writeln!(text, "| {replicates} | {} | {} |", cost(&ask(Who::Ours)?), cost(&ask(Who::Svy)?));
        }
        Ok(text)
    }
}

/// Compares figures that must be equal but for rounding.
fn equal(work: String, ours: Line, svy: Line, r: Line) -> (Compared, Option<String>) {
    let mut apart = Vec::new();
    let mut wrong = None;
    for peer in [&svy, &r].into_iter().filter(|peer| peer.seconds.is_some()) {
        let most = furthest(&ours.figures, &peer.figures);
        if most.is_none_or(|most| most > ROUNDING) {
            wrong = Some(format!("{work}, {}", peer.peer));
        }
        let most = most.map_or_else(|| "not comparable".to_owned(), |most| format!("{most:.0e}"));
        apart.push(format!("{} {most}", peer.peer));
    }
    (Compared { work, ours, svy, r, apart: apart.join(", ") }, wrong)
}

/// The largest relative difference, since standard errors are small; nothing when the figures are not the same ones.
fn furthest(ours: &[f64], theirs: &[f64]) -> Option<f64> {
    let apart = |(a, b): (&f64, &f64)| (a - b).abs() / a.abs().max(b.abs()).max(f64::MIN_POSITIVE);
    let same = ours.len() == theirs.len() && !ours.is_empty();
    let mut differences = ours.iter().zip(theirs).map(apart);
    differences.try_fold(0.0_f64, |most, next| (same && !next.is_nan()).then(|| most.max(next)))
}

/// The root mean square of the logarithms of the ratios: how far standard errors typically are apart.
fn typical_ratio(ours: &[f64], theirs: &[f64]) -> f64 {
    let pairs = || ours.iter().zip(theirs).filter(|(a, b)| **a > 0.0 && **b > 0.0);
    let squares: f64 = pairs().map(|(a, b)| (a / b).ln().powi(2)).sum();
    (squares / pairs().count().max(1) as f64).sqrt()
}

fn comparison(compared: &[Compared]) -> String {
    let versions = |get: fn(&Compared) -> &Line| {
        let line = compared.iter().map(get).find(|line| !line.version.is_empty());
        line.map_or_else(String::new, |line| format!(" {}", line.version))
    };
    let mut text = format!(
        "| work | Löfte | svy{} | R survey{} | svy / Löfte | R / Löfte | largest difference of the figures |\n\
         |---|---|---|---|---|---|---|\n",
        versions(|c| &c.svy),
        versions(|c| &c.r)
    );
    for Compared { work, ours, svy, r, apart } in compared {
        let cells =
            [work.clone(), cost(ours), cost(svy), cost(r), times(ours, svy), times(ours, r), apart.clone()];
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}

/// Time and memory, or why there are none.
fn cost(line: &Line) -> String {
    let memory = line.peak_mb.map(|mb| format!(", {mb:.0} MB")).unwrap_or_default();
    match (line.seconds, &line.error) {
        (Some(seconds), _) => format!("{}{memory}", duration(seconds)),
        (None, Some(error)) => format!("{}{memory}", error.replace('|', "/")),
        (None, None) => "failed".to_owned(),
    }
}

fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 0.1 => format!("{:.1} ms", 1000.0 * s),
        s if s < 10.0 => format!("{s:.2} s"),
        s => format!("{s:.0} s"),
    }
}

fn times(ours: &Line, peer: &Line) -> String {
    match (ours.seconds, peer.seconds) {
        (Some(ours), Some(peer)) if peer < 10.0 * ours => format!("{:.1} ×", peer / ours),
        (Some(ours), Some(peer)) => format!("{:.0} ×", peer / ours),
        _ => "–".to_owned(),
    }
}

/// 1 000 000.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(peer: &str, seconds: Option<f64>, figures: &[f64]) -> Line {
        Line { peer: peer.to_owned(), seconds, figures: figures.to_vec(), ..Line::default() }
    }

    #[test]
    fn a_row_tells_cost_and_difference_and_what_failed() {
        let failed = Line { error: Some("stopped after 900 s".into()), ..line("R survey", None, &[]) };
        let svy = line("svy", Some(7.6), &[0.5, 0.1 + 1e-12]);
        let ours = line("Löfte", Some(0.04), &[0.5, 0.1]);
        let (row, wrong) = equal("a share".into(), ours, svy, failed);
        assert_eq!(wrong, None);
        let text = comparison(&[row]);
        assert!(
            text.ends_with("| a share | 40.0 ms | 7.60 s | stopped after 900 s | 190 × | – | svy 1e-11 |\n"),
            "{text}"
        );
    }

    #[test]
    fn other_figures_are_found() {
        let of = |figures: &[f64]| line("svy", Some(1.0), figures);
        let check = |theirs: &[f64]| equal("x".into(), of(&[0.5, 0.1]), of(theirs), line("R", None, &[])).1;
        assert_eq!(check(&[0.5, 0.1]), None);
        assert!(check(&[0.5, 0.2]).is_some() && check(&[0.5]).is_some() && check(&[0.5, f64::NAN]).is_some());
        assert!((typical_ratio(&[1.0, 2.0], &[1.1, 2.2]) - 1.1_f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn numbers_are_written_as_people_read_them() {
        assert_eq!(
            (grouped(240), grouped(10_000), grouped(1_000_000)),
            ("240".into(), "10 000".into(), "1 000 000".into())
        );
        assert_eq!(
            (duration(0.0412), duration(2.0), duration(222.2)),
            ("41.2 ms".into(), "2.00 s".into(), "222 s".into())
        );
    }
}
