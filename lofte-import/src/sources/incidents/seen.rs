//! What is counted while the rows of a file pass by, and what is told of it afterwards.

use crate::report::Note;
use crate::table::header::Header;
use std::collections::BTreeMap;

/// What the notes are made of.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) clocks: u64,
    pub(super) full_hours: u64,
    pub(super) midnights: u64,
    pub(super) dates_from_midnight: u64,
    pub(super) moved: u64,
    pub(super) positions: u64,
    pub(super) swapped: u64,
    pub(super) nowhere: u64,
    pub(super) outside: u64,
    /// Rows whose position lies outside of the area that they name.
    pub(super) elsewhere: u64,
    pub(super) personal: u64,
    pub(super) sums: u64,
    /// Rows of other municipalities.
    pub(super) of_others: u64,
    /// Rows whose point may be a home, and was not kept.
    pub(super) homes: u64,
    pub(super) filled: u64,
    pub(super) clock_back: u64,
    pub(super) centres: u64,
    /// Cells with an error, by column.
    pub(super) errors: BTreeMap<usize, u64>,
}

impl Seen {
    /// Adds what was counted in other rows.
    pub(super) fn add(&mut self, other: &Self) {
        for (sum, part) in [
            (&mut self.clocks, other.clocks),
            (&mut self.full_hours, other.full_hours),
            (&mut self.midnights, other.midnights),
            (&mut self.dates_from_midnight, other.dates_from_midnight),
            (&mut self.moved, other.moved),
            (&mut self.positions, other.positions),
            (&mut self.swapped, other.swapped),
            (&mut self.nowhere, other.nowhere),
            (&mut self.outside, other.outside),
            (&mut self.elsewhere, other.elsewhere),
            (&mut self.personal, other.personal),
            (&mut self.sums, other.sums),
            (&mut self.of_others, other.of_others),
            (&mut self.homes, other.homes),
            (&mut self.filled, other.filled),
            (&mut self.clock_back, other.clock_back),
            (&mut self.centres, other.centres),
        ] {
            *sum += part;
        }
        for (column, cells) in &other.errors {
            *self.errors.entry(*column).or_insert(0) += cells;
        }
    }

    /// What is worth knowing; `centres` where the mapping says that positions are middles of areas.
    pub(super) fn notes(self, header: &Header, centres: bool) -> Vec<Note> {
        let seen = self;
        let mut notes = Vec::new();
        for (column, cells) in seen.errors {
            let column = header.names.get(column).cloned().unwrap_or_default();
            notes.push(Note::ErrorCells { column, cells });
        }
        let mut note = |holds: bool, note: Note| {
            if holds {
                notes.push(note);
            }
        };
        // One row in twenty at exactly midnight means something else, unless the source knows full hours only: then
        // midnight must be three times what an hour has.
        let heaped =
            seen.midnights >= 20 && seen.midnights * 20 > seen.clocks && seen.midnights * 8 > seen.full_hours;
        note(heaped, Note::MidnightHeaping { rows: seen.midnights, of: seen.clocks });
        note(seen.dates_from_midnight > 0, Note::MidnightReadAsDate { rows: seen.dates_from_midnight });
        note(seen.moved > 0, Note::OffsetConverted { rows: seen.moved });
        let suspected = seen.swapped > 0;
        note(suspected, Note::ColumnsSwappedSuspected { rows: seen.swapped, of: seen.positions });
        note(seen.clock_back > 0, Note::ClockWentBack { rows: seen.clock_back });
        note(seen.sums > 0, Note::SumRows { rows: seen.sums });
        note(seen.of_others > 0, Note::RowsOfOthers { rows: seen.of_others });
        note(seen.homes > 0, Note::HomesWithoutPoint { rows: seen.homes });
        note(seen.filled > 0, Note::MergedFilled { cells: seen.filled });
        note(centres && seen.centres > 0, Note::AreaCentres { rows: seen.centres });
        note(seen.elsewhere > 0, Note::AreaAgainstPosition { rows: seen.elsewhere, of: seen.positions });
        note(seen.outside > 0, Note::OutsideEveryArea { rows: seen.outside });
        note(seen.nowhere > 0, Note::NoPosition { rows: seen.nowhere });
        note(seen.personal > 0, Note::PersonalNumbersLeftOut { cells: seen.personal });
        notes
    }
}
