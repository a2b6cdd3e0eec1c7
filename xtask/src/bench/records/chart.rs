//! Cost against rows, from ten thousand to a hundred million, as a chart of signs: both axes by powers of ten, so that work
//! that grows as its rows do climbs one step each step, and work that does not lies flat.

use std::fmt::Write as _;

use super::{Measured, Part};
use crate::bench::peers::Line;

/// Powers of ten of the rows, and of the seconds.
const ROWS: [u32; 2] = [4, 8];
const SECONDS: [i32; 2] = [-4, 3];
/// Signs of one power of ten, across and up.
const ACROSS: f64 = 14.0;
const UP: f64 = 3.0;

/// A sign, what it means, and where it stands: rows and seconds.
type Series<'a> = (char, &'a str, Vec<(u64, f64)>);

/// The chart, with what its signs mean.
pub fn of(measured: &[Measured], nation: &[Line]) -> String {
    let lines = |part: Part, peer: Option<&str>| -> Vec<(u64, f64)> {
        let of_part = measured.iter().filter(|one| one.part == part);
        let seconds = |one: &Measured| match peer {
            None => one.ours.seconds,
            Some(peer) => one.peers.iter().find(|line| line.peer == peer)?.seconds,
        };
        of_part.filter_map(|one| Some((one.rows, seconds(one)?))).collect()
    };
    let grown = |what: &str| -> Vec<(u64, f64)> {
        nation
            .iter()
            .filter(|line| line.what == what)
            .filter_map(|line| Some((line.n, line.seconds?)))
            .collect()
    };
    let series = [
        ('D', "CSV delivered, DuckDB", lines(Part::Deliver, Some("duckdb"))),
        ('L', "CSV delivered, Löfte", lines(Part::Deliver, None)),
        ('d', "counts of the picture, DuckDB", lines(Part::Picture, Some("duckdb"))),
        ('l', "counts of the picture, Löfte", lines(Part::Picture, None)),
        ('a', "counts of all municipalities of the store, Löfte", grown("all-municipalities")),
        ('e', "counts of one municipality of the store, Löfte", grown("one-municipality")),
    ];
    drawn(&series)
}

fn drawn(series: &[Series<'_>]) -> String {
    let height = place(f64::from(SECONDS[1] - SECONDS[0]), UP);
    let width = place(f64::from(ROWS[1] - ROWS[0]), ACROSS);
    let mut signs = vec![vec![' '; width + 1]; height + 1];
    for (sign, _, points) in series {
        for (rows, seconds) in points.iter().filter(|(rows, seconds)| *rows > 0 && *seconds > 0.0) {
            let across = place((*rows as f64).log10() - f64::from(ROWS[0]), ACROSS);
            let up = place(seconds.log10() - f64::from(SECONDS[0]), UP);
            if let Some(known) = signs.get_mut(up).and_then(|row| row.get_mut(across)) {
                // Where two fall together, both are shown beside each other if there is room.
                if *known == ' ' {
                    *known = *sign;
                } else if let Some(beside) = signs[up].get_mut(across + 1) {
                    *beside = *sign;
                }
            }
        }
    }
    let mut text = String::from("```text\n");
    for (up, row) in signs.iter().enumerate().rev() {
        let (power, rest) = (up / place(1.0, UP), up % place(1.0, UP));
        let label =
            if rest == 0 { label(SECONDS[0] + i32::try_from(power).unwrap_or(0)) } else { String::new() };
        let row: String = row.iter().collect();
        text.push_str(format!("{label:>7} |{row}").trim_end());
        text.push('\n');
    }
    let _ = write!(text, "        +{}\n         ", "-".repeat(width + 1));
    for power in ROWS[0]..=ROWS[1] {
        let _ = write!(text, "{:<1$}", format!("1e{power}"), place(1.0, ACROSS));
    }
    text.truncate(text.trim_end().len());
    text.push_str(" rows\n\n");
    for (sign, what, points) in series.iter().filter(|(_, _, points)| !points.is_empty()) {
        let last = points.last().map_or(String::new(), |(_, seconds)| super::table::seconds(Some(*seconds)));
        let _ = writeln!(text, "{sign}  {what} ({last} at most rows)");
    }
    text.push_str("```\n");
    text
}

fn label(power: i32) -> String {
    match power {
        ..=-1 => format!("{} ms", 10_f64.powi(power + 3)),
        _ => format!("{} s", 10_f64.powi(power)),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what lies below is drawn at the foot"
)]
fn place(powers: f64, signs: f64) -> usize {
    (powers * signs).round().max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_grows_with_its_rows_climbs_and_other_work_lies_flat() {
        let series =
            [('x', "grows", vec![(10_000, 0.001), (1_000_000, 0.1)]), ('y', "not", vec![(10_000, 0.001)])];
        let chart = drawn(&series);
        let at = |sign: char| -> Vec<(usize, usize)> {
            let body = chart.lines().enumerate().filter(|(_, line)| line.contains('|'));
            body.filter_map(|(up, line)| Some((up, line.chars().position(|known| known == sign)?))).collect()
        };
        let (x, y) = (at('x'), at('y'));
        assert_eq!(x[1].0 - x[0].0, 6, "two powers of ten: {chart}");
        assert_eq!(x[0].1 - x[1].1, 28, "{chart}");
        assert_eq!((y[0].0, y[0].1), (x[1].0, x[1].1 + 1), "beside the other: {chart}");
        assert!(chart.contains("1e4           1e5"), "{chart}");
        assert!(chart.contains("y  not (1.0 ms at most rows)"), "{chart}");
    }
}
