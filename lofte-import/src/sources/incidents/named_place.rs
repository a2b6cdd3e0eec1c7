//! Rows whose place has a name and no coordinates: looked up in the gazetteer, counted by how exactly each is known.
//!
//! What the cells say is never kept, only where it is and how exactly that is known; names that are not found are held in
//! mind until the file is read, so that the most similar known name can be told.

use super::rows::Rows;
use crate::gazetteer::written::{Address, place_name, postcode};
use crate::gazetteer::{Found, Gazetteer, Missed, Said, Sort};
use crate::places::Placed;
use crate::report::{NameNote, Note};
use crate::table::Line;
use jiff::civil::Date;
use lofte_model::records::{PlacePrecision, Position};
use lofte_model::screening::holds_identity_number;
use std::collections::BTreeMap;

/// Different names that are held in mind.
const MOST_MISSED: usize = 2_000;
/// Suggestions that are told, those of the most rows first.
const MOST_TOLD: usize = 8;

/// What was found by name in some rows, and what was not.
#[derive(Debug, Default)]
pub(super) struct NamedPlaces {
    /// Rows, and those of them that lie in an area, by how exactly their place is known.
    found: BTreeMap<PlacePrecision, (u64, u64)>,
    missed: BTreeMap<(Sort, String), u64>,
    /// Rows whose names are not held in mind.
    others: u64,
    several: u64,
}

impl NamedPlaces {
    /// Adds what was found in other rows, each of which stands for so many incidents.
    pub(super) fn add(&mut self, other: Self, times: u64) {
        for (precision, (rows, placed)) in other.found {
            let known = self.found.entry(precision).or_default();
            *known = (known.0 + rows * times, known.1 + placed * times);
        }
        for ((sort, form), rows) in other.missed {
            self.miss(sort, form, rows * times);
        }
        self.others += other.others * times;
        self.several += other.several * times;
    }

    fn miss(&mut self, sort: Sort, form: String, rows: u64) {
        if let Some(known) = self.missed.get_mut(&(sort, form.clone())) {
            *known += rows;
        } else if self.missed.len() < MOST_MISSED {
            self.missed.insert((sort, form), rows);
        } else {
            self.others += rows;
        }
    }

    fn count(&mut self, found: &Found) {
        let known = self.found.entry(found.precision).or_default();
        known.0 += 1;
        known.1 += u64::from(found.placed != Placed::default());
    }

    /// What is to be told. Of names that are not known only the known name that is nearest is told, never the text.
    pub(super) fn notes(self, gazetteer: &Gazetteer) -> Vec<Note> {
        let mut notes = Vec::new();
        for (precision, (rows, placed)) in self.found {
            notes.push(NameNote::Found { precision, rows, placed });
        }
        let (mut near, mut unknown) = (BTreeMap::new(), self.others);
        for ((sort, form), rows) in self.missed {
            match gazetteer.nearest(sort, &form) {
                Some(nearest) => *near.entry(nearest.to_owned()).or_insert(0) += rows,
                None => unknown += rows,
            }
        }
        let mut near: Vec<(String, u64)> = near.into_iter().collect();
        near.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        unknown += near.iter().skip(MOST_TOLD).map(|(_, rows)| rows).sum::<u64>();
        let near = near.into_iter().take(MOST_TOLD);
        notes.extend(near.map(|(nearest, rows)| NameNote::Nearly { rows, nearest }));
        if self.several > 0 {
            notes.push(NameNote::Several { rows: self.several });
        }
        if unknown > 0 {
            notes.push(NameNote::Unknown { rows: unknown });
        }
        notes.into_iter().map(Note::Names).collect()
    }
}

impl Rows<'_> {
    /// What the row says of its place in words.
    fn said<'l>(&self, line: &'l Line<'_>) -> Said<'l> {
        let cell = |column: Option<usize>| {
            let text = column.map_or("", |column| self.cell(line, column));
            // It stands for no place, and is counted where the row is read.
            if holds_identity_number(text) { "" } else { text }
        };
        let [address, place, postcode, locality] = self.places_of.named.map(cell);
        Said { address, place, postcode, locality }
    }

    /// The names of a row in one form, by which it is the same row; nothing where no column has names.
    pub(super) fn names(&self, line: &Line<'_>) -> Option<String> {
        self.gazetteer?;
        let said = self.said(line);
        let Address { street, number, postcode: code, locality } = Address::of(said.address);
        let parts = [Some(street), number, code, locality];
        let address = parts.map(Option::unwrap_or_default).join("|");
        let code = postcode(said.postcode).unwrap_or_default();
        Some(format!("{address}|{}|{code}|{}", place_name(said.place), place_name(said.locality)))
    }

    /// Where a row without coordinates lies by its names. An area that it names by itself (`placed`) is left for an address
    /// alone.
    pub(super) fn by_name(
        &self,
        line: &Line<'_>,
        (position, placed): (Option<Position>, &Placed),
        day: Date,
        seen: &mut NamedPlaces,
    ) -> Option<Found> {
        let gazetteer = self.gazetteer.filter(|_| position.is_none())?;
        let looked = gazetteer.find(&self.said(line), day);
        match looked.missed {
            Some(Missed::Several) => seen.several += 1,
            Some(Missed::Unknown(sort, form)) => seen.miss(sort, form, 1),
            None => {}
        }
        let mut found = looked.found?;
        if let Some(position) = found.position {
            found.placed = self.places.locate(position, day);
        } else if *placed != Placed::default() {
            return None;
        }
        seen.count(&found);
        Some(found)
    }
}
