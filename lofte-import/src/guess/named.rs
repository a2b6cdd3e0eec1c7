//! Columns that name where it happened, in files without coordinates: addresses, places, postcodes and localities. What the
//! gazetteer knows decides; nothing is proposed where it knows none of the cells.
//!
//! With coordinates no such column is proposed: an address that is not needed is not read.

use super::choice::{Choice, Sure, Why};
use super::profile::{Column, Seen};
use super::roles::Free;
use super::words::{Names, names};
use lofte_model::mapping::{ColumnNames, MappingFile};

/// Hundredths of the cells that must be known, where the heading says what they are and where it does not.
const NAMED: u64 = 20;
const UNNAMED: u64 = 85;

/// Proposes the columns.
pub(super) fn settle(seen: &Seen, mapping: &mut MappingFile, choices: &mut Vec<Choice>) {
    let ColumnNames { longitude, east, point, .. } = &mapping.columns;
    if longitude.is_some() || east.is_some() || point.is_some() {
        return;
    }
    // A heading that says what a column is goes before cells that might be something else too.
    for by_heading in [true, false] {
        for number in 0..PARTS.len() {
            part(number, by_heading, seen, mapping, choices);
        }
    }
}

/// The parts, in the order of [`Column::known_names`].
const PARTS: [(&str, Names); 4] = [
    ("address", Names::Address),
    ("place_name", Names::Place),
    ("postcode", Names::Postcode),
    ("locality", Names::Locality),
];

fn part(number: usize, by_heading: bool, seen: &Seen, mapping: &mut MappingFile, choices: &mut Vec<Choice>) {
    let (part, name) = PARTS[number];
    if mapping.columns.said().iter().any(|(said, _)| *said == part) {
        return;
    }
    let fit = |column: &Column| column.share(column.known_names[number]);
    let score = |column: &Column| {
        let weight = u64::from(names(&column.heading, name));
        let needed = if by_heading { NAMED } else { UNNAMED };
        if (weight > 0) == by_heading && fit(column) >= needed { 1 + weight * 10 + fit(column) } else { 0 }
    };
    let free = Free::beside(seen, mapping);
    let best = free.columns(seen).map(|(_, column)| column).filter(|column| score(column) > 0);
    let Some(column) = best.max_by_key(|column| score(column)) else { return };
    let share = fit(column);
    let why = if by_heading { Why::Heading { share } } else { Why::Contents { share } };
    // It is read after all, and only looked up.
    choices.retain(|choice| choice.part != "left_out" || choice.value.as_ref() != Some(&column.heading));
    choices.push(Choice::new(part, &column.heading, why, Sure::Likely));
    let heading = Some(column.heading.clone());
    match name {
        Names::Address => mapping.columns.address = heading,
        Names::Place => mapping.columns.place_name = heading,
        Names::Postcode => mapping.columns.postcode = heading,
        _ => mapping.columns.locality = heading,
    }
}
