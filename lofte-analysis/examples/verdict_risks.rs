//! Makes the tables of the verdict's risks and power that are committed in `oracle/survey`:
//!
//! ```sh
//! cargo run -p lofte-analysis --example verdict_risks
//! ```
//!
//! Risks: how often "kept" and "not kept" are said when the true change is exactly the threshold; at most 5.5 % where
//! α is 5 %. Power: what the interval costs beside estimate ± t · standard error, whose risk is up to 19 %. Simple samples
//! are enumerated; the others are drawn 100 000 times with fixed seeds, which takes hours.

#![allow(clippy::unwrap_used, reason = "an example may stop")]

#[path = "../tests/suite/survey_support/risks.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod risks;

use rayon::prelude::*;
use risks::{Enumerated, PANELS, Rates, SHARES, SIZES, STRATIFIED, THRESHOLDS};
use std::path::PathBuf;

const DRAWS: u32 = 100_000;

fn main() {
    let pairs: Vec<(usize, usize)> = SIZES.iter().flat_map(|a| SIZES.map(|b| (*a, b))).collect();
    let (mut risks, mut power) = (Vec::new(), Vec::new());
    for (before, after) in pairs {
        let (some, other) = simple(before, after);
        risks.extend(some);
        power.extend(other);
    }
    write("verdict_power.csv", "before,after,share,change,shown,shown_by_t,difference", &power);
    // After each part, so that a run that is stopped leaves what it has.
    let keep = |risks: &[String]| {
        write("verdict_risks.csv", "design,before,after,share,threshold,how,kept,not_kept", risks);
    };
    keep(&risks);
    risks.extend(stratified());
    keep(&risks);
    risks.extend(panels());
    keep(&risks);
}

fn write(name: &str, header: &str, lines: &[String]) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("oracle/survey").join(name);
    std::fs::write(path, format!("{header}\n{}\n", lines.join("\n"))).unwrap();
}

fn line(design: &str, sizes: &str, share: f64, threshold: f64, how: &str, rates: Rates) -> String {
    format!("{design},{sizes},{share},{threshold},{how},{:.5},{:.5}", rates.kept, rates.not_kept)
}

fn simple(before: usize, after: usize) -> (Vec<String>, Vec<String>) {
    let compared = before.min(after) >= 150;
    let mut shares: Vec<f64> = SHARES.iter().flat_map(|p| THRESHOLDS.map(|d| p + d)).collect();
    let middle = [0.2, 0.3, 0.45, 0.6, 0.8];
    let changes = [-0.15, -0.1, -0.08, -0.06, -0.04, 0.04, 0.06, 0.08, 0.1, 0.15];
    shares.extend(middle.iter().flat_map(|p| changes.map(|d| p + d)).chain(SHARES).chain(middle));
    let table = Enumerated::new(before, after, &shares, compared);
    let sizes = format!("{before},{after}");
    let mut risks = Vec::new();
    for share in SHARES {
        for threshold in THRESHOLDS.into_iter().filter(|d| (0.0..=1.0).contains(&(share + d))) {
            let rates = table.rates((share, share + threshold), threshold);
            risks.push(line("simple", &sizes, share, threshold, "exact", rates));
        }
    }
    let mut power = Vec::new();
    for share in middle.into_iter().filter(|_| compared) {
        for change in changes.into_iter().filter(|d| (0.2..=0.8).contains(&(share + d))) {
            let (own, plain) =
                (table.rates((share, share + change), 0.0), table.plain_rates((share, share + change), 0.0));
            let side = |rates: Rates| if change > 0.0 { rates.kept } else { rates.not_kept };
            let (own, plain) = (side(own), side(plain));
            power.push(format!("{before},{after},{share},{change},{own:.5},{plain:.5},{:.5}", own - plain));
        }
    }
    (risks, power)
}

fn stratified() -> Vec<String> {
    let settings: Vec<(usize, f64, f64)> = (0..STRATIFIED.len())
        .flat_map(|k| SHARES.into_iter().flat_map(move |p| THRESHOLDS[..5].iter().map(move |d| (k, p, *d))))
        .filter(|(_, p, d)| (0.0..=1.0).contains(&(p + d)))
        .collect();
    settings
        .into_par_iter()
        .enumerate()
        .map(|(seed, (k, share, threshold))| {
            let design = &STRATIFIED[k];
            let rates = design.rates(share, threshold, DRAWS, seed as u64);
            let sizes = format!("{},{}", design.before.iter().sum::<u32>(), design.after.iter().sum::<u32>());
            line(design.name, &sizes, share, threshold, "drawn", rates)
        })
        .collect()
}

fn panels() -> Vec<String> {
    let mut settings = Vec::new();
    for (k, panel) in PANELS.iter().enumerate() {
        for share in SHARES {
            for threshold in THRESHOLDS[..5].iter().copied() {
                // Those who go down: none, one in a hundred, half of what chance would give.
                let least = (-threshold).max(0.0);
                for fell in [least, least + 0.01, share * (1.0 - share - threshold) / 2.0] {
                    let rose = fell + threshold;
                    if fell >= 0.0
                        && fell <= share
                        && rose >= -1e-12
                        && share + rose <= 1.0
                        && fell + rose > 0.0
                    {
                        settings.push((k, panel, share, threshold, fell));
                    }
                }
            }
        }
    }
    settings
        .into_par_iter()
        .enumerate()
        .map(|(seed, (_, panel, share, threshold, fell))| {
            let rates = panel.rates(share, threshold, fell, DRAWS, 1_000 + seed as u64);
            let design = format!("panel of {} with {:.2} % down", panel.both, 100.0 * fell);
            line(&design, &format!("{},{}", panel.before, panel.after), share, threshold, "drawn", rates)
        })
        .collect()
}
