//! Makes the tables of the verdict's risks and power that are committed in `oracle/threshold_test`:
//!
//! ```sh
//! cargo run --release -p lofte-analysis --example verdict_risks
//! ```
//!
//! Risks: how often "kept" and "not kept" are said when the true change is exactly the threshold; at most 5.5 % where
//! α is 5 %. Power: what the interval costs beside estimate ± t · standard error, and how often that is wrong.
//! `simple`, `strata` or `panels` after `--` makes that part anew and leaves the rest of the tables as it is.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "an example may stop, and says how far it is")]

#[path = "../tests/suite/survey_support/risks/mod.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod risks;

use rayon::prelude::*;
use risks::panels::{Judge, Moves, PANELS, Panel};
use risks::simple::Enumerated;
use risks::strata::{Row, STRATA, Strata};
use risks::{MIDDLE, MIN_FOR_POWER, Rates, SIZES, THRESHOLDS, grid, middle};
use std::path::PathBuf;
use std::time::Instant;

/// Draws for the risks: a rate of 5 % then has a standard error of 0.07 points.
const DRAWS: usize = 100_000;
/// And for the power, where two intervals are compared on the same draws.
const DRAWS_FOR_POWER: usize = 20_000;

const RISKS: &str = "design,before,after,share,threshold,how,kept,not_kept";
const POWER: &str = "design,before,after,share,change,how,shown,shown_by_t,difference,wrong,wrong_by_t";

/// The lines of both tables.
#[derive(Default)]
struct Lines {
    risks: Vec<String>,
    power: Vec<String>,
}

fn main() {
    let asked: Option<String> = std::env::args().nth(1);
    let (mut risks, mut power) = (Vec::new(), Vec::new());
    let parts = ["simple", "strata", "panels"];
    assert!(asked.as_deref().is_none_or(|asked| parts.contains(&asked)), "a part is one of {parts:?}");
    for part in parts {
        if asked.as_deref().is_none_or(|asked| asked == part) {
            let start = Instant::now();
            let made = match part {
                "simple" => simple(),
                "strata" => strata(),
                _ => panels(),
            };
            println!("{part}: {} and {} rows in {:.0?}", made.risks.len(), made.power.len(), start.elapsed());
            risks.extend(made.risks);
            power.extend(made.power);
        } else {
            risks.extend(kept("verdict_risks.csv", part));
            power.extend(kept("verdict_power.csv", part));
        }
    }
    write("verdict_risks.csv", RISKS, &risks);
    write("verdict_power.csv", POWER, &power);
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("oracle/threshold_test").join(name)
}

fn write(name: &str, header: &str, lines: &[String]) {
    std::fs::write(path(name), format!("{header}\n{}\n", lines.join("\n"))).unwrap();
}

/// The lines of a part as they stand.
fn kept(name: &str, part: &str) -> Vec<String> {
    let of_part = |line: &&str| match line.split([' ', ',']).next() {
        Some("simple") => part == "simple",
        Some("panel") => part == "panels",
        _ => part == "strata",
    };
    let all = std::fs::read_to_string(path(name)).unwrap();
    all.lines().skip(1).filter(of_part).map(str::to_owned).collect()
}

fn risk(design: &str, how: &str, sizes: (usize, usize), setting: (f64, f64), rates: Rates) -> String {
    let ((before, after), (share, threshold)) = (sizes, setting);
    format!("{design},{before},{after},{share},{threshold},{how},{:.5},{:.5}", rates.kept, rates.not_kept)
}

/// A line of the table of power: this change seen, and the wrong verdict in the same direction when nothing changes.
fn seen(
    design: &str,
    how: &str,
    (before, after): (usize, usize),
    (share, change): (f64, f64),
    [own, plain, wrong, wrong_plain]: [Rates; 4],
) -> String {
    let [own, plain, wrong, wrong_plain] = [own, plain, wrong, wrong_plain].map(|rates| rates.toward(change));
    let difference = own - plain;
    format!(
        "{design},{before},{after},{share},{change},{how},{own:.5},{plain:.5},{difference:.5},{wrong:.5},{wrong_plain:.5}"
    )
}

fn simple() -> Lines {
    let mut lines = Lines::default();
    for sizes in SIZES.iter().flat_map(|before| SIZES.map(|after| (*before, after))) {
        let compared = sizes.0.min(sizes.1) >= MIN_FOR_POWER;
        let table = Enumerated::new(sizes.0, sizes.1);
        for (share, threshold) in grid(&THRESHOLDS) {
            let rates = table.rates((share, share + threshold), threshold);
            lines.risks.push(risk("simple", "exact", sizes, (share, threshold), rates));
        }
        for (share, change) in middle().into_iter().filter(|_| compared) {
            let (there, still) = ((share, share + change), (share, share));
            let rates = [
                table.rates(there, 0.0),
                table.plain_rates(there, 0.0),
                table.rates(still, 0.0),
                table.plain_rates(still, 0.0),
            ];
            lines.power.push(seen("simple", "exact", sizes, (share, change), rates));
        }
    }
    lines
}

fn strata() -> Lines {
    let mut lines = Lines::default();
    for (seed, kind) in STRATA.iter().enumerate() {
        let risks = kind.risks(DRAWS, seed as u64);
        lines.risks.extend(risks.iter().map(|row| {
            risk(kind.name, kind.how(), (row.before, row.after), (row.share, row.change), row.rates)
        }));
        lines.power.extend(power_of(kind, seed as u64));
    }
    lines
}

fn power_of(kind: &Strata, seed: u64) -> Vec<String> {
    let sizes: Vec<usize> = SIZES.into_iter().filter(|n| *n >= MIN_FOR_POWER).collect();
    let still = MIDDLE.map(|share| (share, 0.0));
    let settings: Vec<(f64, f64)> = middle().into_iter().chain(still).collect();
    let rows = kind.rows(&sizes, &settings, (DRAWS_FOR_POWER, 1_000 + seed), true);
    let unchanged = |row: &Row| row.change.abs() < 1e-9;
    let line = |row: &Row| {
        let same = |other: &&Row| {
            unchanged(other)
                && (other.before, other.after) == (row.before, row.after)
                && other.share.total_cmp(&row.share).is_eq()
        };
        let null = rows.iter().find(same).unwrap();
        let rates = [row.rates, row.plain.unwrap(), null.rates, null.plain.unwrap()];
        seen(kind.name, kind.how(), (row.before, row.after), (row.share, row.change), rates)
    };
    rows.iter().filter(|row| !unchanged(row)).map(line).collect()
}

fn panels() -> Lines {
    let mut lines = Lines::default();
    for (place, panel) in PANELS.iter().enumerate() {
        let (judge, seed) = (Judge::new(*panel), 1_000 * place as u64);
        let sizes = (panel.before as usize, panel.after as usize);
        let settings: Vec<(usize, Moves)> = Moves::grid().into_iter().enumerate().collect();
        lines.risks.par_extend(settings.into_par_iter().map(|(k, moves)| {
            let rates = judge.rates(moves, moves.change, (DRAWS, seed + k as u64)).0;
            risk(&panel.name(moves), panel.how(), sizes, (moves.share, moves.change), rates)
        }));
        if panel.before.min(panel.after) as usize >= MIN_FOR_POWER {
            lines.power.extend(power_of_panel(*panel, &judge, seed));
        }
    }
    lines
}

fn power_of_panel(panel: Panel, judge: &Judge, seed: u64) -> Vec<String> {
    let settings: Vec<Moves> =
        middle().into_iter().flat_map(|(share, change)| Moves::of(share, change)).collect();
    let line = |(k, moves): (usize, Moves)| {
        let draws = (DRAWS_FOR_POWER, 500 + seed + k as u64);
        let Moves { share, change, fell } = moves;
        // As many who move when nothing changes, or as chance lets move.
        let fell = (fell + change / 2.0).min(share * (1.0 - share));
        let still = Moves { share, change: 0.0, fell };
        let (there, unmoved) = (judge.rates(moves, 0.0, draws), judge.rates(still, 0.0, draws));
        let rates = [there.0, there.1, unmoved.0, unmoved.1];
        let sizes = (panel.before as usize, panel.after as usize);
        seen(&panel.name(moves), panel.how(), sizes, (share, change), rates)
    };
    settings.into_par_iter().enumerate().map(line).collect()
}
