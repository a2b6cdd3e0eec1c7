//! Many rows at exactly one point: a mall, a school, or the middle of a town that somebody wrote for want of better.
//!
//! Which of these it is, only the mapping can say (`position`); here it is noticed.

use super::rows::{Point, Rows, point};
use crate::report::Note;
use lofte_model::records::Position;
use std::collections::HashMap;

/// Points that are kept in mind; the most common ones come early.
const MOST_POINTS: usize = 200_000;
/// Fewer rows are no heap.
const FEWEST_ROWS: u64 = 3;
/// A point with one row in five or more looks like the middle of a town.
const SHARE_OF_A_CENTRE: u64 = 5;
/// A point with one row in ten or more is told.
const SHARE_WORTH_TELLING: u64 = 10;

/// Counts rows at the same point.
#[derive(Debug, Default)]
pub(super) struct Points {
    at: HashMap<Point, u64>,
    all: u64,
}

impl Points {
    pub(super) fn count(&mut self, position: Position) {
        self.all += 1;
        let point = point(position);
        if self.at.len() < MOST_POINTS || self.at.contains_key(&point) {
            *self.at.entry(point).or_insert(0) += 1;
        }
    }

    /// Settles which points are no places, unless the mapping says what its positions are.
    pub(super) fn settle(self, rows: &mut Rows<'_>) -> Option<Note> {
        if rows.mapping.position.is_some() {
            return None;
        }
        let of = self.all;
        let common = self.at.values().copied().max().filter(|most| *most >= FEWEST_ROWS)?;
        if common * SHARE_WORTH_TELLING < of {
            return None;
        }
        let centre = |count: u64| count >= FEWEST_ROWS && count * SHARE_OF_A_CENTRE >= of;
        if !centre(common) || rows.places.near().is_none() {
            return Some(Note::CommonPoint { rows: common, of });
        }
        let centres = self.at.into_iter().filter(|(_, count)| centre(*count));
        let mut taken = 0;
        rows.not_places = centres.inspect(|(_, count)| taken += count).map(|(point, _)| point).collect();
        // A file that mostly has middles of towns has them in its other rows too.
        rows.no_places = taken * 2 >= of;
        Some(Note::PointsNotPlaced { rows: if rows.no_places { of } else { taken }, of })
    }
}
