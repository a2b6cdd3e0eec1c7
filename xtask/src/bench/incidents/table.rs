//! The tables of BENCHMARKS.md: ours beside each peer, and how time and memory grow.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::works::{Peer, Size, Work};
use super::{Measured, OURS};
use crate::bench::peers::{Line, difference};

/// Both tables and the versions. A work that is not measured at its full size is compared all the same, and `judge` says
/// whether anything is asked of it.
pub fn all(measured: &[Measured], judge: bool) -> String {
    let mut text = versions(measured);
    text.push_str(
        "\n| work | n | ours | peer | peer's time | ratio | must | results | memory: ours, peer |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    for one in measured.iter().filter(|one| one.size.judged || !judge) {
        if one.peers.is_empty() {
            text.push_str(&alone(one, judge));
        }
        for (peer, line) in &one.peers {
            text.push_str(&beside(one, peer, line, judge));
        }
    }
    let growing: Vec<_> = measured.iter().filter(|one| one.work.sizes.len() > 2).collect();
    if judge && !growing.is_empty() {
        text.push_str(
            "\n| work | n | by | time | times the size before | memory |\n|---|---|---|---|---|---|\n",
        );
        growth(&growing, &mut text);
    }
    text
}

/// A row without a peer. Where there is none in the field, what ours must reach is a time, and its check is a number of
/// faults; otherwise the peers were not asked.
fn alone(one: &Measured, judge: bool) -> String {
    let must = match (one.work.most_seconds, one.ours.seconds) {
        (Some(most), Some(seconds)) if judge => verdict(&format!("≤ {most} s"), seconds <= most),
        _ => String::new(),
    };
    let faults = match (one.work.most_seconds, one.ours.check) {
        (Some(_), Some(0.0)) => "no fault".to_owned(),
        (Some(_), Some(faults)) => format!("**{faults} faults**"),
        _ => "–".to_owned(),
    };
    format!(
        "| {} | {} | {} | – | – | – | {must} | {faults} | {} |\n",
        one.work.title,
        thousands(one.size.n),
        time(&one.ours),
        memory(&one.ours)
    )
}

fn beside(one: &Measured, peer: &Peer, line: &Line, judge: bool) -> String {
    let ratio = one.ours.seconds.zip(line.seconds).map(|(ours, theirs)| theirs / ours);
    let must = match (peer.must, ratio) {
        (Some(must), Some(ratio)) if judge => verdict(&format!("≥ {must}"), ratio >= must),
        (Some(must), _) => format!("≥ {must}"),
        (None, _) => String::new(),
    };
    format!(
        "| {} | {} | {} | {} | {} | {} | {must} | {} | {}, {} |\n",
        one.work.title,
        thousands(one.size.n),
        time(&one.ours),
        peer.name,
        time(line),
        ratio.map_or("–".to_owned(), |ratio| format!("{} ×", significant(ratio))),
        agreement(&one.ours, line, peer.tolerance),
        memory(&one.ours),
        memory(line)
    )
}

fn verdict(must: &str, reached: bool) -> String {
    if reached { format!("{must}, yes") } else { format!("{must}, **no**") }
}

/// Whether both gave the same result, as far as the number they print tells.
fn agreement(ours: &Line, theirs: &Line, tolerance: f64) -> String {
    let (Some(our), Some(their)) = (ours.check, theirs.check) else {
        return "–".to_owned();
    };
    match difference(&[our], &[their]) {
        Some(0.0) => "equal".to_owned(),
        Some(apart) if apart <= tolerance => format!("within {apart:.0e}"),
        _ => format!("**differ**: {our} and {their}"),
    }
}

/// A row for each size and program, program by program so that one column can be read downwards.
fn growth(measured: &[&Measured], text: &mut String) {
    let mut done = BTreeSet::new();
    for first in measured {
        if !done.insert(first.work.name) {
            continue;
        }
        let sizes: Vec<_> = measured.iter().filter(|one| one.work.name == first.work.name).collect();
        let names = std::iter::once(OURS).chain(first.work.peers.iter().map(|peer| peer.name));
        for name in names {
            let mut before: Option<f64> = None;
            for one in &sizes {
                let of_peer = || one.peers.iter().find(|(peer, _)| peer.name == name).map(|(_, line)| line);
                let Some(line) = (if name == OURS { Some(&one.ours) } else { of_peer() }) else { continue };
                let times = before
                    .zip(line.seconds)
                    .map_or("–".to_owned(), |(before, now)| significant(now / before));
                before = line.seconds;
                let _ = writeln!(
                    text,
                    "| {} | {} | {name} | {} | {times} | {} |",
                    short(first.work, one.size),
                    thousands(one.size.n),
                    time(line),
                    memory(line)
                );
            }
        }
    }
}

/// The name with its settings, which may change with the size.
fn short(work: &Work, size: &Size) -> String {
    let settings = size.settings.replace("--", "");
    if settings.is_empty() { work.name.to_owned() } else { format!("{} ({settings})", work.name) }
}

/// The line with what was compared.
fn versions(measured: &[Measured]) -> String {
    let of = |line: &Line| (line.error.is_none()).then(|| format!("{} {}", line.peer, line.version));
    let lines = measured.iter().flat_map(|one| one.peers.iter().map(|(_, line)| line));
    let named: BTreeSet<String> = lines.filter_map(of).collect();
    let named: Vec<String> = named.into_iter().collect();
    let named = if named.is_empty() { "not asked".to_owned() } else { named.join(", ") };
    format!("**Peers**: {named}. Wall time of the call alone, the shortest of several runs.\n")
}

fn time(line: &Line) -> String {
    match (line.seconds, &line.error) {
        (_, Some(error)) => error.replace('|', "/"),
        (Some(seconds), None) if seconds < 1e-3 => format!("{} µs", significant(seconds * 1e6)),
        (Some(seconds), None) if seconds < 1.0 => format!("{} ms", significant(seconds * 1e3)),
        (Some(seconds), None) => format!("{} s", significant(seconds)),
        (None, None) => "–".to_owned(),
    }
}

fn memory(line: &Line) -> String {
    line.peak_mb.map_or("–".to_owned(), |peak| format!("{peak:.0} MB"))
}

/// Two significant digits below ten, else whole numbers.
fn significant(value: f64) -> String {
    if value < 10.0 { format!("{value:.1}") } else { format!("{value:.0}") }
}

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
    use super::super::works::WORKS;
    use super::*;

    fn line(seconds: f64, check: f64) -> Line {
        Line { seconds: Some(seconds), peak_mb: Some(12.0), check: Some(check), ..Line::default() }
    }

    fn measured(ours: Line, theirs: Line) -> Measured {
        let work = &WORKS[0];
        let size = work.sizes.last().unwrap();
        Measured { work, size, ours, peers: vec![(&work.peers[0], theirs)] }
    }

    #[test]
    fn a_row_says_whether_ours_is_as_fast_as_it_must_be_and_the_result_the_same() {
        let text = all(&[measured(line(0.1, 7.0), line(0.15, 7.0))], true);
        assert!(
            text.contains("| 10 000 000 | 100 ms | duckdb | 150 ms | 1.5 × | ≥ 2, **no** | equal |"),
            "{text}"
        );
        let text = all(&[measured(line(0.0005, 7.0), line(1.5, 8.0))], true);
        assert!(
            text.contains("| 500 µs | duckdb | 1.5 s | 3000 × | ≥ 2, yes | **differ**: 7 and 8 |"),
            "{text}"
        );
    }

    #[test]
    fn a_peer_that_did_not_finish_says_why() {
        let failed = Line { error: Some("stopped after 900 s".to_owned()), ..Line::default() };
        let text = all(&[measured(line(0.1, 7.0), failed)], true);
        assert!(text.contains("| duckdb | stopped after 900 s | – | ≥ 2 | – | 12 MB, – |"), "{text}");
    }

    #[test]
    fn large_numbers_are_parted() {
        assert_eq!(
            (thousands(999), thousands(1000), thousands(76_898)),
            ("999".into(), "1 000".into(), "76 898".into())
        );
    }
}
