//! Positions that are no places: many rows at exactly one point (a mall, a school, or the middle of a town that
//! somebody wrote for want of better), and numbers so round that they are squares of a map.
//!
//! Which of these it is, only the mapping can say (`position`); here it is noticed.

use super::rows::{How, NotPlaces, Point, Rows, point};
use crate::report::Note;
use lofte_model::records::Position;
use lofte_model::spread::Spread;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Points that are kept in mind; the most common ones come early.
const MOST_POINTS: usize = 200_000;
/// Fewer rows are no heap.
const FEWEST_ROWS: u64 = 3;
/// Fewer rows with round numbers may be chance, or written by hand.
const FEWEST_COARSE: u64 = 6;
/// A point with one row in five or more looks like the middle of a town.
const SHARE_OF_A_CENTRE: u64 = 5;
/// A point with one row in ten or more is told.
const SHARE_WORTH_TELLING: u64 = 10;

/// Counts rows at the same point, and rows with round numbers.
#[derive(Debug, Default)]
pub(super) struct Points {
    at: HashMap<Point, At, Spread>,
    all: u64,
    coarse: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct At {
    rows: u64,
    coarse: bool,
}

impl Points {
    /// Counts so many incidents at a position.
    pub(super) fn count(&mut self, position: Position, coarse: bool, incidents: u64) {
        self.all += incidents;
        self.coarse += if coarse { incidents } else { 0 };
        let point = point(position);
        let full = self.at.len() >= MOST_POINTS;
        let at = match self.at.entry(point) {
            Entry::Occupied(at) => at.into_mut(),
            Entry::Vacant(_) if full => return,
            Entry::Vacant(new) => new.insert(At::default()),
        };
        at.rows += incidents;
        at.coarse = coarse;
    }

    /// Settles which points are no places, unless the mapping says what its positions are.
    pub(super) fn settle(&self, rows: &Rows<'_>, how: &mut How) -> Vec<Note> {
        if rows.mapping.position.is_some() {
            return Vec::new();
        }
        let mut notes = Vec::new();
        if self.coarse >= FEWEST_COARSE && self.coarse * SHARE_WORTH_TELLING >= self.all {
            how.coarse = true;
            notes.push(Note::CoarsePositions { rows: self.coarse, of: self.all });
        }
        notes.extend(self.common(rows, how));
        notes
    }

    fn common(&self, rows: &Rows<'_>, how: &mut How) -> Option<Note> {
        let of = self.all;
        // Squares of a map are told as such.
        let coarse = how.coarse;
        let heaps = || self.at.iter().filter(move |(_, at)| !(coarse && at.coarse));
        let common = heaps().map(|(_, at)| at.rows).max().filter(|most| *most >= FEWEST_ROWS)?;
        if common * SHARE_WORTH_TELLING < of {
            return None;
        }
        let centre = |count: u64| count >= FEWEST_ROWS && count * SHARE_OF_A_CENTRE >= of;
        if !centre(common) || rows.places.near().is_none() {
            return Some(Note::CommonPoint { rows: common, of });
        }
        let mut taken = 0;
        let centres = heaps().filter(|(_, at)| centre(at.rows)).inspect(|(_, at)| taken += at.rows);
        let centres = centres.map(|(point, _)| *point).collect();
        // A file that mostly has middles of towns has them in its other rows too.
        let mostly = taken * 2 >= of;
        how.not_places = if mostly { NotPlaces::All } else { NotPlaces::At(centres) };
        Some(Note::PointsNotPlaced { rows: if mostly { of } else { taken }, of })
    }
}
