//! Where the table of a file begins: the sheet, and the row that looks like headings with rows below it. Titles above
//! and totals below are none.

use super::Hints;
use super::choice::Sure;
use super::words::knows;
use crate::error::ImportError;
use crate::number::decimal;
use crate::same::same_form;
use crate::table::header::Header;
use crate::table::{Columns, Table};
use crate::time::Shape;
use crate::time::shape_of;
use std::collections::HashSet;

/// Cells of a row that are held against the words of headings: a table that is wider has some of them among these.
const LOOKED_AT: usize = 500;
/// Rows below a heading that are held against it.
const ROWS_BELOW: usize = 12;

/// Where the table begins.
#[derive(Clone, Debug)]
pub(super) struct Outline {
    /// Sheets with a table, in their order.
    pub(super) sheets: Vec<String>,
    /// The one that is read.
    pub(super) sheet: Option<String>,
    /// How many sheets have the same headings as it.
    pub(super) alike: usize,
    /// Row of the header.
    pub(super) row: u64,
    /// How sure that is.
    pub(super) sure: Sure,
    names: Vec<String>,
}

/// A row that may be the header, and how much of one it has.
#[derive(Clone, Debug)]
struct Candidate {
    row: u64,
    names: Vec<String>,
    score: usize,
    /// Whether rows stand below it.
    rows: usize,
}

impl Outline {
    pub(super) fn of(table: &mut Table, hints: &Hints<'_>) -> Result<Self, ImportError> {
        let tops = table.tops(hints.sheet.as_deref(), hints.header_row)?;
        let mut found: Vec<(Option<String>, Candidate)> = Vec::new();
        for (sheet, top) in tops {
            let best = candidate(&top, hints.header_row);
            found.extend(best.map(|best| (sheet, best)));
        }
        if found.iter().any(|(_, candidate)| candidate.rows > 0) {
            found.retain(|(_, candidate)| candidate.rows > 0);
        }
        let sheets: Vec<String> = found.iter().filter_map(|(sheet, _)| sheet.clone()).collect();
        // The first of equals.
        let best = found.iter().rev().max_by_key(|(_, candidate)| (candidate.rows > 0, candidate.score));
        let Some((sheet, best)) = best.cloned() else {
            return Err(match hints.header_row {
                Some(row) => ImportError::NoSuchRow { row },
                None => ImportError::Empty { file: hints.file_name.to_owned() },
            });
        };
        let form = |names: &[String]| names.iter().map(|name| same_form(name)).collect::<Vec<_>>();
        let alike = found.iter().filter(|(_, other)| form(&other.names) == form(&best.names)).count();
        let known = best.names.iter().take(LOOKED_AT).filter(|name| knows(name)).count();
        let sure = if known >= 2 { Sure::Certain } else { Sure::Likely };
        Ok(Self { sheets, sheet, alike, row: best.row, sure, names: best.names })
    }

    /// Makes the table stand at the header, from where its rows are read.
    pub(super) fn enter(&self, table: &mut Table) -> Result<Header, ImportError> {
        let mut known = HashSet::new();
        let names = self.names.iter().filter(|name| !name.is_empty());
        let once: Vec<&str> =
            names.filter(|name| known.insert(same_form(name))).map(String::as_str).collect();
        table.header(&Columns(once), self.sheet.as_deref(), Some(self.row))
    }
}

fn candidate(top: &[(u64, Vec<String>)], row: Option<u64>) -> Option<Candidate> {
    let mut best: Option<Candidate> = None;
    for (place, (number, cells)) in top.iter().enumerate() {
        if row.is_some_and(|row| row != *number) {
            continue;
        }
        let below = &top[place + 1..];
        let mut offers = vec![(*number, cells.clone(), below)];
        if let Some((next, lower)) = below.first().filter(|_| row.is_none()) {
            offers.push((*next, crate::table::header::joined(cells, lower), &below[1..]));
        }
        for (joined, (number, names, below)) in offers.into_iter().enumerate() {
            let candidate = scored(number, names, below, joined);
            if best.as_ref().is_none_or(|best| candidate.score > best.score) {
                best = Some(candidate);
            }
        }
    }
    best.filter(|best| best.score > 0 || row.is_some())
}

/// Words that headings have, texts and no numbers, and rows below that are as wide and of another sort.
fn scored(row: u64, names: Vec<String>, below: &[(u64, Vec<String>)], joined: usize) -> Candidate {
    let filled: Vec<usize> = (0..names.len()).filter(|place| !names[*place].is_empty()).collect();
    let looked_at = || filled.iter().take(LOOKED_AT);
    let plain = looked_at().filter(|place| is_value(&names[**place])).count();
    let known = looked_at().filter(|place| knows(&names[**place])).count();
    let mut forms: Vec<String> = filled.iter().map(|place| same_form(&names[*place])).collect();
    forms.sort();
    forms.dedup();
    let cell = |cells: &[String], place: usize| cells.get(place).cloned().unwrap_or_default();
    let below = &below[..below.len().min(ROWS_BELOW)];
    let wide = |cells: &[String]| {
        let has =
            filled.iter().filter(|place| cells.get(**place).is_some_and(|cell| !cell.is_empty())).count();
        has * 2 >= filled.len() && has > 0
    };
    let rows = below.iter().filter(|(_, cells)| wide(cells)).count();
    let other = below.iter().take(3).flat_map(|(_, cells)| filled.iter().map(|place| cell(cells, *place)));
    let values = usize::from(other.filter(|text| is_value(text)).count() > 0);
    let longest = filled.iter().map(|place| names[*place].chars().count()).max().unwrap_or(0);
    let good = forms.len() == filled.len() && plain == 0 && longest < 80 && !filled.is_empty();
    let score = if good {
        // A single filled cell is a title, unless the file has one column.
        let alone = filled.len() == 1
            && below.iter().any(|(_, cells)| cells.iter().filter(|one| !one.is_empty()).count() > 1);
        let score = known * 6 + filled.len().min(20) + rows + values * 4;
        if alone { 0 } else { score.saturating_sub(joined * 3) }
    } else {
        known.saturating_sub(plain)
    };
    Candidate { row, names, score, rows }
}

/// Whether a cell is a number or a date, which no heading is; a year may be one.
fn is_value(text: &str) -> bool {
    let number = decimal(text);
    let year = number.is_some_and(|number| text.len() == 4 && (1900.0..2100.0).contains(&number));
    (number.is_some() && !year) || shape_of(text) != Shape::Other
}
