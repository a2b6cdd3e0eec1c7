//! Files and options that nobody should have to write, asked of every method of `lofte analyse` that reads a file.
//!
//! Whatever it is given, the program answers or refuses: no panic, no answer that is not a number, no half answer, and
//! neither hours nor all memory. `PROPTEST_CASES=20000 cargo test -p lofte --test suite analyse::hostile` asks more than the few
//! of every day, and `PROPTEST_RNG_SEED` others.

mod methods;
mod tables;

use methods::METHODS;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner, contextualize_config};
use std::cell::Cell;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use tables::{Table, table};

/// Seconds of a processor's time that a run may take, however long it has to wait for one.
const MOST_TIME: &str = "120";
/// Kilobytes of memory that a run may ask for, mapped or not.
const MOST_MEMORY: &str = "6000000";

/// What the program said.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs the program within the limits.
fn run(folder: &Path, arguments: &[String]) -> Said {
    let [out, err] = ["out", "err"].map(|name| folder.join(name));
    let status = Command::new("sh")
        .args([
            "-c",
            &format!("ulimit -v {MOST_MEMORY}; ulimit -t {MOST_TIME}; exec \"$0\" \"$@\""),
            env!("CARGO_BIN_EXE_lofte"),
            "analyse",
        ])
        .args(arguments)
        .env("LOFTE_LANG", "en")
        .env("RAYON_NUM_THREADS", "2")
        .env_remove("LOFTE_LOG")
        .stdin(Stdio::null())
        .stdout(File::create(&out).unwrap())
        .stderr(File::create(&err).unwrap())
        .status()
        .unwrap();
    let read = |path| String::from_utf8(std::fs::read(path).unwrap()).unwrap();
    Said { code: status.code(), out: read(out), err: read(err) }
}

/// One question: method, options and file.
fn question() -> impl Strategy<Value = (String, Vec<String>, Table)> {
    let forms = vec!["json", "json", "json", "csv", "csv", "csv", "table", "geojson"];
    let systems =
        prop::sample::select(vec!["EPSG:3006", "EPSG:4326", "EPSG:32633", "EPSG:32760", "plane", "here"]);
    let method =
        (0..METHODS.len()).prop_flat_map(|number| (Just(&METHODS[number]), METHODS[number].options()));
    let other_system = prop_oneof![12 => Just(None), 1 => systems.prop_map(Some)];
    (method, prop::sample::select(forms), other_system, table()).prop_map(
        |((method, mut options), form, system, table)| {
            options.push(format!("--format={form}"));
            if method.has_positions() {
                options.push(format!("--crs={}", system.unwrap_or(table.crs)));
            }
            (method.name.clone(), options, table)
        },
    )
}

/// Cells of an answer that are no numbers, unless the question itself has such words.
fn not_a_number(csv: &str) -> Option<&str> {
    csv.lines().find(|line| line.split(',').any(|cell| matches!(cell, "NaN" | "inf" | "-inf")))
}

/// Asks one question; whether it was answered.
fn ask(name: String, options: &[String], table: &Table) -> Result<bool, TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.csv");
    std::fs::write(&file, &table.bytes).unwrap();
    let mut arguments = vec![name, file.display().to_string()];
    // The system cannot pass a zero byte.
    arguments.extend(options.iter().map(|option| option.replace('\0', "")));
    let said = run(folder.path(), &arguments);
    let short = |text: &str| text.chars().take(2000).collect::<String>();
    let told = format!("{arguments:?}\n{:?}\nout {}\nerr {}", said.code, short(&said.out), short(&said.err));
    let is = |form: &str| options.contains(&format!("--format={form}"));
    prop_assert!(matches!(said.code, Some(0..=2)), "{}", told);
    prop_assert!(!said.err.contains("panicked") && !said.err.contains("{ $"), "{}", told);
    if said.code != Some(0) {
        prop_assert!(said.out.is_empty() && !said.err.trim().is_empty(), "{}", told);
    } else if is("json") || is("geojson") {
        prop_assert!(serde_json::from_str::<serde_json::Value>(&said.out).is_ok(), "{}", told);
    } else if is("csv") && not_a_number(&String::from_utf8_lossy(&table.bytes)).is_none() {
        prop_assert!(not_a_number(&said.out).is_none(), "{}", told);
    }
    Ok(said.code == Some(0))
}

#[test]
fn whatever_is_asked_is_answered_or_refused() {
    let config = contextualize_config(ProptestConfig {
        cases: 120,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(482),
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    });
    let (asked, answered) = (Cell::new(0), Cell::new(0));
    let outcome = TestRunner::new(config).run(&question(), |(name, options, table)| {
        asked.set(asked.get() + 1);
        answered.set(answered.get() + u32::from(ask(name, &options, &table)?));
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    // Were everything refused at the door, nothing behind it would have been tried.
    let (asked, answered) = (asked.get(), answered.get());
    assert!(answered * 10 >= asked, "only {answered} of {asked} questions were answered");
}
