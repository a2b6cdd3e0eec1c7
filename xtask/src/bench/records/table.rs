//! The tables of BENCHMARKS.md: ours beside the peers and what the machine needs, and how a growing store answers.

use std::fmt::Write as _;

use super::{Measured, Part};
use crate::bench::peers::Line;

/// The least speed of a delivery against DuckDB's copy of the same file, from a million rows on.
const COPY: f64 = 0.5;
/// The least speed of the grouped counts against DuckDB, at ten million rows.
const COUNTS: f64 = 2.0;
/// The longest answer for one municipality of the nation, in seconds.
const ANSWER: f64 = 0.1;
/// Memory for a delivery of ten million rows, and for a workbook.
const MOST_MB: f64 = 500.0;
const MOST_MB_OF_A_WORKBOOK: f64 = 300.0;

const MILLION: u64 = 1_000_000;

/// Both tables and the versions.
pub fn all(measured: &[Measured], nation: &[Line]) -> String {
    let mut text = versions(measured);
    text.push_str(
        "\n| work | rows | Löfte | memory | DuckDB | polars | speed against DuckDB | asked for | same counts | bytes | \
         reading them: memory, disk |\n|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for one in measured {
        let ratio = against(one, "duckdb");
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {:.1} MB | {} |",
            one.part.title(),
            thousands(one.rows),
            seconds(one.ours.seconds),
            memory(&one.ours),
            beside(one, "duckdb"),
            beside(one, "polars"),
            ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.2} ×")),
            asked(one, ratio),
            same(one),
            one.bytes as f64 / 1e6,
            limit(one),
        );
    }
    if !nation.is_empty() {
        text.push_str(
            "\n| rows in the store | asked | rows of them | time | rows a second |\n|---|---|---|---|---|\n",
        );
    }
    for line in nation {
        let of = line.figures.first().copied().unwrap_or(0.0);
        let (asked, rows) = match line.what.as_str() {
            "one-municipality" => ("one municipality".to_owned(), of),
            _ => (format!("all {of:.0} municipalities, one after the other"), line.n as f64),
        };
        let taken = line.seconds.unwrap_or(f64::NAN);
        let _ = writeln!(
            text,
            "| {} | {asked} | {rows:.0} | {} | {:.0} million |",
            thousands(line.n),
            seconds(line.seconds),
            rows / taken / 1e6
        );
    }
    text
}

impl Part {
    /// What it is called in the table.
    pub fn title(self) -> &'static str {
        match self {
            Self::Deliver => "CSV delivered",
            Self::Workbook => "workbook delivered",
            Self::Picture => "counts of the picture",
            Self::Nation => "counts of one municipality of 290",
        }
    }
}

fn versions(measured: &[Measured]) -> String {
    let peers = measured.iter().flat_map(|one| &one.peers).filter(|line| !line.version.is_empty());
    let mut known: Vec<String> = peers.map(|line| format!("{} {}", line.peer, line.version)).collect();
    known.sort();
    known.dedup();
    format!("**Peers**: {}.\n", known.join(", "))
}

fn peer<'a>(one: &'a Measured, name: &str) -> Option<&'a Line> {
    one.peers.iter().find(|line| line.peer == name)
}

/// How many times as fast as the peer ours is.
pub fn against(one: &Measured, name: &str) -> Option<f64> {
    Some(peer(one, name)?.seconds? / one.ours.seconds?)
}

fn beside(one: &Measured, name: &str) -> String {
    match peer(one, name) {
        None => "–".to_owned(),
        Some(Line { error: Some(error), .. }) => error.clone(),
        Some(line) => format!("{}, {}", seconds(line.seconds), memory(line)),
    }
}

fn asked(one: &Measured, ratio: Option<f64>) -> String {
    let verdict = |asked: String, reached: bool| {
        if reached { format!("{asked}, yes") } else { format!("{asked}, **no**") }
    };
    let peak = one.ours.peak_mb.unwrap_or(f64::INFINITY);
    match one.part {
        Part::Deliver if one.rows >= 10 * MILLION => {
            let fast = ratio.is_some_and(|ratio| ratio >= COPY);
            verdict(format!("≥ {COPY} ×, ≤ {MOST_MB:.0} MB"), fast && peak <= MOST_MB)
        }
        Part::Deliver if one.rows >= MILLION => {
            verdict(format!("≥ {COPY} ×"), ratio.is_some_and(|ratio| ratio >= COPY))
        }
        Part::Workbook => verdict(format!("≤ {MOST_MB_OF_A_WORKBOOK:.0} MB"), peak <= MOST_MB_OF_A_WORKBOOK),
        Part::Picture if one.rows >= 10 * MILLION => {
            verdict(format!("≥ {COUNTS} ×"), ratio.is_some_and(|ratio| ratio >= COUNTS))
        }
        Part::Nation => {
            let fast = one.ours.seconds.is_some_and(|seconds| seconds <= ANSWER);
            verdict(format!("≤ {:.0} ms", ANSWER * 1e3), fast)
        }
        _ => String::new(),
    }
}

/// Whether every peer counted the same; a delivery has no counts.
fn same(one: &Measured) -> String {
    if matches!(one.part, Part::Deliver | Part::Workbook) {
        return String::new();
    }
    let counted: Vec<&Line> = one.peers.iter().filter(|line| line.check.is_some()).collect();
    let agree = |line: &&&Line| line.check == one.ours.check;
    if counted.iter().all(|line| agree(&line)) { "yes".to_owned() } else { "**no**".to_owned() }
}

fn limit(one: &Measured) -> String {
    let disk = one.limit.disk.map_or("–".to_owned(), |disk| seconds(Some(disk)));
    format!("{}, {disk}", seconds(Some(one.limit.memory)))
}

fn memory(line: &Line) -> String {
    line.peak_mb.map_or("–".to_owned(), |peak| format!("{peak:.0} MB"))
}

/// A time in the unit that suits it.
pub fn seconds(taken: Option<f64>) -> String {
    match taken {
        None => "–".to_owned(),
        Some(taken) if taken < 0.0995 => format!("{:.1} ms", taken * 1e3),
        Some(taken) if taken < 0.9995 => format!("{:.0} ms", taken * 1e3),
        Some(taken) if taken < 9.95 => format!("{taken:.2} s"),
        Some(taken) => format!("{taken:.1} s"),
    }
}

/// A number with spaces between thousands.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::records::machine::Limit;

    fn measured(part: Part, rows: u64, ours: (f64, f64), duckdb: f64) -> Measured {
        let line = |peer: &str, seconds, peak| Line {
            peer: peer.to_owned(),
            seconds: Some(seconds),
            peak_mb: Some(peak),
            check: Some(9.0),
            ..Line::default()
        };
        let limit = Limit { memory: 0.05, disk: None };
        let peers = vec![line("duckdb", duckdb, 900.0)];
        Measured { part, rows, ours: line("Löfte", ours.0, ours.1), peers, bytes: 5_000_000, limit }
    }

    #[test]
    fn what_is_asked_for_is_held_against_what_was_measured() {
        let row = |one: Measured| all(&[one], &[]).lines().last().unwrap_or_default().to_owned();
        let fast = row(measured(Part::Deliver, 10 * MILLION, (10.0, 499.0), 6.0));
        assert!(fast.contains("| 10 000 000 | 10.0 s | 499 MB | 6.00 s, 900 MB | – | 0.60 × |"), "{fast}");
        assert!(fast.contains("≥ 0.5 ×, ≤ 500 MB, yes") && fast.contains("5.0 MB | 50.0 ms, – |"), "{fast}");
        assert!(row(measured(Part::Deliver, 10 * MILLION, (10.0, 501.0), 6.0)).contains("**no**"));
        assert!(row(measured(Part::Deliver, MILLION, (13.0, 100.0), 6.0)).contains("**no**"));
        assert!(row(measured(Part::Picture, 10 * MILLION, (0.5, 100.0), 1.0)).contains("≥ 2 ×, yes | yes"));
        assert!(row(measured(Part::Nation, 10 * MILLION, (0.11, 100.0), 1.0)).contains("≤ 100 ms, **no**"));
        let other = Measured {
            ours: Line { check: Some(8.0), ..Line::default() },
            ..measured(Part::Picture, 1, (1.0, 1.0), 1.0)
        };
        assert!(row(other).contains("| **no** |"));
    }
}
