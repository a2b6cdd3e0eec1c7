//! What the survey statistics cost, for `cargo xtask bench survey`: our side of the table.
//!
//! `… make FOLDER ROWS ITEMS SEED` draws a wave, the same on every machine, as raw little-endian arrays that any
//! language reads: `area.u16`, `weight.f64`, `population.f64` and `answers.u8`, item after item. No real person stands
//! behind a row. `… taylor FOLDER`, `… raowu FOLDER REPLICATES` and `… batch FOLDER FOLDER` measure and print one line of
//! JSON. The time is that of making the design and all estimates from the columns; reading the files is not in it.

#![expect(clippy::print_stdout, reason = "the result is for reading")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a measurement may stop with a panic")]

use lofte_analysis::multiple_testing::{Adjustment, p_adjust};
use lofte_analysis::survey::batches::ShareTable;
use lofte_analysis::survey::change::independent_change;
use lofte_analysis::survey::replication::{Centre, Replication, replicate_shares};
use lofte_analysis::survey::{Design, Estimate, EstimateOptions, Stratum, shares_by};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;
use std::path::Path;
use std::time::Instant;

/// Areas, each a stratum of its own.
const AREAS: u16 = 240;
/// No further run is begun after so many seconds.
const BUDGET: f64 = 20.0;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["make", folder, rows, items, seed] => {
            make(Path::new(folder), rows.parse().unwrap(), items.parse().unwrap(), seed.parse().unwrap());
        }
        ["taylor", folder] => taylor(&Wave::read(Path::new(folder))),
        ["raowu", folder, replicates] => raowu(&Wave::read(Path::new(folder)), replicates.parse().unwrap()),
        ["batch", before, after] => batch(&[before, after].map(|folder| Wave::read(Path::new(folder)))),
        _ => panic!(
            "make FOLDER ROWS ITEMS SEED, taylor FOLDER, raowu FOLDER REPLICATES or batch FOLDER FOLDER"
        ),
    }
}

/// Respondents in 240 areas of unlike size, sorted by area, who say yes with a probability of their area and the item.
fn make(folder: &Path, rows: usize, items: usize, seed: u64) {
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let share = rows / usize::from(AREAS);
    assert!(share >= 2, "every area needs two respondents");
    let sizes: Vec<usize> = (0..usize::from(AREAS))
        .map(|area| share / 2 + (share * area) / (usize::from(AREAS) - 1))
        .map(|size| size.max(2))
        .collect();
    let surplus = rows.saturating_sub(sizes.iter().sum());
    let (mut area, mut weight, mut population) = (Vec::new(), Vec::new(), Vec::new());
    for (index, size) in (0..AREAS).zip(&sizes) {
        let size = if index + 1 == AREAS { size + surplus } else { *size };
        let residents = (size as f64 * rng.random_range(3.0..40.0)).floor();
        area.resize(area.len() + size, index);
        weight.resize(weight.len() + size, residents / size as f64);
        population.resize(population.len() + size, residents);
    }
    let mut answers = Vec::with_capacity(items * area.len());
    for item in 0..items {
        let base = 0.04 + 0.9 * (item as f64 + 0.5) / items as f64;
        let levels: Vec<f64> =
            (0..AREAS).map(|_| (base + rng.random_range(-0.15..0.15)).clamp(0.02, 0.98)).collect();
        answers.extend(area.iter().map(|&area| u8::from(rng.random_bool(levels[usize::from(area)]))));
    }
    std::fs::create_dir_all(folder).unwrap();
    let put = |name: &str, bytes: Vec<u8>| std::fs::write(folder.join(name), bytes).unwrap();
    put("area.u16", area.iter().flat_map(|value| value.to_le_bytes()).collect());
    put("weight.f64", weight.iter().flat_map(|value: &f64| value.to_le_bytes()).collect());
    put("population.f64", population.iter().flat_map(|value: &f64| value.to_le_bytes()).collect());
    put("answers.u8", answers);
}

/// The columns of a wave.
struct Wave {
    area: Vec<u32>,
    population: Vec<f64>,
    answers: Vec<Vec<Option<bool>>>,
}

impl Wave {
    fn read(folder: &Path) -> Self {
        let bytes = |name: &str| std::fs::read(folder.join(name)).unwrap();
        let area: Vec<u32> =
            bytes("area.u16").as_chunks::<2>().0.iter().map(|b| u32::from(u16::from_le_bytes(*b))).collect();
        let population =
            bytes("population.f64").as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b)).collect();
        let answers = bytes("answers.u8")
            .chunks(area.len())
            .map(|item| item.iter().map(|&answer| Some(answer == 1)).collect())
            .collect();
        Self { area, population, answers }
    }

    fn design(&self) -> Design {
        let mut strata: Vec<Stratum> =
            (0..AREAS).map(|area| Stratum { name: area.to_string(), population: None }).collect();
        for (&area, &population) in self.area.iter().zip(&self.population) {
            strata[area as usize].population = Some(population);
        }
        Design::stratified(&self.area, &strata).unwrap()
    }

    fn groups(&self) -> Vec<Option<u32>> {
        self.area.iter().copied().map(Some).collect()
    }
}

/// The share of the first item in each area, by linearisation.
fn taylor(wave: &Wave) {
    let (seconds, estimates) = best(|| {
        let design = wave.design();
        let areas = usize::from(AREAS);
        shares_by(&design, &wave.answers[0], &wave.groups(), areas, &EstimateOptions::default()).unwrap()
    });
    print("share by area", wave.area.len(), seconds, &figures(&estimates));
}

/// The same from bootstrap replicates, without finite population correction, as `svy` makes them.
fn raowu(wave: &Wave, replicates: usize) {
    let (seconds, result) = best(|| {
        let design = wave.design().without_population_correction();
        let method = Replication::RaoWu { replicates, seed: 1 };
        let (answers, areas) = (&wave.answers[0], usize::from(AREAS));
        replicate_shares(&design, answers, &wave.groups(), areas, method, Centre::FullSample).unwrap()
    });
    let errors = (0..result.values.len()).map(|area| result.standard_error(area));
    let figures: Vec<f64> = result.values.iter().copied().chain(errors).collect();
    print("bootstrap by area", wave.area.len(), seconds, &figures);
}

/// Every item in every area of both waves with its interval, and which of all changes stand out.
fn batch(waves: &[Wave; 2]) {
    let options = EstimateOptions::default();
    let (seconds, (before, _)) = best(|| {
        let tables = waves.each_ref().map(|wave| {
            let design = wave.design();
            let areas = usize::from(AREAS);
            let mut table = ShareTable::new(&design, &wave.groups(), areas, wave.answers.len()).unwrap();
            table.add(&wave.answers.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
            table.estimates(&options).unwrap()
        });
        let [before, after] = tables;
        let pairs: Vec<_> = before.iter().flatten().zip(after.iter().flatten()).collect();
        let p_values: Vec<f64> = pairs
            .par_iter()
            .map(|(before, after)| {
                independent_change(&before.unwrap(), &after.unwrap(), 0.95).unwrap().p_value()
            })
            .collect();
        let q_values = p_adjust(&p_values, Adjustment::BenjaminiHochberg).unwrap();
        (before, q_values)
    });
    print("all items by area, two waves", waves[0].area.len(), seconds, &figures(&before[0]));
}

fn figures(estimates: &[Option<Estimate>]) -> Vec<f64> {
    let found = || estimates.iter().flatten();
    found().map(|e| e.value).chain(found().map(|e| e.se)).collect()
}

/// The shortest of at most five runs.
fn best<T>(mut work: impl FnMut() -> T) -> (f64, T) {
    let begin = Instant::now();
    let mut run = || {
        let start = Instant::now();
        let result = work();
        (start.elapsed().as_secs_f64(), result)
    };
    let mut shortest = run();
    for _ in 1..5 {
        if begin.elapsed().as_secs_f64() > BUDGET {
            break;
        }
        let next = run();
        if next.0 < shortest.0 {
            shortest = next;
        }
    }
    shortest
}

fn print(what: &str, n: usize, seconds: f64, figures: &[f64]) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak_mb =
        peak.and_then(|text| text.trim().trim_end_matches(" kB").parse::<f64>().ok()).map(|kb| kb / 1024.0);
    let version = env!("CARGO_PKG_VERSION");
    let line = serde_json::json!({
        "what": what, "peer": "Löfte", "version": version, "n": n, "seconds": seconds, "peak_mb": peak_mb,
        "figures": figures,
    });
    println!("{line}");
}
